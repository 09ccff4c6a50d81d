"""What a shop is made of, in the database: all of it in one round-trip, and where each part lies."""

from __future__ import annotations

from typing import Final

import msgspec

from pinkas.books.shop import BankAccount, Club, Department, Kept, OwnMeans, PriceList, Shop, Staff, Store, Till
from pinkas.storage import pool
from pinkas.storage.decisions import ONCE_SQL, ReplayFacts
from pinkas.storage.queries import queries

_SQL: Final = queries("shops")
_SHOP: Final = _SQL["shop"].replace("{parts}", _SQL["parts"])
_FACTS: Final = _SQL["facts"].replace("{parts}", _SQL["parts"]).replace("{once}", ONCE_SQL)

#: The table of each part, and the sort under which the daybook knows it.
TABLES: Final[dict[type[Kept], tuple[str, str]]] = {
    Store: ("store", "store"),
    Till: ("register", "till"),
    Staff: ("staff", "staff"),
    Department: ("department", "department"),
    Club: ("club", "club"),
    PriceList: ("price_list", "price list"),
    OwnMeans: ("tender_type", "means of payment"),
    BankAccount: ("bank_account", "bank account"),
}


class ShopFacts(msgspec.Struct, frozen=True):
    """What saving a part of a shop is decided on. `login_id` is of the login that was named, if it may enter."""

    once: ReplayFacts | None
    shop: Shop
    income_classes: tuple[int, ...]
    login_id: int | None
    used_tills: frozenset[int]


_DECODE: Final = msgspec.json.Decoder(Shop)
_DECODE_FACTS: Final = msgspec.json.Decoder(ShopFacts)


async def shop(store: pool.Store, business: int, known: Shop | None = None) -> Shop:
    """The shop of a business in one round-trip; `known` comes back when it still stands."""
    version, tills = (-1, -1) if known is None else (known.settings, len(known.tills))
    found = await store.value(_SHOP, business, version, tills)
    return known if found is None and known is not None else _DECODE.decode(found)


async def facts(
    store: pool.Store, business: int, *, login: str | None = None, once: tuple[str, str] | None = None
) -> ShopFacts:
    """What saving a part needs, in one round-trip; `login` is a name as `directory.fold` writes it."""
    credential, key = once or (None, None)
    return _DECODE_FACTS.decode(await store.value(_FACTS, business, credential, key, login))
