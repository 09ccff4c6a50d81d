"""The log that a caller looks things up in: faults by the id their answer bore, and outcomes worth a second look.

What is written there is for the caller: no SQL, no stack, no secret, nothing about a person. It is no part of the
books, so writing it may fail; it never keeps anybody from an answer for longer than `PATIENCE_S`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from enum import StrEnum
from typing import Final

import structlog

from pinkas.actions.desk import Caller, Desk
from pinkas.storage import logbook
from pinkas.storage.logbook import LogQuestion, LogRow

_log = structlog.get_logger("pinkas.logbook")

#: How long a row is kept.
KEEP: Final = dt.timedelta(days=90)
#: How long an answer waits, at most, for its row to be written.
PATIENCE_S: Final = 2
LONGEST_MESSAGE: Final = 1000
_HIGHEST_ID: Final = 2**31 - 1


class Level(StrEnum):
    """How bad it is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def new_log_id() -> int:
    """A fresh id, 1 to 2^31 - 1; made here, for the database may be what is away."""
    return 1 + secrets.randbelow(_HIGHEST_ID)


async def record_log(
    desk: Desk,
    caller: Caller,
    level: Level,
    message: str,
    *,
    log_id: int | None = None,
    exception: str | None = None,
) -> int:
    """Write a row for the caller to look up; gives its id. Never raises: what cannot be written is in our own log.

    `message` is a sentence for the caller; `exception` the name of a fault's class, never its text.
    """
    row = LogRow(
        log_id=log_id or new_log_id(),
        recorded_at=desk.clock.now(),
        level=level,
        message=message[:LONGEST_MESSAGE],
        exception=exception,
        name=caller.actor,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            login = caller.login if caller.key is None else None
            await logbook.add(desk.store, caller.business, row, login=login, key=caller.key)
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller's answer is worth more than this row
        _log.warning("log row not written", log_id=row.log_id, reason=type(error).__name__)
    return row.log_id


async def log_rows(
    desk: Desk,
    caller: Caller,
    *,
    log_id: int | None = None,
    from_date: dt.date | None = None,
    to_date: dt.date | None = None,
    offset: int,
    limit: int,
) -> tuple[int, list[LogRow]]:
    """How many rows the caller's own login and programs have in this business, and those of one page, oldest first.

    The days are the business's own, both included.
    """

    def begins(day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time.min, caller.zone)

    last = to_date is None or to_date == dt.date.max
    asked = LogQuestion(
        business=caller.business,
        login=caller.login,
        log_id=log_id,
        since=None if from_date is None else begins(from_date),
        before=None if last or to_date is None else begins(to_date + dt.timedelta(days=1)),
    )
    return await logbook.page(desk.store, asked, offset=offset, limit=limit)
