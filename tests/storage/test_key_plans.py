"""What every call of a program sends reads indexes, whatever its values."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from pinkas.storage.queries import queries
from pinkas.testing.house import House

#: Each query with its parameters' types.
SENT = {
    "find_key": "bytea, bytea",
    "use_nonce": "bigint, bigint, bytea, timestamptz, timestamptz",
    "open_session": "bigint, bigint, bytea, text, timestamptz",
    "number_of_business": "bigint",
    "business_of_number": "bigint",
}


@pytest.fixture(scope="module")
def filled(house: House, owner_dsn: str) -> Iterator[psycopg.Connection]:
    house.open_business("510000011")
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        connection.execute(
            "insert into directory.api_key (serial, sort, key_hash, key_id, business_id, name, recorded_at)"
            " select g, 'opaque', sha256(g::text::bytea), 'id', 1, 'key', now() from generate_series(1, 3000) g;"
            "insert into directory.key_session"
            " select sha256(g::text::bytea), 'id', g, now(), now() from generate_series(1, 3000) g;"
            "insert into directory.attempt select sha256(g::text::bytea), 1, now() from generate_series(1, 3000) g;"
            "set plan_cache_mode = force_generic_plan; analyze"
        )
        yield connection


@pytest.mark.parametrize("name", SENT)
def test_a_look_up_reads_no_table_through(filled: psycopg.Connection, name: str) -> None:
    types = SENT[name]
    filled.execute(f"prepare {name} ({types}) as {queries('keys')[name]}")  # type: ignore[arg-type]  # ours
    values = ", ".join(["null"] * len(types.split(",")))
    plan = "\n".join(line for (line,) in filled.execute(f"explain execute {name} ({values})").fetchall())  # type: ignore[arg-type]  # ours
    for table in ("api_key", "key_session", "attempt"):
        assert f"Seq Scan on {table}" not in plan, plan
