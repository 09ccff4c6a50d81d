"""Reference lists: VatRate, TrxCodes, Currencies, PaymentTypes, LastDocumentsNumbers (dossier sections 8.15, 9.10).

VatRate, TrxCodes and PaymentTypes have no `page` at the vendor's: their first page holds up to five hundred rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pinkas.actions import reference as actions
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.books import vat
from pinkas.books.kinds import ClassSort
from pinkas.books.money import ONE, ZERO
from pinkas.dialects.caspit import operations, quirks
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of
from pinkas.dialects.caspit.envelope import MAX_PAGE_SIZE, Paging, envelope
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.names import (
    SYMBOL_OF_CURRENCY,
    TENDER_OF_PAYMENT_TYPE,
    TRX_CODE_TYPES,
    TRX_TYPE_OF_KIND,
)
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import (
    CaspitCurrency,
    CaspitPaymentType,
    CaspitResponse,
    CaspitTrxCode,
    CaspitVatRate,
    LastDocumentNumber,
)
from pinkas.storage.decisions import ClassFacts
from pinkas.storage.reference import LastDocument, NewestRate

#: The vendor's labels (dossier section 7).
TRX_TYPE_NAMES: Final = {
    1: "חשבונית מס", 2: "קבלה", 6: "חשבונית עסקה", 7: "חשבונית/קבלה", 9: "חשבונית זיכוי", 13: "תעודת החזר",
    15: "תעודת משלוח", 16: "הצעת מחיר", 19: "קבלה לתרומה",
}  # fmt: skip

#: 1, 2, 9, 12 and 16 are the vendor's words (dossier section 7); the others are ours, as their meanings are.
PAYMENT_TYPE_NAMES: Final = {
    1: "מזומן", 2: "שיק", 3: "ישראכרט", 4: "ויזה", 5: "מאסטרקארד", 6: "דיינרס", 7: "אמריקן אקספרס",
    8: "כרטיס אשראי אחר", 9: "העברה", 10: "הוראת קבע", 11: "שובר", 12: "אחר", 13: "שטר חוב", 14: "תשלום מקוון",
    15: 'העברה מחו"ל', 16: "ביט/פייבוקס", 17: "קיזוז",
}  # fmt: skip

CURRENCY_NAMES: Final = {
    "ILS": "שקל חדש", "USD": "דולר אמריקאי", "GBP": "לירה שטרלינג", "EUR": "אירו", "AUD": "דולר אוסטרלי",
    "BGN": "לב בולגרי", "ALL": "לק אלבני",
}  # fmt: skip


def vat_rates(country: str, day: dt.date | None) -> list[CaspitVatRate]:
    """The rate of a day, in one row even before there was the tax; without a day the whole history, newest first."""
    newest_first = [
        CaspitVatRate(VatRatePercent=rate, ValidFrom=since) for since, rate in reversed(vat.history(country))
    ]
    if day is None:
        return newest_first
    before_the_tax = CaspitVatRate(VatRatePercent=ZERO)
    return [next((row for row in newest_first if row.ValidFrom and row.ValidFrom <= day), before_the_tax)]


def _class_to_wire(one: ClassFacts) -> CaspitTrxCode:
    of_expenses = one.sort == ClassSort.EXPENSES
    return CaspitTrxCode(
        TrxCodeNumber=one.number,
        TrxCode=one.name,
        TrxCodeType=TRX_CODE_TYPES[ClassSort(one.sort)],
        IsActive=True,
        VatClass=one.vat,
        InputVat=(one.recoverable or "full") if of_expenses else None,
        Equipment=bool(one.is_equipment) if of_expenses else None,
    )


def _currency_to_wire(one: NewestRate) -> CaspitCurrency:
    return CaspitCurrency(
        CurrencySymbol=SYMBOL_OF_CURRENCY.get(one.currency, one.currency),
        CurrencyCode=one.currency,
        Name=CURRENCY_NAMES[one.currency],
        Rate=one.rate,
        RateDate=one.date,
    )


def _last_to_wire(one: LastDocument) -> LastDocumentNumber:
    trx_type = TRX_TYPE_OF_KIND[one.kind]
    return LastDocumentNumber(
        TrxTypeId=trx_type,
        TrxTypeName=TRX_TYPE_NAMES[trx_type],
        DocumentId=one.key,
        Number=quirks.full_number(one.series, one.number, one.run),
        Date=one.date,
    )


def _page_of(call: Call, paging: Paging, rows: Iterable[Wire]) -> CaspitResponse:
    """The page asked for of rows that are all at hand."""
    every = list(rows)
    return envelope(call, paging, every[paging.offset : paging.offset + paging.size], total=len(every))


def _whole(call: Call, rows: Iterable[Wire]) -> CaspitResponse:
    return _page_of(call, replace(call.paging(), size=MAX_PAGE_SIZE), rows)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The five lists."""

    @router.on("GET", "VatRate", says=operations.LIST_VAT_RATES)
    async def list_vat_rates(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(_whole(call, vat_rates(caller.country, call.date("date"))))

    @router.on("GET", "TrxCodes", says=operations.LIST_CLASSES)
    async def list_classes(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(_whole(call, map(_class_to_wire, await actions.classes(desk, caller))))

    @router.on("GET", "Currencies", says=operations.LIST_CURRENCIES)
    async def list_currencies(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        today = caller.today(desk.clock)
        books = caller.currency_on(today)
        others = [currency for currency in SYMBOL_OF_CURRENCY if currency != books]
        own = NewestRate(currency=books, date=today, rate=ONE)
        rates = [own, *await actions.newest_rates(desk, caller, others)]
        return ok(_page_of(call, paging, map(_currency_to_wire, rates)))

    @router.on("GET", "PaymentTypes", says=operations.LIST_PAYMENT_TYPES)
    async def list_payment_types(call: Call) -> Answer:
        await caller_of(call, sessions)
        types = (CaspitPaymentType(PaymentTypeId=one, Name=PAYMENT_TYPE_NAMES[one]) for one in TENDER_OF_PAYMENT_TYPE)
        return ok(_whole(call, types))

    @router.on("GET", "LastDocumentsNumbers", says=operations.LIST_LAST_NUMBERS)
    async def list_last_documents(call: Call) -> Answer:
        # Not one of the types that a page's Results may hold (dossier section 5): a bare array.
        caller = await caller_of(call, sessions)
        rows = await actions.last_documents(desk, caller, tuple(TRX_TYPE_OF_KIND))
        return ok([_last_to_wire(row) for row in rows])
