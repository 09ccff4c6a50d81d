"""VAT returns: the periods a business reports by, what it owes for one, and what is frozen when it is filed.

Fiscal dossier §1.2: periods of one month or two, the 15th after their end, figures as in the header of §2.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Final

from pinkas.books.errors import InvalidValue
from pinkas.books.money import half_up
from pinkas.books.period import last_day

#: The law's day of the month that follows a period; a rest day, Friday to Sunday, moves it on. Holidays are not known.
DUE_DAY: Final = 15
_FIRST_REST_DAY: Final = 4
LENGTHS: Final = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChange:
    """From the first of a month on, periods of so many months."""

    valid_from: dt.date
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VatPeriods:
    """How long a business's periods are: at first, and from each change on, oldest first.

    Periods of two months are those of the calendar, January with February and so on. A change holds from the first of
    an odd month, and so cuts none.
    """

    months: int = 1
    changes: tuple[PeriodChange, ...] = ()

    def __post_init__(self) -> None:
        """Refuse lengths the law does not know, and days that would cut a period."""
        for months in (self.months, *(change.months for change in self.changes)):
            if months not in LENGTHS:
                raise InvalidValue("vat.months", "must be 1 or 2")
        for change in self.changes:
            if change.valid_from.day != 1 or change.valid_from.month % 2 == 0:
                raise InvalidValue(
                    "vat.valid_from", "must be the first of January, March, May, July, September or November"
                )

    def length(self, month: dt.date) -> int:
        """The months of the period that holds a month, which is named by its first day."""
        held = self.months
        for change in self.changes:
            if change.valid_from <= month:
                held = change.months
        return held


@dataclass(frozen=True, slots=True, kw_only=True)
class VatPeriod:
    """One period: its first day, and its months."""

    start: dt.date
    months: int

    @property
    def end(self) -> dt.date:
        """Its last day."""
        return last_day(self.start.year, self.start.month + self.months - 1)

    @property
    def due(self) -> dt.date:
        """The day by which it is reported and paid."""
        day = (self.end + dt.timedelta(days=1)).replace(day=DUE_DAY)
        while day.weekday() >= _FIRST_REST_DAY:
            day += dt.timedelta(days=1)
        return day

    @property
    def name(self) -> str:
        """Its first month, as "2026-01"."""
        return f"{self.start:%Y-%m}"

    def holds(self, month: dt.date) -> bool:
        """Whether the month with this first day is one of its."""
        return self.start <= month <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class VatFigures:
    """What a period comes to, to the minor unit: turnover without VAT that bears it and that does not, VAT by side."""

    sales_taxed: Decimal
    sales_free: Decimal
    output_vat: Decimal
    input_vat: Decimal
    input_vat_equipment: Decimal

    @property
    def exact(self) -> Decimal:
        """What is owed, to the minor unit; negative to get back."""
        return self.output_vat - self.input_vat - self.input_vat_equipment

    @property
    def to_pay(self) -> Decimal:
        """What is owed in whole units of the currency."""
        return whole_to_pay(self.exact)

    def less(self, others: VatFigures) -> VatFigures:
        """The differences from others, each by itself."""
        return VatFigures(**{one.name: getattr(self, one.name) - getattr(others, one.name) for one in fields(self)})


def whole_to_pay(exact: Decimal) -> Decimal:
    """VAT owed, in whole units of the currency, half up, away from zero (fiscal dossier §1.2, §2)."""
    return half_up(exact, 0)


def period_of(settings: VatPeriods, month: dt.date) -> VatPeriod:
    """The period that holds a month, which is named by its first day."""
    months = settings.length(month)
    if months == 1 or month.month % 2:
        return VatPeriod(start=month, months=months)
    return VatPeriod(start=month.replace(month=month.month - 1), months=months)


def periods_of_year(settings: VatPeriods, year: int) -> list[VatPeriod]:
    """The periods of a year, oldest first; none crosses its end."""
    found: list[VatPeriod] = []
    for number in range(1, 13):
        month = dt.date(year, number, 1)
        if not found or not found[-1].holds(month):
            found.append(period_of(settings, month))
    return found


def with_months(
    settings: VatPeriods, months: int, valid_from: dt.date | None, *, filed_through: dt.date | None
) -> VatPeriods:
    """The settings with periods of another length from a day on; without one from the beginning.

    Raises InvalidValue for a day that would cut a period, lies in what was filed or before an earlier change.
    """
    if valid_from is None:
        if filed_through is not None or settings.changes:
            raise InvalidValue("vat.valid_from", "must be given: a period was filed, or changed, already")
        return replace(settings, months=months)
    change = PeriodChange(valid_from=valid_from, months=months)
    kept = settings.changes
    if kept and kept[-1].valid_from == valid_from:
        kept = kept[:-1]
    if kept and valid_from < kept[-1].valid_from:
        raise InvalidValue("vat.valid_from", f"must be after the last change, which is of {kept[-1].valid_from}")
    if filed_through is not None and valid_from <= filed_through:
        raise InvalidValue("vat.valid_from", f"must be after {filed_through}, through which periods were filed")
    return replace(settings, changes=(*kept, change))
