"""A transaction as a till tells it: prices with VAT in them, discounts, tenders, every figure at four places.

What comes of it in law (documents, in the minor unit) is `slip_documents`. The arithmetic is the tills' (R-NET dossier
§7): of a line `before_discount = round4(quantity x price)`, then its own discount, then its share of the discount on
the whole; `before_tax = round4(total / (1 + rate))`, the tax is the rest; sums are sums of lines. Rounding is half up,
away from zero for what comes back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from pinkas.books.errors import InvalidValue
from pinkas.books.ground import CatalogueItem
from pinkas.books.money import HUNDRED, ZERO, check_amount, half_up, product
from pinkas.books.vat import VatCategory

#: Lines and tenders of one transaction.
LARGEST_SLIP = 1000


class SlipKind(StrEnum):
    """What a till calls a transaction: goods for money (either way), money alone, goods alone, goods coming in."""

    SALE = "sale"
    PAYMENT = "payment"
    DELIVERY = "delivery"
    SUPPLY = "supply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A discount as entered: a percentage, or an amount with VAT; never both."""

    percent: Decimal | None = None
    amount: Decimal | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a line comes to, all with four places and the sign of its quantity; `total` = `before_tax` + `tax`."""

    before_discount: Decimal
    line_discount: Decimal
    share: Decimal
    total: Decimal
    before_tax: Decimal
    tax: Decimal

    def __add__(self, other: Figures) -> Figures:
        """The sums, figure by figure."""
        return Figures(
            before_discount=self.before_discount + other.before_discount,
            line_discount=self.line_discount + other.line_discount,
            share=self.share + other.share,
            total=self.total + other.total,
            before_tax=self.before_tax + other.before_tax,
            tax=self.tax + other.tax,
        )


NO_FIGURES = Figures(before_discount=ZERO, line_discount=ZERO, share=ZERO, total=ZERO, before_tax=ZERO, tax=ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """A line that was sold and now comes back: as it was, and what came back of it before (positive).

    `document` and `line` are the legal line it became; `product` its serial in the catalogue.
    """

    uuid: UUID
    document: int
    line: int
    quantity: Decimal
    price: Decimal
    vat: VatCategory
    rate: Decimal
    figures: Figures
    returned: Decimal = ZERO
    returned_figures: Figures = NO_FIGURES
    line_percent: Decimal | None = None
    share_percent: Decimal | None = None
    product: int | None = None
    product_key: str | None = None
    catalog_number: str | None = None
    goods: bool | None = None
    unit: str | None = None
    name: str | None = None
    class_number: int | None = None
    department: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLineOrder:
    """A line as a till sends it. Quantities are negative where goods come back; the price stays positive."""

    uuid: UUID
    #: What the catalogue knows of it, None for what is sold by name alone; `listed` its price with VAT at this desk.
    item: CatalogueItem | None = None
    product_key: str | None = None
    listed: Decimal | None = None
    name: str | None = None
    note: str | None = None
    quantity: Decimal
    price: Decimal | None = None
    discount: Discount | None = None
    sort: Decimal | None = None
    #: How it stands to VAT where its tax group says so: category and percentage.
    vat: tuple[VatCategory, Decimal] | None = None
    vat_reason: str | None = None
    class_number: int | None = None
    department: int | None = None
    #: The unit it was sold in, and how much in that unit, where the till says so.
    unit_type: int | None = None
    unit_quantity: Decimal | None = None
    parent: UUID | None = None
    returns: SoldLine | None = None
    remarks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipTender:
    """A means of payment as a till tells it; negative where money goes back.

    `type` is the books' type of tender, `means` the serial of the shop's own means of payment. `bank`, `branch` and
    `account` are texts: their zeros matter. Of a card: its last four digits as `number`, `payments` how many
    instalments. `place` counts a cheque within its series of `series`.
    """

    uuid: UUID
    type: str
    means: int | None = None
    amount: Decimal
    at: dt.datetime | None = None
    number: str | None = None
    bank: str | None = None
    branch: str | None = None
    account: str | None = None
    due_date: dt.date | None = None
    place: int = 1
    series: int | None = None
    holder_id: str | None = None
    card_brand: int | None = None
    card_expiry: str | None = None
    authorisation: str | None = None
    payments: int = 1
    first_payment: Decimal | None = None
    next_payments: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse what the books cannot hold."""
        check_amount("tenders.amount", self.amount, negative=True)
        if not self.amount:
            raise InvalidValue("tenders.amount", "must not be 0")
        if not 1 <= self.payments <= 100:
            raise InvalidValue("tenders.payments", "must be between 1 and 100")
        if self.payments > 1 and self.first_payment is not None and self.next_payments is not None:
            said = abs(self.first_payment) + abs(self.next_payments) * (self.payments - 1)
            if said != abs(self.amount):
                raise InvalidValue("tenders.first_payment", f"must come to {abs(self.amount)} with the other payments")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """A line of a slip, complete: it became line `line` of the transaction's document `document`, counted from 0."""

    number: int
    uuid: UUID
    sort: Decimal
    product: int | None
    name: str | None
    note: str | None
    quantity: Decimal
    price: Decimal
    cost: Decimal = ZERO
    discount: Discount | None
    line_percent: Decimal | None
    share_percent: Decimal | None
    figures: Figures
    vat: VatCategory
    rate: Decimal
    department: int | None = None
    unit_type: int | None = None
    unit_quantity: Decimal | None = None
    parent: UUID | None = None
    returns: UUID | None = None
    remarks: tuple[tuple[str, str], ...] = ()
    document: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What a till says of a transaction, whole. `rounding` is what was added to the sum of the lines.

    `total` is what is to be paid, in the minor unit: of a payment the sum of its tenders, of a sale the lines with
    `rounding`. `remarks` are what the till wants kept and given back, by name.
    """

    kind: SlipKind
    lines: tuple[SlipLine, ...] = ()
    tenders: tuple[SlipTender, ...] = ()
    discount: Discount | None = None
    total: Decimal
    rounding: Decimal = ZERO
    note: str | None = None
    email: str | None = None
    voids: UUID | None = None
    remarks: tuple[tuple[str, str], ...] = ()

    @property
    def figures(self) -> Figures:
        """The sums of the lines."""
        return sum((line.figures for line in self.lines), NO_FIGURES)


def vat_parts(total: Decimal, rate: Decimal) -> tuple[Decimal, Decimal]:
    """(before tax, tax) of a total with VAT at a percentage: four places, half up, adding up exactly."""
    before = half_up(total * HUNDRED / (HUNDRED + rate), 4)
    return before, total - before


def spread(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount over lines in proportion to their weights, four places each, the remainder on the last that weighs."""
    whole = sum(weights, ZERO)
    if not whole:
        return [ZERO] * len(weights)
    shares = [half_up(amount * weight / whole, 4) for weight in weights]
    last = max(place for place, weight in enumerate(weights) if weight)
    shares[last] += amount - sum(shares, ZERO)
    return shares


