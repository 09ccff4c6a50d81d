"""The ground documents stand on: registration, classes and cards for VAT, closed periods, terms, who pays."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import quote

import psycopg
import pytest

from tests.wire.ext.asking import ext

from .shop import Reply, Shop

FREE = {"exempt_dealer": "An exempt dealer", "non_profit": "A non-profit organisation"}
NO_RATE = {"doc.VatRate": ["The field VatRate must be 0: the business charges no VAT."]}
SALES = {1: "a tax invoice", 7: "an invoice-receipt", 9: "a credit invoice"}


def register(shop: Shop, day: str, registration: str) -> None:
    assert ext(shop, "PUT", "registration", {"ValidFrom": day, "Registration": registration}).status == 200


def close(shop: Shop, month: str) -> None:
    assert ext(shop, "POST", f"periods/{month}/close").status == 200


def reopen(shop: Shop, month: str) -> None:
    assert ext(shop, "POST", f"periods/{month}/reopen").status == 200


def pays(shop: Shop, contact: str, payer: str | None) -> None:
    assert ext(shop, "PUT", f"contacts/{contact}/payer", {"ContactId": payer}).status == 200


def add_class(shop: Shop, number: int, vat: str) -> None:
    sent = {"TrxCode": f"מיוחד {number}", "TrxCodeType": 1, "VatClass": vat}
    assert ext(shop, "PUT", f"trx-codes/{number}", sent).status == 200


def tags(owner_dsn: str, shop: Shop, key: str) -> list[tuple[str, str, str | None, str | None]]:
    """The postings of an issued document: account, amount, VAT category and rate."""
    with psycopg.connect(owner_dsn) as owner:
        rows = owner.execute(
            "select p.account, p.amount::text, p.vat_category, trim_scale(p.vat_rate)::text from books.posting p"
            " join books.document d on d.business_id = p.business_id and d.entry_serial = p.entry_serial"
            " join books.document_index i on i.business_id = d.business_id and i.serial = d.serial"
            " where i.business_id = %s and i.key = %s order by p.number",
            (shop.business, key),
        ).fetchall()
    return [tuple(row) for row in rows]


def amounts(reply: Reply) -> tuple[Decimal, ...]:
    """VatRate, Vat, the part with VAT, the part without, and the total."""
    assert reply.status in {200, 201}, reply.text
    document = reply.json
    return tuple(document[name] for name in ("VatRate", "Vat", "TotalBeforeVATChargeVAT", "TotalNoChargeVat", "Total"))


# --- who charges no VAT ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("registration", FREE)
@pytest.mark.parametrize("trx_type", SALES)
def test_who_charges_no_vat_issues_no_document_of_the_vat_law(shop: Shop, registration: str, trx_type: int) -> None:
    register(shop, "2020-01-01", registration)
    refused = shop.invoice("inv-1", TrxTypeId=trx_type)
    assert (refused.status, refused.text) == (400, f"{FREE[registration]} may not issue {SALES[trx_type]}.")
    assert shop.get("Documents/inv-1").status == 404


@pytest.mark.parametrize("registration", FREE)
def test_who_charges_no_vat_issues_the_others_without_it(shop: Shop, owner_dsn: str, registration: str) -> None:
    register(shop, "2020-01-01", registration)
    shop.contact("c")
    for trx_type in (6, 15, 16):
        written = shop.invoice(f"doc-{trx_type}", TrxTypeId=trx_type, CustomerId="c")
        assert amounts(written) == (0, 0, 0, 1000, 1000)
        assert written.json["DocumentLines"][0]["ChargeVAT"] is False
        assert shop.print(f"doc-{trx_type}").status == 200
        assert amounts(shop.get(f"Documents/doc-{trx_type}")) == (0, 0, 0, 1000, 1000)
    shop.receipt("rec-1", 1000, CustomerId="c", RelatedDocuments=[{"DocumentId": "doc-6"}])
    assert shop.print("rec-1").status == 200
    assert shop.document("rec-1")["VatRate"] == 0
    assert shop.get("Documents?onlyOpenDocuments=true").keys == []
    assert tags(owner_dsn, shop, "rec-1") == [
        ("receivable", "-1000.00", None, None), ("till:transfer", "1000.00", None, None),
    ]  # fmt: skip


def test_who_charges_no_vat_names_no_rate(shop: Shop) -> None:
    register(shop, "2020-01-01", "exempt_dealer")
    for trx_type in (6, 15, 16):
        refused = shop.invoice("doc-1", TrxTypeId=trx_type, VatRate=18)
        assert refused.json["ModelState"] == {
            "doc.VatRate": ["The field VatRate must be 0: the business charges no VAT."]
        }
    lines = [{"UnitPrice": 1000, "ChargeVAT": True}]
    assert amounts(shop.invoice("doc-1", TrxTypeId=6, VatRate=0, DocumentLines=lines)) == (0, 0, 0, 1000, 1000)
    # What was read may be sent back as it is.
    assert amounts(shop.ask("PUT", "Documents", shop.document("doc-1"))) == (0, 0, 0, 1000, 1000)


def test_a_business_that_becomes_licensed(shop: Shop) -> None:
    register(shop, "2020-01-01", "exempt_dealer")
    register(shop, "2026-08-01", "licensed_dealer")
    before = shop.invoice("before", Date="2026-07-31")
    assert (before.status, before.text) == (400, "An exempt dealer may not issue a tax invoice.")
    assert amounts(shop.invoice("after", Date="2026-08-01")) == (18, 180, 1000, 0, 1180)
    assert shop.print("after").status == 200
    assert amounts(shop.invoice("ask-1", TrxTypeId=6, Date="2026-07-31")) == (0, 0, 0, 1000, 1000)
    assert amounts(shop.invoice("ask-2", TrxTypeId=6, Date="2026-08-01")) == (18, 180, 1000, 0, 1180)
    # An edit moves the first one over the day, and it is composed anew.
    assert amounts(shop.invoice("ask-1", TrxTypeId=6, Date="2026-08-02")) == (18, 180, 1000, 0, 1180)


def test_drafts_of_before_are_not_issued_with_a_vat_nobody_charges(shop: Shop) -> None:
    shop.invoice("inv-1")
    shop.invoice("ask-1", TrxTypeId=6)
    register(shop, "2026-08-01", "exempt_dealer")
    refused = shop.print("inv-1")
    assert (refused.status, refused.text) == (400, "An exempt dealer may not issue a tax invoice.")
    refused = shop.print("ask-1")
    assert refused.status == 400
    assert refused.json["ModelState"] == NO_RATE
    assert amounts(shop.invoice("ask-1", TrxTypeId=6)) == (0, 0, 0, 1000, 1000)
    assert shop.print("ask-1").status == 200


def test_remembered_facts_do_not_overlook_a_registration(shop: Shop) -> None:
    sent = {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"UnitPrice": 100}]}
    for _ in range(2):
        assert shop.ask("POST", "Documents", sent).json["Total"] == 118
    register(shop, "2026-08-01", "exempt_dealer")
    assert shop.ask("POST", "Documents", sent).text == "An exempt dealer may not issue a tax invoice."


# --- VAT by line ----------------------------------------------------------------------------------------------------

STANDARD = ("standard", "18")
#: name: the customer's card, the class, what the line says of VAT; the category and rate it is booked under.
CATEGORIES: dict[str, tuple[dict[str, object], int, bool | None, tuple[str, str]]] = {
    "class 3": ({}, 3, None, STANDARD),
    "class 4": ({}, 4, None, ("exempt", "0")),
    "class 4, but with VAT": ({}, 4, True, STANDARD),
    "class 3 without VAT": ({}, 3, False, ("exempt", "0")),
    "abroad without VAT": ({"IsIsraeli": False}, 3, False, ("zero", "0")),
    "abroad, nothing said": ({"IsIsraeli": False}, 3, None, STANDARD),
    "abroad and no VAT on the card": ({"IsIsraeli": False, "ChargeVAT": False}, 3, None, ("zero", "0")),
    "no VAT on the card": ({"ChargeVAT": False}, 3, None, ("exempt", "0")),
    "no VAT on the card, but on the line": ({"ChargeVAT": False}, 3, True, STANDARD),
    "abroad, but with VAT": ({"IsIsraeli": False, "ChargeVAT": False}, 3, True, STANDARD),
    "abroad under class 4": ({"IsIsraeli": False}, 4, None, ("exempt", "0")),
    "a class of exports": ({}, 100, None, ("zero", "0")),
    "a class outside VAT": ({}, 101, None, ("outside", "0")),
    "a class of reverse charge": ({}, 102, None, ("reverse_charge", "0")),
    "a class of reverse charge, but with VAT": ({}, 102, True, STANDARD),
}


def test_how_a_line_stands_to_vat(shop: Shop, owner_dsn: str) -> None:
    for number, vat in ((100, "zero"), (101, "outside"), (102, "reverse_charge")):
        add_class(shop, number, vat)
    for name, (card, number, asked, (category, rate)) in CATEGORIES.items():
        shop.contact("c", **card)
        line = {"UnitPrice": 1000} | ({} if asked is None else {"ChargeVAT": asked})
        written = shop.invoice(name, CustomerId="c", TrxCodeNumber=number, DocumentLines=[line])
        bears = category == "standard"
        assert amounts(written)[1:] == ((180, 1000, 0, 1180) if bears else (0, 0, 1000, 1000)), name
        assert written.json["DocumentLines"][0]["ChargeVAT"] is bears
        assert shop.print(quote(name)).status == 200
        total = "1180.00" if bears else "1000.00"
        posted = [("receivable", total, None, None), (f"income:{number}", "-1000.00", category, rate)]
        assert tags(owner_dsn, shop, name) == posted + [("output-vat", "-180.00", *STANDARD)] * bears, name


def test_one_invoice_of_three_categories(shop: Shop, owner_dsn: str) -> None:
    """Its class says what is free of VAT; two thirds bear it, less ten percent."""
    add_class(shop, 100, "zero")
    lines = [
        {"UnitPrice": 100, "Qty": 2, "ChargeVAT": True},
        {"UnitPrice": 50, "ChargeVAT": False},
        {"UnitPrice": 25},
    ]
    written = shop.invoice("inv-1", TrxCodeNumber=100, DocumentLines=lines, RebatePercent=10)
    assert amounts(written) == (18, Decimal("32.4"), 180, 75, Decimal("287.4"))
    assert shop.print("inv-1").status == 200
    assert tags(owner_dsn, shop, "inv-1") == [
        ("receivable", "287.40", None, None),
        ("income:100", "-180.00", "standard", "18"),
        ("output-vat", "-32.40", "standard", "18"),
        ("income:100", "-75.00", "zero", "0"),
    ]


def test_a_class_that_changes_leaves_what_was_posted(shop: Shop, owner_dsn: str) -> None:
    add_class(shop, 100, "zero")
    sent = {"TrxTypeId": 1, "TrxCodeNumber": 100, "DocumentLines": [{"UnitPrice": 100}]}
    for _ in range(2):  # the second from memory
        assert shop.ask("POST", "Documents", sent).json["Total"] == 100
    shop.invoice("old", 100, TrxCodeNumber=100)
    assert shop.print("old").status == 200
    add_class(shop, 100, "standard")
    assert shop.ask("POST", "Documents", sent).json["Total"] == 118
    assert tags(owner_dsn, shop, "old")[1] == ("income:100", "-100.00", "zero", "0")
    assert shop.document("old")["Total"] == 100


# --- closed periods -------------------------------------------------------------------------------------------------

CLOSED = "The period of 2026-06 is closed (through 2026-06-30)."


def test_nothing_is_written_into_a_closed_period(shop: Shop) -> None:
    shop.contact("c")
    shop.invoice("draft", Date="2026-06-15", CustomerId="c")
    shop.invoice("open", Date="2026-07-01", CustomerId="c")
    shop.invoice("issued", Date="2026-06-15", CustomerId="c")
    assert shop.print("issued").status == 200
    close(shop, "2026-06")
    for refused in (
        shop.invoice("new", Date="2026-06-30"),
        shop.receipt("new", Date="2026-06-30"),
        shop.invoice("new", Date="2026-06-30", TrxTypeId=16),
        shop.ask("PUT", "Documents", {**shop.document("draft"), "Comments": "x"}),
        shop.ask("PUT", "Documents", {**shop.document("open"), "Date": "2026-06-30"}),
        shop.print("draft"),
        shop.ask("POST", "CancelDocument/issued"),
    ):
        assert (refused.status, refused.text) == (400, CLOSED)
    assert shop.print("issued").status == 200  # it is printed already: nothing happens, and that is success
    assert shop.balance("c") == -1180
    voided = shop.ask("POST", "CancelDocument/draft")
    assert (voided.status, voided.json["Status"]) == (200, 3)
    assert shop.print("open").status == 200
    assert shop.balance("c") == -2360


def test_the_last_day_is_closed_and_the_next_is_open(shop: Shop) -> None:
    close(shop, "2026-06")
    assert shop.invoice("a", Date="2026-06-30").status == 400
    assert shop.invoice("b", Date="2026-07-01").status == 201
    assert shop.invoice("c", Date="2025-01-01").text == "The period of 2025-01 is closed (through 2026-06-30)."


def test_a_reopened_period_takes_postings_again(shop: Shop) -> None:
    shop.invoice("draft", Date="2026-06-15")
    close(shop, "2026-06")
    assert shop.print("draft").status == 400
    reopen(shop, "2026-06")
    assert shop.print("draft").status == 200
    assert shop.ask("POST", "CancelDocument/draft").json["Status"] == 3


def test_an_invoice_of_a_closed_period_is_credited_after_it(shop: Shop, owner_dsn: str) -> None:
    """Two years on the rate is another; the credit bears the invoice's."""
    shop.contact("c")
    assert amounts(shop.invoice("inv-1", Date="2024-12-15", CustomerId="c")) == (17, 170, 1000, 0, 1170)
    assert shop.print("inv-1").status == 200
    close(shop, "2024-12")
    assert shop.ask("POST", "CancelDocument/inv-1").text == "The period of 2024-12 is closed (through 2024-12-31)."
    named = [{"DocumentId": "inv-1"}]
    credit = shop.invoice("crd-1", TrxTypeId=9, CustomerId="c", RelatedDocuments=named)
    assert (credit.json["Date"], amounts(credit)) == ("2026-08-04T00:00:00", (17, 170, 1000, 0, 1170))
    assert shop.print("crd-1").status == 200
    assert shop.balance("c") == 0
    assert tags(owner_dsn, shop, "crd-1") == [
        ("receivable", "-1170.00", None, None),
        ("income:3", "1000.00", "standard", "17"),
        ("output-vat", "170.00", "standard", "17"),
    ]


