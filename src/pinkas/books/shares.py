"""Amounts shared out so that the parts add up exactly."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from pinkas.books.money import ZERO, product

if TYPE_CHECKING:
    from collections.abc import Sequence


def largest_remainder(amount: Decimal, weights: Sequence[Decimal], places: int) -> list[Decimal]:
    """An amount in proportion to weights, `places` decimals each: rounded down, what is left to the largest remainders.

    Of equal remainders the first gets it. The amount must have no more decimals itself. Where the weights come to
    nothing, all lies on the first.
    """
    step = Decimal(1).scaleb(-places)
    whole = sum(weights, ZERO)
    if not weights:
        return []
    if not whole:
        return [amount, *([ZERO] * (len(weights) - 1))]
    exact = [product(amount, weight) / whole for weight in weights]
    shares = [part.quantize(step, ROUND_FLOOR) for part in exact]
    left = int((amount - sum(shares, ZERO)) / step)
    for place in sorted(range(len(weights)), key=lambda at: shares[at] - exact[at])[:left]:
        shares[place] += step
    return shares
