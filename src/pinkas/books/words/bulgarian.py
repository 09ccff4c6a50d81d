"""Numbers and money in Bulgarian (fiscal dossier §7).

"и" stands before the last spoken element: сто и двадесет, сто двадесет и четири, хиляда и двеста. Only exactly one is
singular (двадесет и един лева); one and two bear the gender of what is counted; хиляда is feminine, милион and милиард
masculine.
"""

from __future__ import annotations

from typing import Final

from pinkas.books.words.grammar import Gender, Grammar, Money, Noun, parts_of, powers_of, with_and_before_last

_AND: Final = " и "
_ONE: Final[dict[Gender, str]] = {"masculine": "един", "feminine": "една", "neuter": "едно"}
_TWO: Final[dict[Gender, str]] = {"masculine": "два", "feminine": "две", "neuter": "две"}
_WORDS: Final = {
    3: "три", 4: "четири", 5: "пет", 6: "шест", 7: "седем", 8: "осем", 9: "девет", 10: "десет", 11: "единадесет",
    12: "дванадесет", 13: "тринадесет", 14: "четиринадесет", 15: "петнадесет", 16: "шестнадесет", 17: "седемнадесет",
    18: "осемнадесет", 19: "деветнадесет", 20: "двадесет", 30: "тридесет", 40: "четиридесет", 50: "петдесет",
    60: "шестдесет", 70: "седемдесет", 80: "осемдесет", 90: "деветдесет", 100: "сто", 200: "двеста", 300: "триста",
    400: "четиристотин", 500: "петстотин", 600: "шестстотин", 700: "седемстотин", 800: "осемстотин", 900: "деветстотин",
}  # fmt: skip
_POWERS: Final = {
    1: Noun("хиляда", "хиляди", "feminine"),
    2: Noun("милион", "милиона"),
    3: Noun("милиард", "милиарда"),
}


def _word(part: int, gender: Gender) -> str:
    return {1: _ONE[gender], 2: _TWO[gender]}.get(part) or _WORDS[part]


def _group(group: int, power: int, gender: Gender) -> list[str]:
    """The elements of three digits; what they count is of one piece with the last of them."""
    if not power:
        return [_word(part, gender) for part in parts_of(group)]
    name = _POWERS[power]
    if group == 1:
        return [name.one if power == 1 else f"{_ONE[name.gender]} {name.one}"]
    *before, last = (_word(part, name.gender) for part in parts_of(group))
    return [*before, f"{last} {name.more}"]


def _number(number: int, gender: Gender = "neuter") -> str:
    groups = [_group(group, power, gender) for group, power in powers_of(number)]
    return with_and_before_last(groups, _AND) if groups else "нула"


def _counted(number: int, noun: Noun) -> str:
    return f"{_number(number, noun.gender)} {noun.one if number == 1 else noun.more}"


_CENT: Final = Noun("цент", "цента")

GRAMMAR: Final = Grammar(
    number=_number,
    counted=_counted,
    conjunction=_AND,
    minus="минус",
    currencies={
        "EUR": Money(Noun("евро", "евро", "neuter"), _CENT),
        "BGN": Money(Noun("лев", "лева"), Noun("стотинка", "стотинки", "feminine")),
        "USD": Money(Noun("долар", "долара"), _CENT),
        "ILS": Money(Noun("шекел", "шекела"), Noun("агора", "агори", "feminine")),
        "ALL": Money(Noun("лек", "лека"), Noun("киндарка", "киндарки", "feminine")),
    },
)
