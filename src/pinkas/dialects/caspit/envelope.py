"""Pages of a list: what was asked for, and the `CaspitResponse` that answers it (dossier section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pinkas.dialects.caspit.wire import CaspitResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinkas.dialects.caspit.call import Call
    from pinkas.dialects.caspit.fields import Wire

PAGE_SIZE = 50
MAX_PAGE_SIZE = 500


@dataclass(frozen=True, slots=True)
class Paging:
    """A page asked for, counted from 0, and the rows on each."""

    page: int = 0
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return self.page * self.size


def envelope(call: Call, paging: Paging, rows: Iterable[Wire], *, total: int) -> CaspitResponse:
    """The page with its neighbours' addresses: this call's own, with the other page number, and the token.

    A page past the end is empty and tells the true totals.
    """
    pages = -(-total // paging.size)
    before, after = paging.page - 1, paging.page + 1
    return CaspitResponse(
        CurrentPage=paging.page,
        TotalCount=total,
        TotalPages=pages,
        PrevPageUrl=call.page_url(before) if before >= 0 else None,
        NextPageUrl=call.page_url(after) if after < pages else None,
        Results=list(rows),
    )
