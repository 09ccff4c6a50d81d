"""Reads a PDF the way an eye does: each sign where it stands on the page, brackets by their drawn shape.

The text a PDF hands out is put in order by whoever reads it; only the places of the glyphs tell what is printed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from pinkas.paper.geometry import MARGIN_BOTTOM, MARGIN_SIDE, MARGIN_TOP

if TYPE_CHECKING:
    from PIL import Image

_BRACKETS = {sign: pair for pair in ("()", "[]", "{}", "<>", "«»") for sign in pair}
_NEVER_INKED = "\u200b\u2066\u2067\u2068\u2069"
_SCALE = 8
_DARK = 140
_FOOT = 40.0  # the running foot stands below the bottom margin
_PALE_SIZE = 60  # the watermark's letters are the only ones taller than this


@dataclass(frozen=True)
class Glyph:
    """A sign and its box, in points from the lower left corner; `line` is the height of its baseline."""

    sign: str
    left: float
    bottom: float
    right: float
    top: float
    line: float

    def overlaps(self, other: Glyph, slack: float) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > slack and along > slack


@dataclass(frozen=True)
class PrintedPage:
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    watermark: str
    source: pypdfium2.PdfPage

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Each line from left to right as printed, without spaces, top down."""
        ordered = sorted(self.glyphs, key=lambda glyph: (-glyph.line, glyph.left))
        rows: list[list[Glyph]] = []
        for glyph in ordered:
            if rows and abs(rows[-1][0].line - glyph.line) < 1:
                rows[-1].append(glyph)
            else:
                rows.append([glyph])
        return tuple("".join(self.drawn(glyph) for glyph in sorted(row, key=lambda glyph: glyph.left)) for row in rows)

    def drawn(self, glyph: Glyph) -> str:
        """The sign, a bracket as its ink opens: readers disagree on which of a mirrored pair to report."""
        if glyph.sign not in _BRACKETS:
            return glyph.sign
        opening, closing = _BRACKETS[glyph.sign]
        margins = (glyph.left, glyph.bottom, self.width - glyph.right, self.height - glyph.top)
        crop = self.source.render(scale=_SCALE, crop=margins, grayscale=True).to_pil()
        tall = crop.height
        ends = _ink_middle(crop, [*range(tall // 8), *range(tall - tall // 8, tall)])
        middle = _ink_middle(crop, range(tall * 3 // 8, tall * 5 // 8))
        return opening if middle < ends else closing


def _ink_middle(picture: Image.Image, rows: range | list[int]) -> float:
    dark = [x for y in rows for x in range(picture.width) if picture.getpixel((x, y)) < _DARK]  # type: ignore[operator]
    return sum(dark) / len(dark)


def read(pdf: bytes) -> list[PrintedPage]:
    """The pages of a PDF."""
    return [_page(page) for page in pypdfium2.PdfDocument(pdf)]


def _page(page: pypdfium2.PdfPage) -> PrintedPage:
    text = page.get_textpage()
    glyphs: list[Glyph] = []
    pale: list[str] = []
    for place in range(text.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(text, place))
        if raw.FPDFText_IsGenerated(text, place) or sign.isspace() or sign in _NEVER_INKED:
            continue
        left, bottom, right, top = text.get_charbox(place)
        if raw.FPDFText_GetFontSize(text, place) > _PALE_SIZE:
            pale.append(sign)
            continue
        glyphs.append(Glyph(sign, left, bottom, right, top, _baseline(text, place)))
    return PrintedPage(page.get_width(), page.get_height(), tuple(glyphs), "".join(pale), page)


def _baseline(text: pypdfium2.PdfTextPage, place: int) -> float:
    x, y = raw.c_double(), raw.c_double()
    raw.FPDFText_GetCharOrigin(text, place, x, y)
    return y.value


def signs(pdf: bytes) -> Counter[str]:
    """How often each sign is printed in the whole document."""
    return Counter(glyph.sign for page in read(pdf) for glyph in page.glyphs)


def all_lines(pdf: bytes) -> list[str]:
    return [line for page in read(pdf) for line in page.lines]


def assert_on_the_page(page: PrintedPage) -> None:
    """Every sign is inside the margins, the running foot below them apart."""
    for glyph in page.glyphs:
        assert glyph.left >= MARGIN_SIDE - 1, glyph
        assert glyph.right <= page.width - MARGIN_SIDE + 1, glyph
        assert glyph.top <= page.height - MARGIN_TOP + 4, glyph
        assert glyph.bottom >= MARGIN_BOTTOM - _FOOT, glyph


def assert_nothing_overlaps(page: PrintedPage) -> None:
    """No sign is printed over another."""
    lines: dict[int, list[Glyph]] = {}
    for glyph in page.glyphs:
        for band in range(int(glyph.bottom) // 4, int(glyph.top) // 4 + 1):
            for other in lines.setdefault(band, []):
                kerned = glyph.sign == other.sign == "/"  # the font tucks a second slash under the first
                assert kerned or not glyph.overlaps(other, slack=1.2), (glyph, other)
            lines[band].append(glyph)
