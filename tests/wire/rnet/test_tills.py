"""Tills: closings, numbers of their own, long lists, and a shop on Bulgarian ground."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pinkas.actions.closings import close_day
from pinkas.actions.key_making import GivenKey, add_key
from pinkas.actions.keys import Keys, KeySort
from pinkas.actions.shops import save_part
from pinkas.actions.throttle import MEMORY_BYTES, Throttle
from pinkas.books.shop import Till
from pinkas.dialects.rnet import transactions
from pinkas.dialects.rnet.server import rnet_router
from pinkas.shell.config import Settings
from pinkas.shell.proving import prove_all
from pinkas.storage.verify import awaited_numbers, verify_business
from pinkas.testing.house import House
from tests.tills.shop import open_till

from .counter import Counter
from .haifa import AFTERNOON, BELT, BOOK, Haifa, cash, line, open_haifa
from .invariants import check


@pytest.fixture(scope="module")
def haifa(house: House) -> Iterator[Haifa]:
    shop = open_haifa(house)
    yield shop
    assert house.run(verify_business(house.desk.store, shop.caller.business)) is None


def test_a_closing_holds_what_was_sold_before_it(haifa: Haifa) -> None:
    desk, run = haifa.house.desk, haifa.house.run
    sale = haifa.sell(line(BELT), CashTenders=cash(80))
    delivery = haifa.post(
        "transactions", {"TransactionType": 16, "Register": {"Code": "21"}, "ItemEntries": [line(BELT)]}
    )
    assert sale["ZNo"] is None
    run(close_day(desk, haifa.caller, "3"))
    late = haifa.sell(line(BELT), CashTenders=cash(80))
    run(close_day(desk, haifa.caller, "3"))
    seen = {each["TransactionID"]: each["ZNo"] for each in haifa.get("transactions")}
    assert [seen[each["TransactionID"]] for each in (sale, delivery, late)] == ["3-1", None, "3-2"]


def test_a_till_that_numbers_its_own_sales(haifa: Haifa, tmp_path: Path) -> None:
    store = haifa.house.run(save_part(haifa.house.desk, haifa.caller, Till, None, {
        "number": 22, "store_serial": 2, "own_numbers": True})).record  # fmt: skip
    assert store.number == 22

    def sell(number: str | None) -> tuple[int, object]:
        body = {"TransactionType": 0, "Register": {"Code": "22"}, "TransactionNo": number,
                "ItemEntries": [line(BOOK)], "CashTenders": cash(40)}  # fmt: skip
        reply = haifa.ask("POST", "/v1/transactions", body)
        return reply.status, reply.json.get("TransactionNo") or list(reply.json.get("ModelState", {}))

    assert [sell("22-5"), sell("22-3"), sell("22-5"), sell(None), sell("22-0"), sell("22-05")] == [
        (200, "22-5"), (200, "22-3"), (409, []), (400, ["TransactionNo"]), (400, ["TransactionNo"]),
        (400, ["TransactionNo"]),
    ]  # fmt: skip
    assert haifa.get("transactions/no/22-3")["Register"]["Code"] == "22"
    assert told(haifa, tmp_path) == ["awaiting 22-4"]
    assert [sell("22-11")[0], sell("22-9")[0]] == [200, 200]
    assert told(haifa, tmp_path) == ["awaiting 22-4", "awaiting 22-6 to 22-8", "awaiting 22-10"]
    found, more = haifa.house.run(awaited_numbers(haifa.house.desk.store, haifa.caller.business, most=1))
    assert ([str(run) for run in found], more) == (["awaiting 22-4"], 2)
    assert [sell(f"22-{number}")[0] for number in (10, 4, 7, 6, 8)] == [200] * 5
    assert told(haifa, tmp_path) == []


def told(haifa: Haifa, data: Path) -> list[str]:
    """What `pinkas verify` awaits of tills; the books are whole all the while."""
    settings = Settings(data=data)
    lines: list[str] = []
    assert haifa.house.run(prove_all(haifa.house.desk, settings, only=None, resume=False, say=lines.append))
    assert any("the books are whole" in line for line in lines)
    return [line.partition(": ")[2] for line in lines if "awaiting" in line]


def test_a_till_is_told_a_number_now_and_then(haifa: Haifa) -> None:
    def sold(**said: object) -> str:
        return str(haifa.sell(line(BOOK), CashTenders=cash(40), **said)["TransactionNo"])

    usual = int(sold()[3:])
    told = [sold(TransactionNo=f"21-{usual + 5}"), sold(), sold(TransactionNo=f"21-{usual + 2}"), sold()]
    assert [int(number[3:]) - usual for number in told] == [5, 6, 2, 7]
    # What numbers are missing between them is awaited, and no fault of the books (the fixture proves them whole).
    runs, _ = haifa.house.run(awaited_numbers(haifa.house.desk.store, haifa.caller.business))
    assert [str(run) for run in runs if run.till == 21] == [
        f"awaiting 21-{usual + 1}", f"awaiting 21-{usual + 3} to 21-{usual + 4}",
    ]  # fmt: skip
    for late in (4, 1, 3):
        sold(TransactionNo=f"21-{usual + late}")


def test_a_long_list_comes_in_pages_and_is_one_array(haifa: Haifa, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        haifa.sell(line(BOOK), CashTenders=cash(40), SaleTime="2026-02-02T10:00:00")
    query = "/v1/transactions?from_date=2026-02-02&to_date=2026-02-03"
    whole = haifa.ask("GET", query)
    assert "content-length" in whole.headers
    for size in (1, 2, 3):
        monkeypatch.setattr(transactions, "_PAGE", size)
        paged = haifa.ask("GET", query)
        assert (paged.status, paged.body) == (200, whole.body)
        assert ("content-length" in paged.headers, "content-type" in paged.headers) == (False, True)
        assert haifa.ask("HEAD", query).body == b""
        bare = json.loads(haifa.ask("GET", f"{query}&include_lines=0").body)
        assert [len(each) for each in bare] == [40] * 4


def test_on_bulgarian_ground(house: House) -> None:
    house.clock.at = AFTERNOON
    till = open_till(house, "BG")

    async def opened() -> Counter:
        await add_key(house.desk, till.caller, KeySort.OPAQUE, given=GivenKey(key="sofia-key"))
        return Counter(house, till.caller, "sofia-key", rnet_router(house.desk, Keys(house.desk)))

    sofia = house.run(opened())
    items = sofia.get("items", from_date="2026-03-01", to_date="2026-03-31")
    item = next(each for each in items if each["GeneralPrice"] == 80)
    sale = sofia.post("transactions", {
        "TransactionType": 0, "Register": {"Code": "21"},
        "ItemEntries": [{"Item": {"ItemID": item["ItemID"]}, "Qty": 3}], "Discount": {"Amount": "40"},
        "CHTenders": [{"Amount": 200, "CHDueDate": "2026-03-29 21:00:00Z"}],
    })  # fmt: skip
    check(sale, paid=True)
    told = ("Total", "TotalBeforeTax", "Tax", "TaxRate", "SaleTime")
    assert [str(sale[name]) for name in told] == [
        "200.0000", "166.6667", "33.3333", "20.0000", "2026-03-11T16:22:41",
    ]  # fmt: skip
    assert sale["CHTenders"][0]["CHDueDate"] == "2026-03-29 21:00:00Z"
    back = sofia.post("transactions", {"TransactionType": 0, "Register": {"Code": "21"},
                                       "VoidTransactionID": sale["TransactionID"]})  # fmt: skip
    check(back, paid=True)
    assert [back[name] for name in told[:3]] == [-sale[name] for name in told[:3]]
    assert house.run(verify_business(house.desk.store, till.caller.business)) is None


def test_a_key_may_ask_so_often_a_minute(haifa: Haifa) -> None:
    desk = haifa.house.desk
    bounded = replace(desk, throttle=Throttle(desk.clock, 2, bytearray(MEMORY_BYTES), b"k" * 32))
    often = Counter(haifa.house, haifa.caller, haifa.key, rnet_router(bounded, Keys(bounded)))
    asked = [often.ask("GET", "/v1/stores") for _ in range(3)]
    assert [each.status for each in asked] == [200, 200, 429]
    assert (asked[2].headers["retry-after"], asked[2].json["Message"][:34]) == (
        "30",
        "More than 2 requests a minute came",
    )
