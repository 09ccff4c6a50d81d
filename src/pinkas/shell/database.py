"""The database behind a command: the one in the data folder, started or joined, or the one of PINKAS_DATABASE_URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pinkas.shell.config import Settings
from pinkas.storage import embedded
from pinkas.storage.embedded import LauncherError
from pinkas.storage.external import check_external, server_connection
from pinkas.storage.migrate import migrate

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: the owner's connection string, and asyncpg's keywords for the restricted role."""

    owner_dsn: str
    server: dict[str, Any]
    #: Whether our own server still runs; of somebody else's that is not ours to watch.
    alive: Callable[[], bool] = lambda: True


@contextmanager
def database(
    settings: Settings, progress: Progress, *, join: bool, create: bool = True, migrated: bool = True
) -> Iterator[Database]:
    """The database, brought to this version's schema when `migrated`; ours is stopped at the end unless it ran before.

    With `join`, a server that already runs in the data folder is used as it is; without, that is an error. Without
    `create`, a folder that holds no books is an error, and stays as it is.
    Raises LauncherError, MigrationError, DatabaseUnavailableError.
    """
    if settings.database_url is not None:
        check_external(settings.database_url)
        if migrated:
            migrate(settings.database_url)
        yield Database(settings.database_url, server_connection(settings.database_url))
        return
    if not create and not embedded.exists(settings.data):
        raise LauncherError(f"There are no books in {settings.data}; say where they are with --data or PINKAS_DATA.")
    cluster = embedded.attach(settings.data) if join else None
    with cluster or embedded.start(settings.data, progress=progress) as running:
        if migrated:
            migrate(running.dsn("owner"))
        yield Database(running.dsn("owner"), running.connect_kwargs("server"), running.alive)
