"""Vouchers from the command line beside a running server, seen over its wire."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from .test_commands import Serving
from .test_commands_business import DEMO, Keyboard, demo, headers, keyboard

__all__ = ["demo", "headers", "keyboard"]


class Books:
    """Commands for the demo's books, and what the wire shows of them."""

    def __init__(self, serving: Serving, headers: dict[str, str], keyboard: Keyboard) -> None:
        self._serving, self._headers, self._keyboard = serving, headers, keyboard

    def said(self, *arguments: str) -> str:
        return self._keyboard.said(*arguments, "--business", DEMO)

    def refused(self, *arguments: str) -> str:
        return self._keyboard.refused(*arguments, "--business", DEMO)

    def get(self, target: str) -> Any:
        answer = httpx2.get(f"{self._serving.url}{target}", headers=self._headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, target: str, body: object = None) -> None:
        answer = httpx2.post(f"{self._serving.url}/api/v1/{target}", json=body, headers=self._headers)
        assert answer.status_code in {200, 201}, answer.text

    def lines(self, key: str) -> list[tuple[str, str | None, Decimal]]:
        """Account, contact and amount, debits positive."""
        return [
            (one["Account"], one["ContactId"], Decimal(str(one["Debit"])) - Decimal(str(one["Credit"])))
            for one in self.get(f"/ext/v1/entries/{key}")["Lines"]
        ]


@pytest.fixture
def books(demo: tuple[Serving, Path], headers: dict[str, str], keyboard: Keyboard) -> Books:
    return Books(demo[0], headers, keyboard)


def test_an_entry_and_its_reversal(books: Books) -> None:
    typed = ("entry", "add", "--id", "e1", "--date", "2026-01-05", "--debit", "receivable@5077=120.50",
             "--credit", "income:3=100", "--credit", "bank=20.50", "--details", "תיקון")  # fmt: skip
    assert books.said(*typed) == "e1 is posted on 2026-01-05: 120.50"
    assert books.lines("e1") == [
        ("receivable", "5077", Decimal("120.5")), ("income:3", None, -100), ("bank", None, Decimal("-20.5")),
    ]  # fmt: skip
    assert books.said(*typed) == "e1 was posted already; nothing is posted again"
    assert "names what was posted with other contents" in books.refused(*typed[:-1], "אחר")
    assert books.said("entry", "reverse", "e1").endswith(": 120.50")
    assert books.refused("entry", "reverse", "e1") == "pinkas: Entry 'e1' is reversed already."
    assert books.get("/ext/v1/entries/e1")["ReversedById"]


def test_opening_balances(books: Books) -> None:
    typed = ("--id", "o1", "--date", "2026-01-01", "--account", "bank=1000", "--contact", "cust-ruth=-35.5")
    assert books.said("opening-balance", *typed) == "o1 is posted on 2026-01-01: 1035.50"
    assert books.get("/api/v1/Contacts/cust-ruth")["OpenBalance"] == 35.5
    books.said("entry", "reverse", "o1")


def test_cash(books: Books) -> None:
    before = books.get("/ext/v1/cash")["TotalCount"]
    for kind, amount in (("in", "5000"), ("out", "20"), ("overage", "1"), ("shortage", "0.5")):
        books.said("cash", kind, amount, "--details", kind)
    rows = books.get("/ext/v1/cash")["Results"][before:]
    assert [(row["Kind"], row["Amount"], row["Details"]) for row in rows] == [
        ("in", 5000, "in"), ("out", 20, "out"), ("overage", 1, "overage"), ("shortage", 0.5, "shortage"),
    ]  # fmt: skip
    assert books.refused("cash", "out", "9999999").startswith("pinkas: The till holds ")


def test_a_cheque_bounces(books: Books) -> None:
    paid = [{"PaymentTypeId": 2, "Payment": 250}]
    sent = {"DocumentId": "chq", "TrxTypeId": 2, "TrxCodeNumber": 2, "CustomerId": "cust-ruth", "ReceiptLines": paid}
    books.post("Documents", sent)
    books.post("PrintDocument/chq")
    line = books.get("/api/v1/Kupa")["Results"][-1]["CaspitKupaLineId"]
    assert books.said("cheque", "bounce", line, "--charge", "15").endswith(": 265.00")
    assert books.refused("cheque", "bounce", line) == "pinkas: The cheque bounced already."
    assert books.refused("cheque", "bounce", "x") == "pinkas: No cheque 'x'."


