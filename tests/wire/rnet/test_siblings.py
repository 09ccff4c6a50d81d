"""What stands around transactions: the shop's lists, customers and items, key for key."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from pinkas.actions.product_changes import ProductChange, change_product
from pinkas.actions.shops import save_part
from pinkas.books.shop import PriceList, Store
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

from .haifa import AFTERNOON, BELT, BOOK, SHIRT, Haifa, cash, line, open_haifa

PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 20
ITEM = ["GrossCost", "Cost", "Pic1", "Pic2", "Pic3", "ItemID", "Name", "BarcodeNumber", "ModelNumber", "Description",
        "GeneralPrice", "ERPCode"]  # fmt: skip


@pytest.fixture(scope="module")
def haifa(house: House) -> Iterator[Haifa]:
    """The samples' shop with prices named, a picture and a code; the books are whole in the end."""
    shop = open_haifa(house)

    async def furnish() -> None:
        desk, caller = house.desk, shop.caller
        await save_part(desk, caller, PriceList, "2", {"name": "Friends", "erp_code": "P2"})
        await save_part(desk, caller, Store, "9", {"name": "Closed", "active": False})
        shirt = ProductChange(members={"department": 1, "group_code": "G"}, references={"erp-code": "E-1"},
                              pictures={2: PICTURE})  # fmt: skip
        await change_product(desk, caller, 1, shirt)

    house.run(furnish())
    yield shop
    assert house.run(verify_business(house.desk.store, shop.caller.business)) is None


# --- the shop ------------------------------------------------------------------------------------------------------


def test_stores_registers_and_people(haifa: Haifa) -> None:
    stores = haifa.get("stores")
    assert [(each["Code"], each["StoreName"], each["ERPCode"], each["Status"]) for each in stores][1:] == [
        ("3", "חיפה", "H", 1), ("9", "Closed", None, 0),
    ]  # fmt: skip
    assert list(stores[0]) == ["StoreID", "Code", "ERPCode", "PriceLeveExID", "StoreName", "Status", "DefaultTax"]
    registers = haifa.get("registers")
    assert list(registers[0]) == ["RegisterID", "RegisterName", "Code"]
    assert "21" in [each["Code"] for each in registers]
    dana = next(each for each in haifa.get("users") if each["UserNo"] == "12")
    assert list(dana) == [
        "UserID", "UserNo", "UserName", "FirstName", "LastName", "Password", "Address", "HomePhoneNumber",
        "WorkPhoneNumber", "Fax", "Email", "ZipCode", "Store", "UserERPCode", "CompanyID", "IsManualUpdate",
    ]  # fmt: skip
    assert (dana["UserName"], dana["Password"], dana["IsManualUpdate"]) == ("dana", None, False)


def test_tenders_departments_clubs_and_price_lists(haifa: Haifa) -> None:
    tenders = haifa.get("tenders")
    assert tenders[0] == {"TenderID": 1, "TenderName": "Cash", "ERPCode": None, "TenderNameHe": None}
    assert [each["TenderID"] for each in tenders][:5] == [1, 2, 3, 100, 900]
    assert tenders[4]["TenderNameHe"] == "ניכוי מס במקור"
    (department,) = haifa.get("departments")
    assert list(department) == ["DepartmentID", "DepartmentNo", "DepartmentName", "Status"]
    assert (department["DepartmentNo"], department["DepartmentName"]) == ("A", "Clothes")
    (club,) = haifa.get("clubs")
    assert (club["ClubCode"], club["ClubName"], club["ClubNo"], len(club)) == (6, "Members", None, 10)
    assert [(each["FormatName"], each["ERPCode"]) for each in haifa.get("price_lists")] == [
        ("1", None), ("Friends", "P2"), ("3", None), ("4", None),
    ]  # fmt: skip


# --- customers -----------------------------------------------------------------------------------------------------

CUSTOMER = [
    "CustomerID", "CustomerGroups", "CustomerGroupIDs", "CustomerNo", "FirstName", "LastName", "Club", "Address",
    "BirthDay", "WeddAnniversary", "SpouseName", "SpouseBirthDay", "DateCreated", "DateModified", "AgreeEMAIL",
    "AgreeSMS", "CustomerERPCode", "StoreCreated", "IdentityNo", "CustomerType", "FaxNumber", "Current", "Status",
    "BalanceDoe", "FormatPrice", "Email", "LastPaymentDate", "CompanyID", "TemplateId", "IsPhoneNoExist",
    "IsCheckPhoneNoExist",
]  # fmt: skip


