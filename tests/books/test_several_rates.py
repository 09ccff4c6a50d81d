"""Documents of prices before VAT whose goods bear several rates: each rate has its base, and its VAT once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pinkas.books.document import Line
from pinkas.books.errors import InvalidValue
from pinkas.books.totals import net_totals
from pinkas.books.vat import VatCategory

D = Decimal


def line(net: str, vat: VatCategory, rate: str | None = None) -> Line:
    return Line(
        number=1, unit_price=D(net), quantity=D(1), currency="EUR", vat=vat, net=D(net),
        vat_rate=None if rate is None else D(rate),
    )  # fmt: skip


LINES = (
    line("50", VatCategory.REDUCED, "9"), line("200", VatCategory.STANDARD), line("10", VatCategory.EXEMPT),
)  # fmt: skip


@pytest.mark.parametrize(
    ("discount", "percent", "rounded", "parts", "totals"),
    [
        (None, "0", False, [("20", "200", "40.00"), ("9", "50", "4.50")], ("0", "0", "250", "44.50", "304.50")),
        (None, "10", False, [("20", "180.00", "36.00"), ("9", "45.00", "4.05")],
         ("25.00", "0", "225.00", "40.05", "275.05")),
        # 7.77 falls to them as 6.22 and 1.55.
        ("7.77", "0", False, [("20", "193.78", "38.76"), ("9", "48.45", "4.36")],
         ("7.77", "0", "242.23", "43.12", "295.35")),
        # Half a unit too much goes off the larger part, VAT and all.
        (None, "0", True, [("20", "199.58", "39.92"), ("9", "50", "4.50")], ("0", "0.42", "249.58", "44.42", "304.00")),
    ],
)  # fmt: skip
def test_each_rate_has_its_own(
    discount: str | None, percent: str, parts: list[tuple[str, str, str]], totals: tuple[str, ...], *, rounded: bool
) -> None:
    found = net_totals(
        LINES, vat_rate=D(20), discount=None if discount is None else D(discount), discount_percent=D(percent),
        round_total=rounded,
    )  # fmt: skip
    assert [(part.rate, part.base, part.vat) for part in found.vat_totals] == [
        *((D(rate), D(base), D(vat)) for rate, base, vat in parts), (D(0), D(10), D(0)),
    ]  # fmt: skip
    assert (found.discount, found.rounding, found.taxable_base, found.vat, found.total) == tuple(map(D, totals))
    assert (found.taxable_lines, found.exempt_base) == (250, 10)


def test_a_discount_above_what_bears_vat() -> None:
    with pytest.raises(InvalidValue, match="must not exceed"):
        net_totals(LINES, vat_rate=D(20), discount=D("250.01"), discount_percent=D(0), round_total=False)
