"""What is sent must come back as it was sent, be taken as it was meant, or be refused by its own name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

from .haifa import BELT, BOOK, SHIRT, Haifa, cash, line, open_haifa
from .invariants import check

SALE: dict[str, Any] = {
    "TransactionType": 0, "Register": {"Code": "21"}, "ItemEntries": [line(BOOK)], "CashTenders": cash(40),
}  # fmt: skip
#: A number that passes the check of card numbers, as it stands on cards.
CARD = "4111 1111 1111 1111"


@pytest.fixture(scope="module")
def haifa(house: House) -> Iterator[Haifa]:
    """The samples' shop; whatever was done there, the books are whole in the end."""
    shop = open_haifa(house)
    yield shop
    assert house.run(verify_business(house.desk.store, shop.caller.business)) is None


def refused(shop: Haifa, body: object, target: str = "transactions") -> dict[str, list[str]]:
    """What a 400 says, by path."""
    reply = shop.ask("POST", f"/v1/{target}", body)
    assert reply.status == 400, reply.body
    assert b"1111" not in reply.body
    said: dict[str, list[str]] = reply.json["ModelState"]
    return said


# --- kept and given back -------------------------------------------------------------------------------------------

HEADER = {
    "PrintType": 2, "RecieptTxt": "שלום\nand thanks " + "=" * 5000, "PrintingXml": "<p>1</p>", "SerialNo": "77",
    "IsExtended": True, "OnHoldID": "dddddddd-0000-4000-8000-000000000001", "SimplyClubNo": "S-1",
    "PrivateNumber": "P-1", "InvitationComparePrintText": "i", "CouponAmount": Decimal("5.0000"),
    "FeeAmount": Decimal("1.5000"),
}  # fmt: skip
LINE = {
    "CapsuleQty": Decimal("2.500"), "CustomerOrderID": 12, "CustomerOrderLineIDx": 3, "IfItemFromReceipt": True,
    "MainGroupID": "dddddddd-0000-4000-8000-000000000002", "ItemSerialID": "dddddddd-0000-4000-8000-000000000003",
    "ChooseType": 4, "NewZTables": True, "SaleCode": "PROMO", "ChangePriceReason": "torn", "ExternalNum": "E-9",
}  # fmt: skip


def test_what_means_nothing_to_the_books_comes_back_and_changes_no_total(haifa: Haifa) -> None:
    plain = haifa.sell(line(BOOK), CashTenders=cash(40))
    shown = haifa.sell(line(BOOK, **LINE), CashTenders=cash(40), **HEADER)
    assert {name: shown[name] for name in HEADER} == HEADER
    (entry,) = shown["ItemEntries"]
    assert {name: entry[name] for name in LINE} == LINE
    assert [shown[name] for name in ("Total", "TotalBeforeTax")] == [plain["Total"], plain["TotalBeforeTax"]]
    (usual,) = plain["ItemEntries"]
    assert (plain["PrintType"], plain["CouponAmount"], usual["ChooseType"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"CouponAmount": "many"}, "CouponAmount"),
        ({"FeeAmount": []}, "FeeAmount"),
        ({"IsExtended": "perhaps"}, "IsExtended"),
        ({"OnHoldID": "7"}, "OnHoldID"),
        ({"RecieptTxt": {}}, "RecieptTxt"),
        ({"PrintingXml": "x" * 100_001}, "PrintingXml"),
        ({"ItemEntries": [line(BOOK, CapsuleQty="x")]}, "ItemEntries[0].CapsuleQty"),
        ({"ItemEntries": [line(BOOK, ChooseType=1.5)]}, "ItemEntries[0].ChooseType"),
        ({"ItemEntries": [line(BOOK, MainGroupID="7")]}, "ItemEntries[0].MainGroupID"),
    ],
)
def test_what_is_kept_is_of_its_type(haifa: Haifa, body: dict[str, Any], path: str) -> None:
    assert list(refused(haifa, SALE | body)) == [path]


