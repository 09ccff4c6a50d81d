"""Tables as the template wants them: columns as wide as their contents ask, every cell made to fit its column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pinkas.paper.face import CAUTION, STYLES, Style, width
from pinkas.paper.geometry import (
    CELL_INSET,
    CONTENT_WIDTH,
    NARROWEST_CODE,
    NARROWEST_COLUMN,
    NARROWEST_TEXT,
    TIGHTEST_TEXT,
)
from pinkas.paper.lettering import Shown, fitted, is_plain, label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Run = tuple[str, Shown]
"""The name of a style, and a text set in it on lines of its own."""

Cell = list[Run]

_EASE = 1.06
_LONG_ROW = 12
_LEAST_HUNDREDTHS = 50  # smaller figures nobody reads: they are broken instead


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column and its cells, top down.

    With a `share` it takes that part of the room the others leave; without, it is as wide as its widest cell,
    but never wider than `most`.
    """

    head: str
    side: Literal["start", "figures"]
    cells: list[Cell]
    share: float = 0.0
    most: float = CONTENT_WIDTH

    def natural_width(self) -> float:
        """What the widest cell and the head ask for, in points."""
        return min(self.most, self._wide(max(self._widest_cell(), width(self.head, STYLES["label"]))))

    def width_at(self, scale: float) -> float:
        """What the widest cell asks for when it is set smaller, and the head when it is broken between words."""
        words = max(width(word, STYLES["label"]) for word in self.head.split(" "))
        return self._wide(max(self._widest_cell() * scale, words))

    def _widest_cell(self) -> float:
        return max((width(text, STYLES[style]) for cell in self.cells for style, text in cell), default=0.0)

    @staticmethod
    def _wide(text: float) -> float:
        return max(NARROWEST_COLUMN, text * _EASE + 2 * CELL_INSET)

    @property
    def is_blank(self) -> bool:
        """True when no cell says anything: such a column is left out."""
        return not any(text for cell in self.cells for _, text in cell)


def table(title: str, columns: Sequence[Column]) -> dict[str, Any]:
    """A titled table, its widths settled and its texts broken to them."""
    scale, widths = _widths(columns)
    rooms = [points - 2 * CELL_INSET for points in widths]
    scales = [scale if column.side == "figures" else 1.0 for column in columns]
    faces = [_faces(one) for one in scales]
    rows = [
        _row([_fit(cell, room, face) for cell, room, face in zip(cells, rooms, faces, strict=True)], rooms, faces)
        for cells in zip(*(column.cells for column in columns), strict=True)
    ]
    heads = [
        {"label": fitted(label(column.head), STYLES["label"], room), "side": column.side, "scale": one}
        for column, room, one in zip(columns, rooms, scales, strict=True)
    ]
    return {"sort": "table", "title": title, "widths": widths, "heads": heads, "rows": rows}


def _faces(scale: float) -> Mapping[str, Style]:
    if scale == 1:
        return STYLES
    return {name: Style(style.size * scale, style.weight) for name, style in STYLES.items()}


def _fit(cell: Cell, room: float, faces: Mapping[str, Style]) -> Cell:
    return [(style, fitted(text, faces[style], room)) for style, text in cell if text]


def _row(cells: list[Cell], rooms: list[float], faces: list[Mapping[str, Style]]) -> dict[str, Any]:
    """A row and how it may be set: as one line of known height, kept whole, or going on over the page.

    The typesetter lays out a row of unknown height twice; most rows are one line of plain text, which it need not.
    """
    if all(map(_is_one_line, cells, rooms, faces)):
        return {"cells": cells, "height": "line"}
    tallest = max(
        sum(1 + int(width(text, face[style]) / room) for style, text in cell)
        for cell, room, face in zip(cells, rooms, faces, strict=True)
    )
    return {"cells": cells, "height": "long" if tallest > _LONG_ROW else "whole"}


def _is_one_line(cell: Cell, room: float, faces: Mapping[str, Style]) -> bool:
    if not cell:
        return True
    style, text = cell[0]
    return (
        len(cell) == 1
        and STYLES[style].size == STYLES["body"].size
        and is_plain(text)
        and width(text, faces[style]) <= room * CAUTION
    )


def _widths(columns: Sequence[Column]) -> tuple[float, list[float]]:
    """How small the figures are set, and each column's width.

    Natural widths where there is room for them. Else codes give way first, then texts, then all figures are set
    smaller together: a code or a text may be broken, a figure may not.
    """
    shares = sum(column.share for column in columns)
    texts = sum(1 for column in columns if column.share)
    natural = {column: column.natural_width() for column in columns if not column.share}
    codes = [points for column, points in natural.items() if column.side == "start"]
    numbers = [column for column in natural if column.side == "figures"]
    for_codes = CONTENT_WIDTH - texts * NARROWEST_TEXT - sum(natural[column] for column in numbers)
    code_cap = max(NARROWEST_CODE, _cap(codes, for_codes))
    fixed = {column: min(points, code_cap) for column, points in natural.items() if column.side == "start"}
    scale, widths = _numbers(numbers, natural, CONTENT_WIDTH - texts * TIGHTEST_TEXT - sum(fixed.values()))
    fixed.update(widths)
    left = CONTENT_WIDTH - sum(fixed.values())
    return scale, [column.share / shares * left if column.share else fixed[column] for column in columns]


def _numbers(columns: list[Column], natural: dict[Column, float], room: float) -> tuple[float, dict[Column, float]]:
    """The largest scale at which all figures stay whole within `room`, and the widths of their columns."""
    if sum(natural[column] for column in columns) <= room:
        return 1.0, {column: natural[column] for column in columns}
    for hundredths in range(100, _LEAST_HUNDREDTHS, -2):
        widths = {column: column.width_at(hundredths / 100) for column in columns}
        if sum(widths.values()) <= room:
            return hundredths / 100, widths
    cap = _cap(list(widths.values()), room)
    return hundredths / 100, {column: min(points, cap) for column, points in widths.items()}


def _cap(natural: list[float], room: float) -> float:
    """The width no column may pass so that all of them stay within `room`."""
    for place, points in enumerate(sorted(natural)):
        fair = room / (len(natural) - place)
        if points > fair:
            return fair
        room -= points
    return CONTENT_WIDTH
