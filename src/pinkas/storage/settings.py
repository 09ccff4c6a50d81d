"""The settings of a business in the database: what every decision takes for granted."""

from __future__ import annotations

from typing import Final

import msgspec

from pinkas.storage.decisions import ReplayFacts, SettingsFacts, filled
from pinkas.storage.pool import Store

_FACTS: Final = filled("settings_facts")


class Facts(msgspec.Struct, frozen=True):
    """The settings, and an earlier request under the same idempotency key."""

    once: ReplayFacts | None
    settings: SettingsFacts


_DECODE: Final = msgspec.json.Decoder(Facts)


async def facts(store: Store, business: int, *, once: tuple[str, str] | None) -> Facts:
    """The settings in one round-trip; `once` is (credential, key)."""
    credential, key = once or (None, None)
    return _DECODE.decode(await store.value(_FACTS, business, credential, key))
