"""Documents of every tongue, to the last field: the list with its filters, orders and counts, and one with its rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pinkas.actions.papers_made import MadeOrder, make_document
from pinkas.actions.products import product_by_serial
from pinkas.actions.shops import save_part
from pinkas.actions.till_orders import TillLineOrder, TillOrder
from pinkas.actions.tills import record_transaction
from pinkas.books.references import RecordName
from pinkas.books.shop import BankAccount
from pinkas.books.slip import Discount, SlipKind
from pinkas.storage.verify import verify_business
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import PASSWORD, Shop

from .system import System
from .test_cards import ITEM, PARTNER
from .test_operations import RECEIPT, opened, row, shop

EVERY = {
    "DocumentType": "INVOICE,PROFORMA", "DocumentStatus": "NORMAL,DELETED",
    "DocumentOperationType": "NORMAL,FINANCIAL", "DocumentSubType": "NORMAL,CREDIT,DEBIT,ADVANCE",
}  # fmt: skip


def caspit(house: House, system: System) -> Shop:
    """The same business in another tongue."""
    number, user = system.caller.tax_number, f"user-{system.caller.business}"
    house.add_user(user, PASSWORD, system.caller.business)
    other = Shop(house, number, system.caller.business)
    other.token = other.send("GET", f"/api/v1/Token?user={user}&pwd={PASSWORD}&osekMorshe={number}").json
    return other


def sold(system: System, *rows: tuple[object, object], item: int = 1, pay_type: int = 1, **said: object) -> int:
    """A printed operation of one item."""
    operation = opened(system, **{"ContragentID": 1, **said})
    for quantity, price in rows:
        row(system, operation, quantity, price, SaleItemID=item)
    system.done("print-operation", OperationID=operation, PayTypeID=pay_type)
    return operation


def paper(house: House, system: System, operation: int, what: str, **said: Any) -> int:
    """A document made of a printed operation; its DocumentID."""
    order = MadeOrder(what=what, channel="icash", **said)
    return house.run(make_document(house.desk, system.caller, operation, order)).record.serial


def listed(system: System, **said: object) -> list[int]:
    data = system.call("documents-list", **said).data
    assert data["TotalRecords"] == len(data["Data"])
    return [one["DocumentID"] for one in data["Data"]]


def test_an_invoice_to_the_last_field(house: House, clock: MovableClock) -> None:
    """Six at 24 less five percent: 120.00, 5.00000 and 136.80, as the dossier's own sample has it."""
    system = shop(house)
    account = {"bank_name": "Примерна банка", "iban": "BG80BNBG96611020345678", "bic": "BNBGBGSD", "currency": "EUR"}
    house.run(save_part(house.desk, system.caller, BankAccount, "main", account))
    operation = opened(system, ContragentID=1)
    row(system, operation)
    system.done("set-operation-discount", OperationID=operation, Discount=5)
    system.done("print-operation", OperationID=operation, PayTypeID=2)
    assert listed(system, **EVERY) == []  # a till receipt has no word here
    clock.move(minutes=20)
    serial = paper(
        house, system, operation, "invoice", means=901, bank_account=1, accepted_by="Анна Клиентова",
        comments="по договор 7", vat_reason="чл. 82",
    )  # fmt: skip
    header = [
        ("DocumentID", serial), ("DocumentStatus", "NORMAL"), ("DocumentNum", 1), ("DocumentType", "INVOICE"),
        ("DocumentStoreID", 1), ("DocumentOperationID", operation), ("DocumentOperationType", "NORMAL"),
        ("DocumentSubType", "NORMAL"), ("DocumentDate", "2026-08-04"), ("DocumentFirmName", "Пример ООД"),
        ("DocumentFirmAddress", "Пловдив, ул. Тестова 5"), ("DocumentFirmMOL", "Петър Примеров"),
        ("DocumentFirmEIK", system.caller.tax_number), ("DocumentContragentID", 1),
        ("DocumentContragentName", "Клиент ЕООД"), ("DocumentContragentAddress", "Варна, бул. Примерен 10"),
        ("DocumentContragentMOL", "Анна Клиентова"), ("DocumentContragentTaxNum", "000000025"),
        ("DocumentContragentTaxNumVatReg", "BG000000025"), ("DocumentToDocumentID", 0),
        ("DocumentToDocumentDate", "0000-00-00"), ("DocumentPriceBase", "120.00"), ("DocumentDiscount", "5.00000"),
        ("DocumentTotalPrice", "136.80"),
        ("DocumentTotalPriceTxt", "сто тридесет и шест евро и осемдесет цента"), ("DocumentCurrencyCode", "EUR"),
        ("DocumentPayTypeID", 4), ("DocumentPayDate", "2026-08-04"), ("DocumentBankAccountID", 1),
        ("DocumentBankAccountBankName", "Примерна банка"), ("DocumentBankAccountIBAN", "BG80BNBG96611020345678"),
        ("DocumentBankAccountBIC", "BNBGBGSD"), ("DocumentBankAccountCurrencyCode", "EUR"),
        ("DocumentAcceptedBy", "Анна Клиентова"), ("DocumentCreatedBy", "opening"), ("DocumentCreateUserID", 0),
        ("DocumentCreateDate", "2026-08-04 12:20:00"), ("DocumentVatReason", "чл. 82"),
        ("DocumentComment", "по договор 7"),
    ]  # fmt: skip
    assert len(header) == 39
    reply = system.call("documents-list", ImportSource="Shop 1")
    assert list(reply.data) == ["TotalRecords", "Data"]
    assert (reply.data["TotalRecords"], list(reply.data["Data"][0].items())) == (1, header)
    assert b'"DocumentPriceBase":"120.00","DocumentDiscount":"5.00000","DocumentTotalPrice":"136.80"' in reply.body
    assert list(system.call("get-document", DocumentID=serial).data.items()) == [
        *header,
        ("DocumentSaleItems", [{
            "DocumentSaleItemID": serial * 10000 + 1, "SaleItemID": 1, "SaleItemInventoryID": "000156",
            "SaleItemBarcode": "", "SaleItemName": "Кафе на зърна 1 кг", "SaleItemType": "PRODUCT", "MeasureUnitID": 1,
            "MeasureUnitName": "бр.", "TaxGroupID": 1, "TaxGroupPercent": "20.00000", "Qty": "6.00000",
            "SaleItemSinglePrice": "20.00000", "SaleItemDiscount": "0.00000", "SaleItemTotalPrice": "120.00"}]),
    ]  # fmt: skip
    assert house.run(verify_business(house.desk.store, system.caller.business)) is None


