"""The fonts we ship, and how wide they set a text.

Only what fitting text into a column needs is read: the character map and the advance widths. The typesetter
places the letters; these widths decide beforehand where a word too long for its column may be broken.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Rubik"

# Kerning is not read and Arabic letters join: what a line may hold is kept this much below the column.
CAUTION = 0.96

_FILES = {400: "Rubik-Regular.ttf", 500: "Rubik-Medium.ttf", 700: "Rubik-Bold.ttf"}
_UNICODE_BMP = (3, 1)
_MARKS = {"Mn", "Me"}
_DIGITS = "0123456789"
_TABULAR = {400: 0.619, 500: 0.641, 700: 0.663}  # each digit's width in a column of figures, in ems


@dataclass(frozen=True, slots=True)
class Style:
    """A size in points and a weight; the template gives each style its colour."""

    size: float
    weight: int


STYLES = {
    "name": Style(17, 700),
    "second_name": Style(10, 400),
    "title": Style(21, 700),
    "party": Style(11, 500),
    "body": Style(9, 400),
    "strong": Style(9, 500),
    "small": Style(7.5, 400),
    "label": Style(7.5, 400),
    "mark": Style(10, 500),
    "total": Style(12, 700),
    "remark": Style(11, 700),
    "allotted": Style(10, 700),
}


@cache
def _advances(weight: int) -> tuple[dict[str, float], float]:
    """Widths in ems by sign, and the width of the box drawn for a sign the font lacks."""
    data = (FONTS / _FILES[weight]).read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    directory = struct.iter_unpack(">4sIII", data[12 : 12 + 16 * count])
    tables = {tag: data[start : start + length] for tag, _, start, length in directory}
    (em,) = struct.unpack_from(">H", tables[b"head"], 18)
    (measured,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    widths = [advance / em for advance, _ in struct.iter_unpack(">Hh", tables[b"hmtx"][: measured * 4])]
    ems = {chr(code): widths[min(glyph, measured - 1)] for code, glyph in _glyphs(tables[b"cmap"]).items()}
    ems.update((sign, 0.0) for sign in ems if unicodedata.category(sign) in _MARKS)
    ems.update(dict.fromkeys(_DIGITS, _TABULAR[weight]))
    return ems, widths[0]


def _glyphs(cmap: bytes) -> dict[int, int]:
    """Code point to glyph, from the format 4 subtable for the Basic Multilingual Plane."""
    (tables,) = struct.unpack_from(">H", cmap, 2)
    records = struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * tables])
    start = next(offset for platform, encoding, offset in records if (platform, encoding) == _UNICODE_BMP)
    table = cmap[start:]
    (doubled,) = struct.unpack_from(">H", table, 6)
    ends, starts, deltas, offsets = (
        [value for (value,) in struct.iter_unpack(">H", table[at : at + doubled])]
        for at in (14, 16 + doubled, 16 + 2 * doubled, 16 + 3 * doubled)
    )
    glyphs: dict[int, int] = {}
    for segment, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, last + 1):
            glyph = code
            if offset:
                at = 16 + 3 * doubled + 2 * segment + offset + 2 * (code - first)
                if at + 2 > len(table):
                    continue
                (glyph,) = struct.unpack_from(">H", table, at)
            if glyph or not offset:
                glyph = (glyph + delta) % 0x10000
            if glyph:
                glyphs[code] = glyph
    return glyphs


def _absent(sign: str, missing: float) -> float:
    """Signs that only steer the text are never drawn; for any other the font's empty box stands in."""
    return 0.0 if unicodedata.category(sign) == "Cf" else missing


def width(text: str, style: Style) -> float:
    """The width of a line in points, if anything a little more than it will be set."""
    ems, missing = _advances(style.weight)
    return style.size * sum([ems[sign] if sign in ems else _absent(sign, missing) for sign in text])


def has_glyph(sign: str) -> bool:
    """Whether the fonts can draw the sign; all their weights hold the same."""
    return sign in _advances(STYLES["body"].weight)[0]
