"""Transactions in the database, as tills see them: one round-trip each read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from pinkas.books.document import Document, State
from pinkas.books.slip import Slip, SlipKind
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("transactions")


class TakenBack(msgspec.Struct, frozen=True):
    """How much of a line came back since."""

    line: int
    quantity: Decimal


class BasedOn(msgspec.Struct, frozen=True):
    """A line of a document that no till wrote, and the line it takes back, by the name tills know that by."""

    line: int
    sold_uuid: UUID


class IssuedDocument(msgspec.Struct, frozen=True):
    """A document that a transaction issued, as it stands now; `invoiced_by` the transaction that billed a delivery."""

    serial: int
    key: str
    uuid: UUID
    run: str
    number: int
    kind: str
    state: State
    open_amount: Decimal | None
    document: Document
    tender_uuids: tuple[UUID, ...]
    invoiced_by: UUID | None
    taken: tuple[TakenBack, ...]


class StoredTransaction(msgspec.Struct, frozen=True):
    """A transaction as the books hold it now.

    `register`, `store`, `contact`, `seller`, `modifier` are serials; `local_time` is civil time of the business's zone;
    `total` is signed; `grand_total` what its till had sold in all by then; `closing` the number of the store's closing
    that holds it. Where no till said it `slip` is None, and its one document says it all.
    """

    serial: int
    uuid: UUID
    kind: SlipKind | None
    register: int
    store: int
    sequence: int
    local_time: dt.datetime
    happened_at: dt.datetime
    recorded_at: dt.datetime
    contact: int | None
    seller: int | None
    modifier: int | None
    total: Decimal
    grand_total: Decimal
    position: int
    slip: Slip | None
    closing: int | None
    exchange_id: UUID | None
    erp_code: str | None
    documents: tuple[IssuedDocument, ...]
    based: tuple[BasedOn, ...]


_DECODE: Final = msgspec.json.Decoder(StoredTransaction)


def _stored(picked: str, order: str = "t.serial") -> str:
    return _SQL["stored"].replace("{picked}", _SQL[picked]).replace("{order}", order)


_ONE: Final = {name: _stored(name) for name in ("by_uuid", "by_exchange_id", "by_serial", "by_number")}
_PICKED: Final = _stored("picked")


async def by_uuid(store: Store, business: int, uuid: UUID) -> StoredTransaction | None:
    """The transaction with this uuid that a till has a word for."""
    return await _one(store, "by_uuid", business, uuid)


async def by_exchange_id(store: Store, business: int, exchange_id: UUID) -> StoredTransaction | None:
    """The transaction that was recorded under this exchange id."""
    return await _one(store, "by_exchange_id", business, exchange_id)


async def by_serial(store: Store, business: int, serial: int) -> StoredTransaction | None:
    """The transaction with this serial, if tills or shop systems have a word for it."""
    return await _one(store, "by_serial", business, serial)


async def by_number(store: Store, business: int, register: int, sequence: int) -> StoredTransaction | None:
    """The transaction with this till number: the register's number and its sequence."""
    return await _one(store, "by_number", business, register, sequence)


async def between(
    store: Store, business: int, start: dt.datetime, end: dt.datetime, kind: SlipKind | None = None
) -> list[int]:
    """The serials of what happened from `start` on and before `end` (civil times), by time and till number."""
    found: list[int] = await store.value(_SQL["window"], business, start, end, None if kind is None else kind.value)
    return found


async def by_serials(store: Store, business: int, serials: Sequence[int]) -> list[StoredTransaction]:
    """The transactions with these serials, in the order in which they are named."""
    rows = await store.rows(_PICKED, business, serials)
    found = {one.serial: one for one in (_DECODE.decode(text) for (text,) in rows)}
    return [found[serial] for serial in serials if serial in found]


async def _one(store: Store, name: str, *values: Any) -> StoredTransaction | None:
    text = await store.value(_ONE[name], *values)
    return None if text is None else _DECODE.decode(text)
