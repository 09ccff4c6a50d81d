"""Reporting VAT: `/ext/v1/vat-periods`, `/ext/v1/vat-periods/{yyyy-mm}/file`, `/ext/v1/vat-settings`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.vat import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    VatReturn,
    file_vat,
    month_of,
    set_vat_periods,
    vat_periods,
    vat_returns,
)
from pinkas.books.period import month
from pinkas.books.vat_return import VatPeriods
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation, Parameter, Shape, Sort
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.vat_data import FIGURES, figures, whole_number
from pinkas.dialects.caspit.wire import READ_ONLY, REQUIRED, S50, Day, Instant, Integer, Money, YesNo


class VatDifference(Wire, frozen=True, kw_only=True):
    """A figure that the journal has otherwise since the return was filed."""

    Figure: S50 = None
    AsFiled: Money = None
    Now: Money = None
    Difference: Money = None


class VatPeriod(Wire, frozen=True, kw_only=True):
    """The return of one period: as the journal has it, or once filed as it was filed, with later differences."""

    Period: S50 = None
    Months: Integer = None
    StartDate: Day = None
    EndDate: Day = None
    DueDate: Day = None
    SalesChargeVat: Money = None
    SalesNoVat: Money = None
    VatSales: Money = None
    VatInputs: Money = None
    VatInputsEquipment: Money = None
    VatToPay: Money = None
    Filed: YesNo = None
    FiledDate: Instant = None
    FiledBy: S50 = None
    Differences: list[VatDifference] | None = None


class VatPeriodChange(Wire, frozen=True, kw_only=True):
    """From a day on, periods of so many months."""

    ValidFrom: Day = None
    Months: Integer = None


class VatSettings(Wire, frozen=True, kw_only=True):
    """The months of a VAT period, 1 or 2, from ValidFrom on: the first of an odd month; without it from the beginning.

    Changes are those there were, oldest first.
    """

    Months: Annotated[Integer, REQUIRED] = None
    ValidFrom: Day = None
    Changes: Annotated[list[VatPeriodChange] | None, READ_ONLY] = None


_LIST: Final = Operation(
    summary="The VAT periods of a year",
    parameters=(Parameter("year", "The year; this one unless said.", Sort.INTEGER),),
    answers=(Answers(200, VatPeriod, Shape.PAGE),),
)
_FILE: Final = Operation(
    summary="File a VAT return",
    says="Freezes the figures of the period that holds the month: VatData serves them from then on, and what the "
    "journal says otherwise later is told as Differences. The period must be over, and closed. Filing again changes "
    "nothing.",
    parameters=(Parameter("id", "A month, as 2026-01.", required=True),),
    answers=(Answers(200, VatPeriod),),
)
_SETTINGS: Final = Operation(summary="How long VAT periods are", answers=(Answers(200, VatSettings),))
_SET: Final = Operation(
    summary="Report VAT by one month or by two",
    says="A change holds from the first of an odd month and so cuts no period; none reaches into what was filed.",
    body=VatSettings,
    answers=(Answers(200, VatSettings),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The four calls on VAT returns."""

    @router.on("GET", "Vat-periods", says=_LIST)
    async def show_periods(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        year = caller.today(desk.clock).year
        if call.sent("year"):
            year = whole_number(call, "year", EARLIEST_YEAR, LATEST_YEAR)
        rows = [_to_wire(one) for one in await vat_returns(desk, caller, year)]
        shown = rows[paging.offset : paging.offset + paging.size]
        return ok(envelope(call, paging, shown, total=len(rows)))

    @router.on("POST", "Vat-periods/{id}/file", error_status=True, says=_FILE)
    async def file_period(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        once = await once_of(call, desk, status=200)
        with members(period="id", **{"vat.period": "id", "vat.year": "id", "vat.month": "id"}):
            saved = await file_vat(desk, caller, month_of(*month(call.id)), once=once)
        return saved_answer(200, _to_wire(saved.record), replayed=saved.replayed)

    @router.on("GET", "Vat-settings", says=_SETTINGS)
    async def show_settings(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(_settings(await vat_periods(desk, caller), caller.today(desk.clock)))

    @router.on("PUT", "Vat-settings", error_status=True, says=_SET)
    async def change_settings(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(VatSettings)
        once = await once_of(call, desk, status=200)
        with members(**{"vat.months": "Months", "vat.valid_from": "ValidFrom"}):
            saved = await set_vat_periods(desk, caller, sent.Months or 0, sent.ValidFrom, once=once)
        said = _settings(saved.record, caller.today(desk.clock))
        return saved_answer(200, said, replayed=saved.replayed)


def _settings(periods: VatPeriods, today: dt.date) -> VatSettings:
    changes = [VatPeriodChange(ValidFrom=one.valid_from, Months=one.months) for one in periods.changes]
    since = [one.valid_from for one in periods.changes if one.valid_from <= today]
    return VatSettings(
        Months=periods.length(today.replace(day=1)), ValidFrom=since[-1] if since else None, Changes=changes
    )


def _to_wire(found: VatReturn) -> VatPeriod:
    period, filing = found.period, found.filing
    return VatPeriod(
        Period=period.name,
        Months=period.months,
        StartDate=period.start,
        EndDate=period.end,
        DueDate=period.due,
        **figures(found.figures),
        VatToPay=found.to_pay,
        Filed=filing is not None,
        FiledDate=None if filing is None else filing.filed_at,
        FiledBy=None if filing is None else filing.filed_by,
        Differences=_differences(found),
    )


def _differences(found: VatReturn) -> list[VatDifference]:
    return [
        VatDifference(
            Figure=member,
            AsFiled=getattr(found.figures, field),
            Now=getattr(found.now, field),
            Difference=getattr(found.later, field),
        )
        for field, member in FIGURES.items()
        if getattr(found.later, field)
    ]
