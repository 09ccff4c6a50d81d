"""A whole sale in one call: recorded as a transaction, and told to the fiscal service where its country has one.

What its system calls the sale (source and reference) makes it one: sent again, the sale there is already is answered.
Prices and payments are in the currency of the sale, at its rate of the book currency a unit; the books keep its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import uuid5

from pinkas.actions.desk import Caller, Desk, Once, Saved, new_uuid
from pinkas.actions.fiscal import telling
from pinkas.actions.fiscal.settings import fiscal_settings, joined
from pinkas.actions.repeats import served_before, unchanged
from pinkas.actions.shops import shop_of
from pinkas.actions.till_orders import TillLineOrder, TillOrder, TillTenderOrder
from pinkas.actions.tills import record_transaction
from pinkas.books.errors import InvalidValue, NotAvailable, UnknownRecord
from pinkas.books.money import HUNDRED, ONE, ZERO, half_up, product, to_cents
from pinkas.books.operation import MOST_PAYMENTS, MOST_ROWS, check_percent
from pinkas.books.pay_types import PAY_TYPES
from pinkas.books.references import RecordName, imported
from pinkas.books.shop import Shop, Till, by_key
from pinkas.books.slip import Discount, SlipKind, SlipLine, SlipTender
from pinkas.books.vat import VatCategory
from pinkas.storage import catalogue, fiscal, transactions
from pinkas.storage.fiscal import Standing

#: What a sale keeps besides, as texts of its slip: the number it corrects, why, and a document that leads it.
CORRECTS, REASON, LEADING = "corrects", "storno-type", "leading-document"
_REVERSE_CHARGE: Final = (VatCategory.REVERSE_CHARGE, ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteRow:
    """Goods: by serial, else by inventory number or key. Negative quantities come back; the price has VAT in it.

    `currency` is the price's where it is not the sale's: the book currency then.
    """

    product: int | None = None
    inventory_number: str | None = None
    quantity: Decimal
    price: Decimal
    discount: Decimal = ZERO
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteOrder:
    """A whole sale. `register` is named by serial, key or its code at the administration; `payments` are (type, sum).

    `corrects` is the number of the sale whose goods the negative rows take back; `due_date` when the rest is due.
    """

    source: str
    reference: str
    store: int
    register: str
    contact: int
    comment: str | None = None
    rows: tuple[CompleteRow, ...] = ()
    payments: tuple[tuple[int, Decimal], ...] = ()
    currency: str
    rate: Decimal = ONE
    corrects: str | None = None
    reason: int | None = None
    reverse_charge: bool = False
    leading: bool = False
    supply_from: dt.date | None = None
    supply_to: dt.date | None = None
    due_date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A recorded sale: its serial, how its document stands to the fiscal service, and why it is not fiscalised."""

    serial: int
    standing: Standing | None
    trouble: str


async def complete_operation(
    desk: Desk, caller: Caller, order: CompleteOrder, *, channel: str, once: Once | None = None
) -> Saved[Completed]:
    """Record a whole sale and tell of it at once; one that its system calls so already is answered.

    Raises UnknownRecord, InvalidValue naming `rows`, `payments`, `corrects`, `currency`, `rate` or `due_date`,
    OverCredited.
    """
    if (served := await served_before(desk, caller, once)) is not None:
        return Saved(await _completed(desk, caller, served), replayed=True)
    shop = await shop_of(desk, caller.business)
    till = await _till(desk, caller, shop, order.register)
    _check(caller, desk, order)
    name = imported(order.source, order.reference).value
    uuid = uuid5(shop.business, f"import {name}")
    known = await transactions.by_uuid(desk.store, caller.business, uuid)
    if known is not None:
        return await unchanged(desk, caller, once, await _completed(desk, caller, known.serial), known.serial)
    serials = await _products(desk, caller, order)
    rows = [_line(row, serial, order) for row, serial in zip(order.rows, serials, strict=True)]
    wanted = TillOrder(
        kind=SlipKind.SALE,
        uuid=uuid,
        import_name=name,
        register=_serial(till.serial),
        store=_serial(order.store),
        seller=None if caller.staff is None else _serial(caller.staff),
        contact=_serial(order.contact),
        lines=tuple(await _returning(desk, caller, order, rows)),
        tenders=_tenders(order),
        note=order.comment,
        remarks=_remarks(caller, order),
        due_date=order.due_date,
        channel=channel,
        rest=_rest(order),
    )
    saved = await record_transaction(desk, caller, wanted, once=once)
    await telling.tell_at_once(desk, caller, saved.record)
    found = await _completed(desk, caller, saved.record)
    return Saved(found, created=saved.created, replayed=saved.replayed)


