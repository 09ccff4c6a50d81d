"""Closing and reopening periods: everything up to the end of a month takes no posting, or takes it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, once_name, write_item
from pinkas.actions.repeats import unchanged
from pinkas.books.daybook import period_content
from pinkas.books.errors import Contention, InvalidValue
from pinkas.books.period import last_day, month
from pinkas.storage import settings

Decision = Callable[[dt.date | None], dt.date | None]


async def closed_through(desk: Desk, caller: Caller) -> dt.date | None:
    """The last day that is closed; None when nothing is."""
    return (await settings.facts(desk.store, caller.business, once=None)).settings.closed_through


async def close_period(desk: Desk, caller: Caller, period: str, *, once: Once | None = None) -> Saved[dt.date | None]:
    """Close a month ("2026-01") and everything before it. Closing what is closed changes nothing.

    Raises InvalidValue for what is no month, and for one that has not begun.
    """
    end = last_day(*month(period))
    if end.replace(day=1) > caller.today(desk.clock):
        raise InvalidValue("period", "must not lie in the future")
    return await _set(desk, caller, lambda held: end if held is None or held < end else held, once)


async def reopen_period(desk: Desk, caller: Caller, period: str, *, once: Once | None = None) -> Saved[dt.date | None]:
    """Open a month and everything after it again. Reopening what is open changes nothing.

    Raises InvalidValue for what is no month.
    """
    before = dt.date(*month(period), 1) - dt.timedelta(days=1)
    return await _set(desk, caller, lambda held: before if held is not None and held > before else held, once)


async def _set(desk: Desk, caller: Caller, decide: Decision, once: Once | None) -> Saved[dt.date | None]:
    async for _ in Tries():
        facts = await settings.facts(desk.store, caller.business, once=once_name(caller, once))
        held = facts.settings.closed_through
        if once is not None and once.replays(facts.once):
            return Saved(held, replayed=True)
        wanted = decide(held)
        if wanted == held:
            return await unchanged(desk, caller, once, held)
        item = write_item(
            caller,
            "periods changed",
            desk.clock.now(),
            period_content(wanted),
            once=once,
            expect=[{"sort": "settings", "version": facts.settings.version}],
            closed_through=wanted,
        )
        answer = await desk.store.write("set_period_v1", item)
        if check_outcome(answer.outcome):
            return Saved(wanted, replayed=answer.outcome == "replayed")
    raise Contention
