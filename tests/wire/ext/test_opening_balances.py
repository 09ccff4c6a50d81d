"""Opening balances: of accounts, and of contacts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.wire.caspit.golden.shop import Reply, Shop

from .asking import ext
from .test_entries import lines, problems

BODY: dict[str, Any] = {
    "EntryId": "opening",
    "Date": "2026-01-01",
    "Lines": [
        {"Account": "bank", "Amount": 10000},
        {"ContactId": "c", "Amount": 350.5},
        {"Account": "equity", "Amount": -8000},
        {"ContactId": "early", "Amount": -50},
    ],
}


def post(shop: Shop, body: object = BODY, **headers: str) -> Reply:
    return ext(shop, "POST", "opening-balances", body, **headers)


@pytest.fixture
def customers(shop: Shop) -> Shop:
    shop.contact("c")
    shop.contact("early")
    return shop


def test_they_are_balanced_and_shown_by_contact(customers: Shop) -> None:
    posted = post(customers)
    assert posted.status == 201
    assert (posted.json["Kind"], posted.json["PostingDate"]) == ("opening_balance", "2026-01-01T00:00:00")
    assert lines(posted.json) == [
        ("bank", None, 10000, 0),
        ("receivable", "c", Decimal("350.5"), 0),
        ("opening-balances", "c", 0, Decimal("350.5")),
        ("equity", None, 0, 8000),
        ("receivable", "early", 0, 50),
        ("opening-balances", "early", 50, 0),
        ("opening-balances", None, 0, 2000),
    ]
    card = customers.get("Contacts/c").json
    assert (card["OpenBalance"], card["Balance"]) == (Decimal("-350.5"), Decimal("-350.5"))
    assert customers.get("Contacts/early").json["OpenBalance"] == 50
    again = post(customers)
    assert (again.status, again.text) == (200, posted.text)
    assert problems(post(customers, {**BODY, "Lines": BODY["Lines"][:1]}))["EntryId"]


def test_saving_the_card_afterwards_posts_the_difference_only(customers: Shop) -> None:
    post(customers)
    assert customers.contact("c", OpenBalance=-400).status == 201
    assert customers.balance("c") == -400
    page = ext(customers, "GET", "entries?kind=opening_balance").json["Results"]
    assert [lines(entry) for entry in page[1:]] == [
        [("receivable", "c", Decimal("49.5"), 0), ("opening-balances", "c", 0, Decimal("49.5"))]
    ]


def test_a_reversal_takes_them_back(customers: Shop) -> None:
    post(customers)
    assert ext(customers, "POST", "entries/opening/reverse").status == 201
    card = customers.get("Contacts/c").json
    assert (card["OpenBalance"], card["Balance"]) == (0, 0)


@pytest.mark.parametrize(
    ("body", "field", "sentence"),
    [
        ({}, "Lines", "must be between 1 and 1000"),
        ({"Lines": [{"Account": "bank", "ContactId": "c", "Amount": 1}]}, "Lines[0].Account", "not both"),
        ({"Lines": [{"Amount": 1}]}, "Lines[0].Account", "not both"),
        ({"Lines": [{"Account": "bank"}]}, "Lines[0].Amount", "is required"),
        ({"Lines": [{"Account": "bank", "Amount": 0}]}, "Lines[0].Amount", "must not be 0"),
        ({"Lines": [{"Account": "bank", "Amount": 0.001}]}, "Lines[0].Amount", "at most 2 decimal places"),
        ({"Lines": [{"Account": "bank", "Amount": -(10**12)}]}, "Lines[0].Amount", "is too large"),
        ({"Lines": [{"Account": "bank", "Amount": "Infinity"}]}, "Lines[0].Amount", "is not valid"),
        ({"Lines": [{"Account": "opening-balances", "Amount": 1}]}, "Lines[0].Account", "balances the others"),
        ({"Lines": [{"Account": "gold", "Amount": 1}]}, "Lines[0].Account", "names no account"),
        ({"Lines": [{"ContactId": "nobody", "Amount": 1}]}, "Lines[0].ContactId", "names no contact"),
        ({"Lines": [{"Account": "bank", "Amount": 1}], "Date": "2026-13-01"}, "Date", "is not valid"),
    ],
)
def test_what_is_no_opening_balance(shop: Shop, body: dict[str, Any], field: str, sentence: str) -> None:
    found = problems(post(shop, body))
    assert list(found) == [field]
    assert sentence in found[field][0]
    assert ext(shop, "GET", "entries").json["TotalCount"] == 0


def test_a_closed_period_takes_none(customers: Shop) -> None:
    ext(customers, "POST", "periods/2026-01/close")
    assert post(customers).text == "The period of 2026-01 is closed (through 2026-01-31)."
    assert customers.balance("c") == 0
    assert post(customers, BODY | {"Date": "2026-02-01"}).status == 201
