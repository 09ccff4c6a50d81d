"""The VAT report: what was sold by category and rate, the tax on it, the tax on what was bought, and the difference."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.reports import wording
from pinkas.actions.reports.registry import FROM_MONTH, LANGUAGE, TO, Asked, Report, Words, days_of
from pinkas.actions.reports.wording import column, of_days
from pinkas.books import chart
from pinkas.books.money import ZERO
from pinkas.books.report import Column, Part, Row, Sort, Sums, Table, heading
from pinkas.books.vat_return import whole_to_pay
from pinkas.storage import reports
from pinkas.storage.reports import VatSum

_TITLE: Final = Words('דוח מע"מ', "VAT report")
_SALES: Final = Words("עסקאות", "Sales")
_INPUTS: Final = Words("תשומות", "Inputs")
_OUTPUT_VAT: Final = Words('סה"כ מע"מ עסקאות', "Output VAT")
_INPUT_VAT: Final = Words('סה"כ מע"מ תשומות', "Input VAT")
_EXACT: Final = Words('מע"מ עסקאות פחות תשומות', "Output less input VAT")
_TO_PAY: Final = Words(
    'מע"מ לתשלום בשקלים שלמים – להחזר במינוס', "VAT to pay in whole shekels – to be refunded: negative"
)
_UNTAGGED: Final = Words('פקודות ללא סיווג מע"מ', "Entries without a VAT category")
_OTHER_INPUTS: Final = Words("תשומות אחרות", "Other inputs")
_EQUIPMENT: Final = Words("תשומות ציוד ונכסים קבועים", "Equipment and fixed assets")
_NOTE: Final = Words(
    "לפי התאריך לצורכי מס של כל פקודה; זיכויים וביטולים מופחתים.",
    "By the tax date of each entry; credits and cancellations are taken off.",
)


async def vat_report(desk: Desk, caller: Caller, asked: Asked) -> Table:
    """Sales by category and rate, output VAT, input VAT and what is to pay; all from the journal, by tax date."""
    sums = await reports.vat(desk.store, caller.business, *days_of(caller, asked))
    columns = (
        column(asked, "category", Words("סיווג", "Category")),
        column(asked, "rate", Words("שיעור", "Rate"), Sort.PERCENT),
        column(asked, "base", wording.NET, Sort.MONEY),
        column(asked, "vat", wording.VAT, Sort.MONEY),
    )
    sales = Sums(columns, ("base", "vat"))
    sold = [sales.add(row) for row in _sold(asked, sums)]
    inputs = Sums(columns, ("vat",))
    bought = [inputs.add(row) for row in _bought(asked, sums)]
    rows = (
        heading(len(columns), asked.says(_SALES)),
        *sold,
        sales.row(asked.says(_OUTPUT_VAT), Part.SUBTOTAL),
        heading(len(columns), asked.says(_INPUTS)),
        *bought,
        inputs.row(asked.says(_INPUT_VAT), Part.SUBTOTAL),
        *_to_pay(asked, columns, sales.of("vat") - inputs.of("vat"), caller.country),
    )
    return Table(
        name="VatReport",
        language=asked.language,
        title=asked.says(_TITLE),
        subtitles=(of_days(asked),),
        columns=columns,
        rows=rows,
        notes=(asked.says(_NOTE),),
    )


def _sold(asked: Asked, sums: list[VatSum]) -> list[Row]:
    """A line for each category and rate that anything was sold under."""
    parts: dict[tuple[str | None, Decimal | None], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for one in sums:
        if one.account in {chart.INPUT_VAT, chart.INPUT_VAT_EQUIPMENT}:
            continue
        parts[one.category, one.rate][one.account == chart.OUTPUT_VAT] += one.amount
    order = [*wording.VAT_CATEGORIES, None]
    return [
        Row((
            asked.says(_UNTAGGED if category is None else wording.VAT_CATEGORIES[category]), rate, base, vat,
        ))
        for (category, rate), (base, vat) in sorted(
            parts.items(), key=lambda part: (order.index(part[0][0]), -(part[0][1] or ZERO)),
        )
    ]  # fmt: skip


def _bought(asked: Asked, sums: list[VatSum]) -> list[Row]:
    """Input VAT, that on equipment apart; debits of those accounts."""
    told = ((chart.INPUT_VAT_EQUIPMENT, _EQUIPMENT), (chart.INPUT_VAT, _OTHER_INPUTS))
    return [
        Row((asked.says(words), None, None, -sum((one.amount for one in sums if one.account == account), ZERO)))
        for account, words in told
    ]


def _to_pay(asked: Asked, columns: tuple[Column, ...], exact: Decimal, country: str) -> list[Row]:
    """What is owed, to the minor unit, and in Israel as it is paid as well: in whole shekels."""
    told = [(_EXACT, exact), *([(_TO_PAY, whole_to_pay(exact))] if country == "IL" else [])]
    return [Row((asked.says(words), *[None] * (len(columns) - 2), one), Part.TOTAL) for words, one in told]


REPORTS: Final = (Report(name="VatReport", title=_TITLE, parameters=(FROM_MONTH, TO, LANGUAGE), make=vat_report),)
