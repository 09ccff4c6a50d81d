"""Operations from the first call to the document they issue: what is built, what may not be, and what happens once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pinkas.storage.verify import verify_business
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

from .system import System, another_system, open_system
from .test_cards import ITEM, PARTNER

SALE: dict[str, Any] = {"ImportSource": "Shop 1", "OperationType": "Sell", "CashRegisterID": 1, "StoreID": 1}
RECEIPT: dict[str, Any] = {
    "FiskBonRcpNum": 77, "FiskDeviceNum": 10000001, "FiskBonDate": "04-08-26 11:30",
    "FiskBonUUID": "XX000001-0001-0000009",
}  # fmt: skip


def shop(house: House, country: str = "BG") -> System:
    """A system with an item at 24 with VAT, one under the second tax group, and a partner."""
    system = open_system(house, country=country)
    system.done("add-sale-item", **{**ITEM, "SaleItemSellPrice": "24"})
    reduced = {**ITEM, "SaleItemInventoryID": "000157", "SaleItemName": "Книга", "SaleItemTaxGroupID": 2}
    system.done("add-sale-item", **reduced)
    system.done("add-contragent", **PARTNER)
    return system


def opened(system: System, **said: object) -> int:
    number: int = system.call("new-operation", **{**SALE, **said}).data["OperationID"]
    return number


def row(system: System, operation: int, quantity: object = 6, price: object = 24, **said: object) -> int:
    asked = {"OperationID": operation, "SaleItemID": 1, "Qty": quantity, "SaleItemSinglePrice": price, **said}
    number: int = system.call("add-operation-sale-item", **asked).data["OperationSaleItemID"]
    return number


def stock(system: System) -> object:
    return system.call("get-sale-item-qty", SaleItemInventoryID="000156", StoreID=1).data["Qty"]


def whole(house: House, system: System) -> bool:
    return house.run(verify_business(house.desk.store, system.caller.business)) is None


def test_a_sale_from_opening_to_printing(house: House, clock: MovableClock) -> None:
    """The wire's own flow: rows, one removed, a discount, a payment, printed; each answer as its page has it."""
    system = shop(house)
    reply = system.call("new-operation", **SALE, ImportRefID="R-1", ContragentID=1, Comment="по договор 7")
    assert reply.data == {"OperationID": 1, "OperationFiskBonUUID": "00000001-0001-0000001"}
    asked = {"OperationID": 1, "SaleItemID": 1, "Qty": "6.00000", "SaleItemSinglePrice": "24.00"}
    assert system.call("add-operation-sale-item", **asked).data == {"OperationSaleItemID": 1}
    by_number = {**asked, "SaleItemID": None, "SaleItemInventoryID": "000157", "SaleItemDiscount": "12.5"}
    assert system.call("add-operation-sale-item", **by_number).data == {"OperationSaleItemID": 2}
    assert system.call("del-operation-sale-item", OperationSaleItemID=2).data == {"OperationSaleItemID": 2}
    assert system.call("set-operation-discount", OperationID=1, Discount="5.00").data == "OK"
    paid = system.call("add-operation-payment", OperationID=1, PayTypeID=2, PaymentSum="36.80")
    assert paid.data == {"result": "OK", "PaymentID": "1"}
    temporary = system.call("get-operation", OperationID=1).data
    clock.move(minutes=3)
    assert system.call("print-operation", OperationID=1, PayTypeID=1).body.endswith(b'"status":1,"data":1}')
    assert list(system.call("get-operation", OperationID=1).data.items()) == [
        ("OperationID", 1), ("OperationType", "Sell"), ("OperationCashRegisterID", 1), ("OperationStoreID", 1),
        ("OperationNum", 1), ("OperationDate", "2026-08-04"), ("OperationStatus", "NORMAL"),
        ("OperationContragentID", 1), ("OperationComment", "по договор 7"), ("OperationPrice", "136.80000"),
        ("OperationCurrencyCode", "EUR"), ("OperationPriceWithoutVat", "114.00000"), ("OperationTotalVat", "22.80000"),
        ("OperationPayedSum", "136.80000"), ("OperationFiskBonUUID", "00000001-0001-0000001"),
        ("OperationCreateUserID", 1), ("OperationCreateDate", "2026-08-04 12:00:00"), ("OperationCompleteUserID", 1),
        ("OperationCompleteDate", "2026-08-04 12:03:00"), ("OperationPosCompleteDate", "2026-08-04 12:03:00"),
        ("OperationTotalDiscount", "5.00000"), ("OperationImportType", "API"), ("OperationImportSource", "Shop 1"),
        ("OperationImportRefID", "R-1"),
        ("OperationSaleItems", [{
            "OperationSaleItemID": 1, "SaleItemID": 1, "SaleItemInventoryID": "000156",
            "SaleItemName": "Кафе на зърна 1 кг", "Qty": "6.00000", "SaleItemSinglePrice": "24.00000",
            "SaleItemDiscount": "0.00"}]),
        ("OperationPayments", [
            {"PaymentID": "1", "PayTypeID": 2, "PaymentSum": "36.80"},
            {"PaymentID": "0", "PayTypeID": 1, "PaymentSum": "100.00"}]),
    ]  # fmt: skip
    before = {
        "OperationNum": 0, "OperationStatus": "TEMP", "OperationPrice": "136.80000", "OperationPayedSum": "36.80000",
        "OperationPriceWithoutVat": "114.00000", "OperationCompleteUserID": 0,
        "OperationCompleteDate": "0000-00-00 00:00:00", "OperationPosCompleteDate": "0000-00-00 00:00:00",
    }  # fmt: skip
    assert {name: temporary[name] for name in before} == before
    assert [one["PaymentID"] for one in temporary["OperationPayments"]] == ["1"]
    assert stock(system) == -6
    assert whole(house, system)


