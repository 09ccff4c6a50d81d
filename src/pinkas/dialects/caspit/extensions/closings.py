"""The end of a store's day at the till: `/ext/v1/closings`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pinkas.actions.closings import close_day, list_closings
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.books.closing import StoredClosing
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import PAGE, Answers, Operation, Parameter, Shape
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, REQUIRED, S4, S50, Instant, Integer, Money, Percent


class ClosingSales(Wire, frozen=True, kw_only=True):
    """The sales in one currency; Returns are negative."""

    Currency: S4 = None
    Count: Integer = None
    Sales: Money = None
    Returns: Money = None


class ClosingVat(Wire, frozen=True, kw_only=True):
    """The VAT of one category and rate, returns taken off."""

    Currency: S4 = None
    VatClass: S50 = None
    VatRate: Percent = None
    Base: Money = None
    Vat: Money = None


class ClosingTender(Wire, frozen=True, kw_only=True):
    """What one means of payment came to, money given back taken off."""

    Type: S50 = None
    Currency: S4 = None
    Count: Integer = None
    Amount: Money = None


class Closing(Wire, frozen=True, kw_only=True):
    """A store's day (its StoreId): every sale and payment since the closing before. Number is store and sequence."""

    trims: ClassVar[bool] = True

    ClosingId: S50 = None
    Store: Annotated[S50, REQUIRED] = None
    Number: Annotated[S50, READ_ONLY] = None
    Transactions: Annotated[Integer, READ_ONLY] = None
    Sales: Annotated[list[ClosingSales] | None, READ_ONLY] = None
    Payments: Annotated[Money, READ_ONLY] = None
    TaxDeduction: Annotated[Money, READ_ONLY] = None
    Vat: Annotated[list[ClosingVat] | None, READ_ONLY] = None
    Tenders: Annotated[list[ClosingTender] | None, READ_ONLY] = None
    DateCreated: Annotated[Instant, READ_ONLY] = None
    UserCreated: Annotated[S50, READ_ONLY] = None


_LIST: Final = Operation(
    summary="Closings, the last first",
    parameters=(PAGE, Parameter("store", "The StoreId of a store; all unless said.")),
    answers=(Answers(200, Closing, Shape.PAGE),),
)
_CLOSE: Final = Operation(
    summary="Close a store's day",
    says="It posts nothing: the money stays in the till until a deposit. Under a ClosingId it is done once.",
    body=Closing,
    answers=(Answers(201, Closing), Answers(200, Closing)),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The two calls on closings."""

    @router.on("GET", "Closings", says=_LIST)
    async def show(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await list_closings(
            desk, caller, call.text("store") or None, offset=paging.offset, limit=paging.size
        )
        return ok(envelope(call, paging, map(_to_wire, rows), total=total))

    @router.on("POST", "Closings", error_status=True, says=_CLOSE)
    async def close(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(Closing)
        once = await once_of(call, desk, status=201)
        with members(key="ClosingId"):
            saved = await close_day(desk, caller, sent.Store or "", key=sent.ClosingId or None, once=once)
        status = 201 if saved.created or saved.replayed else 200
        return saved_answer(status, _to_wire(saved.record), replayed=saved.replayed)


def _to_wire(one: StoredClosing) -> Closing:
    figures = one.figures
    return Closing(
        ClosingId=one.key,
        Store=one.store,
        Number=one.number,
        Transactions=figures.transactions,
        Sales=[
            ClosingSales(Currency=sold.currency, Count=sold.count, Sales=sold.sales, Returns=sold.returns)
            for sold in figures.sold
        ],
        Payments=figures.payments,
        TaxDeduction=figures.withheld,
        Vat=[
            ClosingVat(Currency=vat.currency, VatClass=vat.category.value, VatRate=vat.rate, Base=vat.base, Vat=vat.vat)
            for vat in figures.vat
        ],
        Tenders=[
            ClosingTender(Type=paid.type, Currency=paid.currency, Count=paid.count, Amount=paid.amount)
            for paid in figures.tenders
        ],
        DateCreated=one.closed_at,
        UserCreated=one.closed_by,
    )
