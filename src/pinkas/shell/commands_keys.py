"""`pinkas key add`, `list` and `revoke`: the keys by which programs are known."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Final

import typer

from pinkas.actions import key_making
from pinkas.actions.desk import Desk
from pinkas.actions.key_making import GivenKey, MadeKey
from pinkas.actions.keys import KeySort
from pinkas.shell.commands_business import TaxNumber
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, operator_of, say
from pinkas.storage.keys import ListedKey

key_app = typer.Typer(no_args_is_help=True, help="Keys by which programs are known.")


class Tongue(Enum):
    """Which API a key is for."""

    RNET = "rnet"
    ICASH = "icash"


_SORTS: Final = {Tongue.RNET: KeySort.OPAQUE, Tongue.ICASH: KeySort.SIGNED}
_NAMES: Final = {KeySort.OPAQUE: "R-NET", KeySort.SIGNED: "iCash"}


def add_to(app: typer.Typer) -> None:
    """Put these commands among the others."""
    app.add_typer(key_app, name="key")


@key_app.command("add")
def add_key(
    tax_number: TaxNumber,
    tongue: Annotated[Tongue, typer.Argument(help="Which API it is for.")],
    *,
    user: Annotated[int | None, typer.Option(help="The UserID it acts as; an iCash key must have one.")] = None,
    warehouse: Annotated[
        int | None, typer.Option(help="The business's WareHouseID; given once, the next free one when not said.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What the books call who writes with it.")] = None,
    key: Annotated[
        str | None, typer.Option(envvar="PINKAS_NEW_KEY", help="One that another system made; none: a fresh one.")
    ] = None,
    secret: Annotated[
        str | None, typer.Option(envvar="PINKAS_NEW_SECRET", help="Its secret; better in the environment than here.")
    ] = None,
    data: Data = None,
) -> None:
    """Make a key. What it is goes to standard output, this once: it is kept as a hash, its secret encrypted."""
    given = None if key is None and secret is None else GivenKey(key=key or "", secret=secret)

    async def add(desk: Desk) -> MadeKey:
        caller = await operator_of(desk, tax_number)
        return await key_making.add_key(
            desk, caller, _SORTS[tongue], name=name, staff=user, number=warehouse, given=given
        )

    made = at_the_desk(load(data=data), add)
    say(f"Key {made.serial} of business {tax_number} is {made.name!r}; what follows is not shown again")
    if made.secret is None:
        typer.echo(made.key)
        return
    typer.echo(f"WareHouseID {made.number}\nUserID {made.staff}\napi_key {made.key}\nsecret_key {made.secret}")


@key_app.command("list")
def list_keys(tax_number: TaxNumber, *, data: Data = None) -> None:
    """List a business's keys, the revoked ones too."""

    async def find(desk: Desk) -> list[ListedKey]:
        return await key_making.list_keys(desk, await operator_of(desk, tax_number))

    found = at_the_desk(load(data=data), find)
    for one in found:
        say(_described(one))
    if not found:
        say(f"Business {tax_number} has no keys")


@key_app.command("revoke")
def revoke_key(
    tax_number: TaxNumber, serial: Annotated[int, typer.Argument(help="The key's number.")], *, data: Data = None
) -> None:
    """Revoke a key: a running server refuses it within a second."""

    async def revoke(desk: Desk) -> None:
        await key_making.revoke_key(desk, await operator_of(desk, tax_number), serial)

    at_the_desk(load(data=data), revoke)
    say(f"Key {serial} of business {tax_number} is revoked")


def _described(one: ListedKey) -> str:
    sort = KeySort(one.sort)
    facts = [f"Key {one.serial} {one.name!r}: {_NAMES[sort]}"]
    if sort is KeySort.SIGNED:
        facts.append(f"WareHouseID {one.number}")
    if one.staff is not None:
        facts.append(f"UserID {one.staff}")
    facts.append(f"made {one.recorded_at:%Y-%m-%d}")
    if one.revoked_at is not None:
        facts.append(f"revoked {one.revoked_at:%Y-%m-%d}")
    return ", ".join(facts)
