"""BankDeposits: what went from the till to the bank (dossier sections 8.15 and 9.9), but for cancelled deposits."""

from __future__ import annotations

from typing import Final

from pinkas.actions.deposits import list_deposits
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.till import deposited_lines
from pinkas.dialects.caspit import till
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of
from pinkas.dialects.caspit.describing import END, PAGE, START, Answers, Operation, Parameter, Shape
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.names import SYMBOL_OF_CURRENCY
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire_books import BankDeposit
from pinkas.storage.deposits import StoredDeposit
from pinkas.storage.till import TillLine

#: No deposit has a number of more digits.
LONGEST_NUMBER: Final = 18
_SAYS: Final = Operation(
    summary="Deposits in the bank",
    says="Deposits are made under /ext/v1/deposits. Cancelled ones are left out: their lines lie in the till again.",
    parameters=(PAGE, START, END, Parameter("number", "The deposit's Number.")),
    answers=(Answers(200, BankDeposit, Shape.PAGE),),
)


def numbered(call: Call) -> int | None:
    """The `number` asked for, None when there is none; what is no number is that of no deposit."""
    text = (call.text("number") or "").strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The one call on deposits."""

    @router.on("GET", "BankDeposits", says=_SAYS)
    async def show_deposits(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await list_deposits(
            desk,
            caller,
            from_date=call.date("startDate"),
            to_date=call.date("endDate"),
            number=numbered(call),
            cancelled_too=False,
            offset=paging.offset,
            limit=paging.size,
        )
        lines = await deposited_lines(desk, caller, [row.serial for row in rows])
        return ok(envelope(call, paging, [_to_wire(row, lines[row.serial]) for row in rows], total=total))


def _to_wire(row: StoredDeposit, lines: list[TillLine]) -> BankDeposit:
    deposit = row.deposit
    return BankDeposit(
        BankDepositId=row.key,
        Number=str(row.serial),
        Date=deposit.date,
        BankAccountName=deposit.bank_account,
        DepositType=deposit.type,
        CurrencySymbol=SYMBOL_OF_CURRENCY.get(deposit.currency, deposit.currency),
        Total=deposit.total,
        Lines=[till.to_wire(line) for line in lines],
        Fee=deposit.fee,
        FeeVat=deposit.fee_vat,
        DateCreated=row.recorded_at,
        UserCreated=row.recorded_by,
        DateUpdated=row.recorded_at,
        UserUpdated=row.recorded_by,
    )