def test_the_same_reference_is_the_same_operation_and_printing_happens_once(house: House) -> None:
    system = shop(house)
    first = system.call("new-operation", **SALE, ImportRefID="77").data
    assert system.call("new-operation", **{**SALE, "Comment": "again"}, ImportRefID="77").data == first
    assert system.call("new-operation", **{**SALE, "ImportSource": "Shop 2"}, ImportRefID="77").data["OperationID"] == 2
    assert opened(system) == 3
    row(system, 1, 1)
    for pay_type in (1, 1, 2):
        assert system.call("print-operation", OperationID=1, PayTypeID=pay_type).data == 1
    assert stock(system) == -1
    assert system.call("new-operation", **SALE, ImportRefID="77").data == first
    for method, said in {
        "add-operation-sale-item": {"OperationID": 1, "SaleItemID": 1, "Qty": 1, "SaleItemSinglePrice": 1},
        "set-operation-discount": {"OperationID": 1, "Discount": 1},
        "add-operation-payment": {"OperationID": 1, "PayTypeID": 1, "PaymentSum": 1},
    }.items():
        assert system.call(method, **said).error == "Wrong value for OperationID", method
    assert system.call("del-operation-sale-item", OperationSaleItemID=1).error == "Wrong value for OperationSaleItemID"
    assert whole(house, system)


def test_in_israel_a_sale_is_an_invoice_receipt_and_a_return_its_credit(house: House) -> None:
    system = shop(house, "IL")
    sale = opened(system, ContragentID=1)
    row(system, sale, 5, "23.60")
    row(system, sale, "1.5", "10.333", SaleItemDiscount=10)
    system.done("print-operation", OperationID=sale, PayTypeID=3)
    number = system.call("get-operation", OperationID=sale).data["OperationFiskBonUUID"]
    back = opened(
        system, OperationType="ReturnClient", ContragentID=1, StornoType=1, **{**RECEIPT, "FiskBonUUID": number}
    )
    row(system, back, "1.5", "10.333", SaleItemDiscount=10)
    assert system.call("print-operation", OperationID=back, PayTypeID=1).data == back
    every = {"DocumentSubType": "NORMAL,CREDIT", "DocumentOperationType": "NORMAL,FINANCIAL"}
    invoice, credit = system.call("documents-list", **every).data["Data"]
    # 5 x 23.60 + 1.5 x 10.333 less 10 % = 131.95; the credit takes back exactly its line.
    shown = (
        "DocumentSubType",
        "DocumentTotalPrice",
        "DocumentPayTypeID",
        "DocumentToDocumentID",
        "DocumentOperationID",
    )
    assert [invoice[name] for name in shown] == ["NORMAL", "131.95", 3, 0, sale]
    assert [credit[name] for name in shown] == ["CREDIT", "13.95", 1, invoice["DocumentID"], back]
    assert stock(system) == -5
    again = opened(system, OperationType="ReturnClient", ContragentID=1, **{**RECEIPT, "FiskBonUUID": number})
    row(system, again, "1.5", "10.333", SaleItemDiscount=10)
    # Nothing of that line is left: it is a return without a source, as one of another system's sale.
    assert system.call("print-operation", OperationID=again, PayTypeID=1).data == again
    loose = system.call("documents-list", **every, DocumentOperationID=again).data["Data"][0]
    assert (loose["DocumentToDocumentID"], loose["DocumentToDocumentDate"]) == (0, "0000-00-00")
    assert whole(house, system)


