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

    from pinkas.books.language import Language
    from pinkas.paper.sheet import Sheet, SheetTotals
    from pinkas.paper.words import Words

SumRow = tuple[str, Shown, Shown]
"""The name of a style, the label and the figure."""

_EASE = 1.06
_WITHOUT_VAT = {"exempt_dealer", "non_profit"}
_TAXED = {"standard", "reduced"}
_UNTAXED = {"exempt", "outside", "reverse_charge"}


def invoice_sums(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """From the lines through discount, rounding and VAT to the total; rows that are nothing are left out."""
    totals = sheet.totals
    kind = KINDS[sheet.kind]

    def row(name: str, value: Decimal) -> SumRow:
        return "body", label(name), figures.money(value, totals.currency, language)

    rows: list[SumRow] = []
    if totals.discount or totals.rounding:
        mixed = kind.claims_vat and any(base for _, base in _untaxed(totals, words))
        rows.append(row(words.subtotal_taxable if mixed else words.subtotal, totals.lines_taxable))
    if totals.discount:
        rows.append(row(_discount_label(totals, words, language), -totals.discount))
    if totals.rounding:
        rows.append(row(words.rounding, totals.rounding))
    name: str = getattr(words, kind.total)
    total = totals.total
    if not kind.claims_vat:
        if totals.vat and not sheet.prices_include_vat:
            name, total = words.total_before_vat, totals.taxable_base + totals.exempt_base
    elif totals.vat or sheet.issuer.registration not in _WITHOUT_VAT:
        rows += [row(said, value) for said, value in (*_taxed(totals, words, language), *_untaxed(totals, words))]
    if totals.cash_rounding:
        rows.append(row(words.cash_rounding, totals.cash_rounding))
    rows.append(("total", label(name), figures.money(total, totals.currency, language)))
    return _box(rows + _in_book_currency(sheet, words, language))


def _taxed(totals: SheetTotals, words: Words, language: Language) -> list[tuple[str, Decimal]]:
    """Base and VAT of each rate; a zero rate beside others is told by its base alone."""
    taxed = [row for row in totals.vat_rows if row.category in _TAXED]
    several = len(taxed) > 1
    rows: list[tuple[str, Decimal]] = []
    for one in taxed:
        rate = figures.percent(one.rate, language)
        base = words.vat_bases[one.category]
        rows += [(f"{base} {rate}" if several else base, one.base), (f"{words.vat} {rate}", one.vat)]
    if several:
        rows.append((words.total_vat, totals.vat))
    zero = [row for row in totals.vat_rows if row.category == "zero"]
    rows += [(words.vat_bases["zero"], one.base) for one in zero]
    if zero and not taxed:
        rows.append((f"{words.vat} {figures.percent(zero[0].rate, language)}", totals.vat))
    return rows


def _untaxed(totals: SheetTotals, words: Words) -> list[tuple[str, Decimal]]:
    """The parts that bear no VAT, by category where the rows tell it, else in one sum."""
    told = [(words.vat_bases[row.category], row.base) for row in totals.vat_rows if row.category in _UNTAXED]
    if told:
        return told
    return [(words.exempt_base, totals.exempt_base)] if totals.exempt_base else []


def _in_book_currency(sheet: Sheet, words: Words, language: Language) -> list[SumRow]:
    """What a sheet in a foreign currency comes to in the currency of the books (bookkeeping instruction 22)."""
    totals = sheet.totals
    if totals.book_currency is None or totals.book_total is None:
        return []
    sign = figure(figures.sign_of(totals.book_currency, language))
    rows: list[SumRow] = [("body", label(words.rate), figures.rate(totals.book_rate, language))]
    if totals.book_vat is not None and KINDS[sheet.kind].claims_vat:
        vat = figures.money(totals.book_vat, totals.book_currency, language)
        rows.append(("body", label(words.vat_in + sign), vat))
    total = figures.money(totals.book_total, totals.book_currency, language)
    return [*rows, ("strong", label(words.total_in + sign), total)]


def _discount_label(totals: SheetTotals, words: Words, language: Language) -> str:
    if totals.discount_percent is None:
        return words.discount
    return f"{words.discount} {figure(f'({figures.percent(totals.discount_percent, language)})')}"


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
        rows.append(("body", label(words.rate), figures.rate(totals.receipt_rate, language)))
        if totals.total_paid_converted is not None:
            converted = figures.money(totals.total_paid_converted, totals.currency, language)
            sign = figure(figures.sign_of(totals.currency, language))
            rows.append(("strong", label(words.total_in + sign), converted))
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
