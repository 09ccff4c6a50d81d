"""The command line: `pinkas serve`, `business add`, `user add`, `verify`, `doctor`, `backup`, `restore`."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from pinkas.actions import businesses
from pinkas.actions.desk import Desk
from pinkas.actions.ports import SystemClock
from pinkas.books.business import REGISTRATIONS
from pinkas.books.errors import InvalidValue, PinkasError
from pinkas.paper import PaperError, check_logo
from pinkas.shell import backup as backups
from pinkas.shell import checks, proving, serving
from pinkas.shell.config import Settings, SettingsError, load
from pinkas.shell.database import database
from pinkas.shell.keys import installation_keyring
from pinkas.shell.logs import set_up_logs
from pinkas.shell.supervisor import ServeError
from pinkas.storage import directory
from pinkas.storage.embedded import LauncherError
from pinkas.storage.heads import HeadsError
from pinkas.storage.keyring import KeyringError
from pinkas.storage.migrate import MigrationError
from pinkas.storage.pool import DatabaseUnavailableError, open_store

T = TypeVar("T")

#: Errors whose message is one clear sentence for the person at the keyboard.
SENTENCES = (
    backups.BackupError, DatabaseUnavailableError, HeadsError, KeyringError, LauncherError, MigrationError,
    PaperError, PinkasError, ServeError, SettingsError,
)  # fmt: skip

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
business_app = typer.Typer(no_args_is_help=True, help="Businesses of this installation.")
user_app = typer.Typer(no_args_is_help=True, help="People who may log in.")
app.add_typer(business_app, name="business")
app.add_typer(user_app, name="user")


def main() -> None:
    """The entry point: an error is one sentence and a non-zero exit."""
    try:
        app()
    except InvalidValue as error:
        fail(f"{error.field.replace('_', ' ')} {error.reason}")
    except SENTENCES as error:
        fail(str(error))


def fail(sentence: str) -> NoReturn:
    """Say what is wrong and leave."""
    text = sentence.strip().rstrip(".")
    sys.stderr.write(f"pinkas: {text[:1].upper()}{text[1:]}.\n")
    raise SystemExit(1)


def say(sentence: str) -> None:
    """Tell the person who watches."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def at_the_desk(settings: Settings, work: Callable[[Desk], Awaitable[T]], *, create: bool = False) -> T:
    """Do some work on the books, beside a running server or with the database started for it."""

    async def run(server: dict[str, object]) -> T:
        store = await open_store(server, readers=2, writers=2)
        try:
            keyring = await installation_keyring(settings, store)
            return await work(Desk(store, SystemClock(), keyring))
        finally:
            await store.close()

    with database(settings, say, join=True, create=create) as found:
        return asyncio.run(run(found.server))


Data = Annotated[Path | None, typer.Option(help="The data folder (PINKAS_DATA).")]


@app.command()
def serve(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Make a lived-in demo business, once.")] = False,
    host: Annotated[str | None, typer.Option(help="The address to listen on (PINKAS_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on (PINKAS_PORT).")] = None,
    workers: Annotated[int | None, typer.Option(help="How many processes serve (PINKAS_WORKERS).")] = None,
    data: Data = None,
) -> None:
    """Serve the APIs until stopped (Ctrl-C or SIGTERM)."""
    settings = load(host=host, port=port, workers=workers, data=data)
    set_up_logs(level=settings.log_level)
    raise typer.Exit(serving.serve(settings, with_demo=demo, say=say))


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


@app.command()
def verify(
    *,
    business: Annotated[str | None, typer.Option(help="Only the business with this tax number.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from where the last verification got.")] = False,
    data: Data = None,
) -> None:
    """Prove the books: whole, or the first record that is not. A live server may go on meanwhile."""
    settings = load(data=data)
    whole = at_the_desk(settings, lambda desk: proving.prove_all(desk, settings, only=business, resume=resume, say=say))
    raise typer.Exit(0 if whole else 1)


@app.command()
def doctor(*, data: Data = None) -> None:
    """Look at the installation as an operator would: key, schema, database, role, disk, paper."""
    settings = load(data=data)
    with database(settings, say, join=True, create=False) as found:
        seen = checks.examine(settings, found)
    for check in seen:
        say(f"{'ok      ' if check.well else 'PROBLEM '} {check.name}: {check.seen}")
    raise typer.Exit(0 if all(check.well for check in seen) else 1)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The archive to write, for example books-2026-11.tar.")],
    *,
    with_key: Annotated[bool, typer.Option("--with-key", help="Put the master key inside as well.")] = False,
    data: Data = None,
) -> None:
    """Write the dump, the files and the master key's id into one archive."""
    settings = load(data=data)
    with database(settings, say, join=True, create=False) as found:
        backups.back_up(settings, found, target, with_key=with_key, now=dt.datetime.now(dt.UTC), say=say)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An archive that `backup` wrote.")],
    *,
    data: Data = None,
) -> None:
    """Restore an archive into an empty data folder (or an empty PINKAS_DATABASE_URL), and verify it."""
    settings = load(data=data)
    manifest = backups.read_manifest(source)
    backups.refuse_used_folder(settings)
    with database(settings, say, join=False, migrated=False) as found:
        backups.restore(settings, found.owner_dsn, source, manifest, say=say)
    if not settings.key_file.exists():
        say(
            f"Restored. Put the master key with id {manifest.key_id} at {settings.key_file}, "
            "then prove the books with: pinkas verify"
        )
        return
    whole = at_the_desk(settings, lambda desk: proving.prove_all(desk, settings, only=None, resume=False, say=say))
    raise typer.Exit(0 if whole else 1)
