"""Orders of customers: what they want, at what prices, and what a sale of it would come to. They post and move nothing.

The figures are a slip's, at four places, as the till would make them on the day of the order (`slip_composing`). Orders
are never changed; a till counts them apart from its sales.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pinkas.books.errors import InvalidValue
from pinkas.books.slip import Slip, SlipKind, SlipLineOrder

LARGEST_CODE: Final = 50
HIGHEST_NUMBER: Final = 999_999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesOrder:
    """An order as it came; store, register, contact and seller are serials.

    `ordered_at` is the civil time of the business's zone, to the millisecond. `slip` is of goods without any payment.
    """

    store: int
    register: int
    contact: int | None
    seller: int | None
    ordered_at: dt.datetime
    erp_code: str | None
    slip: Slip

    def __post_init__(self) -> None:
        """Refuse what the books cannot hold. Raises InvalidValue."""
        if self.erp_code is not None and not 1 <= len(self.erp_code) <= LARGEST_CODE:
            raise InvalidValue("erp_code", f"must be between 1 and {LARGEST_CODE} characters")
        if self.slip.kind is not SlipKind.DELIVERY or self.slip.tenders:
            raise InvalidValue("tenders", "must be left out of an order")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSalesOrder:
    """An order as the books hold it; `number` as tills write it: `21-7`."""

    serial: int
    uuid: UUID
    number: str
    recorded_at: dt.datetime
    recorded_by: str
    order: SalesOrder


def check_wanted(lines: tuple[SlipLineOrder, ...]) -> None:
    """Raises InvalidValue for goods that would come back: an order only asks for some."""
    for place, line in enumerate(lines):
        if line.quantity <= 0:
            raise InvalidValue(f"lines[{place}].quantity", "must be greater than 0")
