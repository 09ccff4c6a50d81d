"""Identity numbers of businesses, whose last digits check the others (fiscal dossier §6).

A number that fails its check is kept and flagged, never refused (DESIGN §4 "Party").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

_DIGITS = 9
#: The weights of the ninth digit of an ЕИК, and of its thirteenth; the second ones where the first leave ten.
_EIK_NINTH: Final = ((1, 2, 3, 4, 5, 6, 7, 8), (3, 4, 5, 6, 7, 8, 9, 10))
_EIK_LAST: Final = ((2, 7, 3, 5), (4, 9, 5, 7))
_NIPT: Final = re.compile(r"[A-M]\d{8}[A-W]", re.ASCII)


def is_israeli_number(text: str | None) -> bool:
    """Whether a text is a dealer's, a company's or a person's number: nine digits (leading zeros may be missing)."""
    digits = (text or "").strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > _DIGITS or not digits.strip("0"):
        return False
    total = 0
    for place, digit in enumerate(digits.zfill(_DIGITS)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_bulgarian_number(text: str | None) -> bool:
    """Whether a text is an ЕИК: nine digits, or thirteen of a branch, whose ninth and last check the others."""
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in {9, 13}:
        return False
    values = [int(digit) for digit in digits]
    if _checked(values[:8], _EIK_NINTH) != values[8]:
        return False
    return len(values) == _DIGITS or _checked(values[8:12], _EIK_LAST) == values[12]


def _checked(values: Sequence[int], weights: tuple[Sequence[int], Sequence[int]]) -> int:
    """The digit that checks these: the weighted sum modulo 11, with other weights where that leaves 10."""
    for tried in weights:
        rest = sum(value * weight for value, weight in zip(values, tried, strict=True)) % 11
        if rest < 10:
            return rest
    return 0


def is_albanian_number(text: str | None) -> bool:
    """Whether a text has the form of a NIPT: a letter, eight digits and a letter; its check letter is not public."""
    return _NIPT.fullmatch((text or "").strip().upper()) is not None


_CHECKS: Final[dict[str, Callable[[str | None], bool]]] = {
    "IL": is_israeli_number,
    "BG": is_bulgarian_number,
    "AL": is_albanian_number,
}


def looks_right(country: str, number: str) -> bool:
    """Whether a business's number is one that its country could have given out."""
    check = _CHECKS.get(country)
    return check is None or check(number)
