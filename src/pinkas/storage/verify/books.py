"""Proving a business's books: the daybook's chain, every record it can still speak for, and every total kept twice.

Reads only, in ranges of 10,000 lines, each in a snapshot of its own, so a live server is no hindrance. What the daybook
said of a draft or contact that has changed since is chained but cannot be recomputed; what stands now, always.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from pinkas.books import daybook
from pinkas.books.daybook import GENESIS, DaybookLine
from pinkas.books.kinds import KINDS
from pinkas.books.tenders import TENDER_TYPES
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries
from pinkas.storage.verify.evidence import Evidence
from pinkas.storage.verify.finding import Finding, NotWholeError
from pinkas.storage.verify.nouns import NOUNS
from pinkas.storage.verify.proofs import PROVERS

RANGE: Final = 10_000

#: Every verb and its proof.
_PROVERS: Final = PROVERS | {verb: prover for noun in NOUNS for verb, prover in noun.provers.items()}

_SQL: Final = queries("verify")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the chain was proved, and the link it had there."""

    position: int
    link: bytes


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
    evidence = Evidence(connection, business, rows)
    await evidence.load()
    for noun in NOUNS:
        evidence.more[noun.name] = await noun.load(evidence)
    _prove_lines(evidence)
    if at.position >= head["position"] or not rows:
        _prove_end(head, at)
        await _prove_totals(connection, business)
    return at, int(head["position"])


def _prove_lines(evidence: Evidence) -> None:
    """Prove every line of the range. Raises NotWholeError for the first that is not so."""
    for line in evidence.lines:
        prover = _PROVERS.get(line["verb"])
        if prover is None:
            raise NotWholeError(f"daybook line {line['position']}", f"nobody knows the verb {line['verb']!r}")
        prover(evidence, line)


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
    debts = [kind.name for kind in KINDS.values() if kind.asks]
    outside = [tender.name for tender in TENDER_TYPES.values() if not tender.in_till]
    for row in await connection.fetch(_SQL["disagreements"], business, debts, outside):
        raise NotWholeError(f"{row['what']} {row['record']}", f"{row['kept']} is kept, {row['computed']} is right")
    for noun in NOUNS:
        if noun.disagreements is not None:
            for row in await connection.fetch(noun.disagreements, business):
                raise NotWholeError(
                    f"{row['what']} {row['record']}", f"{row['kept']} is kept, {row['computed']} is right"
                )
