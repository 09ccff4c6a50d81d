"""Legal totals of net documents: lines carry prices before VAT (DESIGN "Arithmetic", Caspit dossier §10).

All amounts two places in the document's currency; rounding is half up unless a rule names another.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from pinkas.books.document import Line, VatTotal
from pinkas.books.errors import InvalidValue
from pinkas.books.money import HUNDRED, ZERO, check_amount, product, to_cents, whole_down
from pinkas.books.shares import largest_remainder
from pinkas.books.vat import VatCategory

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAXED: Final = frozenset({VatCategory.STANDARD, VatCategory.REDUCED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of one document, named as in `Document`."""

    taxable_lines: Decimal
    discount: Decimal
    rounding: Decimal
    taxable_base: Decimal
    exempt_base: Decimal
    net: Decimal
    vat: Decimal
    total: Decimal
    vat_totals: tuple[VatTotal, ...]


def line_net(unit_price: Decimal, quantity: Decimal, rate: Decimal, discount: Decimal) -> Decimal:
    """`round2(price x quantity x rate) - discount`, the discount an amount in the document's currency."""
    return to_cents(product(unit_price, quantity, rate)) - discount


def discount_of_percent(taxable: Decimal, percent: Decimal) -> Decimal:
    """What a percentage off the taxable lines comes to."""
    return to_cents(taxable * percent / HUNDRED)


def vat_within(gross: Decimal, vat_rate: Decimal) -> Decimal:
    """The VAT that a gross contains: `round2(gross x rate / (100 + rate))` (DESIGN §4 "Gross-fixed")."""
    return to_cents(gross * vat_rate / (HUNDRED + vat_rate))


def net_totals(
    lines: Sequence[Line],
    *,
    vat_rate: Decimal,
    discount: Decimal | None,
    discount_percent: Decimal,
    round_total: bool,
    gross: Decimal | None = None,
) -> Totals:
    """Totals of a document whose prices are before VAT.

    The document discount lies on the taxable part; a percentage counts only when no amount is given. With
    `round_total` the total without agorot, or a given `gross`, is fixed first and VAT taken out of it, so VAT may
    differ by 0.01 from rate times base. Raises InvalidValue for a discount above the taxable part.
    """
    taxable = sum((line.net for line in lines if line.vat in _TAXED), ZERO)
    exempt = sum((line.net for line in lines if line.vat not in _TAXED), ZERO)
    if discount is None:
        discount = discount_of_percent(taxable, discount_percent)
    check_amount("discount", discount)
    if discount and discount > taxable:
        raise InvalidValue("discount", "must not exceed the sum of the lines that carry VAT")
    if any(line.vat is VatCategory.REDUCED for line in lines):
        return _of_several_rates(lines, vat_rate, taxable, exempt, discount, round_total=round_total)
    base = taxable - discount
    vat = to_cents(base * vat_rate / HUNDRED)
    rounding = ZERO
    if round_total or gross is not None:
        taxed = (whole_down(base + exempt + vat) if gross is None else gross) - exempt
        if taxed > 0:
            vat = vat_within(taxed, vat_rate)
            rounding = base - (taxed - vat)
            base = taxed - vat
    free = _free_parts([line for line in lines if line.vat not in _TAXED])
    parts = []
    if base or vat or not exempt:
        category = VatCategory.STANDARD if vat_rate else VatCategory.ZERO
        # At a rate of zero what bears VAT and an export are the same part.
        more = sum((part.base for part in free if part.category is category), ZERO)
        parts.append(VatTotal(category=category, rate=vat_rate, base=base + more, vat=vat))
        free = [part for part in free if part.category is not category]
    parts += free
    return _totals(taxable, discount, rounding, exempt, tuple(parts), base=base, vat=vat)


def _totals(
    taxable: Decimal,
    discount: Decimal,
    rounding: Decimal,
    exempt: Decimal,
    parts: tuple[VatTotal, ...],
    *,
    base: Decimal,
    vat: Decimal,
) -> Totals:
    totals = Totals(
        taxable_lines=taxable,
        discount=discount,
        rounding=rounding,
        taxable_base=base,
        exempt_base=exempt,
        net=base + exempt,
        vat=vat,
        total=base + exempt + vat,
        vat_totals=parts,
    )
    check_amount("taxable_base", totals.taxable_base)
    check_amount("exempt_base", totals.exempt_base)
    check_amount("total", totals.total)
    return totals


def _of_several_rates(
    lines: Sequence[Line],
    vat_rate: Decimal,
    taxable: Decimal,
    exempt: Decimal,
    discount: Decimal,
    *,
    round_total: bool,
) -> Totals:
    """Totals where goods bear reduced rates beside the document's: each rate has its base, and VAT once.

    The discount lies on all that bears VAT, shared by largest remainder; agorot of the total go off the largest part.
    """
    nets: dict[tuple[VatCategory, Decimal], Decimal] = {}
    for line in sorted(lines, key=lambda line: line.vat is VatCategory.REDUCED):
        if line.vat in _TAXED:
            key = (line.vat, vat_rate if line.vat_rate is None else line.vat_rate)
            nets[key] = nets.get(key, ZERO) + line.net
    shares = largest_remainder(discount, list(nets.values()), 2) if discount else [ZERO] * len(nets)
    parts = [
        VatTotal(category=category, rate=rate, base=net - share, vat=to_cents((net - share) * rate / HUNDRED))
        for ((category, rate), net), share in zip(nets.items(), shares, strict=True)
    ]
    gross = sum((part.base + part.vat for part in parts), exempt)
    off, rounding = gross - whole_down(gross), ZERO
    if round_total and off:
        place = max(range(len(parts)), key=lambda at: parts[at].base)
        part = parts[place]
        left = part.base + part.vat - off
        vat = vat_within(left, part.rate)
        rounding = part.base - (left - vat)
        parts[place] = VatTotal(category=part.category, rate=part.rate, base=left - vat, vat=vat)
    free = _free_parts([line for line in lines if line.vat not in _TAXED])
    return _totals(
        taxable, discount, rounding, exempt, tuple(part for part in (*parts, *free) if part.base or part.vat),
        base=sum((part.base for part in parts), ZERO), vat=sum((part.vat for part in parts), ZERO),
    )  # fmt: skip


def _free_parts(lines: Sequence[Line]) -> list[VatTotal]:
    """What these lines, that bear no VAT, come to by category, in the order of the law."""
    if not lines:
        return []
    sums = dict.fromkeys(VatCategory, ZERO)
    for line in lines:
        sums[line.vat] += line.net
    return [VatTotal(category=category, rate=ZERO, base=base, vat=ZERO) for category, base in sums.items() if base]


def no_totals() -> Totals:
    """The totals of a document that sells nothing (a receipt)."""
    return Totals(
        taxable_lines=ZERO, discount=ZERO, rounding=ZERO, taxable_base=ZERO, exempt_base=ZERO, net=ZERO, vat=ZERO,
        total=ZERO, vat_totals=(),
    )  # fmt: skip
