"""Lists that others look things up in: VAT, classes, currencies, means of payment, last numbers (dossier 9.10)."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

import pytest

from pinkas.actions.businesses import Profile, open_business
from pinkas.testing.house import House

from .shop import PASSWORD, Reply, Shop, open_shop

#: What one of each type is written with, and how the vendor calls it.
TYPES = {
    1: "חשבונית מס",
    2: "קבלה",
    6: "חשבונית עסקה",
    7: "חשבונית/קבלה",
    9: "חשבונית זיכוי",
    13: "תעודת החזר",
    15: "תעודת משלוח",
    16: "הצעת מחיר",
    19: "קבלה לתרומה",
}
_numbers = itertools.count(1)


def write(shop: Shop, key: str, trx_type: int, **members: object) -> Reply:
    """A draft of any type, of ten shekels."""
    receipts = trx_type in {2, 13, 19}
    body: dict[str, object] = {"DocumentId": key, "TrxTypeId": trx_type, "TrxCodeNumber": 2 if receipts else 3}
    if receipts or trx_type == 7:
        body["ReceiptLines"] = [{"PaymentTypeId": 1, "Payment": 10}]
    if not receipts:
        body["DocumentLines"] = [{"ProductName": "מדף", "UnitPrice": 10, "ChargeVAT": False}]
    return shop.ask("POST", "Documents", body | members)


def load(shop: Shop, *rates: tuple[str, str, object]) -> Reply:
    """Rates over `/ext/v1`, by day and symbol."""
    return send_rates(shop, [{"Date": day, "CurrencySymbol": symbol, "Rate": rate} for day, symbol, rate in rates])


def send_rates(shop: Shop, rates: list[dict[str, object]]) -> Reply:
    headers = {"Caspit-Token": shop.token, "Content-Type": "application/json"}
    return shop.send("POST", "/ext/v1/exchange-rates", json.dumps(rates).encode(), headers)


@pytest.fixture
def abroad(operated: House) -> Iterator[Shop]:
    """A business in Bulgaria."""
    number = f"BG99{next(_numbers):05}"
    business = operated.run(open_business(operated.desk, number, Profile(legal_name="Пример"), country="BG"))
    shop = Shop(operated, number, business)
    shop.log_in()
    yield shop
    shop.close()


@pytest.mark.parametrize(
    ("day", "percent", "since"),
    [
        ("2009-12-31", "16.5", "2009-07-01"),
        ("2010-01-01", "16", "2010-01-01"),
        ("2012-08-31", "16", "2010-01-01"),
        ("2012-09-01", "17", "2012-09-01"),
        ("2013-06-01", "17", "2012-09-01"),
        ("2013-06-02", "18", "2013-06-02"),
        ("2015-09-30", "18", "2013-06-02"),
        ("2015-10-01", "17", "2015-10-01"),
        ("2024-12-31T23:59:59", "17", "2015-10-01"),
        ("2024-12-31T22:00:00Z", "18", "2025-01-01"),  # the day in Jerusalem
        ("01/01/2025", "18", "2025-01-01"),
        ("2100-01-01", "18", "2025-01-01"),
    ],
)
def test_the_vat_rate_of_a_day(shop: Shop, day: str, percent: str, since: str) -> None:
    page = shop.get(f"VatRate?date={day}").json
    assert [(str(row["VatRatePercent"]), row["ValidFrom"][:10]) for row in page["Results"]] == [
        (f"{percent}" if "." in percent else f"{percent}.0", since)
    ]
    assert page["TotalCount"] == 1


def test_the_whole_history_is_newest_first_and_its_first_row_is_todays(shop: Shop) -> None:
    rows = shop.get("VatRate").json["Results"]
    days = [row["ValidFrom"] for row in rows]
    assert (len(days), days) == (18, sorted(days, reverse=True))
    assert rows[0] == shop.get("VatRate?date=2026-08-04").json["Results"][0]


def test_a_business_abroad_has_its_countrys_rates_and_its_own_currency_first(abroad: Shop) -> None:
    rates = abroad.get("VatRate").json["Results"]
    assert [int(row["VatRatePercent"]) for row in rates] == [20, 22, 18]
    assert load(abroad, ("2026-08-04", "$", "0.9")).json == {"Loaded": 1}
    rows = abroad.get("Currencies").json["Results"]
    assert [(row["CurrencyCode"], row["CurrencySymbol"]) for row in rows] == [
        ("EUR", "€"), ("USD", "$"), ("GBP", "£"), ("ILS", "₪"), ("AUD", "A$"),
    ]  # fmt: skip
    # Rates are the installation's: another test may have loaded those of the other currencies.
    assert [str(row["Rate"]) for row in rows[:2]] == ["1.0", "0.9"]


def test_rates_in_one_currency_are_not_anothers(shop: Shop, abroad: Shop) -> None:
    load(abroad, ("2026-08-01", "A$", "0.6"))
    rate = {row["CurrencyCode"]: row["Rate"] for row in shop.get("Currencies").json["Results"]}
    assert (rate["ILS"], rate["AUD"]) == (1, None)
    refused = load(abroad, ("2026-08-04", "€", 1))
    assert refused.json["ModelState"] == {
        "Rates[0].CurrencyCode": ["The field CurrencyCode must be another than EUR, which is always worth 1."]
    }


def test_classes_say_their_sort_and_how_they_stand_to_vat(shop: Shop) -> None:
    rows = shop.get("TrxCodes").json["Results"]
    assert [(row["TrxCodeNumber"], row["TrxCodeType"], row["VatClass"], row["IsActive"]) for row in rows] == [
        (2, 2, "outside", True), (3, 1, "standard", True), (4, 1, "exempt", True), (60, 3, "standard", True),
        (3040, 3, "standard", True), (3100, 3, "standard", True),
    ]  # fmt: skip


def test_every_payment_type_can_be_paid_with_and_has_a_name(shop: Shop) -> None:
    rows = shop.get("PaymentTypes").json["Results"]
    assert [row["PaymentTypeId"] for row in rows] == list(range(1, 18))
    assert len({row["Name"] for row in rows}) == 17
    assert {row["PaymentTypeId"]: row["Name"] for row in rows if row["PaymentTypeId"] in {1, 2, 9, 12, 16}} == {
        1: "מזומן", 2: "שיק", 9: "העברה", 12: "אחר", 16: "ביט/פייבוקס",
    }  # fmt: skip
    lines = [{"PaymentTypeId": row["PaymentTypeId"], "Payment": 1} for row in rows]
    assert shop.receipt("rec-1", ReceiptLines=lines).json["Payment"] == 17


def test_the_last_of_every_type_bears_the_types_name(shop: Shop) -> None:
    for trx_type in reversed(TYPES):
        assert write(shop, f"old-{trx_type}", trx_type).status == 201
        assert write(shop, f"new-{trx_type}", trx_type, Date="2026-01-01").status == 201
    rows = shop.get("LastDocumentsNumbers").json
    assert {row["TrxTypeId"]: row["TrxTypeName"] for row in rows} == TYPES
    assert [row["TrxTypeId"] for row in rows] == sorted(TYPES)
    assert [row["DocumentId"] for row in rows] == [f"new-{trx_type}" for trx_type in TYPES]
    assert [row["Number"] for row in rows] == [
        "98/100002", "98/300002", "98/400002", "98/200002", "98/500002", "98/700002", "98/600002", "98/900002",
        "98/800002",
    ]  # fmt: skip
    assert {row["Date"] for row in rows} == {"2026-01-01T00:00:00"}


def test_only_an_operator_loads_rates(operated: House, shop: Shop) -> None:
    operated.add_user("clerk", PASSWORD, shop.business)
    clerk = Shop(operated, shop.tax_number, shop.business)
    clerk.token = clerk.send("GET", f"/api/v1/Token?user=clerk&pwd={PASSWORD}").json
    refused = load(clerk, ("1989-01-01", "£", 7))
    assert (refused.status, refused.text) == (403, "Only an operator may load rates of exchange")
    lines = [{"UnitPrice": 1, "CurrencySymbol": "£"}]
    assert clerk.invoice("inv-1", Date="1989-01-02", DocumentLines=lines).json["DocumentLines"][0]["Rate"] == 1
    clerk.close()


def test_more_rates_than_one_call_takes(shop: Shop) -> None:
    refused = send_rates(shop, [{"Date": "2026-08-04", "CurrencyCode": "USD", "Rate": 3}] * 5001)
    assert refused.json["ModelState"] == {"Rates": ["The field Rates must hold at most 5000 items."]}


@pytest.fixture(scope="module")
def dealer(operated: House) -> Iterator[Shop]:
    """A business of the days when a pound cost 5, then 6, and a euro nobody knows what."""
    shop = open_shop(operated)
    assert load(shop, ("1990-05-01", "£", 5), ("1990-06-01", "£", "6.123456")).status == 200
    yield shop
    shop.close()


@pytest.mark.parametrize(
    ("day", "line", "rate", "net"),
    [
        ("1990-06-01", {"CurrencySymbol": "£"}, "6.123456", "612.35"),
        ("1990-05-31", {"CurrencySymbol": "£"}, "5.0", "500.0"),
        ("1990-05-31", {"CurrencySymbol": "GBP", "Rate": 0}, "5.0", "500.0"),  # zero is "not said"
        ("1990-05-31", {"CurrencySymbol": "£", "Rate": "4.5"}, "4.5", "450.0"),
        ("1990-04-30", {"CurrencySymbol": "£"}, "1.0", "100.0"),  # none loaded yet
        ("1990-06-01", {"CurrencySymbol": "€"}, "1.0", "100.0"),
        ("1990-06-01", {"CurrencySymbol": "₪"}, "1.0", "100.0"),
    ],
)
def test_a_line_without_a_rate_takes_the_one_of_its_documents_day(
    dealer: Shop, day: str, line: dict[str, object], rate: str, net: str
) -> None:
    written = dealer.invoice(f"inv-{next(_numbers)}", Date=day, DocumentLines=[{"UnitPrice": 100, "Qty": 1} | line])
    (read,) = written.json["DocumentLines"]
    assert (str(read["Rate"]), str(read["ExtendedPrice"])) == (rate, net)


@pytest.mark.parametrize(
    ("day", "payment", "rate", "received"),
    [
        ("1990-06-01", {"CurrencySymbol": "£"}, "6.123456", "612.35"),
        ("1990-05-31", {"CurrencySymbol": "£"}, "5.0", "500.0"),
        ("1990-05-31", {"CurrencySymbol": "£", "Rate": 2}, "2.0", "200.0"),
        ("1990-06-01", {"CurrencySymbol": "€"}, "1.0", "100.0"),
    ],
)
def test_a_payment_without_a_rate_takes_the_one_of_its_documents_day(
    dealer: Shop, day: str, payment: dict[str, object], rate: str, received: str
) -> None:
    lines = [{"PaymentTypeId": 1, "Payment": 100} | payment]
    written = dealer.receipt(f"rec-{next(_numbers)}", Date=day, ReceiptLines=lines).json
    assert (str(written["ReceiptLines"][0]["Rate"]), str(written["Payment"])) == (rate, received)


def test_a_receipt_in_pounds_takes_their_rate(dealer: Shop) -> None:
    lines = [{"PaymentTypeId": 1, "Payment": 100, "CurrencySymbol": "£"}]
    written = dealer.receipt("in-pounds", Date="1990-05-31", ReceiptCurrencySymbol="£", ReceiptLines=lines).json
    read = [str(written[name]) for name in ("ReceiptRate", "Payment", "PaymentNIS", "TotalPaymentNIS")]
    assert read == ["5.0", "100.0", "500.0", "500.0"]


def test_a_printed_document_keeps_its_rate_whatever_is_loaded_later(shop: Shop) -> None:
    load(shop, ("1985-05-01", "$", 2))
    lines = [{"UnitPrice": 100, "CurrencySymbol": "$"}]
    shop.invoice("inv-1", Date="1985-05-02", DocumentLines=lines)
    assert shop.print("inv-1").status == 200
    load(shop, ("1985-05-01", "$", 3))
    assert shop.document("inv-1")["DocumentLines"][0]["Rate"] == 2
    assert shop.invoice("inv-2", Date="1985-05-02", DocumentLines=lines).json["DocumentLines"][0]["Rate"] == 3
