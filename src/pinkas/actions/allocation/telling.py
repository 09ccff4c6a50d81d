"""Telling the authority what was decided about a held request: one at a time, the intent written down first.

The authority says of a request that was decided about only that it was (462), not what, nor by whom. That counts as
the answer that was lost where this very decision was begun here before; otherwise the request stays held.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from pinkas.actions.allocation.asking import KEEPING_S, open_line
from pinkas.actions.allocation.steps import record_step, step_of
from pinkas.actions.desk import Caller, Desk, Once
from pinkas.actions.ports import Reply, Ruling
from pinkas.books.allocation import (
    ALREADY_DECIDED,
    DECIDED_ELSEWHERE,
    AllocationState,
    Decision,
    Step,
    StepKind,
)
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import AuthorityFailed, Contention, NotDecidable
from pinkas.storage import allocations
from pinkas.storage.allocations import Standing

#: What each decision is called where it is sent.
_SENT_AS: Final = {
    Decision.CONTINUE: "Continue",
    Decision.CANCEL: "Cancel",
    Decision.REVERSE_CHARGE: "Cancel",
    Decision.OBJECT: "FurtherObjection",
}
_IN_DOUBT: Final = frozenset({StepKind.ASKED, StepKind.UNKNOWN})
#: Longer than all that one decision does: after that whoever began it is gone.
_TURN: Final = dt.timedelta(seconds=120)
#: What was surely not taken, so that another may be decided; and what did not even get there.
_NOT_TAKEN: Final = frozenset({Ruling.REFUSED, Ruling.HELD, Ruling.NOT_FOUND})
_NOT_SENT: Final = frozenset({Ruling.NOT_SENT, Ruling.UNAUTHORISED})


@asynccontextmanager
async def deciding_alone(desk: Desk, caller: Caller, stored: StoredDocument) -> AsyncIterator[None]:
    """The turn to decide about a document's request, while nobody asks for it either. Raises NotDecidable."""
    now = desk.clock.now()
    if not await allocations.take(desk.store, caller.business, stored.serial, until=now + _TURN, now=now):
        raise NotDecidable(stored.key, "asking for it or deciding about it is under way; look again in a moment")
    try:
        yield
    finally:
        await allocations.let_go(desk.store, caller.business, stored.serial, until=now + _TURN)


async def settle(
    desk: Desk,
    caller: Caller,
    stored: StoredDocument,
    standing: Standing,
    decision: Decision,
    *,
    told: bool,
    once: Once | None,
) -> None:
    """Tell the authority where it holds the request, and write the decision down; what was `told` is only written."""
    if stored.state is not State.ISSUED:
        raise NotDecidable(stored.key, f"the document is {stored.state}")
    match stored.allocation_state:
        case AllocationState.HELD if told and standing.code == ALREADY_DECIDED:
            pass
        case AllocationState.HELD if not told:
            standing = await _tell(desk, caller, stored, standing, decision)
        case AllocationState.PENDING if standing.kind in _IN_DOUBT:
            raise NotDecidable(stored.key, "nobody knows yet whether one was given; it is being looked up")
        case _ if told:
            raise NotDecidable(stored.key, "the tax authority did not say that one was sent before: decide it here")
        case AllocationState.PENDING | AllocationState.REFUSED:
            if decision in {Decision.OBJECT, Decision.REVERSE_CHARGE}:
                raise NotDecidable(stored.key, "the tax authority holds no request for it")
        case state:
            raise NotDecidable(stored.key, f"it is {state}")
    kind, state = {
        Decision.CONTINUE: (StepKind.CONTINUED, AllocationState.CONTINUED),
        Decision.OBJECT: (StepKind.OBJECTED, AllocationState.HELD),
    }.get(decision, (StepKind.CANCELLED, AllocationState.CANCELLED))
    detail = f"told elsewhere, recorded by {caller.actor}" if told else None
    await write_down(desk, caller, stored, standing, step_of(stored, kind, state, code=decision, detail=detail), once)


async def _tell(desk: Desk, caller: Caller, stored: StoredDocument, standing: Standing, decision: Decision) -> Standing:
    """Send the decision, its intent written first; how the request stands then. Raises NotDecidable, AuthorityFailed.

    An intent found written counts as sent: whoever wrote it may have died with the answer on its way.
    """
    begun = standing.code if standing.kind == StepKind.DECIDING else None
    if begun is not None and _SENT_AS[Decision(begun)] != _SENT_AS[decision]:
        raise NotDecidable(stored.key, f"{begun!r} may have been told to the tax authority: decide that once more")
    line = await open_line(desk, caller, timeout_s=KEEPING_S)
    before = standing
    if begun is None:
        step = step_of(stored, StepKind.DECIDING, AllocationState.HELD, code=decision)
        standing = await write_down(desk, caller, stored, standing, step, None)
    reply: Reply = await line.call(
        lambda token: desk.authority.decide(
            line.application, token, stored.uuid, _SENT_AS[decision], timeout_s=KEEPING_S
        )
    )
    if reply.ruling is Ruling.ACCEPTED or (reply.ruling is Ruling.DECIDED and begun is not None):
        return standing
    held: Step | None = None
    if reply.ruling is Ruling.DECIDED:
        held = step_of(stored, StepKind.HELD, AllocationState.HELD, code=ALREADY_DECIDED, detail=DECIDED_ELSEWHERE)
    elif reply.ruling in _NOT_TAKEN:
        held = step_of(stored, StepKind.HELD, AllocationState.HELD, code=reply.code, detail=reply.detail)
    elif reply.ruling in _NOT_SENT and begun is None:
        held = step_of(stored, StepKind.HELD, AllocationState.HELD, code=before.code, detail=reply.detail)
    if held is not None:
        await write_down(desk, caller, stored, standing, held, None)
    if reply.ruling is Ruling.DECIDED:
        raise NotDecidable(stored.key, DECIDED_ELSEWHERE)
    raise AuthorityFailed(reply.detail, unknown=reply.ruling is Ruling.UNKNOWN)


async def write_down(
    desk: Desk, caller: Caller, stored: StoredDocument, standing: Standing | None, step: Step, once: Once | None
) -> Standing:
    """Write a step down; how the request stands then. Raises Contention."""
    action = None if standing is None else standing.action
    if not await record_step(desk, caller, step, standing, action=action, once=once):
        raise Contention
    fresh = await allocations.standing(desk.store, caller.business, stored.serial)
    if fresh is None:
        raise Contention
    return fresh
