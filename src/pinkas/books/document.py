"""What a document says: party, lines, tenders and legal totals, frozen and valid once they exist.

The same value describes a draft and an issued document; what is only true of a stored one (its number, state,
open amount, relations) is in `StoredDocument`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from pinkas.books.errors import InvalidValue
from pinkas.books.kinds import KINDS, Kind
from pinkas.books.money import CURRENCIES, ONE, ZERO, check_amount, check_currency, fits
from pinkas.books.numbering import written
from pinkas.books.vat import VatCategory

LARGEST_LINE_COUNT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The customer as the caller named them: frozen on the paper, whatever becomes of the contact."""

    name: str | None = None
    tax_number: str | None = None
    contact_name: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    email: str | None = None
    mobile: str | None = None
    #: What Bulgarian paper says of both sides besides: who answers for them, and their number in the VAT register.
    responsible_person: str | None = None
    vat_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBase:
    """A line of an earlier document that a line goes on with, and for how much of its quantity."""

    document: int
    line: int
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Goods or a service. `net` is in the document's currency, two places, after the line's own discount.

    `product` is what the caller called it; `product_serial` the product of the catalogue it was found to be, of which
    `unit`, `goods` (not a service), the English texts and the warranty are kept as they were. `bases` are found at
    issue.
    """

    number: int
    product: str | None = None
    catalog_number: str | None = None
    name: str | None = None
    details: str | None = None
    unit_price: Decimal
    quantity: Decimal
    currency: str
    rate: Decimal = ONE
    discount: Decimal = ZERO
    vat: VatCategory = VatCategory.STANDARD
    net: Decimal
    product_serial: int | None = None
    unit: str | None = None
    goods: bool | None = None
    name_english: str | None = None
    details_english: str | None = None
    warranty: str | None = None
    bases: tuple[LineBase, ...] | None = None
    #: Of a document that mixes rates or classes: this line's own percentage, the ground for it, its class; None for the
    #: document's.
    vat_rate: Decimal | None = None
    vat_reason: str | None = None
    class_number: int | None = None

    def __post_init__(self) -> None:
        """Refuse what the books cannot hold."""
        rate, discount = self.rate, self.discount
        if (
            fits(self.unit_price, 6)
            and fits(self.quantity, 5)
            and (rate is ONE or (fits(rate, 6) and rate > 0))
            and (discount is ZERO or fits(discount, 2))
            and fits(self.net, 2)
            and self.currency in CURRENCIES
        ):
            return
        # Which of them it is, is looked for only now: names made for every amount of every line would cost as much.
        at = f"lines[{self.number - 1}]"
        check_amount(f"{at}.unit_price", self.unit_price, places=6, negative=True)
        check_amount(f"{at}.quantity", self.quantity, places=5, negative=True)
        check_rate(f"{at}.rate", rate)
        check_amount(f"{at}.discount", discount, negative=True)
        check_amount(f"{at}.net", self.net, negative=True)
        check_currency(f"{at}.currency", self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """One means of payment. `amount` is in its own currency; `book_amount` in the book currency, two places."""

    number: int
    #: The type's name in `tenders.TENDER_TYPES`.
    type: str
    account: str | None = None
    branch: str | None = None
    bank: int | None = None
    cheque_number: str | None = None
    due_date: dt.date | None = None
    amount: Decimal
    currency: str
    rate: Decimal = ONE
    book_amount: Decimal

    def __post_init__(self) -> None:
        """Refuse what the books cannot hold."""
        at = f"tenders[{self.number - 1}]"
        check_amount(f"{at}.amount", self.amount)
        check_rate(f"{at}.rate", self.rate)
        check_currency(f"{at}.currency", self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class VatTotal:
    """Base and tax of one category and rate (percent), in the document's minor unit."""

    category: VatCategory
    rate: Decimal
    base: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An earlier document that this one is made from or pays, and at most how much of it (None: what is open)."""

    document: int
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One legal paper's contents.

    Amounts are in the document's currency at two places, rates in percent, `received`, `withheld` and `paid` in
    `receipt_currency`, their `_book` twins in the book currency. `signed_language` is the language of the signed
    original of a document that was issued as a computerised one.
    """

    kind: str
    series: int
    date: dt.date
    due_date: dt.date
    contact: int | None
    party: Party
    class_number: int
    comments: str | None
    note: str | None
    currency: str
    lines: tuple[Line, ...]
    discount: Decimal
    discount_percent: Decimal
    round_total: bool
    rounding: Decimal
    vat_rate: Decimal
    vat_totals: tuple[VatTotal, ...]
    taxable_lines: Decimal
    taxable_base: Decimal
    exempt_base: Decimal
    net: Decimal
    vat: Decimal
    total: Decimal
    tenders: tuple[Tender, ...]
    receipt_currency: str
    receipt_rate: Decimal
    received: Decimal
    withheld: Decimal
    received_book: Decimal
    withheld_book: Decimal
    sources: tuple[Source, ...]
    channel: str
    signed_language: str | None = None
    #: What a till rounded the total by, without VAT; None where it did not.
    cash_rounding: Decimal | None = None
    #: How it is to be paid: the number of one of the shop's means of payment, and the serial of an own bank account.
    means: int | None = None
    bank_account: int | None = None
    #: Who received it for the customer; the ground for the VAT treatment of the whole.
    accepted_by: str | None = None
    vat_reason: str | None = None

    def __post_init__(self) -> None:
        """Refuse what the books cannot hold: a wrong sum here is a fault of ours, a wrong value the caller's."""
        if self.kind not in KINDS:
            raise InvalidValue("kind", f"names no kind of document: {self.kind!r}")
        if not 0 <= self.series <= 99:
            raise InvalidValue("series", "must be between 0 and 99")
        if len(self.lines) > LARGEST_LINE_COUNT or len(self.tenders) > LARGEST_LINE_COUNT:
            raise InvalidValue("lines", f"must be at most {LARGEST_LINE_COUNT}")
        rounded = self.cash_rounding or ZERO
        if self.net + self.vat + rounded != self.total or self.taxable_base + self.exempt_base != self.net:
            raise ValueError("totals do not add up")
        check_amount("taxable_base", self.taxable_base)
        check_amount("exempt_base", self.exempt_base)
        check_amount("total", self.total)
        check_amount("received", self.received)
        check_amount("withheld", self.withheld)
        check_amount("received_book", self.received_book)
        check_amount("withheld_book", self.withheld_book)

    @property
    def facts(self) -> Kind:
        """What the kind does."""
        return KINDS[self.kind]

    @property
    def paid_book(self) -> Decimal:
        """Received and withheld together, in the book currency."""
        return self.received_book + self.withheld_book

    @property
    def effective_total(self) -> Decimal:
        """What the document counts for: the total of a sale, the sum paid of a receipt."""
        return self.total if self.facts.sells else self.received + self.withheld


