"""What documents come to, as literal amounts (dossier section 10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from .shop import Shop

TOTALS = (
    "TotalLinesChargeVAT", "Rebate", "RebateRounding", "TotalBeforeVATChargeVAT", "TotalNoChargeVat", "TotalBeforeVAT",
    "Vat", "Total", "EffectiveTotal",
)  # fmt: skip


def line(price: object, quantity: object = 1, **members: object) -> dict[str, Any]:
    return {"ProductName": "מדף", "UnitPrice": price, "Qty": quantity, **members}


def exempt(price: object, quantity: object = 1, **members: object) -> dict[str, Any]:
    return line(price, quantity, ChargeVAT=False, **members)


@pytest.mark.parametrize(
    ("members", "lines", "totals"),
    [
        pytest.param({}, [line(250, 4)], "1000 0 0 1000 0 1000 180 1180 1180", id="plain"),
        pytest.param({}, [], "0 0 0 0 0 0 0 0 0", id="nothing"),
        pytest.param({}, [line(250, 4), exempt(100)], "1000 0 0 1000 100 1100 180 1280 1280", id="with an exempt line"),
        pytest.param({"TrxCodeNumber": 4}, [exempt(99.99)], "0 0 0 0 99.99 99.99 0 99.99 99.99", id="all exempt"),
        pytest.param(
            {"Rebate": 100}, [line(1000), exempt(100)], "1000 100 0 900 100 1000 162 1162 1162", id="an amount off"
        ),
        pytest.param(
            {"RebatePercent": 10}, [line(333.33)], "333.33 33.33 0 300 0 300 54 354 354", id="a percentage off"
        ),
        pytest.param({"RebatePercent": 12.5}, [line(0.2)], "0.2 0.03 0 0.17 0 0.17 0.03 0.2 0.2", id="rounded half up"),
        pytest.param(
            {"Rebate": 50, "RebatePercent": 10}, [line(1000)], "1000 50 0 950 0 950 171 1121 1121", id="amount first"
        ),
        pytest.param(
            {"Rebate": 0, "RebatePercent": 10}, [line(1000)], "1000 100 0 900 0 900 162 1062 1062", id="no amount"
        ),
        pytest.param({"RebatePercent": 100}, [line(50)], "50 50 0 0 0 0 0 0 0", id="all off"),
        pytest.param(
            {"RountTotal": True}, [line(99.99)], "99.99 0 0.84 99.15 0 99.15 17.85 117 117", id="without agorot"
        ),
        pytest.param(  # 1.69 x 18 % is 0.30: the total was fixed first, and its VAT is 2 x 18 / 118
            {"RountTotal": True}, [line(2)], "2 0 0.31 1.69 0 1.69 0.31 2 2", id="without agorot, VAT by the total"
        ),
        pytest.param(
            {"RountTotal": True},
            [line(99.99), exempt(0.5)],
            "99.99 0 0.41 99.58 0.5 100.08 17.92 118 118",
            id="without agorot, beside an exempt line",
        ),
        pytest.param({"RountTotal": True}, [line(100)], "100 0 0 100 0 100 18 118 118", id="no agorot to lose"),
        pytest.param({"VatRate": 0}, [line(100)], "100 0 0 100 0 100 0 100 100", id="zero rate"),
        pytest.param({"VatRate": 16.5}, [line(100)], "100 0 0 100 0 100 16.5 116.5 116.5", id="a rate of its own"),
        pytest.param({}, [line(0.125), line(0.125)], "0.26 0 0 0.26 0 0.26 0.05 0.31 0.31", id="lines round half up"),
        pytest.param({}, [line(1.005)], "1.01 0 0 1.01 0 1.01 0.18 1.19 1.19", id="no float between"),
        pytest.param({}, [line(10, 3, Rebate=4.5)], "25.5 0 0 25.5 0 25.5 4.59 30.09 30.09", id="a line's discount"),
        pytest.param({}, [line(10, 3, Rebate=-1)], "31 0 0 31 0 31 5.58 36.58 36.58", id="a line's surcharge"),
        pytest.param({}, [line(10, 3), line(10, -1)], "20 0 0 20 0 20 3.6 23.6 23.6", id="one goes back"),
        pytest.param({}, [line(10, 0)], "0 0 0 0 0 0 0 0 0", id="none of it"),
        pytest.param(
            {}, [line(100, 1, CurrencySymbol="$", Rate=3.7)], "370 0 0 370 0 370 66.6 436.6 436.6", id="dollars"
        ),
        pytest.param(
            {},
            [line("999999999999", "0.00001", Rate="1.000001")],
            "10000010 0 0 10000010 0 10000010 1800001.8 11800011.8 11800011.8",
            id="many digits",
        ),
        pytest.param(  # 100 / 1.18 as a script in floats has it
            {}, [line(84.74576271186440)], "84.75 0 0 84.75 0 84.75 15.26 100.01 100.01", id="a float's tail"
        ),
        pytest.param(
            {}, [line(0.1 + 0.2, 0.7 + 0.1)], "0.24 0 0 0.24 0 0.24 0.04 0.28 0.28", id="the float's best-known tail"
        ),
    ],
)
def test_totals(shop: Shop, members: dict[str, object], lines: list[dict[str, Any]], totals: str) -> None:
    written = shop.invoice("inv-1", DocumentLines=lines, **members)
    assert written.status == 201, written.text
    assert {name: written.json[name] for name in TOTALS} == dict(zip(TOTALS, map(Decimal, totals.split()), strict=True))
    # Printing fixes the totals; it does not change them.
    if lines:
        assert shop.print("inv-1").status == 200
        assert {name: shop.document("inv-1")[name] for name in TOTALS} == {name: written.json[name] for name in TOTALS}


def test_lines_as_read_back(shop: Shop) -> None:
    sent = [line(84.74576271186440, 1.0000049, Number=9, ExtendedPrice=7), line("0.0000004", "1e2")]
    first, second = shop.invoice("inv-1", DocumentLines=sent).json["DocumentLines"]
    assert (first["Number"], first["UnitPrice"], first["Qty"]) == (1, Decimal("84.745763"), Decimal("1.0"))
    assert first["ExtendedPrice"] == Decimal("84.75")
    assert (second["Number"], second["UnitPrice"], second["Qty"]) == (2, Decimal("0.0"), Decimal("100.0"))


@pytest.mark.parametrize(
    ("date", "rate", "vat"),
    [
        ("2009-12-31", "16.5", "165.0"),
        ("2010-01-01", "16.0", "160.0"),
        ("2012-08-31", "16.0", "160.0"),
        ("2012-09-01", "17.0", "170.0"),
        ("2013-06-01", "17.0", "170.0"),
        ("2013-06-02", "18.0", "180.0"),
        ("2015-09-30", "18.0", "180.0"),
        ("2015-10-01", "17.0", "170.0"),
        ("2024-12-31", "17.0", "170.0"),
        ("2025-01-01", "18.0", "180.0"),
    ],
)
def test_the_vat_rate_is_that_of_the_date(shop: Shop, date: str, rate: str, vat: str) -> None:
    written = shop.invoice("inv-1", 1000, Date=date)
    assert f'"VatRate":{rate},' in written.text
    assert f'"Vat":{vat},' in written.text
    assert shop.print("inv-1").status == 200
    # An edit to another date brings that date's rate.
    moved = shop.invoice("inv-2", 1000, Date=date)
    moved = shop.ask("PUT", "Documents", {**moved.json, "Date": "1975-01-01", "VatRate": None})
    assert (moved.json["VatRate"], moved.json["Vat"]) == (0, 0)


def test_a_receipt_in_dollars(shop: Shop) -> None:
    shop.contact("c")
    written = shop.receipt(
        "rec-1",
        CustomerId="c",
        ReceiptCurrencySymbol="$",
        ReceiptRate=3.7125,
        TaxDeduction=10,
        ReceiptLines=[{"PaymentTypeId": 9, "Payment": 90, "CurrencySymbol": "$", "Rate": 3.7125}],
    )
    assert (
        '"Total":0.0,"EffectiveTotal":100.0,"VatRate":18.0,"Payment":90.0,"TaxDeduction":10.0,"TotalPayment":100.0,'
        '"ReceiptCurrencySymbol":"$","ReceiptRate":3.7125,"TaxDeductionNIS":37.13,"PaymentNIS":334.13,'
        '"TotalPaymentNIS":371.26,' in written.text
    )
    assert '"Payment":90.0,"CurrencySymbol":"$","Rate":3.7125}' in written.text
    assert shop.print("rec-1").status == 200
    assert shop.balance("c") == Decimal("371.26")


def test_payments_in_several_currencies(shop: Shop) -> None:
    """The receipt is in shekels; each payment counts by its own rate."""
    shop.contact("c")
    written = shop.receipt(
        "rec-1",
        CustomerId="c",
        Payment=756.5,
        ReceiptLines=[
            {"PaymentTypeId": 1, "Payment": 10.5},
            {"PaymentTypeId": 1, "Payment": 100, "CurrencySymbol": "USD", "Rate": 3.7},
            {"PaymentTypeId": 9, "Payment": 94, "CurrencySymbol": "€", "Rate": 4},
        ],
    )
    assert (written.json["Payment"], written.json["PaymentNIS"]) == (Decimal("756.5"), Decimal("756.5"))
    assert [row["CurrencySymbol"] for row in written.json["ReceiptLines"]] == ["₪", "$", "€"]
    assert shop.print("rec-1").status == 200
    assert shop.balance("c") == Decimal("756.5")


def test_an_invoice_is_paid_in_dollars(shop: Shop) -> None:
    """What the rate's rounding leaves is within a few agorot of the payments, and goes to its own account."""
    shop.contact("c")
    shop.invoice("inv-1", CustomerId="c")
    shop.print("inv-1")
    shop.receipt(
        "rec-1",
        CustomerId="c",
        Payment=318.92,
        ReceiptCurrencySymbol="$",
        ReceiptRate=3.7,
        ReceiptLines=[{"PaymentTypeId": 9, "Payment": 1180}],
        RelatedDocuments=[{"DocumentId": "inv-1"}],
    )
    assert shop.print("rec-1").status == 200
    assert shop.document("rec-1")["PaymentNIS"] == Decimal("1180.0")
    assert shop.balance("c") == 0
    assert shop.get("Documents?onlyOpenDocuments=true").keys == []


