"""Allocation numbers: the list of requests, and what a person decides: `/ext/v1/allocations`."""

from __future__ import annotations

from typing import Annotated, Final

from pinkas.actions.allocation.deciding import allocation_of, ask_again, decide, give_number, list_allocations
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.books.allocation import ALREADY_DECIDED, AllocationState, Decision, last_nine
from pinkas.books.document import StoredDocument
from pinkas.dialects.caspit import quirks
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import PAGE, Answers, Operation, Parameter, Shape, Sort
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.names import TRX_TYPE_OF_KIND
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import REQUIRED, S50, S500, Day, Instant, Integer
from pinkas.storage.allocations import AllocationRow, Standing
from pinkas.storage.documents import by_key

_KINDS: Final = tuple(TRX_TYPE_OF_KIND)
_STATES: Final = ", ".join(state.value for state in AllocationState)


class Allocation(Wire, frozen=True, kw_only=True):
    """How a document stands to its allocation number.

    `State`: `not needed`, `not asked` (the law wants one, and the business asks for none), `pending`, `approved`,
    `held`, `refused`, `continued`, `reverse_charge` or `cancelled`. `Code` is the authority's, or the last decision;
    `Trouble` why the last attempt came to nothing, `NextTry` when the next one is.
    """

    DocumentId: S50 = None
    Number: S50 = None
    TrxTypeId: Integer = None
    Date: Day = None
    State: S50 = None
    AllocationNumber: S50 = None
    LastNineDigits: S50 = None
    Code: S50 = None
    Detail: S500 = None
    RequestId: S50 = None
    Attempts: Integer = None
    Trouble: S500 = None
    NextTry: Instant = None
    DateChanged: Instant = None


class GivenNumber(Wire, frozen=True, kw_only=True):
    """A number that a person obtained elsewhere: nine digits at least."""

    AllocationNumber: Annotated[S50, REQUIRED] = None


