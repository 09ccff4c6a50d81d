"""A Bulgarian shop over Caspit's API: one ten-digit run of numbers, and the night in which the lev became the euro.

Every amount was reckoned by hand; 1 EUR = 1.95583 BGN.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from decimal import Decimal

import pytest

from pinkas.actions.businesses import caller_of_business
from pinkas.actions.reports.catalogue import REPORTS
from pinkas.actions.reports.registry import read_parameters
from pinkas.actions.standing_orders.schedule import run_due
from pinkas.books.errors import InvalidValue
from pinkas.books.report import Table
from tests.scenarios.keeper import EXT, Body, Keeper, paid

D = Decimal
_numbers = itertools.count(100_000_018)


def line(net: str) -> Body:
    """Goods before VAT."""
    return {"DocumentLines": [{"ProductName": "Кафе", "UnitPrice": D(net), "Qty": 1}]}


def names(*keys: str, **more: object) -> Body:
    return {"RelatedDocuments": [{"DocumentId": key, **more} for key in keys]}


def report(shop: Keeper, name: str, **asked: str) -> list[tuple[object, ...]]:
    """The rows of a report, without its headings."""
    house = shop.house

    async def made() -> Table:
        caller = await caller_of_business(house.desk, shop.business, actor="report")
        values = {"Language": "en", **asked}
        wanted = REPORTS[name]
        return await wanted.make(house.desk, caller, read_parameters(wanted, values, caller.today(house.desk.clock)))

    return [row.cells for row in house.run(made()).rows]


@pytest.fixture
def shop(open_shop: Callable[..., Keeper]) -> Keeper:
    """A shop of the lev's last month, with a customer who owes 148.00 leva for three papers and one who always did."""
    shop = open_shop(str(next(_numbers)), "2025-12-10 12:00", "BG")
    shop.done("POST", "Contacts", {"ContactId": "kafe", "BusinessName": "Кафе ООД"})
    shop.done("POST", "Contacts", {"ContactId": "old", "BusinessName": "Стар ЕООД", "OpenBalance": -100})
    return shop


def test_numbers_are_taken_at_issue_from_one_run(shop: Keeper) -> None:
    first = shop.write("first", 1, CustomerId="kafe", **line("100"))
    shop.write("void", 9, CustomerId="kafe", **line("7"))
    shop.done("POST", "CancelDocument/void")
    assert (first["Number"], first["DocumentNumberBranch"]) == ("01/T000000001", 1)
    assert shop.document("void")["Number"] == "01/T000000002"

    second = shop.issue("second", 7, CustomerId="kafe", ReceiptLines=[paid(1, "60")], **line("50"))
    shop.done("POST", "PrintDocument/first")
    credit = shop.issue("credit", 9, CustomerId="kafe", **line("10"), **names("first"))
    proforma = shop.issue("proforma", 6, CustomerId="kafe", **line("10"))
    numbers = [second["Number"], shop.document("first")["Number"], credit["Number"], proforma["Number"]]
    assert numbers == ["01/0000000001", "01/0000000002", "01/0000000003", "01/1"]
    assert credit["RelatedDocuments"][0]["DocumentNumber"] == "01/0000000002"
    last = {row["TrxTypeId"]: row["Number"] for row in shop.done("GET", "LastDocumentsNumbers")}
    assert last == {1: "01/0000000002", 6: "01/1", 7: "01/0000000001", 9: "01/0000000003"}

    found = [row["DocumentId"] for row in shop.caller.whole_list("Documents", Number="01/0000000002")]
    assert found == ["first"]
    assert shop.ask("GET", "Pdf?documentNumber=01/2&trxTypeId=1").status == 200
    assert shop.ask("GET", "Pdf?documentNumber=01/2&trxTypeId=9").status == 404
    named = {"RelatedDocuments": [{"DocumentNumber": "01/0000000002", "TrxTypeId": 1}]}
    receipt = shop.issue("receipt", 2, CustomerId="kafe", ReceiptLines=[paid(9, "108")], **named)
    assert (receipt["Number"], receipt["RelatedDocuments"][0]["DocumentId"]) == ("01/1", "first")
    assert shop.ask("GET", "Pdf/first").status == 200

    # A further series has a range to itself.
    other = shop.issue("other", 1, DocumentNumberBranch=98, **line("5"))
    assert (other["Number"], shop.issue("more", 1, **line("5"))["Number"]) == ("98/0100000001", "01/0000000004")
    chosen = {"TrxTypeId": 9, "DocumentNumberBranch": 2, "Number": 4}
    assert "series 01" in shop.refused("PUT", f"{EXT}/first-numbers", chosen)
    shop.done("PUT", f"{EXT}/first-numbers", {**chosen, "Number": 5000})
    assert shop.issue("second-store", 1, DocumentNumberBranch=2, **line("5"))["Number"] == "02/0000005000"


