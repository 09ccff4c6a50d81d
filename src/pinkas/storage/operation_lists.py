"""Operations in lists, finished and open, whoever recorded them: one round-trip each read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import msgspec

from pinkas.books.kinds import KINDS
from pinkas.books.operation import Operation
from pinkas.storage.conditions import Conditions, ordered
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("operation_lists")
_PAGE: Final = _SQL["page"].replace("{row}", _SQL["row"]).replace("{every}", _SQL["every"])
#: Kinds by what they do to what an operation comes to, and to what was paid of it.
_BACK: Final = [kind.name for kind in KINDS.values() if kind.sells and kind.credits]
_OUT: Final = [kind.name for kind in KINDS.values() if kind.sells and not kind.credits]
_PAID_BACK: Final = [kind.name for kind in KINDS.values() if kind.receives and kind.sign < 0]

#: What lists may be sorted by.
ORDERS: Final = {
    "serial": "i.serial",
    "store": "i.store",
    "type": "array_position(array['sale', 'return', 'delivery'], i.type)",
    "contact": "i.contact",
    "state": "array_position(array['open', 'finished', 'cancelled'], i.state)",
    "date": "i.local_time::date",
    "created_at": "i.created_at",
    "finished_at": "i.finished_at",
    "creator": "i.creator",
    "finisher": "i.finisher",
}


class VatOfGoods(msgspec.Struct, frozen=True):
    """How the catalogue has goods stand to VAT."""

    serial: int
    charge_vat: bool
    tax_group: str | None


class ListedOperation(msgspec.Struct, frozen=True):
    """An operation as lists show it. Sums are positive, whichever way it goes, and None while it is open.

    `state` is `open`, `finished` or `cancelled` (all its documents are). `operation` is what was built, where it was;
    `goods` what its open rows name.
    """

    serial: int
    type: str
    state: str
    store: int
    register: int
    sequence: int
    contact: int | None
    date: dt.date
    created_at: dt.datetime
    finished_at: dt.datetime | None
    creator: int | None
    finisher: int | None
    source: str | None
    source_reference: str | None
    operation: Operation | None
    comment: str | None
    currency: str | None
    total: Decimal | None
    net: Decimal | None
    vat: Decimal | None
    paid: Decimal | None
    discount_percent: str | None
    goods: tuple[VatOfGoods, ...]


_DECODE: Final = msgspec.json.Decoder(ListedOperation)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationFilter:
    """Which operations a list has: all of what is given holds. Both ends of days and instants are included."""

    serial: int | None = None
    store: int | None = None
    types: Collection[str] | None = None
    states: Collection[str] | None = None
    contact: int | None = None
    source: str | None = None
    reference: str | None = None
    from_date: dt.date | None = None
    to_date: dt.date | None = None
    created_from: dt.datetime | None = None
    created_to: dt.datetime | None = None
    finished_from: dt.datetime | None = None
    finished_to: dt.datetime | None = None
    creator: int | None = None
    finisher: int | None = None


async def page(
    store: Store,
    business: int,
    wanted: OperationFilter,
    *,
    zone: str,
    order: str = "serial",
    descending: bool = False,
    offset: int,
    limit: int,
) -> tuple[int, list[ListedOperation]]:
    """How many operations match, and those of one page, in an order of `ORDERS`, then oldest first."""
    sql, values = page_query(wanted, order=order, descending=descending)
    row = await store.row(sql, business, offset, limit, zone, _BACK, _OUT, _PAID_BACK, *values)
    return row[0], [_DECODE.decode(text) for text in row[1]]


def page_query(wanted: OperationFilter, *, order: str = "serial", descending: bool = False) -> tuple[str, list[Any]]:
    """The query of a page, and the values after its first seven."""
    conditions = Conditions(first=8)
    conditions.add("and i.serial = ?", wanted.serial)
    conditions.add("and i.store = ?", wanted.store)
    conditions.add("and i.type = any(?)", None if wanted.types is None else list(wanted.types))
    conditions.add("and i.state = any(?)", None if wanted.states is None else list(wanted.states))
    conditions.add("and i.contact = ?", wanted.contact)
    conditions.add("and i.source = ?", wanted.source)
    conditions.add("and i.source_reference = ?", wanted.reference)
    conditions.add("and i.local_time >= ?::date", wanted.from_date)
    conditions.add("and i.local_time < ?::date + 1", wanted.to_date)
    conditions.add("and i.created_at >= ?", wanted.created_from)
    conditions.add("and i.created_at <= ?", wanted.created_to)
    conditions.add("and i.finished_at >= ?", wanted.finished_from)
    conditions.add("and i.finished_at <= ?", wanted.finished_to)
    conditions.add("and i.creator = ?", wanted.creator)
    conditions.add("and i.finisher = ?", wanted.finisher)
    placed = ordered(ORDERS[order], "i", descending)
    return _PAGE.replace("{filters}", conditions.sql).replace("{order}", placed), conditions.values
