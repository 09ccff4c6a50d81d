"""VAT returns: what a period comes to by the journal, filing it, and the length of a business's periods.

What was filed stays as filed: it is served from then on, and what the journal says otherwise since is told beside it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, once_name, write_item
from pinkas.actions.options import Option, get_option, set_option
from pinkas.actions.repeats import served_before, unchanged
from pinkas.books.daybook import vat_filing_content
from pinkas.books.errors import Contention, InvalidValue
from pinkas.books.vat_return import VatFigures, VatPeriod, VatPeriods, period_of, periods_of_year, with_months
from pinkas.storage import vat
from pinkas.storage.vat import Facts, Filing

VAT_PERIODS: Final = Option("vat", VatPeriods)
EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class VatReturn:
    """A period's return: as filed, or as the journal has it. `now` is what the journal says, filed or not."""

    period: VatPeriod
    figures: VatFigures
    to_pay: Decimal
    now: VatFigures
    filing: Filing | None = None

    @property
    def later(self) -> VatFigures:
        """What the journal came to differ by since the return was filed."""
        return self.now.less(self.figures)


def month_of(year: int, number: int) -> dt.date:
    """The first day of a month. Raises InvalidValue."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise InvalidValue("vat.year", f"must be between {EARLIEST_YEAR} and {LATEST_YEAR}")
    if not 1 <= number <= 12:  # the months of a year
        raise InvalidValue("vat.month", "must be between 1 and 12")
    return dt.date(year, number, 1)


async def vat_return(desk: Desk, caller: Caller, month: dt.date) -> VatReturn:
    """The return of the period that holds a month, which is named by its first day."""
    filed = await vat.filings(desk.store, caller.business)
    filing = next((one for one in filed if one.period.holds(month)), None)
    if filing is not None:
        period = filing.period
    else:
        period = period_of(await get_option(desk, caller.business, VAT_PERIODS), month)
    return await _return(desk, caller, period, filing)


async def vat_returns(desk: Desk, caller: Caller, year: int) -> list[VatReturn]:
    """The returns of a year's periods, oldest first. Raises InvalidValue for a year out of range."""
    first = month_of(year, 1)
    settings = await get_option(desk, caller.business, VAT_PERIODS)
    filed = {one.period.start: one for one in await vat.filings(desk.store, caller.business)}
    months = await vat.figures(desk.store, caller.business, first, first.replace(month=12, day=31))
    return [
        _made(caller, period, filed.get(period.start), vat.summed(months, period))
        for period in periods_of_year(settings, year)
    ]


async def _return(desk: Desk, caller: Caller, period: VatPeriod, filing: Filing | None) -> VatReturn:
    months = await vat.figures(desk.store, caller.business, period.start, period.end)
    return _made(caller, period, filing, vat.summed(months, period))


def _made(caller: Caller, period: VatPeriod, filing: Filing | None, now: VatFigures) -> VatReturn:
    """The return: what is filed, or what would be; whole shekels are Israel's, elsewhere it is paid to the cent."""
    figures = now if filing is None else filing.figures
    due = now.to_pay if caller.country == "IL" else now.exact
    to_pay = due if filing is None else filing.to_pay
    return VatReturn(period=period, figures=figures, to_pay=to_pay, now=now, filing=filing)


async def file_vat(desk: Desk, caller: Caller, month: dt.date, *, once: Once | None = None) -> Saved[VatReturn]:
    """File the return of the period that holds a month: its figures stay. What is filed already stays as it was.

    The period must be over and closed, and the business charge VAT in it. Raises InvalidValue.
    """
    async for _ in Tries():
        held = await vat_return(desk, caller, month)
        facts = await vat.facts(desk.store, caller.business, held.period, once=once_name(caller, once))
        if once is not None and once.replays(facts.once):
            return Saved(held, replayed=True)
        if held.filing is not None:
            return await unchanged(desk, caller, once, held)
        # Read again, now that it is known how many entries they must come of.
        held = await vat_return(desk, caller, month)
        _check_fileable(held.period, facts, caller.today(desk.clock))
        item = write_item(
            caller,
            "vat filed",
            desk.clock.now(),
            vat_filing_content(held.period, held.figures, held.to_pay),
            once=once,
            expect=[
                {"sort": "settings", "version": facts.settings.version},
                {"sort": "no vat filing", "from": held.period.start, "to": held.period.end},
                {"sort": "entries taxed", "from": held.period.start, "to": held.period.end, "count": facts.entries},
            ],
            filing={
                "start": held.period.start,
                "months": held.period.months,
                **{name: getattr(held.figures, name) for name in VatFigures.__dataclass_fields__},
                "to_pay": held.to_pay,
            },
        )
        answer = await desk.store.write("file_vat_v1", item)
        if check_outcome(answer.outcome):
            again = answer.outcome == "replayed"
            return Saved(await vat_return(desk, caller, month), created=not again, replayed=again)
    raise Contention


def _check_fileable(period: VatPeriod, facts: Facts, today: dt.date) -> None:
    settings = facts.settings
    if today <= period.end:
        raise InvalidValue("vat.period", f"must be over: it ends on {period.end}")
    if not (settings.charges_vat(period.start) or settings.charges_vat(period.end)):
        raise InvalidValue("vat.period", "must be one in which the business charges VAT")
    if settings.closed_through is None or settings.closed_through < period.end:
        raise InvalidValue("vat.period", f"must be closed first: close {period.end:%Y-%m}")


async def vat_periods(desk: Desk, caller: Caller) -> VatPeriods:
    """How long the business's periods are."""
    return await get_option(desk, caller.business, VAT_PERIODS)


async def set_vat_periods(
    desk: Desk, caller: Caller, months: int, valid_from: dt.date | None = None, *, once: Once | None = None
) -> Saved[VatPeriods]:
    """Report by periods of one month or two from a day on; without one from the beginning. Raises InvalidValue."""
    filed = await vat.filings(desk.store, caller.business)
    held = await get_option(desk, caller.business, VAT_PERIODS)
    if await served_before(desk, caller, once) is not None:  # whatever was filed or set meanwhile
        return Saved(held, replayed=True)
    through = max((one.period.end for one in filed), default=None)
    if held == VatPeriods(months=months) and valid_from is None:
        return await unchanged(desk, caller, once, held)
    return await set_option(
        desk, caller, VAT_PERIODS, with_months(held, months, valid_from, filed_through=through), once=once
    )
