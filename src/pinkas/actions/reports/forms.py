"""The forms a report is given in: paper, spreadsheets, pages of HTML."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from pinkas.actions.reports.registry import Words
from pinkas.books.report import Order, Table
from pinkas.exchange.tables import CSV, XLSX, report_csv, report_xlsx
from pinkas.paper import Letterhead
from pinkas.paper.reports import report_html, report_pages, report_pdf

PDF: Final = "application/pdf"
HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Form:
    """A form by its name; `paged`: it is looked at page by page."""

    name: str
    label: Words
    media_type: str
    extension: str
    paged: bool = False


FORMS: Final = {
    form.name: form
    for form in (
        Form("PDF", Words("מסמך PDF", "Acrobat (PDF) file"), PDF, "pdf"),
        Form("XLSX", Words("חוברת Excel", "Excel workbook"), XLSX, "xlsx"),
        Form("CSV", Words("קובץ CSV", "CSV (comma delimited)"), CSV, "csv"),
        Form("HTML", Words("דפי HTML", "HTML pages"), HTML, "html", paged=True),
    )
}


@dataclass(frozen=True, slots=True)
class Made:
    """A report in one form; `html` are its pages where it has such."""

    content: bytes
    pages: int
    media_type: str
    file_name: str
    html: tuple[str, ...] = ()
    #: The columns its lines may be sorted by.
    sortable: tuple[str, ...] = ()


def make_form(form: Form, table: Table, head: Letterhead, now: dt.datetime, order: Order | None) -> Made:
    """The table in a form; safe to call from any thread. `now` is in the business's zone. Raises PaperError."""
    pages = 1
    html: tuple[str, ...] = ()
    if form.name == "PDF":
        content, pages = report_pdf(table, head, now)
    elif form.name == "XLSX":
        content = report_xlsx(table)
    elif form.name == "CSV":
        content = report_csv(table)
    else:
        html = tuple(report_pages(table, head, order))
        content, pages = report_html(table, head), len(html)
    sortable = tuple(column.name for column in table.columns) if table.sortable else ()
    return Made(content, pages, form.media_type, f"{table.name}-{now:%Y-%m-%d}.{form.extension}", html, sortable)
