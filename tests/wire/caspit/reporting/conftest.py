"""A shop with a little of everything in its books, whose reports a whole module reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pinkas.actions.reports.catalogue import report_of
from pinkas.actions.reports.registry import read_parameters
from pinkas.books.report import Table
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House
from tests.conftest import NOON
from tests.wire.caspit.golden.shop import PASSWORD, USER, Reply, Shop, open_shop
from tests.wire.ext.asking import ext

Made = Callable[..., Table]


@pytest.fixture(scope="module")
def books(house: House) -> Iterator[Shop]:
    """Two customers over May to August: sales, a part payment, a credit, a cancellation, cash, entries by hand."""
    house.clock.at = NOON
    house.add_user(USER, PASSWORD, operator=True)
    shop = open_shop(house)
    fill(shop)
    yield shop
    assert house.run(verify_business(house.desk.store, shop.business)) is None
    shop.close()


def fill(shop: Shop) -> None:
    shelf = {
        "ProductId": "shelf",
        "CatalogNumber": "A-1",
        "Name": "מדף אלון",
        "SalePrice1": 100,
        "QtyInStock": 20,
        "PurchasePrice": 60.5,
    }
    answers = [
        shop.contact("dana", BusinessName="דנה נגרות"),
        shop.contact("omer", BusinessName="Omer & Sons", OpenBalance=-500),
        shop.ask("POST", "Products", shelf),
    ]

    def sold(key: str, day: str, due: str, net: object, qty: object = 1, **members: Any) -> None:
        line = {
            "ProductId": "shelf",
            "ProductCatalogNumber": "A-1",
            "ProductName": "מדף אלון",
            "UnitPrice": net,
            "Qty": qty,
        }
        body = {"DocumentLines": [line], "Date": day, "DueDate": due, "CustomerId": "dana"} | members
        answers.extend([shop.invoice(key, **body), shop.print(key)])

    sold("inv-1", "2026-04-10", "2026-05-01", 1000)  # 1180, more than 90 days late on 4 August
    sold("inv-2", "2026-05-20", "2026-05-20", 100, 5)  # 590, 76 days late
    sold("inv-3", "2026-07-01", "2026-07-20", "33.33", 3)  # 99.99 + 18.00 = 117.99, 15 days late
    sold("inv-4", "2026-08-01", "2026-08-31", 250, CustomerId="omer")  # 295, not due yet
    sold("inv-5", "2026-08-02", "2026-08-02", 70, CustomerId="omer")  # 82.60, cancelled below
    sold(
        "exempt",
        "2026-07-15",
        "2026-07-15",
        40,
        TrxCodeNumber=4,
        DocumentLines=[{"ProductName": "ספר", "UnitPrice": 40, "Qty": 1, "ChargeVAT": False}],
    )  # 40, 20 days late
    sold("credit", "2026-07-05", "2026-07-05", 100, TrxTypeId=9, RelatedDocuments=[{"DocumentId": "inv-2"}])  # -118
    sold("quote", "2026-08-03", "2026-08-03", 9, TrxTypeId=16)
    answers.append(shop.invoice("draft", 77, CustomerId="dana", CustomerBusinessName="דנה, אגף ב", Date="2026-08-03"))
    answers.append(shop.ask("POST", "CancelDocument/inv-5"))
    answers.extend(_money(shop))
    assert [answer.text for answer in answers if answer.status not in {200, 201}] == []


def _money(shop: Shop) -> list[Reply]:
    """What was received, put into the till and spent."""
    answers: list[Reply] = []

    def paid(key: str, day: str, lines: list[dict[str, Any]], **members: Any) -> None:
        body = {"ReceiptLines": lines, "Date": day, "CustomerId": "dana"} | members
        answers.extend([shop.receipt(key, **body), shop.print(key)])

    cheque = {
        "PaymentTypeId": 2,
        "Payment": 300,
        "CheckNumber": "1201",
        "BankId": 12,
        "AccountNumber": "44",
        "PaymentDate": "2026-09-01",
    }
    paid(
        "rec-1",
        "2026-06-01",
        [{"PaymentTypeId": 1, "Payment": 180}, cheque],
        RelatedDocuments=[{"DocumentId": "inv-1"}],
    )
    paid("rec-2", "2026-08-03", [{"PaymentTypeId": 9, "Payment": 50}], CustomerId="omer")  # on account
    answers.append(ext(shop, "POST", "cash", {"CashId": "float", "Kind": "in", "Amount": 200, "Date": "2026-06-02"}))
    sides = [
        {"Account": "expense:3100", "Debit": 120},
        {"Account": "input-vat", "Debit": "21.60"},
        {"Account": "bank", "Credit": "141.60"},
    ]
    answers.append(
        ext(
            shop,
            "POST",
            "entries",
            {"EntryId": "rent", "Date": "2026-07-10", "Details": "שכירות", "Reference": "77", "Lines": sides},
        )
    )
    return answers


@pytest.fixture(scope="module")
def made(house: House, books: Shop) -> Made:
    """Makes a report of the shop by name, its parameters as a caller sends them."""

    def make(name: str, **sent: Any) -> Table:
        caller = caller_of(books.business, tax_number=books.tax_number)
        report = report_of(name)
        asked = read_parameters(report, sent, caller.today(house.clock))
        return house.run(report.make(house.desk, caller, asked))

    return make
