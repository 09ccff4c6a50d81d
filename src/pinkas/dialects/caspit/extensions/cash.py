"""Cash in and out of the till: `/ext/v1/cash`."""

from __future__ import annotations

from typing import Annotated

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.vouchers.cash import CashOrder, cash_kind, move_cash
from pinkas.actions.vouchers.reading import list_vouchers
from pinkas.books.voucher import VoucherKind
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.extensions.operations import listed, posted
from pinkas.dialects.caspit.extensions.vouchers import Recorded, posted_answer, recorded
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import REQUIRED, S50, S500, Day, Money
from pinkas.storage.vouchers import NamedVoucher


class CashMovement(Recorded, frozen=True, kw_only=True):
    """Cash that was put in or taken out (`in`, `out`), or found missing or too much (`shortage`, `overage`)."""

    CashId: S50 = None
    Date: Day = None
    Kind: Annotated[S50, REQUIRED] = None
    Amount: Annotated[Money, REQUIRED] = None
    Details: S500 = None


def to_wire(found: NamedVoucher) -> CashMovement:
    """A stored movement."""
    kind, amount = cash_kind(found)
    voucher = found.stored.voucher
    return CashMovement(
        CashId=found.stored.key,
        Date=voucher.date,
        Kind=kind,
        Amount=amount,
        Details=voucher.details,
        **recorded(found),
    )


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The two calls on cash."""

    @router.on("GET", "Cash", says=listed("Cash in and out of the till", CashMovement))
    async def list_cash(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await list_vouchers(desk, caller, kind=VoucherKind.CASH, offset=paging.offset, limit=paging.size)
        return ok(envelope(call, paging, map(to_wire, rows), total=total))

    @router.on("POST", "Cash", error_status=True, says=posted("Cash in or out of the till", CashMovement, CashMovement))
    async def post_cash(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CashMovement)
        order = CashOrder(
            key=sent.CashId or None, date=sent.Date, kind=sent.Kind or "", amount=sent.Amount, details=sent.Details
        )
        saved = await move_cash(desk, caller, order, once=await once_of(call, desk, status=201))
        return posted_answer(call, saved, to_wire(saved.record))