def test_what_is_done_in_a_closed_month_is_posted_on_the_first_open_day(shop: Shop, owner_dsn: str) -> None:
    """Its own date is kept: an opening balance and a cancellation of today, the month being closed.

    The cancellation is posted with what it takes back, no sooner.
    """
    shop.contact("c")
    shop.invoice("inv-1", Date="2026-09-02", CustomerId="c")
    shop.print("inv-1")
    close(shop, "2026-08")
    assert shop.contact("debtor", OpenBalance=-50).json["Balance"] == -50
    assert shop.ask("POST", "CancelDocument/inv-1").status == 200
    assert shop.balance("c") == 0
    with psycopg.connect(owner_dsn) as owner:
        entries = owner.execute(
            "select document_date::text, posting_date::text, total::text from books.entry where business_id = %s"
            " order by serial",
            (shop.business,),
        ).fetchall()
    assert entries == [
        ("2026-09-02", "2026-09-02", "1180.00"),
        ("2026-08-04", "2026-09-01", "50.00"),
        ("2026-08-04", "2026-09-02", "1180.00"),
    ]


def test_remembered_facts_do_not_overlook_a_closing(shop: Shop) -> None:
    sent = {"TrxTypeId": 1, "TrxCodeNumber": 3, "Date": "2026-06-15", "DocumentLines": [{"UnitPrice": 100}]}
    for _ in range(3):
        assert shop.ask("POST", "Documents", sent).status == 201
    close(shop, "2026-06")
    refused = shop.ask("POST", "Documents", sent)
    assert (refused.status, refused.text) == (400, CLOSED)
    reopen(shop, "2026-06")
    assert shop.ask("POST", "Documents", sent).json["Number"] == "98/100004"


