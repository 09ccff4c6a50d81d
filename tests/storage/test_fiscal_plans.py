"""What is asked of the fiscal tables at every sale and every round of the keeper reads indexes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from pinkas.storage.embedded import Cluster
from pinkas.storage.queries import queries
from pinkas.testing.house import House

#: Each query with its parameters' types.
ASKED = {
    "standing": "bigint, bigint",
    "ordinals": "bigint, int, text, bigint",
    "sold_under": "bigint, bigint, int, text",
    "sold_as": "bigint, bigint, text[]",
    "told_as": "bigint, bigint, text[]",
    "of_einvoice": "bigint, text",
    "documents_of": "bigint, bigint, text[]",
    "claim": "bigint, bigint, timestamptz, timestamptz, boolean",
    "waiting": "timestamptz, int",
    "noticed": "bigint, int",
    "facts": "bigint, bigint",
}


FILLING = """
    set session_replication_role = replica;
    insert into books.fiscal select 1, g, false, 1, now() from generate_series(1, 5000) g;
    insert into books.fiscal_step
    select 1, g, g, 'fiscalised', g::text, null, null, null, now(), 'x' from generate_series(1, 5000) g;
    insert into books.fiscal_step
    select 1, 5000 + g, g, 'einvoice_registered', g::text, null, null, null, now(), 'x'
    from generate_series(1, 5000) g;
    insert into books.fiscal_number select 1, 2026, 't', g, g from generate_series(1, 5000) g;
    insert into books.legal_number (business_id, series, run, number, document_serial)
    select 1, 1, 'x', g, g from generate_series(1, 5000) g;
    insert into books.daybook (
        business_id, position, recorded_at, actor, verb, sort, serial, numbers, content, link)
    select 1, g + 10, now(), 'x', 'contact saved', 'contact', g, '{}', sha256(''), sha256('')
    from generate_series(1, 5000) g;
    set session_replication_role = origin;
    analyze
"""


@pytest.fixture(scope="module")
def filled(house: House, cluster: Cluster, connection: dict[str, Any], owner_dsn: str) -> Iterator[psycopg.Connection]:
    house.open_business("510000011")
    with psycopg.connect(cluster.dsn("admin"), dbname=connection["database"], autocommit=True) as admin:
        admin.execute(FILLING)
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        owner.execute("set plan_cache_mode = force_generic_plan")
        yield owner


@pytest.mark.parametrize("name", ASKED)
def test_no_table_is_read_through(filled: psycopg.Connection, name: str) -> None:
    types = ASKED[name]
    filled.execute(f"prepare fiscal_{name} ({types}) as {queries('fiscal')[name]}")  # type: ignore[arg-type]  # ours
    values = ", ".join(["null"] * len(types.split(",")))
    rows = filled.execute(f"explain execute fiscal_{name} ({values})").fetchall()  # type: ignore[arg-type]  # ours
    plan = "\n".join(line for (line,) in rows)
    for table in ("fiscal", "fiscal_step", "fiscal_number", "daybook", "legal_number"):
        assert f"Seq Scan on {table} " not in plan, plan
