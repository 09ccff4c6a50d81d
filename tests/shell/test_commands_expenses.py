"""`pinkas expenses`: the table, posting by key and up to a day, what is left and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from typer.testing import CliRunner, Result

from pinkas.actions.expenses import ExpenseOrder, save_expense
from pinkas.shell import cli, commands_expenses
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

TAX_NUMBER = "514000009"
Run = Callable[..., Result]


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line over the house's books."""
    monkeypatch.setattr(commands_expenses, "at_the_desk", lambda _settings, work: house.run(work(house.desk)))
    return lambda *words: CliRunner().invoke(cli.app, ["expenses", *words, "--business", TAX_NUMBER])


def test_from_the_temporary_store_to_the_permanent_one(house: House, run: Run) -> None:
    caller = caller_of(house.open_business(TAX_NUMBER))
    for key, day, total, flag in (
        ("rent", "2026-07-01", 1180, None),
        ("later", "2026-08-01", 118, None),
        ("held", "2026-07-02", 59, 11),
        ("phone", "2026-07-31", 236, 2),
    ):
        order = ExpenseOrder(
            key=key, date=dt.date.fromisoformat(day), class_number=3100, total=Decimal(total), flag=flag,
            supplier_name="ספק",
        )  # fmt: skip
        house.run(save_expense(house.desk, caller, order))
    listed = run("list", "--until", "2026-07-31")
    assert listed.stdout == (
        "No.  Key    Date        State      Class  Supplier    Total     VAT  Paid  Flag\n"
        "  1  rent   2026-07-01  temporary   3100  ספק       1180.00  180.00  0.00\n"
        "  3  held   2026-07-02  temporary   3100  ספק         59.00    9.00  0.00    11\n"
        "  4  phone  2026-07-31  temporary   3100  ספק        236.00   36.00  0.00     2\n"
        "3 expenses\n"
    )
    posted = run("post", "--until", "2026-07-31")
    assert (posted.exit_code, posted.stderr) == (1, "2 made permanent, 1 left in the temporary store\n")
    lines = posted.stdout.splitlines()
    assert lines[0].startswith("rent: permanent in portion 1, 1180.00, entry ")
    assert lines[1] == "held: left: flag is 11, which keeps the expense in the temporary store"
    assert lines[2].startswith("phone: permanent in portion 1, 236.00, entry ")
    one = run("post", "later", "nobody")
    assert one.exit_code == 1
    assert one.stdout.splitlines()[1] == "nobody: left: no expense 'nobody'"
    assert one.stdout.startswith("later: permanent in portion 2")
    assert run("post", "later").exit_code == 0  # posted already, and once
    assert run("list", "--state", "permanent").stdout.splitlines()[-1] == "3 expenses"
    assert "is reversed by entry" in run("reverse", "later", "--date", "2026-08-05").stderr
    assert run("list", "--state", "reversed").stdout.splitlines()[-1] == "1 expense"
    assert run("delete", "held").stderr == "Expense held is deleted\n"
    assert run("list").stdout == "0 expenses\n"
    assert run("post").exit_code == 1
