"""Lines of goods and services: from what is ordered, and what the catalogue adds, to what a document says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pinkas.books.document import Line, check_rate
from pinkas.books.errors import InvalidValue
from pinkas.books.ground import Ground
from pinkas.books.money import HUNDRED, ONE, ZERO, half_up, product
from pinkas.books.product import Product
from pinkas.books.tax_groups import group_rate, tax_group
from pinkas.books.totals import line_net
from pinkas.books.vat import VatCategory

_NOT_A_NUMBER = Decimal("NaN")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOrder:
    """A line as ordered; `discount` is an amount. None means "not said": the catalogue or a default takes its place."""

    product: str | None = None
    catalog_number: str | None = None
    name: str | None = None
    details: str | None = None
    unit_price: Decimal | None = None
    quantity: Decimal = ONE
    currency: str | None = None
    rate: Decimal | None = None
    discount: Decimal | None = None
    charges_vat: bool | None = None


def compose_line(
    wanted: LineOrder, number: int, ground: Ground, *, day: dt.date, vat_rate: Decimal, fixed: bool = False
) -> Line:
    """The line, filled from the product it names. Raises InvalidValue naming the field that cannot be.

    Goods of a reduced rate bear it, beside the document's `vat_rate`; unless what it comes to is `fixed` already.
    """
    item = ground.products.get(wanted.product) if wanted.product else None
    listed = None if item is None else item.product
    category = ground.category(day, asked=wanted.charges_vat, product=listed)
    reduced = None if fixed or category is not VatCategory.STANDARD else _reduced(listed, ground, day, vat_rate)
    pricing = listed if wanted.unit_price is None else None
    gone = None if ground.changed is None else ground.changed.before
    if gone is not None and wanted.currency == gone:
        raise InvalidValue(
            f"lines[{number - 1}].currency", f"must not be {gone}: the books changed over to {ground.currency}"
        )
    listed_in = ground.currency if pricing is None or pricing.currency == gone else pricing.currency
    currency = wanted.currency or listed_in
    rate = ground.rate(currency) if wanted.rate is None else wanted.rate
    price = wanted.unit_price or ZERO
    if pricing is not None:
        check_rate(f"lines[{number - 1}].rate", rate)
        price = _listed_price(pricing, ground, currency, rate=rate, vat_rate=vat_rate if reduced is None else reduced)
    discount = ZERO if wanted.discount is None else wanted.discount
    name, details = _texts(wanted, listed)
    own_name = listed is not None and name == listed.name
    own_details = own_name and listed is not None and details in {None, listed.description, listed.name}
    return Line(
        number=number,
        product=wanted.product,
        catalog_number=wanted.catalog_number or (None if listed is None else listed.catalog_number),
        name=name,
        details=details,
        unit_price=price,
        quantity=wanted.quantity,
        currency=currency,
        rate=rate,
        discount=discount,
        vat=category if reduced is None else VatCategory.REDUCED,
        net=_net(price, wanted.quantity, rate, discount),
        product_serial=None if item is None else item.serial,
        unit=None if listed is None else listed.unit,
        goods=None if listed is None else listed.stocked,
        name_english=listed.name_english if own_name and listed is not None else None,
        details_english=listed.description_english if own_details and listed is not None else None,
        warranty=None if listed is None else listed.warranty,
        vat_rate=reduced,
    )


def _reduced(listed: Product | None, ground: Ground, day: dt.date, vat_rate: Decimal) -> Decimal | None:
    """The reduced rate that a product's tax group bears on the day; None where it bears the document's."""
    if listed is None or listed.tax_group != VatCategory.REDUCED or not vat_rate:
        return None
    group = tax_group(ground.country, 2)
    if group is None or group.category is not VatCategory.REDUCED:
        return None
    rate = group_rate(ground.country, group, day)
    return None if rate == vat_rate else rate


def _net(price: Decimal, quantity: Decimal, rate: Decimal, discount: Decimal) -> Decimal:
    """The line's sum; no number where the books could not even hold its parts, which the line then refuses by name."""
    try:
        return line_net(price, quantity, rate, discount)
    except InvalidOperation:
        return _NOT_A_NUMBER


def _texts(wanted: LineOrder, listed: Product | None) -> tuple[str | None, str | None]:
    """Name and details; the description is joined to a name that comes from the catalogue (Caspit dossier §8.7)."""
    if wanted.name is not None or listed is None:
        return wanted.name, wanted.details
    return listed.name, wanted.details or listed.description or listed.name


def _listed_price(listed: Product, ground: Ground, currency: str, *, rate: Decimal, vat_rate: Decimal) -> Decimal:
    """The price on the customer's list, before VAT, in the line's currency.

    Rounded half up to six places, once, where VAT is taken out of it or another currency was asked for.
    """
    price, listed_in = listed.sale_price(ground.price_list) or ZERO, listed.currency
    if ground.changed is not None and listed_in == ground.changed.before:
        price, listed_in = ground.changed.converted(price), ground.currency
    over, under = ONE, ONE
    if listed.price_includes_vat and listed.charge_vat:
        over, under = HUNDRED, HUNDRED + vat_rate
    if currency != listed_in:
        over, under = product(over, ground.rate(listed_in)), product(under, rate)
    return price if over == under else half_up(product(price, over) / under, 6)