@pytest.fixture
def euro(shop: Keeper) -> Keeper:
    """The same shop on the first working day of the euro."""
    shop.issue("a", 1, CustomerId="kafe", **line("100"))
    shop.issue("b", 1, CustomerId="kafe", **line("50"))
    shop.issue("c", 9, CustomerId="kafe", **line("10"), **names("a"))
    shop.issue("part", 2, CustomerId="kafe", ReceiptLines=[paid(1, "20")], **names("b"))
    shop.issue("advance", 6, CustomerId="kafe", **line("25"))
    shop.issue("paid-advance", 2, CustomerId="kafe", ReceiptLines=[paid(9, "30")], **names("advance"))
    shop.write("late", 1, CustomerId="kafe", **line("1"))
    lines = [{"CaspitKupaLineId": shop.tender("part", 1), "Amount": 5}]
    shop.done("POST", f"{EXT}/deposits", {"DepositId": "lev", "Date": "2025-12-11", "Lines": lines})
    assert "euro" not in shop.refused("POST", "Documents", {
        "TrxTypeId": 1, "TrxCodeNumber": 3, "Date": "2026-01-03", **line("1"),
    })  # fmt: skip
    assert shop.balance("kafe") == (D("-118.0"), D("-148.0"))

    shop.on("2026-01-02 09:00")
    return shop


def test_the_lev_becomes_the_euro(euro: Keeper) -> None:
    shop = euro
    # 108.00 and 40.00 leva are open, each by itself 55.22 and 20.45 euro; 30.00 was paid before the invoice: 15.34.
    assert shop.balance("kafe") == (D("-60.33"), D("-75.67"))
    assert shop.balance("old") == (D("-51.13"), D("-51.13"))
    assert shop.trial_balance() == {
        "bank": D("2.56"), "till:cash": D("7.67"), "till:transfer": D("15.34"), "receivable kafe": D("60.33"),
        "receivable old": D("51.13"), "income:3": D("-71.58"), "output-vat": D("-14.32"),
        "opening-balances old": D("-100.00"), "opening-balances": D("48.87"),
    }  # fmt: skip
    statement = report(shop, "CustomerStatement", Contact="kafe", FromDate="2025-12-01", ToDate="2026-01-31")
    assert [row[-1] for row in statement] == [
        D(0), D("120.00"), D("180.00"), D("168.00"), D("148.00"), D("118.00"), D("60.33"), D("60.33"),
    ]  # fmt: skip
    assert statement[-2][1:4] == ("Change of currency", "3", "1 EUR = 1.95583 BGN")
    euro = report(shop, "CustomerStatement", Contact="kafe", FromDate="2026-01-01", ToDate="2026-01-31")
    assert [row[-1] for row in euro] == [D("60.33"), D("60.33")]
    months = {"FromDate": "2026-01-01", "ToDate": "2026-01-31"}
    assert {row[2:] for row in report(shop, "TrialBalance", **months)} == {
        (amount, D(0), D(0), amount)
        for amount in map(D, ("2.56", "-71.58", "-51.13", "-14.32", "111.46", "7.67", "15.34", "0.00"))
    }
    assert report(shop, "VatReport", **months)[-1] == ("Output less input VAT", None, None, D(0))
    assert report(shop, "AgedDebts", AsOf="2026-01-31")[-1][-1] == D("111.46")
    assert report(shop, "Till", AsOf="2026-01-31")[-1][-1] == D("23.01")
    assert report(shop, "Till", AsOf="2025-12-31")[-1][-1] == D("45.00")
    with pytest.raises(InvalidValue, match="the books are in EUR from that day on"):
        report(shop, "VatReport", FromDate="2025-12-01", ToDate="2026-01-31")


