"""Saving what a shop is made of, the end of a store's day, tampering with either, and what verify says of it."""

from __future__ import annotations

from typing import Any

import pytest

from pinkas.actions.desk import Caller
from pinkas.actions.shops import furnish, part, save_part, shop_of
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.books.shop import BankAccount, Club, Department, OwnMeans, PriceList, Staff, Store, Till
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .test_verify import _after as after

IBAN = "BG80BNBG96611020345678"


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A business whose shop has two stores and something of everything."""
    business = house.open_business("514000009", name="מכולת דנה")
    caller = caller_of(business, house.add_user("dana", "s3cret-word", business))
    house.run(_furnish(house, caller))
    return caller


async def _furnish(house: House, caller: Caller) -> None:
    desk = house.desk
    await furnish(desk, caller)
    await furnish(desk, caller)
    await save_part(desk, caller, Store, "3", {"name": "הרצל 5", "erp_code": "S-3", "price_list": 2, "city": "חיפה"})
    await save_part(desk, caller, Till, "21", {"store_serial": 2, "name": "קופה ראשית"})
    await save_part(desk, caller, Till, "121", {"store_serial": 2, "hardware": True, "fiscal_device": "DT123456"})
    await save_part(desk, caller, Staff, "12", {"user_name": "dana", "last_name": "כהן"}, login="Dana")
    await save_part(desk, caller, Department, "7", {"name": "ירקות", "class_number": 3})
    await save_part(desk, caller, Club, "1", {"name": "חברים"})
    await save_part(desk, caller, PriceList, "2", {"name": "סיטונאי"})
    await save_part(desk, caller, OwnMeans, None, {"name": "Gift", "name_hebrew": "תו קנייה", "type": "voucher"})
    said = {"bank_name": "БНБ", "iban": "bg80 bnbg 9661 1020 3456 78", "currency": "EUR", "city_id": 68134}
    await save_part(desk, caller, BankAccount, None, said)


def test_everything_is_kept_as_it_was_said(house: House, caller: Caller) -> None:
    shop = house.run(shop_of(house.desk, caller.business))
    assert [(one.serial, one.key, one.name, one.version) for one in shop.stores] == [
        (1, "1", "מכולת דנה", 1), (2, "3", "הרצל 5", 1),
    ]  # fmt: skip
    assert [(one.serial, one.key, one.number, one.series, one.store_serial, one.title) for one in shop.tills] == [
        (1, "1", 1, 1, 1, "1"), (2, "21", 21, 21, 2, "קופה ראשית"), (3, "121", 121, 22, 2, "121"),
    ]  # fmt: skip
    assert [(one.serial, one.number, one.full_name, one.role) for one in shop.staff] == [
        (1, "1", "מנהל", "admin"), (2, "2", "מוכר", "user"), (3, "3", "הנהלת חשבונות", "user"),
        (4, "4", "מבקר", "auditor"), (5, "12", "כהן", "user"),
    ]  # fmt: skip
    assert shop.staff[4].login_id == caller.login
    assert [one.name for one in shop.price_lists] == ["1", "סיטונאי", "3", "4"]
    assert [(one.number, one.type, one.key) for one in shop.own_means] == [(100, "voucher", "100")]
    (account,) = shop.bank_accounts
    assert (account.key, account.iban, account.created_by, account.city_id) == (IBAN, IBAN, 5, 68134)
    assert house.run(part(house.desk, caller, Department, "7")).class_number == 3
    with pytest.raises(UnknownRecord):
        house.run(part(house.desk, caller, Club, "2"))
    assert house.run(verify_business(house.desk.store, caller.business)) is None


def test_a_worker_reads_the_shop_anew_only_when_it_changed(house: House, caller: Caller) -> None:
    before = house.run(shop_of(house.desk, caller.business))
    assert house.run(shop_of(house.desk, caller.business)) is before
    saved = house.run(save_part(house.desk, caller, Club, "1", {"name": "מועדון", "active": False}))
    assert (saved.record.version, saved.created) == (2, False)
    again = house.run(save_part(house.desk, caller, Club, "1", {"active": False}))
    assert again.record.version == 2
    assert house.run(shop_of(house.desk, caller.business)).clubs == (saved.record,)


@pytest.mark.parametrize(
    ("sort", "key", "said", "named"),
    [
        (Store, "4", {}, "name"),
        (Store, "3", {"name": ""}, "name"),
        (Till, "921", {}, "number"),
        (Till, "new", {"number": 21}, "number"),
        (Till, "21", {"number": 22}, "number"),
        (Till, "31", {"store_serial": 9}, "store_serial"),
        (Staff, "13", {"user_name": "DANA"}, "user_name"),
        (Staff, "13", {"user_name": "noa", "number": "12"}, "number"),
        (Department, "8", {"name": "x", "class_number": 60}, "class_number"),
        (Club, "other", {"name": "x", "code": 1}, "code"),
        (PriceList, "5", {"name": "x"}, "key"),
        (OwnMeans, "7", {"name": "x"}, "number"),
        (BankAccount, None, {"bank_name": "x", "currency": "EUR"}, "iban"),
        (BankAccount, IBAN, {"iban": "BG81BNBG96611020345678"}, "iban"),
    ],
)
def test_what_does_not_fit_the_shop_is_refused(
    house: House, caller: Caller, sort: type[Any], key: str | None, said: dict[str, Any], named: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        house.run(save_part(house.desk, caller, sort, key, said))
    assert refused.value.field == named


TAMPERINGS = {
    "a store renamed": ("update books.store set name = 'x' where serial = 2", "store 2"),
    "a store of before renamed": ("update books.store set name = 'x' where serial = 1", "store 1"),
    "a store closed": ("update books.store set active = false where serial = 2", "store 2"),
    "a till moved": ("update books.register set store_serial = 1 where serial = 2", "till 2"),
    "a till of another device": ("update books.register set fiscal_device = 'DT000001' where serial = 3", "till 3"),
    "a seller made an admin": ("update books.staff set role = 'admin' where serial = 5", "staff 5"),
    "somebody else's login": ("update books.staff set login_id = 99 where serial = 5", "staff 5"),
    "another class for a department": ("update books.department set class_number = 4", "department 1"),
    "another code for a club": ("update books.club set code = 9", "club 1"),
    "a price list renamed": ("update books.price_list set name = 'x'", "price list 2"),
    "a means of payment that is another": ("update books.tender_type set type = 'cash'", "means of payment 1"),
    "money sent elsewhere": ("update books.bank_account set iban = 'x'", "bank account 1"),
    "an account forgotten": ("delete from books.bank_account", "bank account with serial 1"),
    "a version counted twice": ("update books.club set version = version + 1", "club 1"),
    "a club nobody wrote": (
        "insert into books.club values (1, 9, 'x', gen_random_uuid(), 1, 9, 'x', true)", "the daybook of club 9",
    ),
    "a till nobody wrote": (
        "insert into books.register (business_id, serial, key, uuid, store_serial, number, series, hardware) "
        "values (1, 9, 'x', gen_random_uuid(), 1, 77, 77, true)", "what no line says of till x",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, caller: Caller, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(after(connection, caller.business, statement))
    assert finding is not None
    assert finding.record.startswith(record), str(finding)
