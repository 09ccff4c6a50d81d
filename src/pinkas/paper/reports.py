"""Reports for people: a table as a PDF, and as pages of HTML with their style.

Both are safe to call from any thread. A report of more rows than paper is for is refused: a spreadsheet holds it.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from pinkas.books.report import Part
from pinkas.paper.boxes import names_of
from pinkas.paper.errors import PaperError
from pinkas.paper.press import typeset
from pinkas.paper.report_view import report_view, told
from pinkas.paper.words import WORDS

if TYPE_CHECKING:
    import datetime as dt

    from pinkas.books.report import Order, Row, Table
    from pinkas.paper.sheet import Letterhead

#: Rows that are set on paper: some two hundred pages.
MOST_PAPER_ROWS: Final = 10_000
#: Lines of a page of HTML.
PAGE_ROWS: Final = 50
_PAGES: Final = re.compile(rb"/Type\s*/Page\b")
_ISOLATES: Final = str.maketrans("", "", "\u2066\u2067\u2068\u2069\u200b")

STYLE: Final = (
    ".report{font-family:Rubik,Arial,sans-serif;font-size:13px;color:#1c2733;background:#fff;padding:24px}"
    ".report h1{font-size:21px;color:#1d4a6d;margin:0 0 4px}"
    ".report p{margin:0 0 4px}"
    ".report .issuer,.report .note,.report .page{color:#5f6b79;font-size:12px}"
    ".report table{border-collapse:collapse;width:100%;margin:12px 0}"
    ".report th{color:#1d4a6d;border-bottom:2px solid #1d4a6d;font-weight:500;text-align:start;padding:4px 8px}"
    ".report td{border-bottom:1px solid #d6dce3;padding:4px 8px;vertical-align:top;text-align:start}"
    ".report .figure{text-align:right;direction:ltr;unicode-bidi:isolate;white-space:nowrap}"
    ".report td.figure{font-variant-numeric:tabular-nums}"
    ".report .heading td{background:#eef2f6;font-weight:500}"
    ".report .subtotal td{font-weight:500}"
    ".report .total td{background:#e3eaf1;font-weight:500}"
)


def report_pdf(table: Table, issuer: Letterhead, made: dt.datetime) -> tuple[bytes, int]:
    """The report as a PDF, and its pages. Raises PaperError for more rows than paper is for."""
    if len(table.rows) > MOST_PAPER_ROWS:
        raise PaperError(
            f"The report has {len(table.rows):,} rows; on paper it may have {MOST_PAPER_ROWS:,}. Ask for a spreadsheet."
        )
    pdf = typeset("report.typ", report_view(table, issuer, made))
    return pdf, max(1, len(_PAGES.findall(pdf)))


def report_pages(table: Table, issuer: Letterhead, order: Order | None = None) -> list[str]:
    """The report as pieces of HTML, a page each; the heads of columns that can be sorted name their action."""
    rows = table.rows
    pages = [rows[start : start + PAGE_ROWS] for start in range(0, max(len(rows), 1), PAGE_ROWS)]
    return [_page(table, issuer, order, part, number, len(pages)) for number, part in enumerate(pages, start=1)]


def report_html(table: Table, issuer: Letterhead) -> bytes:
    """The whole report as one HTML file."""
    body = "".join(report_pages(table, issuer))
    direction = WORDS[table.language].direction
    return (
        f'<!doctype html><html lang="{table.language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{escape(table.title)}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    ).encode()


def action_of(column: str) -> str:
    """What sorting by a column is called among a page's actions."""
    return f"sort-{column}"


def _page(table: Table, issuer: Letterhead, order: Order | None, rows: tuple[Row, ...], number: int, pages: int) -> str:
    direction = WORDS[table.language].direction
    first = number == 1
    head = "".join(
        f"<th{_class('figure' if column.sort.numeric else '')}{_sorting(table, column.name, order)}>"
        f"{escape(column.title)}</th>"
        for column in table.columns
    )
    parts = [f'<div class="report" lang="{table.language}" dir="{direction}">']
    if first:
        number_of = f"{WORDS[table.language].registrations[issuer.registration]} {issuer.tax_number}"
        parts.append(f'<p class="issuer">{escape(names_of(issuer, table.language)[0])} · {escape(number_of)}</p>')
        parts.append(f"<h1>{escape(table.title)}</h1>")
        parts += [f"<p>{escape(one)}</p>" for one in table.subtitles]
    parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>")
    parts += [_row(table, row) for row in rows]
    parts.append("</tbody></table>")
    if number == pages:
        parts += [f'<p class="note">{escape(note)}</p>' for note in table.notes]
    parts.append(f'<p class="page">{number} / {pages}</p></div>')
    return "".join(parts)


def _sorting(table: Table, name: str, order: Order | None) -> str:
    if not table.sortable:
        return ""
    way = "none" if order is None or order.column != name else "descending" if order.descending else "ascending"
    return f' data-reporting-action="{action_of(name)}" aria-sort="{way}"'


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _row(table: Table, row: Row) -> str:
    if row.part is Part.HEADING:
        return f'<tr class="heading"><td colspan="{len(table.columns)}">{escape(str(row.cells[0]))}</td></tr>'
    cells = "".join(
        f"<td{_class('figure' if column.sort.numeric and not isinstance(value, str) else '')}>"
        f"{escape(told(value, column.sort, table.language).translate(_ISOLATES))}</td>"
        for column, value in zip(table.columns, row.cells, strict=True)
    )
    return f"<tr{_class('' if row.part is Part.LINE else row.part.value)}>{cells}</tr>"
