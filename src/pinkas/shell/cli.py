"""The command line: `pinkas serve`, `business add`, `user add`, `verify`, `doctor`, `backup`, `restore`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from pinkas.books.errors import InvalidValue, PinkasError
from pinkas.paper import PaperError
from pinkas.shell import backup as backups
from pinkas.shell import (
    checks,
    commands_authority,
    commands_books,
    commands_business,
    commands_cards,
    commands_debits,
    commands_expenses,
    commands_fiscal,
    commands_keys,
    commands_rates,
    commands_shop,
    commands_signature,
    commands_vat,
    proving,
    serving,
)
from pinkas.shell.config import SettingsError, load
from pinkas.shell.console import Data, at_the_desk, fail, say
from pinkas.shell.database import database
from pinkas.shell.logs import set_up_logs
from pinkas.shell.supervisor import ServeError
from pinkas.storage.embedded import LauncherError
from pinkas.storage.heads import HeadsError
from pinkas.storage.keyring import KeyringError
from pinkas.storage.migrate import MigrationError
from pinkas.storage.pool import DatabaseUnavailableError

#: Errors whose message is one clear sentence for the person at the keyboard.
SENTENCES = (
    backups.BackupError, DatabaseUnavailableError, HeadsError, KeyringError, LauncherError, MigrationError,
    PaperError, PinkasError, ServeError, SettingsError,
)  # fmt: skip

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
commands_business.add_to(app)
commands_authority.add_to(commands_business.business_app)
commands_cards.add_to(commands_business.business_app)
commands_signature.add_to(commands_business.business_app)
commands_fiscal.add_to(commands_business.business_app)
commands_books.add_to(app)
commands_debits.add_to(app)
commands_expenses.add_to(app)
commands_keys.add_to(app)
commands_rates.add_to(app)
commands_shop.add_to(app)
commands_vat.add_to(app)


def main() -> None:
    """The entry point: an error is one sentence and a non-zero exit."""
    try:
        app()
    except InvalidValue as error:
        fail(f"{error.field.rpartition('.')[2].replace('_', ' ')} {error.reason}")
    except SENTENCES as error:
        fail(str(error))


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
