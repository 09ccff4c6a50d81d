"""Deposits in the database: reads that cost one round-trip, with the versions the write re-checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec

from pinkas.books.deposit import Deposit, HeldLine
from pinkas.books.entry import Entry
from pinkas.storage.decisions import ONCE_SQL, SETTINGS_SQL, ReplayFacts, SettingsFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("deposits")


def _filled(name: str) -> str:
    return _SQL[name].replace("{once}", ONCE_SQL).replace("{settings}", SETTINGS_SQL)


_FACTS: Final = _filled("facts")
_CANCEL_FACTS: Final = _filled("cancel_facts")


class StoredDeposit(msgspec.Struct, frozen=True, kw_only=True):
    """A deposit with when it was made and posted, and when cancelled if it was; `lines` are the till's, by uuid."""

    serial: int
    key: str
    uuid: UUID
    recorded_at: dt.datetime
    recorded_by: str
    posting_date: dt.date
    deposit: Deposit
    #: The serial of the voucher that reversed it, and that one's date.
    cancelled_by: int | None
    cancelled_on: dt.date | None
    cancelled_at: dt.datetime | None
    canceller: str | None
    lines: tuple[UUID, ...]


class Facts(msgspec.Struct, frozen=True):
    """What making a deposit is decided on. `cash` is what lies in the till in cash, `lines` those that are known."""

    once: ReplayFacts | None
    settings: SettingsFacts
    cash: Decimal
    lines: tuple[HeldLine, ...]


class DepositedLine(msgspec.Struct, frozen=True):
    """A line of a deposit as it stands: how much of it live deposits took, and whether its cheque bounced since."""

    serial: int
    deposited: Decimal
    bounced: bool


class CancelFacts(msgspec.Struct, frozen=True):
    """What cancelling a deposit is decided on; `serial`, `voucher` and `entry` are None when there is none."""

    once: ReplayFacts | None
    settings: SettingsFacts
    serial: int | None
    voucher: int | None
    entry: Entry | None
    lines: tuple[DepositedLine, ...]


_DECODE: Final = msgspec.json.Decoder(StoredDeposit)
_DECODE_FACTS: Final = msgspec.json.Decoder(Facts)
_DECODE_CANCEL: Final = msgspec.json.Decoder(CancelFacts)


@cache
def _one_sql(by: str) -> str:
    return _SQL["stored"].replace("{from}", _SQL["one"].replace("{by}", by))


async def by_key(store: Store, business: int, key: str) -> StoredDeposit | None:
    """The deposit under this key."""
    return _one(await store.value(_one_sql("key"), business, key))


async def by_serial(store: Store, business: int, serial: int) -> StoredDeposit | None:
    """The deposit with this serial."""
    return _one(await store.value(_one_sql("serial"), business, serial))


def _one(text: str | None) -> StoredDeposit | None:
    return None if text is None else _DECODE.decode(text)


async def page(
    store: Store,
    business: int,
    *,
    from_date: dt.date | None = None,
    to_date: dt.date | None = None,
    number: int | None = None,
    cancelled_too: bool,
    offset: int,
    limit: int,
) -> tuple[int, list[StoredDeposit]]:
    """How many deposits there are (of those days, with that number), and those of one page, oldest first."""
    wanted = [
        (value, text)
        for value, text in ((from_date, "k.date >= "), (to_date, "k.date <= "), (number, "k.serial = "))
        if value is not None
    ]
    live = "" if cancelled_too else _SQL["live"]
    values = [value for value, _ in wanted]

    def sql(name: str, first: int) -> str:
        filters = " ".join(f"and {text}${first + place}" for place, (_, text) in enumerate(wanted))
        return _SQL[name].replace("{filters}", f"{filters} {live}")

    total = await store.value(sql("count", 2), business, *values)
    rows = await store.rows(_SQL["stored"].replace("{from}", sql("page", 4)), business, offset, limit, *values)
    return int(total), [_DECODE.decode(row[0]) for row in rows]


async def facts(
    store: Store, business: int, key: str, lines: Sequence[UUID], *, once: tuple[str, str] | None
) -> tuple[Facts, int | None]:
    """The facts for making a deposit of these lines, and the serial of the one under the key."""
    credential, once_key = once or (None, None)
    row: Any = await store.row(_FACTS, business, credential, once_key, key, list(lines))
    return _DECODE_FACTS.decode(row[0]), row[1]


async def cancel_facts(store: Store, business: int, key: str, *, once: tuple[str, str] | None) -> CancelFacts:
    """The facts for cancelling the deposit under a key."""
    credential, once_key = once or (None, None)
    return _DECODE_CANCEL.decode(await store.value(_CANCEL_FACTS, business, credential, once_key, key))
