"""Makes any text safe to print: harmless, isolated from its neighbours, and no wider than its place.

Three things can spoil a sheet of mixed directions: signs that order the text around them about, texts that run
into their neighbours' order, and words wider than their column. The first are removed, the second isolated
(Unicode Bidirectional Algorithm, isolates), the third given places to break.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NewType

from pinkas.paper.face import CAUTION, has_glyph, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pinkas.paper.face import Style

Shown = NewType("Shown", str)
"""A text that may go to the template: our own words, or somebody's text made safe."""

FIRST_STRONG_ISOLATE = "\u2068"
LEFT_TO_RIGHT_ISOLATE = "\u2066"
RIGHT_TO_LEFT_ISOLATE = "\u2067"
POP_ISOLATE = "\u2069"
BREAK_HERE = "\u200b"
ELLIPSIS = "…"

REPLACEMENT = "◊"
"""Stands where the fonts lack a sign: a PDF that is kept for years (PDF/A) may hold no letter without a shape."""

_AROUND = FIRST_STRONG_ISOLATE + LEFT_TO_RIGHT_ISOLATE + RIGHT_TO_LEFT_ISOLATE + POP_ISOLATE

# A pointed Hebrew letter bears three at most; more would climb over the neighbouring lines.
MOST_MARKS = 4

_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_EMPTY_LINES = re.compile("\n{3,}")
_PLAIN = re.compile("[ -~\u05be\u05d0-\u05ea\u05f0-\u05f4\u0400-\u045f\u20aa\u20ac]*")
_DIGITS = re.compile("[0-9]+(,[0-9]{3})*([.][0-9]+)?")
_KEPT = "\n\u200c\u200d"  # the joiners set shape, not order: Arabic and Indic scripts need them
_STEERING = _KEPT + _AROUND + BREAK_HERE
_DROPPED = {"Cc", "Cf", "Cs"}
_MARKS = {"Mn", "Me"}
_STRONG = {"L", "R", "AL"}
_NATURAL_BREAKS = "-/_.,;:@?&=|\\"
_LATE = 0.6


def one_line(text: str) -> str:
    """The text without line breaks, control signs or signs that set direction."""
    return " ".join(_harmless(text).split("\n")).strip()


def lines_of(text: str) -> list[str]:
    """The same, line by line; more than one empty line in a row counts as one."""
    return _EMPTY_LINES.sub("\n\n", _harmless(text).strip("\n")).split("\n")


def shown(text: str) -> Shown:
    """Somebody's text on one line, isolated; nothing stays nothing."""
    return _isolated(one_line(text))


def shown_lines(text: str) -> list[Shown]:
    """Somebody's text, each of its lines isolated."""
    return [_isolated(line) for line in lines_of(text)]


def figure(text: str) -> Shown:
    """A figure of our own making, which always reads from left to right; bare digits do so unaided."""
    return Shown(text if _DIGITS.fullmatch(text) else f"{LEFT_TO_RIGHT_ISOLATE}{_drawable(text)}{POP_ISOLATE}")


def is_plain(text: Shown) -> bool:
    """True for letters whose set width is known for sure: Latin, Hebrew without vowels, Cyrillic."""
    return _PLAIN.fullmatch(text.strip(_AROUND)) is not None


def label(text: str) -> Shown:
    """Our own words, which need nothing."""
    return Shown(text)


def joined(separator: str, parts: Iterable[Shown]) -> Shown:
    """The parts that are not empty, with our separator between them."""
    return Shown(separator.join(part for part in parts if part))


def flowing(separator: str, texts: Iterable[str]) -> Shown:
    """Texts that read as one, such as the parts of an address: isolated from one another, ordered by the first."""
    parts = [part for text in texts if (part := one_line(text))]
    strong = next(
        (sort for part in parts for sign in part if (sort := unicodedata.bidirectional(sign)) in _STRONG), "L"
    )
    start = LEFT_TO_RIGHT_ISOLATE if strong == "L" else RIGHT_TO_LEFT_ISOLATE
    return Shown(f"{start}{separator.join(map(_isolated, parts))}{POP_ISOLATE}" if parts else "")


def fitted(text: Shown, style: Style, points: float) -> Shown:
    """The text with places to break inside any word wider than `points`."""
    room = points * CAUTION
    if width(text, style) <= room:
        return text
    return Shown(" ".join(_broken(word, style, room) for word in text.split(" ")))


def elided(text: str, style: Style, points: float) -> Shown:
    """Somebody's text on one line of at most `points`, ending in an ellipsis where it was cut."""
    line = _drawable(one_line(text))
    room = points * CAUTION
    if width(line, style) > room:
        room -= width(ELLIPSIS, style)
        line = next(_chunks(line, style, room)).rstrip() + ELLIPSIS
    return _isolated(line)


def _isolated(text: str) -> Shown:
    return Shown(f"{FIRST_STRONG_ISOLATE}{_drawable(text)}{POP_ISOLATE}" if text else "")


def _harmless(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    kept: list[str] = []
    marks = 0
    for sign in _LINE_ENDS.sub("\n", text).replace("\t", " "):
        sort = unicodedata.category(sign)
        marks = marks + 1 if sort in _MARKS else 0
        if sign in _KEPT or not (sort in _DROPPED or _is_spare_mark(sign, marks) or _is_no_character(sign)):
            kept.append(sign)
    return "".join(kept)


def _drawable(text: str) -> str:
    """The text with a replacement for each sign that the fonts lack."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(
        sign if sign in _STEERING or _is_drawn(sign) else " " if unicodedata.category(sign) == "Zs" else REPLACEMENT
        for sign in text
    )


@lru_cache(4096)
def _is_drawn(sign: str) -> bool:
    """The fonts hold the sign, or the parts it is composed of."""
    return has_glyph(sign) or all(map(has_glyph, unicodedata.normalize("NFD", sign)))


def _is_spare_mark(sign: str, marks: int) -> bool:
    """A mark too many, or one the fonts lack: an empty box inside a word would be worse than no accent."""
    return marks > MOST_MARKS or (marks > 0 and not has_glyph(sign))


def _is_no_character(sign: str) -> bool:
    """Code points that Unicode never assigns, which no PDF may hold."""
    code = ord(sign)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _broken(word: str, style: Style, room: float) -> str:
    if width(word, style) <= room:
        return word
    return BREAK_HERE.join(_chunks(word, style, room))


def _chunks(word: str, style: Style, room: float) -> Iterator[str]:
    """Pieces of the word no wider than `room`, cut after punctuation where one is near the end."""
    start, used = 0, 0.0
    for at, sign in enumerate(word):
        wide = width(sign, style)
        while used + wide > room and wide and at > start:
            end = _cut(word, start, at)
            yield word[start:end]
            start, used = end, width(word[end:at], style)
        used += wide
    yield word[start:]


def _cut(word: str, start: int, at: int) -> int:
    for place in range(at, start + int((at - start) * _LATE), -1):
        if word[place - 1] in _NATURAL_BREAKS and unicodedata.category(word[place]) not in _MARKS:
            return place
    return at
