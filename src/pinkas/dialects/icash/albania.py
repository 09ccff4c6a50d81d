"""Albania: a whole sale in one call, and electronic invoices (dossier §6.23, §6.25, §6.26, §6.28).

A sale is told to the administration's service as it is recorded; what the service says is given as it said it.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from pinkas.actions.fiscal.einvoices import einvoice_paper, list_einvoices, send_einvoice
from pinkas.actions.operations.completing import CompleteOrder, CompleteRow, complete_operation
from pinkas.books.fiscal import EINVOICE_CREDITS, EINVOICE_STATUSES, EINVOICE_TYPES, PROCESSES, EinvoiceTerms
from pinkas.books.money import CURRENCIES, ONE, ZERO
from pinkas.dialects.icash.arguments import (
    Argument,
    Reader,
    choice,
    choices,
    decimal,
    flag,
    integer,
    listed,
    missing,
    pattern,
    string,
)
from pinkas.dialects.icash.figures import fixed
from pinkas.dialects.icash.form import Form
from pinkas.dialects.icash.methods import Call, Method, page_of
from pinkas.dialects.icash.operations import CHANNEL
from pinkas.storage.fiscal import EinvoiceFilter, EinvoiceRow

ALBANIA: Final = frozenset({"AL"})
_DATE: Final = re.compile(r"\d\d\.\d\d\.\d{4}", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CORRECTIVE: Final = "OperationAlbaniaIsCorrective"
_ORIGINAL: Final = "FiskBonRcpNum"
_TRUTH: Final = {"true": True, "1": True, "false": False, "0": False}
_ONE_DAY: Final = dt.timedelta(days=1)


# --- how values are read -------------------------------------------------------------------------------------------


def dotted_date(text: str) -> dt.date:
    """`DD.MM.YYYY`, the date form of this method alone."""
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return dt.date(int(text[6:]), int(text[3:5]), int(text[:2]))


def truth(text: str) -> bool:
    """Boolean: `true` or `false` in any letter case, or 1 or 0."""
    if text.lower() not in _TRUTH:
        raise ValueError(text)
    return _TRUTH[text.lower()]


def currency(text: str) -> str:
    """A currency's code."""
    if text not in CURRENCIES:
        raise ValueError(text)
    return text


def signed(read: Reader) -> Reader:
    """The same number with a sign before it, where there is one."""

    def read_signed(text: str) -> Decimal:
        value: Decimal = read(text.removeprefix("-"))
        return -value if text.startswith("-") else value

    return read_signed


@dataclass(frozen=True, slots=True)
class Moment:
    """An end of a range: a whole day, or an instant with its offset."""

    day: dt.date | None = None
    instant: dt.datetime | None = None

    def begins(self, zone: ZoneInfo) -> dt.datetime:
        """From when on it is meant."""
        return self.instant or dt.datetime.combine(self.day or dt.date.min, dt.time.min, zone)

    def ends(self, zone: ZoneInfo) -> dt.datetime:
        """Before when it is meant: a day counts whole, an instant to its second."""
        if self.instant is not None:
            return self.instant + dt.timedelta(seconds=1)
        return dt.datetime.combine((self.day or dt.date.min) + _ONE_DAY, dt.time.min, zone)


def moment(text: str) -> Moment:
    """`YYYY-MM-DD`, or ISO 8601 with a time and its offset."""
    if _DAY.fullmatch(text):
        return Moment(day=_in_range(dt.date.fromisoformat(text)))
    instant = dt.datetime.fromisoformat(text)
    if len(text) > 35 or instant.utcoffset() is None:
        raise ValueError(text)
    _in_range(instant.date())
    return Moment(instant=instant)


def _in_range(day: dt.date) -> dt.date:
    if not 1900 <= day.year <= 9000:
        raise ValueError(day)
    return day


