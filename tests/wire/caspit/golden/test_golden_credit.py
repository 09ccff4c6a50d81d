"""Credit invoices: what they take back, of which invoice, at which rate, and what becomes of the money."""

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
    cancel,
    issue,
    line,
    named,
    owed,
    related,
    write,
)
from .shop import Shop


@pytest.fixture
def owing(shop: Shop) -> Shop:
    """A customer with a printed invoice of 1180."""
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", CustomerId="c")
    return shop


def test_a_credit_in_part_settles_what_is_open(owing: Shop) -> None:
    """Its amounts are positive, in and out: the type is the sign."""
    written = write(owing, CREDIT, "cred-1", 400, "inv-1", CustomerId="c")
    assert (written.json["Number"], written.json["Vat"], written.json["Total"]) == ("98/500001", 72, 472)
    assert related(owing, "cred-1") == [("inv-1", None, 1)]
    assert (owed(owing), owing.get(OPEN).keys) == ((-1180, -1180), ["inv-1"])
    owing.print("cred-1")
    assert (owed(owing), owing.get(OPEN).keys) == ((-708, -708), ["inv-1"])
    assert related(owing, "cred-1") == [("inv-1", 472, 1)]
    assert related(owing, "inv-1") == [("cred-1", 472, 2)]
    issue(owing, RECEIPT, "rec-1", 708, "inv-1", CustomerId="c")
    assert (owed(owing), owing.get(OPEN).keys) == ((0, 0), [])
    assert related(owing, "inv-1") == [("cred-1", 472, 2), ("rec-1", 708, 2)]


def test_a_full_credit_closes_the_invoice(owing: Shop) -> None:
    issue(owing, CREDIT, "cred-1", 1000, "inv-1", CustomerId="c")
    assert (owed(owing), owing.get(OPEN).keys) == ((0, 0), [])
    assert related(owing, "inv-1") == [("cred-1", 1180, 2)]


def test_a_document_sum_bounds_what_a_credit_settles(owing: Shop) -> None:
    sources = [{"DocumentId": "inv-1", "DocumentSum": 100}]
    issue(owing, CREDIT, "cred-1", 1000, CustomerId="c", RelatedDocuments=sources)
    assert (owed(owing), owing.get(OPEN).keys) == ((0, 0), ["inv-1"])
    assert related(owing, "inv-1") == [("cred-1", 100, 2)]


def test_the_credit_of_a_paid_invoice_is_the_customers_until_it_is_refunded(owing: Shop) -> None:
    issue(owing, RECEIPT, "rec-1", 1180, "inv-1", CustomerId="c")
    issue(owing, CREDIT, "cred-1", 1000, "inv-1", CustomerId="c")
    assert owed(owing) == (1180, 1180)
    assert related(owing, "cred-1") == [("inv-1", 0, 1)]
    issue(owing, REFUND, "ref-1", 500, "cred-1", CustomerId="c")
    assert owed(owing) == (680, 680)
    issue(owing, REFUND, "ref-2", 680, "cred-1", CustomerId="c")
    assert owed(owing) == (0, 0)
    assert related(owing, "cred-1") == [("inv-1", 0, 1), ("ref-1", 500, 2), ("ref-2", 680, 2)]


def test_a_receipt_for_the_rest_names_invoice_and_credit_together(owing: Shop) -> None:
    issue(owing, INVOICE_RECEIPT, "sale-1", 500, CustomerId="c")
    issue(owing, CREDIT, "cred-1", 500, "sale-1", CustomerId="c")  # 590 that nobody owes any more
    assert owed(owing) == (-590, -590)
    issue(owing, RECEIPT, "rec-1", 590, "inv-1", "cred-1", CustomerId="c")
    assert (owed(owing), owing.get(OPEN).keys) == ((0, 0), [])
    assert related(owing, "inv-1") == [("cred-1", 590, 2), ("rec-1", 590, 2)]
    assert related(owing, "cred-1") == [("sale-1", 0, 1), ("inv-1", 590, 2)]
    # The receipt joined the two: it stands between either and its cancellation, and parts them when it goes.
    for key in ("inv-1", "cred-1"):
        refused = cancel(owing, key)
        assert refused.status == 400
        assert "'rec-1'" in refused.text
    assert cancel(owing, "rec-1").status == 200
    assert (owed(owing), owing.get(OPEN).keys) == ((-590, -590), ["inv-1"])
    assert related(owing, "inv-1") == []
    issue(owing, RECEIPT, "rec-2", 1180, "inv-1", CustomerId="c")
    assert (owed(owing), owing.get(OPEN).keys) == ((590, 590), [])
    for key in ("cred-1", "sale-1"):
        assert cancel(owing, key).status == 200, key
    assert owed(owing) == (0, 0)


