"""Which running processes are PostgreSQL servers of a given cluster, and how to stop one.

A process number in ``postmaster.pid`` proves nothing: numbers are used again. A process counts only if it runs
a program named postgres and stands in the cluster's folder, as the kernel tells in ``/proc``; where that is
absent or closed to us, its title in ``ps`` must be the cluster's.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pinkas.storage.embedded.commands import Arguments

PROC = Path("/proc")
_POLL_SECONDS = 0.02
# A fast shutdown writes a checkpoint, which takes its time on a slow disk; an immediate one writes nothing.
_PATIENCE_SECONDS = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 15.0), (signal.SIGKILL, 15.0))
_ORPHANED_BACKENDS_SECONDS = 10.0
_PID_FILE = "postmaster.pid"


@dataclass(frozen=True, slots=True)
class Note:
    """What a server wrote about itself into ``postmaster.pid``; 0 or empty where it has not got there yet."""

    pid: int
    port: int
    socket_dir: str
    status: str


def read_note(cluster: Path) -> Note | None:
    """Reads the server's note; a file without sense counts as a note by nobody."""
    try:
        lines = (cluster / _PID_FILE).read_bytes().decode("utf-8", "surrogateescape").splitlines()
    except FileNotFoundError:
        return None
    lines += [""] * 8
    # (a standalone backend writes its number negative: no server)
    # pid, data directory, start time, port, socket folder, listen address, shared memory, status
    return Note(pid=_number(lines[0]), port=_number(lines[3]), socket_dir=lines[4], status=lines[7].strip())


def remove_note(cluster: Path) -> None:
    """Removes a note whose process is known not to be a server of this cluster."""
    (cluster / _PID_FILE).unlink(missing_ok=True)


def live_note(cluster: Path) -> Note | None:
    """Reads the note if its process really is this cluster's server."""
    note = read_note(cluster)
    return note if note is not None and is_server_of(note.pid, cluster) else None


def is_server_of(pid: int, cluster: Path) -> bool:
    """Tells whether this process is the server (not one of its children) of the cluster."""
    if pid <= 0:
        return False
    shown = _command_line(pid)
    return not shown.startswith(b"postgres: ") and _belongs(pid, shown, cluster)


def processes_of(cluster: Path) -> list[int]:
    """Lists the cluster's server and its children, also children that outlived their server."""
    return [pid for pid, shown in _all_processes() if _belongs(pid, shown, cluster)]


def title(cluster: Path) -> str:
    """The name the cluster's processes bear in ``ps``; it stays the same when the folder is moved."""
    status = cluster.stat()
    return f"pinkas-{status.st_dev:x}-{status.st_ino:x}"


def command(postgres: Path, cluster: Path) -> Arguments:
    """The command that starts the cluster's server, so that it is known again."""
    return [postgres, "-D", cluster, "-c", f"cluster_name={title(cluster)}"]


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Waits for something to become true, and tells whether it did."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def shut_down(pid: int, alive: Callable[[], bool]) -> bool:
    """Stops a server: fast, then at once, then by force; tells whether it is gone."""
    for number, seconds in _PATIENCE_SECONDS:
        if not alive():
            return True
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return True
        if wait_until(lambda: not alive(), seconds):
            return True
    return False


def clear_leftovers(cluster: Path) -> bool:
    """Sees off what runs on without a note; tells whether nothing is left.

    The children of a killed server notice and leave, except one deep in a long computation: that one is ended.
    """
    for pid in processes_of(cluster):
        if is_server_of(pid, cluster):
            shut_down(pid, partial(is_server_of, pid, cluster))
    for number in (signal.SIGQUIT, signal.SIGKILL):
        if wait_until(lambda: not processes_of(cluster), _ORPHANED_BACKENDS_SECONDS):
            return True
        for pid in processes_of(cluster):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
    return wait_until(lambda: not processes_of(cluster), _ORPHANED_BACKENDS_SECONDS)


def _belongs(pid: int, shown: bytes, cluster: Path) -> bool:
    process = PROC / str(pid)
    try:
        program = (process / "exe").readlink().name
        # "(deleted)" is what the kernel adds after an upgrade replaced the file.
        return program.removesuffix(" (deleted)") == "postgres" and (process / "cwd").samefile(cluster)
    except PermissionError:
        # Closed to us: another user's, or root in a container without the right to look into processes.
        return _is_titled(shown, cluster) and _owner(process) == _owner(cluster)
    except OSError:
        return not PROC.exists() and _is_titled(shown, cluster)


def _owner(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except FileNotFoundError:
        return None


def _is_titled(shown: bytes, cluster: Path) -> bool:
    if b"postgres" not in shown or not cluster.exists():
        return False
    name = title(cluster).encode()
    return shown.endswith(b" cluster_name=" + name) or shown.startswith(b"postgres: " + name + b":")


def _command_line(pid: int) -> bytes:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().rstrip(b"\0 ").replace(b"\0", b" ")
    except OSError:
        return b"" if PROC.exists() else dict(_ps()).get(pid, b"")


def _all_processes() -> Iterator[tuple[int, bytes]]:
    if not PROC.exists():
        yield from _ps()
        return
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            yield int(entry.name), _command_line(int(entry.name))


def _ps() -> Iterator[tuple[int, bytes]]:
    ps = shutil.which("ps", path=os.defpath + ":/usr/bin:/bin")
    if ps is None:
        return
    shown = subprocess.run(  # noqa: S603 - fixed arguments
        [ps, "-A", "-ww", "-o", "pid=", "-o", "args="], capture_output=True, check=False, timeout=30
    ).stdout
    for line in shown.splitlines():
        number, _, command = line.strip().partition(b" ")
        yield _number(number.decode("ascii", "replace")), command.strip()


def _number(text: str) -> int:
    return int(text) if text.strip().isdigit() else 0
