"""`pinkas expenses`: what waits in the temporary store, and making it permanent."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Final

import typer

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.expense_posting import post_expense, post_until, reverse_expense
from pinkas.actions.expenses import list_expenses, remove_expense
from pinkas.books.errors import InvalidValue, Refusal
from pinkas.books.expense import ExpenseState, StoredExpense
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, fail, operator_of, say
from pinkas.storage.expenses import ExpenseFilter

expenses_app = typer.Typer(no_args_is_help=True, help="Expenses: the temporary store and the permanent one.")

#: Rows of one read; `list` reads on until there are no more.
_ROWS: Final = 500
_HEADINGS: Final = ("No.", "Key", "Date", "State", "Class", "Supplier", "Total", "VAT", "Paid", "Flag")
_RIGHT: Final = {0, 4, 6, 7, 8, 9}
_WIDEST: Final = 30

Business = Annotated[str, typer.Option(help="The tax number of the business.")]
Day = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day, as 2026-08-31.")]
Key = Annotated[str, typer.Argument(help="The key of the expense.")]


class Shown(StrEnum):
    """What a list is narrowed to."""

    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    REVERSED = "reversed"
    ALL = "all"


def add_to(app: typer.Typer) -> None:
    """Put these commands among the others."""
    app.add_typer(expenses_app, name="expenses")


@expenses_app.command("list")
def show(
    *,
    business: Business,
    state: Annotated[Shown, typer.Option(help="Which of them.")] = Shown.TEMPORARY,
    since: Day = None,
    until: Day = None,
    data: Data = None,
) -> None:
    """List expenses by state and date, oldest first."""
    wanted = ExpenseFilter(
        from_date=None if since is None else since.date(),
        to_date=None if until is None else until.date(),
        state=None if state is Shown.ALL else ExpenseState(state.value),
    )

    async def read(desk: Desk) -> list[StoredExpense]:
        caller = await operator_of(desk, business)
        found: list[StoredExpense] = []
        while True:
            _, rows = await list_expenses(desk, caller, wanted, offset=len(found), limit=_ROWS)
            found += rows
            if len(rows) < _ROWS:
                return found

    found = at_the_desk(load(data=data), read)
    if found:
        typer.echo(table([_row(one) for one in found]))
    typer.echo(f"{len(found)} expense{'' if len(found) == 1 else 's'}")


@expenses_app.command("post")
def post(
    keys: Annotated[list[str] | None, typer.Argument(help="The keys of the expenses.")] = None,
    *,
    business: Business,
    until: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Instead of keys: all temporary ones dated up to this day."),
    ] = None,
    data: Data = None,
) -> None:
    """Make expenses permanent: what they say is posted, and what was paid of them."""
    if bool(keys) == (until is not None):
        fail("name expenses by their keys, or a day with --until")

    async def work(desk: Desk) -> tuple[int, int]:
        caller = await operator_of(desk, business)
        if until is not None:
            return await post_until(desk, caller, until.date(), _told)
        return await _post_each(desk, caller, keys or [])

    posted, refused = at_the_desk(load(data=data), work)
    say(f"{posted} made permanent, {refused} left in the temporary store" if refused else f"{posted} made permanent")
    raise typer.Exit(1 if refused else 0)


@expenses_app.command("reverse")
def reverse(key: Key, *, business: Business, date: Day = None, data: Data = None) -> None:
    """Post the exact reverse of a permanent expense, today or on a day."""

    async def work(desk: Desk) -> StoredExpense:
        caller = await operator_of(desk, business)
        return (await reverse_expense(desk, caller, key, None if date is None else date.date())).record

    stored = at_the_desk(load(data=data), work)
    say(f"Expense {stored.key} is reversed by entry {stored.reversed_by}")


@expenses_app.command("delete")
def delete(key: Key, *, business: Business, data: Data = None) -> None:
    """Delete a temporary expense."""

    async def work(desk: Desk) -> bool:
        return await remove_expense(desk, await operator_of(desk, business), key)

    at_the_desk(load(data=data), work)
    say(f"Expense {key} is deleted")


async def _post_each(desk: Desk, caller: Caller, keys: list[str]) -> tuple[int, int]:
    """Post the named expenses in one portion; how many were posted, and how many were not."""
    posted = refused = 0
    portion = None
    for key in keys:
        try:
            saved = await post_expense(desk, caller, key, portion=portion)
        except Refusal as error:
            refused += 1
            _told(key, error)
        else:
            posted += saved.created
            portion = saved.record.portion if saved.created else portion
            _told(key, saved.record)
    return posted, refused


def _told(key: str, what: StoredExpense | Refusal) -> None:
    """A line about an expense that was posted, or was not."""
    if isinstance(what, InvalidValue):
        typer.echo(f"{key}: left: {what.field.rpartition('.')[2].replace('_', ' ')} {what.reason}")
    elif isinstance(what, Refusal):
        typer.echo(f"{key}: left: {what}")
    else:
        typer.echo(f"{key}: {what.state} in portion {what.portion}, {what.expense.total:.2f}, entry {what.entry}")


def _row(one: StoredExpense) -> tuple[str, ...]:
    expense = one.expense
    return (
        str(one.serial),
        one.key,
        expense.date.isoformat(),
        one.state.value,
        str(expense.class_number),
        expense.supplier_name or one.contact_key or "",
        f"{expense.total:.2f}",
        f"{expense.vat:.2f}",
        f"{one.settled:.2f}",
        str(expense.flag or ""),
    )


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows under their headings, amounts to the right; what is long is cut."""
    cut = [tuple(text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…" for text in row) for row in rows]
    widths = [max(len(row[place]) for row in [_HEADINGS, *cut]) for place in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(
            text.rjust(width) if place in _RIGHT else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [_HEADINGS, *cut]
    )
