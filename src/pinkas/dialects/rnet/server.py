"""The dialect as one Starlette route: every call it serves, joined to the desk."""

from __future__ import annotations

from functools import partial
from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.keys import Keys
from pinkas.books.errors import NotPermitted
from pinkas.dialects.rnet import (
    customers,
    inventory,
    inventory_documents,
    items,
    sales_orders,
    shop_routes,
    transactions,
)
from pinkas.dialects.rnet.answers import CallError, too_many_requests, unauthorised
from pinkas.dialects.rnet.call import Call
from pinkas.dialects.rnet.failures import answer_failure
from pinkas.dialects.rnet.routing import RnetRouter

#: The role of those who may see everything and change nothing.
_LOOKS_ON: Final = "auditor"


def rnet_router(desk: Desk, keys: Keys) -> RnetRouter:
    """The router of `/v1` and `/dev`."""

    async def admit(call: Call) -> Caller:
        caller = await keys.opaque(call.key, address=call.address) if call.key else None
        if caller is None:
            raise CallError(unauthorised())
        if desk.throttle is not None and (wait_s := desk.throttle.take(f"{caller.business}/{caller.credential}")):
            raise CallError(too_many_requests(desk.throttle.per_minute, wait_s))
        if caller.role == _LOOKS_ON and call.method not in {"GET", "HEAD"}:
            raise NotPermitted("this key may look and change nothing")
        return caller

    router = RnetRouter(admit=admit, on_failure=partial(answer_failure, desk=desk), body_hash=desk.keyring.body_hash)
    for calls in (transactions, customers, items, shop_routes, inventory, inventory_documents, sales_orders):
        calls.add_routes(router, desk)
    return router
