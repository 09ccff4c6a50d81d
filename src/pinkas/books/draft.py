"""From what a caller orders to what a document says: defaults, fills, sums and checks, all pure.

An order is a request in the books' own words with its gaps still open; `compose` closes them or refuses.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

from pinkas.books import vat
from pinkas.books.document import Document, Line, Party, Source, Tender, check_rate
from pinkas.books.errors import EmptyDocument, InvalidValue
from pinkas.books.kinds import KINDS, Kind
from pinkas.books.money import ONE, ZERO, check_amount, check_currency, product, to_cents
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.terms import DEFAULT_TERMS, Terms
from pinkas.books.totals import line_net, net_totals, no_totals

#: How far a payment in a foreign currency may stand from the sum of its tenders: a rounding a line, no more.
FOREIGN_TOLERANCE = Decimal("0.05")
#: The series of what comes over an API and names none (DESIGN §4 "Numbers").
API_SERIES = 98


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOrder:
    """A line as ordered; `discount` is an amount."""

    product: str | None = None
    catalog_number: str | None = None
    name: str | None = None
    details: str | None = None
    unit_price: Decimal = ZERO
    quantity: Decimal = ONE
    currency: str | None = None
    rate: Decimal | None = None
    discount: Decimal | None = None
    charges_vat: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderOrder:
    """A payment as ordered."""

    type: str
    account: str | None = None
    branch: str | None = None
    bank: int | None = None
    cheque_number: str | None = None
    due_date: dt.date | None = None
    amount: Decimal = ZERO
    currency: str | None = None
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceName:
    """An earlier document as a caller names it: by key, or by series and number."""

    key: str | None = None
    series: int | None = None
    number: int | None = None
    #: At most how much of it; None for all that is open.
    amount: Decimal | None = None

    def __str__(self) -> str:
        """The name for a message."""
        return self.key if self.key is not None else f"{self.series:02d}/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOrder:
    """A document as ordered. None means "not said": a default or the present value takes its place."""

    key: str | None
    kind: str
    series: int | None
    date: dt.date | None = None
    due_date: dt.date | None = None
    contact_key: str | None = None
    party: Party
    class_number: int
    comments: str | None = None
    note: str | None = None
    lines: tuple[LineOrder, ...] = ()
    discount: Decimal | None = None
    discount_percent: Decimal | None = None
    round_total: bool = False
    vat_rate: Decimal | None = None
    tenders: tuple[TenderOrder, ...] = ()
    received: Decimal | None = None
    withheld: Decimal | None = None
    receipt_currency: str | None = None
    receipt_rate: Decimal | None = None
    sources: tuple[SourceName, ...] | None = None
    channel: str


def compose(
    order: DocumentOrder,
    *,
    today: dt.date,
    country: str,
    currency: str,
    contact: int | None,
    terms: Terms | None,
    sources: tuple[Source, ...],
) -> Document:
    """Make the document an order asks for. Raises InvalidValue naming the field that cannot be."""
    kind = KINDS[order.kind]
    day = order.date or today
    _check_parts(order, kind)
    vat_rate = vat.standard_rate(country, day) if order.vat_rate is None else order.vat_rate
    check_amount("vat_rate", vat_rate, places=4)
    if vat_rate > 100:
        raise InvalidValue("vat_rate", "must be between 0 and 100")
    percent = ZERO if order.discount_percent is None else order.discount_percent
    check_amount("discount_percent", percent, places=4)
    if percent > 100:
        raise InvalidValue("discount_percent", "must be between 0 and 100")
    lines = _lines(order, currency)
    tenders = _tenders(order, currency)
    totals = (
        net_totals(
            lines,
            vat_rate=vat_rate,
            discount=order.discount,
            discount_percent=percent,
            round_total=order.round_total,
        )
        if kind.sells
        else no_totals()
    )
    document = Document(
        kind=kind.name,
        series=API_SERIES if order.series is None else order.series,
        date=day,
        due_date=order.due_date or (terms or DEFAULT_TERMS).due(day),
        contact=contact,
        party=order.party,
        class_number=order.class_number,
        comments=order.comments,
        note=order.note,
        currency=currency,
        lines=lines,
        discount=totals.discount,
        discount_percent=percent,
        round_total=order.round_total,
        rounding=totals.rounding,
        vat_rate=vat_rate,
        vat_totals=totals.vat_totals,
        taxable_lines=totals.taxable_lines,
        taxable_base=totals.taxable_base,
        exempt_base=totals.exempt_base,
        net=totals.net,
        vat=totals.vat,
        total=totals.total,
        tenders=tenders,
        **_receipt(order, tenders, currency),
        sources=sources,
        channel=order.channel,
    )
    if kind.sells and document.paid_book > document.total:
        raise InvalidValue("received", "must not exceed the document's total")
    return document


def check_issuable(key: str, document: Document) -> None:
    """Refuse to issue a paper that says nothing. Raises EmptyDocument."""
    if document.facts.sells and not document.lines:
        raise EmptyDocument(key, "lines")
    if document.facts.receives and document.paid_book == 0 and (document.total or not document.facts.sells):
        raise EmptyDocument(key, "payments")


def _check_parts(order: DocumentOrder, kind: Kind) -> None:
    """An invoice has only lines, a receipt only payments, an invoice-receipt both."""
    if order.lines and not kind.sells:
        raise InvalidValue("lines", "must be empty: this type of document has no lines")
    if not kind.receives:
        if order.tenders:
            raise InvalidValue("tenders", "must be empty: this type of document has no payments")
        for field in ("received", "withheld"):
            if getattr(order, field):
                raise InvalidValue(field, "must be empty: this type of document has no payments")
    if order.sources and kind.sells:
        raise InvalidValue("sources", "must be empty: this type of document pays no other")


def _lines(order: DocumentOrder, currency: str) -> tuple[Line, ...]:
    lines = []
    for number, wanted in enumerate(order.lines, start=1):
        at = f"lines[{number - 1}]"
        for field, value, places in (("unit_price", wanted.unit_price, 6), ("quantity", wanted.quantity, 5)):
            check_amount(f"{at}.{field}", value, places=places, negative=True)
        rate = ONE if wanted.rate is None else wanted.rate
        check_rate(f"{at}.rate", rate)
        discount = ZERO if wanted.discount is None else wanted.discount
        check_amount(f"{at}.discount", discount, negative=True)
        lines.append(
            Line(
                number=number,
                product=wanted.product,
                catalog_number=wanted.catalog_number,
                name=wanted.name,
                details=wanted.details,
                unit_price=wanted.unit_price,
                quantity=wanted.quantity,
                currency=wanted.currency or currency,
                rate=rate,
                discount=discount,
                vat=vat.VatCategory.STANDARD if wanted.charges_vat else vat.VatCategory.EXEMPT,
                net=line_net(wanted.unit_price, wanted.quantity, rate, discount),
            )
        )
    return tuple(lines)


def _tenders(order: DocumentOrder, currency: str) -> tuple[Tender, ...]:
    tenders = []
    for number, wanted in enumerate(order.tenders, start=1):
        at = f"tenders[{number - 1}]"
        if wanted.type not in TENDER_TYPES:
            raise InvalidValue(f"{at}.type", f"names no type of payment: {wanted.type!r}")
        check_amount(f"{at}.amount", wanted.amount)
        rate = ONE if wanted.rate is None else wanted.rate
        check_rate(f"{at}.rate", rate)
        tenders.append(
            Tender(
                number=number,
                type=wanted.type,
                account=wanted.account,
                branch=wanted.branch,
                bank=wanted.bank,
                cheque_number=wanted.cheque_number,
                due_date=wanted.due_date,
                amount=wanted.amount,
                currency=wanted.currency or currency,
                rate=rate,
                book_amount=to_cents(product(wanted.amount, rate)),
            )
        )
    return tuple(tenders)


class _Received(TypedDict):
    receipt_currency: str
    receipt_rate: Decimal
    received: Decimal
    withheld: Decimal
    received_book: Decimal
    withheld_book: Decimal


def _receipt(order: DocumentOrder, tenders: tuple[Tender, ...], currency: str) -> _Received:
    """What was received, in the receipt's currency and in the book's; the tenders must add up to it."""
    receipt_currency = order.receipt_currency or currency
    check_currency("receipt_currency", receipt_currency)
    rate = ONE if order.receipt_rate is None else order.receipt_rate
    check_rate("receipt_rate", rate)
    withheld = ZERO if order.withheld is None else order.withheld
    check_amount("withheld", withheld)
    drawer = sum((tender.book_amount for tender in tenders), ZERO)
    received = to_cents(drawer / rate) if order.received is None else order.received
    check_amount("received", received)
    # Not said, it is what the lines come to, in shekels as well: nothing is lost on the way there and back.
    received_book = drawer if order.received is None else to_cents(product(received, rate))
    foreign = rate != ONE or any(tender.rate != ONE for tender in tenders)
    if abs(received_book - drawer) > (FOREIGN_TOLERANCE if foreign else ZERO):
        raise InvalidValue("received", f"must equal the sum of the payment lines, {to_cents(drawer / rate)}")
    return {
        "receipt_currency": receipt_currency,
        "receipt_rate": rate,
        "received": received,
        "withheld": withheld,
        "received_book": received_book,
        "withheld_book": to_cents(product(withheld, rate)),
    }
