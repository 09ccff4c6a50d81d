"""What a person decides about allocation numbers: held requests, numbers got by hand, asking once more.

A decision is written down before it is sent, so that one whose answer was lost can be repeated, and no other sent
beside it. What the authority was told before it takes as told (462).
"""

from __future__ import annotations

from typing import Final

from pinkas.actions.allocation.asking import KEEPING_S, ask, open_line
from pinkas.actions.allocation.reverse_charge import replacement_of, write_replacement
from pinkas.actions.allocation.steps import record_step, step_of
from pinkas.actions.desk import Caller, Desk, Once, Saved, once_name
from pinkas.actions.drafts import find_document
from pinkas.actions.issuing import cancel_document, check_cancellable, issue_document
from pinkas.actions.ports import Reply, Ruling
from pinkas.actions.repeats import unchanged
from pinkas.books.allocation import (
    REVERSE_CHARGE_ACTION,
    AllocationState,
    Decision,
    Step,
    StepKind,
    checked_number,
    may_have_number,
    needs_number,
)
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import AuthorityFailed, Contention, NotDecidable
from pinkas.storage import allocations, settings
from pinkas.storage.allocations import AllocationRow, Standing
from pinkas.storage.documents import Named, by_serial

#: What each decision is called where it is sent.
_SENT_AS: Final = {
    Decision.CONTINUE: "Continue",
    Decision.CANCEL: "Cancel",
    Decision.REVERSE_CHARGE: "Cancel",
    Decision.OBJECT: "FurtherObjection",
}
_IN_DOUBT: Final = frozenset({StepKind.ASKED, StepKind.UNKNOWN})


async def list_allocations(
    desk: Desk, caller: Caller, *, state: str | None, offset: int, limit: int
) -> tuple[int, list[AllocationRow]]:
    """How many requests there are (in a state), and those of one page, by document."""
    return await allocations.page(desk.store, caller.business, state, offset=offset, limit=limit)


async def allocation_of(desk: Desk, caller: Caller, named: Named) -> tuple[StoredDocument, str, Standing | None]:
    """A document, how it stands in one word, and its request if there is one. Raises UnknownRecord.

    Beside the states of requests: `not needed`, and `not asked` for one that needs a number while nobody asks.
    """
    stored = await find_document(desk, caller, named)
    standing = await allocations.standing(desk.store, caller.business, stored.serial)
    needed = needs_number(stored.document, caller.country) and stored.state is not State.VOID
    return stored, stored.allocation_state or ("not asked" if needed else "not needed"), standing


async def decide(
    desk: Desk, caller: Caller, named: Named, decision: Decision, *, once: Once | None = None
) -> Saved[StoredDocument]:
    """Decide about a request that was held, refused, or never reached the authority.

    `continue`: the document stands without a number, and says that no input tax may be deducted. `cancel`: the request
    is withdrawn and the document cancelled. `reverse-charge`: so too, and another takes its place, without VAT, for
    which the customer accounts; the answer is that one. `object`: a hearing is asked for, and it stays held.
    Raises UnknownRecord, NotDecidable, AuthorityFailed, CancellationBlocked.
    """
    stored, _, standing = await allocation_of(desk, caller, named)
    if await _was_done(desk, caller, once):
        return Saved(await _answer(desk, caller, stored, decision), replayed=True)
    if _is_done(stored, decision):
        return await unchanged(desk, caller, once, stored)
    if decision is Decision.REVERSE_CHARGE:
        replacement_of(stored)  # what has none is refused before anything is told
    withdraws = decision in {Decision.CANCEL, Decision.REVERSE_CHARGE}
    if withdraws and stored.state is State.ISSUED:
        await check_cancellable(desk, caller, stored)
    settled = withdraws and stored.allocation_state == AllocationState.CANCELLED
    if not settled:
        await _settle(desk, caller, stored, standing, decision, once)
    if withdraws:
        await _withdraw(desk, caller, stored.serial)
    if decision is Decision.REVERSE_CHARGE:
        answered = await _replace(desk, caller, stored)
    else:
        answered = await find_document(desk, caller, by_serial(stored.serial))
    return await unchanged(desk, caller, once, answered) if settled else Saved(answered)


async def give_number(
    desk: Desk, caller: Caller, named: Named, number: str, *, once: Once | None = None
) -> Saved[StoredDocument]:
    """Write down a number that a person obtained elsewhere. Raises UnknownRecord, InvalidValue, NotDecidable."""
    digits = checked_number(number)
    stored, state, standing = await allocation_of(desk, caller, named)
    if await _was_done(desk, caller, once):
        return Saved(stored, replayed=True)
    if stored.allocation_number == digits:
        return await unchanged(desk, caller, once, stored)
    _check_open_to_numbers(stored, state, caller)
    step = step_of(stored, StepKind.BY_HAND, AllocationState.APPROVED, number=digits, detail=f"by {caller.actor}")
    await _write(desk, caller, stored, standing, step, once)
    return Saved(await find_document(desk, caller, by_serial(stored.serial)))


async def ask_again(
    desk: Desk, caller: Caller, named: Named, *, once: Once | None = None, action: int | None = None
) -> Saved[StoredDocument]:
    """Ask for a document that was refused, or for which the law wants no number and its customer does.

    Raises UnknownRecord, NotDecidable.
    """
    stored, state, standing = await allocation_of(desk, caller, named)
    if await _was_done(desk, caller, once):
        return Saved(stored, replayed=True)
    if stored.allocation_state == AllocationState.PENDING:
        await ask(desk, caller, stored.serial, timeout_s=KEEPING_S)
        asked = await find_document(desk, caller, by_serial(stored.serial))
        return await unchanged(desk, caller, once, asked)
    _check_open_to_numbers(stored, state, caller)
    if stored.allocation_state == AllocationState.HELD:
        raise NotDecidable(stored.key, "its request is held; decide about that one")
    await open_line(desk, caller, timeout_s=KEEPING_S)  # nothing waits for an authority that cannot be asked
    step = step_of(stored, StepKind.ASKED, AllocationState.PENDING)
    kept = action if standing is None else standing.action
    if not await record_step(desk, caller, step, standing, action=kept, once=once):
        raise Contention
    await ask(desk, caller, stored.serial, timeout_s=KEEPING_S)
    return Saved(await find_document(desk, caller, by_serial(stored.serial)))


