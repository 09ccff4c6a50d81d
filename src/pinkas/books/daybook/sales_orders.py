"""The content of lines that take orders of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pinkas.books import canon
from pinkas.books.daybook.transactions import SLIP

if TYPE_CHECKING:
    from pinkas.books.sales_order import SalesOrder


def sales_order_content(uuid: UUID, order: SalesOrder) -> bytes:
    """The content of a line that takes an order."""
    return canon.digest(
        canon.uuid(uuid),
        canon.integer(order.store),
        canon.integer(order.register),
        canon.integer(order.contact),
        canon.integer(order.seller),
        canon.text(order.ordered_at.isoformat(timespec="milliseconds")),
        canon.text(order.erp_code),
        SLIP(order.slip),
    )
