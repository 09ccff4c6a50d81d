"""The content of lines that make and cancel deposits: the deposit, and the voucher that posts it."""

from __future__ import annotations

from uuid import UUID

from pinkas.books import canon
from pinkas.books.daybook.fields import MONEY
from pinkas.books.deposit import Deposit

_DEPOSIT = canon.record([
    ("date", canon.date), ("bank_account", canon.text), ("type", canon.text), ("currency", canon.text),
    ("total", MONEY), ("fee", MONEY), ("fee_vat", MONEY), ("details", canon.text),
    ("parts", canon.several(canon.record([
        ("till_line", canon.integer), ("amount", MONEY), ("book_amount", MONEY), ("day", canon.date),
    ]))),
])  # fmt: skip


def deposit_content(key: str, uuid: UUID, deposit: Deposit, posted: bytes) -> bytes:
    """The content of a line that makes a deposit; `posted` is the content of the voucher that posts it."""
    return canon.digest(canon.text(key), canon.uuid(uuid), _DEPOSIT(deposit), canon.binary(posted))


def deposit_cancellation_content(deposit: int, posted: bytes) -> bytes:
    """The content of a line that cancels the deposit with this serial, by the voucher with the content `posted`."""
    return canon.digest(canon.integer(deposit), canon.binary(posted))
