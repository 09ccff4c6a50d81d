"""Lists and look-ups of products read indexes, not tables, and a page costs one round-trip with its stock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pinkas.actions.product_changes import ProductChange, change_product
from pinkas.actions.products import save_product
from pinkas.books.product import Product
from pinkas.books.references import RecordName
from pinkas.storage import catalogue, products
from pinkas.storage.products import ProductFilter
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .test_plans import COPIES, Query, _caught, _columns, _plans

MORNING = dt.datetime(2026, 8, 5, tzinfo=dt.UTC)
#: What may never be read from end to end.
BIG = {"product", "stock", "stock_move", "store_price", "product_picture", "reference"}


@pytest.fixture(scope="module")
def owner(house: House, owner_dsn: str) -> Iterator[psycopg.Connection]:
    """The database as its owner, with two businesses of some thousand products, each with its stock."""
    numbers = {"inventory_number": "I", "barcode": "B", "model_number": "M"}
    for number in ("514000009", "300000007"):
        caller = caller_of(house.open_business(number))
        house.run(
            save_product(
                house.desk, caller, "p", Product(name="מדף", catalog_number="A-", currency="ILS"), in_stock=Decimal(5)
            )
        )
        more = ProductChange(members=numbers, references={"erp-code": "E"}, prices={1: Decimal(2)}, pictures={1: b"x"})
        house.run(change_product(house.desk, caller, 1, more))
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        copied = {
            "product": "'serial', t.serial + g, 'key', t.key || g, 'uuid', gen_random_uuid(),"
            " 'catalog_number', t.catalog_number || g % 800, 'inventory_number', t.inventory_number || g,"
            " 'barcode', t.barcode || g, 'model_number', t.model_number || g % 400,"
            " 'updated_at', t.updated_at + g * interval '1 minute'",
            "stock": "'product', t.product + g, 'quantity', g",
            "store_price": "'product', t.product + g",
            "product_picture": "'product', t.product + g",
            "reference": "'value', t.value || g, 'serial', t.serial + g",
        }
        for table, changes in copied.items():
            connection.execute(
                f"insert into books.{table} ({_columns(connection, table)})"
                f" select {_columns(connection, table, 'c.')} from books.{table} t, generate_series(1, {COPIES}) g,"
                f" jsonb_populate_record(t, jsonb_build_object({changes})) c"
            )
        connection.execute(
            "insert into books.tally as t select business_id, 'product', '', serial / 1024, count(*)"
            " from books.product group by 1, 4"
            " on conflict (business_id, sort, kind, block) do update set records = excluded.records;"
            "analyze"
        )
        yield connection


def _listed(**filters: Any) -> Query:
    return lambda store: products.search(store, 1, ProductFilter(**filters), offset=0, limit=50)


QUERIES: dict[str, tuple[Query, set[str]]] = {
    "products": (lambda store: products.page(store, 1, offset=1500, limit=50), {"product_pkey", "stock_pkey"}),
    "products by catalogue number": (
        lambda store: products.page(store, 1, offset=0, limit=50, catalog_number="A-33"),
        {"product_catalog_number", "product_pkey", "stock_pkey"},
    ),
    "a product by key": (
        lambda store: products.by_key(store, 1, "p33"),
        {"product_key", "product_pkey", "stock_pkey"},
    ),
    "a product by serial": (lambda store: products.by_serial(store, 1, 33), {"product_pkey", "stock_pkey"}),
    "a product's facts": (
        lambda store: products.save_facts(store, 1, once=("login:1", "k"), key="p33"),
        {"product_key", "stock_pkey"},
    ),
    "a product's facts for a change": (
        lambda store: products.change_facts(
            store, 1, once=None, serial=33, names={"inventory_number": "I33", "barcode": "B33", "erp-code": "E33"},
            stores=[1],
        ),
        {
            "product_pkey", "product_inventory_number", "product_barcode", "reference_pkey", "reference_of_record",
            "store_price_pkey", "product_picture_pkey",
        },
    ),
    "the items of a sale": (
        lambda store: catalogue.find(
            store, 1, [RecordName("barcode", "B33"), RecordName("erp_code", "E33")], in_store=1
        ),
        {
            "product_pkey", "product_barcode", "product_inventory_number", "product_business_id_uuid_key",
            "product_key", "reference_pkey", "store_price_pkey",
        },
    ),
    "items by barcode": (_listed(barcode="B33"), {"product_barcode", "product_pkey"}),
    "items of a model": (_listed(model_number="M33"), {"product_model", "product_pkey"}),
    "items by inventory number": (_listed(inventory_number="I33"), {"product_inventory_number", "product_pkey"}),
    "items changed since": (
        _listed(changed_from=MORNING, changed_before=MORNING + dt.timedelta(hours=1)),
        {"product_updated", "product_pkey"},
    ),
    "pictures": (lambda store: products.pictures(store, 1, [33]), {"product_picture_pkey"}),
}  # fmt: skip


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_uses_its_indexes_and_reads_no_table_through(owner: psycopg.Connection, name: str) -> None:
    query, claimed = QUERIES[name]
    for nodes in _plans(owner, _caught(query)):
        read_through = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
        assert not read_through & BIG
        assert claimed <= {node["Index Name"] for node in nodes if "Index Name" in node}


def test_a_page_far_down_is_the_page_one_would_count_to(owner: psycopg.Connection, house: House) -> None:
    del owner
    total, rows = house.run(products.page(house.desk.store, 1, offset=1500, limit=50))
    assert (total, [row.serial for row in rows]) == (COPIES + 1, list(range(1501, 1551)))
    assert [row.in_stock for row in rows[:2]] == [1500, 1501]
    total, rows = house.run(products.page(house.desk.store, 1, offset=1, limit=50, catalog_number="A-33"))
    assert (total, [row.key for row in rows]) == (2, ["p833"])
    assert house.run(products.page(house.desk.store, 1, offset=99, limit=50, catalog_number="A-33")) == (2, [])
