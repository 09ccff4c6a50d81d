"""Brings a database to the schema this code speaks: Alembic's history, plain SQL files, run as the owner."""

from __future__ import annotations

import logging
from importlib import resources
from typing import Final

import psycopg

#: The newest revision in migrations/versions; the server refuses to run on another.
HEAD: Final = "0004"


class MigrationError(Exception):
    """The database cannot be brought to this version; one clear sentence."""


def current_revision(dsn: str) -> str | None:
    """The revision a database is at, None when it is empty."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute("select to_regclass('public.alembic_version')").fetchone()
        if row is None or row[0] is None:
            return None
        found = connection.execute("select version_num from public.alembic_version").fetchone()
        return None if found is None else str(found[0])


def migrate(dsn: str) -> None:
    """Run what is missing, in order, each file in a transaction of its own. Raises MigrationError."""
    try:
        revision = current_revision(dsn)
        if revision == HEAD:
            return
        if revision is not None and revision > HEAD:
            raise MigrationError(f"the database is at revision {revision}, newer than this Pinkas ({HEAD})")
        _upgrade(dsn)
    except psycopg.Error as error:
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise MigrationError(f"the database could not be migrated: {first_line}") from error


def _upgrade(dsn: str) -> None:
    # Loading it takes a third of a second, and hardly any command needs it.
    logging.getLogger("alembic").setLevel(logging.WARNING)  # before it tells of each of its parts
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(resources.files("pinkas.storage") / "migrations"))
    config.attributes["dsn"] = dsn
    command.upgrade(config, "head")
