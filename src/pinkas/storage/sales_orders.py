"""Orders of customers in the database."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

import msgspec

from pinkas.books.sales_order import StoredSalesOrder
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_RAW: Final = queries("sales_orders")
_SQL: Final = {name: text.replace("{order}", _RAW["order"]) for name, text in _RAW.items()}
_DECODE: Final = msgspec.json.Decoder(StoredSalesOrder)


async def same(
    store: Store, business: int, *, uuid: UUID | None, erp_code: str | None, register: int | None, number: int | None
) -> list[StoredSalesOrder]:
    """The orders that bear this uuid, this ERP code, or this number of a till (its serial), each once."""
    rows = await store.rows(_SQL["same"], business, uuid, erp_code, register, number)
    return [_DECODE.decode(row[0]) for row in rows]


async def by_serial(store: Store, business: int, serial: int) -> StoredSalesOrder | None:
    """The order with this serial."""
    return _one(await store.value(_SQL["by_serial"], business, serial))


async def by_erp_code(store: Store, business: int, code: str) -> StoredSalesOrder | None:
    """The order with this ERP code."""
    return _one(await store.value(_SQL["by_erp_code"], business, code))


async def by_number(store: Store, business: int, register: int, number: int) -> StoredSalesOrder | None:
    """The order that a till, by its own number, counted as this one."""
    return _one(await store.value(_SQL["by_number"], business, register, number))


async def between(
    store: Store,
    business: int,
    start: dt.datetime,
    end: dt.datetime,
    *,
    has_erp_code: bool | None,
    first: int = 0,
    limit: int,
) -> list[StoredSalesOrder]:
    """A page of the orders of a window of civil times, half-open, oldest first; those with an ERP code, or without.

    Of the moment `start` itself only those with the serial `first` or a later one.
    """
    rows = await store.rows(_SQL["between"], business, start, end, limit, has_erp_code, first)
    return [_DECODE.decode(row[0]) for row in rows]


def _one(text: str | None) -> StoredSalesOrder | None:
    return None if text is None else _DECODE.decode(text)
