"""What is left open of a document, given up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.wire.caspit.golden.shop import Reply, Shop, open_shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext
from .test_entries import lines, problems


def give_up(shop: Shop, document: object, kind: object = "rounding", **members: object) -> Reply:
    return ext(shop, "POST", "differences", {"DocumentId": document, "Kind": kind, **members})


def entry(shop: Shop, posted: Reply) -> list[tuple[object, ...]]:
    assert posted.status == 201, posted.text
    return lines(ext(shop, "GET", f"entries/{posted.json['DifferenceId']}").json)


def open_documents(shop: Shop) -> list[str]:
    return shop.get("Documents?onlyOpenDocuments=true").keys


@pytest.fixture
def owing(shop: Shop) -> Shop:
    """A customer who paid 1179 of an invoice of 1180."""
    shop.contact("c")
    shop.invoice("inv", CustomerId="c")
    shop.print("inv")
    shop.receipt("r", 1179, CustomerId="c", RelatedDocuments=[{"DocumentId": "inv"}])
    shop.print("r")
    assert (shop.balance("c"), open_documents(shop)) == (-1, ["inv"])
    return shop


def test_the_rest_of_an_invoice(owing: Shop) -> None:
    posted = give_up(owing, "inv", Details="אגורות", DifferenceId="d")
    assert entry(owing, posted) == [("rounding", None, 1, 0), ("receivable", "c", 0, 1)]
    assert (posted.json["Amount"], posted.json["Kind"], posted.json["DocumentId"]) == (1, "rounding", "inv")
    assert (owing.balance("c"), open_documents(owing)) == (0, [])
    again = give_up(owing, "inv", Details="אגורות", DifferenceId="d")
    assert (again.status, again.text) == (200, posted.text)
    assert give_up(owing, "inv", Details="אגורות", DifferenceId="d", Amount=1).status == 200
    for change in ({"Amount": 0.5}, {"kind": "exchange"}, {"Details": None}, {"Date": "2026-08-03"}):
        body: dict[str, Any] = {"Details": "אגורות", "DifferenceId": "d"} | change
        assert problems(give_up(owing, "inv", **body))["DifferenceId"]


def test_a_part_of_it_and_its_reversal(owing: Shop) -> None:
    part = give_up(owing, "inv", "exchange", Amount=0.4, DifferenceId="d")
    assert [one[0] for one in entry(owing, part)] == ["exchange-differences", "receivable"]
    refused = give_up(owing, "inv", Amount=0.61)
    assert problems(refused) == {"Amount": ["The field Amount must be at most the 0.60 that is open."]}
    give_up(owing, "inv")
    assert open_documents(owing) == []
    assert ext(owing, "POST", "entries/d/reverse").status == 201
    assert (open_documents(owing), owing.balance("c")) == (["inv"], Decimal("-0.4"))
    assert give_up(owing, "inv").json["Amount"] == Decimal("0.4")


def test_the_credit_left_over_on_a_receipt_goes_the_other_way(shop: Shop) -> None:
    shop.contact("c")
    shop.receipt("r", 100, CustomerId="c")
    shop.print("r")
    posted = give_up(shop, "r", Amount=0.5)
    half = Decimal("0.5")
    assert entry(shop, posted) == [("rounding", None, 0, half), ("receivable", "c", half, 0)]
    assert shop.balance("c") == Decimal("99.5")
    assert give_up(shop, "r", "exchange").json["Amount"] == Decimal("99.5")
    assert shop.balance("c") == 0
    assert "must leave something open" in problems(give_up(shop, "r"))["DocumentId"][0]


def test_what_a_credit_and_a_refund_leave_open(shop: Shop) -> None:
    shop.contact("c")
    shop.invoice("inv", CustomerId="c")
    shop.print("inv")
    shop.receipt("r", CustomerId="c", RelatedDocuments=[{"DocumentId": "inv"}])
    shop.print("r")
    shop.invoice("credit", 100, TrxTypeId=9, CustomerId="c", RelatedDocuments=[{"DocumentId": "inv"}])
    assert shop.print("credit").status == 200
    assert shop.balance("c") == 118
    assert entry(shop, give_up(shop, "credit", Amount=18)) == [("rounding", None, 0, 18), ("receivable", "c", 18, 0)]
    shop.receipt("refund", 103, TrxTypeId=13, CustomerId="c", RelatedDocuments=[{"DocumentId": "credit"}])
    assert shop.print("refund").status == 200
    assert shop.balance("c") == -3
    assert entry(shop, give_up(shop, "refund")) == [("rounding", None, 3, 0), ("receivable", "c", 0, 3)]
    assert shop.balance("c") == 0


def test_two_who_give_up_the_same_rest(owing: Shop, meanwhile: Meanwhile) -> None:
    twin = Shop(owing.house, owing.tax_number, owing.business, owing.token)
    first = meanwhile("post_voucher_v1", lambda: give_up(twin, "inv"))
    second = give_up(owing, "inv")
    twin.close()
    assert first[0].status == 201
    assert problems(second)["DocumentId"]
    assert owing.balance("c") == 0


def test_a_document_with_a_difference_is_not_cancelled(shop: Shop) -> None:
    shop.invoice("inv")
    shop.print("inv")
    give_up(shop, "inv", Amount=1, DifferenceId="d")
    refused = shop.ask("POST", "CancelDocument/inv")
    assert refused.text == "Document inv cannot be cancelled: voucher 'd' depends on it; reverse that first"
    assert ext(shop, "POST", "entries/d/reverse").status == 201
    assert shop.ask("POST", "CancelDocument/inv").status == 200


def test_a_closed_period_takes_none(owing: Shop) -> None:
    ext(owing, "POST", "periods/2026-07/close")
    assert give_up(owing, "inv", Date="2026-07-31").text == "The period of 2026-07 is closed (through 2026-07-31)."
    assert open_documents(owing) == ["inv"]
    assert give_up(owing, "inv", Date="2026-08-01").status == 201


def test_what_has_nothing_to_give_up(owing: Shop) -> None:
    owing.invoice("draft")
    for kind, key in ((6, "proforma"), (16, "quote")):
        owing.invoice(key, TrxTypeId=kind)
        assert owing.print(key).status == 200
    for key, sentence in (
        ("nobody", "names no document of this business: 'nobody'"),
        ("draft", "must be issued: 'draft' is draft"),
        ("r", "must leave something open"),
        ("proforma", "must leave something open"),
        ("quote", "must leave something open"),
    ):
        assert sentence in problems(give_up(owing, key))["DocumentId"][0]
    for members, field, sentence in (
        ({"Amount": 0}, "Amount", "must be greater than 0"),
        ({"Amount": -1}, "Amount", "must not be negative"),
        ({"Amount": 0.001}, "Amount", "at most 2 decimal places"),
        ({"Amount": "NaN"}, "Amount", "is not valid"),
        ({"Date": "2026-00-01"}, "Date", "is not valid"),
        ({"kind": "gift"}, "Kind", "must be one of rounding, exchange"),
        ({"kind": None}, "Kind", "is required"),
    ):
        body: dict[str, Any] = members
        assert sentence in problems(give_up(owing, "inv", **body))[field][0]
    assert problems(give_up(owing, None))["DocumentId"] == ["The DocumentId field is required."]
    assert ext(owing, "GET", "entries").json["TotalCount"] == 0


def test_a_strangers_document_is_none(owing: Shop) -> None:
    stranger = open_shop(owing.house)
    assert "names no document of this business" in problems(give_up(stranger, "inv"))["DocumentId"][0]
    stranger.close()
    assert owing.balance("c") == -1
