"""Who owes what, which invoices are open, and what a receipt did to them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from .shop import Shop

OPEN = "Documents?onlyOpenDocuments=true"


def related(shop: Shop, key: str) -> list[tuple[str, str, Decimal | None, int]]:
    rows = shop.document(key)["RelatedDocuments"]
    return [(row["DocumentId"], row["DocumentNumber"], row["DocumentSum"], row["DocumentRelation"]) for row in rows]


@pytest.fixture
def owing(shop: Shop) -> Shop:
    """A customer, and two invoices of 1180 printed for them."""
    shop.contact("c")
    for key in ("inv-1", "inv-2"):
        shop.invoice(key, CustomerId="c")
        assert shop.print(key).status == 200
    return shop


def test_a_draft_moves_nothing(shop: Shop) -> None:
    shop.contact("c")
    shop.invoice("inv-1", CustomerId="c")
    assert shop.balance("c") == 0
    assert shop.get(OPEN).keys == []


def test_a_debt_is_negative_and_goes_back_to_zero(owing: Shop) -> None:
    assert '"Balance":-2360.0,"BalanceInvoiceIska":-2360.0,' in owing.get("Contacts/c").text
    owing.receipt("rec-1", 2360, CustomerId="c")
    owing.print("rec-1")
    assert '"Balance":0.0,"BalanceInvoiceIska":0.0,' in owing.get("Contacts/c").text


def test_the_opening_balance_counts(shop: Shop) -> None:
    shop.contact("c", OpenBalance=-100.5)
    shop.invoice("inv-1", CustomerId="c")
    shop.print("inv-1")
    assert shop.balance("c") == Decimal("-1280.5")
    assert shop.contact("c", OpenBalance=50).json["Balance"] == -1130


def test_without_a_customer_no_balance_moves(shop: Shop) -> None:
    shop.contact("c")
    shop.invoice("inv-1", CustomerBusinessName="לקוח מזדמן")
    shop.print("inv-1")
    assert (shop.balance("c"), shop.get(OPEN).keys) == (0, ["inv-1"])
    shop.receipt("rec-1", 1180, CustomerBusinessName="לקוח מזדמן", RelatedDocuments=[{"DocumentId": "inv-1"}])
    shop.print("rec-1")
    assert shop.get(OPEN).keys == []


def test_part_paid_is_open_and_paid_is_not(owing: Shop) -> None:
    owing.receipt("rec-1", 1000, CustomerId="c", RelatedDocuments=[{"DocumentId": "inv-1"}])
    owing.print("rec-1")
    assert owing.get(OPEN).keys == ["inv-1", "inv-2"]
    assert related(owing, "rec-1") == [("inv-1", "98/100001", 1000, 1)]
    owing.receipt("rec-2", 180, CustomerId="c", RelatedDocuments=[{"DocumentNumber": "98/100001"}])
    owing.print("rec-2")
    assert owing.get(OPEN).keys == ["inv-2"]
    assert related(owing, "inv-1") == [("rec-1", "98/300001", 1000, 2), ("rec-2", "98/300002", 180, 2)]
    assert owing.balance("c") == -1180


def test_two_invoices_in_order_the_first_only_in_part(owing: Shop) -> None:
    named = [{"DocumentId": "inv-2", "DocumentSum": 300}, {"DocumentId": "inv-1", "DocumentRelation": 1}]
    drafted = owing.receipt("rec-1", 1480, CustomerId="c", RelatedDocuments=named)
    assert [row["DocumentSum"] for row in drafted.json["RelatedDocuments"]] == [300, None]
    owing.print("rec-1")
    assert related(owing, "rec-1") == [("inv-2", "98/100002", 300, 1), ("inv-1", "98/100001", 1180, 1)]
    assert owing.get(OPEN).keys == ["inv-2"]
    assert owing.balance("c") == -880


def test_money_that_does_not_reach_the_second(owing: Shop) -> None:
    named = [{"DocumentId": "inv-1"}, {"DocumentId": "inv-2"}]
    owing.receipt("rec-1", 1180, CustomerId="c", RelatedDocuments=named)
    owing.print("rec-1")
    assert owing.get(OPEN).keys == ["inv-2"]
    assert related(owing, "rec-1") == [("inv-1", "98/100001", 1180, 1), ("inv-2", "98/100002", 0, 1)]
    assert related(owing, "inv-2") == []


def test_the_same_invoice_twice_is_once_for_the_sum(owing: Shop) -> None:
    named = [{"DocumentId": "inv-1", "DocumentSum": 100}, {"DocumentNumber": "98/100001", "DocumentSum": 50}]
    owing.receipt("rec-1", 700, CustomerId="c", RelatedDocuments=named)
    assert related(owing, "rec-1") == [("inv-1", "98/100001", 150, 1)]
    owing.print("rec-1")
    assert related(owing, "rec-1") == [("inv-1", "98/100001", 150, 1)]
    assert related(owing, "inv-1") == [("rec-1", "98/300001", 150, 2)]
    assert owing.balance("c") == -1660


def test_the_same_invoice_twice_once_without_a_sum_is_all_of_it(owing: Shop) -> None:
    named = [{"DocumentId": "inv-1", "DocumentSum": 100}, {"DocumentId": "inv-1"}]
    owing.receipt("rec-1", 1180, CustomerId="c", RelatedDocuments=named)
    owing.print("rec-1")
    assert related(owing, "rec-1") == [("inv-1", "98/100001", 1180, 1)]


def test_credit_left_over_stays_the_customers(owing: Shop) -> None:
    owing.receipt("rec-1", 3000, CustomerId="c", RelatedDocuments=[{"DocumentId": "inv-1"}, {"DocumentId": "inv-2"}])
    owing.print("rec-1")
    assert (owing.balance("c"), owing.get(OPEN).keys) == (640, [])
    # Nothing is matched by guess: a new invoice stays open beside it.
    owing.invoice("inv-3", 100, CustomerId="c")
    owing.print("inv-3")
    assert (owing.balance("c"), owing.get(OPEN).keys) == (522, ["inv-3"])


def test_tax_withheld_pays_too(owing: Shop) -> None:
    owing.receipt("rec-1", 1000, CustomerId="c", TaxDeduction=180, RelatedDocuments=[{"DocumentId": "inv-1"}])
    owing.print("rec-1")
    assert (owing.balance("c"), owing.get(OPEN).keys) == (-1180, ["inv-2"])


def test_a_receipt_of_nothing_but_tax_withheld(owing: Shop) -> None:
    written = owing.receipt(
        "rec-1", CustomerId="c", TaxDeduction=59, ReceiptLines=[], RelatedDocuments=[{"DocumentId": "inv-1"}]
    )
    assert '"Payment":0.0,"TaxDeduction":59.0,"TotalPayment":59.0,' in written.text
    assert owing.print("rec-1").status == 200
    assert owing.balance("c") == -2301
    assert related(owing, "inv-1") == [("rec-1", "98/300001", 59, 2)]


def test_an_invoice_receipt_part_paid_leaves_its_rest_open(shop: Shop) -> None:
    shop.contact("c")
    sale = {"TrxTypeId": 7, "TrxCodeNumber": 3, "CustomerId": "c"}
    shop.invoice("sale-1", **sale, ReceiptLines=[{"PaymentTypeId": 1, "Payment": 500}])
    shop.print("sale-1")
    assert (shop.balance("c"), shop.get(OPEN).keys) == (-680, ["sale-1"])
    shop.receipt("rec-1", 680, CustomerId="c", RelatedDocuments=[{"DocumentId": "sale-1"}])
    shop.print("rec-1")
    assert (shop.balance("c"), shop.get(OPEN).keys) == (0, [])


def test_an_invoice_receipt_without_payments_is_not_issued(shop: Shop) -> None:
    """A paper that says "received" for nothing would be no receipt; a tax invoice says the same and is one."""
    shop.contact("c")
    written = shop.invoice("sale-1", TrxTypeId=7, CustomerId="c")
    assert written.json["TotalPayment"] == 0
    refused = shop.print("sale-1")
    assert (refused.status, refused.text) == (400, "Document sale-1 has no payments")
    assert (shop.balance("c"), shop.document("sale-1")["Status"]) == (0, 0)


def test_a_percentage_sent_back_with_its_amount_is_counted_anew(shop: Shop) -> None:
    shop.invoice("sale-1", 100, RebatePercent=10)
    sent = shop.document("sale-1")
    assert (sent["Rebate"], sent["RebatePercent"]) == (10, 10)
    sent["DocumentLines"][0]["UnitPrice"] = 200
    changed = shop.ask("PUT", "documents", sent)
    assert (changed.status, changed.json["Rebate"], changed.json["Total"]) == (200, 20, Decimal("212.4"))


def test_a_rate_of_zero_is_its_own_category(shop: Shop) -> None:
    shop.invoice("export", 100, VatRate=0)
    shop.print("export")
    assert (shop.document("export")["Vat"], shop.document("export")["Total"]) == (0, 100)


def test_what_was_received_is_not_rounded_there_and_back(shop: Shop) -> None:
    """100 in shekels at a rate of 3.7 is 27.03, and stays 100 in the books."""
    written = shop.receipt("rec-1", 100, ReceiptCurrencySymbol="$", ReceiptRate=Decimal("3.7"))
    assert (written.json["Payment"], written.json["PaymentNIS"]) == (Decimal("27.03"), 100)


def test_a_paid_invoice_is_paid_no_further(owing: Shop) -> None:
    for key in ("rec-1", "rec-2"):
        owing.receipt(key, 1180, CustomerId="c", RelatedDocuments=[{"DocumentId": "inv-1"}])
        assert owing.print(key).status == 200
    assert related(owing, "inv-1") == [("rec-1", "98/300001", 1180, 2)]
    assert owing.balance("c") == 0
    assert owing.get(OPEN).keys == ["inv-2"]


def test_cancelling_a_receipt_opens_what_it_paid(owing: Shop) -> None:
    owing.receipt("rec-1", 1180, CustomerId="c", RelatedDocuments=[{"DocumentId": "inv-1"}])
    owing.print("rec-1")
    refused = owing.ask("POST", "CancelDocument/inv-1")
    assert (refused.status, refused.text) == (
        400,
        "Document inv-1 cannot be cancelled: document 'rec-1' pays it; cancel that first",
    )
    assert owing.ask("POST", "CancelDocument/rec-1").json["Status"] == 3
    assert (owing.balance("c"), owing.get(OPEN).keys) == (-2360, ["inv-1", "inv-2"])
    assert related(owing, "inv-1") == []
    assert related(owing, "rec-1") == [("inv-1", "98/100001", 0, 1)]
    assert owing.ask("POST", "CancelDocument/inv-1").status == 200
    assert owing.balance("c") == -1180


def test_cancelled_and_void_documents_are_paid_by_nobody(owing: Shop) -> None:
    owing.invoice("draft-1", CustomerId="c")
    for key, state in (("inv-1", "cancelled"), ("draft-1", "void")):
        assert owing.ask("POST", f"CancelDocument/{key}").status == 200
        owing.receipt(f"for-{key}", 5, CustomerId="c", RelatedDocuments=[{"DocumentId": key}])
        refused = owing.print(f"for-{key}")
        assert (refused.status, refused.text) == (400, f"Document {key} in RelatedDocuments is {state}, not issued")


def test_what_a_receipt_says_it_pays_can_be_changed_while_it_is_a_draft(owing: Shop) -> None:
    sent = owing.receipt("rec-1", 1180, CustomerId="c", RelatedDocuments=[{"DocumentId": "inv-1"}]).json
    # Left out, or sent back as read, it stays; said anew, it changes.
    kept = owing.ask("PUT", "Documents", {**sent, "RelatedDocuments": None})
    assert [row["DocumentId"] for row in kept.json["RelatedDocuments"]] == ["inv-1"]
    assert [row["DocumentId"] for row in owing.ask("PUT", "Documents", sent).json["RelatedDocuments"]] == ["inv-1"]
    owing.ask("PUT", "Documents", {**sent, "RelatedDocuments": [{"DocumentId": "inv-2"}]})
    owing.print("rec-1")
    assert owing.get(OPEN).keys == ["inv-1"]


def test_a_contact_sent_back_as_it_came_changes_nothing(owing: Shop) -> None:
    said = {"OpenBalance": -5, "CCNumber": "4580123456789010", "CCExpDate": "0228", "CCNumberToken": "tok-1"}
    owing.contact("c", **said, PaymentTerms=4, PaymentTermsDays=14, TrxCodeNumber=3, PriceListNum=2, ChargeVAT=False)
    before = owing.get("Contacts/c")
    assert owing.ask("PUT", "Contacts/c", before.json).text == before.text
    assert owing.ask("POST", "Contacts", before.json).text == before.text


def test_an_answer_sent_back_as_it_came_changes_nothing(owing: Shop) -> None:
    """Clients read, change a member and send the whole back, computed members and all."""
    owing.receipt("rec-1", 1000, CustomerId="c", TaxDeduction=180, RelatedDocuments=[{"DocumentId": "inv-1"}])
    owing.invoice("inv-3", CustomerId="c", Rebate=10, VatRate=17, Comments="שלום", DocumentNumberBranch=1)
    for key in ("rec-1", "inv-3"):
        before = owing.document(key)
        after = owing.ask("PUT", "Documents", before)
        assert after.status == 200, after.text
        changed = {name for name in before if after.json[name] != before[name]}
        assert changed == {"RowVersion"}
    # What was paid names its receipt; sent back, it is refused for being printed, not for that.
    owing.print("rec-1")
    assert "הודפס" in owing.ask("PUT", "Documents", owing.document("inv-1")).text
