"""Read-only lists of what a shop is made of (R-NET dossier section 9.6): everything, in the order it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from pinkas.actions.desk import Desk
from pinkas.actions.shops import shop_of
from pinkas.books.shop import Shop
from pinkas.dialects.rnet.answers import Answer, ok
from pinkas.dialects.rnet.call import Call
from pinkas.dialects.rnet.fields import Wire
from pinkas.dialects.rnet.routing import Handler, RnetRouter
from pinkas.dialects.rnet.shop_views import (
    club_of,
    department_of,
    price_list_of,
    register_of,
    store_of,
    tender_of,
    user_of,
)

_LISTS: Final[dict[str, Callable[[Shop], Iterable[Wire]]]] = {
    "stores": lambda shop: map(store_of, shop.stores),
    "registers": lambda shop: map(register_of, shop.tills),
    "users": lambda shop: (user_of(one, shop) for one in shop.staff),
    "tenders": lambda shop: map(tender_of, shop.means),
    "departments": lambda shop: map(department_of, shop.departments),
    "clubs": lambda shop: map(club_of, shop.clubs),
    "price_lists": lambda shop: map(price_list_of, shop.price_lists),
}


def add_routes(router: RnetRouter, desk: Desk) -> None:
    """`stores`, `registers`, `users`, `tenders`, `departments`, `clubs`, `price_lists`."""
    for name, told in _LISTS.items():
        router.add("GET", name, _listing(desk, told))


def _listing(desk: Desk, told: Callable[[Shop], Iterable[Wire]]) -> Handler:
    async def listed(call: Call) -> Answer:
        return ok(told(await shop_of(desk, call.caller.business)))

    return listed
