"""The boxes of sums: from the lines to the total, and what was received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pinkas.paper import figures
from pinkas.paper.face import STYLES, width
from pinkas.paper.geometry import CONTENT_WIDTH, TOTALS_FIGURES, TOTALS_INSET, TOTALS_LABELS
from pinkas.paper.kinds import KINDS
from pinkas.paper.lettering import Shown, figure, fitted, label

if TYPE_CHECKING:
    from decimal import Decimal

    from pinkas.paper.kinds import Language
    from pinkas.paper.sheet import Sheet, SheetTotals
    from pinkas.paper.words import Words

SumRow = tuple[str, Shown, Shown]
"""The name of a style, the label and the figure."""

_EASE = 1.06


def invoice_sums(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """From the lines through discount, rounding and VAT to the total; rows that are nothing are left out."""
    totals = sheet.totals

    def row(name: str, value: Decimal) -> SumRow:
        return "body", label(name), figures.money(value, totals.currency, language)

    rows: list[SumRow] = []
    if totals.discount or totals.rounding:
        rows.append(row(words.subtotal, totals.lines_taxable))
    if totals.discount:
        rows.append(row(_discount_label(totals, words), -totals.discount))
    if totals.rounding:
        rows.append(row(words.rounding, totals.rounding))
    several = len(totals.vat_rows) > 1
    for taxed in totals.vat_rows:
        rate = figures.percent(taxed.rate)
        base = f"{words.taxable_base} {rate}" if several else words.taxable_base
        rows += [row(base, taxed.base), row(f"{words.vat} {rate}", taxed.vat)]
    if several:
        rows.append(row(words.total_vat, totals.vat))
    if totals.exempt_base:
        rows.append(row(words.exempt_base, totals.exempt_base))
    if totals.cash_rounding:
        rows.append(row(words.cash_rounding, totals.cash_rounding))
    name: str = getattr(words, KINDS[sheet.kind].total)
    rows.append(("total", label(name), figures.money(totals.total, totals.currency, language)))
    return _box(rows)


def _discount_label(totals: SheetTotals, words: Words) -> str:
    if totals.discount_percent is None:
        return words.discount
    return f"{words.discount} {figure(f'({figures.percent(totals.discount_percent)})')}"


def receipt_sums(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """What was paid, what the customer withheld as tax, and the two together."""
    totals = sheet.totals
    currency = totals.receipt_currency or totals.currency
    rows: list[SumRow] = []
    if totals.withheld:
        rows = [
            ("body", label(words.paid), figures.money(totals.paid, currency, language)),
            ("body", label(words.withheld), figures.money(totals.withheld, currency, language)),
        ]
    name: str = getattr(words, KINDS[sheet.kind].paid)
    rows.append(("total", label(name), figures.money(totals.total_paid, currency, language)))
    if currency != totals.currency:
        rows.append(("body", label(words.rate), figures.rate(totals.receipt_rate)))
        if totals.total_paid_converted is not None:
            converted = figures.money(totals.total_paid_converted, totals.currency, language)
            rows.append(("strong", label(words.converted), converted))
    return _box(rows)


def _box(rows: list[SumRow]) -> dict[str, Any]:
    """Rows with one column of figures, wide enough for the widest of them."""
    widest = max(width(value, STYLES[style]) for style, _, value in rows) * _EASE + TOTALS_INSET
    room = min(max(widest, TOTALS_FIGURES), CONTENT_WIDTH - TOTALS_LABELS - 2 * TOTALS_INSET)
    return {
        "sort": "sums",
        "figures": room,
        "rows": [
            {
                "style": style,
                "label": fitted(name, STYLES[style], TOTALS_LABELS),
                "value": fitted(value, STYLES[style], room),
            }
            for style, name, value in rows
        ],
    }
