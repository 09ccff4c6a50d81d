"""Operations read: `get-operation` and `operations-list` (dossier §6.13, §6.19)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from pinkas.actions.desk import Caller
from pinkas.actions.operations.reading import (
    ShownOperation,
    ShownPayment,
    ShownRow,
    list_operations,
    show_operation,
    sums_of,
)
from pinkas.books.money import ZERO
from pinkas.books.pay_types import pay_type_of
from pinkas.dialects.icash.arguments import Argument, Said, choices, date, date_time, integer, listed, string
from pinkas.dialects.icash.figures import day, fixed, moment, money
from pinkas.dialects.icash.methods import Call, Method, page_of
from pinkas.storage.operation_lists import ListedOperation, OperationFilter

_TYPE_WORDS: Final = {"sale": "Sell", "return": "ReturnClient", "delivery": "Delivery"}
_TYPES: Final = {word: type_ for type_, word in _TYPE_WORDS.items()}
_STATE_WORDS: Final = {"open": "TEMP", "finished": "NORMAL", "cancelled": "DELETED"}
#: EDITED, FOR_DOWNLOAD, DOWNLOADED and POS_OPEN are words for what is never so here.
_STATES: Final = {word: state for state, word in _STATE_WORDS.items()}
#: How an operation that was opened here came in.
_IMPORT_TYPE: Final = "API"

_ORDERS: Final = {
    "OperationID": "serial",
    "OperationStoreID": "store",
    "OperationType": "type",
    "OperationContragentID": "contact",
    "OperationStatus": "state",
    "OperationDateFrom": "date",
    "OperationDateTo": "date",
    "OperationCreateDateFrom": "created_at",
    "OperationCreateDateTo": "created_at",
    "OperationCompleteDateFrom": "finished_at",
    "OperationCompleteDateTo": "finished_at",
    "OperationCreateUserID": "creator",
    "OperationCompleteUserID": "finisher",
    "OperationDate": "date",
}
_STATUSES: Final = ("TEMP", "NORMAL", "EDITED", "DELETED", "FOR_DOWNLOAD", "DOWNLOADED", "POS_OPEN")
_FILTERS: Final = (
    Argument("OperationID", integer(), sortable=True),
    Argument("OperationStoreID", integer(), sortable=True),
    choices("OperationType", "Sell", "ReturnClient", "Delivery", default=("Sell", "ReturnClient")),
    Argument("OperationContragentID", integer(), sortable=True),
    choices("OperationStatus", *_STATUSES, default=("NORMAL",)),
    Argument("ImportSource", string(30)),
    Argument("ImportRefID", string(30)),
    Argument("OperationDateFrom", date, sortable=True),
    Argument("OperationDateTo", date, sortable=True),
    Argument("OperationCreateDateFrom", date_time, sortable=True),
    Argument("OperationCreateDateTo", date_time, sortable=True),
    Argument("OperationCompleteDateFrom", date_time, sortable=True),
    Argument("OperationCompleteDateTo", date_time, sortable=True),
    Argument("OperationCreateUserID", integer(), sortable=True),
    Argument("OperationCompleteUserID", integer(), sortable=True),
)


def to_filter(said: Said, caller: Caller) -> OperationFilter:
    """Which operations a call asks for. The last second of a range is meant whole."""

    def instant(name: str) -> dt.datetime | None:
        civil: dt.datetime | None = said[name]
        if civil is None:
            return None
        whole = civil.replace(microsecond=999_999) if name.endswith("To") else civil
        return whole.replace(tzinfo=caller.zone).astimezone(dt.UTC)

    return OperationFilter(
        serial=said["OperationID"],
        store=said["OperationStoreID"],
        types=[_TYPES[word] for word in said["OperationType"]],
        states=[_STATES[word] for word in said["OperationStatus"] if word in _STATES],
        contact=said["OperationContragentID"],
        source=said["ImportSource"],
        reference=said["ImportRefID"],
        from_date=said["OperationDateFrom"],
        to_date=said["OperationDateTo"],
        created_from=instant("OperationCreateDateFrom"),
        created_to=instant("OperationCreateDateTo"),
        finished_from=instant("OperationCompleteDateFrom"),
        finished_to=instant("OperationCompleteDateTo"),
        creator=said["OperationCreateUserID"],
        finisher=said["OperationCompleteUserID"],
    )


async def _list(call: Call) -> dict[str, Any]:
    page = page_of(call.said, _ORDERS, "OperationID")
    total, found = await list_operations(call.desk, call.caller, to_filter(call.said, call.caller), page)
    return {"TotalRecords": total, "Data": [header(one, call.caller) for one in found]}


async def _get(call: Call) -> dict[str, Any]:
    found = await show_operation(call.desk, call.caller, call.said["OperationID"])
    return shown(found, call.caller)


def header(found: ListedOperation, caller: Caller) -> dict[str, Any]:
    """The fields of an operation, in their order; money has five places here (dossier §6.13)."""
    sums = sums_of(found, caller.country)
    built = found.operation
    return {
        "OperationID": found.serial,
        "OperationType": _TYPE_WORDS[found.type],
        "OperationCashRegisterID": found.register,
        "OperationStoreID": found.store,
        "OperationNum": found.sequence,
        "OperationDate": day(found.date),
        "OperationStatus": _STATE_WORDS[found.state],
        "OperationContragentID": found.contact or 0,
        "OperationComment": found.comment or "",
        "OperationPrice": fixed(sums.total, 5),
        "OperationCurrencyCode": found.currency or caller.currency,
        "OperationPriceWithoutVat": fixed(sums.net, 5),
        "OperationTotalVat": fixed(sums.vat, 5),
        "OperationPayedSum": fixed(sums.paid, 5),
        "OperationFiskBonUUID": "" if built is None else built.sale_number(found.serial),
        "OperationCreateUserID": found.creator or 0,
        "OperationCreateDate": moment(found.created_at, caller.zone),
        "OperationCompleteUserID": found.finisher or 0,
        "OperationCompleteDate": moment(found.finished_at, caller.zone),
        "OperationPosCompleteDate": moment(found.finished_at, caller.zone),
        "OperationTotalDiscount": fixed(_percent(found), 5),
        "OperationImportType": "" if built is None else _IMPORT_TYPE,
        "OperationImportSource": found.source or "",
        "OperationImportRefID": found.source_reference or "",
    }


def shown(found: ShownOperation, caller: Caller) -> dict[str, Any]:
    """An operation with its rows and payments."""
    return {
        **header(found.listed, caller),
        "OperationSaleItems": [_row(row) for row in found.rows],
        "OperationPayments": [_payment(payment) for payment in found.payments],
    }


def _row(row: ShownRow) -> dict[str, Any]:
    return {
        "OperationSaleItemID": row.serial,
        "SaleItemID": row.product,
        "SaleItemInventoryID": row.inventory_number,
        "SaleItemName": row.name,
        "Qty": fixed(row.quantity, 5),
        "SaleItemSinglePrice": fixed(row.price, 5),
        "SaleItemDiscount": fixed(row.discount, 2),
    }


def _payment(payment: ShownPayment) -> dict[str, Any]:
    return {
        "PaymentID": str(payment.serial),
        "PayTypeID": pay_type_of(payment.type),
        "PaymentSum": money(payment.amount),
    }


def _percent(found: ListedOperation) -> Decimal:
    return ZERO if found.discount_percent is None else Decimal(found.discount_percent)


METHODS: Final = (
    Method(name="get-operation", arguments=(Argument("OperationID", integer(), required=True),), work=_get),
    Method(name="operations-list", arguments=listed(*_FILTERS, also=("OperationDate",)), work=_list),
)