class State(StrEnum):
    """The life of a document: draft → issued → cancelled, or draft → void."""

    DRAFT = "draft"
    ISSUED = "issued"
    CANCELLED = "cancelled"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A related document. `source` is true when the other came first (it was paid or continued by this one)."""

    serial: int
    key: str
    kind: str
    series: int
    number: int
    date: dt.date
    amount: Decimal | None
    source: bool
    #: The run its number was taken from.
    run: str = ""

    @property
    def full_number(self) -> str:
        """Series and number as people read them."""
        return written(self.series, self.number, self.run)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """A document as the books hold it now."""

    serial: int
    key: str
    uuid: UUID
    number: int
    state: State
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    contact_key: str | None
    class_name: str
    #: What is still to be paid of a debt, or still unallocated of a credit; None before issue.
    open_amount: Decimal | None
    relations: tuple[Relation, ...]
    document: Document
    #: A proforma that an invoice has taken the place of.
    superseded: bool = False
    #: How it stands to its allocation number (`allocation.AllocationState`), None where none was asked for.
    allocation_state: str | None = None
    allocation_number: str | None = None
    #: The run its number was taken from: that of provisional ones, of a draft that takes its legal number at issue.
    run: str = ""

    @property
    def full_number(self) -> str:
        """Series and number as people read them."""
        return written(self.document.series, self.number, self.run)


def check_rate(field: str, rate: Decimal) -> None:
    """Refuse an exchange rate that is not positive or has more than six decimals."""
    check_amount(field, rate, places=6)
    if rate <= 0:
        raise InvalidValue(field, "must be greater than 0")
