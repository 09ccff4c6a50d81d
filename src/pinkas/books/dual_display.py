"""The second currency that papers of a changeover show their total in (fiscal dossier §7).

Bulgarian law had prices and totals shown in lev and euro from 2025-08-08 to 2026-08-08, at the fixed rate. A paper of
that time shows both whenever it is printed; one of another time shows the currency it was issued in alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pinkas.books.currency import changeover
from pinkas.books.money import product, to_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondTotal:
    """A total in the other currency; `rate` is what one unit of the new currency costs in the old."""

    currency: str
    rate: Decimal
    total: Decimal


#: First and last day, and the new currency, by country.
_SHOWN: Final = {"BG": (dt.date(2025, 8, 8), dt.date(2026, 8, 8), "EUR")}


def second_total(country: str, currency: str, total: Decimal, day: dt.date) -> SecondTotal | None:
    """What a document of a day comes to in the other currency, half up; None where the law asks for one currency."""
    first, last, new = _SHOWN.get(country, (dt.date.max, dt.date.min, ""))
    change = changeover(country, new)
    if change is None or not first <= day <= last:
        return None
    if currency == change.before:
        return SecondTotal(currency=new, rate=change.rate, total=change.converted(total))
    if currency == new:
        return SecondTotal(currency=change.before, rate=change.rate, total=to_cents(product(total, change.rate)))
    return None
