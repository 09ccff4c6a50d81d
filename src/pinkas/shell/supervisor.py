"""Keeps worker processes on one listening socket: starts them, replaces one that dies, stops them, leaves none behind.

It serves nothing itself. A worker holds a life line to this process (see `pinkas.shell.worker`), so that even when
this process is killed its workers finish what they are doing and go.
"""

from __future__ import annotations

import errno
import json
import math
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from pinkas.shell.accepting import BACKLOG, tally_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import FrameType

RESTART_DELAYS_S = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Before the first replacement, the second, ... in a row; the last goes for all that follow."""

_STEADY_AFTER_S = 60.0
_GIVE_UP_AFTER = 5
_SAME_KEY_PRESS_S = 0.5
_HURRY_S = 3.0
_STOP_MARGIN_S = 5.0
_POLL_S = 1.0


class ServeError(Exception):
    """The server cannot listen where it was told to: one sentence for the person who started it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerOrders:
    """All that a worker is told, once, on its standard input."""

    app_factory: str
    """``"package.module:function"``; called with the settings, gives the ASGI app."""
    settings: dict[str, Any]
    listen_fd: int
    tally_fd: int
    """The memory in which workers tell each other how busy they are."""
    number: int = 0
    """The worker's place in that memory, from 1."""
    report_fd: int = -1
    trusted_proxies: Sequence[str] = ()
    """Addresses whose ``X-Forwarded-*`` fields are believed."""
    log_level: str = "info"
    grace_s: float = 20.0
    """How long requests in flight may take after a stop was asked."""


def bind(host: str, port: int) -> socket.socket:
    """Take the port and listen on it; port 0 takes any free one.

    The socket listens at once, because only a listening socket keeps others off the port: clients that come before
    the workers wait for them. A name with addresses of both families is bound on its IPv4 one; ``::`` takes both.
    Raises ServeError.
    """
    if not 0 <= port <= 65535:
        raise ServeError(f"Port {port} does not exist: choose one from 1 to 65535.")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise ServeError(f"The host {host!r} is not known: give an address or a name of this machine.") from None
    family, _, _, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(address[0] != "::"))
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as refusal:
        listener.close()
        raise ServeError(_why_not(refusal, host, port)) from None
    return listener


def _why_not(refusal: OSError, host: str, port: int) -> str:
    if refusal.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program: stop that one or choose another port."
    if refusal.errno in (errno.EACCES, errno.EPERM):
        return f"This user may not listen on port {port} of {host}: choose a port from 1024 up."
    if refusal.errno == errno.EADDRNOTAVAIL:
        return f"This machine has no address {host}: choose one of its own, such as 127.0.0.1."
    return f"Cannot listen on port {port} of {host}: {refusal.strerror}."


def run_workers(
    sock: socket.socket,
    *,
    count: int,
    app_factory: str,
    settings: Mapping[str, Any],
    on_ready: Callable[[], None],
    announce: Callable[[str], None],
    trusted_proxies: Sequence[str] = (),
    log_level: str = "info",
    grace_s: float = 20.0,
) -> int:
    """Serve with so many worker processes until told to stop; closes the socket and gives the exit code.

    `settings` must be plain JSON. `on_ready` is called once, when all workers serve; `announce` gets single sentences
    for the person who watches. SIGTERM, SIGINT and SIGHUP stop; a second Ctrl-C hurries. 0 after a stop; 1 when a
    worker did not start, or had to be killed because it did not stop. Call it in the main thread.
    """
    orders = WorkerOrders(
        app_factory=app_factory,
        settings=dict(settings),
        listen_fd=sock.fileno(),
        tally_fd=tally_memory(count),
        trusted_proxies=trusted_proxies,
        log_level=log_level,
        grace_s=grace_s,
    )
    with _listening_for_signals() as signals:
        crew = _Crew(sock, orders, count, signals, announce)
        try:
            served = crew.serve(on_ready)
        finally:
            stopped = crew.stop()
            os.close(orders.tally_fd)
    return 0 if served and stopped else 1


