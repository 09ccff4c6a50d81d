"""Picks the private folder for a server's socket.

The path of a Unix socket is limited to 107 bytes (103 on some systems), its name goes into connection strings
unquoted, and some shared folders of containers cannot hold sockets at all. The home of the cluster is taken
when it will do, otherwise a folder of the cluster's own in the temporary folder.
"""

import contextlib
import hashlib
import os
import re
import socket
import tempfile
from pathlib import Path

from pinkas.storage.embedded import files
from pinkas.storage.embedded.commands import Account, can
from pinkas.storage.embedded.configuration import PORT
from pinkas.storage.embedded.errors import LauncherError
from pinkas.storage.embedded.location import Home

_PATH_BYTES_MAX = 103
_AWKWARD = re.compile(r"""[\s,"'\\%@]""")


def prepare(home: Home, account: Account) -> Path:
    """Makes the socket folder, closed to everybody but ``account`` and root, and gives its path.

    The caller has made sure that no server of this cluster runs.
    """
    name = f"pinkas-{hashlib.sha256(os.fsencode(home.folder)).hexdigest()[:12]}-{account.uid}"
    for folder in (home.run, Path(tempfile.gettempdir(), name), Path("/tmp", name)):  # noqa: S108 - checked, private
        if _is_fit(folder) and can(account, "-x", folder.parent):
            files.private_folder(folder, account)
            # No server of ours runs, yet PostgreSQL would heed a killed one's lock if its number is in use again.
            for leftover in folder.glob(".s.PGSQL.*"):
                leftover.unlink()
            if _holds_sockets(folder):
                return folder
    raise LauncherError(f"No folder for the database's socket can be made, neither in {home.folder} nor in /tmp.")


def tidy(home: Home, socket_dir: Path) -> None:
    """Removes the folder again if it lies outside the home and is empty."""
    if socket_dir != home.run:
        with contextlib.suppress(OSError):  # not empty or not there: nothing the next start could not use
            socket_dir.rmdir()


def _is_fit(folder: Path) -> bool:
    path = os.fsencode(folder / f".s.PGSQL.{PORT}")
    return len(path) <= _PATH_BYTES_MAX and not _AWKWARD.search(str(folder))


def _holds_sockets(folder: Path) -> bool:
    probe = folder / ".probe"
    probe.unlink(missing_ok=True)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(probe))
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)
    return True
