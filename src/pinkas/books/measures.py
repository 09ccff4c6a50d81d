"""Measure units by number, with what people call them in each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pinkas.books.pay_types import LANGUAGE_OF_COUNTRY, LANGUAGES


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit; `labels` by language."""

    number: int
    labels: dict[str, str]

    def label(self, country: str) -> str:
        """What the people of a country call it; elsewhere in English."""
        return self.labels[LANGUAGE_OF_COUNTRY.get(country, "en")]


#: 1 and 2 are documented (iCash dossier §6.7); the rest are ours. The order of words is that of `LANGUAGES`.
_WORDS: Final = (
    ("бр.", "copë", "יחידה", "pc."),
    ("кг", "kg", 'ק"ג', "kg"),
    ("г", "g", "גרם", "g"),
    ("л", "litër", "ליטר", "l"),
    ("м", "m", "מטר", "m"),
    ("кв.м", "m²", 'מ"ר', "m²"),
    ("куб.м", "m³", 'מ"ק', "m³"),
    ("час", "orë", "שעה", "hour"),
    ("ден", "ditë", "יום", "day"),
    ("месец", "muaj", "חודש", "month"),
    ("пакет", "pako", "חבילה", "pack"),
    ("кутия", "kuti", "קופסה", "box"),
    ("комплект", "komplet", "סט", "set"),
    ("тон", "ton", "טון", "t"),
    ("км", "km", 'ק"מ', "km"),
    ("кВтч", "kWh", "קוט״ש", "kWh"),
)

MEASURES: Final = {
    number: Measure(number, dict(zip(LANGUAGES, words, strict=True))) for number, words in enumerate(_WORDS, start=1)
}


def known_measure(unit: str | None) -> Measure | None:
    """The unit a word means, in any language and case; None for no word, or one that is in no table."""
    wanted = (unit or "").strip().rstrip(".").casefold()
    for measure in MEASURES.values():
        if any(word.rstrip(".").casefold() == wanted for word in measure.labels.values()):
            return measure
    return None


def measure_named(unit: str | None) -> Measure:
    """The unit a product's own word means, in any language and case; the piece for what has none or another."""
    return known_measure(unit) or MEASURES[1]