def test_goods_in_raise_the_stock(house: House) -> None:
    system = shop(house)
    supplier = {**PARTNER, "EditContragentID": 1, "ContragentType": "SUPPLIER", "ContragentForbidSales": 1}
    system.done("add-contragent", **supplier)
    delivery = opened(system, OperationType="Delivery", ContragentID=1)
    row(system, delivery, 100, "12.5")
    assert system.call("print-operation", OperationID=delivery, PayTypeID=1).data == delivery
    assert stock(system) == 100
    shown = system.call("get-operation", OperationID=delivery).data
    assert (shown["OperationType"], shown["OperationFiskBonUUID"], shown["OperationPrice"]) == (
        "Delivery",
        "",
        "1250.00000",
    )
    assert system.call("operations-list").data == {"TotalRecords": 0, "Data": []}
    assert system.call("operations-list", OperationType="Delivery").data["TotalRecords"] == 1
    assert system.call("documents-list").data["TotalRecords"] == 0
    system.done("add-contragent", **{**supplier, "ContragentForbidSupplies": 1})
    refused = system.call("new-operation", **{**SALE, "OperationType": "Delivery", "ContragentID": 1})
    assert refused.error == "Wrong value for ContragentID"
    assert whole(house, system)


def test_an_operation_that_cannot_be(house: House) -> None:
    system = shop(house)
    for name in ("ImportSource", "OperationType", "CashRegisterID", "StoreID"):
        assert system.call("new-operation", **{**SALE, name: ""}).error == f"Missing value for {name}"
    back = {**SALE, "OperationType": "ReturnClient", **RECEIPT}
    for name in RECEIPT:
        assert system.call("new-operation", **{**back, name: None}).error == f"Missing value for {name}"
    for name, value in {
        "ImportSource": "x" * 31, "ImportRefID": "x" * 31, "OperationType": "sell", "OperationElectronicReceipt": "yes",
        "CashRegisterID": "99", "StoreID": "99", "ContragentID": "99", "Comment": "x" * 256, "StornoType": "3",
        "FiskBonRcpNum": "x", "FiskDeviceNum": "9999999", "FiskBonDate": "2026-08-04 11:30",
        "FiskBonUUID": "XX000001-0001-123", "OperationCustomStates": "x" * 21,
    }.items():  # fmt: skip
        assert system.call("new-operation", **{**back, name: value}).error == f"Wrong value for {name}", name
    operation = opened(system)
    item = {"OperationID": operation, "SaleItemID": 1, "Qty": 1, "SaleItemSinglePrice": 1}
    for name in ("OperationID", "Qty", "SaleItemSinglePrice", "SaleItemID"):
        assert system.call("add-operation-sale-item", **{**item, name: None}).error == f"Missing value for {name}"
    for name, value in {
        "OperationID": "99", "SaleItemID": "99", "SaleItemInventoryID": "no", "Qty": "0",
        "SaleItemSinglePrice": "100000", "SaleItemDiscount": "100",
    }.items():  # fmt: skip
        asked = {**item, name: value, **({"SaleItemID": None} if name == "SaleItemInventoryID" else {})}
        assert system.call("add-operation-sale-item", **asked).error == f"Wrong value for {name}", name
    assert system.call("del-operation-sale-item", OperationSaleItemID=99).error == "Wrong value for OperationSaleItemID"
    # Nothing was added, so nothing can be paid or finished.
    refused = system.call("add-operation-payment", OperationID=operation, PayTypeID=1, PaymentSum="0.01")
    assert refused.error == "Wrong value for PaymentSum"
    assert system.call("print-operation", OperationID=operation, PayTypeID=1).error == "Wrong value for OperationID"
    assert system.call("print-operation", OperationID=operation, PayTypeID=9).error == "Wrong value for PayTypeID"
    assert system.call("print-operation", OperationID=99, PayTypeID=1).error == "Wrong value for OperationID"
    assert system.call("get-operation", OperationID=99).error == "Wrong value for OperationID"
    for discount in ("100", "99.999", "-1"):
        assert (
            system.call("set-operation-discount", OperationID=operation, Discount=discount).error
            == "Wrong value for Discount"
        )
    # What was paid before rows were removed is more than is left: the operation cannot be finished.
    first = row(system, operation)
    row(system, operation, 1, 1)
    system.done("add-operation-payment", OperationID=operation, PayTypeID=1, PaymentSum="100")
    system.done("del-operation-sale-item", OperationSaleItemID=first)
    assert system.call("print-operation", OperationID=operation, PayTypeID=1).error == "Wrong value for OperationID"
    system.done("add-sale-item", **{**ITEM, "EditSaleItemID": 1, "SaleItemForbidSales": 1})
    assert system.call("add-operation-sale-item", **item).error == "Wrong value for SaleItemID"
    system.done("add-contragent", **{**PARTNER, "EditContragentID": 1, "ContragentForbidSales": 1})
    assert system.call("new-operation", **SALE, ContragentID=1).error == "Wrong value for ContragentID"
    assert whole(house, system)