# --- due dates and numbers ------------------------------------------------------------------------------------------


def test_due_dates_by_card_by_business_by_word(shop: Shop) -> None:
    shop.contact("plain")
    shop.contact("own", PaymentTerms=4, PaymentTermsDays=7)
    sent = {"TrxTypeId": 1, "TrxCodeNumber": 3, "Date": "2026-08-05", "CustomerId": "plain"}
    assert shop.ask("POST", "Documents", sent).json["DueDate"] == "2026-09-30T00:00:00"
    for terms, due in (
        ({"PaymentTerms": 1}, "2026-08-05"),
        ({"PaymentTerms": 2}, "2026-08-31"),
        ({"PaymentTerms": 3, "PaymentTermsDays": 45}, "2026-10-15"),
        ({"PaymentTerms": 4, "PaymentTermsDays": 10}, "2026-08-15"),
    ):
        assert ext(shop, "PUT", "terms", terms).status == 200
        assert shop.ask("POST", "Documents", sent).json["DueDate"] == f"{due}T00:00:00"
        assert shop.invoice("none", Date="2026-08-05").json["DueDate"] == f"{due}T00:00:00"
        owned = shop.invoice("owned", Date="2026-08-05", CustomerId="own").json
        assert owned["DueDate"] == "2026-08-12T00:00:00"
        word = shop.invoice("word", Date="2026-08-05", CustomerId="own", DueDate="2026-12-01").json
        assert word["DueDate"] == "2026-12-01T00:00:00"


