"""The end of a store's day: what belongs to it and what it comes to; tampering with it, and what verify says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D  # noqa: N817 - amounts are read here, not written
from typing import Any

import pytest

from pinkas.actions.closings import close_day, list_closings
from pinkas.actions.desk import Caller, Once
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import cancel_document, issue_document
from pinkas.actions.shops import save_part
from pinkas.books.closing import PaidBy, SoldIn, VatIn
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder, SourceName, TenderOrder
from pinkas.books.errors import IdempotencyConflict, InvalidValue, UnknownRecord
from pinkas.books.lines import LineOrder
from pinkas.books.shop import Store, Till
from pinkas.books.vat import VatCategory
from pinkas.storage.closings import CLOSING_NUMBER_SQL
from pinkas.storage.documents import by_key
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .test_verify import _after as after

ONCE = Once(key="z-1", route="POST closings", body_hash=bytes(32), status=201)


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A store with two days: one of sales, a return and a payment, then one with a single sale. Another without any."""
    business = house.open_business("514000009")
    caller = caller_of(business, house.add_user("ruth", "s3cret-word", business))
    house.run(_two_days(house, caller))
    return caller


async def _two_days(house: House, caller: Caller) -> None:
    desk = house.desk
    await save_part(desk, caller, Store, "3", {"name": "הרצל 5"})
    await _sell(house, caller, "sale", ("cash", "1000"), ("cheque", "180"))
    await _sell(house, caller, "cancelled", ("cash", "1180"))
    await cancel_document(desk, caller, by_key("cancelled"))
    await _write(house, caller, "back", "credit_invoice", sources=("sale",), price="100", quantity="1")
    await _write(house, caller, "refund", "refund", ("cash", "118"), sources=("back",))
    await _write(house, caller, "note", "delivery_note", price="250", quantity="4")
    await close_day(desk, caller, "1", key="monday", once=ONCE)
    await _sell(house, caller, "next day", ("card:visa", "1180"))
    await close_day(desk, caller, "1")
    await close_day(desk, caller, "3")
    await _sell(house, caller, "still open", ("cash", "1180"))


async def _sell(house: House, caller: Caller, key: str, *paid: tuple[str, str]) -> None:
    await _write(house, caller, key, "invoice_receipt", *paid, price="250", quantity="4")


async def _write(
    house: House,
    caller: Caller,
    key: str,
    kind: str,
    *paid: tuple[str, str],
    price: str | None = None,
    quantity: str = "1",
    sources: tuple[str, ...] = (),
) -> None:
    cheque = {"bank": 12, "branch": "600", "account": "123456", "cheque_number": "7", "due_date": dt.date(2026, 9, 1)}
    order = DocumentOrder(
        key=key, kind=kind, series=98, party=Party(name="דנה"), class_number=3 if price else 2, channel="api",
        lines=(LineOrder(name="מדף", unit_price=D(price), quantity=D(quantity)),) if price else (),
        tenders=tuple(
            TenderOrder(type=tender, amount=D(amount), **(cheque if tender == "cheque" else {}))  # type: ignore[arg-type]
            for tender, amount in paid
        ),
        sources=tuple(SourceName(key=one) for one in sources),
    )  # fmt: skip
    await save_draft(house.desk, caller, order)
    await issue_document(house.desk, caller, by_key(key))


