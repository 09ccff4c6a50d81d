"""Canonical bytes, version 1: what the daybook hashes. Frozen: a change is a new version beside this one.

A value is a tag byte, a length (four bytes, big endian) and a body:

    n null · t true · f false · i integer (decimal digits) · d decimal (plain notation at the field's scale)
    s text (NFC, UTF-8) · D civil date (ISO) · T instant (UTC, ISO, six decimals, Z) · u uuid (16 bytes)
    b bytes · l list of values · r record: field name and value, in the order of the explicit list

Records are described by explicit lists of (field, kind), never by what a class or a row happens to hold.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal
    from uuid import UUID

VERSION: Final = 1


def _frame(tag: bytes, body: bytes) -> bytes:
    return tag + len(body).to_bytes(4, "big") + body


_NULL: Final = _frame(b"n", b"")
_TRUE: Final = _frame(b"t", b"")
_FALSE: Final = _frame(b"f", b"")


def text(value: str | None) -> bytes:
    """Text, normalised to NFC."""
    if value is None:
        return _NULL
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    return _frame(b"s", value.encode())


def flag(value: bool | None) -> bytes:  # noqa: FBT001 - the value itself, not a switch
    """A truth value."""
    return _NULL if value is None else _TRUE if value else _FALSE


def integer(value: int | None) -> bytes:
    """An integer of any size."""
    return _NULL if value is None else _frame(b"i", b"%d" % value)


def decimal(places: int) -> Callable[[Decimal | None], bytes]:
    """An exact decimal at a fixed scale."""

    def encode(value: Decimal | None) -> bytes:
        return _NULL if value is None else _frame(b"d", f"{value + 0:.{places}f}".encode())

    return encode


def date(value: dt.date | None) -> bytes:
    """A civil date."""
    return _NULL if value is None else _frame(b"D", value.isoformat().encode())


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


def record(fields: Sequence[tuple[str, Callable[[Any], bytes]]]) -> Callable[[Any], bytes]:
    """A record by its explicit list of fields."""
    named = tuple((name, text(name), encode) for name, encode in fields)

    def encode_record(value: object) -> bytes:
        return _frame(b"r", b"".join([key + encode(getattr(value, name)) for name, key, encode in named]))

    return encode_record


def several(encode: Callable[[Any], bytes]) -> Callable[[Sequence[Any]], bytes]:
    """A list of values of one kind."""

    def encode_list(values: Sequence[Any]) -> bytes:
        return _frame(b"l", b"".join([encode(value) for value in values]))

    return encode_list


def digest(*parts: bytes) -> bytes:
    """The hash of canonical parts."""
    return hashlib.sha256(bytes([VERSION]) + b"".join(parts)).digest()
