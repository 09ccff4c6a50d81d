"""`pinkas business fiscal`: how an Albanian business tells the fiscal service of its sales."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from pinkas.actions.desk import Desk
from pinkas.actions.fiscal.settings import FiscalSettings, fiscal_settings, set_fiscal
from pinkas.actions.fiscal.telling import tell_refused
from pinkas.actions.ports.fiscal import NOT_FISCALISED
from pinkas.actions.shops import shop_of
from pinkas.books.errors import InvalidValue
from pinkas.books.fiscal import FiscalState
from pinkas.shell.commands_business import TaxNumber
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, fail, operator_of, say
from pinkas.storage import fiscal


def add_to(app: typer.Typer) -> None:
    """Put the command among those of `app`, the businesses'."""
    app.command("fiscal")(join_fiscal_service)


def join_fiscal_service(
    tax_number: TaxNumber,
    *,
    active: Annotated[bool | None, typer.Option("--tell/--tell-nothing", help="Whether sales are told.")] = None,
    environment: Annotated[str | None, typer.Option(help="production or test: where codes to scan lead.")] = None,
    business_unit: Annotated[str | None, typer.Option(help="The business unit's code.")] = None,
    operator: Annotated[str | None, typer.Option(help="The operator's code, where a till has none of its own.")] = None,
    software: Annotated[str | None, typer.Option(help="The software's code.")] = None,
    till: Annotated[list[str] | None, typer.Option(help="A till's key and its code: 1=ab123cd456. Repeatable.")] = None,
    certificate: Annotated[Path | None, typer.Option(help="The certificate: PKCS#12 or PEM, with an RSA key.")] = None,
    password: Annotated[
        str | None, typer.Option(envvar="PINKAS_FISCAL_PASSWORD", help="Better in the environment than here.")
    ] = None,
    tell_again: Annotated[bool, typer.Option(help="Tell once more of what was refused.")] = False,
    data: Data = None,
) -> None:
    """Show or change how a business tells the fiscal service of its sales; what is not given stays."""
    given: dict[str, Any] = {
        "active": active, "environment": environment, "business_unit": business_unit, "operator": operator,
        "software": software,
    }  # fmt: skip
    if certificate is not None:
        try:
            given |= {"certificate": base64.b64encode(certificate.read_bytes()).decode(), "password": password}
        except OSError as error:
            fail(f"{certificate} cannot be read: {error.strerror}")
    wanted = {name: value for name, value in given.items() if value is not None or name == "password"}

    async def work(desk: Desk) -> tuple[FiscalSettings, dict[FiscalState, int]]:
        caller = await operator_of(desk, tax_number)
        said = await fiscal_settings(desk, caller.business)
        if till:
            wanted["till_codes"] = await _till_codes(desk, caller.business, till)
        if wanted:
            said = (await set_fiscal(desk, caller, replace(said, **wanted))).record
        if tell_again:
            await tell_refused(desk, caller)
        return said, await fiscal.states(desk.store, caller.business)

    settings = load(data=data)
    said, states = at_the_desk(settings, work)
    if not said.active or settings.fiscal_urls is None:
        say(NOT_FISCALISED)
    where = settings.fiscal_urls[0] if settings.fiscal_urls else "no service: PINKAS_FISCAL_AL_URL is not set"
    told = ", ".join(f"{count} {state.value.replace('_', ' ')}" for state, count in states.items() if count)
    tells = "tells" if said.active else "does not tell"
    say(f"Business {tax_number} {tells} of its sales ({where}); {told or 'none so far'}")


async def _till_codes(desk: Desk, business: int, said: list[str]) -> tuple[tuple[int, str], ...]:
    """The codes by the tills' serials. Raises InvalidValue for a till that there is not."""
    tills = {till.key: till.serial for till in (await shop_of(desk, business)).tills}
    codes = []
    for one in said:
        key, _, code = one.partition("=")
        if key not in tills:
            raise InvalidValue("till", f"names no till of the business: {key!r}")
        codes.append((tills[key], code))
    return tuple(codes)
