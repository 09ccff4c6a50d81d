"""From what a till sends to a slip: prices of the catalogue, VAT of the day, figures, what is to be paid."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID

from pinkas.books.errors import InvalidValue
from pinkas.books.ground import Ground
from pinkas.books.money import HUNDRED, ZERO, check_amount, fits, half_up
from pinkas.books.product import Product
from pinkas.books.slip import (
    LARGEST_SLIP,
    NO_FIGURES,
    Discount,
    Figures,
    Slip,
    SlipKind,
    SlipLine,
    SlipLineOrder,
    SlipTender,
    fresh_figures,
    returned_figures,
)
from pinkas.books.slip_papers import LegalPaper, SoldWith, legal_papers
from pinkas.books.vat import VatCategory

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How far a till may round what is paid in cash (DESIGN §4 "Arithmetic").
MOST_CASH_ROUNDING: Final = Decimal("0.05")
#: How far a total that was sent may be from what the lines come to (R-NET dossier §8.1).
TOTAL_TOLERANCE: Final = Decimal("0.01")
#: A sale this much later than now is a mistake of the till's clock.
MOST_AHEAD: Final = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipOrder:
    """A transaction as ordered. `local_time` is the civil time of the business's zone. None means "not said"."""

    kind: SlipKind
    local_time: dt.datetime
    lines: tuple[SlipLineOrder, ...] = ()
    tenders: tuple[SlipTender, ...] = ()
    discount: Discount | None = None
    total: Decimal | None = None
    rounding: Decimal | None = None
    note: str | None = None
    email: str | None = None
    voids: UUID | None = None
    remarks: tuple[tuple[str, str], ...] = ()
    #: What is not paid is paid so besides: the payment's uuid, and a type of tender of the books.
    rest: tuple[UUID, str] | None = None


def compose_slip(
    order: SlipOrder, ground: Ground, *, customer: bool, sources: Mapping[int, SoldWith]
) -> tuple[Slip, tuple[LegalPaper, ...]]:
    """The slip an order asks for, and the papers its lines stand on.

    `customer`: whether it names somebody who may owe; `sources`: the documents, by serial, whose goods come back.
    Raises InvalidValue, OverCredited.
    """
    _check_parts(order)
    lines = _lines(order, ground)
    sold = {place: line.returns for place, line in enumerate(order.lines) if line.returns is not None}
    papers = legal_papers(lines, sold, sources)
    sums = sum((line.figures for line in lines), NO_FIGURES)
    paid = sum((tender.amount for tender in order.tenders), ZERO)
    due = paid if order.kind is SlipKind.PAYMENT else sum((paper.due for paper in papers), ZERO)
    if order.kind is SlipKind.SALE:
        order = _with_rest(order, due, due - paid)
        paid = sum((tender.amount for tender in order.tenders), ZERO)
        more = _rounded_in_cash(order, due, paid, customer=customer) - due
        if more:
            papers = (*papers[:-1], papers[-1].rounded(more))
            due += more
        _check_paid(due, paid, customer=customer)
    rounding = ZERO if order.kind is SlipKind.PAYMENT else due - sums.total
    if order.rounding is not None and abs(order.rounding - rounding) > TOTAL_TOLERANCE:
        raise InvalidValue("rounding", f"must be {rounding:f}: that is what it comes to with what was paid")
    if order.total is not None and abs(order.total - due) > TOTAL_TOLERANCE:
        raise InvalidValue("total", f"must be {due}: that is what it comes to")
    slip = Slip(
        kind=order.kind,
        lines=lines,
        tenders=order.tenders,
        discount=order.discount,
        total=due,
        rounding=rounding,
        note=order.note,
        email=order.email,
        voids=order.voids,
        remarks=order.remarks,
    )
    return slip, papers


def _with_rest(order: SlipOrder, due: Decimal, rest: Decimal) -> SlipOrder:
    """The order with the rest paid as it says; what is paid already, or too much, it leaves as it is."""
    if order.rest is None or rest * due <= 0:
        return order
    uuid, kind = order.rest
    return replace(order, tenders=(*order.tenders, SlipTender(uuid=uuid, type=kind, amount=rest)))


def _check_parts(order: SlipOrder) -> None:
    if len(order.lines) > LARGEST_SLIP or len(order.tenders) > LARGEST_SLIP:
        raise InvalidValue("lines", f"must be at most {LARGEST_SLIP}")
    goods, money = bool(order.lines), bool(order.tenders)
    if order.kind is SlipKind.PAYMENT:
        if goods or not money:
            raise InvalidValue("lines" if goods else "tenders", "must be empty" if goods else "must not be empty")
    elif not goods:
        raise InvalidValue("lines", "must not be empty")
    if order.kind in {SlipKind.DELIVERY, SlipKind.SUPPLY} and money:
        raise InvalidValue("tenders", "must be empty")
    if len({tender.amount > 0 for tender in order.tenders}) > 1:
        raise InvalidValue("tenders", "must all be received, or all be given back")
    if len({line.uuid for line in order.lines}) < len(order.lines):
        raise InvalidValue("lines", "must have keys of their own")


def _lines(order: SlipOrder, ground: Ground) -> tuple[SlipLine, ...]:
    day = order.local_time.date()
    fresh = [(place, line) for place, line in enumerate(order.lines) if line.returns is None]
    treated = {place: _vat(line, ground, day) for place, line in fresh}
    prices = {place: _price(place, line, ground, treated[place][1]) for place, line in fresh}
    # A discount on the whole lies on what is sold now; of what comes back it is known already.
    came_to = fresh_figures([(line, prices[place], treated[place][1]) for place, line in fresh], order.discount)
    figures = {place: (one, percent) for (place, _), (one, percent) in zip(fresh, came_to, strict=True)}
    seen: dict[UUID, Decimal] = {}
    lines = []
    for place, line in enumerate(order.lines):
        _check_quantity(place, line)
        if line.returns is not None:
            lines.append(_returned(place, line, seen))
            continue
        one, percent = figures[place]
        lines.append(_sold(place, line, prices[place], treated[place], (one, percent)))
    return tuple(lines)


