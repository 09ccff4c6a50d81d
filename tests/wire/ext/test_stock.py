"""Stock counted, and goods that came or went without a document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.wire.caspit.golden.shop import Reply, Shop, open_shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext
from .test_entries import problems


def stock(shop: Shop, kind: object, quantity: object, product: object = "p", **members: object) -> Reply:
    return ext(shop, "POST", "stock", {"ProductId": product, "Kind": kind, "Quantity": quantity, **members})


def there_is(shop: Shop) -> Decimal | None:
    found: Decimal | None = shop.get("Products/p").json["QtyInStock"]
    return found


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    assert shop.ask("POST", "Products", {"ProductId": "p", "Name": "מדף", "QtyInStock": 10}).status == 201
    return shop


def test_a_count_moves_the_difference_and_the_others_what_they_say(stocked: Shop) -> None:
    assert there_is(stocked) == 10
    for kind, quantity, moved, left in (
        ("count", 7.5, Decimal("-2.5"), Decimal("7.5")),
        ("in", "0.00001", Decimal("0.00001"), Decimal("7.50001")),
        ("out", 8, -8, Decimal("-0.49999")),
        ("count", 0, Decimal("0.49999"), 0),
        ("count", 0, 0, 0),
    ):
        posted = stock(stocked, kind, quantity)
        assert posted.status == 201, posted.text
        assert (posted.json["Moved"], there_is(stocked)) == (moved, left)
        assert (posted.json["ProductId"], posted.json["Kind"]) == ("p", kind)
        assert posted.json["Quantity"] == Decimal(str(quantity))
        assert posted.json["PostingDate"] is None
    page = ext(stocked, "GET", "entries?kind=stock").json
    assert page["TotalCount"] == 5
    assert {(row["Kind"], len(row["Lines"])) for row in page["Results"]} == {("stock", 0)}


def test_the_same_key_counts_once(stocked: Shop) -> None:
    first = stock(stocked, "count", 4, StockId="s", Details="ספירה")
    stock(stocked, "in", 1)
    again = stock(stocked, "count", "4.0", StockId="s", Details="ספירה")
    assert (first.status, again.status, again.text) == (201, 200, first.text)
    assert there_is(stocked) == 5
    for change in ({"Quantity": 5}, {"Kind": "in"}, {"Details": None}, {"Date": "2026-08-03"}, {"ProductId": "q"}):
        body = {"ProductId": "p", "Kind": "count", "Quantity": 4, "StockId": "s", "Details": "ספירה"} | change
        assert problems(ext(stocked, "POST", "stock", body))["StockId"]


def test_a_sale_between_counting_and_writing(stocked: Shop, meanwhile: Meanwhile) -> None:
    twin = Shop(stocked.house, stocked.tax_number, stocked.business, stocked.token)
    meanwhile("post_voucher_v1", lambda: stock(twin, "out", 3))
    counted = stock(stocked, "count", 9)
    twin.close()
    # What was there had changed: the count is of what is there now.
    assert (counted.status, counted.json["Moved"], there_is(stocked)) == (201, 2, 9)


def test_a_reversal_takes_the_goods_back(stocked: Shop) -> None:
    stock(stocked, "count", 4, StockId="s")
    done = ext(stocked, "POST", "entries/s/reverse")
    assert (done.status, done.json["Lines"], there_is(stocked)) == (201, [], 10)
    assert ext(stocked, "POST", "entries/s/reverse").text == "Entry 's' is reversed already."


def test_a_closed_period_is_no_hindrance(stocked: Shop) -> None:
    ext(stocked, "POST", "periods/2026-07/close")
    counted = stock(stocked, "count", 3, Date="2026-07-31", StockId="s")
    assert (counted.status, counted.json["Date"], there_is(stocked)) == (201, "2026-07-31T00:00:00", 3)
    assert ext(stocked, "POST", "entries/s/reverse", {"Date": "2026-07-31"}).status == 201


@pytest.mark.parametrize(
    ("body", "field", "sentence"),
    [
        ({"Kind": "in", "Quantity": 1}, "ProductId", "is required"),
        ({"ProductId": "nothing", "Kind": "in", "Quantity": 1}, "ProductId", "names no product"),
        ({"ProductId": "p", "Quantity": 1}, "Kind", "is required"),
        ({"ProductId": "p", "Kind": "lost", "Quantity": 1}, "Kind", "must be one of count, in, out"),
        ({"ProductId": "p", "Kind": "count"}, "Quantity", "is required"),
        ({"ProductId": "p", "Kind": "count", "Quantity": -1}, "Quantity", "must not be negative"),
        ({"ProductId": "p", "Kind": "in", "Quantity": 0}, "Quantity", "must be greater than 0"),
        ({"ProductId": "p", "Kind": "out", "Quantity": 10**12}, "Quantity", "is too large"),
        ({"ProductId": "p", "Kind": "in", "Quantity": "NaN"}, "Quantity", "is not valid"),
        ({"ProductId": "p", "Kind": "in", "Quantity": 1, "Date": "x"}, "Date", "is not valid"),
    ],
)
def test_what_is_no_movement(stocked: Shop, body: dict[str, Any], field: str, sentence: str) -> None:
    found = problems(ext(stocked, "POST", "stock", body))
    assert list(found) == [field]
    assert sentence in found[field][0]
    assert (there_is(stocked), ext(stocked, "GET", "entries").json["TotalCount"]) == (10, 0)


def test_a_strangers_product_is_none(stocked: Shop) -> None:
    stranger = open_shop(stocked.house)
    assert problems(stock(stranger, "count", 1))["ProductId"]
    stranger.close()
    assert there_is(stocked) == 10
