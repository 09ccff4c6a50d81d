"""Money over time, through the public APIs: a leap year of standing orders, expenses, deposits and VAT returns; the
nights on which the clock changes; and the day on which VAT rose. Every amount was reckoned by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pinkas.actions.standing_orders.schedule import run_due
from tests.scenarios.keeper import EXT, Body, Keeper, paid

D = Decimal


def look(shop: Keeper, when: str, *, servers: int = 1) -> int:
    """Servers look at what is due at a civil time; how many occurrences ended."""
    shop.on(when)

    async def together() -> list[int]:
        return await asyncio.gather(*(run_due(shop.house.desk) for _ in range(servers)))

    ended = sum(shop.house.run(together()))
    shop.on(when)
    return ended


def order(shop: Keeper, key: str, start: str, amount: str, **members: object) -> Body:
    """A standing order of a gross amount, by tax invoice."""
    body = {"PreAuthorizedDebitId": key, "ContactId": "dana", "StartDate": start, "TrxTypeId": 1, "TrxCodeNumber": 3}
    saved: Body = shop.done("POST", "PreAuthorizedDebits", {**body, "Amount": D(amount), "Details": key, **members})
    return saved


def runs(shop: Keeper, key: str) -> list[str]:
    """The days on which an order fell, each issued."""
    rows = shop.caller.whole_list(f"{EXT}/debits/{key}/runs")
    assert {row["Status"] for row in rows} == {"issued"}
    return [row["Date"][:10] for row in rows]


def bought(shop: Keeper, key: str, day: str, total: str, **members: object) -> Body:
    """An expense, permanent."""
    body = {"ExpenseId": key, "Date": day, "TrxCodeNumber": 3100, "Total": D(total), **members}
    shop.done("POST", "Expenses", body)
    posted: Body = shop.done("POST", f"{EXT}/expenses/{key}/post")
    return posted


def to_the_bank(shop: Keeper, key: str, day: str, **fees: Decimal) -> Body:
    """All that lies in the till goes to the bank."""
    lines = [{"CaspitKupaLineId": row["CaspitKupaLineId"]} for row in shop.caller.whole_list("Kupa")]
    body = {"DepositId": key, "Date": day, "BankAccountName": "לאומי 800", "Lines": lines, **fees}
    made: Body = shop.done("POST", f"{EXT}/deposits", body)
    return made


def vat(shop: Keeper, year: int, month: int) -> tuple[Any, ...]:
    """Taxed sales, free ones, VAT on sales, inputs, equipment, and what is to be paid."""
    found = shop.ask("GET", "VatData", year=year, month=month).json
    names = ("SalesChargeVat", "SalesNoVat", "VatSales", "VatInputs", "VatInputsEquipment", "VatToPay")
    return tuple(found[name] for name in names)


def file(shop: Keeper, period: str, last_month: str) -> Body:
    """Close a period and file its return."""
    shop.done("POST", f"{EXT}/periods/{last_month}/close")
    filed: Body = shop.done("POST", f"{EXT}/vat-periods/{period}/file")
    return filed


def test_a_leap_year(open_shop: Callable[[str, str], Keeper]) -> None:
    """2027 to 2029: rent on the last of the month, insurance on the 29th of February, the till to the bank weekly."""
    shop = open_shop("516000011", "2027-12-30 09:00")
    shop.done("POST", "Contacts", {"ContactId": "dana", "BusinessName": "דנה"})
    shop.done("POST", "Contacts", {"ContactId": "landlord", "BusinessName": "בעל הבית", "ContactType": 1})
    shop.done("PUT", f"{EXT}/vat-settings", {"Months": 2})
    assert order(shop, "rent", "2027-12-31", "1180")["NextDate"] == "2027-12-31T00:00:00"
    assert order(shop, "insurance", "2028-02-29", "590", Interval=12)["DayInMonth"] == 29
    assert look(shop, "2027-12-30 23:59") == 0
    assert look(shop, "2027-12-31 00:00", servers=2) == 1
    assert look(shop, "2028-02-28 12:00", servers=2) == 1
    january_and_february(shop)
    late_for_what_was_filed(shop)
    # Nobody was there from March to the year's end: all that was missed comes in order, each once.
    assert look(shop, "2028-12-31 08:00", servers=2) == 10
    assert runs(shop, "rent") == [
        "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31", "2028-06-30",
        "2028-07-31", "2028-08-31", "2028-09-30", "2028-10-31", "2028-11-30", "2028-12-31",
    ]  # fmt: skip
    assert look(shop, "2029-02-28 08:00") == 3
    assert runs(shop, "insurance") == ["2028-02-29", "2029-02-28"]
    assert shop.done("GET", "PreAuthorizedDebits/insurance")["NextDate"] == "2030-02-28T00:00:00"
    assert look(shop, "2032-02-29 08:00") == 36 + 3
    assert runs(shop, "insurance")[2:] == ["2030-02-28", "2031-02-28", "2032-02-29"]
    assert shop.balance("dana")[0] == -51 * 1180 - 5 * 590


def january_and_february(shop: Keeper) -> None:
    """A period of two months: sales, a home that is a shop in part, equipment, deposits, its return in time."""
    for week, day in enumerate(("2028-02-06", "2028-02-13", "2028-02-20"), start=1):
        shop.on(f"{day} 10:00")
        line = {"ProductName": "שעה", "UnitPrice": D(100)}
        shop.issue(f"till-{week}", 7, DocumentLines=[line], ReceiptLines=[paid(1, "59"), paid(4, "59")])
        made = to_the_bank(shop, f"week-{week}", day, Fee=D("0.50"), FeeVat=D("0.09"))
        assert (made["Number"], made["Total"], made["DepositType"]) == (week, 118, "mixed")
    assert shop.caller.whole_list("Kupa") == []
    assert "took a payment of it to the bank" in shop.refused("POST", "CancelDocument/till-3")
    shop.done("PUT", f"{EXT}/trx-codes/3300", {"TrxCode": "ציוד", "TrxCodeType": 3, "Equipment": True})
    home = {"SupplierId": "landlord", "WorkingFromHomePercentageAllowed": 25}
    pay = {"ExpensePaymentId": "p-1", "TotalPaid": D(2000), "TaxWithheld": D(360)}
    bought(shop, "home", "2028-02-20", "2360", **home, Payments=[pay])
    bought(shop, "desk", "2028-02-20", "1180", TrxCodeNumber=3300)
    assert look(shop, "2028-02-29 23:59", servers=2) == 2
    # 300 over the counter, 2000 of rent, 500 of insurance; 90 of the home, 0.27 of the bank's.
    assert vat(shop, 2028, 1) == vat(shop, 2028, 2) == (2800, 0, 504, D("90.27"), 180, 234)
    shop.on("2028-03-14 09:00")
    filed = file(shop, "2028-01", "2028-02")
    assert (filed["EndDate"][:10], filed["DueDate"][:10], filed["Filed"], filed["Differences"]) == (
        "2028-02-29", "2028-03-15", True, [],
    )  # fmt: skip
    assert shop.trial_balance() == {
        "receivable dana": D(4130), "bank": D("-1647.77"), "acquirer-fees": D("1.50"), "input-vat": D("90.27"),
        "input-vat-equipment": D(180), "expense:3100": D(500), "expense:3300": D(1000), "private-use": D(1770),
        "payable": D(-1180), "tax-withheld-payable": D(-360), "income:3": D(-3800), "output-vat": D(-684),
    }  # fmt: skip


def late_for_what_was_filed(shop: Keeper) -> None:
    """An invoice of February turns up: refused for it, claimed in March; a bank's slip counts where it belongs."""
    late = {"ExpenseId": "late", "Date": "2028-02-10", "TrxCodeNumber": 3100, "Total": D(118)}
    shop.done("POST", "Expenses", late)
    assert "2028-02 is closed" in shop.refused("POST", f"{EXT}/expenses/late/post")
    shop.done("POST", "Expenses", {**late, "VatPeriod": 202803})
    shop.done("POST", f"{EXT}/expenses/late/post")
    assert vat(shop, 2028, 3) == (0, 0, 0, 18, 0, -18)
    # Opened again, so that it comes in where it was forgotten: what was filed stays, and the difference is told.
    shop.done("POST", f"{EXT}/periods/2028-02/reopen")
    bought(shop, "forgotten", "2028-02-28", "59")
    (row, *_) = shop.caller.whole_list(f"{EXT}/vat-periods", year=2028)
    assert row["Differences"] == [
        {"Figure": "VatInputs", "AsFiled": D("90.27"), "Now": D("99.27"), "Difference": 9}
    ]  # fmt: skip
    assert vat(shop, 2028, 2) == (2800, 0, 504, D("90.27"), 180, 234)


