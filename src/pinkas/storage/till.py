"""What lies in the till and what deposits took of it, line by line, in one round-trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Final
from uuid import UUID

import msgspec

from pinkas.books.document import Party
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("till")
#: A line counts from the day it falls due; cash, which falls due never, from its document's.
_DAY: Final = "coalesce(t.due_date, t.date)"
#: And what was deposited, cash from its deposit's.
_DEPOSITED_DAY: Final = "t.day"
_OF_DEPOSITS: Final = _SQL["of_parts"].replace("{parts}", _SQL["of_deposits"])


class TillLine(msgspec.Struct, frozen=True, kw_only=True):
    """One tender of an issued document; `amount` is positive whichever way it went, `kind` says which.

    It is what still lies in the till of it; or else what the deposit took, whose serial is named.
    """

    uuid: UUID
    date: dt.date
    kind: str
    series: int
    number: int
    run: str
    party: Party
    contact_key: str | None
    type: str
    account: str | None
    branch: str | None
    bank: int | None
    cheque_number: str | None
    due_date: dt.date | None
    amount: Decimal
    currency: str
    rate: Decimal
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    deposit: int | None = None
    deposit_date: dt.date | None = None
    bank_account: str | None = None


_DECODE: Final = msgspec.json.Decoder(TillLine)


@cache
def _page_sql(name: str, day: str, *, starts: bool, ends: bool) -> str:
    filters = f"and {day} >= $4" if starts else ""
    if ends:
        filters += f" and {day} <= ${5 if starts else 4}"
    lines = _SQL["of_parts"].replace("{parts}", _SQL["live_parts"])
    return _SQL[name].replace("{lines}", lines).replace("{filters}", filters)


async def page(
    store: Store,
    business: int,
    *,
    from_date: dt.date | None = None,
    to_date: dt.date | None = None,
    deposited: bool = False,
    offset: int,
    limit: int,
) -> tuple[int, list[TillLine]]:
    """How many lines lie in the till (falling due in those days), and those of one page, oldest received first.

    With `deposited` those that live deposits took, oldest deposit first: a line for each part of it.
    """
    name, day = ("deposited", _DEPOSITED_DAY) if deposited else ("page", _DAY)
    sql = _page_sql(name, day, starts=from_date is not None, ends=to_date is not None)
    days = [day for day in (from_date, to_date) if day is not None]
    row = await store.row(sql, business, offset, limit, *days)
    return row[0], [_DECODE.decode(text) for text in row[1]]


async def lines_of(store: Store, business: int, deposits: Sequence[int]) -> list[TillLine]:
    """The lines of the deposits with these serials, by deposit."""
    return [_DECODE.decode(row[0]) for row in await store.rows(_OF_DEPOSITS, business, list(deposits))]
