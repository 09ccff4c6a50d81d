"""Sales orders: a window of them, one by its number or ERP code, and taking one (R-NET dossier section 9.1)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pinkas.actions.contact_changes import change_contact
from pinkas.actions.sales_orders import (
    check_order,
    order_by_erp_code,
    order_by_number,
    orders_between,
    take_order,
)
from pinkas.actions.shops import shop_of
from pinkas.actions.till_orders import TillLineOrder, TillOrder
from pinkas.books.errors import InvalidValue, NumberTaken
from pinkas.books.references import RecordName, decisive
from pinkas.books.slip import Discount, SlipKind
from pinkas.dialects.rnet import wire
from pinkas.dialects.rnet.answers import Answer, CallError, failure, invalid, ok
from pinkas.dialects.rnet.customer_views import customer_change, customer_name, is_nobody
from pinkas.dialects.rnet.customers import customers_of, named_customer
from pinkas.dialects.rnet.failures import NOT_FOUND
from pinkas.dialects.rnet.shop_views import ACTIVE, register_of, store_of
from pinkas.dialects.rnet.wire_orders import SalesOrder, SalesOrderLine
from pinkas.storage import contacts, inventory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinkas.actions.desk import Caller, Desk
    from pinkas.books.sales_order import StoredSalesOrder
    from pinkas.books.shop import Shop
    from pinkas.books.slip import SlipLine
    from pinkas.dialects.rnet.call import Call
    from pinkas.dialects.rnet.routing import RnetRouter
    from pinkas.storage.inventory import GoodsCard

#: The window where none is asked for: from so many days ago, through today.
USUAL_DAYS: Final = 7
#: Digits of an order's own number.
LONGEST_NUMBER: Final = 9

#: The books' field names by this wire's.
_MEMBERS: Final = {
    "store": "Store", "register": "Register", "contact": "Customer", "local_time": "OrderDate", "sequence": "OrderNo",
    "erp_code": "ERPCode", "discount": "Discount", "total": "Total", "note": "Note", "lines": "Lines",
    "order_number": "OrderNo",
}  # fmt: skip
_IN_LINES: Final = {
    "product": "Item", "quantity": "Qty", "price": "Price", "discount": "Discount", "note": "Note", "sort": "Sort",
    "uuid": "SalesOrderLineID",
}  # fmt: skip
_OF_A_LINE: Final = re.compile(r"lines(\[\d+\])\.(\w+)")


def add_routes(router: RnetRouter, desk: Desk) -> None:
    """`sales_orders`, `sales_orders/erp_code/{erp_code}` and `sales_orders/no/{order_no}`."""

    @router.on("GET", "sales_orders")
    async def list_orders(call: Call) -> Answer:
        start, end = _window(desk, call)
        has_code = None if call.text("has_erp_code") is None else call.flag("has_erp_code", default=True)
        pages = orders_between(desk, call.caller, start, end, has_erp_code=has_code)
        return ok(await to_wire(desk, call.caller, page) async for page in pages)

    @router.on("GET", "sales_orders/erp_code/{erp_code}")
    async def by_erp_code(call: Call) -> Answer:
        return await _one(desk, call.caller, await order_by_erp_code(desk, call.caller, call.required("erp_code")))

    @router.on("GET", "sales_orders/no/{order_no}")
    async def by_number(call: Call) -> Answer:
        return await _one(desk, call.caller, await order_by_number(desk, call.caller, call.required("order_no")))

    @router.on("POST", "sales_orders")
    async def post_order(call: Call) -> Answer:
        sent, once = await call.body(SalesOrder), await call.once()
        order = to_order(sent, overwrite_name=call.flag("overwrite_item_name", default=False))
        _check_number(order, sent, await shop_of(desk, call.caller.business))
        try:
            contact = await _customer(desk, call, sent, order)
            saved = await take_order(desk, call.caller, replace(order, contact=contact), once=once)
        except InvalidValue as error:
            raise CallError(_invalid(error)) from None
        except NumberTaken as error:
            text = f"{_MEMBERS.get(error.field, error.field)} {error.value} belongs to another order."
            raise CallError(failure(text, 409)) from None
        shown = await to_wire(desk, call.caller, [saved.record])
        return ok(shown[0], headers=(("idempotency-replayed", "true"),) if saved.replayed else ())


def _window(desk: Desk, call: Call) -> tuple[dt.datetime, dt.datetime]:
    """The civil times asked for; where one is not said, of the usual window: 7 days ago 00:00 to tomorrow 00:00."""
    midnight = dt.datetime.combine(call.caller.today(desk.clock), dt.time())
    start, end = call.moment("from_date"), call.moment("to_date")
    return start or midnight - dt.timedelta(days=USUAL_DAYS), end or midnight + dt.timedelta(days=1)


async def _one(desk: Desk, caller: Caller, stored: StoredSalesOrder) -> Answer:
    return ok((await to_wire(desk, caller, [stored]))[0])


# --- from the wire -------------------------------------------------------------------------------------------------


def to_order(sent: SalesOrder, *, overwrite_name: bool) -> TillOrder:
    """The books' words for an order that was sent, its customer apart."""
    store, register = sent.Store or wire.Store(), sent.Register or wire.Register()
    code, sequence = _number(sent.OrderNo)
    named = decisive(uuid=register.RegisterID, number=register.Code) or decisive(number=code)
    return TillOrder(
        kind=SlipKind.DELIVERY,
        uuid=sent.SalesOrderID,
        erp_code=sent.ERPCode or None,
        register=named,
        store=decisive(uuid=store.StoreID, key=store.Code, erp_code=store.ERPCode),
        sequence=sequence,
        local_time=sent.OrderDate,
        lines=tuple(_line(place, line, overwrite_name=overwrite_name) for place, line in enumerate(sent.Lines)),
        discount=_discount(sent.Discount),
        total=sent.Total,
        note=sent.Note or None,
        channel="rnet",
    )


