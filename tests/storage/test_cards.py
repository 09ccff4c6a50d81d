"""What tills and shops say of customers and items: changed in part, named, listed, and proved."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from pinkas.actions.contact_changes import ContactChange, change_contact
from pinkas.actions.contacts import contact_by_serial, contact_named, remove_contact, save_contact
from pinkas.actions.desk import Caller, Once
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import issue_document
from pinkas.actions.product_changes import ProductChange, change_product
from pinkas.actions.products import product_by_serial, remove_product, save_product
from pinkas.books.contact import Contact, ContactType
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder, SourceName, TenderOrder
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.books.lines import LineOrder
from pinkas.books.product import Product
from pinkas.books.references import RecordName, Reference, Scheme, decisive, imported, value_of
from pinkas.storage import catalogue, contacts, products
from pinkas.storage.contacts import ContactFilter, Standing
from pinkas.storage.documents import by_key
from pinkas.storage.products import ProductFilter
from pinkas.storage.verify import Finding, verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .test_verify import _after

TODAY = dt.date(2026, 8, 4)
GUID = UUID("7d2c2f5c-0d3a-4a6f-9a44-6f1a53c1f0aa")
PNG = b"\x89PNG\r\n\x1a\n a picture"


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A business with a shop's customers and items."""
    caller = caller_of(house.open_business("514000009"))
    house.run(_fill(house, caller))
    return caller


async def _fill(house: House, caller: Caller) -> None:
    desk = house.desk
    await save_contact(desk, caller, "old", Contact(name="לקוח ותיק", phone="03-555 1234"))
    await change_contact(desk, caller, None, ContactChange(
        uuid=GUID,
        members={
            "first_name": "Dana", "last_name": "Levi", "customer_number": "5077", "mobile": "+972-54-111-2222",
            "email": "Dana@Example.com", "birthday": dt.date(1980, 2, 29), "agree_sms": True, "customer_type": 3,
            "club": 1, "club_number": "17", "club_points": Decimal("10.91"), "building": "2", "apartment": "8",
        },
        references={"erp-code": " E-1 ", "exchange-id": "X-1"},
    ))  # fmt: skip
    await change_contact(desk, caller, None, ContactChange(
        members={
            "name": "ОБРАЗЕЦ ООД", "type": ContactType.BOTH, "tax_number": "831000001", "barcode": "2900001",
            "country_code": "BG", "vat_registered": True, "vat_number": "BG831000001",
            "responsible_person": "И. Иванов", "active": False, "tax_number_type": "company",
        },
        distinct=("tax_number",),
    ))  # fmt: skip
    await save_product(
        desk,
        caller,
        "shelf",
        Product(name="מדף", sale_price1=Decimal(20), barcode="729001", currency="ILS"),
        in_stock=Decimal(10),
    )
    await change_product(desk, caller, None, ProductChange(
        members={
            "name": "Coffee", "register_name": "COFFEE 200", "inventory_number": "0007 ", "barcode": " 729002",
            "tax_group": "reduced", "item_type": 0, "group_code": "G1", "model_number": "M-1", "measure_unit": 1,
            "sale_price1": Decimal("11.9"), "price_includes_vat": True, "forbid_refund": True, "department": 1,
        },
        references={"erp-code": "E-1"},
        prices={1: Decimal("10.5")},
        pictures={1: PNG},
    ))  # fmt: skip
    await change_product(desk, caller, None, ProductChange(
        members={"name": "Delivery", "inventory_number": "0008", "item_type": 3, "tax_group": "exempt"}
    ))  # fmt: skip
    await save_product(desk, caller, "gone", Product(name="gone", currency="ILS"))
    await remove_product(desk, caller, "gone")


def _verified(house: House, caller: Caller) -> Finding | None:
    return house.run(verify_business(house.desk.store, caller.business))


def _refused(house: House, work: Any) -> tuple[str, str]:
    with pytest.raises(InvalidValue) as refused:
        house.run(work)
    return refused.value.field, str(refused.value)