def test_an_item_keeps_the_name_it_was_sold_under(haifa: Haifa) -> None:
    def name(*, overwrite: str, **said: Any) -> str:
        item = {"BarcodeNumber": BOOK, **said.pop("item", {})}
        body = SALE | {"ItemEntries": [{"Item": item, "Qty": 1, **said}]}
        (entry,) = haifa.post("transactions", body, overwrite_item_name=overwrite)["ItemEntries"]
        return str(entry["EntryDescription"])

    named = {"item": {"Name": "Passed"}}
    assert name(overwrite="true", **named) == "Passed"
    assert name(overwrite="true", **named, EntryDescription="Described") == "Described"
    assert name(overwrite="true") == name(overwrite="false", **named, EntryDescription="Described") == "Book"
    body = SALE | {"ItemEntries": [{"Item": {"BarcodeNumber": BOOK, "Name": "x" * 201}, "Qty": 1}]}
    assert list(refused(haifa, body, "transactions?overwrite_item_name=1")) == ["ItemEntries[0].Item.Name"]
    assert haifa.post("transactions", body)["ItemEntries"][0]["EntryDescription"] == "Book"


def test_lines_are_answered_by_their_sort(haifa: Haifa) -> None:
    shown = haifa.sell(line(BOOK, Sort=2), line(SHIRT, Sort="1.5"), line(BELT, Sort=1), line(BOOK, 2, Sort=2),
                       CashTenders=cash("259.90"))  # fmt: skip
    assert [(entry["Item"]["BarcodeNumber"], str(entry["Sort"]), entry["Qty"]) for entry in shown["ItemEntries"]] == [
        (BELT, "1.0", 1), (SHIRT, "1.5", 1), (BOOK, "2.0", 1), (BOOK, "2.0", 2),
    ]  # fmt: skip


def test_prices_quantities_and_percentages_are_not_rounded_before_they_are_counted_with(haifa: Haifa) -> None:
    # 3.33335 x 12 is 40.0002, by four places it would be 40.0008; of 0.12345 kg by three places 4.92 would be due.
    shown = haifa.sell(line(BOOK, 12, Price="3.33335"), CashTenders=cash("40.00"))
    (entry,) = shown["ItemEntries"]
    assert [str(entry[name]) for name in ("Qty", "Price", "BeforeDiscount")] == ["12.000", "3.3334", "40.0002"]
    shown = haifa.sell(line(BOOK, "0.12345", UOMQty="0.12345"), CashTenders=cash("4.94"))
    (entry,) = shown["ItemEntries"]
    assert [str(entry[name]) for name in ("Qty", "UOMQty", "BeforeDiscount")] == ["0.123", "0.123", "4.9380"]
    shown = haifa.sell(line(BOOK, 1000, Discount={"Perc": "1.23456"}), CashTenders=cash("39506.18"))
    (entry,) = shown["ItemEntries"]
    assert [str(entry[name]) for name in ("DiscountOnEntryPerc", "Total")] == ["1.235", "39506.1760"]
    assert list(refused(haifa, SALE | {"ItemEntries": [line(BOOK, "0.000004")]})) == ["ItemEntries[0].Qty"]
    back = line(BOOK, "-0.12345", ReturnTEntryID=None, Price=40)
    check(haifa.sell(line(BOOK, 2), CashTenders=cash(80)))
    assert str(haifa.sell(back, CashTenders=cash("-4.94"))["Total"]) == "-4.9400"


# --- once ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"TransactionType": None},
        {"TransactionType": 3},
        {"ItemEntries": [line(BOOK, Price="many")]},
        {"ItemEntries": 7},
        {"ItemEntries": []},
        {"CashTenders": [], "CCTenders": [{"Amount": 40, "No": CARD}]},
        {"Note": "x" * 3000},
        {"Register": {"Code": "99"}},
        {"Rounding": -3},
        {"Customer": {"FirstName": "Nobody"}},
    ],
)
def test_what_is_known_is_answered_whatever_else_is_sent(haifa: Haifa, wrong: dict[str, Any]) -> None:
    ids = ("cccccccc-0000-4000-8000-000000000001", "cccccccc-0000-4000-8000-000000000002")
    told = haifa.ask("POST", "/v1/transactions", SALE | {"TransactionID": ids[0], "XID": ids[1]})
    assert told.status == 200
    for known in ({"transactionid": ids[0].upper()}, {"XID": ids[1]}, {"TransactionID": ids[0], "XID": ids[0]}):
        again = haifa.ask("POST", "/v1/transactions", SALE | known | wrong)
        assert (again.status, again.body) == (200, told.body), known
    other = haifa.sell(line(BOOK), CashTenders=cash(40))["TransactionID"]
    assert haifa.ask("POST", "/v1/transactions", SALE | {"TransactionID": other, "XID": ids[1]} | wrong).status == 409
    assert haifa.ask("POST", "/v1/transactions", SALE | {"TransactionID": "7", "XID": "7"} | wrong).status == 400


