"""Issuing and cancelling: the two moments when a document enters the books, and leaves them by its exact reverse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pinkas.actions.desk import STALE_RETRIES, Caller, Desk, Once, Saved, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.drafts import find_document
from pinkas.books.daybook import cancellation_content, draft_content, issue_content
from pinkas.books.document import State, StoredDocument
from pinkas.books.draft import check_issuable
from pinkas.books.entry import document_entry, reversal
from pinkas.books.errors import AlreadyCancelled, CancellationBlocked, Contention, UnknownRecord
from pinkas.books.kinds import OpenSide
from pinkas.books.money import ZERO
from pinkas.books.settlement import Settlement, left_open, settle
from pinkas.books.tenders import TENDER_TYPES
from pinkas.storage import documents
from pinkas.storage.documents import IssueFacts, Named

#: A series' virtual register bears this plus the series as its number, clear of the tills a shop numbers itself.
VIRTUAL_REGISTER_BASE = 900


async def issue_document(
    desk: Desk, caller: Caller, named: Named, *, once: Once | None = None
) -> Saved[StoredDocument]:
    """Issue a draft, once: totals, party, entry, till lines and settlements in one commit.

    A document that is no draft any more is left as it is, and that is success. Raises UnknownRecord, EmptyDocument,
    NotSettleable.
    """
    for _ in range(1 + STALE_RETRIES):
        facts, stored = await documents.issue_facts(desk.store, caller.business, named, once=once_name(caller, once))
        replayed = once is not None and once.replays(facts.once)
        if stored is None:
            raise UnknownRecord("document", named.name)
        if replayed or stored.state is not State.DRAFT:
            return Saved(stored, replayed=replayed)
        check_issuable(stored.key, stored.document)
        settlements = settle(stored.document, facts.sources)
        answer = await desk.store.write("issue_v1", _issue_item(desk, caller, stored, facts, settlements, once))
        if check_outcome(answer.outcome):
            return Saved(replace(stored, state=State.ISSUED), replayed=answer.outcome == "replayed")
    raise Contention


async def cancel_document(
    desk: Desk, caller: Caller, named: Named, *, once: Once | None = None
) -> Saved[StoredDocument]:
    """Void a draft, or cancel an issued document by its exact reverse dated today; the number stays taken.

    Raises UnknownRecord, AlreadyCancelled, and CancellationBlocked naming what must be undone first.
    """
    for _ in range(1 + STALE_RETRIES):
        facts, stored = await documents.issue_facts(desk.store, caller.business, named, once=once_name(caller, once))
        replayed = once is not None and once.replays(facts.once)
        if stored is None:
            raise UnknownRecord("document", named.name)
        if replayed:
            return Saved(stored, replayed=True)
        if stored.state in {State.CANCELLED, State.VOID}:
            raise AlreadyCancelled(stored.key)
        if stored.state is State.DRAFT:
            function, item = "save_draft_v1", _void_item(desk, caller, stored, once)
        else:
            _check_cancellable(stored, facts)
            function, item = "cancel_v1", _cancel_item(desk, caller, stored, facts, once)
        answer = await desk.store.write(function, item)
        if check_outcome(answer.outcome):
            done = await find_document(desk, caller, documents.by_serial(stored.serial))
            return Saved(done, replayed=answer.outcome == "replayed")
    raise Contention


def _check_cancellable(stored: StoredDocument, facts: IssueFacts) -> None:
    """DESIGN §4: refused, naming the blocker, when something later depends on the document."""
    if facts.handed_out:
        raise CancellationBlocked(stored.key, "its original was handed out; issue a credit")
    for relation in stored.relations:
        if not relation.source:
            raise CancellationBlocked(stored.key, f"document {relation.key!r} pays it; cancel that first")


def _expect(stored: StoredDocument) -> dict[str, object]:
    return {"sort": "document", "serial": stored.serial, "version": stored.version}


def _issue_item(
    desk: Desk,
    caller: Caller,
    stored: StoredDocument,
    facts: IssueFacts,
    settlements: tuple[Settlement, ...],
    once: Once | None,
) -> Any:
    document = stored.document
    face = left_open(document)
    settled = sum((settlement.amount for settlement in settlements), ZERO)
    entry = document_entry(document)
    expect = [
        _expect(stored),
        *({"sort": "document", "serial": source.serial, "version": source.version} for source in facts.sources),
    ]
    return write_item(
        caller,
        "document issued",
        desk.clock.now(),
        issue_content(stored.key, stored.uuid, document, entry, settlements),
        once=once,
        expect=expect,
        issue={
            "serial": stored.serial,
            "transaction_uuid": new_uuid(),
            "number_text": f"{document.series}/{stored.number}",
            "register": {
                "key": f"series-{document.series:02d}",
                "uuid": new_uuid(),
                "number": VIRTUAL_REGISTER_BASE + document.series,
            },
            "document": document,
            "till": [{"uuid": new_uuid(), "in_till": TENDER_TYPES[tender.type].in_till} for tender in document.tenders],
            "entry": entry,
            "settlements": settlements,
            "face": face,
            "open_amount": face - settled if document.facts.open_side is OpenSide.CREDIT else face,
        },
    )


def _void_item(desk: Desk, caller: Caller, stored: StoredDocument, once: Once | None) -> Any:
    gone = replace(stored, state=State.VOID, version=stored.version + 1)
    return write_item(
        caller,
        "draft voided",
        desk.clock.now(),
        draft_content(gone.key, gone.uuid, gone.version, gone.document, void=True),
        once=once,
        expect=[_expect(stored)],
        draft=documents.draft_item(gone, new=False),
    )


def _cancel_item(desk: Desk, caller: Caller, stored: StoredDocument, facts: IssueFacts, once: Once | None) -> Any:
    day = caller.today(desk.clock)
    entry = None if facts.entry is None else reversal(facts.entry, day)
    return write_item(
        caller,
        "document cancelled",
        desk.clock.now(),
        cancellation_content(stored.serial, day, entry, facts.settles),
        once=once,
        expect=[_expect(stored)],
        cancel={
            "serial": stored.serial,
            "date": day,
            "entry": entry,
            "releases": facts.settles,
        },
    )
