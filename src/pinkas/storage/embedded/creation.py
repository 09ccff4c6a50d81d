"""Makes a new cluster, whole or not at all."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from pinkas.storage.embedded import files
from pinkas.storage.embedded.binaries import Binaries
from pinkas.storage.embedded.commands import Account, Arguments, run
from pinkas.storage.embedded.configuration import ADMIN, FIRST_STATEMENTS
from pinkas.storage.embedded.errors import LauncherError
from pinkas.storage.embedded.location import Home

_CREATION_SECONDS = 600.0
_UNFINISHED = "postgres.new."


def is_made(cluster: Path) -> bool:
    """Tells whether a cluster's folder holds anything; an empty one may have been put there for us."""
    return cluster.exists() and any(cluster.iterdir())


def create(home: Home, account: Account, tools: Binaries, *, durable: bool) -> None:
    """Makes the cluster, its roles and its database under another name, then renames it into place."""
    fresh = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=home.folder))
    try:
        files.give(fresh, account)
        _run(_initdb(tools, fresh, durable=durable), home, account)
        # A server without a socket, so that nobody meets a cluster with half its roles.
        single: Arguments = [tools.bin_dir / "postgres", "--single", "-c", "exit_on_error=on", "-D", fresh]
        _run([*single, "template1"], home, account, stdin=FIRST_STATEMENTS)
        fresh.rename(home.cluster)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    files.settle(home.folder)


def remove_unfinished(home: Home) -> None:
    """Removes what killed attempts left, except what is so new that its initdb may still be at work."""
    for leftover in home.folder.glob(f"{_UNFINISHED}*"):
        if time.time() - leftover.stat().st_mtime > _CREATION_SECONDS:
            shutil.rmtree(leftover, ignore_errors=True)


def _initdb(tools: Binaries, folder: Path, *, durable: bool) -> Arguments:
    return [
        tools.bin_dir / "initdb",
        f"--username={ADMIN}",
        "--auth=peer",
        "--encoding=UTF8",
        # The builtin locale sorts alike on every machine and after every upgrade of the system.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        # pg_trgm still asks the system what a letter is: with C it would find no Hebrew ones.
        "--lc-ctype=C.UTF-8",
        "--data-checksums",
        "--no-instructions",
        *([] if durable else ["--no-sync"]),
        "--pgdata",
        folder,
    ]


def _run(argv: Arguments, home: Home, account: Account, *, stdin: str = "") -> None:
    program = Path(argv[0]).name
    try:
        done = run(argv, account, timeout_seconds=_CREATION_SECONDS, stdin=stdin)
    except subprocess.TimeoutExpired:
        raise LauncherError(f"{program} took too long to make the database in {home.cluster}.") from None
    if done.returncode != 0:
        log = home.log / f"{program}-failed.log"
        files.write_whole(log, done.stdout.encode(), account)
        raise LauncherError(
            f"PostgreSQL could not make the database in {home.cluster}; {program}'s words are in {log}."
        )
