"""Allocation numbers of the tax authority: which documents need one, and how a request stands (fiscal dossier §3).

Without a number a customer cannot deduct the input tax. The law's thresholds are data; whether the business asks at
all, and how, is decided elsewhere.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from pinkas.books.document import Document
from pinkas.books.errors import InvalidValue
from pinkas.books.tax_number import is_israeli_number
from pinkas.books.vat import VatCategory

#: Amounts before VAT, shekels, above which a number is needed, by the document's date (directive VAT 01/2025).
THRESHOLDS: Final = (
    (dt.date(2024, 5, 5), Decimal(25_000)),
    (dt.date(2025, 1, 1), Decimal(20_000)),
    (dt.date(2026, 1, 1), Decimal(10_000)),
    (dt.date(2026, 6, 1), Decimal(5_000)),
)
#: Kinds that need a number of their own accord: 305 and 320 of the uniform structure. Credits (330) get none.
KINDS_ASKED: Final = frozenset({"tax_invoice", "invoice_receipt"})
#: The action of a request for a sale whose customer accounts for the tax.
REVERSE_CHARGE_ACTION: Final = 3
#: The authority's code of a request that was refused earlier, and about which it was told a decision since.
ALREADY_DECIDED: Final = "462"
#: What that means for a person here.
DECIDED_ELSEWHERE: Final = (
    "the authority says a decision was already sent; look there, and record what it was: it was not told from here"
)
#: Digits of a number, at least: those right-most nine are what the buyer reports.
SHORTEST_NUMBER: Final = 9
LONGEST_NUMBER: Final = 50


class AllocationState(StrEnum):
    """How a document stands to its allocation number; one that needs none, or was not asked for, has no state."""

    #: To be asked for, or asked for and not answered yet: the original waits.
    PENDING = "pending"
    APPROVED = "approved"
    #: The authority gives none now: a person decides.
    HELD = "held"
    #: The authority found a fault in what was said: a person decides.
    REFUSED = "refused"
    #: Issued without a number, and says so.
    CONTINUED = "continued"
    #: Approved as a sale whose customer accounts for the tax.
    REVERSE_CHARGE = "reverse_charge"
    #: The request was withdrawn, and the document cancelled.
    CANCELLED = "cancelled"


class StepKind(StrEnum):
    """What happened to a request: each is one line of the daybook."""

    ASKED = "asked"
    UNKNOWN = "unknown"
    APPROVED = "approved"
    HELD = "held"
    REFUSED = "refused"
    #: A person's decision, before it is sent; `code` says which.
    DECIDING = "deciding"
    CONTINUED = "continued"
    CANCELLED = "cancelled"
    OBJECTED = "objected"
    #: A number that a person obtained elsewhere.
    BY_HAND = "by_hand"


class Decision(StrEnum):
    """What a person may decide about a held request."""

    CONTINUE = "continue"
    CANCEL = "cancel"
    REVERSE_CHARGE = "reverse-charge"
    OBJECT = "object"


#: An issued document whose request was withdrawn is about to be cancelled.
WAITING: Final[frozenset[str]] = frozenset({
    AllocationState.PENDING, AllocationState.HELD, AllocationState.REFUSED, AllocationState.CANCELLED,
})  # fmt: skip
NUMBERED: Final[frozenset[str]] = frozenset({AllocationState.APPROVED, AllocationState.REVERSE_CHARGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened to a document's request.

    `state` is how the request stands after it, `number` the whole number given, `code` the authority's code or the
    decision, `detail` one line for a person. `request` is the stable id under which the authority knows the document.
    """

    document: int
    kind: StepKind
    state: AllocationState
    request: UUID
    number: str | None = None
    code: str | None = None
    detail: str | None = None


def threshold(day: dt.date) -> Decimal | None:
    """The amount before VAT above which a number is needed on a day; None before there were any."""
    at = bisect_right([start for start, _ in THRESHOLDS], day)
    return THRESHOLDS[at - 1][1] if at else None


def may_have_number(document: Document, country: str) -> bool:
    """Whether the authority gives numbers to such a document at all, whatever its amount."""
    taxed = document.vat > 0 or any(part.category is VatCategory.REVERSE_CHARGE for part in document.vat_totals)
    return (
        country == "IL"
        and document.kind in KINDS_ASKED
        and taxed
        and document.net > 0
        and is_israeli_number(document.party.tax_number)
    )


def needs_number(document: Document, country: str) -> bool:
    """Whether the law wants a number: before VAT strictly above the threshold, VAT not zero, to a dealer (§3.1)."""
    least = threshold(document.date)
    return (
        least is not None
        and document.kind in KINDS_ASKED
        and document.net > least
        and document.vat > 0
        and may_have_number(document, country)
    )


def is_waiting(state: str | None) -> bool:
    """Whether the original must not leave yet."""
    return state in WAITING


def last_nine(number: str) -> str:
    """What the buyer reports of a number."""
    return number[-SHORTEST_NUMBER:]


def checked_number(number: str) -> str:
    """A number as somebody typed it. Raises InvalidValue."""
    digits = number.strip()
    if not digits.isascii() or not digits.isdigit() or not SHORTEST_NUMBER <= len(digits) <= LONGEST_NUMBER:
        raise InvalidValue("number", f"must be {SHORTEST_NUMBER} to {LONGEST_NUMBER} digits")
    if not digits.strip("0"):
        raise InvalidValue("number", "must not be zero")
    return digits
