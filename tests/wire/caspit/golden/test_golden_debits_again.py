"""A standing order removed and made again under its key: no month twice, and what became of the earlier one is read."""

from __future__ import annotations

from pinkas.testing.clock import MovableClock
from tests.wire.ext.asking import ext

from .shop import Shop
from .test_golden_debits import at, debit, due, nothing_left_due, papers, runs
from .test_golden_debits_charged import DECLINED, NEVER_ARRIVED, charged

__all__ = ["nothing_left_due"]


def removed(shop: Shop) -> None:
    assert shop.ask("DELETE", "PreAuthorizedDebits/rent").status == 204


def test_no_month_is_issued_for_twice(shop: Shop, clock: MovableClock) -> None:
    debit(shop)
    assert due(shop) == 1
    removed(shop)
    assert runs(shop) == [(1, "2026-08-04", "issued")]
    assert debit(shop).json["NextDate"] == "2026-09-04T00:00:00"
    body = shop.get("PreAuthorizedDebits/rent").json
    assert shop.ask("PUT", "PreAuthorizedDebits/rent", body | {"Status": False}).status == 200
    assert shop.ask("PUT", "PreAuthorizedDebits/rent", body).json["NextDate"] == "2026-09-04T00:00:00"
    removed(shop)
    assert debit(shop, DayInMonth=20).json["NextDate"] == "2026-09-20T00:00:00"
    at(clock, "2026-09-20")
    assert due(shop) >= 1  # others' orders of the house may be due as well
    rows = ext(shop, "GET", "debits/rent/runs").json["Results"]
    assert [(row["DebitNumber"], row["Number"], row["Date"][:10]) for row in rows] == [
        (1, 1, "2026-08-04"), (3, 1, "2026-09-20"),
    ]  # fmt: skip
    assert len(papers(shop)) == 2


def test_another_customer_or_key_begins_at_once(shop: Shop) -> None:
    debit(shop)
    assert due(shop) == 1
    removed(shop)
    shop.contact("other")
    assert debit(shop, ContactId="other").json["NextDate"] == "2026-08-04T00:00:00"
    assert debit(shop, "lodging").json["NextDate"] == "2026-08-04T00:00:00"
    # Taken over by the first customer, who has paid for this month.
    assert debit(shop).json["NextDate"] == "2026-09-04T00:00:00"


def test_a_month_that_failed_is_issued_for_and_one_in_doubt_is_not(shop: Shop) -> None:
    charged(shop, DECLINED)
    assert due(shop) == 1
    removed(shop)
    charged(shop, NEVER_ARRIVED)
    assert shop.get("PreAuthorizedDebits/rent").json["NextDate"] == "2026-08-04T00:00:00"
    assert due(shop) == 0
    removed(shop)
    (failed, begun) = ext(shop, "GET", "debits/rent/runs").json["Results"]
    assert (failed["Status"], begun["Status"], begun["Message"][:16]) == ("failed", "begun", "nobody knows yet")
    assert debit(shop).json["NextDate"] == "2026-09-04T00:00:00"


def test_a_month_that_the_books_refused_is_issued_for(shop: Shop) -> None:
    debit(shop)
    assert ext(shop, "PUT", "registration", {"ValidFrom": "2026-08-04", "Registration": "exempt_dealer"}).status == 200
    assert due(shop) == 1
    removed(shop)
    assert runs(shop) == [(1, "2026-08-04", "failed")]
    assert debit(shop, TrxTypeId=6).json["NextDate"] == "2026-08-04T00:00:00"
