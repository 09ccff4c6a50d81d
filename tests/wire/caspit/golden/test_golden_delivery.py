"""Delivery notes and quotes: no money moves with them, and an invoice sums them up."""

from __future__ import annotations

import pytest

from .papers import (
    CREDIT,
    DELIVERY,
    INVOICE,
    OPEN,
    QUOTE,
    RECEIPT,
    Postings,
    cancel,
    issue,
    line,
    owed,
    related,
    write,
)
from .shop import Shop


@pytest.fixture
def delivered(shop: Shop) -> Shop:
    """Three notes for a customer, the last without prices."""
    shop.contact("c")
    issue(shop, DELIVERY, "del-1", 100, CustomerId="c")
    issue(shop, DELIVERY, "del-2", 200, CustomerId="c")
    issue(shop, DELIVERY, "del-3", 0, CustomerId="c")
    return shop


def test_a_note_without_prices(delivered: Shop, postings: Postings) -> None:
    shown = delivered.document("del-3")
    assert (shown["Number"], shown["Total"], shown["Status"]) == ("98/600003", 0, 2)
    assert (postings("del-3"), owed(delivered), delivered.get(OPEN).keys) == ([], (0, 0), [])


def test_one_invoice_for_several_notes(delivered: Shop) -> None:
    """What it says is what was sent: prices, lines and all; the notes are named, not copied."""
    lines = [line(100), line(200), line(50, 2)]
    issue(delivered, INVOICE, "inv-1", 0, "del-1", "del-2", "del-3", CustomerId="c", DocumentLines=lines)
    assert delivered.document("inv-1")["Total"] == 472
    assert (owed(delivered), delivered.get(OPEN).keys) == ((-472, -472), ["inv-1"])
    assert related(delivered, "inv-1") == [("del-1", 0, 1), ("del-2", 0, 1), ("del-3", 0, 1)]
    assert related(delivered, "del-2") == [("inv-1", 0, 2)]


def test_a_note_is_cancelled_after_its_invoice(delivered: Shop) -> None:
    issue(delivered, INVOICE, "inv-1", 100, "del-1", CustomerId="c")
    refused = cancel(delivered, "del-1")
    assert (refused.status, refused.text) == (
        400,
        "Document del-1 cannot be cancelled: document 'inv-1' was made from it; cancel that first",
    )
    issue(delivered, CREDIT, "cred-1", 100, "inv-1", CustomerId="c")
    assert cancel(delivered, "del-1").status == 400
    for key in ("cred-1", "inv-1", "del-1"):
        assert cancel(delivered, key).status == 200
    assert owed(delivered) == (0, 0)
    # A cancelled note is in no invoice.
    write(delivered, INVOICE, "inv-2", 100, "del-1", CustomerId="c")
    assert delivered.print("inv-2").text == "Document del-1 in RelatedDocuments is cancelled, not issued"


def test_a_quote_becomes_any_of_them_more_than_once(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, QUOTE, "quo-1", CustomerId="c")
    for place, trx_type in enumerate((INVOICE, DELIVERY, INVOICE)):
        issue(shop, trx_type, f"doc-{place}", 500, "quo-1", CustomerId="c")
    assert owed(shop) == (-1180, -1180)
    assert related(shop, "quo-1") == [("doc-0", 0, 2), ("doc-1", 0, 2), ("doc-2", 0, 2)]


@pytest.mark.parametrize(
    ("trx_type", "source"),
    [(QUOTE, "quo-1"), (QUOTE, "del-1"), (DELIVERY, "del-1"), (RECEIPT, "del-1"), (RECEIPT, "quo-1")],
)
def test_what_is_not_made_of_them(shop: Shop, trx_type: int, source: str) -> None:
    issue(shop, QUOTE, "quo-1")
    issue(shop, DELIVERY, "del-1")
    refused = write(shop, trx_type, "doc-1", 5, source)
    why = "is not one that a receipt pays" if trx_type == RECEIPT else "is not one it can be made from"
    assert (refused.status, refused.text) == (400, f"Document {source} in RelatedDocuments {why}")
