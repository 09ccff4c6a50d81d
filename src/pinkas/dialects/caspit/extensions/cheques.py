"""Cheques that came back: `/ext/v1/cheques/{id}/bounce`, the id being that of the till's line."""

from __future__ import annotations

from decimal import Decimal

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.vouchers.cheques import BounceOrder, bounce_cheque
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of
from pinkas.dialects.caspit.extensions.operations import posted
from pinkas.dialects.caspit.extensions.vouchers import Entry, posted_answer, to_entry
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import S500, Day, Money


class Bounce(Wire, frozen=True, kw_only=True):
    """When a cheque bounced, and what the bank took for it."""

    Date: Day = None
    BankCharge: Money = None
    Details: S500 = None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The call on cheques."""

    @router.on(
        "POST",
        "Cheques/{id}/bounce",
        error_status=True,
        says=posted(
            "A cheque that came back",
            Bounce,
            Entry,
            "The id is its CaspitKupaLineId. What it had paid stands open again.",
        ),
    )
    async def bounce(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.optional_body(Bounce) or Bounce()
        order = BounceOrder(date=sent.Date, bank_charge=sent.BankCharge or Decimal(0), details=sent.Details)
        once = await once_of(call, desk, status=201)
        saved = await bounce_cheque(desk, caller, call.id, order, once=once)
        return posted_answer(call, saved, to_entry(saved.record))