def fresh_figures(
    lines: Sequence[tuple[SlipLineOrder, Decimal, Decimal]], discount: Discount | None
) -> list[tuple[Figures, Decimal | None]]:
    """What lines sold now come to, each (order, price, VAT percent), with the percentage of the whole's discount.

    Raises InvalidValue for a discount in two forms, above 100 % or above what it is taken from.
    """
    before = [half_up(product(order.quantity, price), 4) for order, price, _ in lines]
    off = [
        discounted(f"lines[{place}].discount", order.discount, base)
        for place, ((order, _, _), base) in enumerate(zip(lines, before, strict=True))
    ]
    left = [base - own for base, own in zip(before, off, strict=True)]
    shares = spread(discounted("discount", discount, sum(left, ZERO)), left)
    figures = []
    for place, (_, _, rate) in enumerate(lines):
        total = left[place] - shares[place]
        before_tax, tax = vat_parts(total, rate)
        figures.append((
            Figures(
                before_discount=before[place],
                line_discount=off[place],
                share=shares[place],
                total=total,
                before_tax=before_tax,
                tax=tax,
            ),
            None if discount is None or discount.percent is None else discount.percent,
        ))  # fmt: skip
    return figures


def discounted(field: str, discount: Discount | None, base: Decimal) -> Decimal:
    """How much a discount takes off a base, four places, with its sign. Raises InvalidValue."""
    if discount is None:
        return ZERO
    percent, amount = discount.percent, discount.amount
    if percent is not None and amount is not None:
        raise InvalidValue(field, "must be a percentage or an amount, not both")
    if percent is not None:
        check_amount(field, percent, places=5)
        if percent > HUNDRED:
            raise InvalidValue(field, "must be between 0 and 100")
        return half_up(base * percent / HUNDRED, 4)
    if amount is None:
        return ZERO
    check_amount(field, amount, places=4)
    if amount > abs(base):
        raise InvalidValue(field, "must not exceed what it is taken from")
    return amount if base >= 0 else -amount


def gone_figures(sold: SoldLine, quantity: Decimal) -> Figures:
    """What `quantity` (positive) of a sold line comes to, counted from the first that came back: positive.

    However it came back, in whatever parts: the figures follow from how much it was.
    """

    def part(whole: Decimal) -> Decimal:
        return half_up(product(whole, quantity) / sold.quantity, 4)

    was = sold.figures
    total, before_tax = part(was.total), part(was.before_tax)
    before_discount, share = part(was.before_discount), part(was.share)
    return Figures(
        before_discount=before_discount,
        line_discount=before_discount - share - total,
        share=share,
        total=total,
        before_tax=before_tax,
        tax=total - before_tax,
    )


def returned_figures(sold: SoldLine, quantity: Decimal) -> Figures:
    """What `quantity` (positive) more of a sold line comes to on its way back: negative.

    All that came back with it, less what came back before: parts of any size sum to exactly minus the sale. Raises
    InvalidValue for more than was sold.
    """
    after = sold.returned + quantity
    if after > sold.quantity:
        left = (sold.quantity - sold.returned).normalize()
        raise InvalidValue("quantity", f"must be at most {left:f}: so much is left of what was sold")
    return sold.returned_figures + negated(gone_figures(sold, after))


def negated(figures: Figures) -> Figures:
    """The same figures the other way."""
    return Figures(
        before_discount=-figures.before_discount,
        line_discount=-figures.line_discount,
        share=-figures.share,
        total=-figures.total,
        before_tax=-figures.before_tax,
        tax=-figures.tax,
    )
