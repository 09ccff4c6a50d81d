"""The content of lines on allocation numbers, and on the token with which they are asked for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pinkas.books import canon

if TYPE_CHECKING:
    from pinkas.books.allocation import Step

_STEP = canon.record([
    ("document", canon.integer), ("kind", canon.text), ("state", canon.text), ("request", canon.uuid),
    ("number", canon.text), ("code", canon.text), ("detail", canon.text),
])  # fmt: skip


def allocation_content(step: Step, *, action: int | None) -> bytes:
    """The content of a line that says what happened to a request; `action` is the request's own."""
    return canon.digest(_STEP(step), canon.integer(action))


def awaiting_number(content: bytes) -> bytes:
    """The content of a line that issues a document which must wait for its number: both in one."""
    return canon.digest(canon.binary(content), canon.text("allocation number"))


def authority_token_content(
    version: int, sealed: bytes, access_until: dt.datetime | None, refresh_until: dt.datetime | None
) -> bytes:
    """The content of a line that stores the authority's token: as it lies encrypted, and how long it holds."""
    return canon.digest(
        canon.integer(version), canon.binary(sealed), _instant_or_null(access_until), _instant_or_null(refresh_until)
    )


def _instant_or_null(moment: dt.datetime | None) -> bytes:
    return canon.text(None) if moment is None else canon.instant(moment)
