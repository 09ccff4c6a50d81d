"""Taking orders of customers, and finding them."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.shops import shop_of
from pinkas.actions.till_lines import product_names, slip_lines
from pinkas.actions.till_orders import TillOrder
from pinkas.actions.till_places import At, find_at, written_number
from pinkas.books.daybook import sales_order_content
from pinkas.books.errors import Contention, InvalidValue, NumberTaken, UnknownRecord
from pinkas.books.ground import Ground
from pinkas.books.sales_order import HIGHEST_NUMBER, SalesOrder, StoredSalesOrder, check_wanted
from pinkas.books.shop import Shop
from pinkas.books.slip_composing import MOST_AHEAD, SlipOrder, compose_slip
from pinkas.storage import sales_orders, tills
from pinkas.storage.tills import TillFacts, TillQuestion

SORT: Final = "sales order"
#: Orders read at once.
PAGE: Final = 200
#: Before this no till says anything (R-NET dossier §8.3).
_FIRST_YEAR: Final = 1753


async def take_order(
    desk: Desk, caller: Caller, order: TillOrder, *, once: Once | None = None
) -> Saved[StoredSalesOrder]:
    """Take an order, said as a delivery of a till would be; its `sequence` is the order's own number, where it has one.

    One that is there under its uuid, or its ERP code where no uuid is said, is answered and nothing is written. Raises
    InvalidValue, NumberTaken for a code or number of another order.
    """
    uuid = order.uuid or new_uuid()
    async for _ in Tries():
        at, facts = await _facts(desk, caller, order, once)
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await _by_serial(desk, caller, facts.once.serial), replayed=True)
        before = await _taken_before(desk, caller, order, at)
        if before is not None:
            return Saved(before, replayed=True)
        decided = _decide(desk, caller, order, at, facts)
        item = write_item(
            caller,
            "sales order taken",
            desk.clock.now(),
            sales_order_content(uuid, decided),
            once=once,
            expect=_expected(uuid, order, decided, facts),
            sales_order=_row(uuid, order, decided),
        )
        answer = await desk.store.write("take_sales_order_v1", item)
        if check_outcome(answer.outcome):
            replayed = answer.outcome == "replayed"
            return Saved(await _by_serial(desk, caller, answer.serial), created=not replayed, replayed=replayed)
    raise Contention


async def check_order(desk: Desk, caller: Caller, order: TillOrder) -> None:
    """Refuse what `take_order` would, but for names that another order has; for what is written before it."""
    at, facts = await _facts(desk, caller, order, None)
    _decide(desk, caller, order, at, facts)


async def order_by_erp_code(desk: Desk, caller: Caller, code: str) -> StoredSalesOrder:
    """The order with this ERP code. Raises UnknownRecord."""
    return _known(await sales_orders.by_erp_code(desk.store, caller.business, code), code)


async def order_by_number(desk: Desk, caller: Caller, number: str) -> StoredSalesOrder:
    """The order with this number, as tills write it: `21-7`. Raises UnknownRecord."""
    register, _, sequence = number.rpartition("-")
    if not (_is_number(register) and _is_number(sequence)):
        raise UnknownRecord(SORT, number)
    return _known(await sales_orders.by_number(desk.store, caller.business, int(register), int(sequence)), number)


async def orders_between(
    desk: Desk, caller: Caller, start: dt.datetime, end: dt.datetime, *, has_erp_code: bool | None = None
) -> AsyncIterator[list[StoredSalesOrder]]:
    """The orders of a window of civil times, from `start` until before `end`, oldest first, in pages."""
    first = 0
    while True:
        page = await sales_orders.between(
            desk.store, caller.business, start, end, has_erp_code=has_erp_code, first=first, limit=PAGE
        )
        yield page
        if len(page) < PAGE:
            return
        start, first = page[-1].order.ordered_at, page[-1].serial + 1


async def _facts(desk: Desk, caller: Caller, order: TillOrder, once: Once | None) -> tuple[At, TillFacts]:
    """What the order names of the shop, and what deciding about it needs."""
    known = desk.familiar.shop(caller.business) or await shop_of(desk, caller.business)
    at = _at(known, order)
    facts = await tills.till_facts(
        desk.store, caller.business, _question(order, at), known, once=once_name(caller, once)
    )
    if facts.shop is not None:
        desk.familiar.remember_shop(caller.business, facts.shop)
        at = _at(facts.shop, order)
    return at, facts


def _at(shop: Shop, order: TillOrder) -> At:
    """Where the order is taken: at the till it names, or the first in use of its store, or of the first store."""
    at = find_at(shop, order)
    if order.register is not None:
        return at
    store = at.store if order.store is not None else shop.main_store
    tills_there = [
        till for till in shop.tills if till.active and store is not None and till.store_serial == store.serial
    ]
    return replace(at, till=min(tills_there, key=lambda till: (till.api, till.serial), default=None), store=store)


def _question(order: TillOrder, at: At) -> TillQuestion:
    return TillQuestion(
        uuid=new_uuid(),
        store=None if at.store is None else at.store.serial,
        products=product_names(order.lines),
        contact=order.contact,
    )


async def _taken_before(desk: Desk, caller: Caller, order: TillOrder, at: At) -> StoredSalesOrder | None:
    """The order that this one is, sent again. Raises NumberTaken where its code or number is another's."""
    register = None if at.till is None else at.till.serial
    found = await sales_orders.same(
        desk.store, caller.business, uuid=order.uuid, erp_code=order.erp_code, register=register, number=order.sequence
    )
    for one in found:
        if one.uuid == order.uuid:
            return one
    for one in found:
        if order.erp_code is not None and one.order.erp_code == order.erp_code:
            if order.uuid is not None:
                raise NumberTaken("erp_code", order.erp_code)
            return one
    if found and at.till is not None:
        raise NumberTaken("order_number", written_number(at.till, order.sequence))
    return None