class _Row(msgspec.Struct, frozen=True):
    """A row of goods as it is sent: each value a JSON number or text, read as a form's text would be."""

    SaleItemID: msgspec.Raw = msgspec.Raw()
    SaleItemInventoryID: msgspec.Raw = msgspec.Raw()
    Qty: msgspec.Raw = msgspec.Raw()
    SaleItemSinglePrice: msgspec.Raw = msgspec.Raw()
    SaleItemDiscount: msgspec.Raw = msgspec.Raw()
    OperationSaleItemCurrencyCode: msgspec.Raw = msgspec.Raw()


class _Payment(msgspec.Struct, frozen=True):
    """A payment as it is sent."""

    PayTypeID: msgspec.Raw = msgspec.Raw()
    PaymentSum: msgspec.Raw = msgspec.Raw()


_ROWS: Final = msgspec.json.Decoder(list[_Row])
_PAYMENTS: Final = msgspec.json.Decoder(list[_Payment])
_TEXT: Final = msgspec.json.Decoder(str)
_MOST_ROWS: Final = 1000


def _value(raw: msgspec.Raw, read: Reader) -> Any:
    """What one value says, None for null or nothing; ValueError for what is no number or text, or does not fit."""
    sent = bytes(raw).strip()
    text = _TEXT.decode(sent).strip() if sent.startswith(b'"') else sent.decode("ascii")
    return None if text in {"", "null"} else read(text)


def _decoded(decoder: msgspec.json.Decoder[Any], text: str) -> Any:
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise ValueError("no such JSON") from error


def rows(text: str) -> tuple[CompleteRow, ...]:
    """`OperationSaleItems`: JSON text, an array of rows."""
    sent: Sequence[_Row] = _decoded(_ROWS, text)
    if not 0 < len(sent) <= _MOST_ROWS:
        raise ValueError(text)
    return tuple(_row(one) for one in sent)


def _row(one: _Row) -> CompleteRow:
    product, number = _value(one.SaleItemID, integer()), _value(one.SaleItemInventoryID, string(20))
    quantity = _value(one.Qty, signed(decimal(10, 5)))
    price = _value(one.SaleItemSinglePrice, decimal(10, 5))
    if quantity is None or price is None or (product is None and number is None):
        raise ValueError("a row lacks what it must say")
    return CompleteRow(
        product=product,
        inventory_number=number,
        quantity=quantity,
        price=price,
        discount=_value(one.SaleItemDiscount, decimal(4, 2)) or ZERO,
        currency=_value(one.OperationSaleItemCurrencyCode, currency),
    )


def payments(text: str) -> tuple[tuple[int, Decimal], ...]:
    """`OperationPayments`: JSON text, an array of payments; empty for a sale on account."""
    sent: Sequence[_Payment] = _decoded(_PAYMENTS, text)
    if len(sent) > _MOST_ROWS:
        raise ValueError(text)
    found = [(_value(one.PayTypeID, integer()), _value(one.PaymentSum, signed(decimal(10, 2)))) for one in sent]
    if any(kind is None or amount is None for kind, amount in found):
        raise ValueError("a payment lacks what it must say")
    return tuple(found)


# --- the methods ---------------------------------------------------------------------------------------------------


def _check_corrective(form: Form) -> None:
    """Raises CallRefused for a corrective invoice that does not say what it corrects."""
    if form.text(_CORRECTIVE).lower() in {"true", "1"} and form.said(_ORIGINAL) is None:
        raise missing(_ORIGINAL)


