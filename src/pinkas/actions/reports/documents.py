"""The documents journal: every document of some days by kind and number, with what it sold and received."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.reports import wording
from pinkas.actions.reports.limits import within
from pinkas.actions.reports.registry import (
    FROM_MONTH,
    LANGUAGE,
    TO,
    Asked,
    Choice,
    Parameter,
    Report,
    Words,
    days_of,
)
from pinkas.actions.reports.wording import column, of_days
from pinkas.books.kinds import KINDS
from pinkas.books.numbering import written
from pinkas.books.report import MOST_ROWS, Part, Row, Sort, Sums, Table, heading
from pinkas.storage import reports
from pinkas.storage.reports import JournalDocument

_TITLE: Final = Words("ספר מסמכים", "Documents journal")
_STATES: Final = {
    "issued": Words("הופק", "Issued"),
    "cancelled": Words("הופק ובוטל", "Issued, cancelled later"),
    "cancellation": Words("ביטול", "Cancellation"),
    "draft": Words("טיוטה", "Draft"),
    "void": Words("טיוטה שבוטלה", "Void"),
}
_AMOUNTS: Final = ("net", "vat", "total", "received", "withheld")
_POSTED: Final = Words('סה"כ מסמכים שנרשמו ביומן', "Total of documents in the journal")
_NOTE: Final = Words(
    "כל מסמך מופיע בתאריכו וביטולו בתאריך הביטול; זיכויים והחזרים במינוס. טיוטות ממוספרות מופיעות ללא סכומים.",
    "A document stands under its own date and its cancellation under that of cancelling; credits and refunds are"
    " negative. Numbered drafts stand without amounts.",
)


async def documents_journal(desk: Desk, caller: Caller, asked: Asked) -> Table:
    """Documents and cancellations by kind; the totals of those that post agree with the journal's entries of them."""
    start, end = days_of(caller, asked)
    found = within(await reports.documents(desk.store, caller.business, start, end, most=MOST_ROWS + 1))
    wanted = asked.text("Kind")
    columns = (
        column(asked, "number", wording.NUMBER),
        column(asked, "date", wording.DATE, Sort.DATE),
        column(asked, "contact", wording.KEY),
        column(asked, "name", wording.CUSTOMER),
        column(asked, "state", Words("מצב", "State")),
        column(asked, "net", wording.NET, Sort.MONEY),
        column(asked, "vat", wording.VAT, Sort.MONEY),
        column(asked, "total", wording.TOTAL, Sort.MONEY),
        column(asked, "received", Words("התקבל", "Received"), Sort.MONEY),
        column(asked, "withheld", Words("ניכוי במקור", "Withheld"), Sort.MONEY),
    )
    rows: list[Row] = []
    total = Sums(columns, _AMOUNTS)
    order = list(KINDS)
    found.sort(key=lambda one: order.index(one.kind))
    for kind, documents in groupby(found, key=lambda one: one.kind):
        if wanted not in {None, kind}:
            continue
        group = Sums(columns, _AMOUNTS)
        rows.append(heading(len(columns), asked.says(wording.DOCUMENTS[kind])))
        for one in documents:
            row = group.add(_row(asked, one))
            rows.append(total.add(row) if one.posts else row)
        rows.append(group.row(f"{asked.says(wording.TOTAL)} {asked.says(wording.DOCUMENTS[kind])}", Part.SUBTOTAL))
    return Table(
        name="DocumentsJournal",
        language=asked.language,
        title=asked.says(_TITLE),
        subtitles=(of_days(asked),),
        columns=columns,
        rows=(*rows, total.row(asked.says(_POSTED))),
        notes=(asked.says(_NOTE),),
        sortable=True,
        landscape=True,
    )


def _row(asked: Asked, one: JournalDocument) -> Row:
    kind = KINDS[one.kind]
    sold = (one.net, one.vat, one.total) if kind.sells else (None, None, None)
    got = (one.received, one.withheld) if kind.receives else (None, None)
    number = written(one.series, one.number, one.run)
    return Row((number, one.date, one.contact, one.name, asked.says(_STATES[one.state]), *sold, *got))


_KIND: Final = Parameter(
    name="Kind",
    label=Words("סוג מסמך", "Kind of document"),
    choices=tuple(Choice(name, words) for name, words in wording.DOCUMENTS.items()),
)

REPORTS: Final = (
    Report(name="DocumentsJournal", title=_TITLE, parameters=(FROM_MONTH, TO, _KIND, LANGUAGE), make=documents_journal),
)
