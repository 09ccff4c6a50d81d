"""What every verb works with: the desk (store, clock, keys, mail, memory) and the caller (whose books, for whom)."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Self, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import uuid6

from pinkas.actions.familiar import Familiar
from pinkas.actions.ports import Clock, Mailer, NoSignatures, NoTaxAuthority, Signatures, TaxAuthority
from pinkas.actions.ports.cards import Gateways, NoGateways
from pinkas.actions.ports.fiscal import FiscalDevice, NoFiscalDevice
from pinkas.actions.ports.fiscal_service import FiscalService, NoFiscalService
from pinkas.actions.throttle import Throttle
from pinkas.actions.turns import Turns
from pinkas.books.currency import book_currency
from pinkas.books.errors import IdempotencyConflict
from pinkas.storage.decisions import ReplayFacts
from pinkas.storage.keyring import Keyring
from pinkas.storage.pool import Store

T = TypeVar("T")

#: A decision whose facts changed under it is taken again at most this often.
STALE_RETRIES: Final = 5
#: What is waited before the second try, at most; each further one may wait twice as long, up to the longest.
_FIRST_PAUSE_S: Final = 0.004
_LONGEST_PAUSE_S: Final = 0.064


@dataclass(frozen=True, slots=True)
class Desk:
    """Store, clock, keys, mail, and what this worker remembers of the books."""

    store: Store
    clock: Clock
    keyring: Keyring
    mailer: Mailer
    familiar: Familiar = field(default_factory=Familiar)
    gateways: Gateways = field(default_factory=NoGateways)
    signatures: Signatures = field(default_factory=NoSignatures)
    throttle: Throttle | None = None
    authority: TaxAuthority = field(default_factory=NoTaxAuthority)
    #: Who records sales where the law wants a device or a service to.
    fiscal: FiscalDevice = field(default_factory=NoFiscalDevice)
    #: Where sales are told to a tax administration's service.
    fiscal_service: FiscalService = field(default_factory=NoFiscalService)
    #: Who may refresh the authority's token.
    turns: Turns = field(default_factory=Turns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whose books, and on whose behalf. `credential` is what a right to repeat is bound to.

    Who logged in has a `login`; a program has 0 there and a `key`, and is the member of staff it acts as, if any.
    """

    business: int
    tax_number: str
    country: str
    zone: ZoneInfo
    currency: str
    login: int
    actor: str
    operator: bool
    #: Serials of a program's key, and of the member of staff it acts as; whose role is `user`, `admin` or `auditor`.
    key: int | None = None
    staff: int | None = None
    role: str | None = None

    @property
    def credential(self) -> str:
        """The name under which idempotency keys and hand-outs are kept."""
        return f"login:{self.login}" if self.key is None else f"key:{self.key}"

    def currency_on(self, day: dt.date) -> str:
        """The currency the books are kept in on a day; `currency` is today's, and for ever after."""
        return book_currency(self.country, self.currency, day)

    def today(self, clock: Clock) -> dt.date:
        """Today in the business's zone."""
        return clock.now().astimezone(self.zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """An Idempotency-Key with the request it came with; `status` is what the first answer said."""

    key: str
    route: str
    body_hash: bytes
    status: int

    def replays(self, seen: ReplayFacts | None) -> bool:
        """Whether `seen` is this very request. Raises IdempotencyConflict when it is another under the same key."""
        if seen is None:
            return False
        if seen.route != self.route or seen.body_hash != self.body_hash.hex():
            raise IdempotencyConflict
        return True


@dataclass(frozen=True, slots=True)
class Saved(Generic[T]):
    """What a write left behind."""

    record: T
    created: bool = False
    replayed: bool = False


class Tries:
    """The tries of a decision, numbered from 0: `async for _ in Tries():`. Whoever comes out at its end met Contention.

    The first is taken at once. Before each further one is a random pause: callers who write one record at the same time
    would else read, decide and be refused in step, until most of them gave up.
    """

    __slots__ = ("_most", "_next")

    def __init__(self, more: int = 0) -> None:
        self._next, self._most = 0, 1 + STALE_RETRIES + more

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> int:
        number, self._next = self._next, self._next + 1
        if number >= self._most:
            raise StopAsyncIteration
        if number:
            longest = min(_FIRST_PAUSE_S * 2 ** (number - 1), _LONGEST_PAUSE_S)
            await asyncio.sleep(random.uniform(0, longest))  # noqa: S311 - no secret
        return number


def new_uuid() -> UUID:
    """A fresh version 7 uuid."""
    return UUID(bytes=uuid6.uuid7().bytes)


def write_item(
    caller: Caller,
    verb: str,
    now: dt.datetime,
    content: bytes,
    *,
    once: Once | None,
    expect: list[dict[str, Any]],
    **parts: object,
) -> Mapping[str, Any]:
    """The frame of an item for a write function, with the verb's own parts."""
    return {
        "business": caller.business,
        "actor": caller.actor,
        "verb": verb,
        "recorded_at": now,
        "content": content.hex(),
        "once": None
        if once is None
        else {
            "credential": caller.credential,
            "key": once.key,
            "route": once.route,
            "body_hash": once.body_hash.hex(),
            "status": once.status,
        },
        "expect": expect,
        **parts,
    }


def once_name(caller: Caller, once: Once | None) -> tuple[str, str] | None:
    """How a request's idempotency key is looked up."""
    return None if once is None else (caller.credential, once.key)


def check_outcome(outcome: str) -> bool:
    """True to go on, False to decide again. Raises IdempotencyConflict."""
    if outcome == "conflict":
        raise IdempotencyConflict
    return outcome in {"done", "replayed"}
