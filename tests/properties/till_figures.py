"""The auditor at the till: what its lines come to, to the fourth place and in law (R-NET dossier §7), by hand.

Amounts are exact fractions with the sign of their quantity; what the law says of them is in whole agorot or cents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.properties.arithmetic import cents, kept

NOTHING = Fraction(0)
#: Whether VAT is borne, and at how many percent.
Rate = tuple[bool, Fraction]
#: Base and VAT.
Sums = tuple[int, int]


@dataclass
class Figures:
    """What a line comes to."""

    before: Fraction = NOTHING
    off: Fraction = NOTHING
    share: Fraction = NOTHING
    total: Fraction = NOTHING
    net: Fraction = NOTHING

    @property
    def tax(self) -> Fraction:
        return self.total - self.net

    def shown(self) -> dict[str, Fraction]:
        """The same in the words of the till."""
        return {
            "BeforeDiscount": self.before, "DiscountOnEntryAmount": self.off, "DiscountOnTotalAmount": self.share,
            "Total": self.total, "BeforeTax": self.net, "Tax": self.tax,
        }  # fmt: skip


@dataclass
class TillLine:
    """A line of a till: `goods` by number, `price` with VAT, a discount in percent or as an amount."""

    goods: int
    quantity: Fraction
    price: Fraction
    rate: Rate
    percent: Fraction = NOTHING
    amount: Fraction = NOTHING
    source: TillLine | None = None
    figures: Figures = field(default_factory=Figures)
    #: Where it stands since: the till's name of it, its paper and its place there.
    entry: str = ""
    paper: str = ""
    place: int = 0

    def gone(self, quantity: Fraction) -> Figures:
        """What so much of it comes to on its way back, counted from the first."""

        def part(whole: Fraction) -> Fraction:
            return kept(whole * quantity / self.quantity, 4)

        was = self.figures
        before, share, total = part(was.before), part(was.share), part(was.total)
        return Figures(before, before - share - total, share, total, part(was.net))


def minus(one: Figures, other: Figures) -> Figures:
    """Figure by figure."""
    return Figures(
        one.before - other.before, one.off - other.off, one.share - other.share, one.total - other.total,
        one.net - other.net,
    )  # fmt: skip


def reckon(lines: Sequence[TillLine], percent: Fraction, amount: Fraction) -> None:
    """The figures of lines sold now, with the discount on the whole spread over them."""
    left = []
    for line in lines:
        line.figures.before = kept(line.quantity * line.price, 4)
        way = 1 if line.quantity > 0 else -1
        line.figures.off = kept(line.figures.before * line.percent / 100, 4) if line.percent else way * line.amount
        left.append(line.figures.before - line.figures.off)
    whole = sum(left, NOTHING)
    off = kept(whole * percent / 100, 4) if percent else amount if whole >= 0 else -amount
    for line, rest in zip(lines, left, strict=True):
        line.figures.share = kept(off * rest / whole, 4) if whole else NOTHING
    weighs = [line for line, rest in zip(lines, left, strict=True) if rest]
    if weighs:
        weighs[-1].figures.share += off - sum((line.figures.share for line in lines), NOTHING)
    for line, rest in zip(lines, left, strict=True):
        line.figures.total = rest - line.figures.share
        line.figures.net = kept(line.figures.total * 100 / (100 + line.rate[1]), 4)


def sums(lines: Sequence[TillLine], what: Callable[[Figures], Fraction]) -> dict[Rate, Fraction]:
    """One figure of the lines, by rate."""
    found: dict[Rate, Fraction] = {}
    for line in lines:
        found[line.rate] = found.get(line.rate, NOTHING) + what(line.figures)
    return found


def in_law(lines: Sequence[TillLine]) -> dict[Rate, Sums]:
    """Base and VAT by rate of lines sold now, positive."""
    totals, taxes = sums(lines, lambda one: one.total), sums(lines, lambda one: one.tax)
    whole = abs(cents(sum(totals.values(), NOTHING)))
    gross = shared(whole, [abs(total) for total in totals.values()])
    found = {}
    for (rate, tax), total in zip(taxes.items(), gross, strict=True):
        vat = min(abs(cents(tax)), total)
        found[rate] = (total - vat, vat)
    return found


def shared(whole: int, weights: Sequence[Fraction]) -> list[int]:
    """An amount by weights: rounded down, the rest to the largest remainders, of equal ones to the first."""
    sum_ = sum(weights, NOTHING)
    if not sum_:
        return [whole, *([0] * (len(weights) - 1))]
    parts = [whole * weight / sum_ for weight in weights]
    found = [int(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda place: found[place] - parts[place])
    for place in order[: whole - sum(found)]:
        found[place] += 1
    return found


@dataclass
class LegalPaper:
    """Lines that stand on one paper; `cash` is what was added by rounding, without VAT."""

    back: bool
    lines: list[TillLine]
    parts: dict[Rate, Sums]
    source: str | None = None
    cash: int = 0

    @property
    def total(self) -> int:
        return sum(base + vat for base, vat in self.parts.values()) + self.cash

    @property
    def due(self) -> int:
        return -self.total if self.back else self.total


@dataclass
class Happening:
    """A transaction as the till has it: type 0, 14 or 16; `body` is what was sent."""

    id: str
    number: int
    type: int
    total: int
    papers: list[str]
    lines: list[TillLine]
    grand_total: int
    serial: int
    body: dict[str, Any] | None = None
    rounding: Fraction = NOTHING
    #: Of a shop system's: the number on its receipt, and the discount on the whole in percent.
    number_of_sale: str = ""
    whole: Fraction = NOTHING
