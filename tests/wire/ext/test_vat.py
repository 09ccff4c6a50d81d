"""VAT: what a period comes to by the journal, and what stays as it was filed."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from pinkas.actions.vat import file_vat, vat_return
from pinkas.testing.books import caller_of
from tests.wire.caspit.golden.shop import Reply, Shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext
from .test_deposits import CARD, deposit, receive
from .test_entries import problems


def D(text: str) -> Decimal:  # noqa: N802 - an amount, as short as a literal
    return Decimal(text)


def printed(shop: Shop, key: str, net: object, day: str, **members: object) -> None:
    assert shop.invoice(key, net, Date=day, **members).status == 201
    assert shop.print(key).status == 200


def bought(shop: Shop, day: str, **vat: object) -> None:
    """An entry by hand that debits accounts of input VAT."""
    lines: list[dict[str, object]] = [
        {"Account": name.replace("_", "-"), "Debit": amount} for name, amount in vat.items()
    ]
    total = sum(D(str(amount)) for amount in vat.values())
    body = {"Date": day, "Lines": [*lines, {"Account": "payable", "Credit": total}]}
    assert ext(shop, "POST", "entries", body).status == 201


def figures(shop: Shop, year: int = 2026, month: int = 7) -> tuple[Any, ...]:
    """Taxed and free sales, VAT on sales, on inputs, on equipment, and to pay."""
    found = shop.get(f"VatData?year={year}&month={month}").json
    return tuple(
        found[name]
        for name in ("SalesChargeVat", "SalesNoVat", "VatSales", "VatInputs", "VatInputsEquipment", "VatToPay")
    )


def filed(shop: Shop, period: str = "2026-07", **headers: str) -> Reply:
    return ext(shop, "POST", f"vat-periods/{period}/file", **headers)


@pytest.fixture
def july(shop: Shop) -> Shop:
    """Sales with VAT and without, a credit, a sale cancelled in August, inputs; and something in June and August."""
    printed(shop, "a", 1000, "2026-07-01")
    printed(shop, "b", 333.33, "2026-07-31")
    free = [{"ProductName": "ייצוא", "UnitPrice": 500, "Qty": 1, "ChargeVAT": False}]
    printed(shop, "free", 0, "2026-07-15", DocumentLines=free, TrxCodeNumber=4)
    back = [{"ProductName": "מדף אלון", "UnitPrice": 100, "Qty": 1}]
    printed(
        shop, "credit", 0, "2026-07-20", TrxTypeId=9, DocumentLines=back, RelatedDocuments=[{"DocumentId": "a"}]
    )  # fmt: skip
    printed(shop, "undone", 2000, "2026-07-30")
    assert shop.ask("POST", "CancelDocument/undone").status == 200
    printed(shop, "june", 10, "2026-06-30")
    printed(shop, "august", 20, "2026-08-01")
    bought(shop, "2026-07-10", input_vat="33.33", input_vat_equipment="90")
    return shop


def test_a_month_of_a_shop(july: Shop) -> None:
    # 1000 + 333.33 - 100 + 2000; 180 + 60 - 18 + 360 of VAT; 582 - 33.33 - 90 = 458.67
    assert figures(july) == (D("3233.33"), 500, 582, D("33.33"), 90, 459)
    # The sale is taken back in August, when it was cancelled: 20 - 2000, 3.60 - 360.
    assert figures(july, month=8) == (-1980, 0, D("-356.4"), 0, 0, -356)
    assert figures(july, month=6) == (10, 0, D("1.8"), 0, 0, 2)
    assert figures(july, year=2025) == (0, 0, 0, 0, 0, 0)


def test_a_period_of_two_months(july: Shop) -> None:
    changed = ext(july, "PUT", "vat-settings", {"Months": 2})
    assert (changed.status, changed.json) == (200, {"Months": 2, "ValidFrom": None, "Changes": []})
    both = (D("1253.33"), 500, D("225.6"), D("33.33"), 90, 102)
    assert figures(july, month=7) == figures(july, month=8) == both
    found = july.get("VatData?year=2026&month=8").json
    assert [found[name] for name in ("Year", "Month", "Months", "StartDate", "EndDate", "DueDate", "Filed")] == [
        2026, 8, 2, "2026-07-01T00:00:00", "2026-08-31T00:00:00", "2026-09-15T00:00:00", False,
    ]  # fmt: skip
    rows = ext(july, "GET", "vat-periods?year=2026").json["Results"]
    assert [(row["Period"], row["VatToPay"]) for row in rows] == [
        ("2026-01", 0), ("2026-03", 0), ("2026-05", 2), ("2026-07", 102), ("2026-09", 0), ("2026-11", 0),
    ]  # fmt: skip
    again = ext(july, "PUT", "vat-settings", {"Months": 1, "ValidFrom": "2026-09-01"}).json
    assert again["Changes"] == [{"ValidFrom": "2026-09-01T00:00:00", "Months": 1}]
    assert [row["Months"] for row in ext(july, "GET", "vat-periods").json["Results"]] == [2, 2, 2, 2, 1, 1, 1, 1]
    assert ext(july, "GET", "vat-settings").json["Months"] == 2


def test_what_is_filed_stays_as_filed(july: Shop) -> None:
    (card,) = receive(july, "rec-1", (CARD, 100), Date="2026-07-20")
    assert ext(july, "POST", "periods/2026-07/close").status == 200
    first = filed(july)
    assert first.status == 200
    assert (first.json["Filed"], first.json["FiledBy"], first.json["VatToPay"], first.json["Differences"]) == (
        True, "ruth", 459, [],
    )  # fmt: skip
    # A deposit comes late: posted in August, its fee's VAT is of July.
    assert deposit(july, card, Date="2026-07-31", Fee=5, FeeVat=0.9).status == 201
    assert figures(july) == (D("3233.33"), 500, 582, D("33.33"), 90, 459)
    assert july.get("VatData?year=2026&month=7").json["Filed"] is True
    assert filed(july).json["Differences"] == [
        {"Figure": "VatInputs", "AsFiled": D("33.33"), "Now": D("34.23"), "Difference": D("0.9")}
    ]
    # Even opened again, and with other periods: a return that was filed is a fact.
    assert ext(july, "POST", "periods/2026-07/reopen").status == 200
    printed(july, "late", 100, "2026-07-02")
    row = ext(july, "GET", "vat-periods").json["Results"][6]
    assert [(one["Figure"], one["Difference"]) for one in row["Differences"]] == [
        ("SalesChargeVat", 100), ("VatSales", 18), ("VatInputs", D("0.9")),
    ]  # fmt: skip
    refused = ext(july, "PUT", "vat-settings", {"Months": 2, "ValidFrom": "2026-07-01"})
    assert problems(refused) == {
        "ValidFrom": ["The field ValidFrom must be after 2026-07-31, through which periods were filed."]
    }
    assert "ValidFrom" in problems(ext(july, "PUT", "vat-settings", {"Months": 2}))


def test_what_cannot_be_filed(shop: Shop) -> None:
    for period, said in (
        ("2026-08", "must be over: it ends on 2026-08-31"),
        ("2026-07", "must be closed first: close 2026-07"),
        ("2026-13", "must be a month such as 2026-01"),
        ("2201-01", "must be between 1900 and 2200"),
    ):
        assert problems(filed(shop, period)) == {"id": [f"The field id {said}."]}
    for query, name in (("year=2026", "month"), ("month=7", "year"), ("year=2026&month=0", "month"),
                        ("year=1&month=1", "year"), ("year=x&month=1", "year")):  # fmt: skip
        assert list(problems(shop.get(f"VatData?{query}"))) == [name]


def test_a_business_without_vat_has_none_to_file(shop: Shop) -> None:
    changed = {"Registration": "exempt_dealer", "ValidFrom": "2026-06-01"}
    assert ext(shop, "PUT", "registration", changed).status == 200
    receive(shop, "rec-1", (CARD, 100), Date="2026-07-20")
    assert figures(shop) == (0, 0, 0, 0, 0, 0)
    assert ext(shop, "POST", "periods/2026-07/close").status == 200
    assert problems(filed(shop)) == {"id": ["The field id must be one in which the business charges VAT."]}


def test_a_length_is_set_once_under_its_key(shop: Shop) -> None:
    """Said again later, under the same key, it is the same request, whatever was filed or set meanwhile."""
    two = {"Months": 2}
    answers = [ext(shop, "PUT", "vat-settings", two, Idempotency_Key="k-1") for _ in range(2)]
    assert [one.headers.get("idempotency-replayed") for one in answers] == [None, "true"]
    assert ext(shop, "PUT", "vat-settings", {"Months": 1}, Idempotency_Key="k-1").status == 409
    assert ext(shop, "POST", "periods/2026-06/close").status == 200
    assert filed(shop, "2026-05").status == 200
    again = ext(shop, "PUT", "vat-settings", two, Idempotency_Key="k-1")
    assert (again.status, again.headers.get("idempotency-replayed")) == (200, "true")


def test_filing_once(july: Shop) -> None:
    assert ext(july, "POST", "periods/2026-07/close").status == 200
    answers = [filed(july, Idempotency_Key="k-1") for _ in range(2)]
    assert [one.headers.get("idempotency-replayed") for one in answers] == [None, "true"]
    assert answers[0].json == answers[1].json
    assert filed(july).json == answers[0].json


def test_what_is_posted_at_that_moment_is_in_the_return(july: Shop, meanwhile: Meanwhile) -> None:
    twin = Shop(july.house, july.tax_number, july.business, july.token)
    (card,) = receive(july, "rec-1", (CARD, 100), Date="2026-07-20")
    assert ext(july, "POST", "periods/2026-07/close").status == 200
    meanwhile("file_vat_v1", lambda: deposit(twin, card, Date="2026-07-31", Fee=5, FeeVat=0.9))
    first = filed(july)
    twin.close()
    assert (first.json["VatInputs"], first.json["Differences"]) == (D("34.23"), [])


def test_two_who_file_at_once_file_one_return(july: Shop) -> None:
    assert ext(july, "POST", "periods/2026-07/close").status == 200
    caller = caller_of(july.business)

    async def both() -> list[Any]:
        return await asyncio.gather(*(file_vat(july.house.desk, caller, dt.date(2026, 7, 1)) for _ in range(2)))

    made = july.house.run(both())
    assert sorted(one.created for one in made) == [False, True]
    assert july.house.run(vat_return(july.house.desk, caller, dt.date(2026, 7, 1))).to_pay == 459
