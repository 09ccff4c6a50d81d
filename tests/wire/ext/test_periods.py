"""Closing and reopening months."""

from __future__ import annotations

import pytest

from tests.wire.caspit.golden.shop import Reply, Shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext


def close(shop: Shop, month: str, **headers: str) -> Reply:
    return ext(shop, "POST", f"periods/{month}/close", **headers)


def reopen(shop: Shop, month: str, **headers: str) -> Reply:
    return ext(shop, "POST", f"periods/{month}/reopen", **headers)


def test_months_close_and_open_again(shop: Shop) -> None:
    assert ext(shop, "GET", "periods").text == '{"ClosedThrough":null}'
    assert close(shop, "2026-01").text == '{"ClosedThrough":"2026-01-31T00:00:00"}'
    assert close(shop, "2026-06").text == '{"ClosedThrough":"2026-06-30T00:00:00"}'
    assert close(shop, "2025-12").text == '{"ClosedThrough":"2026-06-30T00:00:00"}'  # closed already
    assert reopen(shop, "2026-07").text == '{"ClosedThrough":"2026-06-30T00:00:00"}'  # open already
    assert reopen(shop, "2026-03").text == '{"ClosedThrough":"2026-02-28T00:00:00"}'
    assert ext(shop, "GET", "Periods").text == '{"ClosedThrough":"2026-02-28T00:00:00"}'


def test_the_current_month_may_close_and_no_later_one(shop: Shop) -> None:
    assert close(shop, "2026-08").status == 200
    for month in ("2026-09", "9999-12"):
        refused = close(shop, month)
        assert refused.status == 400
        assert "must not lie in the future" in refused.text
    assert ext(shop, "GET", "periods").text == '{"ClosedThrough":"2026-08-31T00:00:00"}'


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "2026-00", "0026-01", "x", "2026-01-01", "٢٠٢٦-٠١"])
@pytest.mark.parametrize("deed", ["close", "reopen"])
def test_what_is_no_month(shop: Shop, month: str, deed: str) -> None:
    refused = ext(shop, "POST", f"periods/{'%D9%A2' if not month.isascii() else month}/{deed}")
    assert refused.status == 400
    assert "must be a month such as 2026-01" in refused.text


def test_an_unknown_deed(shop: Shop) -> None:
    assert ext(shop, "POST", "periods/2026-01/burn").status == 404


def test_one_key_closes_once(shop: Shop) -> None:
    first = close(shop, "2026-01", Idempotency_Key="k")
    reopen(shop, "2026-01")
    again = close(shop, "2026-01", Idempotency_Key="k")
    assert (first.status, again.status, again.headers["idempotency-replayed"]) == (200, 200, "true")
    assert again.text == '{"ClosedThrough":"2025-12-31T00:00:00"}'  # a repetition closes nothing
    assert close(shop, "2026-02", Idempotency_Key="k").status == 409


def test_closing_beside_another_closing(shop: Shop, meanwhile: Meanwhile) -> None:
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    meanwhile("set_period_v1", lambda: close(twin, "2026-06"))
    assert close(shop, "2026-03").text == '{"ClosedThrough":"2026-06-30T00:00:00"}'
    twin.close()


def test_closing_beside_what_is_being_written(shop: Shop, meanwhile: Meanwhile) -> None:
    """A decision taken while the month was open is taken anew."""
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    closed = "The period of 2026-06 is closed (through 2026-06-30)."
    shop.invoice("draft", Date="2026-06-15")
    shop.invoice("issued", Date="2026-06-15")
    shop.print("issued")
    for function, attempt in (
        ("save_draft_v2", lambda: shop.invoice("new", Date="2026-06-15")),
        ("save_draft_v2", lambda: shop.invoice("draft", 5, Date="2026-06-15")),
        ("issue_v2", lambda: shop.print("draft")),
        ("cancel_v2", lambda: shop.ask("POST", "CancelDocument/issued")),
    ):
        done = meanwhile(function, lambda: close(twin, "2026-06"))
        refused = attempt()
        assert (done[0].status, refused.status, refused.text) == (200, 400, closed)
        reopen(shop, "2026-06")
    assert (shop.document("draft")["Status"], shop.document("draft")["Total"]) == (0, 1180)
    assert shop.document("issued")["Status"] == 2
    assert shop.get("Documents/new").status == 404
    twin.close()
