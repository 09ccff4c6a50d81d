"""Fields of fixed width in an old code page: one byte a letter, nothing that breaks a line."""

from __future__ import annotations

import re
from typing import Final

CRLF: Final = b"\r\n"
_HEBREW: Final = re.compile(r"[\u0590-\u05ff]")
#: What keeps its own direction inside Hebrew: Latin phrases with their numbers, and numbers with what stands in them.
_LEFT_TO_RIGHT: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9 .,:/%@_#&+\-]*[A-Za-z0-9%])?|[0-9](?:[0-9.,:/\-]*[0-9])?%?")
_MIRRORED: Final = str.maketrans("()[]{}<>", ")(][}{><")


class TooLongError(Exception):
    """A value that must not be cut is longer than its field."""


def clean(text: str | None, encoding: str) -> str:
    """The text without what the code page lacks (a space instead), without line breaks, without the double quote."""
    words = (text or "").replace('"', "''").replace("״", "''").replace("׳", "'")
    kept = (character if _fits(character, encoding) else " " for character in words)
    return " ".join("".join(kept).split())


def visual(text: str) -> str:
    """Hebrew text in the order it is seen, left to right; text without Hebrew as it is."""
    if not _HEBREW.search(text):
        return text
    parts, at = [], 0
    for run in _LEFT_TO_RIGHT.finditer(text):
        parts += [text[at : run.start()][::-1].translate(_MIRRORED), run[0]]
        at = run.end()
    parts.append(text[at:][::-1].translate(_MIRRORED))
    return "".join(reversed(parts))


def field(text: str, width: int, *, right: bool = False) -> str:
    """A text in its field: cut to the width, spaces on the other side."""
    cut = text[:width]
    return cut.rjust(width) if right else cut.ljust(width)


def exact(text: str, width: int, *, right: bool = False) -> str:
    """A key or number in its field. Raises TooLongError, for cut it would be another."""
    if len(text) > width:
        raise TooLongError(text)
    return field(text, width, right=right)


def record(parts: list[str], length: int, encoding: str) -> bytes:
    """The parts as one record of exactly `length` bytes and a line end. Raises ValueError for any other length."""
    line = "".join(parts).encode(encoding)
    if len(line) != length:
        raise ValueError(f"a record of {len(line)} bytes where {length} are due")
    return line + CRLF


def _fits(character: str, encoding: str) -> bool:
    if not character.isprintable():
        return False
    try:
        return len(character.encode(encoding)) == 1
    except UnicodeEncodeError:
        return False
