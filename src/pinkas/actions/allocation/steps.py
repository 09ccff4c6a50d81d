"""Writing down what happened to a request: one row, one line of the daybook, and how the document stands since."""

from __future__ import annotations

import datetime as dt

from pinkas.actions.desk import Caller, Desk, Once, check_outcome, write_item
from pinkas.actions.ports import Reply, Ruling
from pinkas.books.allocation import (
    ALREADY_DECIDED,
    DECIDED_ELSEWHERE,
    REVERSE_CHARGE_ACTION,
    AllocationState,
    Step,
    StepKind,
)
from pinkas.books.daybook import allocation_content
from pinkas.books.document import StoredDocument
from pinkas.storage.allocations import Standing

_LONGEST_DETAIL = 300


async def record_step(
    desk: Desk,
    caller: Caller,
    step: Step,
    before: Standing | None,
    *,
    action: int | None = None,
    next_at: dt.datetime | None = None,
    once: Once | None = None,
) -> bool:
    """Write a step after the last one; False when somebody wrote one meanwhile. `next_at`: when it is tried again."""
    now = desk.clock.now()
    item = write_item(
        caller,
        f"allocation {step.kind.replace('_', ' ')}",
        now,
        allocation_content(step, action=action),
        once=once,
        expect=[{"sort": "allocation", "serial": step.document, "version": None if before is None else before.serial}],
        step=step,
        action=action,
        waits=step.state is AllocationState.PENDING,
        next_at=next_at or now,
    )
    return check_outcome((await desk.store.write("record_allocation_v1", item)).outcome)


def step_of(
    stored: StoredDocument,
    kind: StepKind,
    state: AllocationState,
    *,
    number: str | None = None,
    code: str | None = None,
    detail: str | None = None,
) -> Step:
    """A step of a document's request."""
    return Step(
        document=stored.serial,
        kind=kind,
        state=state,
        request=stored.uuid,
        number=number,
        code=code,
        detail=None if detail is None else detail[:_LONGEST_DETAIL],
    )


def step_of_reply(stored: StoredDocument, reply: Reply, action: int | None) -> Step | None:
    """What the authority ruled, as a step; None for what rules nothing."""
    match reply.ruling:
        case Ruling.APPROVED:
            reverse = action == REVERSE_CHARGE_ACTION
            state = AllocationState.REVERSE_CHARGE if reverse else AllocationState.APPROVED
            return step_of(stored, StepKind.APPROVED, state, number=reply.number, detail=reply.detail)
        case Ruling.HELD:
            detail = DECIDED_ELSEWHERE if reply.code == ALREADY_DECIDED else reply.detail
            return step_of(stored, StepKind.HELD, AllocationState.HELD, code=reply.code, detail=detail)
        case Ruling.REFUSED:
            return step_of(stored, StepKind.REFUSED, AllocationState.REFUSED, code=reply.code, detail=reply.detail)
        case Ruling.UNKNOWN:
            return step_of(stored, StepKind.UNKNOWN, AllocationState.PENDING, code=reply.code, detail=reply.detail)
    return None