def test_the_defaults_hide_and_the_filters_show(house: House, clock: MovableClock) -> None:
    """Invoice, credit, debit, advance, proforma, one of services and a deleted one: each where its words put it."""
    system = shop(house)
    service = {"SaleItemInventoryID": "S", "SaleItemName": "Услуга", "SaleItemCashRegisterName": "У",
               "SaleItemPrimaryMeasureUnitID": 1, "SaleItemTaxGroupID": 1, "SaleItemSellPrice": 12,
               "SaleItemType": "SERVICE"}  # fmt: skip
    system.done("add-sale-item", **service)
    system.done("add-contragent", **{**PARTNER, "ContragentTaxNum": "000000018", "ContragentBarcode": None})
    first = sold(system, (2, 24))
    invoice = paper(house, system, first, "invoice")
    proforma = paper(house, system, sold(system, (1, 24)), "proforma")
    back = sold(system, (1, 24), OperationType="ReturnClient", **RECEIPT)
    credit = paper(house, system, back, "credit", corrects=invoice)
    clock.move(days=1)
    system.log_in()
    debit = paper(house, system, sold(system, (1, 6)), "debit", corrects=invoice, comments="Доплащане")
    advance = paper(house, system, sold(system, (1, 12), item=3), "advance")
    services = paper(house, system, sold(system, (1, 12), item=3, ContragentID=2), "invoice")
    said = system.call("get-document", DocumentID=credit).data["DocumentComment"]
    assert said == "Операторска грешка"  # StornoType 0, as nothing else was said
    other = caspit(house, system)
    deleted = {
        "DocumentId": "gone",
        "TrxTypeId": 1,
        "CustomerId": "k",
        "DocumentLines": [{"ProductName": "x", "UnitPrice": 5}],
    }
    assert other.contact("k").status == 201
    assert other.ask("POST", "Documents", {**deleted, "TrxCodeNumber": 3}).status == 201
    assert other.print("gone").status == 200
    assert other.ask("POST", "CancelDocument/gone").status == 200
    assert other.ask("POST", "Documents", {**deleted, "TrxCodeNumber": 3, "DocumentId": "draft"}).status == 201
    gone = listed(system, DocumentStatus="DELETED")[0]

    every = [invoice, proforma, credit, debit, advance, services, gone]
    newest = sorted(every, reverse=True)
    assert listed(system) == [invoice]
    assert listed(system, **EVERY) == sorted(every)
    for said, numbers in (
        ({"DocumentSubType": "CREDIT"}, [credit]), ({"DocumentSubType": "NORMAL,CREDIT"}, [invoice, credit]),
        ({"DocumentSubType": "DEBIT"}, [debit]), ({"DocumentType": "PROFORMA"}, [proforma]),
        ({"DocumentOperationType": "FINANCIAL"}, [services]),
        ({"DocumentOperationType": "FINANCIAL", "DocumentSubType": "ADVANCE"}, [advance]),
        ({"DocumentID": credit, "DocumentSubType": "CREDIT"}, [credit]), ({"DocumentID": credit}, []),
        ({"DocumentNum": 1}, [invoice]), ({"DocumentNum": 2, **EVERY}, [credit]), ({"DocumentNum": 10**17}, []),
        ({"DocumentStoreID": 1}, [invoice]), ({"DocumentStoreID": 2}, []),
        ({"DocumentOperationID": first}, [invoice]), ({"DocumentOperationID": back, **EVERY}, [credit]),
        ({"DocumentContragentID": 2, **EVERY}, [services]), ({"DocumentDateFrom": "2026-08-05"}, []),
        ({"DocumentDateTo": "2026-08-04", **EVERY}, [invoice, proforma, credit]),
        ({"DocumentDateFrom": "2026-08-04", "DocumentDateTo": "2026-08-04"}, [invoice]),
        ({"DocumentPayTypeID": 1}, [invoice]), ({"DocumentPayTypeID": 4, **EVERY}, [gone]),
        ({"DocumentBankAccountID": 1}, []), ({"ImportSource": "nobody"}, []), ({"ImportRefID": "nothing"}, []),
        ({"sort": "DocumentDate", "order": "DESC", **EVERY}, newest),
        ({"sort": "DocumentDateTo", **EVERY}, sorted(every)),
        ({"sort": "DocumentType", "order": "DESC", **EVERY}, [proforma, *(one for one in newest if one != proforma)]),
        ({"sort": "DocumentSubType", **EVERY}, [invoice, proforma, services, gone, credit, debit, advance]),
        ({"sort": "DocumentStatus", "order": "DESC", **EVERY}, newest),
        ({"sort": "DocumentOperationType", **EVERY}, [invoice, proforma, credit, debit, gone, advance, services]),
        ({"sort": "DocumentNum", "order": "DESC", "DocumentSubType": "NORMAL,CREDIT,DEBIT"}, [debit, credit, invoice]),
        ({"sort": "DocumentOperationID", "DocumentSubType": "NORMAL,CREDIT,DEBIT"}, [invoice, credit, debit]),
        ({"sort": "DocumentContragentID", "order": "DESC", **EVERY}, newest),
        *(({"sort": name, **EVERY}, sorted(every))
          for name in ("DocumentStoreID", "DocumentPayTypeID", "DocumentBankAccountID", "DocumentID")),
    ):  # fmt: skip
        assert listed(system, **said) == numbers, said
    page = system.call("documents-list", **EVERY, offset=1, count=2).data
    assert (page["TotalRecords"], [one["DocumentID"] for one in page["Data"]]) == (
        7,
        sorted([proforma, credit, invoice])[1:],
    )
    words = {
        serial: system.call("get-document", DocumentID=serial).data
        for serial in (invoice, credit, debit, advance, proforma, gone)
    }
    shown = ("DocumentType", "DocumentSubType", "DocumentStatus", "DocumentNum", "DocumentTotalPrice")
    assert [[words[serial][name] for name in shown] for serial in words] == [
        ["INVOICE", "NORMAL", "NORMAL", 1, "48.00"], ["INVOICE", "CREDIT", "NORMAL", 2, "24.00"],
        ["INVOICE", "DEBIT", "NORMAL", 3, "6.00"], ["INVOICE", "ADVANCE", "NORMAL", 4, "12.00"],
        ["PROFORMA", "NORMAL", "NORMAL", 1, "24.00"], ["INVOICE", "NORMAL", "DELETED", 6, "6.00"],
    ]  # fmt: skip
    for serial in (credit, debit):
        to = [words[serial][name] for name in ("DocumentToDocumentID", "DocumentToDocumentDate")]
        assert to == [invoice, "2026-08-04"]
    assert house.run(verify_business(house.desk.store, system.caller.business)) is None


