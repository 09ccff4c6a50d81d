"""PreAuthorizedDebits, standing orders (dossier sections 8.16 and 9.8): codes and verbs as for Contacts."""

from __future__ import annotations

from typing import Final

from pinkas.actions.desk import Desk, Saved
from pinkas.actions.sessions import Sessions
from pinkas.actions.standing_orders import orders as actions
from pinkas.books.lines import LineOrder
from pinkas.books.standing_order import KINDS_ISSUED, StandingOrder, StoredStandingOrder
from pinkas.dialects.caspit import documents
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import PAGE, Answers, Operation, Parameter, Shape
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.names import (
    KIND_OF_TRX_TYPE,
    PAYMENT_TYPE_OF_TENDER,
    TENDER_OF_PAYMENT_TYPE,
    TRX_TYPE_OF_KIND,
)
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import CaspitDocumentLine
from pinkas.dialects.caspit.wire_debits import CaspitPreAuthorizedDebit

_TYPES: Final = tuple(TRX_TYPE_OF_KIND[kind] for kind in KINDS_ISSUED)

_ID: Final = Parameter("id", "The PreAuthorizedDebitId.", required=True)
_UNKNOWN: Final = ((404, "There is no such standing order."),)
_ISSUES: Final = (
    "A document is issued each month, or every Interval months, on DayInMonth (a shorter month lends its last day): a "
    "tax invoice (1), a proforma (6), or an invoice-receipt (7) for which the card is charged first. Either Amount, "
    "VAT included, or DocumentLines. Days before it is saved, or active again, are never issued; those that the server "
    "missed are, in order. NumPayments is how many are issued in all; a calendar month is never issued for twice. "
    "Amount is in CurrencySymbol: the card is charged in it (₪ and $ alone), and the document made at the newest rate "
    "loaded by its date; without one nothing is issued. Lines name currencies of their own."
)
_LIST: Final = Operation(
    summary="Standing orders", parameters=(PAGE,), answers=(Answers(200, CaspitPreAuthorizedDebit, Shape.PAGE),)
)
_SHOW: Final = Operation(
    summary="A standing order", parameters=(_ID,), answers=(Answers(200, CaspitPreAuthorizedDebit),), errors=_UNKNOWN
)
_POST: Final = Operation(
    summary="Save a standing order: a new one, or over the one of this PreAuthorizedDebitId",
    says=_ISSUES,
    body=CaspitPreAuthorizedDebit,
    answers=(Answers(201, CaspitPreAuthorizedDebit, location=True),),
)
_PUT: Final = Operation(
    summary="Replace a standing order",
    says=_ISSUES,
    parameters=(_ID,),
    body=CaspitPreAuthorizedDebit,
    answers=(Answers(200, CaspitPreAuthorizedDebit),),
    errors=_UNKNOWN,
)
_DELETE: Final = Operation(
    summary="Remove a standing order",
    says="It issues no more; what it issued stays.",
    parameters=(_ID,),
    answers=(Answers(204),),
    errors=_UNKNOWN,
)


def to_wire(stored: StoredStandingOrder) -> CaspitPreAuthorizedDebit:
    """A stored order."""
    order = stored.order
    return CaspitPreAuthorizedDebit(
        PreAuthorizedDebitId=stored.key,
        ContactId=stored.contact_key,
        Number=stored.serial,
        Status=order.active,
        StartDate=order.start,
        EndDate=order.end,
        NextDate=stored.next_date,
        DayInMonth=order.day,
        Interval=order.interval,
        NumPayments=order.count,
        TrxTypeId=TRX_TYPE_OF_KIND[order.kind],
        SendByEmail=order.mail,
        TrxCodeNumber=order.class_number,
        Details=order.note,
        Comments=order.comments,
        DocumentLines=[_line_to_wire(line, number) for number, line in enumerate(order.lines, start=1)],
        Amount=order.amount,
        CurrencySymbol=None if order.currency is None else documents.symbol(order.currency),
        PaymentTypeId=None if order.tender is None else PAYMENT_TYPE_OF_TENDER[order.tender],
        CCNumberToken=order.card_token,
        CCExpDate=order.card_expiry,
        CCHolderTZ=order.card_holder_id,
        BankId=order.bank,
        BankAcctBranch=order.bank_branch,
        BankAcctNumber=order.bank_account,
        DateCreated=stored.created_at,
        UserCreated=stored.created_by,
        DateUpdated=stored.updated_at,
        UserUpdated=stored.updated_by,
    )