async def _completed(desk: Desk, caller: Caller, serial: int) -> Completed:
    """The sale as it stands; of several documents the one that sells, else the one that takes back."""
    documents = await fiscal.documents_of(desk.store, caller.business, serial)
    found = [await telling.standing_of(desk, caller, document) for document in documents]
    standing = max(found, key=_sells, default=None)
    if standing is not None and standing.service_code is not None:
        return Completed(serial=serial, standing=standing, trouble="")
    try:
        await joined(desk, caller)
    except NotAvailable as error:
        return Completed(serial=serial, standing=standing, trouble=str(error))
    told = None if standing is None else standing.trouble
    return Completed(serial=serial, standing=standing, trouble=told or "the invoice waits to be fiscalised")


def _sells(standing: Standing | None) -> bool:
    return standing is not None and standing.record is not None and standing.record.total > 0


async def _till(desk: Desk, caller: Caller, shop: Shop, name: str) -> Till:
    """The till by its serial, its key, or its code at the administration. Raises UnknownRecord."""
    found = shop.till(int(name)) if name.isascii() and name.isdigit() else None
    found = found or by_key(shop.tills, name)
    if found is None:
        settings = await fiscal_settings(desk, caller.business)
        found = next((till for till in shop.tills if settings.till_code(till.serial) == name), None)
    if found is None:
        raise UnknownRecord("register", name)
    return found


def _check(caller: Caller, desk: Desk, order: CompleteOrder) -> None:
    """Raises InvalidValue."""
    if not 0 < len(order.rows) <= MOST_ROWS:
        raise InvalidValue("rows", f"must be between 1 and {MOST_ROWS}")
    if len(order.payments) > MOST_PAYMENTS:
        raise InvalidValue("payments", f"must be at most {MOST_PAYMENTS}")
    if any(kind not in PAY_TYPES or not amount for kind, amount in order.payments):
        raise InvalidValue("payments", "must each name a way to pay, and a sum")
    if order.rate <= 0 or (order.currency == caller.currency and order.rate != ONE):
        raise InvalidValue("rate", "must be above 0, and 1 for the book currency")
    if any(row.currency not in {None, order.currency, caller.currency} for row in order.rows):
        raise InvalidValue("rows", "must be priced in the sale's currency, or the book currency")
    if order.due_date is not None and order.due_date < caller.today(desk.clock):
        raise InvalidValue("due_date", "must not be past")
    if order.supply_to is not None and (order.supply_from is None or order.supply_to < order.supply_from):
        raise InvalidValue("supply_to", "must not be before the supply begins")
    if order.corrects is None and any(row.quantity < 0 for row in order.rows):
        raise InvalidValue("rows", "must sell: only what corrects an invoice takes goods back")


async def _products(desk: Desk, caller: Caller, order: CompleteOrder) -> list[int]:
    """The serials of the rows' goods, found by serial, else by inventory number or key. Raises InvalidValue."""
    names: list[RecordName] = []
    for row in order.rows:
        if row.product is not None:
            names.append(_serial(row.product))
        else:
            names.extend(RecordName(by, row.inventory_number or "") for by in ("inventory_number", "key"))
    found = dict(zip(names, await catalogue.find(desk.store, caller.business, names), strict=True))
    serials = []
    for row in order.rows:
        by_serial = None if row.product is None else found[_serial(row.product)]
        number = row.inventory_number or ""
        one = by_serial or found.get(RecordName("inventory_number", number)) or found.get(RecordName("key", number))
        if one is None or (row.quantity > 0 and one.product.forbid_sales):
            raise InvalidValue("rows", "name an item that there is not, or that may not be sold")
        serials.append(one.serial)
    return serials


