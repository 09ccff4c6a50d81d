"""Closed periods: everything up to a day takes no posting any more (DESIGN §5)."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from pinkas.books.errors import InvalidValue, PeriodClosed


def month(text: str) -> tuple[int, int]:
    """Year and month of "2026-01". Raises InvalidValue."""
    year, _, number = text.partition("-")
    well_formed = len(year) == 4 and len(number) == 2 and text.isascii() and (year + number).isdigit()
    if not well_formed or not 1 <= int(number) <= 12 or int(year) < 1900:
        raise InvalidValue("period", "must be a month such as 2026-01")
    return int(year), int(number)


def last_day(year: int, number: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, number, monthrange(year, number)[1])


def check_open(day: dt.date, closed_through: dt.date | None) -> None:
    """Refuse a date in a closed period. Raises PeriodClosed, naming it."""
    if closed_through is not None and day <= closed_through:
        raise PeriodClosed(day, closed_through)


def first_open(day: dt.date, closed_through: dt.date | None) -> dt.date:
    """The day itself, or the first one after it that takes postings."""
    return day if closed_through is None or day > closed_through else closed_through + dt.timedelta(days=1)
