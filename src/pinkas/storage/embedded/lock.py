"""One Pinkas per data folder: a lock the kernel lets go of when its holder dies, however it dies."""

import fcntl
import os
from functools import partial
from pathlib import Path
from typing import Self

from pinkas.storage.embedded.errors import LauncherError
from pinkas.storage.embedded.processes import wait_until

LOCK_FILE = "pinkas.lock"
_GLANCE_SECONDS = 0.3  # who only asks whether the folder is held holds it too, for a moment


class FolderLock:
    """A held lock on a data folder; the file names the holder's process for whoever comes second."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle
        _held.add(self)

    @classmethod
    def take(cls, data: Path) -> Self:
        """Locks the folder at once or raises, naming the folder and the holder."""
        path = data / LOCK_FILE
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            raise LauncherError(
                f"Pinkas cannot write to the data folder {data} ({fault.strerror}: {path.name});"
                " make it writable or choose another with PINKAS_DATA."
            ) from fault
        if not wait_until(partial(_locked, handle, fcntl.LOCK_EX), _GLANCE_SECONDS):
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
            os.close(handle)
            raise LauncherError(
                f"The data folder {data} is in use by another Pinkas (process {holder or 'unknown'});"
                " stop that one, or choose another folder with PINKAS_DATA."
            )
        os.ftruncate(handle, 0)
        os.pwrite(handle, b"%d\n" % os.getpid(), 0)
        return cls(handle)

    @staticmethod
    def is_held(data: Path) -> bool:
        """Whether some process holds the folder now; changes nothing."""
        try:
            handle = os.open(data / LOCK_FILE, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            return not _locked(handle, fcntl.LOCK_SH)
        finally:
            os.close(handle)

    @property
    def held(self) -> bool:
        """False once released, and in a forked child."""
        return self._handle is not None

    def release(self) -> None:
        """Lets the folder go; the file stays, since removing it would let two holders in."""
        _held.discard(self)
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _locked(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


_held: set[FolderLock] = set()


def _let_go_in_forked_child() -> None:
    # A forked worker shares the lock's open file, and would keep the folder locked after its parent was killed.
    for lock in tuple(_held):
        lock.release()


os.register_at_fork(after_in_child=_let_go_in_forked_child)
