"""Lists of a shop system's documents and operations read their indexes, and little of them, on a populated database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import psycopg
import pytest

from pinkas.storage import operation_lists, till_documents, transactions
from pinkas.storage.operation_lists import OperationFilter
from pinkas.storage.till_documents import TillDocumentFilter
from pinkas.testing.house import House

from . import test_plans
from .test_plans_lists import _looked_at, _runs

#: Invoices of one business, each an operation's: of two hundred contacts, ten a day.
INVOICES = 10_000
SEED = f"""
    set session_replication_role = replica;
    insert into books.transaction (business_id, serial, uuid, register_serial, sequence, recorded_at, kind,
        store_serial, local_time, happened_at, contact, total, grand_total, position)
    select 1, g, gen_random_uuid(), 1, g, now(), 'sale', 1, timestamp '2026-01-01' + g / 10 * interval '1 day', now(),
        g % 200, 118, 118, g
    from generate_series(1, {INVOICES}) g;
    insert into books.operation (business_id, serial, uuid, version, type, source, source_reference, store_serial,
        register_serial, created_at, created_by, updated_at, updated_by, body)
    select 1, g, gen_random_uuid(), 1, 'sale', 'shop', g::text, 1, 1, now(), 'x', now(), 'x', '{{}}'
    from generate_series(1, {INVOICES}) g;
    insert into books.document_index (business_id, serial, key, uuid, kind, created_at, created_by, state, version,
        updated_at, updated_by, date, contact_serial, face, open_amount, is_debt, total)
    select 1, g, 'd' || g, gen_random_uuid(), 'tax_invoice', now(), 'x', 'issued', 1, now(), 'x',
        date '2026-01-01' + g / 10, g % 200, 118, 118, true, 118
    from generate_series(1, {INVOICES}) g;
    insert into books.legal_number select 1, 98, 'tax_invoice', 100000 + g, g from generate_series(1, {INVOICES}) g;
    insert into books.document (business_id, serial, transaction_serial, kind, series, date, due_date, contact, party,
        class_number, currency, discount, discount_percent, round_total, rounding, vat_rate, taxable_lines,
        taxable_base, exempt_base, net, vat, total, receipt_currency, receipt_rate, received, withheld, received_book,
        withheld_book, channel, body)
    select 1, g, g, 'tax_invoice', 98, date '2026-01-01' + g / 10, date '2026-01-01', g % 200, '{{}}', 3, 'ILS', 0, 0,
        false, 0, 18, 100, 100, 0, 100, 18, 118, 'ILS', 1, 0, 0, 0, 0, 'x', '{{}}'
    from generate_series(1, {INVOICES}) g;
    insert into books.document_line (business_id, document_serial, number, unit_price, quantity, currency, rate,
        discount, vat, net, goods)
    select 1, g, n, 50, 1, 'ILS', 1, 0, 'standard', 50, true
    from generate_series(1, {INVOICES}) g, generate_series(1, 2) n;
    set session_replication_role = origin;
    analyze;
"""
#: What a look-up may look at, whatever the business holds.
FEW = 300
KINDS = ("tax_invoice", "invoice_receipt")
DAY = dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def owner(house: House, owner_dsn: str) -> Iterator[psycopg.Connection]:
    house.open_business("514000009")
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        # Rows that no more than look right: what is asked here joins nothing else.
        with psycopg.connect(owner_dsn.replace("pinkas_owner", "pinkas_admin"), autocommit=True) as admin:
            admin.execute(SEED)
        yield connection


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ("document_index_pkey", {"serial": 6000}),
        ("legal_number_pkey", {"number": 106000, "runs": KINDS}),
        ("document_of_transaction", {"operation": 6000}),
        ("document_by_contact", {"contact": 7}),
        ("document_by_date", {"from_date": DAY, "to_date": DAY + dt.timedelta(days=2)}),
        ("operation_of_source", {"source": "shop", "reference": "6000"}),
    ],
)
def test_each_filter_reads_its_index(owner: psycopg.Connection, index: str, said: dict[str, object]) -> None:
    wanted = TillDocumentFilter(kinds=KINDS, states=("issued",), financial=False, **said)  # type: ignore[arg-type]
    caught = test_plans._caught(lambda store: till_documents.page(store, 1, wanted, offset=0, limit=100))  # noqa: SLF001 - a sister's
    for nodes in _runs(owner, caught):
        assert index in {node.get("Index Name") for node in nodes}
        assert sum(map(_looked_at, nodes)) <= 20 * FEW, [node for node in nodes if _looked_at(node) > FEW]
        assert not [node for node in nodes if node["Node Type"] == "Seq Scan" and _looked_at(node) > FEW]


def test_a_page_reads_whole_only_what_it_shows(owner: psycopg.Connection) -> None:
    wanted = TillDocumentFilter(kinds=KINDS, states=("issued",), financial=False)
    caught = test_plans._caught(lambda store: till_documents.page(store, 1, wanted, offset=5_000, limit=100))  # noqa: SLF001 - a sister's
    for nodes in _runs(owner, caught):
        for table in ("document", "legal_number", "transaction"):
            scans = [node for node in nodes if node.get("Relation Name") == table]
            assert sum(map(_looked_at, scans)) <= 4 * 100, table


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ("transaction_pkey", {"serial": 6000}),
        ("transaction_by_time", {"from_date": DAY, "to_date": DAY + dt.timedelta(days=2)}),
    ],
)
def test_operations_are_found_by_index(owner: psycopg.Connection, index: str, said: dict[str, object]) -> None:
    wanted = OperationFilter(states=("finished",), **said)  # type: ignore[arg-type]
    caught = test_plans._caught(  # noqa: SLF001 - a sister's
        lambda store: operation_lists.page(store, 1, wanted, zone="Asia/Jerusalem", offset=0, limit=100)
    )
    for nodes in _runs(owner, caught):
        assert index in {node.get("Index Name") for node in nodes}
        scans = [node for node in nodes if node.get("Relation Name") == "transaction"]
        assert sum(map(_looked_at, scans)) <= FEW, scans


def test_a_window_of_a_tills_transactions_reads_its_index(owner: psycopg.Connection) -> None:
    start = dt.datetime.combine(DAY, dt.time())
    caught = test_plans._caught(  # noqa: SLF001 - a sister's
        lambda store: transactions.between(store, 1, start, start + dt.timedelta(days=2))
    )
    for nodes in _runs(owner, caught):
        assert "transaction_by_time" in {node.get("Index Name") for node in nodes}
        assert sum(map(_looked_at, nodes)) <= FEW, nodes
