"""The server's connections to PostgreSQL, and the one way a write reaches it.

Calls of one process that wait at the same time share a call of the database function (at most 32, sorted by business):
that is group commit. A shared call that fails is taken apart and each item tried alone, so nobody pays for another's
fault.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import asyncpg
import msgspec

from pinkas.books.errors import SumTooLarge

LARGEST_BATCH: Final = 32
#: The writers' pool: more connections only queue on the same disk and the same head rows.
WRITERS: Final = 4
#: A call under way leaves others to wait and share the next; only so many of them are worth a second call beside it.
WORTH_A_CALL: Final = 8
#: A worker's readers. More of them than cores only take each other's caches: measured on two cores, eight cost the
#: database half as much again for each read as three.
READERS: Final = min(8, 1 + (os.cpu_count() or 1))


_CLOSING: Final = (
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    # What asyncpg says of a connection that PostgreSQL has taken leave of and not closed yet.
    asyncpg.InternalClientError,
)


class DatabaseUnavailableError(Exception):
    """The database cannot be reached; one clear sentence, no address and no secret in it."""


class Given(msgspec.Struct, frozen=True):
    """What a recorded transaction was given: its number at the till, what that has sold in all by then, its position.

    Serials and legal numbers are those of its documents, in their order.
    """

    sequence: int
    grand_total: Decimal
    position: int
    documents: tuple[int, ...]
    numbers: tuple[int, ...]


class Answer(msgspec.Struct, frozen=True):
    """What a write function says of one item: done, replayed, conflict or stale; `given` where it was recorded now."""

    outcome: str
    serial: int
    number: int | None = None
    given: Given | None = None


_ANSWER: Final = msgspec.json.Decoder(Answer)
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number", uuid_format="canonical")


def encode(value: object) -> str:
    """JSON text for the database: decimals as numbers with all their digits."""
    return _ENCODER.encode(value).decode()


@dataclass(slots=True)
class _Waiting:
    business: int
    item: str
    blob: bytes | None
    answer: asyncio.Future[Answer]


class Store:
    """Pools for reading and writing, with batched writes."""

    def __init__(self, readers: asyncpg.Pool, writers: asyncpg.Pool, options: Mapping[str, Any]) -> None:
        self._readers = readers
        self._writers = writers
        self._options = options
        self._waiting: dict[str, list[_Waiting]] = defaultdict(list)
        self._running: dict[str, int] = defaultdict(int)
        self._tasks: set[asyncio.Task[None]] = set()

    async def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row, in one round-trip. Raises DatabaseUnavailableError."""
        with _reachable():
            return await self._readers.fetchval(sql, *values)

    async def row(self, sql: str, *values: object) -> Any:
        """The first row, or None, in one round-trip. Raises DatabaseUnavailableError."""
        with _reachable():
            return await self._readers.fetchrow(sql, *values)

    async def rows(self, sql: str, *values: object) -> list[asyncpg.Record]:
        """All rows, in one round-trip. Raises DatabaseUnavailableError."""
        with _reachable():
            return list(await self._readers.fetch(sql, *values))

    async def execute(self, sql: str, *values: object) -> None:
        """Run a statement on its own. Raises DatabaseUnavailableError."""
        with _reachable():
            await self._readers.execute(sql, *values)

    @contextlib.asynccontextmanager
    async def transaction(self, **options: Any) -> AsyncIterator[asyncpg.Connection]:
        """A connection in a transaction (asyncpg's options), for what is not one statement."""
        with _reachable():
            async with self._readers.acquire() as connection, connection.transaction(**options):
                yield connection

    @contextlib.asynccontextmanager
    async def own_connection(self, name: str) -> AsyncIterator[asyncpg.Connection]:
        """A connection outside the pools, for whoever keeps one for long; PostgreSQL shows it under this name.

        Raises DatabaseUnavailableError.
        """
        settings = {**self._options["server_settings"], "application_name": name}
        with _reachable():
            connection = await asyncpg.connect(**{**self._options, "server_settings": settings})
            try:
                yield connection
            finally:
                connection.terminate()

    async def write(self, function: str, item: Mapping[str, Any], *, blob: bytes | None = None) -> Answer:
        """Call `books.<function>` with one item, together with whoever else waits. Durable when it returns."""
        waiting = _Waiting(item["business"], encode(item), blob, asyncio.get_running_loop().create_future())
        self._waiting[function].append(waiting)
        running = self._running[function]
        if running < WRITERS and len(self._waiting[function]) > running * WORTH_A_CALL:
            self._running[function] += 1
            task = asyncio.create_task(self._drain(function))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        with _reachable():
            return await waiting.answer

    async def _drain(self, function: str) -> None:
        try:
            while batch := self._waiting[function][:LARGEST_BATCH]:
                del self._waiting[function][:LARGEST_BATCH]
                await self._send(function, batch)
        finally:
            self._running[function] -= 1

    async def _send(self, function: str, batch: Sequence[_Waiting]) -> None:
        """One call for a batch; item by item when the database refused the whole (it then kept nothing of it)."""
        batch = sorted(batch, key=lambda waiting: waiting.business)
        try:
            answers = await self._call(function, batch)
        except asyncpg.PostgresError as error:
            if len(batch) == 1 or isinstance(error, asyncpg.PostgresConnectionError):
                # Every amount was checked before; what overflows here is a balance, or a stock.
                too_large = isinstance(error, asyncpg.NumericValueOutOfRangeError)
                _fail(batch, SumTooLarge() if too_large else error)
            else:
                for waiting in batch:
                    await self._send(function, [waiting])
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
            _fail(batch, error)
        else:
            for waiting, answer in zip(batch, answers, strict=True):
                if not waiting.answer.done():
                    waiting.answer.set_result(answer)

    async def _call(self, function: str, batch: Sequence[_Waiting]) -> list[Answer]:
        items = [waiting.item for waiting in batch]
        blobs = [waiting.blob for waiting in batch]
        async with self._writers.acquire() as connection:
            if any(blob is not None for blob in blobs):
                rows = await connection.fetchval(f"select books.{function}($1::jsonb[], $2::bytea[])", items, blobs)
            else:
                rows = await connection.fetchval(f"select books.{function}($1::jsonb[])", items)
        return [_ANSWER.decode(row) for row in rows]

    async def close(self) -> None:
        """Let running writes end, then close the connections."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._readers.close()
        await self._writers.close()


@contextlib.contextmanager
def _reachable() -> Iterator[None]:
    """Tell a database that cannot be reached from a fault of ours."""
    try:
        yield
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, *_CLOSING) as error:
        raise DatabaseUnavailableError(f"the database cannot be reached: {type(error).__name__}") from error


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)


async def _keep_session(connection: asyncpg.Connection) -> None:
    """Between two users of a connection asyncpg resets the session, a round-trip as dear as the query before it.

    Nothing here changes a session; what a transaction sets is `set local`, and an open one asyncpg ends by itself.
    """


async def open_store(connection: Mapping[str, Any], *, readers: int = READERS, writers: int = WRITERS) -> Store:
    """Open the pools with asyncpg's own keywords for a connection as the restricted role."""
    settings = {"application_name": "pinkas", "jit": "off", **connection.get("server_settings", {})}
    options = {**connection, "server_settings": settings, "command_timeout": 60}
    pooled = {**options, "reset": _keep_session, "min_size": 1}
    with _reachable():
        return Store(
            await asyncpg.create_pool(**pooled, max_size=readers),
            await asyncpg.create_pool(**pooled, max_size=writers),
            options,
        )
