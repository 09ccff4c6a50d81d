"""What each line's content covers: the hash of the canonical bytes of what the verb wrote, from explicit lists."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from pinkas.books import canon
from pinkas.books.daybook.fields import ENTRY, MONEY, MOVES, NOTHING, PRICE, QUANTITY, RATE, REFERENCES, SETTLEMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from pinkas.books.business import Business
    from pinkas.books.contact import Contact
    from pinkas.books.document import Document
    from pinkas.books.entry import Entry
    from pinkas.books.mailing import Mailing
    from pinkas.books.product import Beside, Product
    from pinkas.books.references import Reference
    from pinkas.books.settlement import Settlement
    from pinkas.books.stock import StockMove
    from pinkas.books.voucher import Voucher

_PARTY = canon.record(
    [(name, canon.text) for name in (
        "name", "tax_number", "contact_name", "address1", "address2", "city", "postal_code", "country", "email",
        "mobile",
    )],
    [("responsible_person", canon.text), ("vat_number", canon.text)],
)  # fmt: skip
_LINE_BASE = canon.record([("document", canon.integer), ("line", canon.integer), ("quantity", QUANTITY)])
_LINE = canon.record([
    ("number", canon.integer), ("product", canon.text), ("catalog_number", canon.text), ("name", canon.text),
    ("details", canon.text), ("unit_price", PRICE), ("quantity", QUANTITY), ("currency", canon.text),
    ("rate", RATE), ("discount", MONEY), ("vat", canon.text), ("net", MONEY),
], [
    ("product_serial", canon.integer), ("unit", canon.text), ("goods", canon.flag),
    ("name_english", canon.text), ("details_english", canon.text), ("warranty", canon.text),
    ("bases", canon.several(_LINE_BASE)), ("vat_rate", RATE), ("vat_reason", canon.text),
    ("class_number", canon.integer),
])  # fmt: skip
_TENDER = canon.record([
    ("number", canon.integer), ("type", canon.text), ("account", canon.text), ("branch", canon.text),
    ("bank", canon.integer), ("cheque_number", canon.text), ("due_date", canon.date), ("amount", MONEY),
    ("currency", canon.text), ("rate", RATE), ("book_amount", MONEY),
])  # fmt: skip
_VAT_TOTAL = canon.record([("category", canon.text), ("rate", RATE), ("base", MONEY), ("vat", MONEY)])
_SOURCE = canon.record([("document", canon.integer), ("amount", MONEY)])
DOCUMENT = canon.record([
    ("kind", canon.text), ("series", canon.integer), ("date", canon.date), ("due_date", canon.date),
    ("contact", canon.integer), ("party", _PARTY), ("class_number", canon.integer), ("comments", canon.text),
    ("note", canon.text), ("currency", canon.text), ("lines", canon.several(_LINE)), ("discount", MONEY),
    ("discount_percent", RATE), ("round_total", canon.flag), ("rounding", MONEY), ("vat_rate", RATE),
    ("vat_totals", canon.several(_VAT_TOTAL)), ("taxable_lines", MONEY), ("taxable_base", MONEY),
    ("exempt_base", MONEY), ("net", MONEY), ("vat", MONEY), ("total", MONEY),
    ("tenders", canon.several(_TENDER)), ("receipt_currency", canon.text), ("receipt_rate", RATE),
    ("received", MONEY), ("withheld", MONEY), ("received_book", MONEY), ("withheld_book", MONEY),
    ("sources", canon.several(_SOURCE)), ("channel", canon.text),
], [("signed_language", canon.text), ("cash_rounding", MONEY), ("means", canon.integer),
    ("bank_account", canon.integer), ("accepted_by", canon.text), ("vat_reason", canon.text)])  # fmt: skip
_CONTACT = canon.record([
    ("type", canon.text), ("name", canon.text), ("tax_number", canon.text), ("contact_name", canon.text),
    ("address1", canon.text), ("address2", canon.text), ("city", canon.text), ("postal_code", canon.text),
    ("country", canon.text), ("phone", canon.text), ("mobile", canon.text), ("fax", canon.text),
    ("email", canon.text), ("class_number", canon.integer), ("opening_balance", MONEY),
    ("price_list", canon.integer), ("comments1", canon.text), ("comments2", canon.text), ("comments3", canon.text),
    ("invoice_comment", canon.text), ("bank_account", canon.text), ("bank_branch", canon.text),
    ("bank", canon.integer), ("charge_vat", canon.flag), ("is_domestic", canon.flag), ("is_occasional", canon.flag),
    ("is_private", canon.flag), ("affiliate", canon.text), ("card_token", canon.text),
    ("card_last_four", canon.text), ("card_expiry", canon.text), ("terms_rule", canon.text),
    ("terms_days", canon.integer), ("preferred_tender", canon.text),
], [
    ("payer", canon.integer), ("first_name", canon.text), ("last_name", canon.text), ("customer_number", canon.text),
    ("birthday", canon.date), ("wedding_anniversary", canon.date), ("spouse_name", canon.text),
    ("spouse_birthday", canon.date), ("agree_email", canon.flag), ("agree_sms", canon.flag),
    ("customer_type", canon.integer), ("club", canon.integer), ("club_number", canon.text), ("club_points", MONEY),
    ("club_start", canon.civil_time), ("club_expiry", canon.civil_time), ("apartment", canon.text),
    ("building", canon.text),
    ("additional_phone", canon.text), ("store_created", canon.integer), ("barcode", canon.text),
    ("vat_registered", canon.flag), ("vat_number", canon.text), ("responsible_person", canon.text),
    ("allow_part_payments", canon.flag), ("forbid_supplies", canon.flag), ("forbid_sales", canon.flag),
    ("website", canon.text), ("active", canon.flag), ("tax_number_type", canon.text), ("country_code", canon.text),
])  # fmt: skip
_PRODUCT = canon.record([
    ("name", canon.text), ("description", canon.text), ("name_english", canon.text),
    ("description_english", canon.text), ("comments", canon.text), ("serial_number", canon.text),
    ("catalog_number", canon.text), ("supplier_catalog_number1", canon.text), ("supplier_catalog_number2", canon.text),
    ("supplier_catalog_number3", canon.text), ("active", canon.flag), ("warranty", canon.text),
    ("purchase_price", PRICE), ("sale_price1", PRICE), ("sale_price2", PRICE), ("sale_price3", PRICE),
    ("sale_price4", PRICE), ("charge_vat", canon.flag), ("currency", canon.text), ("price_includes_vat", canon.flag),
    ("unit", canon.text), ("category", canon.text), ("least_stock", QUANTITY), ("most_stock", QUANTITY),
    ("barcode", canon.text), ("stocked", canon.flag),
], [
    ("inventory_number", canon.text), ("model_number", canon.text), ("item_type", canon.integer),
    ("group_code", canon.text), ("department", canon.integer), ("register_name", canon.text),
    ("tax_group", canon.text), ("measure_unit", canon.integer), ("forbid_supplies", canon.flag),
    ("forbid_sales", canon.flag), ("forbid_refund", canon.flag),
])  # fmt: skip
_STORE_PRICES = canon.several(canon.record([("store", canon.integer), ("price", PRICE)]))
_PICTURES = canon.several(canon.record([("number", canon.integer), ("sha256", canon.text)]))
_VOUCHER = canon.record([
    ("kind", canon.text), ("date", canon.date), ("details", canon.text), ("reference", canon.text),
    ("document_serial", canon.integer), ("till_line", canon.integer), ("reverses", canon.integer),
])  # fmt: skip
_REGISTRATION = canon.record([("valid_from", canon.date), ("registration", canon.text)])
_CLASS = canon.record([
    ("number", canon.integer), ("name", canon.text), ("sort", canon.text), ("vat", canon.text),
], [
    ("recoverable", canon.text), ("is_equipment", canon.flag),
])  # fmt: skip
_BUSINESS = canon.record([
    ("uuid", canon.uuid), ("tax_number", canon.text), ("country", canon.text), ("zone", canon.text),
    ("currency", canon.text), ("legal_name", canon.text), ("name_english", canon.text), ("registration", canon.text),
    ("address1", canon.text), ("address2", canon.text), ("city", canon.text), ("postal_code", canon.text),
    ("country_name", canon.text), ("address1_english", canon.text), ("city_english", canon.text),
    ("phone", canon.text), ("email", canon.text), ("website", canon.text), ("logo_type", canon.text),
    ("logo", canon.binary), ("classes", canon.several(_CLASS)),
], [
    ("terms_rule", canon.text), ("terms_days", canon.integer), ("registrations", canon.several(_REGISTRATION)),
    ("responsible_person", canon.text), ("vat_number", canon.text),
])  # fmt: skip


def contact_content(
    key: str,
    uuid: UUID,
    version: int,
    contact: Contact,
    *,
    references: Sequence[Reference] = (),
    deleted: bool = False,
) -> bytes:
    """The content of a line that saves or removes a contact; one without references says nothing of any."""
    named = (REFERENCES(references),) if references else ()
    return canon.digest(
        canon.text(key), canon.uuid(uuid), canon.integer(version), canon.flag(deleted), _CONTACT(contact), *named
    )


def product_content(
    key: str, uuid: UUID, version: int, product: Product, *, beside: Beside | None = None, deleted: bool = False
) -> bytes:
    """The content of a line that saves or removes a product; one with nothing beside its card says nothing of that."""
    more: tuple[bytes, ...] = ()
    if beside is not None and not beside.is_empty:
        more = (REFERENCES(beside.references), _STORE_PRICES(beside.prices), _PICTURES(beside.pictures))
    return canon.digest(
        canon.text(key), canon.uuid(uuid), canon.integer(version), canon.flag(deleted), _PRODUCT(product), *more
    )


def first_stock_content(counted: Decimal) -> bytes:
    """The stock a product begins with."""
    return canon.digest(QUANTITY(counted))


def with_effect(card: bytes, effect: bytes) -> bytes:
    """The content of a line that saves a card and does something for good besides.

    Both are hashes: an opening balance or first stock can be proved when the card itself has changed since.
    """
    return canon.digest(canon.binary(card), canon.binary(effect))


def draft_content(key: str, uuid: UUID, version: int, document: Document, *, void: bool = False) -> bytes:
    """The content of a line that writes or voids a draft."""
    return canon.digest(canon.text(key), canon.uuid(uuid), canon.integer(version), canon.flag(void), DOCUMENT(document))


def issue_content(
    key: str,
    uuid: UUID,
    document: Document,
    entry: Entry | None,
    settlements: Sequence[Settlement],
    moves: Sequence[StockMove],
) -> bytes:
    """The content of a line that issues a document: all it says, posts, settles and moves."""
    posted = NOTHING if entry is None else ENTRY(entry)
    return canon.digest(
        canon.text(key), canon.uuid(uuid), DOCUMENT(document), posted, SETTLEMENTS(settlements), *_moved(moves)
    )


def cancellation_content(
    document: int,
    day: dt.date,
    entry: Entry | None,
    released: Sequence[Settlement],
    moves: Sequence[StockMove],
) -> bytes:
    """The content of a line that cancels a document: its reverse entry, the settlements it releases, goods back."""
    posted = NOTHING if entry is None else ENTRY(entry)
    return canon.digest(canon.integer(document), canon.date(day), posted, SETTLEMENTS(released), *_moved(moves))


def voucher_content(
    key: str,
    uuid: UUID,
    voucher: Voucher,
    entry: Entry | None,
    settlements: Sequence[Settlement],
    moves: Sequence[StockMove],
) -> bytes:
    """The content of a line that posts a voucher."""
    posted = NOTHING if entry is None else ENTRY(entry)
    return canon.digest(
        canon.text(key), canon.uuid(uuid), _VOUCHER(voucher), posted, SETTLEMENTS(settlements), *_moved(moves)
    )


def period_content(closed_through: dt.date | None) -> bytes:
    """The content of a line that closes or reopens periods: the last day that is closed now, if any."""
    return canon.digest(canon.date(closed_through))


def first_number_content(series: int, run: str, first: int) -> bytes:
    """The content of a line that gives an empty series its first number."""
    return canon.digest(canon.integer(series), canon.text(run), canon.integer(first))


def mailing_content(mailing: Mailing) -> bytes:
    """The content of a line that states the intent to mail a document."""
    return canon.digest(
        canon.uuid(mailing.uuid),
        canon.integer(mailing.document),
        canon.several(canon.text)(mailing.recipients),
        canon.text(mailing.language),
        canon.text(mailing.subject),
        canon.binary(mailing.pdf_sha256),
    )


def mailing_outcome_content(mailing: int, outcome: str, detail: str) -> bytes:
    """The content of a line that records what became of a mailing."""
    return canon.digest(canon.integer(mailing), canon.text(outcome), canon.text(detail))


def mail_text_content(kind: str, language: str, subject: str | None, body: str | None) -> bytes:
    """The content of a line that sets a business's own mail text, or goes back to ours."""
    return canon.digest(canon.text(kind), canon.text(language), canon.text(subject), canon.text(body))


def _moved(moves: Sequence[StockMove]) -> tuple[bytes, ...]:
    """What moved no stock says nothing of it, as before there was any."""
    return (MOVES(moves),) if moves else ()


def hand_out_content(document: int, language: str, pdf_sha256: bytes, *, computerised: bool = False) -> bytes:
    """The content of a line that records the hand-out of an original; one on paper says what it said before others."""
    signed = (canon.flag(computerised),) if computerised else ()
    return canon.digest(canon.integer(document), canon.text(language), canon.binary(pdf_sha256), *signed)


def business_content(business: Business) -> bytes:
    """The content of the line that opens a business: what it is and what its papers say of it."""
    return canon.digest(_BUSINESS(business))
