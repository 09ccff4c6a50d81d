"""One shop from October 2024 to the end of 2025, through the public APIs, the clock moved from day to day.

VAT rises from 17 to 18 % on 2025-01-01, summer time begins on 2025-03-28 and ends on 2025-10-26. Every amount here was
reckoned by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.scenarios.keeper import EXT, Body, Keeper, goods, paid

D = Decimal


def lamp(shop: Keeper, key: str, gross: str = "117.00") -> Body:
    """One lamp, sold over the counter and paid in cash; nobody says which day it is."""
    return shop.issue(key, 7, DocumentLines=[goods("lamp")], ReceiptLines=[paid(1, gross)])


def close(shop: Keeper, month: str) -> None:
    """Close a month."""
    shop.done("POST", f"{EXT}/periods/{month}/close")


def sources(*keys: str) -> dict[str, list[Body]]:
    """The documents that one is made from, or pays."""
    return {"RelatedDocuments": [{"DocumentId": key} for key in keys]}


def test_a_year_of_a_shop(open_shop: Callable[[str, str], Keeper]) -> None:
    shop = open_shop("516000001", "2024-10-01 08:00")
    opening(shop)
    autumn(shop)
    new_years_eve(shop)
    winter(shop)
    summer_time(shop)
    summer(shop)
    winter_time(shop)
    reckoning(shop)


def opening(shop: Keeper) -> None:
    """What there is on the first day."""
    for key, terms in (("shapira", (3, 30)), ("cohen", (2, 0)), ("school", (4, 14)), ("london", (1, 0))):
        card: Body = {"ContactId": key, "BusinessName": key, "PaymentTerms": terms[0], "PaymentTermsDays": terms[1]}
        if key == "shapira":
            card["OpenBalance"] = D(-1170)
        if key in {"school", "london"}:
            card |= {"ChargeVAT": False, "IsIsraeli": key == "school"}
        shop.done("POST", "Contacts", card)
    for key, price, stock, gross in (
        ("desk", "1000", 20, False),
        ("chair", "250.50", 100, False),
        ("lamp", "117", 40, True),
    ):
        body = {"ProductId": key, "Name": key, "SalePrice1": D(price), "QtyInStock": stock, "IsPriceIncludeVat": gross}
        shop.done("POST", "Products", body)
    lines = [{"Account": "bank", "Amount": D(50000)}, {"Account": "till:cash", "Amount": D(500)}]
    shop.done("POST", f"{EXT}/opening-balances", {"Lines": lines})
    assert shop.balance("shapira") == (-1170, -1170)


def autumn(shop: Keeper) -> None:
    """October to December 2024: 17 %."""
    shop.on("2024-10-06 10:00")
    sold = shop.issue("inv-1", 1, CustomerId="shapira", DocumentLines=[goods("desk", 2), goods("chair", 4)])
    assert (sold["Vat"], sold["Total"], sold["DueDate"][:10]) == (D("510.34"), D("3512.34"), "2024-11-30")
    three = shop.issue("till-1", 7, DocumentLines=[goods("lamp", 3)], ReceiptLines=[paid(1, "351")])
    assert (three["TotalBeforeVAT"], three["Vat"], three["VatRate"]) == (300, 51, 17)
    shop.on("2024-10-20 10:00")
    shop.issue("rec-1", 2, CustomerId="shapira", ReceiptLines=[paid(9, "1170")])
    assert shop.balance("shapira") == (D("-3512.34"), D("-3512.34"))
    shop.on("2024-11-05 09:00")
    close(shop, "2024-10")
    late = {"DocumentId": "late", "TrxTypeId": 1, "TrxCodeNumber": 3, "Date": "2024-10-31"}
    assert shop.refused("POST", "Documents", late) == "The period of 2024-10 is closed (through 2024-10-31)."
    shop.on("2024-11-10 10:00")
    shop.issue("pro-1", 6, CustomerId="shapira", DocumentLines=[goods("chair", 10)])
    assert shop.balance("shapira") == (D("-3512.34"), D("-6443.19"))
    shop.on("2024-11-20 10:00")
    cheque = paid(2, "2000", PaymentDate="2025-02-15", BankId=12, CheckNumber="77", AccountNumber="123456")
    shop.issue(
        "rec-2", 2, CustomerId="shapira", ReceiptLines=[cheque, paid(9, "1442.10")], TaxDeduction=D("70.24"),
        **sources("inv-1"),
    )  # fmt: skip
    assert shop.still_open() == ["pro-1"]
    shop.on("2024-11-25 10:00")
    school = shop.issue("inv-2", 1, CustomerId="school", DocumentLines=[goods("chair", 5)])
    assert (school["Vat"], school["TotalNoChargeVat"], school["DueDate"][:10]) == (0, D("1252.50"), "2024-12-09")
    shop.on("2024-11-30 18:00")
    shop.write("forgotten", 1, CustomerId="cohen", DocumentLines=[goods("desk")])
    shop.on("2024-12-05 09:00")
    close(shop, "2024-11")
    assert "2024-11 is closed" in shop.refused("POST", "PrintDocument/forgotten")
    shop.done("POST", "CancelDocument/forgotten")
    shop.on("2024-12-15 10:00")
    shop.issue("rec-3", 2, CustomerId="shapira", ReceiptLines=[paid(1, "2930.85")], **sources("pro-1"))
    shop.on("2024-12-20 10:00")
    note = shop.issue("note-1", 15, CustomerId="shapira", DocumentLines=[goods("desk", 4)])
    assert (note["VatRate"], note["Total"], shop.stock()["desk"]) == (17, 4680, 14)
    shop.on("2024-12-29 10:00")
    shop.issue("inv-3", 1, CustomerId="cohen", DocumentLines=[goods("desk")])


def new_years_eve(shop: Keeper) -> None:
    """Half an hour on either side of midnight: another year, another rate; a draft lies on the desk over it."""
    shop.on("2024-12-31 23:30")
    before = shop.issue("till-2", 7, DocumentLines=[goods("chair")], ReceiptLines=[paid(1, "293.09")])
    assert (before["Date"], before["VatRate"], before["Vat"]) == ("2024-12-31T00:00:00", 17, D("42.59"))
    shop.write("inv-4", 1, CustomerId="cohen", DocumentLines=[goods("chair")])
    shop.on("2025-01-01 00:30")
    after = shop.issue("till-3", 7, DocumentLines=[goods("chair")], ReceiptLines=[paid(1, "295.59")])
    assert (after["Date"], after["VatRate"], after["Vat"]) == ("2025-01-01T00:00:00", 18, D("45.09"))
    shop.on("2025-01-02 09:00")
    shop.done("POST", "PrintDocument/inv-4")
    left = shop.document("inv-4")
    assert (left["Date"], left["Vat"], left["DueDate"]) == ("2024-12-31T00:00:00", D("42.59"), "2024-12-31T00:00:00")


def winter(shop: Keeper) -> None:
    """January and February 2025: what began at 17 % goes on at 18, but for credits."""
    shop.on("2025-01-05 10:00")
    invoiced = shop.issue("inv-5", 1, CustomerId="shapira", DocumentLines=[goods("desk", 4)], **sources("note-1"))
    assert (invoiced["Vat"], invoiced["Total"], shop.stock()["desk"]) == (720, 4720, 13)
    shop.on("2025-01-06 10:00")
    shop.issue("inv-6", 1, CustomerId="shapira", DocumentLines=[goods("chair", 10)], **sources("pro-1"))
    relations = {row["DocumentId"]: row["DocumentSum"] for row in shop.document("inv-6")["RelatedDocuments"]}
    assert relations == {"pro-1": 0, "rec-3": D("2930.85")}
    shop.issue("rec-4", 2, CustomerId="shapira", ReceiptLines=[paid(1, "25.05")], **sources("inv-6"))
    assert shop.still_open() == ["inv-2", "inv-3", "inv-4", "inv-5"]
    shop.on("2025-01-12 10:00")
    wrong = {"TrxTypeId": 9, "TrxCodeNumber": 3, "CustomerId": "cohen", "VatRate": 18, "DocumentLines": [goods("desk")]}
    assert "must be 17, as on the invoice it credits" in shop.refused("POST", "Documents", wrong | sources("inv-3"))
    whole = shop.issue("cre-1", 9, CustomerId="cohen", DocumentLines=[goods("desk")], **sources("inv-3"))
    assert (whole["VatRate"], whole["Vat"], whole["Total"]) == (17, 170, 1170)
    part = shop.issue("cre-2", 9, CustomerId="shapira", DocumentLines=[goods("chair")], **sources("inv-1"))
    assert (part["Vat"], part["Total"]) == (D("42.59"), D("293.09"))
    too_much = {"DocumentId": "cre-3", "TrxTypeId": 9, "TrxCodeNumber": 3, "CustomerId": "shapira"}
    shop.done("POST", "Documents", too_much | {"DocumentLines": [goods("chair", 4)]} | sources("inv-1"))
    assert "only 3 may still be credited by line 1" in shop.refused("POST", "PrintDocument/cre-3")
    shop.on("2025-01-15 09:00")
    close(shop, "2024-12")
    assert "2024-12 is closed" in shop.refused("POST", "CancelDocument/inv-4")
    shop.on("2025-01-20 10:00")
    shop.issue("ref-1", 13, CustomerId="shapira", ReceiptLines=[paid(9, "293.09")], **sources("cre-2"))
    shop.issue("rec-5", 2, CustomerId="school", ReceiptLines=[paid(4, "1252.50")], **sources("inv-2"))
    shop.on("2025-01-31 17:00")
    month_end = shop.issue("inv-7", 1, CustomerId="cohen", DocumentLines=[goods("desk")])
    assert (month_end["Total"], month_end["DueDate"][:10]) == (1180, "2025-01-31")
    shop.on("2025-02-17 10:00")
    close(shop, "2025-01")
    bounce = {"BankCharge": D(20)}
    entry = shop.done("POST", f"{EXT}/cheques/{shop.tender('rec-2', 2)}/bounce", bounce)
    assert (entry["Date"], entry["PostingDate"]) == ("2025-02-17T00:00:00", "2025-02-17T00:00:00")
    assert "inv-1" in shop.still_open()
    shop.on("2025-02-24 10:00")
    shop.issue("rec-6", 2, CustomerId="shapira", ReceiptLines=[paid(1, "2000")], **sources("inv-1"))
    shop.issue("rec-7", 2, CustomerId="shapira", ReceiptLines=[paid(9, "3550")], **sources("rec-1", "inv-5"))
    assert shop.still_open() == ["inv-4", "inv-7"]
    shop.on("2025-02-28 17:00")
    shop.issue("inv-8", 1, CustomerId="cohen", DocumentLines=[goods("chair", 2)])
    assert shop.document("inv-8")["DueDate"][:10] == "2025-02-28"
    close(shop, "2025-02")


def summer_time(shop: Keeper) -> None:
    """The night of 2025-03-28 has no hour from two to three: today is still today."""
    for number, when in enumerate(("2025-03-27 23:30", "2025-03-28 00:30", "2025-03-28 23:30", "2025-03-29 00:30")):
        shop.on(when)
        sold = lamp(shop, f"spring-{number}")
        assert (sold["Date"][:10], sold["Vat"]) == (when[:10], D("17.85"))
        assert sold["DueDate"][:10] == "2025-04-30"
    on_the_day = shop.ask("GET", "Documents", datStart="2025-03-28", datEnd="2025-03-28").json
    assert [row["DocumentId"] for row in on_the_day["Results"]] == ["spring-1", "spring-2"]


def summer(shop: Keeper) -> None:
    """June to August 2025: a quote, agorot dropped, an export, cash counted."""
    shop.on("2025-05-02 09:00")
    close(shop, "2025-04")
    shop.on("2025-06-10 10:00")
    shop.issue("quote-1", 16, CustomerId="shapira", DocumentLines=[goods("chair", 7)])
    more = {"RebatePercent": 5, "RountTotal": True}
    round_one = shop.issue(
        "inv-9", 1, CustomerId="shapira", DocumentLines=[goods("chair", 7)], **more, **sources("quote-1")
    )
    assert (round_one["Rebate"], round_one["RebateRounding"]) == (D("87.68"), D("0.57"))
    assert (round_one["TotalBeforeVAT"], round_one["Vat"], round_one["Total"]) == (D("1665.25"), D("299.75"), 1965)
    shop.on("2025-06-30 10:00")
    later = paid(2, "1180", PaymentDate="2025-09-30", BankId=10, CheckNumber="5", AccountNumber="654321")
    shop.issue("rec-8", 2, CustomerId="cohen", ReceiptLines=[later], **sources("inv-7"))
    shop.on("2025-07-15 10:00")
    abroad = shop.issue("inv-10", 1, CustomerId="london", DocumentLines=[goods("chair", 10)])
    assert (abroad["Total"], abroad["DueDate"][:10]) == (2505, "2025-07-15")
    shop.on("2025-08-03 10:00")
    dollars = paid(15, "700", CurrencySymbol="$", Rate=D("3.55"))
    shop.issue(
        "rec-9", 2, CustomerId="london", ReceiptLines=[dollars], ReceiptCurrencySymbol="$", ReceiptRate=D("3.55"),
        **sources("inv-10"),
    )  # fmt: skip
    assert shop.balance("london") == (-20, -20)
    shop.done("POST", f"{EXT}/differences", {"DocumentId": "inv-10", "Kind": "exchange"})
    assert shop.balance("london") == (0, 0)
    shop.on("2025-08-31 20:00")
    shop.done("POST", f"{EXT}/cash", {"Kind": "shortage", "Amount": D("1.50")})
    shop.done("POST", f"{EXT}/cash", {"Kind": "out", "Amount": D(5000)})
    assert "The till holds 1862.08 in cash" in shop.refused("POST", f"{EXT}/cash", {"Kind": "out", "Amount": D(1863)})
    close(shop, "2025-08")


def winter_time(shop: Keeper) -> None:
    """The night of 2025-10-26 has the hour from one to two twice."""
    for number, when in enumerate(("2025-10-25 23:30", "2025-10-26 00:30", "2025-10-26 23:30", "2025-10-27 00:30")):
        shop.on(when)
        assert lamp(shop, f"autumn-{number}")["Date"][:10] == when[:10]
    shop.on("2025-11-15 10:00")
    close(shop, "2025-10")
    found = shop.done("POST", f"{EXT}/cash", {"Kind": "in", "Amount": D(100), "Date": "2025-10-30"})
    assert (found["Date"], found["PostingDate"]) == ("2025-10-30T00:00:00", "2025-11-01T00:00:00")
    shop.on("2025-12-31 23:30")
    counted = shop.done("POST", f"{EXT}/stock", {"ProductId": "lamp", "Kind": "count", "Quantity": D(28)})
    assert (counted["Moved"], counted["Date"]) == (-1, "2025-12-31T00:00:00")


def reckoning(shop: Keeper) -> None:
    """Every account, VAT by period and rate, stock, numbers."""
    accounts = shop.trial_balance()
    assert accounts == {
        "receivable shapira": D("3135.00"), "receivable cohen": D("884.27"), "till:cash": D("2430.08"),
        "till:cheque": D("1180.00"), "till:transfer": D("8354.01"), "till:card": D("1252.50"),
        "tax-withheld-by-customers": D("70.24"), "bank": D("49980.00"), "bank-charges": D("20.00"),
        "cash-movements": D("4900.00"), "till-differences": D("1.50"), "exchange-differences": D("20.00"),
        "opening-balances": D("-50500.00"), "opening-balances shapira": D("-1170.00"),
        "income:3": D("-18024.95"), "output-vat": D("-2532.65"),
    }  # fmt: skip
    assert sum(accounts.values()) == 0
    assert shop.output_vat() == {
        ("2024-10", "standard", "17"): (D("3302.00"), D("561.34")),
        ("2024-11", "exempt", "0"): (D("1252.50"), D(0)),
        ("2024-12", "standard", "17"): (D("1501.00"), D("255.18")),
        ("2025-01", "standard", "17"): (D("-1250.50"), D("-212.59")),
        ("2025-01", "standard", "18"): (D("7755.50"), D("1395.99")),
        ("2025-02", "standard", "18"): (D("501.00"), D("90.18")),
        ("2025-03", "standard", "18"): (D("396.60"), D("71.40")),
        ("2025-06", "standard", "18"): (D("1665.25"), D("299.75")),
        ("2025-07", "zero", "0"): (D("2505.00"), D(0)),
        ("2025-10", "standard", "18"): (D("396.60"), D("71.40")),
    }
    assert shop.stock() == {"desk": 13, "chair": 60, "lamp": 28}
    assert shop.last_numbers() == {
        1: "98/100011", 2: "98/300009", 6: "98/400001", 7: "98/200011", 9: "98/500003", 13: "98/700001",
        15: "98/600001", 16: "98/900001",
    }  # fmt: skip
    assert shop.still_open() == ["inv-4", "inv-8", "inv-9"]
    assert {name: shop.balance(name)[0] for name in ("shapira", "cohen", "school", "london")} == {
        "shapira": -3135, "cohen": D("-884.27"), "school": 0, "london": 0,
    }  # fmt: skip


def test_an_exempt_dealer_becomes_a_licensed_one(open_shop: Callable[[str, str], Keeper]) -> None:
    """No VAT and no tax invoice until the registration changes; then both, and what was before stays what it was."""
    shop = open_shop("516000002", "2025-02-01 09:00")
    exempt = {"ValidFrom": "2025-02-01", "Registration": "exempt_dealer"}
    assert shop.done("PUT", f"{EXT}/registration", exempt)["Registration"] == "exempt_dealer"
    shop.done("POST", "Contacts", {"ContactId": "dana", "BusinessName": "דנה"})
    hour: Body = {"DocumentLines": [{"ProductName": "שעת ייעוץ", "UnitPrice": D(400)}], "CustomerId": "dana"}
    invoice = {"TrxTypeId": 1, "TrxCodeNumber": 3, **hour}
    assert shop.refused("POST", "Documents", invoice) == "An exempt dealer may not issue a tax invoice."
    asked = shop.issue("pro-1", 6, **hour)
    assert (asked["VatRate"], asked["Vat"], asked["Total"], shop.balance("dana")) == (0, 0, 400, (0, -400))
    shop.issue("rec-1", 2, CustomerId="dana", ReceiptLines=[paid(1, "400")], **sources("pro-1"))
    shop.on("2025-06-20 09:00")
    licensed = {"ValidFrom": "2025-07-01", "Registration": "licensed_dealer"}
    assert shop.done("PUT", f"{EXT}/registration", licensed)["Registration"] == "exempt_dealer"
    assert "may not issue a tax invoice" in shop.refused("POST", "Documents", invoice)
    shop.on("2025-07-01 00:30")
    first = shop.issue("inv-1", 1, **hour)
    assert (first["VatRate"], first["Vat"], first["Total"]) == (18, 72, 472)
    assert "may not issue" in shop.refused("POST", "Documents", {**invoice, "Date": "2025-06-30"})
    assert shop.trial_balance() == {
        "till:cash": D(400), "receivable dana": D(72), "income:3": D(-400), "output-vat": D(-72),
    }  # fmt: skip
    assert shop.output_vat() == {("2025-07", "standard", "18"): (D(400), D(72))}
