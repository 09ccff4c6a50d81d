"""What decisions about documents are made on, read in one round-trip with the versions the write re-checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

import msgspec

from pinkas.books.business import WITHOUT_VAT, Registered, registered
from pinkas.books.document import StoredDocument
from pinkas.books.draft import SourceName
from pinkas.books.entry import Entry
from pinkas.books.ground import CatalogueItem
from pinkas.books.kinds import KINDS
from pinkas.books.product import Product
from pinkas.books.settlement import Settlement, SourceFacts
from pinkas.books.stock import SourceLine, StockMove
from pinkas.storage.documents import KEY_PICKED, Named, decode_one, stored_sql
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("decisions")
_CONTACT: Final = ", ".join(
    f"c.{column}"
    for column in (
        "serial", "key", "version", "terms_rule", "terms_days", "invoice_comment", "charge_vat", "is_domestic",
        "price_list", "responsible_person",
    )
) + ", case when c.vat_registered then c.vat_number end as vat_number"  # fmt: skip


def filled(name: str) -> str:
    """A query of decisions with its fragments put in."""
    return filled_text(_SQL[name])


def filled_text(text: str) -> str:
    """A query with the fragments of decisions put in."""
    for fragment in ("once", "settings", "source"):
        text = text.replace(f"{{{fragment}}}", _SQL[fragment])
    return text.replace("{contact}", _CONTACT)


ONCE_SQL: Final = _SQL["once"]
SETTINGS_SQL: Final = _SQL["settings"]
_FACTS: Final = filled("facts").replace("{stored}", stored_sql(KEY_PICKED))


class ReplayFacts(msgspec.Struct, frozen=True):
    """An earlier request under the same idempotency key."""

    route: str
    body_hash: str
    status: int
    serial: int


class SettingsFacts(msgspec.Struct, frozen=True):
    """What every decision of a business takes for granted; `version` counts its changes."""

    version: int
    closed_through: dt.date | None
    registration: str
    registrations: tuple[Registered, ...]
    terms_rule: str | None
    terms_days: int

    def registered(self, day: dt.date) -> str:
        """How the business is registered on a day."""
        return registered(self.registration, self.registrations, day)

    def charges_vat(self, day: dt.date) -> bool:
        """Whether the business charges VAT on a day."""
        return self.registered(day) not in WITHOUT_VAT


class ContactFacts(msgspec.Struct, frozen=True):
    """What a document takes from the contact it names; the VAT number of one who is registered alone."""

    serial: int
    key: str
    version: int
    terms_rule: str | None
    terms_days: int
    invoice_comment: str | None
    charge_vat: bool | None
    is_domestic: bool
    price_list: int | None
    responsible_person: str | None = None
    vat_number: str | None = None


class ClassFacts(msgspec.Struct, frozen=True):
    """A transaction class of the business."""

    number: int
    name: str
    sort: str
    vat: str
    recoverable: str | None = None
    is_equipment: bool | None = None


class ProductFacts(msgspec.Struct, frozen=True):
    """A product that a line names."""

    key: str
    serial: int
    version: int
    product: Product

    @property
    def item(self) -> CatalogueItem:
        """As a composition takes it."""
        return CatalogueItem(serial=self.serial, version=self.version, product=self.product)


class RateFacts(msgspec.Struct, frozen=True):
    """What a unit of a currency costs, book currency."""

    currency: str
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow(SourceFacts):
    """A named source with what the wire shows of it and the version a decision relies on.

    `position` counts the names of the request from 1.
    """

    position: int
    version: int
    series: int
    number: int
    run: str


class DraftFacts(msgspec.Struct, frozen=True):
    """What a decision about a draft needs. `contact` is the one named; `payer`, where there is one, takes its place."""

    once: ReplayFacts | None
    settings: SettingsFacts
    contact: ContactFacts | None
    payer: ContactFacts | None
    # `class` is the column's name in the query.
    transaction_class: ClassFacts | None = msgspec.field(name="class")
    sources: tuple[SourceRow, ...] = ()
    products: tuple[ProductFacts, ...] = ()
    rates: tuple[RateFacts, ...] = ()

    @property
    def customer(self) -> ContactFacts | None:
        """The contact the document goes to: who pays for the one named.

        What settles, credits or replaces a document of the named one's own, from before somebody paid for them, stays
        with them: their debt is paid, not somebody else's.
        """
        named = self.contact
        if named is not None and any(
            source.contact == named.serial and KINDS[source.kind].open_side is not None for source in self.sources
        ):
            return named
        return self.payer or named


class Follower(msgspec.Struct, frozen=True):
    """An issued document, or a voucher, that depends on another: made from it, or having settled it with something."""

    key: str
    kind: str


class IssueFacts(msgspec.Struct, frozen=True):
    """What issuing or cancelling a document needs.

    `settles` and `moves` are its own; `followers` are documents that depend on it, `vouchers` the keys of vouchers
    that do, `deposits` those of deposits that took of its payments; `replaced` the proformas it took the place of.
    """

    once: ReplayFacts | None
    settings: SettingsFacts
    sources: tuple[SourceRow, ...]
    source_lines: tuple[SourceLine, ...]
    settles: tuple[Settlement, ...]
    moves: tuple[StockMove, ...]
    followers: tuple[Follower, ...]
    vouchers: tuple[Follower, ...]
    deposits: tuple[str, ...]
    replaced: tuple[int, ...]
    entry: Entry | None
    handed_out: bool
    mailed: bool
    #: The business asks the tax authority for allocation numbers.
    asks_allocation: bool = False


_DECODE_FACTS: Final = msgspec.json.Decoder(DraftFacts)
_DECODE_ISSUE_FACTS: Final = msgspec.json.Decoder(IssueFacts)
_DECODE_CLASS: Final = msgspec.json.Decoder(ClassFacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftQuestion:
    """What the decision about one draft must know: everything its request names."""

    key: str
    contact_key: str | None
    class_number: int
    #: None where nothing is said of them: those of the present draft stay.
    sources: Sequence[SourceName] | None
    products: Sequence[str]
    currencies: Sequence[str]
    day: dt.date
    #: The book currency of that day, in which rates are wanted.
    currency: str


async def draft_facts(
    store: Store, business: int, asked: DraftQuestion, *, once: tuple[str, str] | None
) -> tuple[DraftFacts, StoredDocument | None]:
    """The facts for a decision about a draft, and the document under its key; `once` is (credential, key)."""
    credential, once_key = once or (None, None)
    sources = asked.sources
    row = await store.row(
        _FACTS,
        business,
        credential,
        once_key,
        asked.key,
        asked.contact_key,
        asked.class_number,
        None if sources is None else [name.key for name in sources],
        None if sources is None else [name.series for name in sources],
        None if sources is None else [name.number for name in sources],
        list(asked.products),
        list(asked.currencies),
        asked.day,
        None if sources is None else [name.kind for name in sources],
        asked.currency,
    )
    return _DECODE_FACTS.decode(row[0]), decode_one(row[1])


@cache
def _issue_facts_sql(picked: str) -> str:
    return filled("issue_facts").replace("{stored}", stored_sql(picked)).replace("{picked}", picked)


async def issue_facts(
    store: Store, business: int, named: Named, *, once: tuple[str, str] | None
) -> tuple[IssueFacts, StoredDocument | None]:
    """The facts for issuing or cancelling a document, and the document itself."""
    credential, once_key = once or (None, None)
    sql = _issue_facts_sql(named.picked)
    row = await store.row(sql, business, credential, once_key, *named.values)
    return _DECODE_ISSUE_FACTS.decode(row[0]), decode_one(row[1])


async def classes(store: Store, business: int) -> list[ClassFacts]:
    """All transaction classes of the business by number."""
    rows = await store.rows(_SQL["classes"], business)
    return [_DECODE_CLASS.decode(row[0]) for row in rows]