def test_a_credit_bears_the_rate_of_its_invoice(shop: Shop) -> None:
    """17 percent of 2024, credited in 2025 and again in 2026 with no word of the rate."""
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", CustomerId="c", Date="2024-12-30")
    assert owed(shop) == (-1170, -1170)
    written = write(shop, CREDIT, "cred-1", 600, "inv-1", CustomerId="c", Date="2025-01-15")
    assert (written.json["VatRate"], written.json["Vat"], written.json["Total"]) == (17, 102, 702)
    shop.print("cred-1")
    assert owed(shop) == (-468, -468)
    issue(shop, CREDIT, "cred-2", 400, "inv-1", CustomerId="c")
    assert (shop.document("cred-2")["Vat"], owed(shop), shop.get(OPEN).keys) == (68, (0, 0), [])


def test_an_edit_that_leaves_the_invoice_unsaid_keeps_it_and_its_rate(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", CustomerId="c", Date="2024-12-30")
    sent = write(shop, CREDIT, "cred-1", 600, "inv-1", CustomerId="c").json
    changed = shop.ask("PUT", "Documents", {**sent, "RelatedDocuments": None, "VatRate": None, "Comments": "טעות"})
    assert (changed.json["VatRate"], changed.json["Total"], changed.json["Comments"]) == (17, 702, "טעות")
    assert changed.json["RelatedDocuments"] == sent["RelatedDocuments"]
    wrong = shop.ask("PUT", "Documents", {**sent, "RelatedDocuments": None, "VatRate": 18})
    assert wrong.json["ModelState"] == {"doc.VatRate": ["The field VatRate must be 17, as on the invoice it credits."]}
    shop.contact("other")
    moved = shop.ask("PUT", "Documents", {**sent, "RelatedDocuments": None, "CustomerId": "other"})
    assert moved.text == "Document inv-1 in RelatedDocuments belongs to another customer"
    assert shop.print("cred-1").status == 200
    assert owed(shop) == (-468, -468)


def test_a_credit_without_an_invoice_bears_the_laws_rate(owing: Shop) -> None:
    written = write(owing, CREDIT, "cred-1", 100, CustomerId="c")
    assert (written.json["VatRate"], written.json["Total"]) == (18, 118)
    owing.print("cred-1")
    assert (owed(owing), owing.get(OPEN).keys) == ((-1062, -1062), ["inv-1"])


def test_no_more_is_credited_than_was_invoiced(owing: Shop) -> None:
    issue(owing, CREDIT, "cred-1", 600, "inv-1", CustomerId="c")
    write(owing, CREDIT, "cred-2", "400.01", "inv-1", CustomerId="c")
    refused = owing.print("cred-2")
    assert (refused.status, refused.text) == (
        400,
        "Of document 'inv-1' only 472.00 may still be credited by its total.",
    )
    assert owing.document("cred-2")["Status"] == 0
    write(owing, CREDIT, "cred-2", 400, "inv-1", CustomerId="c")
    assert owing.print("cred-2").status == 200
    write(owing, CREDIT, "cred-3", "0.01", "inv-1", CustomerId="c")
    assert owing.print("cred-3").text == "Of document 'inv-1' only 0.00 may still be credited by its total."
    # A cancelled credit may be given again.
    assert cancel(owing, "cred-1").status == 200
    issue(owing, CREDIT, "cred-4", 600, "inv-1", CustomerId="c")
    assert (owed(owing), owing.get(OPEN).keys) == ((0, 0), [])


@pytest.mark.parametrize(
    ("lines", "parts", "vats"),
    [
        # Net 0.30, VAT 0.05: each part alone would bear 0.01, ten of them twice the tax.
        ([line("0.03", 10)], ["0.03"] * 10, ["0.01"] * 5 + ["0"] * 5),
        # Net 100.07, VAT 18.01: the three parts alone come to 18.00.
        ([line("100.07")], ["33.35", "33.36", "33.36"], ["6", "6", "6.01"]),
        # Net 100, VAT 18: one line of two, and an exempt one in between.
        ([line("33.33"), line("66.67"), line(5, ChargeVAT=False)], ["33.33", "66.67"], ["6", "12"]),
    ],
)
def test_credits_in_parts_come_exactly_to_the_invoice(
    shop: Shop, lines: list[dict[str, object]], parts: list[str], vats: list[str]
) -> None:
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", CustomerId="c", DocumentLines=lines)
    total, vat = shop.document("inv-1")["Total"], shop.document("inv-1")["Vat"]
    assert owed(shop) == (-total, -total)
    for place, part in enumerate(parts):
        free = lines[2:] if place == 1 else []
        issue(shop, CREDIT, f"cred-{place}", 0, "inv-1", CustomerId="c", DocumentLines=[line(part), *free])
    assert owed(shop) == (0, 0)
    shown = [shop.document(f"cred-{place}") for place in range(len(parts))]
    assert [one["Vat"] for one in shown] == [Decimal(one) for one in vats]
    assert (sum(one["Vat"] for one in shown), sum(one["Total"] for one in shown)) == (vat, total)
    write(shop, CREDIT, "more", "0.01", "inv-1", CustomerId="c")
    assert shop.print("more").text == "Of document 'inv-1' only 0.00 may still be credited by its total."


def test_each_part_of_an_invoice_is_credited_for_itself(shop: Shop) -> None:
    """Neither VAT that was never charged, nor a sale with VAT taken back as one without."""
    shop.contact("c")
    free = line(500, ChargeVAT=False)
    issue(shop, INVOICE, "inv-1", CustomerId="c", DocumentLines=[line(1000), free])
    write(shop, CREDIT, "cred-1", 1200, "inv-1", CustomerId="c")
    assert shop.print("cred-1").text == (
        "Of document 'inv-1' only 1000.00 may still be credited by its lines that carry VAT."
    )
    write(shop, CREDIT, "cred-1", 0, "inv-1", CustomerId="c", DocumentLines=[free, free])
    assert (
        shop.print("cred-1").text == "Of document 'inv-1' only 500.00 may still be credited by its lines without VAT."
    )
    refused = write(shop, CREDIT, "cred-1", 1000, "inv-1", CustomerId="c", VatRate=0)
    assert refused.json["ModelState"] == {
        "doc.VatRate": ["The field VatRate must be 18, as on the invoice it credits."]
    }
    write(shop, CREDIT, "cred-1", 0, "inv-1", CustomerId="c", DocumentLines=[line(400), free])
    assert (shop.print("cred-1").status, owed(shop)) == (200, (-708, -708))
    issue(shop, CREDIT, "cred-2", 600, "inv-1", CustomerId="c")
    assert (owed(shop), shop.get(OPEN).keys) == ((0, 0), [])


def test_the_tax_of_a_credit_is_settled_when_it_is_printed(shop: Shop) -> None:
    """Two drafts beside each other each show their own; the one printed last bears what is left."""
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", "66.72", CustomerId="c")  # VAT 12.01, of which half is 6.00
    for key in ("cred-1", "cred-2"):
        assert write(shop, CREDIT, key, "33.36", "inv-1", CustomerId="c").json["Total"] == Decimal("39.36")
    shop.print("cred-2")
    shop.print("cred-1")
    shown = [shop.document(key) for key in ("cred-1", "cred-2")]
    assert [(one["Vat"], one["Total"]) for one in shown] == [
        (Decimal("6.01"), Decimal("39.37")),
        (6, Decimal("39.36")),
    ]
    assert owed(shop) == (0, 0)


def test_a_credit_that_no_longer_completes_its_invoice_bears_its_own_tax(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", "0.06", CustomerId="c")  # VAT 0.01, which the first half bears
    issue(shop, CREDIT, "cred-1", "0.03", "inv-1", CustomerId="c")
    assert write(shop, CREDIT, "cred-2", "0.03", "inv-1", CustomerId="c").json["Vat"] == 0
    cancel(shop, "cred-1")
    shop.print("cred-2")
    assert shop.document("cred-2")["Vat"] == Decimal("0.01")
    issue(shop, CREDIT, "cred-3", "0.03", "inv-1", CustomerId="c")
    assert (shop.document("cred-3")["Vat"], owed(shop), shop.get(OPEN).keys) == (0, (0, 0), [])


def test_rebates_and_a_whole_total_are_credited_whole(shop: Shop) -> None:
    shop.contact("c")
    members = {"CustomerId": "c", "Rebate": "10.5", "RountTotal": True}
    lines = [line("99.99", 2), line("7.77", ChargeVAT=False)]
    issue(shop, INVOICE, "inv-1", DocumentLines=lines, **members)
    assert owed(shop) == (-231, -231)
    issue(shop, CREDIT, "cred-1", 0, "inv-1", DocumentLines=lines, **members)
    assert shop.document("cred-1")["Vat"] == shop.document("inv-1")["Vat"] == Decimal("34.05")
    assert (owed(shop), shop.get(OPEN).keys) == ((0, 0), [])


@pytest.mark.parametrize(
    ("sources", "status", "text"),
    [
        (("inv-1", "inv-2"), 400, '{"Message":"The request is invalid.","ModelState":{"doc.RelatedDocuments":'
         '["The field RelatedDocuments must name one invoice: a credit belongs to one."]}}'),
        (("theirs",), 400, "Document theirs in RelatedDocuments belongs to another customer"),
        (("nobodys",), 400, "Document nobodys in RelatedDocuments belongs to another customer"),
        (("rec-1",), 400, "Document rec-1 in RelatedDocuments is not one it can be made from"),
        (("pro-1",), 400, "Document pro-1 in RelatedDocuments is not one it can be made from"),
        (("cred-1",), 400, "Document cred-1 in RelatedDocuments is not one it can be made from"),
    ],
)  # fmt: skip
def test_what_a_credit_cannot_be_of(shop: Shop, sources: tuple[str, ...], status: int, text: str) -> None:
    shop.contact("c")
    shop.contact("d")
    for key, customer in (("inv-1", "c"), ("inv-2", "c"), ("theirs", "d"), ("nobodys", None)):
        issue(shop, INVOICE, key, CustomerId=customer)
    issue(shop, RECEIPT, "rec-1", 5, CustomerId="c")
    issue(shop, 6, "pro-1", 5, CustomerId="c")
    issue(shop, CREDIT, "cred-1", 5, CustomerId="c")
    refused = write(shop, CREDIT, "cred-2", 5, *sources, CustomerId="c")
    assert (refused.status, refused.text) == (status, text)


def test_a_credit_of_a_draft_or_void_or_cancelled_invoice_is_not_printed(shop: Shop) -> None:
    for key in ("draft", "void", "cancelled"):
        write(shop, INVOICE, key)
    shop.print("cancelled")
    cancel(shop, "void")
    cancel(shop, "cancelled")
    for key in ("draft", "void", "cancelled"):
        write(shop, CREDIT, f"of-{key}", 5, key)
        refused = shop.print(f"of-{key}")
        assert (refused.status, refused.text) == (400, f"Document {key} in RelatedDocuments is {key}, not issued")


def test_credits_stand_before_their_invoice_and_behind_their_refund(owing: Shop) -> None:
    issue(owing, CREDIT, "cred-1", 1000, "inv-1", CustomerId="c")
    refused = cancel(owing, "inv-1")
    assert (refused.status, refused.text) == (
        400,
        "Document inv-1 cannot be cancelled: document 'cred-1' credits it; cancel that first",
    )
    assert cancel(owing, "cred-1").status == 200
    assert (owed(owing), owing.get(OPEN).keys) == ((-1180, -1180), ["inv-1"])
    assert related(owing, "inv-1") == []
    issue(owing, RECEIPT, "rec-1", 1180, "inv-1", CustomerId="c")
    issue(owing, CREDIT, "cred-2", 1000, "inv-1", CustomerId="c")
    issue(owing, REFUND, "ref-1", 1180, "cred-2", CustomerId="c")
    refused = cancel(owing, "cred-2")
    assert (refused.status, refused.text) == (
        400,
        "Document cred-2 cannot be cancelled: document 'ref-1' refunds it; cancel that first",
    )
    for key, balance in (("ref-1", 1180), ("cred-2", 0), ("rec-1", -1180), ("inv-1", 0)):
        assert cancel(owing, key).status == 200
        assert owed(owing) == (balance, balance)


def test_a_credit_is_sent_back_as_it_was_read(owing: Shop) -> None:
    issue(owing, CREDIT, "cred-1", 1, "inv-1", CustomerId="c")
    shown = write(owing, CREDIT, "cred-2", "0.99", "inv-1", CustomerId="c").json
    again = owing.ask("PUT", "Documents", shown)
    assert {name for name in shown if again.json[name] != shown[name]} == {"RowVersion"}
    printed = named("inv-1")
    assert owing.ask("PUT", "Documents", {**shown, "RelatedDocuments": printed}).status == 200
