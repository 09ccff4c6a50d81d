"""What was decided about a till's transaction, as the database takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pinkas.actions.desk import Caller, Desk, Once, write_item
from pinkas.actions.till_orders import TillOrder
from pinkas.actions.till_places import At
from pinkas.books.daybook import IssuedWith, TransactionHead, transaction_content
from pinkas.books.document import Document
from pinkas.books.entry import Entry
from pinkas.books.numbering import numbering
from pinkas.books.references import Reference
from pinkas.books.slip import Slip
from pinkas.books.slip_papers import LegalPaper
from pinkas.books.slip_settling import Settled
from pinkas.books.stock import StockMove
from pinkas.books.tenders import TENDER_TYPES
from pinkas.storage.tills import TillFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A document on its way into the books."""

    key: str
    uuid: UUID
    document: Document
    entry: Entry | None
    moves: tuple[StockMove, ...]
    waits: bool
    #: The names of its payments.
    tenders: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """All that will be written."""

    head: TransactionHead
    slip: Slip
    papers: tuple[LegalPaper, ...]
    issues: tuple[Issue, ...]
    settled: Settled
    references: tuple[Reference, ...]


def record_item(
    desk: Desk, caller: Caller, order: TillOrder, at: At, facts: TillFacts, decided: Decided, once: Once | None
) -> Any:
    """The item for `record_v1`, with every fact that the decision relied on."""
    head, settled = decided.head, decided.settled
    issued = [
        IssuedWith(
            key=one.key,
            uuid=one.uuid,
            document=one.document,
            entry=one.entry,
            moves=one.moves,
            face=face,
            waits=one.waits,
        )
        for one, face in zip(decided.issues, settled.faces, strict=True)
    ]
    content = transaction_content(head, decided.slip, decided.references, issued, settled.settlements)
    return write_item(
        caller,
        "transaction recorded",
        desk.clock.now(),
        content,
        once=once,
        expect=_expected(order, at, facts, decided),
        record={
            "uuid": head.uuid,
            "register": head.register,
            "sequence": order.sequence,
            "reserved": order.reserved,
            "happened": {
                "kind": decided.slip.kind,
                "local_time": head.local_time,
                "happened_at": head.happened_at,
                "total": head.total,
                "seller": head.seller,
                "modifier": head.modifier,
                "slip": decided.slip,
            },
            "references": decided.references,
            "documents": [_document_item(caller, one, place, settled) for place, one in enumerate(decided.issues)],
            "settlements": settled.settlements,
            "lines": [
                {
                    "uuid": line.uuid,
                    "number": line.number,
                    "document": line.document,
                    "line": line.line,
                    "quantity": line.quantity,
                    "returns": line.returns,
                }
                for line in decided.slip.lines
            ],
        },
    )


def _document_item(caller: Caller, one: Issue, place: int, settled: Settled) -> dict[str, Any]:
    document = one.document
    numbered = numbering(caller.country, document.kind)
    credited = dict(settled.credits).get(place)
    return {
        "key": one.key,
        "uuid": one.uuid,
        "kind": document.kind,
        "is_debt": document.facts.asks,
        "run": numbered.run,
        "first": numbered.first,
        "document": document,
        "till": [
            {"uuid": uuid, "in_till": TENDER_TYPES[tender.type].in_till}
            for uuid, tender in zip(one.tenders, document.tenders, strict=True)
        ],
        "entry": one.entry,
        "moves": one.moves,
        "face": settled.faces[place],
        "supersedes": [],
        "deducts": [],
        "credits": None if credited is None else {"document": credited, "amount": document.total},
        "allocation": one.waits,
    }


def _expected(order: TillOrder, at: At, facts: TillFacts, decided: Decided) -> list[dict[str, object]]:
    """Everything the decision relied on."""
    contacts = [contact for contact in (facts.contact, facts.payer, facts.sold_to) if contact is not None]
    expected: list[dict[str, object]] = [
        {"sort": "settings", "version": facts.settings.version},
        {"sort": "no transaction", "key": str(order.uuid)},
        *({"sort": "contact", "serial": one.serial, "version": one.version} for one in contacts),
        *({"sort": "product", "serial": one.serial, "version": one.version} for one in facts.products),
        *({"sort": "document", "serial": one.serial, "version": one.version} for one in facts.sold_with),
    ]
    expected += [
        {"sort": "no reference", "of": "transaction", "scheme": one.scheme, "value": one.value}
        for one in decided.references
    ]
    if named := [line.uuid for line in order.lines if line.uuid is not None]:
        expected.append({"sort": "no slip lines", "uuids": named})
    if order.operation_version is not None:
        expected.append({"sort": "operation", "serial": order.reserved, "version": order.operation_version})
    if order.sequence is not None:
        expected.append({"sort": "no till number", "serial": at.register.serial, "number": order.sequence})
    return expected
