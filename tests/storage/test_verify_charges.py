"""Tampering with charges and gateways' pages, and what verify says of it; and how charges are found among many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pinkas.actions.cards.charging import ChargeOrder, charge_card
from pinkas.actions.cards.learning import look_up_charge
from pinkas.actions.desk import Caller
from pinkas.storage import card_pages, charges
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from . import test_plans
from .test_plans import Query
from .test_plans_lists import _looked_at, _runs
from .test_verify import _after as after

LOST = "4580000000005041"


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A business with a charge, a refund of part of it, one looked up, and one of which something is to be learnt."""
    business = house.open_business("514000009")
    caller = caller_of(business, house.add_user("ruth", "s3cret-word", business))
    house.run(_fill(house, caller))
    assert house.run(verify_business(house.desk.store, business)) is None
    return caller


async def _fill(house: House, caller: Caller) -> None:
    desk = house.desk
    card: dict[str, Any] = {"number": "4580000000000000", "expiry": "1230"}
    paid = await charge_card(desk, caller, ChargeOrder(key="paid", amount=Decimal(100), **card))
    back = ChargeOrder(key="back", amount=Decimal(30), is_refund=True, gives_back=paid.record.reference, **card)
    await charge_card(desk, caller, back)
    for key in ("looked-up", "open"):
        await charge_card(desk, caller, ChargeOrder(key=key, amount=Decimal(5), number=LOST, expiry="1230"))
    await look_up_charge(desk, caller, "looked-up")


CHARGE = "update books.charge set {} where key = 'paid'"
OUTCOME = "update books.charge_outcome set {} where charge_serial = 1"
TAMPERINGS = {
    "another amount": (CHARGE.format("amount = 99"), "charge 'paid'"),
    "another currency": (CHARGE.format("currency = 'USD'"), "charge 'paid'"),
    "another card": (CHARGE.format("last_four = '1111'"), "charge 'paid'"),
    "another key": (CHARGE.format("key = 'x'"), "charge 'x'"),
    "a refund made of it": (CHARGE.format("is_refund = true"), "charge 'paid'"),
    "a refund of another": ("update books.charge set refunds = 3 where key = 'back'", "charge 'back'"),
    "a charge forgotten": (
        "delete from books.charge_outcome where charge_serial = 1;"
        "update books.charge set refunds = null where key = 'back'; delete from books.charge where key = 'paid'",
        "charge",
    ),
    "a decline": (OUTCOME.format("state = 'declined'"), "the outcome of charge 1"),
    "another reference": (OUTCOME.format("reference = 'x'"), "the outcome of charge 1"),
    "a person's word": (OUTCOME.format("witness = 'person'"), "the outcome of charge 1"),
    "an outcome forgotten": ("delete from books.charge_outcome where charge_serial = 3 and number = 2", "the outcome"),
    "an outcome invented": (
        "insert into books.charge_outcome select business_id, 4, 2, 'approved', 'person', 'x', null, null, now(), 'x'"
        " from books.charge_outcome where charge_serial = 1",
        "the daybook of charge",
    ),
    "what is open forgotten": ("delete from books.open_charge", "whether something is to be learnt of charge open"),
    "what is known called open": (
        "insert into books.open_charge select business_id, 1 from books.open_charge where business_id = 1",
        "whether something is to be learnt of charge paid",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, caller: Caller, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(after(connection, caller.business, statement))
    assert finding is not None
    assert finding.record.startswith(record), str(finding)


MANY = 5_000
SEED = f"""
    set session_replication_role = replica;
    insert into books.charge
    select 99, g, 'k' || g, gen_random_uuid(), 'sandbox', null, null, 5, 'ILS', 'regular', 1, g % 10 = 0,
        case when g % 10 = 0 then g - 1 end, now(), 'x' from generate_series(1, {MANY}) g;
    insert into books.charge_outcome
    select 99, g, 1, case when g % 500 = 0 then 'unknown' else 'approved' end, 'answer', 'r' || g, '000', null, now(),
        'x' from generate_series(1, {MANY}) g;
    insert into books.open_charge select 99, g from generate_series(500, {MANY}, 500) g;
    insert into books.card_page
    select 99, g, gen_random_uuid(), 'x', 'p' || g, 'u', 'token', null, null, 'ILS', now(), 'x'
    from generate_series(1, {MANY}) g;
    insert into books.serial_counter values (99, 'charge', {MANY}), (99, 'card_page', {MANY});
    set session_replication_role = origin;
    analyze;
"""
LATER = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
#: What is asked, and how many rows of a table it may look at.
READS: dict[str, tuple[Query, int]] = {
    "a charge by its key": (lambda store: charges.by_key(store, 99, "k77"), 2),
    "a charge by its reference": (lambda store: charges.refundable(store, 99, "r77"), 10),
    "a page of charges": (lambda store: charges.page(store, 99, offset=4000, limit=50), 60),
    "those that are open": (lambda store: charges.page(store, 99, offset=0, limit=50, only_open=True), 60),
    "those of everybody": (lambda store: charges.open_ones(store, (0, 0), before=LATER, limit=50), 60),
    "a page of pages": (lambda store: card_pages.page(store, 99, offset=4000, limit=50), 60),
}


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
        scans = [node for node in nodes if node.get("Relation Name") in {"charge", "charge_outcome", "card_page"}]
        seen += len(scans)
        assert [node["Relation Name"] for node in scans if node["Node Type"] == "Seq Scan"] == []
        assert max((_looked_at(node) for node in scans), default=0) <= most
    assert seen
