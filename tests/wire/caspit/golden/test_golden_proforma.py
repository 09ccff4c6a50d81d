"""Proformas: money asked for without a tax document, and what the invoice made from one does with it."""

from __future__ import annotations

import psycopg
import pytest

from tests.wire.ext.asking import ext

from .papers import (
    CREDIT,
    DELIVERY,
    INVOICE,
    INVOICE_RECEIPT,
    OPEN,
    PROFORMA,
    QUOTE,
    RECEIPT,
    Postings,
    cancel,
    issue,
    owed,
    paid,
    related,
    write,
)
from .shop import Shop


@pytest.fixture
def asked(shop: Shop) -> Shop:
    """A customer asked for 1180 by a proforma."""
    shop.contact("c")
    issue(shop, PROFORMA, "pro-1", CustomerId="c")
    return shop


def test_a_proforma_is_open_and_in_no_books(asked: Shop, postings: Postings) -> None:
    assert (owed(asked), asked.get(OPEN).keys) == ((0, -1180), ["pro-1"])
    assert asked.get(f"{OPEN}&trxTypeId=6").keys == ["pro-1"]
    assert postings("pro-1") == []


def test_paid_before_the_invoice(asked: Shop) -> None:
    """The receipt closes the proforma; the invoice takes the proforma's place and its receipt with it."""
    issue(asked, RECEIPT, "rec-1", 1180, "pro-1", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((1180, 0), [])
    assert related(asked, "rec-1") == [("pro-1", 1180, 1)]
    issue(asked, INVOICE, "inv-1", 1000, "pro-1", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((0, 0), [])
    assert related(asked, "inv-1") == [("pro-1", 0, 1), ("rec-1", 1180, 2)]
    assert related(asked, "pro-1") == [("inv-1", 0, 2)]
    assert related(asked, "rec-1") == [("pro-1", 0, 1), ("inv-1", 1180, 2)]


def test_part_paid_the_invoice_is_open_for_the_rest(asked: Shop) -> None:
    issue(asked, RECEIPT, "rec-1", 500, "pro-1", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((500, -680), ["pro-1"])
    issue(asked, INVOICE, "inv-1", 1000, "pro-1", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((-680, -680), ["inv-1"])
    issue(asked, RECEIPT, "rec-2", 680, "inv-1", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((0, 0), [])


def test_an_invoice_smaller_than_what_was_paid(asked: Shop) -> None:
    """What is too much is the customer's again, and pays the next invoice when a receipt names it."""
    issue(asked, RECEIPT, "rec-1", 1000, "pro-1", CustomerId="c")
    issue(asked, RECEIPT, "rec-2", 180, "pro-1", CustomerId="c")
    issue(asked, INVOICE, "inv-1", 500, "pro-1", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((590, 590), [])
    assert related(asked, "inv-1") == [("pro-1", 0, 1), ("rec-1", 590, 2)]
    assert related(asked, "rec-2") == [("pro-1", 0, 1)]
    issue(asked, INVOICE, "inv-2", 1000, CustomerId="c")
    issue(asked, RECEIPT, "rec-3", 590, "inv-2", "rec-1", "rec-2", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((0, 0), [])
    assert related(asked, "inv-2") == [("rec-1", 410, 2), ("rec-2", 180, 2), ("rec-3", 590, 2)]
    refused = cancel(asked, "rec-2")
    assert (refused.status, refused.text) == (
        400,
        "Document rec-2 cannot be cancelled: document 'rec-3' pays out of it; cancel that first",
    )
    assert cancel(asked, "rec-3").status == 200
    assert (owed(asked), asked.get(OPEN).keys) == ((-590, -590), ["inv-2"])
    assert cancel(asked, "rec-2").status == 200
    assert owed(asked) == (-770, -770)


def test_an_invoice_receipt_made_from_a_proforma(asked: Shop) -> None:
    issue(asked, RECEIPT, "rec-1", 200, "pro-1", CustomerId="c")
    issue(asked, INVOICE_RECEIPT, "sale-1", 1000, "pro-1", CustomerId="c", ReceiptLines=[paid(900, 1)])
    assert (owed(asked), asked.get(OPEN).keys) == ((-80, -80), ["sale-1"])
    assert related(asked, "sale-1") == [("pro-1", 0, 1), ("rec-1", 200, 2)]


def test_an_invoice_receipt_that_is_paid_itself_leaves_the_earlier_money(asked: Shop) -> None:
    issue(asked, RECEIPT, "rec-1", 200, "pro-1", CustomerId="c")
    issue(asked, INVOICE_RECEIPT, "sale-1", 1000, "pro-1", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((200, 200), [])
    # Cancelled, it leaves the proforma open again, and the money with the customer.
    assert cancel(asked, "sale-1").status == 200
    assert (owed(asked), asked.get(OPEN).keys) == ((200, -980), ["pro-1"])


def test_one_invoice_for_one_proforma(asked: Shop) -> None:
    """Both may be written; the first that is printed has it."""
    write(asked, INVOICE, "inv-1", 1000, "pro-1", CustomerId="c")
    write(asked, INVOICE, "inv-2", 1000, "pro-1", CustomerId="c")
    asked.print("inv-2")
    refused = asked.print("inv-1")
    assert (refused.status, refused.text) == (
        400,
        "Document pro-1 in RelatedDocuments is replaced by an invoice already",
    )
    assert (owed(asked), asked.get(OPEN).keys) == ((-1180, -1180), ["inv-2"])


def test_several_proformas_into_one_invoice(asked: Shop) -> None:
    issue(asked, PROFORMA, "pro-2", 500, CustomerId="c")
    issue(asked, RECEIPT, "rec-1", 1280, "pro-1", "pro-2", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((1280, -490), ["pro-2"])
    issue(asked, INVOICE, "inv-1", 1500, "pro-1", "pro-2", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((-490, -490), ["inv-1"])
    assert related(asked, "inv-1") == [("pro-1", 0, 1), ("pro-2", 0, 1), ("rec-1", 1280, 2)]
    # Each of the receipt's parts has moved; cancelled, it opens the invoice and no proforma.
    assert cancel(asked, "rec-1").status == 200
    assert (owed(asked), asked.get(OPEN).keys) == ((-1770, -1770), ["inv-1"])
    assert cancel(asked, "inv-1").status == 200
    assert (owed(asked), asked.get(OPEN).keys) == ((0, -1770), ["pro-1", "pro-2"])


def test_cancelling_the_invoice_opens_the_proforma(asked: Shop) -> None:
    issue(asked, INVOICE, "inv-1", 1000, "pro-1", CustomerId="c")
    refused = cancel(asked, "pro-1")
    assert (refused.status, refused.text) == (
        400,
        "Document pro-1 cannot be cancelled: document 'inv-1' was made from it; cancel that first",
    )
    assert cancel(asked, "inv-1").status == 200
    assert (owed(asked), asked.get(OPEN).keys) == ((0, -1180), ["pro-1"])
    issue(asked, INVOICE, "inv-2", 1000, "pro-1", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((-1180, -1180), ["inv-2"])


def test_cancelling_the_receipt_of_a_replaced_proforma_opens_the_invoice_alone(asked: Shop) -> None:
    issue(asked, RECEIPT, "rec-1", 1180, "pro-1", CustomerId="c")
    issue(asked, INVOICE, "inv-1", 1000, "pro-1", CustomerId="c")
    refused = cancel(asked, "inv-1")
    assert (refused.status, refused.text) == (
        400,
        "Document inv-1 cannot be cancelled: document 'rec-1' pays it; cancel that first",
    )
    assert cancel(asked, "rec-1").status == 200
    assert (owed(asked), asked.get(OPEN).keys) == ((-1180, -1180), ["inv-1"])
    assert cancel(asked, "inv-1").status == 200
    assert (owed(asked), asked.get(OPEN).keys) == ((0, -1180), ["pro-1"])
    assert cancel(asked, "pro-1").status == 200
    assert (owed(asked), asked.get(OPEN).keys) == ((0, 0), [])


def test_a_paid_proforma_is_not_cancelled(asked: Shop) -> None:
    issue(asked, RECEIPT, "rec-1", 100, "pro-1", CustomerId="c")
    refused = cancel(asked, "pro-1")
    assert (refused.status, refused.text) == (
        400,
        "Document pro-1 cannot be cancelled: document 'rec-1' pays it; cancel that first",
    )
    assert cancel(asked, "rec-1").status == 200
    assert (owed(asked), asked.get(OPEN).keys) == ((0, -1180), ["pro-1"])


def test_the_credit_of_an_invoice_that_took_a_proformas_place(asked: Shop) -> None:
    issue(asked, RECEIPT, "rec-1", 1180, "pro-1", CustomerId="c")
    issue(asked, INVOICE, "inv-1", 1000, "pro-1", CustomerId="c")
    issue(asked, CREDIT, "cred-1", 1000, "inv-1", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((1180, 1180), [])
    refused = cancel(asked, "inv-1")
    assert refused.text == "Document inv-1 cannot be cancelled: document 'cred-1' credits it; cancel that first"


def test_from_quote_to_delivery_to_proforma_to_invoice(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, QUOTE, "quo-1", CustomerId="c")
    issue(shop, DELIVERY, "del-1", 1000, "quo-1", CustomerId="c")
    issue(shop, PROFORMA, "pro-1", 1000, "quo-1", "del-1", CustomerId="c")
    issue(shop, INVOICE, "inv-1", 1000, "quo-1", "pro-1", CustomerId="c")
    assert (owed(shop), shop.get(OPEN).keys) == ((-1180, -1180), ["inv-1"])
    assert related(shop, "pro-1") == [("quo-1", 0, 1), ("del-1", 0, 1), ("inv-1", 0, 2)]
    assert [key for key, _, _ in related(shop, "quo-1")] == ["del-1", "pro-1", "inv-1"]
    for key, blocker in (("quo-1", "del-1"), ("del-1", "pro-1"), ("pro-1", "inv-1")):
        refused = cancel(shop, key)
        assert (refused.status, refused.text) == (
            400,
            f"Document {key} cannot be cancelled: document '{blocker}' was made from it; cancel that first",
        )
    for key in ("inv-1", "pro-1", "del-1", "quo-1"):
        assert cancel(shop, key).status == 200
    assert (owed(shop), shop.get(OPEN).keys) == ((0, 0), [])


def test_the_invoice_of_another_customer(asked: Shop) -> None:
    """Someone else may be billed for what was offered, but not with the first one's money."""
    asked.contact("d")
    issue(asked, PROFORMA, "pro-2", CustomerId="c")
    issue(asked, RECEIPT, "rec-1", 5, "pro-2", CustomerId="c")
    refused = write(asked, INVOICE, "inv-2", 1000, "pro-2", CustomerId="d")
    assert (refused.status, refused.text) == (400, "Document pro-2 in RelatedDocuments was paid by another customer")
    issue(asked, INVOICE, "inv-1", 1000, "pro-1", CustomerId="d")
    assert (owed(asked), owed(asked, "d")) == ((5, -1175), (-1180, -1180))


@pytest.mark.parametrize(("sums", "open_rest"), [([1180], -1180), ([1000, 180], -1000), ([180, 1000], -180)])
def test_a_cheque_that_bounced_is_not_taken_over(asked: Shop, owner_dsn: str, sums: list[int], open_rest: int) -> None:
    """The first cheque of the proforma's receipt bounces before the invoice is made."""
    cheques = [paid(amount, 2, CheckNumber="7", PaymentDate="2026-09-01") for amount in sums]
    issue(asked, RECEIPT, "rec-1", 0, "pro-1", CustomerId="c", ReceiptLines=cheques)
    with psycopg.connect(owner_dsn) as owner:
        (cheque,) = owner.execute(
            "select uuid from books.till_line where business_id = %s and number = 1", [asked.business]
        ).fetchone()  # type: ignore[misc]
    bounced = ext(asked, "POST", f"cheques/{cheque}/bounce")
    assert bounced.status in {200, 201}, bounced.text
    assert owed(asked) == (1180 - sums[0], -sums[0])
    issue(asked, INVOICE, "inv-1", 1000, "pro-1", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((open_rest, open_rest), ["inv-1"])
    issue(asked, RECEIPT, "rec-2", -open_rest, "inv-1", CustomerId="c")
    assert (owed(asked), asked.get(OPEN).keys) == ((0, 0), [])


def test_no_proforma_is_made_of_an_invoice(asked: Shop) -> None:
    refused = write(asked, PROFORMA, "pro-2", 5, "pro-1", CustomerId="c")
    assert (refused.status, refused.text) == (400, "Document pro-1 in RelatedDocuments is not one it can be made from")
