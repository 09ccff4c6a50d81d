"""`pinkas doctor`: what an operator would check by hand, one line each."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import psycopg

from pinkas.actions.ports import SigningFailed, UnusableCertificate
from pinkas.paper import Letterhead, Sheet, SheetKind, SheetTotals, render
from pinkas.shell.config import Settings
from pinkas.shell.database import Database
from pinkas.storage.keyring import open_keyring
from pinkas.storage.migrate import HEAD, current_revision

_LEAST_FREE: Final = 1_000_000_000
_SOON: Final = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, and what was seen."""

    name: str
    well: bool
    seen: str


def examine(settings: Settings, found: Database) -> list[Check]:
    """Look at everything; a check that fails to run is a problem by itself."""
    checks: list[tuple[str, Callable[[], Check]]] = [
        ("master key", lambda: _key(settings, found)),
        ("schema", lambda: _schema(found)),
        ("database", lambda: _database(found)),
        ("serving role", lambda: _role(found)),
        ("disk", lambda: _disk(settings)),
        ("paper", _paper),
    ]
    if settings.sign_certificate is not None or settings.sign_pkcs11_library is not None:
        checks.append(("signature", lambda: look_at_signature(settings)))
    return [_safely(name, check) for name, check in checks]


def _safely(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - the doctor reports, whatever it meets
        return Check(name, well=False, seen=f"could not be looked at: {type(error).__name__}: {error}".splitlines()[0])


def _key(settings: Settings, found: Database) -> Check:
    keyring = open_keyring(settings.key_file, create=False)
    mode = stat.S_IMODE(settings.key_file.stat().st_mode)
    with psycopg.connect(found.owner_dsn) as owner:
        known = [row[0] for row in owner.execute("select key_id from directory.master_key").fetchall()]
    if mode & 0o077:
        return Check("master key", well=False, seen=f"others may read {settings.key_file}; make its mode 600")
    if keyring.key_id not in known:
        return Check("master key", well=False, seen=f"id {keyring.key_id} is not the one the books know")
    return Check("master key", well=True, seen=f"id {keyring.key_id}, {settings.key_file}")


def _schema(found: Database) -> Check:
    revision = current_revision(found.owner_dsn)
    return Check("schema", well=revision == HEAD, seen=f"revision {revision}, this Pinkas speaks {HEAD}")


def _database(found: Database) -> Check:
    with psycopg.connect(found.owner_dsn) as owner:
        version = owner.info.server_version
        settings = {
            name: (owner.execute("select current_setting(%s)", (name,)).fetchone() or ("",))[0]
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        }
    careless = [name for name, value in settings.items() if value != "on"]
    seen = f"PostgreSQL {version // 10000}.{version % 10000}"
    if careless:
        return Check("database", well=False, seen=f"{seen} may lose acknowledged writes: {', '.join(careless)} is off")
    return Check("database", well=True, seen=f"{seen}, durable")


def _role(found: Database) -> Check:
    with psycopg.connect(found.owner_dsn) as owner:
        row = owner.execute(
            "select rolsuper or rolcreatedb or rolcreaterole or rolbypassrls, has_table_privilege("
            "'pinkas_server', 'books.posting', 'update') or has_table_privilege("
            "'pinkas_server', 'books.daybook', 'delete') from pg_roles where rolname = 'pinkas_server'"
        ).fetchone()
    well = row is not None and not row[0] and not row[1]
    return Check("serving role", well=well, seen="restricted" if well else "pinkas_server may do more than it should")


def _disk(settings: Settings) -> Check:
    free = shutil.disk_usage(settings.data).free
    return Check("disk", well=free >= _LEAST_FREE, seen=f"{free / 1e9:.1f} GB free in {settings.data}")


def _paper() -> Check:
    sheet = Sheet(
        kind=SheetKind.TAX_INVOICE,
        number="98/1",
        date=dt.date(2026, 1, 1),
        state="draft",
        issuer=Letterhead(name="בדיקה", registration="licensed_dealer", tax_number="000000018"),
        totals=SheetTotals(currency="₪", total=Decimal(1)),
    )
    pdf = render(sheet, "he")
    return Check("paper", well=pdf.startswith(b"%PDF"), seen=f"a page of {len(pdf)} bytes")


def look_at_signature(settings: Settings) -> Check:
    """The installation's certificate opens, and is valid for another month at least."""
    try:
        signer = asyncio.run(settings.signing_road.open().installed())
    except UnusableCertificate as error:
        part = "its password" if error.part == "password" else "the certificate"
        return Check("signature", well=False, seen=f"nothing can be signed: {part} {error.reason}")
    except SigningFailed as error:
        return Check("signature", well=False, seen=f"nothing can be signed: {error}")
    if signer is None:
        return Check("signature", well=True, seen="none is set")
    now, certificate = dt.datetime.now(dt.UTC), signer.certificate
    if reason := certificate.unusable_at(now):
        return Check("signature", well=False, seen=f"nothing can be signed: the certificate {reason}")
    soon = certificate.valid_until - now < _SOON
    seen = f"{certificate.subject}, valid until {certificate.valid_until:%Y-%m-%d}"
    return Check("signature", well=not soon, seen=seen + (": renew it" if soon else ""))
