"""Reports for spreadsheets: XLSX with real numbers and dates, from right to left in Hebrew; CSV with its mark."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from pinkas.books.report import Part, Sort

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import PatternFill

    from pinkas.books.report import Table, Value

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
_FORMATS: Final = {
    Sort.MONEY: "#,##0.00;-#,##0.00",
    Sort.QUANTITY: "#,##0.#####;-#,##0.#####",
    Sort.PERCENT: '0.##"%"',
    Sort.INTEGER: "0",
    Sort.DATE: "dd/mm/yyyy",
}
_LEAST_WIDTH, _MOST_WIDTH = 10, 48
#: A text that begins so is run as a formula by spreadsheets that open a CSV.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_UNSAFE: Final = {code: None for code in range(32) if code not in {9, 10, 13}}
_LONGEST_SHEET_NAME: Final = 31


def report_xlsx(table: Table) -> bytes:
    """The report as a workbook of one sheet: title, subtitles, heads, rows; its texts are never formulas."""
    # Loading it takes a tenth of a second, and hardly any process makes a workbook.
    from openpyxl import Workbook  # noqa: PLC0415 - see above
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - the same
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 - the same
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - the same

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(table.title))
    sheet.sheet_view.rightToLeft = table.language == "he"
    above = 1 + len(table.subtitles) + 1
    sheet.freeze_panes = f"A{above + 2}"
    for place, points in enumerate(_widths(table), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = points
    bold = Font(bold=True)

    def cell(value: Value, sort: Sort, *, strong: bool = False, fill: PatternFill | None = None) -> WriteOnlyCell:
        """A cell with no more style than it needs: each costs more than the cell itself."""
        text = isinstance(value, str)
        made = WriteOnlyCell(sheet, value=value.translate(_UNSAFE) if isinstance(value, str) else _plain(value, sort))
        if text:
            made.data_type = "s"  # whatever it begins with
        elif value is not None:
            made.number_format = _FORMATS[sort]
        if strong:
            made.font = bold
        if fill is not None:
            made.fill = fill
        return made

    title = cell(table.title, Sort.TEXT, strong=True)
    title.font = Font(bold=True, size=14)
    sheet.append([title])
    for one in table.subtitles:
        sheet.append([cell(one, Sort.TEXT)])
    sheet.append([])
    head = PatternFill("solid", fgColor="E3EAF1")
    sheet.append([cell(column.title, Sort.TEXT, strong=True, fill=head) for column in table.columns])
    for row in table.rows:
        strong = row.part is not Part.LINE
        sheet.append([
            cell(value, column.sort, strong=strong) for value, column in zip(row.cells, table.columns, strict=True)
        ])  # fmt: skip
    sheet.append([])
    for note in table.notes:
        sheet.append([cell(note, Sort.TEXT)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def report_csv(table: Table) -> bytes:
    """The report's heads and rows as CSV: UTF-8 with its mark, a comma between, dates as 2026-08-04."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.title for column in table.columns])
    for row in table.rows:
        writer.writerow([
            _text(value, column.sort) for value, column in zip(row.cells, table.columns, strict=True)
        ])  # fmt: skip
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(value: Value, sort: Sort) -> Value:
    """A figure without idle zeros past what its column shows."""
    if isinstance(value, Decimal) and sort is not Sort.MONEY:
        return value.normalize()
    return value


def _text(value: Value, sort: Sort) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        digits = f"{value:f}"
        whole, _, decimals = digits.partition(".")
        decimals = decimals.rstrip("0").ljust(2 if sort is Sort.MONEY else 0, "0")
        return f"{whole}.{decimals}" if decimals else whole
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value).translate(_UNSAFE)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _widths(table: Table) -> list[int]:
    """How many letters wide each column is, by what stands in it."""
    found = [len(column.title) for column in table.columns]
    for row in table.rows:
        if row.part is Part.HEADING:
            continue
        for place, value in enumerate(row.cells):
            if row.part is Part.LINE or place:
                found[place] = max(found[place], len(str(value or "")))
    return [max(_LEAST_WIDTH, min(_MOST_WIDTH, letters + 3)) for letters in found]


def _sheet_name(title: str) -> str:
    return "".join(sign for sign in title if sign not in r"[]:*?/\'")[:_LONGEST_SHEET_NAME] or "Report"
