"""Vouchers in the database: reads that cost one round-trip, with the versions the write re-checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from pinkas.books.contact import ContactType
from pinkas.books.settlement import Settlement
from pinkas.books.voucher import StoredVoucher
from pinkas.storage.decisions import ONCE_SQL, SETTINGS_SQL, ReplayFacts, SettingsFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("vouchers")
_STORED: Final = _SQL["stored"]
_BY_SERIAL: Final = _STORED.replace("{picked}", "array[$2::bigint]")
# $2 and $3 belong to the idempotency look-up of the larger query; here they are only consumed.
_BY_KEY: Final = f"select ({_STORED.replace('{picked}', _SQL['by_key'])}) where $2::text is null and $3::text is null"
_OF_PAGE: Final = _STORED.replace("{picked}", "p.serials")
_PAGE: Final = _SQL["page"].replace("{stored}", _OF_PAGE)
_PAGE_OF_KIND: Final = _SQL["page_of_kind"].replace("{stored}", _OF_PAGE)


def _filled(name: str) -> str:
    text = _SQL[name].replace("{once}", ONCE_SQL).replace("{settings}", SETTINGS_SQL)
    return text.replace("{stored}", _STORED.replace("{picked}", _SQL["by_key"]))


_FACTS: Final = _filled("facts")
_CHEQUE_FACTS: Final = _filled("cheque_facts")


class NamedVoucher(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher with the keys of what it speaks of: contacts by serial, its document, the vouchers it belongs to."""

    stored: StoredVoucher
    contacts: dict[int, str]
    document: str | None
    #: The uuid of the till line of a bounced cheque.
    cheque: UUID | None
    reverses: str | None
    reversed_by: str | None

    def contact_key(self, serial: int) -> str | None:
        """The key of a posting's contact; None for nobody in particular."""
        return self.contacts.get(serial)


class NamedContact(msgspec.Struct, frozen=True):
    """A contact that a request names."""

    key: str
    serial: int
    version: int
    type: ContactType


class KnownClass(msgspec.Struct, frozen=True):
    """A transaction class of the business."""

    number: int
    sort: str


class CountedProduct(msgspec.Struct, frozen=True):
    """A product that a request names, and how much of it all stores together have."""

    key: str
    serial: int
    version: int
    in_stock: Decimal


class NamedDocument(msgspec.Struct, frozen=True):
    """A document that a request names, its total, and what it leaves open; both None before issue."""

    key: str
    serial: int
    version: int
    kind: str
    state: str
    contact: int | None
    total: Decimal | None
    open_amount: Decimal | None


class Facts(msgspec.Struct, frozen=True):
    """What a decision about a voucher is made on. `cash` is what lies in the till in cash."""

    once: ReplayFacts | None
    settings: SettingsFacts
    contacts: tuple[NamedContact, ...]
    classes: tuple[KnownClass, ...]
    cash: Decimal
    product: CountedProduct | None
    document: NamedDocument | None


class ChequesDeposit(msgspec.Struct, frozen=True):
    """The live deposit that took a cheque to the bank: its voucher's serial, its date, and when it was posted."""

    voucher: int
    date: dt.date
    posting_date: dt.date


class ReceivedCheque(msgspec.Struct, frozen=True):
    """A tender of an issued document; `settled` is what stands of what the document paid with it, the latest first.

    `deposited` is how much of `amount` live deposits took to the bank.
    """

    serial: int
    type: str
    amount: Decimal
    currency: str
    rate: Decimal
    book_amount: Decimal
    deposited: Decimal
    received: dt.date
    deposit: ChequesDeposit | None
    bounced: bool
    document: NamedDocument
    settled: tuple[Settlement, ...]


class ChequeFacts(msgspec.Struct, frozen=True):
    """What bouncing a cheque is decided on."""

    once: ReplayFacts | None
    settings: SettingsFacts
    cheque: ReceivedCheque | None


_DECODE: Final = msgspec.json.Decoder(NamedVoucher)
_DECODE_FACTS: Final = msgspec.json.Decoder(Facts)
_DECODE_CHEQUE: Final = msgspec.json.Decoder(ChequeFacts)


async def by_serial(store: Store, business: int, serial: int) -> NamedVoucher | None:
    """The voucher with this serial."""
    return _one(await store.value(_BY_SERIAL, business, serial))


async def by_key(store: Store, business: int, key: str) -> NamedVoucher | None:
    """The voucher under this key."""
    return _one(await store.value(_BY_KEY, business, None, None, key))


async def page(
    store: Store, business: int, *, kind: str | None, offset: int, limit: int
) -> tuple[int, list[NamedVoucher]]:
    """How many vouchers there are (of one kind), and those of one page, oldest first."""
    if kind is None:
        row = await store.row(_PAGE, business, offset, limit)
    else:
        row = await store.row(_PAGE_OF_KIND, business, offset, limit, kind)
    return row[0], [_DECODE.decode(text) for text in row[1]]


async def facts(
    store: Store,
    business: int,
    key: str,
    *,
    contacts: Sequence[str] = (),
    product: str | None = None,
    document: str | None = None,
    once: tuple[str, str] | None,
) -> tuple[Facts, NamedVoucher | None]:
    """The facts for a decision about a voucher, and the one under its key; `once` is (credential, key)."""
    credential, once_key = once or (None, None)
    row: Any = await store.row(_FACTS, business, credential, once_key, key, list(contacts), product, document)
    return _DECODE_FACTS.decode(row[0]), _one(row[1])


async def cheque_facts(store: Store, business: int, uuid: UUID, *, once: tuple[str, str] | None) -> ChequeFacts:
    """The facts for bouncing the cheque of a till line."""
    credential, once_key = once or (None, None)
    return _DECODE_CHEQUE.decode(await store.value(_CHEQUE_FACTS, business, credential, once_key, uuid))


def _one(text: str | None) -> NamedVoucher | None:
    return None if text is None else _DECODE.decode(text)
