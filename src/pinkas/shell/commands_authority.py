"""`pinkas business tax-authority`: how a business is joined to the tax authority's interface."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from pinkas.actions.allocation.settings import TaxAuthoritySettings, set_tax_authority, tax_authority_settings
from pinkas.actions.allocation.token import AuthorityToken, stored_token
from pinkas.actions.desk import Desk
from pinkas.shell.commands_business import TaxNumber
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, operator_of, say


def add_to(app: typer.Typer) -> None:
    """Put the command among those of `app`, the businesses'."""
    app.command("tax-authority")(join_tax_authority)


def join_tax_authority(
    tax_number: TaxNumber,
    *,
    active: Annotated[bool | None, typer.Option("--ask/--ask-nothing", help="Whether numbers are asked for.")] = None,
    client_id: Annotated[str | None, typer.Option(help="The application's id at the authority.")] = None,
    client_secret: Annotated[
        str | None, typer.Option(envvar="PINKAS_TAX_AUTHORITY_SECRET", help="Better in the environment than here.")
    ] = None,
    environment: Annotated[str | None, typer.Option(help="tsandbox or production.")] = None,
    user_name: Annotated[str | None, typer.Option(help="The operator's name, or --user-id.")] = None,
    user_id: Annotated[int | None, typer.Option(help="The operator's identity number.")] = None,
    software_number: Annotated[
        int | None, typer.Option(help="The software's certificate, or its maker's company number.")
    ] = None,
    login_host: Annotated[str | None, typer.Option(help="Where a person authorises.")] = None,
    host: Annotated[str | None, typer.Option(help="Where numbers are asked for.")] = None,
    lookup_host: Annotated[str | None, typer.Option(help="Where requests are looked up.")] = None,
    data: Data = None,
) -> None:
    """Show or change how a business asks for allocation numbers; what is not given stays."""
    given = {
        "active": active, "client_id": client_id, "client_secret": client_secret, "environment": environment,
        "user_name": user_name, "user_id": user_id, "software_number": software_number, "login_host": login_host,
        "host": host, "lookup_host": lookup_host,
    }  # fmt: skip
    wanted = {name: value for name, value in given.items() if value is not None}

    async def work(desk: Desk) -> tuple[TaxAuthoritySettings, AuthorityToken | None]:
        caller = await operator_of(desk, tax_number)
        said = await tax_authority_settings(desk, caller)
        if wanted:
            said = replace(said, **wanted)  # type: ignore[arg-type]  # each is the option's own
            said = (await set_tax_authority(desk, caller, said)).record
        return said, await stored_token(desk, caller)

    said, token = at_the_desk(load(data=data), work)
    if not said.active:
        say(f"Business {tax_number} asks for no allocation numbers")
        return
    until = None if token is None or token.refresh is None else token.refresh_until
    authorised = (
        token.ended
        if token is not None and token.ended
        else "not authorised yet"
        if until is None
        else f"authorised until {until:%Y-%m-%d}"
    )
    say(f"Business {tax_number} asks for allocation numbers at {said.host} ({said.environment}); {authorised}")
