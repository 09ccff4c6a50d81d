"""Figures and dates, letter for letter; the isolates around them are left out of the comparison."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pinkas.paper import figures
from pinkas.paper.lettering import LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE, Shown

NARROW = "\u00a0"


def _bare(text: Shown) -> str:
    return text.replace(LEFT_TO_RIGHT_ISOLATE, "").replace(POP_ISOLATE, "").replace(NARROW, " ")


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("0", "0.00"),
        ("-0", "0.00"),
        ("-0.00", "0.00"),
        ("1234.5", "1,234.50"),
        ("-1234.5", "-1,234.50"),
        ("999999999999999999999.99", "999,999,999,999,999,999,999.99"),
        ("12345678901234567890123456789012.10", "12,345,678,901,234,567,890,123,456,789,012.10"),
        ("0.333333", "0.333333"),
        ("1E+3", "1,000.00"),
        ("1.500000", "1.50"),
        ("0.005", "0.005"),
    ],
)
def test_amounts_are_grouped_and_never_rounded(value: str, printed: str) -> None:
    assert _bare(figures.amount(Decimal(value))) == printed


@pytest.mark.parametrize(
    ("value", "currency", "hebrew", "english"),
    [
        ("1234.5", "ILS", "₪ 1,234.50", "₪1,234.50"),
        ("-50", "ILS", "₪ -50.00", "-₪50.00"),
        ("-50", "₪", "₪ -50.00", "-₪50.00"),
        ("7", "USD", "$ 7.00", "$7.00"),
        ("7", "AUD", "A$ 7.00", "A$7.00"),
        ("7", "A$", "A$ 7.00", "A$7.00"),
        ("-7", "CHF", "CHF -7.00", "CHF -7.00"),
        ("0.01", "EUR", "€ 0.01", "€0.01"),
    ],
)
def test_money_bears_its_currency(value: str, currency: str, hebrew: str, english: str) -> None:
    assert _bare(figures.money(Decimal(value), currency, "he")) == hebrew
    assert _bare(figures.money(Decimal(value), currency, "en")) == english


def test_bulgarian_and_albanian_figures_have_a_comma_and_the_currency_behind() -> None:
    assert _bare(figures.money(Decimal("1234.5"), "EUR", "bg")) == "1 234,50 €"
    assert _bare(figures.money(Decimal(-50), "BGN", "bg")) == "-50,00 лв."
    assert _bare(figures.money(Decimal(50), "BGN", "sq")) == "50,00 BGN"
    assert _bare(figures.money(Decimal(12500), "ALL", "sq")) == "12 500,00 lekë"
    assert _bare(figures.money(Decimal(7), "ALL", "en")) == "ALL 7.00"
    assert _bare(figures.percent(Decimal("6.5"), "bg")) == "6,5 %"
    assert _bare(figures.quantity(Decimal("1000.25"), "sq")) == "1 000,25"
    assert _bare(figures.rate(Decimal("1.95583"), "bg")) == "1,95583"
    assert _bare(figures.day(dt.date(2026, 8, 5), "bg")) == "05.08.2026"
    assert _bare(figures.day(dt.date(999, 8, 5), "sq")) == "05.08.0999"


def test_quantities_and_percents_have_no_idle_zeros() -> None:
    assert _bare(figures.quantity(Decimal("4.00000"))) == "4"
    assert _bare(figures.quantity(Decimal("1000.25000"))) == "1,000.25"
    assert _bare(figures.percent(Decimal("18.000"))) == "18%"
    assert _bare(figures.percent(Decimal("16.5"))) == "16.5%"


def test_rates_of_exchange_have_four_places_at_least() -> None:
    assert _bare(figures.rate(Decimal("3.65"))) == "3.6500"
    assert _bare(figures.rate(Decimal("1.95583"))) == "1.95583"


def test_dates_follow_the_language() -> None:
    day = dt.date(2026, 8, 5)

    assert _bare(figures.day(day, "he")) == "05/08/2026"
    assert _bare(figures.day(day, "en")) == "5 Aug 2026"
    assert _bare(figures.day(dt.date(999, 12, 31), "he")) == "31/12/0999"


def test_a_moment_is_told_in_the_zone_it_bears() -> None:
    made = dt.datetime(2026, 8, 5, 23, 59, 59, tzinfo=dt.timezone(dt.timedelta(hours=3)))

    assert _bare(figures.moment(made, "he")) == "05/08/2026 23:59"
    assert _bare(figures.moment(made, "en")) == "5 Aug 2026 23:59"
