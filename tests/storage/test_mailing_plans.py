"""Mailings are listed and decided on by indexes: no table is read through."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pinkas.actions.drafts import save_draft
from pinkas.actions.mailing import MailOrder, mail_document
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder
from pinkas.books.lines import LineOrder
from pinkas.storage import mailings
from pinkas.storage.documents import by_key, by_number
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .test_plans import COPIES, KINDS, Query, _caught, _columns, _plans

#: What may never be read from end to end.
BIG = {"mailing", "mailing_outcome", "document_index", "legal_number", "idempotency"}

COPIED = {
    "document_index": "'serial', t.serial + g, 'key', t.key || g, 'uuid', gen_random_uuid()",
    "legal_number": "'number', t.number + g, 'document_serial', t.document_serial + g",
    "mailing": "'serial', t.serial + g, 'uuid', gen_random_uuid(), 'document_serial', t.document_serial + g % 800",
    "mailing_outcome": "'mailing_serial', t.mailing_serial + g",
    "idempotency": "'key', t.key || g, 'serial', t.serial + g",
}


@pytest.fixture(scope="module")
def owner(house: House, owner_dsn: str) -> Iterator[psycopg.Connection]:
    """The database as its owner, with two businesses of some thousand mailings each."""
    order: dict[str, Any] = {"kind": "tax_invoice", "series": 98, "class_number": 3, "channel": "api"}
    lines = (LineOrder(unit_price=Decimal(10)),)
    for number in ("514000009", "300000007"):
        caller = caller_of(house.open_business(number))
        house.run(save_draft(house.desk, caller, DocumentOrder(key="inv", party=Party(), lines=lines, **order)))
        mailing = MailOrder(language="he", to="dana@example.com")
        house.run(mail_document(house.desk, caller, by_key("inv"), mailing))
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        connection.execute(
            "insert into books.idempotency select business_id, 'login:1', 'k', 'r', '', 200, serial, recorded_at"
            " from books.mailing"
        )
        for table, changes in COPIED.items():
            connection.execute(
                f"insert into books.{table} ({_columns(connection, table)})"
                f" select {_columns(connection, table, 'c.')} from books.{table} t, generate_series(1, {COPIES}) g,"
                f" jsonb_populate_record(t, jsonb_build_object({changes})) c"
            )
        connection.execute("update books.head set mailings = 1 + %s", [COPIES])
        connection.execute("analyze")
        yield connection


QUERIES: dict[str, tuple[Query, set[str]]] = {
    "mailings": (lambda store: mailings.page(store, 1, offset=1500, limit=50), {"mailing_pkey"}),
    "mailings of a document": (
        lambda store: mailings.page(store, 1, offset=0, limit=50, document="inv33"),
        {"mailing_of_document", "document_index_business_id_key_key"},
    ),
    "a mailing's facts": (
        lambda store: mailings.facts(store, 1, by_key("inv33"), once=("login:1", "k33")),
        {"document_index_business_id_key_key", "idempotency_pkey", "mailing_pkey"},
    ),
    "a mailing's facts by number": (
        lambda store: mailings.facts(store, 1, by_number(98, 100033, KINDS), once=None),
        {"legal_number_pkey", "document_index_pkey"},
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_uses_its_indexes_and_reads_no_table_through(owner: psycopg.Connection, name: str) -> None:
    query, claimed = QUERIES[name]
    for nodes in _plans(owner, _caught(query)):
        read_through = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
        assert not read_through & BIG
        used = {node["Index Name"] for node in nodes if "Index Name" in node}
        for index in claimed:
            assert used & set(index.split("|")), (index, used)


def test_a_page_far_down_is_the_page_one_would_count_to(owner: psycopg.Connection, house: House) -> None:
    total, rows = house.run(mailings.page(house.desk.store, 1, offset=COPIES - 20, limit=50))
    assert (total, [row.serial for row in rows]) == (COPIES + 1, list(range(COPIES - 19, COPIES + 2)))
    total, rows = house.run(mailings.page(house.desk.store, 1, offset=1, limit=50, document="inv33"))
    assert (total, [row.serial for row in rows]) == (2, [834])
