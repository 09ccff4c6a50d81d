"""A wire between a server and its PostgreSQL that can be cut at the worst moment.

It listens where the database would and passes every byte on, until it is told what to look for: then the connection
that carries it is cut before the call arrives, or after it was committed and before anybody hears of it.
"""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from types import TracebackType
from typing import Any, Self

#: ReadyForQuery, idle: what was asked is done and durable.
READY = b"Z\x00\x00\x00\x05I"
#: What PostgreSQL says on an idle connection before it closes it: FATAL, 57P01.
FAREWELL_FIELDS = b"SFATAL\x00VFATAL\x00C57P01\x00Mterminating connection due to unexpected postmaster exit\x00\x00"
FAREWELL = b"E" + (len(FAREWELL_FIELDS) + 4).to_bytes(4, "big") + FAREWELL_FIELDS


class Cut(Enum):
    """When to cut."""

    BEFORE_CALL = auto()
    AFTER_COMMIT = auto()


class Wire:
    """The wire; `connection` is asyncpg's keywords for its far end, `folder` where it listens."""

    def __init__(self, connection: dict[str, Any], folder: Path) -> None:
        self.connection = {**connection, "host": str(folder)}
        self.cuts = 0
        self._far = f"{connection['host']}/.s.PGSQL.{connection['port']}"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / f".s.PGSQL.{connection['port']}"))
        self._listener.listen(64)
        self._armed: tuple[Cut, bytes] | None = None
        self._pairs: list[_Pair] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, name="wire", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        for pair in self._pairs:
            pair.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._far)
                pair = _Pair(self, near, far)
                self._pairs.append(pair)
                threading.Thread(target=pair.carry, name="wire pair", daemon=True).start()

    def cut(self, when: Cut, carrying: bytes) -> None:
        """Cut the next connection that carries these bytes to the database, once."""
        self._armed = when, carrying

    def claim(self, asked: bytes) -> Cut | None:
        """Whether this is what was looked for."""
        with self._lock:
            if self._armed is None or self._armed[1] not in asked:
                return None
            when, _ = self._armed
            self._armed = None
            self.cuts += 1
            return when

    def say_farewell(self) -> list[_Pair]:
        """Say on every connection that the server is going; the caller closes what is given."""
        pairs = [pair for pair in self._pairs if pair.open]
        for pair in pairs:
            pair.near.sendall(FAREWELL)
        return pairs


class _Pair:
    """One connection: its near and its far half."""

    def __init__(self, wire: Wire, near: socket.socket, far: socket.socket) -> None:
        self.near, self.far, self.open = near, far, True
        self._wire = wire
        self._doomed = False

    def carry(self) -> None:
        """Pass bytes on until one side closes, or the wire is cut."""
        with selectors.DefaultSelector() as selector, suppress(OSError, ValueError):
            selector.register(self.near, selectors.EVENT_READ)
            selector.register(self.far, selectors.EVENT_READ)
            while self.open:
                for key, _ in selector.select():
                    if not (self._outward() if key.fileobj is self.near else self._homeward()):
                        self.close()
        self.close()

    def _outward(self) -> bool:
        asked = self.near.recv(1 << 20)
        when = self._wire.claim(asked)
        if when is Cut.BEFORE_CALL:
            return False
        self._doomed = self._doomed or when is Cut.AFTER_COMMIT
        self.far.sendall(asked)
        return bool(asked)

    def _homeward(self) -> bool:
        told = self.far.recv(1 << 20)
        if self._doomed:
            return READY not in told  # swallowed, whatever it said
        self.near.sendall(told)
        return bool(told)

    def close(self) -> None:
        self.open = False
        for half in (self.near, self.far):
            with suppress(OSError):
                half.shutdown(socket.SHUT_RDWR)
            half.close()