def test_a_difference(books: Books) -> None:
    lines = [{"ProductName": "מדף", "UnitPrice": 10}]
    books.post("Documents", {"DocumentId": "dif", "TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": lines})
    books.post("PrintDocument/dif")
    assert books.said("difference", "dif", "--kind", "rounding", "--amount", "0.8", "--id", "d1").endswith(": 0.80")
    assert books.lines("d1") == [("rounding", None, Decimal("0.8")), ("receivable", None, Decimal("-0.8"))]
    assert "must be at most the 11.00 that is open" in books.refused(
        "difference", "dif", "--kind", "exchange", "--amount", "12"
    )
    assert "The kind must be one of rounding, exchange" in books.refused("difference", "dif", "--kind", "gift")


def test_stock(books: Books) -> None:
    books.post("Products", {"ProductId": "vou-shelf", "Name": "מדף", "QtyInStock": 10})
    assert books.said("stock", "count", "vou-shelf", "7.5", "--id", "s1") == "s1 moved the stock of vou-shelf by -2.5"
    assert books.said("stock", "in", "vou-shelf", "2").endswith("by 2")
    assert books.said("stock", "out", "vou-shelf", "1").endswith("by -1")
    assert books.get("/api/v1/Products/vou-shelf")["QtyInStock"] == 8.5
    assert books.said("entry", "reverse", "s1").endswith("moved the stock by 2.5")
    assert "names no product of this business: 'x'" in books.refused("stock", "count", "x", "1")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("entry", "add", "--debit", "bank"), "'bank' must be a name and an amount"),
        (("entry", "add", "--debit", "bank=ten"), "'ten' is no amount"),
        (("entry", "add", "--debit", "bank=NaN"), "'NaN' is no amount"),
        (("entry", "add", "--debit", "bank=1"), "The lines must be between 2 and 1000"),
        (("entry", "add", "--debit", "bank=1", "--credit", "equity=2"), "must balance: debits are 1, credits 2"),
        (("entry", "add", "--debit", "gold=1", "--credit", "equity=1"), "The account names no account"),
        (("entry", "add", "--debit", "bank@x=1", "--credit", "equity=1"), "belongs to the accounts receivable"),
        (("entry", "add", "--debit", "bank=1", "--credit", "equity=1", "--date", "2026-02-30"), "is no date"),
        (("entry", "add", "--debit", "bank=1", "--credit", "equity=1", "--date", "0001-01-01"), "is no date"),
        (("entry", "add", "--debit", "bank=0.001", "--credit", "equity=0.001"), "at most 2 decimal places"),
        (("entry", "reverse", "nothing"), "No voucher 'nothing'"),
        (("opening-balance",), "The lines must be between 1 and 1000"),
        (("opening-balance", "--contact", "nobody=5"), "names no contact"),
        (("cash", "in", "0"), "The amount must be greater than 0"),
        (("cash", "in", "1", "--details", "a\x00b"), "characters that cannot be kept"),
        (("cash", "in", "1", "--id", "x" * 51), "The key must be a string with a maximum length of 50"),
        (("cheque", "bounce", "x", "--charge", "free"), "'free' is no amount"),
        (("stock", "count", "vou-shelf", "1.123456"), "at most 5 decimal places"),
    ],
)
def test_what_is_wrong_is_one_sentence(books: Books, typed: tuple[str, ...], words: str) -> None:
    before = books.get("/ext/v1/entries")["TotalCount"]
    assert words in books.refused(*typed)
    assert books.get("/ext/v1/entries")["TotalCount"] == before


def test_a_business_nobody_opened(keyboard: Keyboard) -> None:
    told = keyboard.refused("cash", "in", "1", "--business", "999999998")
    assert told == "pinkas: No business has the tax number 999999998."


def test_the_books_are_whole_in_the_end(keyboard: Keyboard) -> None:
    assert "the books are whole" in keyboard.said("verify", "--business", DEMO)
