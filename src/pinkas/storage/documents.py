"""Documents in the database: reads that cost one round-trip, and the items of the write functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from pinkas.books.document import Document, StoredDocument
from pinkas.books.settlement import SourceFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("documents")
_STORED: Final = _SQL["stored"]
_BY_SERIAL: Final = _STORED.replace("{picked}", "(select $1::bigint as business_id, unnest($2::bigint[]) as serial)")
_BY_KEY: Final = _STORED.replace(
    "{picked}", "(select business_id, serial from books.document_index where business_id = $1 and key = $2)"
)
_BY_NUMBER: Final = _STORED.replace(
    "{picked}",
    "(select business_id, document_serial as serial from books.legal_number"
    " where business_id = $1 and series = $2 and number = $3 and run = any($4) limit 1)",
)
_OF_PAGE: Final = _STORED.replace("{picked}", "(select $1::bigint as business_id, unnest(p.serials) as serial)")
_PAGE: Final = _SQL["page"].replace("{stored}", _OF_PAGE)
_FILTERED_PAGE: Final = _SQL["filtered_page"].replace("{stored}", _OF_PAGE)

_DECODE_STORED: Final = msgspec.json.Decoder(StoredDocument)


class ReplayFacts(msgspec.Struct, frozen=True):
    """An earlier request under the same idempotency key."""

    route: str
    body_hash: str
    status: int
    serial: int


class ContactFacts(msgspec.Struct, frozen=True):
    """What a document takes from the contact it names."""

    serial: int
    key: str
    version: int
    terms_rule: str | None
    terms_days: int
    invoice_comment: str | None


class ClassFacts(msgspec.Struct, frozen=True):
    """A transaction class of the business."""

    number: int
    name: str
    sort: str
    vat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow(SourceFacts):
    """A named source with what the wire shows of it and the version a decision relies on."""

    version: int
    series: int
    number: int


class DraftFacts(msgspec.Struct, frozen=True):
    """What a decision about a draft needs, read in one round-trip."""

    once: ReplayFacts | None
    serial: int | None
    contact: ContactFacts | None
    # `class` is the column's name in the query.
    transaction_class: ClassFacts | None = msgspec.field(name="class")
    sources: tuple[SourceRow, ...] = ()


_DECODE_FACTS: Final = msgspec.json.Decoder(DraftFacts)
_DECODE_SOURCE: Final = msgspec.json.Decoder(SourceRow)
_DECODE_CLASS: Final = msgspec.json.Decoder(ClassFacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """Which documents a list shows; kinds are those its dialect has a word for."""

    kinds: tuple[str, ...]
    contact_key: str | None = None
    series: int | None = None
    number: int | None = None
    from_date: dt.date | None = None
    to_date: dt.date | None = None
    only_open: bool = False


async def by_serial(store: Store, business: int, serial: int) -> StoredDocument | None:
    """The document with this serial."""
    return _one(await store.readers.fetchval(_BY_SERIAL, business, [serial]))


async def by_key(store: Store, business: int, key: str) -> StoredDocument | None:
    """The document under this key."""
    return _one(await store.readers.fetchval(_BY_KEY, business, key))


async def by_number(
    store: Store, business: int, series: int, number: int, kinds: Sequence[str]
) -> StoredDocument | None:
    """The document with this legal number among the given kinds."""
    return _one(await store.readers.fetchval(_BY_NUMBER, business, series, number, list(kinds)))


async def page(
    store: Store, business: int, wanted: DocumentFilter, *, offset: int, limit: int
) -> tuple[int, list[StoredDocument]]:
    """How many documents match, and those of one page, oldest created first."""
    filters, values = _filters(wanted, first=5)
    kinds = list(wanted.kinds)
    if filters:
        sql = _FILTERED_PAGE.replace("{filters}", filters)
    else:
        sql = _PAGE
    row = await store.readers.fetchrow(sql, business, kinds, offset, limit, *values)
    return row[0], [_DECODE_STORED.decode(text) for text in row[1]]


def _filters(wanted: DocumentFilter, *, first: int) -> tuple[str, list[Any]]:
    """The whitelisted fragments of the filters in use, and their values as parameters from $first."""
    fragments: list[str] = []
    values: list[Any] = []

    def add(fragment: str, *more: object) -> None:
        for value in more:
            fragment = fragment.replace("?", f"${first + len(values)}", 1)
            values.append(value)
        fragments.append(fragment)

    if wanted.contact_key is not None:
        add(
            "and i.contact_serial = (select c.serial from books.contact c"
            " where c.business_id = $1 and c.key = ? and not c.deleted)",
            wanted.contact_key,
        )
    if wanted.number is not None:
        add(
            "and i.serial in (select n.document_serial from books.legal_number n"
            " where n.business_id = $1 and n.series = ? and n.number = ? and n.run = any($2))",
            wanted.series,
            wanted.number,
        )
    if wanted.from_date is not None:
        add("and i.date >= ?", wanted.from_date)
    if wanted.to_date is not None:
        add("and i.date <= ?", wanted.to_date)
    if wanted.only_open:
        add("and i.is_debt and i.state = 'issued' and i.open_amount > 0")
    return " ".join(fragments), values


async def draft_facts(
    store: Store,
    business: int,
    *,
    once: tuple[str, str] | None,
    key: str | None,
    contact_key: str | None,
    class_number: int | None,
    source_keys: Sequence[str],
) -> DraftFacts:
    """The facts for a decision about a draft; `once` is (credential, idempotency key)."""
    credential, once_key = once or (None, None)
    text = await store.readers.fetchval(
        _SQL["facts"], business, credential, once_key, key, contact_key, class_number, list(source_keys)
    )
    return _DECODE_FACTS.decode(text)


async def sources(store: Store, business: int, serials: Sequence[int]) -> list[SourceRow]:
    """Documents named as sources, as they stand now."""
    rows = await store.readers.fetch(_SQL["sources_of"], business, list(serials))
    return [_DECODE_SOURCE.decode(row[0]) for row in rows]


async def classes(store: Store, business: int) -> list[ClassFacts]:
    """All transaction classes of the business by number."""
    rows = await store.readers.fetch(_SQL["classes"], business)
    return [_DECODE_CLASS.decode(row[0]) for row in rows]


def draft_item(  # noqa: PLR0913 - the columns of a draft
    document: Document, *, serial: int | None, key: str, uuid: object, version: int, state: str
) -> Mapping[str, Any]:
    """The `draft` part of an item for `save_draft_v1`."""
    return {
        "serial": serial,
        "key": key,
        "uuid": uuid,
        "kind": document.kind,
        "is_debt": document.facts.open_side == "debt",
        "series": document.series,
        "first_number": document.facts.first_number,
        "version": version,
        "state": state,
        "date": document.date,
        "contact": document.contact,
        "body": document,
    }


def _one(text: str | None) -> StoredDocument | None:
    return None if text is None else _DECODE_STORED.decode(text)
