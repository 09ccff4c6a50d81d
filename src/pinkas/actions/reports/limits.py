"""How much a report may hold."""

from __future__ import annotations

from typing import TypeVar

from pinkas.books.errors import InvalidValue
from pinkas.books.report import MOST_ROWS

T = TypeVar("T")


def within(rows: list[T]) -> list[T]:
    """The rows of a report, read with one more than it may have. Raises InvalidValue when there are too many."""
    if len(rows) > MOST_ROWS:
        raise InvalidValue("FromDate", f"must be nearer to ToDate: a report holds at most {MOST_ROWS} rows")
    return rows
