"""Value added tax: categories, and the dated rates of each country.

Rates are facts of law and live here as data (fiscal dossier §1.1 for Israel, §7 Bulgaria, §8 Albania).
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final


class VatCategory(StrEnum):
    """How a line stands to VAT."""

    STANDARD = "standard"
    REDUCED = "reduced"
    ZERO = "zero"
    EXEMPT = "exempt"
    OUTSIDE = "outside"
    REVERSE_CHARGE = "reverse_charge"


_HISTORY: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    # Two of four public lists end the 17 % of 1985 in October instead of July; no living book is touched.
    "IL": (
        ("1976-07-01", "8"), ("1977-11-01", "12"), ("1982-08-01", "15"), ("1985-06-01", "17"),
        ("1985-07-01", "15"), ("1990-03-01", "16"), ("1991-01-01", "18"), ("1993-01-01", "17"),
        ("2002-06-15", "18"), ("2004-03-01", "17"), ("2005-09-01", "16.5"), ("2006-07-01", "15.5"),
        ("2009-07-01", "16.5"), ("2010-01-01", "16"), ("2012-09-01", "17"), ("2013-06-02", "18"),
        ("2015-10-01", "17"), ("2025-01-01", "18"),
    ),
    "BG": (("1994-04-01", "18"), ("1996-07-01", "22"), ("1999-01-01", "20")),
    "AL": (("1996-07-01", "12.5"), ("1997-10-01", "20")),
}  # fmt: skip

_RATES: Final = {
    country: (
        [date.fromisoformat(day) for day, _ in history],
        [Decimal(rate) for _, rate in history],
    )
    for country, history in _HISTORY.items()
}


#: How far sums that were said may be from what they come to: net and VAT from the total, VAT from that of its rate
#: (Caspit dossier §8.8).
TOLERANCE: Final = Decimal("0.05")


def standard_rate(country: str, day: date) -> Decimal:
    """The standard rate in percent on a tax date; zero before the tax existed."""
    days, rates = _RATES[country]
    at = bisect_right(days, day)
    return rates[at - 1] if at else Decimal(0)


def history(country: str) -> tuple[tuple[date, Decimal], ...]:
    """All (valid from, percent) of a country, oldest first."""
    days, rates = _RATES[country]
    return tuple(zip(days, rates, strict=True))
