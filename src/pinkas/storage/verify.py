"""Proving a business's books: the daybook's chain, every record it can still speak for, and every total kept twice.

Reads only, in ranges of 10,000 lines, each in a snapshot of its own, so a live server is no hindrance. What the daybook
said of a draft or contact that has changed since is chained but cannot be recomputed; what stands now, always.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

import asyncpg
import msgspec

from pinkas.books import daybook
from pinkas.books.business import Business
from pinkas.books.contact import Contact
from pinkas.books.daybook import GENESIS, DaybookLine
from pinkas.books.document import StoredDocument
from pinkas.books.entry import Entry
from pinkas.books.errors import PinkasError
from pinkas.books.kinds import KINDS, OpenSide
from pinkas.books.settlement import Settlement, left_open
from pinkas.storage.documents import stored_by_serials_sql
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

RANGE: Final = 10_000

_SQL: Final = queries("verify")
_STORED: Final = msgspec.json.Decoder(StoredDocument)
_ENTRY: Final = msgspec.json.Decoder(Entry)
_SETTLEMENT: Final = msgspec.json.Decoder(Settlement)
_CONTACT: Final = msgspec.json.Decoder(Contact)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """The first record that is not whole, and how."""

    record: str
    fault: str

    def __str__(self) -> str:
        """One sentence for the person who asked."""
        return f"{self.record}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the chain was proved, and the link it had there."""

    position: int
    link: bytes


class NotWholeError(Exception):
    """Found something; carries it."""

    def __init__(self, record: str, fault: str) -> None:
        super().__init__(record, fault)
        self.finding = Finding(record, fault)


async def verify_business(
    store: Store,
    business: int,
    *,
    start: Checkpoint | None = None,
    progress: Progress = lambda _done, _all: None,
    reached: Callable[[Checkpoint], None] = lambda _: None,
) -> Finding | None:
    """None when the books are whole, else the first record that is not.

    Goes on from `start` when the chain still has that link there; `reached` is told every proved range.
    """
    try:
        at = await _starting_point(store, business, start)
        while True:
            async with _snapshot(store) as connection:
                at, last = await _prove_range(connection, business, at)
            progress(at.position, last)
            reached(at)
            if at.position >= last:
                return None
    except NotWholeError as error:
        return error.finding


async def _prove_range(connection: asyncpg.Connection, business: int, at: Checkpoint) -> tuple[Checkpoint, int]:
    """Prove the next range, and with the last one everything that is kept twice; where it got, and the end."""
    head = await connection.fetchrow(_SQL["head"], business)
    if head is None:
        raise NotWholeError(f"business {business}", "its head row is missing")
    rows = await connection.fetch(_SQL["lines"], business, at.position, RANGE)
    at = _prove_chain(business, at, rows)
    await _Range(connection, business, rows).prove()
    if at.position >= head["position"] or not rows:
        _prove_end(head, at)
        await _prove_totals(connection, business)
    return at, int(head["position"])


async def check_head(store: Store, business: int, position: int, link: bytes) -> Finding | None:
    """Whether the chain still passes through a head that was signed before: the only way to notice a cut end."""
    if position and await store.value(_SQL["link_at"], business, position) != link:
        return Finding(f"daybook line {position}", "it is not the line whose head was signed")
    return None


@asynccontextmanager
async def _snapshot(store: Store) -> AsyncIterator[asyncpg.Connection]:
    async with store.transaction(isolation="repeatable_read", readonly=True) as connection:
        await connection.execute("set local statement_timeout = 0")
        yield connection


async def _starting_point(store: Store, business: int, start: Checkpoint | None) -> Checkpoint:
    """Where to begin: the start of the book, or a checkpoint that still holds."""
    if start is not None and start.position > 0:
        link = await store.value(_SQL["link_at"], business, start.position)
        if link == start.link:
            return start
        raise NotWholeError(
            f"daybook line {start.position}", "its link is not the one that was proved or signed before"
        )
    return Checkpoint(0, GENESIS)


