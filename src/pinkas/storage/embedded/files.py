"""Makes folders and files that neither another user nor a crash can turn against us.

As root we write into folders that the service user owns: symbolic links are never followed there, and files
appear whole, by rename, or not at all.
"""

import os
import stat
import tempfile
from pathlib import Path

from pinkas.storage.embedded.commands import Account, user_name
from pinkas.storage.embedded.errors import LauncherError


def private_folder(path: Path, account: Account) -> None:
    """Sees to it that ``path`` is a folder that only ``account`` (and root) can enter."""
    path.mkdir(mode=0o700, exist_ok=True)
    give(path, account)


def give(folder: Path, account: Account) -> None:
    """Hands one of our own folders, not its content, to ``account``, mode 0700."""
    if folder.is_symlink():
        raise LauncherError(f"{folder} must be a folder, but it is a symbolic link.")
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        owner = os.fstat(handle).st_uid
        if owner != account.uid:
            if os.geteuid() != 0:
                raise LauncherError(f"{folder} belongs to the user {user_name(owner)}, not to {account.name}.")
            os.fchown(handle, account.uid, account.gid)
        if stat.S_IMODE(os.fstat(handle).st_mode) != 0o700:
            os.fchmod(handle, 0o700)
    finally:
        os.close(handle)


def give_tree(folder: Path, account: Account) -> None:
    """Hands a folder and all it holds to ``account``, itself last; links are handed over, not followed."""
    for _, folders, files, handle in os.fwalk(folder, follow_symlinks=False):
        for name in (*folders, *files):
            os.chown(name, account.uid, account.gid, dir_fd=handle, follow_symlinks=False)
    give(folder, account)


def write_whole(path: Path, content: bytes, account: Account) -> None:
    """Writes a file, mode 0600 and owned by ``account``, so that a crash leaves the old one or the new one."""
    handle, fresh = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if account.uid != os.geteuid():
                os.fchown(file.fileno(), account.uid, account.gid)
            os.fsync(file.fileno())
        Path(fresh).replace(path)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise
    settle(path.parent)


def settle(folder: Path) -> None:
    """Makes renames inside ``folder`` survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_log(path: Path, account: Account) -> int:
    """Opens a log anew for a program that runs as ``account``; the caller closes the descriptor."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    if account.uid != os.geteuid():
        os.fchown(handle, account.uid, account.gid)
    return handle
