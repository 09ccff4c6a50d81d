"""What stands in the way of a cancellation, in its own words, and what a cancellation undoes."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest

from tests.wire.ext.asking import ext

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
    issue,
    line,
    owed,
    paid,
    related,
)
from .shop import Shop


@pytest.mark.parametrize(
    ("trx_type", "instead"),
    [
        (INVOICE, "; issue a credit"),
        (INVOICE_RECEIPT, "; issue a credit"),
        (RECEIPT, "; issue a refund"),
        (CREDIT, "; issue an invoice"),
        (REFUND, "; issue a receipt"),
        (DONATION, ""),
    ],
)
def test_what_left_the_house_and_is_in_the_books(shop: Shop, trx_type: int, instead: str) -> None:
    shop.contact("c")
    issue(shop, trx_type, "doc-1", CustomerId="c")
    before = owed(shop)
    assert shop.get("Pdf/doc-1").status == 200
    refused = cancel(shop, "doc-1")
    assert (refused.status, refused.text) == (
        400,
        f"Document doc-1 cannot be cancelled: its original was handed out{instead}",
    )
    assert (shop.document("doc-1")["Status"], owed(shop)) == (2, before)


@pytest.mark.parametrize("trx_type", [PROFORMA, DELIVERY, QUOTE])
def test_what_left_the_house_and_is_in_no_books(shop: Shop, trx_type: int) -> None:
    """Nothing could correct it, and it would ask the customer for ever; nor does a closed period hold it."""
    shop.contact("c")
    issue(shop, trx_type, "doc-1", CustomerId="c", Date="2026-06-30")
    assert shop.get("Pdf/doc-1").status == 200
    assert ext(shop, "POST", "periods/2026-06/close").status == 200
    assert cancel(shop, "doc-1").json["Status"] == 3
    assert (owed(shop), shop.get(OPEN).keys) == ((0, 0), [])


@pytest.mark.parametrize("trx_type", [INVOICE, RECEIPT, CREDIT, REFUND, DONATION])
def test_what_is_of_a_closed_period(shop: Shop, trx_type: int) -> None:
    issue(shop, trx_type, "doc-1", Date="2026-06-30")
    ext(shop, "POST", "periods/2026-06/close")
    refused = cancel(shop, "doc-1")
    assert (refused.status, refused.text) == (400, "The period of 2026-06 is closed (through 2026-06-30).")
    ext(shop, "POST", "periods/2026-06/reopen")
    assert cancel(shop, "doc-1").status == 200


def test_the_reverse_of_a_sale_with_everything_in_it(shop: Shop, postings: Postings) -> None:
    """Exempt and taxed, rebated, rounded, paid in two currencies, tax withheld: line for line, and the rest open."""
    shop.contact("c")
    issue(
        shop,
        INVOICE_RECEIPT,
        "sale-1",
        CustomerId="c",
        DocumentLines=[line("333.33", 3), line(50, ChargeVAT=False)],
        RebatePercent=10,
        RountTotal=True,
        TaxDeduction=100,
        ReceiptLines=[paid(500, 1), paid(100, 9, CurrencySymbol="$", Rate="3.7125")],
    )
    # 999.99 less 100.00 is 899.99; with 50 and VAT of 162.00 it is 1111.99, so 1111: 1061 with VAT of 161.85.
    standing = [
        ("receivable", Decimal("139.75")),
        ("income:3", Decimal("-899.15")),
        ("output-vat", Decimal("-161.85")),
        ("income:3", Decimal(-50)),
        ("till:cash", Decimal(500)),
        ("till:transfer", Decimal("371.25")),
        ("tax-withheld-by-customers", Decimal(100)),
    ]
    assert postings("sale-1") == standing
    assert (owed(shop), shop.get(OPEN).keys) == ((Decimal("-139.75"), Decimal("-139.75")), ["sale-1"])
    shop.house.clock.move(days=40)
    shop.log_in()
    assert cancel(shop, "sale-1").status == 200
    assert postings("sale-1") == standing + [(account, -amount) for account, amount in standing]
    assert (owed(shop), shop.get(OPEN).keys) == ((0, 0), [])


def test_the_reverse_is_dated_the_day_it_is_done(shop: Shop, owner_dsn: str) -> None:
    issue(shop, INVOICE, "inv-1", Date="2026-07-30")
    cancel(shop, "inv-1")
    with psycopg.connect(owner_dsn) as connection:
        dates = connection.execute(
            "select document_date::text, posting_date::text from books.entry where business_id = %s order by serial",
            [shop.business],
        ).fetchall()
    assert dates == [("2026-07-30", "2026-07-30"), ("2026-08-04", "2026-08-04")]


def test_a_rest_that_was_given_up_stands_in_the_way_until_it_is_taken_back(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", CustomerId="c")
    issue(shop, CREDIT, "cred-1", 10, CustomerId="c")
    for key in ("inv-1", "cred-1"):
        given_up = ext(shop, "POST", "differences", {"DocumentId": key, "Kind": "rounding", "DifferenceId": f"d-{key}"})
        assert given_up.status == 201, given_up.text
        refused = cancel(shop, key)
        assert (refused.status, refused.text) == (
            400,
            f"Document {key} cannot be cancelled: voucher 'd-{key}' depends on it; reverse that first",
        )
        assert ext(shop, "POST", f"entries/d-{key}/reverse").status == 201
        assert cancel(shop, key).status == 200
    assert (owed(shop), shop.get(OPEN).keys) == ((0, 0), [])


def test_every_settlement_a_document_made_goes_with_it(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", CustomerId="c")
    issue(shop, INVOICE, "inv-2", 500, CustomerId="c")
    issue(shop, CREDIT, "cred-1", 100, CustomerId="c")
    issue(shop, RECEIPT, "rec-1", 100, CustomerId="c")
    issue(shop, RECEIPT, "rec-2", 1552, "inv-1", "cred-1", "rec-1", "inv-2", CustomerId="c")
    assert (owed(shop), shop.get(OPEN).keys) == ((0, 0), [])
    assert cancel(shop, "rec-2").status == 200
    assert (owed(shop), shop.get(OPEN).keys) == ((-1552, -1552), ["inv-1", "inv-2"])
    assert [related(shop, key) for key in ("inv-1", "inv-2", "cred-1", "rec-1")] == [[], [], [], []]
    for key in ("rec-1", "cred-1", "inv-2", "inv-1"):
        assert cancel(shop, key).status == 200
    assert owed(shop) == (0, 0)
