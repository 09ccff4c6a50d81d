"""The words printed on a sheet, a module to a language; the titles of the kinds stand in `kinds`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pinkas.paper.words.albanian import ALBANIAN
from pinkas.paper.words.bulgarian import BULGARIAN
from pinkas.paper.words.english import ENGLISH
from pinkas.paper.words.hebrew import COMPUTERISED, HEBREW
from pinkas.paper.words.wording import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinkas.books.language import Language

# What the tax authority asks on an invoice it gave no allocation number; these very words, in any language.
NO_INPUT_TAX = "אין לנכות מס תשומות בגין חשבונית זו"
SELF_INVOICE = "בגין חשבונית זו לקוח חייב לדווח חשבונית עצמית"
# What stands below them on a sheet in English.
IN_ENGLISH = {
    NO_INPUT_TAX: "Input tax may not be deducted by this invoice",
    SELF_INVOICE: "The customer must report a self-invoice for this invoice",
}
AWAITS_ALLOCATION: Mapping[Language, str] = {
    "he": "ממתין למספר הקצאה",
    "en": "Awaiting its allocation number",
    "bg": "Очаква номер за разпределение",
    "sq": "Në pritje të numrit të alokimit",
}

WORDS: Mapping[Language, Words] = {"he": HEBREW, "en": ENGLISH, "bg": BULGARIAN, "sq": ALBANIAN}

__all__ = ["AWAITS_ALLOCATION", "COMPUTERISED", "IN_ENGLISH", "NO_INPUT_TAX", "SELF_INVOICE", "WORDS", "Words"]
