"""Making and cancelling deposits: `/ext/v1/deposits`, `/ext/v1/deposits/{id}`, `/ext/v1/deposits/{id}/cancel`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pinkas.actions.deposits import (
    DepositOrder,
    LineOrder,
    cancel_deposit,
    deposit_by_key,
    list_deposits,
    make_deposit,
)
from pinkas.actions.desk import Desk, Saved
from pinkas.actions.sessions import Sessions
from pinkas.books.money import ZERO
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.bank_deposits import numbered
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import END, PAGE, START, Answers, Operation, Parameter, Shape
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.names import SYMBOL_OF_CURRENCY
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, REQUIRED, S20, S50, S100, S500, Day, Instant, Integer, Money
from pinkas.storage.deposits import StoredDeposit


class DepositLine(Wire, frozen=True, kw_only=True):
    """A line of the till; an Amount, in its own currency, only of cash, for a part of what lies there of it."""

    trims: ClassVar[bool] = True

    CaspitKupaLineId: Annotated[S50, REQUIRED] = None
    Amount: Money = None


class Deposit(Wire, frozen=True, kw_only=True):
    """A deposit: lines of one currency, into one account. Fee and FeeVat, in the book currency, are what the bank kept.

    DepositType is checked when sent: cash, cheques, cards, other, or mixed. Without a Date it is today.
    """

    trims: ClassVar[bool] = True

    DepositId: S50 = None
    Date: Day = None
    BankAccountName: S100 = None
    DepositType: S20 = None
    Fee: Money = None
    FeeVat: Money = None
    Details: S500 = None
    Lines: Annotated[list[DepositLine] | None, REQUIRED] = None
    Number: Annotated[Integer, READ_ONLY] = None
    CurrencySymbol: Annotated[S20, READ_ONLY] = None
    Total: Annotated[Money, READ_ONLY] = None
    PostingDate: Annotated[Day, READ_ONLY] = None
    CancelledDate: Annotated[Day, READ_ONLY] = None
    DateCreated: Annotated[Instant, READ_ONLY] = None
    UserCreated: Annotated[S50, READ_ONLY] = None


def to_wire(row: StoredDeposit) -> Deposit:
    """A stored deposit."""
    deposit = row.deposit
    return Deposit(
        DepositId=row.key,
        Date=deposit.date,
        BankAccountName=deposit.bank_account,
        DepositType=deposit.type,
        Fee=deposit.fee,
        FeeVat=deposit.fee_vat,
        Details=deposit.details,
        Lines=[
            DepositLine(CaspitKupaLineId=str(line), Amount=part.amount)
            for line, part in zip(row.lines, deposit.parts, strict=True)
        ],
        Number=row.serial,
        CurrencySymbol=SYMBOL_OF_CURRENCY.get(deposit.currency, deposit.currency),
        Total=deposit.total,
        PostingDate=row.posting_date,
        CancelledDate=row.cancelled_on,
        DateCreated=row.recorded_at,
        UserCreated=row.recorded_by,
    )


_ID: Final = Parameter("id", "The DepositId.", required=True)
_LIST: Final = Operation(
    summary="Deposits, cancelled ones too",
    parameters=(PAGE, START, END, Parameter("number", "The deposit's Number.")),
    answers=(Answers(200, Deposit, Shape.PAGE),),
)
_SHOW: Final = Operation(summary="A deposit", parameters=(_ID,), answers=(Answers(200, Deposit),))
_MAKE: Final = Operation(
    summary="Deposit payments of the till",
    says="Cheques and cards go whole, cash in any part. The bank is debited by what it got, the acquirer's fee and the "
    "VAT on it by what it kept, the till credited. Posted into the first open period when its own is closed.",
    body=Deposit,
    answers=(Answers(201, Deposit, location=True), Answers(200, Deposit)),
)
_CANCEL: Final = Operation(
    summary="Cancel a deposit, once",
    says="The reverse of its entry, dated today; its lines lie in the till again. Not after a cheque of it bounced.",
    parameters=(_ID,),
    answers=(Answers(200, Deposit),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The four calls on deposits."""

    @router.on("GET", "Deposits", says=_LIST)
    async def show_deposits(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await list_deposits(
            desk,
            caller,
            from_date=call.date("startDate"),
            to_date=call.date("endDate"),
            number=numbered(call),
            offset=paging.offset,
            limit=paging.size,
        )
        return ok(envelope(call, paging, map(to_wire, rows), total=total))

    @router.on("GET", "Deposits/{id}", says=_SHOW)
    async def show_deposit(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(to_wire(await deposit_by_key(desk, caller, call.id)))

    @router.on("POST", "Deposits", error_status=True, says=_MAKE)
    async def post_deposit(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        order = _order(await call.body(Deposit))
        saved = await make_deposit(desk, caller, order, once=await once_of(call, desk, status=201))
        return _answer(call, saved, status=201 if saved.created or saved.replayed else 200)

    @router.on("POST", "Deposits/{id}/cancel", error_status=True, says=_CANCEL)
    async def cancel(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        saved = await cancel_deposit(desk, caller, call.id, once=await once_of(call, desk, status=200))
        return _answer(call, saved, status=200)


def _order(sent: Deposit) -> DepositOrder:
    return DepositOrder(
        key=sent.DepositId or None,
        date=sent.Date,
        bank_account=sent.BankAccountName,
        type=sent.DepositType,
        fee=sent.Fee or ZERO,
        fee_vat=sent.FeeVat or ZERO,
        details=sent.Details,
        lines=tuple(LineOrder(line=line.CaspitKupaLineId, amount=line.Amount) for line in sent.Lines or ()),
    )


def _answer(call: Call, saved: Saved[StoredDeposit], *, status: int) -> Answer:
    at = call.link("deposits", saved.record.key) if status == 201 else None
    return saved_answer(status, to_wire(saved.record), at=at, replayed=saved.replayed)
