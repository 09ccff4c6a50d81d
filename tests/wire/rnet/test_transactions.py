"""Sales, payments and deliveries as the composed samples have them, and what becomes of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

from .haifa import BELT, BOOK, SHIRT, Haifa, cash, line, open_haifa
from .invariants import TENDERS, check
from .samples import DELIVERY_REQUEST, PAYMENT_REQUEST, SALE_REQUEST, SALE_STORED

#: What a server makes or knows of its own shop: everything else of the composed sale must come as it stands.
OURS = {
    "TransactionEntryID", "ItemStoreID", "ItemID", "TenderEntryID", "StoreID", "RegisterID", "UserID", "CustomerID",
    "ClubID", "CustomerAddressID", "TaxID", "StoreName", "ERPCode", "RegisterName", "DateCreated", "DateModified",
    "CustomerERPCode", "Email", "EntryDescription", "ZNo", "PGT",
}  # fmt: skip


@pytest.fixture(scope="module")
def haifa(house: House) -> Iterator[Haifa]:
    """The samples' shop; whatever was done there, the books are whole in the end."""
    yield from whole(house)


@pytest.fixture
def untouched(house: House) -> Iterator[Haifa]:
    """The samples' shop before anything was done there."""
    yield from whole(house)


def whole(house: House) -> Iterator[Haifa]:
    shop = open_haifa(house)
    yield shop
    assert house.run(verify_business(house.desk.store, shop.caller.business)) is None


