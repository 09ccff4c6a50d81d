"""Rates of exchange, and the last number of each kind of document: lists that others look things up in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestRate:
    """What a unit of a currency costs in another, and since when; None where nobody loaded a rate."""

    currency: str
    date: dt.date | None
    rate: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDocument:
    """The document of its kind that was created last."""

    kind: str
    key: str
    series: int
    number: int
    run: str
    date: dt.date


async def newest_rates(store: Store, base: str, currencies: Sequence[str], day: dt.date) -> list[NewestRate]:
    """The newest rate of each currency up to a day, in the order asked."""
    return [NewestRate(**row) for row in await store.rows(_SQL["newest_rates"], base, list(currencies), day)]


async def load_rates(
    store: Store, base: str, rates: Sequence[tuple[str, dt.date, Decimal]], *, now: dt.datetime
) -> None:
    """Load (currency, day, rate) in one commit, over those of the same days."""
    currencies, days, costs = ([rate[place] for rate in rates] for place in range(3))
    await store.execute(_SQL["load_rates"], base, currencies, days, costs, now)


async def last_documents(store: Store, business: int, kinds: Sequence[str]) -> list[LastDocument]:
    """The last created document of each of the kinds that has one, in the order asked."""
    return [LastDocument(**row) for row in await store.rows(_SQL["last_documents"], business, list(kinds))]
