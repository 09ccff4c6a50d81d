"""Where the cluster of a data folder lives.

Ordinarily in the data folder itself. When root runs Pinkas and the service user cannot enter the data folder
(a home of mode 0700), the cluster lives under ``/var/lib/pinkas`` and the two name each other: the data folder
holds ``postgres.location``, the other side ``data-folder``. Both must agree, so a copied data folder never
shares the books of the first. Folders we did not make keep their permissions.
"""

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pinkas.storage.embedded import files
from pinkas.storage.embedded.account import ours
from pinkas.storage.embedded.commands import Account, can
from pinkas.storage.embedded.errors import LauncherError

SYSTEM_FOLDER = Path("/var/lib/pinkas")
POINTER = "postgres.location"
BACK_POINTER = "data-folder"
_EARLIER_DATABASES_MAX = 100


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder, and the folder that holds its cluster (mostly the same)."""

    data: Path
    folder: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.folder / "postgres"

    @property
    def log(self) -> Path:
        """What PostgreSQL says goes here."""
        return self.folder / "postgres-log"

    @property
    def run(self) -> Path:
        """The socket goes here, when the path is short enough for one."""
        return self.folder / "postgres-run"


def find(data: Path) -> Home | None:
    """Finds the home of a data folder (a real path) that has one already; touches nothing."""
    pointer = data / POINTER
    if not pointer.exists():
        here = Home(data, data)
        return here if here.cluster.exists() else None
    home = Home(data, _read_path(pointer))
    back_pointer = home.folder / BACK_POINTER
    if not back_pointer.exists():
        raise LauncherError(
            f"The database of the data folder {data} should be in {home.folder}, but it is not there;"
            " bring it back, or restore a backup into a new data folder."
        )
    owner = _read_path(back_pointer)
    if owner != data:
        raise LauncherError(
            f"The data folder {data} was moved or copied, and its database in {home.folder} belongs to {owner};"
            f" move it back, or, if it was moved for good, write its new path into {back_pointer}."
        )
    return home


def make_data_folder(data: Path, account: Account) -> None:
    """Makes the data folder, and parents that are missing, closed to everybody but us and ``account``.

    When PostgreSQL runs as another user, its group may pass through (0710) but neither list nor read.
    """
    for folder in reversed((data, *data.parents)):
        if folder.exists():
            continue
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as fault:
            raise LauncherError(f"Pinkas cannot make the data folder {data}: {fault.strerror}.") from fault
        if account.uid != os.geteuid():
            _let_through(folder, account)
    if not data.is_dir():
        raise LauncherError(f"The data folder {data} is not a folder.")


def choose(data: Path, account: Account, progress: Callable[[str], None]) -> Home:
    """Picks a place for a new cluster; the caller holds the data folder's lock."""
    if can(account, "-x", data):
        return Home(data, data)
    make_system_folder()
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    for number in range(1, _EARLIER_DATABASES_MAX):
        home = Home(data, SYSTEM_FOLDER / (digest if number == 1 else f"{digest}-{number}"))
        if home.cluster.exists():
            # Its data folder was deleted. Those may be somebody's books, so they stay as they are.
            progress(f"The database of an earlier data folder at this path stays untouched in {home.folder}")
            continue
        home.folder.mkdir(mode=0o700, exist_ok=True)
        _let_through(home.folder, account)
        files.write_whole(home.folder / BACK_POINTER, os.fsencode(data) + b"\n", ours())
        files.write_whole(data / POINTER, os.fsencode(home.folder) + b"\n", ours())
        progress(f"The user {account.name} cannot enter {data}, so the database is kept in {home.folder}")
        return home
    raise LauncherError(f"{SYSTEM_FOLDER} holds too many databases of earlier data folders at {data}; remove some.")


def let_successor_through(home: Home, account: Account) -> None:
    """Lets the cluster's new owner pass where we let the old one pass: folders of the kind we make, root's, 0710."""
    group = home.cluster.stat().st_gid
    for folder in (home.folder, *home.folder.parents):
        status = folder.stat()
        if (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid) != (0o710, 0, group):
            break
        _let_through(folder, account)


def make_system_folder() -> None:
    """Makes the folder for what the service user must reach; everybody may pass through it."""
    try:
        SYSTEM_FOLDER.mkdir(parents=True)
    except FileExistsError:
        return
    SYSTEM_FOLDER.chmod(0o755)


def _let_through(folder: Path, account: Account) -> None:
    os.chown(folder, os.geteuid(), account.gid, follow_symlinks=False)
    folder.chmod(0o710)


def _read_path(file: Path) -> Path:
    return Path(os.fsdecode(file.read_bytes().rstrip(b"\n")))