def exact(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def same(shown: Any, sample: Any, path: str = "") -> None:
    """Key for key and value for value, digits and all, but for what is OURS, which has the same form."""
    if isinstance(sample, dict):
        assert list(shown) == list(sample), path
        for name in sample:
            if name in OURS:
                assert type(shown[name]) is type(sample[name]) or shown[name] is None or sample[name] is None, name
            else:
                same(shown[name], sample[name], f"{path}.{name}")
    elif isinstance(sample, list):
        assert len(shown) == len(sample), path
        for place, each in enumerate(sample):
            same(shown[place], each, f"{path}[{place}]")
    else:
        assert (str(shown), type(shown)) == (str(sample), type(sample)), path


def test_the_composed_sale(untouched: Haifa) -> None:
    haifa = untouched
    shown = haifa.post("transactions", SALE_REQUEST.encode())
    same(shown, {**exact(SALE_STORED), "TransactionNo": shown["TransactionNo"]})
    check(shown, paid=True)
    assert (haifa.owed.owed, haifa.on_hand(SHIRT), haifa.on_hand(BELT)) == (0, -2, -1)
    # The same answer by id in any letter case and by number, byte for byte; and nothing happens when it is sent again.
    number = shown["TransactionNo"]
    bodies = [
        haifa.ask("GET", f"/v1/transactions?id={shown['TransactionID'].upper()}&from_date=x").body,
        haifa.ask("GET", f"/DEV/Transactions/No/{number}").body,
        haifa.ask("POST", "/v1/transactions", SALE_REQUEST.encode()).body,
        haifa.ask("POST", "/v1/transactions", SALE_REQUEST.replace("5b0f6f0e-0d0b", "aaaaaaaa-0d0b").encode()).body,
    ]
    assert len(set(bodies)) == 1
    assert exact(bodies[0].decode()) == shown
    assert haifa.on_hand(SHIRT) == -2


def test_the_composed_payment(haifa: Haifa) -> None:
    owed = haifa.owed.owed
    shown = haifa.post("transactions", PAYMENT_REQUEST.encode())
    check(shown)
    header = ("Total", "TotalBeforeDisc", "TotalBeforeTax", "Tax", "TaxRate", "TaxableTotal", "TaxFreeTotal")
    assert [str(shown[name]) for name in header] == [
        "600.0000", "600.0000", "600.0000", "0.0000", "0.0000", "0.0000", "600.0000",
    ]  # fmt: skip
    assert (shown["ItemEntries"], shown["TransactionType"], shown["SaleTime"]) == ([], 14, "2026-03-11T16:22:41")
    assert [(each["CHDueDate"], each["No"], each["CHBankNo"], each["CHBranchNo"], each["CHAccountNo"],
             each["CHCurrPayNum"], each["PayNumber"], str(each["Amount"])) for each in shown["CHTenders"]] == [
        ("2026-04-30 21:00:00Z", "1001", "99", "001", "000123", 1, 2, "300.0000"),
        ("2026-05-31 21:00:00Z", "1002", "99", "001", "000123", 2, 2, "300.0000"),
    ]  # fmt: skip
    assert haifa.owed.owed == owed - 600
    assert shown["Customer"]["BalanceDoe"] == owed - 600
    assert shown["Customer"]["LastPaymentDate"].startswith("2026-03-11T16:22:41")


def test_the_composed_delivery(haifa: Haifa) -> None:
    owed, belts = haifa.owed, haifa.on_hand(BELT)
    before = haifa.sell(line(BOOK), CashTenders=cash(40))
    shown = haifa.post("transactions", DELIVERY_REQUEST.encode())
    check(shown)
    assert (haifa.owed, haifa.on_hand(BELT)) == (owed, belts - 5)
    assert [shown[name] for name in TENDERS] == [[], [], [], []]
    assert (shown["ZNo"], shown["SummaryInvoiceTransactionId"], shown["PGT"]) == (None, None, before["PGT"])
    # For information only, at the catalogue's price.
    assert [str(shown[name]) for name in ("Total", "TotalBeforeTax", "Tax")] == ["400.0000", "338.9831", "61.0169"]


def test_the_composed_refusal(haifa: Haifa) -> None:
    reply = haifa.ask("POST", "/v1/transactions", SALE_REQUEST.replace(SHIRT, "111").replace("-9d57-", "-0000-")
                      .replace("0c5a7a52", "1c5a7a52").encode())  # fmt: skip
    assert reply.body.decode() == (
        '{"Message":"The request is invalid.","ModelState":{"ItemEntries[0].Item":["Item not found."]}}'
    )
    assert reply.status == 400


def test_a_list_without_lines(haifa: Haifa) -> None:
    haifa.sell(line(BOOK), CashTenders=cash(40), SaleTime="2026-02-01T08:00:00.123")
    query = "from_date=2026-02-01%2000:00:00.000&to_date=2026-02-02%2000:00:00.000&trn_type=0&include_lines=false"
    reply = haifa.ask("GET", f"/v1/transactions?{query}")
    (shown,) = reply.json
    assert (len(shown), shown["SaleTime"]) == (40, "2026-02-01T08:00:00.123")
    assert not {*TENDERS, "ItemEntries", "DiscountEntries", "Discount"} & set(shown)


# --- windows -------------------------------------------------------------------------------------------------------


def numbers(found: list[dict[str, Any]]) -> list[str]:
    return [each["TransactionNo"] for each in found]


def test_a_window_has_its_beginning_and_not_its_end(haifa: Haifa) -> None:
    times = ("2026-01-05T10:00:00", "2026-01-05T09:59:59.999", "2026-01-05T10:00:00.001", "2026-01-05T10:00:00")
    first, before, after, second = (
        haifa.sell(line(BOOK), CashTenders=cash(40), SaleTime=time)["TransactionNo"] for time in times
    )

    def between(start: str, end: str, **more: object) -> list[str]:
        return numbers(haifa.get("transactions", from_date=start, to_date=end, **more))

    assert between("2026-01-05 10:00:00", "2026-01-05T10:00:00.001") == [first, second]
    assert between("2026-01-05", "2026-01-05 10:00:00.002") == [before, first, second, after]
    assert between("2026-01-05T07:59:59.999Z", "2026-01-05 10:00:00.000") == [before]
    assert between("2026-01-05", "2026-01-06", trn_type=14) == [] == between("2026-01-05", "2026-01-06", trn_type=99)
    assert between("2026-01-06", "2026-01-05") == []
    assert numbers(haifa.get("transactions", from_date="2026-01-05 10:00:00.001", to_date="2026-01-06")) == [after]


def test_the_usual_window_is_seven_days_back_and_one_ahead(haifa: Haifa) -> None:
    def sold(time: str) -> str:
        return str(haifa.sell(line(BOOK), CashTenders=cash(40), SaleTime=time)["TransactionNo"])

    early, first, last = sold("2026-03-03T23:59:59.999"), sold("2026-03-04T00:00:00"), sold("2026-03-11T23:59:59.999")
    late = sold("2026-03-12T00:00:00")
    found = numbers(haifa.get("transactions"))
    assert (early in found, first in found, last in found, late in found) == (False, True, True, False)


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [
        ("id=x", 400, "id"),
        ("id=00000000-0000-0000-0000-000000000000", 400, "id"),
        ("id=aaaaaaaa-0d0b-4a52-9d57-7d0c2f6a1eff", 404, None),
        ("trn_type=sale", 400, "trn_type"),
        ("trn_type=99999999999", 400, "trn_type"),
        ("include_lines=perhaps", 400, "include_lines"),
        ("from_date=11/03/2026", 400, "from_date"),
        ("to_date=2026-13-01", 400, "to_date"),
    ],
)
def test_queries_that_cannot_be_answered(haifa: Haifa, query: str, status: int, named: str | None) -> None:
    reply = haifa.ask("GET", f"/v1/transactions?{query}")
    assert (reply.status, list(reply.json.get("ModelState", {}))) == (status, [named] if named else [])


