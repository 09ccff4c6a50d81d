"""The book currency by date, what a changeover makes of balances, and whose numbers a document takes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pinkas.books.currency import (
    Balance,
    Changeover,
    HeldTender,
    OpenDocument,
    book_currency,
    changeover,
    check_kept,
    check_reached,
    fixed_rates,
    restate,
)
from pinkas.books.errors import InvalidValue, PeriodClosed
from pinkas.books.ground import Ground
from pinkas.books.numbering import default_series, numbering, runs_of, written
from pinkas.books.tax_number import looks_right

D = Decimal
LAST_LEV, FIRST_EURO = dt.date(2025, 12, 31), dt.date(2026, 1, 1)


def lev() -> Changeover:
    found = changeover("BG", "EUR")
    assert found is not None
    return found


def test_bulgarian_books_are_in_leva_until_the_end_of_2025() -> None:
    assert [book_currency("BG", "EUR", day) for day in (LAST_LEV, FIRST_EURO)] == ["BGN", "EUR"]
    assert [book_currency("IL", "ILS", day) for day in (LAST_LEV, FIRST_EURO)] == ["ILS", "ILS"]
    assert book_currency("AL", "ALL", LAST_LEV) == "ALL"
    assert fixed_rates("BG", "EUR", LAST_LEV) == {"EUR": D("1.95583")}
    assert fixed_rates("BG", "EUR", FIRST_EURO) == {"BGN": D("0.511292")}
    assert fixed_rates("IL", "ILS", FIRST_EURO) == {}


@pytest.mark.parametrize(
    ("leva", "euro"),
    [
        ("1.95583", "1.00"),
        ("0.01", "0.01"),
        ("0.005", "0.00"),
        ("100", "51.13"),
        ("-100", "-51.13"),
        ("1000000", "511291.88"),
    ],
)
def test_amounts_are_divided_by_the_full_rate(leva: str, euro: str) -> None:
    assert lev().converted(D(leva)) == D(euro)


def test_what_is_paid_in_the_lev_after_it_is_divided_too() -> None:
    ground = Ground(
        today=FIRST_EURO, country="BG", currency="EUR", changed=lev(), registration="licensed_dealer",
        rates=fixed_rates("BG", "EUR", FIRST_EURO),
    )  # fmt: skip
    # By the inverse rate it would come to 511292.00.
    assert ground.in_books(D(1000000), "BGN", ground.rate("BGN")) == D("511291.88")


def test_no_day_is_of_two_currencies() -> None:
    check_reached("BG", "EUR", LAST_LEV, LAST_LEV)
    check_reached("BG", "EUR", FIRST_EURO, FIRST_EURO)
    with pytest.raises(InvalidValue, match="must be before 2026-01-01"):
        check_reached("BG", "EUR", LAST_LEV, FIRST_EURO)
    check_kept("BG", "EUR", LAST_LEV, LAST_LEV)
    check_kept("IL", "ILS", LAST_LEV, FIRST_EURO)
    with pytest.raises(PeriodClosed, match="the books changed over from BGN to EUR on 2026-01-01"):
        check_kept("BG", "EUR", LAST_LEV, FIRST_EURO)


def test_documents_and_payments_are_restated_one_by_one_and_the_rest_of_each_balance_with_them() -> None:
    restated = restate(
        lev(),
        [
            # Three debts of 0.99 are 0.51 each, 1.53 together, where 2.97 by itself would be 1.52.
            Balance(account="receivable", contact=7, amount=D("12.97")),
            Balance(account="till:cash", contact=0, amount=D("15.00")),
            Balance(account="opening-balances", contact=7, amount=D("-10.00")),
            Balance(account="income:3", contact=0, amount=D("-17.97")),
        ],
        [
            *(OpenDocument(serial=one, kind="tax_invoice", contact=7, open_amount=D("0.99")) for one in (1, 2, 3)),
            OpenDocument(serial=4, kind="proforma", contact=7, open_amount=D("100.00")),
            OpenDocument(serial=5, kind="receipt", contact=9, open_amount=D("5.00")),
            OpenDocument(serial=6, kind="tax_invoice", contact=9, open_amount=D("5.00")),
        ],
        [HeldTender(kind="receipt", type="cash", book_amount=D("20.00"), deposited_book=D("5.00"))],
    )
    assert restated.entry is not None
    assert [(one.account, one.contact, one.amount) for one in restated.entry.postings] == [
        ("income:3", 0, D("8.78")),
        ("opening-balances", 0, D("4.89")),
        ("receivable", 7, D("-6.33")),  # 1.53 and 5.11 of the 10.00 that is no document's
        ("till:cash", 0, D("-7.33")),  # 10.23 less 2.56
        ("rounding", 0, D("-0.01")),
    ]
    assert [(one.paid, one.paying, one.amount) for one in restated.settlements] == [
        (1, None, D("0.48")), (2, None, D("0.48")), (3, None, D("0.48")), (4, None, D("48.87")),
        (None, 5, D("2.44")), (6, None, D("2.44")),
    ]  # fmt: skip


def test_books_without_anything_change_over_without_an_entry() -> None:
    assert restate(lev(), [], [], []).entry is None


def test_bulgarian_invoices_share_a_run_and_take_their_number_at_issue() -> None:
    kinds = ("tax_invoice", "invoice_receipt", "credit_invoice", "debit_note", "advance_invoice")
    assert {(one.run, one.first, one.at_issue) for one in (numbering("BG", kind) for kind in kinds)} == {
        ("invoice", 1, True)
    }
    assert numbering("BG", "tax_invoice").of_draft == ("draft", 1)
    assert numbering("BG", "proforma").of_draft == ("proforma", 1)
    assert numbering("AL", "tax_invoice").of_draft == ("tax_invoice", 1)
    assert numbering("IL", "tax_invoice").of_draft == ("tax_invoice", 100001)
    assert [default_series(country) for country in ("IL", "BG", "AL")] == [98, 1, 1]
    assert (runs_of(["receipt"]), runs_of(["tax_invoice"])) == (["receipt"], ["tax_invoice", "invoice"])


def test_numbers_are_written_by_their_run() -> None:
    assert written(1, 398, "invoice") == "01/0000000398"
    assert written(1, 12, "draft") == "01/T000000012"
    assert written(98, 100001, "tax_invoice") == "98/100001"


@pytest.mark.parametrize(
    ("country", "number", "right"),
    [
        ("BG", "000000018", True), ("BG", "000000019", False), ("BG", "831641791", True), ("BG", "1234", False),
        ("BG", "8316417910017", True), ("BG", "8316417910018", False), ("AL", "J61804031V", True),
        ("AL", "61804031V", False), ("IL", "123456782", True), ("IL", "123456789", False),
    ],
)  # fmt: skip
def test_a_businesss_number_is_looked_at(country: str, number: str, right: bool) -> None:  # noqa: FBT001 - a column
    assert looks_right(country, number) is right
