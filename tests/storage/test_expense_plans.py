"""Lists of expenses and of their payments read their indexes on a populated database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest

from pinkas.actions.desk import Caller
from pinkas.actions.expense_payments import PaymentOrder
from pinkas.actions.expenses import ExpenseOrder, list_expense_payments, list_expenses, save_expense
from pinkas.books.expense import ExpenseState
from pinkas.storage import expenses
from pinkas.storage.expenses import ExpenseFilter
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

COPIES = 8000
DAY = dt.date(2026, 8, 3)
ONE_DAY = ExpenseFilter(from_date=DAY, to_date=DAY)


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    return caller_of(house.open_business("514000009"))


@pytest.fixture(scope="module")
def owner(house: House, caller: Caller, owner_dsn: str) -> Iterator[psycopg.Connection]:
    """The database as its owner: an expense with its payment, and thousands of older ones."""
    payment = PaymentOrder(key="p", paid=Decimal(5))
    order = ExpenseOrder(key="e", date=DAY, class_number=3100, total=Decimal(118), payments=(payment,))
    house.run(save_expense(house.desk, caller, order))
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        connection.execute(
            "insert into books.expense select e.business_id, g, 'e' || g, gen_random_uuid(), 1, 'permanent',"
            " e.date - g, null, e.created_at, 'x', e.updated_at, 'x', e.body"
            " from books.expense e, generate_series(2, %s) g",
            [COPIES],
        )
        connection.execute(
            "insert into books.expense_payment select p.business_id, g, 1, 'p' || g, p.date - g, p.recorded_at, 'x',"
            " p.body, null, null from books.expense_payment p, generate_series(2, %s) g",
            [COPIES],
        )
        connection.execute(
            "insert into books.tally as t select business_id, sort, '', serial / 1024, count(*) from ("
            " select business_id, 'expense' as sort, serial from books.expense union all"
            " select business_id, 'expense payment', expense_serial from books.expense_payment) x group by 1, 2, 4"
            " on conflict (business_id, sort, kind, block) do update set records = excluded.records; analyze"
        )
        yield connection


QUERIES = {
    "all": ("expense", expenses.PAGE_SQL, []),
    "of a day": ("expense", *expenses.filtered_sql(ONE_DAY)),
    "temporary": ("expense", *expenses.filtered_sql(ExpenseFilter(state=ExpenseState.TEMPORARY))),
    "of a contact": ("expense", expenses._OF_CONTACT.replace("$2", "'nobody'").replace("$3", "50"), []),  # noqa: SLF001 - what is sent
    "payments": ("expense_payment", expenses.PAYMENTS_SQL, []),
    "payments of a day": ("expense_payment", *expenses.filtered_payments_sql(ONE_DAY)),
}


@pytest.mark.parametrize("name", QUERIES)
def test_no_list_reads_everything(owner: psycopg.Connection, caller: Caller, name: str) -> None:
    table, sql, values = QUERIES[name]
    for place, value in enumerate((caller.business, 0, 50, *values), start=1):
        sql = sql.replace(f"${place}", str(value) if isinstance(value, int) else f"'{value}'::date")
    rows = owner.execute(f"explain (format json) {sql}").fetchone()
    assert rows is not None
    assert f'"Relation Name": "{table}"' in json.dumps(rows[0])
    scanned = [
        node["Relation Name"]
        for node in _nodes(rows[0][0]["Plan"])
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in {"expense", "expense_payment"}
    ]
    assert scanned == []


def _nodes(node: dict[str, object]) -> Iterator[dict[str, object]]:
    yield node
    for below in node.get("Plans", []):  # type: ignore[attr-defined]
        yield from _nodes(below)


def test_the_pages_are_found(house: House, owner: psycopg.Connection, caller: Caller) -> None:
    everything = ExpenseFilter()
    total, rows = house.run(list_expenses(house.desk, caller, everything, offset=7990, limit=50))
    assert (total, [row.serial for row in rows]) == (8000, list(range(7991, 8001)))
    total, rows = house.run(list_expenses(house.desk, caller, ONE_DAY, offset=0, limit=50))
    assert (total, [row.key for row in rows]) == (1, ["e"])
    total, paid = house.run(list_expense_payments(house.desk, caller, everything, offset=7990, limit=50))
    assert (total, [row.expense_serial for row in paid]) == (8000, list(range(7991, 8001)))
    total, paid = house.run(list_expense_payments(house.desk, caller, ONE_DAY, offset=0, limit=50))
    assert (total, [row.expense_key for row in paid]) == (1, ["e"])