def test_the_nights_on_which_the_clock_changes(open_shop: Callable[[str, str], Keeper]) -> None:
    """2027-03-26 has no hour from two to three, 2027-10-31 the one from one to two twice: a day is a day."""
    shop = open_shop("516000012", "2027-03-20 09:00")
    shop.done("POST", "Contacts", {"ContactId": "dana", "BusinessName": "דנה"})
    order(shop, "spring", "2027-03-26", "118", NumPayments=1)
    order(shop, "autumn", "2027-10-31", "118", Interval=12)
    assert look(shop, "2027-03-25 23:59:59") == 0
    assert look(shop, "2027-03-26 00:00", servers=2) == 1
    assert look(shop, "2027-03-26 03:00", servers=2) == 0
    assert look(shop, "2027-10-30 23:59:59") == 0
    assert look(shop, "2027-10-31 00:00", servers=2) == 1
    for again in ("2027-10-31 01:30", "2027-10-31 02:30", "2027-10-31 23:59"):
        assert look(shop, again) == 0
    assert (runs(shop, "spring"), runs(shop, "autumn")) == (["2027-03-26"], ["2027-10-31"])
    assert [row["Date"][:10] for row in shop.caller.whole_list("Documents")] == ["2027-03-26", "2027-10-31"]
    assert vat(shop, 2027, 3) == vat(shop, 2027, 10) == (100, 0, 18, 0, 0, 18)
    assert shop.done("GET", "PreAuthorizedDebits/autumn")["NextDate"] == "2028-10-31T00:00:00"
    assert shop.ask("DELETE", "PreAuthorizedDebits/autumn").status == 204


