"""Writing documents through the server against the floor of one raw call: over many businesses, and in one hot series.

Both sides run in turns on the same cluster. Afterwards the books are counted: every 201 is a document, and the numbers
of each series run without gap or double.
"""

from __future__ import annotations

import itertools
import json
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import psycopg
import uvloop

from benchmarks.calls import LINES, Member, invoice, post, post_frame
from benchmarks.floor import FloorRound, WritingFloor
from benchmarks.installation import Installation, Server
from benchmarks.load import Load, expect, refuse_other, run_load
from benchmarks.processor import Spent, spent, total
from benchmarks.results import BenchmarkError, Measure, spread_of
from benchmarks.scale import Scale

CONNECTIONS: Final = 32
_SAID: Final = re.compile(rb'"DocumentId":"([^"]+)".*?"Number":"98/(\d+)"')


class Writers:
    """So many connections that post discounted invoices, each with its own Idempotency-Key, and note the numbers."""

    def __init__(self, port: int, members: Sequence[Member]) -> None:
        self._port = port
        self._members = members
        content = json.dumps(invoice(lines=LINES), ensure_ascii=False).encode()
        self._frames = [post_frame("Documents", member.token, content) for member in members]
        self._keys = itertools.count(1)
        self._asked: dict[int, int] = {}
        #: (place of the member, key, number) of every answer.
        self.answered: list[tuple[int, str, int]] = []

    def run(self, seconds: float) -> Load:
        """Post for so long."""
        return uvloop.run(run_load(self._port, self._next, self._check, connections=CONNECTIONS, seconds=seconds))

    def _next(self, connection: int) -> bytes:
        count = next(self._keys)
        place = self._asked[connection] = count % len(self._members)
        return self._frames[place] % b"bench-%d" % count

    def _check(self, connection: int, status: int, body: bytes) -> None:
        refuse_other(status, body, 201)
        found = _SAID.search(body)
        if found is None:
            raise BenchmarkError("an answer to POST Documents bears no number")
        self.answered.append((self._asked[connection], found[1].decode(), int(found[2])))


class _Writing(Protocol):
    """A load of writes."""

    def run(self, seconds: float) -> Load:
        """Write for so long."""


@dataclass(slots=True)
class Rounds:
    """What the rounds gave; processor time by round."""

    ours: list[Load] = field(default_factory=list)
    floors: list[FloorRound] = field(default_factory=list)
    ours_spent: list[Spent] = field(default_factory=list)
    floors_spent: list[Spent] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def measure_posting(installation: Installation, server: Server, members: Sequence[Member], scale: Scale) -> Measure:
    """`post_document`: POST Documents, 32 connections, many businesses."""
    rounds, _ = _run(installation, server, members, scale)
    return measured("post_document", rounds, least_ratio=0.5)


def measure_hot_series(installation: Installation, server: Server, member: Member, scale: Scale) -> Measure:
    """`issue_hot_series`: 32 writers take the numbers of one series of one business; then as many issue them."""
    rounds, writers = _run(installation, server, [member], scale)
    rounds.notes.append(_issue(server, member, writers, scale))
    _check_books(installation.cluster().dsn("owner"), [member], writers)
    return measured("issue_hot_series", rounds, least_ratio=0.6)


def _run(installation: Installation, server: Server, members: Sequence[Member], scale: Scale) -> tuple[Rounds, Writers]:
    writers = Writers(server.port, members)
    rounds = alternate(installation, server, writers, len(members), scale)
    kept = _check_books(installation.cluster().dsn("owner"), members, writers)
    rounds.notes.append(f"{kept:,} documents answered and found in the books, their numbers without gap or double")
    return rounds, writers


