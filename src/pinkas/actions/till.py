"""What lies in the till, and what was deposited of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

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
    """The total and one page: of what lies in the till, oldest received first, or of what was deposited, by deposit.

    The dates are those of falling due; of what never falls due, the document's in the till and the deposit's after it.
    """
    return await till.page(
        desk.store,
        caller.business,
        from_date=from_date,
        to_date=to_date,
        deposited=deposited,
        offset=offset,
        limit=limit,
    )


async def deposited_lines(desk: Desk, caller: Caller, deposits: Sequence[int]) -> dict[int, list[TillLine]]:
    """The lines of the deposits with these serials, each deposit's in its order."""
    found: dict[int, list[TillLine]] = {serial: [] for serial in deposits}
    for line in await till.lines_of(desk.store, caller.business, deposits):
        if line.deposit is not None:
            found[line.deposit].append(line)
    return found
