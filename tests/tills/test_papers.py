"""Papers made of what a Bulgarian till recorded: nothing is posted or moved twice, advances are deducted once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pinkas.actions.issuing import cancel_document
from pinkas.actions.papers_made import MadeOrder, make_document
from pinkas.books.document import StoredDocument
from pinkas.books.errors import CancellationBlocked, InvalidValue, NotSettleable
from pinkas.books.slip import SlipKind
from pinkas.storage import documents
from pinkas.storage.transactions import StoredTransaction
from pinkas.testing.house import House
from tests.tills.shop import CUSTOMER, D, Till, back, entries, line, open_till, tender


@pytest.fixture(scope="module")
def till(house: House) -> Till:
    return open_till(house, "BG")


def make(till: Till, sold: StoredTransaction, what: str, **more: Any) -> StoredDocument:
    order = MadeOrder(what=what, channel="papers", **{"contact": CUSTOMER, **more})
    made: StoredDocument = till.run(lambda desk: make_document(desk, till.caller, sold.serial, order)).record
    return made


def accounts(till: Till) -> dict[str, Decimal]:
    sql = "select account, sum(amount) from books.balance where business_id = $1 group by account"
    rows = till.run(lambda desk: desk.store.rows(sql, till.caller.business))
    return {account: amount for account, amount in rows if amount}


def test_an_invoice_of_a_paid_sale_posts_and_moves_nothing(till: Till) -> None:
    sold = till.sell(line("2", "60"), paid="120")
    before, stock = accounts(till), till.stock()
    invoice = make(till, sold, "invoice", means=1, accepted_by="Анна", vat_reason="чл. 113")
    assert (invoice.document.kind, invoice.open_amount) == ("invoice_receipt", D(0))
    assert (invoice.document.net, invoice.document.vat, invoice.document.total) == (D(100), D(20), D(120))
    assert (accounts(till), till.stock()) == (before, stock)
    again = make(till, sold, "invoice")
    assert again.serial == invoice.serial
    with pytest.raises(NotSettleable):
        make(till, sold, "advance")
    till.whole()


def test_an_invoice_takes_over_what_is_owed_and_a_credit_note_pays_it(till: Till) -> None:
    owed = till.balance()
    sold = till.sell(line("2", "60"), paid="20", contact=CUSTOMER)
    invoice = make(till, sold, "invoice")
    assert (invoice.document.kind, invoice.open_amount, till.balance()) == ("tax_invoice", D(100), owed + 100)
    (entry,) = entries(sold)
    returned = till.sell(back("-1", entry), contact=CUSTOMER)
    credit = make(till, returned, "credit", corrects=invoice.serial)
    assert (credit.document.total, credit.open_amount) == (D(60), D(0))
    found = till.document(invoice.serial)
    assert (found.open_amount, till.balance()) == (D(40), owed + 40)
    assert invoice.number + 1 == credit.number  # one run for both
    with pytest.raises(CancellationBlocked):
        till.run(lambda desk: cancel_document(desk, till.caller, documents.by_serial(invoice.serial)))
    till.whole()


def test_a_receipt_that_paid_the_sale_pays_its_invoice(till: Till) -> None:
    sold = till.sell(line("1", "90"), contact=CUSTOMER)
    given = till.sell(back("-1", entries(sold)[0]), line("1", "100"), contact=CUSTOMER)
    assert [one.open_amount for one in given.documents] == [D(0), D(10)]
    invoice = make(till, given, "invoice")
    assert invoice.open_amount == D(10)
    till.whole()


def test_an_advance_is_deducted_once_and_never_beyond(till: Till) -> None:
    paid = till.sell(line("1", "240", "service"), paid="240", contact=CUSTOMER)
    before = accounts(till)
    advance = make(till, paid, "advance")
    after = accounts(till)
    moved = {name: after.get(name, D(0)) - before.get(name, D(0)) for name in {*before, *after}}
    assert {name: amount for name, amount in moved.items() if amount} == {
        "income:3": D(200),
        "customer-advances": D(-200),
    }
    owed = till.balance()
    first = till.sell(line("1", "360", "service"), paid="240", contact=CUSTOMER)
    final = make(till, first, "invoice", advances=((advance.serial, D(120)),))
    assert [one.net for one in final.document.lines] == [D(300), D(-100)]
    assert (final.document.net, final.document.vat, final.document.total) == (D(200), D(40), D(240))
    assert (final.open_amount, till.balance()) == (D(0), owed)
    assert accounts(till)["customer-advances"] == D(-100)
    more = till.sell(line("1", "600", "service"), contact=CUSTOMER)
    last = make(till, more, "invoice", advances=((advance.serial, None),))
    assert (last.document.total, last.open_amount) == (D(480), D(480))
    assert "customer-advances" not in accounts(till)
    extra = till.sell(line("1", "10", "service"), contact=CUSTOMER)
    with pytest.raises(InvalidValue, match="nothing that fits is left"):
        make(till, extra, "invoice", advances=((advance.serial, None),))
    with pytest.raises(CancellationBlocked):
        till.run(lambda desk: cancel_document(desk, till.caller, documents.by_serial(advance.serial)))
    till.run(lambda desk: cancel_document(desk, till.caller, documents.by_serial(last.serial)))
    assert accounts(till)["customer-advances"] == D(-100)
    remade = make(till, more, "invoice", advances=((advance.serial, None),))
    assert remade.document.total == D(480)
    till.whole()


def test_debit_notes_and_pro_formas(till: Till) -> None:
    sold = till.sell(line("1", "120", "service"), paid="120", contact=CUSTOMER)
    invoice = make(till, sold, "invoice")
    dearer = till.sell(line("1", "12", "service"), contact=CUSTOMER)
    with pytest.raises(InvalidValue, match="names its invoice"):
        make(till, dearer, "debit")
    debit = make(till, dearer, "debit", corrects=invoice.serial, comments="Доплащане")
    assert (debit.document.kind, debit.document.total, debit.open_amount) == ("debit_note", D(12), D(12))
    asked = till.sell(line("1", "50", "service"), contact=CUSTOMER)
    before = accounts(till)
    proforma = make(till, asked, "proforma")
    assert (proforma.document.kind, accounts(till)) == ("proforma", before)
    assert make(till, asked, "proforma").serial == proforma.serial
    assert make(till, asked, "invoice").document.total == D(50)
    assert make(till, asked, "proforma").serial == proforma.serial
    with pytest.raises(NotSettleable, match="has its invoice already"):
        make(till, sold, "proforma")
    payment = till.sell(kind=SlipKind.PAYMENT, contact=CUSTOMER, tenders=(tender("5"),))
    with pytest.raises(NotSettleable):
        make(till, payment, "invoice")
    till.whole()
