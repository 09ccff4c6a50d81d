"""The book of original entry: what each line's content covers, and how lines are chained (DESIGN §8).

`content` is the hash of the canonical bytes of what the verb wrote, made here from the explicit lists below. `link` is
made in the database, which alone knows position and numbers; `link()` is the same rule in Python, for proving.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from pinkas.books import canon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinkas.books.business import Business
    from pinkas.books.contact import Contact
    from pinkas.books.document import Document
    from pinkas.books.entry import Entry
    from pinkas.books.settlement import Settlement

GENESIS: Final = bytes(32)
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_MONEY = canon.decimal(2)
_PRICE = canon.decimal(6)
_QUANTITY = canon.decimal(5)
_RATE = canon.decimal(6)

_PARTY = canon.record(
    [(name, canon.text) for name in (
        "name", "tax_number", "contact_name", "address1", "address2", "city", "postal_code", "country", "email",
        "mobile",
    )]
)  # fmt: skip
_LINE = canon.record([
    ("number", canon.integer), ("product", canon.text), ("catalog_number", canon.text), ("name", canon.text),
    ("details", canon.text), ("unit_price", _PRICE), ("quantity", _QUANTITY), ("currency", canon.text),
    ("rate", _RATE), ("discount", _MONEY), ("vat", canon.text), ("net", _MONEY),
])  # fmt: skip
_TENDER = canon.record([
    ("number", canon.integer), ("type", canon.text), ("account", canon.text), ("branch", canon.text),
    ("bank", canon.integer), ("cheque_number", canon.text), ("due_date", canon.date), ("amount", _MONEY),
    ("currency", canon.text), ("rate", _RATE), ("book_amount", _MONEY),
])  # fmt: skip
_VAT_TOTAL = canon.record([("category", canon.text), ("rate", _RATE), ("base", _MONEY), ("vat", _MONEY)])
_SOURCE = canon.record([("document", canon.integer), ("amount", _MONEY)])
_DOCUMENT = canon.record([
    ("kind", canon.text), ("series", canon.integer), ("date", canon.date), ("due_date", canon.date),
    ("contact", canon.integer), ("party", _PARTY), ("class_number", canon.integer), ("comments", canon.text),
    ("note", canon.text), ("currency", canon.text), ("lines", canon.several(_LINE)), ("discount", _MONEY),
    ("discount_percent", _RATE), ("round_total", canon.flag), ("rounding", _MONEY), ("vat_rate", _RATE),
    ("vat_totals", canon.several(_VAT_TOTAL)), ("taxable_lines", _MONEY), ("taxable_base", _MONEY),
    ("exempt_base", _MONEY), ("net", _MONEY), ("vat", _MONEY), ("total", _MONEY),
    ("tenders", canon.several(_TENDER)), ("receipt_currency", canon.text), ("receipt_rate", _RATE),
    ("received", _MONEY), ("withheld", _MONEY), ("received_book", _MONEY), ("withheld_book", _MONEY),
    ("sources", canon.several(_SOURCE)), ("channel", canon.text),
])  # fmt: skip
_CONTACT = canon.record([
    ("type", canon.text), ("name", canon.text), ("tax_number", canon.text), ("contact_name", canon.text),
    ("address1", canon.text), ("address2", canon.text), ("city", canon.text), ("postal_code", canon.text),
    ("country", canon.text), ("phone", canon.text), ("mobile", canon.text), ("fax", canon.text),
    ("email", canon.text), ("class_number", canon.integer), ("opening_balance", _MONEY),
    ("price_list", canon.integer), ("comments1", canon.text), ("comments2", canon.text), ("comments3", canon.text),
    ("invoice_comment", canon.text), ("bank_account", canon.text), ("bank_branch", canon.text),
    ("bank", canon.integer), ("charge_vat", canon.flag), ("is_domestic", canon.flag), ("is_occasional", canon.flag),
    ("is_private", canon.flag), ("affiliate", canon.text), ("card_token", canon.text),
    ("card_last_four", canon.text), ("card_expiry", canon.text), ("terms_rule", canon.text),
    ("terms_days", canon.integer), ("preferred_tender", canon.text),
])  # fmt: skip
_POSTING = canon.record([
    ("account", canon.text), ("contact", canon.integer), ("amount", _MONEY), ("currency", canon.text),
    ("currency_amount", _MONEY), ("rate", _RATE), ("vat_category", canon.text), ("vat_rate", _RATE),
])  # fmt: skip
_ENTRY = canon.record([
    ("document_date", canon.date), ("tax_date", canon.date), ("posting_date", canon.date),
    ("postings", canon.several(_POSTING)),
])  # fmt: skip
_SETTLEMENTS = canon.several(canon.record([("paid", canon.integer), ("amount", _MONEY)]))
_CLASS = canon.record([
    ("number", canon.integer), ("name", canon.text), ("sort", canon.text), ("vat", canon.text),
])  # fmt: skip
_BUSINESS = canon.record([
    ("uuid", canon.uuid), ("tax_number", canon.text), ("country", canon.text), ("zone", canon.text),
    ("currency", canon.text), ("legal_name", canon.text), ("name_english", canon.text), ("registration", canon.text),
    ("address1", canon.text), ("address2", canon.text), ("city", canon.text), ("postal_code", canon.text),
    ("country_name", canon.text), ("address1_english", canon.text), ("city_english", canon.text),
    ("phone", canon.text), ("email", canon.text), ("website", canon.text), ("logo_type", canon.text),
    ("logo", canon.binary), ("classes", canon.several(_CLASS)),
])  # fmt: skip
_NOTHING = canon.text(None)


def contact_content(key: str, uuid: UUID, version: int, contact: Contact, *, deleted: bool = False) -> bytes:
    """The content of a line that saves or removes a contact."""
    return canon.digest(
        canon.text(key), canon.uuid(uuid), canon.integer(version), canon.flag(deleted), _CONTACT(contact)
    )


def draft_content(key: str, uuid: UUID, version: int, document: Document, *, void: bool = False) -> bytes:
    """The content of a line that writes or voids a draft."""
    return canon.digest(
        canon.text(key), canon.uuid(uuid), canon.integer(version), canon.flag(void), _DOCUMENT(document)
    )


def issue_content(
    key: str, uuid: UUID, document: Document, entry: Entry | None, settlements: Sequence[Settlement]
) -> bytes:
    """The content of a line that issues a document: all it says, posts and settles."""
    posted = _NOTHING if entry is None else _ENTRY(entry)
    return canon.digest(canon.text(key), canon.uuid(uuid), _DOCUMENT(document), posted, _SETTLEMENTS(settlements))


def cancellation_content(document: int, day: dt.date, entry: Entry | None, released: Sequence[Settlement]) -> bytes:
    """The content of a line that cancels a document: its reverse entry and the settlements it releases."""
    posted = _NOTHING if entry is None else _ENTRY(entry)
    return canon.digest(canon.integer(document), canon.date(day), posted, _SETTLEMENTS(released))


def hand_out_content(document: int, language: str, pdf_sha256: bytes) -> bytes:
    """The content of a line that records the hand-out of an original."""
    return canon.digest(canon.integer(document), canon.text(language), canon.binary(pdf_sha256))


def business_content(business: Business) -> bytes:
    """The content of the line that opens a business: what it is and what its papers say of it."""
    return canon.digest(_BUSINESS(business))


@dataclass(frozen=True, slots=True, kw_only=True)
class DaybookLine:
    """One line. `numbers` are the legal and till numbers its call gave, in document order."""

    position: int
    recorded_at: dt.datetime
    actor: str
    verb: str
    sort: str
    serial: int
    numbers: tuple[str, ...]
    content: bytes
    link: bytes


def link(business: int, previous: bytes, line: DaybookLine) -> bytes:
    """The link a line must bear after `previous` (the rule of the database's `books.daybook_link`)."""
    micros = (line.recorded_at - _EPOCH) // dt.timedelta(microseconds=1)
    parts = [
        bytes([canon.VERSION]),
        business.to_bytes(8, "big"),
        line.position.to_bytes(8, "big"),
        previous,
        micros.to_bytes(8, "big", signed=True),
        _framed(line.actor),
        _framed(line.verb),
        _framed(line.sort),
        line.serial.to_bytes(8, "big"),
        len(line.numbers).to_bytes(4, "big"),
        *[_framed(number) for number in line.numbers],
        line.content,
    ]
    return hashlib.sha256(b"".join(parts)).digest()


def _framed(value: str) -> bytes:
    body = value.encode()
    return len(body).to_bytes(4, "big") + body
