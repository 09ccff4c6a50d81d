"""Documents that a tongue has no word for: in none of its lists, and not found by key, number or serial in any call."""

from __future__ import annotations

from typing import Any

import pytest

from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

from .ext.asking import ext
from .rnet.haifa import cash
from .tongues import ADA, LAMP, REPAIR, Tongues, add_operator, back, line, open_tongues

#: What Caspit has no word for, as this module's shop makes them.
WORDLESS = ("till_receipt", "till_return", "debit_note", "advance_invoice", "goods_in")
LINES = [{"ProductName": "x", "UnitPrice": 1}]


@pytest.fixture(scope="module")
def shop(house: House) -> Tongues:
    add_operator(house)
    return open_tongues(house, "BG")


@pytest.fixture(scope="module")
def wordless(shop: Tongues) -> dict[str, tuple[str, str, int]]:
    """One of each: key, full number, serial. Beside them an invoice and its credit note."""
    sale = shop.sell(line(LAMP, 2, 60), Customer=ADA, CashTenders=cash(120))
    invoice = shop.paper(shop.operation(sale["TransactionID"]), "INVOICE")
    returned = shop.sell(back(sale, 0, -1), Customer=ADA, CashTenders=cash(-60))
    shop.paper(shop.operation(returned["TransactionID"]), "CREDIT", ToDocumentSerial=invoice["DocumentSerial"])
    dearer = shop.operation(shop.sell(line(REPAIR, 1, 12), Customer=ADA)["TransactionID"])
    shop.paper(dearer, "DEBIT", ToDocumentSerial=invoice["DocumentSerial"], Comment="доплащане")
    shop.paper(shop.operate((REPAIR, 1, 240), ContragentID=1), "ADVANCE")
    shop.operate((LAMP, 5, "12.5"), OperationType="Delivery", ContragentID=1)
    sql = """select distinct on (i.kind) i.kind, i.key, n.series || '/' || n.number as number, i.serial
        from books.document_index i
        join books.legal_number n on n.business_id = i.business_id and n.document_serial = i.serial
        where i.business_id = $1 and i.kind = any($2) order by i.kind, i.serial"""
    rows = shop.house.run(shop.house.desk.store.rows(sql, shop.caller.business, list(WORDLESS)))
    found = {row["kind"]: (row["key"], row["number"], row["serial"]) for row in rows}
    assert set(found) == set(WORDLESS)
    return found


@pytest.fixture(autouse=True)
def noon(clock: MovableClock) -> MovableClock:
    return clock


@pytest.mark.parametrize("kind", WORDLESS)
def test_caspit_does_not_find_it(shop: Tongues, wordless: dict[str, tuple[str, str, int]], kind: str) -> None:
    key, number, _ = wordless[kind]
    caspit = shop.caspit
    body = {"DocumentId": key, "TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": LINES}
    mail = {"To": "ada@example.com"}
    by_key = {
        "read": caspit.get(f"Documents/{key}"),
        "edited": caspit.ask("PUT", "Documents", body),
        "written over": caspit.ask("POST", "Documents", body),
        "printed": caspit.print(key),
        "printed by its own verb": caspit.ask("PRINT", f"Documents/{key}"),
        "cancelled": caspit.ask("POST", f"CancelDocument/{key}"),
        "mailed": caspit.ask("POST", f"EmailDocument/{key}", mail),
        "on paper": caspit.get(f"Pdf/{key}"),
        "its allocation number": ext(caspit, "GET", f"allocations/{key}"),
    }  # fmt: skip
    assert {name: reply.status for name, reply in by_key.items()} == dict.fromkeys(by_key, 404)
    if kind in {"debit_note", "advance_invoice"}:  # of the run that invoices have: nothing else bears its number
        assert caspit.get(f"Pdf?documentNumber={number}").status == 404
    unknown = str(key)[:-1] + ("0" if key[-1] != "0" else "1")
    for related in (key, unknown):
        said = {"ReceiptLines": [{"PaymentTypeId": 1, "Payment": 1}], "RelatedDocuments": [{"DocumentId": related}]}
        receipt = caspit.ask("POST", "Documents", {"TrxTypeId": 2, "TrxCodeNumber": 2, **said})
        assert receipt.status == 400
        assert receipt.json["ModelState"] == {
            "doc.RelatedDocuments[0]": [f"The field RelatedDocuments[0] names no document: '{related}'."]
        }


def test_no_list_of_caspit_has_it(shop: Tongues, wordless: dict[str, tuple[str, str, int]]) -> None:
    keys = {key for key, _, _ in wordless.values()}
    lists = (
        "Documents?pageSize=100", "Documents?customerId=c1&pageSize=100", "Contacts/c1/Documents",
        "Documents?onlyOpenDocuments=true&pageSize=100", "LastDocumentsNumbers",
    )  # fmt: skip
    for target in lists:
        reply = shop.caspit.get(target)
        assert reply.status == 200, target
        assert not [key for key in keys if key in reply.text], target
    documents = shop.caspit_documents()
    assert [(row["TrxTypeId"], row["Number"]) for row in documents.values()] == [
        (7, "01/0000000001"), (9, "01/0000000002"),
    ]  # fmt: skip
    invoice, credit = documents.values()
    assert [(one["DocumentNumber"], one["TrxTypeId"]) for one in invoice["RelatedDocuments"]] == [("01/0000000002", 9)]
    assert [(one["DocumentNumber"], one["TrxTypeId"]) for one in credit["RelatedDocuments"]] == [("01/0000000001", 7)]
    last = shop.caspit.get("LastDocumentsNumbers").json
    assert {row["TrxTypeId"] for row in last} <= {1, 7, 9}


def test_icash_does_not_find_what_it_has_no_word_for(shop: Tongues, wordless: dict[str, tuple[str, str, int]]) -> None:
    for kind in ("till_receipt", "till_return", "goods_in"):
        told = shop.icash.call("get-document", DocumentID=wordless[kind][2])
        assert told.error == "Wrong value for DocumentID"
    listed: list[Any] = [one["DocumentSubType"] for one in shop.icash_documents().values()]
    assert listed == ["NORMAL", "CREDIT", "DEBIT", "ADVANCE"]
    assert shop.icash.call("get-document", DocumentID=wordless["debit_note"][2]).data["DocumentSubType"] == "DEBIT"


def test_rnet_shows_an_operation_once(shop: Tongues) -> None:
    """Neither the papers made of them nor goods that come in are transactions of their own."""
    shown = shop.transactions().values()
    assert sorted(str(one["Total"]) for one in shown) == ["-60.0000", "12.0000", "120.0000", "240.0000"]
    shop.whole()
