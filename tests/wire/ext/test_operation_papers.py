"""Documents of operations over HTTP: a Bulgarian shop whose sales came over R-NET and iCash."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House
from tests.paper.reading import all_lines
from tests.wire.rnet.haifa import cash
from tests.wire.tongues import ADA, BOOK, LAMP, REPAIR, Tongues, add_operator, back, line, open_tongues

from .asking import ext

D = Decimal


@pytest.fixture(scope="module", autouse=True)
def operator(house: House) -> None:
    add_operator(house)


@pytest.fixture
def shop(house: House) -> Tongues:
    """A shop of each test's own: its numbers begin with it."""
    return open_tongues(house, "BG")


@pytest.fixture(autouse=True)
def noon(clock: MovableClock) -> MovableClock:
    return clock


def owed(shop: Tongues) -> Any:
    """What Ada owes: Caspit writes a debt negative."""
    return -shop.caspit.balance("c1")


def refused(shop: Tongues, operation: int, status: int = 400, **said: object) -> Any:
    reply = ext(shop.caspit, "POST", f"operations/{operation}/document", said)
    assert reply.status == status, reply.text
    return reply.json.get("ModelState") or reply.json["Message"]


def test_an_invoice_and_its_credit_note(shop: Tongues) -> None:
    """Two lamps at 60 and a book at 10.90, paid in part; then one lamp comes back against what is owed."""
    before, stock = owed(shop), shop.on_hand()
    sale = shop.sell(line(LAMP, 2, 60), line(BOOK, 1, "10.90"), Customer=ADA, CashTenders=cash("30.90"))
    sold = shop.operation(sale["TransactionID"])
    assert (owed(shop) - before, shop.caspit_documents(), shop.icash_documents()) == (100, {}, {})
    reply = ext(
        shop.caspit, "POST", f"operations/{sold}/document", {"Type": "INVOICE", "PayTypeId": 4, "Comment": "№ 7"}
    )
    invoice = reply.json
    assert reply.headers["location"].endswith(f"/api/v1/documents/{invoice['DocumentId']}")
    assert {name: invoice[name] for name in (
        "Type", "Kind", "Number", "CustomerId", "ContragentId", "TotalBeforeVAT", "Vat", "Total", "OpenAmount",
        "PayTypeId", "Comment", "Cancelled", "OperationId",
    )} == {
        "Type": "INVOICE", "Kind": "tax_invoice", "Number": "01/0000000001", "CustomerId": "c1", "ContragentId": 1,
        "TotalBeforeVAT": 110, "Vat": D("20.90"), "Total": D("130.90"), "OpenAmount": 100,
        "PayTypeId": 4, "Comment": "№ 7", "Cancelled": False, "OperationId": sold,
    }  # fmt: skip
    shown = shop.caspit.document(invoice["DocumentId"])
    assert (shown["TrxTypeId"], shown["Number"], shown["Total"]) == (1, "01/0000000001", D("130.90"))
    assert shop.paper(sold, "INVOICE")["DocumentSerial"] == invoice["DocumentSerial"]
    returned = shop.operation(shop.sell(back(sale, 0, -1), Customer=ADA)["TransactionID"])
    assert owed(shop) - before == 40
    credit = shop.paper(returned, "CREDIT", ToDocumentSerial=invoice["DocumentSerial"])
    assert [credit[name] for name in ("Kind", "Number", "TotalBeforeVAT", "Vat", "Total", "OpenAmount")] == [
        "credit_invoice", "01/0000000002", 50, 10, 60, 0,
    ]  # fmt: skip
    assert credit["ToDocumentSerial"] == invoice["DocumentSerial"]
    assert shop.paper(sold, "INVOICE")["OpenAmount"] == 40
    left = shop.on_hand()
    assert (owed(shop) - before, stock[LAMP] - left[LAMP], stock[BOOK] - left[BOOK]) == (40, 1, 1)
    # Its own debt is paid at the till, on account, and over Caspit by name.
    shop.issue("r1", 2, CustomerId="c1", ReceiptLines=[{"PaymentTypeId": 1, "Payment": 40}],
               RelatedDocuments=[{"DocumentId": invoice["DocumentId"]}])  # fmt: skip
    assert (owed(shop) - before, shop.paper(sold, "INVOICE")["OpenAmount"]) == (0, 0)
    blocked = shop.caspit.ask("POST", f"CancelDocument/{invoice['DocumentId']}")
    assert blocked.status == 400
    assert "cannot be cancelled" in blocked.text


