"""What is taken back counts no sooner than what it takes back: for the VAT, and in the journal. Today is 2026-08-04."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from pinkas.actions.reports.catalogue import report_of
from pinkas.actions.reports.registry import read_parameters
from pinkas.books.report import Part
from pinkas.testing.books import caller_of
from tests.wire.caspit.golden.shop import Shop

from .asking import ext
from .test_deposits import CHEQUE, deposit, receive
from .test_expenses import permanent
from .test_vat import filed, printed

Reversals = Callable[[], list[tuple[str, str, str]]]


@pytest.fixture
def reversals(shop: Shop, owner_dsn: str) -> Reversals:
    """Document, tax and posting date of every entry that takes one back, in the order they were posted."""

    def read() -> list[tuple[str, str, str]]:
        with psycopg.connect(owner_dsn) as owner:
            return owner.execute(
                "select e.document_date::text, e.tax_date::text, e.posting_date::text from books.entry e"
                " where e.business_id = %(business)s and (e.serial in (select c.entry_serial from books.cancellation c"
                " where c.business_id = e.business_id) or e.serial in (select v.entry_serial from books.voucher v"
                " where v.business_id = e.business_id and v.reverses is not null)) order by e.serial",
                {"business": shop.business},
            ).fetchall()

    return read


def taxes(shop: Shop, *months: int) -> list[tuple[Any, Any]]:
    """VAT on sales and on inputs, by month."""
    found = [shop.get(f"VatData?year=2026&month={month}").json for month in months]
    return [(one["VatSales"], one["VatInputs"] + one["VatInputsEquipment"]) for one in found]


def reported(shop: Shop, name: str, column: str, part: Part, **sent: str) -> list[Any]:
    """A column of a report's rows of one part."""
    report = report_of(name)
    caller = caller_of(shop.business, tax_number=shop.tax_number)
    asked = read_parameters(report, sent, dt.date(2026, 8, 4))
    return shop.house.run(report.make(shop.house.desk, caller, asked)).values(column, part)


def test_a_document_of_a_later_month_cancelled_today(shop: Shop, reversals: Reversals) -> None:
    shop.contact("c")
    assert shop.ask("POST", "Products", {"ProductId": "shelf", "Name": "מדף", "QtyInStock": 20}).status == 201
    lines = [{"ProductId": "shelf", "UnitPrice": 200, "Qty": 5}]
    printed(shop, "later", 0, "2026-10-10", CustomerId="c", DocumentLines=lines)
    assert taxes(shop, 8, 10) == [(0, 0), (180, 0)]
    done = shop.ask("POST", "CancelDocument/later")
    assert done.status == 200
    assert reversals() == [("2026-08-04", "2026-10-10", "2026-10-10")]
    # Neither month is left with anything, and the VAT report says so of both.
    assert taxes(shop, 8, 10) == [(0, 0), (0, 0)]
    for month, last in (("08", "31"), ("10", "31")):
        period = {"FromDate": f"2026-{month}-01", "ToDate": f"2026-{month}-{last}"}
        assert reported(shop, "VatReport", "vat", Part.TOTAL, **period)[-1] == 0, month
        assert reported(shop, "TrialBalance", "closing", Part.LINE, **period) in ([], [0, 0, 0]), month
        assert reported(shop, "DocumentsJournal", "total", Part.TOTAL, **period) in ([], [0]), month
    for day in ("2026-08-31", "2026-10-31"):
        assert reported(shop, "Stock", "quantity", Part.LINE, AsOf=day) == [20], day
    assert reported(shop, "AgedDebts", "total", Part.LINE, AsOf="2026-09-30") == []
    assert shop.balance("c") == 0


def test_an_expense_claimed_later_and_reversed_before(shop: Shop, reversals: Reversals) -> None:
    """Under a day of its own or without one: its VAT goes back where it was claimed, the rest on that day."""
    for key, period, body in (("a", 202610, {"Date": "2026-08-20"}), ("b", 202609, None)):
        permanent(shop, key, Total=118, VatPeriod=period)
        assert ext(shop, "POST", f"expenses/{key}/reverse", body).status == 200
    assert reversals() == [("2026-08-20", "2026-10-01", "2026-08-20"), ("2026-08-04", "2026-09-01", "2026-08-04")]
    assert taxes(shop, 8, 9, 10) == [(0, 0)] * 3
    # What was claimed in time goes back on the day of its reversal.
    permanent(shop, "c", Total=118)
    assert ext(shop, "POST", "expenses/c/reverse", {"Date": "2026-09-05"}).status == 200
    assert reversals()[2:] == [("2026-09-05",) * 3]
    assert taxes(shop, 8, 9) == [(0, 18), (0, -18)]


