"""Keys of programs: what is kept of them, their nonces and sessions, and the word that one was revoked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("keys")
#: Where it is said that a key was revoked.
CHANNEL: Final = "pinkas_keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A key with what a caller is made of; `number` is the business's, where it has one.

    `good`: neither was it revoked nor is the member of staff it acts as no longer active; `role` is theirs.
    """

    serial: int
    sort: str
    staff: int | None
    name: str
    sealed: bytes | None
    good: bool
    role: str | None
    business_id: int
    tax_number: str
    country: str
    zone: str
    currency: str
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key about to be kept: the hash of what travels, and the secret sealed for its row."""

    serial: int
    sort: str
    key_hash: bytes
    key_id: str
    sealed: bytes | None
    staff: int | None
    name: str
    recorded_at: dt.datetime


class NumberTakenError(Exception):
    """The business has another number already (`held`), or another business has this one (None)."""

    def __init__(self, held: int | None) -> None:
        super().__init__("the number is taken")
        self.held = held


class KeyTakenError(Exception):
    """Somebody has this very key already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedKey:
    """A key as it is listed: nothing of what it is kept as."""

    serial: int
    sort: str
    staff: int | None
    name: str
    recorded_at: dt.datetime
    revoked_at: dt.datetime | None
    number: int | None


async def find_key(
    store: Store, key_hash: bytes, subject: bytes
) -> tuple[KeyRow | None, list[tuple[int, dt.datetime]]]:
    """The key of this hash, and (failures, last at) of the subject that shows it, if it failed lately."""
    found = dict(await store.row(_SQL["find_key"], key_hash, subject))
    failures, last_at = found.pop("failures"), found.pop("last_at")
    return None if found["serial"] is None else KeyRow(**found), [] if last_at is None else [(failures, last_at)]


async def use_nonce(
    store: Store, serial: int, nonce: int, session_hash: bytes | None, now: dt.datetime, since: dt.datetime
) -> tuple[bool, bool]:
    """Durably, in one statement: whether the nonce was the key's highest yet, and its session used after `since`.

    A nonce of a revoked key is never taken, and without its nonce no session's window moves.
    """
    row = await store.row(_SQL["use_nonce"], serial, nonce, session_hash, now, since)
    return row["taken"], row["alive"]


async def open_session(
    store: Store, serial: int, nonce: int, session_hash: bytes, key_id: str, now: dt.datetime
) -> bool:
    """Durably, in one statement: use up the nonce and open the session; False when the nonce was not good."""
    return await store.value(_SQL["open_session"], serial, nonce, session_hash, key_id, now) is not None


async def drop_old_sessions(store: Store, before: dt.datetime) -> None:
    """Forget the sessions unused since."""
    await store.execute(_SQL["drop_old_sessions"], before)


async def add_key(
    store: Store, business: int, make: Callable[[int], NewKey], *, number: int | None, allot_from: int | None
) -> tuple[int, int | None]:
    """Keep the key that `make` makes for its serial, in one transaction; the serial, the business's number afterwards.

    With `allot_from` it has one: its own, or `number`, or the next free one from there on. Raises NumberTakenError,
    KeyTakenError.
    """
    async with store.transaction() as connection:
        await connection.execute(_SQL["lock_numbers"])
        held: int | None = await connection.fetchval(_SQL["number_of_business"], business)
        if number is not None:
            owner = await connection.fetchval(_SQL["business_of_number"], number)
            if held not in {None, number} or owner not in {None, business}:
                raise NumberTakenError(held)
        if held is None and (number or allot_from):
            held = number or await connection.fetchval(_SQL["next_number"], allot_from)
            await connection.execute(_SQL["add_number"], business, held)
        new = make(await connection.fetchval(_SQL["next_serial"]))
        kept = await connection.fetchval(
            _SQL["add_key"], new.serial, new.sort, new.key_hash, new.key_id, new.sealed, business, new.staff, new.name,
            new.recorded_at,
        )  # fmt: skip
        if kept is None:
            raise KeyTakenError
    return new.serial, held


async def keys_of(store: Store, business: int) -> list[ListedKey]:
    """Every key of a business, the revoked ones too, in the order they were made."""
    return [ListedKey(**row) for row in await store.rows(_SQL["keys"], business)]


async def revoke_key(store: Store, business: int, serial: int, now: dt.datetime) -> bool:
    """Revoke a key, end its sessions and tell whoever listens, in one commit; False when there was none to revoke."""
    return await store.row(_SQL["revoke_key"], business, serial, now) is not None


async def staff_exists(store: Store, business: int, serial: int) -> bool:
    """Whether the business has this member of staff."""
    return bool(await store.value(_SQL["staff_exists"], business, serial))