def test_a_debit_note_and_a_proforma(shop: Tongues) -> None:
    paid = shop.operate((REPAIR, 1, 120), ContragentID=1)
    proforma = shop.paper(paid, "PROFORMA", Date="2026-08-04", PayDate="2026-08-31")
    assert [proforma[name] for name in ("Kind", "Number", "Total", "PayDate")] == [
        "proforma", "01/1", 120, "2026-08-31T00:00:00",
    ]  # fmt: skip
    before = owed(shop)
    invoice = shop.paper(paid, "INVOICE")
    assert (invoice["Kind"], invoice["Total"], invoice["OpenAmount"], owed(shop)) == ("invoice_receipt", 120, 0, before)
    dearer = shop.operation(shop.sell(line(REPAIR, 1, 12), Customer=ADA)["TransactionID"])
    assert refused(shop, dearer, Type="DEBIT", Comment="доплащане") == {
        "ToDocumentSerial": ["The field ToDocumentSerial must be said: a debit note names its invoice."]
    }
    debit = ext(shop.caspit, "POST", f"operations/{dearer}/document", {
        "Type": "DEBIT", "ToDocumentSerial": invoice["DocumentSerial"], "Comment": "доплащане"})  # fmt: skip
    assert "location" not in debit.headers  # Caspit has no word for it
    assert [debit.json[name] for name in ("Type", "TotalBeforeVAT", "Vat", "Total", "OpenAmount")] == [
        "DEBIT", 10, 2, 12, 12,
    ]  # fmt: skip
    assert debit.json["ToDocumentSerial"] == invoice["DocumentSerial"]
    assert shop.caspit.get(f"Documents/{debit.json['DocumentId']}").status == 404
    assert owed(shop) - before == 12


def test_an_advance_and_its_final_invoices(shop: Tongues) -> None:
    """240 in advance: 120 of it deducted from 360 by name, the rest from 600; the goods' own debts fall with it."""
    before = owed(shop)
    early = shop.operate((REPAIR, 1, 240), ContragentID=1)
    advance = shop.paper(early, "ADVANCE")
    assert [advance[name] for name in ("Kind", "TotalBeforeVAT", "Vat", "Total", "OpenAmount")] == [
        "advance_invoice", 200, 40, 240, 0,
    ]  # fmt: skip
    serial = advance["DocumentSerial"]
    first = shop.operation(shop.sell(line(REPAIR, 1, 360), Customer=ADA)["TransactionID"])
    assert owed(shop) - before == 360
    final = shop.paper(first, "INVOICE", Advances=[{"DocumentSerial": serial, "Amount": 120}])
    assert [final[name] for name in ("TotalBeforeVAT", "Vat", "Total", "OpenAmount")] == [200, 40, 240, 240]
    assert final["Advances"] == [{"DocumentSerial": serial, "Amount": 120}]
    assert owed(shop) - before == 240
    rows = shop.icash.call("get-document", DocumentID=final["DocumentSerial"]).data["DocumentSaleItems"]
    assert [row["SaleItemTotalPrice"] for row in rows] == ["300.00", "-100.00"]
    second = shop.operation(shop.sell(line(REPAIR, 1, 600), Customer=ADA)["TransactionID"])
    last = shop.paper(second, "INVOICE", Advances=[{"DocumentSerial": serial}])
    assert (last["Total"], last["Advances"]) == (480, [{"DocumentSerial": serial, "Amount": 120}])
    third = shop.operation(shop.sell(line(REPAIR, 1, 12), Customer=ADA)["TransactionID"])
    assert list(refused(shop, third, Type="INVOICE", Advances=[{"DocumentSerial": serial}])) == ["Advances"]
    assert list(refused(shop, third, Type="INVOICE", Advances=[{"DocumentSerial": 999}])) == ["Advances"]
    assert list(refused(shop, third, Type="ADVANCE", Date="2026-08-03")) == ["Date"]
    assert owed(shop) - before == 240 + 480 + 12


