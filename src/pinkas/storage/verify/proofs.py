"""Each verb's line against the records it speaks of: the content and the numbers that they give must be the line's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec

from pinkas.books import daybook
from pinkas.books.business import Business
from pinkas.books.document import StoredDocument
from pinkas.books.entry import Entry
from pinkas.books.mailing import Mailing
from pinkas.books.settlement import Settlement, left_open
from pinkas.storage.verify.evidence import BESIDE, CONTACT, PRODUCT, REFERENCE, VOUCHER, Evidence, Row
from pinkas.storage.verify.finding import NotWholeError


def compare(line: Row, record: str, content: bytes) -> None:
    """Raises NotWholeError unless the line has this content."""
    if line["content"] != content:
        raise NotWholeError(record, f"it is not what daybook line {line['position']} ({line['verb']}) recorded")


def compare_numbers(line: Row, record: str, numbers: list[str | None]) -> None:
    """Raises NotWholeError unless the line gave these numbers."""
    if list(line["numbers"]) != numbers:
        said = ", ".join(line["numbers"])
        raise NotWholeError(record, f"daybook line {line['position']} gave it {said}; it bears {numbers}")


def found_in(records: Mapping[int, Row], line: Row, sort: str) -> Row:
    """The row of the line's record. Raises NotWholeError."""
    found = records.get(line["serial"])
    if found is None:
        raise NotWholeError(f"{sort} with serial {line['serial']}", "it is missing")
    return found


def _document(evidence: Evidence, line: Row) -> StoredDocument:
    stored = evidence.documents.get(line["serial"])
    if stored is None:
        raise NotWholeError(f"document with serial {line['serial']}", "it is missing")
    return stored


def _own(serial: int, settlements: Sequence[Settlement]) -> list[Settlement]:
    """Settlements as their line says them: the document itself not named again."""
    return [
        replace(
            one,
            paying=None if one.paying == serial else one.paying,
            made_by=None if one.made_by == serial else one.made_by,
        )
        for one in settlements
    ]


def _business(evidence: Evidence, line: Row) -> None:
    if evidence.opened is None:
        raise NotWholeError(f"business {evidence.business}", "its letterhead or directory row is missing")
    if line["is_last"]:
        facts = {**msgspec.json.decode(evidence.opened["facts"]), "logo": None}
        opened = replace(msgspec.convert(facts, Business), logo=evidence.opened["logo"])
        compare(line, f"business {opened.tax_number}", daybook.business_content(opened))


def _contact(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.contacts, line, "contact")
    record = f"contact {found['key']!r}"
    card = line["content"]
    voucher = evidence.vouchers.get(line["position"])
    if voucher is not None:
        entry = entry_of(evidence, voucher["entry_serial"])
        if entry is not None:  # a new contact's serial was not known when it was hashed
            entry = replace(entry, postings=tuple(replace(posting, contact=0) for posting in entry.postings))
        said = evidence.decoded(record, VOUCHER, voucher["voucher"])
        effect = daybook.voucher_content(voucher["key"], voucher["uuid"], said, entry, (), ())
        card = voucher["beside"] or b""
        compare(line, f"the opening balance of {record}", daybook.with_effect(card, effect))
    if line["is_last"]:
        contact = evidence.decoded(record, CONTACT, found["contact"])
        content = daybook.contact_content(
            found["key"],
            found["uuid"],
            found["version"],
            contact,
            references=[evidence.decoded(record, REFERENCE, text) for text in found["references"]],
            deleted=found["deleted"],
        )
        compare({**line, "content": card}, record, content)


def _product(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.products, line, "product")
    record = f"product {found['key']!r}"
    card = line["content"]
    moves = evidence.moved[line["position"]]
    if moves:
        card = evidence.cards.get(line["position"], b"")
        if moves[0].product != line["serial"]:
            raise NotWholeError(f"the first stock of {record}", "it is another product's")
        effect = daybook.first_stock_content(moves[0].quantity)
        compare(line, f"the first stock of {record}", daybook.with_effect(card, effect))
    if line["is_last"]:
        product = evidence.decoded(record, PRODUCT, found["product"])
        beside = evidence.decoded(record, BESIDE, found["beside"])
        content = daybook.product_content(
            found["key"], found["uuid"], found["version"], product, beside=beside, deleted=found["deleted"]
        )
        compare({**line, "content": card}, record, content)


def _draft(evidence: Evidence, line: Row) -> None:
    stored = _document(evidence, line)
    record = f"document {stored.key!r}"
    if line["numbers"]:
        compare_numbers(line, record, [evidence.legal.get(stored.serial)])
    if line["is_last"]:
        void = line["verb"] == "draft voided"
        compare(
            line, record, daybook.draft_content(stored.key, stored.uuid, stored.version, stored.document, void=void)
        )


