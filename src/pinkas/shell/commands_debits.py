"""`pinkas debits`: what standing orders issue, worked through by hand; a running server does it by itself."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from pinkas.actions.desk import Desk
from pinkas.actions.standing_orders.schedule import SWEEP, run_due
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, say

debits_app = typer.Typer(no_args_is_help=True, help="Standing orders, of every business of this installation.")


def add_to(app: typer.Typer) -> None:
    """Put these commands among the others."""
    app.add_typer(debits_app, name="debits")


@debits_app.callback()
def debits() -> None:
    """Keep `run` a command of its own, though it is the only one."""


@debits_app.command("run")
def run(
    *,
    until: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only occurrences up to this day, as 2026-08-31; none is early."),
    ] = None,
    data: Data = None,
) -> None:
    """Issue what standing orders have due by now: each occurrence once, whoever else is at it."""
    last = None if until is None else until.date()

    async def work(desk: Desk) -> int:
        ended = 0
        while (some := await run_due(desk, until=last)) == SWEEP:
            ended += some
        return ended + some

    ended = at_the_desk(load(data=data), work)
    say(f"{ended} occurrences worked through; what became of each is in /ext/v1/debits/{{id}}/runs")
