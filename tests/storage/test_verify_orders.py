"""Tampering with orders of customers, and what verify says of it; papers about goods, stock and orders among many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest

from pinkas.actions.contact_changes import ContactChange, change_contact
from pinkas.actions.desk import Caller
from pinkas.actions.products import save_product
from pinkas.actions.sales_orders import take_order
from pinkas.actions.shops import furnish
from pinkas.actions.till_orders import TillLineOrder, TillOrder
from pinkas.books.product import Product
from pinkas.books.references import RecordName
from pinkas.books.slip import Discount, SlipKind
from pinkas.storage import inventory, sales_orders
from pinkas.storage.inventory import GoodsAsked
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from . import test_plans
from .test_plans import Query
from .test_plans_lists import _looked_at, _runs
from .test_verify import _after as after

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A business with two orders, one of a customer's with a discount and an ERP code."""
    business = house.open_business("514000009")
    caller = caller_of(business, house.add_user("ruth", "s3cret-word", business))
    house.run(_fill(house, caller))
    assert house.run(verify_business(house.desk.store, business)) is None
    return caller


async def _fill(house: House, caller: Caller) -> None:
    desk = house.desk
    await furnish(desk, caller)
    await save_product(desk, caller, "shelf", Product(name="מדף", sale_price1=Decimal(20), currency="ILS"))
    known = await change_contact(desk, caller, None, ContactChange(members={"first_name": "נועה"}))
    line = TillLineOrder(product=RecordName("key", "shelf"), quantity=Decimal(3))
    common: dict[str, Any] = {"kind": SlipKind.DELIVERY, "lines": (line,), "channel": "x"}
    noa = RecordName("serial", str(known.record.serial))
    discount = Discount(percent=Decimal(10))
    await take_order(desk, caller, TillOrder(uuid=ONE, erp_code="A", contact=noa, discount=discount, **common))
    await take_order(desk, caller, TillOrder(uuid=TWO, sequence=5, **common))


