"""Anchored occurrences: the 31st stays the 31st, a short month lends its last day, and shifts nothing after it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pinkas.actions.standing_orders.orders import due_at
from pinkas.books.errors import InvalidValue
from pinkas.books.lines import LineOrder
from pinkas.books.standing_order import StandingOrder, next_occurrence, occurrence

JERUSALEM = ZoneInfo("Asia/Jerusalem")


def order(start: str, **facts: Any) -> StandingOrder:
    day = dt.date.fromisoformat(start)
    plain: dict[str, Any] = {"contact": 1, "start": day, "day": day.day, "kind": "tax_invoice", "class_number": 3}
    return StandingOrder(**{**plain, "amount": Decimal(118), **facts})


def dates(wanted: StandingOrder, many: int) -> list[str]:
    return [occurrence(wanted, index).isoformat() for index in range(many)]


def after(wanted: StandingOrder, last: str | None, *, issued: int = 1, begins: str | None = None) -> str | None:
    begins_on = wanted.start if begins is None else dt.date.fromisoformat(begins)
    found = next_occurrence(
        wanted, begins_on=begins_on, issued=issued, last=None if last is None else dt.date.fromisoformat(last)
    )
    return None if found is None else found.isoformat()


def test_the_31st_over_a_leap_february() -> None:
    assert dates(order("2028-01-31"), 5) == ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]


def test_the_29th_of_february_every_year() -> None:
    assert dates(order("2024-02-29", interval=12), 5) == [
        "2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "day", "interval", "expected"),
    [
        ("2026-08-20", 5, 1, ["2026-09-05", "2026-10-05"]),
        ("2026-08-20", 31, 1, ["2026-08-31", "2026-09-30"]),
        ("2026-02-28", 31, 1, ["2026-02-28", "2026-03-31"]),
        ("2026-11-30", 30, 3, ["2026-11-30", "2027-02-28", "2027-05-30"]),
        ("2026-12-10", 1, 6, ["2027-01-01", "2027-07-01"]),
        ("2026-08-04", 4, 2, ["2026-08-04", "2026-10-04"]),
    ],
)
def test_the_first_is_on_the_day_at_or_after_the_start(
    start: str, day: int, interval: int, expected: list[str]
) -> None:
    assert dates(order(start, day=day, interval=interval), len(expected)) == expected


def test_what_comes_next() -> None:
    monthly = order("2026-01-31")
    assert after(monthly, None, issued=0) == "2026-01-31"
    assert after(monthly, "2026-01-31") == "2026-02-28"
    assert after(monthly, "2026-02-28") == "2026-03-31"
    # What was missed while it was not there, or put aside, is not made up for.
    assert after(monthly, "2026-02-28", begins="2026-05-31") == "2026-05-31"
    assert after(monthly, "2026-02-28", begins="2026-06-01") == "2026-06-30"
    assert after(order("2026-01-31", active=False), "2026-01-31") is None


def test_a_month_is_issued_for_once_however_the_day_is_changed() -> None:
    assert after(order("2026-01-05", day=20), "2026-03-05") == "2026-04-20"
    assert after(order("2026-01-05", interval=12), "2026-01-05") == "2027-01-05"
    # From monthly to quarterly: the anchor of before holds.
    assert after(order("2026-01-05", interval=3), "2026-02-05") == "2026-04-05"


def test_it_ends_by_day_and_by_count() -> None:
    until = order("2026-01-31", end=dt.date(2026, 3, 31))
    assert after(until, "2026-02-28") == "2026-03-31"
    assert after(until, "2026-03-31") is None
    three = order("2026-01-31", count=3)
    assert after(three, "2026-02-28", issued=2) == "2026-03-31"
    assert after(three, "2026-03-31", issued=3) is None


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        ("2026-03-26", "2026-03-25T22:00:00+00:00"),
        ("2026-03-27", "2026-03-26T22:00:00+00:00"),  # clocks go forward at two in the morning
        ("2026-03-28", "2026-03-27T21:00:00+00:00"),
        ("2026-10-25", "2026-10-24T21:00:00+00:00"),  # and back
        ("2026-10-26", "2026-10-25T22:00:00+00:00"),
    ],
)
def test_a_day_begins_at_its_own_midnight(day: str, instant: str) -> None:
    assert due_at(dt.date.fromisoformat(day), JERUSALEM) == dt.datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("order.interval", {"interval": 5}),
        ("order.day", {"day": 32}),
        ("order.end", {"end": dt.date(2025, 12, 31)}),
        ("order.count", {"count": 0}),
        ("order.kind", {"kind": "receipt"}),
        ("order.amount", {"amount": None}),
        ("order.amount", {"lines": (LineOrder(name="x"),)}),
        ("order.amount", {"amount": Decimal(0)}),
        ("order.amount", {"amount": Decimal("1.001")}),
        ("order.tender", {"kind": "invoice_receipt", "tender": "cash"}),
        ("order.tender", {"tender": "shells"}),
        ("order.lines[0].unit_price", {"amount": None, "lines": (LineOrder(unit_price=Decimal(10) ** 12),)}),
    ],
)
def test_what_could_never_be_issued_is_refused(field: str, facts: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue) as refused:
        order("2026-01-31", **facts)
    assert refused.value.field == field
