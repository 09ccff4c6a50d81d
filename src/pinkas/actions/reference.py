"""Rates of exchange loaded by an operator, and lists that others look things up in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.books.errors import InvalidValue
from pinkas.books.money import check_amount, check_currency
from pinkas.storage import decisions, reference
from pinkas.storage.decisions import ClassFacts
from pinkas.storage.reference import LastDocument, NewestRate

#: Rates loaded at once: every currency of the books for more than thirty years.
MOST_RATES: Final = 50_000
_RATE_PLACES: Final = 6
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """What one unit of a currency costs in another from a day on: more than zero, at most six places.

    Raises InvalidValue naming the field that cannot be.
    """

    date: dt.date
    currency: str
    rate: Decimal

    def __post_init__(self) -> None:
        if not _FIRST_YEAR <= self.date.year <= _LAST_YEAR:
            raise InvalidValue("date", f"must lie between the years {_FIRST_YEAR} and {_LAST_YEAR}")
        check_currency("currency", self.currency)
        check_amount("rate", self.rate, places=_RATE_PLACES)
        if not self.rate:
            raise InvalidValue("rate", "must be more than zero")


async def load_rates(desk: Desk, base: str, rates: Sequence[ExchangeRate]) -> None:
    """Load rates in the currency `base`, over those of the same days: all or none. They serve every business.

    Raises InvalidValue for a base the books do not know or that is among them, a day given twice, or too many.
    """
    check_currency("base", base)
    if len(rates) > MOST_RATES:
        raise InvalidValue("rates", f"must be at most {MOST_RATES}")
    days = set()
    for place, one in enumerate(rates):
        if one.currency == base:
            raise InvalidValue(f"rates[{place}].currency", f"must be another than {base}, which is always worth 1")
        if (one.currency, one.date) in days:
            raise InvalidValue(f"rates[{place}].date", f"is given twice for {one.currency}: {one.date}")
        days.add((one.currency, one.date))
    if rates:
        given = [(one.currency, one.date, one.rate) for one in rates]
        await reference.load_rates(desk.store, base, given, now=desk.clock.now())


async def newest_rates(desk: Desk, caller: Caller, currencies: Sequence[str]) -> list[NewestRate]:
    """What a unit of each currency costs today in the business's own, in the order asked."""
    return await reference.newest_rates(desk.store, caller.currency, currencies, caller.today(desk.clock))


async def classes(desk: Desk, caller: Caller) -> list[ClassFacts]:
    """The transaction classes of the business by number."""
    return await decisions.classes(desk.store, caller.business)


async def last_documents(desk: Desk, caller: Caller, kinds: Sequence[str]) -> list[LastDocument]:
    """The last created document of each of the kinds that has one, in the order asked."""
    return await reference.last_documents(desk.store, caller.business, kinds)