def test_a_till_s_customer_is_a_contact_like_any_other(house: House, caller: Caller) -> None:
    dana = house.run(contact_by_serial(house.desk, caller, 2))
    assert (dana.uuid, dana.key, dana.contact.name, dana.contact.charge_vat) == (GUID, str(GUID), "Dana Levi", True)
    assert dana.contact.club_points == Decimal("10.91")
    assert dana.references == (Reference("erp-code", "E-1"), Reference("exchange-id", "X-1"))
    abroad = house.run(contact_by_serial(house.desk, caller, 3)).contact
    assert (abroad.is_domestic, abroad.active, abroad.tax_number_type) == (False, False, "company")
    coffee = house.run(product_by_serial(house.desk, caller, 2))
    assert (coffee.product.charge_vat, coffee.product.stocked, coffee.product.currency) == (True, True, "ILS")
    assert [(one.store, one.price) for one in coffee.beside.prices] == [(1, Decimal("10.5"))]
    assert [one.number for one in coffee.beside.pictures] == [1]
    assert house.run(products.pictures(house.desk.store, caller.business, [1, 2])) == {2: {1: PNG}}
    fee = house.run(product_by_serial(house.desk, caller, 3)).product
    assert (fee.charge_vat, fee.stocked) == (False, False)
    assert _verified(house, caller) is None


