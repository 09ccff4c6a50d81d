"""ContactsBalance: what every contact owes, page by page (dossier sections 8.2 and 9.3)."""

from __future__ import annotations

from pinkas.actions.contacts import contact_balances
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit import operations
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.names import CONTACT_TYPES
from pinkas.dialects.caspit.quirks import balance
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import CaspitContactBalance
from pinkas.storage.balances import ContactBalance


def to_wire(stored: ContactBalance) -> CaspitContactBalance:
    """The balance in the vendor's words, with the vendor's sign."""
    return CaspitContactBalance(
        ContactId=stored.key,
        ContactType=CONTACT_TYPES.index(stored.type),
        Number=stored.serial,
        BusinessName=stored.name,
        OsekMorshe=stored.tax_number,
        Name=stored.contact_name,
        OpenBalance=-stored.opened,
        Balance=balance(stored),
        BalanceInvoiceIska=balance(stored) - stored.proformas,
        DateCreated=stored.created_at,
        UserCreated=stored.created_by,
        DateUpdated=stored.updated_at,
        UserUpdated=stored.updated_by,
    )


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The one call on ContactsBalance."""

    @router.on("GET", "ContactsBalance", says=operations.LIST_BALANCES)
    async def list_balances(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging(sizable=True)
        total, rows = await contact_balances(desk, caller, offset=paging.offset, limit=paging.size)
        return ok(envelope(call, paging, map(to_wire, rows), total=total))
