"""Lists of vouchers read their indexes on a populated database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest

from pinkas.actions.desk import Caller
from pinkas.actions.vouchers.cash import CashOrder, move_cash
from pinkas.actions.vouchers.reading import list_vouchers
from pinkas.books.voucher import VoucherKind
from pinkas.storage import vouchers
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

COPIES = 8000
PAGES = {"page": ("0", "50"), "page_of_kind": ("0", "50", "'cash'")}


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    return caller_of(house.open_business("514000009"))


@pytest.fixture(scope="module")
def owner(house: House, caller: Caller, owner_dsn: str) -> Iterator[psycopg.Connection]:
    """The database as its owner: one cash movement among thousands of other vouchers without entries."""
    house.run(move_cash(house.desk, caller, CashOrder(key="m", kind="in", amount=Decimal(5))))
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        connection.execute(
            "insert into books.voucher (business_id, serial, key, uuid, kind, date, position, recorded_at, recorded_by)"
            " select v.business_id, g, 'v' || g, gen_random_uuid(), 'stock', v.date, 10 + g, v.recorded_at, 'x'"
            " from books.voucher v, generate_series(2, %s) g",
            [COPIES],
        )
        connection.execute(
            "insert into books.tally as t select business_id, 'voucher', '', serial / 1024, count(*)"
            " from books.voucher group by 1, 4"
            " on conflict (business_id, sort, kind, block) do update set records = excluded.records; analyze"
        )
        yield connection


@pytest.mark.parametrize("name", PAGES)
def test_no_list_reads_all_vouchers(owner: psycopg.Connection, caller: Caller, name: str) -> None:
    sql = {"page": vouchers._PAGE, "page_of_kind": vouchers._PAGE_OF_KIND}[name]  # noqa: SLF001 - what is sent
    for place, value in enumerate((str(caller.business), *PAGES[name]), start=1):
        sql = sql.replace(f"${place}", value)
    rows = owner.execute(f"explain (format json) {sql}").fetchone()
    assert rows is not None
    plan = json.dumps(rows[0])
    assert '"Relation Name": "voucher"' in plan
    nodes = list(_nodes(rows[0][0]["Plan"]))
    scanned = [node for node in nodes if node.get("Relation Name") == "voucher" and node["Node Type"] == "Seq Scan"]
    assert scanned == []


def _nodes(node: dict[str, object]) -> Iterator[dict[str, object]]:
    yield node
    for below in node.get("Plans", []):  # type: ignore[attr-defined]
        yield from _nodes(below)


def test_the_last_page_is_found(house: House, owner: psycopg.Connection, caller: Caller) -> None:
    total, rows = house.run(list_vouchers(house.desk, caller, offset=7990, limit=50))
    assert (total, [row.stored.serial for row in rows]) == (8000, list(range(7991, 8001)))
    total, rows = house.run(list_vouchers(house.desk, caller, kind=VoucherKind.CASH, offset=0, limit=50))
    assert (total, [row.stored.key for row in rows]) == (1, ["m"])