def _decide(desk: Desk, caller: Caller, order: TillOrder, at: At, facts: TillFacts) -> SalesOrder:
    _check_names(order, at, facts)
    if order.sequence is not None and not 1 <= order.sequence <= HIGHEST_NUMBER:
        raise InvalidValue("sequence", f"must be between 1 and {HIGHEST_NUMBER}")
    ordered_at = _when(desk, caller, order)
    lines = slip_lines(order, facts, at.shop, country=caller.country, day=ordered_at.date())
    check_wanted(lines)
    slip, _ = compose_slip(
        SlipOrder(
            kind=order.kind,
            local_time=ordered_at,
            lines=lines,
            discount=order.discount,
            total=order.total,
            note=order.note,
            email=order.email,
            remarks=order.remarks,
        ),
        _ground(desk, caller, facts),
        customer=facts.customer is not None,
        sources={},
    )
    return SalesOrder(
        store=at.register.store_serial,
        register=at.register.serial,
        contact=None if facts.contact is None else facts.contact.serial,
        seller=None if at.seller is None else at.seller.serial,
        ordered_at=ordered_at,
        erp_code=order.erp_code,
        slip=slip,
    )


def _check_names(order: TillOrder, at: At, facts: TillFacts) -> None:
    """Everything that is named was found. A till that numbers its own sales may leave the order's number to us."""
    if order.store is not None and at.store is None:
        raise InvalidValue("store", "was not found")
    if not at.register.active:
        raise InvalidValue("register", "is not in use")
    if at.store is None or at.store.serial != at.register.store_serial:
        raise InvalidValue("store", "is not the till's")
    if order.seller is not None and at.seller is None:
        raise InvalidValue("seller", "was not found")
    if order.contact is not None and facts.contact is None:
        raise InvalidValue("contact", "was not found")


def _when(desk: Desk, caller: Caller, order: TillOrder) -> dt.datetime:
    """The civil time of the order, to the millisecond; now, where none is said. Raises InvalidValue."""
    now = desk.clock.now().astimezone(caller.zone)
    at = order.local_time
    if at is None:
        at = now.replace(tzinfo=None)
    elif at.year < _FIRST_YEAR or at.replace(tzinfo=caller.zone) > now + MOST_AHEAD:
        raise InvalidValue("local_time", "must be after 1752 and at most two days ahead")
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _ground(desk: Desk, caller: Caller, facts: TillFacts) -> Ground:
    settings, customer = facts.settings, facts.customer
    return Ground(
        today=caller.today(desk.clock),
        country=caller.country,
        currency=caller.currency,
        registration=settings.registration,
        registrations=settings.registrations,
        closed_through=settings.closed_through,
        customer_charges_vat=customer is None or customer.charge_vat is not False,
        customer_is_domestic=customer is None or customer.is_domestic,
        price_list=1 if customer is None or customer.price_list is None else customer.price_list,
    )


def _row(uuid: UUID, order: TillOrder, decided: SalesOrder) -> Mapping[str, Any]:
    return {
        "uuid": uuid,
        "store": decided.store,
        "register": decided.register,
        "number": order.sequence,
        "erp_code": decided.erp_code,
        "contact": decided.contact,
        "ordered_at": decided.ordered_at,
        "total": decided.slip.total,
        "body": decided,
    }


def _expected(uuid: UUID, order: TillOrder, decided: SalesOrder, facts: TillFacts) -> list[dict[str, Any]]:
    contacts: Sequence[Any] = [one for one in (facts.contact, facts.payer) if one is not None]
    return [
        {"sort": "settings", "version": facts.settings.version},
        {
            "sort": "no sales order",
            "uuid": uuid,
            "erp_code": order.erp_code,
            "register": decided.register,
            "number": order.sequence,
        },
        *({"sort": "contact", "serial": one.serial, "version": one.version} for one in contacts),
        *({"sort": "product", "serial": one.serial, "version": one.version} for one in facts.products),
    ]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9


def _known(found: StoredSalesOrder | None, name: str) -> StoredSalesOrder:
    if found is None:
        raise UnknownRecord(SORT, name)
    return found


async def _by_serial(desk: Desk, caller: Caller, serial: int) -> StoredSalesOrder:
    return _known(await sales_orders.by_serial(desk.store, caller.business, serial), str(serial))