def test_what_has_no_word_here_is_absent(house: House) -> None:
    """Receipts, quotes, delivery notes and drafts are in no list, and asking for one names nothing."""
    system = shop(house, "IL")
    other = caspit(house, system)
    assert other.contact("k").status == 201
    lines = {"DocumentLines": [{"ProductName": "x", "UnitPrice": 100}], "CustomerId": "k"}
    for key, kind, code in (("q", 16, 3), ("d", 15, 3), ("i", 1, 3), ("draft", 1, 3)):
        sent = {"DocumentId": key, "TrxTypeId": kind, "TrxCodeNumber": code, **lines}
        assert other.ask("POST", "Documents", sent).status == 201
    assert other.receipt("r", CustomerId="k").status == 201
    for key in ("q", "d", "i", "r"):
        assert other.print(key).status == 200
    numbers = listed(system, **EVERY)
    assert [system.call("get-document", DocumentID=one).data["DocumentNum"] for one in numbers] == [100001]
    for serial in {*range(1, 7)} - {*numbers}:
        assert system.call("get-document", DocumentID=serial).error == "Wrong value for DocumentID"
    assert system.call("get-document").error == "Missing value for DocumentID"
    for wrong in ("0", "-1", "1.0", "x", "9" * 19):
        assert system.call("get-document", DocumentID=wrong).error == "Wrong value for DocumentID"


