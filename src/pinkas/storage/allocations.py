"""Allocation numbers in the database: requests and how they stand, the keeper's queue, the authority's token."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec

from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("allocations")
#: The first half of the lock under which a business's token is refreshed; the second is the business.
_TOKEN_LOCK: Final = 0x70696E6B


class Claimed(msgspec.Struct, frozen=True):
    """A request that is ours to make for a while."""

    attempts: int
    action: int | None


class Standing(msgspec.Struct, frozen=True):
    """How a request stands: its queue, and its last step (`serial`, `kind` and so on are None before the first)."""

    action: int | None
    waits: bool
    attempts: int
    next_at: dt.datetime
    trouble: str | None
    serial: int | None
    kind: str | None
    request: UUID | None
    code: str | None
    detail: str | None
    recorded_at: dt.datetime | None
    deciding: str | None


class AllocationRow(msgspec.Struct, frozen=True):
    """A request as a list shows it."""

    key: str
    series: int
    legal_number: int
    kind: str
    date: dt.date
    document_state: str
    state: str | None
    number: str | None
    code: str | None
    detail: str | None
    request: UUID | None
    action: int | None
    attempts: int
    next_at: dt.datetime | None
    trouble: str | None
    changed_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """A request whose time has come, with what a caller is made of."""

    document_serial: int
    business_id: int
    tax_number: str
    country: str
    zone: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """The authority's token as it lies."""

    version: int
    sealed: bytes
    access_until: dt.datetime | None
    refresh_until: dt.datetime | None
    #: Why it cannot be refreshed any more, once the authority said so.
    ended: str | None


_DECODE_STANDING: Final = msgspec.json.Decoder(Standing)
_DECODE_ROW: Final = msgspec.json.Decoder(AllocationRow)


async def claim(store: Store, business: int, document: int, *, until: dt.datetime, now: dt.datetime) -> Claimed | None:
    """Take a waiting request; None when it does not wait, or somebody else has it."""
    row = await store.row(_SQL["claim"], business, document, until, now)
    return None if row is None else Claimed(row["attempts"], row["action"])


async def release(store: Store, business: int, document: int, *, next_at: dt.datetime, trouble: str | None) -> None:
    """Give a request back."""
    await store.execute(_SQL["release"], business, document, next_at, trouble)


async def take(store: Store, business: int, document: int, *, until: dt.datetime, now: dt.datetime) -> bool:
    """Take a request, waiting or not; False while somebody else has it, or there is none."""
    return bool(await store.value(_SQL["take"], business, document, until, now))


async def let_go(store: Store, business: int, document: int, *, until: dt.datetime) -> None:
    """Give back what was taken until then, unless that is over."""
    await store.execute(_SQL["let_go"], business, document, until)


async def waiting(store: Store, now: dt.datetime, *, limit: int) -> list[WaitingRow]:
    """Requests whose time has come, of every business."""
    return [WaitingRow(**row) for row in await store.rows(_SQL["waiting"], now, limit)]


async def standing(store: Store, business: int, document: int) -> Standing | None:
    """How the request of a document stands; None when it has none."""
    text = await store.value(_SQL["standing"], business, document)
    return None if text is None else _DECODE_STANDING.decode(text)


async def page(
    store: Store, business: int, state: str | None, *, offset: int, limit: int
) -> tuple[int, list[AllocationRow]]:
    """How many requests there are (in a state), and those of one page."""
    row = await store.row(_SQL["page"], business, state, offset, limit)
    return row["total"], [_DECODE_ROW.decode(text) for text in row["rows"]]


async def token(store: Store, business: int) -> TokenRow | None:
    """The authority's token of a business."""
    row = await store.row(_SQL["token"], business)
    return None if row is None else TokenRow(**row)


async def end_token(store: Store, business: int, version: int, reason: str) -> list[int] | None:
    """Keep that a token is refreshed no more; the logins of the business, or None when that was known."""
    logins: list[int] | None = await store.value(_SQL["end_token"], business, version, reason)
    return logins


@asynccontextmanager
async def token_turn(store: Store, business: int) -> AsyncIterator[None]:
    """The turn to refresh a business's token: one of all workers at a time, given back however the holder ends."""
    async with store.transaction() as connection:
        await connection.execute(_SQL["turn"], _TOKEN_LOCK, business % 2**31)
        yield
