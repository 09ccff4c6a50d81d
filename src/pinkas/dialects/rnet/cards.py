"""Numbers of payment cards in what a till sends: a whole one is never taken, kept or repeated (R-NET dossier 5.7)."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

_FEWEST: Final = 13
_MOST: Final = 19
#: Groups of digits with single blanks or dashes between them.
_RUN: Final = re.compile(r"[0-9]+(?:[ -][0-9]+)*", re.ASCII)
#: What issuers' numbers begin with, by their length: in a printed receipt stand numbers of goods and devices as well.
_PRINTED: Final = re.compile(r"(?<![0-9])(?:[2-6](?:[ -]?[0-9]){15}|3[ -]?[47](?:[ -]?[0-9]){13})(?![0-9])", re.ASCII)
_SHOWN: Final = 4


def has_card_number(text: str) -> bool:
    """Whether something in a text looks like a whole number of a card: 13 to 19 digits whose check digit is right."""
    return any(_in_groups(re.split("[ -]", found)) for found in _RUN.findall(text))


def without_card_numbers(text: str) -> str:
    """A printed text in which of every card number only the end is left."""
    return _PRINTED.sub(_masked, text)


def _in_groups(groups: list[str]) -> bool:
    """Whether groups of digits that follow one another make such a number."""
    for first in range(len(groups)):
        for digits in accumulate(groups[first:]):
            if len(digits) > _MOST:
                break
            if len(digits) >= _FEWEST and _checks(digits):
                return True
    return False


def _masked(found: re.Match[str]) -> str:
    digits = re.sub("[ -]", "", found[0])
    return "*" * (len(digits) - _SHOWN) + digits[-_SHOWN:] if _checks(digits) else found[0]


def _checks(digits: str) -> bool:
    """Whether the last digit is the check digit of the others: every second one doubled, the sum a multiple of ten."""
    values = [int(digit) for digit in reversed(digits)]
    return sum(values[::2] + [sum(divmod(2 * value, 10)) for value in values[1::2]]) % 10 == 0
