"""The lines of a till's transaction: what the catalogue knows of them, and what was sold before and comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final
from uuid import UUID

from pinkas.actions.desk import new_uuid
from pinkas.actions.till_orders import TillLineOrder, TillOrder
from pinkas.books.document import State, Tender, VatTotal
from pinkas.books.errors import InvalidValue
from pinkas.books.four_places import line_figures, line_rate, line_uuid
from pinkas.books.kinds import KINDS
from pinkas.books.money import ZERO, half_up
from pinkas.books.references import RecordName
from pinkas.books.shop import Shop, by_serial
from pinkas.books.slip import SlipLineOrder, SlipTender, SoldLine, gone_figures
from pinkas.books.slip_papers import SoldWith
from pinkas.books.tax_groups import group_rate, tax_group
from pinkas.books.vat import VatCategory
from pinkas.storage.tills import NamedProduct, SoldDocument, TillFacts

#: The tender that says what tax a customer withheld.
_WITHHELD: Final = "withheld"


def product_names(lines: Sequence[TillLineOrder]) -> list[RecordName]:
    """What the lines name products by, each once."""
    return list(dict.fromkeys(line.product for line in lines if line.product is not None))


def sold_with(facts: TillFacts) -> dict[int, SoldWith]:
    """The documents whose goods may come back, by serial, as deciding about credits needs them."""
    return {one.serial: _sold_with(one) for one in facts.sold_with}


def sold_lines(facts: TillFacts) -> dict[UUID, SoldLine]:
    """Every line that may come back, by the name tills know it by."""
    return {line.uuid: line for one in facts.sold_with if _came_from_sale(one) for line in _lines_of(one)}


def slip_lines(
    order: TillOrder, facts: TillFacts, shop: Shop, *, country: str, day: dt.date
) -> tuple[SlipLineOrder, ...]:
    """The lines with what they name found. Raises InvalidValue naming `lines[n].product` or `lines[n].returns`."""
    names = product_names(order.lines)
    found = {names[one.place - 1]: one for one in facts.products}
    sold = sold_lines(facts)
    lines = []
    for place, line in enumerate(order.lines):
        if line.returns is not None:
            if line.returns not in sold:
                raise InvalidValue(f"lines[{place}].returns", "names no line that was sold")
            lines.append(_slip_line(line, None, sold[line.returns], shop, country=country, day=day))
            continue
        product = None if line.product is None else found.get(line.product)
        if line.product is not None and product is None:
            raise InvalidValue(f"lines[{place}].product", "was not found")
        if product is None and not line.name:
            raise InvalidValue(f"lines[{place}].product", "must be said")
        lines.append(_slip_line(line, product, None, shop, country=country, day=day))
    return tuple(lines)


def whole_back(facts: TillFacts) -> tuple[TillLineOrder, ...]:
    """Lines that take back all that is left of a transaction."""
    return tuple(
        TillLineOrder(quantity=sold.returned - sold.quantity, returns=sold.uuid)
        for sold in sold_lines(facts).values()
        if sold.quantity > sold.returned
    )


def money_back(facts: TillFacts) -> tuple[SlipTender, ...]:
    """What was paid for what is left of a transaction, on its way back: the same payments, in order, as far as it goes.

    What nobody paid yet needs no money back: the credit takes it off what is owed.
    """
    sources = [one for one in facts.sold_with if _came_from_sale(one)]
    rest = sum(((one.total or ZERO) - one.credited - (one.open_amount or ZERO) for one in sources), ZERO)
    tenders: list[SlipTender] = []
    for one in facts.voided_money or ():
        if KINDS[one.kind].sign < 0:
            continue
        for tender in one.tenders:
            amount = min(tender.book_amount, rest)
            if amount > 0:
                rest -= amount
                tenders.append(_given_back(tender, amount))
        withheld = min(one.withheld, rest)
        if withheld > 0:
            rest -= withheld
            tenders.append(SlipTender(uuid=new_uuid(), type=_WITHHELD, amount=-withheld))
    return tuple(tenders)


def _given_back(tender: Tender, amount: Decimal) -> SlipTender:
    """A payment the other way: the same cheque, the same card."""
    return SlipTender(
        uuid=new_uuid(),
        type=tender.type,
        amount=-amount,
        number=tender.cheque_number,
        bank=None if tender.bank is None else str(tender.bank),
        branch=tender.branch,
        account=tender.account,
        due_date=tender.due_date,
    )


def _slip_line(
    line: TillLineOrder, product: NamedProduct | None, sold: SoldLine | None, shop: Shop, *, country: str, day: dt.date
) -> SlipLineOrder:
    department = None
    if product is not None and product.product.department is not None:
        department = by_serial(shop.departments, product.product.department)
    return SlipLineOrder(
        uuid=line.uuid or new_uuid(),
        item=None if product is None else product.item,
        product_key=None if product is None else product.key,
        listed=None if product is None else product.store_price,
        name=line.name,
        note=line.note,
        quantity=line.quantity,
        price=line.price,
        discount=line.discount,
        sort=line.sort,
        vat=_tax_group(line, product, country, day),
        vat_reason=line.vat_reason,
        class_number=None if department is None else department.class_number,
        department=None if department is None else department.serial,
        unit_type=line.unit_type,
        unit_quantity=line.unit_quantity,
        parent=line.parent,
        returns=sold,
        remarks=line.remarks,
    )


def _tax_group(
    line: TillLineOrder, product: NamedProduct | None, country: str, day: dt.date
) -> tuple[VatCategory, Decimal] | None:
    """Category and rate where the line or a tax group says them; None where the books decide as for any document."""
    if line.vat is not None:
        return line.vat
    if line.tax_group is not None:
        group = tax_group(country, line.tax_group)
        if group is None:
            raise InvalidValue("lines.tax_group", f"names no tax group: {line.tax_group}")
        return group.category, group_rate(country, group, day)
    said = None if product is None else product.product.tax_group
    if said is None or said == VatCategory.STANDARD:
        return None
    if said != VatCategory.REDUCED:
        return VatCategory(said), ZERO
    group = tax_group(country, 2)
    return None if group is None else (group.category, group_rate(country, group, day))


def _came_from_sale(one: SoldDocument) -> bool:
    kind = KINDS[one.kind]
    return one.state is State.ISSUED and kind.posts and kind.sells and not kind.credits


def _lines_of(one: SoldDocument) -> list[SoldLine]:
    taken = {each.line: each.quantity for each in one.taken}
    if one.slip_lines:
        return [_of_slip(one, place, taken) for place in range(len(one.slip_lines))]
    return _of_document(one, taken)


def _of_slip(one: SoldDocument, place: int, taken: Mapping[int, Decimal]) -> SoldLine:
    till, legal = one.slip_lines[place], one.document.lines[one.slip_lines[place].line - 1]
    line = till.slip_line
    return _returned(
        SoldLine(
            uuid=till.uuid,
            document=one.serial,
            line=till.line,
            quantity=line.quantity,
            price=line.price,
            vat=line.vat,
            rate=line.rate,
            figures=line.figures,
            line_percent=line.line_percent,
            share_percent=line.share_percent,
            product=line.product,
            product_key=legal.product,
            catalog_number=legal.catalog_number,
            goods=legal.goods,
            unit=legal.unit,
            name=line.name,
            class_number=legal.class_number or one.document.class_number,
            department=line.department,
        ),
        taken.get(till.line, ZERO),
    )


def _of_document(one: SoldDocument, taken: Mapping[int, Decimal]) -> list[SoldLine]:
    figures = line_figures(one.document)
    return [
        _returned(
            SoldLine(
                uuid=line_uuid(one.uuid, line.number),
                document=one.serial,
                line=line.number,
                quantity=line.quantity,
                price=half_up(figures[place].before_discount / line.quantity, 4),
                vat=line.vat,
                rate=line_rate(one.document, line),
                figures=figures[place],
                product=line.product_serial,
                product_key=line.product,
                catalog_number=line.catalog_number,
                goods=line.goods,
                unit=line.unit,
                name=line.name or line.details,
                class_number=line.class_number or one.document.class_number,
            ),
            taken.get(line.number, ZERO),
        )
        for place, line in enumerate(one.document.lines)
        if line.quantity > 0
    ]


def _returned(sold: SoldLine, quantity: Decimal) -> SoldLine:
    """The line with what came back of it: how much, and so what that came to, whoever took it back."""
    quantity = min(quantity, sold.quantity)
    return replace(sold, returned=quantity, returned_figures=gone_figures(sold, quantity))


def _sold_with(one: SoldDocument) -> SoldWith:
    credited = {(part.category, part.rate): part for part in one.credited_parts}
    left = []
    for part in one.document.vat_totals:
        gone = credited.get((part.category, part.rate))
        base, vat = (part.base, part.vat) if gone is None else (part.base - gone.base, part.vat - gone.vat)
        left.append(VatTotal(category=part.category, rate=part.rate, base=max(base, ZERO), vat=max(vat, ZERO)))
    taken = {each.line: each.quantity for each in one.taken}
    return SoldWith(
        serial=one.serial,
        key=one.key,
        kind=one.kind,
        state=one.state,
        contact=one.contact,
        date=one.date,
        vat_rate=one.vat_rate,
        open_amount=one.open_amount,
        total=one.total,
        credited=one.credited,
        superseded=one.superseded,
        settled=(),
        version=one.version,
        left=tuple(left),
        left_lines=tuple(
            (line.number, max(line.quantity - taken.get(line.number, ZERO), ZERO)) for line in one.document.lines
        ),
    )
