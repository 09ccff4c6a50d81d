"""Making, listing and revoking the keys of programs. What a key is, and who holds one, is `keys`'."""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass, field
from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.keys import KEY_SHAPE, KeySort, secret_place
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.storage import keys
from pinkas.storage.keys import KeyTakenError, ListedKey, NewKey, NumberTakenError

#: The first number that a business is given which was not told another.
FIRST_NUMBER: Final = 10_001
LARGEST_NUMBER: Final = 999_999_999
_LENGTH: Final = 32
_ALPHABET: Final = string.ascii_lowercase + string.digits
_PAIR_SHAPE: Final = re.compile(rf"[a-z0-9]{{{_LENGTH}}}")
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenKey:
    """A key that another system made, or that a demo is known by; `secret` is a signed one's."""

    key: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeKey:
    """A key as it is told once and never again; `number` is what its business is called by, where it has a number."""

    serial: int
    sort: KeySort
    name: str
    key: str = field(repr=False)
    secret: str | None = field(repr=False)
    staff: int | None
    number: int | None


async def add_key(
    desk: Desk,
    caller: Caller,
    sort: KeySort,
    *,
    name: str | None = None,
    staff: int | None = None,
    number: int | None = None,
    given: GivenKey | None = None,
) -> MadeKey:
    """Make a key for the caller's business, or keep a given one.

    `staff` is the serial of who it acts as, which a signed key must say. `number` is what the business is to be called
    by: a signed key's is given the next free one when none is said and it has none. Raises InvalidValue, UnknownRecord.
    """
    said = _checked(sort, given or _fresh(sort))
    if number is not None and not 1 <= number <= LARGEST_NUMBER:
        raise InvalidValue("number", f"must be between 1 and {LARGEST_NUMBER}")
    if staff is None and sort is KeySort.SIGNED:
        raise InvalidValue("staff", "must be said: a key that signs acts as a member of staff")
    if staff is not None and not await keys.staff_exists(desk.store, caller.business, staff):
        raise UnknownRecord("member of staff", str(staff))
    if name is not None and not (name.strip() and name.isprintable() and len(name) <= _LONGEST_NAME):
        raise InvalidValue("name", f"must be up to {_LONGEST_NAME} characters on one line")

    def make(serial: int) -> NewKey:
        return _to_keep(desk, serial, sort, said, staff=staff, name=name or _name_of(serial))

    allot_from = FIRST_NUMBER if sort is KeySort.SIGNED else None
    try:
        serial, called = await keys.add_key(desk.store, caller.business, make, number=number, allot_from=allot_from)
    except KeyTakenError:
        raise InvalidValue("key", "is somebody's already") from None
    except NumberTakenError as error:
        whose = "is another business's" if error.held is None else f"cannot change: it is {error.held}"
        raise InvalidValue("number", whose) from None
    return MadeKey(
        serial=serial, sort=sort, name=name or _name_of(serial), key=said.key, secret=said.secret, staff=staff,
        number=called,
    )  # fmt: skip


def _to_keep(desk: Desk, serial: int, sort: KeySort, said: GivenKey, *, staff: int | None, name: str) -> NewKey:
    return NewKey(
        serial=serial,
        sort=sort.value,
        key_hash=desk.keyring.token_hash(said.key),
        key_id=desk.keyring.key_id,
        sealed=None if said.secret is None else desk.keyring.seal(secret_place(serial), said.secret.encode()),
        staff=staff,
        name=name,
        recorded_at=desk.clock.now(),
    )


def _name_of(serial: int) -> str:
    return f"key {serial}"


async def list_keys(desk: Desk, caller: Caller) -> list[ListedKey]:
    """Every key of the caller's business, the revoked ones too, in the order they were made."""
    return await keys.keys_of(desk.store, caller.business)


async def revoke_key(desk: Desk, caller: Caller, serial: int) -> None:
    """Revoke a key of the caller's business; every worker refuses it from now on. Its sessions end.

    Raises UnknownRecord when there is none, or it was revoked before.
    """
    if not await keys.revoke_key(desk.store, caller.business, serial, desk.clock.now()):
        raise UnknownRecord("key to revoke", str(serial))


def _fresh(sort: KeySort) -> GivenKey:
    return GivenKey(key=_random(), secret=_random() if sort is KeySort.SIGNED else None)


def _random() -> str:
    """Of 165 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def _checked(sort: KeySort, given: GivenKey) -> GivenKey:
    if sort is KeySort.OPAQUE:
        if given.secret is not None:
            raise InvalidValue("secret", "belongs to keys that sign")
        if not KEY_SHAPE.fullmatch(given.key):
            raise InvalidValue("key", "must be 8 to 200 visible ASCII characters, none of them a colon")
        return given
    for name, text in (("key", given.key), ("secret", given.secret)):
        if text is None or not _PAIR_SHAPE.fullmatch(text):
            raise InvalidValue(name, f"must be {_LENGTH} lower-case letters and digits")
    return given
