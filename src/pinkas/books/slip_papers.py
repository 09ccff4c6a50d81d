"""What the lines of a slip come to in law: which of them stand on one paper, and that paper's totals in the minor unit.

What leaves stands on one paper, what comes back on one for each document it was sold with, and one for what comes back
without any (DESIGN §4). Of fresh lines `total` = the sum of the lines, rounded half up, `vat` = the sum of their VAT,
rounded half up, by category and rate. Parts of one sale coming back take what rounding gives them of the whole, and the
last takes what is left: together exactly minus the sale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pinkas.books.document import VatTotal
from pinkas.books.errors import OverCredited
from pinkas.books.money import ZERO, to_cents
from pinkas.books.settlement import SourceFacts
from pinkas.books.shares import largest_remainder
from pinkas.books.slip import NO_FIGURES, Figures, SlipLine, SoldLine, negated
from pinkas.books.vat import VatCategory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldWith(SourceFacts):
    """A document whose goods come back: what of it, and of each of its lines, was not credited yet.

    `left` is by category and rate; `left_lines` is (line, quantity) of every line of goods or services.
    """

    version: int
    left: tuple[VatTotal, ...]
    left_lines: tuple[tuple[int, Decimal], ...]

    @property
    def left_total(self) -> Decimal:
        """What can still be credited."""
        return (self.total or ZERO) - self.credited


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalPaper:
    """Lines of a slip, counted from 0, that stand on one document; amounts positive whichever way they go.

    `cash_rounding` is what was added to net and VAT, without VAT.
    """

    back: bool
    places: tuple[int, ...]
    parts: tuple[VatTotal, ...]
    cash_rounding: Decimal = ZERO
    source: SoldWith | None = None

    @property
    def total(self) -> Decimal:
        """What the paper comes to."""
        return sum((part.base + part.vat for part in self.parts), self.cash_rounding)

    @property
    def due(self) -> Decimal:
        """What it adds to what is to be paid."""
        return -self.total if self.back else self.total

    def rounded(self, difference: Decimal) -> LegalPaper:
        """The same with `difference` more to be paid, by the till's rounding."""
        return replace(self, cash_rounding=self.cash_rounding + (-difference if self.back else difference))


def legal_papers(
    lines: Sequence[SlipLine], sold: Mapping[int, SoldLine], sources: Mapping[int, SoldWith]
) -> tuple[LegalPaper, ...]:
    """The papers of a slip's lines, what comes back first. `sold` are the sold lines by place, `sources` by serial.

    Raises OverCredited for more than is left of a source.
    """
    out = [place for place, line in enumerate(lines) if line.quantity > 0]
    loose = [place for place, line in enumerate(lines) if line.quantity < 0 and place not in sold]
    named: dict[int, list[int]] = {}
    for place, one in sold.items():
        named.setdefault(one.document, []).append(place)
    papers = [_credited(places, lines, sold, sources[serial]) for serial, places in sorted(named.items())]
    if loose:
        papers.append(LegalPaper(back=True, places=tuple(loose), parts=_parts([lines[place] for place in loose])))
    if out:
        papers.append(LegalPaper(back=False, places=tuple(out), parts=_parts([lines[place] for place in out])))
    return tuple(papers)


def _parts(lines: Sequence[SlipLine]) -> tuple[VatTotal, ...]:
    """Base and VAT by category and rate of lines that all go one way, positive."""
    sums: dict[tuple[VatCategory, Decimal], Figures] = {}
    for line in lines:
        at = (line.vat, line.rate)
        sums[at] = sums.get(at, NO_FIGURES) + line.figures
    whole = abs(to_cents(sum((one.total for one in sums.values()), ZERO)))
    gross = largest_remainder(whole, [abs(one.total) for one in sums.values()], 2)
    parts = []
    for ((category, rate), one), total in zip(sums.items(), gross, strict=True):
        vat = min(abs(to_cents(one.tax)), total)
        parts.append(VatTotal(category=category, rate=rate, base=total - vat, vat=vat))
    return in_order(parts)


def in_order(parts: Sequence[VatTotal]) -> tuple[VatTotal, ...]:
    """Parts in the order of the law, higher rates first."""
    order = list(VatCategory)
    return tuple(sorted(parts, key=lambda part: (order.index(part.category), -part.rate)))


def _credited(
    places: Sequence[int], lines: Sequence[SlipLine], sold: Mapping[int, SoldLine], source: SoldWith
) -> LegalPaper:
    """What comes back of one document."""
    back = {sold[place].line: -lines[place].quantity for place in places}
    if all(back.get(line, ZERO) == left for line, left in source.left_lines):
        last = tuple(part for part in source.left if part.base or part.vat) or source.left[:1]
        rest = source.left_total - sum((part.base + part.vat for part in last), ZERO)
        return LegalPaper(back=True, places=tuple(places), parts=last, cash_rounding=rest, source=source)
    before: dict[tuple[VatCategory, Decimal], Figures] = {}
    after: dict[tuple[VatCategory, Decimal], Figures] = {}
    for place in places:
        was, at = sold[place].returned_figures, (lines[place].vat, lines[place].rate)
        before[at] = before.get(at, NO_FIGURES) + was
        after[at] = after.get(at, NO_FIGURES) + was + negated(lines[place].figures)
    left = {(part.category, part.rate): part for part in source.left}
    parts: list[VatTotal] = []
    for at, then in before.items():
        most = left.get(at)
        if most is None:
            raise OverCredited(source.key, None, ZERO)
        total = to_cents(after[at].total) - to_cents(then.total)
        vat = min(to_cents(after[at].tax) - to_cents(then.tax), most.vat, total)
        base = min(total - vat, most.base)
        parts.append(VatTotal(category=at[0], rate=at[1], base=base, vat=vat))
    return LegalPaper(back=True, places=tuple(places), parts=in_order(parts), source=source)
