"""Tables as the template wants them: columns as wide as their contents ask, every cell made to fit its column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pinkas.paper.face import CAUTION, STYLES, width
from pinkas.paper.geometry import CELL_INSET, CONTENT_WIDTH, NARROWEST_COLUMN, NARROWEST_TEXT
from pinkas.paper.lettering import Shown, fitted, is_plain, label

if TYPE_CHECKING:
    from collections.abc import Sequence

Run = tuple[str, Shown]
"""The name of a style, and a text set in it on lines of its own."""

Cell = list[Run]

_EASE = 1.06
_LONG_ROW = 12


@dataclass(frozen=True, slots=True)
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
        """What the widest cell asks for, in points."""
        widest = width(self.head, STYLES["label"])
        for cell in self.cells:
            for style, text in cell:
                widest = max(widest, width(text, STYLES[style]))
        return min(self.most, max(NARROWEST_COLUMN, widest * _EASE + 2 * CELL_INSET))

    @property
    def is_blank(self) -> bool:
        """True when no cell says anything: such a column is left out."""
        return not any(text for cell in self.cells for _, text in cell)


def table(title: str, columns: Sequence[Column]) -> dict[str, Any]:
    """A titled table, its widths settled and its texts broken to them."""
    widths = _widths(columns)
    rooms = [points - 2 * CELL_INSET for points in widths]
    rows = [
        _row([_fit(cell, room) for cell, room in zip(cells, rooms, strict=True)], rooms)
        for cells in zip(*(column.cells for column in columns), strict=True)
    ]
    heads = [
        {"label": fitted(label(column.head), STYLES["label"], room), "side": column.side}
        for column, room in zip(columns, rooms, strict=True)
    ]
    return {"sort": "table", "title": title, "widths": widths, "heads": heads, "rows": rows}


def _fit(cell: Cell, room: float) -> Cell:
    return [(style, fitted(text, STYLES[style], room)) for style, text in cell if text]


def _row(cells: list[Cell], rooms: list[float]) -> dict[str, Any]:
    """A row and how it may be set: as one line of known height, kept whole, or going on over the page.

    The typesetter lays out a row of unknown height twice; most rows are one line of plain text, which it need not.
    """
    if all(_is_one_line(cell, room) for cell, room in zip(cells, rooms, strict=True)):
        return {"cells": cells, "height": "line"}
    tallest = max(
        sum(1 + int(width(text, STYLES[style]) / room) for style, text in cell)
        for cell, room in zip(cells, rooms, strict=True)
    )
    return {"cells": cells, "height": "long" if tallest > _LONG_ROW else "whole"}


def _is_one_line(cell: Cell, room: float) -> bool:
    if not cell:
        return True
    style, text = cell[0]
    face = STYLES[style]
    return (
        len(cell) == 1 and face.size == STYLES["body"].size and is_plain(text) and width(text, face) <= room * CAUTION
    )


def _widths(columns: Sequence[Column]) -> list[float]:
    """Natural widths for figures, the widest cut back first where they leave the texts too little."""
    shares = sum(column.share for column in columns)
    natural = [0.0 if column.share else column.natural_width() for column in columns]
    texts = sum(1 for column in columns if column.share)
    cap = _cap([points for points in natural if points], CONTENT_WIDTH - texts * NARROWEST_TEXT)
    fixed = [min(points, cap) for points in natural]
    left = CONTENT_WIDTH - sum(fixed)
    return [
        column.share / shares * left if column.share else points for column, points in zip(columns, fixed, strict=True)
    ]


def _cap(natural: list[float], room: float) -> float:
    """The width no column may pass so that all of them stay within `room`."""
    for place, points in enumerate(sorted(natural)):
        fair = room / (len(natural) - place)
        if points > fair:
            return fair
        room -= points
    return CONTENT_WIDTH
