"""Text as every dialect meets it: what no text may hold, and how much of a refused value is repeated to its sender."""

from __future__ import annotations

import re

MAX_ECHO = 50
"""A refused value is repeated to its sender no further than this many characters."""

FORBIDDEN_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters but tab and line ends, halves of surrogate pairs, and what XML cannot carry."""


class NotANumber:
    """Stands for a JSON number no Decimal can hold (NaN, Infinity, an endless exponent), so its field can be named."""

    def __init__(self, text: str) -> None:
        self.text = text


def echo(value: object) -> str:
    """What may be repeated of a refused value: short, on one line, without characters that could do harm."""
    shown = value.text if isinstance(value, NotANumber) else str(value)
    clean = "".join(letter if letter.isprintable() else "?" for letter in shown[:MAX_ECHO])
    return clean if len(shown) <= MAX_ECHO else clean + "..."
