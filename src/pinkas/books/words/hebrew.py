"""Numbers and money in Hebrew, in full spelling.

A number from three bears the gender of what is counted, crosswise to the eye (שלושה שקלים, שלוש אגורות); one stands
after its noun, two before it in the construct state (שקל אחד, שתי אגורות). Thousands from three to ten are construct
too (שלושת אלפים), above them אלף stays singular, as מיליון always does. "ו" is prefixed to the last element.
"""

from __future__ import annotations

from typing import Final

from pinkas.books.words.grammar import Gender, Grammar, Money, Noun, parts_of, powers_of, with_and_before_last

_AND: Final = " ו"
_MASCULINE: Final = {
    1: "אחד", 2: "שניים", 3: "שלושה", 4: "ארבעה", 5: "חמישה", 6: "שישה", 7: "שבעה", 8: "שמונה", 9: "תשעה", 10: "עשרה",
    11: "אחד עשר", 12: "שנים עשר", 13: "שלושה עשר", 14: "ארבעה עשר", 15: "חמישה עשר", 16: "שישה עשר", 17: "שבעה עשר",
    18: "שמונה עשר", 19: "תשעה עשר",
}  # fmt: skip
_FEMININE: Final = {
    1: "אחת", 2: "שתיים", 3: "שלוש", 4: "ארבע", 5: "חמש", 6: "שש", 7: "שבע", 8: "שמונה", 9: "תשע", 10: "עשר",
    11: "אחת עשרה", 12: "שתים עשרה", 13: "שלוש עשרה", 14: "ארבע עשרה", 15: "חמש עשרה", 16: "שש עשרה", 17: "שבע עשרה",
    18: "שמונה עשרה", 19: "תשע עשרה",
}  # fmt: skip
_CONSTRUCT: Final = {
    3: "שלושת", 4: "ארבעת", 5: "חמשת", 6: "ששת", 7: "שבעת", 8: "שמונת", 9: "תשעת", 10: "עשרת",
}  # fmt: skip
_ROUND: Final = {
    20: "עשרים", 30: "שלושים", 40: "ארבעים", 50: "חמישים", 60: "שישים", 70: "שבעים", 80: "שמונים", 90: "תשעים",
    100: "מאה", 200: "מאתיים",
}  # fmt: skip
_TWO_OF: Final[dict[Gender, str]] = {"masculine": "שני", "feminine": "שתי"}
_POWERS: Final = {1: "אלף", 2: "מיליון", 3: "מיליארד"}


def _word(part: int, gender: Gender) -> str:
    if part in _ROUND:
        return _ROUND[part]
    if part > 200:
        return f"{_FEMININE[part // 100]} מאות"
    return (_FEMININE if gender == "feminine" else _MASCULINE)[part]


def _group(group: int, power: int, gender: Gender) -> list[str]:
    """The elements of three digits; what they count is of one piece with the last of them."""
    if not power:
        return [_word(part, gender) for part in parts_of(group)]
    name = _POWERS[power]
    if group == 1:
        return [name]
    if power == 1 and group == 2:
        return ["אלפיים"]
    if power == 1 and group in _CONSTRUCT:
        return [f"{_CONSTRUCT[group]} אלפים"]
    if group == 2:
        return [f"שני {name}"]
    *before, last = (_word(part, "masculine") for part in parts_of(group))
    return [*before, f"{last} {name}"]


def _number(number: int, gender: Gender = "feminine") -> str:
    groups = [_group(group, power, gender) for group, power in powers_of(number)]
    return with_and_before_last(groups, _AND) if groups else "אפס"


def _counted(number: int, noun: Noun) -> str:
    if number == 1:
        return f"{noun.one} {_number(1, noun.gender)}"
    if number == 2:
        return f"{_TWO_OF[noun.gender]} {noun.more}"
    return f"{_number(number, noun.gender)} {noun.more}"


_CENT: Final = Noun("סנט", "סנטים")

GRAMMAR: Final = Grammar(
    number=_number,
    counted=_counted,
    conjunction=_AND,
    minus="מינוס",
    currencies={
        "ILS": Money(Noun("שקל", "שקלים"), Noun("אגורה", "אגורות", "feminine")),
        "EUR": Money(Noun("אירו", "אירו"), _CENT),
        "USD": Money(Noun("דולר", "דולרים"), _CENT),
        "BGN": Money(Noun("לב בולגרי", "לבים בולגריים"), Noun("סטוטינקה", "סטוטינקות", "feminine")),
        "ALL": Money(Noun("לק אלבני", "לקים אלבניים"), Noun("קינדרקה", "קינדרקות", "feminine")),
    },
)
