"""One business over three wires at once: what is written through one is read through the others."""

from __future__ import annotations

import itertools
from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pinkas.actions.businesses import Profile, caller_of_business, open_business
from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Caller
from pinkas.actions.key_making import GivenKey, add_key
from pinkas.actions.keys import Keys, KeySort
from pinkas.actions.products import save_product
from pinkas.actions.shops import furnish, save_part
from pinkas.books.contact import Contact
from pinkas.books.product import Product
from pinkas.books.shop import Till
from pinkas.dialects.rnet.server import rnet_router
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import PASSWORD, USER, Shop
from tests.wire.ext.asking import ext
from tests.wire.icash.system import System, another_system
from tests.wire.rnet.counter import Counter

#: Serials of what every such business has: goods of two rates, a service; prices with VAT.
LAMP, BOOK, REPAIR = 1, 2, 3
KEYS = {LAMP: "lamp", BOOK: "book", REPAIR: "repair"}
BARCODES = {LAMP: "7290000000017", BOOK: "7290000000024", REPAIR: "7290000000031"}
#: The customer: to Caspit "c1", to iCash 1, to R-NET whoever has this address.
ADA = {"Email": "ada@example.com"}

_numbers = itertools.count(550_000_001)


@dataclass
class Tongues:
    """The wires; `caspit` and `icash` over HTTP, `rnet` in this process."""

    house: House
    caller: Caller
    caspit: Shop
    rnet: Counter
    icash: System

    # --- writing ----------------------------------------------------------------------------------------------------

    def issue(self, key: str, kind: int, **members: object) -> dict[str, Any]:
        """A document written and issued over Caspit."""
        body = {"DocumentId": key, "TrxTypeId": kind, "TrxCodeNumber": 2 if kind in {2, 13, 19} else 3, **members}
        saved = self.caspit.ask("POST", "Documents", body)
        assert saved.status == 201, saved.text
        printed = self.caspit.print(key)
        assert printed.status in {200, 201, 204}, printed.text
        return self.caspit.document(key)

    def sell(self, *lines: Mapping[str, Any], **said: Any) -> Any:
        """A transaction of till 21 over R-NET; a sale unless its type is said."""
        body = {"TransactionType": 0, "Register": {"Code": "21"}, "ItemEntries": list(lines), **said}
        return self.rnet.post("transactions", body)

    def operate(
        self, *rows: tuple[int, object, object], pay_type: int = 1, discount: object = None, **said: Any
    ) -> int:
        """An operation over iCash, printed; rows are item, quantity, price with VAT."""
        asked = {"ImportSource": "Shop", "OperationType": "Sell", "CashRegisterID": 1, "StoreID": 1, **said}
        operation: int = self.icash.call("new-operation", **asked).data["OperationID"]
        for item, quantity, price in rows:
            row = {"OperationID": operation, "SaleItemID": item, "Qty": quantity, "SaleItemSinglePrice": price}
            self.icash.done("add-operation-sale-item", **row)
        if discount is not None:
            self.icash.done("set-operation-discount", OperationID=operation, Discount=discount)
        self.icash.done("print-operation", OperationID=operation, PayTypeID=pay_type)
        return operation

    def paper(self, operation: int, what: str, **said: object) -> Any:
        """The document made of an operation."""
        reply = ext(self.caspit, "POST", f"operations/{operation}/document", {"Type": what, **said})
        assert reply.status == 200, reply.text
        return reply.json

    # --- reading ----------------------------------------------------------------------------------------------------

    def operation(self, transaction: str) -> int:
        """The running number of a transaction, by the id that R-NET shows."""
        sql = "select serial from books.transaction where business_id = $1 and uuid = $2::uuid"
        found: int = self.house.run(self.house.desk.store.value(sql, self.caller.business, transaction))
        return found

    def on_hand(self) -> dict[int, Decimal]:
        """How much of each of the goods there is, the same on every wire."""
        kept = {}
        for item in (LAMP, BOOK):
            found = self.rnet.get(f"inventory/barcode/{BARCODES[item]}")
            there = sum((row["OnHand"] for row in found["storesInventory"]), Decimal(0))
            shown = self.icash.call("get-sale-item-qty", SaleItemInventoryID=KEYS[item], StoreID=1).data["Qty"]
            told = self.caspit.get(f"Products/{KEYS[item]}").json["QtyInStock"]
            assert shown == told == there, item
            kept[item] = there
        return kept

    def caspit_documents(self) -> dict[str, dict[str, Any]]:
        """Every document Caspit shows, by its id."""
        return {row["DocumentId"]: row for row in self.caspit.get("Documents?pageSize=100").json["Results"]}

    def icash_documents(self, known: Container[int] = ()) -> dict[int, dict[str, Any]]:
        """Every document iCash lists, by its id; with its rows unless it is known."""
        every = {
            "DocumentType": "INVOICE,PROFORMA", "DocumentStatus": "NORMAL,DELETED", "count": 100,
            "DocumentOperationType": "NORMAL,FINANCIAL", "DocumentSubType": "NORMAL,CREDIT,DEBIT,ADVANCE",
        }  # fmt: skip
        listed = self.icash.call("documents-list", **every).data["Data"]
        found = {row["DocumentID"]: row for row in listed}
        for serial, row in found.items():
            if serial not in known:
                found[serial] = self.icash.call("get-document", DocumentID=serial).data
                assert {name: found[serial][name] for name in row} == row
        return found

    def transactions(self) -> dict[str, dict[str, Any]]:
        """Every transaction R-NET shows, by its number."""
        return {row["TransactionNo"]: row for row in self.rnet.get("transactions")}

    def whole(self) -> None:
        """The books are whole."""
        finding = self.house.run(verify_business(self.house.desk.store, self.caller.business))
        assert finding is None, finding


