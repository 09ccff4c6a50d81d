"""Rates of exchange loaded by an operator, and lists that others look things up in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pinkas.actions.desk import Caller, Desk, Once, check_outcome, write_item
from pinkas.books.document import check_rate
from pinkas.books.errors import InvalidValue
from pinkas.books.money import check_currency
from pinkas.storage import decisions, reference
from pinkas.storage.decisions import ClassFacts
from pinkas.storage.reference import LastDocument, NewestRate

#: Rates loaded at once: every currency of the books for more than twenty years.
MOST_RATES: Final = 50_000
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """What one unit of `currency` costs in `base` from a day on: more than zero, at most six places.

    Raises InvalidValue naming the field that cannot be.
    """

    base: str
    date: dt.date
    currency: str
    rate: Decimal

    def __post_init__(self) -> None:
        check_currency("base", self.base)
        check_currency("currency", self.currency)
        if self.currency == self.base:
            raise InvalidValue("currency", f"must be another than {self.base}, which is always worth 1")
        if not _FIRST_YEAR <= self.date.year <= _LAST_YEAR:
            raise InvalidValue("date", f"must lie between the years {_FIRST_YEAR} and {_LAST_YEAR}")
        check_rate("rate", self.rate)


def given_twice(rates: Sequence[ExchangeRate]) -> dict[int, int]:
    """The places of rates for a day that has one already, each with the place of the first."""
    first: dict[tuple[str, dt.date], int] = {}
    places = ((place, first.setdefault((one.currency, one.date), place)) for place, one in enumerate(rates))
    return {place: before for place, before in places if before != place}


async def load_rates(desk: Desk, rates: Sequence[ExchangeRate]) -> None:
    """Load rates over those of the same days, all or none. They serve every business whose currency is their base.

    Raises InvalidValue for several bases, for a day given twice, and for too many.
    """
    if not rates:
        return
    _check_rates(rates)
    given = [(one.currency, one.date, one.rate) for one in rates]
    await reference.load_rates(desk.store, rates[0].base, given, now=desk.clock.now())


async def load_rates_once(desk: Desk, caller: Caller, rates: Sequence[ExchangeRate], *, once: Once | None) -> bool:
    """Load rates for a caller; whether this very request was served before and nothing was loaded now.

    Raises IdempotencyConflict, and what `load_rates` raises.
    """
    if once is None:
        await load_rates(desk, rates)
        return False
    _check_rates(rates)
    rows = [{"currency": one.currency, "date": one.date, "rate": one.rate} for one in rates]
    now = desk.clock.now()
    item = write_item(
        caller,
        "rates loaded",
        now,
        b"",
        once=once,
        expect=[],
        base=rates[0].base if rates else caller.currency,
        rates=rows,
    )
    answer = await desk.store.write("load_rates_v1", item)
    check_outcome(answer.outcome)
    return answer.outcome == "replayed"


def _check_rates(rates: Sequence[ExchangeRate]) -> None:
    if len(rates) > MOST_RATES:
        raise InvalidValue("rates", f"must be at most {MOST_RATES}")
    if len({one.base for one in rates}) > 1:
        raise InvalidValue("rates", "must have one base")
    for place, before in given_twice(rates).items():
        raise InvalidValue(f"rates[{place}].date", f"is the same as in rates[{before}], for the same currency")


async def newest_rates(desk: Desk, caller: Caller, currencies: Sequence[str]) -> list[NewestRate]:
    """What a unit of each currency costs today in the business's own, in the order asked."""
    today = caller.today(desk.clock)
    return await reference.newest_rates(desk.store, caller.currency_on(today), currencies, today)


async def classes(desk: Desk, caller: Caller) -> list[ClassFacts]:
    """The transaction classes of the business by number."""
    return await decisions.classes(desk.store, caller.business)


async def last_documents(desk: Desk, caller: Caller, kinds: Sequence[str]) -> list[LastDocument]:
    """The last created document of each of the kinds that has one, in the order asked."""
    return await reference.last_documents(desk.store, caller.business, kinds)
