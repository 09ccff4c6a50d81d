"""Albania: a whole sale in one call, and electronic invoices (dossier §6.23, §6.25, §6.26, §6.28).

A sale is told to the administration's service as it is recorded; what the service says is given as it said it.
"""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from pinkas.actions.fiscal.einvoices import einvoice_paper, list_einvoices, send_einvoice
from pinkas.actions.operations.completing import CompleteOrder, complete_operation
from pinkas.actions.repeats import remember_served, served_before
from pinkas.books.fiscal import EINVOICE_CREDITS, EINVOICE_STATUSES, EINVOICE_TYPES, PROCESSES, EinvoiceTerms
from pinkas.books.money import ONE
from pinkas.dialects.icash.albania_values import currency, dotted_date, moment, payments, rows, truth
from pinkas.dialects.icash.arguments import (
    Argument,
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
_CORRECTIVE: Final = "OperationAlbaniaIsCorrective"
_ORIGINAL: Final = "FiskBonRcpNum"


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
    once = call.once()
    call.replayed = await served_before(call.desk, call.caller, once) is not None
    sent = await send_einvoice(call.desk, call.caller, said["OperationID"], terms, number=number)
    if sent.code and not call.replayed:
        call.replayed = await remember_served(call.desk, call.caller, once, said["OperationID"])
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
