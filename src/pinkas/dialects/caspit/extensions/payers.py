"""The paying customer of a contact, which the vendor's own model leaves out: `/ext/v1/contacts/{id}/payer`."""

from __future__ import annotations

from pinkas.actions import contacts
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.extensions.operations import read, replaced
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import S50


class Payer(Wire, frozen=True, kw_only=True):
    """Who new documents of a contact go to; null when they are the contact's own."""

    ContactId: S50 = None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The two calls on paying customers."""

    @router.on("GET", "Contacts/{id}/payer", says=read("Who pays for a contact", Payer))
    async def show_payer(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        found = await contacts.contact_by_key(desk, caller, call.id)
        return ok(Payer(ContactId=found.payer_key))

    @router.on(
        "PUT",
        "Contacts/{id}/payer",
        error_status=True,
        says=replaced("Say who pays for a contact", Payer, Payer, "null ends it."),
    )
    async def set_payer(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(Payer)
        once = await once_of(call, desk, status=200)
        with members(payer="ContactId"):
            saved = await contacts.set_payer(desk, caller, call.id, sent.ContactId or None, once=once)
        return saved_answer(200, Payer(ContactId=saved.record.payer_key), replayed=saved.replayed)
