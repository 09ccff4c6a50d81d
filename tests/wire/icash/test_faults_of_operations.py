"""What an operation refuses before it is too late, and what it says of itself while it is built."""

from __future__ import annotations

from pinkas.actions.products import save_product
from pinkas.books.product import Product
from pinkas.testing.house import House

from .test_cards import ITEM, PARTNER
from .test_operations import SALE, opened, row, shop, stock, whole


def test_a_discount_leaves_what_was_paid(house: House) -> None:
    """100.00, of which 90.00 are paid: ten percent off is the most, and the operation can still be printed."""
    system = shop(house)
    operation = opened(system)
    row(system, operation, 1, 100)
    system.done("add-operation-payment", OperationID=operation, PayTypeID=1, PaymentSum=90)
    refused = system.call("set-operation-discount", OperationID=operation, Discount="10.01")
    assert refused.error == "Wrong value for Discount"
    for discount in ("10", "0", "5"):
        assert system.call("set-operation-discount", OperationID=operation, Discount=discount).data == "OK"
    assert system.call("print-operation", OperationID=operation, PayTypeID=1).data == operation
    # Rows were removed after the payment: less of a discount is a way out, not a way deeper.
    other = opened(system)
    first = row(system, other, 1, 50)
    row(system, other, 1, 100)
    system.done("set-operation-discount", OperationID=other, Discount=20)
    system.done("add-operation-payment", OperationID=other, PayTypeID=1, PaymentSum=90)
    system.done("del-operation-sale-item", OperationSaleItemID=first)
    assert system.call("set-operation-discount", OperationID=other, Discount=15).data == "OK"
    refused = system.call("set-operation-discount", OperationID=other, Discount=16)
    assert refused.error == "Wrong value for Discount"
    assert whole(house, system)


def test_who_only_supplies_is_not_sold_to(house: House) -> None:
    system = shop(house)
    system.done("add-contragent", **{**PARTNER, "EditContragentID": 1, "ContragentType": "SUPPLIER"})
    assert system.call("new-operation", **SALE, ContragentID=1).error == "Wrong value for ContragentID"
    assert opened(system, OperationType="Delivery", ContragentID=1) == 1
    system.done("add-contragent", **{**PARTNER, "EditContragentID": 1, "ContragentType": "CLIENT,SUPPLIER"})
    assert opened(system, ContragentID=1) == 2


def test_figures_add_up_while_it_is_built_and_stay_when_it_is_printed(house: House) -> None:
    """0.333 at 20 % and 1.777 at 9 %: 2.11 = 1.90 + 0.21 before and after."""
    system = shop(house)
    operation = opened(system)
    row(system, operation, 1, "0.333")
    row(system, operation, 1, "1.777", SaleItemID=2)
    names = ("OperationPrice", "OperationPriceWithoutVat", "OperationTotalVat")
    built = system.call("get-operation", OperationID=operation).data
    # 0.0555 and 0.1467 of VAT, rounded once for each rate.
    assert [built[name] for name in names] == ["2.11000", "1.90000", "0.21000"]
    system.done("print-operation", OperationID=operation, PayTypeID=1)
    printed = system.call("get-operation", OperationID=operation).data
    assert [printed[name] for name in names] == ["2.11000", "1.90000", "0.21000"]


def test_services_keep_no_stock(house: House) -> None:
    """Sold and supplied: goods move, a service does not."""
    system = shop(house)
    service = {**ITEM, "SaleItemInventoryID": "S", "SaleItemName": "Услуга", "SaleItemType": "SERVICE"}
    system.done("add-sale-item", **service)
    for kind in ("Sell", "Delivery"):
        operation = opened(system, OperationType=kind)
        for item in (1, 3):
            row(system, operation, 2 if kind == "Sell" else 7, SaleItemID=item)
        system.done("print-operation", OperationID=operation, PayTypeID=1)
        held = system.call("get-sale-item-qty", SaleItemInventoryID="S", StoreID=1).data["Qty"]
        assert (stock(system), held) == (-2 if kind == "Sell" else 5, 0)
    assert whole(house, system)


def test_what_is_goods_after_all_moves(house: House) -> None:
    """A service that becomes goods moves from then on; what was never given a stock shows no less than nothing."""
    system = shop(house)
    service = {**ITEM, "SaleItemInventoryID": "S", "SaleItemType": "SERVICE"}
    system.done("add-sale-item", **service)
    system.done("add-sale-item", **{**service, "EditSaleItemID": 3, "SaleItemType": "PRODUCT"})
    house.run(save_product(house.desk, system.caller, "other tongue", Product(name="x", currency="EUR")))
    operation = opened(system)
    for item in (3, 4):
        row(system, operation, 2, SaleItemID=item)
    system.done("print-operation", OperationID=operation, PayTypeID=1)
    held = [
        system.call("get-sale-item-qty", SaleItemInventoryID=name, StoreID=1).data["Qty"]
        for name in ("S", "other tongue")
    ]
    assert held == [-2, 0]
    assert whole(house, system)
