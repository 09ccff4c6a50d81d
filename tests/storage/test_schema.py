"""The schema's file says what a fresh database has, and every query prepares on it."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import psycopg
import pytest

from pinkas.storage import dump, migrate
from pinkas.storage.embedded import Cluster
from pinkas.storage.migrate import MigrationError
from pinkas.testing.house import House


def test_the_file_is_the_schema(cluster: Cluster) -> None:
    found = dump.schema_of(cluster.dsn("owner"))
    assert found == dump.SCHEMA_FILE.read_text(encoding="utf-8"), "run `make schema` after a migration"


def test_migrating_again_changes_nothing(owner_dsn: str) -> None:
    before = dump.schema_of(owner_dsn)
    migrate.migrate(owner_dsn)
    assert dump.schema_of(owner_dsn) == before


def test_a_newer_database_is_refused(owner_dsn: str) -> None:
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        owner.execute("update public.alembic_version set version_num = '9999'")
        try:
            with pytest.raises(MigrationError, match="newer than this Pinkas"):
                migrate.migrate(owner_dsn)
        finally:
            owner.execute(f"update public.alembic_version set version_num = '{migrate.HEAD}'")


def test_every_key_of_the_books_begins_with_the_business(owner_dsn: str) -> None:
    with psycopg.connect(owner_dsn) as owner:
        rows = owner.execute(
            "select i.indexrelid::regclass::text, a.attname from pg_index i"
            " join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace"
            " join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]"
            " where n.nspname = 'books'"
        ).fetchall()
    others = {index for index, column in rows if column != "business_id"}
    # One sweeps old keys of all businesses, two look into arrays, the others say what is due anywhere.
    assert others == {
        "books.idempotency_recorded_at", "books.contact_mail", "books.contact_phone", "books.allocation_waiting",
        "books.standing_order_due", "books.fiscal_waiting",
    }  # fmt: skip
    assert len(rows) > 40


def test_a_failed_item_of_a_shared_call_costs_the_others_nothing(house: House, connection: dict[str, Any]) -> None:
    """A batch that the database refuses is taken apart: the good items are written, the bad one is told."""
    business = house.open_business("514000009")

    async def both() -> list[Any]:
        store = house.desk.store
        good = {"business": business, "expect": [], "once": None, "actor": "x", "verb": "contact saved",
                "recorded_at": house.clock.now(), "content": "00" * 32}  # fmt: skip
        row = {
            "uuid": "0190a0a0-0000-7000-8000-000000000001", "version": 1, "deleted": False, "type": "customer",
            "created_at": house.clock.now(), "created_by": "x", "updated_at": house.clock.now(), "updated_by": "x",
            "opening_balance": 0, "is_domestic": True, "is_occasional": False, "is_private": False, "terms_days": 0,
        }  # fmt: skip
        items = [
            {**good, "contact": {**row, "key": "a"}},
            {**good, "contact": {**row, "key": "b", "uuid": "0190a0a0-0000-7000-8000-000000000002", "type": "nobody"}},
            {**good, "contact": {**row, "key": "c", "uuid": "0190a0a0-0000-7000-8000-000000000003"}},
        ]
        return await asyncio.gather(*(store.write("save_contact_v3", item) for item in items), return_exceptions=True)

    first, second, third = house.run(both())
    assert (first.outcome, third.outcome) == ("done", "done")
    assert isinstance(second, asyncpg.CheckViolationError)
    assert {first.serial, third.serial} == {1, 2}
