"""Amounts in words, as a document tells its total (icash dossier §8.7): a module to a language.

The fraction is always said, zero as well ("осемнадесет евро и нула цента"), so that nothing can be written behind the
words. The one exception is the lek, whose hundredth left circulation: it is said only where there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pinkas.books.errors import InvalidValue
from pinkas.books.money import LARGEST_AMOUNT, fits
from pinkas.books.words import albanian, bulgarian, english, hebrew

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from pinkas.books.language import Language
    from pinkas.books.words.grammar import Grammar

_GRAMMARS: Final[Mapping[Language, Grammar]] = {
    "bg": bulgarian.GRAMMAR,
    "sq": albanian.GRAMMAR,
    "he": hebrew.GRAMMAR,
    "en": english.GRAMMAR,
}
#: Currencies whose hundredth nobody pays with any more.
_WITHOUT_COINS: Final = frozenset({"ALL"})


def amount_in_words(amount: Decimal, currency: str, language: Language) -> str:
    """An amount the books can hold, of two places and below 10^12 either way, in words.

    A currency the language has no words for is told by its code, its hundredths in figures: "GBP five, 20/100".
    Raises InvalidValue for an amount that cannot be said.
    """
    if not fits(amount, 2):
        raise InvalidValue(
            "amount", f"must be below {LARGEST_AMOUNT} and have at most two decimals to be said in words"
        )
    grammar = _GRAMMARS[language]
    whole, hundredths = divmod(int(abs(amount).scaleb(2)), 100)
    names = grammar.currencies.get(currency)
    if names is None:
        said = f"{currency} {grammar.number(whole)}, {hundredths:02d}/100"
    else:
        said = grammar.counted(whole, names.unit)
        if hundredths or currency not in _WITHOUT_COINS:
            said += grammar.conjunction + grammar.counted(hundredths, names.hundredth)
    return f"{grammar.minus} {said}" if amount < 0 else said