def _prove_chain(business: int, at: Checkpoint, rows: Iterable[Mapping[str, Any]]) -> Checkpoint:
    """Positions dense, every link the hash of all before it."""
    for row in rows:
        if row["position"] != at.position + 1:
            raise NotWholeError(f"daybook line {at.position + 1}", "it is missing")
        line = DaybookLine(
            position=row["position"],
            recorded_at=row["recorded_at"],
            actor=row["actor"],
            verb=row["verb"],
            sort=row["sort"],
            serial=row["serial"],
            numbers=tuple(row["numbers"]),
            content=row["content"],
            link=row["link"],
        )
        if daybook.link(business, at.link, line) != line.link:
            raise NotWholeError(f"daybook line {line.position} ({line.verb})", "its link does not follow from it")
        at = Checkpoint(line.position, line.link)
    return at


def _prove_end(head: Mapping[str, Any], at: Checkpoint) -> None:
    if head["position"] != at.position or head["link"] != at.link:
        raise NotWholeError(
            f"daybook line {at.position}", f"the head says the last line is {head['position']} with another link"
        )


async def _prove_totals(connection: asyncpg.Connection, business: int) -> None:
    debts = [kind.name for kind in KINDS.values() if kind.open_side is OpenSide.DEBT]
    for row in await connection.fetch(_SQL["disagreements"], business, debts):
        raise NotWholeError(f"{row['what']} {row['record']}", f"{row['kept']} is kept, {row['computed']} is right")


