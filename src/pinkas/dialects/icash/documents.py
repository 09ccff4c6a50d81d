"""Documents: `documents-list` and `get-document` (dossier §6.20, §6.21).

Receipts, quotes, delivery notes and drafts have no word on this wire: they are in no list, and asking for one names
nothing. What a list leaves out when nothing is said is in the defaults of its filters.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from pinkas.actions.desk import Caller
from pinkas.actions.searching import issued_document, search_documents
from pinkas.actions.shops import shop_of
from pinkas.books.document import Party, State
from pinkas.books.language import language_of
from pinkas.books.numbering import runs_of
from pinkas.books.pay_types import UNPAID, pay_type_of
from pinkas.books.shop import Shop, by_serial
from pinkas.books.words import amount_in_words
from pinkas.dialects.icash.arguments import Argument, Said, choices, date, integer, listed, string
from pinkas.dialects.icash.document_rows import base_of, document_rows
from pinkas.dialects.icash.figures import day, moment, money, percent
from pinkas.dialects.icash.methods import Call, Method, page_of
from pinkas.dialects.icash.pay_types import tenders_of
from pinkas.storage.till_documents import Issuer, ListedDocument, TillDocumentFilter

#: What each kind of document is called: type and sub type (DESIGN §4).
WORDS: Final = {
    "tax_invoice": ("INVOICE", "NORMAL"),
    "invoice_receipt": ("INVOICE", "NORMAL"),
    "credit_invoice": ("INVOICE", "CREDIT"),
    "debit_note": ("INVOICE", "DEBIT"),
    "advance_invoice": ("INVOICE", "ADVANCE"),
    "proforma": ("PROFORMA", "NORMAL"),
}
#: What is paid, or given back, on its own date; the others ask for money until they are due.
_SETTLED: Final = frozenset({"invoice_receipt", "credit_invoice"})
_STATES: Final = {"NORMAL": State.ISSUED, "DELETED": State.CANCELLED}
_STATE_WORDS: Final = {state: word for word, state in _STATES.items()}
#: Whether all lines are services, by the word.
_FINANCIAL: Final = {("NORMAL",): False, ("FINANCIAL",): True}

_ORDERS: Final = {
    "DocumentID": "serial",
    "DocumentStoreID": "store",
    "DocumentType": "proforma",
    "DocumentNum": "number",
    "DocumentStatus": "state",
    "DocumentOperationType": "services",
    "DocumentOperationID": "operation",
    "DocumentSubType": "correction",
    "DocumentContragentID": "contact",
    "DocumentDate": "date",
    "DocumentDateFrom": "date",
    "DocumentDateTo": "date",
    "DocumentPayTypeID": "pay_type",
    "DocumentBankAccountID": "bank_account",
}
_FILTERS: Final = (
    Argument("DocumentID", integer(), sortable=True),
    Argument("DocumentStoreID", integer(), sortable=True),
    choices("DocumentType", "INVOICE", "PROFORMA", default=("INVOICE",)),
    Argument("DocumentNum", integer(), sortable=True),
    choices("DocumentStatus", "NORMAL", "DELETED", default=("NORMAL",)),
    choices("DocumentOperationType", "NORMAL", "FINANCIAL", default=("NORMAL",)),
    Argument("DocumentOperationID", integer(), sortable=True),
    choices("DocumentSubType", "NORMAL", "CREDIT", "DEBIT", "ADVANCE", default=("NORMAL",)),
    Argument("DocumentContragentID", integer(), sortable=True),
    Argument("DocumentDateFrom", date, sortable=True),
    Argument("DocumentDateTo", date, sortable=True),
    Argument("DocumentPayTypeID", integer(), sortable=True),
    Argument("DocumentBankAccountID", integer(0), sortable=True),
    Argument("ImportSource", string(30)),
    Argument("ImportRefID", string(30)),
)


def to_filter(said: Said, shop: Shop) -> TillDocumentFilter:
    """Which documents a call asks for."""
    kinds = [
        kind
        for kind, (type_, sub_type) in WORDS.items()
        if type_ in said["DocumentType"] and sub_type in said["DocumentSubType"]
    ]
    pay_type = said["DocumentPayTypeID"]
    tenders = None if pay_type is None else tenders_of(pay_type)
    return TillDocumentFilter(
        kinds=kinds,
        states=[_STATES[word].value for word in said["DocumentStatus"]],
        serial=said["DocumentID"],
        store=said["DocumentStoreID"],
        number=said["DocumentNum"],
        runs=runs_of(WORDS),
        financial=_FINANCIAL.get(said["DocumentOperationType"]),
        operation=said["DocumentOperationID"],
        contact=said["DocumentContragentID"],
        from_date=said["DocumentDateFrom"],
        to_date=said["DocumentDateTo"],
        tenders=tenders,
        means=[one.number for one in shop.means if tenders is not None and one.type in tenders],
        unpaid=pay_type == UNPAID,
        ways=ways_to_pay(shop),
        bank_account=said["DocumentBankAccountID"],
        source=said["ImportSource"],
        reference=said["ImportRefID"],
    )


async def _list(call: Call) -> dict[str, Any]:
    shop = await shop_of(call.desk, call.caller.business)
    page = page_of(call.said, _ORDERS, "DocumentID")
    found = await search_documents(call.desk, call.caller, to_filter(call.said, shop), page)
    firm, means = firm_of(found.issuer), ways_to_pay(shop)
    rows = [header(one, firm, shop, call.caller, means) for one in found.documents]
    return {"TotalRecords": found.total, "Data": rows}


async def _get(call: Call) -> dict[str, Any]:
    shop = await shop_of(call.desk, call.caller.business)
    found, issuer = await issued_document(call.desk, call.caller, call.said["DocumentID"], WORDS)
    rows = document_rows(found, call.caller.country)
    head = header(found, firm_of(issuer), shop, call.caller, ways_to_pay(shop))
    return {**head, "DocumentSaleItems": rows}


def firm_of(issuer: Issuer) -> dict[str, str]:
    """What every document says of the business."""
    return {
        "DocumentFirmName": issuer.legal_name,
        "DocumentFirmAddress": _address(issuer),
        "DocumentFirmMOL": issuer.responsible_person or "",
        "DocumentFirmEIK": issuer.tax_number,
    }


def ways_to_pay(shop: Shop) -> dict[int, str]:
    """The type of tender behind each of the shop's means of payment, by number."""
    return {one.number: one.type for one in shop.means}