def test_a_customer_live(haifa: Haifa) -> None:
    haifa.house.clock.at = AFTERNOON
    never = haifa.get("customers/no/5077")
    assert list(never) == CUSTOMER
    assert (never["LastPaymentDate"], never["BalanceDoe"]) == ("0001-01-01T00:00:00", 0)
    haifa.sell(line(BELT, 2), CashTenders=cash(10), Customer={"CustomerNo": "5077"})
    owing = haifa.get("customers", id=never["CustomerID"].upper())
    assert (str(owing["BalanceDoe"]), owing["LastPaymentDate"]) == ("150.0000", "2026-03-11T16:22:41")
    assert 0 <= owing["Current"] <= 150
    for missing in ("customers/no/0", "customers?id=aaaaaaaa-0d0b-4a52-9d57-7d0c2f6a1eff"):
        assert haifa.ask("GET", f"/v1/{missing}").status == 404
    assert haifa.ask("GET", "/v1/customers").json["ModelState"] == {
        "date_modified": ["The date_modified field is required."]
    }


def test_a_customer_is_made_changed_and_left_alone(haifa: Haifa) -> None:
    house = haifa.house
    house.clock.at = AFTERNOON + dt.timedelta(days=1)
    new = {
        "CustomerNo": "6001", "FirstName": "Avi", "LastName": "Sample", "CustomerERPCode": "C-6001",
        "Address": {"buliding": 2, "Apartment": "8", "PhoneNo": "052-1234567", "Street": "Road 7"},
        "Club": {"ClubCode": 6, "ClubNo": "77", "ClubPoints": "10.905"}, "FormatPrice": {"ERPCode": "P2"},
        "BirthDay": "1980-01-02T00:00:00", "AgreeSMS": True, "IdentityNo": "123456782", "Status": 1,
    }  # fmt: skip
    made = haifa.post("customers", new)
    assert (made["CustomerNo"], made["CustomerType"], made["Address"]["Buliding"]) == ("6001", 3, "2")
    assert (str(made["Club"]["ClubPoints"]), made["FormatPrice"]["FormatName"]) == ("10.91", "Friends")
    assert (made["BirthDay"], made["DateCreated"]) == ("1980-01-02T00:00:00", "2026-03-12T16:22:41")
    # By any of the keys it is the same; what is not said stays, "" clears; what is shown may be sent back.
    house.clock.at += dt.timedelta(hours=1)
    changed = haifa.post("customers", {"Address": {"PhoneNo": "0521234567"}, "Email": "avi@example.com",
                                       "SpouseName": "", "FaxNumber": "03-1"})  # fmt: skip
    assert changed["CustomerID"] == made["CustomerID"]
    assert (changed["FirstName"], changed["Email"], changed["FaxNumber"]) == ("Avi", "avi@example.com", "03-1")
    assert changed["DateModified"] == "2026-03-12T17:22:41"
    house.clock.at += dt.timedelta(hours=1)
    assert haifa.post("customers", changed) == changed
    cleared = haifa.post("customers", {"Email": "avi@example.com", "FaxNumber": "", "Status": 0})
    assert (cleared["FaxNumber"], cleared["Status"], cleared["LastName"]) == (None, 0, "Sample")
    assert [each["CustomerNo"] for each in haifa.get("customers", date_modified="2026-03-12")] == ["6001"]
    assert [each["CustomerNo"] for each in haifa.get("customers", date_modified="2026-03-13")] == []
    assert len(haifa.get("customers", date_modified="2026-03-11 16:22:41")) >= 2


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"CustomerNo": "6100", "Club": {"ClubCode": 99}}, "Club"),
        ({"CustomerNo": "6100", "FormatPrice": {"ERPCode": "P9"}}, "FormatPrice"),
        ({"CustomerNo": "6100", "BirthDay": "soon"}, "BirthDay"),
        ({"CustomerNo": "6100", "CustomerERPCode": "C-5077"}, None),
        ({"CustomerNo": 5077, "CustomerERPCode": "C-5077", "Address": "Haifa"}, "Address"),
    ],
)
def test_customers_that_are_refused(haifa: Haifa, body: dict[str, Any], path: str | None) -> None:
    reply = haifa.ask("POST", "/v1/customers", body)
    if path is None:  # Named by its ERP code first, this is Noa under another number.
        assert (reply.status, reply.json["FirstName"], reply.json["CustomerNo"]) == (200, "Noa", "6100")
        haifa.post("customers", {"CustomerERPCode": "C-5077", "CustomerNo": "5077"})
    else:
        assert (reply.status, list(reply.json["ModelState"])) == (400, [path])


