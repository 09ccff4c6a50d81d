"""`pinkas vat`: what a business owes by period, filing it, and how long its periods are."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.vat import VatReturn, file_vat, month_of, set_vat_periods, vat_returns
from pinkas.books.period import month
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, operator_of, say

vat_app = typer.Typer(no_args_is_help=True, help="VAT returns.")

TaxNumber = Annotated[str, typer.Argument(help="The tax number of the business.")]


def add_to(app: typer.Typer) -> None:
    """Put these commands among the others."""
    app.add_typer(vat_app, name="vat")


@vat_app.command("show")
def show(
    tax_number: TaxNumber,
    *,
    year: Annotated[int | None, typer.Option(help="The year; this one unless said.")] = None,
    data: Data = None,
) -> None:
    """Show the periods of a year: what was sold, the VAT on it and on what was bought, and what is to be paid."""

    async def work(desk: Desk) -> list[VatReturn]:
        caller: Caller = await operator_of(desk, tax_number)
        return await vat_returns(desk, caller, year or caller.today(desk.clock).year)

    for found in at_the_desk(load(data=data), work):
        say(_line(found))


@vat_app.command("file")
def file(
    tax_number: TaxNumber,
    period: Annotated[str, typer.Argument(help="A month of the period, as 2026-01.")],
    *,
    data: Data = None,
) -> None:
    """File the return of a period that is over and closed: its figures stay."""
    first = month_of(*month(period))

    async def work(desk: Desk) -> VatReturn:
        return (await file_vat(desk, await operator_of(desk, tax_number), first)).record

    say(_line(at_the_desk(load(data=data), work)))


@vat_app.command("period")
def period(
    tax_number: TaxNumber,
    months: Annotated[int, typer.Argument(help="1 or 2.")],
    *,
    valid_from: Annotated[
        dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first of an odd month.")
    ] = None,
    data: Data = None,
) -> None:
    """Report by one month or by two, from a day on; without one from the beginning."""
    day = None if valid_from is None else valid_from.date()

    async def work(desk: Desk) -> None:
        await set_vat_periods(desk, await operator_of(desk, tax_number), months, day)

    at_the_desk(load(data=data), work)
    say(f"Business {tax_number} reports VAT by periods of {months} months{'' if day is None else f' from {day}'}")


def _line(found: VatReturn) -> str:
    figures = found.figures
    state = "open" if found.filing is None else f"filed by {found.filing.filed_by}"
    later = " (the journal differs since)" if found.now != figures else ""
    return (
        f"{found.period.name} due {found.period.due}: sales {figures.sales_taxed:.2f} and {figures.sales_free:.2f} "
        f"without VAT, VAT {figures.output_vat:.2f}, inputs {figures.input_vat:.2f}, equipment "
        f"{figures.input_vat_equipment:.2f}, to pay {found.to_pay:.0f}; {state}{later}"
    )
