"""Single values of the wire, both ways: how .NET's Json.NET reads them, liberally, and how Caspit writes them.

Readers take what a JSON reader, a form or a query string holds (text, int, Decimal, bool) and give the value, or None
for nothing, or raise `UnreadableError` with a sentence about the field. No float occurs here; a number longer than the
wire's places is rounded half up to them, one too large is refused. Writers give JSON text.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from json.encoder import encode_basestring as text_json
from typing import TYPE_CHECKING, Final

from pinkas.dialects.text import FORBIDDEN_CHARACTERS, MAX_ECHO, NotANumber, echo

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["FORBIDDEN_CHARACTERS", "NotANumber", "echo", "text_json"]

MAX_WHOLE_DIGITS = 15
"""Digits before the point; the vendor's SQL money type holds as many."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
MAX_INTEGER = 2**31 - 1
MAX_NUMBER_TEXT = 100

_BEYOND_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,6})?", re.ASCII | re.IGNORECASE)
_TIME = r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,12}))?)?(?:Z|([+-])(\d{2}):?(\d{2}))?)?"
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME, re.ASCII | re.IGNORECASE)
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})" + _TIME, re.ASCII | re.IGNORECASE)
_TICKS = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMERIC = (int, Decimal)  # a union written out at each check is built anew each time
_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(10))
_WIDE = Context(prec=MAX_WHOLE_DIGITS + 1 + len(_STEPS), rounding=ROUND_HALF_UP, traps=[InvalidOperation])
_TOO_LARGE = Decimal(10) ** MAX_WHOLE_DIGITS


class UnreadableError(Exception):
    """A value that is not valid for its field: broken form, or (with `rule`) a rule it breaks."""

    def __init__(self, value: object, rule: str | None = None) -> None:
        super().__init__(rule)
        self.value, self.rule = value, rule

    def about(self, name: str, *, secret: bool = False) -> str:
        """The sentence for the caller, in .NET's words; a secret is not repeated."""
        if self.rule is not None:
            return f"The field {name} {self.rule}."
        if secret or isinstance(self.value, dict | list):
            return f"The value is not valid for {name}."
        return f"The value '{echo(self.value)}' is not valid for {name}."


# --- readers -------------------------------------------------------------------------------------------------------


def read_text(value: object, *, max_length: int | None = None, trim: bool = False, keep_blank: bool = False) -> str:
    """A text; numbers and booleans become their JSON text. Length counts characters, after trimming.

    `keep_blank`: blanks that trimming would make "" are given as one space.
    """
    text = value if isinstance(value, str) else _as_text(value)
    if not text.isprintable() and FORBIDDEN_CHARACTERS.search(text):
        raise UnreadableError(value, "must not contain control characters or broken Unicode")
    if trim:
        text = text.strip() or (" " if keep_blank and text else "")
    if max_length is not None and len(text) > max_length:
        raise UnreadableError(value, f"must be a string with a maximum length of {max_length}")
    return text


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _NUMERIC):
        return str(value)
    raise UnreadableError(value)


def read_integer(value: object) -> int | None:
    """A 32-bit whole number: 7, "7", 7.0, "7.0"; nothing for an empty text."""
    if isinstance(value, str):
        value = _number_in(value)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, _NUMERIC):
        raise UnreadableError(value)
    if not -MAX_INTEGER <= value <= MAX_INTEGER or value != (whole := int(value)):
        raise UnreadableError(value)
    return whole


def read_decimal(value: object, *, places: int) -> Decimal | None:
    """A number as sent, rounded half up to `places` fraction digits where it has more.

    Scripts that compute in floats send 84.74576271186440 for 100 / 1.18 (dossier section 6 knows four digits stored).

    >>> read_decimal("12.50", places=4), read_decimal("84.74576271186440", places=4)
    (Decimal('12.50'), Decimal('84.7458'))
    """
    if isinstance(value, str):
        return _decimal_in(value, places)
    if isinstance(value, bool) or not isinstance(value, _NUMERIC):
        raise UnreadableError(value)
    return _fitted(Decimal(value), places)


@lru_cache(maxsize=4096)  # by the text itself, so that each keeps the digits it came with
def _decimal_in(text: str, places: int) -> Decimal | None:
    number = _number_in(text)
    return None if number is None else _fitted(number, places)


def _fitted(number: Decimal, places: int) -> Decimal:
    if not number:
        return Decimal(0)
    text = str(number)
    if len(text) <= MAX_WHOLE_DIGITS and "E" not in text and len(text.partition(".")[2]) <= places:
        return number  # nearly every number ends here, at a fifth of the price of the exact check below
    fitted = number.quantize(_STEPS[places], context=_WIDE) if number.adjusted() < MAX_WHOLE_DIGITS else None
    if fitted is None or abs(fitted) >= _TOO_LARGE:
        most = "9" * MAX_WHOLE_DIGITS
        raise UnreadableError(number, f"must be between -{most} and {most}")
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and -places <= exponent <= 0 else fitted or Decimal(0)


def _number_in(text: str) -> Decimal | None:
    text = text.strip()
    if not text:
        return None
    if len(text) > MAX_NUMBER_TEXT or not _NUMBER.fullmatch(text):
        raise UnreadableError(text)
    return Decimal(text)


