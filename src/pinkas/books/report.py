"""A report as a table of plain values: what it is called, its columns, its rows, in one language.

Whoever shows it (paper, a page, a spreadsheet) needs nothing else; whoever makes it decides nothing of how it looks.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

from pinkas.books.errors import InvalidValue

Language = Literal["he", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("he", "en")
#: A report of more rows is refused: its dates should be narrowed.
MOST_ROWS: Final = 50_000

Value = str | dt.date | Decimal | int | None


class Sort(StrEnum):
    """What a column holds. Money is in the book currency, two places; percent and quantity have only what they need."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    QUANTITY = "quantity"
    PERCENT = "percent"
    INTEGER = "integer"

    @property
    def numeric(self) -> bool:
        """Whether its values are figures, which stand under one another."""
        return self in {Sort.MONEY, Sort.QUANTITY, Sort.PERCENT, Sort.INTEGER}


_TYPES: Final[dict[Sort, type]] = {
    Sort.TEXT: str, Sort.DATE: dt.date, Sort.MONEY: Decimal, Sort.QUANTITY: Decimal, Sort.PERCENT: Decimal,
    Sort.INTEGER: int,
}  # fmt: skip


class Part(StrEnum):
    """What a row is: the head of a group (its first cell alone speaks), a line of it, its sum, or the sum of all."""

    HEADING = "heading"
    LINE = "line"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the same in every language; `title` is what a reader sees."""

    name: str
    title: str
    sort: Sort = Sort.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells, one to each column; None is an empty one."""

    cells: tuple[Value, ...]
    part: Part = Part.LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A report. Raises ValueError where a row does not fit its columns: that is a fault of ours."""

    name: str
    language: Language
    title: str
    #: Under the title: whose, of which days.
    subtitles: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    #: Under the table: how a figure is to be read.
    notes: tuple[str, ...] = ()
    #: Whether its lines may be put into another order: those with a running balance may not.
    sortable: bool = False
    #: Wider than it is high.
    landscape: bool = False

    def __post_init__(self) -> None:
        types = [_TYPES[column.sort] for column in self.columns]
        for row in self.rows:
            if len(row.cells) != len(types):
                raise ValueError("a row must have a cell for each column")
            if row.part is not Part.LINE:
                continue
            for value, sort in zip(row.cells, types, strict=True):
                if value is not None and not isinstance(value, sort):
                    raise ValueError(f"a {type(value).__name__} in a column of {sort.__name__}")

    def column(self, name: str) -> int:
        """The place of a column. Raises InvalidValue."""
        for place, column in enumerate(self.columns):
            if column.name == name:
                return place
        raise InvalidValue("column", f"names no column of this report: {name!r}")

    def values(self, name: str, part: Part = Part.LINE) -> list[Value]:
        """The cells of a column, top down, in the rows of one part."""
        place = self.column(name)
        return [row.cells[place] for row in self.rows if row.part is part]


def heading(table_width: int, text: str) -> Row:
    """The head of a group."""
    return Row((text, *[None] * (table_width - 1)), Part.HEADING)


@dataclass(frozen=True, slots=True)
class Order:
    """The column that lines are sorted by; `descending`: the largest first."""

    column: str
    descending: bool = False


def ordered(table: Table, order: Order | None) -> Table:
    """The table with the lines of each group in another order; heads and sums stay, empty cells come last.

    Raises InvalidValue for an unknown column, or a table whose order has a meaning.
    """
    if order is None:
        return table
    place = table.column(order.column)
    if not table.sortable:
        raise InvalidValue("column", "this report has an order of its own")
    rows: list[Row] = []
    group: list[Row] = []
    for row in table.rows:
        if row.part is Part.LINE:
            group.append(row)
            continue
        rows += _sorted(group, place, descending=order.descending)
        group = []
        rows.append(row)
    rows += _sorted(group, place, descending=order.descending)
    return replace(table, rows=tuple(rows))


def _sorted(rows: list[Row], place: int, *, descending: bool) -> list[Row]:
    told = [row for row in rows if row.cells[place] is not None]
    empty = [row for row in rows if row.cells[place] is None]
    told.sort(key=lambda row: row.cells[place], reverse=descending)  # type: ignore[arg-type,return-value]  # one type a column
    return [*told, *empty]


@dataclass(slots=True)
class Sums:
    """Adds up columns of money or quantity as rows go by, by column name."""

    columns: tuple[Column, ...]
    names: tuple[str, ...]
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(self, row: Row) -> Row:
        """Count a line in; gives it back."""
        for place, column in enumerate(self.columns):
            value = row.cells[place]
            if column.name in self.names and isinstance(value, Decimal):
                self.sums[column.name] = self.sums.get(column.name, Decimal(0)) + value
        return row

    def of(self, name: str) -> Decimal:
        """What a column comes to."""
        return self.sums.get(name, Decimal(0))

    def row(self, text: str, part: Part = Part.TOTAL) -> Row:
        """The sums as a row that begins with a text; a group's are empty where none of its lines said anything."""
        told = self.names if part is Part.TOTAL else tuple(self.sums)
        cells: list[Value] = [self.of(column.name) if column.name in told else None for column in self.columns]
        cells[0] = text
        return Row(tuple(cells), part)
