"""A running cluster: how to connect to it, how to run its client tools, how to stop it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import quote, urlencode

from pinkas.storage.embedded import configuration, processes, sockets
from pinkas.storage.embedded.errors import LauncherError
from pinkas.storage.embedded.location import Home
from pinkas.storage.embedded.lock import FolderLock

Role = Literal["owner", "server", "admin"]

_USERS: dict[Role, str] = {
    "owner": configuration.OWNER,
    "server": configuration.SERVER,
    "admin": configuration.ADMIN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The database of one data folder, running. Stop it once, from the process that started it.

    ``owner`` owns the database and runs migrations, ``server`` owns nothing, ``admin`` is the superuser.
    ``run_as`` holds arguments for ``subprocess`` that make a tool act as the user PostgreSQL runs as; clients
    such as pg_dump do not need them, since our own user may be each of the three roles as well.
    """

    home: Home
    socket_dir: Path
    bin_dir: Path
    pid: int
    run_as: dict[str, Any]
    alive: Callable[[], bool]
    #: None for a server that another process holds.
    lock: FolderLock | None
    port: int = configuration.PORT
    database: str = configuration.DATABASE

    def connect_kwargs(self, role: Role) -> dict[str, Any]:
        """Gives the arguments for ``asyncpg.connect``."""
        return {
            "host": str(self.socket_dir),
            "port": self.port,
            "user": _USERS[role],
            "database": self.database,
        }

    def dsn(self, role: Role) -> str:
        """Gives the same as a URI for libpq: psql, pg_dump, psycopg. It holds no secret."""
        where = urlencode({"host": str(self.socket_dir), "port": self.port}, quote_via=quote, safe="")
        return f"postgresql://{_USERS[role]}@/{self.database}?{where}"

    def stop(self) -> None:
        """Stops the server and waits, then frees the data folder; a second call does nothing."""
        if self.lock is None or not self.lock.held:
            return
        try:
            gone = processes.shut_down(self.pid, self.alive)
            # The log's writer leaves last; whoever removes the folder next must not meet it.
            if not gone or not processes.clear_leftovers(self.home.cluster):
                raise LauncherError(f"PostgreSQL (process {self.pid}) could not be stopped; end it by hand.")
            sockets.tidy(self.home, self.socket_dir)
        finally:
            self.lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