def _line(place: int, sent: SalesOrderLine, *, overwrite_name: bool) -> TillLineOrder:
    item = sent.Item or wire.Item()
    if sent.Qty is None:
        raise CallError(invalid({f"Lines[{place}].Qty": ["The Qty field is required."]}))
    return TillLineOrder(
        uuid=sent.SalesOrderLineID,
        product=decisive(uuid=item.ItemID, barcode=item.BarcodeNumber, erp_code=item.ERPCode),
        name=item.Name if overwrite_name else None,
        note=sent.Note,
        quantity=sent.Qty,
        price=sent.Price,
        discount=_discount(sent.Discount),
        sort=sent.Sort,
    )


def _discount(sent: wire.Discount | None) -> Discount | None:
    if sent is None or (sent.Perc is None and sent.Amount is None):
        return None
    return Discount(percent=sent.Perc, amount=sent.Amount, reason=sent.Reason)


def _number(number: str | None) -> tuple[str | None, int | None]:
    """A till's code and the order's own number of `21-7`; nothing of nothing. CallError."""
    if not number:
        return None, None
    code, dash, sequence = number.rpartition("-")
    if not (dash and sequence.isascii() and sequence.isdecimal() and len(sequence) <= LONGEST_NUMBER):
        raise CallError(invalid({"OrderNo": ["The field OrderNo must be a till's code, a dash and a number."]}))
    return code, int(sequence)


def _check_number(order: TillOrder, sent: SalesOrder, shop: Shop) -> None:
    """The till in an order's number must be its till, where that is known. CallError."""
    code, _ = _number(sent.OrderNo)
    named = order.register
    if code is None or named is None:
        return
    till = next((one for one in shop.tills if str(getattr(one, named.by)) == named.value), None)
    if till is not None and str(till.number) != code:
        raise CallError(invalid({"OrderNo": ["The field OrderNo must begin with the code of its till."]}))


