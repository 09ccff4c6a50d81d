"""Each report's figures: against literals, and against the postings added up anew."""

from __future__ import annotations

from decimal import Decimal

from pinkas.books.report import Part

from .conftest import Made

D = Decimal


def test_trial_balance(made: Made) -> None:
    table = made("TrialBalance", FromDate="2026-07-01", ToDate="2026-08-04")
    accounts = {row.cells[0]: row.cells[2:] for row in table.rows if row.part is Part.LINE}
    assert accounts["receivable"] == (D("1290.00"), D("1035.59"), D("250.60"), D("2074.99"))
