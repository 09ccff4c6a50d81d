"""The end of a store's day at the till: what its sales and payments came to, as it is kept for ever."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from pinkas.books.vat import VatCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldIn:
    """The sales in one currency; `returns`, what came back, is negative."""

    currency: str
    count: int
    sales: Decimal
    returns: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VatIn:
    """The VAT of one category and rate (percent), and what it is of; what came back is taken off."""

    currency: str
    category: VatCategory
    rate: Decimal
    base: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBy:
    """What one type of tender came to, in its own currency; money given back is taken off."""

    type: str
    currency: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What a store's day came to. `payments` on account and tax `withheld` are in the book currency."""

    transactions: int
    first_at: dt.datetime | None
    last_at: dt.datetime | None
    sold: tuple[SoldIn, ...]
    payments: Decimal
    vat: tuple[VatIn, ...]
    tenders: tuple[PaidBy, ...]
    withheld: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredClosing:
    """A closing as the books hold it. It covers the daybook's lines after one position through another."""

    serial: int
    key: str
    uuid: UUID
    store: str
    sequence: int
    closed_at: dt.datetime
    closed_by: str
    after_position: int
    through_position: int
    figures: DayFigures

    @property
    def number(self) -> str:
        """Its number: the store's code and which of its closings it is."""
        return f"{self.store}-{self.sequence}"
