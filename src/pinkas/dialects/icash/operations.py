"""Operations built row by row: opened, given rows, a discount and payments, and printed (dossier §6.12-6.18)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from pinkas.actions.operations.building import (
    OperationOrder,
    RowOrder,
    add_payment,
    add_row,
    open_operation,
    remove_row,
    set_discount,
)
from pinkas.actions.operations.finishing import finish_operation
from pinkas.books.money import ZERO
from pinkas.books.operation import OperationType, Original
from pinkas.dialects.icash.arguments import (
    Argument,
    Said,
    choice,
    decimal,
    integer,
    missing,
    pattern,
    short_date_time,
    string,
)
from pinkas.dialects.icash.form import Form
from pinkas.dialects.icash.methods import ALL_COUNTRIES, Call, Method

CHANNEL: Final = "icash"
TYPES: Final = {
    "Sell": OperationType.SALE,
    "ReturnClient": OperationType.RETURN,
    "Delivery": OperationType.DELIVERY,
}
_RETURN: Final = "ReturnClient"
#: The lowest number of a fiscal memory.
_FIRST_DEVICE: Final = 10_000_000
_LARGEST_NUMBER: Final = 10**9 - 1

_OPENING: Final = (
    Argument("ImportSource", string(30), required=True),
    Argument("ImportRefID", string(30)),
    Argument("OperationType", choice(*TYPES), required=True),
    Argument("OperationElectronicReceipt", choice("YES", "NO"), default="NO"),
    Argument("CashRegisterID", integer(), required=True),
    Argument("StoreID", integer(), required=True),
    Argument("ContragentID", integer()),
    Argument("Comment", string(255)),
    Argument("StornoType", choice("0", "1", "2"), default="0"),
    Argument("FiskBonRcpNum", integer(most=_LARGEST_NUMBER)),
    Argument("FiskDeviceNum", integer(_FIRST_DEVICE, 99_999_999)),
    Argument("FiskBonDate", short_date_time),
    Argument("FiskBonUUID", pattern(r"[a-zA-Z0-9]{8}-[a-zA-Z0-9]{4}-\d{7}")),
    Argument("OperationCustomStates", string(20)),
)
#: What a return must say of the receipt it takes back (dossier §6.12).
_OF_A_RETURN: Final = ("FiskBonRcpNum", "FiskDeviceNum", "FiskBonDate", "FiskBonUUID")


def _check_return(form: Form) -> None:
    """Raises CallRefused for a return that does not say which receipt it takes back."""
    if form.text("OperationType") == _RETURN:
        for name in _OF_A_RETURN:
            if form.said(name) is None:
                raise missing(name)


def _original(said: Said) -> Original | None:
    if said["OperationType"] != _RETURN:
        return None
    return Original(
        reason=int(said["StornoType"]),
        receipt_number=said["FiskBonRcpNum"],
        device=said["FiskDeviceNum"],
        at=said["FiskBonDate"],
        sale_number=said["FiskBonUUID"],
    )


async def _open(call: Call) -> dict[str, Any]:
    said = call.said
    order = OperationOrder(
        type=TYPES[said["OperationType"]],
        source=said["ImportSource"],
        reference=said["ImportRefID"],
        store=said["StoreID"],
        register=said["CashRegisterID"],
        contact=said["ContragentID"],
        comment=said["Comment"],
        electronic=said["OperationElectronicReceipt"] == "YES",
        state_label=said["OperationCustomStates"],
        original=_original(said),
    )
    saved = await open_operation(call.desk, call.caller, order, once=call.once())
    call.replayed = saved.replayed
    found = saved.record
    return {"OperationID": found.serial, "OperationFiskBonUUID": found.operation.sale_number(found.serial)}


async def _add_row(call: Call) -> dict[str, Any]:
    said = call.said
    order = RowOrder(
        product=said["SaleItemID"],
        inventory_number=said["SaleItemInventoryID"],
        quantity=said["Qty"],
        price=said["SaleItemSinglePrice"],
        discount=said["SaleItemDiscount"],
    )
    saved = await add_row(call.desk, call.caller, said["OperationID"], order, once=call.once())
    call.replayed = saved.replayed
    return {"OperationSaleItemID": saved.record}


async def _remove_row(call: Call) -> dict[str, Any]:
    saved = await remove_row(call.desk, call.caller, call.said["OperationSaleItemID"], once=call.once())
    call.replayed = saved.replayed
    return {"OperationSaleItemID": saved.record}


async def _set_discount(call: Call) -> str:
    said = call.said
    saved = await set_discount(call.desk, call.caller, said["OperationID"], said["Discount"], once=call.once())
    call.replayed = saved.replayed
    return "OK"


async def _add_payment(call: Call) -> dict[str, Any]:
    said = call.said
    saved = await add_payment(
        call.desk, call.caller, said["OperationID"], said["PayTypeID"], said["PaymentSum"], once=call.once()
    )
    call.replayed = saved.replayed
    return {"result": "OK", "PaymentID": str(saved.record)}


async def _print(call: Call) -> int:
    said = call.said
    saved = await finish_operation(
        call.desk, call.caller, said["OperationID"], said["PayTypeID"], channel=CHANNEL, once=call.once()
    )
    call.replayed = saved.replayed and call.incoming.idempotency_key is not None
    return saved.record


_OPERATION: Final = Argument("OperationID", integer(), required=True)
_PAY_TYPE: Final = Argument("PayTypeID", integer(), required=True)
_PERCENT: Final = decimal(4, 2)
_LEAST_QUANTITY: Final = Decimal("0.00001")
METHODS: Final = (
    Method(
        name="new-operation",
        arguments=_OPENING,
        presence=_check_return,
        work=_open,
        # Withdrawn for Albania, where a sale is told to the administration whole: `new-complete-operation`.
        countries=ALL_COUNTRIES - {"AL"},
        names={"contact": "ContragentID", "register": "CashRegisterID", "store": "StoreID"},
        writes=True,
    ),
    Method(
        name="add-operation-sale-item",
        arguments=(
            _OPERATION,
            Argument("SaleItemID", integer(), required=True, instead="SaleItemInventoryID"),
            Argument("SaleItemInventoryID", string(20)),
            Argument("Qty", decimal(10, 5, least=_LEAST_QUANTITY), required=True),
            Argument("SaleItemSinglePrice", decimal(10, 5), required=True),
            Argument("SaleItemDiscount", _PERCENT, default=ZERO),
        ),
        work=_add_row,
        names={
            "operation": "OperationID",
            "product": "SaleItemID",
            "inventory_number": "SaleItemInventoryID",
            "row.quantity": "Qty",
            "row.price": "SaleItemSinglePrice",
            "row.discount": "SaleItemDiscount",
        },
        writes=True,
    ),
    Method(
        name="del-operation-sale-item",
        arguments=(Argument("OperationSaleItemID", integer(), required=True),),
        work=_remove_row,
        names={"operation": "OperationSaleItemID", "row": "OperationSaleItemID"},
        writes=True,
    ),
    Method(
        name="set-operation-discount",
        arguments=(_OPERATION, Argument("Discount", _PERCENT, required=True)),
        work=_set_discount,
        names={"operation": "OperationID", "discount": "Discount"},
        writes=True,
    ),
    Method(
        name="print-operation",
        arguments=(_OPERATION, _PAY_TYPE),
        work=_print,
        # What cannot be finished is told by the operation: nothing else of it is in this call.
        names=dict.fromkeys(("lines", "tenders", "contact", "register", "product", "total"), "OperationID"),
        writes=True,
    ),
    Method(
        name="add-operation-payment",
        arguments=(
            _OPERATION,
            _PAY_TYPE,
            Argument("PaymentSum", decimal(10, 2, least=Decimal("0.01")), required=True),
        ),
        work=_add_payment,
        names={"operation": "OperationID", "payment.amount": "PaymentSum"},
        writes=True,
    ),
)
