"""Canonical bytes, version 1: what the daybook hashes. Frozen: a change is a new version beside this one.

A value is a tag byte, a length (four bytes, big endian) and a body:

    n null · t true · f false · i integer (decimal digits) · d decimal (plain notation at the field's scale)
    s text (NFC, UTF-8) · D civil date (ISO) · T instant (UTC, ISO, six decimals, Z) · u uuid (16 bytes)
    b bytes · l list of values · r record: field name and value, in the order of the explicit list

Records are described by explicit lists of (field, kind), never by what a class or a row happens to hold. A field that
came to a record later stands in a list of its own and is left out where it is null: what was written before it keeps
its bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal
    from uuid import UUID

VERSION: Final = 1
_KEPT: Final = 4096
_SHORT: Final = 64


def _heads(tag: bytes) -> list[bytes]:
    """The first five bytes of the shorter values, by length: most texts and numbers are."""
    return [tag + length.to_bytes(4, "big") for length in range(128)]


def _frame(tag: bytes, body: bytes) -> bytes:
    return tag + len(body).to_bytes(4, "big") + body


_NULL: Final = _frame(b"n", b"")
_TRUE: Final = _frame(b"t", b"")
_FALSE: Final = _frame(b"f", b"")
_TEXT_HEADS: Final = _heads(b"s")
_DECIMAL_HEADS: Final = _heads(b"d")


def text(value: str | None) -> bytes:
    """Text, normalised to NFC."""
    if value is None:
        return _NULL
    return _short_text(value) if len(value) <= _SHORT else _text(value)


def _text(value: str) -> bytes:
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    body = value.encode()
    return _TEXT_HEADS[len(body)] + body if len(body) < 128 else _frame(b"s", body)


#: The same names, prices and days come again and again: what was encoded lately is kept, a megabyte or two of it.
_short_text = lru_cache(_KEPT)(_text)


def flag(value: bool | None) -> bytes:  # noqa: FBT001 - the value itself, not a switch
    """A truth value."""
    return _NULL if value is None else _TRUE if value else _FALSE


@lru_cache(_KEPT)
def integer(value: int | None) -> bytes:
    """An integer of any size."""
    return _NULL if value is None else _frame(b"i", b"%d" % value)


def decimal(places: int) -> Callable[[Decimal | None], bytes]:
    """An exact decimal at a fixed scale."""
    plain = f".{places}f"
    zero = _frame(b"d", f"{0:.{places}f}".encode())

    @lru_cache(_KEPT)  # amounts that are equal have the same bytes, however many zeros they end in
    def encode(value: Decimal | None) -> bytes:
        if value is None:
            return _NULL
        if not value:
            return zero  # minus zero as well
        body = format(value + 0, plain).encode()
        return _DECIMAL_HEADS[len(body)] + body if len(body) < 128 else _frame(b"d", body)

    return encode


@lru_cache(_KEPT)
def date(value: dt.date | None) -> bytes:
    """A civil date."""
    return _NULL if value is None else _frame(b"D", value.isoformat().encode())


def civil_time(value: dt.datetime | None) -> bytes:
    """A civil time, to the millisecond, as a text."""
    return text(None if value is None else value.isoformat(timespec="milliseconds"))


def instant(value: dt.datetime) -> bytes:
    """An instant in UTC, to the microsecond."""
    utc = value.astimezone(dt.UTC)
    return _frame(b"T", f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond:06d}Z".encode())


def uuid(value: UUID) -> bytes:
    """A uuid."""
    return _frame(b"u", value.bytes)


def binary(value: bytes | None) -> bytes:
    """Bytes."""
    return _NULL if value is None else _frame(b"b", value)


def record(
    fields: Sequence[tuple[str, Callable[[Any], bytes]]], later: Sequence[tuple[str, Callable[[Any], bytes]]] = ()
) -> Callable[[Any], bytes]:
    """A record by its explicit list of fields, and those that came later."""
    every = (*fields, *later)
    values = attrgetter(*[name for name, _ in every])
    # Most fields of most records are empty: their bytes, null included, are made once.
    names = [text(name) for name, _ in every]
    absences = [*(text(name) + _NULL for name, _ in fields), *(b"" for _ in later)]
    encoders = [encode for _, encode in every]

    def encode_record(record: object) -> bytes:
        parts = [
            absent if value is None else name + encode(value)
            for value, name, absent, encode in zip(values(record), names, absences, encoders, strict=True)
        ]
        return _frame(b"r", b"".join(parts))

    return encode_record


def several(encode: Callable[[Any], bytes]) -> Callable[[Sequence[Any]], bytes]:
    """A list of values of one kind."""

    def encode_list(values: Sequence[Any]) -> bytes:
        return _frame(b"l", b"".join([encode(value) for value in values]))

    return encode_list


def digest(*parts: bytes) -> bytes:
    """The hash of canonical parts."""
    return hashlib.sha256(bytes([VERSION]) + b"".join(parts)).digest()
