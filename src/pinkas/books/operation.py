"""Operations: sales, returns and deliveries that a shop's system builds row by row before they are finished.

Until then an operation is nothing but what was said of it; finished, it is a transaction like any other, under the
serial that was kept for it from the beginning. Prices have VAT in them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from pinkas.books.errors import InvalidValue
from pinkas.books.money import HUNDRED, ZERO, check_amount, half_up, product, to_cents

MOST_ROWS: Final = 1000
MOST_PAYMENTS: Final = 100
_COUNTER: Final = 10**7


class OperationType(StrEnum):
    """What an operation does: goods sold, goods that customers bring back, goods that come in."""

    SALE = "sale"
    RETURN = "return"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRow:
    """Goods of an operation. `number` counts the operation's rows, those that were removed too.

    `price` of one with VAT, five places; `discount` a percentage, two places.
    """

    number: int
    product: int
    quantity: Decimal
    price: Decimal
    discount: Decimal = ZERO

    def __post_init__(self) -> None:
        """Refuse what cannot be sold."""
        check_amount("row.quantity", self.quantity, places=5)
        check_amount("row.price", self.price, places=5)
        check_percent("row.discount", self.discount)
        if not self.quantity:
            raise InvalidValue("row.quantity", "must not be 0")

    @property
    def total(self) -> Decimal:
        """What the row comes to after its own discount, four places."""
        before = half_up(product(self.quantity, self.price), 4)
        return before - half_up(before * self.discount / HUNDRED, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPayment:
    """Money of an operation. `pay_type` is the number in `pay_types`, `amount` in the minor unit."""

    number: int
    pay_type: int
    amount: Decimal

    def __post_init__(self) -> None:
        """Refuse what is no payment."""
        check_amount("payment.amount", self.amount)
        if not self.amount:
            raise InvalidValue("payment.amount", "must not be 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What a return says of the receipt it takes back: why (0 mistake, 1 return, 2 less to tax), number, device, when.

    `sale_number` is the unique sale number; `at` the civil time of the business's zone.
    """

    reason: int = 0
    receipt_number: int | None = None
    device: int | None = None
    at: dt.datetime | None = None
    sale_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What was said of an operation. `rows_made` and `payments_made` count what was ever added.

    `device` and `operator` are those of the register and of who opened it, for the unique sale number.
    """

    type: OperationType
    source: str
    source_reference: str | None = None
    store: int
    register: int
    contact: int | None = None
    comment: str | None = None
    electronic: bool = False
    state_label: str | None = None
    original: Original | None = None
    device: str
    operator: str
    discount: Decimal = ZERO
    rows: tuple[OperationRow, ...] = ()
    rows_made: int = 0
    payments: tuple[OperationPayment, ...] = ()
    payments_made: int = 0

    @property
    def total(self) -> Decimal:
        """What it comes to after every discount, in the minor unit (half up, once, of the sum of its rows)."""
        rows = sum((row.total for row in self.rows), ZERO)
        return to_cents(rows - half_up(rows * self.discount / HUNDRED, 4))

    @property
    def paid(self) -> Decimal:
        """What was paid of it so far."""
        return sum((payment.amount for payment in self.payments), ZERO)

    def with_row(
        self, *, product_serial: int, quantity: Decimal, price: Decimal, discount: Decimal = ZERO
    ) -> Operation:
        """The operation with a row more. Raises InvalidValue."""
        if len(self.rows) >= MOST_ROWS:
            raise InvalidValue("operation", f"must not have more than {MOST_ROWS} rows")
        made = self.rows_made + 1
        row = OperationRow(number=made, product=product_serial, quantity=quantity, price=price, discount=discount)
        return replace(self, rows=(*self.rows, row), rows_made=made)

    def without_row(self, number: int) -> Operation:
        """The operation without a row. Raises InvalidValue when it has none of this number."""
        rows = tuple(row for row in self.rows if row.number != number)
        if len(rows) == len(self.rows):
            raise InvalidValue("row", "was removed before")
        return replace(self, rows=rows)

    def with_discount(self, percent: Decimal) -> Operation:
        """The operation with a percentage off the whole. Raises InvalidValue, also for less than was paid."""
        check_percent("discount", percent)
        after = replace(self, discount=percent)
        if after.total < min(self.total, self.paid):
            raise InvalidValue("discount", f"leaves {after.total:f}, and {self.paid:f} were paid already")
        return after

    def with_payment(self, pay_type: int, amount: Decimal) -> Operation:
        """The operation with a payment more. Raises InvalidValue, also for one above what is left to pay."""
        if len(self.payments) >= MOST_PAYMENTS:
            raise InvalidValue("operation", f"must not have more than {MOST_PAYMENTS} payments")
        made = self.payments_made + 1
        payment = OperationPayment(number=made, pay_type=pay_type, amount=amount)
        if self.paid + amount > self.total:
            raise InvalidValue("payment.amount", f"must be at most {self.total - self.paid:f}: so much is to be paid")
        return replace(self, payments=(*self.payments, payment), payments_made=made)

    def sale_number(self, serial: int) -> str:
        """The unique sale number of a sale: device, operator, and a counter of seven digits; empty for the others."""
        if self.type is not OperationType.SALE:
            return ""
        return f"{self.device}-{self.operator}-{serial % _COUNTER:07d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPart:
    """Under which serial a row or a payment is known; of its operation it is the one of this number."""

    sort: str
    number: int
    serial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOperation:
    """An operation as the books hold it; `finished` when its transaction was recorded."""

    serial: int
    uuid: UUID
    version: int
    created_at: dt.datetime
    created_by: str
    created_staff: int | None
    updated_at: dt.datetime
    updated_by: str
    finished: bool
    parts: tuple[OperationPart, ...]
    operation: Operation

    def part(self, sort: str, number: int) -> int:
        """The serial of a row or payment."""
        return next(part.serial for part in self.parts if part.sort == sort and part.number == number)


def counted_serial(sale_number: str) -> int | None:
    """The serial that a unique sale number counts, up to seven digits of it; None of what is no such number."""
    count = sale_number.rpartition("-")[2]
    return int(count) if len(count) == len(str(_COUNTER)) - 1 and count.isascii() and count.isdigit() else None


def check_percent(field: str, percent: Decimal) -> None:
    """Refuse a discount of more than two places, or one that leaves nothing."""
    check_amount(field, percent)
    if percent >= HUNDRED:
        raise InvalidValue(field, "must be below 100")


def operator_code(code: str | None, staff: int | None) -> str:
    """The four signs that name who sells in a unique sale number: the register's own, or the seller's serial."""
    return (code or str(staff or 0)).zfill(4)[-4:]


def device_code(device: str | None, register_number: int) -> str:
    """The eight signs that name the device in a unique sale number: its own, or the register's number."""
    return device or f"{register_number:08d}"[-8:]
