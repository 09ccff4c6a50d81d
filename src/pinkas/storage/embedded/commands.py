"""Runs programs as a given user of the system, with nothing of ours leaking into them.

Every child gets a bare environment (a stray PGPORT or PGOPTIONS must not reach the server), no file
descriptors but its three, a session of its own (Ctrl-C in the terminal is for us alone) and ``/`` to stand in
(the working folder may be closed to the service user).
"""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Arguments = Sequence[str | Path]

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "PGCONNECT_TIMEOUT": "5"}


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system."""

    uid: int
    gid: int
    name: str

    @property
    def popen(self) -> dict[str, Any]:
        """The arguments that make ``subprocess`` act as this user; none when that is who we are."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def user_name(uid: int) -> str:
    """Names a user for a sentence; the number when the system has no name for it."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"


def run(
    argv: Arguments, account: Account, *, timeout_seconds: float, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs a program to its end; its output and errors come back together, as text."""
    return subprocess.run(  # noqa: S603 - argv is a list made here, no shell reads it
        argv,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=timeout_seconds,
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        start_new_session=True,
        umask=0o077,
        **account.popen,
    )


def spawn(argv: Arguments, account: Account, *, log_fd: int) -> subprocess.Popen[bytes]:
    """Starts a program that stays; what it prints goes to the open file ``log_fd``."""
    return subprocess.Popen(  # noqa: S603 - argv is a list made here, no shell reads it
        argv,
        stdin=subprocess.DEVNULL,
        stdout=log_fd,
        stderr=log_fd,
        cwd="/",
        env=ENVIRONMENT,
        start_new_session=True,
        umask=0o077,
        **account.popen,
    )


def can(account: Account, test: Literal["-r", "-x"], path: Path) -> bool:
    """Tells whether that user may read a file, or enter a folder or run a file: the kernel is asked, as that user."""
    asked: Arguments = ["/bin/sh", "-c", 'test "$1" "$2"', "sh", test, path]
    return run(asked, account, timeout_seconds=10).returncode == 0
