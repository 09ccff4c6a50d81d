"""Products in the database: reads that cost one round-trip, and the items of the write function."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from pinkas.books.product import StoredProduct
from pinkas.storage.decisions import ONCE_SQL, ReplayFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("products")
_COLUMNS: Final = _SQL["columns"]
_STORED: Final = _SQL["stored"].replace("{columns}", _COLUMNS)
_FACTS: Final = _SQL["facts"].replace("{columns}", _COLUMNS).replace("{once}", ONCE_SQL)
_BY_SERIAL: Final = _STORED.replace("{picked}", "array[$2::bigint]")
_BY_KEY: Final = _STORED.replace("{picked}", _SQL["by_key"])
_OF_PAGE: Final = _STORED.replace("{picked}", "found.serials")
_PAGE: Final = _SQL["page"].replace("{stored}", _OF_PAGE)
_PAGE_BY_CATALOG_NUMBER: Final = _SQL["page_by_catalog_number"].replace("{stored}", _OF_PAGE)

_DECODE: Final = msgspec.json.Decoder(StoredProduct)


class SaveFacts(msgspec.Struct, frozen=True):
    """What saving or removing a product needs, read in one round-trip."""

    once: ReplayFacts | None
    existing: StoredProduct | None


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


def product_item(stored: StoredProduct, *, new: bool, deleted: bool) -> Mapping[str, Any]:
    """The `product` part of an item for `save_product_v1`."""
    frame = {field.name: getattr(stored, field.name) for field in dataclasses.fields(stored)}
    del frame["in_stock"], frame["product"]
    said = {field.name: getattr(stored.product, field.name) for field in dataclasses.fields(stored.product)}
    return {**frame, "serial": None if new else stored.serial, "deleted": deleted, **said}


def _one(text: str | None) -> StoredProduct | None:
    return None if text is None else _DECODE.decode(text)
