"""What documents say of a partner, of services and of the way to pay, and the lists that go by it."""

from __future__ import annotations

from decimal import Decimal

from pinkas.actions.products import save_product
from pinkas.actions.shops import save_part
from pinkas.actions.till_orders import TillLineOrder, TillOrder
from pinkas.actions.tills import record_transaction
from pinkas.books.product import Product
from pinkas.books.references import RecordName
from pinkas.books.shop import BankAccount
from pinkas.books.slip import SlipKind
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

from .test_cards import ITEM, PARTNER
from .test_documents import EVERY, listed, paper, sold
from .test_operations import shop


def test_a_vat_number_counts_while_its_partner_is_registered(house: House) -> None:
    """The number stays on the card; documents bear it as the card stood when they were issued."""
    system = shop(house)
    registered = paper(house, system, sold(system, (1, 24)), "invoice")
    system.done("add-contragent", **{**PARTNER, "EditContragentID": 1, "ContragentVatRegistered": 0})
    without = paper(house, system, sold(system, (1, 24)), "invoice")
    numbers = [
        system.call("get-document", DocumentID=serial).data["DocumentContragentTaxNumVatReg"]
        for serial in (registered, without)
    ]
    assert numbers == ["BG000000025", ""]
    assert system.call("get-contragents").data["Data"][0]["ContragentVatNum"] == "BG000000025"


def test_documents_without_a_bank_account(house: House) -> None:
    system = shop(house)
    account = {"bank_name": "Банка", "iban": "BG80BNBG96611020345678", "bic": "BNBGBGSD", "currency": "EUR"}
    house.run(save_part(house.desk, system.caller, BankAccount, "main", account))
    with_it = paper(house, system, sold(system, (1, 24)), "invoice", bank_account=1)
    without = paper(house, system, sold(system, (1, 24)), "invoice")
    assert listed(system, DocumentBankAccountID=0) == [without]
    assert listed(system, DocumentBankAccountID=1) == [with_it]
    assert listed(system, **EVERY) == [with_it, without]
    assert house.run(verify_business(house.desk.store, system.caller.business)) is None


def test_lists_are_sorted_by_what_they_show(house: House) -> None:
    """Pay types as shown, said or paid; names on the register, which are an item's own where none is said."""
    system = shop(house)
    paid = {pay_type: sold(system, (1, 24), pay_type=pay_type) for pay_type in (5, 1, 2, 3)}
    serials = {pay_type: paper(house, system, operation, "invoice") for pay_type, operation in paid.items()}
    # Paid in cash, but it says a transfer: 901 is one of the shop's own means.
    said = paper(house, system, sold(system, (1, 24)), "invoice", means=901)
    shown = [serials[1], serials[2], serials[3], said, serials[5]]
    by_pay_type = system.call("documents-list", sort="DocumentPayTypeID").data["Data"]
    assert [(one["DocumentPayTypeID"], one["DocumentID"]) for one in by_pay_type] == list(
        zip((1, 2, 3, 4, 5), shown, strict=True)
    )
    assert listed(system, sort="DocumentPayTypeID", order="DESC") == shown[::-1]
    house.run(save_product(house.desk, system.caller, "other tongue", Product(name="КАША", currency="EUR")))
    items = system.call("get-sale-items", sort="SaleItemCashRegisterName").data["Data"]
    # The first two are both "КАФЕ 1КГ" at the register.
    assert [one["SaleItemID"] for one in items] == [1, 2, 3]
    assert items[2]["SaleItemCashRegisterName"] == "КАША"


def test_the_unit_is_that_of_the_sale(house: House) -> None:
    """Sold in pieces, then the item changed to kilograms: number and name of its old invoice still agree."""
    system = shop(house)
    operation = sold(system, (1, 24))
    system.done("add-sale-item", **{**ITEM, "EditSaleItemID": 1, "SaleItemPrimaryMeasureUnitID": 2})
    later = sold(system, (1, 24))
    units = {one["id"]: one["name"] for one in system.call("get-measure-units").data}
    rows = [
        system.call("get-document", DocumentID=paper(house, system, one, "invoice")).data["DocumentSaleItems"][0]
        for one in (operation, later)
    ]
    assert [(one["MeasureUnitID"], one["MeasureUnitName"]) for one in rows] == [(1, "бр."), (2, "кг")]
    assert all(units[one["MeasureUnitID"]] == one["MeasureUnitName"] for one in rows)


def test_services_less_an_advance_are_financial(house: House) -> None:
    """The line that takes an advance off is neither goods nor a service: what is left decides."""
    system = shop(house)
    service = {**ITEM, "SaleItemInventoryID": "S", "SaleItemName": "Услуга", "SaleItemType": "SERVICE"}
    system.done("add-sale-item", **service)
    advance = paper(house, system, sold(system, (1, 120), item=3), "advance")

    def final(*items: int) -> int:
        order = TillOrder(
            kind=SlipKind.SALE, register=RecordName("serial", "1"), contact=RecordName("serial", "1"), channel="till",
            lines=tuple(TillLineOrder(product=RecordName("serial", str(item)), quantity=Decimal(1), price=Decimal(120))
                        for item in items),
        )  # fmt: skip
        on_account = house.run(record_transaction(house.desk, system.caller, order)).record
        return paper(house, system, on_account, "invoice", advances=((advance, Decimal(60)),))

    services, goods = final(3), final(3, 1)
    assert listed(system, DocumentOperationType="FINANCIAL") == [services]
    assert listed(system) == [goods]
    assert house.run(verify_business(house.desk.store, system.caller.business)) is None