@pytest.mark.parametrize("no", ["21-999999", "99-1", "21", "-1", "21-", "21-01", "x-y", "21-" + "9" * 30, "21%2F1"])
def test_numbers_nobody_has(haifa: Haifa, no: str) -> None:
    reply = haifa.ask("GET", f"/v1/transactions/no/{no}")
    assert (reply.status, reply.json) == (404, {"Message": "Transaction not found."})


# --- once, and under one number ------------------------------------------------------------------------------------


def test_what_is_taken_already(haifa: Haifa) -> None:
    ids = ("11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002")
    said = {"CashTenders": cash(40), "TransactionERPCode": "ERP-1"}
    one = haifa.sell(line(BOOK), TransactionID=ids[0], XID=ids[0], **said)
    two = haifa.sell(line(BOOK), TransactionID=ids[1], XID=ids[1], CashTenders=cash(40))
    for more in (
        {"TransactionERPCode": "ERP-1"},
        {"TransactionNo": one["TransactionNo"]},
        {"TransactionID": ids[0], "XID": ids[1]},
    ):
        body = {"TransactionType": 0, "Register": {"Code": "21"}, "ItemEntries": [line(BOOK)], "CashTenders": cash(40)}
        reply = haifa.ask("POST", "/v1/transactions", body | more)
        assert (reply.status, list(reply.json)) == (409, ["Message"]), more
    # Sent again under either of its names it is the one that is there, whatever else is said of it.
    for again in ({"TransactionID": ids[0].upper()}, {"XID": ids[0]}):
        assert haifa.sell(line(SHIRT, 9), **again, CashTenders=cash(1)) == one
    assert haifa.get("transactions", id=ids[1]) == two


def test_an_idempotency_key(haifa: Haifa) -> None:
    body = {"TransactionType": 0, "Register": {"Code": "21"}, "ItemEntries": [line(BOOK)], "CashTenders": cash(40)}
    first = haifa.ask("POST", "/v1/transactions", body, idempotency_key="k-1")
    again = haifa.ask("POST", "/dev/transactions", body, idempotency_key="k-1")
    other = haifa.ask("POST", "/v1/transactions", body | {"Note": "x"}, idempotency_key="k-1")
    assert (first.status, again.status, other.status) == (200, 200, 409)
    assert (first.body == again.body, again.headers["idempotency-replayed"]) == (True, "true")


def test_many_at_once_have_numbers_without_gaps_and_one_is_one(haifa: Haifa) -> None:
    first = int(haifa.sell(line(BOOK), CashTenders=cash(40))["TransactionNo"][3:])
    shirts = haifa.on_hand(SHIRT)
    one = SALE | {"TransactionID": "33333333-0000-4000-8000-000000000001", "ItemEntries": [line(SHIRT)],
                  "CashTenders": cash("59.90")}  # fmt: skip
    replies = haifa.ask_at_once("POST", "/v1/transactions", [*([SALE] * 8), *([one] * 8)])
    assert {each.status for each in replies} <= {200, 503}
    sold = [each.json["TransactionNo"] for each in replies[:8] if each.status == 200]
    same = {each.json["TransactionNo"] for each in replies[8:] if each.status == 200}
    numbers_taken = sorted(int(each[3:]) for each in {*sold, *same})
    assert numbers_taken == list(range(first + 1, first + 1 + len(sold) + 1))
    assert (len(same), haifa.on_hand(SHIRT)) == (1, shirts - 1)


# --- what is refused -----------------------------------------------------------------------------------------------

