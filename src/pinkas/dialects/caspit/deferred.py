"""GenerateDeferredPaymentsInvoices (dossier section 9.10): for the operator alone, the vendor's "Account 0"."""

from __future__ import annotations

from typing import Final

from pinkas.actions.deferred import invoice_deferred_payments
from pinkas.actions.desk import Desk
from pinkas.actions.repeats import remember_served, served_before
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation, Parameter, Sort
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire_debits import DeferredPaymentsInvoices

_SAYS: Final = Operation(
    summary="Issue tax invoices for deferred payments that have fallen due",
    says="A deferred payment is a line of a receipt (type 2) that falls due after the receipt's date: a post-dated "
    "cheque, a card's settlement, each instalment. When it falls due, and pays nothing else, a tax invoice of exactly "
    "that sum, VAT taken out of it, is issued in class 3, dated the due date (or the first open day after it; while "
    "that is a day to come, the payment waits, and is not in Created), paid by the receipt it names. Each payment is "
    "invoiced once, however often this is called; cheques that bounced, "
    "donations and cancelled receipts never are. Only the operator may call it.",
    parameters=(
        Parameter("businessId", "The business: its BusinessId, uuid or tax number. Without it, the token's."),
        Parameter("endDate", "What falls due by this day; by today without it, and at the latest.", Sort.DATE),
    ),
    answers=(Answers(200, DeferredPaymentsInvoices),),
    errors=((403, "The token is not the operator's."), (404, "There is no such business.")),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The one call, in both its forms."""

    @router.on("POST", "GenerateDeferredPaymentsInvoices", says=_SAYS)
    async def generate(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        once = await once_of(call, desk, status=200)
        before = await served_before(desk, caller, once)
        if before is not None:
            return saved_answer(200, DeferredPaymentsInvoices(Created=before), replayed=True)
        created = await invoice_deferred_payments(
            desk, caller, business=call.text("businessId"), until=call.date("endDate")
        )
        await remember_served(desk, caller, once, created)
        return saved_answer(200, DeferredPaymentsInvoices(Created=created))
