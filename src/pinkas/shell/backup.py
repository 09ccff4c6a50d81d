"""Backup and restore: one archive with the dump, the files beside the database, and the id of the master key.

The key itself is left out unless asked for: whoever has both the dump and the key has everything.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec
from psycopg.conninfo import conninfo_to_dict

from pinkas.shell.config import Settings
from pinkas.shell.database import Database
from pinkas.storage.embedded import client_program
from pinkas.storage.keyring import open_keyring
from pinkas.storage.migrate import HEAD, current_revision

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_DUMP: Final = "database.dump"
_FILES: Final = "files"
_KEY: Final = "master.key"

_VARIABLES: Final = {
    "host": "host", "port": "port", "user": "user", "password": "password", "sslmode": "sslmode",
    "sslrootcert": "sslrootcert",
}  # fmt: skip

Say = Callable[[str], None]


class BackupError(Exception):
    """The backup or restore cannot be done; one clear sentence."""


class Manifest(msgspec.Struct, frozen=True):
    """What an archive says of itself."""

    format: int
    made_at: dt.datetime
    revision: str
    key_id: str
    has_key: bool


def files_folder(settings: Settings) -> Path:
    """The files that belong to the books and lie beside the database (signed heads)."""
    return settings.data / _FILES


def back_up(settings: Settings, found: Database, target: Path, *, with_key: bool, now: dt.datetime, say: Say) -> None:
    """Write an archive that `restore` reads; a server may go on meanwhile. Raises BackupError."""
    if target.exists():
        raise BackupError(f"{target} exists already")
    keyring = open_keyring(settings.key_file, create=False)
    manifest = Manifest(FORMAT, now, current_revision(found.owner_dsn) or "", keyring.key_id, with_key)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as workshop:
            dump = Path(workshop) / _DUMP
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
                # Files first: a head signed after the dump's moment would look like a cut end when restored.
                if files_folder(settings).is_dir():
                    archive.add(files_folder(settings), _FILES)
                say("Dumping the database")
                _run("pg_dump", found.owner_dsn, "--format=custom", "--no-owner", f"--file={dump}")
                archive.add(dump, _DUMP)
                if with_key:
                    archive.add(settings.key_file, _KEY)
                text = Path(workshop) / _MANIFEST
                text.write_bytes(msgspec.json.encode(manifest))
                archive.add(text, _MANIFEST)
                file.flush()
                os.fsync(file.fileno())
        temporary.rename(target)
    except OSError as error:
        raise BackupError(f"the backup cannot be written to {target}: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)
    kept = "with its master key" if with_key else f"without the master key (id {manifest.key_id}): keep that apart"
    say(f"Backed up to {target}, {kept}")


def read_manifest(source: Path) -> Manifest:
    """What the archive says of itself. Raises BackupError when it is none of ours or of a newer Pinkas."""
    try:
        with tarfile.open(source) as archive:
            member = archive.extractfile(_MANIFEST)
            manifest = msgspec.json.decode(b"" if member is None else member.read(), type=Manifest)
    except (OSError, tarfile.TarError, KeyError, msgspec.MsgspecError):
        raise BackupError(f"{source} is no Pinkas backup that can be read") from None
    if manifest.format > FORMAT or manifest.revision > HEAD:
        raise BackupError(f"{source} was made by a newer Pinkas; restore it with that one")
    return manifest


def refuse_used_folder(settings: Settings) -> None:
    """Restoring is for an empty place: nothing is ever overwritten. Raises BackupError."""
    if settings.data.is_dir() and any(settings.data.iterdir()):
        raise BackupError(f"the data folder {settings.data} is not empty; restore into a new one")


def _unpack(archive: tarfile.TarFile, place: Path) -> None:
    """The archive's plain files, and nothing that would land elsewhere. Raises BackupError.

    The library's own filter came with Python 3.11.4 only.
    """
    for member in archive.getmembers():
        path = PurePosixPath(member.name)
        if path.is_absolute() or ".." in path.parts or not (member.isfile() or member.isdir()):
            raise BackupError(f"the archive holds {member.name!r}, which no backup of ours does")
        content = archive.extractfile(member)
        if content is not None:
            target = place / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                shutil.copyfileobj(content, file)


def restore(settings: Settings, owner_dsn: str, source: Path, manifest: Manifest, *, say: Say) -> None:
    """Put the archive's database, files and (when it has one) key in place. Raises BackupError."""
    if current_revision(owner_dsn) is not None:
        raise BackupError("the database is not empty; restore into a new one")
    with tempfile.TemporaryDirectory() as workshop, tarfile.open(source) as archive:
        _unpack(archive, Path(workshop))
        say("Restoring the database")
        _run(
            "pg_restore", owner_dsn, "--no-owner", "--exit-on-error", "--single-transaction",
            str(Path(workshop) / _DUMP),
        )  # fmt: skip
        unpacked = Path(workshop) / _FILES
        if unpacked.is_dir():
            files_folder(settings).mkdir(mode=0o700, parents=True, exist_ok=True)
            for file in unpacked.iterdir():
                (files_folder(settings) / file.name).write_bytes(file.read_bytes())
        if manifest.has_key and not settings.key_file.exists():
            settings.key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(settings.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as key:
                key.write((Path(workshop) / _KEY).read_bytes())


def _run(program: str, dsn: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools; its first complaint becomes ours."""
    # Through the environment, since arguments are there for every user of the machine to read.
    parts = {name: str(value) for name, value in conninfo_to_dict(dsn).items() if value is not None}
    variables = {f"PG{name.upper()}": parts[key] for name, key in _VARIABLES.items() if key in parts}
    done = subprocess.run(  # noqa: S603 - a program of ours with arguments of ours
        [client_program(program), f"--dbname={parts['dbname']}", *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        complaint = (done.stderr.strip().splitlines() or ["it said nothing"])[0]
        raise BackupError(f"{program} failed: {complaint}")
