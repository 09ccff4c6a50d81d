"""Deferred payments in the database: receipts with payments that have fallen due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import msgspec

from pinkas.books.deferred import Receipt
from pinkas.books.document import Party
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("deferred")
#: Receipts read at once.
PAGE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReceipt(Receipt):
    """A receipt with what its invoices take from it."""

    serial: int
    series: int
    number: int
    party: Party
    contact_key: str | None


_DECODE: Final = msgspec.json.Decoder(FoundReceipt)


async def receipts(store: Store, business: int, until: dt.date, *, after: int) -> list[FoundReceipt]:
    """The next receipts, by serial, of which something may be invoiced by `until`."""
    rows = await store.rows(_SQL["receipts"], business, until, after, PAGE)
    return [_DECODE.decode(row[0]) for row in rows]