def _line_to_wire(line: LineOrder, number: int) -> CaspitDocumentLine:
    """A line of the template, as it was sent: what is computed is not known before it is issued."""
    return CaspitDocumentLine(
        Number=number,
        ProductId=line.product,
        ProductCatalogNumber=line.catalog_number,
        ProductName=line.name,
        Details=line.details,
        UnitPrice=line.unit_price,
        Qty=line.quantity,
        CurrencySymbol=None if line.currency is None else documents.symbol(line.currency),
        Rate=line.rate,
        Rebate=line.discount,
        ChargeVAT=line.charges_vat,
    )


def to_books(sent: CaspitPreAuthorizedDebit) -> StandingOrder:
    """The order in the books' words; whom it is for is looked up from ContactId, which is no serial yet."""
    problems: dict[str, list[str]] = {}
    kind = KIND_OF_TRX_TYPE.get(sent.TrxTypeId or 0)
    if sent.TrxTypeId not in _TYPES:
        allowed = ", ".join(map(str, _TYPES))
        problems["debit.TrxTypeId"] = [f"The value of TrxTypeId is not valid. Allowed values: {allowed}"]
    if sent.PaymentTypeId and sent.PaymentTypeId not in TENDER_OF_PAYMENT_TYPE:
        allowed = ", ".join(map(str, TENDER_OF_PAYMENT_TYPE))
        problems["debit.PaymentTypeId"] = [f"The value of PaymentTypeId is not valid. Allowed values: {allowed}"]
    lines = tuple(
        documents.line_order(line, f"debit.DocumentLines[{place}]", problems, creating=True)
        for place, line in enumerate(sent.DocumentLines or [])
    )
    currency = documents.currency_of(sent.CurrencySymbol, "debit.CurrencySymbol", problems)
    if problems or sent.StartDate is None or kind is None:
        raise WireError(problems)
    return StandingOrder(
        contact=0,
        active=sent.Status is not False,
        start=sent.StartDate,
        end=sent.EndDate,
        day=sent.DayInMonth or sent.StartDate.day,
        interval=sent.Interval or 1,
        count=sent.NumPayments,
        kind=kind,
        mail=bool(sent.SendByEmail),
        class_number=sent.TrxCodeNumber or 0,
        note=sent.Details or None,
        comments=sent.Comments or None,
        lines=lines,
        # Zero beside lines is how .NET clients send "not said".
        amount=None if lines and not sent.Amount else sent.Amount,
        currency=currency,
        tender=TENDER_OF_PAYMENT_TYPE.get(sent.PaymentTypeId or 0),
        card_token=sent.CCNumberToken or None,
        card_expiry=sent.CCExpDate or None,
        card_holder_id=sent.CCHolderTZ or None,
        bank=sent.BankId,
        bank_branch=sent.BankAcctBranch or None,
        bank_account=sent.BankAcctNumber or None,
    )


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The calls on PreAuthorizedDebits."""

    @router.on("GET", "PreAuthorizedDebits", says=_LIST)
    async def list_debits(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await actions.list_standing_orders(desk, caller, offset=paging.offset, limit=paging.size)
        return ok(envelope(call, paging, map(to_wire, rows), total=total))

    @router.on("GET", "PreAuthorizedDebits/{id}", says=_SHOW)
    async def show_debit(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(to_wire(await actions.standing_order(desk, caller, call.id)))

    @router.on("POST", "PreAuthorizedDebits", error_status=True, says=_POST)
    async def save_debit(call: Call) -> Answer:
        saved = await _saved(call, None, status=201)
        at = call.link("preauthorizeddebits", saved.record.key)
        return saved_answer(201, to_wire(saved.record), at=at, replayed=saved.replayed)

    @router.on("PUT", "PreAuthorizedDebits/{id}", says=_PUT)
    async def replace_debit(call: Call) -> Answer:
        saved = await _saved(call, call.id, status=200)
        return saved_answer(200, to_wire(saved.record), replayed=saved.replayed)

    @router.on("DELETE", "PreAuthorizedDebits/{id}", says=_DELETE)
    async def remove_debit(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        once = await once_of(call, desk, status=204)
        return saved_answer(204, None, replayed=await actions.remove_standing_order(desk, caller, call.id, once=once))

    async def _saved(call: Call, key: str | None, *, status: int) -> Saved[StoredStandingOrder]:
        """What was sent, saved: under the key of the path, which must exist, or the body's own."""
        caller = await caller_of(call, sessions)
        sent = await call.body(CaspitPreAuthorizedDebit)
        return await actions.save_standing_order(
            desk,
            caller,
            key or sent.PreAuthorizedDebitId or None,
            to_books(sent),
            sent.ContactId or "",
            once=await once_of(call, desk, status=status),
            must_exist=key is not None,
        )
