"""The load: so many connections that each ask, wait for the whole answer, check it, and ask again.

Bytes in, bytes out, on one event loop: a request costs this side a fraction of what it costs the server. How busy this
side was is part of the result, so that a reader sees whether it held the server back.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, cast

from benchmarks.results import BenchmarkError

#: Gives the next request of a connection (by its number), or None when that connection is done.
NextRequest = Callable[[int], bytes | None]
#: Sees each answer: (connection, status, body). Raises BenchmarkError for a wrong one.
Check = Callable[[int, int, bytes], None]

_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"
#: After this long without the end of a run something hangs.
_PATIENCE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of requests took: `busy` is the share of one core this side used."""

    answers: int
    seconds: float
    busy: float
    latencies_s: list[float] = field(repr=False)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    @property
    def p50_ms(self) -> float:
        """The median answer time in milliseconds."""
        return statistics.median(self.latencies_s) * 1000

    @property
    def p99_ms(self) -> float:
        """The answer time that one in a hundred exceeded, in milliseconds."""
        return statistics.quantiles(self.latencies_s, n=100)[98] * 1000


def expect(*statuses: int) -> Check:
    """A check that knows only which statuses are right."""

    def check(connection: int, status: int, body: bytes) -> None:
        del connection
        refuse_other(status, body, *statuses)

    return check


def refuse_other(status: int, body: bytes, *statuses: int) -> None:
    """Raise BenchmarkError for a status that is not one of these."""
    if status not in statuses:
        raise BenchmarkError(f"an answer has status {status}: {body[:300].decode(errors='replace')}")


async def run_load(
    port: int, next_request: NextRequest, check: Check, *, connections: int, seconds: float | None = None
) -> Load:
    """Ask over so many connections until the time is over (or the requests are), and let all answers come in."""
    run = _Run(next_request, check, connections)
    loop = asyncio.get_running_loop()
    clients: list[_Client] = []

    def connected() -> _Client:
        clients.append(_Client(run, len(clients)))
        return clients[-1]

    for _ in range(connections):
        await loop.create_connection(connected, "127.0.0.1", port)
    began, began_cpu = time.perf_counter(), time.process_time()
    if seconds is not None:
        run.deadline = began + seconds
    for client in clients:
        client.ask()
    try:
        limit = None if seconds is None else seconds + _PATIENCE_S
        await asyncio.wait_for(run.over, limit)
    except TimeoutError:
        raise BenchmarkError(f"{run.open} of {connections} connections never got their last answer") from None
    finally:
        for client in clients:
            client.close()
    took = time.perf_counter() - began
    return Load(len(run.latencies_s), took, (time.process_time() - began_cpu) / took, run.latencies_s)


class _Run:
    """What the connections of one run share."""

    def __init__(self, next_request: NextRequest, check: Check, connections: int) -> None:
        self.next_request = next_request
        self.check = check
        self.deadline = float("inf")
        self.open = connections
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.latencies_s: list[float] = []

    def client_done(self) -> None:
        self.open -= 1
        if self.open == 0 and not self.over.done():
            self.over.set_result(None)

    def fail(self, error: Exception) -> None:
        if not self.over.done():
            self.over.set_exception(error)


class _Client(asyncio.Protocol):
    """One connection: one request at a time."""

    def __init__(self, run: _Run, number: int) -> None:
        self._run = run
        self._number = number
        self._transport: asyncio.Transport
        self._received = b""
        #: Bytes of the answer's head, and of the whole answer; 0 until the head is there.
        self._body_at = 0
        self._whole = 0
        self._asked_at = 0.0
        self._waits = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def ask(self) -> None:
        """Send the next request, or be done."""
        now = time.perf_counter()
        request = self._run.next_request(self._number) if now < self._run.deadline else None
        if request is None:
            self._waits = False
            self._run.client_done()
            return
        self._waits = True
        self._asked_at = now
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received = received = self._received + data if self._received else data
        if not self._whole and not self._read_head(received):
            return
        if len(received) < self._whole:
            return
        self._run.latencies_s.append(time.perf_counter() - self._asked_at)
        body = received[self._body_at : self._whole]
        status = int(received[9:12])
        self._received, self._whole = received[self._whole :], 0
        try:
            self._run.check(self._number, status, body)
            self.ask()
        except BenchmarkError as error:
            self._run.fail(error)

    def _read_head(self, received: bytes) -> bool:
        end = received.find(_HEAD_END)
        if end < 0:
            return False
        head = received[:end].lower()
        at = head.find(_LENGTH)
        if at < 0:
            self._run.fail(BenchmarkError("an answer has no Content-Length"))
            return False
        length = int(head[at + len(_LENGTH) :].partition(b"\r\n")[0])
        self._body_at = end + len(_HEAD_END)
        self._whole = self._body_at + length
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waits:
            self._run.fail(BenchmarkError(f"the server closed a connection instead of answering ({exc})"))

    def close(self) -> None:
        """Let go of the connection."""
        self._waits = False
        self._transport.close()
