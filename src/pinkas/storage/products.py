"""Products in the database: reads that cost one round-trip, and the items of the write function."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from pinkas.books.product import StoredProduct
from pinkas.storage.conditions import Conditions, ordered
from pinkas.storage.decisions import ONCE_SQL, ReplayFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("products")


def _filled(name: str, **fragments: str) -> str:
    text = _SQL[name].replace("{columns}", _SQL["columns"]).replace("{once}", ONCE_SQL)
    for fragment, sql in fragments.items():
        text = text.replace(f"{{{fragment}}}", sql)
    return text


_STORED: Final = _filled("stored", beside="")
_WHOLE: Final = _filled("stored", beside=_SQL["beside"])
_FACTS: Final = _filled("facts", beside=_SQL["beside"], named="p.key = $4", taken="")
_FACTS_OF_CHANGE: Final = _filled("facts", beside=_SQL["beside"], named="p.serial = $4::bigint", taken=_SQL["taken"])
_BY_SERIAL: Final = _STORED.replace("{picked}", "array[$2::bigint]")
_BY_KEY: Final = _STORED.replace("{picked}", _SQL["by_key"])
_BY_SERIALS: Final = _WHOLE.replace("{picked}", "$2::bigint[]")
_OF_PAGE: Final = _STORED.replace("{picked}", "found.serials")
_PAGE: Final = _SQL["page"].replace("{stored}", _OF_PAGE)
_PAGE_BY_CATALOG_NUMBER: Final = _SQL["page_by_catalog_number"].replace("{stored}", _OF_PAGE)
#: A search has an order of its own.
_FOUND: Final = _WHOLE.replace("{picked}", "found.serials").replace(
    "order by p.serial", "order by array_position(found.serials, p.serial)"
)
_SEARCH: Final = _SQL["search"].replace("{stored}", _FOUND)

#: What lists of products may be sorted by.
ORDERS: Final = {
    "serial": "k.serial",
    "inventory_number": "k.inventory_number",
    "barcode": "k.barcode",
    "name": "k.name",
    "register_name": "coalesce(k.register_name, k.name)",  # a till shows the name where it was given no other
    "stocked": "k.stocked",
    "deleted": "k.deleted",
    "updated_at": "k.updated_at",
}

_DECODE: Final = msgspec.json.Decoder(StoredProduct)


class SaveFacts(msgspec.Struct, frozen=True):
    """What saving or removing a product needs, read in one round-trip."""

    once: ReplayFacts | None
    existing: StoredProduct | None
    #: Which of the names a change gives are other products' already, and which of its stores there are.
    taken: tuple[str, ...] = ()
    stores: tuple[int, ...] = ()


_DECODE_FACTS: Final = msgspec.json.Decoder(SaveFacts)


async def by_serial(store: Store, business: int, serial: int) -> StoredProduct | None:
    """The product with this serial."""
    return _one(await store.value(_BY_SERIAL, business, serial))


async def by_key(store: Store, business: int, key: str) -> StoredProduct | None:
    """The product under this key."""
    return _one(await store.value(_BY_KEY, business, key))


async def page(
    store: Store, business: int, *, offset: int, limit: int, catalog_number: str | None = None
) -> tuple[int, list[StoredProduct]]:
    """How many products there are (with exactly this catalogue number), and those of one page, oldest first."""
    if catalog_number is None:
        row = await store.row(_PAGE, business, offset, limit)
    else:
        row = await store.row(_PAGE_BY_CATALOG_NUMBER, business, offset, limit, catalog_number)
    return (0, []) if row is None else (row[0], [_DECODE.decode(text) for text in row[1]])


async def save_facts(store: Store, business: int, *, once: tuple[str, str] | None, key: str) -> SaveFacts:
    """The facts for saving or removing a product; `once` is (credential, idempotency key)."""
    credential, once_key = once or (None, None)
    return _DECODE_FACTS.decode(await store.value(_FACTS, business, credential, once_key, key))


async def change_facts(
    store: Store,
    business: int,
    *,
    once: tuple[str, str] | None,
    serial: int | None,
    names: Mapping[str, str],
    stores: Collection[int],
) -> SaveFacts:
    """The facts for changing the product with this serial, or making one where it is None.

    `names` are those the change gives: fields of Product, `uuid` or `key`, or a scheme of references.
    """
    credential, once_key = once or (None, None)
    text = await store.value(
        _FACTS_OF_CHANGE, business, credential, once_key, serial or 0, list(names), list(names.values()), list(stores)
    )
    return _DECODE_FACTS.decode(text)


async def by_serials(store: Store, business: int, serials: Collection[int]) -> dict[int, StoredProduct]:
    """The products with these serials, removed ones too, with what lies beside them."""
    rows = await store.rows(_BY_SERIALS, business, list(serials))
    return {stored.serial: stored for stored in (_DECODE.decode(row[0]) for row in rows)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """Which products a list has: all of what is given holds. Names are any part of theirs, in any case."""

    serial: int | None = None
    name: str | None = None
    register_name: str | None = None
    barcode: str | None = None
    barcode_part: str | None = None
    inventory_number: str | None = None
    model_number: str | None = None
    group_code: str | None = None
    stocked: bool | None = None
    #: Removed ones, or those that are not; None is both.
    deleted: bool | None = False
    #: Changed at this moment or after, and before that one.
    changed_from: dt.datetime | None = None
    changed_before: dt.datetime | None = None


async def search(
    store: Store,
    business: int,
    wanted: ProductFilter,
    *,
    order: str = "serial",
    descending: bool = False,
    offset: int,
    limit: int,
) -> tuple[int, list[StoredProduct]]:
    """How many products match, and those of one page with what lies beside them, in an order of `ORDERS`."""
    conditions = Conditions(first=4)
    conditions.add("and k.serial = ?", wanted.serial)
    conditions.add("and position(lower(?) in lower(k.name)) > 0", wanted.name)
    conditions.add("and position(lower(?) in lower(k.register_name)) > 0", wanted.register_name)
    conditions.add("and k.barcode = ?", wanted.barcode)
    conditions.add("and position(?::text in k.barcode) > 0", wanted.barcode_part)
    conditions.add("and k.inventory_number = ?", wanted.inventory_number)
    conditions.add("and k.model_number = ?", wanted.model_number)
    conditions.add("and k.group_code = ?", wanted.group_code)
    conditions.add("and k.stocked = ?", wanted.stocked)
    if wanted.deleted is not None:
        # Written out: indexes of those that stand are of use only where the query says so.
        conditions.say("and k.deleted" if wanted.deleted else "and not k.deleted")
    conditions.add("and k.updated_at >= ?", wanted.changed_from)
    conditions.add("and k.updated_at < ?", wanted.changed_before)
    sql = _SEARCH.replace("{filters}", conditions.sql).replace("{order}", ordered(ORDERS[order], "k", descending))
    row = await store.row(sql, business, offset, limit, *conditions.values)
    return row[0], [_DECODE.decode(text) for text in row[1]]


async def pictures(store: Store, business: int, serials: Collection[int]) -> dict[int, dict[int, bytes]]:
    """The pictures of products, by serial and number."""
    found: dict[int, dict[int, bytes]] = {}
    for serial, number, picture in await store.rows(_SQL["pictures"], business, list(serials)):
        found.setdefault(serial, {})[number] = picture
    return found


def product_item(stored: StoredProduct, *, new: bool, deleted: bool) -> Mapping[str, Any]:
    """The `product` part of an item for `save_product_v2`."""
    frame = {field.name: getattr(stored, field.name) for field in dataclasses.fields(stored)}
    del frame["in_stock"], frame["product"], frame["beside"]
    said = {field.name: getattr(stored.product, field.name) for field in dataclasses.fields(stored.product)}
    return {**frame, "serial": None if new else stored.serial, "deleted": deleted, **said}


def _one(text: str | None) -> StoredProduct | None:
    return None if text is None else _DECODE.decode(text)