SALE: dict[str, Any] = {
    "TransactionType": 0, "Register": {"Code": "21"}, "ItemEntries": [line(BOOK)], "CashTenders": cash(40),
}  # fmt: skip
PAYMENT = {"TransactionType": 14, "Register": {"Code": "21"}, "Customer": {"CustomerNo": "5077"}, "ItemEntries": []}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"TransactionType": None}, "TransactionType"),
        ({"TransactionType": 1}, "TransactionType"),
        ({"ItemEntries": []}, "ItemEntries"),
        ({"ItemEntries": [], "TransactionType": 16, "CashTenders": []}, "ItemEntries"),
        ({"Register": None}, "Register"),
        ({"Register": {"Code": "99"}}, "Register"),
        ({"Store": {"Code": "99"}}, "Store"),
        ({"Store": {"Code": "1"}}, "Store"),
        ({"Seller": {"UserNo": "99"}}, "Seller"),
        ({"Customer": {"CustomerNo": "99"}}, "Customer"),
        ({"Customer": {"FirstName": "Nobody"}}, "Customer"),
        ({"ItemEntries": [{"Qty": 1}]}, "ItemEntries[0].Item"),
        ({"ItemEntries": [line(BOOK), line("99")]}, "ItemEntries[1].Item"),
        ({"ItemEntries": [{"Item": {"ItemID": "99"}, "Qty": 1}]}, "ItemEntries[0].Item.ItemID"),
        ({"ItemEntries": [line(BOOK, None)]}, "ItemEntries[0].Qty"),
        ({"ItemEntries": [line(BOOK, 0)]}, "ItemEntries[0].Qty"),
        ({"ItemEntries": [line(BOOK, "0.000004")]}, "ItemEntries[0].Qty"),
        ({"ItemEntries": [line(BOOK, Price=-1)]}, "ItemEntries[0].Price"),
        ({"ItemEntries": [line(BOOK, Discount={"Perc": 5, "Amount": 5})]}, "ItemEntries[0].Discount"),
        ({"ItemEntries": [line(BOOK, Discount={"Perc": 101})]}, "ItemEntries[0].Discount"),
        ({"ItemEntries": [line(BOOK, Discount={"Amount": 41})]}, "ItemEntries[0].Discount"),
        ({"Discount": {"Perc": 5, "Amount": 5}}, "Discount"),
        ({"CashTenders": cash(41)}, "Tenders"),
        ({"CashTenders": cash(39)}, "Tenders"),
        ({"CashTenders": []}, "Tenders"),
        ({"CashTenders": cash(0)}, "CashTenders[0].Amount"),
        ({"CashTenders": [{}]}, "CashTenders[0].Amount"),
        ({"CashTenders": cash("39.995")}, "CashTenders[0].Amount"),
        ({"CashTenders": [*cash(20), {"Amount": 20, "Tender": {"TenderID": 77}}]}, "CashTenders[1].Tender"),
        ({"CashTenders": [{"Amount": 40, "Tender": {"TenderID": 2}}]}, "CashTenders[0].Tender"),
        ({"CashTenders": [], "CustomTenders": cash(40)}, "CustomTenders[0].Tender"),
        ({"CashTenders": [], "CCTenders": [{"Amount": 40, "No": "4580 1234 5678 9010"}]}, "CCTenders[0].No"),
        ({"CashTenders": [], "CCTenders": [{"Amount": 40, "CCExpDate": "1327"}]}, "CCTenders[0].CCExpDate"),
        ({"CashTenders": [], "CCTenders": [{"Amount": 40, "CCPayments": 101}]}, "CCTenders[0].CCPayments"),
        ({"CashTenders": [], "CHTenders": [{"Amount": 40, "CHDueDate": "soon"}]}, "CHTenders[0].CHDueDate"),
        ({"CashTenders": [*cash(50), *cash(-10)]}, "Tenders"),
        ({"Total": "40.02"}, "Total"),
        ({"SaleTime": "1752-12-31T23:59:59"}, "SaleTime"),
        ({"SaleTime": "2026-03-14T16:22:42"}, "SaleTime"),
        ({"TransactionNo": "22-1"}, "TransactionNo"),
        ({"TransactionNo": "abc"}, "TransactionNo"),
        ({"VoidTransactionID": "aaaaaaaa-0d0b-4a52-9d57-7d0c2f6a1eff"}, "VoidTransactionID"),
        ({"ItemEntries": [line(BOOK, -1, ReturnTEntryID="aaaaaaaa-0d0b-4a52-9d57-7d0c2f6a1eff")]},
         "ItemEntries[0].ReturnTEntryID"),
        ({"TransactionType": 16}, "Tenders"),
        (PAYMENT | {"CashTenders": []}, "Tenders"),
        (PAYMENT | {"Customer": None}, "Customer"),
        (PAYMENT | {"ItemEntries": [line(BOOK)]}, "ItemEntries"),
        (PAYMENT | {"Total": 41}, "Total"),
        ({"Note": "x" * 2001}, "Note"),
    ],
)  # fmt: skip
def test_what_is_refused_is_named_by_its_path(haifa: Haifa, body: dict[str, Any], path: str) -> None:
    reply = haifa.ask("POST", "/v1/transactions", SALE | body)
    assert (reply.status, list(reply.json.get("ModelState", {}))) == (400, [path]), reply.body
    assert b"4580" not in reply.body


def test_refusals_write_nothing_and_sales_go_on(haifa: Haifa) -> None:
    first = haifa.sell(line(BOOK), CashTenders=cash(40))["TransactionNo"]
    assert haifa.ask("POST", "/v1/transactions", SALE | {"CashTenders": []}).status == 400
    second = haifa.sell(line(BOOK), CashTenders=cash(40))["TransactionNo"]
    assert int(second[3:]) == int(first[3:]) + 1
