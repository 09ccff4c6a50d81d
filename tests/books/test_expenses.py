"""The sums of an expense, and what it posts, as literal amounts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pinkas.books.chart import InputVat, TransactionClass
from pinkas.books.errors import InvalidValue
from pinkas.books.expense import Expense, ExpensePayment, check_payments, sums
from pinkas.books.expense_entries import expense_entry
from pinkas.books.kinds import ClassSort
from pinkas.books.vat import VatCategory


def dec(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("total", "net", "vat", "rate", "found"),
    [
        ("1180", None, None, None, ("1180", "1000.00", "180.00", "18")),
        (None, "1000", None, None, ("1180.00", "1000", "180.00", "18")),
        ("100", None, None, "17", ("100", "85.47", "14.53", "17")),
        (None, "0.03", None, "18", ("0.04", "0.03", "0.01", "18")),
        ("100", None, "10", None, ("100", "90", "10", "18")),
        (None, "90", "10", None, ("100", "90", "10", "18")),
        ("100", "90", None, None, ("100", "90", "10", "18")),
        ("100", "100", None, None, ("100", "100", "0", "0")),
        ("100", None, "0", None, ("100", "100", "0", "0")),
        ("1000", "847.4576", "152.5424", "18", ("1000", "847.46", "152.54", "18")),
        ("118.05", "100", "18", "18", ("118.05", "100", "18", "18")),
        ("117.95", "100", "18", "18", ("117.95", "100", "18", "18")),
        ("-118", None, None, None, ("-118", "-100.00", "-18.00", "18")),
        ("-0.03", None, None, "18", ("-0.03", "-0.03", "0.00", "18")),
        ("0", None, None, None, ("0", "0", "0", "18")),
        # Said with its rate, the VAT is that of the net, give or take 0.05; without, a part of the invoice bears none.
        ("1180.05", "1000", "180.05", "18", ("1180.05", "1000", "180.05", "18")),
        ("1179.95", "1000", "179.95", "18", ("1179.95", "1000", "179.95", "18")),
        ("150", "132", "18", None, ("150", "132", "18", "18")),
        ("150", "132", None, None, ("150", "132", "18", "18")),
        ("118.05", "100", "18.05", None, ("118.05", "100", "18.05", "18")),
        ("117", "100", "17", "17", ("117", "100", "17", "17")),
        # A supplier's credit may bear the rate of the invoice it is for.
        ("-120", "-100", "-20", "20", ("-120", "-100", "-20", "20")),
    ],
)
def test_what_is_missing_is_computed(
    total: str | None, net: str | None, vat: str | None, rate: str | None, found: tuple[str, str, str, str]
) -> None:
    said = sums(dec(total), dec(net), dec(vat), dec(rate), Decimal(18))
    assert (said.total, said.net, said.vat, said.rate) == tuple(map(Decimal, found))


@pytest.mark.parametrize(
    ("total", "net", "vat", "rate", "field"),
    [
        (None, None, None, None, "total"),
        (None, None, "18", None, "total"),
        ("118.06", "100", "18", "18", "total"),
        ("117.94", "100", "18", "18", "total"),
        ("118", "100", "18", "0", "vat"),
        ("82", "100", "-18", "18", "vat"),
        ("118", None, None, "100.01", "vat_rate"),
        ("118", None, None, "-1", "vat_rate"),
        ("1e13", None, None, None, "total"),
        ("1.00001", None, None, None, "total"),
        ("118", "50", "68", "18", "vat"),
        ("118", "50", None, "18", "vat"),
        ("118", None, "68", "18", "vat"),
        (None, "50", "68", "18", "vat"),
        ("150", "132", "18", "18", "vat"),
        ("1180.06", "1000", "180.06", "18", "vat"),
        ("1179.94", "1000", "179.94", "18", "vat"),
        ("118", "50", "68", None, "vat"),
        ("118", "50", None, None, "vat"),
        ("-118", "-50", "-68", None, "vat"),
        ("118.06", "100", "18.06", None, "vat"),
        ("120", "100", "20", "20", "vat_rate"),
        ("120", None, None, "18.0001", "vat_rate"),
    ],
)
def test_what_disagrees_is_refused(
    total: str | None, net: str | None, vat: str | None, rate: str | None, field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        sums(dec(total), dec(net), dec(vat), dec(rate), Decimal(18))
    assert refused.value.field == f"expense.{field}"


@pytest.mark.parametrize("share", InputVat)
@pytest.mark.parametrize("recognised", ["0", "0.01", "33.33", "66.67", "100"])
@pytest.mark.parametrize("total", ["-117.97", "-0.01", "0.01", "0.07", "99.99", "1180", "999999999999.99"])
def test_every_entry_balances(share: InputVat, recognised: str, total: str) -> None:
    """An entry that does not balance, or posts nothing somewhere, cannot be made."""
    said = sums(Decimal(total), None, None, None, Decimal(18))
    expense = Expense(
        date=dt.date(2026, 8, 3), class_number=1, total=said.total, net=said.net, vat=said.vat, vat_rate=said.rate,
        recognised=Decimal(recognised),
    )  # fmt: skip
    of_class = TransactionClass(1, "x", ClassSort.EXPENSES, VatCategory.STANDARD, share)
    entry = expense_entry(expense, of_class, None, "ILS", deducts=True)
    assert entry.postings[-1].account == "payable"
    assert entry.postings[-1].amount == -Decimal(total)
    if recognised == "0":
        assert [one.account for one in entry.postings] == ["private-use", "payable"]


def test_payments_bear_the_sign_of_the_total_and_stay_within_it() -> None:
    def payment(paid: str, withheld: str = "0") -> ExpensePayment:
        return ExpensePayment(key=paid, date=dt.date(2026, 8, 3), paid=Decimal(paid), withheld=Decimal(withheld))

    check_payments(Decimal(100), [payment("60"), payment("39", "1")])
    check_payments(Decimal(-100), [payment("-60"), payment("-40")])
    check_payments(Decimal(100), [payment("0", "20")], settled=Decimal(80))
    for total, payments, settled in (
        (100, [payment("60"), payment("40.01")], 0),
        (-100, [payment("-100.01")], 0),
        (100, [payment("-1")], 0),
        (100, [payment("1", "-1")], 0),
        (100, [payment("1")], 99.5),
        (0, [payment("1")], 0),
    ):
        with pytest.raises(InvalidValue):
            check_payments(Decimal(total), payments, settled=Decimal(str(settled)))
