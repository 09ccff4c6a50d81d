"""Hearing what is said in the database: a connection of its own that listens on one channel.

`epoch` lets a cache hold only what is sure to be contradicted in time: it is None while nobody listens, and another
number after every word that was heard and every time the connection was lost. What was read under an epoch may be
believed as long as that epoch lasts.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import structlog

from pinkas.storage.pool import DatabaseUnavailableError

if TYPE_CHECKING:
    import asyncpg

    from pinkas.storage.pool import Store

_log = structlog.get_logger("pinkas.listening")

#: A connection that died without a word is noticed by asking it this often, and waiting so long for its answer.
_ASK_EVERY_S: Final = 2.0
_ANSWER_WITHIN_S: Final = 2.0
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 2.0


class Listener:
    """Listens on a channel as long as `keep` runs, and connects again by itself."""

    def __init__(self, store: Store, channel: str) -> None:
        self._store = store
        self._channel = channel
        self._connection: asyncpg.Connection | None = None
        self._heard = 0

    @property
    def epoch(self) -> int | None:
        """The present epoch; None while nobody listens."""
        if self._connection is None or self._connection.is_closed():
            return None
        return self._heard

    async def keep(self) -> None:
        """Run until cancelled."""
        pause = _FIRST_PAUSE_S
        while True:
            try:
                async with self._store.own_connection("pinkas listener") as connection:
                    await self._listen(connection)
            except (DatabaseUnavailableError, TimeoutError) as error:
                _log.warning("not listening", channel=self._channel, reason=str(error))
            except Exception as error:  # noqa: BLE001 - nobody else would listen for this worker's life
                _log.error("not listening", channel=self._channel, exc_info=error)
            else:
                pause = _FIRST_PAUSE_S
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def _listen(self, connection: asyncpg.Connection) -> None:
        """Listen until the connection ends."""
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(self._channel, self._hear)
        self._heard += 1
        self._connection = connection
        try:
            while not connection.is_closed():
                try:
                    await asyncio.wait_for(ended.wait(), _ASK_EVERY_S)
                except TimeoutError:
                    await connection.execute("select 1", timeout=_ANSWER_WITHIN_S)
        finally:
            self._connection = None

    def _hear(self, *_: Any) -> None:
        self._heard += 1
