"""The journal read from end to end, a page at a time, so that no export holds it all."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Final

import msgspec

from pinkas.books.document import Party
from pinkas.books.entry import Entry
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("journal")
_PAGE: Final = 500


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What posted an entry: a document (or its cancellation), or a voucher (or its reversal).

    `series` and `number` are a document's legal number; of a voucher the number is its serial.
    """

    kind: str
    cancels: bool
    series: int | None
    number: int
    contact: int | None
    due_date: dt.date | None
    party: Party | None
    details: str | None
    reference: str | None


class Posted(msgspec.Struct, frozen=True):
    """One entry and its origin."""

    serial: int
    entry: Entry
    origin: Origin | None


class Extent(msgspec.Struct, frozen=True):
    """The journal's last entry, and the largest sum an entry of the asked range posts."""

    last: int
    largest: Decimal


class AccountHolder(msgspec.Struct, frozen=True, kw_only=True):
    """A contact as other ledgers open an account for it."""

    serial: int
    type: str
    name: str
    tax_number: str | None
    phone: str | None
    mobile: str | None
    fax: str | None
    email: str | None
    address1: str | None
    city: str | None
    postal_code: str | None
    country: str | None
    bank: int | None
    bank_branch: str | None
    bank_account: str | None
    payable: bool
    receivable: bool


_POSTED: Final = msgspec.json.Decoder(Posted)
_EXTENT: Final = msgspec.json.Decoder(Extent)
_HOLDER: Final = msgspec.json.Decoder(AccountHolder)


async def extent(store: Store, business: int, start: dt.date, end: dt.date) -> Extent:
    """How far the journal goes, and how large what is posted from `start` to `end` gets."""
    return _EXTENT.decode(await store.value(_SQL["extent"], business, start, end))


async def entries(store: Store, business: int, start: dt.date, end: dt.date, last: int) -> AsyncIterator[Posted]:
    """Entries posted from `start` to `end` (inclusive), up to serial `last`, in the order they were made."""
    after = 0
    while True:
        rows = await store.rows(_SQL["page"], business, start, end, after, last, _PAGE)
        for (text,) in rows:
            posted = _POSTED.decode(text)
            after = posted.serial
            yield posted
        if len(rows) < _PAGE:
            return


async def accounts(store: Store, business: int) -> list[str]:
    """Every account that anything was ever posted to."""
    return [account for (account,) in await store.rows(_SQL["accounts"], business)]


async def last_contact(store: Store, business: int) -> int:
    """The serial of the newest contact; 0 when there is none."""
    return int(await store.value(_SQL["last_contact"], business))


async def holders(store: Store, business: int) -> AsyncIterator[AccountHolder]:
    """All contacts that have an account or may get one, in the order of their numbers."""
    after = 0
    while True:
        rows = await store.rows(_SQL["contacts"], business, after, _PAGE)
        for (text,) in rows:
            holder = _HOLDER.decode(text)
            after = holder.serial
            yield holder
        if len(rows) < _PAGE:
            return
