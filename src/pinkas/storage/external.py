"""A PostgreSQL that somebody else runs: checked once, and given the restricted role that serving uses."""

from __future__ import annotations

from typing import Any, Final

import psycopg

from pinkas.storage.pool import DatabaseUnavailableError

OLDEST: Final = 150000
_ROLE: Final = "pinkas_server"


def check_external(url: str) -> None:
    """Reach the server, refuse one older than 15, and make sure the restricted role exists and is ours to take on.

    Raises DatabaseUnavailableError with one clear sentence; the URL, which may hold a password, is never in it.
    """
    try:
        with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
            if connection.info.server_version < OLDEST:
                major = connection.info.server_version // 10000
                raise DatabaseUnavailableError(
                    f"PINKAS_DATABASE_URL is a PostgreSQL {major}; Pinkas needs 15 or later."
                )
            _ensure_role(connection)
    except psycopg.OperationalError as error:
        # The first line says what failed; the others are hints, or further attempts at the same.
        reason = (str(error).strip().splitlines() or ["no answer"])[0].removeprefix("connection failed: ").strip()
        raise DatabaseUnavailableError(f"the database of PINKAS_DATABASE_URL cannot be reached: {reason}") from None
    except psycopg.ProgrammingError:
        # Its message quotes the URL, which may hold a password.
        raise DatabaseUnavailableError(
            "PINKAS_DATABASE_URL is not the URL of a database, such as postgresql://owner@host/books"
        ) from None


def _ensure_role(connection: psycopg.Connection[Any]) -> None:
    found = connection.execute("select 1 from pg_roles where rolname = %s", (_ROLE,)).fetchone()
    try:
        if found is None:
            connection.execute(f"create role {_ROLE} nologin")
        # PostgreSQL 16 tells "may become" from "inherits"; before it, membership was both.
        how = "set" if connection.info.server_version >= 160000 else "member"
        member = connection.execute("select pg_has_role(current_user, %s, %s)", (_ROLE, how)).fetchone()
        if member is None or not member[0]:
            connection.execute(f"grant {_ROLE} to current_user")
    except psycopg.errors.InsufficientPrivilege:
        raise DatabaseUnavailableError(
            f"the user of PINKAS_DATABASE_URL may not create roles; let an administrator run: "
            f"CREATE ROLE {_ROLE} NOLOGIN; GRANT {_ROLE} TO <that user>;"
        ) from None


def server_connection(url: str) -> dict[str, Any]:
    """Asyncpg's keywords for connections that serve: the same login, bound to the restricted role from the start."""
    return {"dsn": url, "server_settings": {"role": _ROLE}}
