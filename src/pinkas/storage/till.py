"""What lies in the till, line by line, in one round-trip."""

from __future__ import annotations

import datetime as dt
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


class TillLine(msgspec.Struct, frozen=True, kw_only=True):
    """One tender of an issued document; `amount` is positive whichever way it went, `kind` says which."""

    uuid: UUID
    date: dt.date
    kind: str
    series: int
    number: int
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


_DECODE: Final = msgspec.json.Decoder(TillLine)


@cache
def _page_sql(*, starts: bool, ends: bool) -> str:
    filters = f"and {_DAY} >= $4" if starts else ""
    if ends:
        filters += f" and {_DAY} <= ${5 if starts else 4}"
    return _SQL["page"].replace("{filters}", filters)


async def page(
    store: Store,
    business: int,
    *,
    from_date: dt.date | None = None,
    to_date: dt.date | None = None,
    offset: int,
    limit: int,
) -> tuple[int, list[TillLine]]:
    """How many lines lie in the till (falling due in those days), and those of one page, oldest received first."""
    sql = _page_sql(starts=from_date is not None, ends=to_date is not None)
    days = [day for day in (from_date, to_date) if day is not None]
    row = await store.row(sql, business, offset, limit, *days)
    return row[0], [_DECODE.decode(text) for text in row[1]]
