"""The changeover of a business to another book currency, in the database."""

from __future__ import annotations

from typing import Final

import msgspec

from pinkas.books.currency import Balance, HeldTender, OpenDocument
from pinkas.storage.decisions import SETTINGS_SQL, SettingsFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("currency")
_FACTS: Final = _SQL["facts"].replace("{settings}", SETTINGS_SQL)


class Facts(msgspec.Struct, frozen=True):
    """What a changeover is decided on; `position` is the daybook's last, so that nothing was written since."""

    settings: SettingsFacts
    position: int
    done: bool
    balances: tuple[Balance, ...]
    documents: tuple[OpenDocument, ...]
    held: tuple[HeldTender, ...]


_DECODE: Final = msgspec.json.Decoder(Facts)


async def is_done(store: Store, business: int) -> bool:
    """Whether the business's books changed over."""
    return bool(await store.value(_SQL["is_done"], business))


async def facts(store: Store, business: int) -> Facts:
    """What a changeover of the business is decided on."""
    return _DECODE.decode(await store.value(_FACTS, business))
