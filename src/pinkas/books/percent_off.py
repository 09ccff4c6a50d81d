"""A discount on the whole as a base and a percentage of five places, for wires and papers that tell it so.

A percentage that does not lead from the base to exactly what the law says is not told: then the base is what is left
after the discount, and the percentage nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from pinkas.books.money import HUNDRED, ZERO, half_up, to_cents
from pinkas.books.shares import largest_remainder

PLACES: Final = 5


def base_and_percent(before: Decimal, net: Decimal, said: Decimal | None = None) -> tuple[Decimal, Decimal]:
    """The base before a discount and its percentage: `round2(base x (1 - percent / 100))` is exactly `net`.

    `before` is what the rows come to before the discount. A percentage that was `said` is told or none is.
    """
    if said is not None:
        return (before, said) if 0 < said < HUNDRED and leads(before, said, net) else (net, ZERO)
    if 0 < net < before:
        percent = half_up((before - net) * HUNDRED / before, PLACES)
        if percent < HUNDRED and leads(before, percent, net):
            return before, percent
    return net, ZERO


def without_vat(gross: Decimal, rate: Decimal) -> Decimal:
    """A row's total without its VAT, of `rate` percent: half up in the minor unit."""
    return to_cents(gross * HUNDRED / (HUNDRED + rate))


def leads(base: Decimal, percent: Decimal, net: Decimal) -> bool:
    """Whether a percentage of five places off a base leaves exactly `net`, rounded half up to the minor unit."""
    return half_up(percent, PLACES) == percent and to_cents(base * (HUNDRED - percent) / HUNDRED) == net


def shared_base(base: Decimal, nets: Sequence[Decimal]) -> list[Decimal]:
    """The base over lines, adding up to it: their nets where they do already, else in proportion to them.

    Where one takes something off, in proportion would be no share: the largest line has the difference.
    """
    shares = list(nets)
    if not shares or sum(shares, ZERO) == base:
        return shares
    if any(net < 0 for net in shares):
        shares[shares.index(max(shares))] += base - sum(shares, ZERO)
        return shares
    return largest_remainder(base, shares, 2)


def price_and_percent(total: Decimal, quantity: Decimal, percent: Decimal) -> tuple[Decimal, Decimal]:
    """What one of a line costs before its own discount, five places, and that percentage; together exactly its total.

    Where they would not be, the price after the discount and nothing.
    """
    if 0 < percent < HUNDRED:
        price = half_up(total * HUNDRED / (HUNDRED - percent) / quantity, PLACES)
        if leads(price * quantity, percent, total):
            return price, percent
    return half_up(total / quantity, PLACES), ZERO
