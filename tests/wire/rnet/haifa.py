"""A shop as the composed samples have it: store 3 with till 21, Dana at it, Noa the customer, a shirt and a belt."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pinkas.actions.contact_changes import ContactChange, change_contact
from pinkas.actions.products import save_product
from pinkas.actions.shops import save_part
from pinkas.books.product import Product
from pinkas.books.shop import Club, Department, OwnMeans, Staff
from pinkas.storage import contacts
from pinkas.storage.contacts import Standing
from pinkas.testing.house import House

from .counter import Counter, open_counter

#: The samples' day: a Wednesday afternoon in an Israeli winter.
AFTERNOON = dt.datetime(2026, 3, 11, 14, 22, 41, tzinfo=dt.UTC)
#: Since when Noa is in the club.
SINCE = dt.datetime.fromisoformat("2024-02-01T10:15:30.193")
SHIRT, BELT, BOOK = "7290000000017", "7290000000024", "7290000000031"


@dataclass
class Haifa(Counter):
    """The shop, its customer's serial."""

    noa: int = 0

    @property
    def owed(self) -> Standing:
        """Where Noa stands."""
        today = self.caller.today(self.house.clock)
        found = self.house.run(contacts.standings(self.house.desk.store, self.caller.business, [self.noa], today))
        return found[self.noa]

    def on_hand(self, barcode: str) -> Decimal:
        """How much of an item there is at Haifa."""
        found = self.get(f"inventory/barcode/{barcode}")
        return next((row["OnHand"] for row in found["storesInventory"] if row["Store"]["Code"] == "3"), Decimal(0))

    def sell(self, *lines: dict[str, Any], **said: Any) -> Any:
        """A sale at till 21.

        What is answered is, byte for byte, what is read afterwards.
        """
        body = {"TransactionType": 0, "Register": {"Code": "21"}, "ItemEntries": list(lines), **said}
        reply = self.ask("POST", "/v1/transactions", body)
        assert reply.status == 200, reply.body
        told = json.loads(reply.body, parse_float=Decimal)
        assert self.ask("GET", f"/v1/transactions?id={told['TransactionID']}").body == reply.body
        return told


def line(barcode: str, quantity: object = 1, **said: Any) -> dict[str, Any]:
    """A line of one item."""
    return {"Item": {"BarcodeNumber": barcode}, "Qty": quantity, **said}


def cash(amount: object) -> list[dict[str, Any]]:
    """A payment in cash."""
    return [{"Amount": amount}]


def open_haifa(house: House) -> Haifa:
    """Another business as the samples have it."""
    house.clock.at = AFTERNOON
    counter = open_counter(house)
    noa = house.run(_furnished(house, counter))
    return Haifa(counter.house, counter.caller, counter.key, counter.router, noa)


async def _furnished(house: House, counter: Counter) -> int:
    desk, caller = house.desk, counter.caller
    said = {"number": "12", "user_name": "dana", "first_name": "Dana", "last_name": "Example"}
    await save_part(desk, caller, Staff, "12", said)
    club = await save_part(desk, caller, Club, "6", {"code": 6, "name": "Members"})
    await save_part(desk, caller, Department, "A", {"name": "Clothes", "class_number": 3})
    await save_part(desk, caller, OwnMeans, "100", {"number": 100, "name": "Gift", "erp_code": "G", "type": "voucher"})
    shirt = Product(
        name="Cotton shirt", barcode=SHIRT, model_number="CS10", description="Cotton shirt blue M",
        purchase_price=Decimal(21), sale_price1=Decimal("59.90"), price_includes_vat=True, currency="ILS",
    )  # fmt: skip
    belt = Product(
        name="Belt", barcode=BELT, purchase_price=Decimal(30), sale_price1=Decimal(80), price_includes_vat=True,
        currency="ILS",
    )  # fmt: skip
    book = Product(name="Book", barcode=BOOK, sale_price1=Decimal(40), charge_vat=False, currency="ILS")
    for key, product in (("shirt", shirt), ("belt", belt), ("book", book)):
        await save_product(desk, caller, key, product, in_stock=Decimal(0) if key == "book" else Decimal(100))
    change = ContactChange(
        members={
            "first_name": "Noa", "last_name": "Example", "customer_number": "5077", "club": club.record.serial,
            "club_number": "90001234", "club_points": Decimal("12.40"), "club_start": SINCE,
            "address1": "Harbour 1", "city": "Haifa", "phone": "0500000000", "birthday": dt.date(1990, 5, 6),
            "agree_email": True, "agree_sms": False, "email": "noa@example.com",
        },
        references={"erp-code": "C-5077"},
    )  # fmt: skip
    saved = await change_contact(desk, caller, None, change)
    return saved.record.serial
