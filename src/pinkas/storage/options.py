"""Options in the database: what a business settled about one part of its work, by name."""

from __future__ import annotations

from typing import Final

import msgspec

from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("options")


class StoredOption(msgspec.Struct, frozen=True):
    """An option as it lies: `body` is JSON text, `sealed` its encrypted secrets in hex."""

    version: int
    body: str
    sealed: str | None


_DECODE: Final = msgspec.json.Decoder(StoredOption)


async def option(store: Store, business: int, name: str) -> StoredOption | None:
    """The option of this name, None while it was never set."""
    text = await store.value(_SQL["option"], business, name)
    return None if text is None else _DECODE.decode(text)
