"""Partners, items, the simple lists, stock and cash: key for key, by the pages of the dossier."""

from __future__ import annotations

from typing import Any

from pinkas.actions.contacts import contact_by_serial
from pinkas.actions.products import product_by_serial
from pinkas.actions.shops import save_part
from pinkas.books.shop import BankAccount
from pinkas.testing.house import House

from .system import open_system

PARTNER: dict[str, Any] = {
    "ContragentName": "Клиент ЕООД", "ContragentType": "CLIENT", "ContragentBarcode": "2800000000017",
    "ContragentCountryCode": "BG", "ContragentCityName": "Варна", "ContragentAddress": "бул. Примерен 10",
    "ContragentTaxNum": "000000025", "ContragentVatRegistered": 1, "ContragentVatNum": "BG000000025",
    "ContragentMOL": "Анна Клиентова", "ContragentMobile": "0888000001", "ContragentEmail": "anna@example.com",
}  # fmt: skip
ITEM: dict[str, Any] = {
    "SaleItemInventoryID": "000156", "SaleItemName": "Кафе на зърна 1 кг", "SaleItemCashRegisterName": "КАФЕ 1КГ",
    "SaleItemType": "PRODUCT", "SaleItemPrimaryMeasureUnitID": 1, "SaleItemTaxGroupID": 1,
    "SaleItemSellPrice": "24.5",
}  # fmt: skip


def test_partners_are_added_edited_and_listed(house: House) -> None:
    system = open_system(house)
    assert system.call("add-contragent", **PARTNER).data == {"ContragentID": 1}
    other = {**PARTNER, "ContragentName": "Доставчик АД", "ContragentTaxNum": "000000018", "ContragentBarcode": ""}
    assert system.call(
        "add-contragent", ("ContragentType[]", "SUPPLIER"), ("ContragentType[]", "CLIENT"), **other
    ).data == {"ContragentID": 2}
    listed = system.call("get-contragents").data
    assert (listed["TotalRecords"], list(listed)) == (2, ["TotalRecords", "Data"])
    assert listed["Data"][0] == {
        "ContragentID": 1, "ContragentName": "Клиент ЕООД", "ContragentType": "CLIENT",
        "ContragentBarcode": "2800000000017", "ContragentTaxNum": "000000025", "ContragentVatRegistered": 1,
        "ContragentVatNum": "BG000000025", "ContragentMOL": "Анна Клиентова", "ContragentAllowPartPays": 0,
        "ContragentForbidSupplies": 0, "ContragentForbidSales": 0, "ContragentActive": 1, "ContragentPhone": "",
        "ContragentMobile": "0888000001", "ContragentEmail": "anna@example.com", "ContragentFax": "",
        "ContragentWebSite": "", "ContragentCountryCode": "BG", "ContragentCityName": "Варна",
        "ContragentAddress": "бул. Примерен 10",
    }  # fmt: skip
    assert list(listed["Data"][0])[11:14] == ["ContragentActive", "ContragentPhone", "ContragentMobile"]
    assert listed["Data"][1]["ContragentType"] == "CLIENT,SUPPLIER"
    # What is not sent stays as it is; what is sent empty goes; 0 is a value.
    changed = {**other, "EditContragentID": 1, "ContragentTaxNum": "000000025", "ContragentMobile": "",
               "ContragentForbidSales": 1, "ContragentEmail": None}  # fmt: skip
    assert system.call("add-contragent", **changed).data == {"ContragentID": 1}
    card = house.run(contact_by_serial(house.desk, system.caller, 1)).contact
    assert (card.mobile, card.email, card.barcode, card.forbid_sales) == (None, "anna@example.com", None, True)
    found = {
        "ContragentName": ("доставчик", [1, 2]), "ContragentType": ("SUPPLIER", [2]),
        "ContragentTaxNum": ("000000018", [2]), "ContragentBarcode": ("2800000000017", []),
        "ContragentActive": ("0", []), "ContragentID": ("2", [2]),
    }  # fmt: skip
    for name, (value, serials) in found.items():
        data = system.call("get-contragents", **{name: value}).data
        assert ([row["ContragentID"] for row in data["Data"]], data["TotalRecords"]) == (serials, len(serials)), name
    for sort, way, serials in (("ContragentTaxNum", "ASC", [2, 1]), ("ContragentID", "DESC", [2, 1])):
        rows = system.call("get-contragents", sort=sort, order=way).data["Data"]
        assert [row["ContragentID"] for row in rows] == serials
    page = system.call("get-contragents", offset=1, count=1).data
    assert (page["TotalRecords"], [row["ContragentID"] for row in page["Data"]]) == (2, [2])
    assert system.call("get-contragents", offset=5).data == {"TotalRecords": 2, "Data": []}


