"""Customers: those changed since a date, one by id or number, and saving one (R-NET dossier section 9.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Final

from pinkas.actions.contact_changes import change_contact
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.repeats import unchanged
from pinkas.actions.shops import shop_of
from pinkas.books.contact import StoredContact
from pinkas.books.references import RecordName
from pinkas.dialects.rnet import wire
from pinkas.dialects.rnet.answers import Answer, CallError, not_found, ok
from pinkas.dialects.rnet.call import Call
from pinkas.dialects.rnet.customer_views import customer_change, customer_name, customer_of
from pinkas.dialects.rnet.routing import RnetRouter
from pinkas.dialects.rnet.times import as_instant
from pinkas.storage import contacts
from pinkas.storage.contacts import NOTHING_OWED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinkas.storage.contacts import Standing

#: Customers read at once.
_PAGE: Final = 500


def add_routes(router: RnetRouter, desk: Desk) -> None:
    """`customers` and `customers/no/{no}`."""

    @router.on("GET", "customers")
    async def customers(call: Call) -> Answer:
        if (uuid := call.guid("id")) is not None:
            return await _one(desk, call.caller, RecordName("uuid", str(uuid)))
        call.required("date_modified")
        since = call.moment("date_modified")
        if since is None:
            raise ValueError("a required parameter is there")
        return ok(_changed_since(desk, call.caller, as_instant(since, call.caller.zone)))

    @router.on("GET", "customers/no/{no}")
    async def by_number(call: Call) -> Answer:
        return await _one(desk, call.caller, RecordName("customer_number", call.required("no")))

    @router.on("POST", "customers")
    async def save(call: Call) -> Answer:
        sent, once = await call.body(wire.Customer), await call.once()
        held = await named_customer(desk, call.caller, sent)
        change = customer_change(sent, held, await shop_of(desk, call.caller.business))
        serial = None if held is None else held.serial
        if held is not None and not (change.members or change.references):
            saved = await unchanged(desk, call.caller, once, held, held.serial)
        else:
            saved = await change_contact(desk, call.caller, serial, change, once=once)
        shown = await customers_of(desk, call.caller, [saved.record])
        return ok(shown[0], headers=(("idempotency-replayed", "true"),) if saved.replayed else ())


async def named_customer(desk: Desk, caller: Caller, sent: wire.Customer) -> StoredContact | None:
    """The customer that was named by any of their keys; None when nobody is, or none has that key."""
    name = customer_name(sent)
    return None if name is None else await contacts.find(desk.store, caller.business, name)


async def customers_of(desk: Desk, caller: Caller, stored: Sequence[StoredContact]) -> list[wire.Customer]:
    """Customers as they are now, with what they owe."""
    shop = await shop_of(desk, caller.business)
    owed: Mapping[int, Standing] = {}
    if stored:
        serials = [one.serial for one in stored]
        owed = await contacts.standings(desk.store, caller.business, serials, caller.today(desk.clock))
    return [customer_of(one, owed.get(one.serial, NOTHING_OWED), shop, caller.zone) for one in stored]


async def _one(desk: Desk, caller: Caller, name: RecordName) -> Answer:
    found = await contacts.find(desk.store, caller.business, name)
    if found is None:
        raise CallError(not_found("Customer"))
    return ok((await customers_of(desk, caller, [found]))[0])


async def _changed_since(desk: Desk, caller: Caller, moment: dt.datetime) -> AsyncIterator[list[wire.Customer]]:
    """All of them, a page at a time: there is no window to make narrower."""
    after = 0
    while True:
        page = await contacts.changed_since(desk.store, caller.business, moment, after=after, limit=_PAGE)
        yield await customers_of(desk, caller, page)
        if len(page) < _PAGE:
            return
        moment, after = page[-1].updated_at, page[-1].serial
