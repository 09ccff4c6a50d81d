"""VAT periods: which one holds a month, when it is due, and how their length changes (fiscal dossier §1.2)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pinkas.books.errors import InvalidValue
from pinkas.books.vat_return import PeriodChange, VatFigures, VatPeriods, period_of, periods_of_year, with_months


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("months", "month", "start", "end", "due"),
    [
        (1, "2026-01-01", "2026-01-01", "2026-01-31", "2026-02-16"),  # the 15th is a Sunday
        (2, "2026-01-01", "2026-01-01", "2026-02-28", "2026-03-16"),
        (2, "2028-02-01", "2028-01-01", "2028-02-29", "2028-03-15"),
        (1, "2028-02-01", "2028-02-01", "2028-02-29", "2028-03-15"),
        (2, "2026-12-01", "2026-11-01", "2026-12-31", "2027-01-18"),  # a Friday
    ],
)
def test_the_period_of_a_month(months: int, month: str, start: str, end: str, due: str) -> None:
    period = period_of(VatPeriods(months=months), day(month))
    assert (period.start, period.end, period.due) == (day(start), day(end), day(due))


def test_a_change_in_the_middle_of_a_year() -> None:
    settings = VatPeriods(months=2, changes=(PeriodChange(valid_from=day("2026-05-01"), months=1),))
    assert [(one.name, one.months) for one in periods_of_year(settings, 2026)] == [
        ("2026-01", 2), ("2026-03", 2), ("2026-05", 1), ("2026-06", 1), ("2026-07", 1), ("2026-08", 1),
        ("2026-09", 1), ("2026-10", 1), ("2026-11", 1), ("2026-12", 1),
    ]  # fmt: skip
    assert [one.name for one in periods_of_year(VatPeriods(months=2), 2025)][-1] == "2025-11"


@pytest.mark.parametrize("valid_from", ["2026-02-01", "2026-03-02", "2026-12-31"])
def test_no_change_cuts_a_period(valid_from: str) -> None:
    with pytest.raises(InvalidValue, match="must be the first of January, March"):
        with_months(VatPeriods(), 2, day(valid_from), filed_through=None)


def test_no_change_reaches_back() -> None:
    with pytest.raises(InvalidValue, match="must be after 2026-03-31, through which"):
        with_months(VatPeriods(), 2, day("2026-03-01"), filed_through=day("2026-03-31"))
    with pytest.raises(InvalidValue, match="must be given"):
        with_months(VatPeriods(), 2, None, filed_through=day("2026-03-31"))
    changed = with_months(VatPeriods(), 2, day("2026-05-01"), filed_through=day("2026-03-31"))
    with pytest.raises(InvalidValue, match="must be after the last change, which is of 2026-05-01"):
        with_months(changed, 1, day("2026-03-01"), filed_through=None)
    assert with_months(changed, 1, day("2026-05-01"), filed_through=None).changes[0].months == 1
    with pytest.raises(InvalidValue, match="must be 1 or 2"):
        with_months(VatPeriods(), 3, None, filed_through=None)


@pytest.mark.parametrize(
    ("output", "to_pay"), [("38.49", "38"), ("38.50", "39"), ("-38.49", "-38"), ("-38.50", "-39"), ("0", "0")]
)
def test_what_is_paid_is_in_whole_shekels_half_away_from_zero(output: str, to_pay: str) -> None:
    nothing = Decimal(0)
    figures = VatFigures(
        sales_taxed=nothing,
        sales_free=nothing,
        output_vat=Decimal(output) + 30,
        input_vat=Decimal(10),
        input_vat_equipment=Decimal(20),
    )
    assert figures.to_pay == Decimal(to_pay)