@pytest.mark.parametrize(
    ("rebate", "base", "percent"),
    [
        # A percentage of five places leads from the base to the cent, or the base after the discount is told.
        ("100.00", "999999.00", "0.01000"), ("12345.67", "987653.33", "0.00000"), ("0.01", "999998.99", "0.00000"),
        (None, "999999.00", "0.00000"),
    ],
)  # fmt: skip
def test_a_discount_that_a_percentage_cannot_carry(
    house: House, amounts: tuple[System, Shop], rebate: str | None, base: str, percent: str
) -> None:
    system, other = amounts
    key = f"r-{rebate}"
    lines = [{"ProductName": "x", "UnitPrice": "999999", "Qty": 1}]
    sent = {"DocumentId": key, "TrxTypeId": 1, "TrxCodeNumber": 3, "CustomerId": "k", "DocumentLines": lines}
    assert other.ask("POST", "Documents", sent | ({} if rebate is None else {"Rebate": rebate})).status == 201
    assert other.print(key).status == 200
    serial = listed(system, sort="DocumentID", order="DESC", count=100)[0]
    shown = system.call("get-document", DocumentID=serial).data
    assert (shown["DocumentPriceBase"], shown["DocumentDiscount"]) == (base, percent)
    assert [one["SaleItemTotalPrice"] for one in shown["DocumentSaleItems"]] == [base]