async def _complete(call: Call) -> dict[str, Any]:
    said = call.said
    order = CompleteOrder(
        source=said["ImportSource"],
        reference=str(said["ImportRefID"]),
        store=said["StoreID"],
        register=said["CashRegisterID"],
        contact=said["ContragentID"],
        comment=said["OperationComment"],
        rows=said["OperationSaleItems"],
        payments=said["OperationPayments"],
        currency=said["OperationAlbaniaCurrencyCode"],
        rate=said["OperationAlbaniaCurrencyRate"],
        corrects=said[_ORIGINAL] if said[_CORRECTIVE] else None,
        reason=said["StornoType"],
        reverse_charge=said["OperationAlbaniaReverseCharge"],
        leading=said["OperationDocVod"],
        supply_from=said["OperationAlbaniaSupplyFromDate"],
        supply_to=said["OperationAlbaniaSupplyToDate"],
        due_date=said["OperationNextPayDate"],
    )
    saved = await complete_operation(call.desk, call.caller, order, channel=CHANNEL, once=call.once())
    call.replayed = saved.replayed and call.incoming.idempotency_key is not None
    found = saved.record
    standing = found.standing
    record = standing.record if standing is not None and standing.is_told else None
    return {
        "OperationID": found.serial,
        "OperationFiskBonUUID": (standing.service_code if standing is not None else None) or "",
        "DocumentAlbaniaFiscNum": "" if record is None else record.number.written,
        "DocumentAlbaniaIIC": "" if record is None else record.issuer_code,
        "ServerError": found.trouble,
    }


async def _generate(call: Call) -> dict[str, Any]:
    said = call.said
    terms = EinvoiceTerms(type=said["EinvoiceType"], process=said["BusinessProcessType"])
    number = said["DocumentAlbaniaFiscNum"]
    sent = await send_einvoice(call.desk, call.caller, said["OperationID"], terms, number=number)
    return {"einvoice": {"EIC": sent.code, "ServerError": sent.error}}


async def _download(call: Call) -> dict[str, Any]:
    code = call.said["EIC"]
    found = await einvoice_paper(call.desk, call.caller, code)
    failed = isinstance(found, str)
    paper = "" if isinstance(found, str) else base64.b64encode(found).decode()
    data = {"EIC": code, "ServerError": found if failed else "", "PDF_data": paper}
    return {"einvoice": {"status": "error" if failed else "ok", "einvoice_data": data}}


_ALL: Final = "All"
_ORDERS: Final = {
    "AlbaniaEinvoiceInfoID": "serial",
    "AlbaniaEinvoiceInfoEIC": "code",
    "AlbaniaEinvoiceInfoPartyType": "party_type",
    "AlbaniaEinvoiceInfoStatus": "status",
    "AlbaniaEinvoiceInfoSellerTin": "seller_number",
    "AlbaniaEinvoiceOrderNumber": "order_number",
    "DateFrom": "received_at",
    "DateTo": "received_at",
}
_FILTERS: Final = (
    Argument("AlbaniaEinvoiceInfoEIC", string(40), sortable=True),
    choices("AlbaniaEinvoiceInfoPartyType", "BUYER", "SELLER"),
    choices("AlbaniaEinvoiceInfoStatus", _ALL, *EINVOICE_STATUSES),
    Argument("AlbaniaEinvoiceInfoSellerTin", string(20), sortable=True),
    Argument("AlbaniaEinvoiceOrderNumber", string(10), sortable=True),
    Argument("DateFrom", moment, sortable=True),
    Argument("DateTo", moment, sortable=True),
)


async def _list(call: Call) -> dict[str, Any]:
    said, zone = call.said, call.caller.zone
    statuses = said["AlbaniaEinvoiceInfoStatus"]
    start, end = said["DateFrom"], said["DateTo"]
    wanted = EinvoiceFilter(
        code=said["AlbaniaEinvoiceInfoEIC"],
        party_types=said["AlbaniaEinvoiceInfoPartyType"],
        statuses=None if statuses is None or _ALL in statuses else statuses,
        seller_number=said["AlbaniaEinvoiceInfoSellerTin"],
        order_number=said["AlbaniaEinvoiceOrderNumber"],
        received_from=None if start is None else start.begins(zone),
        received_to=None if end is None else end.ends(zone),
    )
    page = page_of(said, _ORDERS, "AlbaniaEinvoiceInfoID")
    total, found = await list_einvoices(call.desk, call.caller, wanted, page)
    return {"TotalRecords": total, "Data": [einvoice_row(one, zone) for one in found]}


