"""Logging in, and knowing the caller by a token: ten minutes, restarted by every call."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pinkas.actions.changeover import keep_currency
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.logbook import KEEP
from pinkas.actions.reports.limits import IDLE
from pinkas.books.errors import InvalidValue, TooManyAttempts, WrongCredentials
from pinkas.storage import directory, logbook, renderings
from pinkas.storage.pool import DatabaseUnavailableError

_log = structlog.get_logger("pinkas.sessions")

LIFETIME: Final = dt.timedelta(minutes=10)
#: How long a worker trusts what it read about a session.
CACHE_FOR: Final = dt.timedelta(seconds=5)
#: How often a worker writes back when sessions were used; their windows are exact after that.
WRITE_BACK_EVERY: Final = dt.timedelta(seconds=15)
_CACHE_SIZE: Final = 10_000
_TOKEN_BYTES: Final = 24
_KEEP_IDEMPOTENCY: Final = dt.timedelta(days=30)

#: Failures that cost nothing; each further one doubles the wait, up to a limit.
FREE_FAILURES: Final = 5
LONGEST_WAIT: Final = 300
FORGET_AFTER: Final = dt.timedelta(minutes=15)

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: Verified against when the user is unknown, so that both answers take the same time: the hash of random bytes that
#: nobody kept, made with the weights above.
_NOBODY: Final = "$argon2id$v=19$m=19456,t=2,p=1$+Ygv+1jFn/XUcRrm3ijx/w$j+VjaRigqktwQSoNE9XLG3rbQPzDzzZdbT/2+Eh5w2Y"
#: Hashing is heavy on purpose; two at a time leave the other work room.
_HASHING: Final = ThreadPoolExecutor(2, thread_name_prefix="argon2")


async def hash_password(password: str) -> str:
    """The argon2id hash under which a password is kept."""
    return await asyncio.get_running_loop().run_in_executor(_HASHING, _HASHER.hash, password)


async def log_in(
    desk: Desk, user: str, password: str, tax_number: str | None, *, business_id: str | None = None, address: str
) -> str:
    """A fresh token for a user and one business, named by tax number or else by id: 48 upper-case hex digits.

    Raises WrongCredentials, TooManyAttempts, or InvalidValue when the user must say which business.
    """
    now = desk.clock.now()
    subjects = [
        desk.keyring.subject_hash(f"user\0{directory.fold(user)}"),
        desk.keyring.subject_hash(f"address\0{address}"),
    ]
    check_pace(await directory.attempts(desk.store, subjects), now)
    login = await directory.login(desk.store, user)
    verified = await _verify(_NOBODY if login is None else login.password_hash, password)
    business = None
    if login is not None and verified:
        business = await _choose_business(desk, login, tax_number, business_id)
    if login is None or business is None:
        await directory.add_attempt(desk.store, subjects, now, now - FORGET_AFTER)
        raise WrongCredentials
    # Only the user's own slate: a good login must not pardon an address that is guessing at others.
    await directory.forget_attempts(desk.store, subjects[:1])
    token = secrets.token_hex(_TOKEN_BYTES).upper()
    await directory.add_session(
        desk.store, desk.keyring.token_hash(token), desk.keyring.key_id, login.login_id, business, now
    )
    return token


def check_pace(attempts: list[tuple[int, dt.datetime]], now: dt.datetime) -> None:
    """Raise TooManyAttempts when one of the (failures, last at) must still be waited for."""
    for failures, last_at in attempts:
        if failures < FREE_FAILURES or now - last_at >= FORGET_AFTER:
            continue
        wait = min(2 ** (failures - FREE_FAILURES), LONGEST_WAIT)
        left = (last_at + dt.timedelta(seconds=wait) - now).total_seconds()
        if left > 0:
            raise TooManyAttempts(int(left) + 1)


async def _verify(password_hash: str, password: str) -> bool:
    def check() -> bool:
        try:
            return _HASHER.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    return await asyncio.get_running_loop().run_in_executor(_HASHING, check)


async def _choose_business(
    desk: Desk, login: directory.LoginRow, tax_number: str | None, business_id: str | None
) -> int | None:
    """The business the user names and may enter; their only one when they name none."""
    if tax_number:
        business = await directory.business_by_tax_number(desk.store, [tax_number, tax_number.zfill(9)])
    elif business_id:
        business = await directory.business_by_id(desk.store, business_id)
    elif len(login.businesses) == 1:
        business = login.businesses[0]
    else:
        raise InvalidValue("tax_number", "must say which: this user has several businesses")
    if business is not None and (login.operator or business in login.businesses):
        return business
    return None


@dataclass(slots=True)
class _Known:
    caller: Caller
    used_at: dt.datetime
    read_at: dt.datetime


class Sessions:
    """A worker's view of the sessions: read through a short cache, windows written back lazily."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._used: dict[bytes, dt.datetime] = {}

    async def caller(self, token: str) -> Caller | None:
        """Who holds this token; None when it is unknown or ten minutes unused. The call restarts its window."""
        now = self._desk.clock.now()
        token_hash = self._desk.keyring.token_hash(token)
        known = self._known.get(token_hash)
        if known is None or not (now - CACHE_FOR < known.read_at <= now):
            known = await self._read(token_hash, now)
        if known is None or now - known.used_at >= LIFETIME:
            self._known.pop(token_hash, None)
            return None
        known.used_at = max(known.used_at, now)
        self._used[token_hash] = known.used_at
        await keep_currency(self._desk, known.caller)
        return known.caller

    async def _read(self, token_hash: bytes, now: dt.datetime) -> _Known | None:
        row = await directory.session(self._desk.store, token_hash)
        if row is None:
            return None
        caller = Caller(
            business=row.business_id,
            tax_number=row.tax_number,
            country=row.country,
            zone=ZoneInfo(row.zone),
            currency=row.currency,
            login=row.login_id,
            actor=row.name,
            operator=row.operator,
        )
        # What this worker saw itself and has not written back yet counts too.
        used_at = max(row.used_at, self._used.get(token_hash, row.used_at))
        known = self._known[token_hash] = _Known(caller, used_at, now)
        self._known.move_to_end(token_hash)
        while len(self._known) > _CACHE_SIZE:
            self._known.popitem(last=False)
        return known

    async def write_back(self) -> None:
        """Write the windows used since the last time."""
        used, self._used = self._used, {}
        try:
            if used:
                await directory.touch_sessions(self._desk.store, used)
        except BaseException:
            self._used = {**used, **self._used}
            raise

    async def keep(self) -> None:
        """Run until cancelled: write back, and sweep what is long over. A last write-back ends it.

        What goes wrong is logged and tried again the next time: the windows are exact as long as somebody writes them.
        """
        try:
            while True:
                await asyncio.sleep(WRITE_BACK_EVERY.total_seconds())
                try:
                    await self.write_back()
                    now = self._desk.clock.now()
                    await directory.drop_stale(self._desk.store, now - 2 * LIFETIME, now - _KEEP_IDEMPOTENCY)
                    await logbook.prune(self._desk.store, now - KEEP)
                    await renderings.drop_idle(self._desk.store, now - IDLE)
                except DatabaseUnavailableError as error:
                    _log.warning("sessions not written back", reason=str(error))
                except Exception as error:  # noqa: BLE001 - nobody else would write them for this worker's life
                    _log.error("sessions not written back", exc_info=error)
        finally:
            await self.write_back()
