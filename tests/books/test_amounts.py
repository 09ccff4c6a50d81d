"""What the books cannot hold exactly is refused by its name, and what is equal has the same canonical bytes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D  # noqa: N817 - amounts are read here, not written

import pytest

from pinkas.books import canon
from pinkas.books.errors import InvalidValue
from pinkas.books.ground import Ground
from pinkas.books.lines import LineOrder, compose_line
from pinkas.books.money import check_amount, fits, product

DAY = dt.date(2026, 8, 5)
GROUND = Ground(today=DAY, country="IL", currency="ILS", registration="licensed_dealer")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("unit_price", "Infinity", "must be a number"),
        ("unit_price", "NaN", "must be a number"),
        ("unit_price", "1000000000000", "is too large"),
        ("unit_price", "1E+200", "is too large"),
        ("unit_price", "0.0000001", "must have at most 6 decimal places"),
        ("quantity", "-Infinity", "must be a number"),
        ("quantity", "1E+90", "is too large"),
        ("quantity", "0.000001", "must have at most 5 decimal places"),
        ("rate", "sNaN", "must be a number"),
        ("rate", "-1", "must not be negative"),
        ("rate", "0", "must be greater than 0"),
        ("rate", "1.0000001", "must have at most 6 decimal places"),
        ("discount", "Infinity", "must be a number"),
        ("discount", "0.001", "must have at most 2 decimal places"),
    ],
)
def test_a_line_refuses_by_name_what_cannot_be_held(name: str, value: str, sentence: str) -> None:
    said = {"unit_price": D(250), "quantity": D(4), name: D(value)}
    with pytest.raises(InvalidValue) as refused:
        compose_line(LineOrder(**said), 3, GROUND, day=DAY, vat_rate=D(18))  # type: ignore[arg-type]  # of amounts only
    assert (refused.value.field, refused.value.reason) == (f"lines[2].{name}", sentence)


def test_a_line_whose_parts_fit_but_not_its_sum_is_refused() -> None:
    large = LineOrder(unit_price=D(999999999999), quantity=D(999999999999))
    with pytest.raises(InvalidValue, match="is too large") as refused:
        compose_line(large, 1, GROUND, day=DAY, vat_rate=D(18))
    assert refused.value.field == "lines[0].net"


@pytest.mark.parametrize(
    ("value", "places", "held"),
    [
        ("999999999999.99", 2, True), ("-999999999999.99", 2, True), ("999999999999.999999", 6, True),
        ("1.10000000000000000000000000000000000000000000", 2, True),
        ("1.10000000000000000000000000000000000000000001", 2, False), ("1000000000000", 2, False), ("NaN", 2, False),
        ("sNaN", 2, False), ("-Infinity", 2, False), ("0E-50", 2, True), ("-0.00", 2, True), ("1E+11", 2, True),
    ],
)  # fmt: skip
def test_what_fits(value: str, places: int, held: bool) -> None:  # noqa: FBT001 - the expectation itself
    assert fits(D(value), places) is held


def test_a_negative_amount_is_refused_only_where_it_makes_no_sense() -> None:
    check_amount("net", D("-0.01"), negative=True)
    with pytest.raises(InvalidValue, match="must not be negative"):
        check_amount("net", D("-0.01"))


def test_a_product_keeps_every_digit() -> None:
    many = product(D("123456789012.123456"), D("98765432.12345"), D("3.141593"))
    assert str(many) == "38306270050360498349.72718887444861760"
    assert str(product(D("0.000001"), D("0.00001"), D("0.000001"))) == "1E-17"


def test_equal_amounts_have_the_same_bytes_in_either_order() -> None:
    for first, second in (("12.5", "12.500"), ("7", "7.00"), ("-0.00", "0")):
        assert canon.decimal(2)(D(first)) == canon.decimal(2)(D(second))
        assert canon.decimal(6)(D(second)) == canon.decimal(6)(D(first))
    assert canon.decimal(2)(D("12.5")) == b"d\x00\x00\x00\x0512.50"


def test_short_and_long_texts_are_normalised_alike() -> None:
    decomposed, composed = "e\u0301", "\u00e9"
    for times in (1, 40, 200):
        assert canon.text(decomposed * times) == canon.text(composed * times)
    assert canon.text(decomposed) == b"s\x00\x00\x00\x02\xc3\xa9"
