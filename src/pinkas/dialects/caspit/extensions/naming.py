"""What the books call a field, as the models of our own routes call it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pinkas.books.errors import InvalidValue
from pinkas.dialects.caspit.binding import WireError


@contextmanager
def members(**names: str) -> Iterator[None]:
    """Say what the books refuse by the member the caller sent: `members(valid_from="ValidFrom")`."""
    try:
        yield
    except InvalidValue as error:
        member = names.get(error.field)
        if member is None:
            raise
        raise WireError({member: [f"The field {member} {error.reason}."]}) from None
