"""Standing orders in the database: the cards, their occurrences, and what is due over all businesses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from pinkas.books.standing_order import Run, StoredStandingOrder
from pinkas.storage.decisions import ONCE_SQL, SETTINGS_SQL, ReplayFacts, SettingsFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_RAW: Final = queries("standing_orders")
_SQL: Final = {
    name: text.replace("{stored}", _RAW["stored"])
    .replace("{run}", _RAW["run"])
    .replace("{once}", ONCE_SQL)
    .replace("{settings}", SETTINGS_SQL)
    for name, text in _RAW.items()
}


class OrderContact(msgspec.Struct, frozen=True):
    """The contact an order names."""

    serial: int
    key: str
    version: int
    card_token: str | None


class OrderFacts(msgspec.Struct, frozen=True):
    """What saving or removing a standing order needs, read in one round-trip."""

    once: ReplayFacts | None
    settings: SettingsFacts
    existing: StoredStandingOrder | None
    contact: OrderContact | None
    class_sort: str | None
    #: The last day for which removed orders of this key and contact have issued, charged, or may have.
    issued_before: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueOrder:
    """An order that is due, with what a caller on its business's behalf is made of."""

    serial: int
    #: Who saved it last.
    login: int
    business_id: int
    tax_number: str
    country: str
    zone: str
    currency: str


_DECODE: Final = msgspec.json.Decoder(StoredStandingOrder)
_DECODE_FACTS: Final = msgspec.json.Decoder(OrderFacts)
_DECODE_RUN: Final = msgspec.json.Decoder(Run)


async def facts(
    store: Store,
    business: int,
    *,
    once: tuple[str, str] | None,
    key: str,
    contact_key: str | None = None,
    class_number: int | None = None,
) -> OrderFacts:
    """The facts for saving or removing the order under a key; `once` is (credential, idempotency key)."""
    credential, once_key = once or (None, None)
    text = await store.value(_SQL["facts"], business, credential, once_key, key, contact_key, class_number)
    return _DECODE_FACTS.decode(text)


async def by_key(store: Store, business: int, key: str) -> StoredStandingOrder | None:
    """The order under this key."""
    return _one(await store.value(_SQL["by_key"], business, key))


async def by_serial(store: Store, business: int, serial: int) -> StoredStandingOrder | None:
    """The order with this serial, be it removed."""
    return _one(await store.value(_SQL["by_serial"], business, serial))


async def last_of_key(store: Store, business: int, key: str) -> StoredStandingOrder | None:
    """The order under this key; where there is none, the last that was removed from it."""
    return _one(await store.value(_SQL["last_of_key"], business, key))


async def page(store: Store, business: int, *, offset: int, limit: int) -> tuple[int, list[StoredStandingOrder]]:
    """How many orders there are, and those of one page, oldest first."""
    row = await store.row(_SQL["page"], business, offset, limit)
    return row["total"], [_DECODE.decode(text) for text in row["rows"]]


async def runs(store: Store, business: int, key: str, *, offset: int, limit: int) -> tuple[int, list[Run]]:
    """How many occurrences of all orders that ever had this key were begun, and those of one page, oldest first."""
    row = await store.row(_SQL["runs"], business, key, offset, limit)
    return row["total"], [_DECODE_RUN.decode(text) for text in row["rows"]]


async def run_of(store: Store, business: int, order: int, number: int) -> Run | None:
    """The `number`-th occurrence of an order."""
    text = await store.value(_SQL["run_of"], business, order, number)
    return None if text is None else _DECODE_RUN.decode(text)


async def due(store: Store, now: dt.datetime, *, limit: int) -> list[DueOrder]:
    """What is to be looked at by `now`, over all businesses, the longest due first."""
    return [DueOrder(**row) for row in await store.rows(_SQL["due"], now, limit)]


async def mailed(store: Store, business: int, document: int) -> tuple[str, str] | None:
    """State and detail of a document's latest mailing."""
    row = await store.row(_SQL["mailed"], business, document)
    return None if row is None else (row["state"], row["detail"])


def order_item(stored: StoredStandingOrder, *, new: bool, login: int, due_at: dt.datetime | None) -> Mapping[str, Any]:
    """The `standing_order` part of an item for `save_standing_order_v1`."""
    return {
        "serial": None if new else stored.serial,
        "key": stored.key,
        "uuid": stored.uuid,
        "version": stored.version,
        "deleted": stored.deleted,
        "created_at": stored.created_at,
        "created_by": stored.created_by,
        "updated_at": stored.updated_at,
        "updated_by": stored.updated_by,
        "login": login,
        "contact": stored.order.contact,
        "body": stored.order,
        "begins_on": stored.begins_on,
        "next_date": stored.next_date,
        "due_at": due_at,
    }


def _one(text: str | None) -> StoredStandingOrder | None:
    return None if text is None else _DECODE.decode(text)
