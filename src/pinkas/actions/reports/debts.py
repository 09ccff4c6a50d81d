"""Aged debts: who owes what, and for how long."""

from __future__ import annotations

from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.reports import wording
from pinkas.actions.reports.registry import AS_OF, LANGUAGE, Asked, Report, Words
from pinkas.actions.reports.wording import as_of, column
from pinkas.books.report import Row, Sort, Sums, Table
from pinkas.storage import reports

_TITLE: Final = Words("גיול חובות לקוחות", "Aged debts")
_BUCKETS: Final = (
    ("current", Words("טרם הגיע מועד", "Not due")),
    ("days_30", Words("1-30 יום", "1–30 days")),
    ("days_60", Words("31-60 יום", "31–60 days")),
    ("days_90", Words("61-90 יום", "61–90 days")),
    ("older", Words("מעל 90 יום", "Over 90 days")),
    ("unallocated", Words("לא שויך", "Unallocated")),
    ("total", wording.TOTAL),
)
_NOTE: Final = Words(
    "הימים נמנים ממועד התשלום. תקבולים וזיכויים שלא שויכו למסמך מופיעים במינוס; השורה כולה שווה ליתרת הלקוח ביומן.",
    "Days count from the due date. Payments and credits that settle no document yet are negative; a line comes to the"
    " customer's balance in the journal.",
)


async def aged_debts(desk: Desk, caller: Caller, asked: Asked) -> Table:
    """What every customer owes as of a day, by days overdue; the total is the journal's balance of customers."""
    debts = await reports.aged_debts(desk.store, caller.business, asked.day("AsOf"))
    columns = (
        column(asked, "name", wording.CUSTOMER),
        column(asked, "key", wording.KEY),
        *(column(asked, name, title, Sort.MONEY) for name, title in _BUCKETS),
    )
    total = Sums(columns, tuple(name for name, _ in _BUCKETS))
    rows = [
        total.add(Row((one.name or asked.says(wording.NOBODY), one.key, *(getattr(one, name) for name, _ in _BUCKETS))))
        for one in debts
    ]
    return Table(
        name="AgedDebts",
        language=asked.language,
        title=asked.says(_TITLE),
        subtitles=(as_of(asked),),
        columns=columns,
        rows=(*rows, total.row(asked.says(wording.TOTAL))),
        notes=(asked.says(_NOTE),),
        sortable=True,
        landscape=True,
    )


REPORTS: Final = (Report(name="AgedDebts", title=_TITLE, parameters=(AS_OF, LANGUAGE), make=aged_debts),)