def alternate(installation: Installation, server: Server, writers: _Writing, businesses: int, scale: Scale) -> Rounds:
    """The floor and ours in turns, over as many businesses each."""
    cluster = installation.cluster()
    floor = WritingFloor(cluster)
    uvloop.run(floor.create(businesses))
    writers.run(scale.warm_up_s)
    uvloop.run(floor.sample(scale.warm_up_s, businesses))
    installation.analyze()
    uvloop.run(floor.analyze())
    rounds, workers = Rounds(), server.workers()

    def now() -> Spent:
        return spent(workers=workers, postmaster=cluster.pid)

    for _ in range(scale.rounds):
        start = now()
        rounds.floors.append(uvloop.run(floor.sample(scale.sample_s, businesses)))
        middle = now()
        rounds.ours.append(writers.run(scale.sample_s))
        rounds.floors_spent.append(middle.since(start))
        rounds.ours_spent.append(now().since(middle))
    uvloop.run(floor.check())
    return rounds


def _issue(server: Server, member: Member, writers: Writers, scale: Scale) -> str:
    """Print the documents just posted, so that they are issued, for as long as one sample; tells how it went."""
    left = iter([post(f"PrintDocument?id={key}", member.token, {}) for _, key, _ in writers.answered])
    load = uvloop.run(
        run_load(server.port, lambda _: next(left, None), expect(200), connections=CONNECTIONS, seconds=scale.sample_s)
    )
    return f"{load.answers:,} of them issued afterwards, {load.per_second:,.0f} a second, by 32 connections too"


def _check_books(owner_dsn: str, members: Sequence[Member], writers: Writers) -> int:
    """Every answered number is in the books once, and nothing else is; the runs are whole. Gives their count."""
    with psycopg.connect(owner_dsn) as connection:
        rows = connection.execute(
            "select n.business_id, n.number from books.legal_number n"
            " join books.document_index i on i.business_id = n.business_id and i.serial = n.document_serial"
            " where n.series = 98 and n.business_id = any(%s)",
            [[member.business for member in members]],
        ).fetchall()
    answered = Counter((members[place].business, number) for place, _, number in writers.answered)
    if max(answered.values()) > 1:
        raise BenchmarkError("two answers bear the same number")
    if Counter(rows) != answered:
        raise BenchmarkError(f"{len(answered)} documents were answered and {len(rows)} are in the books")
    by_business: dict[int, list[int]] = {}
    for business, number in rows:
        by_business.setdefault(business, []).append(number)
    for numbers in by_business.values():
        if max(numbers) - min(numbers) + 1 != len(numbers):
            raise BenchmarkError("a series has a gap")
    return len(rows)


def measured(name: str, rounds: Rounds, *, least_ratio: float, unit: str = "documents/s") -> Measure:
    """The measure that the rounds come to."""
    rates = [load.per_second for load in rounds.ours]
    floors = rounds.floors
    value = statistics.median(rates)
    floor = statistics.median(one.best for one in floors)
    by_clients = ", ".join(
        f"{clients} clients {statistics.median(one.by_clients[clients] for one in floors):,.0f}"
        for clients in floors[0].by_clients
    )
    latencies = [latency for load in rounds.ours for latency in load.latencies_s]
    p50, p99 = (statistics.quantiles(latencies, n=100)[place] * 1000 for place in (49, 98))
    busy = max(load.busy for load in rounds.ours)
    return Measure(
        name=name,
        value=value,
        unit=unit,
        floor=floor,
        spread=spread_of(rates),
        target=f"ratio ≥ {least_ratio}",
        met=value / floor >= least_ratio,
        notes=(
            *rounds.notes,
            f"answers p50 {p50:.1f} ms, p99 {p99:.1f} ms; the generator used {busy:.0%} of a core at most",
            f"floor by clients: {by_clients}; spread {spread_of([one.best for one in floors]):.0%}",
            f"ours: {total(rounds.ours_spent).told(sum(load.answers for load in rounds.ours))}",
            f"floor: {total(rounds.floors_spent).told(sum(one.calls for one in floors))}",
        ),
    )
