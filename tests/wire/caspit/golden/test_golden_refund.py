"""Money given back: out of the till, to the customer, against what stands to their credit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from .papers import (
    CREDIT,
    INVOICE,
    INVOICE_RECEIPT,
    OPEN,
    RECEIPT,
    REFUND,
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
def credited(shop: Shop) -> Shop:
    """A customer who paid 1180 and got a credit of it."""
    shop.contact("c")
    issue(shop, INVOICE_RECEIPT, "sale-1", CustomerId="c")
    issue(shop, CREDIT, "cred-1", 1000, "sale-1", CustomerId="c")
    assert (owed(shop), shop.get(OPEN).keys) == ((1180, 1180), [])
    return shop


def test_cash_given_back_leaves_the_till(credited: Shop, postings: Postings) -> None:
    """Its amounts are positive, in and out; in the till's account it is a negative line."""
    lines = [paid(180, 1), paid(1000, 2, CheckNumber="7", PaymentDate="2026-09-01")]
    written = write(credited, REFUND, "ref-1", 0, "cred-1", CustomerId="c", ReceiptLines=lines)
    assert (written.json["Number"], written.json["Payment"], written.json["TotalPayment"]) == ("98/700001", 1180, 1180)
    assert (written.json["Total"], written.json["EffectiveTotal"]) == (0, 1180)
    assert owed(credited) == (1180, 1180)
    credited.print("ref-1")
    assert (owed(credited), credited.get(OPEN).keys) == ((0, 0), [])
    assert postings("ref-1") == [("receivable", 1180), ("till:cash", -180), ("till:cheque", -1000)]
    assert related(credited, "ref-1") == [("cred-1", 1180, 1)]
    assert related(credited, "cred-1") == [("sale-1", 0, 1), ("ref-1", 1180, 2)]


def test_what_a_receipt_left_over_is_given_back(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", CustomerId="c")
    issue(shop, RECEIPT, "rec-1", 1500, "inv-1", CustomerId="c")
    issue(shop, REFUND, "ref-1", 320, "rec-1", CustomerId="c")
    assert (owed(shop), shop.get(OPEN).keys) == ((0, 0), [])
    assert related(shop, "rec-1") == [("inv-1", 1180, 1), ("ref-1", 320, 2)]
    refused = cancel(shop, "rec-1")
    assert (refused.status, refused.text) == (
        400,
        "Document rec-1 cannot be cancelled: document 'ref-1' refunds it; cancel that first",
    )


def test_several_credits_at_most_so_much_of_each(credited: Shop) -> None:
    issue(credited, CREDIT, "cred-2", 100, CustomerId="c")
    sources = [{"DocumentId": "cred-1", "DocumentSum": 1000}, {"DocumentNumber": "98/500002"}]
    issue(credited, REFUND, "ref-1", 1100, CustomerId="c", RelatedDocuments=sources)
    assert related(credited, "ref-1") == [("cred-1", 1000, 1), ("cred-2", 100, 1)]
    # 180 and 18 are left; a refund of more than that is still only of that, and the rest is owed to us.
    issue(credited, REFUND, "ref-2", 200, "cred-1", "cred-2", CustomerId="c")
    assert related(credited, "ref-2") == [("cred-1", 180, 1), ("cred-2", 18, 1)]
    assert (owed(credited), credited.get(OPEN).keys) == ((-2, -2), [])


def test_in_dollars_at_a_rate(credited: Shop, postings: Postings) -> None:
    lines = [paid(100, 9, CurrencySymbol="$", Rate=3.7)]
    issue(credited, REFUND, "ref-1", 0, "cred-1", CustomerId="c", ReceiptLines=lines)
    assert postings("ref-1") == [("receivable", 370), ("till:transfer", -370)]
    assert owed(credited) == (810, 810)
    shown = credited.document("ref-1")
    assert (shown["Payment"], shown["ReceiptLines"][0]["Payment"], shown["ReceiptLines"][0]["Rate"]) == (
        370,
        100,
        Decimal("3.7"),
    )


def test_cancelling_a_refund_gives_the_credit_back(credited: Shop, postings: Postings) -> None:
    issue(credited, REFUND, "ref-1", 1180, "cred-1", CustomerId="c")
    assert cancel(credited, "ref-1").json["Status"] == 3
    assert (owed(credited), related(credited, "cred-1")) == ((1180, 1180), [("sale-1", 0, 1)])
    assert postings("ref-1") == [
        ("receivable", 1180),
        ("till:transfer", -1180),
        ("receivable", -1180),
        ("till:transfer", 1180),
    ]
    issue(credited, REFUND, "ref-2", 1180, "cred-1", CustomerId="c")
    assert owed(credited) == (0, 0)


@pytest.mark.parametrize("source", ["inv-1", "ref-1", "theirs"])
def test_what_is_not_refunded(credited: Shop, source: str) -> None:
    credited.contact("d")
    issue(credited, INVOICE, "inv-1", CustomerId="c")
    issue(credited, REFUND, "ref-1", 5, CustomerId="c")
    issue(credited, CREDIT, "theirs", 5, CustomerId="d")
    why = "belongs to another customer" if source == "theirs" else "is not one it can be made from"
    refused = write(credited, REFUND, "ref-2", 5, source, CustomerId="c")
    assert (refused.status, refused.text) == (400, f"Document {source} in RelatedDocuments {why}")


def test_a_cancelled_credit_is_not_refunded(credited: Shop) -> None:
    write(credited, REFUND, "ref-1", 5, "cred-1", CustomerId="c")
    cancel(credited, "cred-1")
    refused = credited.print("ref-1")
    assert (refused.status, refused.text) == (400, "Document cred-1 in RelatedDocuments is cancelled, not issued")
