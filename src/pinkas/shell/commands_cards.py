"""`pinkas business card-gateway`: through which gateway a business's cards go."""

from __future__ import annotations

from typing import Annotated

import typer

from pinkas.actions.cards.gateways import GatewayChoice, choose_gateway, gateway_choice
from pinkas.actions.desk import Caller, Desk
from pinkas.shell.commands_business import TaxNumber
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, operator_of, say


def add_to(app: typer.Typer) -> None:
    """Put the command among those of `app`, the businesses'."""
    app.command("card-gateway")(choose_card_gateway)


def choose_card_gateway(
    tax_number: TaxNumber,
    gateway: Annotated[str | None, typer.Argument(help="sandbox, pelecard or cardcom; none: show it.")] = None,
    *,
    terminal: Annotated[str | None, typer.Option(help="The terminal's number.")] = None,
    user: Annotated[str | None, typer.Option(help="The user; CardCom's ApiName.")] = None,
    password: Annotated[
        str | None, typer.Option(envvar="PINKAS_CARD_GATEWAY_PASSWORD", help="Better in the environment than here.")
    ] = None,
    data: Data = None,
) -> None:
    """Show or choose the card gateway; its password is kept encrypted and stays when it is not given again."""

    async def work(desk: Desk) -> GatewayChoice:
        caller: Caller = await operator_of(desk, tax_number)
        if gateway is None:
            return await gateway_choice(desk, caller)
        choice = GatewayChoice(gateway=gateway, terminal=terminal, user=user, password=password)
        return (await choose_gateway(desk, caller, choice, keep_password=password is None)).record

    chosen = at_the_desk(load(data=data), work)
    name = chosen.gateway or "sandbox"
    at = "" if chosen.terminal is None else f", terminal {chosen.terminal}"
    by = "" if chosen.user is None else f", user {chosen.user}"
    say(f"Cards go through {name}{at}{by}")
