"""Values a sheet refuses when it is made, each in one clear sentence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pinkas.paper import PaperError, SheetTender, SheetTotals, VatRow
from pinkas.paper.sheet import MOST_LINES
from tests.paper.sheets import invoice, line


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_figures_must_be_numbers(figure: str) -> None:
    with pytest.raises(PaperError, match=r"^SheetLine\.amount must be a number; got "):
        line(amount=Decimal(figure))
    with pytest.raises(PaperError, match=r"^VatRow\.vat must be a number; got "):
        VatRow(Decimal(18), Decimal(1), Decimal(figure))
    with pytest.raises(PaperError, match=r"^SheetTotals\.discount_percent must be a number; got "):
        SheetTotals(currency="ILS", discount_percent=Decimal(figure))


@pytest.mark.parametrize("currency", ["", "SHEKEL", "I S", "1LS", "\u202eIL", "IL\n", "\ud800"])
def test_a_currency_is_a_short_code_or_sign(currency: str) -> None:
    with pytest.raises(PaperError, match=r"^A currency must be a code or sign of up to four letters; got "):
        SheetTender("cash", Decimal(1), currency)
    with pytest.raises(PaperError, match=r"^A currency must be a code or sign"):
        SheetTotals(currency="ILS", receipt_currency=currency)


def test_the_moment_of_production_knows_its_zone() -> None:
    with pytest.raises(PaperError, match=r"^The moment a document was produced must name its time zone\.$"):
        invoice(produced_at=dt.datetime(2026, 8, 5, 10, 3))  # noqa: DTZ001 - the mistake under test


def test_rows_are_bounded() -> None:
    with pytest.raises(PaperError, match=r"^A document can show up to 5,000 rows of a sort; got 5,001\.$"):
        invoice(lines=(line(),) * (MOST_LINES + 1))