@pytest.fixture(scope="module")
def amounts(house: House) -> tuple[System, Shop]:
    system = shop(house, "IL")
    other = caspit(house, system)
    assert other.contact("k").status == 201
    return system, other


def test_rows_of_several_rates_add_up(house: House) -> None:
    """Two tax groups, discounts of rows and of the whole: rows in their own rates, together the document's base."""
    system = shop(house)
    operation = opened(system, ContragentID=1)
    row(system, operation, 3, "9.99", SaleItemDiscount="10")
    row(system, operation, "0.5", "7.77", SaleItemID=2)
    system.done("set-operation-discount", OperationID=operation, Discount="3.5")
    system.done("print-operation", OperationID=operation, PayTypeID=1)
    shown = system.call("get-document", DocumentID=paper(house, system, operation, "invoice")).data
    # 26.973 and 3.885 with VAT, less 3.5 %: 26.03 at 20 % and 3.75 at 9 %; bases 21.69 and 3.44.
    rows = [
        tuple(
            one[name]
            for name in (
                "TaxGroupID",
                "TaxGroupPercent",
                "Qty",
                "SaleItemSinglePrice",
                "SaleItemDiscount",
                "SaleItemTotalPrice",
            )
        )
        for one in shown["DocumentSaleItems"]
    ]
    assert rows == [
        (1, "20.00000", "3.00000", "8.32500", "10.00000", "22.48"),
        (2, "9.00000", "0.50000", "7.12844", "0.00000", "3.56"),
    ]  # fmt: skip
    assert (shown["DocumentPriceBase"], shown["DocumentDiscount"], shown["DocumentTotalPrice"]) == (
        "26.04",
        "3.50000",
        "29.78",
    )


def test_wrong_filters(system: System) -> None:
    for name, value in {
        "DocumentID": "1e2", "DocumentStoreID": "-1", "DocumentType": "INVOICE,ORDER", "DocumentNum": "001x",
        "DocumentStatus": "normal", "DocumentOperationType": "SERVICE", "DocumentOperationID": "9" * 19,
        "DocumentSubType": "NORMAL;CREDIT", "DocumentContragentID": "x", "DocumentDateFrom": "2026-13-01",
        "DocumentDateTo": "04.08.2026", "DocumentPayTypeID": "0", "DocumentBankAccountID": "x",
        "ImportSource": "x" * 31, "ImportRefID": "x" * 31, "sort": "DocumentTotalPrice", "order": "DOWN",
        "offset": "-1", "count": "0",
    }.items():  # fmt: skip
        assert system.call("documents-list", **{name: value}).error == f"Wrong value for {name}", name
    giant = ",".join(["NORMAL", "CREDIT"] * 20_000)
    assert system.call("documents-list", DocumentSubType=giant).error == "Wrong value for DocumentSubType"
    several = [("DocumentSubType[]", "NORMAL"), ("DocumentSubType[]", "CREDIT"), ("DocumentStatus[0]", "DELETED")]
    assert system.call("documents-list", *several).data == {"TotalRecords": 0, "Data": []}
    # Empty is as good as not said, and blanks around a value are nothing.
    assert (
        system.call("documents-list", DocumentType="", DocumentID="", count=" 5 ", order="").data["TotalRecords"] == 0
    )


