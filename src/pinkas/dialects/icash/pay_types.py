"""Pay types of this wire and the tenders of the books they stand for."""

from __future__ import annotations

from typing import Final

from pinkas.books.pay_types import PAY_TYPE_OF_TENDER_KIND
from pinkas.books.tenders import TENDER_TYPES

#: What is not paid, and does not say how it is to be, is to be paid by bank transfer.
UNPAID: Final = 4


def pay_type_of(tender: str) -> int:
    """The pay type of a tender of the books; what is none of them (tax withheld) is paid like a transfer."""
    known = TENDER_TYPES.get(tender)
    return UNPAID if known is None else PAY_TYPE_OF_TENDER_KIND[known.kind]


def tenders_of(pay_type: int) -> list[str]:
    """The tenders of the books that are paid so."""
    return [name for name in TENDER_TYPES if pay_type_of(name) == pay_type]
