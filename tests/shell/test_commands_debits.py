"""`pinkas debits run`, and the worker that does the same by itself."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.standing_orders import schedule
from pinkas.actions.standing_orders.orders import list_runs, save_standing_order
from pinkas.books.contact import Contact
from pinkas.books.standing_order import StandingOrder
from pinkas.shell import cli, commands_debits
from pinkas.storage.pool import DatabaseUnavailableError
from pinkas.testing.books import caller_of
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

Run = Callable[..., Result]
START = dt.date(2026, 8, 4)


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line over the house's books."""
    monkeypatch.setattr(commands_debits, "at_the_desk", lambda _settings, work: house.run(work(house.desk)))
    return lambda *words: CliRunner().invoke(cli.app, ["debits", "run", *words])


def ordered(house: House, tax_number: str) -> Caller:
    business = house.open_business(tax_number)
    caller = caller_of(business, house.add_user(f"ruth-{business}", "s3cret-word", business), tax_number=tax_number)
    order = StandingOrder(contact=0, start=START, day=4, kind="proforma", class_number=3, amount=Decimal(118))
    house.run(save_contact(house.desk, caller, "c", Contact(name="לקוח")))
    house.run(save_standing_order(house.desk, caller, "rent", order, "c"))
    return caller


def issued(house: House, caller: Caller) -> list[str]:
    _, _, rows = house.run(list_runs(house.desk, caller, "rent", offset=0, limit=50))
    return [f"{row.date} {row.outcome}" for row in rows]


def worked_through(done: Result) -> int:
    """How many occurrences the command says ended."""
    count, _, rest = done.stderr.partition(" ")
    assert (done.exit_code, rest) == (
        0, "occurrences worked through; what became of each is in /ext/v1/debits/{id}/runs\n",
    )  # fmt: skip
    return int(count)


def test_by_hand(house: House, clock: MovableClock, run: Run) -> None:
    caller = ordered(house, "514000009")
    clock.move(days=62)
    assert worked_through(run("--until", "2026-09-30")) >= 2  # the house's other books may have orders of their own
    assert issued(house, caller) == ["2026-08-04 issued", "2026-09-04 issued"]
    assert worked_through(run()) >= 1
    assert worked_through(run()) == 0
    assert issued(house, caller)[2:] == ["2026-10-04 issued"]


def test_a_fault_at_one_order_does_not_stop_the_others(
    house: House, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ordered(house, "123456782"), ordered(house, "514000017")
    faithful = schedule._begin_next  # noqa: SLF001 - the place of the fault

    async def begin_next(desk: Desk, caller: Caller, *facts: Any) -> Any:
        if caller.business == first.business:
            raise ValueError("a fault")
        return await faithful(desk, caller, *facts)

    monkeypatch.setattr(schedule, "_begin_next", begin_next)
    assert house.run(schedule.run_due(house.desk)) == 1
    assert (issued(house, first), issued(house, second)) == ([], ["2026-08-04 issued"])
    monkeypatch.undo()
    assert house.run(schedule.run_due(house.desk)) == 1
    assert clock.at.year == START.year


def test_by_a_worker_that_outlives_what_goes_wrong(
    house: House, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = ordered(house, "300000007")
    faithful = schedule.run_due
    troubles: list[Exception | None] = [DatabaseUnavailableError("away"), ValueError("a fault"), None]

    async def run_due(desk: Desk) -> int:
        if not troubles:
            raise asyncio.CancelledError
        trouble = troubles.pop(0)
        if trouble is not None:
            raise trouble
        return await faithful(desk)

    async def kept() -> None:
        with pytest.raises(asyncio.CancelledError):
            await schedule.keep_standing_orders(house.desk, every_s=0)

    monkeypatch.setattr(schedule, "run_due", run_due)
    house.run(kept())
    monkeypatch.undo()
    assert issued(house, caller) == ["2026-08-04 issued"]
    assert clock.at.year == START.year