def test_a_partner_that_cannot_be(house: House) -> None:
    system = open_system(house)
    assert system.call("add-contragent", **PARTNER).data
    names = ("ContragentName", "ContragentType", "ContragentCountryCode", "ContragentCityName", "ContragentTaxNum")
    for name in (*names, "ContragentVatRegistered"):
        assert system.call("add-contragent", **{**PARTNER, name: None}).error == f"Missing value for {name}"
    for name, value in {
        "EditContragentID": "99", "ContragentName": "я" * 101, "ContragentType": "client",
        "ContragentBarcode": "2800000000017", "ContragentCountryCode": "Bg", "ContragentTaxNum": "000000025",
        "ContragentVatRegistered": "2",
        "ContragentForbidSales": "yes", "ContragentAlbaniaTaxNumType": "NIPT", "ContragentEmail": "x" * 76,
    }.items():  # fmt: skip
        fresh = {**PARTNER, "ContragentTaxNum": "000000111", "ContragentBarcode": None, name: value}
        assert system.call("add-contragent", **fresh).error == f"Wrong value for {name}", name
    for name, value in {"sort": "ContragentFax", "order": "asc", "offset": "-1", "count": "0"}.items():
        assert system.call("get-contragents", **{name: value}).error == f"Wrong value for {name}"
    for count in ("10.5", "ten", "9" * 30):
        assert system.call("get-contragents", count=count).error == "Wrong value for count"
    assert system.call("get-contragents", count="100000").data["TotalRecords"] == 1


