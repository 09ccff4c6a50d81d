"""Finer points of documents: a name beside a type, what paper says, what a date changes, what is too much."""

from __future__ import annotations

import psycopg
import pypdfium2
import pytest

from .papers import CREDIT, INVOICE, PROFORMA, QUOTE, RECEIPT, issue, paid, write
from .shop import Shop


def paper(shop: Shop, key: str, language: int = 0) -> str:
    reply = shop.get(f"Pdf/{key}?lan={language}")
    assert reply.status == 200, reply.text
    return str(pypdfium2.PdfDocument(reply.body)[0].get_textpage().get_text_range())


def first_number(shop: Shop, trx_type: int) -> None:
    body = f'{{"TrxTypeId": {trx_type}, "DocumentNumberBranch": 7, "Number": 1}}'.encode()
    headers = {"Caspit-Token": shop.token, "Content-Type": "application/json"}
    assert shop.send("PUT", "/ext/v1/first-numbers", body, headers).status == 200


def test_a_related_number_is_narrowed_by_its_type(shop: Shop) -> None:
    shop.contact("c")
    for trx_type, key, net in ((PROFORMA, "ask", 500), (INVOICE, "inv", 100)):
        first_number(shop, trx_type)
        issue(shop, trx_type, key, net, CustomerId="c", DocumentNumberBranch=7)
    related = [{"DocumentNumber": "07/1", "TrxTypeId": INVOICE}]
    issue(shop, RECEIPT, "rec", 118, CustomerId="c", RelatedDocuments=related)
    assert [one["DocumentId"] for one in shop.document("rec")["RelatedDocuments"]] == ["inv"]
    assert shop.get("Documents?onlyOpenDocuments=true").keys == ["ask"]


def test_english_paper_has_the_products_english_and_its_warranty(shop: Shop) -> None:
    product = {
        "ProductId": "oak", "Name": "מדף אלון", "Description": "שמן", "NameEnglish": "Oak shelf",
        "DescriptionEnglish": "oiled", "Warranty": "12 months", "SalePrice1": 250,
    }  # fmt: skip
    assert shop.ask("POST", "Products", product).status == 201
    lines = [{"ProductId": "oak"}, {"ProductId": "oak", "ProductName": "מדף מיוחד", "UnitPrice": 300}]
    issue(shop, INVOICE, "inv", DocumentLines=lines)
    # The card changes afterwards; the document says what it said.
    assert shop.ask("PUT", "Products/oak", product | {"NameEnglish": "Else", "Warranty": None}).status == 200
    english = paper(shop, "inv", 1)
    assert "Oak shelf" in english
    assert "oiled" in english
    assert "12 months" in english
    assert "Else" not in english
    own_words = [{"ProductId": "oak", "Details": "cut to 90 cm"}]
    issue(shop, INVOICE, "cut", DocumentLines=own_words)
    assert "cut to 90 cm" in paper(shop, "cut", 1)
    issue(shop, QUOTE, "quote", DocumentLines=lines)
    assert "Else" in paper(shop, "quote", 1)
    assert "Oak shelf" not in paper(shop, "inv")


def test_a_receipt_says_what_was_paid_on_account(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, INVOICE, "inv", 100, CustomerId="c")
    issue(shop, RECEIPT, "rec", 454, "inv", CustomerId="c")
    issue(shop, RECEIPT, "free", 50)
    part, free = paper(shop, "rec", 1), paper(shop, "free", 1)
    assert write(shop, RECEIPT, "draft", 9, "inv", CustomerId="c").status == 201
    assert "On account" not in paper(shop, "draft", 1)
    assert "On account" in part
    assert "336.00" in part
    assert "On account" in free


def test_nothing_falls_due_of_what_was_paid_at_once(shop: Shop) -> None:
    issue(shop, 7, "sale")
    assert "Payment due" not in paper(shop, "sale", 1)
    issue(shop, INVOICE, "inv")
    assert "Payment due" in paper(shop, "inv", 1)


def test_a_document_sent_back_on_another_date_takes_that_dates_rate(shop: Shop) -> None:
    read = write(shop, INVOICE, "inv", Date="2024-05-05").json
    assert read["VatRate"] == 17
    moved = shop.ask("PUT", "Documents", read | {"Date": "2026-05-05"}).json
    assert (moved["VatRate"], moved["Vat"], moved["Total"]) == (18, 180, 1180)
    chosen = shop.ask("PUT", "Documents", moved | {"VatRate": 8}).json
    assert shop.ask("PUT", "Documents", chosen | {"Date": "2024-05-05"}).json["VatRate"] == 8


@pytest.mark.parametrize("lines", [[], [{}], [{"Qty": 3}, {"ProductId": "x"}]])
def test_a_paper_that_says_nothing_is_not_issued(shop: Shop, lines: list[dict[str, object]]) -> None:
    assert write(shop, INVOICE, "inv", DocumentLines=lines).status == 201
    refused = shop.print("inv")
    assert (refused.status, refused.text) == (400, "Document inv has no lines")


def test_who_became_exempt_credits_what_was_taxed_before(shop: Shop) -> None:
    issue(shop, INVOICE, "inv", 1000, Date="2026-07-01")
    body = b'{"ValidFrom": "2026-08-01", "Registration": "exempt_dealer"}'
    headers = {"Caspit-Token": shop.token, "Content-Type": "application/json"}
    assert shop.send("PUT", "/ext/v1/registration", body, headers).status == 200
    assert write(shop, CREDIT, "none", 10, Date="2026-08-02").status == 400
    issue(shop, CREDIT, "crd", 1000, "inv", Date="2026-08-02")
    credit = shop.document("crd")
    assert (credit["VatRate"], credit["Vat"], credit["Total"]) == (18, 180, 1180)


def test_a_balance_beyond_what_the_books_hold_is_refused(shop: Shop, owner_dsn: str) -> None:
    """Each payment is sound, what they come to is not. The owner lends a balance that nobody could reach in a test."""
    shop.contact("c")
    issue(shop, RECEIPT, "rec", 1, CustomerId="c")
    with psycopg.connect(owner_dsn) as owner:
        owner.execute(
            "update books.balance set amount = amount + 9999999999999000 * sign(amount) where business_id = %s",
            [shop.business],
        )
    try:
        issued = write(shop, RECEIPT, "last", CustomerId="c", ReceiptLines=[paid(999_999_999_999)])
        assert issued.status == 201
        refused = shop.print("last")
        assert (refused.status, refused.text) == (400, "The sum would be larger than the books can hold.")
        assert shop.document("last")["Status"] == 0
    finally:
        with psycopg.connect(owner_dsn) as owner:
            owner.execute(
                "update books.balance set amount = amount - 9999999999999000 * sign(amount) where business_id = %s",
                [shop.business],
            )
