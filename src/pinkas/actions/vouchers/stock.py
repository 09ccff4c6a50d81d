"""Stock counted, and goods that came or went without a document. No entry: stock has no account here.

Whoever counts here knows of no stores: what was counted is what all of them have together, and the difference is moved
in the first.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pinkas.actions.desk import Caller, Desk, Once, Saved
from pinkas.actions.vouchers.posting import LARGEST_DETAILS, Asked, Plan, positive, post, words
from pinkas.books.errors import InvalidValue
from pinkas.books.money import check_amount
from pinkas.books.stock import StockMove
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage.vouchers import Facts, NamedVoucher

STOCK_KINDS: Final = ("count", "in", "out")


@dataclass(frozen=True, slots=True, kw_only=True)
class StockOrder:
    """So much of a product was counted over all stores, came into or left the first; without a date, today."""

    key: str | None = None
    product: str | None
    quantity: Decimal | None
    kind: str
    date: dt.date | None = None
    details: str | None = None


@dataclass(frozen=True, slots=True)
class StockWords:
    """What a stock voucher was asked for. A count that finds what was thought to be there moves nothing and says so."""

    kind: str
    quantity: Decimal
    product: str

    @property
    def reference(self) -> str:
        """The words as a voucher keeps them."""
        return f"{self.kind} {self.quantity.normalize():f} {self.product}"


async def move_stock(desk: Desk, caller: Caller, order: StockOrder, *, once: Once | None = None) -> Saved[NamedVoucher]:
    """Move a product's stock to what was counted, or by what came or went. Raises InvalidValue."""
    said = _words(order)
    voucher = Voucher(
        kind=VoucherKind.STOCK,
        date=order.date or caller.today(desk.clock),
        details=words("stock", "details", order.details, LARGEST_DETAILS),
        reference=said.reference,
    )

    def decide(facts: Facts) -> Plan:
        product = facts.product
        if product is None:
            raise InvalidValue("stock.product", f"names no product of this business: {said.product[:60]!r}")
        change = {
            "count": said.quantity - product.in_stock, "in": said.quantity, "out": -said.quantity,
        }[said.kind]  # fmt: skip
        expect: list[dict[str, Any]] = [{"sort": "product", "serial": product.serial, "version": product.version}]
        if said.kind == "count":
            expect.append({"sort": "stock", "serial": product.serial, "quantity": product.in_stock})
        moves = (StockMove(product=product.serial, quantity=change),) if change else ()
        return Plan(voucher=voucher, moves=moves, expect=tuple(expect))

    def same(found: NamedVoucher) -> bool:
        stored = found.stored.voucher
        same_words = (stored.kind, stored.details, stored.reference) == (
            voucher.kind, voucher.details, voucher.reference,
        )  # fmt: skip
        return same_words and order.date in {None, stored.date}

    asked = Asked(field="stock.key", key=order.key, product=order.product)
    return await post(desk, caller, asked, decide, same, once=once)


def _words(order: StockOrder) -> StockWords:
    if order.kind not in STOCK_KINDS:
        raise InvalidValue("stock.kind", f"must be one of {', '.join(STOCK_KINDS)}")
    if not order.product:
        raise InvalidValue("stock.product", "is required")
    if order.quantity is not None and order.kind == "count":
        check_amount("stock.quantity", order.quantity, places=5)
        return StockWords(order.kind, order.quantity, order.product)
    return StockWords(order.kind, positive("stock.quantity", order.quantity, places=5), order.product)


def stock_words(found: NamedVoucher) -> StockWords:
    """What a stored stock voucher was asked for."""
    kind, quantity, product = (found.stored.voucher.reference or "").split(" ", 2)
    return StockWords(kind, Decimal(quantity), product)
