"""A report as the template wants it: which way the page lies, how wide each column is, every text fitted to it.

Figures keep their natural width, texts share what is left; when figures leave too little, everything is set smaller.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from pinkas.books.report import Part, Sort
from pinkas.paper import figures
from pinkas.paper.boxes import names_of
from pinkas.paper.face import Style, width
from pinkas.paper.geometry import CELL_INSET, MARGIN_SIDE, PAGE_HEIGHT, PAGE_WIDTH
from pinkas.paper.lettering import fitted, joined, label, one_line, shown
from pinkas.paper.words import WORDS

if TYPE_CHECKING:
    from pinkas.books.report import Column, Language, Row, Table, Value
    from pinkas.paper.lettering import Shown
    from pinkas.paper.sheet import Letterhead

#: The sizes of a report's letters, from the usual down to the smallest that is read.
_SIZES: Final = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
_LEAST_TEXT: Final = 52.0
_WIDEST_TEXT: Final = 190.0
_EASE: Final = 1.08
_SIDE: Final = MARGIN_SIDE - 14
_PAGE: Final = {"he": ("עמוד", "מתוך"), "en": ("Page", "of")}
_PRODUCED: Final = {"he": "הופק", "en": "Produced"}


def told(value: Value, sort: Sort, language: Language) -> Shown:
    """A cell as a reader of the language expects it; nothing stays nothing."""
    if value is None:
        return label("")
    if isinstance(value, Decimal):
        if sort is Sort.PERCENT:
            return figures.percent(value)
        return figures.amount(value) if sort is Sort.MONEY else figures.quantity(value)
    if isinstance(value, dt.date):
        return figures.day(value, language)
    return figures.quantity(Decimal(value)) if isinstance(value, int) else shown(value)


def report_view(table: Table, issuer: Letterhead, made: dt.datetime) -> dict[str, Any]:
    """What the template reads, in one value that goes through JSON. `made` knows its zone."""
    language = table.language
    words = WORDS[language]
    page_width, page_height = (PAGE_HEIGHT, PAGE_WIDTH) if table.landscape else (PAGE_WIDTH, PAGE_HEIGHT)
    room = page_width - 2 * _SIDE
    cells = [[told(value, column.sort, language) for value, column in zip(row.cells, table.columns, strict=True)]
             for row in table.rows]  # fmt: skip
    size, widths = _fit(table.columns, table.rows, cells, room)
    faces = {weight: Style(size, weight) for weight in (400, 500)}
    page, of = _PAGE[language]
    return {
        "language": language,
        "direction": words.direction,
        "page": {"width": page_width, "height": page_height, "side": _SIDE},
        "meta": {
            "title": one_line(table.title),
            "author": one_line(issuer.name),
            "date": list(made.astimezone(dt.UTC).timetuple()[:6]),
        },
        "issuer": shown(names_of(issuer, language)[0]),
        "registration": joined(" ", [label(words.registrations[issuer.registration]), shown(issuer.tax_number)]),
        "title": label(one_line(table.title)),
        "subtitles": [shown(one) for one in table.subtitles],
        "size": size,
        "widths": widths,
        "heads": [
            {"text": fitted(label(one.title), faces[500], points - 2 * CELL_INSET), "numeric": one.sort.numeric}
            for one, points in zip(table.columns, widths, strict=True)
        ],
        "rows": [_row(row, texts, widths, faces, room) for row, texts in zip(table.rows, cells, strict=True)],
        "notes": [shown(note) for note in table.notes],
        "foot": {
            "made": joined(" ", [label(_PRODUCED[language]), figures.moment(made, language)]),
            "page": page,
            "of": of,
        },
    }


def _row(row: Row, texts: list[Shown], widths: list[float], faces: dict[int, Style], room: float) -> dict[str, Any]:
    face = faces[400 if row.part is Part.LINE else 500]
    if row.part is Part.HEADING:
        return {
            "part": row.part.value,
            "cells": [fitted(texts[0], face, room - 2 * CELL_INSET)],
            "spans": [len(widths)],
        }
    fit, spans, place = [], [], 0
    for text, span in zip(texts, _spans(row, texts), strict=True):
        if span:
            fit.append(fitted(text, face, sum(widths[place : place + span]) - 2 * CELL_INSET))
            spans.append(span)
            place += span
    return {"part": row.part.value, "cells": fit, "spans": spans}


def _spans(row: Row, texts: list[Shown]) -> list[int]:
    """How many columns each cell covers: the words of a sum run on over the empty cells beside them."""
    spans = [1] * len(texts)
    if row.part is Part.LINE:
        return spans
    for place in range(1, len(texts)):
        if texts[place]:
            break
        spans[0] += 1
        spans[place] = 0
    return spans


def _fit(
    columns: tuple[Column, ...], rows: tuple[Row, ...], cells: list[list[Shown]], room: float
) -> tuple[float, list[float]]:
    """The size of the letters and the width of each column."""
    natural = _natural(columns, rows, cells)
    for size in _SIZES:
        fixed, texts = {}, {}
        for place, column in enumerate(columns):
            points = natural[place] * size * _EASE + 2 * CELL_INSET
            if column.sort is Sort.TEXT:
                texts[place] = points
            else:
                fixed[place] = points
        left = room - sum(fixed.values())
        if left >= sum(min(points, _LEAST_TEXT) for points in texts.values()) or size == _SIZES[-1]:
            break
    shares = _shares(texts, left) if texts else {}
    if not texts:
        fixed = {place: points * room / sum(fixed.values()) for place, points in fixed.items()}
    return size, [shares[place] if place in shares else fixed[place] for place in range(len(columns))]


def _natural(columns: tuple[Column, ...], rows: tuple[Row, ...], cells: list[list[Shown]]) -> list[float]:
    """What the widest cell of each column asks for at one point; heads may break between words."""
    light, bold = Style(1, 400), Style(1, 500)
    found = [max(width(word, bold) for word in column.title.split(" ")) for column in columns]
    for row, texts in zip(rows, cells, strict=True):
        if row.part is Part.HEADING:
            continue
        face = light if row.part is Part.LINE else bold
        for place, text in enumerate(texts):
            if text and not (place == 0 and row.part is not Part.LINE):
                found[place] = max(found[place], width(text, face))
    return found


def _shares(texts: dict[int, float], room: float) -> dict[int, float]:
    """Texts get what they ask for where there is room, else the longest give way first; what is left over is shared."""
    shares = {place: min(points, _WIDEST_TEXT) for place, points in texts.items()}
    over = sum(shares.values()) - room
    if over > 0:
        cap = _cap(list(shares.values()), room)
        shares = {place: min(points, cap) for place, points in shares.items()}
    spare = room - sum(shares.values())
    total = sum(shares.values())
    return {place: points + spare * points / total for place, points in shares.items()}


def _cap(natural: list[float], room: float) -> float:
    """The width no text may pass so that all stay within `room`."""
    for place, points in enumerate(sorted(natural)):
        fair = room / (len(natural) - place)
        if points > fair:
            return fair
        room -= points
    return max(natural)
