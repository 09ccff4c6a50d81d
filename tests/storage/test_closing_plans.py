"""Closing a store's day, and finding the closing of a transaction, read their indexes on a populated database."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from pinkas.storage import closings
from pinkas.storage.closings import CLOSING_NUMBER_SQL
from pinkas.testing.house import House

from . import test_plans
from .test_plans_lists import _looked_at, _runs

#: Sales of two stores in turn, each with a document, a payment and its VAT; a closing of the first after every hundred.
SALES = 20_000
SEED = f"""
    set session_replication_role = replica;
    insert into books.transaction (business_id, serial, uuid, register_serial, sequence, recorded_at, kind,
        store_serial, local_time, happened_at, total, grand_total, position)
    select 1, g, gen_random_uuid(), 1, g, now(), 'sale', 1 + g % 2, now(), now(), 118, 118, g
    from generate_series(1, {SALES}) g;
    insert into books.till_line (business_id, serial, uuid, document_serial, number, type, amount, currency, rate,
        book_amount, in_till, date)
    select 1, g, gen_random_uuid(), g, 1, 'cash', 118, 'ILS', 1, 118, true, date '2026-01-01'
    from generate_series(1, {SALES}) g;
    insert into books.document_vat select 1, g, 1, 'standard', 18, 100, 18 from generate_series(1, {SALES}) g;
    insert into books.z_closing
    select 1, g, 'z' || g, gen_random_uuid(), 1, g, (g - 1) * 100, g * 100, '{{}}', now(), g * 100 + 1
    from generate_series(1, {SALES} / 100) g;
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


def test_a_days_figures_are_read_from_its_own_transactions(owner: psycopg.Connection) -> None:
    caught = test_plans._caught(lambda store: closings.figures(store.value, 1, 2, SALES - 100, SALES))  # noqa: SLF001 - a sister's
    for nodes in _runs(owner, caught):
        scans = [node for node in nodes if node.get("Relation Name") == "transaction"]
        assert scans
        assert all(_looked_at(node) <= 100 for node in scans), scans
        assert {"transaction_of_store"} & {node.get("Index Name") for node in nodes}


def test_the_closing_of_a_transaction_is_one_look(owner: psycopg.Connection) -> None:
    sql = f"select {CLOSING_NUMBER_SQL} from books.transaction t where t.business_id = 1 and t.serial = 10000"
    (plans,) = owner.execute(f"explain (analyze, format json) {sql}").fetchone() or ()
    nodes = list(test_plans._nodes(plans[0]["Plan"]))  # noqa: SLF001 - a sister's
    scans = [node for node in nodes if node.get("Relation Name") == "z_closing"]
    assert [node["Index Name"] for node in scans] == ["z_closing_through"]
    assert max(_looked_at(node) for node in scans) <= 2
