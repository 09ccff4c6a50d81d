"""How much a report may hold, and how long whoever looks at one may be idle."""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeVar

from pinkas.books.errors import InvalidValue
from pinkas.books.report import MOST_ROWS

T = TypeVar("T")

#: A client idle for longer is gone, with all it opened.
IDLE: Final = dt.timedelta(minutes=30)


def within(rows: list[T]) -> list[T]:
    """The rows of a report, read with one more than it may have. Raises InvalidValue when there are too many."""
    if len(rows) > MOST_ROWS:
        raise InvalidValue("FromDate", f"must be nearer to ToDate: a report holds at most {MOST_ROWS} rows")
    return rows
