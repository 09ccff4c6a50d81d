"""`pinkas business signature`: with which certificate a business signs its computerised documents."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.signatures import ShownSignature, SignatureOrder, show_signature, write_signature
from pinkas.shell.commands_business import TaxNumber
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, fail, operator_of, say


def add_to(app: typer.Typer) -> None:
    """Put the command among those of `app`, the businesses'."""
    app.command("signature")(set_signature)


def set_signature(
    tax_number: TaxNumber,
    certificate: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="A PKCS#12 or PEM file with its private key; none: show it."),
    ] = None,
    *,
    password: Annotated[
        str | None, typer.Option(envvar="PINKAS_SIGNATURE_PASSWORD", help="Better in the environment than here.")
    ] = None,
    level: Annotated[str | None, typer.Option(help="What the law calls the signature: secured or approved.")] = None,
    notified_on: Annotated[
        str | None, typer.Option(help="When the assessing officer was told, as yyyy-mm-dd; for your own record.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the business's own certificate away.")] = False,
    data: Data = None,
) -> None:
    """Show or set the signing certificate; it and its password are kept encrypted."""
    told = None if notified_on is None else _day(notified_on)

    async def work(desk: Desk) -> ShownSignature:
        caller: Caller = await operator_of(desk, tax_number)
        held = await show_signature(desk, caller)
        if certificate is None and level is None and told is None and not remove:
            return held
        order = SignatureOrder(
            level=level or (held.level if held.own or certificate is None else "secured"),
            notified_on=told or held.notified_on,
            certificate=None if certificate is None else certificate.read_bytes(),
            password=password,
            remove=remove,
        )
        return (await write_signature(desk, caller, order)).record

    _tell(tax_number, at_the_desk(load(data=data), work))


def _tell(tax_number: str, shown: ShownSignature) -> None:
    if shown.unusable is not None:
        say(f"Nothing can be signed for business {tax_number}: {shown.unusable}")
    elif shown.certificate is None:
        say(f"Nobody signs for business {tax_number}: neither it nor the installation has a certificate")
    else:
        whose = "its own certificate" if shown.own else "the installation's certificate"
        until = f"{shown.certificate.valid_until:%Y-%m-%d}"
        say(f"Business {tax_number} signs with {whose} ({shown.level}): {shown.certificate.subject}, until {until}")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        fail(f"{text!r} is no day: write it as yyyy-mm-dd")
