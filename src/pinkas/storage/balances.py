"""What contacts owe, page by page, in one round-trip."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

import msgspec

from pinkas.books.contact import ContactType
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("balances")


class ContactBalance(msgspec.Struct, frozen=True, kw_only=True):
    """A contact with what they owe: in all, from the beginning, and on standing proformas. A debt is positive."""

    serial: int
    key: str
    type: ContactType
    name: str | None
    tax_number: str | None
    contact_name: str | None
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    receivable: Decimal
    #: What is owed to them.
    payable: Decimal
    opened: Decimal
    proformas: Decimal


_DECODE: Final = msgspec.json.Decoder(ContactBalance)


async def page(store: Store, business: int, *, offset: int, limit: int) -> tuple[int, list[ContactBalance]]:
    """How many contacts there are, and the balances of one page, oldest first."""
    row = await store.row(_SQL["page"], business, offset, limit)
    return row[0], [_DECODE.decode(text) for text in row[1]]
