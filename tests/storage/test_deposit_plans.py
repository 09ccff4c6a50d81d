"""VAT returns, deposits and the log read their indexes on a populated database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from pinkas.storage import deposits, logbook, till, vat
from pinkas.storage.logbook import LogQuestion
from pinkas.testing.house import House

from . import test_plans
from .test_plans import Query
from .test_plans_lists import _looked_at, _runs

FIRST = dt.date(2026, 1, 1)
#: Entries of two postings over two thousand days; payments, each received, deposited and logged on its own.
ENTRIES, PAYMENTS = 20_000, 5_000
SEED = f"""
    set session_replication_role = replica;
    insert into books.entry select 1, g, d, d, d, now(), 2, 118
    from generate_series(1, {ENTRIES}) g cross join lateral (select date '2026-01-01' - g % 2000) x(d);
    insert into books.posting
    select 1, g, p.number, p.account, 0, p.amount, 'ILS', p.amount, 1, p.category, p.rate
    from generate_series(1, {ENTRIES}) g cross join (values
        (1, 'receivable', 118, null, null), (2, 'income:3', -100, 'standard', 18),
        (3, 'output-vat', -18, 'standard', 18)
    ) as p(number, account, amount, category, rate);
    insert into books.till_line (business_id, serial, uuid, document_serial, number, type, amount, currency, rate,
        book_amount, in_till, date, deposited, deposited_book)
    select 1, g, gen_random_uuid(), g, 1, 'cash', 5, 'ILS', 1, 5, false, date '2026-01-01', 5, 5
    from generate_series(1, {PAYMENTS}) g;
    insert into books.deposit
    select 1, g, 'd' || g, gen_random_uuid(), g, date '2026-01-01' - g % 2000, null, 'cash', 'ILS', 5, 0, 0, null
    from generate_series(1, {PAYMENTS}) g;
    insert into books.deposit_part select 1, g, 1, g, 5, 5, date '2026-01-01' - g % 2000
    from generate_series(1, {PAYMENTS}) g;
    insert into directory.log
    select 1, g, 1 + g % 50, timestamptz '2026-01-01' - g * interval '1 minute', 'info', 'x', null
    from generate_series(1, {PAYMENTS}) g;
    set session_replication_role = origin;
    analyze;
"""


@pytest.fixture(scope="module")
def owner(house: House, owner_dsn: str) -> Iterator[psycopg.Connection]:
    house.open_business("514000009")
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        # Rows that no more than look right: what is asked here joins nothing else.
        with psycopg.connect(owner_dsn.replace("pinkas_owner", "pinkas_admin"), autocommit=True) as admin:
            admin.execute(SEED)
        yield connection


def _question(**more: Any) -> LogQuestion:
    return LogQuestion(business=1, login=7, **more)


#: What is asked, the indexes it must use, the tables it must not read through, how many rows it may look at.
READS: dict[str, tuple[Query, set[str], set[str], int]] = {
    "a month's VAT": (
        lambda store: vat.figures(store, 1, FIRST - dt.timedelta(days=30), FIRST),
        {"entry_by_tax_date", "posting_pkey"},
        {"entry", "posting"},
        1000,
    ),
    "deposits of a month": (
        lambda store: deposits.page(
            store, 1, from_date=FIRST - dt.timedelta(days=30), cancelled_too=True, offset=0, limit=50
        ),
        {"deposit_by_date"},
        {"deposit"},
        200,
    ),
    "what was deposited in a week": (
        lambda store: till.page(
            store, 1, deposited=True, from_date=FIRST - dt.timedelta(days=6), to_date=FIRST, offset=0, limit=50
        ),
        {"deposit_part_by_day"},
        {"deposit_part", "till_line"},
        200,
    ),
    "a login's log": (
        lambda store: logbook.page(store, _question(), offset=0, limit=50),
        {"log_of_login"},
        {"log"},
        110,
    ),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_uses_its_indexes(owner: psycopg.Connection, name: str) -> None:
    query, claimed, guarded, most = READS[name]
    for nodes in _runs(owner, test_plans._caught(query)):  # noqa: SLF001 - a sister's
        scans = [node for node in nodes if node.get("Relation Name") in guarded]
        assert scans
        assert [node["Relation Name"] for node in scans if node["Node Type"] == "Seq Scan"] == []
        assert max(_looked_at(node) for node in scans) <= most
        assert claimed <= {node["Index Name"] for node in nodes if "Index Name" in node}
