"""How lines are chained: `link` is made in the database, which alone knows position and numbers; here the same rule."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

from pinkas.books import canon

GENESIS: Final = bytes(32)
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DaybookLine:
    """One line. `numbers` are the legal and till numbers its call gave, in document order."""

    position: int
    recorded_at: dt.datetime
    actor: str
    verb: str
    sort: str
    serial: int
    numbers: tuple[str, ...]
    content: bytes
    link: bytes


def link(business: int, previous: bytes, line: DaybookLine) -> bytes:
    """The link a line must bear after `previous` (the rule of the database's `books.daybook_link`)."""
    micros = (line.recorded_at - _EPOCH) // dt.timedelta(microseconds=1)
    parts = [
        bytes([canon.VERSION]),
        business.to_bytes(8, "big"),
        line.position.to_bytes(8, "big"),
        previous,
        micros.to_bytes(8, "big", signed=True),
        _framed(line.actor),
        _framed(line.verb),
        _framed(line.sort),
        line.serial.to_bytes(8, "big"),
        len(line.numbers).to_bytes(4, "big"),
        *[_framed(number) for number in line.numbers],
        line.content,
    ]
    return hashlib.sha256(b"".join(parts)).digest()


def _framed(value: str) -> bytes:
    body = value.encode()
    return len(body).to_bytes(4, "big") + body
