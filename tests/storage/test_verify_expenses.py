"""Tampering with expenses and what was paid of them, and the record that verify then names."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Caller
from pinkas.actions.expense_payments import PaymentOrder
from pinkas.actions.expense_posting import post_expense, reverse_expense
from pinkas.actions.expenses import ExpenseOrder, remove_expense, save_expense
from pinkas.books.contact import Contact, ContactType
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .test_verify import _after as after

DAY = dt.date(2026, 8, 3)


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A business with an expense in every state, a scan, and payments planned, posted and added."""
    business = house.open_business("514000009")
    caller = caller_of(business, house.add_user("ruth", "s3cret-word", business))
    house.run(_fill(house, caller))
    return caller


async def _fill(house: House, caller: Caller) -> None:
    desk = house.desk

    async def write(key: str, *payments: PaymentOrder, image: bytes | None = None, details: str | None = None) -> None:
        order = ExpenseOrder(
            key=key, date=DAY, class_number=3100, supplier="sup", total=Decimal(1180), payments=payments or None,
            image=image, image_name=None if image is None else "a.png", details=details,
        )  # fmt: skip
        await save_expense(desk, caller, order)

    await save_contact(desk, caller, "sup", Contact(type=ContactType.SUPPLIER, name="ספק"))
    first = PaymentOrder(key="p1", paid=Decimal(500), withheld=Decimal(80))
    await write("posted", first, image=b"scan")
    await post_expense(desk, caller, "posted")
    await write("posted", PaymentOrder(key="p2", paid=Decimal(100)), details="נייר")
    await write("planned", PaymentOrder(key="p3", paid=Decimal(7)))
    await write("reversed")
    await post_expense(desk, caller, "reversed")
    await reverse_expense(desk, caller, "reversed")
    await write("gone")
    await remove_expense(desk, caller, "gone")
    await write("untouched")
    await post_expense(desk, caller, "untouched")


BODY = "update books.{} set body = jsonb_set(body::jsonb, '{{{}}}', '{}') where {}"
TAMPERINGS = {
    "another total of what was posted": (
        BODY.format("expense_posting", "total", "1", "expense_serial = 1"), "expense 'posted'",
    ),
    "another total of what is shown": (BODY.format("expense", "total", "1", "key = 'posted'"), "expense 'posted'"),
    "another supplier of what is shown": (
        BODY.format("expense", "reference", '"x"', "key = 'untouched'"), "expense 'untouched'",
    ),
    "other details than were saved": (BODY.format("expense", "details", '"x"', "key = 'posted'"), "expense 'posted'"),
    "another sum of a temporary one": (
        BODY.format("expense", "total", "5", "key = 'planned'"), "expense 'planned'",
    ),
    "another payment": (BODY.format("expense_payment", "paid", "400", "key = 'p1'"), "payment 1 of expense 'posted'"),
    "another plan": (BODY.format("expense_payment", "paid", "8", "key = 'p3'"), "expense 'planned'"),
    "a payment removed": ("delete from books.expense_payment where key = 'p2'", "the expense payment of voucher"),
    "a plan removed": ("delete from books.expense_payment where key = 'p3'", "expense 'planned'"),
    "an expense removed": (
        "delete from books.expense_posting where expense_serial = 5; delete from books.expense where serial = 5",
        "expense with serial 5",
    ),
    "what made it permanent removed": (
        "delete from books.expense_posting where expense_serial = 1", "expense 'posted'",
    ),
    "temporary again": ("update books.expense set state = 'temporary' where key = 'untouched'", "the state of expense"),
    "back from the deleted": ("update books.expense set state = 'temporary' where key = 'gone'", "expense 'gone'"),
    "another date in the index": (
        "update books.expense set date = date - 1 where key = 'posted'", "what the index says of expense posted",
    ),
    "another portion": (
        "update books.expense_posting set portion = 9 where expense_serial = 1", "expense 'posted'",
    ),
    "another VAT": (
        "update books.posting set amount = amount + 10, currency_amount = amount + 10 where account = 'input-vat'"
        " and entry_serial = 1; update books.posting set amount = amount - 10, currency_amount = amount - 10"
        " where account = 'expense:3100' and entry_serial = 1; update books.balance b set amount = ("
        "select sum(p.amount) from books.posting p where p.account = b.account and p.contact = b.contact)",
        "expense 'posted'",
    ),
    "claimed in another month": (
        "update books.entry set tax_date = '2026-09-01' where serial = 1", "expense 'posted'",
    ),
    "its reversal taken back": (
        "delete from books.voucher where reverses is not null", "voucher with serial",
    ),
    "another scan": ("update books.expense_image set content = 'x'", "the scan of expense posted"),
    "a scan removed": ("delete from books.expense_image", "the scan of expense posted"),
    "somebody else who changed it": (
        "update books.expense set updated_by = 'eve' where key = 'posted'", "who last changed expense posted",
    ),
    "a tally": ("update books.tally set records = records + 1 where sort = 'expense payment'", "the tally of expense"),
    "a counter": (
        "update books.serial_counter set last_serial = 99 where sort = 'expense'", "the count of expense",
    ),
    "a voucher of no expense": (
        "insert into books.voucher (business_id, serial, key, uuid, kind, date, position, recorded_at, recorded_by)"
        " select business_id, 99, 'x', gen_random_uuid(), 'expense', date, 999, recorded_at, recorded_by"
        " from books.voucher where serial = 1; update books.head set vouchers = vouchers + 1",
        "the",
    ),
    "a class that recovers less": (
        "update books.transaction_class set recoverable = 'none' where number = 3100", "business 514000009",
    ),
    "a class of equipment": (
        "update books.transaction_class set is_equipment = true where number = 3100", "business 514000009",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, caller: Caller, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(after(connection, caller.business, statement))
    assert finding is not None
    assert finding.record.startswith(record), str(finding)


def test_untouched_books_are_whole(house: House, caller: Caller) -> None:
    assert house.run(verify_business(house.desk.store, caller.business)) is None


@pytest.mark.parametrize(
    "statement",
    [
        "update books.expense_posting set portion = 2",
        "delete from books.expense_posting",
        "update books.expense_payment set number = 7 where key = 'p1'",
        "update books.expense_payment set voucher_serial = null, position = null where key = 'p1'",
        "delete from books.expense_payment where key = 'p1'",
        "delete from books.expense",
        "update books.expense set key = 'x'",
    ],
)
def test_what_was_posted_cannot_be_changed_by_the_server(house: House, caller: Caller, statement: str) -> None:
    with pytest.raises(Exception, match=r"never changed|permission denied"):
        house.run(
            house.desk.store.execute(f"{statement}{' and' if 'where' in statement else ' where'} business_id = 1")
        )
    assert house.run(verify_business(house.desk.store, caller.business)) is None