def test_a_branch_begins_where_the_business_says(shop: Shop) -> None:
    ext(shop, "PUT", "first-numbers", {"TrxTypeId": 1, "DocumentNumberBranch": 9, "Number": 400256})
    assert shop.invoice("a", DocumentNumberBranch=9).json["Number"] == "09/400256"
    assert shop.invoice("b", DocumentNumberBranch=9).json["Number"] == "09/400257"
    assert shop.invoice("c").json["Number"] == "98/100001"
    assert shop.invoice("d", DocumentNumberBranch=9, TrxTypeId=7).json["Number"] == "09/200001"


# --- the paying customer --------------------------------------------------------------------------------------------


def test_documents_go_to_who_pays(shop: Shop) -> None:
    shop.contact("branch", PaymentTerms=1)
    shop.contact("head", PaymentTerms=4, PaymentTermsDays=10, InvoiceComment="לידי הנהלת החשבונות")
    pays(shop, "branch", "head")
    party = {"CustomerBusinessName": "הסניף בחיפה", "CustomerCity": "חיפה", "CustomerOsekMorshe": "514000009"}
    written = shop.invoice("inv-1", CustomerId="branch", Date="2026-08-04", **party).json
    assert written["CustomerId"] == "head"
    assert {name: written[name] for name in party} == party
    assert (written["DueDate"], written["Comments"]) == ("2026-08-14T00:00:00", "לידי הנהלת החשבונות")
    assert shop.print("inv-1").status == 200
    assert (shop.balance("branch"), shop.balance("head")) == (0, -1180)
    assert shop.get("Documents?CustomerId=head").keys == ["inv-1"]
    assert shop.get("Documents?CustomerId=branch").keys == []
    receipt = shop.receipt("rec-1", 1000, CustomerId="branch", RelatedDocuments=[{"DocumentId": "inv-1"}], **party)
    assert (receipt.json["CustomerId"], receipt.json["CustomerBusinessName"]) == ("head", "הסניף בחיפה")
    assert shop.print("rec-1").status == 200
    assert (shop.balance("branch"), shop.balance("head")) == (0, -180)


