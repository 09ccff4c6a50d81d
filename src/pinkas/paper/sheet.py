"""Everything a sheet of paper shows, as plain values that were decided elsewhere.

Nothing here computes: amounts arrive final and are printed digit for digit. Texts may hold anything; making
them harmless is the business of `lettering`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from pinkas.paper.errors import PaperError
from pinkas.paper.kinds import HOME

if TYPE_CHECKING:
    import datetime as dt

    from pinkas.paper.kinds import SheetKind
    from pinkas.paper.logo import Logo

SheetState = Literal["draft", "original", "copy", "true_copy"]
Registration = Literal["licensed_dealer", "exempt_dealer", "company", "non_profit"]
TenderKind = Literal[
    "cash", "cheque", "card", "transfer", "app", "voucher", "standing_order", "promissory_note", "offset", "other"
]
VatSort = Literal["standard", "reduced", "zero", "exempt", "outside", "reverse_charge"]

LONGEST_CURRENCY = 4
MOST_LINES = 5_000

_ONE = Decimal(1)
_NOTHING = Decimal(0)


def _check_figures(value: Any) -> None:
    """Refuse figures that have no digits to print."""
    for field in fields(value):
        figure = getattr(value, field.name)
        if isinstance(figure, Decimal) and not figure.is_finite():
            raise PaperError(f"{type(value).__name__}.{field.name} must be a number; got {figure}.")


def _check_currency(currency: str) -> None:
    """A currency is a code or a sign: one to four signs without digits or blanks."""
    if not 0 < len(currency) <= LONGEST_CURRENCY or any(
        sign.isspace() or sign.isdigit() or not sign.isprintable() for sign in currency
    ):
        raise PaperError(f"A currency must be a code or sign of up to four letters; got {currency[:20]!r}.")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The business that issues the sheet.

    `donation_approval` is what a public institution says of its approval (section 46 of the Income Tax Ordinance);
    it stands on donation receipts only. `country` (ISO 3166) is whose law the paper follows; `vat_number` and
    `responsible_person` stand on papers outside Israel.
    """

    name: str
    registration: Registration
    tax_number: str
    name_english: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    logo: Logo | None = None
    donation_approval: str = ""
    country: str = HOME
    vat_number: str = ""
    responsible_person: str = ""


