"""Which user of the system PostgreSQL runs as.

PostgreSQL refuses to run as root, so root starts it as a service user: ``PINKAS_SERVICE_USER`` when set,
else whoever owns the cluster already, else the system user ``pinkas``, made when missing. Anybody else runs it
as themselves.
"""

import contextlib
import os
import pwd
import shutil
import subprocess

from pinkas.storage.embedded.commands import Account, run, user_name
from pinkas.storage.embedded.errors import LauncherError

SERVICE_USER = "pinkas"
_USERADD_SECONDS = 30


def ours() -> Account:
    """Gives the user we run as, who needs a name because PostgreSQL's peer login goes by names."""
    uid = os.geteuid()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise LauncherError(
            f"The user id {uid} has no name on this system, which PostgreSQL's local login needs;"
            " add it to /etc/passwd, run Pinkas as a named user, or set PINKAS_DATABASE_URL."
        ) from None
    return Account(uid=uid, gid=os.getegid(), name=entry.pw_name)


def choose(cluster_owner: int | None) -> Account:
    """Picks the user for a cluster that belongs to ``cluster_owner``, or to nobody yet."""
    us = ours()
    if us.uid != 0:
        if cluster_owner not in {None, us.uid}:
            raise LauncherError(
                f"The database belongs to the user {user_name(cluster_owner or 0)}, but Pinkas runs as {us.name};"
                f" start it as {user_name(cluster_owner or 0)} or as root."
            )
        return us
    account = _service_account(cluster_owner)
    try:
        run(["/bin/sh", "-c", ":"], account, timeout_seconds=10)
    except PermissionError:
        raise LauncherError(
            f"PostgreSQL does not run as root, and this root may not act as the user {account.name};"
            f" start Pinkas as {account.name}, or set PINKAS_DATABASE_URL."
        ) from None
    return account


def _service_account(cluster_owner: int | None) -> Account:
    wanted = os.environ.get("PINKAS_SERVICE_USER")
    if wanted:
        account = _named(wanted)
        if account is None or account.uid == 0:
            raise LauncherError(
                f"PINKAS_SERVICE_USER must name an existing user other than root, and {wanted!r} is not one."
            )
        return account
    if cluster_owner:
        # A number without a name is left over from another machine or image: the cluster is handed over.
        owner = _numbered(cluster_owner)
        if owner is not None:
            return owner
    return _named(SERVICE_USER) or _make_service_user()


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, name=entry.pw_name)


def _numbered(uid: int) -> Account | None:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, name=entry.pw_name)


def _make_service_user() -> Account:
    useradd = shutil.which("useradd", path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin")
    if useradd is not None:
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        shell = ["--shell", "/usr/sbin/nologin"]
        # What counts is whether the user exists afterwards: another start may have made it meanwhile.
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            run([useradd, *options, *shell, SERVICE_USER], ours(), timeout_seconds=_USERADD_SECONDS)
    account = _named(SERVICE_USER)
    if account is None:
        raise LauncherError(
            f"PostgreSQL does not run as root and the user {SERVICE_USER!r} could not be made;"
            " set PINKAS_SERVICE_USER to an existing unprivileged user."
        )
    return account
