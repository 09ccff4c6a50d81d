"""Kupa: payments received that no deposit took yet (dossier sections 8.10 and 9.9)."""

from __future__ import annotations

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.till import till_lines
from pinkas.books.kinds import KINDS
from pinkas.dialects.caspit import quirks
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.names import PAYMENT_TYPE_OF_TENDER, SYMBOL_OF_CURRENCY, TRX_TYPE_OF_KIND
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import CaspitKupaLine
from pinkas.storage.till import TillLine


def to_wire(line: TillLine) -> CaspitKupaLine:
    """The line in the vendor's words; what a refund gave back is negative. Its audit members are its document's."""
    return CaspitKupaLine(
        CaspitKupaLineId=str(line.uuid),
        Date=line.date,
        TrxTypeId=TRX_TYPE_OF_KIND[line.kind],
        DocumentNumber=quirks.full_number(line.series, line.number),
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
        PaymentTypeId=PAYMENT_TYPE_OF_TENDER[line.type],
        DateCreated=line.created_at,
        UserCreated=line.created_by,
        DateUpdated=line.updated_at,
        UserUpdated=line.updated_by,
    )


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The one call on Kupa."""

    @router.on("GET", "Kupa")
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