#: Not those of the larger business beside it.
ORDER = "update books.sales_order set {} where serial = 1 and business_id <> 99"
BODY = "update books.sales_order set body = jsonb_set(body::jsonb, '{}', '{}') where serial = 1 and business_id <> 99"
RECORD = "sales order 1-1"
TAMPERINGS = {
    "another total": (ORDER.format("total = 1"), RECORD),
    "another price": (BODY.format("{slip,lines,0,price}", "19"), RECORD),
    "another name": (BODY.format("{slip,lines,0,name}", '"x"'), RECORD),
    "another discount": (BODY.format("{slip,discount,percent}", "9"), RECORD),
    "no discount": (ORDER.format("body = (body::jsonb #- '{slip,discount}')::json"), RECORD),
    "another customer": (ORDER.format("contact = null"), RECORD),
    "another customer in it": (BODY.format("{contact}", "null"), RECORD),
    "another code": (ORDER.format("erp_code = 'B'"), RECORD),
    "another time": (ORDER.format("ordered_at = ordered_at - interval '1 day'"), RECORD),
    "another till": (ORDER.format("register = 2, number = 77"), "sales order"),
    "another number": (ORDER.format("number = 7"), "sales order 1-7"),
    "another uuid": (ORDER.format(f"uuid = '{UUID(int=9)}'"), RECORD),
    "what is no order": (BODY.format("{slip,kind}", '"sale"'), RECORD),
    "another taker": (ORDER.format("recorded_by = 'x'"), "who took sales order"),
    "an order forgotten": (
        "delete from books.sales_order where serial = 2 and business_id <> 99",
        "sales order with serial 2",
    ),
    "numbers to come": (
        "update books.serial_counter set last_serial = 9 where sort = 'sales_order/1'",
        "the count of sales_order/1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, caller: Caller, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(after(connection, caller.business, statement))
    assert finding is not None
    assert finding.record.startswith(record), str(finding)


MANY = 4_000
#: A business of its own: every second item moved, on a day of its own; a paper and an order a minute.
SEED = f"""
    set session_replication_role = replica;
    insert into books.store values (99, 1, '1', gen_random_uuid(), 'x'), (99, 2, '2', gen_random_uuid(), 'y');
    insert into books.product (business_id, serial, key, uuid, version, created_at, created_by, updated_at, updated_by,
        name, active, charge_vat, currency, price_includes_vat, stocked, deleted, barcode, model_number)
    select 99, g, g, gen_random_uuid(), 1, timestamptz '2026-01-01', 'x', timestamptz '2026-01-01', 'x', 'p' || g, true,
        true, 'ILS', false, true, false, 'b' || g, 'm' || g / 4
    from generate_series(1, {MANY}) g;
    insert into books.stock select 99, g, 1 + g % 2, g from generate_series(1, {MANY}, 2) g;
    insert into books.stock_move (business_id, serial, product, store, quantity, date, position)
    select 99, g, 1 + g % {MANY} / 2 * 2, 1, 1, '2026-01-01', g from generate_series(1, {MANY} * 5) g;
    insert into books.daybook
    select 99, g, timestamptz '2026-01-01' + g * interval '1 minute', 'x', 'x', 'x', g, '{{}}', sha256('x'), sha256('x')
    from generate_series(1, {MANY} * 5) g;
    insert into books.inventory_document
    select 99, g, md5(g::text)::uuid, 1, false, timestamptz '2026-01-01' + g * interval '1 minute', 'x', now(), 'x',
        'invoice', 'open', 1, null, null
    from generate_series(1, {MANY}) g;
    insert into books.inventory_line
    select 99, 1 + g / 4, g % 4, g, null, 'open', 1, null, null, null, false, null
    from generate_series(0, {MANY} - 1) g;
    insert into books.register (business_id, serial, key, uuid, store_serial, number, series)
    values (99, 1, '1', gen_random_uuid(), 1, 21, 1);
    insert into books.sales_order
    select 99, g, md5(g::text)::uuid, 1, 1, g, case when g % 2 = 0 then 'e' || g end, null,
        timestamp '2026-01-01' + g * interval '1 minute', 1, '{{}}', now(), 'x'
    from generate_series(1, {MANY}) g;
    set session_replication_role = origin;
    analyze;
"""
BIG = {"product", "stock", "stock_move", "daybook", "inventory_document", "inventory_line", "sales_order"}
LATE = dt.datetime(2026, 1, 3, tzinfo=dt.UTC)
LATE_LOCAL = LATE.replace(tzinfo=None)
NO_ONE = UUID("c4ca4238-a0b9-2382-0dcc-509a6f75849b")


def _goods(**asked: Any) -> Query:
    return lambda store: inventory.goods_on_hand(store, 99, GoodsAsked(**asked))


#: What is asked, and how many rows of a table it may look at.
READS: dict[str, tuple[Query, int]] = {
    "one item's stock": (_goods(barcode="b77"), 5),
    "a model's stock": (_goods(model_number="m9", since=LATE), 10),
    "a page of what moved since": (_goods(since=LATE, limit=50), 8_100),
    "what moved or changed, in a store": (_goods(since=LATE, or_card=True, store_codes=("1",)), 8_100),
    "a paper by its id": (lambda store: inventory.by_uuid(store, 99, NO_ONE), 5),
    "a paper's facts": (
        lambda store: inventory.facts(store, 99, NO_ONE, stores=[ONE], products=[TWO], once=("login:1", "k")), 10,
    ),
    "papers of ten minutes": (
        lambda store: inventory.created_between(store, 99, LATE, LATE + dt.timedelta(minutes=10), limit=500), 12,
    ),
    "items by serial": (lambda store: inventory.cards(store, 99, [7, 8]), 2),
    "the same order": (
        lambda store: sales_orders.same(store, 99, uuid=ONE, erp_code="e8", register=1, number=9), 5,
    ),
    "an order by its ERP code": (lambda store: sales_orders.by_erp_code(store, 99, "e8"), 1),
    "an order by its number": (lambda store: sales_orders.by_number(store, 99, 21, 9), 1),
    "an order by its serial": (lambda store: sales_orders.by_serial(store, 99, 9), 1),
    "orders of ten minutes": (
        lambda store: sales_orders.between(
            store, 99, LATE_LOCAL, LATE_LOCAL + dt.timedelta(minutes=10), has_erp_code=True, first=7, limit=50), 12,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def owner(caller: Caller, owner_dsn: str) -> Iterator[psycopg.Connection]:
    del caller
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        with psycopg.connect(owner_dsn.replace("pinkas_owner", "pinkas_admin"), autocommit=True) as admin:
            admin.execute(SEED)
        yield connection


@pytest.mark.parametrize("name", READS)
def test_a_read_finds_its_rows_without_reading_all(owner: psycopg.Connection, name: str) -> None:
    query, most = READS[name]
    seen = 0
    for nodes in _runs(owner, test_plans._caught(query)):  # noqa: SLF001 - a sister's
        scans = [node for node in nodes if node.get("Relation Name") in BIG]
        seen += len(scans)
        assert [node["Relation Name"] for node in scans if node["Node Type"] == "Seq Scan"] == []
        assert max((_looked_at(node) for node in scans), default=0) <= most, scans
    assert seen