@dataclass(frozen=True, slots=True)
class PartyBox:
    """The customer as frozen on the document; every text may be empty, a passer-by has none."""

    name: str = ""
    tax_number: str = ""
    contact_person: str = ""
    address: tuple[str, ...] = ()
    city: str = ""
    postal_code: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    vat_number: str = ""
    responsible_person: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of goods or services.

    `unit_price` is in `currency`; `discount` (what was taken off) and `amount` are in the sheet's currency. A line
    outside the ordinary VAT bears its `category`; `vat_free` alone says that there is none without saying why.
    `vat_rate` (percent) is told where a sheet mixes rates.
    """

    number: int
    name: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    currency: str
    catalog_number: str = ""
    details: str = ""
    rate: Decimal = _ONE
    discount: Decimal = _NOTHING
    vat_free: bool = False
    unit: str = ""
    category: VatSort = "standard"
    vat_rate: Decimal | None = None

    def __post_init__(self) -> None:
        _check_figures(self)
        _check_currency(self.currency)


@dataclass(frozen=True, slots=True)
class VatRow:
    """The VAT of one category and rate; `rate` in percent."""

    rate: Decimal
    base: Decimal
    vat: Decimal
    category: VatSort = "standard"

    def __post_init__(self) -> None:
        _check_figures(self)


@dataclass(frozen=True, slots=True)
class SheetTotals:
    """The sums of the sheet, in `currency` unless said otherwise.

    `discount` is what was taken off, so positive. Both roundings are signed as they change the sum: `rounding`
    inside the taxable base, `cash_rounding` on the total, outside VAT. `paid`, `withheld` and `total_paid` are
    in `receipt_currency`; `total_paid_converted` is the last of them in `currency`, told when the two differ.
    A sheet in a foreign currency also tells its VAT and total in `book_currency`, at `book_rate`; so does, with its
    total alone, one of a time when the law had prices shown in two currencies. `exempt_base` is left out where the VAT
    rows tell it by category.
    """

    currency: str
    lines_taxable: Decimal = _NOTHING
    discount: Decimal = _NOTHING
    discount_percent: Decimal | None = None
    rounding: Decimal = _NOTHING
    taxable_base: Decimal = _NOTHING
    exempt_base: Decimal = _NOTHING
    vat_rows: tuple[VatRow, ...] = ()
    vat: Decimal = _NOTHING
    cash_rounding: Decimal = _NOTHING
    total: Decimal = _NOTHING
    paid: Decimal = _NOTHING
    withheld: Decimal = _NOTHING
    total_paid: Decimal = _NOTHING
    receipt_currency: str | None = None
    receipt_rate: Decimal = _ONE
    total_paid_converted: Decimal | None = None
    book_currency: str | None = None
    book_rate: Decimal = _ONE
    book_vat: Decimal | None = None
    book_total: Decimal | None = None

    def __post_init__(self) -> None:
        _check_figures(self)
        _check_currency(self.currency)
        for currency in (self.receipt_currency, self.book_currency):
            if currency is not None:
                _check_currency(currency)


@dataclass(frozen=True, slots=True)
class SheetTender:
    """One means of payment; `label` adds to the kind's word what it is called (a card's brand, an app's name).

    Each instalment is a tender of its own: the `instalment`-th of `instalments`.
    """

    kind: TenderKind
    amount: Decimal
    currency: str
    rate: Decimal = _ONE
    label: str = ""
    bank: str = ""
    branch: str = ""
    account: str = ""
    cheque_number: str = ""
    card_last_four: str = ""
    due_date: dt.date | None = None
    instalment: int = 0
    instalments: int = 0

    def __post_init__(self) -> None:
        _check_figures(self)
        _check_currency(self.currency)


@dataclass(frozen=True, slots=True)
class SheetReference:
    """Another document named on the sheet: by its kind, or in free words when it is of no kind of ours.

    `amount`, in the sheet's currency, is how much of it is settled.
    """

    number: str
    kind: SheetKind | None = None
    label: str = ""
    date: dt.date | None = None
    amount: Decimal | None = None

    def __post_init__(self) -> None:
        _check_figures(self)


@dataclass(frozen=True, slots=True)
class SheetAccount:
    """The bank account to pay to."""

    bank: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class FiscalMarks:
    """What a fiscal device or service told of the document, to be printed; `link` becomes the code to scan.

    A device gives its number, its receipt's and the unique sale number (Bulgaria); a service answers the issuer's code
    (NSLF, IIC) with its own (NIVF, FIC), which every copy shows again (Albania; fiscal dossier §8).
    """

    device: str = ""
    receipt: str = ""
    sale_number: str = ""
    issuer_code: str = ""
    service_code: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document, ready to be typeset.

    `pays` are the documents a receipt settles or a refund gives back, `sources` those this one was made from or
    credits. `reason` is why a credit or refund is given, or what a receipt or donation is for. A quote's `due_date`
    is the last day it is valid. `computerised` prints the words the law asks of a document that is signed and sent
    by computer, in place of a line to sign on; `demo_signature` says beside them that the signature is only for trying.
    `in_words` is the total in words, `vat_reason` the ground for zero or no VAT. `fiscal` is what a fiscal device or
    service told; `not_fiscalised` says plainly that none knows of the document.
    `allocation_remark` is what a document without an allocation number must say (`NO_INPUT_TAX`, `SELF_INVOICE`).
    `produced_at` must know its zone; it is shown in that zone.
    """

    kind: SheetKind
    number: str
    date: dt.date
    state: SheetState
    issuer: Letterhead
    totals: SheetTotals
    due_date: dt.date | None = None
    cancelled: bool = False
    computerised: bool = False
    demo_signature: bool = False
    prices_include_vat: bool = False
    party: PartyBox = PartyBox()
    lines: tuple[SheetLine, ...] = ()
    tenders: tuple[SheetTender, ...] = ()
    pays: tuple[SheetReference, ...] = ()
    sources: tuple[SheetReference, ...] = ()
    comments: str = ""
    allocation_number: str | None = None
    allocation_remark: str = ""
    reason: str = ""
    issued_by: str = ""
    tax_event_date: dt.date | None = None
    in_words: str = ""
    vat_reason: str = ""
    payment_method: str = ""
    account: SheetAccount | None = None
    received_by: str = ""
    fiscal: FiscalMarks | None = None
    not_fiscalised: bool = False
    produced_at: dt.datetime | None = None

    def __post_init__(self) -> None:
        if self.produced_at is not None and self.produced_at.utcoffset() is None:
            raise PaperError("The moment a document was produced must name its time zone.")
        for rows in (self.lines, self.tenders, self.pays, self.sources):
            if len(rows) > MOST_LINES:
                raise PaperError(f"A document can show up to {MOST_LINES:,} rows of a sort; got {len(rows):,}.")
