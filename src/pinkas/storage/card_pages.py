"""Pages of a gateway's own in the database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec

from pinkas.storage.decisions import ONCE_SQL, ReplayFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_RAW: Final = queries("card_pages")
_SQL: Final = {
    name: text.replace("{stored}", _RAW["stored"]).replace("{once}", ONCE_SQL) for name, text in _RAW.items()
}


class StoredPage(msgspec.Struct, frozen=True):
    """A page as it stands; `contact` is a key, `state` None while nobody has filled it in. Expiry MMYY."""

    serial: int
    uuid: UUID
    gateway: str
    page_id: str
    url: str
    operation: str
    contact: str | None
    amount: Decimal | None
    currency: str
    state: str | None
    reference: str | None
    code: str | None
    message: str | None
    token: str | None
    last_four: str | None
    expiry: str | None
    opened_at: dt.datetime
    opened_by: str
    ended_at: dt.datetime | None


class _Once(msgspec.Struct, frozen=True):
    once: ReplayFacts | None


_DECODE: Final = msgspec.json.Decoder(StoredPage)
_DECODE_ONCE: Final = msgspec.json.Decoder(_Once)


async def seen(store: Store, business: int, once: tuple[str, str] | None) -> ReplayFacts | None:
    """An earlier request under the idempotency key; `once` is (credential, key)."""
    if once is None:
        return None
    return _DECODE_ONCE.decode(await store.value(_SQL["once"], business, *once)).once


async def by_serial(store: Store, business: int, serial: int) -> StoredPage | None:
    """The page with this serial."""
    text = await store.value(_SQL["by_serial"], business, serial)
    return None if text is None else _DECODE.decode(text)


async def by_uuid(store: Store, business: int, uuid: UUID) -> StoredPage | None:
    """The page with this uuid."""
    text = await store.value(_SQL["by_uuid"], business, uuid)
    return None if text is None else _DECODE.decode(text)


async def page(store: Store, business: int, *, offset: int, limit: int) -> tuple[int, list[StoredPage]]:
    """How many pages there are, and those of one page of the list, oldest first."""
    row = await store.row(_SQL["page"], business, offset, limit)
    return (0, []) if row is None else (row["total"], [_DECODE.decode(text) for text in row["rows"]])
