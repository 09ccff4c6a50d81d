"""VAT returns in the database: the journal's figures by tax date, and what was filed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import msgspec

from pinkas.books.money import ZERO
from pinkas.books.vat_return import VatFigures, VatPeriod
from pinkas.storage.decisions import ONCE_SQL, SETTINGS_SQL, ReplayFacts, SettingsFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("vat")
_FACTS: Final = _SQL["facts"].replace("{once}", ONCE_SQL).replace("{settings}", SETTINGS_SQL)
_FIGURES: Final = tuple(VatFigures.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A return as it was filed."""

    period: VatPeriod
    figures: VatFigures
    to_pay: Decimal
    filed_at: dt.datetime
    filed_by: str


class Facts(msgspec.Struct, frozen=True):
    """What filing is decided on; `entries` is how many there are under the period's tax dates."""

    once: ReplayFacts | None
    settings: SettingsFacts
    entries: int


_DECODE: Final = msgspec.json.Decoder(Facts)


async def figures(store: Store, business: int, first: dt.date, last: dt.date) -> dict[dt.date, VatFigures]:
    """What the journal says of each month between two tax dates, by the month's first day; quiet months are absent."""
    rows = await store.rows(_SQL["figures"], business, first, last)
    return {row["month"]: VatFigures(**{name: row[name] for name in _FIGURES}) for row in rows}


def summed(months: dict[dt.date, VatFigures], period: VatPeriod) -> VatFigures:
    """The figures of a period out of those of months."""
    held = [found for month, found in months.items() if period.holds(month)]
    return VatFigures(**{name: sum((getattr(one, name) for one in held), ZERO) for name in _FIGURES})


async def filings(store: Store, business: int) -> list[Filing]:
    """Every return that was filed, oldest period first."""
    return [
        Filing(
            period=VatPeriod(start=row["start"], months=row["months"]),
            figures=VatFigures(**{name: row[name] for name in _FIGURES}),
            to_pay=row["to_pay"],
            filed_at=row["recorded_at"],
            filed_by=row["recorded_by"],
        )
        for row in await store.rows(_SQL["filings"], business)
    ]


async def facts(store: Store, business: int, period: VatPeriod, *, once: tuple[str, str] | None) -> Facts:
    """The facts for filing a period; `once` is (credential, key)."""
    credential, key = once or (None, None)
    return _DECODE.decode(await store.value(_FACTS, business, credential, key, period.start, period.end))
