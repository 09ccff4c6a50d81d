"""Tampering with deposits and with VAT returns that were filed, and what verify says of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import asyncpg
import psycopg
import pytest

from pinkas.actions.deposits import DepositOrder, LineOrder, cancel_deposit, make_deposit
from pinkas.actions.desk import Caller
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import issue_document
from pinkas.actions.periods import close_period
from pinkas.actions.till import till_lines
from pinkas.actions.vat import file_vat
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder, TenderOrder
from pinkas.books.lines import LineOrder as DocumentLine
from pinkas.storage.documents import by_key
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .test_verify import _after as after

JULY = dt.date(2026, 7, 1)


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A business with a deposit of part of its cash and a cheque, one that was cancelled, and July filed."""
    business = house.open_business("514000009")
    caller = caller_of(business, house.add_user("ruth", "s3cret-word", business))
    house.run(_fill(house, caller))
    return caller


async def _fill(house: House, caller: Caller) -> None:
    desk = house.desk
    common: dict[str, Any] = {"series": 98, "party": Party(name="אלון"), "channel": "api", "date": JULY}
    tenders = (
        TenderOrder(type="cash", amount=Decimal(100)),
        TenderOrder(type="cheque", amount=Decimal(500), due_date=dt.date(2026, 9, 1)),
    )
    sold = (DocumentLine(name="מדף", unit_price=Decimal(1000)),)
    for order in (
        DocumentOrder(key="rec", kind="receipt", class_number=2, tenders=tenders, **common),
        DocumentOrder(key="inv", kind="tax_invoice", class_number=3, lines=sold, **common),
    ):
        await save_draft(desk, caller, order)
        await issue_document(desk, caller, by_key(str(order.key)))
    _, lines = await till_lines(desk, caller, deposited=False, from_date=None, to_date=None, offset=0, limit=9)
    cash, cheque = (str(line.uuid) for line in lines)
    part = LineOrder(line=cash, amount=Decimal(30))
    july = dt.date(2026, 7, 20)
    for key, these in (("dep-1", (part, LineOrder(line=cheque))), ("dep-2", (part,))):
        order = DepositOrder(
            key=key, date=july, bank_account="לאומי", fee=Decimal(2), fee_vat=Decimal("0.36"), lines=these
        )
        await make_deposit(desk, caller, order)
    await cancel_deposit(desk, caller, "dep-2")
    await close_period(desk, caller, "2026-07")
    await file_vat(desk, caller, JULY)


CASH = "update books.till_line set {} where type = 'cash'"
DEPOSIT = "update books.deposit set {} where key = 'dep-1'"
PART = "update books.deposit_part set {} where deposit_serial = 1 and number = 1"
TAMPERINGS = {
    "another account": (DEPOSIT.format("bank_account = 'פועלים'"), "deposit 'dep-1'"),
    "another day": (DEPOSIT.format("date = date + 1"), "the voucher of deposit 'dep-1'"),
    "another type": (DEPOSIT.format("type = 'cash'"), "deposit 'dep-1'"),
    "another total": (DEPOSIT.format("total = 531"), "deposit 'dep-1'"),
    "a smaller fee": (DEPOSIT.format("fee = 1"), "deposit 'dep-1'"),
    "another posting": (
        "update books.deposit set voucher_serial = 99 where key = 'dep-1'", "the voucher of deposit 'dep-1'",
    ),
    "a deposit forgotten": ("delete from books.deposit where key = 'dep-1'", "deposit with serial 1"),
    "a deposit invented": (
        "insert into books.deposit select business_id, 9, 'x', gen_random_uuid(), 9, date, null, type, currency, total,"
        " fee, fee_vat, null from books.deposit where key = 'dep-1'", "the total of deposit x",
    ),
    "another part": (PART.format("amount = 31"), "deposit 'dep-1'"),
    "another line": (PART.format("till_line = 3"), "deposit 'dep-1'"),
    "a part under another day": (PART.format("day = day + 1"), "deposit 'dep-1'"),
    "a part forgotten": ("delete from books.deposit_part where number = 2", "deposit 'dep-1'"),
    "cash back in the till": (CASH.format("deposited = 0"), "what is deposited of payment 1"),
    "its worth forgotten": (CASH.format("deposited_book = 0"), "what is deposited of payment 1"),
    "cash gone from the till": (CASH.format("in_till = false"), "the date of payment, and whether it lies in the till"),
    "a cheque back in the till": (
        "update books.till_line set in_till = true where type = 'cheque'",
        "the date of payment, and whether it lies in the till",
    ),
    "a cancellation of another": (
        "update books.voucher set reverses = 1 where reverses is not null", "the cancellation of deposit 'dep-2'",
    ),
    "a cancellation forgotten": (
        "delete from books.voucher where reverses is not null", "the voucher of the cancellation of deposit 'dep-2'",
    ),
    "another VAT as filed": ("update books.vat_filing set output_vat = output_vat - 1", "the VAT return of 2026-07"),
    "less to pay": ("update books.vat_filing set to_pay = 0", "the VAT return of 2026-07"),
    "filed for longer": ("update books.vat_filing set months = 2", "the VAT return of 2026-07"),
    "filed by another": ("update books.vat_filing set recorded_by = 'noa'", "who filed VAT return, and when,"),
    "filed out of less": ("update books.vat_filing set through_entry = 1", "the figures of VAT return 2026-07"),
    "a filing forgotten": ("delete from books.vat_filing", "VAT return with serial 1"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, caller: Caller, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(after(connection, caller.business, statement))
    assert finding is not None
    assert finding.record.startswith(record), str(finding)


def test_untouched_books_are_whole(house: House, caller: Caller) -> None:
    assert house.run(verify_business(house.desk.store, caller.business)) is None


def test_no_more_is_deposited_than_was_received(caller: Caller, owner_dsn: str) -> None:
    del caller
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        for change in ("deposited = 100.01", "deposited = -0.01", "deposited_book = 100.01"):
            with pytest.raises(psycopg.errors.CheckViolation, match="till_line_deposited"):
                owner.execute(CASH.format(change))
        for statement in (
            CASH.format("amount = 1000"), DEPOSIT.format("total = 1"), "delete from books.deposit_part",
            "delete from books.vat_filing",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="never changed or removed"):
                owner.execute(statement)


def test_the_restricted_role_changes_caches_alone(house: House, caller: Caller, connection: dict[str, Any]) -> None:
    del caller

    async def attempt(statement: str) -> None:
        server = await asyncpg.connect(**connection)
        try:
            await server.execute(statement)
        finally:
            await server.close()

    for statement in (
        CASH.format("amount = 1"), DEPOSIT.format("total = 1"), PART.format("amount = 1"),
        "update books.vat_filing set to_pay = 0",
    ):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            house.run(attempt(statement))
