"""Folders for databases: where the user PostgreSQL runs as can reach them, as pytest's own are not for root's."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY_BYTES_MIN = 2 << 30


def open_folder() -> Path:
    """A fresh folder that every user can enter: in PINKAS_DATA when that is set, else in memory if there is room."""
    if wanted := os.environ.get("PINKAS_DATA"):
        Path(wanted).mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="pinkas-test-", dir=wanted))
        folder.chmod(0o755)
        return folder
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > MEMORY_BYTES_MIN and os.access(memory, os.W_OK)
    folder = Path(tempfile.mkdtemp(prefix="pinkas-test-", dir=memory if roomy else None))
    folder.chmod(0o755)
    return folder


@contextmanager
def passing_folder() -> Iterator[Path]:
    """The same, removed afterwards."""
    folder = open_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