def _line(row: CompleteRow, serial: int, order: CompleteOrder) -> TillLineOrder:
    """A row as a line of the till's, priced in the book currency (six places, half up). Raises InvalidValue."""
    check_percent("rows.discount", row.discount)
    if not row.quantity:
        raise InvalidValue("rows.quantity", "must not be 0")
    converts = row.currency in {None, order.currency} and order.rate != ONE
    return TillLineOrder(
        product=_serial(serial),
        quantity=row.quantity,
        price=half_up(product(row.price, order.rate), 6) if converts else row.price,
        discount=Discount(percent=row.discount) if row.discount else None,
        vat=_REVERSE_CHARGE if order.reverse_charge else None,
    )


async def _returning(
    desk: Desk, caller: Caller, order: CompleteOrder, lines: list[TillLineOrder]
) -> list[TillLineOrder]:
    """The lines, those that come back naming what was sold. Raises InvalidValue naming `corrects` or `rows`."""
    if order.corrects is None:
        return lines
    serial = await fiscal.sold_under(desk.store, caller.business, order.corrects)
    sale = None if serial is None else await transactions.by_serial(desk.store, caller.business, serial)
    if sale is None or sale.slip is None:
        raise InvalidValue("corrects", "names no sale")
    taken = {
        (place, back.line): back.quantity for place, document in enumerate(sale.documents) for back in document.taken
    }
    sold = [(line, line.quantity - taken.get((line.document, line.line), ZERO)) for line in sale.slip.lines]
    return [line if line.quantity > 0 else _back(line, sold) for line in lines]


def _back(line: TillLineOrder, sold: list[tuple[SlipLine, Decimal]]) -> TillLineOrder:
    """A line on its way back, named as it was sold: the same goods for the same price, no more than are left."""
    percent = None if line.discount is None else line.discount.percent
    for place, (one, left) in enumerate(sold):
        goods = line.product is not None and line.product.value == str(one.product)
        if goods and (one.price, one.line_percent) == (line.price, percent) and -line.quantity <= left:
            del sold[place]  # a line is named once
            return TillLineOrder(quantity=line.quantity, returns=one.uuid)
    raise InvalidValue("rows", "take back what was not sold so under the number that is corrected")


def _total(order: CompleteOrder) -> Decimal | None:
    """What the rows come to in the sale's currency, in cents; None where not all of them are priced in it."""
    if any(row.currency not in {None, order.currency} for row in order.rows):
        return None
    total = ZERO
    for row in order.rows:
        before = half_up(product(row.quantity, row.price), 4)
        total += before - half_up(before * row.discount / HUNDRED, 4)
    return to_cents(total)


def _is_paid(order: CompleteOrder) -> bool:
    """Whether a sale in another currency is paid to the cent: what converting rounds is the last payment's then."""
    total = _total(order)
    return order.rate != ONE and total is not None and sum((abs(one) for _, one in order.payments), ZERO) == abs(total)


def _rest(order: CompleteOrder) -> str | None:
    return PAY_TYPES[order.payments[-1][0]].type if order.payments and _is_paid(order) else None


def _tenders(order: CompleteOrder) -> tuple[TillTenderOrder, ...]:
    """The payments in the book currency; given back where more comes back than is sold."""
    back = (_total(order) or sum((row.quantity * row.price for row in order.rows), ZERO)) < 0
    payments = order.payments[:-1] if _is_paid(order) else order.payments
    return tuple(
        TillTenderOrder(
            tender=SlipTender(
                uuid=new_uuid(),
                type=PAY_TYPES[kind].type,
                amount=to_cents(product(abs(amount), order.rate)) * (-1 if back else 1),
            )
        )
        for kind, amount in payments
    )


def _remarks(caller: Caller, order: CompleteOrder) -> tuple[tuple[str, str], ...]:
    foreign = order.currency != caller.currency
    said = (
        (telling.CURRENCY, order.currency if foreign else None),
        (telling.CURRENCY_RATE, f"{order.rate:f}" if foreign else None),
        (telling.SUPPLY_FROM, None if order.supply_from is None else order.supply_from.isoformat()),
        (telling.SUPPLY_TO, None if order.supply_to is None else order.supply_to.isoformat()),
        (CORRECTS, order.corrects),
        (REASON, None if order.reason is None else str(order.reason)),
        (LEADING, "1" if order.leading else None),
    )
    return tuple((name, value) for name, value in said if value is not None)


def _serial(number: int) -> RecordName:
    return RecordName("serial", str(number))