def header(
    found: ListedDocument, firm: Mapping[str, str], shop: Shop, caller: Caller, means: Mapping[int, str]
) -> dict[str, Any]:
    """The 39 fields of a document, in their order, with what `firm_of` and `ways_to_pay` give."""
    type_, sub_type = WORDS[found.kind]
    party = found.party
    base, off = base_of(found)
    creator = shop.seller(found.creator)
    account = None if found.bank_account is None else by_serial(shop.bank_accounts, found.bank_account)
    return {
        "DocumentID": found.serial,
        "DocumentStatus": _STATE_WORDS[found.state],
        "DocumentNum": found.number,
        "DocumentType": type_,
        "DocumentStoreID": found.store,
        "DocumentOperationID": found.operation,
        "DocumentOperationType": "FINANCIAL" if found.financial else "NORMAL",
        "DocumentSubType": sub_type,
        "DocumentDate": day(found.date),
        **firm,
        "DocumentContragentID": found.contact or 0,
        "DocumentContragentName": party.name or "",
        "DocumentContragentAddress": _address(party),
        "DocumentContragentMOL": party.responsible_person or "",
        "DocumentContragentTaxNum": party.tax_number or "",
        "DocumentContragentTaxNumVatReg": party.vat_number or "",
        "DocumentToDocumentID": found.corrected or 0,
        "DocumentToDocumentDate": day(found.corrected_date),
        "DocumentPriceBase": money(base),
        "DocumentDiscount": percent(off),
        "DocumentTotalPrice": money(found.total),
        "DocumentTotalPriceTxt": _in_words(found.total, found.currency, caller.country),
        "DocumentCurrencyCode": found.currency,
        "DocumentPayTypeID": _pay_type(found, means),
        "DocumentPayDate": day(found.date if found.kind in _SETTLED else found.due_date),
        "DocumentBankAccountID": 0 if account is None else account.serial,
        "DocumentBankAccountBankName": "" if account is None else account.bank_name,
        "DocumentBankAccountIBAN": "" if account is None else account.iban,
        "DocumentBankAccountBIC": "" if account is None else account.bic or "",
        "DocumentBankAccountCurrencyCode": found.currency if account is None else account.currency,
        "DocumentAcceptedBy": found.accepted_by or "",
        "DocumentCreatedBy": found.created_by if creator is None else creator.full_name,
        "DocumentCreateUserID": found.creator or 0,
        "DocumentCreateDate": moment(found.created_at, caller.zone),
        "DocumentVatReason": found.vat_reason or "",
        "DocumentComment": found.comments or "",
    }


def _address(who: Issuer | Party) -> str:
    return ", ".join([part for part in (who.city, who.address1, who.address2) if part])


@lru_cache(4096)  # a page is asked for again and again, and saying a number costs more than the rest of its row
def _in_words(total: Decimal, currency: str, country: str) -> str:
    return amount_in_words(total, currency, language_of(country))


def _pay_type(found: ListedDocument, means: Mapping[int, str]) -> int:
    """How it is to be paid where it says so; else how most of it was."""
    said = found.paid_in if found.means is None else means.get(found.means, found.paid_in)
    return UNPAID if said is None else pay_type_of(said)


METHODS: Final = (
    Method(name="documents-list", arguments=listed(*_FILTERS, also=("DocumentDate",)), work=_list),
    Method(name="get-document", arguments=(Argument("DocumentID", integer(), required=True),), work=_get),
)
