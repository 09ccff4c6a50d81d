"""Signed heads: where each business's daybook stood, appended daily to a file outside the database.

A chain cannot tell that its end was cut off; a head written before can. That is how far back a cut is noticed: to the
last line of this file, no further.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
from pathlib import Path
from typing import Final

import msgspec

from pinkas.storage.keyring import Keyring
from pinkas.storage.pool import Store

EVERY: Final = dt.timedelta(days=1)


class SignedHead(msgspec.Struct, frozen=True):
    """One line of the file."""

    at: dt.datetime
    business: int
    position: int
    link: str
    key_id: str
    mac: str

    def payload(self) -> bytes:
        """What is signed."""
        return f"{self.at.isoformat()}|{self.business}|{self.position}|{self.link}|{self.key_id}".encode()


class HeadsError(Exception):
    """The file of signed heads cannot be used; one clear sentence."""


def read_heads(path: Path, keyring: Keyring) -> list[SignedHead]:
    """All heads, oldest first. Raises HeadsError when a line was not signed with this key."""
    if not path.exists():
        return []
    heads = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            head = msgspec.json.decode(line, type=SignedHead)
        except msgspec.MsgspecError:
            raise HeadsError(f"{path} line {number} is not a signed head") from None
        if head.key_id == keyring.key_id and not keyring.signed(head.payload(), head.mac):
            raise HeadsError(f"{path} line {number} does not bear its signature")
        heads.append(head)
    return heads


async def append_heads(path: Path, store: Store, keyring: Keyring, now: dt.datetime, *, force: bool = False) -> int:
    """Append every business's head unless the file has one younger than a day; gives how many lines it wrote."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        written = {head.business: head for head in read_heads(path, keyring)}
        count = 0
        for row in await store.rows("select business_id, position, link from books.head order by business_id"):
            last = written.get(row["business_id"])
            if last is not None and (last.position == row["position"] or (not force and now - last.at < EVERY)):
                continue
            unsigned = SignedHead(now, row["business_id"], row["position"], row["link"].hex(), keyring.key_id, "")
            head = msgspec.structs.replace(unsigned, mac=keyring.sign(unsigned.payload()))
            file.write(msgspec.json.encode(head) + b"\n")
            count += 1
        file.flush()
        os.fsync(file.fileno())
        return count
