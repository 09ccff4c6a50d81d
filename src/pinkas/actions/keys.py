"""Knowing a program by its key: an opaque one that is the whole credential, or one that signs every call.

A signed call says its key, a nonce and a signature. The signature is over nonce, the business's number and key; the
nonce must be higher than every one before, which is settled in the database in one durable statement per call, together
with the window of the call's session. Making and revoking keys is `key_making`'s.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hmac
import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import structlog

from pinkas.actions.changeover import keep_currency
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.sessions import CACHE_FOR, FORGET_AFTER, check_pace
from pinkas.books.errors import SessionExpired, WrongCredentials
from pinkas.storage import directory, keys
from pinkas.storage.listening import Listener
from pinkas.storage.pool import DatabaseUnavailableError

_K = TypeVar("_K")
_V = TypeVar("_V")

_log = structlog.get_logger("pinkas.keys")

#: How long a session of a signed key lasts unused, unless the installation says otherwise.
SESSION_LIFETIME: Final = dt.timedelta(minutes=60)
_SWEEP_EVERY_S: Final = 60.0
_MOST_KNOWN: Final = 10_000
#: What may be a key: visible ASCII without the colon that ends a user name in HTTP Basic.
KEY_SHAPE: Final = re.compile(r"[!-9;-~]{8,200}")
_NONCE_SHAPE: Final = re.compile(r"[1-9][0-9]{0,17}")
_SESSION_SHAPE: Final = re.compile(r"[0-9a-f]{32}")


class KeySort(Enum):
    """What a key is: the whole credential, or the half that travels of one that signs."""

    OPAQUE = "opaque"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCall:
    """What a signed call says of itself, each as the text that came; `number` is the business's, where it was sent."""

    key: str
    nonce: str
    signature: str
    number: str | None = None


def signature_of(secret: str, key: str, nonce: str, number: str) -> str:
    """64 upper-case hex digits: HMAC-SHA256, under the secret's text, of nonce, number and key without separators."""
    return hmac.digest(secret.encode(), f"{nonce}{number}{key}".encode(), "sha256").hex().upper()


@dataclass(frozen=True, slots=True)
class _Known:
    """A key as this worker read it, under an epoch of its listener; the business's number, a signed key's secret."""

    serial: int
    sort: KeySort
    caller: Caller
    number: str
    secret: str | None = field(repr=False)
    read_at: dt.datetime
    epoch: int | None

    def has_signed(self, call: SignedCall) -> bool:
        """Whether the signature is this key's, for the number as it was sent."""
        if self.secret is None:
            return False
        expected = signature_of(self.secret, call.key, call.nonce, call.number or self.number)
        return hmac.compare_digest(expected.encode(), call.signature.upper().encode("utf-8", "replace"))


