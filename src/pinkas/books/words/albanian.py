"""Numbers and money in Albanian.

"e" stands between all the elements of a number, as the standard language writes it: njëqind e njëzet e një, dy mijë e
pesëqind. Three alone knows a gender (tre lekë, tri qindarka), before mijë, milionë and miliardë it is tre; only exactly
one is singular.
"""

from __future__ import annotations

from typing import Final

from pinkas.books.words.grammar import Gender, Grammar, Money, Noun, parts_of, powers_of

_AND: Final = " e "
_UNITS: Final = ("", "një", "dy", "tre", "katër", "pesë", "gjashtë", "shtatë", "tetë", "nëntë")
_TENS: Final = {
    10: "dhjetë", 20: "njëzet", 30: "tridhjetë", 40: "dyzet", 50: "pesëdhjetë", 60: "gjashtëdhjetë",
    70: "shtatëdhjetë", 80: "tetëdhjetë", 90: "nëntëdhjetë",
}  # fmt: skip
_POWERS: Final = {1: Noun("mijë", "mijë"), 2: Noun("milion", "milionë"), 3: Noun("miliard", "miliardë")}


def _word(part: int, gender: Gender) -> str:
    if part == 3 and gender == "feminine":
        return "tri"
    if part < 10:
        return _UNITS[part]
    if part >= 100:
        return f"{_UNITS[part // 100]}qind"
    return _TENS.get(part) or f"{_UNITS[part - 10]}mbëdhjetë"


def _elements(number: int, gender: Gender) -> list[str]:
    elements: list[str] = []
    for group, power in powers_of(number):
        if not power:
            elements += [_word(part, gender) for part in parts_of(group)]
            continue
        name = _POWERS[power]
        *before, last = (_word(part, "masculine") for part in parts_of(group))
        elements += [*before, f"{last} {name.one if group == 1 else name.more}"]
    return elements


def _number(number: int, gender: Gender = "masculine") -> str:
    return _AND.join(_elements(number, gender)) or "zero"


def _counted(number: int, noun: Noun) -> str:
    return f"{_number(number, noun.gender)} {noun.one if number == 1 else noun.more}"


_CENT: Final = Noun("cent", "centë")

GRAMMAR: Final = Grammar(
    number=_number,
    counted=_counted,
    conjunction=_AND,
    minus="minus",
    currencies={
        "ALL": Money(Noun("lek", "lekë"), Noun("qindarkë", "qindarka", "feminine")),
        "EUR": Money(Noun("euro", "euro"), _CENT),
        "USD": Money(Noun("dollar", "dollarë"), _CENT),
        "BGN": Money(Noun("lev", "leva"), Noun("stotinkë", "stotinka", "feminine")),
        "ILS": Money(Noun("shekel", "shekelë"), Noun("agorë", "agora", "feminine")),
    },
)
