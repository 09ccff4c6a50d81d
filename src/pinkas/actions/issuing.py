"""Issuing and cancelling: the two moments when a document enters the books, and leaves them by its exact reverse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from pinkas.actions.allocation.asking import ask_at_once
from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.drafts import find_document
from pinkas.actions.fiscal.holding import check_not_told
from pinkas.actions.repeats import unchanged
from pinkas.books.allocation import NUMBERED, AllocationState, needs_number
from pinkas.books.daybook import awaiting_number, cancellation_content, draft_content, issue_content
from pinkas.books.document import Document, State, StoredDocument
from pinkas.books.draft import check_issuable
from pinkas.books.entry import document_entry, reversal
from pinkas.books.errors import (
    AlreadyCancelled,
    CancellationBlocked,
    Contention,
    InvalidValue,
    RegistrationForbids,
    UnknownRecord,
)
from pinkas.books.kinds import OpenSide
from pinkas.books.numbering import VIRTUAL_REGISTER_BASE, numbering
from pinkas.books.period import check_open, first_open
from pinkas.books.settlement import (
    Settlement,
    check_credited,
    check_sources,
    fitted,
    left_open,
    own_share,
    released,
    replaced,
    settle,
)
from pinkas.books.stock import based, document_moves, reversed_moves
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.voucher import VoucherKind
from pinkas.storage import decisions, documents
from pinkas.storage.decisions import IssueFacts
from pinkas.storage.documents import Named

#: What a later document does to the one before it, for a message.
_DOES: Final = {"receipt": "pays it", "refund": "refunds it", "credit_invoice": "credits it"}
#: How a document stands to its allocation number, where that holds it.
_ALLOCATED: Final[dict[str, str]] = {
    **dict.fromkeys(NUMBERED, "its allocation number was approved; issue a credit"),
    AllocationState.PENDING: "its allocation number is being asked for",
    AllocationState.HELD: "its request for an allocation number is held; decide about that first",
}


async def issue_document(
    desk: Desk, caller: Caller, named: Named, *, signed_language: str | None = None, once: Once | None = None
) -> Saved[StoredDocument]:
    """Issue a draft, once: totals, party, entry, till lines and settlements in one commit.

    With `signed_language` it is issued as a computerised document, whose original is to be signed in that language. A
    document that is no draft any more is left as it is, and that is success. Raises UnknownRecord, EmptyDocument,
    NotSettleable, OverCredited, PeriodClosed, RegistrationForbids, InvalidValue for VAT that nobody charges any more.
    """
    async for _ in Tries():
        facts, stored = await decisions.issue_facts(desk.store, caller.business, named, once=once_name(caller, once))
        replayed = once is not None and once.replays(facts.once)
        if stored is None:
            raise UnknownRecord("document", named.name)
        if replayed:
            return Saved(stored, replayed=True)
        if stored.state is not State.DRAFT:
            return await unchanged(desk, caller, once, stored, stored.serial)
        stored = _issuable(stored, facts)
        stored = replace(stored, document=replace(stored.document, signed_language=signed_language))
        answer = await desk.store.write("issue_v2", _issue_item(desk, caller, stored, facts, once))
        if check_outcome(answer.outcome):
            issued = _numbered(replace(stored, state=State.ISSUED), caller, answer.number)
            if _waits(facts, stored.document, caller):
                issued = await ask_at_once(desk, caller, issued)
            return Saved(issued, replayed=answer.outcome == "replayed")
    raise Contention


async def cancel_document(
    desk: Desk, caller: Caller, named: Named, *, once: Once | None = None
) -> Saved[StoredDocument]:
    """Void a draft, or cancel an issued document by its exact reverse dated today; the number stays taken.

    Raises UnknownRecord, AlreadyCancelled, and CancellationBlocked naming what must be undone first.
    """
    async for _ in Tries():
        facts, stored = await decisions.issue_facts(desk.store, caller.business, named, once=once_name(caller, once))
        replayed = once is not None and once.replays(facts.once)
        if stored is None:
            raise UnknownRecord("document", named.name)
        if replayed:
            return Saved(stored, replayed=True)
        if stored.state in {State.CANCELLED, State.VOID}:
            raise AlreadyCancelled(stored.key)
        if stored.state is State.DRAFT:
            function, item = "save_draft_v2", _void_item(desk, caller, stored, once)
        else:
            _check_cancellable(stored, facts)
            untold = await check_not_told(desk, caller, stored)
            function, item = "cancel_v2", _cancel_item(desk, caller, stored, facts, once, untold)
        answer = await desk.store.write(function, item)
        if check_outcome(answer.outcome):
            done = await find_document(desk, caller, documents.by_serial(stored.serial))
            return Saved(done, replayed=answer.outcome == "replayed")
    raise Contention


async def check_cancellable(desk: Desk, caller: Caller, stored: StoredDocument) -> None:
    """Raise what would keep an issued document from being cancelled, its allocation number apart."""
    facts, _ = await decisions.issue_facts(desk.store, caller.business, documents.by_serial(stored.serial), once=None)
    _check_cancellable(replace(stored, allocation_state=None), facts)


def _issuable(stored: StoredDocument, facts: IssueFacts) -> StoredDocument:
    """The draft as it will be issued, its lines joined to those they go on with; raises what forbids issuing it."""
    settings = facts.settings
    check_sources(stored.document, facts.sources)
    document = fitted(stored.document, facts.sources)
    check_issuable(stored.key, document)
    check_open(document.date, settings.closed_through)
    credits_earlier = document.facts.credits and bool(facts.sources)
    if not settings.charges_vat(document.date) and not credits_earlier:
        if document.facts.taxes:
            raise RegistrationForbids(document.kind, settings.registered(document.date))
        if document.vat:  # it was written while the business charged VAT on that day
            raise InvalidValue("vat_rate", "must be 0: the business charges no VAT")
    check_credited(document, facts.sources)
    return replace(stored, document=based(document, facts.source_lines))


def _check_cancellable(stored: StoredDocument, facts: IssueFacts) -> None:
    """DESIGN §4: refused, naming the blocker, when something later depends on the document.

    Neither a closed period nor an original that left the house holds what posts nothing: no quote, proforma or
    delivery note can be credited instead, so it would stand for ever.
    """
    kind = stored.document.facts
    if blocker := _ALLOCATED.get(stored.allocation_state or ""):
        raise CancellationBlocked(stored.key, blocker)
    if kind.posts:
        check_open(stored.document.date, facts.settings.closed_through)
    if kind.posts and (facts.handed_out or facts.mailed):
        instead = "" if kind.corrected_by is None else f"; issue {kind.corrected_by}"
        left = "its original was handed out" if facts.handed_out else "it was mailed"
        raise CancellationBlocked(stored.key, f"{left}{instead}")
    for follower in facts.followers:
        does = _DOES.get(follower.kind, "was made from it")
        if follower.kind == "receipt" and stored.document.facts.open_side is OpenSide.CREDIT:
            does = "pays out of it"
        raise CancellationBlocked(stored.key, f"document {follower.key!r} {does}; cancel that first")
    for deposit in facts.deposits:
        raise CancellationBlocked(
            stored.key, f"deposit {deposit!r} took a payment of it to the bank; cancel that first"
        )
    for voucher in facts.vouchers:
        if voucher.kind == VoucherKind.BOUNCED_CHEQUE:
            raise CancellationBlocked(stored.key, f"a cheque that paid it bounced (voucher {voucher.key!r})")
        raise CancellationBlocked(stored.key, f"voucher {voucher.key!r} depends on it; reverse that first")


def _waits(facts: IssueFacts, document: Document, caller: Caller) -> bool:
    """Whether the law wants an allocation number for it, and the business asks for them."""
    return facts.asks_allocation and needs_number(document, caller.country)


def _expect(stored: StoredDocument) -> dict[str, object]:
    return {"sort": "document", "serial": stored.serial, "version": stored.version}


def _issue_item(desk: Desk, caller: Caller, stored: StoredDocument, facts: IssueFacts, once: Once | None) -> Any:
    document = stored.document
    settlements = settle(stored.serial, document, facts.sources)
    moves = document_moves(document, facts.source_lines)
    face = left_open(document)
    entry = document_entry(document)
    waits = _waits(facts, document, caller)
    content = issue_content(stored.key, stored.uuid, document, entry, settlements, moves)
    credited = facts.sources[0] if document.facts.credits and facts.sources else None
    return write_item(
        caller,
        "document issued",
        desk.clock.now(),
        awaiting_number(content) if waits else content,
        once=once,
        expect=_decided_on(stored, facts),
        issue={
            "serial": stored.serial,
            "transaction_uuid": new_uuid(),
            "number_text": f"{document.series}/{stored.number}",
            "numbering": _at_issue(document, caller),
            "register": {
                "key": f"series-{document.series:02d}",
                "uuid": new_uuid(),
                "number": VIRTUAL_REGISTER_BASE + document.series,
            },
            "happened": _happened(document, caller),
            "document": document,
            "till": [{"uuid": new_uuid(), "in_till": TENDER_TYPES[tender.type].in_till} for tender in document.tenders],
            "entry": entry,
            "settlements": _rows(stored.serial, settlements),
            "moves": moves,
            "supersedes": replaced(document, facts.sources),
            "credits": None if credited is None else {"document": credited.serial, "amount": document.total},
            "face": face,
            "open_amount": face - own_share(stored.serial, settlements),
            "allocation": waits,
        },
    )


def _at_issue(document: Document, caller: Caller) -> dict[str, Any] | None:
    """Where the legal number is taken from now; None where the draft has it already."""
    of_kind = numbering(caller.country, document.kind)
    return {"run": of_kind.run, "first": of_kind.first} if of_kind.at_issue else None


def _numbered(issued: StoredDocument, caller: Caller, taken: int | None) -> StoredDocument:
    """The document under the legal number that issuing it took, if it did."""
    if taken is None:
        return issued
    run = numbering(caller.country, issued.document.kind).run
    return replace(issued, number=taken, run=run)


def _happened(document: Document, caller: Caller) -> dict[str, Any]:
    """The document as the one event at its virtual till: at the beginning of its day, for only the day is known."""
    kind = document.facts
    at = dt.datetime.combine(document.date, dt.time.min)
    paid = document.total if kind.sells else document.paid_book
    return {
        "kind": kind.at_till,
        "local_time": at,
        "happened_at": at.replace(tzinfo=caller.zone),
        "total": kind.sign * paid,
    }


def _decided_on(stored: StoredDocument, facts: IssueFacts) -> list[dict[str, object]]:
    sources = {source.serial: source.version for source in facts.sources}
    sources |= {line.document: line.version for line in facts.source_lines}
    return [
        _expect(stored),
        {"sort": "settings", "version": facts.settings.version},
        *({"sort": "document", "serial": serial, "version": version} for serial, version in sources.items()),
    ]


def _rows(serial: int, settlements: Sequence[Settlement]) -> list[dict[str, Any]]:
    """Settlements as the database keeps them: the document itself by its serial."""
    return [
        {
            "paying": serial if one.paying is None else one.paying,
            "paid": one.paid,
            "amount": one.amount,
            "made_by": serial if one.made_by is None else one.made_by,
        }
        for one in settlements
    ]


def _void_item(desk: Desk, caller: Caller, stored: StoredDocument, once: Once | None) -> Any:
    gone = replace(stored, state=State.VOID, version=stored.version + 1)
    return write_item(
        caller,
        "draft voided",
        desk.clock.now(),
        draft_content(gone.key, gone.uuid, gone.version, gone.document, void=True),
        once=once,
        expect=[_expect(stored)],
        draft=documents.draft_item(gone),
    )


def _cancel_item(
    desk: Desk,
    caller: Caller,
    stored: StoredDocument,
    facts: IssueFacts,
    once: Once | None,
    untold: list[dict[str, object]],
) -> Any:
    document = stored.document
    day = caller.today(desk.clock)
    posted_on = first_open(day, facts.settings.closed_through)
    entry = None if facts.entry is None else reversal(facts.entry, day, posted_on)
    settles = tuple(replace(one, paying=None if one.paying == stored.serial else one.paying) for one in facts.settles)
    moves = reversed_moves(facts.moves)
    credited = document.sources[0] if document.facts.credits and document.sources else None
    return write_item(
        caller,
        "document cancelled",
        desk.clock.now(),
        cancellation_content(stored.serial, day, entry, settles, moves),
        once=once,
        expect=[
            _expect(stored),
            {"sort": "settings", "version": facts.settings.version},
            *([{"sort": "unmailed document", "serial": stored.serial}] if document.facts.posts else []),
            *([{"sort": "undeposited document", "serial": stored.serial}] if document.tenders else []),
            *untold,
        ],
        cancel={
            "serial": stored.serial,
            "date": day,
            "entry": entry,
            "releases": _rows(stored.serial, released(settles)),
            "moves": moves,
            "reopens": facts.replaced,
            "credits": None if credited is None else {"document": credited.document, "amount": document.total},
        },
    )
