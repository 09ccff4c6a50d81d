"""Papers about goods: all six calls, what moves at which status, and that nothing moves twice."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from pinkas.actions.products import product_by_key, save_product
from pinkas.actions.shops import shop_of
from pinkas.books.product import Product
from pinkas.storage.verify import verify_business
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

from .counter import Counter, open_counter

DOCUMENTS, LINES = "inventory/documents", "inventory/document_lines"
NEW = UUID("5b0f6f0e-0d0b-4a52-9d57-7d0c2f6a1e01")


class Goods:
    """A shop with a shirt, a belt and a gift card that carries no stock, all its stores empty."""

    def __init__(self, house: House) -> None:
        self.counter = open_counter(house)
        caller = self.counter.caller
        for key, kind in (("shirt", 0), ("belt", None), ("card", 5)):
            card = Product(name=key, barcode=key, item_type=kind, currency="ILS")
            house.run(save_product(house.desk, caller, key, card))
        self.shirt, self.belt, self.card = (
            str(house.run(product_by_key(house.desk, caller, key)).uuid) for key in ("shirt", "belt", "card")
        )
        one, three = house.run(shop_of(house.desk, caller.business)).stores
        self.one, self.three = str(one.uuid), str(three.uuid)

    def paper(self, kind: int = 0, status: int = 0, **more: object) -> Any:
        body = {"StoreID": self.one, "Type": kind, "DocStatus": status} | more
        return self.counter.post(DOCUMENTS, body)

    def lines(self, paper: Any, *lines: dict[str, object]) -> Any:
        return self.counter.post(LINES, [{"DocId": paper["ID"]} | line for line in lines])

    def set(self, paper: Any, **members: object) -> Any:
        return self.counter.post(DOCUMENTS, {"ID": paper["ID"]} | members)

    def refused(self, path: str, body: object, status: int = 400) -> Any:
        reply = self.counter.ask("POST", "/v1/" + path, body)
        assert reply.status == status, reply.body
        return reply.json.get("ModelState", reply.json)

    def there(self, barcode: str) -> list[Any]:
        """What stores 1 and 3 have."""
        found = self.counter.get("inventory/barcode/" + barcode)
        assert found["TotalOnHand"] == sum(row["OnHand"] for row in found["storesInventory"])
        return [row["OnHand"] for row in found["storesInventory"]]

    def whole(self) -> bool:
        house = self.counter.house
        return house.run(verify_business(house.desk.store, self.counter.caller.business)) is None


@pytest.fixture
def goods(house: House, clock: MovableClock) -> Goods:
    del clock
    return Goods(house)


def test_a_delivery_comes_in_when_its_status_becomes_7_and_once(goods: Goods) -> None:
    paper = goods.paper(Note="ספק א")
    assert list(paper) == [
        "ID", "No", "StoreID", "Store", "ToStoreID", "ToStore", "Type", "DocStatus", "Note", "DateCreated",
        "DateModified",
    ]  # fmt: skip
    assert paper["Store"] == {
        "StoreID": goods.one, "Code": "1", "ERPCode": None, "PriceLeveExID": None,
        "StoreName": paper["Store"]["StoreName"], "Status": None, "DefaultTax": None,
    }  # fmt: skip
    assert (paper["No"], paper["ToStore"], paper["Note"], paper["DateCreated"]) == (
        None, None, "ספק א", "2026-08-04T12:00:00",
    )  # fmt: skip
    shirt, belt = goods.lines(
        paper, {"ItemID": goods.shirt, "Qty": "5.5", "OrderedQty": 6, "UOMQty": 1}, {"ItemID": goods.belt, "Qty": 2}
    )
    assert list(shirt) == [
        "DocId", "ItemID", "Item", "Qty", "SentQty", "UOMQty", "OrderedQty", "Type", "DocStatus",
    ]  # fmt: skip
    assert (shirt["Item"]["Name"], shirt["Qty"], shirt["SentQty"], shirt["OrderedQty"]) == (
        "shirt",
        Decimal("5.5"),
        None,
        6,
    )
    for status in (1, 2, 3, 4, 5, 6, 9, 10, 11):
        assert goods.set(paper, DocStatus=status)["DocStatus"] == status
        assert goods.there("shirt") == [0, 0]
    assert goods.lines(paper, {"ItemID": goods.belt.upper(), "Qty": 3})[0]["Qty"] == 3
    for _ in range(2):
        assert goods.set(paper, DocStatus=7)["DocStatus"] == 7
        assert (goods.there("shirt"), goods.there("belt")) == ([Decimal("5.5"), 0], [3, 0])
    assert [line["DocStatus"] for line in goods.counter.get(LINES, id=paper["ID"])] == [7, 7]
    assert goods.whole()
    del belt


def test_what_has_updated_the_stock_is_closed(goods: Goods) -> None:
    paper = goods.paper(1)
    line = {"DocId": paper["ID"], "ItemID": goods.shirt, "Qty": 4}
    goods.lines(paper, line)
    goods.set(paper, DocStatus=7)
    closed = "The document has updated the stock and is closed; correct it by another document."
    assert goods.refused(DOCUMENTS, {"ID": paper["ID"], "DocStatus": 0}) == {"ID": [closed]}
    assert goods.refused(DOCUMENTS, {"ID": paper["ID"], "StoreID": goods.three}) == {"ID": [closed]}
    assert goods.refused(LINES, [line | {"ItemID": goods.belt}]) == {"ID": [closed]}
    assert list(goods.refused(LINES, [line | {"Qty": 5}])) == ["[0].ItemID"]
    gone = goods.counter.ask("DELETE", f"/v1/{DOCUMENTS}?id={paper['ID']}")
    assert (gone.status, "the stock, which it has updated" in gone.json["Message"]) == (409, True)
    for spelling in ("documents_lines", "document_lines"):
        path = f"/v1/inventory/{spelling}?ID={paper['ID']}&ItemID={goods.shirt}"
        assert goods.counter.ask("DELETE", path).status == 400
    # The same once more is no change.
    assert goods.set(paper, DocStatus=7, Type=1)["DocStatus"] == 7
    assert goods.lines(paper, line | {"DocStatus": 7})[0]["Qty"] == 4
    # Another paper corrects it.
    back = goods.paper(1, 7)
    goods.lines(back, {"ItemID": goods.shirt, "Qty": -1})
    assert (goods.there("shirt"), goods.whole()) == ([3, 0], True)


def test_a_transfer_leaves_one_store_and_arrives_in_the_other(goods: Goods) -> None:
    stock = goods.paper(0, 7)
    goods.lines(stock, {"ItemID": goods.shirt, "Qty": 10}, {"ItemID": goods.belt, "Qty": 1})
    paper = goods.paper(3, ToStoreID=goods.three)
    assert (paper["ToStoreID"], paper["ToStore"]["Code"], paper["ToStore"]["ERPCode"]) == (goods.three, "3", "H")
    goods.lines(
        paper, {"ItemID": goods.shirt, "SentQty": 6, "Qty": 4, "Type": 4}, {"ItemID": goods.belt, "Qty": 3, "Type": 5}
    )
    goods.set(paper, DocStatus=7)
    # What was sent left, what came arrived; where only one is said the other is the same. Stock may fall below 0.
    assert (goods.there("shirt"), goods.there("belt")) == ([4, 4], [-2, 3])
    lost = goods.paper(3, ToStoreID=goods.three)
    goods.lines(lost, {"ItemID": goods.shirt, "SentQty": 1, "Qty": 2})
    more = goods.refused(DOCUMENTS, {"ID": lost["ID"], "DocStatus": 7})
    assert more == {"DocStatus": ["The lines must not let more arrive than was sent, nor less than 0: line 1."]}
    assert (goods.there("shirt"), goods.whole()) == ([4, 4], True)


def test_a_line_of_its_own_status_7_moves_alone_and_stays(goods: Goods) -> None:
    paper = goods.paper()
    goods.lines(paper, {"ItemID": goods.shirt, "Qty": 4, "DocStatus": 7}, {"ItemID": goods.belt, "Qty": 1})
    assert (goods.there("shirt"), goods.there("belt")) == ([4, 0], [0, 0])
    assert list(goods.refused(LINES, [{"DocId": paper["ID"], "ItemID": goods.shirt, "Qty": 9}])) == ["[0].ItemID"]
    assert list(goods.refused(DOCUMENTS, {"ID": paper["ID"], "StoreID": goods.three})) == ["ID"]
    assert goods.counter.ask("DELETE", f"/v1/{DOCUMENTS}?id={paper['ID']}").status == 409
    goods.lines(paper, {"ItemID": goods.belt, "Qty": 2, "DocStatus": 10}, {"ItemID": goods.card, "Qty": 3})
    goods.set(paper, DocStatus=7)
    # What was checked and not approved does not move, nor does what carries no stock.
    assert (goods.there("shirt"), goods.there("belt"), goods.there("card")) == ([4, 0], [0, 0], [0, 0])
    statuses = [line["DocStatus"] for line in goods.counter.get(LINES, id=paper["ID"])]
    assert (statuses, goods.whole()) == ([7, 10, 7], True)


def test_lines_that_come_after_the_status(goods: Goods) -> None:
    paper = goods.paper(0, 7)
    goods.lines(paper, {"ItemID": goods.shirt, "Qty": 2}, {"ItemID": goods.belt, "Qty": 0})
    goods.lines(paper, {"ItemID": goods.shirt, "Qty": 2})
    assert (goods.there("shirt"), goods.there("belt")) == ([2, 0], [0, 0])
    assert list(goods.refused(LINES, [{"DocId": paper["ID"], "ItemID": goods.card, "Qty": 1}])) == ["ID"]


def test_finding_and_removing(goods: Goods, clock: MovableClock) -> None:
    first = goods.paper(ID=str(NEW).upper())
    assert first["ID"] == str(NEW)
    goods.lines(first, {"ItemID": goods.shirt, "Qty": 1}, {"ItemID": goods.belt, "Qty": 2})
    clock.at += dt.timedelta(hours=2)
    second = goods.paper(1)
    listed = goods.counter.get(DOCUMENTS, from_date="2026-08-04 12:00:00.000", to_date="2026-08-04 14:00:00.000")
    assert listed == [first | {"DateModified": "2026-08-04T12:00:00"}]
    for start, end, found in (
        ("08/04/2026", "08/05/2026", [first["ID"], second["ID"]]),
        ("2026-08-04 14:00:00.000", "2026-08-04 14:00:00.001", [second["ID"]]),
        ("2026-08-05", "2026-08-04", []),
    ):
        assert [one["ID"] for one in goods.counter.get(DOCUMENTS, from_date=start, to_date=end)] == found
    assert goods.counter.get(DOCUMENTS, id=str(NEW).upper(), from_date="never") == listed
    (belt,) = goods.counter.get(LINES, id=NEW, item_id=goods.belt.upper())
    assert belt["ItemID"] == goods.belt
    assert goods.counter.get(LINES, id=NEW, item_id=goods.card) == []
    gone = goods.counter.ask("DELETE", f"/dev/inventory/documents_lines?ID={NEW}&ItemID={goods.belt}")
    assert (gone.status, gone.body) == (204, b"")
    assert goods.counter.ask("DELETE", f"/dev/inventory/documents_lines?ID={NEW}&ItemID={goods.belt}").status == 404
    assert [line["ItemID"] for line in goods.counter.get(LINES, id=NEW)] == [goods.shirt]
    assert goods.counter.ask("DELETE", f"/v1/{DOCUMENTS}?ID={NEW}").status == 204
    for verb, path in (
        ("DELETE", f"{DOCUMENTS}?id={NEW}"),
        ("GET", f"{DOCUMENTS}?ID={NEW}"),
        ("GET", f"{LINES}?id={NEW}"),
    ):
        reply = goods.counter.ask(verb, "/v1/" + path)
        assert (reply.status, reply.json) == (404, {"Message": "Inventory document not found."})
    # Its id may be used again.
    assert goods.paper(ID=str(NEW))["DocStatus"] == 0
    assert (goods.counter.get(LINES, id=NEW), goods.whole()) == ([], True)


def test_a_window_is_whole_however_it_is_read(goods: Goods, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pinkas.actions.inventory.PAGE", 2)
    made = [goods.paper()["ID"] for _ in range(5)]
    found = goods.counter.get(DOCUMENTS, from_date="2026-08-04", to_date="2026-08-05")
    assert [one["ID"] for one in found] == made


def test_a_repeated_request_writes_once(goods: Goods) -> None:
    body = {"StoreID": goods.one, "Type": 0, "DocStatus": 7}
    first, again = (goods.counter.ask("POST", "/v1/" + DOCUMENTS, body, Idempotency_Key="a") for _ in range(2))
    assert (first.body == again.body, again.headers["idempotency-replayed"]) == (True, "true")
    line = [{"DocId": first.json["ID"], "ItemID": goods.shirt, "Qty": 2}]
    for _ in range(2):
        assert goods.counter.ask("POST", "/v1/" + LINES, line, Idempotency_Key="b").status == 200
    assert goods.there("shirt") == [2, 0]
    assert goods.counter.ask("POST", "/v1/" + LINES, line, Idempotency_Key="a").status == 409


def bad_documents(goods: Goods) -> list[tuple[Any, Any]]:
    good = {"StoreID": goods.one, "Type": 0, "DocStatus": 0}
    return [
        (b"", {"Message": "A body is required."}),
        (b"[]", {"Message": "The body must be a JSON object."}),
        (good | {"StoreID": None}, {"StoreID": ["The field StoreID is required."]}),
        (good | {"StoreID": str(NEW)}, {"StoreID": [f"The field StoreID names no store of this business: {NEW}."]}),
        (good | {"StoreID": 7}, {"StoreID": ["The value '7' is not valid for StoreID."]}),
        (good | {"Type": None}, {"Type": ["The field Type is required."]}),
        (good | {"Type": 2}, {"Type": ["The field Type must be one of 0, 1, 3, 4, 5, 6, 7."]}),
        (good | {"Type": 6}, {"Type": ["The field Type is a kind of line, not of document."]}),
        (good | {"DocStatus": 8},
         {"DocStatus": ["The field DocStatus must be one of 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11."]}),
        (good | {"Type": 3}, {"ToStoreID": ["The field ToStoreID is required of a transfer."]}),
        (good | {"Type": 3, "ToStoreID": goods.one},
         {"ToStoreID": ["The field ToStoreID must be another store than the first."]}),
        (good | {"Note": "x" * 501}, {"Note": ["The field Note must be a string with a maximum length of 500."]}),
        (good | {"ID": "seven"}, {"ID": ["The value 'seven' is not valid for ID."]}),
    ]  # fmt: skip


def bad_lines(goods: Goods, paper: str) -> list[tuple[Any, Any]]:
    good = {"DocId": paper, "ItemID": goods.shirt, "Qty": 1}
    return [
        (b"{", None),
        (b"[]", {"Message": "The body must hold at least one line."}),
        ([good, 7], {"[1]": None}),
        ([good | {"DocId": None}], {"[0].DocId": ["The DocId field is required."]}),
        ([good, good | {"DocId": str(NEW)}], {"[1].DocId": ["The field DocId must be the same in every line."]}),
        ([good | {"ItemID": "0" * 32}], {"[0].ItemID": ["The ItemID field is required."]}),
        ([good, good | {"ItemID": str(NEW)}],
         {"[1].ItemID": [f"The field ItemID names no item of this business: {NEW}."]}),
        ([good, good], {"[1].ItemID": ["The field ItemID is named twice."]}),
        ([good | {"Qty": "much"}], {"[0].Qty": ["The value 'much' is not valid for Qty."]}),
        ([good | {"Qty": 10**13}], {"[0].Qty": ["The field Qty is too large."]}),
        ([good | {"SentQty": 10**16}], {"[0].SentQty": None}),
        ([good | {"Type": 9}], {"[0].Type": ["The field Type must be one of 0, 1, 3, 4, 5, 6, 7."]}),
        ([good | {"DocStatus": -1}], {"[0].DocStatus": None}),
    ]  # fmt: skip


def test_what_is_no_paper_and_no_line_changes_nothing(goods: Goods) -> None:
    paper = goods.paper()
    for path, cases in ((DOCUMENTS, bad_documents(goods)), (LINES, bad_lines(goods, paper["ID"]))):
        for body, said in cases:
            found = goods.refused(path, body)
            if said is not None:
                assert list(found) == list(said), body
                assert all(text is None or found[name] == text for name, text in said.items()), found
    assert goods.refused(LINES, [{"DocId": str(NEW), "ItemID": goods.shirt}], 404) == {
        "Message": "Inventory document not found."
    }
    today = {"from_date": "2026-08-04", "to_date": "2026-08-05"}
    assert goods.counter.get(DOCUMENTS, **today) == [paper]
    assert goods.counter.get(LINES, id=paper["ID"]) == []


@pytest.mark.parametrize(
    ("verb", "target", "named"),
    [
        ("GET", "documents", ["from_date", "to_date"]),
        ("GET", "documents?from_date=2026-08-04", ["to_date"]),
        ("GET", "documents?from_date=04.08.2026&to_date=2026-08-05", ["from_date"]),
        ("GET", "documents?id=7", ["ID"]),
        ("GET", "document_lines", ["id"]),
        ("GET", "document_lines?id=5b0f6f0e-0d0b-4a52-9d57-7d0c2f6a1e01&item_id=x", ["item_id"]),
        ("DELETE", "documents", ["id"]),
        ("DELETE", "documents?id=00000000-0000-0000-0000-000000000000", ["id"]),
        ("DELETE", "documents_lines?ID=5b0f6f0e-0d0b-4a52-9d57-7d0c2f6a1e01", ["ItemID"]),
        ("DELETE", "document_lines?ItemID=5b0f6f0e-0d0b-4a52-9d57-7d0c2f6a1e01", ["ID"]),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(house: House, verb: str, target: str, named: list[str]) -> None:
    reply = _anybody(house).ask(verb, "/v1/inventory/" + target)
    assert (reply.status, list(reply.json["ModelState"])) == (400, named)


def test_a_strangers_paper_is_none(goods: Goods, house: House) -> None:
    paper = goods.paper()
    goods.lines(paper, {"ItemID": goods.shirt, "Qty": 1})
    stranger = Goods(house)
    uuid = paper["ID"]
    for verb, path in (
        ("GET", f"{DOCUMENTS}?ID={uuid}"), ("GET", f"{LINES}?id={uuid}"), ("DELETE", f"{DOCUMENTS}?id={uuid}"),
        ("DELETE", f"inventory/documents_lines?ID={uuid}&ItemID={goods.shirt}"),
    ):  # fmt: skip
        assert stranger.counter.ask(verb, "/v1/" + path).status == 404
    today = {"from_date": "2026-08-04", "to_date": "2026-08-05"}
    assert stranger.counter.get(DOCUMENTS, **today) == []
    assert stranger.refused(LINES, [{"DocId": uuid, "ItemID": stranger.shirt, "Qty": 1}], 404)
    assert list(stranger.refused(DOCUMENTS, {"StoreID": goods.one, "Type": 0})) == ["StoreID"]
    own = stranger.paper()
    assert list(stranger.refused(LINES, [{"DocId": own["ID"], "ItemID": goods.shirt, "Qty": 1}])) == ["[0].ItemID"]
    # A uuid is free in another business: it makes a paper of its own there.
    assert stranger.paper(3, ID=uuid, ToStoreID=stranger.three)["Type"] == 3
    assert goods.counter.get(DOCUMENTS, **today) == [paper]
    assert json.dumps(goods.counter.get(LINES, id=uuid), default=str).count(goods.shirt) == 2


_ANYBODY: list[Counter] = []


def _anybody(house: House) -> Counter:
    if not _ANYBODY or _ANYBODY[0].house is not house:
        _ANYBODY[:] = [open_counter(house)]
    return _ANYBODY[0]