def test_items_are_added_edited_and_listed(house: House) -> None:
    system = open_system(house)
    assert system.call("add-sale-item", **ITEM, SaleItemBarcode="3800000000011").data == {"SaleItemID": 1}
    net = {**ITEM, "SaleItemInventoryID": "S-1", "SaleItemType": "SERVICE", "SaleItemTaxGroupID": 2,
           "SaleItemName": "Доставка", "SaleItemCashRegisterName": "ДОСТАВКА",
           "SaleItemSellPriceWithoutVat": "10.123456", "SaleItemSaleItemGroupID": 7,
           "SaleItemComment": "до врата", "SaleItemPrimaryMeasureUnitID": 8}  # fmt: skip
    assert system.call("add-sale-item", **net).data == {"SaleItemID": 2}
    listed = system.call("get-sale-items").data
    assert listed["TotalRecords"] == 2
    assert list(listed["Data"][0].items()) == [
        ("SaleItemID", 1), ("SaleItemBarcodeBarcode", "3800000000011"), ("SaleItemBarcode", "3800000000011"),
        ("SaleItemInventoryID", "000156"), ("SaleItemName", "Кафе на зърна 1 кг"),
        ("SaleItemCashRegisterName", "КАФЕ 1КГ"), ("SaleItemType", "PRODUCT"), ("SaleItemPrimaryMeasureUnitID", 1),
        ("SaleItemTaxGroupID", 1), ("SaleItemSellPrice", "24.500000"), ("SaleItemForbidSupplements", 0),
        ("SaleItemForbidSales", 0), ("SaleItemForbidRefund", 0), ("SaleItemComment", ""),
        ("SaleItemSaleItemGroupID", 0), ("SaleItemStatus", "Normal"),
    ]  # fmt: skip
    service = listed["Data"][1]
    # 10.123456 and 9 %: the price without VAT won over the one with it.
    assert (service["SaleItemSellPrice"], service["SaleItemTaxGroupID"]) == ("11.034567", 2)
    assert (service["SaleItemType"], service["SaleItemSaleItemGroupID"], service["SaleItemComment"]) == (
        "SERVICE",
        7,
        "до врата",
    )
    assert system.call("add-sale-item", **{**ITEM, "EditSaleItemID": 1, "SaleItemSellPrice": "30"}).data == {
        "SaleItemID": 1
    }
    card = house.run(product_by_serial(house.desk, system.caller, 1)).product
    assert (f"{card.sale_price1:f}", card.barcode, card.stocked, card.unit) == (
        "30.000000",
        "3800000000011",
        True,
        "бр.",
    )
    found = {
        "SaleItemInventoryID": ("000156", [1]), "SaleItemBarcode": ("3800000000011", [1]),
        "SaleItemName": ("КАФЕ", [1]), "SaleItemType": ("SERVICE", [2]),
        "SaleItemCashRegisterName": ("доставка", [2]), "SaleItemStatus": ("Deleted", []),
        "SaleItemID": ("2", [2]), "StoreID": ("1", [1, 2]),
    }  # fmt: skip
    for name, (value, serials) in found.items():
        data = system.call("get-sale-items", **{name: value}).data
        assert ([row["SaleItemID"] for row in data["Data"]], data["TotalRecords"]) == (serials, len(serials)), name
    rows = system.call("get-sale-items", sort="SaleItemName", order="DESC").data["Data"]
    assert [row["SaleItemID"] for row in rows] == [1, 2]
    assert system.call("get-sale-items", StoreID=9).error == "Wrong value for StoreID"
    assert system.call("get-sale-item-qty", SaleItemInventoryID="000156", StoreID=1).data == {
        "SaleItemInventoryID": "000156", "StoreID": 1, "Qty": 0,
    }  # fmt: skip
    for wrong, told in (({"SaleItemInventoryID": "156"}, "SaleItemInventoryID"), ({"StoreID": 2}, "StoreID")):
        asked = {"SaleItemInventoryID": "000156", "StoreID": 1, **wrong}
        assert system.call("get-sale-item-qty", **asked).error == f"Wrong value for {told}"


def test_an_item_that_cannot_be(house: House) -> None:
    system = open_system(house)
    assert system.call("add-sale-item", **ITEM, SaleItemBarcode="3800000000011").data
    for name in ("SaleItemInventoryID", "SaleItemName", "SaleItemCashRegisterName", "SaleItemPrimaryMeasureUnitID",
                 "SaleItemTaxGroupID"):  # fmt: skip
        assert system.call("add-sale-item", **{**ITEM, name: ""}).error == f"Missing value for {name}"
    priceless = system.call("add-sale-item", **{**ITEM, "SaleItemSellPrice": None})
    assert priceless.error == "Missing value for SaleItemSellPriceWithoutVat"
    for name, value in {
        "EditSaleItemID": "5", "SaleItemInventoryID": "000156", "SaleItemBarcode": "3800000000011",
        "SaleItemType": "GOODS",
        "SaleItemPrimaryMeasureUnitID": "99", "SaleItemTaxGroupID": "9", "SaleItemSellPriceWithoutVat": "1.1234567",
        "SaleItemForbidRefund": "true",
    }.items():  # fmt: skip
        fresh = {**ITEM, "SaleItemInventoryID": "000157", name: value}
        assert system.call("add-sale-item", **fresh).error == f"Wrong value for {name}", name
    for price in ("-1", "1e3", "1,5", "NaN", ".5", "100000000", "9" * 40, "0x10"):
        assert (
            system.call("add-sale-item", **{**ITEM, "SaleItemSellPrice": price}).error
            == "Wrong value for SaleItemSellPrice"
        )


