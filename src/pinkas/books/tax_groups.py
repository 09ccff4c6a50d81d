"""Tax groups: how goods name their VAT rate by number, and the dated reduced rates beside `vat`'s standard ones.

Group 1 bears the standard rate everywhere. Rates are facts of law (fiscal dossier §7 for Bulgaria, §8 Albania); Israel
has no reduced one.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from pinkas.books.money import ZERO
from pinkas.books.vat import VatCategory, standard_rate


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """A group of goods that bear one rate. `history` is of reduced ones: (valid from, percent), oldest first."""

    number: int
    category: VatCategory
    history: tuple[tuple[date, Decimal], ...] = ()


def _reduced(number: int, *history: tuple[str, str]) -> TaxGroup:
    dated = tuple((date.fromisoformat(day), Decimal(percent)) for day, percent in history)
    return TaxGroup(number, VatCategory.REDUCED, dated)


_STANDARD: Final = TaxGroup(1, VatCategory.STANDARD)

#: The groups of each country, by number.
TAX_GROUPS: Final[dict[str, tuple[TaxGroup, ...]]] = {
    "IL": (_STANDARD, TaxGroup(2, VatCategory.ZERO), TaxGroup(3, VatCategory.EXEMPT)),
    "BG": (
        _STANDARD,
        # The reduced rate began with accommodation, at 7 % from July 2007; it is 9 % since April 2011.
        _reduced(2, ("2007-07-01", "7"), ("2011-04-01", "9")),
        TaxGroup(3, VatCategory.ZERO),
        TaxGroup(4, VatCategory.EXEMPT),
    ),
    "AL": (
        _STANDARD,
        # 10 % for farming supplies since 2019 (printed books too), 6 % for accommodation since September 2017.
        _reduced(2, ("2019-01-01", "10")),
        _reduced(3, ("2017-09-01", "6")),
        TaxGroup(4, VatCategory.ZERO),
        TaxGroup(5, VatCategory.EXEMPT),
    ),
}


def tax_group(country: str, number: int) -> TaxGroup | None:
    """The country's group of this number."""
    return next((one for one in TAX_GROUPS.get(country, ()) if one.number == number), None)


def group_rate(country: str, group: TaxGroup, day: date) -> Decimal:
    """The percent a group's goods bear on a tax date; before a reduced rate was law they bore the standard one."""
    if group.category is VatCategory.STANDARD:
        return standard_rate(country, day)
    if group.category is not VatCategory.REDUCED:
        return ZERO
    at = bisect_right([since for since, _ in group.history], day)
    return group.history[at - 1][1] if at else standard_rate(country, day)


def reduced_rates(country: str, day: date) -> tuple[Decimal, ...]:
    """The country's reduced rates on a tax date, highest first."""
    rates = {group_rate(country, group, day) for group in TAX_GROUPS[country] if group.category is VatCategory.REDUCED}
    return tuple(sorted(rates - {standard_rate(country, day)}, reverse=True))


def group_of(country: str, category: VatCategory, rate: Decimal, day: date) -> TaxGroup | None:
    """The group whose goods stand so to VAT on a day; of reduced ones that of the rate. None where there is none."""
    for group in TAX_GROUPS[country]:
        if group.category is category and (
            category is not VatCategory.REDUCED or group_rate(country, group, day) == rate
        ):
            return group
    return None


def group_label(country: str, group: TaxGroup, day: date) -> str:
    """What a group is called: its percent; exempt goods by the word, which differs from 0 % in law alone."""
    if group.category is VatCategory.EXEMPT:
        return _EXEMPT[country]
    return f"{group_rate(country, group, day).normalize():f}%"


_EXEMPT: Final = {"IL": "פטור", "BG": "Освободено", "AL": "I përjashtuar"}
