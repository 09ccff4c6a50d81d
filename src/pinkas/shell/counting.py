"""The memory in which this machine's workers count requests together: a small file, mapped by each of them."""

from __future__ import annotations

import mmap
import os
from pathlib import Path

from pinkas.actions.ports import Clock
from pinkas.actions.throttle import MEMORY_BYTES, Throttle
from pinkas.storage.keyring import Keyring


def open_throttle(path: Path, per_minute: int, clock: Clock, keyring: Keyring) -> Throttle:
    """A throttle that counts in the file at `path`, which is made when missing. What it held before is soon over."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.ftruncate(handle, MEMORY_BYTES)
        memory = mmap.mmap(handle, MEMORY_BYTES)
    finally:
        os.close(handle)
    return Throttle(clock, per_minute, memory, keyring.subject_hash("throttle")[:16])
