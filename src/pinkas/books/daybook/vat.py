"""The content of lines that file a VAT return: the figures as they are frozen."""

from __future__ import annotations

from decimal import Decimal

from pinkas.books import canon
from pinkas.books.daybook.fields import MONEY
from pinkas.books.vat_return import VatFigures, VatPeriod

_PERIOD = canon.record([("start", canon.date), ("months", canon.integer)])
_FIGURES = canon.record([
    ("sales_taxed", MONEY), ("sales_free", MONEY), ("output_vat", MONEY), ("input_vat", MONEY),
    ("input_vat_equipment", MONEY),
])  # fmt: skip


def vat_filing_content(period: VatPeriod, figures: VatFigures, to_pay: Decimal) -> bytes:
    """The content of a line that files a period's return."""
    return canon.digest(_PERIOD(period), _FIGURES(figures), MONEY(to_pay))