def test_a_key_that_was_used_otherwise_is_a_conflict_before_it_is_a_replay(haifa: Haifa) -> None:
    body = SALE | {"TransactionID": "cccccccc-0000-4000-8000-000000000003"}
    assert haifa.ask("POST", "/v1/transactions", body, idempotency_key="as-sent").status == 200
    other = body | {"TransactionType": None}
    assert haifa.ask("POST", "/v1/transactions", other, idempotency_key="as-sent").status == 409
    assert haifa.ask("POST", "/v1/transactions", other, idempotency_key="as-sent-2").status == 200


def test_whose_number_it_is_is_told_in_the_wires_words(haifa: Haifa) -> None:
    ids = ("cccccccc-0000-4000-8000-000000000011", "cccccccc-0000-4000-8000-000000000012")
    one = haifa.sell(line(BOOK), CashTenders=cash(40), TransactionID=ids[0], XID=ids[0], TransactionERPCode="T-1")
    haifa.sell(line(BOOK), CashTenders=cash(40), TransactionID=ids[1], XID=ids[1])
    said = []
    for taken in (
        {"TransactionNo": one["TransactionNo"]},
        {"TransactionID": ids[0], "XID": ids[1]},
        {"TransactionERPCode": "T-1"},
    ):
        reply = haifa.ask("POST", "/v1/transactions", SALE | taken)
        assert reply.status == 409
        said.append(reply.json["Message"])
    assert said == [
        f"TransactionNo {one['TransactionNo']} belongs to another transaction.",
        f"XID {ids[1]} belongs to another transaction.",
        "TransactionERPCode T-1 belongs to another transaction.",
    ]


# --- refused by its own name ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"CCTenders": [{"Amount": 40, "CCAuthNo": "4111-1111-1111-1111"}]}, "CCTenders[0].CCAuthNo"),
        ({"CCTenders": [{"Amount": 40, "TZ": "4111111111111111"}]}, "CCTenders[0].TZ"),
        ({"CustomTenders": [{"Amount": 40, "Tender": {"TenderID": 100}, "No": CARD}]}, "CustomTenders[0].No"),
        ({"CashTenders": cash(40), "Note": f"paid by card no. {CARD}, thanks 12"}, "Note"),
    ],
)
def test_no_whole_number_of_a_card_is_taken_wherever_it_stands(haifa: Haifa, said: dict[str, Any], path: str) -> None:
    assert list(refused(haifa, SALE | {"CashTenders": []} | said)) == [path]


def test_numbers_that_are_no_cards_are_taken(haifa: Haifa) -> None:
    shown = haifa.sell(
        line(BOOK), Note="order 4111 1111 1111 1112, tel. 050-1234567",
        CustomTenders=[{"Amount": 20, "Tender": {"TenderID": 100}, "No": "4111111111111112"}],
        CCTenders=[{"Amount": 20, "No": "1111", "CCAuthNo": "0123456", "TZ": "012345674"}],
    )  # fmt: skip
    assert shown["CustomTenders"][0]["No"] == "4111111111111112"
    assert (shown["CCTenders"][0]["CCAuthNo"], shown["CCTenders"][0]["TZ"]) == ("0123456", "012345674")


def test_of_a_card_in_a_printed_receipt_the_end_is_kept(haifa: Haifa) -> None:
    shown = haifa.sell(line(BOOK), CashTenders=cash(40), PrintingXml=f"<n>{CARD.replace(' ', '')}</n>",
                       RecieptTxt=f"Book {BOOK}\ncard {CARD} 40.00\nIMEI 356938035643809")  # fmt: skip
    assert shown["RecieptTxt"] == f"Book {BOOK}\ncard ************1111 40.00\nIMEI 356938035643809"
    assert shown["PrintingXml"] == "<n>************1111</n>"


def test_goods_that_come_back_are_the_goods_that_were_sold(haifa: Haifa) -> None:
    sale = haifa.sell(line(BELT), line(BOOK), CashTenders=cash(120))
    belt, book = (entry["TransactionEntryID"] for entry in sale["ItemEntries"])
    back = SALE | {"CashTenders": cash(-120)}
    wrong = [line(BELT, -1, ReturnTEntryID=belt), line(BELT, -1, ReturnTEntryID=book)]
    assert refused(haifa, back | {"ItemEntries": wrong}) == {
        "ItemEntries[1].Item": ["The field Item must be the item of the line that comes back."]
    }
    unknown = [line(BELT, -1, ReturnTEntryID=belt), line("99", -1, ReturnTEntryID=book)]
    assert refused(haifa, back | {"ItemEntries": unknown}) == {"ItemEntries[1].Item": ["Item not found."]}
    haifa.sell(line(BELT, -1, ReturnTEntryID=belt), {"Qty": -1, "ReturnTEntryID": book}, CashTenders=cash(-120))


