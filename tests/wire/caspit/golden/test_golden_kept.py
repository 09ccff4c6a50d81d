"""What tills and shops say of a card outlives a Caspit client that knows nothing of it."""

from __future__ import annotations

from decimal import Decimal

from pinkas.actions.contact_changes import ContactChange, change_contact
from pinkas.actions.contacts import contact_by_serial, set_payer
from pinkas.actions.product_changes import ProductChange, change_product
from pinkas.actions.products import product_by_serial
from pinkas.books.contact import TILL_FIELDS
from pinkas.books.references import Reference
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .shop import Shop


def test_saving_a_contact_keeps_what_this_wire_cannot_say(shop: Shop, operated: House) -> None:
    caller, desk = caller_of(shop.business), operated.desk
    made = operated.run(change_contact(desk, caller, None, ContactChange(
        key="dana", references={"erp-code": "E-1"},
        members={"first_name": "Dana", "last_name": "Levi", "customer_number": "5077", "club_points": Decimal("1.5")},
    ))).record  # fmt: skip
    assert shop.get("Contacts/dana").json["BusinessName"] == "Dana Levi"
    assert shop.ask("POST", "Contacts", {"ContactId": "dana", "BusinessName": "Dana Levi", "City": "X"}).status == 201
    assert shop.ask("PUT", "Contacts/dana", {"ContactId": "dana", "BusinessName": "Dana Levi"}).status == 200
    shop.contact("head")
    operated.run(set_payer(desk, caller, "dana", "head"))
    now = operated.run(contact_by_serial(desk, caller, made.serial))
    assert [getattr(now.contact, field) for field in TILL_FIELDS] == [
        getattr(made.contact, field) for field in TILL_FIELDS
    ]
    assert (now.version, now.contact.city, now.references) == (4, None, (Reference("erp-code", "E-1"),))
    # A name that only this wire gives is no longer the first and last one of before.
    assert shop.ask("PUT", "Contacts/dana", {"ContactId": "dana", "BusinessName": "D. Cohen"}).status == 200
    renamed = operated.run(contact_by_serial(desk, caller, made.serial)).contact
    assert (renamed.first_name, renamed.last_name, renamed.customer_number) == (None, None, "5077")
    assert shop.ask("DELETE", "Contacts/dana").status == 204
    # What it was called is free again.
    again = ContactChange(members={"customer_number": "5077"}, references={"erp-code": "E-1"})
    assert operated.run(change_contact(desk, caller, None, again)).created


def test_saving_a_product_keeps_what_this_wire_cannot_say(shop: Shop, operated: House) -> None:
    caller, desk = caller_of(shop.business), operated.desk
    made = operated.run(change_product(desk, caller, None, ProductChange(
        key="tea", references={"erp-code": "T"}, prices={1: Decimal("3.5")}, pictures={2: b"picture"},
        members={"name": "Tea", "tax_group": "reduced", "inventory_number": "0007", "item_type": 0},
    ))).record  # fmt: skip
    read = shop.get("Products/tea").json
    assert (read["ChargeVat"], read["QtyInStock"]) == (True, None)
    assert shop.ask("PUT", "Products/tea", {**read, "Name": "Black tea"}).status == 200
    assert shop.ask("POST", "Products", {"ProductId": "tea", "Name": "Black tea"}).status == 201
    now = operated.run(product_by_serial(desk, caller, made.serial))
    assert (now.product.name, now.product.tax_group, now.product.inventory_number) == ("Black tea", "reduced", "0007")
    assert (now.product.stocked, now.beside) == (True, made.beside)
    # Without VAT it is in no group that bears any.
    assert shop.ask("POST", "Products", {"ProductId": "tea", "ChargeVat": False}).status == 201
    assert operated.run(product_by_serial(desk, caller, made.serial)).product.tax_group is None
    assert shop.ask("DELETE", "Products/tea").status == 204
    again = ProductChange(members={"inventory_number": "0007"}, references={"erp-code": "T"})
    assert operated.run(change_product(desk, caller, None, again)).created