class _Signals:
    """What the person or the system has asked of this process."""

    def __init__(self, wakes: socket.socket) -> None:
        self.wakes = wakes
        self.stop = False
        self.hurry = False
        self._asked_at = 0.0

    def note(self, number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        # A wrapper often passes on a Ctrl-C that the terminal has sent us as well: that is one key press, not two.
        if self.stop and number == signal.SIGINT and now - self._asked_at > _SAME_KEY_PRESS_S:
            self.hurry = True
        if not self.stop:
            self.stop = True
            self._asked_at = now

    def drain(self) -> None:
        with suppress(BlockingIOError):
            while self.wakes.recv(1024):
                pass


@contextmanager
def _listening_for_signals() -> Iterator[_Signals]:
    wakes, wake = socket.socketpair()
    wakes.setblocking(False)  # noqa: FBT003  # the call takes it by position only
    wake.setblocking(False)  # noqa: FBT003  # as above
    signals = _Signals(wakes)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    if before[signal.SIGHUP] == signal.SIG_IGN:  # started with nohup: outlive the terminal
        del before[signal.SIGHUP]
    for number in before:
        signal.signal(number, signals.note)
    # With a handler of any kind a worker's death wakes us, and its exit code waits for us to read it.
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
    woken_before = signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    try:
        yield signals
    finally:
        signal.set_wakeup_fd(woken_before)
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        wakes.close()
        wake.close()


@dataclass(slots=True, eq=False)
class _Worker:
    """One process we started, and what it has told us."""

    number: int
    process: subprocess.Popen[bytes]
    life_line: int
    """Where its standard input begins."""
    reports: int
    """Where its reports end."""
    unread: bytes = b""
    ready_at: float | None = None
    failure: str = ""

    def hear(self) -> None:
        """Take in what the worker reports; at the pipe's end there is nothing, and its death is noticed elsewhere."""
        with suppress(BlockingIOError):
            self.unread += os.read(self.reports, 65536)
        *lines, self.unread = self.unread.split(b"\n")
        for line in lines:
            report = json.loads(line)
            if "ready" in report:
                self.ready_at = time.monotonic()
            self.failure = report.get("failed", self.failure)

    def tell(self, orders: bytes) -> None:
        """Write the orders; the pipe stays open afterwards, as the life line."""
        with suppress(BrokenPipeError):  # it died already: noticed like any death
            while orders:
                orders = orders[os.write(self.life_line, orders) :]

    def end(self) -> str:
        """Say why a dead worker is dead."""
        code = self.process.returncode
        if self.failure:
            return self.failure.rstrip(".")
        if code < 0:
            return f"it was killed by {signal.Signals(-code).name}"
        return f"it ended with exit code {code}"

    def close(self) -> None:
        """Let go of what connected us to a worker that is dead."""
        os.close(self.life_line)
        os.close(self.reports)


class _Crew:
    """The workers, by number, and the vacancies among them."""

    def __init__(
        self,
        listener: socket.socket,
        orders: WorkerOrders,
        count: int,
        signals: _Signals,
        announce: Callable[[str], None],
    ) -> None:
        self._listener = listener
        self._orders = orders
        self._signals = signals
        self._announce = announce
        self._workers: list[_Worker] = []
        self._vacancies = dict.fromkeys(range(1, count + 1), 0.0)
        """Number of a missing worker → the moment from which it may be started."""
        self._losses = 0
        """Workers lost lately; sets how long the next one waits."""
        self._failed_starts = 0
        """Of those, the ones that never served, in a row."""
        self._opened = False

    def serve(self, on_ready: Callable[[], None]) -> bool:
        """Keep the crew complete until a stop is asked; False when that turned out impossible."""
        while not self._signals.stop:
            self._fill_vacancies()
            self._rest()
            for worker in self._take_dead():
                if not self._signals.stop and not self._replace(worker):
                    return False
            if not self._opened and not self._vacancies and all(worker.ready_at for worker in self._workers):
                self._opened = True
                on_ready()
        return True

    def stop(self) -> bool:
        """Stop the workers: first they accept no more, then they finish. False when one had to be killed."""
        self._listener.close()
        self._vacancies.clear()
        deadline = time.monotonic() + self._orders.grace_s + _STOP_MARGIN_S
        hurried = False
        for worker in self._workers:
            worker.process.terminate()
        while self._workers:
            self._take_dead()
            if self._signals.hurry and not hurried:
                hurried = True
                deadline = time.monotonic() + _HURRY_S
                for worker in self._workers:
                    worker.process.send_signal(signal.SIGINT)
            if time.monotonic() >= deadline:
                self._kill()
                return hurried
            self._rest(deadline)
        return True

    def _kill(self) -> None:
        for worker in self._workers:
            worker.process.kill()
            worker.process.wait()
            self._announce(f"Worker {worker.number} did not stop in time and was killed; its open requests are lost.")
        self._take_dead()

    def _fill_vacancies(self) -> None:
        now = time.monotonic()
        for number in [number for number, due in self._vacancies.items() if due <= now]:
            try:
                worker = self._start(number)
            except OSError as refusal:
                if not self._opened:
                    raise ServeError(f"Cannot start a worker process: {refusal.strerror}.") from None
                self._postpone(number, f"cannot be started: {refusal.strerror}")
            else:
                del self._vacancies[number]
                self._workers.append(worker)

    def _start(self, number: int) -> _Worker:
        orders_end, life_line = os.pipe()
        reports, report_end = os.pipe()
        try:
            # Its own session: a terminal's Ctrl-C reaches only us. -P: not the folder we happen to be started in.
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "pinkas.shell.worker"],
                stdin=orders_end,
                pass_fds=(self._orders.listen_fd, self._orders.tally_fd, report_end),
                start_new_session=True,
            )
        except OSError:
            os.close(life_line)
            os.close(reports)
            raise
        finally:
            os.close(orders_end)
            os.close(report_end)
        os.set_blocking(reports, False)
        worker = _Worker(number, process, life_line, reports)
        orders = replace(self._orders, number=number, report_fd=report_end)
        worker.tell(json.dumps(asdict(orders)).encode() + b"\n")
        return worker

    def _take_dead(self) -> list[_Worker]:
        """Remove and give the workers that have ended, each with what it had to say."""
        dead = []
        for worker in self._workers:
            ended = worker.process.poll() is not None
            worker.hear()
            if ended:
                worker.close()
                dead.append(worker)
        self._workers = [worker for worker in self._workers if worker not in dead]
        return dead

    def _replace(self, worker: _Worker) -> bool:
        """Plan a successor; False when starting another would be in vain."""
        if not self._opened:
            self._announce(f"The server did not start: {worker.end()}.")
            return False
        if worker.ready_at is None:
            self._failed_starts += 1
        else:
            self._failed_starts = 0
            if time.monotonic() - worker.ready_at > _STEADY_AFTER_S:
                self._losses = 0
        serving = any(other.ready_at for other in self._workers)
        if self._failed_starts >= _GIVE_UP_AFTER and not serving:
            self._announce(f"No worker can be started any more: {worker.end()}.")
            return False
        self._postpone(worker.number, f"was lost: {worker.end()}")
        return True

    def _postpone(self, number: int, reason: str) -> None:
        delay = RESTART_DELAYS_S[min(self._losses, len(RESTART_DELAYS_S) - 1)]
        self._losses += 1
        self._vacancies[number] = time.monotonic() + delay
        when = f"in {delay:g} s" if delay else "now"
        self._announce(f"Worker {number} {reason}. Another is started {when}.")

    def _rest(self, deadline: float | None = None) -> None:
        """Sleep until something happens: a signal, a report, a death, or the next moment to act."""
        moments = [*self._vacancies.values(), *([] if deadline is None else [deadline])]
        until = min(moments, default=math.inf) - time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(self._signals.wakes, selectors.EVENT_READ)
            for worker in self._workers:
                selector.register(worker.reports, selectors.EVENT_READ)
            selector.select(max(0.0, min(until, _POLL_S)))
        self._signals.drain()
