"""Kupa: payments received, in the till or deposited (dossier sections 8.10 and 9.9)."""

from __future__ import annotations

from typing import Final

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.till import till_lines
from pinkas.books.kinds import KINDS
from pinkas.dialects.caspit import quirks
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of
from pinkas.dialects.caspit.describing import END, PAGE, START, Answers, Operation, Parameter, Shape, Sort
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.names import PAYMENT_TYPE_OF_TENDER, SYMBOL_OF_CURRENCY
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import CaspitKupaLine
from pinkas.storage.till import TillLine


def to_wire(line: TillLine) -> CaspitKupaLine:
    """The line in the vendor's words; what a refund gave back is negative. Its audit members are its document's."""
    return CaspitKupaLine(
        CaspitKupaLineId=str(line.uuid),
        Date=line.date,
        TrxTypeId=quirks.till_trx_type(line.kind),
        DocumentNumber=quirks.full_number(line.series, line.number, line.run),
        CustomerBusinessName=line.party.name,
        CustomerOsekMorshe=line.party.tax_number,
        CustomerContactName=line.party.contact_name,
        CustomerId=line.contact_key,
        AccountNumber=line.account,
        BranchOrValidTo=line.branch,
        BankId=line.bank,
        CheckNumber=line.cheque_number,
        PaymentDate=line.due_date,
        Payment=-line.amount if KINDS[line.kind].sign < 0 else line.amount,
        CurrencySymbol=SYMBOL_OF_CURRENCY.get(line.currency, line.currency),
        Rate=line.rate,
        BankDepositNumber=None if line.deposit is None else str(line.deposit),
        BankDepositDate=line.deposit_date,
        BankAccountName=line.bank_account,
        PaymentTypeId=PAYMENT_TYPE_OF_TENDER[line.type],
        DateCreated=line.created_at,
        UserCreated=line.created_by,
        DateUpdated=line.updated_at,
        UserUpdated=line.updated_by,
    )


_SAYS: Final = Operation(
    summary="Payments in the till, or deposited",
    says="Cash that was deposited in part stands in both: with the rest in the till, with each part deposited. The "
    "dates are of PaymentDate; of a payment without one, of the receipt's Date in the till, of BankDepositDate after.",
    parameters=(PAGE, START, END, Parameter("deposited", "Only what was deposited; false unless said.", Sort.FLAG)),
    answers=(Answers(200, CaspitKupaLine, Shape.PAGE),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The one call on Kupa."""

    @router.on("GET", "Kupa", says=_SAYS)
    async def list_till(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await till_lines(
            desk,
            caller,
            deposited=call.flag("deposited", default=False),
            from_date=call.date("startDate"),
            to_date=call.date("endDate"),
            offset=paging.offset,
            limit=paging.size,
        )
        return ok(envelope(call, paging, map(to_wire, rows), total=total))
