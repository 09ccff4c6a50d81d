"""A document's legal totals over its lines: whatever it sells, the lines sum to exactly what the law says of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D  # noqa: N817 - amounts are read here, not written
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pinkas.books.document import Document, Party
from pinkas.books.draft import DocumentOrder, compose
from pinkas.books.four_places import line_figures, line_rate, line_uuid
from pinkas.books.ground import Ground
from pinkas.books.lines import LineOrder
from pinkas.books.shares import largest_remainder
from pinkas.books.slip import NO_FIGURES, Figures

DAY = dt.date(2026, 8, 5)
GROUND = Ground(today=DAY, country="IL", currency="ILS", registration="licensed_dealer")
STEP = D("0.0001")


def document(lines: list[LineOrder], **said: object) -> Document:
    order = DocumentOrder(
        key="k", kind="tax_invoice", series=98, party=Party(), class_number=3, channel="api", lines=tuple(lines), **said
    )  # type: ignore[arg-type]
    return compose(order, GROUND, contact=1, sources=())


def line(price: str, quantity: str = "1", discount: str = "0", *, vat: bool = True) -> LineOrder:
    return LineOrder(name="מדף", unit_price=D(price), quantity=D(quantity), discount=D(discount), charges_vat=vat)


def told(figures: Figures) -> list[str]:
    return [f"{each:.4f}" for each in (figures.before_discount, figures.line_discount, figures.share, figures.total,
                                   figures.before_tax, figures.tax)]  # fmt: skip


def test_three_equal_lines_share_an_agora() -> None:
    # 3 x 33.35 net is 100.05, its VAT 18.009, in law 18.01: a third is 6.0033 and one line has a ten-thousandth more.
    made = document([line("33.35")] * 3)
    assert (made.net, made.vat) == (D("100.05"), D("18.01"))
    assert [told(each) for each in line_figures(made)] == [
        ["39.3534", "0.0000", "0.0000", "39.3534", "33.3500", "6.0034"],
        ["39.3533", "0.0000", "0.0000", "39.3533", "33.3500", "6.0033"],
        ["39.3533", "0.0000", "0.0000", "39.3533", "33.3500", "6.0033"],
    ]


def test_a_discount_of_a_line_and_one_on_the_whole_bear_their_vat() -> None:
    made = document([line("100", "2", "10"), line("50", vat=False)], discount_percent=D(10))
    taxed, free = line_figures(made)
    assert (made.net, made.vat, made.total) == (D("221.00"), D("30.78"), D("251.78"))
    assert told(taxed) == ["236.0000", "11.8000", "22.4200", "201.7800", "171.0000", "30.7800"]
    assert told(free) == ["50.0000", "0.0000", "0.0000", "50.0000", "50.0000", "0.0000"]


prices = st.integers(-20_000, 90_000).map(lambda number: D(number) / 100)
quantities = st.integers(1, 9_000).map(lambda number: D(number) / 1000)
orders = st.lists(
    st.builds(
        lambda price, quantity, vat: LineOrder(name="x", unit_price=price, quantity=quantity, charges_vat=vat),
        prices, quantities, st.booleans(),
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@given(orders, st.integers(0, 100).map(D), st.booleans())
def test_lines_sum_to_the_law(lines: list[LineOrder], percent: D, rounded: bool) -> None:  # noqa: FBT001 - drawn
    taxed = sum((each.unit_price or D(0)) * each.quantity for each in lines if each.charges_vat)
    free = sum((each.unit_price or D(0)) * each.quantity for each in lines if not each.charges_vat)
    if taxed < 1 or free < 0:
        return  # nothing to tell: the books refuse it, or there is nothing that a discount lies on
    made = document(lines, discount_percent=percent, round_total=rounded)
    figures = line_figures(made)
    sums = sum(figures, NO_FIGURES)
    assert (sums.before_tax, sums.tax, sums.total) == (made.net, made.vat, made.total)
    for each, one in zip(made.lines, figures, strict=True):
        assert one.before_tax + one.tax == one.total == one.before_discount - one.line_discount - one.share
        for figure in (one.before_tax, one.tax, one.total, one.before_discount, one.line_discount, one.share):
            assert figure == figure.quantize(STEP)
        if line_rate(made, each) and made.taxable_base:
            exact = made.vat * one.before_tax / made.taxable_base
            assert abs(one.tax - exact) <= STEP


@given(st.lists(st.integers(-500, 900).map(D), min_size=1, max_size=9), st.integers(-(10**7), 10**7))
def test_shares_add_up_exactly(weights: list[D], amount: int) -> None:
    whole = D(amount) / 10_000
    shares = largest_remainder(whole, weights, 4)
    assert (sum(shares), len(shares)) == (whole, len(weights))
    if total := sum(weights):
        assert all(abs(share - whole * weight / total) <= STEP for share, weight in zip(shares, weights, strict=True))


def test_a_line_is_named_after_its_document() -> None:
    uuid = UUID("01a1ff7b-e8d7-7f62-8246-f9dc83c7d371")
    assert str(line_uuid(uuid, 1)) == "01a1ff7b-e8d7-7f62-8246-f9dc83c70001"
    assert str(line_uuid(uuid, 1000)) == "01a1ff7b-e8d7-7f62-8246-f9dc83c703e8"