def test_operations_are_listed_by_every_filter(house: House, clock: MovableClock) -> None:
    system = shop(house)
    sold = opened(system, ImportRefID="A", ContragentID=1)
    row(system, sold, 2)
    system.done("print-operation", OperationID=sold, PayTypeID=1)
    clock.move(days=1)
    system.log_in()
    second = another_system(house, system.caller, user=2)
    back = opened(second, OperationType="ReturnClient", ImportSource="Other", **RECEIPT)
    row(second, back, 1)
    second.done("print-operation", OperationID=back, PayTypeID=1)
    building = opened(system, ImportRefID="B")
    row(system, building, 1)

    def found(**said: object) -> list[int]:
        data = system.call("operations-list", **said).data
        assert data["TotalRecords"] == len(data["Data"])
        return [one["OperationID"] for one in data["Data"]]

    assert found() == [sold, back]
    every = "TEMP,NORMAL,EDITED,DELETED,FOR_DOWNLOAD,DOWNLOADED,POS_OPEN"
    assert found(OperationStatus=every) == [sold, back, building]
    for said, numbers in (
        ({"OperationID": back}, [back]), ({"OperationStoreID": 1}, [sold, back, building]),
        ({"OperationStoreID": 2}, []),
        ({"OperationType": "ReturnClient"}, [back]), ({"OperationContragentID": 1}, [sold]),
        ({"ImportSource": "Other"}, [back]), ({"ImportRefID": "B"}, [building]),
        ({"OperationDateFrom": "2026-08-05"}, [back, building]), ({"OperationDateTo": "2026-08-04"}, [sold]),
        ({"OperationCreateDateFrom": "2026-08-05 12:00:00"}, [back, building]),
        ({"OperationCreateDateTo": "2026-08-04 12:00:00"}, [sold]),
        ({"OperationCompleteDateFrom": "2026-08-05 00:00:00"}, [back]),
        ({"OperationCompleteDateTo": "2026-08-04 23:59:59"}, [sold]),
        ({"OperationCreateUserID": 2}, [back]), ({"OperationCompleteUserID": 1}, [sold]),
        ({"sort": "OperationDateFrom", "order": "DESC"}, [building, back, sold]),
        ({"sort": "OperationContragentID"}, [back, building, sold]),
        ({"sort": "OperationStatus"}, [building, sold, back]),
        ({"sort": "OperationCompleteUserID", "order": "DESC"}, [back, sold, building]),
    ):  # fmt: skip
        assert found(OperationStatus=every, **said) == numbers, said
    rows = system.call("operations-list", OperationStatus="TEMP").data["Data"]
    assert (rows[0]["OperationPrice"], rows[0]["OperationPriceWithoutVat"]) == ("24.00000", "20.00000")
    assert "OperationSaleItems" not in rows[0]
    for name in ("ImportSource", "count"):
        assert system.call("operations-list", sort=name).error == "Wrong value for sort"


@pytest.mark.parametrize("country", ["BG", "IL"])
def test_callers_at_once_build_and_print_one_operation_once(house: House, country: str) -> None:
    """Ten rows from ten callers, then five printings at once: nothing is lost, nothing is doubled."""
    system = shop(house, country)
    others = [another_system(house, system.caller, user=1) for _ in range(5)]
    with ThreadPoolExecutor(5) as pool:
        assert set(pool.map(lambda one: opened(one, ImportRefID="at once"), others)) == {1}
        operation = 1
        numbers = list(pool.map(lambda one: [row(one, operation, 1) for _ in range(2)], others))
        assert sorted(number for pair in numbers for number in pair) == list(range(1, 11))
        printed = list(
            pool.map(lambda one: one.call("print-operation", OperationID=operation, PayTypeID=1).data, others)
        )
    assert printed == [operation] * 5
    assert system.call("get-operation", OperationID=operation).data["OperationPrice"] == "240.00000"
    assert stock(system) == -10
    assert whole(house, system)
