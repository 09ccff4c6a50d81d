"""Transactions of tills: what each said, and every document it issued, posted, moved and settled under its one line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import msgspec

from pinkas.books import daybook
from pinkas.books.daybook import IssuedWith, TransactionHead
from pinkas.books.document import Document, StoredDocument
from pinkas.books.entry import Entry
from pinkas.books.references import Reference
from pinkas.books.settlement import Settlement, left_open
from pinkas.books.slip import Slip
from pinkas.books.slip_settling import placeholder
from pinkas.books.stock import StockMove
from pinkas.storage.documents import stored_by_serials_sql
from pinkas.storage.queries import queries
from pinkas.storage.verify.evidence import REFERENCE, Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare, compare_numbers, found_in

_SQL: Final = queries("verify_transactions")
_ROWS: Final = queries("verify")
_STORED: Final = msgspec.json.Decoder(StoredDocument)
_DOCUMENT: Final = msgspec.json.Decoder(Document)
_ENTRY: Final = msgspec.json.Decoder(Entry)
_MOVE: Final = msgspec.json.Decoder(StockMove)
_SLIP: Final = msgspec.json.Decoder(Slip | None)
_LINES: Final = msgspec.json.Decoder(list[dict[str, Any]])


async def _load(evidence: Evidence) -> dict[Any, Row]:
    serials = evidence.serials("transaction")
    if not serials:
        return {}
    fetch, business = evidence.connection.fetch, evidence.business
    rows = await fetch(_SQL["transactions"], business, serials)
    documents = [serial for row in rows for serial in row["documents"]]
    stored = {}
    for (text,) in await fetch(stored_by_serials_sql(), business, documents):
        one = evidence.decoded("document", _STORED, text)
        stored[one.serial] = one
    by_rows = dict(await fetch(_ROWS["documents_by_rows"], business, documents))
    beside = {row["serial"]: row for row in await fetch(_SQL["documents"], business, documents)}
    entries = {row["entry_serial"] for row in beside.values()} - {None}
    posted = dict(await fetch(_ROWS["entries"], business, sorted(entries)))
    return {
        row["serial"]: {**row, "stored": stored, "by_rows": by_rows, "beside": beside, "posted": posted} for row in rows
    }


def _recorded(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.more["transactions"], line, "transaction")
    record = f"transaction {found['register_number']}-{found['sequence']}"
    slip = evidence.decoded(record, _SLIP, found["slip"] or "null")
    head = TransactionHead(
        uuid=found["uuid"],
        register=0 if slip is None else found["register_serial"],
        local_time=found["local_time"],
        happened_at=found["happened_at"],
        total=found["total"],
        contact=found["contact"],
        seller=found["seller"],
        modifier=found["modifier"],
    )
    if (found["position"], found["recorded_at"]) != (line["position"], line["recorded_at"]):
        raise NotWholeError(record, "its line or its time is another's")
    issued = [_issued(evidence, record, found, serial) for serial in found["documents"]]
    numbers = [
        f"{found['beside'][serial]['series']}/{found['beside'][serial]['number']}" for serial in found["documents"]
    ]
    compare_numbers(line, record, [*numbers, f"till {found['register_number']}-{found['sequence']}"])
    _check_lines(record, found, slip)
    references = [evidence.decoded(record, REFERENCE, text) for text in found["references"]]
    settlements = _own(found["documents"], evidence.settled[line["position"]])
    compare(line, record, daybook.transaction_content(head, slip, _in_order(references), issued, settlements))


def _in_order(references: list[Reference]) -> list[Reference]:
    """References in the order in which they are written."""
    order = ("exchange-id", "erp-code", "import")
    return sorted(references, key=lambda one: order.index(one.scheme))


def _issued(evidence: Evidence, record: str, found: Row, serial: int) -> IssuedWith:
    stored: StoredDocument | None = found["stored"].get(serial)
    if stored is None or serial not in found["by_rows"]:
        raise NotWholeError(f"document with serial {serial}", "it was recorded, and its rows are missing")
    named = f"document {stored.key!r}"
    if evidence.decoded(named, _DOCUMENT, found["by_rows"][serial]) != stored.document:
        raise NotWholeError(named, "its rows say something else than its body")
    beside = found["beside"][serial]
    if left_open(stored.document) != beside["face"]:
        right = left_open(stored.document)
        raise NotWholeError(named, f"{beside['face']} is kept as what can be settled, {right} is right")
    entry = beside["entry_serial"]
    return IssuedWith(
        key=stored.key,
        uuid=stored.uuid,
        document=stored.document,
        entry=None if entry is None else evidence.decoded(record, _ENTRY, found["posted"][entry]),
        moves=[evidence.decoded(record, _MOVE, text) for text in beside["moves"]],
        face=beside["face"],
        waits=beside["waits"],
    )


def _check_lines(record: str, found: Row, slip: Slip | None) -> None:
    """The rows by which lines are found again say what the slip says."""
    rows = [
        (str(row["uuid"]), row["number"], row["document_serial"], row["line"], row["returns"])
        for row in _LINES.decode(found["lines"])
    ]
    said = [
        (
            str(line.uuid),
            line.number,
            found["documents"][line.document],
            line.line,
            None if line.returns is None else str(line.returns),
        )
        for line in (() if slip is None else slip.lines)
    ]
    if rows != said:
        raise NotWholeError(f"the lines of {record}", "their rows say something else than its slip")


def _own(documents: list[int], settlements: list[Settlement]) -> list[Settlement]:
    """Settlements as the line says them: the transaction's own documents by their place."""
    places = {serial: placeholder(place) for place, serial in enumerate(documents)}
    return [
        replace(
            one,
            paid=places.get(one.paid or 0, one.paid),
            paying=places.get(one.paying or 0, one.paying),
            made_by=places.get(one.made_by or 0, one.made_by),
        )
        for one in settlements
    ]


TRANSACTIONS = Noun(
    name="transactions",
    load=_load,
    provers={"transaction recorded": _recorded},
    disagreements=_SQL["disagreements"],
)
