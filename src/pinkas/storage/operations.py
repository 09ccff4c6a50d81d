"""Operations in the database: reads that cost one round-trip, and the items of the write function."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from pinkas.books.operation import Operation, StoredOperation
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("operations")
_BY_SERIAL: Final = _SQL["stored"].replace("{picked}", "$2::bigint")
_BY_PART: Final = _SQL["stored"].replace("{picked}", _SQL["of_part"])
_BY_SOURCE: Final = _SQL["stored"].replace("{picked}", _SQL["of_source"])
_DECODE: Final = msgspec.json.Decoder(StoredOperation)

#: The sorts of the parts of an operation that are known by serials of their own.
ROW: Final = "operation_row"
PAYMENT: Final = "operation_payment"


async def by_serial(store: Store, business: int, serial: int) -> StoredOperation | None:
    """The operation with this serial."""
    return _one(await store.value(_BY_SERIAL, business, serial))


async def by_part(store: Store, business: int, sort: str, serial: int) -> StoredOperation | None:
    """The operation that this row or payment belongs, or belonged, to."""
    return _one(await store.value(_BY_PART, business, serial, sort))


async def by_source(store: Store, business: int, source: str, reference: str) -> StoredOperation | None:
    """The operation that a system calls so."""
    return _one(await store.value(_BY_SOURCE, business, source, reference))


async def on_hand(store: Store, business: int, name: str, in_store: int) -> Decimal | None:
    """How much of an item, by its inventory number or else its key, is in a store; None when there is no such item."""
    held: Decimal | None = await store.value(_SQL["on_hand"], business, name, in_store)
    return held


def operation_item(
    operation: Operation, *, serial: int | None, uuid: UUID, version: int, staff: int | None
) -> Mapping[str, Any]:
    """The `operation` part of an item for `operation_v1`."""
    return {
        "serial": serial,
        "uuid": uuid,
        "version": version,
        "type": operation.type,
        "source": operation.source,
        "source_reference": operation.source_reference,
        "store_serial": operation.store,
        "register_serial": operation.register,
        "contact": operation.contact,
        "staff": staff,
        "body": operation,
    }


def _one(text: str | None) -> StoredOperation | None:
    return None if text is None else _DECODE.decode(text)
