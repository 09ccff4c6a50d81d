"""Who may enter: logins, memberships, sessions, failed attempts, and the opening of a business."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pinkas.storage.pool import Store, encode
from pinkas.storage.queries import queries

_SQL: Final = queries("directory")
#: Digits of a bigint.
_LONGEST_ID: Final = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRow:
    """A login and the businesses it is a member of."""

    login_id: int
    name: str
    password_hash: str
    operator: bool
    businesses: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A session with what a caller is made of."""

    login_id: int
    name: str
    operator: bool
    used_at: dt.datetime
    business_id: int
    tax_number: str
    country: str
    zone: str
    currency: str


def fold(name: str) -> str:
    """The form under which user names are unique: case and outer blanks do not count."""
    return name.strip().casefold()


async def login(store: Store, name: str) -> LoginRow | None:
    """The login of this name."""
    row = await store.row(_SQL["login"], fold(name))
    return None if row is None else LoginRow(**{**row, "businesses": tuple(row["businesses"])})


async def business_by_tax_number(store: Store, candidates: Sequence[str]) -> int | None:
    """The business with one of these tax numbers, its own or an alias."""
    found = await store.value(_SQL["business_by_tax_number"], list(candidates))
    return None if found is None else int(found)


async def business_by_id(store: Store, business: str) -> int | None:
    """The business with this id, written as its documents write it."""
    number = int(business) if business.isascii() and business.isdecimal() and len(business) < _LONGEST_ID else None
    found = None if number is None else await store.value(_SQL["business_by_id"], number)
    return None if found is None else int(found)


async def session(store: Store, token_hash: bytes) -> SessionRow | None:
    """The session of a token's keyed hash."""
    row = await store.row(_SQL["session"], token_hash)
    return None if row is None else SessionRow(**row)


async def add_session(
    store: Store, token_hash: bytes, key_id: str, login_id: int, business: int, now: dt.datetime
) -> None:
    """Open a session."""
    await store.execute(_SQL["add_session"], token_hash, key_id, login_id, business, now)


async def touch_sessions(store: Store, used: Mapping[bytes, dt.datetime]) -> None:
    """Write back when sessions were last used."""
    await store.execute(_SQL["touch_sessions"], list(used), list(used.values()))


async def drop_stale(store: Store, sessions_before: dt.datetime, idempotency_before: dt.datetime) -> None:
    """Forget sessions unused since, and idempotency keys older than, the given instants."""
    await store.execute(_SQL["drop_old_sessions"], sessions_before)
    await store.execute(_SQL["drop_old_idempotency"], idempotency_before)


async def attempts(store: Store, subjects: Sequence[bytes]) -> list[tuple[int, dt.datetime]]:
    """(failures, last at) of each subject that failed lately."""
    rows = await store.rows(_SQL["attempts"], list(subjects))
    return [(row["failures"], row["last_at"]) for row in rows]


async def add_attempt(store: Store, subjects: Sequence[bytes], now: dt.datetime, forget_before: dt.datetime) -> None:
    """Count a failure; the count starts anew when the last one was before `forget_before`."""
    await store.execute(_SQL["add_attempt"], list(subjects), now, forget_before)


async def forget_attempts(store: Store, subjects: Sequence[bytes]) -> None:
    """A success wipes the slate."""
    await store.execute(_SQL["forget_attempts"], list(subjects))


async def add_login(
    store: Store, name: str, password_hash: str, businesses: Sequence[int], *, operator: bool, now: dt.datetime
) -> int:
    """Add a login with its memberships, in one transaction."""
    async with store.transaction() as connection:
        login_id = await connection.fetchval(_SQL["add_login"], name, fold(name), password_hash, operator, now)
        for business in businesses:
            await connection.execute(_SQL["add_membership"], login_id, business)
    return int(login_id)


async def open_business(store: Store, item: Mapping[str, Any]) -> int:
    """Open a business; see the function's own comment for the item."""
    return int(await store.value(_SQL["open_business"], encode(item)))


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessRow:
    """A business as the directory lists it."""

    business_id: int
    tax_number: str
    country: str
    zone: str
    currency: str
    legal_name: str


async def businesses(store: Store) -> list[BusinessRow]:
    """Every business of this installation."""
    return [BusinessRow(**row) for row in await store.rows(_SQL["businesses"])]


async def business_by_name(store: Store, name: str) -> BusinessRow | None:
    """The business that an id, a uuid or a tax number names."""
    number = int(name) if name.isascii() and name.isdecimal() and len(name) < _LONGEST_ID else None
    try:
        uuid = UUID(name)
    except ValueError:
        uuid = None
    row = await store.row(_SQL["business_by_name"], number, uuid, [name, name.zfill(9)])
    return None if row is None else BusinessRow(**row)


async def master_keys(store: Store) -> list[str]:
    """Ids of the master keys this database was written with, oldest first."""
    return [row["key_id"] for row in await store.rows(_SQL["master_keys"])]


async def add_master_key(store: Store, key_id: str, now: dt.datetime) -> None:
    """Remember that this database is written with this key."""
    await store.execute(_SQL["add_master_key"], key_id, now)
