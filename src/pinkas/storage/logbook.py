"""The log of what went wrong, in the database: outside the books, by business and who asked: a login, or a program."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("logbook")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One thing that went wrong (or is worth looking up); `exception` names its kind, where it was a fault of ours."""

    log_id: int
    recorded_at: dt.datetime
    level: str
    message: str
    exception: str | None
    #: The login's name, or the key's.
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuestion:
    """Which rows: of a login in a business and of its programs, one id, between two instants (the second excluded)."""

    business: int
    login: int
    log_id: int | None = None
    since: dt.datetime | None = None
    before: dt.datetime | None = None


async def add(store: Store, business: int, row: LogRow, *, login: int | None, key: int | None) -> None:
    """Write a row of a login or of a program's key; one with an id that is taken is left out."""
    await store.execute(
        _SQL["add"], business, row.log_id, login, key, row.recorded_at, row.level, row.message, row.exception
    )


async def page(store: Store, asked: LogQuestion, *, offset: int, limit: int) -> tuple[int, list[LogRow]]:
    """How many rows there are, and those of one page, oldest first."""
    which = (asked.business, asked.login, asked.log_id, asked.since, asked.before)
    total = await store.value(_SQL["count"], *which)
    rows = await store.rows(_SQL["page"], *which, offset, limit)
    return int(total), [LogRow(**row) for row in rows]


async def prune(store: Store, before: dt.datetime) -> None:
    """Drop what was recorded before an instant."""
    await store.execute(_SQL["prune"], before)