_ID: Final = Parameter("id", "The DocumentId.", required=True)
_ALREADY_SENT: Final = Parameter(
    "AlreadySent",
    "The authority was told this elsewhere: it is recorded here and not sent. Only after the authority said that a "
    "decision was sent before (code 462).",
    Sort.FLAG,
)
_HELD: Final = ((409, "Nothing of the kind can be decided now; the text says how it stands."),)
_SAYS: Final = {
    Decision.CONTINUE: (
        "Stand without a number",
        "The document's original may leave; it says that no input tax may be deducted by it.",
    ),
    Decision.CANCEL: ("Withdraw the request and cancel the document", "Its number stays taken."),
    Decision.REVERSE_CHARGE: (
        "Invoice the sale anew, the customer accounting for its VAT",
        (
            "An issued document never changes: the held one is cancelled, and another with the same lines and no VAT "
            "is issued and asked for. The answer is that one. For tax invoices only."
        ),
    ),
    Decision.OBJECT: ("Ask the authority for a hearing", "The document stays held until something else is decided."),
}


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The calls on allocation numbers."""
    _add_reading(router, desk, sessions)
    _add_numbers(router, desk, sessions)
    for decision in Decision:
        _add_decision(router, desk, sessions, decision)


def _add_reading(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on(
        "GET",
        "Allocations",
        says=Operation(
            summary="The requests for allocation numbers",
            parameters=(PAGE, Parameter("State", f"Only those in this state: {_STATES}.")),
            answers=(Answers(200, Allocation, Shape.PAGE),),
        ),
    )
    async def list_all(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging, state = call.paging(), call.text("State")
        if state is not None and state not in set(AllocationState):
            raise WireError({"State": [f"The value of State is not valid. Allowed values: {_STATES}"]})
        total, rows = await list_allocations(desk, caller, state=state, offset=paging.offset, limit=paging.size)
        return ok(envelope(call, paging, map(_row_to_wire, rows), total=total))

    @router.on(
        "GET",
        "Allocations/{id}",
        says=Operation(
            summary="How one document stands to its allocation number",
            parameters=(_ID,),
            answers=(Answers(200, Allocation),),
        ),
    )
    async def show_one(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(_to_wire(*await allocation_of(desk, caller, by_key(call.id, _KINDS))))


def _add_numbers(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on(
        "POST",
        "Allocations/{id}",
        error_status=True,
        says=Operation(
            summary="Write down a number that was obtained elsewhere",
            parameters=(_ID,),
            body=GivenNumber,
            answers=(Answers(200, Allocation),),
            errors=_HELD,
        ),
    )
    async def give(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(GivenNumber)
        once = await once_of(call, desk, status=200)
        with members(number="AllocationNumber"):
            saved = await give_number(desk, caller, by_key(call.id, _KINDS), sent.AllocationNumber or "", once=once)
        shown = await allocation_of(desk, caller, by_key(saved.record.key))
        return saved_answer(200, _to_wire(*shown), replayed=saved.replayed)

    @router.on(
        "POST",
        "Allocations/{id}/ask",
        error_status=True,
        says=Operation(
            summary="Ask for a number now",
            says="For a document that was refused, that waits, or for which the law wants none and its customer does. "
            "One held after an objection, or a decision sent elsewhere, is looked up.",
            parameters=(_ID,),
            answers=(Answers(200, Allocation),),
            errors=(*_HELD, (502, "The authority did not answer: ask once more.")),
        ),
    )
    async def ask(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        once = await once_of(call, desk, status=200)
        saved = await ask_again(desk, caller, by_key(call.id, _KINDS), once=once)
        shown = await allocation_of(desk, caller, by_key(saved.record.key))
        return saved_answer(200, _to_wire(*shown), replayed=saved.replayed)


def _add_decision(router: CaspitRouter, desk: Desk, sessions: Sessions, decision: Decision) -> None:
    summary, says = _SAYS[decision]

    @router.on(
        "POST",
        f"Allocations/{{id}}/{decision.value}",
        error_status=True,
        says=Operation(
            summary=summary,
            says=says,
            parameters=(_ID, _ALREADY_SENT),
            answers=(Answers(200, Allocation),),
            errors=(*_HELD, (502, "The authority did not answer: decide the same once more.")),
        ),
    )
    async def decided(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        once = await once_of(call, desk, status=200)
        told = call.flag("AlreadySent", default=False)
        saved = await decide(desk, caller, by_key(call.id, _KINDS), decision, told=told, once=once)
        shown = await allocation_of(desk, caller, by_key(saved.record.key))
        return saved_answer(200, _to_wire(*shown), replayed=saved.replayed)


def _nine(number: str | None) -> str | None:
    return None if number is None else last_nine(number)


def _to_wire(stored: StoredDocument, state: str, standing: Standing | None) -> Allocation:
    document = stored.document
    shown = Allocation(
        DocumentId=stored.key,
        Number=quirks.full_number(document.series, stored.number),
        TrxTypeId=TRX_TYPE_OF_KIND[document.kind],
        Date=document.date,
        State=state,
        AllocationNumber=stored.allocation_number,
        LastNineDigits=_nine(stored.allocation_number),
    )
    if standing is None:
        return shown
    return Allocation(
        **{name: getattr(shown, name) for name in shown.__struct_fields__[:7]},
        Code=standing.code,
        Detail=standing.detail,
        RequestId=None if standing.request is None else str(standing.request),
        Attempts=standing.attempts,
        Trouble=standing.trouble if standing.waits or standing.code == ALREADY_DECIDED else None,
        NextTry=standing.next_at if standing.waits else None,
        DateChanged=standing.recorded_at,
    )


def _row_to_wire(row: AllocationRow) -> Allocation:
    return Allocation(
        DocumentId=row.key,
        Number=quirks.full_number(row.series, row.legal_number),
        TrxTypeId=TRX_TYPE_OF_KIND[row.kind],
        Date=row.date,
        State=row.state,
        AllocationNumber=row.number,
        LastNineDigits=_nine(row.number),
        Code=row.code,
        Detail=row.detail,
        RequestId=None if row.request is None else str(row.request),
        Attempts=row.attempts,
        Trouble=row.trouble if row.next_at or row.code == ALREADY_DECIDED else None,
        NextTry=row.next_at,
        DateChanged=row.changed_at,
    )
