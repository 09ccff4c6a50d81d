"""What a person decides about allocation numbers: held requests, numbers got by hand, asking once more.

A decision is written down before it is sent, so that one whose answer was lost can be repeated, and no other sent
beside it; one at a time is about a document.
"""

from __future__ import annotations

from pinkas.actions.allocation.asking import KEEPING_S, ask, look_again, open_line
from pinkas.actions.allocation.reverse_charge import replacement_of, write_replacement
from pinkas.actions.allocation.steps import record_step, step_of
from pinkas.actions.allocation.telling import deciding_alone, settle, write_down
from pinkas.actions.desk import Caller, Desk, Once, Saved, once_name
from pinkas.actions.drafts import find_document
from pinkas.actions.issuing import cancel_document, check_cancellable, issue_document
from pinkas.actions.repeats import unchanged
from pinkas.books.allocation import (
    ALREADY_DECIDED,
    REVERSE_CHARGE_ACTION,
    AllocationState,
    Decision,
    StepKind,
    checked_number,
    may_have_number,
    needs_number,
)
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import Contention, NotDecidable
from pinkas.storage import allocations, settings
from pinkas.storage.allocations import AllocationRow, Standing
from pinkas.storage.documents import Named, by_serial


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
    desk: Desk, caller: Caller, named: Named, decision: Decision, *, told: bool = False, once: Once | None = None
) -> Saved[StoredDocument]:
    """Decide about a request that was held, refused, or never reached the authority.

    `continue`: the document stands without a number, and says that no input tax may be deducted. `cancel`: the request
    is withdrawn and the document cancelled. `reverse-charge`: so too, and another takes its place, without VAT, for
    which the customer accounts; the answer is that one. `object`: a hearing is asked for, and it stays held. What was
    `told` to the authority elsewhere is written down and not sent. Raises UnknownRecord, NotDecidable,
    AuthorityFailed, CancellationBlocked.
    """
    stored, _, standing = await allocation_of(desk, caller, named)
    if await _was_done(desk, caller, once):
        return Saved(await _answer(desk, caller, stored, decision), replayed=True)
    if _is_done(stored, decision):
        return await unchanged(desk, caller, once, stored)
    if standing is None:
        raise NotDecidable(stored.key, "it was not asked for")
    async with deciding_alone(desk, caller, stored):
        return await _decide(desk, caller, stored.serial, decision, told=told, once=once)


async def _decide(
    desk: Desk, caller: Caller, serial: int, decision: Decision, *, told: bool, once: Once | None
) -> Saved[StoredDocument]:
    """The same as it stands now that nobody else is at it."""
    stored, _, standing = await allocation_of(desk, caller, by_serial(serial))
    if _is_done(stored, decision):
        return await unchanged(desk, caller, once, stored)
    if decision is Decision.REVERSE_CHARGE:
        replacement_of(stored)  # what has none is refused before anything is told
    withdraws = decision in {Decision.CANCEL, Decision.REVERSE_CHARGE}
    if withdraws and stored.state is State.ISSUED:
        await check_cancellable(desk, caller, stored)
    settled = withdraws and stored.allocation_state == AllocationState.CANCELLED
    if not settled and standing is not None:
        await settle(desk, caller, stored, standing, decision, told=told, once=once)
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
    await write_down(desk, caller, stored, standing, step, once)
    return Saved(await find_document(desk, caller, by_serial(stored.serial)))


async def ask_again(
    desk: Desk, caller: Caller, named: Named, *, once: Once | None = None, action: int | None = None
) -> Saved[StoredDocument]:
    """Ask for a document that was refused, or for which the law wants no number and its customer does.

    A held one that was objected to, or decided about elsewhere, is looked up: an approval may have come of it. Raises
    UnknownRecord, NotDecidable, AuthorityFailed.
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
        if standing is not None and (standing.kind == StepKind.OBJECTED or standing.code == ALREADY_DECIDED):
            await look_again(desk, caller, stored, standing, timeout_s=KEEPING_S)
            return await unchanged(desk, caller, once, await find_document(desk, caller, by_serial(stored.serial)))
        raise NotDecidable(stored.key, "its request is held; decide about that one")
    await open_line(desk, caller, timeout_s=KEEPING_S)  # nothing waits for an authority that cannot be asked
    step = step_of(stored, StepKind.ASKED, AllocationState.PENDING)
    kept = action if standing is None else standing.action
    if not await record_step(desk, caller, step, standing, action=kept, once=once):
        raise Contention
    await ask(desk, caller, stored.serial, timeout_s=KEEPING_S)
    return Saved(await find_document(desk, caller, by_serial(stored.serial)))


# --- what may be decided --------------------------------------------------------------------------------------------


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
    if stored.document.kind == "proforma":
        why = "a pro forma gets an approval number, which this server does not ask for"
        raise NotDecidable(stored.key, why)
    if not may_have_number(stored.document, caller.country):
        raise NotDecidable(stored.key, "the tax authority gives none for such a document")


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