@pytest.mark.parametrize("payment", [100.00000001, "100.0000499", 99.99999999])
def test_a_payment_with_a_floats_tail_is_a_plain_one(shop: Shop, payment: object) -> None:
    written = shop.receipt("rec-1", payment)
    assert written.status == 201
    assert (written.json["Payment"], written.json["ReceiptLines"][0]["Payment"]) == (100, 100)


@pytest.mark.parametrize("payment", [100.005, "100.001", 100.0001, "99.9951"])
def test_a_payment_of_parts_of_an_agora_is_refused(shop: Shop, payment: object) -> None:
    refused = shop.receipt("rec-1", payment)
    assert (refused.status, refused.text) == (
        400,
        '{"Message":"The request is invalid.","ModelState":'
        '{"doc.ReceiptLines[0].Payment":["The field Payment must have at most 2 decimal places."]}}',
    )


def test_a_thousand_lines_and_not_one_more(shop: Shop) -> None:
    full = shop.invoice("inv-1", DocumentLines=[line("0.01")] * 1000)
    assert (full.status, full.json["Total"], len(full.json["DocumentLines"])) == (201, Decimal("11.8"), 1000)
    assert shop.print("inv-1").status == 200
    over = shop.invoice("inv-2", DocumentLines=[line("0.01")] * 1001)
    assert (over.status, over.json["ModelState"]) == (
        400,
        {"doc.DocumentLines": ["The field DocumentLines must hold at most 1000 items."]},
    )


