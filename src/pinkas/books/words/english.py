"""Numbers and money in English; "and" stands before what is below a hundred: one thousand and one."""

from __future__ import annotations

from typing import Final

from pinkas.books.words.grammar import THOUSAND, Grammar, Money, Noun, powers_of

_AND: Final = " and "
_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_POWERS: Final = {1: "thousand", 2: "million", 3: "billion"}


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    said = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if rest:
        tens, units = divmod(rest, 10)
        said.append(_SMALL[rest] if rest < len(_SMALL) else _TENS[tens] + (f"-{_SMALL[units]}" if units else ""))
    return _AND.join(said)


def _number(number: int) -> str:
    groups = [
        f"{_below_thousand(group)} {_POWERS[power]}" if power else _below_thousand(group)
        for group, power in powers_of(number)
    ]
    if not groups:
        return _SMALL[0]
    last_needs_and = len(groups) > 1 and 0 < number % THOUSAND < 100
    return f"{' '.join(groups[:-1])}{_AND}{groups[-1]}" if last_needs_and else " ".join(groups)


def _counted(number: int, noun: Noun) -> str:
    return f"{_number(number)} {noun.one if number == 1 else noun.more}"


_CENT: Final = Noun("cent", "cents")

GRAMMAR: Final = Grammar(
    number=_number,
    counted=_counted,
    conjunction=_AND,
    minus="minus",
    currencies={
        "ILS": Money(Noun("shekel", "shekels"), Noun("agora", "agorot")),
        "EUR": Money(Noun("euro", "euros"), _CENT),
        "USD": Money(Noun("dollar", "dollars"), _CENT),
        "BGN": Money(Noun("lev", "leva"), Noun("stotinka", "stotinki")),
        "ALL": Money(Noun("lek", "lekë"), Noun("qindarkë", "qindarka")),
    },
)
