"""Closings of stores' days in the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from pinkas.books.closing import DayFigures, StoredClosing
from pinkas.books.kinds import KINDS
from pinkas.storage.decisions import ONCE_SQL, ReplayFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("closings")
_FACTS: Final = _SQL["facts"].replace("{once}", ONCE_SQL)
#: An expression: the number of the closing that covers the transaction `t`, null where none does.
CLOSING_NUMBER_SQL: Final = _SQL["number"]
#: The kinds of document that go the other way.
BACKWARDS: Final = [kind.name for kind in KINDS.values() if kind.sign < 0]


#: Reads the first column of the first row: a store's `value`, or a connection's own.
Read = Callable[..., Awaitable[Any]]


class StoreFacts(msgspec.Struct, frozen=True):
    """A store and its last closing: 0 and 0 before the first."""

    serial: int
    key: str
    sequence: int
    through_position: int


class ClosingFacts(msgspec.Struct, frozen=True):
    """What closing a day is decided on; `position` is the daybook's last line."""

    once: ReplayFacts | None
    position: int
    store: StoreFacts | None


_DECODE_FACTS: Final = msgspec.json.Decoder(ClosingFacts)
_DECODE_FIGURES: Final = msgspec.json.Decoder(DayFigures)
_DECODE_ROW: Final = msgspec.json.Decoder(dict[str, Any])


async def facts(store: Store, business: int, key: str, *, once: tuple[str, str] | None) -> ClosingFacts:
    """The store with this key, its last closing, and the daybook's end; `once` is (credential, key)."""
    credential, name = once or (None, None)
    return _DECODE_FACTS.decode(await store.value(_FACTS, business, credential, name, key))


async def figures(read: Read, business: int, store: int, after: int, through: int) -> DayFigures:
    """What a store's transactions after one line of the daybook through another came to, read with `read`."""
    return _DECODE_FIGURES.decode(await read(_SQL["figures"], business, store, after, through, BACKWARDS))


async def closing(
    store: Store, business: int, *, serial: int | None = None, key: str | None = None
) -> StoredClosing | None:
    """One closing, by serial or key."""
    text = await store.value(_SQL["closing"], business, serial, key)
    return None if text is None else _closing(text)


async def closings(
    store: Store, business: int, of_store: str | None, *, offset: int, limit: int
) -> tuple[int, list[StoredClosing]]:
    """How many there are, of one store or all, and a page of them, the last first."""
    total = await store.value(_SQL["count"], business, of_store)
    rows = await store.rows(_SQL["closings"], business, of_store, limit, offset)
    return int(total), [_closing(row["closing"]) for row in rows]


def figures_of(text: str) -> DayFigures:
    """Figures as they were recorded. Raises ValueError for what are none."""
    return _DECODE_FIGURES.decode(text)


def _closing(text: str) -> StoredClosing:
    row = _DECODE_ROW.decode(text)
    return msgspec.convert({**row, "figures": msgspec.json.decode(row["figures"])}, StoredClosing, strict=False)
