"""Contacts in the database: reads that cost one round-trip, and the items of the write function."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from pinkas.books.contact import Contact, ContactType, StoredContact
from pinkas.books.kinds import KINDS
from pinkas.books.money import ZERO
from pinkas.books.references import RecordName, Reference, Scheme
from pinkas.storage.conditions import Conditions, ordered
from pinkas.storage.decisions import ONCE_SQL, SETTINGS_SQL, ReplayFacts, SettingsFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("contacts")
_MOST_DIGITS: Final = 18


_MONEY: Final = ("payable", "opened", "proformas")


def _filled(name: str, **fragments: str) -> str:
    text = _SQL[name].replace("{once}", ONCE_SQL).replace("{settings}", SETTINGS_SQL)
    for fragment, sql in {**{money: _SQL[money] for money in _MONEY}, **fragments}.items():
        text = text.replace(f"{{{fragment}}}", sql)
    return text


_STORED: Final = _filled("stored", references="")
_NAMED: Final = _filled("stored", references=_SQL["references"])
_FACTS: Final = _filled("facts", references=_SQL["references"], named="c.key = $4", taken="")
_FACTS_OF_CHANGE: Final = _filled(
    "facts", references=_SQL["references"], named="c.serial = $4::bigint", taken=_SQL["taken"]
)
_BY_SERIAL: Final = _STORED.replace("{picked}", "array[$2::bigint]")
_BY_KEY: Final = _STORED.replace("{picked}", _SQL["by_key"])
_BY_TAX_NUMBER: Final = _STORED.replace("{picked}", _SQL["by_tax_number"])
_BY_SERIALS: Final = _NAMED.replace("{picked}", "$2::bigint[]")
_OF_PAGE: Final = _STORED.replace("{picked}", "p.serials")
_NAMED_OF_PAGE: Final = _NAMED.replace("{picked}", "p.serials")
_PAGE: Final = _SQL["page"].replace("{stored}", _OF_PAGE)
_PAGE_BY_MAIL: Final = _SQL["page_by_mail"].replace("{stored}", _OF_PAGE)
_CHANGED_SINCE: Final = _SQL["changed_since"].replace("{stored}", _NAMED_OF_PAGE)
#: A search has an order of its own.
_FOUND: Final = _NAMED_OF_PAGE.replace("order by c.serial", "order by array_position(p.serials, c.serial)")
_SEARCH: Final = _SQL["search"].replace("{stored}", _FOUND)

#: What a contact may be asked for by, and the query that finds it.
_FOUND_BY: Final = {
    "uuid": _SQL["by_uuid"],
    "erp_code": _SQL["by_reference"].replace("{scheme}", Scheme.ERP_CODE),
    "exchange_id": _SQL["by_reference"].replace("{scheme}", Scheme.EXCHANGE_ID),
    "import": _SQL["by_reference"].replace("{scheme}", Scheme.IMPORT),
    "customer_number": _SQL["by_customer_number"],
    "phone": _SQL["by_phone"],
    "email": _SQL["by_email"],
    "tax_number": _SQL["by_tax_number"],
    "barcode": _SQL["by_barcode"],
    "key": _SQL["by_key"],
    "serial": _SQL["by_live_serial"],
}
_FIND: Final = {by: _NAMED.replace("{picked}", sql) for by, sql in _FOUND_BY.items()}

#: What lists of partners may be sorted by.
ORDERS: Final = {
    "serial": "c.serial",
    "name": "c.name",
    "type": "c.type",
    "barcode": "c.barcode",
    "tax_number": "c.tax_number",
    "active": "coalesce(c.active, true)",
}

_DECODE: Final = msgspec.json.Decoder(StoredContact)


class ExistingContact(msgspec.Struct, frozen=True):
    """The contact under the key that a request names."""

    serial: int
    key: str
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
    class_name: str | None = None
    references: tuple[Reference, ...] = ()


class SaveFacts(msgspec.Struct, frozen=True):
    """What saving or removing a contact needs, read in one round-trip."""

    once: ReplayFacts | None
    settings: SettingsFacts
    existing: ExistingContact | None
    class_name: str | None
    #: Which of the names a change gives are other contacts' already.
    taken: tuple[str, ...] = ()


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


async def change_facts(
    store: Store,
    business: int,
    *,
    once: tuple[str, str] | None,
    serial: int | None,
    class_number: int | None,
    names: Mapping[str, str],
) -> SaveFacts:
    """The facts for changing the contact with this serial, or making one where it is None.

    `names` are those the change gives: fields of Contact, `uuid` or `key`, or a scheme of references.
    """
    credential, once_key = once or (None, None)
    said = list(names), list(names.values())
    text = await store.value(_FACTS_OF_CHANGE, business, credential, once_key, serial or 0, class_number, *said)
    return _DECODE_FACTS.decode(text)


async def find(store: Store, business: int, name: RecordName) -> StoredContact | None:
    """The contact of a name, with its references; of several with one phone or address the oldest."""
    return _one(await store.value(_FIND[name.by], business, as_looked_up(name)))


def as_looked_up(name: RecordName) -> str:
    """A name as indexes have it: of a phone the digits, of an address its folded letters."""
    value = name.value
    if name.by == "serial":
        return value if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS else "0"
    if name.by == "phone":
        return re.sub("[^0-9]", "", value)
    return _folded(value) if name.by == "email" else value


async def by_serials(store: Store, business: int, serials: Collection[int]) -> dict[int, StoredContact]:
    """The contacts with these serials, removed ones too, with their references."""
    rows = await store.rows(_BY_SERIALS, business, list(serials))
    return {stored.serial: stored for stored in (_DECODE.decode(row[0]) for row in rows)}


async def changed_since(
    store: Store, business: int, moment: dt.datetime, *, limit: int, after: int = 0
) -> list[StoredContact]:
    """The customers changed at a moment or after, the longest ago first, with their references.

    Of those changed at that very moment the ones beyond the serial `after`: a page goes on where another ended.
    """
    return [_DECODE.decode(text) for text in await store.value(_CHANGED_SINCE, business, moment, limit, after)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFilter:
    """Which partners a list has: all of what is given holds. `name` is any part of theirs, in any case."""

    serial: int | None = None
    name: str | None = None
    #: Those who buy, or those who sell; who does both is in either.
    side: ContactType | None = None
    barcode: str | None = None
    tax_number: str | None = None
    active: bool | None = None


async def search(
    store: Store,
    business: int,
    wanted: ContactFilter,
    *,
    order: str = "serial",
    descending: bool = False,
    offset: int,
    limit: int,
) -> tuple[int, list[StoredContact]]:
    """How many contacts match, and those of one page with their references, in an order of `ORDERS`, then oldest."""
    conditions = Conditions(first=4)
    conditions.add("and c.serial = ?", wanted.serial)
    conditions.add("and position(lower(?) in lower(c.name)) > 0", wanted.name)
    if wanted.side is not None:
        conditions.add("and c.type in (?, 'both')", wanted.side)
    conditions.add("and c.barcode = ?", wanted.barcode)
    conditions.add("and c.tax_number = ?", wanted.tax_number)
    conditions.add("and coalesce(c.active, true) = ?", wanted.active)
    sql = _SEARCH.replace("{filters}", conditions.sql).replace("{order}", ordered(ORDERS[order], "c", descending))
    row = await store.row(sql, business, offset, limit, *conditions.values)
    return row[0], [_DECODE.decode(text) for text in row[1]]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a contact owes now (book currency, negative where we owe them), and how much of it falls due later."""

    owed: Decimal
    not_yet_due: Decimal
    #: Civil time of the business's zone; None for never.
    last_paid_at: dt.datetime | None


NOTHING_OWED: Final = Standing(ZERO, ZERO, None)
_PAID_WITH: Final = [kind.name for kind in KINDS.values() if kind.receives and kind.sign > 0]


async def standings(store: Store, business: int, serials: Collection[int], today: dt.date) -> dict[int, Standing]:
    """Where contacts stand, by serial, in one round-trip."""
    rows = await store.rows(_SQL["standings"], business, list(serials), today, _PAID_WITH)
    return {row["serial"]: Standing(row["owed"], row["not_yet_due"], row["last_paid_at"]) for row in rows}


def _folded(mail: str) -> str:
    """An address as the index holds it: only ASCII letters have a lower case there."""
    return mail.strip().encode().lower().decode()


def contact_item(stored: StoredContact, *, new: bool, deleted: bool) -> Mapping[str, Any]:
    """The `contact` part of an item for `save_contact_v3`."""
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
