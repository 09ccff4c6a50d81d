"""A Bulgarian till through the night in which the lev became the euro; 1 EUR = 1.95583 BGN."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pinkas.actions.changeover import keep_currency
from pinkas.actions.desk import Desk
from pinkas.actions.familiar import Familiar
from pinkas.actions.papers_made import MadeOrder, make_document
from pinkas.books.document import StoredDocument
from pinkas.books.errors import InvalidValue, PeriodClosed
from pinkas.storage.transactions import StoredTransaction
from pinkas.testing.house import House
from tests.tills.shop import CUSTOMER, D, Till, back, entries, line, open_till

LEV, EURO = map(dt.datetime.fromisoformat, ("2025-12-30T12:00:00", "2026-01-02T12:00:00"))


def make(till: Till, sold: StoredTransaction, what: str, **more: Any) -> StoredDocument:
    order = MadeOrder(what=what, channel="papers", contact=CUSTOMER, **more)
    made: StoredDocument = till.run(lambda desk: make_document(desk, till.caller, sold.serial, order)).record
    return made


def balance(till: Till, account: str) -> Decimal:
    sql = "select coalesce(sum(amount), 0) from books.balance where business_id = $1 and account = $2"
    found: Decimal = till.run(lambda desk: desk.store.value(sql, till.caller.business, account))
    return found


def test_a_till_changes_over(house: House) -> None:
    house.clock.at = LEV.replace(tzinfo=dt.UTC)
    till = open_till(house, "BG")
    paid = till.sell(line("2", "60", product="service"), paid="120", contact=CUSTOMER, local_time=LEV)
    advance = make(till, paid, "advance")
    sold = till.sell(line("1", "60"), paid="60", local_time=LEV)
    assert (advance.document.currency, advance.document.total) == ("BGN", D(120))
    assert (balance(till, "customer-advances"), balance(till, "till:cash")) == (D(-100), D(180))

    house.clock.at = EURO.replace(tzinfo=dt.UTC)

    async def at_once(desk: Desk) -> list[bool]:
        workers = (replace(desk, familiar=Familiar()) for _ in range(4))
        return await asyncio.gather(*(keep_currency(worker, till.caller) for worker in workers))

    assert sum(till.run(at_once)) == 1
    # 120.00 and 60.00 leva lie in the till, 61.36 and 30.68 euro; of 100.00 leva 51.13 are left to be deducted.
    assert (balance(till, "customer-advances"), balance(till, "till:cash")) == (D("-51.13"), D("92.04"))

    with pytest.raises(PeriodClosed):
        till.sell(line("1", "60"), paid="60", local_time=LEV)
    with pytest.raises(InvalidValue, match="must name no sale in BGN"):
        till.sell(back("-1", entries(sold)[0]), paid="-60", local_time=EURO)
    with pytest.raises(InvalidValue, match="must be of the days of BGN"):
        make(till, sold, "invoice")

    first = till.sell(line("1", "30"), contact=CUSTOMER, local_time=EURO)
    part = make(till, first, "invoice", advances=((advance.serial, D("12.00")),))
    assert (part.document.currency, part.document.total, part.number) == ("EUR", D("18.00"), 2)
    second = till.sell(line("1", "90"), contact=CUSTOMER, local_time=EURO)
    final = make(till, second, "invoice", advances=((advance.serial, None),))
    # 90.00 less the rest of 61.36, which is 49.36.
    assert (final.document.total, balance(till, "customer-advances")) == (D("40.64"), D(0))
    with pytest.raises(InvalidValue, match="nothing that fits is left"):
        make(
            till,
            till.sell(line("1", "10"), contact=CUSTOMER, local_time=EURO),
            "invoice",
            advances=((advance.serial, None),),
        )
    till.whole()