def test_what_was_posted_late_goes_back_no_sooner_than_it_came(shop: Shop, reversals: Reversals) -> None:
    """Posted into the first open month, which then was another: entry by hand, payment and deposit alike."""
    (cheque,) = receive(shop, "rec", (CHEQUE, 500), Date="2026-07-01")
    expense = permanent(shop, "e", Total=118, Date="2026-07-05")
    for month in ("2026-07", "2026-08"):
        assert ext(shop, "POST", f"periods/{month}/close").status == 200
    payment = {"ExpensePaymentId": "p", "TotalPaid": 118, "PaymentDate": "2026-07-10"}
    said = {"ExpenseId": "e", "Date": "2026-07-05", "TrxCodeNumber": 3100, "Payments": [payment]}
    paid = shop.ask("POST", "Expenses", said).json["Payments"][0]["EntryId"]
    assert deposit(shop, cheque, DepositId="dep", Date="2026-07-20").json["PostingDate"] == "2026-09-01T00:00:00"
    assert ext(shop, "POST", "periods/2026-07/reopen").status == 200
    assert ext(shop, "POST", f"entries/{paid}/reverse", {"Date": "2026-07-15"}).status == 201
    assert ext(shop, "POST", "deposits/dep/cancel").status == 200
    assert ext(shop, "POST", f"entries/{expense['EntryId']}/reverse", {"Date": "2026-07-31"}).status == 201
    assert reversals() == [
        ("2026-07-15", "2026-07-15", "2026-09-01"),
        ("2026-08-04", "2026-08-04", "2026-09-01"),
        ("2026-07-31", "2026-07-31", "2026-07-31"),
    ]
    # In July nothing has left or reached the bank; September has what came late, and takes it back.
    july, september = (
        reported(shop, "TrialBalance", "closing", Part.LINE, FromDate=f"2026-{month}-01", ToDate=f"2026-{month}-30")
        for month in ("07", "09")
    )
    assert (sorted(july), sorted(set(september))) == ([-500, -118, 18, 100, 500], [-500, 0, 500])


def test_a_deposit_dated_ahead_is_cancelled_on_its_day(shop: Shop, reversals: Reversals) -> None:
    (cheque,) = receive(shop, "rec", (CHEQUE, 500))
    assert deposit(shop, cheque, DepositId="dep", Date="2026-09-15", Fee=10, FeeVat=1.85).status == 201
    assert ext(shop, "POST", "deposits/dep/cancel").json["CancelledDate"] == "2026-09-15T00:00:00"
    assert reversals() == [("2026-09-15",) * 3]
    assert taxes(shop, 8, 9) == [(0, 0), (0, 0)]


def test_what_a_filed_month_had_goes_back_in_the_present_one(shop: Shop, reversals: Reversals) -> None:
    permanent(shop, "e", Total=118, Date="2026-07-05")
    printed(shop, "inv", 1000, "2026-07-05")
    assert ext(shop, "POST", "periods/2026-07/close").status == 200
    assert filed(shop).json["Differences"] == []
    assert shop.ask("POST", "CancelDocument/inv").status == 400
    back = {"TrxTypeId": 9, "RelatedDocuments": [{"DocumentId": "inv"}]}
    printed(shop, "credit", 1000, "2026-08-03", **back)
    refused = ext(shop, "POST", "expenses/e/reverse", {"Date": "2026-07-31"})
    assert (refused.status, refused.text) == (400, "The period of 2026-07 is closed (through 2026-07-31).")
    assert ext(shop, "POST", "expenses/e/reverse").status == 200
    assert reversals() == [("2026-08-04",) * 3]
    assert taxes(shop, 7, 8) == [(180, 18), (-180, -18)]
    assert filed(shop).json["Differences"] == []
