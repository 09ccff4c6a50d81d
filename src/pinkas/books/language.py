"""The languages of the documents a business hands out, and which of them a country's businesses write in."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["he", "en", "bg", "sq"]

LANGUAGES: Final[tuple[Language, ...]] = ("he", "en", "bg", "sq")

_OF_COUNTRY: Final[dict[str, Language]] = {"IL": "he", "BG": "bg", "AL": "sq"}


def language_of(country: str) -> Language:
    """The language of a country's documents where nobody asks for another; English for a country we do not know."""
    return _OF_COUNTRY.get(country, "en")
