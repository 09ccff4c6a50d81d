"""The dates of this wire, both ways (R-NET dossier section 3). Mixing them up moves due dates by a day.

Local times are civil times of the business's zone and bear no offset; tenders bear instants in UTC. A due date is the
instant of its local midnight: 22:00Z of the day before in an Israeli winter, 21:00Z in summer.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: What stands for "never" where a date may not be null.
NEVER: Final = "0001-01-01T00:00:00"
#: SQL Server's first year; nothing earlier can have been stored by the vendor's own server.
FIRST_YEAR: Final = 1753
LAST_YEAR: Final = 2200

_CLOCK = r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?[ ]?(Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _CLOCK, re.ASCII | re.IGNORECASE)
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})" + _CLOCK, re.ASCII | re.IGNORECASE)
_LONGEST: Final = 40
_TO_MILLISECONDS: Final = 1000


class UnreadableTime(ValueError):
    """A text that is no date of this wire; `beyond` says it is one, of a year that is not served."""

    def __init__(self, *, beyond: bool = False) -> None:
        super().__init__("year" if beyond else "form")
        self.beyond = beyond


def read_local(text: str, zone: ZoneInfo, *, month_first: bool = False) -> dt.datetime:
    """A civil time of the zone, naive, to the millisecond: blank or T, a missing fraction, a bare date.

    A Z or an offset makes it an instant, which is turned into the zone's time. `month_first` also takes MM/dd/yyyy.
    Raises UnreadableTime.

    >>> from zoneinfo import ZoneInfo
    >>> read_local("2026-03-10 14:58:21.227", ZoneInfo("Asia/Jerusalem")).isoformat()
    '2026-03-10T14:58:21.227000'
    """
    found = _read(text.strip(), zone, month_first)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UnreadableTime(beyond=True)
    return found


def read_instant(text: str, zone: ZoneInfo) -> dt.datetime:
    """An instant, in UTC; a text without Z or offset is the zone's own time. Raises UnreadableTime."""
    return as_instant(read_local(text, zone), zone)


def read_due(text: str, zone: ZoneInfo) -> dt.date:
    """The civil date that a due date says: an instant counts in the zone. Raises UnreadableTime."""
    return read_local(text, zone).date()


def as_instant(local: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The instant of a civil time, in UTC.

    A time that comes twice is its first coming; one that the clock leaps over counts from the clock before the leap.
    """
    return local.replace(tzinfo=zone).astimezone(dt.UTC)


def local_text(local: dt.datetime) -> str:
    """A civil time without offset, its milliseconds trimmed: `2022-01-16T12:50:20.58`."""
    whole = local.replace(microsecond=0, tzinfo=None).isoformat()
    milliseconds = local.microsecond // _TO_MILLISECONDS
    return f"{whole}.{milliseconds:03d}".rstrip("0") if milliseconds else whole


def utc_text(moment: dt.datetime) -> str:
    """An aware instant in the vendor's form: `2022-01-16 10:50:57Z`."""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%SZ}"


@lru_cache(maxsize=1024)
def due_text(day: dt.date, zone: ZoneInfo) -> str:
    """A due date as the instant of its local midnight: 1 June 2026 in Israel is `2026-05-31 21:00:00Z`."""
    return utc_text(as_instant(dt.datetime.combine(day, dt.time()), zone))


def _read(text: str, zone: ZoneInfo, month_first: bool) -> dt.datetime:  # noqa: FBT001 - handed through
    if len(text) > _LONGEST:
        raise UnreadableTime
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day, *clock = found.groups()
    elif month_first and (found := _MONTH_FIRST.fullmatch(text)):
        month, day, year, *clock = found.groups()
    else:
        raise UnreadableTime
    hour, minute, second, fraction, offset = clock
    milliseconds = int((fraction or "0").ljust(3, "0")[:3])
    try:
        civil = dt.datetime(  # noqa: DTZ001 - a civil time until its offset, if any, is known
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), milliseconds * 1000
        )
        return _shifted(civil, offset, zone) if offset else civil
    except (ValueError, OverflowError):
        raise UnreadableTime from None


def _shifted(civil: dt.datetime, offset: str, zone: ZoneInfo) -> dt.datetime:
    """The zone's civil time of one given with Z or an offset."""
    away = dt.timedelta()
    if offset.upper() != "Z":
        away = dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    moment = civil.replace(tzinfo=dt.timezone(-away if offset[0] == "-" else away))
    return moment.astimezone(zone).replace(tzinfo=None)
