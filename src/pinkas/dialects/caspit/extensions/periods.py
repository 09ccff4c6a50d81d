"""Closing and reopening periods: `/ext/v1/periods`, `/ext/v1/periods/{yyyy-mm}/close`, `.../reopen`."""

from __future__ import annotations

from pinkas.actions import periods
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.books.errors import UnknownRecord
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Parameter
from pinkas.dialects.caspit.extensions.operations import MONTH, done, read
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import Day


class ClosedPeriods(Wire, frozen=True, kw_only=True):
    """How far the books are closed: the last day that takes no posting any more, null when all are open."""

    ClosedThrough: Day = None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The three calls on periods."""

    @router.on("GET", "Periods", says=read("Up to when the books are closed", ClosedPeriods))
    async def show_periods(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(ClosedPeriods(ClosedThrough=await periods.closed_through(desk, caller)))

    @router.on(
        "POST",
        "Periods/{id}/{deed}",
        error_status=True,
        says=done(
            "Close a month and all before it, or open it and all after it",
            ClosedPeriods,
            "",
            MONTH,
            Parameter("deed", "What to do.", choices=("close", "reopen")),
        ),
    )
    async def change_periods(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        deeds = {"close": periods.close_period, "reopen": periods.reopen_period}
        deed = deeds.get(call.required("deed").lower())
        if deed is None:
            raise UnknownRecord("deed", call.required("deed"))
        once = await once_of(call, desk, status=200)
        saved = await deed(desk, caller, call.id, once=once)
        return saved_answer(200, ClosedPeriods(ClosedThrough=saved.record), replayed=saved.replayed)