def _issue(evidence: Evidence, line: Row) -> None:
    stored = _document(evidence, line)
    record = f"document {stored.key!r}"
    compare_numbers(line, record, [evidence.legal.get(stored.serial), evidence.till.get(stored.serial)])
    if stored.open_amount is None:
        raise NotWholeError(record, "it was issued, and its rows are missing")
    if evidence.by_rows.get(stored.serial) != stored.document:
        raise NotWholeError(record, "its rows say something else than its body")
    content = daybook.issue_content(
        stored.key,
        stored.uuid,
        stored.document,
        entry_of(evidence, evidence.entry_of.get(stored.serial)),
        _own(stored.serial, evidence.settled[line["position"]]),
        evidence.moved[line["position"]],
    )
    if stored.serial in evidence.more.get("waiting documents", {}):
        content = daybook.awaiting_number(content)
    compare(line, record, content)
    face = evidence.faces.get(stored.serial)
    if left_open(stored.document) != face:
        raise NotWholeError(record, f"{face} is kept as what can be settled, {left_open(stored.document)} is right")


def entry_of(evidence: Evidence, serial: int | None) -> Entry | None:
    """The entry with this serial."""
    return None if serial is None else evidence.entries.get(serial)


def _cancellation(evidence: Evidence, line: Row) -> None:
    stored = _document(evidence, line)
    record = f"the cancellation of document {stored.key!r}"
    found = evidence.cancellations.get(stored.serial)
    if found is None:
        raise NotWholeError(record, "it is missing")
    released = [
        Settlement(paid=one.paid, amount=-one.amount, paying=one.paying)
        for one in _own(stored.serial, evidence.settled[line["position"]])
    ]
    content = daybook.cancellation_content(
        stored.serial,
        found["date"],
        entry_of(evidence, found["entry_serial"]),
        released,
        evidence.moved[line["position"]],
    )
    compare(line, record, content)


def _hand_out(evidence: Evidence, line: Row) -> None:
    stored = _document(evidence, line)
    record = f"the original of document {stored.key!r}"
    found = evidence.hand_outs.get(stored.serial)
    if found is None:
        raise NotWholeError(record, "it is missing")
    if not found["agrees"]:
        raise NotWholeError(record, "its bytes are not those of its hash")
    content = daybook.hand_out_content(
        stored.serial, found["language"], found["computed"], computerised=found["computerised"]
    )
    compare(line, record, content)


def _voucher(evidence: Evidence, line: Row) -> None:
    found = evidence.vouchers.get(line["position"])
    if found is None or found["serial"] != line["serial"]:
        raise NotWholeError(f"voucher with serial {line['serial']}", "it is missing")
    record = f"voucher {found['key']!r}"
    content = daybook.voucher_content(
        found["key"],
        found["uuid"],
        evidence.decoded(record, VOUCHER, found["voucher"]),
        entry_of(evidence, found["entry_serial"]),
        evidence.settled[line["position"]],
        evidence.moved[line["position"]],
    )
    compare(line, record, content)


def _period(evidence: Evidence, line: Row) -> None:
    found = evidence.periods.get(line["position"])
    if found is None:
        raise NotWholeError(f"the change of periods of daybook line {line['position']}", "it is missing")
    compare(line, "the closed period", daybook.period_content(found["closed_through"]))


def _first_number(evidence: Evidence, line: Row) -> None:
    if not line["is_last"]:
        return
    run = line["sort"].partition("/")[2]
    record = f"the first number of series {line['serial']}/{run}"
    first = evidence.series.get((run, line["serial"]))
    if first is None:
        raise NotWholeError(record, "it is missing")
    compare(line, record, daybook.first_number_content(line["serial"], run, first))


def _mailing(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.mailings, line, "mailing")
    record = f"mailing {line['serial']}"
    if line["verb"] != "mail intended":
        if found["outcome"] is None:
            raise NotWholeError(record, "its outcome is missing")
        content = daybook.mailing_outcome_content(line["serial"], found["outcome"], found["detail"])
    else:
        said: dict[str, Any] = {**msgspec.json.decode(found["mailing"]), "pdf_sha256": b""}
        mailing = replace(msgspec.convert(said, Mailing), pdf_sha256=found["pdf_sha256"])
        content = daybook.mailing_content(mailing)
    compare(line, record, content)


def _mail_text(evidence: Evidence, line: Row) -> None:
    if not line["is_last"]:
        return
    _, kind, language = line["sort"].split("/")
    found = evidence.mail_texts.get((kind, language))
    subject, body = (None, None) if found is None else (found["subject"], found["body"])
    compare(line, f"the mail text of {kind} ({language})", daybook.mail_text_content(kind, language, subject, body))


PROVERS: Final[dict[str, Callable[[Evidence, Row], None]]] = {
    "business opened": _business,
    "business changed": _business,
    "contact saved": _contact,
    "contact removed": _contact,
    "product saved": _product,
    "product removed": _product,
    "draft written": _draft,
    "draft voided": _draft,
    "document issued": _issue,
    "document cancelled": _cancellation,
    "original handed out": _hand_out,
    "voucher posted": _voucher,
    "periods changed": _period,
    "first number set": _first_number,
    "mail intended": _mailing,
    "mail accepted": _mailing,
    "mail refused": _mailing,
    "mail unknown": _mailing,
    "mail text written": _mail_text,
}
