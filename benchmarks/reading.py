"""Reading one document by key, against one raw select by key through a server of the same kind."""

from __future__ import annotations

import itertools
import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import uvloop

from benchmarks.calls import Member, get, invoice, post, send_all
from benchmarks.installation import Installation, Server, stop
from benchmarks.load import Load, NextRequest, expect, run_load
from benchmarks.processor import Spent, spent, total
from benchmarks.results import BenchmarkError, Measure, spread_of
from benchmarks.scale import Scale

CONNECTIONS: Final = 32
_LEAST_RATIO: Final = 0.6


def measure_get(installation: Installation, server: Server, member: Member, scale: Scale) -> Measure:
    """`get_document`: GET Documents/{id} of issued three-line invoices, 32 connections, each document many times."""
    keys = [f"read-{place}" for place in range(scale.documents_read)]
    issue_documents(server.port, member, keys)
    asked = [get(f"Documents/{key}", member.token) for key in keys]
    ours_asked = _in_turn(asked)
    # The documents are the first of their business, in whatever order they came: serials run from 1.
    raw_asked = _in_turn(
        [
            f"GET /raw/{member.business}/{serial} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
            for serial in random.Random(1).sample(range(1, len(keys) + 1), len(keys))  # noqa: S311 - an order, no secret
        ]
    )
    cluster = installation.cluster()
    installation.analyze()
    # The first quarter finds the plans; after it each answer is only new to its worker.
    quarter = len(asked) // 4
    _first_reads(server, asked[:quarter], cluster.pid)
    first = _first_reads(server, asked[quarter:], cluster.pid)
    with raw_server(installation, workers=len(server.workers())) as raw:
        sides = (
            Side("floor", raw.port, raw_asked, raw.workers(), cluster.pid),
            Side("ours", server.port, ours_asked, server.workers(), cluster.pid),
        )
        for side in sides:
            side.load(scale.warm_up_s)
        installation.analyze()
        for _ in range(scale.rounds):
            for side in sides:
                side.measure(scale.sample_s)
    floor, ours = sides
    return Measure(
        name="get_document",
        value=ours.per_second,
        unit="requests/s",
        floor=floor.per_second,
        spread=spread_of([load.per_second for load in ours.loads]),
        target=f"ratio ≥ {_LEAST_RATIO}",
        met=ours.per_second / floor.per_second >= _LEAST_RATIO,
        notes=(first, *ours.told(), *floor.told()),
    )


def _first_reads(server: Server, asked: Sequence[bytes], postmaster: int) -> str:
    """Ask for each document once, before a worker remembers any; tells what that costs."""
    left, workers = iter(asked), server.workers()
    before = spent(workers=workers, postmaster=postmaster)
    load = uvloop.run(run_load(server.port, lambda _: next(left, None), expect(200), connections=CONNECTIONS))
    cost = spent(workers=workers, postmaster=postmaster).since(before)
    return f"ours, each document for the first time: {cost.told(load.answers)}"


@dataclass(slots=True)
class Side:
    """One of two servers that are asked in turns."""

    name: str
    port: int
    asked: NextRequest
    workers: list[int]
    postmaster: int
    connections: int = CONNECTIONS
    loads: list[Load] = field(default_factory=list)
    costs: list[Spent] = field(default_factory=list)

    def load(self, seconds: float) -> Load:
        """Ask for so long."""
        return uvloop.run(run_load(self.port, self.asked, expect(200), connections=self.connections, seconds=seconds))

    def measure(self, seconds: float) -> None:
        """The same, and keep what it took."""
        before = spent(workers=self.workers, postmaster=self.postmaster)
        self.loads.append(self.load(seconds))
        self.costs.append(spent(workers=self.workers, postmaster=self.postmaster).since(before))

    @property
    def per_second(self) -> float:
        """The median of the rounds."""
        return statistics.median(load.per_second for load in self.loads)

    def told(self) -> tuple[str, str]:
        """Sentences for the table."""
        p50 = statistics.median(load.p50_ms for load in self.loads)
        p99 = statistics.median(load.p99_ms for load in self.loads)
        busy = max(load.busy for load in self.loads)
        spread = spread_of([load.per_second for load in self.loads])
        return (
            f"{self.name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, spread {spread:.0%}; generator at {busy:.0%} of a core",
            f"{self.name}: {total(self.costs).told(sum(load.answers for load in self.loads))}",
        )


def issue_documents(port: int, member: Member, keys: Sequence[str], *, lines: int = 3) -> None:
    """Post an invoice under each key, and issue it."""
    send_all(port, [post("Documents", member.token, invoice(key, lines=lines)) for key in keys], 201)
    send_all(port, [post(f"PrintDocument?id={key}", member.token, {}) for key in keys], 200)


def _in_turn(requests: list[bytes]) -> NextRequest:
    turns = itertools.cycle(requests)
    return lambda _: next(turns)


@contextmanager
def raw_server(installation: Installation, *, workers: int) -> Iterator[Server]:
    """The raw server, with as many workers as ours."""
    settings = {"database": installation.cluster().connect_kwargs("server"), "workers": workers}
    # Workers are started without the current folder on their path, and must find this package all the same.
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.raw_app"],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - pipes, for the type checker
    try:
        process.stdin.write(json.dumps(settings) + "\n")
        process.stdin.flush()
        said = process.stdout.readline()
        if not said.strip().isdigit():
            raise BenchmarkError("the raw server did not start")
        yield Server(int(said), process.pid)
    finally:
        stop(process)
        process.stdin.close()
        process.stdout.close()
