"""Tampering with papers about goods and with orders, and what verify says of it; and how both are found among many."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from pinkas.actions.desk import Caller
from pinkas.actions.inventory import (
    GoodsOrder,
    InventoryOrder,
    remove_document,
    remove_line,
    save_document,
    save_lines,
)
from pinkas.actions.products import product_by_key, save_product
from pinkas.actions.shops import save_part, shop_of
from pinkas.books.inventory import InventoryKind, InventoryState
from pinkas.books.product import Product
from pinkas.books.shop import Store
from pinkas.storage.inventory import GoodsAsked, goods_on_hand
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .test_verify import _after as after

IN, THERE, GONE, PART = (UUID(int=number) for number in (1, 2, 3, 4))


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A business with goods that came in and went to its other store, a paper half in the stock, and one removed."""
    business = house.open_business("514000009")
    caller = caller_of(business, house.add_user("ruth", "s3cret-word", business))
    house.run(_fill(house, caller))
    assert house.run(verify_business(house.desk.store, business)) is None
    return caller


async def _fill(house: House, caller: Caller) -> None:
    desk = house.desk
    await save_part(desk, caller, Store, "2", {"name": "חיפה"})
    first, second = (store.uuid for store in (await shop_of(desk, caller.business)).stores)
    for key in ("shirt", "belt"):
        await save_product(desk, caller, key, Product(name=key, currency="ILS"), in_stock=Decimal(10))
    shirt, belt = [(await product_by_key(desk, caller, key)).uuid for key in ("shirt", "belt")]
    updated = InventoryState.STOCK_UPDATED
    await save_document(desk, caller, InventoryOrder(uuid=IN, kind=InventoryKind.DELIVERY_NOTE, store=first))
    await save_lines(
        desk, caller, IN,
        [GoodsOrder(product=shirt, quantity=Decimal(5)), GoodsOrder(product=belt, quantity=Decimal("2.5"))],
    )  # fmt: skip
    await save_document(desk, caller, InventoryOrder(uuid=IN, state=updated))
    await save_document(
        desk, caller,
        InventoryOrder(uuid=THERE, kind=InventoryKind.TRANSFER, store=first, to_store=second, state=updated),
    )  # fmt: skip
    await save_lines(desk, caller, THERE, [GoodsOrder(product=shirt, sent=Decimal(6), quantity=Decimal(4))])
    await save_document(desk, caller, InventoryOrder(uuid=GONE, kind=InventoryKind.INVOICE, store=second))
    await remove_document(desk, caller, GONE)
    await save_document(desk, caller, InventoryOrder(uuid=PART, kind=InventoryKind.INVOICE, store=second, note="x"))
    await save_lines(
        desk, caller, PART,
        [
            GoodsOrder(product=shirt, quantity=Decimal(1), state=updated),
            GoodsOrder(product=belt, quantity=Decimal(1), ordered=Decimal(3)),
        ],
    )  # fmt: skip
    await remove_line(desk, caller, PART, belt)


def test_what_moved_and_where(house: House, caller: Caller) -> None:
    found = house.run(goods_on_hand(house.desk.store, caller.business, GoodsAsked()))
    assert [(one.name, one.on_hand, [store.on_hand for store in one.stores]) for one in found] == [
        ("shirt", Decimal("14.00000"), [9, 5]),
        ("belt", Decimal("12.50000"), [Decimal("12.5"), 0]),
    ]


DOCUMENT = "update books.inventory_document set {} where serial = {}"
LINE = "update books.inventory_line set {} where document_serial = {} and number = 1"
ONE, TWO, FOUR = (f"inventory document 00000000-0000-0000-0000-00000000000{number}" for number in (1, 2, 4))
MOVE = "update books.stock_move set {} where serial = 5"
TAMPERINGS = {
    "another kind": (DOCUMENT.format("kind = 'invoice'", 1), ONE),
    "another state": (DOCUMENT.format("state = 'open'", 1), ONE),
    "another store": (DOCUMENT.format("store = 2", 1), f"the goods moved by {ONE}"),
    "no transfer at all": (DOCUMENT.format("to_store = null", 2), "inventory document"),
    "another note": (DOCUMENT.format("note = 'y'", 4), FOUR),
    "another uuid": (DOCUMENT.format(f"uuid = '{UUID(int=9)}'", 4), "inventory document"),
    "a version back": (DOCUMENT.format("version = 1", 1), ONE),
    "another writer": (DOCUMENT.format("updated_by = 'me'", 1), "who wrote inventory document"),
    "a removed paper back": (DOCUMENT.format("deleted = false", 3), "inventory document"),
    "another quantity": (LINE.format("quantity = 50", 1), f"the goods moved by {ONE}"),
    "more sent": (LINE.format("sent = 7", 2), f"the goods moved by {TWO}"),
    "another line's product": (LINE.format("product = 2", 2), f"the goods moved by {TWO}"),
    "an order changed": (LINE.format("ordered = 5", 4), FOUR),
    "goods that never moved": (LINE.format("moved = false, position = null", 1), f"the goods moved by {ONE}"),
    "goods moved by another paper": (LINE.format("position = position + 1", 2), f"the goods moved by {TWO}"),
    "a line removed": ("delete from books.inventory_line where document_serial = 1", f"the goods moved by {ONE}"),
    "a paper removed": ("delete from books.inventory_document where serial = 3", "inventory document with serial 3"),
    "a move of another store": (MOVE.format("store = 2"), f"the goods moved by {TWO}"),
    "a move of more": (MOVE.format("quantity = -7"), f"the goods moved by {TWO}"),
    "a move of another day": (MOVE.format("date = date - 1"), "the date of stock move 5"),
    "a move removed": ("delete from books.stock_move where serial = 5", f"the goods moved by {TWO}"),
    "a stock of its own": ("update books.stock set quantity = 99 where store = 2", "the stock of product"),
    "serials to come": (
        "update books.serial_counter set last_serial = 9 where sort = 'inventory_document'",
        "the count of inventory documents",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, caller: Caller, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(after(connection, caller.business, statement))
    assert finding is not None
    assert finding.record.startswith(record), str(finding)