# --- what may be decided, and telling it ----------------------------------------------------------------------------


async def _was_done(desk: Desk, caller: Caller, once: Once | None) -> bool:
    """Whether this very request was answered before."""
    if once is None:
        return False
    facts = await settings.facts(desk.store, caller.business, once=once_name(caller, once))
    return once.replays(facts.once)


def _is_done(stored: StoredDocument, decision: Decision) -> bool:
    """Deciding the same again changes nothing."""
    if decision is Decision.CONTINUE:
        return stored.allocation_state == AllocationState.CONTINUED
    gone = stored.allocation_state == AllocationState.CANCELLED and stored.state is State.CANCELLED
    return decision is Decision.CANCEL and gone


async def _answer(desk: Desk, caller: Caller, stored: StoredDocument, decision: Decision) -> StoredDocument:
    return await _replace(desk, caller, stored) if decision is Decision.REVERSE_CHARGE else stored


def _check_open_to_numbers(stored: StoredDocument, state: str, caller: Caller) -> None:
    if stored.state is not State.ISSUED:
        raise NotDecidable(stored.key, f"the document is {stored.state}")
    if stored.allocation_number is not None:
        raise NotDecidable(stored.key, "it has one")
    if stored.allocation_state in {AllocationState.CONTINUED, AllocationState.CANCELLED}:
        raise NotDecidable(stored.key, f"it was {state}")
    if not may_have_number(stored.document, caller.country):
        raise NotDecidable(stored.key, "the tax authority gives none for such a document")


async def _settle(
    desk: Desk, caller: Caller, stored: StoredDocument, standing: Standing | None, decision: Decision, once: Once | None
) -> None:
    """Tell the authority where it holds the request, and write the decision down."""
    if standing is None:
        raise NotDecidable(stored.key, "it was not asked for")
    if stored.state is not State.ISSUED:
        raise NotDecidable(stored.key, f"the document is {stored.state}")
    match stored.allocation_state:
        case AllocationState.HELD:
            standing = await _tell(desk, caller, stored, standing, decision)
        case AllocationState.PENDING if standing.kind in _IN_DOUBT:
            raise NotDecidable(stored.key, "nobody knows yet whether one was given; it is being looked up")
        case AllocationState.PENDING | AllocationState.REFUSED:
            if decision in {Decision.OBJECT, Decision.REVERSE_CHARGE}:
                raise NotDecidable(stored.key, "the tax authority holds no request for it")
        case state:
            raise NotDecidable(stored.key, f"it is {state}")
    kind, state = {
        Decision.CONTINUE: (StepKind.CONTINUED, AllocationState.CONTINUED),
        Decision.OBJECT: (StepKind.OBJECTED, AllocationState.HELD),
    }.get(decision, (StepKind.CANCELLED, AllocationState.CANCELLED))
    await _write(desk, caller, stored, standing, step_of(stored, kind, state, code=decision), once)


async def _tell(desk: Desk, caller: Caller, stored: StoredDocument, standing: Standing, decision: Decision) -> Standing:
    """Send the decision, its intent written first; how the request stands then. Raises AuthorityFailed."""
    begun = standing.code if standing.kind == StepKind.DECIDING else None
    if begun is not None and _SENT_AS[Decision(begun)] != _SENT_AS[decision]:
        raise NotDecidable(stored.key, f"{begun!r} may have been told to the tax authority: decide that once more")
    line = await open_line(desk, caller, timeout_s=KEEPING_S)
    if begun is None:
        step = step_of(stored, StepKind.DECIDING, AllocationState.HELD, code=decision)
        standing = await _write(desk, caller, stored, standing, step, None)
    reply: Reply = await line.call(
        lambda token: desk.authority.decide(
            line.application, token, stored.uuid, _SENT_AS[decision], timeout_s=KEEPING_S
        )
    )
    if reply.ruling is Ruling.ACCEPTED:
        return standing
    if reply.ruling in {Ruling.REFUSED, Ruling.HELD, Ruling.NOT_FOUND}:
        # It was not taken for sure: another may be decided.
        held = step_of(stored, StepKind.HELD, AllocationState.HELD, code=reply.code, detail=reply.detail)
        await _write(desk, caller, stored, standing, held, None)
    raise AuthorityFailed(reply.detail, unknown=reply.ruling is Ruling.UNKNOWN)


async def _write(
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


async def _withdraw(desk: Desk, caller: Caller, serial: int) -> None:
    """Cancel the document in the books, unless that was done before an interruption."""
    stored = await find_document(desk, caller, by_serial(serial))
    if stored.state is State.ISSUED:
        await cancel_document(desk, caller, by_serial(serial))


async def _replace(desk: Desk, caller: Caller, stored: StoredDocument) -> StoredDocument:
    """The document that takes the place of a withdrawn one: written, issued and asked for, as far as it is not yet."""
    draft = await write_replacement(desk, caller, stored)
    if draft.state is State.DRAFT:
        draft = (await issue_document(desk, caller, by_serial(draft.serial))).record
    if draft.allocation_state is None:
        return (await ask_again(desk, caller, by_serial(draft.serial), action=REVERSE_CHARGE_ACTION)).record
    return draft
