"""A real `pinkas serve` in a data folder of its own: started, watched, killed in parts or whole, started again."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from pinkas.actions.businesses import Profile, add_user, open_business
from pinkas.actions.desk import Desk
from pinkas.shell.config import Settings
from pinkas.shell.console import at_the_desk
from pinkas.storage import embedded
from pinkas.storage.embedded import processes
from tests.properties.inspection import inspect_books
from tests.properties.integrator import Integrator

PINKAS = (str(Path(sys.executable).with_name("pinkas")),)
USER, PASSWORD = "crowd", "a crowd's password"
TAX_NUMBERS = ("510000011", "510000029", "510000037", "510000045")
START_S = 60.0
STOP_S = 60.0
_PLACE = re.compile(r"Pinkas serves on http://127\.0\.0\.1:(\d+)")


def make_books(data: Path) -> None:
    """A data folder with a few businesses and somebody who may enter them all."""

    async def fill(desk: Desk) -> None:
        for number in TAX_NUMBERS:
            await open_business(desk, number, Profile(legal_name=f"עסק {number}"))
        await add_user(desk, USER, PASSWORD, (), operator=True)

    at_the_desk(Settings(data=data), fill, create=True)


class Server:
    """The server over one data folder; `program` is what is run in place of `pinkas`."""

    def __init__(self, data: Path, *, program: tuple[str, ...] = PINKAS) -> None:
        self.data = data
        self.said: list[str] = []
        self.port = 0
        self._program = program
        self._process: subprocess.Popen[str] | None = None
        self._listener: threading.Thread | None = None

    def start(self, **environment: str) -> None:
        """Start it, and wait until it serves."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PINKAS_")}
        self.said.clear()
        self._process = subprocess.Popen(
            [*self._program, "serve", "--port", "0", "--workers", "2", "--data", str(self.data)],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**clean, **environment},
        )
        ready = threading.Event()
        self._listener = threading.Thread(target=self._listen, args=(self._process, ready), daemon=True)
        self._listener.start()
        assert ready.wait(START_S), self.said
        assert self.port, self.said

    def _listen(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self.said.append(line.rstrip())
            if found := _PLACE.search(line):
                self.port = int(found[1])
                ready.set()
        process.stderr.close()
        ready.set()

    # --- what runs --------------------------------------------------------------------------------------------------

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def workers(self) -> list[int]:
        """The processes that serve."""
        return [pid for pid in _children(self.pid) if b"pinkas.shell.worker" in _command(pid)]

    def database(self) -> list[int]:
        """PostgreSQL's processes, the postmaster first."""
        cluster = self.data / "postgres"
        note = processes.read_note(cluster)
        pids = processes.processes_of(cluster)
        return sorted(pids, key=lambda pid: note is None or pid != note.pid)

    def everything(self) -> list[int]:
        return [self.pid, *self.workers(), *self.database()]

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    # --- ending it --------------------------------------------------------------------------------------------------

    def kill(self, pids: Iterable[int]) -> None:
        """SIGKILL, all in one moment."""
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end; the exit code."""
        assert self._process is not None
        assert self._listener is not None
        code = self._process.wait(STOP_S)
        self._listener.join(STOP_S)
        return code

    def stop(self) -> int:
        """SIGTERM, and its exit code."""
        assert self._process is not None
        self._process.terminate()
        return self.wait()

    def clear(self) -> None:
        """End whatever still runs."""
        if self.running():
            self.kill(self.everything())
            self.wait()
        assert processes.clear_leftovers(self.data / "postgres")

    # --- looking into it --------------------------------------------------------------------------------------------

    def log_in(self, tax_number: str) -> Integrator:
        caller = Integrator(self.port)
        caller.log_in(USER, PASSWORD, tax_number)
        return caller

    @contextmanager
    def behind(self, role: embedded.Role = "owner") -> Iterator[psycopg.Connection]:
        """A connection of our own, behind the server's back."""
        cluster = embedded.attach(self.data)
        assert cluster is not None
        connection = psycopg.connect(cluster.dsn(role), autocommit=True)
        try:
            yield connection
        finally:
            connection.close()  # which a server killed meanwhile does not mind, as it would a commit

    def check_books(self) -> None:
        """Every business is whole, by our inspection and by `pinkas verify`; nothing ever deadlocked."""
        with self.behind() as owner:
            for business in range(1, len(TAX_NUMBERS) + 1):
                inspect_books(owner, business)
            locked = owner.execute("select deadlocks from pg_stat_database where datname = current_database()")
            assert locked.fetchone() == (0,)
        verified = subprocess.run(
            [*PINKAS, "verify", "--data", str(self.data)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert verified.returncode == 0, verified.stderr


def copied(made: Path, folder: Path) -> Path:
    """A copy of a stopped data folder, with its owners and modes."""
    subprocess.run(["/bin/cp", "-a", made, folder], check=True)
    return folder / made.name


def gone(pids: Iterable[int], seconds: float = 10.0) -> list[int]:
    """Those of the processes that still run after so long."""
    deadline = time.monotonic() + seconds
    while (alive := [pid for pid in pids if _runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return alive


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        return b"\nState:\tZ" not in Path(f"/proc/{pid}/status").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(ValueError, FileNotFoundError, ProcessLookupError):
            # After the name, which may hold anything: state, then the parent's number.
            if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(entry.name))
    return found
