"""`pinkas business` and `pinkas user`: opening a business, and adding the people who may enter it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pinkas.actions import businesses
from pinkas.actions.desk import Desk
from pinkas.books.business import REGISTRATIONS
from pinkas.paper import check_logo
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, fail, say
from pinkas.storage import directory

business_app = typer.Typer(no_args_is_help=True, help="Businesses of this installation.")
user_app = typer.Typer(no_args_is_help=True, help="People who may log in.")


@business_app.command("add")
def add_business(
    tax_number: Annotated[str, typer.Argument(help="The tax registration number, nine digits in Israel.")],
    name: Annotated[str, typer.Argument(help="The legal name, as on its papers.")],
    *,
    country: Annotated[str, typer.Option(help="IL, BG or AL.")] = "IL",
    registration: Annotated[str, typer.Option(help=", ".join(REGISTRATIONS))] = "licensed_dealer",
    name_english: str | None = None,
    address: str | None = None,
    city: str | None = None,
    address_english: str | None = None,
    city_english: str | None = None,
    postal_code: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    website: str | None = None,
    logo: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A PNG, JPEG or SVG.")] = None,
    data: Data = None,
) -> None:
    """Open a business."""
    checked = None if logo is None else check_logo(logo.read_bytes())
    profile = businesses.Profile(
        legal_name=name, name_english=name_english, registration=registration, address1=address, city=city,
        address1_english=address_english, city_english=city_english,
        postal_code=postal_code, phone=phone, email=email, website=website,
        logo_type=None if checked is None else checked.media_type,
    )  # fmt: skip
    at_the_desk(
        load(data=data),
        lambda desk: businesses.open_business(
            desk, tax_number, profile, country=country, logo=None if checked is None else checked.data
        ),
        create=True,
    )
    say(f"Business {tax_number} is open; add someone who may enter it: pinkas user add NAME --business {tax_number}")


@user_app.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="The name to log in with.")],
    *,
    business: Annotated[list[str] | None, typer.Option(help="A tax number; may be given several times.")] = None,
    operator: Annotated[
        bool, typer.Option("--operator", help="May enter every business, and run operator calls.")
    ] = False,
    password: Annotated[
        str | None, typer.Option(envvar="PINKAS_NEW_PASSWORD", prompt=True, hide_input=True, confirmation_prompt=True)
    ] = None,
    data: Data = None,
) -> None:
    """Add a person who may log in; the password is asked for, or read from PINKAS_NEW_PASSWORD."""

    async def add(desk: Desk) -> None:
        members = []
        for number in business or []:
            found = await directory.business_by_tax_number(desk.store, [number])
            if found is None:
                fail(f"no business has the tax number {number}")
            members.append(found)
        if not members and not operator:
            fail("say which business the user may enter, with --business, or make an --operator")
        await businesses.add_user(desk, name, password or "", tuple(members), operator=operator)

    at_the_desk(load(data=data), add)
    say(f"User {name} may log in")
