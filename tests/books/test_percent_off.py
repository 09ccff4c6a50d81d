"""Bases and percentages that lead to the cent, or are not told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinkas.books.percent_off import base_and_percent, price_and_percent, shared_base, without_vat

D = Decimal


@pytest.mark.parametrize(
    ("before", "net", "said", "base", "percent"),
    [
        ("120.00", "114.00", None, "120.00", "5"),
        ("120.00", "114.00", "5", "120.00", "5"), ("250.00", "237.50", "5.00", "250.00", "5.00"),
        # What was said leads there to the cent, or nothing is told: no other percentage stands in for it.
        ("120.00", "114.01", "5", "114.01", "0"), ("114.00", "114.00", "5", "114.00", "0"),
        ("83.33", "0.01", "99.99", "83.33", "99.99"),
        ("295.00", "285.00", None, "295.00", "3.38983"),
        # 0.00015 more would be needed: no percentage of five places leads to this cent.
        ("999999.00", "987653.33", None, "987653.33", "0"),
        ("10.00", "10.00", None, "10.00", "0"),
        # Nothing, or more than all, is no discount.
        ("10.00", "0.00", None, "0.00", "0"), ("10.00", "12.00", None, "12.00", "0"),
        ("5.00", "5.00", "100", "5.00", "0"),
    ],
)  # fmt: skip
def test_what_is_told(before: str, net: str, said: str | None, base: str, percent: str) -> None:
    told = base_and_percent(D(before), D(net), None if said is None else D(said))
    assert told == (D(base), D(percent))


@given(
    before=st.decimals(0, 10**7, places=2),
    off=st.decimals(0, 10**7, places=2),
    said=st.none() | st.decimals(0, 100, places=5),
)
def test_whatever_is_told_leads_to_the_cent(before: D, off: D, said: D | None) -> None:
    net = before - off if off <= before else before
    base, percent = base_and_percent(before, net, said)
    exact = base * (100 - percent) / 100
    assert abs(exact - net) <= D("0.005")
    assert 0 <= percent < 100


@given(
    total=st.decimals("0.01", 10**6, places=2),
    quantity=st.decimals("0.00001", 10**4, places=5),
    percent=st.decimals(0, 99, places=2),
)
def test_a_price_before_its_discount(total: D, quantity: D, percent: D) -> None:
    price, told = price_and_percent(total, quantity, percent)
    if told:
        assert abs(price * quantity * (100 - told) / 100 - total) <= D("0.005")
    else:
        assert abs(price - total / quantity) <= D("0.000005")


def test_a_base_is_shared_over_the_rows() -> None:
    assert shared_base(D("26.04"), [D("21.69"), D("3.44")]) == [D("22.48"), D("3.56")]
    # The rows' own, where they add up already; where one takes something off, the largest has the difference.
    assert shared_base(D("25.13"), [D("21.69"), D("3.44")]) == [D("21.69"), D("3.44")]
    assert shared_base(D("8.25"), [D("21.69"), D("-13.44")]) == [D("21.69"), D("-13.44")]
    assert shared_base(D("8.00"), [D("21.69"), D("-13.44")]) == [D("21.44"), D("-13.44")]
    assert shared_base(D("0.00"), []) == []


def test_a_row_without_its_vat() -> None:
    assert [without_vat(D(gross), D(rate)) for gross, rate in (("295", "18"), ("26.973", "20"), ("5", "0"))] == [
        D("250.00"), D("22.48"), D("5.00"),
    ]  # fmt: skip
