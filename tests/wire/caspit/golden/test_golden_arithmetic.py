"""Sums of every type of document, by hand: rebates, rates, rounding, lines without VAT beside others (dossier 10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg
import pytest

from .papers import (
    CREDIT,
    DELIVERY,
    DONATION,
    INVOICE,
    INVOICE_RECEIPT,
    PROFORMA,
    QUOTE,
    RECEIPT,
    REFUND,
    Postings,
    cancel,
    issue,
    line,
    owed,
    paid,
    write,
)
from .shop import Shop

TOTALS = (
    "TotalLinesChargeVAT", "Rebate", "RebateRounding", "TotalBeforeVATChargeVAT", "TotalNoChargeVat", "TotalBeforeVAT",
    "Vat", "Total", "EffectiveTotal",
)  # fmt: skip

SELLING = pytest.mark.parametrize("trx_type", [INVOICE, PROFORMA, INVOICE_RECEIPT, CREDIT, DELIVERY, QUOTE])


@SELLING
@pytest.mark.parametrize(
    ("members", "lines", "totals"),
    [
        # 3 x 33.335 = 100.005, so 100.01, less 1.01; $10 at 3.7125 = 37.125, so 37.13.
        (
            {},
            [line("33.335", 3, Rebate="1.01"), line(7, ChargeVAT=False), line(10, CurrencySymbol="$", Rate="3.7125")],
            "136.13 0 0 136.13 7 143.13 24.5 167.63 167.63",
        ),
        # 12.5 % of 136.13 is 17.016; 119.11 at 18 % is 21.44; 147.55 without agorot is 147, of which 140 with VAT.
        (
            {"RebatePercent": "12.5", "RountTotal": True},
            [line("33.335", 3, Rebate="1.01"), line(7, ChargeVAT=False), line(10, CurrencySymbol="$", Rate="3.7125")],
            "136.13 17.02 0.47 118.64 7 125.64 21.36 147 147",
        ),
        # An amount wins over a percentage.
        ({"Rebate": 50, "RebatePercent": 10}, [line(1000)], "1000 50 0 950 0 950 171 1121 1121"),
        # 17 % of 99.99 is 16.9983.
        ({"VatRate": 17}, [line("99.99")], "99.99 0 0 99.99 0 99.99 17 116.99 116.99"),
        # 2.36 without agorot is 2, of which 0.31 is VAT: one agora more than 18 % of 1.69.
        ({"RountTotal": True}, [line(2)], "2 0 0.31 1.69 0 1.69 0.31 2 2"),
        # Nothing of the part without VAT is rounded away.
        ({"RountTotal": True}, [line("99.99", ChargeVAT=False)], "0 0 0 0 99.99 99.99 0 99.99 99.99"),
        # A line the other way, without VAT.
        ({}, [line(100), line("-5.5", ChargeVAT=False)], "100 0 0 100 -5.5 94.5 18 112.5 112.5"),
    ],
)
def test_the_sums_of_every_type(
    shop: Shop, trx_type: int, members: dict[str, Any], lines: list[dict[str, Any]], totals: str
) -> None:
    expected = dict(zip(TOTALS, map(Decimal, totals.split()), strict=True))
    payments = {"ReceiptLines": [paid(2, 1)]} if trx_type == INVOICE_RECEIPT else {}
    written = write(shop, trx_type, "doc-1", DocumentLines=lines, **members, **payments)
    if expected["TotalNoChargeVat"] < 0:
        assert written.json["ModelState"] == {
            "doc.TotalNoChargeVat": ["The field TotalNoChargeVat must not be negative."]
        }
        return
    assert {name: written.json[name] for name in TOTALS} == expected
    again = shop.ask("PUT", "Documents", written.json)
    assert {name for name in again.json if again.json[name] != written.json[name]} == {"RowVersion"}
    assert shop.print("doc-1").status == 200
    assert {name: shop.document("doc-1")[name] for name in TOTALS} == expected


def test_an_amount_beside_a_percentage_stays_what_it_was(shop: Shop) -> None:
    """Only an amount that the percentage came to comes to another when the lines change."""
    shown = write(shop, INVOICE, "doc-1", Rebate=50, RebatePercent=10).json
    shown["DocumentLines"][0]["UnitPrice"] = 2000
    assert shop.ask("PUT", "Documents", shown).json["Rebate"] == 50
    shown = write(shop, INVOICE, "doc-2", RebatePercent=10).json
    shown["DocumentLines"][0]["UnitPrice"] = 2000
    assert shop.ask("PUT", "Documents", shown).json["Rebate"] == 200


@pytest.mark.parametrize("trx_type", [INVOICE, CREDIT, PROFORMA])
def test_no_total_is_negative(shop: Shop, trx_type: int) -> None:
    refused = write(shop, trx_type, "doc-1", -1000)
    assert refused.json["ModelState"] == {
        "doc.TotalBeforeVATChargeVAT": ["The field TotalBeforeVATChargeVAT must not be negative."]
    }


@pytest.mark.parametrize("trx_type", [RECEIPT, REFUND, DONATION])
def test_no_payment_is_negative(shop: Shop, trx_type: int) -> None:
    refused = write(shop, trx_type, "doc-1", -5)
    assert refused.json["ModelState"] == {"doc.ReceiptLines[0].Payment": ["The field Payment must not be negative."]}


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"Rebate": 1001}, {"doc.Rebate": "The field Rebate must not exceed the sum of the lines that carry VAT."}),
        ({"Rebate": -1}, {"doc.Rebate": "The field Rebate must not be negative."}),
        ({"RebatePercent": 101}, {"doc.RebatePercent": "The field RebatePercent must be between 0 and 100."}),
        ({"VatRate": 101}, {"doc.VatRate": "The field VatRate must be between 0 and 100."}),
        ({"TaxDeduction": 5}, {"doc.TaxDeduction": "The field TaxDeduction must be empty: this type of document has no"
                               " payments."}),
        ({"Payment": 5}, {"doc.Payment": "The field Payment must be empty: this type of document has no payments."}),
    ],
)  # fmt: skip
def test_what_no_invoice_takes(shop: Shop, members: dict[str, Any], why: dict[str, str]) -> None:
    refused = write(shop, INVOICE, "doc-1", **members)
    assert (refused.status, refused.json["ModelState"]) == (400, {path: [text] for path, text in why.items()})


def test_a_document_of_nothing_posts_nothing_and_is_cancelled(shop: Shop, postings: Postings) -> None:
    shop.contact("c")
    for place, trx_type in enumerate((INVOICE, CREDIT)):
        issue(shop, trx_type, f"doc-{place}", 0, CustomerId="c")
        assert cancel(shop, f"doc-{place}").json["Status"] == 3
        assert postings(f"doc-{place}") == []
    assert owed(shop) == (0, 0)


def test_tax_withheld_is_given_back_with_a_refund(shop: Shop, postings: Postings) -> None:
    shop.contact("c")
    issue(shop, RECEIPT, "rec-1", 800, CustomerId="c", TaxDeduction=200)
    issue(shop, REFUND, "ref-1", 800, "rec-1", CustomerId="c", TaxDeduction=200)
    assert postings("ref-1") == [
        ("receivable", 1000),
        ("till:transfer", -800),
        ("tax-withheld-by-customers", -200),
    ]
    assert owed(shop) == (0, 0)


def test_each_rate_and_what_bears_none_is_posted_for_itself(shop: Shop, owner_dsn: str) -> None:
    """VAT reports read tagged postings: base and tax of each category."""
    lines = [line(1000), line(200, ChargeVAT=False), line(300)]
    issue(shop, INVOICE, "inv-1", DocumentLines=lines, Rebate=100, Date="2024-12-31")
    issue(shop, CREDIT, "cred-1", 0, "inv-1", DocumentLines=[line(400), line(50, ChargeVAT=False)])
    with psycopg.connect(owner_dsn) as connection:
        rows = connection.execute(
            "select account, amount, vat_category, vat_rate from books.posting"
            " where business_id = %s and vat_category is not null order by entry_serial, number",
            [shop.business],
        ).fetchall()
    assert rows == [
        ("income:3", -1200, "standard", 17),
        ("output-vat", -204, "standard", 17),
        ("income:3", -200, "exempt", 0),
        ("income:3", 400, "standard", 17),
        ("output-vat", 68, "standard", 17),
        ("income:3", 50, "exempt", 0),
    ]
