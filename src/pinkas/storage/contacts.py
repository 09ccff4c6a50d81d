"""Contacts in the database: reads that cost one round-trip, and the items of the write function."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from pinkas.books.contact import Contact, StoredContact
from pinkas.storage.decisions import ONCE_SQL, SETTINGS_SQL, ReplayFacts, SettingsFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("contacts")


def _filled(name: str) -> str:
    text = _SQL[name].replace("{once}", ONCE_SQL).replace("{settings}", SETTINGS_SQL)
    for fragment in ("payable", "opened", "proformas"):
        text = text.replace(f"{{{fragment}}}", _SQL[fragment])
    return text


_STORED: Final = _filled("stored")
_FACTS: Final = _filled("facts")
_BY_SERIAL: Final = _STORED.replace("{picked}", "array[$2::bigint]")
_BY_KEY: Final = _STORED.replace("{picked}", _SQL["by_key"])
_BY_TAX_NUMBER: Final = _STORED.replace("{picked}", _SQL["by_tax_number"])
_OF_PAGE: Final = _STORED.replace("{picked}", "p.serials")
_PAGE: Final = _SQL["page"].replace("{stored}", _OF_PAGE)
_PAGE_BY_MAIL: Final = _SQL["page_by_mail"].replace("{stored}", _OF_PAGE)

_DECODE: Final = msgspec.json.Decoder(StoredContact)


class ExistingContact(msgspec.Struct, frozen=True):
    """The contact under the key that a request names."""

    serial: int
    uuid: UUID
    version: int
    created_at: dt.datetime
    created_by: str
    receivable: Decimal
    payable: Decimal
    opened: Decimal
    proformas: Decimal
    payer_key: str | None
    used: bool
    contact: Contact


class SaveFacts(msgspec.Struct, frozen=True):
    """What saving or removing a contact needs, read in one round-trip."""

    once: ReplayFacts | None
    settings: SettingsFacts
    existing: ExistingContact | None
    class_name: str | None


_DECODE_FACTS: Final = msgspec.json.Decoder(SaveFacts)


async def by_serial(store: Store, business: int, serial: int) -> StoredContact | None:
    """The contact with this serial."""
    return _one(await store.value(_BY_SERIAL, business, serial))


async def by_key(store: Store, business: int, key: str) -> StoredContact | None:
    """The contact under this key."""
    return _one(await store.value(_BY_KEY, business, key))


async def by_tax_number(store: Store, business: int, tax_number: str) -> StoredContact | None:
    """The oldest contact with exactly this tax number: it is text, leading zeros count."""
    return _one(await store.value(_BY_TAX_NUMBER, business, tax_number))


async def page(
    store: Store, business: int, *, offset: int, limit: int, mail: str | None = None
) -> tuple[int, list[StoredContact]]:
    """How many contacts there are (with this mail address), and those of one page, oldest first."""
    if mail is None:
        row = await store.row(_PAGE, business, offset, limit)
    else:
        row = await store.row(_PAGE_BY_MAIL, business, offset, limit, _folded(mail))
    return (0, []) if row is None else (row[0], [_DECODE.decode(text) for text in row[1]])


async def save_facts(
    store: Store, business: int, *, once: tuple[str, str] | None, key: str | None, class_number: int | None
) -> SaveFacts:
    """The facts for saving or removing a contact; `once` is (credential, idempotency key)."""
    credential, once_key = once or (None, None)
    return _DECODE_FACTS.decode(await store.value(_FACTS, business, credential, once_key, key, class_number))


def _folded(mail: str) -> str:
    """An address as the index holds it: only ASCII letters have a lower case there."""
    return mail.strip().encode().lower().decode()


def contact_item(stored: StoredContact, *, new: bool, deleted: bool) -> Mapping[str, Any]:
    """The `contact` part of an item for `save_contact_v2`."""
    return {
        **msgspec.structs.asdict(_Row.of(stored)),
        "serial": None if new else stored.serial,
        "deleted": deleted,
        **{field: getattr(stored.contact, field) for field in Contact.__dataclass_fields__},
    }


class _Row(msgspec.Struct, frozen=True):
    key: str
    uuid: UUID
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str

    @classmethod
    def of(cls, stored: StoredContact) -> _Row:
        return cls(**{field: getattr(stored, field) for field in cls.__struct_fields__})


def _one(text: str | None) -> StoredContact | None:
    return None if text is None else _DECODE.decode(text)
