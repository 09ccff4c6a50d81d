"""The business itself in the database: all that its daybook lines vouch for, and its series."""

from __future__ import annotations

from typing import Final

import msgspec

from pinkas.books.business import Business
from pinkas.storage.decisions import ONCE_SQL, SETTINGS_SQL, ReplayFacts, SettingsFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = {
    name: text.replace("{once}", ONCE_SQL).replace("{settings}", SETTINGS_SQL)
    for name, text in queries("businesses").items()
}


class BusinessFacts(msgspec.Struct, frozen=True):
    """The business as it stands, its settings, and an earlier request under the same idempotency key."""

    once: ReplayFacts | None
    settings: SettingsFacts
    business: Business


class Series(msgspec.Struct, frozen=True):
    """A run of numbers; it is empty while the last number lies before the first."""

    first_number: int
    last_number: int


class SeriesFacts(msgspec.Struct, frozen=True):
    """A series, None before its first document, and an earlier request under the same idempotency key."""

    once: ReplayFacts | None
    series: Series | None
    #: The series that gave the number wanted already, of a run that series share.
    taken_by: int | None


_DECODE: Final = msgspec.json.Decoder(BusinessFacts)
_DECODE_SERIES: Final = msgspec.json.Decoder(SeriesFacts)


async def facts(store: Store, business: int, *, once: tuple[str, str] | None) -> BusinessFacts:
    """The business in one round-trip; `once` is (credential, key)."""
    credential, key = once or (None, None)
    return _DECODE.decode(await store.value(_SQL["facts"], business, credential, key))


async def series_facts(
    store: Store, business: int, series: int, run: str, first: int, *, once: tuple[str, str] | None
) -> SeriesFacts:
    """One series in one round-trip; `run` is the kind of document it numbers."""
    credential, key = once or (None, None)
    return _DECODE_SERIES.decode(await store.value(_SQL["series"], business, credential, key, series, run, first))