def test_a_document_of_before_is_paid_and_credited_as_its_own_customer(shop: Shop) -> None:
    shop.contact("branch")
    shop.contact("head")
    shop.invoice("inv-1", CustomerId="branch")
    shop.print("inv-1")
    pays(shop, "branch", "head")
    named = [{"DocumentId": "inv-1"}]
    receipt = shop.receipt("rec-1", 180, CustomerId="branch", RelatedDocuments=named)
    assert receipt.json["CustomerId"] == "branch"
    assert shop.print("rec-1").status == 200
    credit = shop.invoice("crd-1", 800, TrxTypeId=9, CustomerId="branch", RelatedDocuments=named)
    assert credit.json["CustomerId"] == "branch"
    assert shop.print("crd-1").status == 200
    assert (shop.balance("branch"), shop.balance("head")) == (-56, 0)
    assert shop.invoice("inv-2", CustomerId="branch").json["CustomerId"] == "head"


def test_remembered_facts_do_not_overlook_a_payer(shop: Shop) -> None:
    shop.contact("branch")
    shop.contact("head")
    sent = {"TrxTypeId": 1, "TrxCodeNumber": 3, "CustomerId": "branch", "DocumentLines": [{"UnitPrice": 100}]}
    for customer, payer in (("branch", "head"), ("head", None), ("branch", None)):
        for _ in range(2):
            assert shop.ask("POST", "Documents", sent).json["CustomerId"] == customer
        pays(shop, "branch", payer)