def test_what_cannot_be_made(shop: Tongues) -> None:
    goods = shop.operation(shop.sell(line(LAMP, 1, 60), CashTenders=cash(60))["TransactionID"])
    assert list(refused(shop, goods, Type="INVOICE")) == ["CustomerId"]  # nobody's sale needs a customer's name
    assert list(refused(shop, goods, Type="ADVANCE", CustomerId="c1")) == ["Type"]  # its goods have left already
    assert list(refused(shop, goods, Type="CREDIT", CustomerId="c1")) == ["OperationId"]
    made = shop.paper(goods, "INVOICE", ContragentId=1)
    assert (made["CustomerId"], made["Kind"], made["Total"]) == ("c1", "invoice_receipt", 60)
    assert list(refused(shop, goods, Type="DEBIT", ToDocumentSerial=1, Comment="доплащане")) == ["OperationId"]
    assert refused(shop, 999, 404, Type="INVOICE") == "operation 999 was not found."
    # Another business's operations are nobody's here, whatever their number.
    shop.whole()


def test_what_was_cancelled_is_made_again(shop: Tongues) -> None:
    """The sale is as it was without its invoice: it can have another, with the next number."""
    sold = shop.operation(shop.sell(line(LAMP, 1, 60), Customer=ADA)["TransactionID"])
    before = owed(shop)
    first = shop.paper(sold, "INVOICE")
    assert shop.caspit.ask("POST", f"CancelDocument/{first['DocumentId']}").status == 200
    assert owed(shop) == before
    second = shop.paper(sold, "INVOICE")
    assert int(second["Number"][3:]) == int(first["Number"][3:]) + 1
    assert (second["OpenAmount"], owed(shop)) == (60, before)
    seen = shop.rnet.get("transactions", id=shop.rnet.get("transactions")[-1]["TransactionID"])
    assert seen["Status"] == 1
    shop.whole()


def test_every_kind_is_had_on_paper_and_cancelled(shop: Tongues) -> None:
    """Debit notes and advances too, that Caspit has no word for: the original once, copies after it."""
    paid = shop.operate((REPAIR, 1, 120), ContragentID=1)
    invoice = shop.paper(paid, "INVOICE")
    dearer = shop.operation(shop.sell(line(REPAIR, 1, 12), Customer=ADA)["TransactionID"])
    before = owed(shop)
    debit = shop.paper(dearer, "DEBIT", ToDocumentSerial=invoice["DocumentSerial"], Comment="Доплащане")
    spare = ext(shop.caspit, "POST", f"papers/{debit['DocumentId']}/cancel")
    assert spare.status == 200
    assert {name: spare.json[name] for name in ("DocumentSerial", "Kind", "Number", "Total", "Cancelled")} == {
        "DocumentSerial": debit["DocumentSerial"], "Kind": "debit_note", "Number": debit["Number"], "Total": 12,
        "Cancelled": True,
    }  # fmt: skip
    assert owed(shop) == before
    again = shop.paper(dearer, "DEBIT", ToDocumentSerial=invoice["DocumentSerial"], Comment="Доплащане")
    first = pdf(shop, again["DocumentId"])
    assert {"Оригинал", "Доплащане"} <= set(first)
    assert any(one.startswith("ДЕБИТНОИЗВЕСТИЕ№") for one in first)
    assert "Copy" in pdf(shop, str(again["DocumentSerial"]), "?lan=1")
    blocked = ext(shop.caspit, "POST", f"papers/{again['DocumentSerial']}/cancel")
    assert (blocked.status, "left the house" in blocked.text or "original" in blocked.text) == (400, True)
    advance = shop.paper(shop.operate((REPAIR, 1, 240), ContragentID=1), "ADVANCE")
    assert ext(shop.caspit, "POST", f"papers/{advance['DocumentSerial']}/cancel").json["Kind"] == "advance_invoice"
    shop.whole()


def pdf(shop: Tongues, document: str, query: str = "") -> list[str]:
    reply = ext(shop.caspit, "GET", f"papers/{document}{query}")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/pdf")
    return all_lines(reply.body)
