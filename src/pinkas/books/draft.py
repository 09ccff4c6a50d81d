"""From what a caller orders to what a document says: defaults, fills, sums and checks, all pure.

An order is a request in the books' own words with its gaps still open; `compose` closes them or refuses.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypedDict

from pinkas.books.document import Document, Line, Party, Source, Tender, check_rate
from pinkas.books.errors import EmptyDocument, InvalidValue, RegistrationForbids
from pinkas.books.ground import Ground
from pinkas.books.kinds import KINDS, Kind
from pinkas.books.lines import LineOrder, compose_line
from pinkas.books.money import ONE, ZERO, check_amount, check_currency, half_up, product, to_cents
from pinkas.books.numbering import default_series
from pinkas.books.period import check_open
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.totals import net_totals, no_totals, vat_within
from pinkas.books.vat import VatCategory

#: How far a payment in a foreign currency may stand from the sum of its tenders: a rounding a line, no more.
FOREIGN_TOLERANCE = Decimal("0.05")
#: How much of the lines' texts makes a note.
LONGEST_NOTE = 1000


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
    #: Beside a number: of which kind; runs of several kinds may share it.
    kind: str | None = None
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
    #: The texts of the lines, as they stand in the end, are the note.
    note_from_lines: bool = False
    lines: tuple[LineOrder, ...] = ()
    #: What the one line comes to with its VAT, in its currency: the line has no price, and VAT is taken out of this.
    gross: Decimal | None = None
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
    #: Nobody looks at it before it is issued: a currency without a loaded rate is refused, not taken at 1.
    unattended: bool = False


def compose(order: DocumentOrder, ground: Ground, *, contact: int | None, sources: tuple[Source, ...]) -> Document:
    """Make the document an order asks for.

    Raises InvalidValue naming the field that cannot be, PeriodClosed for its date, RegistrationForbids for a document
    of the VAT law from a business that charges none.
    """
    kind = KINDS[order.kind]
    day = order.date or ground.today
    check_open(day, ground.closed_through)
    if kind.taxes and not ground.bears_vat(day):
        raise RegistrationForbids(kind.name, ground.registered(day))
    _check_parts(order, kind)
    currency = ground.currency
    vat_rate = _vat_rate(order, ground, day)
    percent = ZERO if order.discount_percent is None else order.discount_percent
    check_amount("discount_percent", percent, places=4)
    if percent > 100:
        raise InvalidValue("discount_percent", "must be between 0 and 100")
    ordered, gross = _priced(order, ground, day, vat_rate)
    lines = tuple(
        compose_line(wanted, number, ground, day=day, vat_rate=vat_rate, fixed=gross is not None)
        for number, wanted in enumerate(ordered, start=1)
    )
    tenders = _tenders(order, ground)
    totals = (
        net_totals(
            lines,
            vat_rate=vat_rate,
            discount=order.discount,
            discount_percent=percent,
            round_total=order.round_total,
            gross=gross,
        )
        if kind.sells
        else no_totals()
    )
    document = Document(
        kind=kind.name,
        series=default_series(ground.country) if order.series is None else order.series,
        date=day,
        due_date=order.due_date or ground.terms.due(day),
        contact=contact,
        party=order.party,
        class_number=order.class_number,
        comments=order.comments,
        note=_texts(lines) if order.note_from_lines else order.note,
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
        **_receipt(order, tenders, ground),
        sources=sources,
        channel=order.channel,
    )
    if kind.sells and document.paid_book > document.total:
        raise InvalidValue("received", "must not exceed the document's total")
    return document


def check_issuable(key: str, document: Document) -> None:
    """Refuse to issue a paper that says nothing. Raises EmptyDocument."""
    if document.facts.sells and not any(line.name or line.details or line.net for line in document.lines):
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


def _priced(
    order: DocumentOrder, ground: Ground, day: dt.date, vat_rate: Decimal
) -> tuple[tuple[LineOrder, ...], Decimal | None]:
    """The lines, and a fixed gross in the book currency: its one line is priced by what VAT leaves of it.

    In another currency the gross is converted, half up to cents, before VAT is taken out of it; the line's price is
    what is left in its own currency, half up to six places, which comes to the same cents again.
    """
    if order.gross is None:
        return order.lines, None
    check_amount("gross", order.gross)
    (line,) = order.lines
    rate = ground.rate(line.currency) if line.rate is None else line.rate
    gross, price = to_cents(product(order.gross, rate)), order.gross
    if ground.category(day, asked=line.charges_vat, product=None) is VatCategory.STANDARD:
        price = half_up((gross - vat_within(gross, vat_rate)) / rate, 6)
    return (replace(line, unit_price=price),), gross


def _texts(lines: tuple[Line, ...]) -> str | None:
    texts = [text for line in lines if (text := line.name or line.details)]
    return ", ".join(texts)[:LONGEST_NOTE] or None


def _vat_rate(order: DocumentOrder, ground: Ground, day: dt.date) -> Decimal:
    """The rate of the invoice it credits, else that of the tax date, in percent; zero where no VAT is charged."""
    if not ground.bears_vat(day):
        if order.vat_rate:
            raise InvalidValue("vat_rate", "must be 0: the business charges no VAT")
        return ZERO
    if order.vat_rate is None:
        return ground.standard_rate(day) if ground.credited_rate is None else ground.credited_rate
    check_amount("vat_rate", order.vat_rate, places=4)
    if order.vat_rate > 100:
        raise InvalidValue("vat_rate", "must be between 0 and 100")
    return order.vat_rate


def _tenders(order: DocumentOrder, ground: Ground) -> tuple[Tender, ...]:
    tenders = []
    for number, wanted in enumerate(order.tenders, start=1):
        at = f"tenders[{number - 1}]"
        if wanted.type not in TENDER_TYPES:
            raise InvalidValue(f"{at}.type", f"names no type of payment: {wanted.type!r}")
        check_amount(f"{at}.amount", wanted.amount)
        rate = ground.rate(wanted.currency) if wanted.rate is None else wanted.rate
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
                currency=wanted.currency or ground.currency,
                rate=rate,
                book_amount=ground.in_books(wanted.amount, wanted.currency, rate),
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


def _receipt(order: DocumentOrder, tenders: tuple[Tender, ...], ground: Ground) -> _Received:
    """What was received, in the receipt's currency and in the book's; the tenders must add up to it."""
    receipt_currency = order.receipt_currency or ground.currency
    check_currency("receipt_currency", receipt_currency)
    rate = ground.rate(order.receipt_currency) if order.receipt_rate is None else order.receipt_rate
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