def test_rounding_is_at_most_five_agorot(haifa: Haifa) -> None:
    noa = {"Customer": {"CustomerNo": "5077"}, "ItemEntries": [line(BOOK, Price="10.02")]}
    for paid, rounding in (("9.50", "-0.52"), ("9.96", "-0.06"), ("10.02", "0.06")):
        said = refused(haifa, SALE | noa | {"CashTenders": cash(paid), "Rounding": rounding})
        assert said == {"Rounding": ["The field Rounding must be between -0.05 and 0.05."]}
    for paid, rounding in (("10.02", "-0.02"), ("10.00", "-0.05"), ("10.00", "0.02")):
        said = refused(haifa, SALE | noa | {"CashTenders": cash(paid), "Rounding": rounding})
        assert list(said) == ["Rounding"]
    taken = haifa.post("transactions", SALE | noa | {"CashTenders": cash("10.00"), "Rounding": "-0.02"})
    assert (str(taken["Rounding"]), str(taken["Total"])) == ("-0.0200", "10.0000")


def test_a_sum_too_large_is_told_under_a_name_of_the_wire(haifa: Haifa) -> None:
    owed = {"Customer": {"CustomerNo": "5077"}, "CashTenders": []}
    large = SALE | owed | {"ItemEntries": [line(BOOK, "99999999", Price="99999999999")]}
    assert list(refused(haifa, large)) == ["ItemEntries[0].Total"]


def test_a_customer_described_by_nothing_is_nobody(haifa: Haifa) -> None:
    nobody = {"CustomerID": "00000000-0000-0000-0000-000000000000", "CustomerNo": "", "Address": {"PhoneNo": ""}}
    for query in ({}, {"upsert_customer": "true"}):
        shown = haifa.post("transactions", SALE | {"Customer": nobody | {"Email": " "}}, **query)
        assert shown["Customer"] is None
    ordered = {"Store": {"Code": "3"}, "Register": {"Code": "21"}, "Lines": [line(BOOK)], "Customer": nobody}
    assert haifa.post("sales_orders", ordered, upsert_customer=1)["Customer"] is None


def test_an_order_of_an_unknown_item_says_what_a_sale_says(haifa: Haifa) -> None:
    ordered = {"Store": {"Code": "3"}, "Register": {"Code": "21"}, "Lines": [line(BOOK), line("99")]}
    assert refused(haifa, ordered, "sales_orders") == {"Lines[1].Item": ["Item not found."]}


@pytest.mark.parametrize("sort", [0, 1])
def test_goods_that_come_from_outside_go_to_no_other_store(haifa: Haifa, sort: int) -> None:
    one, three = (next(each["StoreID"] for each in haifa.get("stores") if each["Code"] == code) for code in ("1", "3"))
    paper = {"StoreID": one, "ToStoreID": three, "Type": sort, "DocStatus": 0}
    said = {"ToStoreID": ["The field ToStoreID must be left out: only a transfer goes to another store."]}
    assert refused(haifa, paper, "inventory/documents") == said
    # Nor does a transfer become one.
    moved = haifa.post("inventory/documents", paper | {"Type": 3})
    assert refused(haifa, {"ID": moved["ID"], "Type": sort}, "inventory/documents") == said


# --- the card of a customer ----------------------------------------------------------------------------------------


def test_a_membership_begins_and_ends_at_a_time_of_day(haifa: Haifa) -> None:
    club = {"ClubCode": 6, "ClubStartDate": "2024-02-01T10:15:30.193", "ClubExpDate": "2027-01-31T23:59:59.997"}
    sent = {"CustomerNo": "5078", "FirstName": "Avi", "Club": club}
    saved = haifa.ask("POST", "/v1/customers", sent)
    assert saved.status == 200
    shown = json.loads(saved.body)
    assert {name: shown["Club"][name] for name in club} == club
    assert haifa.ask("POST", "/v1/customers", sent).body == saved.body
    assert haifa.get("customers/no/5078")["Club"]["ClubStartDate"] == club["ClubStartDate"]