def test_what_was_agreed_in_leva_is_charged_in_euro(shop: Keeper) -> None:
    order = {"ContactId": "kafe", "StartDate": "2025-12-20", "TrxTypeId": 1, "TrxCodeNumber": 3}
    shop.done("POST", "PreAuthorizedDebits", {**order, "PreAuthorizedDebitId": "gross", "Amount": 120, "Details": "а"})
    lines = [{"ProductName": "Наем", "UnitPrice": D("99.99"), "Qty": 2}]
    shop.done("POST", "PreAuthorizedDebits", {**order, "PreAuthorizedDebitId": "net", "DocumentLines": lines})
    shop.done("POST", "Products", {"ProductId": "bean", "Name": "Зърна", "SalePrice1": D("19.56")})
    totals = []
    for when in ("2025-12-20 09:00", "2026-01-20 09:00"):
        shop.on(when)
        shop.house.run(run_due(shop.house.desk))
        shop.on(when)
        rows = shop.caller.whole_list("Documents", datStart=when[:10])
        totals.append(sorted((row["Total"], row["DocumentLines"][0]["CurrencySymbol"]) for row in rows))
    # 120.00 gross is 61.36; 99.99 is 51.12, twice and with VAT 122.69.
    assert totals == [[(D("120.0"), "BGN"), (D("239.98"), "BGN")], [(D("61.36"), "€"), (D("122.69"), "€")]]
    sold = shop.issue("bean", 1, DocumentLines=[{"ProductId": "bean", "Qty": 1}])
    assert (sold["DocumentLines"][0]["UnitPrice"], sold["DocumentLines"][0]["CurrencySymbol"]) == (D("10.0"), "€")
    shop.done("POST", "Contacts", {"ContactId": "old", "BusinessName": "Стар ЕООД", "OpenBalance": -100})
    assert shop.balance("old")[0] == D("-51.13"), "a card saved again opens nothing anew"
    leva = [{"ProductName": "а", "UnitPrice": 1, "CurrencySymbol": "BGN"}]
    said = shop.refused("POST", "Documents", {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": leva})
    assert "must not be BGN: the books changed over to EUR" in said
    paid_in_leva = shop.issue("leva", 2, ReceiptLines=[paid(1, "100", CurrencySymbol="BGN")])
    assert (paid_in_leva["PaymentNIS"], paid_in_leva["ReceiptLines"][0]["Rate"]) == (D("51.13"), D("0.511292"))


def test_what_was_sold_in_leva_is_paid_and_credited_in_euro(euro: Keeper) -> None:
    shop = euro
    shop.issue("euro", 2, CustomerId="kafe", ReceiptLines=[paid(9, "55.22")], **names("a"))
    assert shop.still_open() == ["b"]
    final = shop.issue("final", 1, CustomerId="kafe", **line("12.78"), **names("advance"))
    assert (final["Total"], final["Number"]) == (D("15.34"), "01/0000000004")
    over = shop.write("over", 9, CustomerId="kafe", **line("25.57"), **names("b"))
    assert "25.56" in shop.refused("POST", f"PrintDocument/{over['DocumentId']}")
    shop.done("POST", "CancelDocument/over")
    credit = shop.issue("back", 9, CustomerId="kafe", **line("25.56"), **names("b"))
    assert (credit["Vat"], credit["Total"]) == (D("5.12"), D("30.68"))
    assert shop.still_open() == []
    assert shop.balance("kafe")[0] == D("10.23"), "what was paid of the invoice before it was credited whole"
    lines = [{"CaspitKupaLineId": shop.tender("part", 1)}]
    shop.done("POST", f"{EXT}/deposits", {"DepositId": "euro", "Lines": lines})
    assert "till:cash" not in shop.trial_balance()
    assert shop.document("b")["DocumentLines"][0]["CurrencySymbol"] == "BGN"
    assert credit["DocumentLines"][0]["CurrencySymbol"] == "€"
    assert shop.ask("GET", "Pdf/back").status == 200


def test_lists_rates_and_returns_of_a_bulgarian_business(shop: Keeper) -> None:
    shop.issue("dec", 1, **line("99.95"))
    own = shop.done("GET", "Currencies")["Results"][0]
    assert (own["CurrencySymbol"], own["Rate"]) == ("BGN", D("1.0"))
    shop.on("2026-01-20 09:00")
    own = shop.done("GET", "Currencies")["Results"][0]
    assert (own["CurrencySymbol"], own["CurrencyCode"], own["Rate"]) == ("€", "EUR", D("1.0"))
    assert shop.done("GET", "VatRate")["Results"][0]["VatRatePercent"] == D("20.0")
    classes = {row["TrxCodeNumber"]: row["TrxCode"] for row in shop.done("GET", "TrxCodes")["Results"]}
    assert classes[3] == "Приходи от продажби"
    shop.issue("jan", 1, **line("100.04"))
    shop.on("2026-02-03 09:00")
    sums = [
        (found["SalesChargeVat"], found["VatToPay"])
        for found in (
            shop.ask("GET", "VatData", year=year, month=month).json for year, month in ((2025, 12), (2026, 1))
        )
    ]
    # To the cent: whole shekels are Israel's; and what the changeover posted is no tax of January.
    assert sums == [(D("99.95"), D("19.99")), (D("100.04"), D("20.01"))]
    shop.done("POST", f"{EXT}/periods/2026-01/close")
    assert shop.done("POST", f"{EXT}/vat-periods/2026-01/file")["VatToPay"] == D("20.01")


def test_a_debt_to_a_supplier_is_paid_in_euro(shop: Keeper) -> None:
    """120.00 leva, 20.00 of them paid: 51.13 euro are left, and no cent more."""
    members = {"ExpenseId": "coffee", "TrxCodeNumber": 3100, "Date": "2025-12-10", "Total": 120}
    first = {"ExpensePaymentId": "lev", "PaymentMethodNumber": "9", "TotalPaid": 20, "PaymentDate": "2025-12-10"}
    shop.done("POST", "Expenses", {**members, "Payments": [first]})
    shop.done("POST", "Expenses", {**members, "ExpenseId": "late"})
    shop.done("POST", f"{EXT}/expenses/coffee/post")
    assert shop.trial_balance()["payable"] == D("-100.00")
    shop.on("2026-01-05 09:00")
    shop.refused("POST", f"{EXT}/expenses/late/post")
    rest = {"ExpensePaymentId": "euro", "PaymentMethodNumber": "9", "PaymentDate": "2026-01-05"}
    more = {**members, "Payments": [{**rest, "TotalPaid": D("51.14")}]}
    assert "71.13" in shop.refused("POST", "Expenses", more)
    shop.done("POST", "Expenses", {**members, "Payments": [{**rest, "TotalPaid": D("51.13")}]})
    assert "payable" not in shop.trial_balance()
    assert shop.trial_balance()["bank"] == D("-61.36")


def test_nothing_of_the_levs_time_is_written_or_undone_any_more(euro: Keeper) -> None:
    shop = euro
    shop.refused("POST", "Documents", {"TrxTypeId": 1, "TrxCodeNumber": 3, "Date": "2025-12-30", **line("1")})
    shop.refused("POST", "PrintDocument/late")
    shop.refused("POST", "CancelDocument/a")
    shop.refused("POST", f"{EXT}/deposits/lev/cancel")
    shop.refused("POST", f"{EXT}/cash", {"Kind": "in", "Amount": 5, "Date": "2025-12-30"})
    shop.done("POST", "CancelDocument/late")
    shop.done("POST", f"{EXT}/periods/2025-12/reopen")
    shop.refused("POST", "Documents", {"TrxTypeId": 1, "TrxCodeNumber": 3, "Date": "2025-12-30", **line("1")})


def test_an_albanian_shop_begins_at_one_in_leke(open_shop: Callable[..., Keeper]) -> None:
    shop = open_shop("J61804031V", "2025-12-31 23:30", "AL")
    draft = shop.write("a", 1, **line("1000"))
    assert (draft["Number"], draft["DocumentLines"][0]["CurrencySymbol"], draft["Vat"]) == ("01/1", "ALL", D("200.0"))
    shop.on("2026-01-01 00:30")
    shop.done("POST", "PrintDocument/a")
    assert shop.issue("b", 9, **line("10"), **names("a"))["Number"] == "01/1", "each kind runs by itself"
    assert shop.trial_balance() == {"receivable": D("1188.00"), "income:3": D("-990.00"), "output-vat": D("-198.00")}
