"""What is left open of a document, given up: `/ext/v1/differences`."""

from __future__ import annotations

from typing import Annotated

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.vouchers.differences import DifferenceOrder, difference_kind, write_off
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of
from pinkas.dialects.caspit.extensions.operations import posted
from pinkas.dialects.caspit.extensions.vouchers import Recorded, posted_answer, recorded
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import REQUIRED, S50, S500, Day, Money
from pinkas.storage.vouchers import NamedVoucher


class Difference(Recorded, frozen=True, kw_only=True):
    """A rounding or exchange difference; without an Amount, all that the document leaves open."""

    DifferenceId: S50 = None
    DocumentId: Annotated[S50, REQUIRED] = None
    Amount: Money = None
    Kind: Annotated[S50, REQUIRED] = None
    Date: Day = None
    Details: S500 = None


def to_wire(found: NamedVoucher) -> Difference:
    """A stored difference."""
    voucher = found.stored.voucher
    return Difference(
        DifferenceId=found.stored.key,
        DocumentId=found.document,
        Amount=found.stored.settlements[0].amount,
        Kind=difference_kind(found),
        Date=voucher.date,
        Details=voucher.details,
        **recorded(found),
    )


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The call on differences."""

    @router.on(
        "POST",
        "Differences",
        error_status=True,
        says=posted("Give up what is left open of a document", Difference, Difference),
    )
    async def post_difference(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(Difference)
        order = DifferenceOrder(
            key=sent.DifferenceId or None,
            document=sent.DocumentId,
            amount=sent.Amount,
            kind=sent.Kind or "",
            date=sent.Date,
            details=sent.Details,
        )
        saved = await write_off(desk, caller, order, once=await once_of(call, desk, status=201))
        return posted_answer(call, saved, to_wire(saved.record))
