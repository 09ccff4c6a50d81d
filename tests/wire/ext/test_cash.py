"""Cash in and out of the till."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.wire.caspit.golden.shop import Reply, Shop, open_shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext
from .test_entries import lines, problems


def cash(shop: Shop, kind: object, amount: object, **members: object) -> Reply:
    return ext(shop, "POST", "cash", {"Kind": kind, "Amount": amount, **members})


def test_each_kind_has_its_entry(shop: Shop) -> None:
    found = [
        lines(ext(shop, "GET", f"entries/{cash(shop, kind, amount).json['CashId']}").json)
        for kind, amount in (("in", 500), ("out", 120.5), ("overage", 3), ("shortage", 2.5))
    ]
    assert found == [
        [("till:cash", None, 500, 0), ("cash-movements", None, 0, 500)],
        [("till:cash", None, 0, Decimal("120.5")), ("cash-movements", None, Decimal("120.5"), 0)],
        [("till:cash", None, 3, 0), ("till-differences", None, 0, 3)],
        [("till:cash", None, 0, Decimal("2.5")), ("till-differences", None, Decimal("2.5"), 0)],
    ]
    listed = ext(shop, "GET", "Cash").json
    assert listed["TotalCount"] == 4
    assert [(row["Kind"], row["Amount"]) for row in listed["Results"]] == [
        ("in", 500), ("out", Decimal("120.5")), ("overage", 3), ("shortage", Decimal("2.5")),
    ]  # fmt: skip


def test_no_more_goes_out_than_there_is(shop: Shop) -> None:
    assert cash(shop, "out", 1).text == "The till holds 0 in cash."
    receipt = {"DocumentId": "r", "TrxTypeId": 2, "TrxCodeNumber": 2}
    shop.ask("POST", "Documents", receipt | {"ReceiptLines": [
        {"PaymentTypeId": 1, "Payment": 80}, {"PaymentTypeId": 9, "Payment": 1000},
    ]})  # fmt: skip
    shop.print("r")
    cash(shop, "in", 20)
    for kind in ("out", "shortage"):
        refused = cash(shop, kind, 100.01)
        assert (refused.status, refused.text) == (400, "The till holds 100.00 in cash.")
    assert cash(shop, "out", 100).status == 201
    assert cash(shop, "shortage", 0.01).text == "The till holds 0.00 in cash."


def test_two_who_take_the_same_cash(shop: Shop, meanwhile: Meanwhile) -> None:
    cash(shop, "in", 100)
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    first = meanwhile("post_voucher_v1", lambda: cash(twin, "out", 60))
    second = cash(shop, "out", 60)
    twin.close()
    assert first[0].status == 201
    assert (second.status, second.text) == (400, "The till holds 40.00 in cash.")


def test_the_same_key_is_the_same_movement(shop: Shop) -> None:
    first = cash(shop, "in", 100, CashId="m", Details="עודף")
    again = cash(shop, "in", 100, CashId="m", Details="עודף")
    assert (first.status, again.status, again.text) == (201, 200, first.text)
    assert first.headers["location"].endswith("/ext/v1/entries/m")
    for change in ({"Amount": 101}, {"Kind": "overage"}, {"Details": None}, {"Date": "2026-08-03"}):
        body = {"CashId": "m", "Kind": "in", "Amount": 100, "Details": "עודף"} | change
        assert problems(ext(shop, "POST", "cash", body))["CashId"]
    other = {"Account": "bank", "Debit": 1}, {"Account": "equity", "Credit": 1}
    assert problems(ext(shop, "POST", "entries", {"EntryId": "m", "Lines": other}))["EntryId"]
    assert ext(shop, "GET", "entries").json["TotalCount"] == 1


@pytest.mark.parametrize(
    ("body", "field", "sentence"),
    [
        ({"Amount": 1}, "Kind", "is required"),
        ({"Kind": "in"}, "Amount", "is required"),
        ({"Kind": "IN", "Amount": 1}, "Kind", "must be one of in, out, shortage, overage"),
        ({"Kind": "in", "Amount": 0}, "Amount", "must be greater than 0"),
        ({"Kind": "in", "Amount": -1}, "Amount", "must not be negative"),
        ({"Kind": "in", "Amount": 0.005}, "Amount", "at most 2 decimal places"),
        ({"Kind": "in", "Amount": 10**12}, "Amount", "is too large"),
        ({"Kind": "in", "Amount": "NaN"}, "Amount", "is not valid"),
        ({"Kind": "in", "Amount": 1, "CashId": "x" * 51}, "CashId", "maximum length of 50"),
        ({"Kind": "in", "Amount": 1, "Date": "31/12/2026"}, "Date", "is not valid"),
    ],
)
def test_what_is_no_movement(shop: Shop, body: dict[str, Any], field: str, sentence: str) -> None:
    found = problems(ext(shop, "POST", "cash", body))
    assert list(found) == [field]
    assert sentence in found[field][0]
    assert ext(shop, "GET", "cash").json["TotalCount"] == 0


def test_what_comes_late_is_posted_into_the_first_open_period(shop: Shop) -> None:
    ext(shop, "POST", "periods/2026-07/close")
    late = cash(shop, "in", 10, Date="2026-07-20")
    assert late.status == 201
    assert (late.json["Date"], late.json["PostingDate"]) == ("2026-07-20T00:00:00", "2026-08-01T00:00:00")


def test_a_reversal_needs_its_cash_back(shop: Shop) -> None:
    cash(shop, "in", 100, CashId="in")
    cash(shop, "out", 30, CashId="out")
    refused = ext(shop, "POST", "entries/in/reverse")
    assert (refused.status, refused.text) == (400, "The till holds 70.00 in cash.")
    assert ext(shop, "POST", "entries/out/reverse").status == 201
    assert ext(shop, "POST", "entries/in/reverse").status == 201
    assert cash(shop, "out", 1).text == "The till holds 0.00 in cash."
    assert [bool(row["ReversedById"]) for row in ext(shop, "GET", "cash").json["Results"]] == [True, True]


def test_another_businesss_till_is_another(shop: Shop) -> None:
    cash(shop, "in", 100, CashId="m")
    stranger = open_shop(shop.house)
    assert cash(stranger, "out", 1).text == "The till holds 0 in cash."
    assert cash(stranger, "in", 7, CashId="m").status == 201
    assert ext(stranger, "GET", "cash").json["TotalCount"] == 1
    stranger.close()
