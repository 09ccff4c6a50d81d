"""Charges in the database: what charging is decided on, charges as they stand, what the built-in gateway remembers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec

from pinkas.books.charge import ChargeState, Credit, Witness, reference_of
from pinkas.storage.decisions import ONCE_SQL, ReplayFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_RAW: Final = queries("charges")
_SQL: Final = {
    name: text.replace("{stored}", _RAW["stored"]).replace("{once}", ONCE_SQL) for name, text in _RAW.items()
}


class StoredCharge(msgspec.Struct, frozen=True):
    """A charge as it stands; `contact` and `refunds` are keys, `amount` is in units of `currency`.

    `reference`, `code` and `message` are the gateway's; `learnt` counts the outcomes written, the last being this one.
    """

    serial: int
    key: str
    uuid: UUID
    gateway: str
    contact: str | None
    contact_serial: int | None
    last_four: str | None
    amount: Decimal
    currency: str
    credit: Credit
    payments: int
    is_refund: bool
    refunds: str | None
    learnt: int
    state: ChargeState
    witness: Witness | None
    reference: str | None
    code: str | None
    message: str | None
    intended_at: dt.datetime
    intended_by: str
    ended_at: dt.datetime | None
    ended_by: str | None

    @property
    def own_reference(self) -> str:
        """Ours, under which the gateway knows it."""
        return reference_of(self.uuid)


class Refundable(StoredCharge, frozen=True):
    """A charge, and what of it may still be given back."""

    refundable: Decimal


class Facts(msgspec.Struct, frozen=True):
    """An earlier request under the idempotency key, and the charge under the key named."""

    once: ReplayFacts | None
    existing: StoredCharge | None


_DECODE: Final = msgspec.json.Decoder(StoredCharge)
_DECODE_FACTS: Final = msgspec.json.Decoder(Facts)
_DECODE_REFUNDABLE: Final = msgspec.json.Decoder(Refundable)


async def facts(store: Store, business: int, *, once: tuple[str, str] | None, key: str | None) -> Facts:
    """What charging is decided on; `once` is (credential, key)."""
    credential, once_key = once or (None, None)
    return _DECODE_FACTS.decode(await store.value(_SQL["facts"], business, credential, once_key, key))


async def by_serial(store: Store, business: int, serial: int) -> StoredCharge | None:
    """The charge with this serial."""
    text = await store.value(_SQL["by_serial"], business, serial)
    return None if text is None else _DECODE.decode(text)


async def by_key(store: Store, business: int, key: str) -> StoredCharge | None:
    """The charge under this key."""
    text = await store.value(_SQL["by_key"], business, key)
    return None if text is None else _DECODE.decode(text)


async def refundable(store: Store, business: int, reference: str) -> Refundable | None:
    """The newest charge that its gateway calls so."""
    text = await store.value(_SQL["refundable"], business, reference)
    return None if text is None else _DECODE_REFUNDABLE.decode(text)


async def page(
    store: Store, business: int, *, offset: int, limit: int, only_open: bool = False
) -> tuple[int, list[StoredCharge]]:
    """How many charges there are (of which something is still to be learnt), and those of one page, oldest first."""
    row = await store.row(_SQL["page_of_open" if only_open else "page"], business, offset, limit)
    return (0, []) if row is None else (row["total"], [_DECODE.decode(text) for text in row["rows"]])


async def open_ones(store: Store, after: tuple[int, int], *, before: dt.datetime, limit: int) -> list[tuple[int, int]]:
    """(business, serial) of charges intended before an instant of which something is still to be learnt."""
    rows = await store.rows(_SQL["open_ones"], *after, before, limit)
    return [(row["business_id"], row["charge_serial"]) for row in rows]


class SandboxMemory:
    """What the built-in gateway remembers of one business's charges, for every worker."""

    def __init__(self, store: Store, business: int) -> None:
        self._store = store
        self._business = business

    async def remember(self, reference: str, answer: str) -> None:
        """Keep an answer under a reference; the first one stays."""
        await self._store.execute(_SQL["remember"], self._business, reference, answer)

    async def recall(self, reference: str) -> str | None:
        """The answer kept under a reference."""
        answer: str | None = await self._store.value(_SQL["recall"], self._business, reference)
        return answer
