"""Documents in the database: reads that cost one round-trip, and the items of the write functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Final

import msgspec

from pinkas.books.business import Registered
from pinkas.books.document import State, StoredDocument
from pinkas.books.numbering import PROVISIONAL, Numbering, runs_of, written
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("documents")
_STORED: Final = _SQL["stored"].replace("{relations}", _SQL["relations"]).replace("{whose}", "true")
_ALONE: Final = _SQL["stored"].replace("{relations}", "'{}'::json[]").replace("{whose}", _SQL["alone"])
LETTERHEAD_SQL: Final = _SQL["letterhead"]

_SERIAL_PICKED: Final = "(select $1::bigint as business_id, $4::bigint as serial)"
KEY_PICKED: Final = "(select business_id, serial from books.document_index where business_id = $1 and key = $4)"
_KEY_OF_KIND_PICKED: Final = (
    "(select business_id, serial from books.document_index where business_id = $1 and key = $4 and kind = any($5))"
)
_NUMBER_PICKED: Final = (
    "(select n.business_id, n.document_serial as serial from books.legal_number n"
    " join books.document_index k on k.business_id = $1 and k.serial = n.document_serial and k.kind = any($7)"
    " where n.business_id = $1 and n.series = $4 and n.number = $5 and n.run = any($6)"
    " order by n.document_serial limit 1)"
)
_OF_PAGE: Final = _STORED.replace("{picked}", "(select $1::bigint as business_id, unnest(p.serials) as serial)")
_PAGE: Final = _SQL["page"].replace("{stored}", _OF_PAGE)
_FILTERED_PAGE: Final = _SQL["filtered_page"].replace("{stored}", _OF_PAGE)
_OF_CONTACT: Final = _SQL["of_contact"].replace("{stored}", _OF_PAGE)

_DECODE_STORED: Final = msgspec.json.Decoder(StoredDocument)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """Which documents a list shows; kinds are those its dialect has a word for."""

    kinds: tuple[str, ...]
    contact_key: str | None = None
    series: int | None = None
    number: int | None = None
    #: The number is one that a draft bears until it is issued.
    provisional: bool = False
    from_date: dt.date | None = None
    to_date: dt.date | None = None
    only_open: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """How a caller names one document: by serial, by key, or by full legal number among kinds.

    `name` is what the caller said, for a message.
    """

    picked: str
    values: tuple[Any, ...]
    name: str


def by_serial(serial: int) -> Named:
    """The document with this serial."""
    return Named(_SERIAL_PICKED, (serial,), str(serial))


def by_key(key: str, kinds: Sequence[str] | None = None) -> Named:
    """The document under this key, if it is of one of these kinds."""
    if kinds is None:
        return Named(KEY_PICKED, (key,), key)
    return Named(_KEY_OF_KIND_PICKED, (key, list(kinds)), key)


def by_number(series: int, number: int, kinds: Sequence[str], *, provisional: bool = False) -> Named:
    """The document of these kinds with this legal number, or provisional one; the oldest when several runs have it."""
    runs = [PROVISIONAL] if provisional else runs_of(kinds)
    name = written(series, number, PROVISIONAL if provisional else "")
    return Named(_NUMBER_PICKED, (series, number, runs, list(kinds)), name)


def stored_sql(picked: str) -> str:
    """The read of the documents that `picked`, a fragment of this module, finds."""
    return _STORED.replace("{picked}", picked)


@cache
def _find_sql(stored: str, picked: str) -> str:
    # $2 and $3 belong to the idempotency look-up of the larger queries; here they are only consumed.
    return f"select ({stored.replace('{picked}', picked)}) where $2::text is null and $3::text is null"


def stored_by_serials_sql() -> str:
    """The read of many documents by serial: $1 the business, $2 the serials."""
    return _STORED.replace("{picked}", "(select $1::bigint as business_id, unnest($2::bigint[]) as serial)")


@cache
def _paper_facts_sql(picked: str) -> str:
    whole = _SQL["paper_facts"].replace("{letterhead}", LETTERHEAD_SQL)
    return whole.replace("{stored}", _STORED).replace("{picked}", picked)


async def find(store: Store, business: int, named: Named) -> StoredDocument | None:
    """The named document, or None; one with relations takes a second read."""
    for stored in (_ALONE, _STORED):
        text: str | None = await store.value(_find_sql(stored, named.picked), business, None, None, *named.values)
        if text is not None:
            return decode_one(text)
    return None


#: What may still change of an issued document that nobody is related to, as `standing` reads it.
CHANGEABLE: Final = (
    "state", "version", "updated_at", "updated_by", "contact_key", "class_name", "open_amount", "superseded",
    "allocation_state", "allocation_number",
)  # fmt: skip
_CHANGEABLE_OF: Final = attrgetter(*CHANGEABLE)


def standing_of(stored: StoredDocument) -> tuple[object, ...] | None:
    """How a document stands that was read whole, as `standing` tells it; None where `standing` tells nothing."""
    settled = stored.state in {State.ISSUED, State.CANCELLED} and not stored.relations
    return tuple(_CHANGEABLE_OF(stored)) if settled else None


async def standing(store: Store, business: int, serial: int, class_number: int) -> tuple[object, ...] | None:
    """All that may still change of an issued document that nobody is related to, in the order of `CHANGEABLE`."""
    row = await store.row(_SQL["standing"], business, serial, class_number)
    return None if row is None else tuple(row)


async def page(
    store: Store, business: int, wanted: DocumentFilter, *, offset: int, limit: int
) -> tuple[int, list[StoredDocument]]:
    """How many documents match, and those of one page, oldest created first."""
    filters, values = _filters(wanted, first=5)
    kinds = list(wanted.kinds)
    sql = _FILTERED_PAGE.replace("{filters}", filters) if filters else _PAGE
    row = await store.row(sql, business, kinds, offset, limit, *values)
    return row[0], [_DECODE_STORED.decode(text) for text in row[1]]


async def of_contact(
    store: Store, business: int, contact_key: str, kinds: Sequence[str], *, limit: int
) -> list[StoredDocument] | None:
    """A contact's newest documents of these kinds, oldest first; None when there is no such contact."""
    found = await store.value(_OF_CONTACT, business, contact_key, list(kinds), limit)
    return None if found is None else [_DECODE_STORED.decode(text) for text in found]


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
            " where n.business_id = $1 and n.series = ? and n.number = ? and n.run = any(?))",
            wanted.series,
            wanted.number,
            [PROVISIONAL] if wanted.provisional else runs_of(wanted.kinds),
        )
    if wanted.from_date is not None:
        add("and i.date >= ?", wanted.from_date)
    if wanted.to_date is not None:
        add("and i.date <= ?", wanted.to_date)
    if wanted.only_open:
        add("and i.is_debt and i.state = 'issued' and i.open_amount > 0")
    return " ".join(fragments), values


