"""What lies in the till."""

from __future__ import annotations

import datetime as dt

from pinkas.actions.desk import Caller, Desk
from pinkas.storage import till
from pinkas.storage.till import TillLine


async def till_lines(
    desk: Desk,
    caller: Caller,
    *,
    deposited: bool,
    from_date: dt.date | None,
    to_date: dt.date | None,
    offset: int,
    limit: int,
) -> tuple[int, list[TillLine]]:
    """The total and one page, oldest received first; the dates are those of falling due, else of the document.

    Nothing is `deposited` as long as the books know no deposits.
    """
    if deposited:
        return 0, []
    return await till.page(
        desk.store, caller.business, from_date=from_date, to_date=to_date, offset=offset, limit=limit
    )