NAMES = {
    "the till's GUID": ({"uuid": GUID, "erp_code": "nobody's"}, 2),
    "the all-zero GUID is none": ({"uuid": UUID(int=0), "erp_code": "", "customer_number": "5077"}, 2),
    "an ERP code": ({"uuid": None, "erp_code": "E-1", "customer_number": "1"}, 2),
    "the exchange's id": ({"exchange_id": "X-1"}, 2),
    "a serial where no number was chosen": ({"customer_number": "1"}, 1),
    "not where one was": ({"customer_number": "2"}, None),
    "a phone however it is written": ({"phone": "(03) 5551234"}, 1),
    "another phone": ({"phone": "972541112222"}, 2),
    "a phone of no digits": ({"phone": "-"}, None),
    "an address": ({"email": "dana@example.COM"}, 2),
    "a barcode": ({"barcode": "2900001"}, 3),
    "a tax number": ({"tax_number": "831000001"}, 3),
    "a serial": ({"serial": 3}, 3),
    "a serial that is none": ({"serial": "99999999999999999999"}, None),
    "a key": ({"key": "old"}, 1),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_first_name_given_decides_which_contact_is_meant(house: House, caller: Caller, name: str) -> None:
    given, serial = NAMES[name]
    wanted = decisive(**given)  # type: ignore[arg-type]
    assert wanted is not None
    if serial is None:
        with pytest.raises(UnknownRecord):
            house.run(contact_named(house.desk, caller, wanted))
    else:
        assert house.run(contact_named(house.desk, caller, wanted)).serial == serial


def test_who_gives_no_name_means_nobody() -> None:
    assert decisive(uuid=UUID(int=0), erp_code=" ", serial=0, email=None) is None
    # Whatever source and id hold, two imports are one only when both agree.
    assert imported("a", "1/b").value != imported("a/1", "b").value


def test_a_sale_s_items_are_found_at_once_each_by_its_own_name(house: House, caller: Caller) -> None:
    coffee = house.run(product_by_serial(house.desk, caller, 2))
    asked = [
        RecordName("barcode", "729002"), RecordName("uuid", str(coffee.uuid).upper()), RecordName("erp_code", "E-1"),
        RecordName("inventory_number", "0007"), RecordName("inventory_number", "7"), RecordName("serial", "1"),
        RecordName("key", "shelf"), RecordName("exchange_id", "E-1"), RecordName("serial", "many"),
    ]  # fmt: skip
    found = house.run(catalogue.find(house.desk.store, caller.business, asked, in_store=1))
    assert [None if one is None else one.serial for one in found] == [2, 2, 2, 2, None, 1, 1, None, None]
    priced = [one.price() for one in found if one is not None]
    assert priced == [Decimal("10.5")] * 4 + [20, 20]
    (elsewhere,) = house.run(catalogue.find(house.desk.store, caller.business, asked[:1], in_store=2))
    assert elsewhere is not None
    assert (elsewhere.price(), elsewhere.item.serial) == (Decimal("11.9"), 2)


def test_a_name_that_is_another_s_is_refused_and_the_books_stay(house: House, caller: Caller) -> None:
    desk = house.desk

    def contact(serial: int | None, **options: Any) -> Any:
        return change_contact(desk, caller, serial, ContactChange(**{"members": {}, **options}))

    def product(serial: int | None, **options: Any) -> Any:
        return change_product(desk, caller, serial, ProductChange(**{"members": {}, **options}))

    assert _refused(house, contact(1, members={"customer_number": "5077"})) == (
        "customer_number", "is another contact's already: '5077'"
    )  # fmt: skip
    # Nobody chose a number for the first: tills call them by their serial.
    assert _refused(house, contact(3, members={"customer_number": "1"}))[0] == "customer_number"
    assert _refused(house, contact(1, members={"barcode": "2900001"}))[0] == "barcode"
    assert _refused(house, contact(None, members={"tax_number": "831000001"}, distinct=("tax_number",)))[0] == (
        "tax_number"
    )
    assert _refused(house, contact(None, uuid=GUID))[0] == "uuid"
    assert _refused(house, contact(None, key="old"))[0] == "key"
    assert _refused(house, contact(1, references={"erp-code": "E-1"}))[0] == "erp_code"
    assert _refused(house, contact(1, members={"class_number": 99}))[0] == "class_number"
    assert _refused(house, contact(1, members={"country_code": "bg"}))[0] == "country_code"
    assert _refused(house, product(1, members={"inventory_number": "0007"}))[0] == "inventory_number"
    assert _refused(house, product(1, members={"barcode": "729002"}))[0] == "barcode"
    assert _refused(house, product(3, references={"erp-code": "E-1"}))[0] == "erp_code"
    assert _refused(house, product(1, prices={7: Decimal(1)}))[0] == "product.store_price"
    assert _refused(house, product(1, members={"stocked": False}))[0] == "product.stocked"
    with pytest.raises(InvalidValue):
        ProductChange(members={}, pictures={4: PNG})
    with pytest.raises(UnknownRecord):
        house.run(product(9, members={"name": "x"}))
    # Another contact may have a tax number that its caller did not want alone; a product its own names again.
    assert house.run(contact(None, members={"tax_number": "831000001"})).record.contact.tax_number == "831000001"
    again = house.run(
        product(2, members={"barcode": "729002", "inventory_number": "0007"}, references={"erp-code": "E-1"})
    )
    assert again.record.beside.references == (Reference("erp-code", "E-1"),)
    assert _verified(house, caller) is None


def test_what_is_not_named_stays_and_a_name_taken_away_is_free_again(house: House, caller: Caller) -> None:
    desk = house.desk
    made = house.run(change_contact(desk, caller, None, ContactChange(
        members={"first_name": "Noa", "last_name": "Bar", "city": "חיפה"}, references={"erp-code": "E-9"},
    )))  # fmt: skip
    serial = made.record.serial
    married = house.run(change_contact(desk, caller, serial, ContactChange(members={"last_name": "Gal"}))).record
    assert (married.contact.name, married.contact.city, married.version) == ("Noa Gal", "חיפה", 2)
    assert value_of(married.references, Scheme.ERP_CODE) == "E-9"
    called = house.run(change_contact(desk, caller, serial, ContactChange(members={"name": "נועה גל"}))).record.contact
    assert (called.name, called.first_name, called.last_name) == ("נועה גל", None, None)
    once = Once(key="k-1", route="POST /customers", body_hash=b"1" * 32, status=200)
    for replayed in (False, True):
        done = house.run(
            change_contact(desk, caller, serial, ContactChange(members={}, references={"erp-code": None}), once=once)
        )
        assert (done.replayed, done.record.references) == (replayed, ())
    other = house.run(change_contact(desk, caller, None, ContactChange(members={}, references={"erp-code": "E-9"})))
    house.run(remove_contact(desk, caller, other.record.key))
    house.run(change_contact(desk, caller, serial, ContactChange(members={}, references={"erp-code": "E-9"})))
    item = house.run(change_product(desk, caller, None, ProductChange(
        members={"name": "Tea", "tax_group": "reduced"}, references={"erp-code": "T"}, prices={1: Decimal(3)},
        pictures={1: PNG, 2: PNG},
    ))).record  # fmt: skip
    fewer = house.run(change_product(desk, caller, item.serial, ProductChange(
        members={"charge_vat": False}, prices={1: None}, pictures={1: None}
    ))).record  # fmt: skip
    assert (fewer.product.tax_group, fewer.product.name, fewer.beside.prices) == (None, "Tea", ())
    assert [one.number for one in fewer.beside.pictures] == [2]
    assert _verified(house, caller) is None
    house.run(remove_product(desk, caller, item.key))
    assert _verified(house, caller) is None
    with pytest.raises(UnknownRecord):
        house.run(product_by_serial(desk, caller, item.serial))


def test_two_who_want_one_name_at_once_are_decided_one_after_the_other(house: House, caller: Caller) -> None:
    async def both() -> list[object]:
        changes = (ContactChange(members={"name": name, "customer_number": "8001"}) for name in "אב")
        return await asyncio.gather(
            *(change_contact(house.desk, caller, None, change) for change in changes), return_exceptions=True
        )

    outcomes = house.run(both())
    assert sorted(type(one).__name__ for one in outcomes) == ["InvalidValue", "Saved"]


BROUGHT: dict[str, dict[str, Any]] = {
    "uuid": {"uuid": UUID("0b0e7a3c-11aa-4b6e-8a44-6f1a53c1f0bb")},
    "erp_code": {"references": {"erp-code": "E-77"}},
    "customer_number": {"members": {"customer_number": "7700"}},
    "phone": {"members": {"phone": "052-7700"}},
    "email": {"members": {"email": "Seven@Example.com"}},
}


@pytest.mark.parametrize("by", BROUGHT)
def test_two_tills_that_bring_one_new_customer_at_once_make_one(house: House, caller: Caller, by: str) -> None:
    brought = {"members": {}, **BROUGHT[by]}
    value = {"uuid": "0b0e7a3c-11aa-4b6e-8a44-6f1a53c1f0bb", "erp_code": "E-77", "phone": "(052) 7700"}.get(by)
    name = RecordName(by, value or next(iter(brought["members"].values())))

    async def bring(first: str) -> int:
        said = {**brought, "members": {**brought["members"], "first_name": first}}
        saved = await change_contact(house.desk, caller, None, ContactChange(asked_by=name, **said))
        return saved.record.serial

    async def both() -> list[int]:
        return list(await asyncio.gather(bring("Gal"), bring("Tal"), bring("Lia")))

    serials = house.run(both())
    assert len(set(serials)) == 1
    assert house.run(contact_named(house.desk, caller, name)).version == 3


def test_partners_are_listed_as_a_shop_asks_for_them(house: House, caller: Caller) -> None:
    store, business = house.desk.store, caller.business

    def listed(wanted: ContactFilter, **options: Any) -> tuple[int, list[int]]:
        total, rows = house.run(contacts.search(store, business, wanted, **{"offset": 0, "limit": 2, **options}))
        return total, [row.serial for row in rows]

    everybody, first = listed(ContactFilter())
    assert (everybody >= 3, first) == (True, [1, 2])
    assert listed(ContactFilter(), descending=True, limit=1, offset=everybody - 1) == (everybody, [1])
    assert listed(ContactFilter(name="LEVI")) == (1, [2])
    assert listed(ContactFilter(side=ContactType.SUPPLIER)) == (1, [3])
    assert listed(ContactFilter(active=False, barcode="2900001", side=ContactType.CUSTOMER)) == (1, [3])
    assert listed(ContactFilter(tax_number="831000001", active=False)) == (1, [3])
    assert listed(ContactFilter(serial=2), order="name") == (1, [2])
    assert listed(ContactFilter(name="%")) == (0, [])
    changed = house.run(contacts.changed_since(store, business, house.clock.at, limit=2))
    assert [(one.serial, one.references[:1]) for one in changed] == [(1, ()), (2, (Reference("erp-code", "E-1"),))]
    assert house.run(contacts.changed_since(store, business, house.clock.at + dt.timedelta(seconds=1), limit=9)) == []


def test_items_are_listed_as_tills_and_shops_ask_for_them(house: House, caller: Caller) -> None:
    store, business = house.desk.store, caller.business

    def listed(wanted: ProductFilter, **options: Any) -> tuple[int, list[int]]:
        total, rows = house.run(products.search(store, business, wanted, **{"offset": 0, "limit": 9, **options}))
        return total, [row.serial for row in rows]

    at = house.clock.at
    assert listed(ProductFilter()) == (3, [1, 2, 3])
    assert listed(ProductFilter(deleted=True, name="gone")) == (1, [4])
    assert listed(ProductFilter(deleted=None, name="מד"), order="name", descending=True) == (1, [1])
    assert listed(ProductFilter(name="coff", register_name="200", group_code="G1", model_number="M-1")) == (1, [2])
    assert listed(ProductFilter(barcode_part="72900", stocked=True)) == (2, [1, 2])
    assert listed(ProductFilter(barcode="72900")) == (0, [])
    assert listed(ProductFilter(inventory_number="0008", serial=3)) == (1, [3])
    assert listed(ProductFilter(changed_from=at, changed_before=at)) == (0, [])
    assert listed(ProductFilter(changed_from=at), order="updated_at")[0] == 3


def test_what_a_customer_owes_is_told_with_what_is_not_yet_due(house: House, caller: Caller) -> None:
    desk, common = house.desk, {"series": 98, "contact_key": "old", "party": Party(name="x"), "channel": "api"}

    def issue(key: str, kind: str, **more: Any) -> None:
        order = DocumentOrder(key=key, kind=kind, **common, **more)  # type: ignore[arg-type]
        house.run(save_draft(desk, caller, order))
        house.run(issue_document(desk, caller, by_key(key)))

    lines = (LineOrder(unit_price=Decimal(100)),)
    issue("due", "tax_invoice", class_number=3, lines=lines, due_date=TODAY)
    issue("later", "tax_invoice", class_number=3, lines=lines, due_date=TODAY + dt.timedelta(days=1))
    issue("asked", "proforma", class_number=3, lines=lines, due_date=TODAY + dt.timedelta(days=9))
    first = house.run(contacts.standings(desk.store, caller.business, [1, 2], TODAY))
    assert first == {1: Standing(Decimal(236), Decimal(118), None), 2: contacts.NOTHING_OWED}
    paid = (TenderOrder(type="cash", amount=Decimal(50)),)
    issue("rcp", "receipt", class_number=2, tenders=paid, sources=(SourceName(key="later"),))
    after = house.run(contacts.standings(desk.store, caller.business, [1], TODAY))
    assert after == {1: Standing(Decimal(186), Decimal(68), dt.datetime(2026, 8, 4))}  # noqa: DTZ001 - civil time
    tomorrow = house.run(contacts.standings(desk.store, caller.business, [1], TODAY + dt.timedelta(days=1)))
    assert tomorrow[1].not_yet_due == 0


TAMPERINGS = {
    "a birthday": ("update books.contact set birthday = '1981-03-01' where serial = 2", f"contact '{GUID}'"),
    "a customer number": ("update books.contact set customer_number = '1' where serial = 2", f"contact '{GUID}'"),
    "a reference renamed": (
        "update books.reference set value = 'E-2' where sort = 'contact' and value = 'E-1'", f"contact '{GUID}'",
    ),
    "a reference removed": (
        "delete from books.reference where sort = 'contact' and value = 'X-1'", f"contact '{GUID}'",
    ),
    "a reference added": (
        "insert into books.reference values (1, 'product', 'import', '1:a/1', 1)", "product 'shelf'",
    ),
    "a reference of nothing": (
        "insert into books.reference values (1, 'product', 'import', '1:a/1', 99)", "the reference import 1:a/1",
    ),
    "a price in a store": ("update books.store_price set price = 1", "product"),
    "a picture": ("update books.product_picture set picture = 'x' where product = 2", "product"),
    "an item's group": ("update books.product set group_code = 'G2' where serial = 2", "product"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_with_a_card_is_named(caller: Caller, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    found = asyncio.run(_after(connection, caller.business, statement))
    assert found is not None
    assert found.record.startswith(record)


def test_the_server_may_not_rename_a_reference(owner_dsn: str, connection: dict[str, Any]) -> None:
    del owner_dsn

    async def rename() -> None:
        server = await asyncpg.connect(**connection)
        try:
            await server.execute("set role pinkas_server; update books.reference set value = 'x'")
        finally:
            await server.close()

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        asyncio.run(rename())
