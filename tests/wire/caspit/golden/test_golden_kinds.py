"""The nine types of documents, each from its first number to its cancellation (dossier sections 7, 9.11 and 10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from .papers import (
    CREDIT,
    DELIVERY,
    DONATION,
    INVOICE,
    INVOICE_RECEIPT,
    OPEN,
    PROFORMA,
    QUOTE,
    RECEIPT,
    REFUND,
    Postings,
    cancel,
    line,
    owed,
    paid,
    write,
)
from .shop import Shop

#: Type, first number, Total, EffectiveTotal, the balance it moves, and what asks for money.
KINDS = {
    INVOICE: (100001, 1180, 1180, -1180, True),
    RECEIPT: (300001, 0, 1000, 1000, False),
    PROFORMA: (400001, 1180, 1180, 0, True),
    INVOICE_RECEIPT: (200001, 1180, 1180, 0, False),
    CREDIT: (500001, 1180, 1180, 1180, False),
    REFUND: (700001, 0, 1000, -1000, False),
    DELIVERY: (600001, 1180, 1180, 0, False),
    QUOTE: (900001, 1180, 1180, 0, False),
    DONATION: (800001, 0, 1000, 0, False),
}
POSTED: dict[int, list[tuple[str, int]]] = {
    INVOICE: [("receivable", 1180), ("income:3", -1000), ("output-vat", -180)],
    RECEIPT: [("receivable", -1000), ("till:transfer", 1000)],
    PROFORMA: [],
    INVOICE_RECEIPT: [("income:3", -1000), ("output-vat", -180), ("till:transfer", 1180)],
    CREDIT: [("receivable", -1180), ("income:3", 1000), ("output-vat", 180)],
    REFUND: [("receivable", 1000), ("till:transfer", -1000)],
    DELIVERY: [],
    QUOTE: [],
    DONATION: [("donations", -1000), ("till:transfer", 1000)],
}
ALREADY = "Document doc-1 exists in Caspit and its status is הודפס (printed)"

every_type = pytest.mark.parametrize("trx_type", KINDS)


@every_type
def test_a_draft_of_each_type(shop: Shop, trx_type: int) -> None:
    """Numbered at once, in its own run and branch; read back as written, in no balance and no list of open ones."""
    first, total, effective, _, _ = KINDS[trx_type]
    shop.contact("c")
    written = write(shop, trx_type, "doc-1", CustomerId="c")
    assert (written.status, written.headers["location"]) == (201, f"{shop.house.url}/api/v1/documents/doc-1")
    assert (written.json["Number"], written.json["TrxTypeId"], written.json["Status"]) == (f"98/{first}", trx_type, 0)
    assert (written.json["Total"], written.json["EffectiveTotal"]) == (total, effective)
    assert shop.get("Documents/doc-1").body == written.body
    assert shop.get(f"Documents?trxTypeId={trx_type}").json["Results"] == [written.json]
    assert write(shop, trx_type, "doc-2").json["Number"] == f"98/{first + 1}"
    assert write(shop, trx_type, "doc-3", DocumentNumberBranch=7).json["Number"] == f"07/{first}"
    others = [other for other in KINDS if other != trx_type]
    assert [shop.get(f"Documents?trxTypeId={other}").keys for other in others] == [[]] * len(others)
    assert (owed(shop), shop.get(OPEN).keys) == ((0, 0), [])


@every_type
def test_printing_and_cancelling_each_type(shop: Shop, trx_type: int, postings: Postings) -> None:
    _, total, effective, balance, asks = KINDS[trx_type]
    standing = balance if trx_type != PROFORMA else -1180
    shop.contact("c")
    write(shop, trx_type, "doc-1", CustomerId="c")
    assert shop.print("doc-1").status == 200
    printed = shop.get("Documents/doc-1")
    assert (printed.json["Status"], printed.json["Total"], printed.json["EffectiveTotal"]) == (2, total, effective)
    assert (owed(shop), shop.get(OPEN).keys) == ((balance, standing), ["doc-1"] if asks else [])
    assert postings("doc-1") == POSTED[trx_type]
    # Again, nothing happens, and that is success.
    assert shop.print("doc-1").status == 200
    assert shop.get("Documents/doc-1").body == printed.body
    # Neither POST nor PUT changes it any more.
    for refused in (write(shop, trx_type, "doc-1", 5), shop.ask("PUT", "Documents", printed.json)):
        assert (refused.status, refused.text) == (400, ALREADY)
    assert (cancel(shop, "doc-1").json["Status"], shop.document("doc-1")["Status"]) == (3, 3)
    assert (owed(shop), shop.get(OPEN).keys) == ((0, 0), [])
    # Its exact reverse, line for line.
    posted: list[tuple[str, int]] = POSTED[trx_type]
    assert postings("doc-1") == posted + [(account, -amount) for account, amount in posted]
    twice = cancel(shop, "doc-1")
    assert (twice.status, twice.text) == (400, "Document doc-1 is מבוטל (cancelled) already")
    # The number stays taken.
    assert write(shop, trx_type, "doc-2").json["Number"] == f"98/{KINDS[trx_type][0] + 1}"


@every_type
def test_editing_each_type(shop: Shop, trx_type: int) -> None:
    """All of it sent back as read changes nothing; type and branch are frozen; a void draft keeps its number."""
    shop.contact("c")
    lines = [line(33.335, 3, Rebate=1.01), line(7, ChargeVAT=False), line(10, CurrencySymbol="$", Rate=3.7125)]
    payments = [paid(50, 1), paid(10, 2, CurrencySymbol="$", Rate=3.71, CheckNumber="7", PaymentDate="2026-09-01")]
    shown = write(shop, trx_type, "doc-1", CustomerId="c").json
    members: dict[str, Any] = {"Comments": "תודה", "DueDate": "2026-08-20"}
    if shown["DocumentLines"]:
        members |= {"DocumentLines": lines, "RebatePercent": 12.5, "RountTotal": True}
    if shown["ReceiptLines"]:
        members |= {"ReceiptLines": payments, "TaxDeduction": 4.9, "Payment": None}
    changed = shop.ask("POST", "Documents", {**shown, **members})
    assert (changed.status, changed.json["Number"]) == (201, shown["Number"])
    assert changed.json["EffectiveTotal"] == (147 if shown["DocumentLines"] else Decimal("92.0"))
    for verb, status in (("PUT", 200), ("POST", 201)):
        again = shop.ask(verb, "Documents", changed.json)
        assert again.status == status, again.text
        assert {name for name in again.json if again.json[name] != changed.json[name]} == {"RowVersion"}
    other = QUOTE if trx_type == INVOICE else INVOICE
    frozen = shop.ask("PUT", "Documents", {**shown, "TrxTypeId": other, "TrxCodeNumber": 3})
    assert (frozen.status, frozen.text) == (400, "TrxTypeId of document doc-1 cannot change: it is numbered already")
    frozen = shop.ask("PUT", "Documents", {**shown, "DocumentNumberBranch": 1})
    assert (frozen.status, frozen.text) == (
        400,
        "DocumentNumberBranch of document doc-1 cannot change: it is numbered already",
    )
    void = cancel(shop, "doc-1")
    assert (void.json["Status"], void.json["Number"]) == (3, shown["Number"])
    assert cancel(shop, "doc-1").status == 400
    refused = shop.ask("PUT", "Documents", shown)
    assert (refused.status, refused.text) == (
        400,
        "Document doc-1 exists in Caspit and its status is מבוטל (cancelled)",
    )
    assert shop.print("doc-1").status == 200  # skipped, and still success
    assert shop.document("doc-1")["Status"] == 3
    assert write(shop, trx_type, "doc-2").json["Number"] == f"98/{KINDS[trx_type][0] + 1}"


@every_type
def test_without_a_customer_no_balance_moves(shop: Shop, trx_type: int, postings: Postings) -> None:
    write(shop, trx_type, "doc-1", CustomerBusinessName="לקוח מזדמן")
    assert shop.print("doc-1").status == 200
    assert postings("doc-1") == POSTED[trx_type]
    assert shop.get("Contacts").json["TotalCount"] == 0


@pytest.mark.parametrize("trx_type", [RECEIPT, REFUND, DONATION])
def test_papers_of_payments_take_no_lines(shop: Shop, trx_type: int) -> None:
    refused = write(shop, trx_type, "doc-1", DocumentLines=[line(5)])
    assert refused.json["ModelState"] == {
        "doc.DocumentLines": ["The field DocumentLines must be empty: this type of document has no lines."]
    }
    refused = write(shop, trx_type, "doc-1", TrxCodeNumber=3)
    assert refused.text == "TrxCodeNumber 3 is not a Receipt TrxCode. Allowed values: 2"
    empty = write(shop, trx_type, "doc-1", ReceiptLines=[])
    assert (empty.status, shop.print("doc-1").text) == (201, "Document doc-1 has no payments")


@pytest.mark.parametrize("trx_type", [INVOICE, PROFORMA, CREDIT, DELIVERY, QUOTE])
def test_papers_of_sales_take_no_payments(shop: Shop, trx_type: int) -> None:
    refused = write(shop, trx_type, "doc-1", ReceiptLines=[paid(5)])
    assert refused.json["ModelState"] == {
        "doc.ReceiptLines": ["The field ReceiptLines must be empty: this type of document has no payments."]
    }
    refused = write(shop, trx_type, "doc-1", TrxCodeNumber=2)
    assert refused.text == "TrxCodeNumber 2 is not an Income TrxCode. Allowed values: 3, 4"
    empty = write(shop, trx_type, "doc-1", DocumentLines=[])
    assert (empty.status, shop.print("doc-1").text) == (201, "Document doc-1 has no lines")
    assert shop.document("doc-1")["Status"] == 0


@every_type
def test_the_due_date_of_each_type(shop: Shop, trx_type: int) -> None:
    """The customer's terms, also where nothing is due; what is said wins."""
    shop.contact("c", PaymentTerms=4, PaymentTermsDays=14)
    assert write(shop, trx_type, "doc-1").json["DueDate"] == "2026-09-30T00:00:00"
    assert write(shop, trx_type, "doc-2", CustomerId="c").json["DueDate"] == "2026-08-18T00:00:00"
    said = write(shop, trx_type, "doc-3", CustomerId="c", DueDate="2026-08-04")
    assert said.json["DueDate"] == "2026-08-04T00:00:00"
