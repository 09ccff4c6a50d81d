"""What papers of a Bulgarian till's sales may correct and deduct: never more than is left, of the same customer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pinkas.actions.contacts import save_contact
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import issue_document
from pinkas.actions.papers_made import MadeOrder, make_document
from pinkas.actions.products import save_product
from pinkas.books.contact import Contact
from pinkas.books.document import Party, StoredDocument
from pinkas.books.draft import DocumentOrder, SourceName
from pinkas.books.errors import InvalidValue, NotSettleable, OverCredited
from pinkas.books.lines import LineOrder
from pinkas.books.product import Product
from pinkas.books.references import RecordName
from pinkas.storage import documents
from pinkas.storage.transactions import StoredTransaction
from pinkas.testing.house import House
from tests.tills.shop import CUSTOMER, D, Till, back, entries, line, open_till

OTHER = RecordName("key", "c2")


@pytest.fixture(scope="module")
def till(house: House) -> Till:
    till = open_till(house, "BG")
    till.run(lambda desk: save_contact(desk, till.caller, "c2", Contact(name="Друг")))
    export = Product(
        name="export",
        sale_price1=D(50),
        price_includes_vat=True,
        stocked=False,
        currency="EUR",
        tax_group="zero",
        charge_vat=False,
    )
    till.run(lambda desk: save_product(desk, till.caller, "export", export))
    return till


def make(till: Till, sold: StoredTransaction, what: str, **more: Any) -> StoredDocument:
    order = MadeOrder(what=what, channel="papers", **{"contact": CUSTOMER, **more})
    made: StoredDocument = till.run(lambda desk: make_document(desk, till.caller, sold.serial, order)).record
    return made


def refused(till: Till, sold: StoredTransaction, what: str, field: str, why: str, **more: Any) -> None:
    with pytest.raises(InvalidValue, match=why) as wrong:
        make(till, sold, what, **more)
    assert wrong.value.field == field


def loose(till: Till, quantity: str, price: str, product: str = "p1", **more: Any) -> StoredTransaction:
    """A return of what nobody knows the sale of."""
    return till.sell(line(f"-{quantity}", price, product), contact=CUSTOMER, **more)


def service(till: Till, price: str, **more: Any) -> StoredTransaction:
    return till.sell(line("1", price, "service"), contact=CUSTOMER, **more)


def test_what_was_credited_of_an_advance_cannot_be_deducted(till: Till) -> None:
    """Of 240 in advance 60 are given back; 180 are left, for one invoice or for several."""
    early = service(till, "240", paid="240")
    advance = make(till, early, "advance")
    back_ = till.sell(back("-0.25", entries(early)[0]), paid="-60", contact=CUSTOMER)
    credit = make(till, back_, "credit")
    assert (credit.document.total, credit.relations[-1].serial) == (D(60), advance.serial)
    more = service(till, "600")
    named = ((advance.serial, D("180.01")),)
    refused(till, more, "invoice", "advances", "must be at most 180.00: that is what is left", advances=named)
    final = make(till, more, "invoice", advances=((advance.serial, None),))
    assert (final.document.net, final.document.vat, final.document.total) == (D(350), D(70), D(420))
    extra = service(till, "12")
    refused(till, extra, "invoice", "advances", "nothing that fits is left", advances=((advance.serial, None),))
    whole = service(till, "12", paid="12")
    other = make(till, whole, "advance")
    make(till, till.sell(back("-1", entries(whole)[0]), paid="-12", contact=CUSTOMER), "credit")
    refused(till, extra, "invoice", "advances", "nothing that fits is left", advances=((other.serial, None),))
    till.whole()


def test_an_amount_is_deducted_whole_or_refused(till: Till) -> None:
    advance = make(till, service(till, "240", paid="240"), "advance")
    small = service(till, "12")
    over = ((advance.serial, D("12.01")),)
    refused(till, small, "invoice", "advances", "must be at most 12.00: that is what fits", advances=over)
    final = make(till, small, "invoice", advances=((advance.serial, D("0.03")),))
    assert (final.document.lines[-1].net, final.document.total) == (D("-0.02"), D("11.97"))
    till.whole()


def test_a_credit_is_of_the_invoice_of_what_comes_back(till: Till) -> None:
    sold = till.sell(line("2", "60"), contact=CUSTOMER)
    returned = till.sell(back("-1", entries(sold)[0]), contact=CUSTOMER)
    with pytest.raises(NotSettleable, match="has no invoice yet: make that first"):
        make(till, returned, "credit")
    other = make(till, till.sell(line("2", "60"), contact=CUSTOMER), "invoice")
    with pytest.raises(NotSettleable, match="has no invoice yet"):
        make(till, returned, "credit", corrects=other.serial)
    invoice = make(till, sold, "invoice")
    refused(till, returned, "credit", "corrects", "must be the invoice of the sale", corrects=other.serial)
    credit = make(till, returned, "credit")
    assert [one.document for one in credit.document.sources] == [returned.documents[0].serial, invoice.serial]
    assert [one.document for one in credit.document.lines[0].bases or ()] == [
        returned.documents[0].serial, invoice.serial,
    ]  # fmt: skip
    assert credit.document.comments == "Връщане на стоки"
    assert till.document(invoice.serial).open_amount == D(60)
    refused(till, loose(till, "1", "60"), "credit", "corrects", "a credit note names its invoice")
    till.whole()


def test_no_more_is_credited_than_an_invoice_sold(till: Till) -> None:
    """Two at 60 and a service of 300: one credited at the desk, one at the till, and no third though money is left."""
    sold = till.sell(line("2", "60"), line("1", "300", "service"), contact=CUSTOMER)
    invoice = make(till, sold, "invoice")
    order = DocumentOrder(
        key="desk-credit", kind="credit_invoice", series=None, contact_key="c1", party=Party(name="נועה"),
        class_number=3, lines=(LineOrder(product="p1", unit_price=D(50), quantity=D(1)),),
        sources=(SourceName(key=invoice.key),), channel="api",
    )  # fmt: skip
    till.run(lambda desk: save_draft(desk, till.caller, order))
    till.run(lambda desk: issue_document(desk, till.caller, documents.by_key("desk-credit")))
    with pytest.raises(OverCredited):
        make(till, loose(till, "2", "60"), "credit", corrects=invoice.serial)
    make(till, loose(till, "1", "60"), "credit", corrects=invoice.serial)
    with pytest.raises(OverCredited):
        make(till, loose(till, "1", "60"), "credit", corrects=invoice.serial)
    advance = make(till, service(till, "240", paid="240"), "advance")
    with pytest.raises(OverCredited):  # goods are no part of an advance
        make(till, loose(till, "1", "60"), "credit", corrects=advance.serial)
    till.whole()


def test_customer_and_date(till: Till) -> None:
    invoice = make(till, till.sell(line("1", "60"), contact=CUSTOMER), "invoice")
    returned = till.sell(line("-1", "60"), contact=OTHER)
    dearer = till.sell(line("1", "12", "service"), contact=OTHER)
    for sold, what in ((returned, "credit"), (dearer, "debit")):
        refused(
            till, sold, what, "corrects", "of the same customer", contact=OTHER, corrects=invoice.serial, comments="x"
        )
    today = till.caller.today(till.house.clock)
    fresh = till.sell(line("1", "60"), contact=CUSTOMER)
    refused(till, fresh, "invoice", "date", "must not be after today", date=today + dt.timedelta(days=1))
    refused(till, fresh, "invoice", "date", "must not be before", date=dt.date(2026, 3, 10))
    assert make(till, fresh, "invoice", date=today).document.date == today


def test_grounds_and_reasons(till: Till) -> None:
    abroad = till.sell(line("1", "50", "export"), line("1", "60", "service"), contact=CUSTOMER)
    refused(till, abroad, "invoice", "vat_reason", "on what ground line 1 bears no VAT")
    invoice = make(till, abroad, "invoice", vat_reason="чл. 28 от ЗДДС")
    assert invoice.document.exempt_base == D(50)
    by_line = till.sell(line("1", "50", "export", vat_reason="чл. 28 от ЗДДС"), contact=CUSTOMER)
    assert make(till, by_line, "invoice").document.vat_reason is None
    dearer = service(till, "12")
    refused(till, dearer, "debit", "comments", "a debit note tells its reason", corrects=invoice.serial)
    assert make(till, dearer, "debit", corrects=invoice.serial, comments="Доплащане").document.comments == "Доплащане"
    reasons = []
    for said in ({}, *({"remarks": (("storno-type", storno),)} for storno in ("0", "1", "2"))):
        cheaper = loose(till, "0.1", "60", "service", **said)
        credit = make(till, cheaper, "credit", corrects=invoice.serial).document
        assert credit.vat_reason == "чл. 28 от ЗДДС"  # as its invoice has it
        reasons.append(credit.comments)
    assert reasons == [
        "Връщане на стоки", "Операторска грешка", "Връщане или рекламация", "Намаляване на данъчната основа",
    ]  # fmt: skip
    last = loose(till, "0.1", "60", "service")
    assert make(till, last, "credit", corrects=invoice.serial, comments="Отстъпка").document.comments == "Отстъпка"
    till.whole()