class Letterhead(msgspec.Struct, frozen=True):
    """What a business's papers say of it."""

    legal_name: str
    name_english: str | None
    registration: str
    address1: str | None
    address2: str | None
    city: str | None
    postal_code: str | None
    country: str | None
    address1_english: str | None
    city_english: str | None
    phone: str | None
    email: str | None
    website: str | None
    logo_type: str | None
    registrations: tuple[Registered, ...]
    responsible_person: str | None = None
    vat_number: str | None = None


class PayingAccount(msgspec.Struct, frozen=True):
    """The own bank account that a document asks to be paid to."""

    bank_name: str
    iban: str
    bic: str | None


_DECODE_ACCOUNT: Final = msgspec.json.Decoder(PayingAccount)
_DECODE_LETTERHEAD: Final = msgspec.json.Decoder(Letterhead)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """What a paper shows. `original` holds the bytes handed out only for the credential that may have them again.

    Those of a `computerised` original are for everybody.
    """

    stored: StoredDocument
    letterhead: Letterhead
    logo: bytes | None
    tax_number: str
    handed_out: bool
    original: bytes | None
    language: str | None
    computerised: bool = False
    #: The country whose law the business's papers follow (ISO 3166).
    country: str = "IL"
    account: PayingAccount | None = None
    #: What the business calls its own means of payment that the document asks to be paid by.
    means: str | None = None


async def paper_facts(
    store: Store, business: int, named: Named, *, credential: str, handed_out_after: dt.datetime
) -> PaperFacts | None:
    """What the named document's paper shows, or None when there is no such document."""
    row = await store.row(_paper_facts_sql(named.picked), business, credential, handed_out_after, *named.values)
    if row is None:
        return None
    return PaperFacts(
        stored=_DECODE_STORED.decode(row[0]),
        letterhead=_DECODE_LETTERHEAD.decode(row["letterhead"]),
        logo=row["logo"],
        tax_number=row["tax_number"],
        handed_out=row["handed_out"],
        original=row["original"],
        language=row["language"],
        computerised=row["computerised"],
        country=row["business_country"],
        account=None if row["account"] is None else _DECODE_ACCOUNT.decode(row["account"]),
        means=row["means"],
    )


def draft_item(draft: StoredDocument, numbering: Numbering | None = None) -> Mapping[str, Any]:
    """The `draft` part of an item for `save_draft_v2`; a new one takes its number as `numbering` says."""
    document = draft.document
    run, first = (None, None) if numbering is None else numbering.of_draft
    return {
        "serial": draft.serial if numbering is None else None,
        "key": draft.key,
        "uuid": draft.uuid,
        "kind": document.kind,
        "is_debt": document.facts.asks,
        "series": document.series,
        "run": run,
        "first_number": first,
        "version": draft.version,
        "state": draft.state,
        "date": document.date,
        "contact": document.contact,
        "body": document,
    }


def decode_one(text: str | None) -> StoredDocument | None:
    """A document as the queries give it, or none."""
    return None if text is None else _DECODE_STORED.decode(text)
