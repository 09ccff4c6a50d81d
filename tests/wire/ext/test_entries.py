"""Entries by hand, and reversing them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.wire.caspit.golden.shop import Reply, Shop, open_shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext

ENTRY: dict[str, Any] = {
    "EntryId": "rent-1",
    "Date": "2026-08-01",
    "Details": "שכירות אוגוסט",
    "Reference": "R-77",
    "Lines": [
        {"Account": "expense:3100", "Debit": 2500.10},
        {"Account": "bank", "Credit": 2000},
        {"Account": "payable", "ContactId": "landlord", "Credit": "500.10"},
    ],
}


def post(shop: Shop, body: object = ENTRY, **headers: str) -> Reply:
    return ext(shop, "POST", "entries", body, **headers)


def lines(entry: dict[str, Any]) -> list[tuple[object, ...]]:
    return [(one["Account"], one["ContactId"], one["Debit"], one["Credit"]) for one in entry["Lines"]]


def problems(reply: Reply) -> dict[str, list[str]]:
    assert reply.status == 400, reply.text
    found: dict[str, list[str]] = reply.json["ModelState"]
    return found


def nothing_posted(shop: Shop) -> None:
    assert ext(shop, "GET", "entries").json["TotalCount"] == 0


@pytest.fixture
def landlord(shop: Shop) -> Shop:
    shop.contact("landlord", ContactType=1)
    return shop


def test_an_entry_is_posted_shown_and_listed(landlord: Shop) -> None:
    posted = post(landlord)
    assert posted.status == 201
    assert posted.headers["location"].endswith("/ext/v1/entries/rent-1")
    entry = posted.json
    assert (entry["Kind"], entry["Date"], entry["PostingDate"]) == (
        "journal", "2026-08-01T00:00:00", "2026-08-01T00:00:00",
    )  # fmt: skip
    assert (entry["Details"], entry["Reference"], entry["UserCreated"]) == ("שכירות אוגוסט", "R-77", "ruth")
    assert lines(entry) == [
        ("expense:3100", None, Decimal("2500.1"), 0),
        ("bank", None, 0, 2000),
        ("payable", "landlord", 0, Decimal("500.1")),
    ]
    assert ext(landlord, "GET", "Entries/rent-1").text == posted.text
    page = ext(landlord, "GET", "entries").json
    assert (page["TotalCount"], page["Results"]) == (1, [entry])
    assert ext(landlord, "GET", "entries?kind=journal").json["TotalCount"] == 1
    assert ext(landlord, "GET", "entries?kind=cash").json["TotalCount"] == 0
    assert problems(ext(landlord, "GET", "entries?kind=x"))["kind"]


def test_the_list_comes_fifty_at_a_time(shop: Shop) -> None:
    for number in range(51):
        assert post(shop, {"EntryId": f"e{number}", "Lines": [
            {"Account": "bank", "Debit": 1}, {"Account": "equity", "Credit": 1},
        ]}).status == 201  # fmt: skip
    first, second = ext(shop, "GET", "entries").json, ext(shop, "GET", "entries?page=1").json
    assert [row["EntryId"] for row in first["Results"]] == [f"e{number}" for number in range(50)]
    assert [row["EntryId"] for row in second["Results"]] == ["e50"]
    assert (second["TotalCount"], second["NextPageUrl"]) == (51, None)
    kinds = ext(shop, "GET", "entries?kind=journal&page=1").json
    assert ([row["EntryId"] for row in kinds["Results"]], kinds["TotalCount"]) == (["e50"], 51)


def test_a_customers_line_moves_their_balance(shop: Shop) -> None:
    shop.contact("c")
    body = {"Lines": [
        {"Account": "receivable", "ContactId": "c", "Debit": 30},
        {"Account": "income:3", "Credit": 25},
        {"Account": "till:cash", "Credit": 5},
    ]}  # fmt: skip
    posted = post(shop, body)
    assert posted.status == 201
    assert posted.json["Date"] == "2026-08-04T00:00:00"  # today
    assert shop.balance("c") == -30
    assert shop.get("Contacts/c").json["OpenBalance"] == 0


def test_the_same_key_is_the_same_entry(landlord: Shop) -> None:
    first = post(landlord)
    again = post(landlord)
    assert (again.status, again.text) == (200, first.text)
    for change in ({"Details": "אחר"}, {"Date": "2026-08-02"}, {"Lines": ENTRY["Lines"][::-1]}, {"Reference": None}):
        refused = post(landlord, ENTRY | change)
        assert problems(refused) == {
            "EntryId": ["The field EntryId names what was posted with other contents already: 'rent-1'."]
        }
    assert post(landlord, {**ENTRY, "Date": None}).status == 200  # not said, so not another
    assert ext(landlord, "GET", "entries").json["TotalCount"] == 1


def test_an_idempotency_key_posts_once(landlord: Shop) -> None:
    body = {name: value for name, value in ENTRY.items() if name != "EntryId"}
    first, again = post(landlord, body, Idempotency_Key="k"), post(landlord, body, Idempotency_Key="k")
    assert (first.status, again.status, again.headers["idempotency-replayed"]) == (201, 201, "true")
    assert again.text == first.text
    assert post(landlord, ENTRY, Idempotency_Key="k").status == 409
    assert ext(landlord, "GET", "entries").json["TotalCount"] == 1


def test_one_key_twice_at_once(landlord: Shop, meanwhile: Meanwhile) -> None:
    twin = Shop(landlord.house, landlord.tax_number, landlord.business, landlord.token)
    first = meanwhile("post_voucher_v1", lambda: post(twin))
    second = post(landlord)
    twin.close()
    assert (first[0].status, second.status) == (201, 200)
    assert second.text == first[0].text


BANK, EQUITY = {"Account": "bank", "Debit": 10}, {"Account": "equity", "Credit": 10}


@pytest.mark.parametrize(
    ("body", "field", "sentence"),
    [
        ({"Lines": [BANK]}, "Lines", "must be between 2 and 1000"),
        ({}, "Lines", "must be between 2 and 1000"),
        ({"Lines": [BANK, EQUITY] * 501}, "Lines", "must hold at most 1000 items"),
        ({"Lines": [BANK, {**EQUITY, "Credit": 10.01}]}, "Lines", "debits are 10, credits 10.01"),
        ({"Lines": [{**BANK, "Debit": 10.001}, EQUITY]}, "Lines[0].Debit", "at most 2 decimal places"),
        ({"Lines": [{**BANK, "Debit": -10}, EQUITY]}, "Lines[0].Debit", "must not be negative"),
        ({"Lines": [{**BANK, "Debit": 10**12}, EQUITY]}, "Lines[0].Debit", "is too large"),
        ({"Lines": [{**BANK, "Debit": "NaN"}, EQUITY]}, "Lines[0].Debit", "is not valid"),
        ({"Lines": [{**BANK, "Credit": 10}, EQUITY]}, "Lines[0].Debit", "not both"),
        ({"Lines": [BANK, {"Account": "equity", "Credit": 0}]}, "Lines[1].Debit", "not both"),
        ({"Lines": [BANK, {"Credit": 10}]}, "Lines[1].Account", "is required"),
        ({"Lines": [BANK, {**EQUITY, "Account": "Equity"}]}, "Lines[1].Account", "names no account"),
        ({"Lines": [BANK, {**EQUITY, "Account": "income:60"}]}, "Lines[1].Account", "names no account"),
        ({"Lines": [BANK, {**EQUITY, "Account": "income:03"}]}, "Lines[1].Account", "names no account"),
        ({"Lines": [BANK, {**EQUITY, "Account": "expense:3"}]}, "Lines[1].Account", "names no account"),
        ({"Lines": [BANK, {**EQUITY, "Account": "till:gold"}]}, "Lines[1].Account", "names no account"),
        ({"Lines": [BANK, {**EQUITY, "ContactId": "c"}]}, "Lines[1].ContactId", "receivable and payable only"),
        ({"Lines": [BANK, {**EQUITY, "Account": "receivable", "ContactId": "x"}]}, "Lines[1].ContactId", "no contact"),
        ({"Lines": [BANK, EQUITY], "Date": "2026-02-30"}, "Date", "is not valid"),
        ({"Lines": [BANK, EQUITY], "Date": "0001-01-01"}, "Date", "between the years"),
        ({"Lines": [BANK, EQUITY], "EntryId": "x" * 51}, "EntryId", "maximum length of 50"),
        ({"Lines": [BANK, EQUITY], "Details": "x" * 501}, "Details", "maximum length of 500"),
        ({"Lines": [BANK, EQUITY], "Details": "a\u0000b"}, "Details", "control characters"),
    ],
)
def test_what_is_no_entry(shop: Shop, body: dict[str, Any], field: str, sentence: str) -> None:
    found = problems(post(shop, body))
    assert list(found) == [field]
    assert sentence in found[field][0]
    nothing_posted(shop)


def test_a_closed_period_takes_no_entry(shop: Shop) -> None:
    ext(shop, "POST", "periods/2026-06/close")
    refused = post(shop, {"Date": "2026-06-30", "Lines": [BANK, EQUITY]})
    assert (refused.status, refused.text) == (400, "The period of 2026-06 is closed (through 2026-06-30).")
    nothing_posted(shop)
    assert post(shop, {"Date": "2026-07-01", "Lines": [BANK, EQUITY]}).status == 201


def test_a_month_that_closes_meanwhile(shop: Shop, meanwhile: Meanwhile) -> None:
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    meanwhile("post_voucher_v1", lambda: ext(twin, "POST", "periods/2026-07/close"))
    assert post(shop, {"Date": "2026-07-31", "Lines": [BANK, EQUITY]}).status == 400
    twin.close()
    nothing_posted(shop)


def test_a_contact_that_goes_meanwhile(shop: Shop, meanwhile: Meanwhile) -> None:
    shop.contact("c")
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    meanwhile("post_voucher_v1", lambda: twin.ask("DELETE", "Contacts/c"))
    refused = post(shop, {"Lines": [BANK, {"Account": "receivable", "ContactId": "c", "Credit": 10}]})
    twin.close()
    assert problems(refused)["Lines[1].ContactId"]
    nothing_posted(shop)


def test_a_reversal_is_the_exact_reverse_once(landlord: Shop) -> None:
    post(landlord)
    done = ext(landlord, "POST", "entries/rent-1/reverse", {"Date": "2026-08-03"})
    assert done.status == 201
    reverse = done.json
    assert (reverse["Kind"], reverse["ReversesId"], reverse["Date"]) == ("reversal", "rent-1", "2026-08-03T00:00:00")
    assert lines(reverse) == [
        ("expense:3100", None, 0, Decimal("2500.1")),
        ("bank", None, 2000, 0),
        ("payable", "landlord", Decimal("500.1"), 0),
    ]
    assert ext(landlord, "GET", "entries/rent-1").json["ReversedById"] == reverse["EntryId"]
    again = ext(landlord, "POST", "entries/rent-1/reverse")
    assert (again.status, again.text) == (400, "Entry 'rent-1' is reversed already.")
    back = ext(landlord, "POST", f"entries/{reverse['EntryId']}/reverse")
    assert "a reversal stays" in problems(back)["EntryId"][0]
    assert ext(landlord, "GET", "entries").json["TotalCount"] == 2


def test_two_reversals_at_once_are_one(landlord: Shop, meanwhile: Meanwhile) -> None:
    post(landlord)
    twin = Shop(landlord.house, landlord.tax_number, landlord.business, landlord.token)
    first = meanwhile("post_voucher_v1", lambda: ext(twin, "POST", "entries/rent-1/reverse"))
    second = ext(landlord, "POST", "entries/rent-1/reverse")
    twin.close()
    assert (first[0].status, second.status) == (201, 400)
    assert ext(landlord, "GET", "entries").json["TotalCount"] == 2


def test_an_entry_of_a_closed_period_is_reversed_in_an_open_one(landlord: Shop) -> None:
    post(landlord, ENTRY | {"Date": "2026-07-15"})
    ext(landlord, "POST", "periods/2026-07/close")
    refused = ext(landlord, "POST", "entries/rent-1/reverse", {"Date": "2026-07-31"})
    assert refused.text == "The period of 2026-07 is closed (through 2026-07-31)."
    early = ext(landlord, "POST", "entries/rent-1/reverse", {"Date": "2026-07-14"})
    assert "must not be before 2026-07-15" in problems(early)["Date"][0]
    done = ext(landlord, "POST", "entries/rent-1/reverse")
    assert (done.status, done.json["PostingDate"]) == (201, "2026-08-04T00:00:00")


def test_a_reversal_is_replayed_by_its_idempotency_key(landlord: Shop) -> None:
    post(landlord)
    first, again = (ext(landlord, "POST", "entries/rent-1/reverse", Idempotency_Key="k") for _ in range(2))
    assert (first.status, again.status, again.text) == (201, 201, first.text)
    assert again.headers["idempotency-replayed"] == "true"


def test_an_entry_nobody_wrote(shop: Shop) -> None:
    assert ext(shop, "GET", "entries/x").json == {"Message": "Voucher x was not found."}
    assert ext(shop, "POST", "entries/x/reverse").status == 404


def test_another_business_sees_and_touches_none_of_it(landlord: Shop) -> None:
    post(landlord)
    stranger = open_shop(landlord.house)
    assert ext(stranger, "GET", "entries").json["TotalCount"] == 0
    assert ext(stranger, "GET", "entries/rent-1").status == 404
    assert ext(stranger, "POST", "entries/rent-1/reverse").status == 404
    assert problems(post(stranger))["Lines[2].ContactId"]  # the other's contact
    assert post(stranger, {"EntryId": "rent-1", "Lines": [BANK, EQUITY]}).status == 201  # the key is free here
    stranger.close()
    assert ext(landlord, "GET", "entries").json["TotalCount"] == 1


def test_without_a_token(shop: Shop) -> None:
    for verb, target in (("GET", "entries"), ("POST", "entries"), ("POST", "opening-balances"), ("POST", "cash"),
                         ("POST", "cheques/x/bounce"), ("POST", "differences"), ("POST", "stock")):  # fmt: skip
        assert ext(shop, verb, target, {}, Caspit_Token="x").status == 401