def line(item: int, quantity: object = 1, price: object = None, **said: Any) -> dict[str, Any]:
    """A line of R-NET."""
    return {"Item": {"BarcodeNumber": BARCODES[item]}, "Qty": quantity, "Price": price, **said}


def back(sold: Mapping[str, Any], place: int, quantity: object) -> dict[str, Any]:
    """A line of R-NET that takes back one of a sale's."""
    return {"Qty": quantity, "ReturnTEntryID": sold["ItemEntries"][place]["TransactionEntryID"]}


def open_tongues(house: House, country: str) -> Tongues:
    """A business of this country with till 21, goods, a service and the customer c1, reached in every tongue."""
    number = str(next(_numbers))
    business, caller = house.run(_opened(house, number, country))
    shop = Shop(house, number, business)
    shop.log_in()
    key = f"three-tongues-{number}"
    house.run(add_key(house.desk, caller, KeySort.OPAQUE, given=GivenKey(key=key)))
    counter = Counter(house, caller, key, rnet_router(house.desk, Keys(house.desk)))
    return Tongues(house, caller, shop, counter, another_system(house, caller, user=1))


def add_operator(house: House) -> None:
    """Whoever speaks Caspit here; once a house."""
    house.add_user(USER, PASSWORD, operator=True)


async def _opened(house: House, number: str, country: str) -> tuple[int, Caller]:
    desk = house.desk
    business = await open_business(
        desk, number, Profile(legal_name="Три езика", registration="company"), country=country
    )
    caller = await caller_of_business(desk, business, actor="opening")
    await furnish(desk, caller)
    await save_part(desk, caller, Till, None, {"number": 21, "store_serial": 1})
    group = {"charge_vat": False, "tax_group": "zero"} if country == "IL" else {"tax_group": "reduced"}
    for item, price, more in ((LAMP, "118", {}), (BOOK, "50", group), (REPAIR, "60", {})):
        product = Product(
            name=KEYS[item], sale_price1=Decimal(price), price_includes_vat=True, currency=caller.currency,
            stocked=item != REPAIR, barcode=BARCODES[item], inventory_number=KEYS[item], **more,
        )  # fmt: skip
        await save_product(desk, caller, KEYS[item], product, in_stock=None if item == REPAIR else Decimal(100))
    await save_contact(desk, caller, "c1", Contact(name="Ада", email="ada@example.com", city="Варна"))
    return business, caller
