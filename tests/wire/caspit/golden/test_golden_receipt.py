"""Receipts and donations: every way to pay, tax withheld, several invoices, money on account."""

from __future__ import annotations

from decimal import Decimal

import pytest

from .papers import (
    DONATION,
    INVOICE,
    INVOICE_RECEIPT,
    OPEN,
    RECEIPT,
    Postings,
    cancel,
    issue,
    line,
    named,
    owed,
    paid,
    related,
    write,
)
from .shop import Shop


@pytest.fixture
def owing(shop: Shop) -> Shop:
    """A customer with invoices of 1180, 590 and 118."""
    shop.contact("c")
    for key, net in (("inv-1", 1000), ("inv-2", 500), ("inv-3", 100)):
        issue(shop, INVOICE, key, net, CustomerId="c")
    return shop


def test_several_invoices_so_much_of_each(owing: Shop) -> None:
    sources = [
        {"DocumentId": "inv-3", "DocumentSum": "17.99"},
        {"DocumentId": "inv-1", "DocumentSum": 5000},
        {"DocumentId": "inv-2", "DocumentSum": 590},
    ]
    issue(owing, RECEIPT, "rec-1", 1500, CustomerId="c", RelatedDocuments=sources)
    assert related(owing, "rec-1") == [
        ("inv-3", Decimal("17.99"), 1),
        ("inv-1", 1180, 1),
        ("inv-2", Decimal("302.01"), 1),
    ]
    assert (owed(owing), owing.get(OPEN).keys) == ((-388, -388), ["inv-2", "inv-3"])


def test_tax_withheld_at_the_source(owing: Shop, postings: Postings) -> None:
    """The whole debt is paid: what came, and what went to the tax authority for the customer."""
    written = write(owing, RECEIPT, "rec-1", 944, "inv-1", CustomerId="c", TaxDeduction=236)
    shown = ("Payment", "TaxDeduction", "TotalPayment", "PaymentNIS", "TaxDeductionNIS", "TotalPaymentNIS")
    assert [written.json[name] for name in shown] == [944, 236, 1180, 944, 236, 1180]
    owing.print("rec-1")
    assert postings("rec-1") == [
        ("receivable", -1180),
        ("till:transfer", 944),
        ("tax-withheld-by-customers", 236),
    ]
    assert (owed(owing), owing.get(OPEN).keys) == ((-708, -708), ["inv-2", "inv-3"])


def test_tax_withheld_in_dollars(owing: Shop, postings: Postings) -> None:
    members = {"CustomerId": "c", "ReceiptCurrencySymbol": "$", "ReceiptRate": 4, "TaxDeduction": "14.75"}
    issue(owing, RECEIPT, "rec-1", 0, "inv-2", ReceiptLines=[paid("132.75", CurrencySymbol="$", Rate=4)], **members)
    assert postings("rec-1") == [("receivable", -590), ("till:transfer", 531), ("tax-withheld-by-customers", 59)]
    assert (owed(owing), owing.get(OPEN).keys) == ((-1298, -1298), ["inv-1", "inv-3"])


def test_on_account_and_used_later(owing: Shop) -> None:
    """Money that names nothing settles nothing, until a receipt names it."""
    issue(owing, RECEIPT, "rec-1", 700, CustomerId="c")
    assert (owed(owing), owing.get(OPEN).keys) == ((-1188, -1188), ["inv-1", "inv-2", "inv-3"])
    issue(owing, RECEIPT, "rec-2", 8, "inv-2", "rec-1", "inv-3", CustomerId="c")
    assert (owed(owing), owing.get(OPEN).keys) == ((-1180, -1180), ["inv-1"])
    assert related(owing, "rec-1") == [("inv-2", 590, 2), ("inv-3", 110, 2)]
    assert related(owing, "rec-2") == [("inv-2", 0, 1), ("rec-1", 0, 1), ("inv-3", 8, 1)]
    assert related(owing, "inv-3") == [("rec-1", 110, 2), ("rec-2", 8, 2)]
    refused = cancel(owing, "rec-1")
    assert (refused.status, refused.text) == (
        400,
        "Document rec-1 cannot be cancelled: document 'rec-2' pays out of it; cancel that first",
    )
    assert cancel(owing, "rec-2").status == 200
    assert (owed(owing), owing.get(OPEN).keys) == ((-1188, -1188), ["inv-1", "inv-2", "inv-3"])
    assert cancel(owing, "rec-1").status == 200
    assert owed(owing) == (-1888, -1888)


