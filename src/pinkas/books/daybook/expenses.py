"""The content of lines that save, post, pay and remove expenses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pinkas.books import canon
from pinkas.books.daybook.contents import voucher_content
from pinkas.books.daybook.fields import MONEY, RATE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from pinkas.books.entry import Entry
    from pinkas.books.expense import Expense, ExpensePayment
    from pinkas.books.voucher import Voucher

_PAYMENT = canon.record([
    ("key", canon.text), ("date", canon.date), ("details", canon.text), ("paid", MONEY), ("withheld", MONEY),
    ("tender", canon.text), ("bank_account", canon.text),
])  # fmt: skip
_PAYMENTS = canon.several(_PAYMENT)
_EXPENSE = canon.record([
    ("date", canon.date), ("class_number", canon.integer), ("contact", canon.integer), ("supplier_name", canon.text),
    ("tax_number", canon.text), ("details", canon.text), ("reference", canon.text), ("total", MONEY), ("net", MONEY),
    ("vat", MONEY), ("vat_rate", RATE), ("recognised", RATE), ("flag", canon.integer),
    ("allocation_number", canon.text), ("vat_period", canon.integer), ("image_name", canon.text),
    ("image_sha256", canon.text),
])  # fmt: skip


def expense_content(
    key: str,
    uuid: UUID,
    version: int,
    expense: Expense,
    planned: Sequence[ExpensePayment],
    *,
    deleted: bool = False,
) -> bytes:
    """The content of a line that saves or removes an expense, with the payments that are planned and not posted."""
    return canon.digest(
        canon.text(key),
        canon.uuid(uuid),
        canon.integer(version),
        canon.flag(deleted),
        _EXPENSE(expense),
        _PAYMENTS(planned),
    )


def posting_content(key: str, expense: Expense, voucher_key: str, uuid: UUID, voucher: Voucher, entry: Entry) -> bytes:
    """The content of a line that makes an expense permanent: all it says then, and what it posts.

    The number of its portion, which the database gives, is among the line's numbers.
    """
    posted = voucher_content(voucher_key, uuid, voucher, entry, (), ())
    return canon.digest(canon.text(key), _EXPENSE(expense), canon.binary(posted))


def payment_content(
    key: str, number: int, payment: ExpensePayment, voucher_key: str, uuid: UUID, voucher: Voucher, entry: Entry
) -> bytes:
    """The content of a line that posts a payment of the expense under `key`."""
    posted = voucher_content(voucher_key, uuid, voucher, entry, (), ())
    return canon.digest(canon.text(key), canon.integer(number), _PAYMENT(payment), canon.binary(posted))
