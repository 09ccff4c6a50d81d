"""The journal read from end to end, a page at a time, so that no export holds it all."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import msgspec

from pinkas.books.entry import Entry
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("journal")
_PAGE: Final = 500


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What posted an entry: a document (or its cancellation), or a voucher (or its reversal).

    `series` and `number` are a document's legal number; of a voucher the number is its serial. `name`, `tax_number` and
    `allocation_number` are the other side's as the document or the expense says them, `reference` their own number.
    """

    kind: str
    cancels: bool
    series: int | None
    number: int
    contact: int | None
    due_date: dt.date | None
    name: str | None
    tax_number: str | None
    details: str | None
    reference: str | None
    allocation_number: str | None


class Posted(msgspec.Struct, frozen=True):
    """One entry and its origin."""

    serial: int
    entry: Entry
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class ClassNamed:
    """A class, and how it stands to VAT."""

    number: int
    name: str
    vat: str


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
_HOLDER: Final = msgspec.json.Decoder(AccountHolder)


async def last_entry(store: Store, business: int) -> int:
    """The serial of the journal's last entry; 0 when there is none."""
    return int(await store.value(_SQL["last_entry"], business))


async def classes(store: Store, business: int) -> list[ClassNamed]:
    """The business's classes."""
    return [ClassNamed(**row) for row in await store.rows(_SQL["classes"], business)]


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
