"""One stock to a store, whichever tongue moves it; and what several callers do to it at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from pinkas.actions.drafts import save_draft
from pinkas.actions.inventory import GoodsOrder, InventoryOrder, save_document, save_lines
from pinkas.actions.issuing import cancel_document, issue_document
from pinkas.actions.products import product_by_key
from pinkas.actions.sales_orders import take_order
from pinkas.actions.till_orders import TillLineOrder, TillOrder
from pinkas.actions.vouchers.stock import StockOrder, move_stock
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder
from pinkas.books.inventory import InventoryState
from pinkas.books.lines import LineOrder
from pinkas.books.references import RecordName
from pinkas.books.slip import SlipKind
from pinkas.storage.documents import by_key
from pinkas.storage.pool import Answer, Store
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

from .haifa import SHIRT, Haifa, cash, line, open_haifa


@pytest.fixture
def shop(house: House, clock: object) -> Haifa:
    del clock
    return open_haifa(house)


def stores(shop: Haifa) -> list[Decimal]:
    """What stores 1 and 3 have of the shirt; their sum is what Caspit's card and everybody's total say."""
    found = shop.get(f"inventory/barcode/{SHIRT}")
    card = shop.house.run(product_by_key(shop.house.desk, shop.caller, "shirt"))
    rows = [row["OnHand"] for row in found["storesInventory"]]
    assert (card.in_stock, found["TotalOnHand"]) == (sum(rows), sum(rows))
    return rows


def whole(shop: Haifa) -> bool:
    return shop.house.run(verify_business(shop.house.desk.store, shop.caller.business)) is None


def test_every_tongue_moves_its_own_store(shop: Haifa) -> None:
    run, desk, caller = shop.house.run, shop.house.desk, shop.caller
    assert stores(shop) == [100, 0]
    shop.sell(line(SHIRT, 2), CashTenders=cash("119.80"))
    assert stores(shop) == [100, -2]
    shirts = (LineOrder(product="shirt", quantity=Decimal(3)),)
    order = DocumentOrder(
        key="inv", kind="tax_invoice", series=98, party=Party(name="x"), class_number=3, lines=shirts, channel="api"
    )
    run(save_draft(desk, caller, order))
    run(issue_document(desk, caller, by_key("inv")))
    assert stores(shop) == [97, -2]
    # A count knows no stores: what was counted is the sum, and the first store is put right.
    counted = StockOrder(product="shirt", quantity=Decimal(40), kind="count")
    run(move_stock(desk, caller, counted))
    assert stores(shop) == [42, -2]
    run(move_stock(desk, caller, StockOrder(product="shirt", quantity=Decimal(1), kind="out")))
    run(cancel_document(desk, caller, by_key("inv")))
    assert (stores(shop), whole(shop)) == ([44, -2], True)


def paper(shop: Haifa, quantity: object, status: int = 0) -> str:
    """A delivery of shirts to the first store."""
    listed = shop.get("inventory", date_modified="2026-03-01", barcode_number=SHIRT)[0]
    made = shop.post(
        "inventory/documents", {"StoreID": listed["storesInventory"][0]["StoreId"], "Type": 0, "DocStatus": status}
    )
    shop.post("inventory/document_lines", [{"DocId": made["ID"], "ItemID": listed["Item"]["ItemID"], "Qty": quantity}])
    return str(made["ID"])


def test_many_at_once_move_the_goods_once(shop: Haifa) -> None:
    uuid = paper(shop, 5)
    desk, caller = shop.house.desk, shop.caller

    async def everybody() -> list[Any]:
        update = InventoryOrder(uuid=UUID(uuid), state=InventoryState.STOCK_UPDATED)
        return await asyncio.gather(*(save_document(desk, caller, update) for _ in range(8)))

    saved = shop.house.run(everybody())
    assert {(one.record.version, one.record.document.state) for one in saved} == {(3, InventoryState.STOCK_UPDATED)}
    assert (stores(shop), whole(shop)) == ([105, 0], True)


def test_one_order_sent_by_many_is_one(shop: Haifa) -> None:
    desk, caller = shop.house.desk, shop.caller
    wanted = TillLineOrder(product=RecordName("barcode", SHIRT), quantity=Decimal(1))

    async def everybody() -> list[Any]:
        uuid = uuid4()
        same = TillOrder(kind=SlipKind.DELIVERY, uuid=uuid, erp_code="E", lines=(wanted,), channel="x")
        others = TillOrder(kind=SlipKind.DELIVERY, lines=(wanted,), channel="x")
        return await asyncio.gather(*(take_order(desk, caller, one) for one in (same, others) * 6))

    taken = shop.house.run(everybody())
    assert len({one.record.uuid for one in taken[::2]}) == 1
    assert sorted(int(number.rpartition("-")[2]) for number in {one.record.number for one in taken}) == list(
        range(1, 8)
    )
    assert whole(shop)


def test_a_line_changed_while_the_stock_is_updated(shop: Haifa, monkeypatch: pytest.MonkeyPatch) -> None:
    uuid = paper(shop, 5)
    desk, caller = shop.house.desk, shop.caller
    shirt = shop.house.run(product_by_key(desk, caller, "shirt")).uuid

    async def meanwhile() -> None:
        await save_lines(desk, caller, UUID(uuid), [GoodsOrder(product=shirt, quantity=Decimal(7))])

    before_the_next_write(monkeypatch, meanwhile)
    shop.post("inventory/documents", {"ID": uuid, "DocStatus": 7})
    # The decision was taken again, on what the paper said by then.
    assert (stores(shop), whole(shop)) == ([107, 0], True)


def test_an_order_whose_code_is_taken_meanwhile(shop: Haifa, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, caller = shop.house.desk, shop.caller
    wanted = TillLineOrder(product=RecordName("barcode", SHIRT), quantity=Decimal(1))

    async def meanwhile() -> None:
        await take_order(desk, caller, TillOrder(kind=SlipKind.DELIVERY, erp_code="E", lines=(wanted,), channel="x"))

    before_the_next_write(monkeypatch, meanwhile)
    body = {"SalesOrderID": str(uuid4()), "ERPCode": "E", "Lines": [line(SHIRT)]}
    assert shop.ask("POST", "/v1/sales_orders", body).status == 409
    before_the_next_write(monkeypatch, meanwhile)
    again = shop.post("sales_orders", {"ERPCode": "E", "Lines": [line(SHIRT, 5)]})
    assert again["Lines"][0]["Qty"] == 1
    assert len(shop.get("sales_orders")) == 1


def test_a_paper_removed_while_a_line_comes(shop: Haifa, monkeypatch: pytest.MonkeyPatch) -> None:
    uuid = paper(shop, 5)
    desk, caller = shop.house.desk, shop.caller

    async def meanwhile() -> None:
        await save_document(desk, caller, InventoryOrder(uuid=UUID(uuid), state=InventoryState.STOCK_UPDATED))

    before_the_next_write(monkeypatch, meanwhile)
    gone = shop.ask("DELETE", f"/v1/inventory/documents?id={uuid}")
    assert (gone.status, stores(shop)) == (409, [105, 0])


def before_the_next_write(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], Awaitable[None]]) -> None:
    """Let somebody else come first, once, between a decision and its write."""
    write = Store.write
    waiting = [deed]

    async def later(store: Store, function: str, item: Any, **more: Any) -> Answer:
        if waiting:
            await waiting.pop()()
        return await write(store, function, item, **more)

    monkeypatch.setattr(Store, "write", later)
