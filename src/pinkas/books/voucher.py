"""What enters the books without being a document: entries by hand, cash, expenses, deposits, counts and so on.

A voucher is never changed; a mistake is reversed by another voucher.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from pinkas.books.entry import Entry
from pinkas.books.settlement import Settlement
from pinkas.books.stock import StockMove


class VoucherKind(StrEnum):
    """Why a voucher was written."""

    JOURNAL = "journal"
    OPENING_BALANCE = "opening_balance"
    CASH = "cash"
    BOUNCED_CHEQUE = "bounced_cheque"
    DIFFERENCE = "difference"
    STOCK = "stock"
    REVERSAL = "reversal"
    EXPENSE = "expense"
    EXPENSE_PAYMENT = "expense_payment"
    DEPOSIT = "deposit"
    CHANGEOVER = "changeover"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """A voucher's own words; `date` is what it says, its entry may be posted later (a closed period takes none)."""

    kind: VoucherKind
    date: dt.date
    details: str | None = None
    reference: str | None = None
    document_serial: int | None = None
    till_line: int | None = None
    reverses: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVoucher:
    """A voucher with all it did."""

    serial: int
    key: str
    uuid: UUID
    recorded_at: dt.datetime
    recorded_by: str
    voucher: Voucher
    entry: Entry | None
    settlements: tuple[Settlement, ...]
    moves: tuple[StockMove, ...]
    #: The serial of the voucher that reversed this one.
    reversed_by: int | None = None
