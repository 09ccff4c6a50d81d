"""Exact decimals with named rounding. Nothing here, or near money anywhere, is a float."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Final

from pinkas.books.errors import InvalidValue

ZERO: Final = Decimal(0)
CENT: Final = Decimal("0.01")
ONE: Final = Decimal(1)
HUNDRED: Final = Decimal(100)

#: The largest amount one document may carry, either way: numeric(18,2) with room for sums of millions of them.
LARGEST_AMOUNT: Final = Decimal(10) ** 12
_SMALLEST_AMOUNT: Final = -LARGEST_AMOUNT
#: One unit of the last place, by number of places.
_STEPS: Final = tuple(Decimal(1).scaleb(-places) for places in range(10))

#: Holds price x quantity x rate in full (53 digits), so that nothing is rounded but by name, and nothing overflows.
_EXACT: Final = Context(prec=100, traps=[InvalidOperation])
_multiply: Final = _EXACT.multiply

CURRENCIES: Final = frozenset({"ILS", "USD", "GBP", "EUR", "AUD", "BGN", "ALL"})


def half_up(value: Decimal, places: int) -> Decimal:
    """Round to `places` decimals, half away from zero: the rounding of every legal total."""
    return value.quantize(_STEPS[places], ROUND_HALF_UP, _EXACT)


def to_cents(value: Decimal) -> Decimal:
    """Round half up to the minor unit of a two-digit currency (agorot, stotinki, cents)."""
    return value.quantize(CENT, ROUND_HALF_UP, _EXACT)  # by position: names double its price


def product(*factors: Decimal) -> Decimal:
    """The factors multiplied, with every digit."""
    result, *more = factors
    for factor in more:
        result = _multiply(result, factor)
    return result


def whole_down(value: Decimal) -> Decimal:
    """Drop the minor units, towards zero: the total "without agorot"."""
    return value.quantize(ONE, rounding=ROUND_DOWN)


def check_amount(field: str, value: Decimal, *, places: int = 2, negative: bool = False) -> None:
    """Refuse an amount that the books cannot hold exactly.

    Raises InvalidValue naming `field` for values that are not finite, carry more than `places`
    decimals, exceed LARGEST_AMOUNT, or are negative where that makes no sense.
    """
    if fits(value, places):
        if negative or value >= 0:
            return
        raise InvalidValue(field, "must not be negative")
    if not value.is_finite():
        raise InvalidValue(field, "must be a number")
    if not _SMALLEST_AMOUNT < value < LARGEST_AMOUNT:
        raise InvalidValue(field, "is too large")
    raise InvalidValue(field, f"must have at most {places} decimal places")


def fits(value: Decimal, places: int) -> bool:
    """Whether the books can hold an amount exactly: finite, not too large, so many decimals (but zeros).

    It runs for every amount of every line, so whoever checks many names the field only of one that does not fit.
    """
    # Within these bounds a step leaves at most 21 digits: the usual context, of 28, rounds nothing and costs a third.
    return value.is_finite() and _SMALLEST_AMOUNT < value < LARGEST_AMOUNT and value.quantize(_STEPS[places]) == value


def check_currency(field: str, code: str) -> None:
    """Refuse a currency the books do not know (ISO 4217 codes)."""
    if code not in CURRENCIES:
        raise InvalidValue(field, f"names no currency of the books: {code!r}")
