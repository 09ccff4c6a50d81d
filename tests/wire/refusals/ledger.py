"""Everything the database holds, as one digest a table: two of them tell whether anything was written between."""

from __future__ import annotations

import psycopg

#: What a refused call may touch: the sliding window of a token, and the count of wrong logins.
_MOVING = frozenset({"directory.session", "directory.attempt"})


def contents(owner_dsn: str) -> dict[str, tuple[int, str | None]]:
    """Rows and digest of every table, rows in the order of their text."""
    with psycopg.connect(owner_dsn) as owner:
        tables = owner.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_schema in ('books', 'directory') and table_type = 'BASE TABLE' order by 1"
        ).fetchall()
        found = {}
        for (table,) in tables:
            if table in _MOVING:
                continue
            row = owner.execute(
                f"select count(*), md5(string_agg(t::text, E'\\n' order by t::text)) from {table} t"  # type: ignore[arg-type]
            ).fetchone()
            assert row is not None
            found[table] = (row[0], row[1])
        sequences = owner.execute(
            "select schemaname || '.' || sequencename, coalesce(last_value, 0) from pg_sequences"
            " where schemaname in ('books', 'directory')"
        ).fetchall()
        return found | {name: (value, None) for name, value in sequences}