def test_the_day_vat_rose(open_shop: Callable[[str, str], Keeper]) -> None:
    """17 percent until the end of 2024, 18 from then on: sales, credits, expenses, orders on either side of it."""
    shop = open_shop("516000013", "2024-12-29 09:00")
    shop.done("POST", "Contacts", {"ContactId": "dana", "BusinessName": "דנה"})
    order(shop, "weekly", "2024-12-31", "117", NumPayments=2, DayInMonth=31)
    line = {"ProductName": "שעה", "UnitPrice": D("333.33")}
    shop.on("2024-12-31 23:30")
    before = shop.issue("before", 1, CustomerId="dana", DocumentLines=[line])
    assert (before["VatRate"], before["Vat"], before["Total"]) == (17, D("56.67"), 390)
    shop.write("draft", 1, CustomerId="dana", DocumentLines=[line])
    shop.on("2025-01-01 00:10")
    after = shop.issue("after", 1, CustomerId="dana", DocumentLines=[line])
    assert (after["VatRate"], after["Vat"], after["Total"]) == (18, 60, D("393.33"))
    shop.done("POST", "PrintDocument/draft")
    credit = {"CustomerId": "dana", "DocumentLines": [line], "RelatedDocuments": [{"DocumentId": "before"}]}
    back = shop.issue("back", 9, **credit)
    assert (back["VatRate"], back["Vat"], back["Total"]) == (17, D("56.67"), 390)
    # Missed at the year's end, issued after it: dated its own day, at that day's rate.
    assert look(shop, "2025-02-01 08:00", servers=2) == 2
    issued = [row for row in shop.caller.whole_list("Documents") if row["Details"] == "weekly"]
    assert [(row["Date"][:10], row["VatRate"], row["Vat"], row["Total"]) for row in issued] == [
        ("2024-12-31", 17, 17, 117), ("2025-01-31", 18, D("17.85"), 117),
    ]  # fmt: skip
    old, new = bought(shop, "old", "2024-12-31", "100"), bought(shop, "new", "2025-01-01", "100")
    assert [(one["VatRate"], one["Vat"], one["TotalNoVat"]) for one in (old, new)] == [
        (17, D("14.53"), D("85.47")), (18, D("15.25"), D("84.75")),
    ]  # fmt: skip
    bought(shop, "claimed-later", "2024-12-31", "117", VatPeriod=202501)
    # December: 2 x 333.33 and 100, their VAT at 17; January: 333.33 and 99.15 at 18, less the credit at 17.
    assert vat(shop, 2024, 12) == (D("766.66"), 0, D("130.34"), D("14.53"), 0, 116)
    assert vat(shop, 2025, 1) == (D("99.15"), 0, D("21.18"), D("32.25"), 0, -11)
    assert shop.output_vat() == {
        ("2024-12", "standard", "17"): (D("766.66"), D("130.34")),
        ("2025-01", "standard", "17"): (D("-333.33"), D("-56.67")),
        ("2025-01", "standard", "18"): (D("432.48"), D("77.85")),
    }  # fmt: skip
