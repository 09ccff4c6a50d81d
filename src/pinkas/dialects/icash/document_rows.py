"""The rows of `get-document`, in the shape that the names of the other methods suggest (dossier §6.21).

Prices and totals are without VAT; the totals of the rows add up to the document's `DocumentPriceBase`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from pinkas.books.document import Line
from pinkas.books.measures import MEASURES, known_measure
from pinkas.books.money import HUNDRED, ZERO, half_up, product
from pinkas.books.percent_off import base_and_percent, leads, price_and_percent, shared_base, without_vat
from pinkas.books.slip import SlipLine
from pinkas.books.tax_groups import group_of
from pinkas.books.vat import VatCategory
from pinkas.dialects.icash.figures import fixed, money, percent
from pinkas.storage.till_documents import Goods, ListedDocument, WholeDocument

#: Rows have no serials in the books: a document's and the row's number within it make one.
_ROWS_OF_ONE: Final = 10_000
_LONGEST_INVENTORY_ID: Final = 20
#: What sharing a document's base out to the cent may leave between a line in law and the till's own, and far less than
#: another price would.
_ROUNDED: Final = Decimal("0.05")
_TAXED: Final = frozenset({VatCategory.STANDARD, VatCategory.REDUCED})


def document_rows(found: WholeDocument, country: str) -> list[dict[str, Any]]:
    """What was sold, row by row."""
    base, off = base_of(found)
    before = _before(found) if off else None
    totals = before or _shared(base, found.lines, part=not off)
    goods = {one.serial: one for one in found.goods}
    return [
        _row(found, line, total, goods.get(line.product_serial or 0), country, whole=before is not None)
        for line, total in zip(found.lines, totals, strict=True)
    ]


def base_of(found: ListedDocument) -> tuple[Decimal, Decimal]:
    """The base before the discount on the whole, and its percentage (dossier §6.20, §9 no. 16)."""
    before = _before(found)
    if before is None:
        return base_and_percent(found.before_discount, found.net)
    said = None if found.discount_percent is None else Decimal(found.discount_percent)
    return base_and_percent(sum(before, ZERO), found.net, said)


def _before(found: ListedDocument) -> list[Decimal] | None:
    """The rows without VAT before a till's discount on the whole; None where a till took none off."""
    return None if found.rows_before is None else [without_vat(gross, rate) for gross, rate in found.rows_before]


def _shared(base: Decimal, lines: Sequence[Line], *, part: bool) -> list[Decimal]:
    """The base over the lines; in `part`, where no percentage tells the discount, it lies on what bears VAT alone."""
    kept = [ZERO if not part or line.vat in _TAXED else line.net for line in lines]
    rest = [line.net - one for line, one in zip(lines, kept, strict=True)]
    return [one + more for one, more in zip(kept, shared_base(base - sum(kept, ZERO), rest), strict=True)]


def _row(
    found: WholeDocument, line: Line, total: Decimal, goods: Goods | None, country: str, *, whole: bool
) -> dict[str, Any]:
    """A row; `whole` says that its price and total are those before the discount on the whole."""
    slip = _slip_line(found, line)
    price, off = _price(line, total) if slip is None else _slip_price(slip, total, whole=whole)
    rate = _rate(found, line)
    group = group_of(country, line.vat, rate, found.date)
    unit, unit_name = _unit(line, goods, country)
    return {
        "DocumentSaleItemID": found.serial * _ROWS_OF_ONE + line.number,
        "SaleItemID": line.product_serial or 0,
        "SaleItemInventoryID": _inventory_id(line, goods),
        "SaleItemBarcode": "" if goods is None else goods.barcode or "",
        "SaleItemName": line.name or line.details or "",
        "SaleItemType": "SERVICE" if line.goods is False else "PRODUCT",
        "MeasureUnitID": unit,
        "MeasureUnitName": unit_name,
        "TaxGroupID": 0 if group is None else group.number,
        "TaxGroupPercent": percent(rate),
        "Qty": fixed(line.quantity, 5),
        "SaleItemSinglePrice": fixed(price, 5),
        "SaleItemDiscount": percent(off),
        "SaleItemTotalPrice": money(total),
    }


def _unit(line: Line, goods: Goods | None, country: str) -> tuple[int, str]:
    """The unit it was sold in, as it says; of what says none the catalogue's. A word of no table has no number: 0."""
    said = known_measure(line.unit)
    if said is None and line.unit:
        return 0, line.unit
    if said is None and goods is not None:
        said = MEASURES[goods.measure_unit] if goods.measure_unit is not None else known_measure(goods.unit)
    unit = said or MEASURES[1]
    return unit.number, unit.label(country)


def _rate(found: WholeDocument, line: Line) -> Decimal:
    """The VAT a line bears, in percent."""
    if line.vat_rate is not None:
        return line.vat_rate
    return found.vat_rate if line.vat in _TAXED else ZERO


def _price(line: Line, total: Decimal) -> tuple[Decimal, Decimal]:
    """What one costs before the row's own discount, and that percentage."""
    if not line.quantity:
        return ZERO, ZERO
    off = ZERO
    if line.discount and total == line.net:
        before = product(line.unit_price, line.quantity, line.rate)
        off = half_up(line.discount * HUNDRED / before, 5) if before else ZERO
    return price_and_percent(total, line.quantity, off)


def _slip_line(found: WholeDocument, line: Line) -> SlipLine | None:
    """The line a till wrote, of which this is the one in law: the same goods for the same money."""
    for one in found.slip_lines or ():
        if one.line == line.number:
            same = (one.product, abs(one.quantity)) == (line.product_serial, line.quantity)
            return one if same and abs(line.net - abs(one.figures.before_tax)) <= _ROUNDED else None
    return None


def _slip_price(slip: SlipLine, total: Decimal, *, whole: bool) -> tuple[Decimal, Decimal]:
    """What one costs without VAT by the till's own price, and the row's own discount as it was entered.

    Where the discount on the `whole` is not told beside the rows, the price is the one after it.
    """
    before, own = abs(slip.figures.before_discount), abs(slip.figures.line_discount)
    left, gross = before - own, slip.price
    if not whole and left:
        gross = gross * abs(slip.figures.total) / left
    price = gross * HUNDRED / (HUNDRED + slip.rate)
    if slip.line_percent is not None or not own:
        return half_up(price, 5), slip.line_percent or ZERO
    off = half_up(own * HUNDRED / before, 5)
    if leads(half_up(price, 5) * abs(slip.quantity), off, total):
        return half_up(price, 5), off
    return half_up(price * left / before, 5), ZERO


def _inventory_id(line: Line, goods: Goods | None) -> str:
    """The stock number as the catalogue has it now; of what has none, the name it was sold under as far as it fits."""
    if goods is not None and goods.inventory_number is not None:
        return goods.inventory_number
    named = line.product or ""
    return named if len(named) <= _LONGEST_INVENTORY_ID else ""
