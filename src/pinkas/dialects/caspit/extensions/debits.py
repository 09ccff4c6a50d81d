"""What standing orders issued, and what failed: `/ext/v1/debits/{id}/runs`, and `.../{number}/retry`."""

from __future__ import annotations

from typing import Final

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.standing_orders.orders import list_runs
from pinkas.actions.standing_orders.schedule import retry_run
from pinkas.books.errors import UnknownRecord
from pinkas.books.standing_order import Run
from pinkas.dialects.caspit import quirks
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import PAGE, Answers, Operation, Parameter, Shape, Sort
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire_debits import DebitRun

#: More digits than an occurrence's number has.
_LONG: Final = 6
_ID: Final = Parameter("id", "The PreAuthorizedDebitId.", required=True)
_RUNS: Final = Operation(
    summary="What a standing order has issued, and what failed",
    says="Orders that were removed from this id are told too, each by its own DebitNumber.",
    parameters=(_ID, PAGE),
    answers=(Answers(200, DebitRun, Shape.PAGE),),
)
_RETRY: Final = Operation(
    summary="Try an occurrence again",
    says="One that failed, or whose mail was refused: the document is issued and mailed now, and a card that was "
    "declined is charged anew. The answer tells how it went; what went well, or may have, is not tried again.",
    parameters=(_ID, Parameter("occurrence", "The occurrence's Number.", Sort.INTEGER, required=True)),
    answers=(Answers(200, DebitRun),),
)


def to_wire(run: Run) -> DebitRun:
    """An occurrence."""
    number = None
    if run.document_series is not None and run.document_number is not None:
        number = quirks.full_number(run.document_series, run.document_number, run.document_run or "")
    return DebitRun(
        DebitNumber=run.order,
        Number=run.number,
        Date=run.date,
        Status="begun" if run.outcome is None else run.outcome.value,
        Message=(run.waiting if run.outcome is None else run.detail) or None,
        Attempt=run.attempt,
        DocumentId=run.document_key,
        DocumentNumber=number,
        DateBegun=run.begun_at,
        DateEnded=run.ended_at,
    )


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The two calls."""

    @router.on("GET", "Debits/{id}/runs", says=_RUNS)
    async def show_runs(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        _, total, rows = await list_runs(desk, caller, call.id, offset=paging.offset, limit=paging.size)
        return ok(envelope(call, paging, map(to_wire, rows), total=total))

    @router.on("POST", "Debits/{id}/runs/{occurrence}/retry", error_status=True, says=_RETRY)
    async def retry(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        text = call.required("occurrence")
        if not (text.isascii() and text.isdecimal() and len(text) < _LONG):
            raise UnknownRecord("occurrence", f"{call.id}/{text}")
        once = await once_of(call, desk, status=200)
        saved = await retry_run(desk, caller, call.id, int(text), once=once)
        return saved_answer(200, to_wire(saved.record[1]), replayed=saved.replayed)
