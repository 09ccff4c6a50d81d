"""Standing orders in another currency: what is agreed in dollars is invoiced, paid and charged in dollars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pinkas.testing.clock import MovableClock
from tests.wire.ext.asking import ext

from .shop import Shop
from .test_golden_debits import at, card, debit, due, nothing_left_due, papers, runs

__all__ = ["nothing_left_due"]

D = Decimal
GOOD = "4580000000000000"
Loaded = Callable[[str, str, str], None]


@pytest.fixture
def loaded(owner_dsn: str) -> Iterator[Loaded]:
    """Loads a rate of a day, in shekels; the rates are gone afterwards."""
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        yield lambda currency, day, rate: owner.execute(  # type: ignore[func-returns-value,return-value]  # a cursor
            "insert into directory.exchange_rate (base, currency, date, rate, recorded_at)"
            " values ('ILS', %s, %s, %s, now())",
            [currency, day, rate],
        )
        owner.execute("delete from directory.exchange_rate")


def test_a_card_is_charged_what_was_agreed_in_dollars(shop: Shop, loaded: Loaded) -> None:
    loaded("USD", "2026-08-01", "3.7")
    loaded("USD", "2026-08-05", "5")
    card(shop, GOOD)
    debit(shop, TrxTypeId=7, PaymentTypeId=4, Amount=50, CurrencySymbol="$")
    assert due(shop) == 1
    (charge,) = ext(shop, "GET", "charges").json["Results"]
    assert (charge["Amount"], charge["CurrencySymbol"], charge["State"]) == (50, "$", "approved")
    (paper,) = papers(shop)
    # 50 x 3.7 = 185.00, of which 18/118 are 28.22; the price before VAT is 156.78 / 3.7.
    assert (paper["TotalBeforeVAT"], paper["Vat"], paper["Total"], paper["RebateRounding"]) == (
        D("156.78"), D("28.22"), 185, 0,
    )  # fmt: skip
    (line,) = paper["DocumentLines"]
    assert [line[name] for name in ("CurrencySymbol", "Rate", "UnitPrice")] == ["$", D("3.7"), D("42.372973")]
    (paid,) = paper["ReceiptLines"]
    assert [paid[name] for name in ("CurrencySymbol", "Rate", "Payment")] == ["$", D("3.7"), 50]
    assert shop.balance("c") == 0


def test_each_is_at_the_rate_of_its_own_day(shop: Shop, clock: MovableClock, loaded: Loaded) -> None:
    loaded("USD", "2026-08-01", "3.7")
    loaded("USD", "2026-09-04", "3.9")
    loaded("USD", "2026-09-05", "5")
    debit(shop, Amount=50, CurrencySymbol="$")
    debit(shop, "lines", Amount=None, DocumentLines=[{"ProductName": "x", "UnitPrice": 10, "CurrencySymbol": "$"}])
    at(clock, "2026-09-20")
    assert due(shop) == 4
    assert sorted((paper["Date"][:10], paper["Total"]) for paper in papers(shop)) == [
        ("2026-08-04", D("43.66")), ("2026-08-04", 185), ("2026-09-04", D("46.02")), ("2026-09-04", 195),
    ]  # fmt: skip


def test_without_a_rate_nothing_is_issued_and_it_is_seen(shop: Shop, loaded: Loaded, owner_dsn: str) -> None:
    loaded("USD", "2026-08-01", "3.7")
    debit(shop, Amount=50, CurrencySymbol="$")
    debit(shop, "lines", Amount=None, DocumentLines=[{"ProductName": "x", "UnitPrice": 10, "CurrencySymbol": "$"}])
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        owner.execute("delete from directory.exchange_rate")
    assert due(shop) == 2
    assert (runs(shop), papers(shop)) == ([(1, "2026-08-04", "failed")], [])
    (row,) = ext(shop, "GET", "debits/rent/runs").json["Results"]
    assert row["Message"] == "needs a rate: none of USD is loaded for 2026-08-04 or a day before it"
    assert runs(shop, "lines") == [(1, "2026-08-04", "failed")]
    loaded("USD", "2026-08-04", "4")
    assert ext(shop, "POST", "debits/rent/runs/1/retry").json["Status"] == "issued"
    assert [paper["Total"] for paper in papers(shop)] == [200]


@pytest.mark.parametrize(
    ("members", "member", "words"),
    [
        ({"CurrencySymbol": "$"}, "debit.CurrencySymbol", "none of USD is loaded"),
        ({"CurrencySymbol": "€", "TrxTypeId": 7, "CCNumberToken": "tok"}, "debit.CurrencySymbol", "is not taken"),
        (
            {"Amount": None, "DocumentLines": [{"UnitPrice": 10, "CurrencySymbol": "$"}]},
            "debit.DocumentLines[0].CurrencySymbol",
            "none of USD is loaded",
        ),
        (
            {"Amount": None, "CurrencySymbol": "$", "DocumentLines": [{"UnitPrice": 10}]},
            "debit.CurrencySymbol",
            "each line names its own",
        ),
    ],
)
def test_what_is_known_beforehand_is_refused(
    shop: Shop, loaded: Loaded, members: dict[str, Any], member: str, words: str
) -> None:
    loaded("EUR", "2026-08-01", "4.1")
    shop.contact("c")
    body: dict[str, Any] = {"ContactId": "c", "StartDate": "2026-08-04", "TrxTypeId": 1, "TrxCodeNumber": 3}
    refused = shop.ask("POST", "PreAuthorizedDebits", body | {"Amount": 50} | members)
    assert (refused.status, list(refused.json["ModelState"])) == (400, [member])
    assert words in refused.json["ModelState"][member][0]
    assert shop.ask("POST", "PreAuthorizedDebits", body | {"Amount": 50, "CurrencySymbol": "₪"}).status == 201


def test_nor_is_a_product_priced_in_a_currency_without_a_rate(shop: Shop, loaded: Loaded) -> None:
    listed = {"ProductId": "p", "Name": "p", "SalePrice1": 100, "CurrencySymbol": "$"}
    assert shop.ask("POST", "Products", listed).status == 201
    debit(shop, Amount=None, DocumentLines=[{"ProductId": "p"}])
    assert due(shop) == 1
    assert runs(shop) == [(1, "2026-08-04", "failed")]
    loaded("USD", "2026-08-04", "4")
    assert ext(shop, "POST", "debits/rent/runs/1/retry").json["Status"] == "issued"
    assert [paper["Total"] for paper in papers(shop)] == [472]
