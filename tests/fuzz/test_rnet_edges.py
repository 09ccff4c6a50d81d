"""Every property of every body R-NET takes, at the edge of what it may be: no fault, and the books stay whole.

`make fuzz` asks all of some seven thousand bodies, the usual run every hundredth.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any, Final

from pinkas.dialects.rnet.fields import Form, Wire, properties
from pinkas.dialects.rnet.wire import Customer, Transaction
from pinkas.dialects.rnet.wire_inventory import InventoryDocument, InventoryLine
from pinkas.dialects.rnet.wire_orders import SalesOrder
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House
from tests.wire.rnet.haifa import BELT, BOOK, Haifa, cash, line, open_haifa
from tests.wire.rnet.invariants import check

STEP: Final = 1 if os.environ.get("PINKAS_FUZZ") else 101
EDGES: Final[dict[Form, tuple[str, ...]]] = {
    Form.INTEGER: ("0", "-1", "1", "100", "2147483647", "-2147483647"),
    Form.DECIMAL: ("0", "-1", "0.0001", "0.001", "999999999999999", "-999999999999999", "999999999999.9999",
                   "12345678.1234", "1e12", "1e11", "99999999999"),
    Form.LOCAL: ('"1753-01-01"', '"2026-03-13T16:22:41"', '"1900-01-01T00:00:00"', '"2026-03-27T02:30:00"',
                 '"2025-10-26T01:30:00"'),
    Form.UTC: ('"1753-01-02 00:00:00Z"', '"2199-12-31 12:59:59Z"'),
    Form.DUE: ('"1753-01-02"', '"2199-12-31"', '"1999-01-01 22:00:00Z"'),
    Form.DAY: ('"1753-01-02"', '"2199-12-31"'),
    Form.FLAG: ("true", "false"),
    Form.TEXT: ('""', '" "', '"x"', '"21-999999999999999999"', '"21-1"', '"א"', f'"{"x" * 51}"', f'"{"x" * 200}"',
                f'"{"x" * 4000}"', '"a\\nb"', '"%_\'\\\\"', '"\\u202e"', '"0"', '"99999999999999999999"'),
    Form.GUID: ('"9d1f1f0a-51a7-4c39-8f6d-4e4b1b3f7a11"',),
    Form.OBJECT: ("{}",),
    Form.LIST: ("[]", "[{}]", "[{},{}]"),
}  # fmt: skip


def at_the_edge(wire: type[Wire], sound: dict[str, Any]) -> Iterator[str]:
    """The body with one property at an edge, however deep it lies."""
    for known in properties(wire):
        if known.servers or known.form is Form.NOTHING:
            continue
        for value in EDGES[known.form]:
            yield _with(sound, known.name, value)
        inner = sound.get(known.name)
        if known.item is not None and inner:
            several = isinstance(inner, list)
            for text in at_the_edge(known.item, inner[0] if several else inner):
                yield _with(sound, known.name, f"[{text}]" if several else text)


def _with(sound: dict[str, Any], name: str, text: str) -> str:
    members = {key: json.dumps(value, ensure_ascii=False) for key, value in sound.items()} | {name: text}
    return "{" + ",".join(f'"{key}":{value}' for key, value in members.items()) + "}"


def bodies(shop: Haifa) -> Iterator[tuple[str, str]]:
    """Address and body of every request."""
    named: dict[str, Any] = {"Register": {"Code": "21"}, "Customer": {"CustomerNo": "5077"}}
    sale = named | {
        "TransactionType": 0,
        "Store": {"Code": "3"},
        "Seller": {"UserNo": "12"},
        "ItemEntries": [line(BOOK)],
    }
    for more in (
        {"CashTenders": cash(40)},
        {"CHTenders": cash(40)},
        {"CCTenders": [{"Amount": 40, "CCPayments": 4}]},
        {"CustomTenders": [{"Amount": 40, "Tender": {"TenderID": 100}}]},
        {"Discount": {"Perc": 5}},
        {"DiscountEntries": [{"Total": 1}]},
        {"ItemEntries": [line(BOOK, Discount={"Perc": 1})]},
        {"TransactionType": 14, "ItemEntries": [], "CHTenders": cash(40)},
        {"TransactionType": 16, "ItemEntries": [line(BELT)]},
    ):
        for place, text in enumerate(at_the_edge(Transaction, sale | more)):
            flag = ("", "?upsert_customer=1", "?overwrite_item_name=1")[place % 3]
            yield f"transactions{flag}", text
    card = {"CustomerNo": "7001", "Club": {"ClubCode": 6}, "Address": {"City": "Acre"}}
    order = named | {"Lines": [line(BOOK, Discount={"Perc": 1})], "Discount": {"Perc": 1}}
    store, item = shop.get("stores")[0]["StoreID"], shop.get(f"items/barcode/{BELT}")["ItemID"]
    paper = {"StoreID": store, "Type": 0, "DocStatus": 0}
    goods = {"DocId": shop.post("inventory/documents", paper)["ID"], "ItemID": item, "Qty": 1}
    for path, wire, sound in (
        ("customers", Customer, card), ("sales_orders", SalesOrder, order),
        ("inventory/documents", InventoryDocument, paper), ("inventory/document_lines", InventoryLine, goods),
    ):  # fmt: skip
        for text in at_the_edge(wire, sound):
            yield path, f"[{text}]" if wire is InventoryLine else text


def test_nothing_at_an_edge_is_a_fault(house: House) -> None:
    shop = open_haifa(house)
    taken = 0
    for place, (path, body) in enumerate(bodies(shop)):
        if place % STEP == 0:
            reply = shop.ask("POST", f"/v1/{path}", body.encode())
            assert reply.status in {200, 400, 409}, (path, body, reply.body)
            taken += reply.status == 200
    assert taken > 20
    for shown in shop.get("transactions", from_date="1753-01-01", to_date="2199-01-01"):
        check(shown)
    for path in ("customers?date_modified=1753-01-01", "sales_orders?from_date=1753-01-01&to_date=2199-01-01"):
        assert shop.ask("GET", f"/v1/{path}").status == 200
    assert house.run(verify_business(house.desk.store, shop.caller.business)) is None
