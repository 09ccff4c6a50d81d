"""An installation of its own for a run: a data folder in a temporary place, and `pinkas serve` over it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, TypeVar

import psycopg

from benchmarks.processor import children
from benchmarks.results import BenchmarkError
from pinkas.actions.desk import Desk
from pinkas.actions.ports import SystemClock
from pinkas.connectors.mail import MailRoad
from pinkas.storage import embedded
from pinkas.storage.embedded import Cluster
from pinkas.storage.keyring import open_keyring
from pinkas.storage.pool import open_store

T = TypeVar("T")

_SERVES_ON: Final = re.compile(r"Pinkas serves on http://127\.0\.0\.1:(\d+)")
_START_S: Final = 120.0
_STOP_S: Final = 40.0
_LINES_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Server:
    """A running `pinkas serve`."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """The pids of its worker processes."""
        return [pid for pid in children(self.pid) if b"pinkas.shell.worker" in _command_line(pid)]


class Installation:
    """A data folder, and what runs over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    @contextmanager
    def serve(self, *flags: str) -> Iterator[Server]:
        """Run `pinkas serve` on a free port until the block ends."""
        process = self.launch("--port", "0", *flags)
        try:
            yield Server(_port_of(process), process.pid)
        finally:
            stop(process)

    def launch(self, *flags: str) -> subprocess.Popen[str]:
        """Start `pinkas serve` and do not wait; settings of this machine's user do not reach it."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PINKAS_")}
        return subprocess.Popen(  # noqa: S603 - our own program with our own flags
            [Path(sys.executable).with_name("pinkas"), "serve", "--data", self.data, *flags],
            cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def cluster(self) -> Cluster:
        """The database of the running server, for looking behind the scenes."""
        found = embedded.attach(self.data)
        if found is None:
            raise BenchmarkError("the server's database is not running")
        return found

    def analyze(self) -> None:
        """What autovacuum does in the first minutes of a young database, now: or old plans for empty tables decide."""
        with psycopg.connect(self.cluster().dsn("admin"), autocommit=True) as connection:
            connection.execute("vacuum analyze")

    def at_the_desk(self, work: Callable[[Desk], Awaitable[T]]) -> T:
        """Do what no API offers (open a business, add a user) on the running server's books."""

        async def run() -> T:
            store = await open_store(self.cluster().connect_kwargs("server"), readers=2, writers=2)
            try:
                keyring = open_keyring(self.data / "secrets" / "master.key", create=False)
                return await work(Desk(store, SystemClock(), keyring, MailRoad(self.data / "mail").open()))
            finally:
                await store.close()

        return asyncio.run(run())


@contextmanager
def installation() -> Iterator[Installation]:
    """A fresh place for an installation; removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="pinkas-bench-"))
    # The database runs as a user of its own when we are root, and must be able to pass through.
    folder.chmod(0o711)
    try:
        yield Installation(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_until_healthy(port: int, process: subprocess.Popen[str]) -> None:
    """Ask /healthz until it answers 200."""
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise BenchmarkError(f"pinkas serve ended with exit code {process.returncode} instead of serving")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=_START_S) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.005)
    raise BenchmarkError("pinkas serve did not answer in time")


def stop(process: subprocess.Popen[str]) -> None:
    """Ask a process to stop, wait for it, and insist when it does not."""
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _port_of(process: subprocess.Popen[str]) -> int:
    """The port from the line that says the server serves; what it says later is kept from filling the pipe."""
    said: deque[str] = deque(maxlen=_LINES_KEPT)
    assert process.stderr is not None  # noqa: S101 - launched with a pipe, for the type checker
    watchdog = threading.Timer(_START_S, process.kill)
    watchdog.start()
    try:
        for line in process.stderr:
            said.append(line)
            if found := _SERVES_ON.match(line):
                threading.Thread(target=_drain, args=(process.stderr,), daemon=True).start()
                return int(found[1])
    finally:
        watchdog.cancel()
    stop(process)
    raise BenchmarkError(f"pinkas serve did not start: {''.join(said).strip()}")


def _drain(pipe: IO[str]) -> None:
    for _ in pipe:
        pass


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