def test_a_sale_brings_its_customer(haifa: Haifa) -> None:
    haifa.house.clock.at = AFTERNOON
    ids = ("22222222-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000002")
    passed = {"FirstName": "Gil", "Address": {"City": "Acre"}}
    body = {"TransactionID": ids[0], "TransactionType": 0, "Register": {"Code": "21"}, "ItemEntries": [line(BOOK)],
            "Customer": passed}  # fmt: skip
    assert haifa.ask("POST", "/v1/transactions", body).status == 400
    sale = haifa.post("transactions", body, upsert_customer="true")
    assert (sale["Customer"]["FirstName"], str(sale["Customer"]["BalanceDoe"])) == ("Gil", "40.0000")
    assert sale["Customer"]["StoreCreated"]["Code"] == "3"
    # Sent again nothing is written: neither a second sale nor a second Gil, nor what it says of him now.
    again = haifa.post("transactions", body | {"Customer": passed | {"FirstName": "Gal"}}, upsert_customer=1)
    assert again == sale
    # Without an id of its own the transaction is known by its idempotency key, and so is somebody new in it.
    keyless = {name: value for name, value in body.items() if name != "TransactionID"}
    twice = [haifa.ask("POST", "/v1/transactions?upsert_customer=1", keyless, idempotency_key="gil") for _ in range(2)]
    assert (twice[0].status, twice[0].body == twice[1].body) == (200, True)
    assert twice[0].json["Customer"]["CustomerID"] != sale["Customer"]["CustomerID"]
    known = len(haifa.get("customers", date_modified="2026-03-11"))
    haifa.ask("POST", "/v1/transactions?upsert_customer=1", keyless, idempotency_key="gil")
    assert len(haifa.get("customers", date_modified="2026-03-11")) == known
    named = {"CustomerNo": sale["Customer"]["CustomerNo"], "LastName": "Levi"}
    other = haifa.post("transactions", body | {"TransactionID": ids[1], "Customer": named}, upsert_customer="True")
    assert other["Customer"]["CustomerID"] == sale["Customer"]["CustomerID"]
    assert (other["Customer"]["LastName"], str(other["Customer"]["BalanceDoe"])) == ("Levi", "80.0000")


# --- items ---------------------------------------------------------------------------------------------------------


def test_an_item_by_its_barcode(haifa: Haifa) -> None:
    shirt = haifa.get(f"items/barcode/{SHIRT}")
    assert list(shirt) == ITEM
    assert [str(shirt[name]) for name in ("GrossCost", "Cost", "GeneralPrice", "ERPCode", "ModelNumber")] == [
        "21.0000", "24.7800", "59.9000", "E-1", "CS10",
    ]  # fmt: skip
    assert shirt["GrossCost"] == (shirt["Cost"] / Decimal("1.18")).quantize(Decimal("0.01"))
    assert (shirt["Pic1"], shirt["Pic2"]) == (None, None)
    pictured = haifa.get(f"items/barcode/{SHIRT}", include_pic="true")
    assert (pictured["Pic1"], base64.b64decode(pictured["Pic2"])) == (None, PICTURE)
    assert haifa.ask("GET", "/v1/items/barcode/0").json == {"Message": "Item not found."}


def test_items_of_a_model_tell_two_things_more(haifa: Haifa) -> None:
    (shirt,) = haifa.get("items/model/CS10")
    assert list(shirt) == [*ITEM, "ItemGroup", "Department"]
    assert (shirt["ItemGroup"], shirt["Department"]["DepartmentName"]) == (None, "Clothes")
    assert haifa.get("items/model/none") == []


def test_items_changed_between_two_days(haifa: Haifa) -> None:
    def names(**more: object) -> list[str]:
        days = {"from_date": "2026-03-11", "to_date": "2026-03-11"} | more
        return [each["Name"] for each in haifa.get("items", **days)]

    assert names() == ["Cotton shirt", "Belt", "Book"]
    assert names(from_date="2026-03-12", to_date="2026-03-20") == [] == names(to_date="2026-03-11 16:22:41")
    assert names(name_contains="BELT") == ["Belt"] == names(barcode_contains="0024")
    assert names(group_code="G") == ["Cotton shirt"]
    for missing in ("items", "items?from_date=2026-03-11", "items?from_date=x&to_date=2026-03-11"):
        assert haifa.ask("GET", f"/v1/{missing}").status == 400


def test_a_department_stands_on_its_lines(haifa: Haifa) -> None:
    sale = haifa.sell(line(SHIRT), CashTenders=cash("59.90"))
    assert sale["ItemEntries"][0]["Department"]["DepartmentNo"] == "A"
