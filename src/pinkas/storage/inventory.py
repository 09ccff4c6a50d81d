"""Papers about goods in the database, and what the stores hold: reads that cost one round-trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from pinkas.books.inventory import InventoryLine, StoredInventoryDocument
from pinkas.storage.decisions import ONCE_SQL, ReplayFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_RAW: Final = queries("inventory")
_WHOLE: Final = _RAW["document"].replace("{lines}", _RAW["lines_of_document"])
_HEADER: Final = _RAW["document"].replace("{lines}", "'{}'::json[]")
_FACTS: Final = _RAW["facts"].replace("{once}", ONCE_SQL).replace("{document}", _WHOLE)
_BY_UUID: Final = _RAW["by_uuid"].replace("{document}", _WHOLE)
_BY_SERIAL: Final = _RAW["by_serial"].replace("{document}", _WHOLE)
_CREATED: Final = _RAW["created_between"].replace("{document}", _HEADER)
_CARDS: Final = _RAW["cards"].replace("{card}", _RAW["card"])
_STOCK: Final = _RAW["stock"].replace("{card}", _RAW["card"])
_MOVED: Final = _RAW["moved_since"]


class NamedStore(msgspec.Struct, frozen=True):
    """A store that a request names."""

    serial: int
    uuid: UUID


class NamedGoods(msgspec.Struct, frozen=True):
    """A product that a request or a paper names."""

    serial: int
    uuid: UUID
    item_type: int | None
    deleted: bool


class Facts(msgspec.Struct, frozen=True):
    """What a decision about a paper is made on."""

    once: ReplayFacts | None
    existing: StoredInventoryDocument | None
    stores: tuple[NamedStore, ...]
    products: tuple[NamedGoods, ...]


class GoodsCard(msgspec.Struct, frozen=True, kw_only=True):
    """A product as lists of goods show it."""

    serial: int
    uuid: UUID
    name: str | None
    barcode: str | None
    model_number: str | None
    description: str | None
    item_type: int | None
    erp_code: str | None


class OnHand(msgspec.Struct, frozen=True, kw_only=True):
    """What one store has of a product, negative when more was sold than is known to have come in."""

    serial: int
    uuid: UUID
    code: str
    name: str
    erp_code: str | None
    on_hand: Decimal


class GoodsOnHand(GoodsCard, frozen=True, kw_only=True):
    """A product with what the stores in scope have of it; `on_hand` is their sum."""

    on_hand: Decimal
    stores: tuple[OnHand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsAsked:
    """Which products, and in which stores. None asks for no such thing.

    `since`: only those of which a store in scope moved some since then, with `or_card` also those whose card changed.
    """

    since: dt.datetime | None = None
    or_card: bool = False
    product: UUID | None = None
    barcode: str | None = None
    model_number: str | None = None
    groups: tuple[str, ...] | None = None
    without_types: tuple[int, ...] = ()
    inactive: bool = False
    store: UUID | None = None
    store_codes: tuple[str, ...] | None = None
    offset: int = 0
    limit: int | None = None
    #: Only products that came into the catalogue after the one with this serial.
    after: int = 0


_DECODE_FACTS: Final = msgspec.json.Decoder(Facts)
_DECODE: Final = msgspec.json.Decoder(StoredInventoryDocument)
_DECODE_CARD: Final = msgspec.json.Decoder(GoodsCard)
_DECODE_GOODS: Final = msgspec.json.Decoder(GoodsOnHand)


async def facts(
    store: Store,
    business: int,
    uuid: UUID,
    *,
    stores: Sequence[UUID] = (),
    products: Sequence[UUID] = (),
    once: tuple[str, str] | None,
) -> Facts:
    """The facts for a decision about the paper with this uuid; `once` is (credential, key)."""
    credential, key = once or (None, None)
    text = await store.value(_FACTS, business, credential, key, uuid, list(stores), list(products))
    return _DECODE_FACTS.decode(text)


async def by_uuid(store: Store, business: int, uuid: UUID) -> StoredInventoryDocument | None:
    """The paper with this uuid, with its lines."""
    return _one(await store.value(_BY_UUID, business, uuid))


async def by_serial(store: Store, business: int, serial: int) -> StoredInventoryDocument | None:
    """The paper with this serial, with its lines, removed or not."""
    return _one(await store.value(_BY_SERIAL, business, serial))


async def created_between(
    store: Store, business: int, start: dt.datetime, end: dt.datetime, *, first: int = 0, limit: int
) -> list[StoredInventoryDocument]:
    """A page of the papers recorded from `start` until before `end`, oldest first, without their lines.

    Of the moment `start` itself only those with the serial `first` or a later one.
    """
    rows = await store.rows(_CREATED, business, start, end, limit, first)
    return [_DECODE.decode(row[0]) for row in rows]


async def cards(store: Store, business: int, serials: Sequence[int]) -> dict[int, GoodsCard]:
    """Products by serial, removed ones too."""
    found = [_DECODE_CARD.decode(row[0]) for row in await store.rows(_CARDS, business, list(serials))]
    return {card.serial: card for card in found}


async def goods_on_hand(store: Store, business: int, asked: GoodsAsked) -> list[GoodsOnHand]:
    """Products in the order they came into the catalogue, each with what is in the stores."""
    which, values = _which(asked)
    codes = None if asked.store_codes is None else list(asked.store_codes)
    sql = _STOCK.replace("{which}", which)
    rows = await store.rows(sql, business, asked.store, codes, asked.offset, asked.limit, *values)
    return [_DECODE_GOODS.decode(row[0]) for row in rows]


def _which(asked: GoodsAsked) -> tuple[str, list[object]]:
    """The conditions on products, and their values from $6 on."""
    conditions: list[str] = []
    values: list[object] = []

    def value(given: object) -> str:
        values.append(given)
        return f"${len(values) + 5}"

    if asked.after:
        conditions.append(f"p.serial > {value(asked.after)}")
    if not asked.inactive:
        conditions.append("p.active")
    for column, given in (("uuid", asked.product), ("barcode", asked.barcode), ("model_number", asked.model_number)):
        if given is not None:
            conditions.append(f"p.{column} = {value(given)}")
    if asked.groups is not None:
        conditions.append(f"p.group_code = any({value(list(asked.groups))})")
    if asked.without_types:
        conditions.append(f"coalesce(p.item_type, 0) <> all({value(list(asked.without_types))})")
    if asked.since is not None:
        since = value(asked.since)
        moved = _MOVED.replace("{since}", since)
        conditions.append(f"(p.updated_at >= {since} or {moved})" if asked.or_card else moved)
    return "".join(f" and {condition}" for condition in conditions), values


def paper_item(stored: StoredInventoryDocument, *, new: bool, deleted: bool) -> Mapping[str, Any]:
    """The `paper` part of an item for `save_inventory_document_v1`."""
    frame = {
        name: getattr(stored, name)
        for name in ("uuid", "version", "created_at", "created_by", "updated_at", "updated_by")
    }
    said = {name: getattr(stored.document, name) for name in ("kind", "state", "store", "to_store", "note")}
    return {**frame, **said, "serial": None if new else stored.serial, "deleted": deleted}


def changed_lines(before: Sequence[InventoryLine], after: Sequence[InventoryLine]) -> dict[str, list[Any]]:
    """The `lines` and `gone` parts of that item: what is new or changed, and the numbers of what is gone."""
    held, left = set(before), {line.number for line in after}
    return {
        "lines": [line for line in after if line not in held],
        "gone": [line.number for line in before if line.number not in left],
    }


def _one(text: str | None) -> StoredInventoryDocument | None:
    return None if text is None else _DECODE.decode(text)
