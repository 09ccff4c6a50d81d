"""What one API worker holds after a long day: its resident memory under a mix of calls, and whether it still grows."""

from __future__ import annotations

import json
import random
import statistics
from pathlib import Path
from typing import Final

import uvloop

from benchmarks.calls import get, invoice, open_businesses, post_frame, send_all
from benchmarks.calls import post as post_once
from benchmarks.installation import Installation
from benchmarks.load import refuse_other, run_load
from benchmarks.reading import issue_documents
from benchmarks.results import BenchmarkError, Measure
from benchmarks.scale import Scale

_MOST_MB: Final = 160.0
_CONNECTIONS: Final = 8
_DOCUMENTS: Final = 300
_SAMPLES: Final = 100
#: Of each hundred calls.
_MIX: Final = ["get"] * 60 + ["list"] * 20 + ["post"] * 15 + ["pdf"] * 5


def measure_worker(installation: Installation, first_business: int, scale: Scale) -> Measure:
    """`worker_rss`: one worker serves all the calls, so that its count is theirs."""
    with installation.serve("--workers", "1") as server:
        (worker,) = server.workers()
        at_start = _rss_mb(worker)
        (member,) = open_businesses(installation, server.port, first_business, 1)
        keys = [f"mix-{place}" for place in range(_DOCUMENTS)]
        issue_documents(server.port, member, keys[::2])
        send_all(server.port, [post_once("Documents", member.token, invoice(key)) for key in keys[1::2]], 201)
        calls = _Calls(member.token, keys, scale.mixed_requests)
        sizes: list[tuple[int, float]] = []
        every = max(1, scale.mixed_requests // _SAMPLES)

        def check(connection: int, status: int, body: bytes) -> None:
            del connection
            refuse_other(status, body, 200, 201)
            calls.answered += 1
            if calls.answered % every == 0:
                sizes.append((calls.answered, _rss_mb(worker)))

        load = uvloop.run(run_load(server.port, calls.next, check, connections=_CONNECTIONS))
        if load.answers != scale.mixed_requests or [worker] != server.workers():
            raise BenchmarkError("the worker was replaced, or answers are missing")
    half = sizes[len(sizes) // 2 :]
    slope = statistics.linear_regression([count for count, _ in half], [size for _, size in half]).slope * 10_000
    value = sizes[-1][1]
    return Measure(
        name="worker_rss",
        value=value,
        unit="MB",
        target=f"< {_MOST_MB:g} MB",
        met=value < _MOST_MB,
        notes=(
            f"one worker, {load.answers:,} answers, {load.per_second:,.0f} a second; {at_start:.0f} MB when it began",
            f"{half[0][1]:.0f} MB half-way, {max(size for _, size in sizes):.0f} MB at most",
            f"slope over the last half: {slope:+.2f} MB per 10,000 answers",
        ),
    )


class _Calls:
    """The mix, in an order that is the same every time."""

    def __init__(self, token: str, keys: list[str], count: int) -> None:
        self._token = token
        self._keys = keys
        self._left = count
        self._random = random.Random(20_000)  # noqa: S311 - an order, no secret
        self._mix: list[str] = []
        self._posted = 0
        self._frame = post_frame("Documents", token, _body())
        self.answered = 0

    def next(self, connection: int) -> bytes | None:
        del connection
        if self._left == 0:
            return None
        self._left -= 1
        if not self._mix:
            self._mix = self._random.sample(_MIX, len(_MIX))
        call = self._mix.pop()
        if call == "post":
            self._posted += 1
            return self._frame % b"mix-%d" % self._posted
        if call == "list":
            return get(f"Documents?page={self._random.randrange(5)}", self._token)
        key = self._random.choice(self._keys)
        return get(f"Documents/{key}" if call == "get" else f"Pdf?id={key}", self._token)


def _body() -> bytes:
    return json.dumps(invoice(), ensure_ascii=False).encode()


def _rss_mb(pid: int) -> float:
    """Resident memory in megabytes of 10^6 bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise BenchmarkError("the worker is gone")
