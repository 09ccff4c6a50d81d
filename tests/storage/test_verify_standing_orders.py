"""Tampering with standing orders and their occurrences, and the record that verify then names; and what is due is found
by its index."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Caller
from pinkas.actions.standing_orders.orders import remove_standing_order, save_standing_order
from pinkas.actions.standing_orders.schedule import retry_run, run_due
from pinkas.books.contact import Contact
from pinkas.books.standing_order import StandingOrder
from pinkas.storage import standing_orders
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .test_plans import _caught, _plans
from .test_verify import _after as after

DAY = dt.date(2026, 8, 4)


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A business with an order that issued, one whose mail had nowhere to go, one for later and one that is gone."""
    business = house.open_business("514000009")
    caller = caller_of(business, house.add_user("ruth", "s3cret-word", business))
    house.run(_fill(house, caller))
    return caller


async def _fill(house: House, caller: Caller) -> None:
    desk = house.desk

    async def save(key: str, start: dt.date, *, mail: bool = False) -> None:
        order = StandingOrder(
            contact=0, start=start, day=start.day, kind="tax_invoice", class_number=3, amount=Decimal(118), mail=mail
        )
        await save_standing_order(desk, caller, key, order, "c")

    await save_contact(desk, caller, "c", Contact(name="לקוח"))
    await save_contact(desk, caller, "d", Contact(name="אחר"))
    await save("rent", DAY)
    await save("mailed", DAY, mail=True)
    await save("later", dt.date(2026, 9, 30))
    await save("gone", DAY)
    await remove_standing_order(desk, caller, "gone")
    assert await run_due(desk) == 2
    await retry_run(desk, caller, "mailed", 1)


BODY = "update books.standing_order set body = jsonb_set(body, '{{{}}}', '{}') where key = '{}'"
TAMPERINGS = {
    "another sum": (BODY.format("amount", "1180", "rent"), "standing order 'rent'"),
    "another day": (BODY.format("day", "5", "later"), "standing order 'later'"),
    "another card": (BODY.format("card_token", '"x"', "rent"), "standing order 'rent'"),
    "another customer": ("update books.standing_order set contact = 2 where key = 'rent'", "standing order 'rent'"),
    "active from another day": (
        "update books.standing_order set begins_on = '2026-07-01' where key = 'rent'", "standing order 'rent'",
    ),
    "the next one put off": (
        "update books.standing_order set next_date = '2026-10-04', due_at = '2026-10-03 21:00Z' where key = 'rent'",
        "standing order 'rent'",
    ),
    "looked at later": (
        "update books.standing_order set due_at = due_at + interval '1 day' where key = 'later'",
        "when somebody looks at standing order later",
    ),
    "never looked at": (
        "update books.standing_order set due_at = null where key = 'later'", "when somebody looks at standing order",
    ),
    "an occurrence not counted": (
        "update books.standing_order set runs = 0, last_date = null, next_date = '2026-08-04',"
        " due_at = '2026-08-03 21:00Z' where key = 'rent'",
        "how far standing order rent",
    ),
    "back from the removed": (
        "update books.standing_order set deleted = false where key = 'gone'", "standing order 'gone'",
    ),
    "an order removed": ("delete from books.standing_order where key = 'rent'", "standing order with serial 1"),
    "an occurrence of another day": (
        "update books.standing_order_run set date = date - 1 where number = 1 and order_serial = 1", "occurrence with",
    ),
    "an occurrence removed": ("delete from books.standing_order_run where order_serial = 1", "occurrence with serial"),
    "an attempt removed": ("delete from books.standing_order_attempt where attempt = 2", "occurrence with serial 2"),
    "another outcome": (
        "update books.standing_order_outcome set outcome = 'failed' where run_serial = 1", "occurrence with serial 1",
    ),
    "another document": (
        "update books.standing_order_outcome set document_serial = 2 where run_serial = 1", "occurrence with serial 1",
    ),
    "an outcome removed": ("delete from books.standing_order_outcome where run_serial = 1", "occurrence with serial 1"),
    "an occurrence added": (
        "insert into books.standing_order_run select business_id, 9, order_serial, 9, '2026-12-04', '2026-12-01',"
        " gen_random_uuid() from books.standing_order_run where serial = 1",
        "how far standing order",
    ),
    "somebody else who saved it": (
        "update books.standing_order set updated_by = 'eve' where key = 'rent'", "who last saved standing order rent",
    ),
    "a tally": ("update books.tally set records = records + 1 where sort = 'standing_order'", "the tally of standing"),
    "a counter": (
        "update books.serial_counter set last_serial = 99 where sort = 'standing_order_run'", "the count of standing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, caller: Caller, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(after(connection, caller.business, statement))
    assert finding is not None
    assert finding.record.startswith(record) or f"{finding}".startswith(record), str(finding)


def test_untouched_books_are_whole(house: House, caller: Caller) -> None:
    assert house.run(verify_business(house.desk.store, caller.business)) is None


@pytest.mark.parametrize(
    "statement",
    [
        "update books.standing_order_run set date = date",
        "delete from books.standing_order_outcome",
        "delete from books.standing_order",
    ],
)
def test_history_cannot_be_changed(connection: dict[str, Any], caller: Caller, house: House, statement: str) -> None:
    assert caller.business
    with pytest.raises(Exception, match="permission denied"):
        house.run(house.desk.store.execute(statement))


def test_what_is_due_is_found_by_its_index(owner_dsn: str, caller: Caller) -> None:
    assert caller.business
    with psycopg.connect(owner_dsn) as owner:  # and taken back: the other tests know whom they tamper with
        owner.execute(
            "insert into books.standing_order select (jsonb_populate_record(s, jsonb_build_object('serial', 100 + g,"
            " 'key', 'k' || g, 'uuid', gen_random_uuid(), 'due_at', now() + g * interval '1 day'))).*"
            " from books.standing_order s, generate_series(1, 3000) g where s.key = 'later'"
        )
        owner.execute("analyze")
        caught = _caught(lambda store: standing_orders.due(store, dt.datetime(2026, 8, 4, tzinfo=dt.UTC), limit=1))
        for nodes in _plans(owner, caught):
            assert "standing_order_due" in {node.get("Index Name") for node in nodes}
            assert "standing_order" not in {n["Relation Name"] for n in nodes if n["Node Type"] == "Seq Scan"}
        owner.rollback()