@dataclass(slots=True)
class _Range:
    """One range of lines against the records they speak of."""

    connection: asyncpg.Connection
    business: int
    rows: list[Mapping[str, Any]]
    documents: dict[int, StoredDocument] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    entry_of: dict[int, int | None] = field(default_factory=dict)
    settled: dict[int, list[Settlement]] = field(default_factory=lambda: defaultdict(list))
    cancellations: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    hand_outs: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    contacts: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    legal: dict[int, str] = field(default_factory=dict)
    faces: dict[int, Decimal | None] = field(default_factory=dict)
    till: dict[int, str] = field(default_factory=dict)
    opened: Mapping[str, Any] | None = None

    async def prove(self) -> None:
        """Every line that can still be recomputed has the content and the numbers that its record gives."""
        await self._load()
        provers: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "business opened": self._business,
            "contact saved": self._contact,
            "contact removed": self._contact,
            "draft written": self._draft,
            "draft voided": self._draft,
            "document issued": self._issue,
            "document cancelled": self._cancellation,
            "original handed out": self._hand_out,
        }
        for row in self.rows:
            prover = provers.get(row["verb"])
            if prover is None:
                raise NotWholeError(f"daybook line {row['position']}", f"nobody knows the verb {row['verb']!r}")
            prover(row)

    async def _load(self) -> None:
        documents = sorted({row["serial"] for row in self.rows if row["sort"] == "document"})
        contacts = sorted({row["serial"] for row in self.rows if row["sort"] == "contact"})
        fetch, business = self.connection.fetch, self.business
        for (text,) in await fetch(stored_by_serials_sql(), business, documents):
            stored = self._decoded("document", _STORED, text)
            self.documents[stored.serial] = stored
        self.entry_of = dict(await fetch(_SQL["entry_of_documents"], business, documents))
        self.cancellations = {
            row["document_serial"]: row for row in await fetch(_SQL["cancellations"], business, documents)
        }
        wanted = {*self.entry_of.values(), *(row["entry_serial"] for row in self.cancellations.values())} - {None}
        for serial, text in await fetch(_SQL["entries"], business, sorted(serial for serial in wanted if serial)):
            self.entries[serial] = self._decoded(f"entry {serial}", _ENTRY, text)
        for paying, text in await fetch(_SQL["settlements"], business, documents):
            self.settled[paying].append(_SETTLEMENT.decode(text))
        self.hand_outs = {row["document_serial"]: row for row in await fetch(_SQL["hand_outs"], business, documents)}
        self.contacts = {row["serial"]: row for row in await fetch(_SQL["contacts"], business, contacts)}
        for serial, series, number, face in await fetch(_SQL["legal_numbers"], business, documents):
            self.legal[serial] = f"{series}/{number}"
            self.faces[serial] = face
        for serial, register, sequence in await fetch(_SQL["till_numbers"], business, documents):
            self.till[serial] = f"till {register}-{sequence}"
        if any(row["sort"] == "business" for row in self.rows):
            self.opened = await self.connection.fetchrow(_SQL["business"], business)

    @staticmethod
    def _decoded(record: str, decoder: msgspec.json.Decoder[Any], text: str) -> Any:
        try:
            return decoder.decode(text)
        except (ValueError, PinkasError) as error:
            key = msgspec.json.decode(text).get("key")
            named = record if key is None else f"{record} {key!r}"
            raise NotWholeError(named, f"it is no valid record: {error}") from None

    def _document(self, row: Mapping[str, Any]) -> StoredDocument:
        stored = self.documents.get(row["serial"])
        if stored is None:
            raise NotWholeError(f"document with serial {row['serial']}", "it is missing")
        return stored

    @staticmethod
    def _compare(row: Mapping[str, Any], record: str, content: bytes) -> None:
        if row["content"] != content:
            raise NotWholeError(record, f"it is not what daybook line {row['position']} ({row['verb']}) recorded")

    @staticmethod
    def _compare_numbers(row: Mapping[str, Any], record: str, numbers: list[str | None]) -> None:
        if list(row["numbers"]) != numbers:
            said = ", ".join(row["numbers"])
            raise NotWholeError(record, f"daybook line {row['position']} gave it {said}; it bears {numbers}")

    def _business(self, row: Mapping[str, Any]) -> None:
        if self.opened is None:
            raise NotWholeError(f"business {self.business}", "its letterhead or directory row is missing")
        facts = {**msgspec.json.decode(self.opened["facts"]), "logo": None}
        opened = replace(msgspec.convert(facts, Business), logo=self.opened["logo"])
        self._compare(row, f"business {opened.tax_number}", daybook.business_content(opened))

    def _contact(self, row: Mapping[str, Any]) -> None:
        found = self.contacts.get(row["serial"])
        if found is None:
            raise NotWholeError(f"contact with serial {row['serial']}", "it is missing")
        if not row["is_last"]:
            return
        record = f"contact {found['key']!r}"
        contact = self._decoded(record, _CONTACT, found["contact"])
        content = daybook.contact_content(
            found["key"], found["uuid"], found["version"], contact, deleted=found["deleted"]
        )
        self._compare(row, record, content)

    def _draft(self, row: Mapping[str, Any]) -> None:
        stored = self._document(row)
        record = f"document {stored.key!r}"
        if row["numbers"]:
            self._compare_numbers(row, record, [self.legal.get(stored.serial)])
        if row["is_last"]:
            void = row["verb"] == "draft voided"
            content = daybook.draft_content(stored.key, stored.uuid, stored.version, stored.document, void=void)
            self._compare(row, record, content)

    def _issue(self, row: Mapping[str, Any]) -> None:
        stored = self._document(row)
        record = f"document {stored.key!r}"
        self._compare_numbers(row, record, [self.legal.get(stored.serial), self.till.get(stored.serial)])
        if stored.open_amount is None:
            raise NotWholeError(record, "it was issued, and its rows are missing")
        entry = self.entries.get(self.entry_of.get(stored.serial) or 0)
        settlements = [one for one in self.settled[stored.serial] if one.amount > 0]
        self._compare(row, record, daybook.issue_content(stored.key, stored.uuid, stored.document, entry, settlements))
        released = sum((one.amount for one in self.settled[stored.serial] if one.amount < 0), Decimal(0))
        if released and stored.serial not in self.cancellations:
            raise NotWholeError(record, "its settlements were released without a cancellation")
        face = self.faces.get(stored.serial)
        if left_open(stored.document) != face:
            raise NotWholeError(record, f"{face} is kept as what can be settled, {left_open(stored.document)} is right")

    def _cancellation(self, row: Mapping[str, Any]) -> None:
        stored = self._document(row)
        record = f"the cancellation of document {stored.key!r}"
        found = self.cancellations.get(stored.serial)
        if found is None:
            raise NotWholeError(record, "it is missing")
        entry = self.entries.get(found["entry_serial"] or 0)
        released = sorted(
            (Settlement(paid=one.paid, amount=-one.amount) for one in self.settled[stored.serial] if one.amount < 0),
            key=lambda one: one.paid,
        )
        content = daybook.cancellation_content(stored.serial, found["date"], entry, released)
        self._compare(row, record, content)

    def _hand_out(self, row: Mapping[str, Any]) -> None:
        stored = self._document(row)
        record = f"the original of document {stored.key!r}"
        found = self.hand_outs.get(stored.serial)
        if found is None:
            raise NotWholeError(record, "it is missing")
        if not found["agrees"]:
            raise NotWholeError(record, "its bytes are not those of its hash")
        content = daybook.hand_out_content(stored.serial, found["language"], found["computed"])
        self._compare(row, record, content)
