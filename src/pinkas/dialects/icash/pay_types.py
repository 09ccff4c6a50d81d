"""Pay types of this wire and the tenders of the books they stand for."""

from __future__ import annotations

from pinkas.books.pay_types import pay_type_of
from pinkas.books.tenders import TENDER_TYPES


def tenders_of(pay_type: int) -> list[str]:
    """The tenders of the books that are paid so."""
    return [name for name in TENDER_TYPES if pay_type_of(name) == pay_type]
