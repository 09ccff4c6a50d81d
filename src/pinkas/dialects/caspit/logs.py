"""Log: what went wrong, for the login that met it (dossier sections 3, 8.15 and 9.10). The members are a proposal."""

from __future__ import annotations

from pinkas.actions.desk import Desk
from pinkas.actions.logbook import log_rows
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of
from pinkas.dialects.caspit.describing import END, PAGE, START, Answers, Operation, Parameter, Shape, Sort
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire_books import CaspitLog
from pinkas.storage.logbook import LogRow


def _to_wire(row: LogRow) -> CaspitLog:
    return CaspitLog(
        LogId=row.log_id,
        Date=row.recorded_at,
        Level=row.level.capitalize(),
        Message=row.message,
        UserName=row.name,
        Exception=row.exception,
    )


_SAYS = Operation(
    summary="What went wrong",
    says="The rows of the login that made the token, in this business, oldest first; they go after 90 days. Exception "
    "names the kind of a fault: what lies behind it is in the server's own log, under the same id.",
    parameters=(PAGE, START, END, Parameter("logId", "The id that an error bore.", Sort.INTEGER)),
    answers=(Answers(200, CaspitLog, Shape.PAGE),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The one call on the log."""

    @router.on("GET", "Log", says=_SAYS)
    async def show_log(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await log_rows(
            desk,
            caller,
            log_id=call.integer("logId"),
            from_date=call.date("startDate"),
            to_date=call.date("endDate"),
            offset=paging.offset,
            limit=paging.size,
        )
        return ok(envelope(call, paging, map(_to_wire, rows), total=total))