def _sold(
    place: int,
    line: SlipLineOrder,
    price: Decimal,
    treated: tuple[VatCategory, Decimal],
    came_to: tuple[Figures, Decimal | None],
) -> SlipLine:
    item = None if line.item is None else line.item.product
    return SlipLine(
        number=place + 1,
        uuid=line.uuid,
        sort=Decimal(place + 1) if line.sort is None else line.sort,
        product=None if line.item is None else line.item.serial,
        name=line.name or (None if item is None else item.name),
        note=line.note,
        quantity=line.quantity,
        price=price,
        cost=ZERO if item is None or item.purchase_price is None else half_up(item.purchase_price, 4),
        discount=line.discount,
        line_percent=None if line.discount is None else line.discount.percent,
        share_percent=came_to[1],
        figures=came_to[0],
        vat=treated[0],
        rate=treated[1],
        department=line.department,
        unit_type=line.unit_type,
        unit_quantity=line.unit_quantity,
        parent=line.parent,
        remarks=line.remarks,
    )


def _returned(place: int, line: SlipLineOrder, seen: dict[UUID, Decimal]) -> SlipLine:
    """A line that was sold, on its way back; the same line twice in one slip counts together."""
    sold = line.returns
    if sold is None:
        raise ValueError("no sold line")
    if line.quantity > 0:
        raise InvalidValue(f"lines[{place}].quantity", "must be negative: it comes back")
    if sold.uuid in seen:
        raise InvalidValue(f"lines[{place}].returns", "must be named once")
    seen[sold.uuid] = line.quantity
    try:
        figures = returned_figures(sold, -line.quantity)
    except InvalidValue as error:
        raise InvalidValue(f"lines[{place}].{error.field}", error.reason) from None
    return SlipLine(
        number=place + 1,
        uuid=line.uuid,
        sort=Decimal(place + 1) if line.sort is None else line.sort,
        product=sold.product,
        name=line.name or sold.name,
        note=line.note,
        quantity=line.quantity,
        price=sold.price,
        discount=None,
        line_percent=sold.line_percent,
        share_percent=sold.share_percent,
        figures=figures,
        vat=sold.vat,
        rate=sold.rate,
        department=sold.department,
        unit_type=line.unit_type,
        unit_quantity=line.unit_quantity,
        parent=line.parent,
        returns=sold.uuid,
        remarks=line.remarks,
    )


def _check_quantity(place: int, line: SlipLineOrder) -> None:
    check_amount(f"lines[{place}].quantity", line.quantity, places=5, negative=True)
    if not line.quantity:
        raise InvalidValue(f"lines[{place}].quantity", "must not be 0")


def _vat(line: SlipLineOrder, ground: Ground, day: dt.date) -> tuple[VatCategory, Decimal]:
    """How a line stands to VAT: as its tax group says, else as the books would take it."""
    product = None if line.item is None else line.item.product
    category = ground.category(day, asked=None, product=product)
    if not ground.bears_vat(day) or (line.vat is None and category is not VatCategory.STANDARD):
        return category, ZERO
    if line.vat is not None and ground.customer_charges_vat:
        return line.vat
    return category, ground.standard_rate(day) if category is VatCategory.STANDARD else ZERO


def _price(place: int, line: SlipLineOrder, ground: Ground, rate: Decimal) -> Decimal:
    """The unit price with VAT: as sent, as listed for this store, or as the catalogue has it."""
    if line.price is not None:
        check_amount(f"lines[{place}].price", line.price, places=6)
        return line.price
    if line.listed is not None:
        return line.listed
    if line.item is None:
        raise InvalidValue(f"lines[{place}].price", "must be said: the catalogue has none")
    return price_with_vat(line.item.product, ground.price_list, rate)


def price_with_vat(item: Product, price_list: int, rate: Decimal) -> Decimal:
    """An item's price on a list with VAT in it, six places at most; 0 where none is set."""
    price = item.sale_price(price_list)
    if price is None:
        return ZERO
    return price if item.price_includes_vat else half_up(price * (HUNDRED + rate) / HUNDRED, 4)


def _rounded_in_cash(order: SlipOrder, due: Decimal, paid: Decimal, *, customer: bool) -> Decimal:
    """What is due as the till rounded it: to what was paid, at most 0.05 away, some of it in cash.

    A customer who may owe could also have paid a few agorot less: then the till must say that it rounded, by `total`.
    """
    if paid == due or abs(paid - due) > MOST_CASH_ROUNDING or not fits(paid, 2):
        return due
    in_cash = any(tender.type == "cash" for tender in order.tenders)
    said = order.total == paid or bool(order.rounding)
    if in_cash and (said or not customer) and (paid * due > 0):
        return paid
    return due


def _check_paid(due: Decimal, paid: Decimal, *, customer: bool) -> None:
    """Refuse to take more than is due, or less from nobody in particular."""
    if paid == due:
        return
    if abs(paid) > abs(due) or paid * due < 0:
        raise InvalidValue("tenders", f"must come to {due}, not {paid}")
    if not customer:
        raise InvalidValue("tenders", f"must come to {due}: without a customer nobody owes the rest")