def test_the_simple_lists(house: House) -> None:
    system = open_system(house)
    said = {
        "bank_name": "Примерна банка",
        "iban": "BG80BNBG96611020345678",
        "bic": "BNBGBGSD",
        "currency": "EUR",
        "city_name": "София",
    }
    house.run(save_part(house.desk, system.caller, BankAccount, "main", {**said}))
    assert system.call("get-cash-registers").data[0] == {
        "id": 1, "value": "1", "type": "VIRTUAL", "storeID": 1, "name": "1",
    }  # fmt: skip
    assert system.call("get-users").data[0] == {
        "UserID": 1,
        "UserActive": 1,
        "UserRole": "admin",
        "UserRealName": "Управител",
    }
    assert system.call("get-tax-groups").data == [
        {"id": 1, "value": "20%", "name": "20%"}, {"id": 2, "value": "9%", "name": "9%"},
        {"id": 3, "value": "0%", "name": "0%"}, {"id": 4, "value": "Освободено", "name": "Освободено"},
    ]  # fmt: skip
    assert system.call("get-pay-types").data[:3] == [
        {"id": 1, "value": "В брой", "name": "В брой"}, {"id": 2, "value": "Карта", "name": "Карта"},
        {"id": 3, "value": "Чек", "name": "Чек"},
    ]  # fmt: skip
    assert system.call("get-measure-units").data[:2] == [
        {"id": 1, "value": "бр.", "name": "бр."}, {"id": 2, "value": "кг", "name": "кг"},
    ]  # fmt: skip
    opened = house.clock.now().astimezone(system.caller.zone)
    assert system.call("get-bank-accounts").data == [{
        "BankAccountID": 1, "BankAccountBankName": "Примерна банка", "BankAccountBranchName": "",
        "BankAccountIBAN": "BG80BNBG96611020345678", "BankAccountBIC": "BNBGBGSD", "BankAccountCurrencyCode": "EUR",
        "BankAccountCityID": 0, "BankAccountCityName": "София", "BankAccountAddress": "", "BankAccountCreateUserID": 0,
        "BankAccountCreateDate": f"{opened:%Y-%m-%d %H:%M:%S}", "BankAccountActive": 1,
    }]  # fmt: skip


def test_cash_goes_in_and_out_of_a_register(house: House) -> None:
    system = open_system(house, country="IL")
    asked = {"ServiceIssuedSumSum": "50.00", "ServiceIssuedSumType": "Debit", "CashRegisterID": 1}
    assert system.call("add-cash-register-amount", **asked).body.endswith(b'"status":1,"data":1}')
    assert system.call("add-cash-register-amount", **{**asked, "ServiceIssuedSumType": "2"}).data == 2
    refused = system.call(
        "add-cash-register-amount", **{**asked, "ServiceIssuedSumType": "Credit", "ServiceIssuedSumSum": "100.01"}
    )
    assert refused.error == "The till holds 100.00 in cash"
    assert (
        system.call(
            "add-cash-register-amount", **{**asked, "ServiceIssuedSumType": "Credit", "ServiceIssuedSumSum": "100"}
        ).data
        == 3
    )
    for name, value in {"ServiceIssuedSumSum": "0", "ServiceIssuedSumType": "credit", "CashRegisterID": "7"}.items():
        assert system.call("add-cash-register-amount", **{**asked, name: value}).error == f"Wrong value for {name}"
    for name in asked:
        assert system.call("add-cash-register-amount", **{**asked, name: None}).error == f"Missing value for {name}"
    # An Idempotency-Key makes a call that is signed anew the same call.
    again = [system.call("add-cash-register-amount", headers={"Idempotency-Key": "float-1"}, **asked) for _ in range(2)]
    assert [reply.data for reply in again] == [4, 4]
    assert [reply.headers.get("idempotency-replayed") for reply in again] == [None, "true"]
    other = {**asked, "ServiceIssuedSumSum": "51"}
    conflict = system.call("add-cash-register-amount", headers={"Idempotency-Key": "float-1"}, **other)
    assert conflict.error == "This Idempotency-Key was used with a different request"