def test_cheques_cards_and_instalments(owing: Shop, postings: Postings) -> None:
    """Post-dated cheques and the instalments of a card, a line each; the card's number as its last four digits."""
    cheques = [
        paid(100, 2, BankId=10, BranchOrValidTo="905", AccountNumber="7654321", CheckNumber=f"{5000 + month}",
             PaymentDate=f"2026-{month:02d}-05")
        for month in (9, 10, 11)
    ]  # fmt: skip
    card = [
        paid(amount, 4, AccountNumber="4580123456789010", BranchOrValidTo="0228", PaymentDate=f"2026-{month:02d}-10")
        for month, amount in ((9, "293.34"), (10, "293.33"), (11, "293.33"))
    ]
    issue(owing, RECEIPT, "rec-1", 0, "inv-1", CustomerId="c", ReceiptLines=[*cheques, *card])
    shown = owing.document("rec-1")
    assert (shown["Payment"], [row["AccountNumber"] for row in shown["ReceiptLines"]][3:]) == (1180, ["9010"] * 3)
    assert [row["PaymentDate"][:10] for row in shown["ReceiptLines"]] == [
        "2026-09-05", "2026-10-05", "2026-11-05", "2026-09-10", "2026-10-10", "2026-11-10",
    ]  # fmt: skip
    assert postings("rec-1") == [("receivable", -1180), ("till:cheque", 300), ("till:card", 880)]
    assert (owed(owing), owing.get(OPEN).keys) == ((-708, -708), ["inv-2", "inv-3"])


def test_a_receipt_in_another_currency(owing: Shop, postings: Postings) -> None:
    """290.40 dollars at 3.7 are 1074.48: what a rate leaves between payments and their sum is rounding."""
    lines = [paid("100.10", 1, CurrencySymbol="$", Rate="3.7"), paid("190.30", 1, CurrencySymbol="$", Rate="3.7")]
    members = {"CustomerId": "c", "ReceiptCurrencySymbol": "$", "ReceiptRate": "3.7", "Payment": "290.40"}
    issue(owing, RECEIPT, "rec-1", 0, "inv-1", ReceiptLines=lines, **members)
    assert owing.document("rec-1")["PaymentNIS"] == Decimal("1074.48")
    assert postings("rec-1") == [("receivable", Decimal("-1074.48")), ("till:cash", Decimal("1074.48"))]
    lines = [paid("0.07", 1, CurrencySymbol="€", Rate="4.1"), paid("0.07", 9, CurrencySymbol="€", Rate="4.1")]
    members = {"CustomerId": "c", "ReceiptCurrencySymbol": "€", "ReceiptRate": "4.1", "Payment": "0.14"}
    issue(owing, RECEIPT, "rec-2", 0, "inv-1", ReceiptLines=lines, **members)
    assert postings("rec-2") == [
        ("receivable", Decimal("-0.57")),
        ("till:cash", Decimal("0.29")),
        ("till:transfer", Decimal("0.29")),
        ("rounding", Decimal("-0.01")),
    ]
    assert owed(owing) == (Decimal("-812.95"), Decimal("-812.95"))


def test_payments_that_do_not_add_up(owing: Shop) -> None:
    refused = write(owing, RECEIPT, "rec-1", 100, CustomerId="c", Payment=101)
    assert refused.json["ModelState"] == {
        "doc.Payment": ["The field Payment must equal the sum of the payment lines, 100.00."]
    }


def test_an_invoice_receipt_is_not_overpaid(shop: Shop) -> None:
    for members in ({"ReceiptLines": [paid("1180.01")]}, {"TaxDeduction": "0.01"}):
        refused = write(shop, INVOICE_RECEIPT, "sale-1", **members)
        assert (refused.status, refused.json["ModelState"]) == (
            400,
            {"doc.Payment": ["The field Payment must not exceed the document's total."]},
        )


def test_an_invoice_receipt_with_tax_withheld(shop: Shop, postings: Postings) -> None:
    shop.contact("c")
    members = {"CustomerId": "c", "ReceiptLines": [paid(700, 1)], "TaxDeduction": 180}
    issue(shop, INVOICE_RECEIPT, "sale-1", DocumentLines=[line(900), line(118, ChargeVAT=False)], **members)
    assert (owed(shop), shop.get(OPEN).keys) == ((-300, -300), ["sale-1"])
    assert postings("sale-1") == [
        ("receivable", 300),
        ("income:3", -900),
        ("output-vat", -162),
        ("income:3", -118),
        ("till:cash", 700),
        ("tax-withheld-by-customers", 180),
    ]


def test_a_donation_moves_no_customers_balance(owing: Shop, postings: Postings) -> None:
    before = owed(owing)
    written = write(owing, DONATION, "don-1", 0, CustomerId="c", ReceiptLines=[paid(50, 1), paid(130, 16)])
    assert (written.json["Number"], written.json["TrxCode"], written.json["EffectiveTotal"]) == (
        "98/800001",
        "קבלות",
        180,
    )
    owing.print("don-1")
    assert postings("don-1") == [("donations", -180), ("till:cash", 50), ("till:app", 130)]
    assert (owed(owing), owing.get(OPEN).keys) == (before, ["inv-1", "inv-2", "inv-3"])
    refused = write(owing, DONATION, "don-2", 5, "inv-1", CustomerId="c")
    assert refused.text == "Document inv-1 in RelatedDocuments is not one it can be made from"
    # A donation is no credit either.
    refused = write(owing, RECEIPT, "rec-1", 5, CustomerId="c", RelatedDocuments=named("don-1"))
    assert refused.text == "Document don-1 in RelatedDocuments is not one that a receipt pays"
    assert cancel(owing, "don-1").status == 200
    assert postings("don-1")[3:] == [("donations", 180), ("till:cash", -50), ("till:app", -130)]