class Keys:
    """A worker's view of the keys: read through a short cache, which only holds while this worker hears of revocations.

    Wrong keys and signatures slow down the address they come from, except for keys it has lately shown to be good.
    """

    def __init__(self, desk: Desk, *, session_lifetime: dt.timedelta = SESSION_LIFETIME) -> None:
        self._desk = desk
        self._session_lifetime = session_lifetime
        self._listener = Listener(desk.store, keys.CHANNEL)
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        #: When an address last showed a key to be its own.
        self._proven: OrderedDict[tuple[bytes, str], dt.datetime] = OrderedDict()

    @property
    def listens(self) -> bool:
        """Whether revocations are heard; until they are, every opaque key is looked up."""
        return self._listener.epoch is not None

    # --- who calls --------------------------------------------------------------------------------------------------

    async def opaque(self, key: str, *, address: str) -> Caller | None:
        """Who holds this opaque key; None when nobody does, or it was revoked. Raises TooManyAttempts."""
        key_hash = self._hash(key)
        known = self._at_hand(key_hash, KeySort.OPAQUE, address)
        # Without somebody listening a revocation would not be heard: what is at hand is believed under its epoch only.
        if known is None or known.epoch is None or known.epoch != self._listener.epoch:
            known = await self._read(key_hash, KeySort.OPAQUE, address)
        if known is None:
            return None
        self._prove(key_hash, address)
        await keep_currency(self._desk, known.caller)
        return known.caller

    async def signed(self, call: SignedCall, session: str, *, address: str) -> Caller:
        """Who signed this call in this open session, whose window it restarts; one round-trip for a key at hand.

        Raises, in this order, WrongCredentials (key, signature, number or nonce; or TooManyAttempts) and SessionExpired
        (unknown, another key's, or unused too long). Only a correctly signed call uses up its nonce.
        """
        known = await self._signer(call, address)
        right_business = call.number in {None, "", known.number}
        session_hash = self._desk.keyring.token_hash(session) if _SESSION_SHAPE.fullmatch(session) else None
        now = self._desk.clock.now()
        taken, alive = await keys.use_nonce(
            self._desk.store,
            known.serial,
            int(call.nonce),
            session_hash if right_business else None,
            now,
            now - self._session_lifetime,
        )
        if not (taken and right_business):
            raise WrongCredentials
        if not alive:
            raise SessionExpired("the session has expired; open another")
        await keep_currency(self._desk, known.caller)
        return known.caller

    async def open_session(self, call: SignedCall, staff: str, *, address: str) -> str:
        """Open a session for the member of staff whose key signed the call: 32 lower-case hex digits.

        `staff` and the call's number are as they were sent, and must be the key's own. Raises WrongCredentials,
        TooManyAttempts.
        """
        known = await self._signer(call, address)
        now, store, keyring = self._desk.clock.now(), self._desk.store, self._desk.keyring
        session = secrets.token_hex(16)
        if (call.number, staff) != (known.number, str(known.caller.staff)):
            await keys.use_nonce(store, known.serial, int(call.nonce), None, now, now)
            raise WrongCredentials
        session_hash = keyring.token_hash(session)
        if not await keys.open_session(store, known.serial, int(call.nonce), session_hash, keyring.key_id, now):
            raise WrongCredentials
        return session

    async def _signer(self, call: SignedCall, address: str) -> _Known:
        """The signed key that signed the call. Raises WrongCredentials, TooManyAttempts."""
        key_hash = self._hash(call.key)
        # Whether it was revoked is seen again when the nonce is used up: what is at hand is good enough here.
        known = self._at_hand(key_hash, KeySort.SIGNED, address) or await self._read(key_hash, KeySort.SIGNED, address)
        if known is None or not _NONCE_SHAPE.fullmatch(call.nonce):
            raise WrongCredentials
        if not known.has_signed(call):
            await self._count(address)
            raise WrongCredentials
        self._prove(key_hash, address)
        return known

    # --- what is at hand ----------------------------------------------------------------------------------------------

    def _hash(self, key: str) -> bytes | None:
        """The keyed hash of a key; None of what can be no key."""
        return self._desk.keyring.token_hash(key) if KEY_SHAPE.fullmatch(key) else None

    def _subject(self, address: str) -> bytes:
        return self._desk.keyring.subject_hash(f"key address\0{address}")

    def _at_hand(self, key_hash: bytes | None, sort: KeySort, address: str) -> _Known | None:
        """The key, when it was read lately and the address has shown it to be its own."""
        if key_hash is None or not self._is_proven(key_hash, address):
            return None
        known, now = self._known.get(key_hash), self._desk.clock.now()
        if known is None or known.sort is not sort or not (now - CACHE_FOR < known.read_at <= now):
            return None
        return known

    def _is_proven(self, key_hash: bytes, address: str) -> bool:
        at = self._proven.get((key_hash, address))
        return at is not None and self._desk.clock.now() - at < FORGET_AFTER

    def _prove(self, key_hash: bytes | None, address: str) -> None:
        if key_hash is not None:
            self._proven[key_hash, address] = self._desk.clock.now()
            _bound(self._proven, (key_hash, address))

    async def _read(self, key_hash: bytes | None, sort: KeySort, address: str) -> _Known | None:
        """The key as it is kept; None when it or its member of staff is no longer good.

        Also None when there is none of this sort, which is counted against the address. Raises TooManyAttempts.
        """
        if key_hash is None:
            await self._count(address)
            return None
        epoch, now = self._listener.epoch, self._desk.clock.now()
        row, failed = await keys.find_key(self._desk.store, key_hash, self._subject(address))
        if not self._is_proven(key_hash, address):
            check_pace(failed, now)
        if row is None or row.sort != sort.value:
            await self._count(address)
            return None
        if not row.good:
            return None
        known = self._known[key_hash] = self._opened(row, now, epoch)
        _bound(self._known, key_hash)
        return known

    def _opened(self, row: keys.KeyRow, now: dt.datetime, epoch: int | None) -> _Known:
        caller = Caller(
            business=row.business_id,
            tax_number=row.tax_number,
            country=row.country,
            zone=ZoneInfo(row.zone),
            currency=row.currency,
            login=0,
            actor=row.name,
            operator=False,
            key=row.serial,
            staff=row.staff,
            role=row.role,
        )
        secret = None
        if row.sealed is not None:
            secret = self._desk.keyring.unseal(secret_place(row.serial), row.sealed).decode()
        return _Known(row.serial, KeySort(row.sort), caller, str(row.number or ""), secret, now, epoch)

    async def _count(self, address: str) -> None:
        """Count a failure of the address. Raises TooManyAttempts when the last one must still be waited for."""
        now, subject = self._desk.clock.now(), self._subject(address)
        check_pace(await directory.attempts(self._desk.store, [subject]), now)
        await directory.add_attempt(self._desk.store, [subject], now, now - FORGET_AFTER)

    # --- keeping ----------------------------------------------------------------------------------------------------

    async def keep(self) -> None:
        """Run until cancelled: listen for revocations, and sweep the sessions that are long over."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listener.keep())
            tasks.create_task(self._sweep())

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_EVERY_S)
            try:
                await keys.drop_old_sessions(self._desk.store, self._desk.clock.now() - 2 * self._session_lifetime)
            except DatabaseUnavailableError as error:
                _log.warning("sessions of keys not swept", reason=str(error))
            except Exception as error:  # noqa: BLE001 - nobody else would sweep for this worker's life
                _log.error("sessions of keys not swept", exc_info=error)


def secret_place(serial: int) -> str:
    """Where a signed key's secret is sealed for."""
    return f"api_key/sealed/{serial}"


def _bound(kept: OrderedDict[_K, _V], newest: _K) -> None:
    """Forget the oldest of too many."""
    kept.move_to_end(newest)
    while len(kept) > _MOST_KNOWN:
        kept.popitem(last=False)
