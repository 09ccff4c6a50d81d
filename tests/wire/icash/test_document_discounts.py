"""A discount on the whole leaves base and rows what the operation said, or is told as the base after it."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

from .system import System
from .test_cards import ITEM
from .test_documents import EVERY, paper
from .test_operations import opened, row, shop

D = Decimal
#: VAT by the item's serial: the standard rate, the reduced one, none.
RATES = {1: D(20), 2: D(9), 3: D(0)}


def cents(amount: D) -> D:
    return amount.quantize(D("0.01"), ROUND_HALF_UP)


def printed(system: System, discount: str, *rows: tuple[str, str, str, int]) -> int:
    """An operation of rows (quantity, price with VAT, percent, item), less a percentage of the whole."""
    operation = opened(system, ContragentID=1)
    for quantity, price, off, item in rows:
        row(system, operation, quantity, price, SaleItemDiscount=off, SaleItemID=item)
    system.done("set-operation-discount", OperationID=operation, Discount=discount)
    system.done("print-operation", OperationID=operation, PayTypeID=1)
    return operation


def with_untaxed(house: House) -> System:
    system = shop(house)
    free = {**ITEM, "SaleItemInventoryID": "000158", "SaleItemName": "Марка", "SaleItemTaxGroupID": 3}
    system.done("add-sale-item", **free)
    return system


def figures(shown: dict[str, Any]) -> tuple[str, str, list[tuple[str, str, str]]]:
    """The base, its percentage, and of each row price, percentage and total."""
    names = ("SaleItemSinglePrice", "SaleItemDiscount", "SaleItemTotalPrice")
    rows = [(one[names[0]], one[names[1]], one[names[2]]) for one in shown["DocumentSaleItems"]]
    return shown["DocumentPriceBase"], shown["DocumentDiscount"], rows


@pytest.fixture(scope="module")
def system(house: House) -> System:
    return with_untaxed(house)


@pytest.mark.parametrize(
    ("discount", "rows", "base", "percent", "shown"),
    [
        # Untaxed goods at 5.00 stay at 5.00, whatever is taken off the whole.
        ("10", [("1", "5", "0", 3), ("1", "12", "0", 1)], "15.00", "10.00000",
         [("5.00000", "0.00000", "5.00"), ("10.00000", "0.00000", "10.00")]),
        ("99.99", [("1", "100", "0", 1)], "83.33", "99.99000", [("83.33333", "0.00000", "83.33")]),
        ("99.99", [("1", "10", "0", 1)], "8.33", "99.99000", [("8.33333", "0.00000", "8.33")]),
        ("0", [("3", "9.99", "0", 1)], "24.97", "0.00000", [("8.32500", "0.00000", "24.97")]),
        # 0.02 and 0.02 without VAT less a tenth are 0.04, and 0.03 by law: told as the base after it.
        ("10", [("1", "0.02", "0", 1), ("1", "0.02", "0", 1)], "0.03", "0.00000",
         [("0.01500", "0.00000", "0.02"), ("0.01500", "0.00000", "0.01")]),
    ],
)  # fmt: skip
def test_rows_say_what_the_operation_said(
    house: House,
    system: System,
    discount: str,
    rows: list[tuple[str, str, str, int]],
    base: str,
    percent: str,
    shown: list[tuple[str, str, str]],
) -> None:
    document = paper(house, system, printed(system, discount, *rows), "invoice", vat_reason="чл. 39")
    assert figures(system.call("get-document", DocumentID=document).data) == (base, percent, shown)


def test_in_israel_too(house: House) -> None:
    """295.00 are 250.00 without VAT, and 33.33 percent off are 166.68 and 30.00 of VAT."""
    system = shop(house, "IL")
    printed(system, "33.33", ("1", "295", "0", 1))
    listed = system.call("documents-list", **EVERY).data["Data"][0]
    shown = system.call("get-document", DocumentID=listed["DocumentID"]).data
    assert figures(shown) == ("250.00", "33.33000", [("250.00000", "0.00000", "250.00")])
    assert (listed["DocumentPriceBase"], listed["DocumentDiscount"]) == ("250.00", "33.33000")


def test_whatever_is_sold_adds_up(house: House, system: System) -> None:
    """Rows to the base, the base less its percentage and with its VAT to the total; no row but by rounding off."""
    chance = random.Random(5)  # noqa: S311 - operations, not secrets
    told = 0
    for _ in range(12):
        rows = [
            (f"{D(chance.randint(1, 3000)) / 1000}", f"{D(chance.randint(1, 20000)) / 100}",
             chance.choice(("0", "0", "10", "12.5")), chance.choice((1, 2, 3)))
            for _ in range(chance.randint(1, 4))
        ]  # fmt: skip
        operation = printed(system, f"{D(chance.randint(1, 9999)) / 100}", *rows)
        vat = D(system.call("get-operation", OperationID=operation).data["OperationTotalVat"])
        shown = system.call(
            "get-document", DocumentID=paper(house, system, operation, "invoice", vat_reason="чл. 39")
        ).data
        base, off, total = (D(shown[f"Document{name}"]) for name in ("PriceBase", "Discount", "TotalPrice"))
        lines = shown["DocumentSaleItems"]
        assert sum(D(one["SaleItemTotalPrice"]) for one in lines) == base
        assert cents(base * (100 - off) / 100) + vat == total
        told += bool(off)
        for line, (quantity, price, percent, item) in zip(lines, rows, strict=True):
            assert D(line["SaleItemDiscount"]) == D(percent)
            if off:
                net = D(price) * 100 / (100 + RATES[item])
                assert D(line["SaleItemSinglePrice"]) == net.quantize(D("0.00001"), ROUND_HALF_UP)
                whole = net * D(quantity) * (100 - D(percent)) / 100
                assert abs(D(line["SaleItemTotalPrice"]) - whole) <= D("0.0051")
        listed = system.call("documents-list", DocumentID=shown["DocumentID"]).data["Data"][0]
        assert (listed["DocumentPriceBase"], listed["DocumentDiscount"]) == (
            shown["DocumentPriceBase"], shown["DocumentDiscount"],
        )  # fmt: skip
    assert told >= 3
    assert house.run(verify_business(house.desk.store, system.caller.business)) is None