def einvoice_row(one: EinvoiceRow, zone: ZoneInfo) -> dict[str, Any]:
    """An electronic invoice as the list shows it; from `EIC` on the members are our reading of the page's end."""
    return {
        "AlbaniaEinvoiceInfoID": one.serial,
        "ID": one.code,
        "DocNumber": one.document_number,
        "RecDateTime": one.received_at.astimezone(zone).isoformat(timespec="seconds"),
        "DueDateTime": one.due_at.astimezone(zone).isoformat(timespec="seconds"),
        "Status": one.status,
        "Amount": fixed(one.amount, 2),
        "EIC": one.code,
        "PartyType": one.party_type,
        "SellerTin": one.seller_number,
        "OrderNumber": one.order_number,
        "DocumentID": one.document or 0,
        "OperationID": one.transaction or 0,
    }


_COMPLETE: Final = (
    Argument("FiscalType", choice("AL"), required=True),
    Argument("OperationType", choice("Sell"), required=True),
    Argument("CashRegisterID", string(20), required=True),
    Argument("StoreID", integer(), required=True),
    Argument("ImportSource", string(30), required=True),
    Argument("ImportRefID", integer(0), required=True),
    Argument("ContragentID", integer(), required=True),
    Argument("StornoType", integer(0, 2)),
    Argument(_ORIGINAL, string(60)),
    Argument("OperationDocVod", flag, default=False),
    Argument("OperationComment", string(255)),
    Argument("OperationAlbaniaCurrencyCode", currency, default="ALL"),
    Argument("OperationAlbaniaCurrencyRate", decimal(15, 6, least=Decimal("0.000001")), default=ONE),
    Argument(_CORRECTIVE, truth, default=False),
    Argument("OperationAlbaniaReverseCharge", flag, default=False),
    Argument("OperationSaleItems", rows, required=True),
    Argument("OperationPayments", payments, required=True),
    Argument("OperationAlbaniaSupplyFromDate", dotted_date),
    Argument("OperationAlbaniaSupplyToDate", dotted_date),
    Argument("OperationNextPayDate", dotted_date),
)
_ALL_TYPES: Final = sorted(str(one) for one in EINVOICE_TYPES | EINVOICE_CREDITS)


def _einvoice_type(text: str) -> int:
    return int(choice(*_ALL_TYPES)(text))


METHODS: Final = (
    Method(
        name="new-complete-operation",
        arguments=_COMPLETE,
        presence=_check_corrective,
        work=_complete,
        names={
            "contact": "ContragentID",
            "register": "CashRegisterID",
            "store": "StoreID",
            "rows": "OperationSaleItems",
            "lines": "OperationSaleItems",
            "payments": "OperationPayments",
            "tenders": "OperationPayments",
            "corrects": _ORIGINAL,
            "currency": "OperationAlbaniaCurrencyCode",
            "rate": "OperationAlbaniaCurrencyRate",
            "due_date": "OperationNextPayDate",
            "supply_to": "OperationAlbaniaSupplyToDate",
        },
        writes=True,
        countries=ALBANIA,
    ),
    Method(
        name="generate-einvoice",
        arguments=(
            Argument("OperationID", integer(), required=True),
            Argument("DocumentAlbaniaFiscNum", string(60)),
            Argument("EinvoiceType", _einvoice_type, required=True),
            Argument("BusinessProcessType", choice(*PROCESSES), required=True),
        ),
        work=_generate,
        names={
            "number": "DocumentAlbaniaFiscNum",
            "einvoice.type": "EinvoiceType",
            "einvoice.process": "BusinessProcessType",
        },
        writes=True,
        countries=ALBANIA,
    ),
    Method(
        name="download-einvoice",
        arguments=(Argument("EIC", pattern(r"[0-9A-Za-z-]{1,40}"), required=True),),
        work=_download,
        names={"einvoice": "EIC"},
        countries=ALBANIA,
    ),
    Method(
        name="einvoices-list",
        arguments=listed(*_FILTERS, also=("AlbaniaEinvoiceInfoID",)),
        work=_list,
        countries=ALBANIA,
    ),
)
