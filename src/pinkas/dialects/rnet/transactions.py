"""Transactions: a window of them, one by id or number, and recording one (R-NET dossier sections 4 and 8)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Final, TypeVar
from uuid import UUID, uuid5

from pinkas.actions.contact_changes import change_contact
from pinkas.actions.desk import Caller, Desk, Once
from pinkas.actions.goods_back import check_goods_back
from pinkas.actions.repeats import served_before
from pinkas.actions.shops import shop_of
from pinkas.actions.till_places import find_at
from pinkas.actions.till_recorded import Recorded
from pinkas.actions.tills import record_and_tell
from pinkas.books.errors import InvalidValue, NumberTaken
from pinkas.books.product import StoredProduct
from pinkas.books.references import RecordName
from pinkas.books.shop import Shop
from pinkas.dialects.rnet import wire
from pinkas.dialects.rnet.answers import Answer, CallError, Headers, invalid, not_found, ok
from pinkas.dialects.rnet.call import Call
from pinkas.dialects.rnet.customer_views import customer_change, customer_name, customer_of, is_nobody
from pinkas.dialects.rnet.customers import customers_of, named_customer
from pinkas.dialects.rnet.failures import invalid_value
from pinkas.dialects.rnet.routing import RnetRouter
from pinkas.dialects.rnet.transaction_orders import KIND_OF_TYPE, Translated, to_order
from pinkas.dialects.rnet.view import Around, transaction_of
from pinkas.storage import contacts, products, transactions
from pinkas.storage.contacts import NOTHING_OWED
from pinkas.storage.transactions import StoredTransaction

T = TypeVar("T")

#: The usual window (section 9.1): so many days back from midnight, and one ahead.
_DAYS_BACK: Final = 7
_DAYS_AHEAD: Final = 1
#: Transactions read at once.
_PAGE: Final = 100
_NOWHERE: Final = UUID(int=0)
_REFUSED: Final = 400
#: The longest number that is looked for.
_LONGEST_SEQUENCE: Final = 18


def add_routes(router: RnetRouter, desk: Desk) -> None:
    """`transactions` and `transactions/no/{no}`."""

    @router.on("GET", "transactions")
    async def listed(call: Call) -> Answer:
        if (uuid := call.guid("id")) is not None:
            return await _one(desk, call.caller, await transactions.by_uuid(desk.store, call.caller.business, uuid))
        number = call.integer("trn_type")
        start, end = _window(desk, call)
        lines = call.flag("include_lines", default=True)
        kind = None if number is None else KIND_OF_TYPE.get(number)
        if number is not None and kind is None:
            return ok([])  # other types exist elsewhere; here is none of them
        serials = await transactions.between(desk.store, call.caller.business, start, end, kind)
        return ok(_pages(desk, call.caller, serials), without=frozenset() if lines else wire.LINES)

    @router.on("GET", "transactions/no/{no}")
    async def by_number(call: Call) -> Answer:
        register, _, sequence = call.required("no").rpartition("-")
        if not _is_number(register) or not _is_number(sequence):
            raise CallError(not_found("Transaction"))
        business = call.caller.business
        found = await transactions.by_number(desk.store, business, int(register), int(sequence))
        return await _one(desk, call.caller, found)

    @router.on("POST", "transactions")
    async def record(call: Call) -> Answer:
        try:
            return await _recorded(desk, call)
        except CallError as error:
            # What is known is answered, whatever else is sent and however wrong it is.
            known = await _known_anyway(desk, call, error)
            if known is None:
                raise
            return known


# --- reading -------------------------------------------------------------------------------------------------------


def _window(desk: Desk, call: Call) -> tuple[dt.datetime, dt.datetime]:
    """From one civil time on and before another; what is not said is the usual window's."""
    midnight = dt.datetime.combine(call.caller.today(desk.clock), dt.time())
    start = call.moment("from_date")
    end = call.moment("to_date")
    return (
        midnight - dt.timedelta(days=_DAYS_BACK) if start is None else start,
        midnight + dt.timedelta(days=_DAYS_AHEAD) if end is None else end,
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_SEQUENCE and text == str(int(text))


async def _one(desk: Desk, caller: Caller, found: StoredTransaction | None) -> Answer:
    if found is None:
        raise CallError(not_found("Transaction"))
    return ok((await shown(desk, caller, [found]))[0])


async def _pages(desk: Desk, caller: Caller, serials: Sequence[int]) -> AsyncIterator[list[wire.Transaction]]:
    for first in range(0, len(serials), _PAGE):
        page = serials[first : first + _PAGE]
        yield await shown(desk, caller, await transactions.by_serials(desk.store, caller.business, page))


async def shown(desk: Desk, caller: Caller, stored: Sequence[StoredTransaction]) -> list[wire.Transaction]:
    """Transactions with what stands around them now."""
    named = {one.contact for one in stored if one.contact is not None}
    goods = {serial for one in stored for serial in _products_of(one)}
    here, customers, items = await asyncio.gather(
        shop_of(desk, caller.business),
        _customers(desk, caller, sorted(named)),
        products.by_serials(desk.store, caller.business, sorted(goods)) if goods else _at_hand(_NO_PRODUCTS),
    )
    around = Around(here, customers, items)
    return [transaction_of(one, around) for one in stored]


_NO_PRODUCTS: Final[dict[int, StoredProduct]] = {}


async def _at_hand(value: T) -> T:
    return value


def _products_of(stored: StoredTransaction) -> set[int]:
    if stored.slip is not None:
        return {line.product for line in stored.slip.lines if line.product is not None}
    lines = (line for one in stored.documents for line in one.document.lines)
    return {line.product_serial for line in lines if line.product_serial is not None}


async def _customers(desk: Desk, caller: Caller, serials: list[int]) -> dict[int, wire.Customer]:
    if not serials:
        return {}
    found = await contacts.by_serials(desk.store, caller.business, serials)
    return dict(zip(found, await customers_of(desk, caller, list(found.values())), strict=True))


# --- writing -------------------------------------------------------------------------------------------------------


async def _recorded(desk: Desk, call: Call) -> Answer:
    sent, once = await call.body(wire.Transaction), await call.once()
    caller = call.caller
    upsert = call.flag("upsert_customer", default=False)
    own_names = call.flag("overwrite_item_name", default=False)
    shop, translated = await _translated(desk, caller, sent, upsert=upsert, own_names=own_names)
    if upsert and sent.Customer is not None and not await _is_recorded(desk, caller, sent, once):
        contact = await _saved_customer(desk, caller, sent, shop, translated, once)
        translated = to_order(sent, shop, contact=contact, own_names=own_names)
    try:
        await check_goods_back(desk, caller, translated.order)
        saved = await record_and_tell(desk, caller, translated.order, once=once)
    except InvalidValue as error:
        raise CallError(invalid_value(error, tenders=translated.tender_paths)) from None
    headers: Headers = (("idempotency-replayed", "true"),) if saved.replayed and once is not None else ()
    return ok(await _told(desk, caller, saved.record), headers=headers)


async def _told(desk: Desk, caller: Caller, recorded: Recorded) -> wire.Transaction:
    """A transaction that was recorded. All but what its customer owes now is at hand where it was not there before."""
    stored, shop = recorded.stored, desk.familiar.shop(caller.business)
    if stored is None or shop is None:
        stored = await transactions.by_serial(desk.store, caller.business, recorded.serial)
        if stored is None:
            raise CallError(not_found("Transaction"))
        return (await shown(desk, caller, [stored]))[0]
    others = _products_of(stored) - recorded.products.keys()
    customers, goods = await asyncio.gather(
        _customer(desk, caller, recorded, shop),
        products.by_serials(desk.store, caller.business, sorted(others)) if others else _at_hand(_NO_PRODUCTS),
    )
    return transaction_of(stored, Around(shop, customers, {**recorded.products, **goods}))


async def _customer(desk: Desk, caller: Caller, recorded: Recorded, shop: Shop) -> dict[int, wire.Customer]:
    """The customer of a sale just made, by the card that it was decided on."""
    serial = None if recorded.stored is None else recorded.stored.contact
    if serial is None:
        return {}
    card = desk.familiar.card(caller.business, serial, recorded.customer_version)
    if card is None:
        card = (await contacts.by_serials(desk.store, caller.business, [serial]))[serial]
        desk.familiar.remember_card(caller.business, card)
    owed = await contacts.standings(desk.store, caller.business, [serial], caller.today(desk.clock))
    return {serial: customer_of(card, owed.get(serial, NOTHING_OWED), shop, caller.zone)}


async def _translated(
    desk: Desk, caller: Caller, sent: wire.Transaction, *, upsert: bool, own_names: bool
) -> tuple[Shop, Translated]:
    """The order for a body, and the shop it was read with: the one at hand, read anew where something is not in it."""
    contact = _customer_named(sent, upsert=upsert)
    known = desk.familiar.shop(caller.business)
    if known is not None:
        try:
            return known, to_order(sent, known, contact=contact, own_names=own_names)
        except CallError:
            pass  # said again below, unless it was made since
    shop = await shop_of(desk, caller.business)
    return shop, to_order(sent, shop, contact=contact, own_names=own_names)


def _customer_named(sent: wire.Transaction, *, upsert: bool) -> RecordName | None:
    """Which customer is meant. One described by nothing that names them is nobody's card."""
    if sent.Customer is None or is_nobody(sent.Customer):
        return None
    name = customer_name(sent.Customer)
    if name is None and not upsert:
        raise CallError(invalid({"Customer": ["Customer not found."]}))
    return name


async def _known_anyway(desk: Desk, call: Call, error: CallError) -> Answer | None:
    """The answer to a transaction sent again that could not be taken now; None for one that is not known."""
    if error.answer.status != _REFUSED:
        return None
    sent = await call.lenient_body(wire.Transaction)
    if sent is None or (sent.TransactionID is None and sent.XID is None):
        return None
    await served_before(desk, call.caller, await call.once())  # a key of another request is refused as such
    store, business = desk.store, call.caller.business
    same_id = None if sent.TransactionID is None else await transactions.by_uuid(store, business, sent.TransactionID)
    same_exchange = None if sent.XID is None else await transactions.by_exchange_id(store, business, sent.XID)
    if same_id is not None and same_exchange is not None and same_id.serial != same_exchange.serial:
        raise NumberTaken("exchange_id", str(sent.XID))
    found = same_id or same_exchange
    return None if found is None else await _one(desk, call.caller, found)


async def _is_recorded(desk: Desk, caller: Caller, sent: wire.Transaction, once: Once | None) -> bool:
    """Whether this is a transaction sent again: then nothing is written, its customer's card neither."""
    if await served_before(desk, caller, once) is not None:
        return True
    store, business = desk.store, caller.business
    if sent.TransactionID is not None and await transactions.by_uuid(store, business, sent.TransactionID) is not None:
        return True
    return sent.XID is not None and await transactions.by_exchange_id(store, business, sent.XID) is not None


def _fresh_customer(caller: Caller, sent: wire.Transaction, once: Once | None) -> UUID | None:
    """What somebody new is called who has no id: they are named after the transaction, or after its idempotency key."""
    named = sent.TransactionID or sent.XID
    if named is not None:
        return uuid5(named, "customer")
    return None if once is None else uuid5(_NOWHERE, f"customer {caller.business} {caller.credential} {once.key}")


async def _saved_customer(
    desk: Desk, caller: Caller, sent: wire.Transaction, shop: Shop, translated: Translated, once: Once | None
) -> RecordName | None:
    """The customer's card as it was passed, written before the transaction itself: sending it again finds them."""
    passed = sent.Customer
    if passed is None or is_nobody(passed):
        return None
    held = await named_customer(desk, caller, passed)
    fresh = passed.CustomerID or _fresh_customer(caller, sent, once)
    if held is None and customer_name(passed) is None and fresh is not None:
        held = await contacts.find(desk.store, caller.business, RecordName("uuid", str(fresh)))
    store = find_at(shop, translated.order).store
    change = customer_change(
        passed, held, shop, path="Customer.", made_in=None if store is None else store.serial, fresh=fresh
    )
    if held is None or change.members or change.references:
        saved = await change_contact(desk, caller, None if held is None else held.serial, change)
        held = saved.record
    return RecordName("uuid", str(held.uuid))
