"""What every language's grammar of numbers consists of, and the parts that more than one shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Gender = Literal["masculine", "feminine", "neuter"]

THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class Noun:
    """What is counted: one of it, more of it, and its gender."""

    one: str
    more: str
    gender: Gender = "masculine"


@dataclass(frozen=True, slots=True)
class Money:
    """A currency's unit and its hundredth."""

    unit: Noun
    hundredth: Noun


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a language says amounts.

    `counted` says so many of a noun, `number` a bare number; `conjunction` stands between unit and hundredth, with its
    blanks.
    """

    number: Callable[[int], str]
    counted: Callable[[int, Noun], str]
    conjunction: str
    minus: str
    currencies: Mapping[str, Money]


def powers_of(number: int) -> list[tuple[int, int]]:
    """The number in groups of three digits, highest first: (group, power of a thousand), groups of nothing left out."""
    groups: list[tuple[int, int]] = []
    power = 0
    while number:
        number, group = divmod(number, THOUSAND)
        if group:
            groups.insert(0, (group, power))
        power += 1
    return groups


def parts_of(group: int) -> list[int]:
    """What is said of a number below a thousand: hundreds, tens and units, one to nineteen as one."""
    hundreds, rest = group - group % 100, group % 100
    spoken = [rest] if rest < 20 else [rest - rest % 10, rest % 10]
    return [part for part in (hundreds, *spoken) if part]


def with_and_before_last(groups: list[list[str]], conjunction: str) -> str:
    """The groups one after another, "and" standing once in each place the language wants it.

    Within a group it stands before the last element; before the last group only where that is a single element, which
    then is the last element of the number (Bulgarian and Hebrew alike: "хиляда и двеста", "хиляда двеста и пет").
    """
    said = [_joined(group, conjunction) for group in groups]
    if len(groups) > 1 and len(groups[-1]) == 1:
        return f"{' '.join(said[:-1])}{conjunction}{said[-1]}"
    return " ".join(said)


def _joined(elements: list[str], conjunction: str) -> str:
    *before, last = elements
    return f"{' '.join(before)}{conjunction}{last}" if before else last