def read_flag(value: object) -> bool | None:
    """True or false: the JSON words, "true" in any case, 1 and 0; nothing for an empty text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, _NUMERIC) and value in (0, 1):
        return value == 1
    if not isinstance(value, str):
        raise UnreadableError(value)
    word = value.strip().lower()
    if not word:
        return None
    if word not in _FLAGS:
        raise UnreadableError(value)
    return _FLAGS[word]


def read_date(value: object, *, zone: ZoneInfo) -> date | None:
    """The civil date in `zone`: a time with an offset or Z is turned into the zone's time first (dossier section 6)."""
    moment = read_moment(value, zone=zone)
    return None if moment is None else moment.date()


def read_moment(value: object, *, zone: ZoneInfo) -> datetime | None:
    """An instant; a text without offset is the zone's own time (the earlier one where the clock is set back)."""
    if not isinstance(value, str):
        raise UnreadableError(value)
    text = value.strip()
    if not text:
        return None
    moment = _civil(text, zone) if len(text) <= MAX_ECHO else None
    if moment is None:
        raise UnreadableError(value)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UnreadableError(value, f"must be a date between the years {FIRST_YEAR} and {LAST_YEAR}")
    return moment


@lru_cache(maxsize=2048)  # the same few days come again and again
def _civil(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        return _in_zone(text, zone)
    except (ValueError, OverflowError):
        return None


def _in_zone(text: str, zone: ZoneInfo) -> datetime | None:
    if ticks := _TICKS.fullmatch(text):
        return (_EPOCH + timedelta(milliseconds=int(ticks[1]))).astimezone(zone)
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day, *clock = found.groups()
    elif found := _MONTH_FIRST.fullmatch(text):
        month, day, year, *clock = found.groups()
    else:
        return None
    hour, minute, second, fraction, sign, offset_hours, offset_minutes = clock
    microsecond = int((fraction or "0").ljust(6, "0")[:6])
    moment = datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), microsecond, zone
    )
    if sign:
        offset = timedelta(hours=int(offset_hours), minutes=int(offset_minutes))
        return moment.replace(tzinfo=timezone(-offset if sign == "-" else offset)).astimezone(zone)
    if text[-1] in "Zz":
        return moment.replace(tzinfo=UTC).astimezone(zone)
    return moment


def read_bytes(value: object, *, max_length: int | None = None) -> bytes | None:
    """Base64 text; nothing for an empty one. `max_length` counts the bytes it stands for."""
    if not isinstance(value, str):
        raise UnreadableError(value)
    text = value.strip()
    if not text:
        return None
    try:
        content = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableError(value, "must be a Base64 text") from None
    if max_length is not None and len(content) > max_length:
        raise UnreadableError(value, f"must hold at most {max_length} bytes")
    return content


# --- writers -------------------------------------------------------------------------------------------------------


def decimal_json(value: Decimal) -> str:
    """A JSON number with at least one fraction digit and none to spare: 1180.0, 12.5, 0.0; never an exponent."""
    if not value.is_finite():
        raise ValueError("A number that is not finite cannot be written.")
    return _plain_number(value)


@lru_cache(maxsize=4096)  # amounts that are equal look the same, however many zeros they end in
def _plain_number(value: Decimal) -> str:
    text = str(value)
    if not text.isascii() or "E" in text:
        text = f"{value:f}"
    if "." not in text:
        return "0.0" if text == "-0" else text + ".0"
    if text[-1] == "0":
        text = text.rstrip("0")
        if text[-1] == ".":
            text += "0"
        return "0.0" if text == "-0.0" else text
    return text


@lru_cache(maxsize=1024)
def date_json(value: date) -> str:
    """Midnight without offset: "2026-08-05T00:00:00"."""
    return f'"{value.isoformat()}T00:00:00"'


def moment_json(value: datetime, zone: ZoneInfo) -> str:
    """Local time of `zone` without offset, the fraction trimmed: "2024-05-05T13:54:01.34". Naive values are local."""
    local = value if value.tzinfo is None else value.astimezone(zone)
    text = local.replace(tzinfo=None).isoformat()
    return f'"{text.rstrip("0") if local.microsecond else text}"'


def bytes_json(value: bytes) -> str:
    """Base64 in quotes."""
    return f'"{b64encode(value).decode("ascii")}"'


def flag_json(value: bool) -> str:  # noqa: FBT001 - the value itself, not a switch
    """The JSON words true and false."""
    return "true" if value else "false"


def text_xml(value: str) -> str:
    """Character data. What XML 1.0 cannot carry is U+FFFD; a carriage return, which readers drop, is a reference."""
    if not value.isprintable():
        value = _BEYOND_XML.sub("\ufffd", value)
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\r", "&#xD;") if "\r" in escaped else escaped


@lru_cache(maxsize=4096)
def decimal_xml(value: Decimal) -> str:
    """A number with four fraction digits, as the vendor's SQL money type prints them, or more where it has more."""
    whole, _, fraction = decimal_json(value).partition(".")
    return f"{whole}.{fraction.ljust(4, '0')}"


def date_xml(value: date) -> str:
    """As in JSON, without the quotes."""
    return date_json(value)[1:-1]


def moment_xml(value: datetime, zone: ZoneInfo) -> str:
    """As in JSON, without the quotes."""
    return moment_json(value, zone)[1:-1]


def bytes_xml(value: bytes) -> str:
    """Base64."""
    return b64encode(value).decode("ascii")
