"""Starts the cluster of a data folder, or takes over the one that a killed Pinkas left running."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pinkas.storage.embedded import account as accounts
from pinkas.storage.embedded import binaries, configuration, files, location, processes, sockets
from pinkas.storage.embedded.binaries import Binaries
from pinkas.storage.embedded.cluster import Cluster
from pinkas.storage.embedded.commands import Account, Arguments, can, run, spawn
from pinkas.storage.embedded.creation import create, is_made, remove_unfinished
from pinkas.storage.embedded.errors import LauncherError
from pinkas.storage.embedded.location import Home
from pinkas.storage.embedded.lock import FolderLock

Progress = Callable[[str], None]

_READY_SECONDS = 1800.0  # recovery after a crash reads at most a few gigabytes; a slow disk may need minutes
_PROGRESS_EVERY_SECONDS = 5.0
_ANSWER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Launch:
    """What one start has settled on; the steps below share it."""

    home: Home
    account: Account
    tools: Binaries
    progress: Progress
    durable: bool


def start(data: Path, *, progress: Progress, durable: bool = True) -> Cluster:
    """Starts the database of a data folder, making both when they do not exist, and waits until it answers.

    ``durable=False`` is for throw-away clusters: faster, and lost with the machine's power. Raises
    ``LauncherError``.
    """
    try:
        return _start(Path(os.path.realpath(data)), progress, durable=durable)
    except (OSError, subprocess.SubprocessError) as fault:
        raise LauncherError(f"The database of the data folder {data} cannot be started: {fault}.") from fault


def exists(data: Path) -> bool:
    """Whether the data folder holds a cluster already; changes nothing."""
    try:
        home = location.find(Path(os.path.realpath(data)))
        return home is not None and is_made(home.cluster)
    except OSError as fault:
        raise LauncherError(f"The data folder {data} cannot be looked into: {fault}.") from fault


def probe_running(data: Path) -> int | None:
    """Gives the process number of the data folder's running server, if there is one; changes nothing.

    Raises ``LauncherError`` for a data folder that was moved or cannot be read.
    """
    try:
        home = location.find(Path(os.path.realpath(data)))
        note = None if home is None else processes.live_note(home.cluster)
    except OSError as fault:
        raise LauncherError(f"The data folder {data} cannot be looked into: {fault}.") from fault
    return None if note is None else note.pid


def _start(data: Path, progress: Progress, *, durable: bool) -> Cluster:
    known = location.find(data)
    owner = known.cluster.stat().st_uid if known is not None and known.cluster.exists() else None
    account = accounts.choose(owner)
    location.make_data_folder(data, account)
    lock = FolderLock.take(data)
    try:
        home = location.find(data) or location.choose(data, account, progress)
        if owner not in {None, account.uid}:
            location.let_successor_through(home, account)
        _refuse_unreachable(home, account)
        launch = _Launch(home, account, binaries.usable_by(account), progress, durable)
        _refuse_other_major(launch)
        files.private_folder(home.log, account)
        return _adopt(launch, lock) or _begin(launch, lock)
    except BaseException:
        lock.release()
        raise


def _refuse_unreachable(home: Home, account: Account) -> None:
    if not can(account, "-x", home.folder):
        raise LauncherError(
            f"The user {account.name}, as whom PostgreSQL runs, can no longer enter {home.folder};"
            " let that user in again, or name another with PINKAS_SERVICE_USER."
        )


def _refuse_other_major(launch: _Launch) -> None:
    home = launch.home
    if not is_made(home.cluster):
        return
    marker = home.cluster / "PG_VERSION"
    if not marker.exists():
        raise LauncherError(f"{home.cluster} is no PostgreSQL cluster (it lacks PG_VERSION); move it away.")
    major = marker.read_text("ascii").strip()
    if major != launch.tools.major:
        raise LauncherError(
            f"The data folder {home.data} holds PostgreSQL {major}, this Pinkas runs {launch.tools.major};"
            " back up with the version that made it, and restore the backup into a new data folder."
        )


def _adopt(launch: _Launch, lock: FolderLock) -> Cluster | None:
    """Takes over a running server of this cluster if it is well, else stops it."""
    home = launch.home
    note = processes.live_note(home.cluster) if is_made(home.cluster) else None
    if note is None:
        return None
    pid = note.pid
    alive = partial(processes.is_server_of, pid, home.cluster)

    if _await_ready(launch, pid, alive):
        note = processes.read_note(home.cluster)
        if note is not None and note.pid == pid and note.socket_dir and note.port == configuration.PORT:
            cluster = _cluster(launch, lock, socket_dir=Path(note.socket_dir), pid=pid, alive=alive)
            if cluster.socket_dir.is_dir() and _takes_our_settings(launch, cluster):
                launch.progress(f"Took over the database that an earlier Pinkas left running (process {pid})")
                return cluster
    launch.progress(f"Stopping the database that an earlier Pinkas left behind (process {pid})")
    if not processes.shut_down(pid, alive):
        raise LauncherError(
            f"A PostgreSQL that an earlier Pinkas left behind (process {pid}) cannot be stopped; end it by hand."
        )
    return None


def _takes_our_settings(launch: _Launch, cluster: Cluster) -> bool:
    """Has an adopted server reload, since it may have been started by another user or less durably."""
    before = time.time()
    configuration.write(launch.home, launch.account, socket_dir=cluster.socket_dir, durable=launch.durable)
    os.kill(cluster.pid, signal.SIGHUP)
    question = f"SELECT pg_conf_load_time() >= to_timestamp({before:.6f})"
    return processes.wait_until(lambda: _ask(cluster, question) == "t", _ANSWER_SECONDS)


def _begin(launch: _Launch, lock: FolderLock) -> Cluster:
    home, account = launch.home, launch.account
    remove_unfinished(home)
    if is_made(home.cluster):
        if not processes.clear_leftovers(home.cluster):
            raise LauncherError(f"Processes of an earlier PostgreSQL still use {home.cluster}; end them by hand.")
        if home.cluster.stat().st_uid != account.uid:
            # The cluster last: as long as its owner differs, an interrupted handing over is begun again.
            files.give_tree(home.log, account)
            files.give_tree(home.cluster, account)
    else:
        launch.progress(f"Making the database in {home.cluster}")
        create(home, account, launch.tools, durable=launch.durable)
    if processes.read_note(home.cluster) is not None:
        # Nobody of this cluster runs any more; PostgreSQL itself would trust a number that was used again.
        processes.remove_note(home.cluster)
        launch.progress("The database was not stopped properly last time; it is recovering")
    socket_dir = sockets.prepare(home, account)
    configuration.write(home, account, socket_dir=socket_dir, durable=launch.durable)
    process = _spawn(launch)

    def alive() -> bool:
        return process.poll() is None

    cluster = _cluster(launch, lock, socket_dir=socket_dir, pid=process.pid, alive=alive)
    try:
        answers = _await_ready(launch, process.pid, alive) and _ask(cluster, "SELECT 1") == "1"
    except BaseException:
        cluster.stop()
        raise
    if not answers:
        cluster.stop()
        raise LauncherError(f"PostgreSQL did not start{_last_words(home)}.")
    return cluster


def _spawn(launch: _Launch) -> subprocess.Popen[bytes]:
    log = files.open_log(_start_log(launch.home), launch.account)
    try:
        argv = processes.command(launch.tools.bin_dir / "postgres", launch.home.cluster)
        return spawn(argv, launch.account, log_fd=log)
    finally:
        os.close(log)


def _cluster(launch: _Launch, lock: FolderLock, *, socket_dir: Path, pid: int, alive: Callable[[], bool]) -> Cluster:
    return Cluster(
        home=launch.home,
        socket_dir=socket_dir,
        bin_dir=launch.tools.bin_dir,
        pid=pid,
        run_as=launch.account.popen,
        alive=alive,
        lock=lock,
    )


def _await_ready(launch: _Launch, pid: int, alive: Callable[[], bool]) -> bool:
    """Waits until the server says it is ready; False when it dies, stops or takes longer than the deadline."""
    began = time.monotonic()
    spoken = began

    def settled() -> bool:
        nonlocal spoken
        if time.monotonic() - spoken > _PROGRESS_EVERY_SECONDS:
            spoken = time.monotonic()
            launch.progress(f"Waiting for the database to be ready ({spoken - began:.0f} s so far)")
        return not alive() or _status(launch.home, pid) in {"ready", "stopping"}

    processes.wait_until(settled, _READY_SECONDS)
    return alive() and _status(launch.home, pid) == "ready"


def _status(home: Home, pid: int) -> str:
    note = processes.read_note(home.cluster)
    return note.status if note is not None and note.pid == pid else ""


def _ask(cluster: Cluster, question: str) -> str:
    """Puts one question to the server as the superuser, the way our own process will connect."""
    psql: Arguments = [cluster.bin_dir / "psql", "-XAtq", "-d", cluster.dsn("admin"), "-c", question]
    try:
        return run(psql, accounts.ours(), timeout_seconds=_ANSWER_SECONDS).stdout.strip()
    except subprocess.TimeoutExpired:
        return ""


def _start_log(home: Home) -> Path:
    return home.log / "start.log"


def _last_words(home: Home) -> str:
    """Finds the server's reason, if it gave one, and names the log it stands in."""
    daily = sorted(home.log.glob("postgresql-*.log"), key=lambda path: path.stat().st_mtime)
    for log in (_start_log(home), *daily[-1:]):
        # A day's log holds earlier runs as well.
        said = log.read_text("utf-8", "replace").rpartition("LOG:  starting PostgreSQL")[2]
        for line in reversed(said.splitlines()):
            for severity in ("FATAL:  ", "PANIC:  "):
                if severity in line:
                    return f" ({line.partition(severity)[2]}; see {log})"
    return f"; its messages are in {home.log}"


def attach(data: Path) -> Cluster | None:
    """The data folder's running server, to be used beside the Pinkas that runs it; stopping the result stops nothing.

    None when no Pinkas holds the folder: ``start`` it then. Raises ``LauncherError``.
    """
    folder = Path(os.path.realpath(data))
    if not FolderLock.is_held(folder):
        return None
    try:
        home = location.find(folder)
        note = None if home is None else processes.live_note(home.cluster)
        if home is None or note is None or not note.socket_dir:
            return None
        account = accounts.choose(home.cluster.stat().st_uid)
        return Cluster(
            home=home,
            socket_dir=Path(note.socket_dir),
            bin_dir=binaries.usable_by(account).bin_dir,
            pid=note.pid,
            run_as=account.popen,
            alive=partial(processes.is_server_of, note.pid, home.cluster),
            lock=None,
        )
    except OSError as fault:
        raise LauncherError(f"The data folder {data} cannot be looked into: {fault}.") from fault
