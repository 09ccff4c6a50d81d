"""Tampering with a changeover and with numbers that were taken at issue, and what verify says of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import psycopg
import pytest

from pinkas.actions.changeover import keep_currency
from pinkas.actions.desk import Caller
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import issue_document
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder, SourceName, TenderOrder
from pinkas.books.lines import LineOrder
from pinkas.storage.documents import by_key
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .test_verify import _after as after

DECEMBER = dt.datetime(2025, 12, 10, 10, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A Bulgarian business with an invoice of 120.00 leva, 12.00 credited and 20.00 paid, a draft, and the euro."""
    business = house.open_business("831641791", country="BG")
    caller = replace(
        caller_of(business, house.add_user("mila", "s3cret-word", business)),
        country="BG", zone=ZoneInfo("Europe/Sofia"), currency="EUR",
    )  # fmt: skip
    house.run(_fill(house, caller))
    return caller


async def _fill(house: House, caller: Caller) -> None:
    desk, now = house.desk, house.clock.at
    common: dict[str, Any] = {"series": None, "party": Party(name="Кафе"), "channel": "api"}
    house.clock.at = DECEMBER
    for order in (
        _sale("inv", "tax_invoice", 100, common),
        replace(_sale("back", "credit_invoice", 10, common), sources=(SourceName(key="inv"),)),
        DocumentOrder(
            key="rec", kind="receipt", class_number=2, sources=(SourceName(key="inv"),),
            tenders=(TenderOrder(type="cash", amount=Decimal(20)),), **common,
        ),
    ):  # fmt: skip
        await save_draft(desk, caller, order)
        await issue_document(desk, caller, by_key(str(order.key)))
    house.clock.at = now
    assert await keep_currency(desk, caller) is True
    assert await keep_currency(desk, caller) is False
    await save_draft(desk, caller, _sale("draft", "tax_invoice", 1, common))


def _sale(key: str, kind: str, net: int, common: dict[str, Any]) -> DocumentOrder:
    lines = (LineOrder(name="Кафе", unit_price=Decimal(net)),)
    return DocumentOrder(key=key, kind=kind, class_number=3, lines=lines, **common)


CHANGE = "update books.changeover set {}"
NUMBER = "update books.legal_number set {} where document_serial = 1"
TAMPERINGS = {
    "another rate": (CHANGE.format("rate = 2"), "what is credited of document inv"),
    "another day": (CHANGE.format("day = '2026-01-02'"), "the voucher of the changeover"),
    "another currency": (CHANGE.format("after = 'USD'"), "the voucher of the changeover"),
    "another voucher": (CHANGE.format("voucher_serial = 9"), "the changeover of voucher"),
    "a changeover forgotten": ("delete from books.changeover", "what is credited of document inv"),
    "an open amount restated otherwise": (
        "update books.document_index set open_amount = open_amount + 1 where key = 'inv'",
        "the open amount of document inv",
    ),
    "more credited": (
        "update books.document_index set credited = 12 where key = 'inv'", "what is credited of document inv",
    ),
    "a balance of the lev": (
        "update books.balance set amount = 20 where account = 'till:cash'", "the balance of account till:cash",
    ),
    "a number given back": (NUMBER.format("run = 'draft', number = 9"), "document 'inv'"),
    "another number": (NUMBER.format("number = 9"), "document 'inv'"),
    "a legal number of a draft": (
        "update books.legal_number set run = 'invoice', number = 3 where run = 'draft';"
        "update books.series set last_number = 3 where run = 'invoice'", "the number of document",
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


def test_legal_numbers_and_the_changeover_stay(
    house: House, caller: Caller, connection: dict[str, Any], owner_dsn: str
) -> None:
    del caller
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        for statement in (NUMBER.format("number = 9"), "delete from books.legal_number", CHANGE.format("rate = 2")):
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="never changed or removed"):
                owner.execute(statement)

    async def attempt(statement: str) -> None:
        server = await asyncpg.connect(**connection)
        try:
            await server.execute(statement)
        finally:
            await server.close()

    for statement in (CHANGE.format("rate = 2"), NUMBER.format("document_serial = 9")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            house.run(attempt(statement))
