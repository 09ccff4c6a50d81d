"""Mailings in the database: what mailing a document is decided on, what was mailed, and the business's own texts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import UUID

import msgspec

from pinkas.books.mailing import MailingState
from pinkas.storage.decisions import ONCE_SQL, ReplayFacts
from pinkas.storage.documents import LETTERHEAD_SQL, Letterhead, Named, PaperFacts, decode_one, stored_sql
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = {name: text.replace("{once}", ONCE_SQL) for name, text in queries("mailings").items()}
_PAGE: Final = _SQL["page"].replace("{mailing}", _SQL["mailing"])
_PAGE_OF_DOCUMENT: Final = _SQL["page_of_document"].replace("{mailing}", _SQL["mailing"])


class Mailed(msgspec.Struct, frozen=True):
    """What became of the mailing of an earlier request under the same idempotency key."""

    state: MailingState
    detail: str | None


class OwnText(msgspec.Struct, frozen=True):
    """What a business writes in its mails of one kind, in one language."""

    language: str
    subject: str
    body: str


class StoredMailing(msgspec.Struct, frozen=True):
    """A mailing as it stands; `document` is its document's key. `detail` and `ended_at` are the outcome's."""

    serial: int
    uuid: UUID
    document: str
    series: int
    number: int
    run: str
    recipients: tuple[str, ...]
    language: str
    subject: str
    state: MailingState
    detail: str | None
    intended_at: dt.datetime
    intended_by: str
    ended_at: dt.datetime | None


class _Facts(msgspec.Struct, frozen=True):
    once: ReplayFacts | None
    mailed: Mailed | None
    texts: tuple[OwnText, ...]


class TextFacts(msgspec.Struct, frozen=True):
    """A business's own text, if any, and an earlier request under the same idempotency key."""

    once: ReplayFacts | None
    text: OwnText | None


@dataclass(frozen=True, slots=True)
class MailingFacts:
    """What mailing a document needs. `mailed` belongs to `once`."""

    once: ReplayFacts | None
    mailed: Mailed | None
    texts: tuple[OwnText, ...]
    paper: PaperFacts

    def own_text(self, language: str) -> OwnText | None:
        """What the business wrote for this kind of document."""
        return next((text for text in self.texts if text.language == language), None)


_DECODE_FACTS: Final = msgspec.json.Decoder(_Facts)
_DECODE_LETTERHEAD: Final = msgspec.json.Decoder(Letterhead)
_DECODE_MAILING: Final = msgspec.json.Decoder(StoredMailing)
_DECODE_TEXT: Final = msgspec.json.Decoder(TextFacts)


@cache
def _facts_sql(picked: str) -> str:
    whole = _SQL["facts"].replace("{letterhead}", LETTERHEAD_SQL)
    return whole.replace("{stored}", stored_sql(picked)).replace("{picked}", picked)


async def facts(store: Store, business: int, named: Named, *, once: tuple[str, str] | None) -> MailingFacts | None:
    """What mailing the named document needs, or None when there is no such document; `once` is (credential, key)."""
    credential, key = once or (None, None)
    row = await store.row(_facts_sql(named.picked), business, credential, key, *named.values)
    stored = None if row is None else decode_one(row["stored"])
    if stored is None:
        return None
    found = _DECODE_FACTS.decode(row["facts"])
    paper = PaperFacts(
        stored=stored,
        letterhead=_DECODE_LETTERHEAD.decode(row["letterhead"]),
        logo=row["logo"],
        tax_number=row["tax_number"],
        handed_out=False,
        original=None,
        language=None,
    )
    return MailingFacts(found.once, found.mailed, found.texts, paper)


async def page(
    store: Store, business: int, *, offset: int, limit: int, document: str | None = None
) -> tuple[int, list[StoredMailing]]:
    """How many mailings there are (of the document under this key), and those of one page, oldest first."""
    if document is None:
        row = await store.row(_PAGE, business, offset, limit)
    else:
        row = await store.row(_PAGE_OF_DOCUMENT, business, offset, limit, document)
    return (0, []) if row is None else (row["total"], [_DECODE_MAILING.decode(text) for text in row["rows"]])


async def text_facts(
    store: Store, business: int, kind: str, language: str, *, once: tuple[str, str] | None
) -> TextFacts:
    """The business's own text for a kind and a language; `once` is (credential, key)."""
    credential, key = once or (None, None)
    return _DECODE_TEXT.decode(await store.value(_SQL["text_facts"], business, credential, key, kind, language))
