"""The database behind a command: the one in the data folder, started or joined, or the one of PINKAS_DATABASE_URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pinkas.shell.config import Settings
from pinkas.storage import embedded
from pinkas.storage.external import check_external, server_connection
from pinkas.storage.migrate import migrate

Progress = Callable[[str], None]

#: The role that serves: it may insert and select in the books, and change only caches, counters and drafts.
SERVER_ROLE: Final = "pinkas_server"


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: the owner's connection string, and asyncpg's keywords for the restricted role."""

    owner_dsn: str
    server: dict[str, Any]
    #: Where its client programs are and as whom they must run; None for an external database.
    bin_dir: Path | None = None
    run_as: dict[str, Any] | None = None


@contextmanager
def database(settings: Settings, progress: Progress, *, join: bool, migrated: bool = True) -> Iterator[Database]:
    """The database, brought to this version's schema when `migrated`; ours is stopped at the end unless it ran before.

    With `join`, a server that already runs in the data folder is used as it is; without, that is an error.
    Raises LauncherError, MigrationError, DatabaseUnavailableError.
    """
    if settings.database_url is not None:
        check_external(settings.database_url)
        if migrated:
            migrate(settings.database_url)
        yield Database(settings.database_url, server_connection(settings.database_url))
        return
    cluster = embedded.attach(settings.data) if join else None
    with cluster or embedded.start(settings.data, progress=progress) as running:
        if migrated:
            migrate(running.dsn("owner"))
        yield Database(running.dsn("owner"), running.connect_kwargs("server"), running.bin_dir, dict(running.run_as))
