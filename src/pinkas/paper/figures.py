"""Amounts, quantities, rates and dates as a reader of each language expects them, never rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pinkas.paper.lettering import figure

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from pinkas.paper.kinds import Language
    from pinkas.paper.lettering import Shown

NO_BREAK_SPACE = "\u00a0"

SIGNS = {"ILS": "₪", "NIS": "₪", "USD": "$", "EUR": "€", "GBP": "£", "AUD": "A$"}

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - reads as the year runs


def grouped(value: Decimal, least_places: int) -> str:
    """Digits in groups of three, with every decimal the value has but no idle zeros past `least_places`."""
    whole, _, decimals = f"{value or abs(value):,f}".partition(".")
    decimals = decimals.rstrip("0").ljust(least_places, "0")
    return f"{whole}.{decimals}" if decimals else whole


def amount(value: Decimal) -> Shown:
    """An amount without its currency, which the column's head or the sheet tells."""
    return figure(grouped(value, 2))


def sign_of(currency: str) -> str:
    """The currency's sign where it has one we know, else the currency as it was given."""
    return SIGNS.get(currency, currency)


def money(value: Decimal, currency: str, language: Language) -> Shown:
    """An amount with its currency at the left, as both Hebrew and English print it.

    Hebrew parts the two and keeps a minus at the digits; English writes `-₪50.00` (CLDR, locales he and en).
    """
    sign = sign_of(currency)
    digits = grouped(value, 2)
    if language == "he" or sign.isalpha():
        return figure(f"{sign}{NO_BREAK_SPACE}{digits}")
    return figure(f"-{sign}{digits[1:]}" if digits.startswith("-") else f"{sign}{digits}")


def quantity(value: Decimal) -> Shown:
    """A quantity with only the decimals it has."""
    return figure(grouped(value, 0))


def percent(value: Decimal) -> Shown:
    """A rate in percent, the sign at the right of the digits."""
    return figure(f"{grouped(value, 0)}%")


def rate(value: Decimal) -> Shown:
    """A rate of exchange, of four places at least."""
    return figure(grouped(value, 4))


def day(value: date, language: Language) -> Shown:
    """A date: 05/08/2026 in Hebrew, 5 Aug 2026 in English."""
    if language == "he":
        return figure(f"{value:%d/%m/}{value.year:04}")
    return figure(NO_BREAK_SPACE.join([str(value.day), _MONTHS[value.month - 1], str(value.year)]))


def moment(value: datetime, language: Language) -> Shown:
    """A date with the hour and minute, in the zone the value bears."""
    return figure(f"{day(value, language)}{NO_BREAK_SPACE}{value:%H:%M}")
