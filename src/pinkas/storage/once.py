"""Requests that were served under an idempotency key, for work that no single call of the database does."""

from __future__ import annotations

from typing import Final

import msgspec

from pinkas.storage.decisions import ReplayFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("once")


async def seen(store: Store, business: int, credential: str, key: str) -> ReplayFacts | None:
    """The earlier request under a key; None when there was none."""
    text = await store.value(_SQL["seen"], business, credential, key)
    return None if text is None else msgspec.json.decode(text, type=ReplayFacts)
