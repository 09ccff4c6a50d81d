"""Amounts, quantities, rates and dates as a reader of each language expects them, never rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pinkas.paper.lettering import figure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from pinkas.books.language import Language
    from pinkas.paper.lettering import Shown

NO_BREAK_SPACE = "\u00a0"

SIGNS = {"ILS": "₪", "NIS": "₪", "USD": "$", "EUR": "€", "GBP": "£", "AUD": "A$"}
# Signs that only readers of the language know.
OWN_SIGNS: Mapping[Language, Mapping[str, str]] = {"bg": {"BGN": "лв."}, "sq": {"ALL": "lekë"}}

# Languages that part groups by a blank, decimals by a comma, and put the currency behind (CLDR, locales bg and sq).
_SIGN_BEHIND = {"bg", "sq"}
_IN_DIGITS = str.maketrans({",": NO_BREAK_SPACE, ".": ","})

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - reads as the year runs


def grouped(value: Decimal, least_places: int) -> str:
    """Digits in groups of three, with every decimal the value has but no idle zeros past `least_places`."""
    whole, _, decimals = f"{value or abs(value):,f}".partition(".")
    decimals = decimals.rstrip("0").ljust(least_places, "0")
    return f"{whole}.{decimals}" if decimals else whole


def digits_of(value: Decimal, least_places: int, language: Language) -> str:
    """The digits as the language groups them: 1,234.50 or 1 234,50."""
    digits = grouped(value, least_places)
    return digits.translate(_IN_DIGITS) if language in _SIGN_BEHIND else digits


def amount(value: Decimal, language: Language = "en") -> Shown:
    """An amount without its currency, which the column's head or the sheet tells."""
    return figure(digits_of(value, 2, language))


def sign_of(currency: str, language: Language = "en") -> str:
    """The currency's sign where it has one we know, else the currency as it was given."""
    return OWN_SIGNS.get(language, SIGNS).get(currency) or SIGNS.get(currency, currency)


def money(value: Decimal, currency: str, language: Language) -> Shown:
    """An amount with its currency: at the left in Hebrew and English, at the right in Bulgarian and Albanian.

    Hebrew parts the two and keeps a minus at the digits; English writes `-₪50.00` (CLDR, locales he and en).
    """
    sign = sign_of(currency, language)
    digits = digits_of(value, 2, language)
    if language in _SIGN_BEHIND:
        return figure(f"{digits}{NO_BREAK_SPACE}{sign}")
    if language == "he" or sign.isalpha():
        return figure(f"{sign}{NO_BREAK_SPACE}{digits}")
    return figure(f"-{sign}{digits[1:]}" if digits.startswith("-") else f"{sign}{digits}")


def quantity(value: Decimal, language: Language = "en") -> Shown:
    """A quantity with only the decimals it has."""
    return figure(digits_of(value, 0, language))


def percent(value: Decimal, language: Language = "en") -> Shown:
    """A rate in percent, the sign at the right of the digits, behind a blank in Bulgarian and Albanian."""
    gap = NO_BREAK_SPACE if language in _SIGN_BEHIND else ""
    return figure(f"{digits_of(value, 0, language)}{gap}%")


def rate(value: Decimal, language: Language = "en") -> Shown:
    """A rate of exchange, of four places at least."""
    return figure(digits_of(value, 4, language))


def day(value: date, language: Language) -> Shown:
    """A date: 05/08/2026 in Hebrew, 5 Aug 2026 in English, 05.08.2026 in Bulgarian and Albanian."""
    if language == "he":
        return figure(f"{value:%d/%m/}{value.year:04}")
    if language in _SIGN_BEHIND:
        return figure(f"{value:%d.%m.}{value.year:04}")
    return figure(NO_BREAK_SPACE.join([str(value.day), _MONTHS[value.month - 1], str(value.year)]))


def moment(value: datetime, language: Language) -> Shown:
    """A date with the hour and minute, in the zone the value bears."""
    return figure(f"{day(value, language)}{NO_BREAK_SPACE}{value:%H:%M}")
