"""What the stores hold: every filter, both row shapes, negative stock, pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from pinkas.actions.products import product_by_key, save_product
from pinkas.actions.shops import shop_of
from pinkas.books.product import Product
from pinkas.testing.house import House

from .counter import Counter, open_counter

NOON = dt.datetime(2026, 8, 4, 9, 0, tzinfo=dt.UTC)
TODAY, TOMORROW = "2026-08-04", "2026-08-05"
EXPECTED_ITEM = ["ItemID", "Name", "BarcodeNumber", "ModelNumber", "Description", "ERPCode"]


@dataclass
class Stocked:
    """A shop with goods: `ids` are ItemIDs by key, `stores` StoreIDs by code."""

    counter: Counter
    ids: dict[str, UUID]
    stores: dict[str, UUID]

    def list(self, since: str = TODAY, **query: object) -> Any:
        return self.counter.get("inventory", date_modified=since, **query)

    def names(self, since: str = TODAY, **query: object) -> list[str]:
        return [row["Item"]["Name"] for row in self.list(since, **query)]

    def move(self, item: str, quantity: object, store: str = "1", kind: int = 0) -> None:
        """Let goods in (or out) by a paper of one line."""
        made = self.counter.post("inventory/documents", {"StoreID": self.stores[store], "Type": kind, "DocStatus": 7})
        line = {"DocId": made["ID"], "ItemID": self.ids[item], "Qty": quantity}
        self.counter.post("inventory/document_lines", [line])


CARDS = {
    "shirt": Product(name="חולצה", barcode="7290000000017", model_number="CS10", item_type=0, group_code="A",
                     description="חולצת כותנה", currency="ILS"),
    "belt": Product(name="חגורה", barcode="7290000000024", item_type=0, group_code="B", currency="ILS"),
    "gift": Product(name="שובר", item_type=5, group_code="B", currency="ILS"),
    "old": Product(name="ישן", active=False, group_code="A", currency="ILS"),
    "never": Product(name="חדש", group_code="C", currency="ILS"),
}  # fmt: skip


def open_stocked(house: House) -> Stocked:
    """Cards saved the day before noon; goods that came in today, some at Haifa, and a shirt sold too often."""
    house.clock.at = NOON - dt.timedelta(days=1)
    counter = open_counter(house)
    for key, card in CARDS.items():
        house.run(save_product(house.desk, counter.caller, key, card))
    ids = {key: house.run(product_by_key(house.desk, counter.caller, key)).uuid for key in CARDS}
    stores = {store.key: store.uuid for store in house.run(shop_of(house.desk, counter.caller.business)).stores}
    shop = Stocked(counter, ids, stores)
    house.clock.at = NOON
    for key, quantity, store in (("shirt", 10, "1"), ("shirt", "-12.5", "3"), ("belt", 4, "3"), ("old", 1, "1")):
        shop.move(key, quantity, store)
    return shop


@pytest.fixture(scope="module")
def stocked(house: House) -> Stocked:
    """A shop that tests only read."""
    return open_stocked(house)


def test_a_flat_row_for_every_store_and_their_sum(stocked: Stocked) -> None:
    shirt, belt = stocked.list()
    assert list(shirt) == ["Item", "storesInventory", "TotalOnHand"]
    assert list(shirt["Item"]) == EXPECTED_ITEM
    assert shirt["Item"] == {
        "ItemID": str(stocked.ids["shirt"]), "Name": "חולצה", "BarcodeNumber": "7290000000017", "ModelNumber": "CS10",
        "Description": "חולצת כותנה", "ERPCode": None,
    }  # fmt: skip
    one, three = shirt["storesInventory"]
    assert list(one) == ["OnHand", "StoreId", "StoreName", "Code", "ERPCode"]
    assert (one["OnHand"], one["Code"], three["OnHand"]) == (10, "1", Decimal("-12.5"))
    assert three == {
        "OnHand": Decimal("-12.5"), "StoreId": str(stocked.stores["3"]), "StoreName": "חיפה", "Code": "3",
        "ERPCode": "H",
    }  # fmt: skip
    assert (shirt["TotalOnHand"], belt["TotalOnHand"]) == (Decimal("-2.5"), 4)
    raw = stocked.counter.ask("GET", f"/dev/inventory?date_modified={TODAY}&barcode_number=7290000000024").body
    assert b'"OnHand":4.000' in raw
    assert raw.endswith(b'"TotalOnHand":4.000}]')


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["חולצה", "חגורה"]),
        ({"since": TOMORROW}, []),
        ({"include_item_changes": "true"}, ["חולצה", "חגורה"]),
        ({"since": "2026-08-03", "include_item_changes": "1"}, ["חולצה", "חגורה", "שובר", "חדש"]),
        ({"include_inactive": "True"}, ["חולצה", "חגורה", "ישן"]),
        (
            {"since": "2026-08-03", "include_item_changes": "true", "excluded_item_types": "5, 7"},
            ["חולצה", "חגורה", "חדש"],
        ),
        ({"group_code": "A"}, ["חולצה"]),
        ({"group_code": "C,B"}, ["חגורה"]),
        ({"model_number": "CS10"}, ["חולצה"]),
        ({"model_number": "cs10"}, []),
        ({"barcode_number": "7290000000024"}, ["חגורה"]),
        ({"store_code": "1"}, ["חולצה"]),
        ({"store_code": "3, 1"}, ["חולצה", "חגורה"]),
        ({"store_code": "99"}, []),
        ({"page_number": 1, "page_size": 1}, ["חולצה"]),
        ({"page_number": 2, "page_size": 1}, ["חגורה"]),
        ({"page_number": 3, "page_size": 1}, []),
        ({"page_number": 2}, []),
        ({"page_size": 1}, ["חולצה"]),
    ],
)  # fmt: skip
def test_every_filter(stocked: Stocked, query: dict[str, Any], found: list[str]) -> None:
    assert stocked.names(**query) == found


def test_everything_is_shown_however_it_is_read(stocked: Stocked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pinkas.actions.inventory.PAGE", 1)
    assert stocked.names("2026-08-03", include_item_changes="1") == ["חולצה", "חגורה", "שובר", "חדש"]


def test_one_item_and_one_store(stocked: Stocked) -> None:
    assert stocked.names(item_id=str(stocked.ids["belt"]).upper()) == ["חגורה"]
    (belt,) = stocked.list(store_id=stocked.stores["3"], item_id=stocked.ids["belt"])
    assert ([row["Code"] for row in belt["storesInventory"]], belt["TotalOnHand"]) == (["3"], 4)
    (shirt,) = stocked.list(store_code="3", item_id=stocked.ids["shirt"])
    assert shirt["TotalOnHand"] == Decimal("-12.5")
    # In store 1 no belt ever moved.
    assert stocked.list(store_id=stocked.stores["1"], item_id=stocked.ids["belt"]) == []


def test_totals_only_leaves_the_rows_out_and_not_the_total(stocked: Stocked) -> None:
    for row in stocked.list(totals_only="true"):
        assert row["storesInventory"] == []
        assert row["TotalOnHand"] in {Decimal("-2.5"), 4}
    one = stocked.counter.get("inventory/barcode/7290000000017", totals_only="true")
    assert (one["storesInventory"], one["TotalOnHand"]) == ([], Decimal("-2.5"))


def test_a_nested_row_by_barcode(stocked: Stocked) -> None:
    found = stocked.counter.get("inventory/barcode/7290000000017")
    assert list(found["storesInventory"][0]) == ["Store", "OnHand"]
    assert found["storesInventory"][1] == {
        "Store": {"StoreId": str(stocked.stores["3"]), "StoreName": "חיפה", "Code": "3"}, "OnHand": Decimal("-12.5"),
    }  # fmt: skip
    assert (list(found["Item"]), found["TotalOnHand"]) == (EXPECTED_ITEM, Decimal("-2.5"))
    gone = stocked.counter.ask("GET", "/v1/inventory/barcode/7290000000000")
    assert (gone.status, gone.json) == (404, {"Message": "Item not found."})


def test_a_change_of_the_card_counts_when_asked_for(house: House) -> None:
    stocked = open_stocked(house)
    house.clock.at = NOON + dt.timedelta(days=2)
    renamed = Product(name="חדש לגמרי", group_code="C", currency="ILS")
    house.run(save_product(house.desk, stocked.counter.caller, "never", renamed))
    house.clock.at = NOON
    assert stocked.names("2026-08-06") == []
    assert stocked.names("2026-08-06", include_item_changes="true") == ["חדש לגמרי"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("", "date_modified"),
        ("?date_modified=", "date_modified"),
        ("?date_modified=yesterday", "date_modified"),
        ("?date_modified=2026-13-01", "date_modified"),
        ("?date_modified=1066-10-14", "date_modified"),
        ("?date_modified=2026-08-04&include_item_changes=perhaps", "include_item_changes"),
        ("?date_modified=2026-08-04&item_id=7", "item_id"),
        ("?date_modified=2026-08-04&store_id=00000000-0000-0000-0000-000000000000", "store_id"),
        ("?date_modified=2026-08-04&page_number=0", "page_number"),
        ("?date_modified=2026-08-04&page_number=99999999999", "page_number"),
        ("?date_modified=2026-08-04&page_size=0", "page_size"),
        ("?date_modified=2026-08-04&page_size=-5", "page_size"),
        ("?date_modified=2026-08-04&page_size=10001", "page_size"),
        ("?date_modified=2026-08-04&page_size=many", "page_size"),
        ("?date_modified=2026-08-04&excluded_item_types=0,x", "excluded_item_types"),
        ("?date_modified=2026-08-04&totals_only=2", "totals_only"),
    ],
)
def test_what_cannot_be_read_is_named(stocked: Stocked, query: str, named: str) -> None:
    reply = stocked.counter.ask("GET", "/v1/inventory" + query)
    assert (reply.status, list(reply.json["ModelState"])) == (400, [named])


def test_a_stranger_sees_nothing_of_it(stocked: Stocked, house: House) -> None:
    stranger = open_counter(house)
    assert stranger.get("inventory", date_modified="2020-01-01", include_item_changes="true") == []
    for query in (f"item_id={stocked.ids['shirt']}", f"store_id={stocked.stores['3']}", "barcode_number=7290000000017"):
        assert stranger.ask("GET", f"/v1/inventory?date_modified=2020-01-01&{query}").json == []
    assert stranger.ask("GET", "/v1/inventory/barcode/7290000000017").status == 404
    assert stocked.counter.ask("GET", f"/v1/inventory?date_modified={TODAY}", x_api_key="nobody").status == 401