async def _customer(desk: Desk, call: Call, sent: SalesOrder, order: TillOrder) -> RecordName | None:
    """Who orders; saved as they were sent, when that is asked for and the rest of the order can be taken."""
    if sent.Customer is None or is_nobody(sent.Customer):
        return None
    name = customer_name(sent.Customer)
    if not call.flag("upsert_customer", default=False):
        return name
    await check_order(desk, call.caller, order)
    held = await named_customer(desk, call.caller, sent.Customer)
    change = customer_change(sent.Customer, held, await shop_of(desk, call.caller.business), path="Customer.")
    if held is not None and not (change.members or change.references):
        return RecordName("serial", str(held.serial))
    saved = await change_contact(desk, call.caller, None if held is None else held.serial, change)
    return RecordName("serial", str(saved.record.serial))


def _invalid(error: InvalidValue) -> Answer:
    """The answer to a value the books refuse, by this wire's path."""
    if found := _OF_A_LINE.fullmatch(error.field):
        path = f"Lines{found[1]}.{_IN_LINES.get(found[2], found[2])}"
    else:
        path = _MEMBERS.get(error.field, error.field)
    last = path.rpartition(".")[2]
    if error.reason == NOT_FOUND:
        return invalid({path: [f"{last} not found."]})
    return invalid({path: [f"The field {last} {error.reason}."]})


# --- to the wire ---------------------------------------------------------------------------------------------------


async def to_wire(desk: Desk, caller: Caller, stored: Sequence[StoredSalesOrder]) -> list[SalesOrder]:
    """Orders as this wire shows them: prices and names as ordered, customers and items as they are now."""
    shop = await shop_of(desk, caller.business)
    named = {one.order.contact for one in stored if one.order.contact is not None}
    found = await contacts.by_serials(desk.store, caller.business, named) if named else {}
    ordered = list(found.values())
    shown = await customers_of(desk, caller, ordered)
    customers = {contact.serial: customer for contact, customer in zip(ordered, shown, strict=True)}
    items = {line.product for one in stored for line in one.order.slip.lines if line.product is not None}
    cards = await inventory.cards(desk.store, caller.business, sorted(items)) if items else {}
    return [_order(one, shop, customers, cards) for one in stored]


def _order(
    stored: StoredSalesOrder, shop: Shop, customers: Mapping[int, wire.Customer], cards: Mapping[int, GoodsCard]
) -> SalesOrder:
    order = stored.order
    store, till = shop.store(order.store), shop.till(order.register)
    return SalesOrder(
        SalesOrderID=stored.uuid,
        OrderNo=stored.number,
        ERPCode=order.erp_code,
        Store=None if store is None else store_of(store),
        Register=None if till is None else register_of(till),
        Customer=None if order.contact is None else customers.get(order.contact),
        OrderDate=order.ordered_at,
        Total=order.slip.total,
        Note=order.slip.note or "",
        Status=ACTIVE,
        Discount=_shown_discount(order.slip.discount),
        Lines=tuple(_shown_line(line, cards) for line in order.slip.lines),
    )


def _shown_line(line: SlipLine, cards: Mapping[int, GoodsCard]) -> SalesOrderLine:
    card = None if line.product is None else cards.get(line.product)
    item = wire.Item(Name=line.name) if card is None else wire.Item(
        ItemID=card.uuid,
        Name=line.name,
        BarcodeNumber=card.barcode,
        ModelNumber=card.model_number,
        Description=card.description,
        ItemType=card.item_type or 0,
    )  # fmt: skip
    return SalesOrderLine(
        SalesOrderLineID=line.uuid,
        Sort=line.sort,
        Item=item,
        Qty=line.quantity,
        Price=line.price,
        Total=line.figures.total,
        Discount=_shown_discount(line.discount),
        Note=line.note,
        Status=ACTIVE,
    )


def _shown_discount(discount: Discount | None) -> wire.Discount | None:
    if discount is None:
        return None
    return wire.Discount(Perc=discount.percent, Amount=discount.amount, Reason=discount.reason)
