"""The files, read by other programs, against the table they were made of."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pypdfium2
import pytest

from pinkas.books.report import Column, Part, Row, Sort, Table
from pinkas.exchange.tables import report_csv, report_xlsx
from pinkas.paper import Letterhead
from pinkas.paper.reports import report_pages, report_pdf
from tests.wire.caspit.golden.shop import Shop

from .conftest import Made
from .walking import opened, ready

SPRING = {"FromDate": "2026-04-01"}
ISSUER = Letterhead(name="מאפיית הצפון", registration="company", tax_number="514000009", name_english="North Bakery")
WHEN = dt.datetime(2026, 8, 4, 12, 30, tzinfo=dt.UTC)
D = Decimal


def text_of(pdf: bytes) -> str:
    paper = pypdfium2.PdfDocument(pdf)
    text: str = "\n".join(page.get_textpage().get_text_bounded() for page in paper)
    paper.close()
    return text


@pytest.mark.parametrize("language", ["he", "en"])
def test_a_workbook(books: Shop, made: Made, language: str) -> None:
    asked: dict[str, Any] = {**SPRING, "Language": language}
    reply = books.get(ready(books, opened(books, "DocumentsJournal", **asked), "XLSX"))
    assert reply.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert reply.headers["content-disposition"].endswith("DocumentsJournal-2026-08-04.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(reply.body)).active
    table = made("DocumentsJournal", **asked)
    assert sheet.sheet_view.rightToLeft is (language == "he")
    rows = list(sheet.iter_rows())
    assert rows[0][0].value == table.title
    assert [cell.value for cell in rows[3]] == [column.title for column in table.columns]
    for cells, row in zip(rows[4:], table.rows, strict=False):
        for cell, value, column in zip(cells, row.cells, table.columns, strict=True):
            if isinstance(value, Decimal):
                assert (D(str(cell.value)), cell.number_format) == (value, "#,##0.00;-#,##0.00")
            elif isinstance(value, dt.date):
                assert (cell.is_date, cell.value.date()) == (True, value)
            else:
                assert (cell.value, column.sort is Sort.TEXT or value is None or row.part is not Part.LINE) == (
                    value,
                    True,
                )


def test_comma_separated(books: Shop, made: Made) -> None:
    reply = books.get(ready(books, opened(books, "AgedDebts"), "CSV"))
    assert reply.body[:3] == b"\xef\xbb\xbf"
    rows = list(csv.reader(io.StringIO(reply.body.decode("utf-8-sig"))))
    table = made("AgedDebts")
    assert rows[0] == [column.title for column in table.columns]
    assert rows[1] == ["Omer & Sons", "omer", "795.00", "0.00", "0.00", "0.00", "0.00", "-50.00", "745.00"]
    assert [row[-1] for row in rows[1:]] == ["745.00", "1329.99", "2074.99"]


@pytest.mark.parametrize("language", ["he", "en"])
@pytest.mark.parametrize("name", ["TrialBalance", "DocumentsJournal", "AgedDebts", "Till"])
def test_paper_says_every_figure(made: Made, name: str, language: str) -> None:
    sent = SPRING if name == "DocumentsJournal" else {}
    table = made(name, **sent, Language=language)
    pdf, pages = report_pdf(table, ISSUER, WHEN)
    text = text_of(pdf)
    assert pages == 1
    figures = sorted(f"{value:,.2f}" for row in table.rows for value in row.cells if isinstance(value, Decimal))
    said = re.findall(r"-?[\d,]+\.\d\d", text)
    assert sorted(said) == figures
    if language == "en":
        assert table.title in text
        assert "North Bakery" in text
        assert "Page 1 of 1" in text


COLUMNS = (
    Column("name", "Name"), Column("day", "Day", Sort.DATE), Column("rate", "Rate", Sort.PERCENT),
    Column("count", "Count", Sort.INTEGER), Column("quantity", "Quantity", Sort.QUANTITY),
    Column("amount", "Amount", Sort.MONEY),
)  # fmt: skip


def long_table(rows: int, **more: Any) -> Table:
    line = (D("12.5"), 1200, D("1234.50000"), D("-1234567.80"))
    lines = tuple(Row((f"Line {number}", dt.date(2026, 1, 31), *line)) for number in range(1, rows + 1))
    members: dict[str, Any] = {"name": "Long", "language": "en", "title": "Long", "subtitles": ("All",)} | more
    return Table(**members, columns=COLUMNS, rows=lines)


def test_heads_are_repeated_and_pages_numbered() -> None:
    pdf, pages = report_pdf(long_table(120), ISSUER, WHEN)
    paper = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_bounded() for page in paper]
    paper.close()
    assert len(texts) == pages == 3
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of 3" in text
        assert "Quantity" in text
    assert "1,234.5\n" in texts[0].replace("\r", "\n") or "1,234.5 " in texts[0]
    assert "-1,234,567.80" in texts[0]
    html = report_pages(long_table(120), ISSUER)
    assert [page.count("<tr>") for page in html] == [51, 51, 21]
    assert '<td class="figure">12.5%</td><td class="figure">1,200</td><td class="figure">1,234.5</td>' in html[2]


def test_hostile_texts_stay_texts() -> None:
    evil = "=cmd|'/c calc'!A1\u202e<script>alert(1)</script>"
    table = long_table(0, title=evil, subtitles=(evil,))
    table = Table(
        name="Evil", language="he", title=evil, subtitles=(evil,), columns=COLUMNS[:1],
        rows=(Row((evil,)), Row(("x" * 400,)), Row(("-2+3",))), notes=(evil,),
    )  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(report_xlsx(table))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    rows = list(csv.reader(io.StringIO(report_csv(table).decode("utf-8-sig"))))
    assert [row[0][:2] for row in rows[1:]] == ["'=", "xx", "'-"]
    page = report_pages(table, ISSUER)[0]
    assert "<script>" not in page
    assert text_of(report_pdf(table, ISSUER, WHEN)[0]).count("x") >= 400
