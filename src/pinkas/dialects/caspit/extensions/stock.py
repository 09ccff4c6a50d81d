"""Stock counted, in and out without a document: `/ext/v1/stock`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.vouchers.stock import StockOrder, move_stock, stock_words
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of
from pinkas.dialects.caspit.extensions.operations import posted
from pinkas.dialects.caspit.extensions.vouchers import Recorded, posted_answer, recorded
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, REQUIRED, S50, S500, Day
from pinkas.dialects.caspit.wire import Quantity as FivePlaces
from pinkas.storage.vouchers import NamedVoucher


class StockMovement(Recorded, frozen=True, kw_only=True):
    """So much of a product counted (`count`), come in (`in`) or gone (`out`); `Moved` is what it did to the stock."""

    StockId: S50 = None
    ProductId: Annotated[S50, REQUIRED] = None
    Quantity: Annotated[FivePlaces, REQUIRED] = None
    Kind: Annotated[S50, REQUIRED] = None
    Moved: Annotated[FivePlaces, READ_ONLY] = None
    Date: Day = None
    Details: S500 = None


def to_wire(found: NamedVoucher) -> StockMovement:
    """A stored movement."""
    voucher, said = found.stored.voucher, stock_words(found)
    return StockMovement(
        StockId=found.stored.key,
        ProductId=said.product,
        Quantity=said.quantity,
        Kind=said.kind,
        Moved=sum((move.quantity for move in found.stored.moves), Decimal(0)),
        Date=voucher.date,
        Details=voucher.details,
        **recorded(found),
    )


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The call on stock."""

    @router.on(
        "POST", "Stock", error_status=True, says=posted("Goods in, out or counted", StockMovement, StockMovement)
    )
    async def post_stock(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(StockMovement)
        order = StockOrder(
            key=sent.StockId or None,
            product=sent.ProductId,
            quantity=sent.Quantity,
            kind=sent.Kind or "",
            date=sent.Date,
            details=sent.Details,
        )
        saved = await move_stock(desk, caller, order, once=await once_of(call, desk, status=201))
        return posted_answer(call, saved, to_wire(saved.record))
