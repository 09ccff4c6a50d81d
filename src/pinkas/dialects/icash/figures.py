"""How replies write what is no text: money with its fixed places, dates, and the absence of either (dossier §4)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from pinkas.books.money import half_up

NO_DATE: Final = "0000-00-00"
NO_MOMENT: Final = "0000-00-00 00:00:00"
#: So long are the date and the time to the second; what follows is its fraction and its offset.
_MOMENT: Final = len(NO_MOMENT)


def fixed(value: Decimal, places: int) -> str:
    """A number as text with all its places, rounded half up where it has more."""
    return f"{half_up(value, places):f}"


def money(value: Decimal) -> str:
    """DECIMAL(15,2)."""
    return fixed(value, 2)


def percent(value: Decimal) -> str:
    """DECIMAL(7,5), a percentage."""
    return fixed(value, 5)


def day(value: dt.date | None) -> str:
    """`YYYY-MM-DD`, or the date that is none."""
    return NO_DATE if value is None else value.isoformat()


def moment(value: dt.datetime | None, zone: ZoneInfo) -> str:
    """An instant as civil time of the business's zone, or the time that is none."""
    return NO_MOMENT if value is None else civil(value.astimezone(zone))


def civil(value: dt.datetime | None) -> str:
    """A civil time, `YYYY-MM-DD HH:MM:SS`, or the time that is none."""
    return NO_MOMENT if value is None else value.isoformat(" ")[:_MOMENT]


def number(value: Decimal) -> int | Decimal:
    """A JSON number: whole ones without a fraction, others with the digits they need."""
    whole = value.to_integral_value()
    return int(whole) if whole == value else value.normalize()