@pytest.mark.parametrize(
    ("terms", "days", "date", "due"),
    [
        (0, 0, "2026-08-05", "2026-09-30"),  # the business's own: end of month and 30 days
        (0, 0, "2026-01-31", "2026-03-02"),
        (1, 9, "2026-08-05", "2026-08-05"),
        (2, 9, "2026-08-05", "2026-08-31"),
        (2, 0, "2028-02-01", "2028-02-29"),
        (3, 30, "2026-08-05", "2026-09-30"),
        (3, 60, "2026-12-31", "2027-03-01"),
        (4, 14, "2026-12-25", "2027-01-08"),
    ],
)
def test_the_due_date_comes_from_the_terms(shop: Shop, terms: int, days: int, date: str, due: str) -> None:
    shop.contact("c", PaymentTerms=terms, PaymentTermsDays=days)
    written = shop.invoice("inv-1", CustomerId="c", Date=date)
    assert f'"DueDate":"{due}T00:00:00"' in written.text
    receipt = shop.receipt("rec-1", CustomerId="c", Date=date)
    assert f'"DueDate":"{due}T00:00:00"' in receipt.text
    said = shop.invoice("inv-2", CustomerId="c", Date=date, DueDate=date)
    assert f'"DueDate":"{date}T00:00:00"' in said.text