def test_what_other_tongues_recorded_is_an_operation_too(house: House) -> None:
    """A sale of a till and an invoice of another tongue: operations with rows; cancelled, both are deleted."""
    system = shop(house, "IL")
    other = caspit(house, system)
    assert other.contact("k").status == 201
    lines = [{"ProductName": "שולחן", "UnitPrice": 100, "Qty": 2, "Rebate": 20}]
    sent = {"DocumentId": "inv", "TrxTypeId": 1, "TrxCodeNumber": 3, "CustomerId": "k", "DocumentLines": lines}
    assert other.ask("POST", "Documents", sent).status == 201
    assert other.print("inv").status == 200
    order = TillOrder(
        kind=SlipKind.SALE, register=RecordName("serial", "1"), channel="till", note="מהקופה",
        lines=(TillLineOrder(product=RecordName("serial", "1"), quantity=Decimal(3), price=Decimal("11.80"),
                             discount=Discount(percent=Decimal(10))),),
        rest="card:visa",
    )  # fmt: skip
    till = house.run(record_transaction(house.desk, system.caller, order)).record
    invoice, sale = (one["OperationID"] for one in system.call("operations-list").data["Data"])
    assert sale == till
    shown = {number: system.call("get-operation", OperationID=number).data for number in (invoice, sale)}
    fields = ("OperationType", "OperationStatus", "OperationPrice", "OperationPriceWithoutVat", "OperationPayedSum",
              "OperationComment", "OperationImportType", "OperationFiskBonUUID")  # fmt: skip
    assert [[shown[number][name] for name in fields] for number in (invoice, sale)] == [
        ["Sell", "NORMAL", "212.40000", "180.00000", "0.00000", "", "", ""],
        ["Sell", "NORMAL", "31.86000", "27.00000", "31.86000", "מהקופה", "", ""],
    ]
    assert shown[invoice]["OperationSaleItems"] == [{
        "OperationSaleItemID": 0, "SaleItemID": 0, "SaleItemInventoryID": "", "SaleItemName": "שולחן",
        "Qty": "2.00000", "SaleItemSinglePrice": "106.20000", "SaleItemDiscount": "0.00"}]  # fmt: skip
    assert shown[sale]["OperationSaleItems"] == [{
        "OperationSaleItemID": 0, "SaleItemID": 1, "SaleItemInventoryID": "000156",
        "SaleItemName": "Кафе на зърна 1 кг", "Qty": "3.00000", "SaleItemSinglePrice": "11.80000",
        "SaleItemDiscount": "10.00"}]  # fmt: skip
    assert shown[sale]["OperationPayments"] == [{"PaymentID": "0", "PayTypeID": 2, "PaymentSum": "31.86"}]
    documents = system.call("documents-list", DocumentOperationID=sale).data["Data"]
    row_ = system.call("get-document", DocumentID=documents[0]["DocumentID"]).data["DocumentSaleItems"][0]
    assert [row_[name] for name in ("SaleItemSinglePrice", "SaleItemDiscount", "SaleItemTotalPrice")] == [
        "10.00000", "10.00000", "27.00",
    ]  # fmt: skip
    assert other.ask("POST", "CancelDocument/inv").status == 200
    assert [one["OperationID"] for one in system.call("operations-list").data["Data"]] == [sale]
    assert [one["OperationID"] for one in system.call("operations-list", OperationStatus="DELETED").data["Data"]] == [
        invoice
    ]
    # What was removed from the catalogue is listed as deleted, and stays on its documents.
    key = house.run(product_by_serial(house.desk, system.caller, 2)).key
    assert other.ask("DELETE", f"Products/{key}").status in {200, 204}
    assert [one["SaleItemID"] for one in system.call("get-sale-items").data["Data"]] == [1]
    gone = system.call("get-sale-items", SaleItemStatus="Deleted").data["Data"]
    assert [(one["SaleItemID"], one["SaleItemStatus"]) for one in gone] == [(2, "Deleted")]
    assert system.call("add-sale-item", **{**ITEM, "EditSaleItemID": 2}).error == "Wrong value for EditSaleItemID"