def test_a_day_comes_to_its_sales_and_payments_as_recorded(house: House, caller: Caller) -> None:
    total, (other, second, first) = house.run(list_closings(house.desk, caller))
    assert (total, [one.number for one in (first, second, other)]) == (3, ["1-1", "1-2", "3-1"])
    assert (first.key, first.closed_by, first.closed_at) == ("monday", "ruth", house.desk.clock.now())
    day = first.figures
    assert (day.transactions, day.first_at, day.withheld) == (4, dt.datetime(2026, 8, 4), 0)  # noqa: DTZ001 - civil
    assert day.sold == (SoldIn(currency="ILS", count=3, sales=D(2360), returns=D(-118)),)
    assert day.payments == D(-118)
    assert day.vat == (
        VatIn(currency="ILS", category=VatCategory.STANDARD, rate=D(18), base=D(1900), vat=D(342)),
    )  # fmt: skip
    assert day.tenders == (
        PaidBy(type="cash", currency="ILS", count=3, amount=D(2062)),
        PaidBy(type="cheque", currency="ILS", count=1, amount=D(180)),
    )
    assert second.figures.tenders == (PaidBy(type="card:visa", currency="ILS", count=1, amount=D(1180)),)
    assert (other.figures.transactions, other.figures.sold, other.figures.payments) == (0, (), 0)
    assert second.after_position == first.through_position
    _, of_store = house.run(list_closings(house.desk, caller, "3", limit=1))
    assert of_store == [other]


def test_every_transaction_knows_its_closing(house: House, caller: Caller) -> None:
    sql = f"select {CLOSING_NUMBER_SQL} as number from books.transaction t where t.business_id = $1 order by t.serial"
    rows = house.run(house.desk.store.rows(sql, caller.business))
    assert [row["number"] for row in rows] == ["1-1", "1-1", "1-1", "1-1", None, "1-2", None]


def test_a_closing_under_a_key_is_made_once(house: House, caller: Caller) -> None:
    again = house.run(close_day(house.desk, caller, "1", key="monday"))
    assert (again.record.number, again.created) == ("1-1", False)
    replayed = house.run(close_day(house.desk, caller, "1", key="monday", once=ONCE))
    assert (replayed.record.number, replayed.replayed) == ("1-1", True)
    with pytest.raises(InvalidValue):
        house.run(close_day(house.desk, caller, "3", key="monday"))
    with pytest.raises(UnknownRecord):
        house.run(close_day(house.desk, caller, "9"))
    with pytest.raises(IdempotencyConflict):
        house.run(close_day(house.desk, caller, "1", once=replace(ONCE, body_hash=bytes(31) + b"x")))


FIRST = "closing 1 of store 1"
TAMPERINGS = {
    "other figures": (
        "update books.z_closing set figures = replace(figures, '2062', '2061') where serial = 1", FIRST,
    ),
    "a sale slipped in": (
        "update books.transaction set position = 3 where serial = 7", FIRST,
    ),
    "a payment changed": ("update books.till_line set amount = amount - 1 where serial = 2", "document"),
    "closed at another time": ("update books.z_closing set closed_at = closed_at + interval '1 hour'", FIRST),
    "closed further": (
        "update books.z_closing set through_position = through_position - 1 where serial = 1", FIRST,
    ),
    "another store's": ("update books.z_closing set store_serial = 2 where serial = 2", "closing 2 of store 2"),
    "another number": ("update books.z_closing set sequence = 9 where serial = 2", "closing 9 of store 1"),
    "another key": ("update books.z_closing set key = 'x' where serial = 1", FIRST),
    "forgotten": ("delete from books.z_closing where serial = 3", "closing with serial 3"),
    "invented": (
        "insert into books.z_closing select business_id, 9, 'x', gen_random_uuid(), 2, 2, 1, 2, figures, closed_at, 2"
        " from books.z_closing where serial = 1",
        "the place of closing 9",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, caller: Caller, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(after(connection, caller.business, statement))
    assert finding is not None
    assert finding.record.startswith(record), str(finding)


def test_what_has_numbers_is_not_numbered_otherwise(house: House, caller: Caller) -> None:
    for sort, key, said, field in (
        (Till, "series-98", {"series": 7}, "series"),
        (Store, "1", {"first_number": 5}, "first_number"),
    ):
        with pytest.raises(InvalidValue) as refused:
            house.run(save_part(house.desk, caller, sort, key, said))
        assert refused.value.field == field


def test_untouched_books_are_whole(house: House, caller: Caller) -> None:
    assert house.run(verify_business(house.desk.store, caller.business)) is None
