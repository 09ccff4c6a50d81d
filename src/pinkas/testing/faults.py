"""Faults by name: points on a write's way at which a test lets a worker stand still, so that it can be killed there.

A write stands still at a point when a file named `<point>.<function>` lies in the folder that PINKAS_FAULTS names; it
says so by a second file, ending in `.reached`, and never goes on. Everything else in that worker does.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette

from pinkas.shell import app
from pinkas.storage.pool import Answer, Store

FOLDER: Final = "PINKAS_FAULTS"


class Point(StrEnum):
    """Where a write can be stopped."""

    BEFORE_CALL = "before-call"
    #: What was written is durable, and nobody has been told.
    AFTER_COMMIT = "after-commit"


def arm(folder: Path, point: Point, function: str) -> Path:
    """Stop the next writes by this function at this point; gives the file that says so."""
    (folder / f"{point}.{function}").touch()
    return folder / f"{point}.{function}.reached"


def disarm(folder: Path) -> None:
    """Let everybody pass again."""
    for file in folder.iterdir():
        file.unlink()


def create_faulty_app(settings: dict[str, Any]) -> Starlette:
    """What `pinkas.shell.app.create_worker_app` makes, with the points in its writes; for a worker process."""
    folder = Path(os.environ[FOLDER])
    faithful = Store.write

    async def write(store: Store, function: str, item: Mapping[str, Any], *, blob: bytes | None = None) -> Answer:
        await _pass(folder, Point.BEFORE_CALL, function)
        answer = await faithful(store, function, item, blob=blob)
        await _pass(folder, Point.AFTER_COMMIT, function)
        return answer

    Store.write = write  # type: ignore[assignment, method-assign]  # this process serves a test and nobody else
    return app.create_worker_app(settings)


async def _pass(folder: Path, point: Point, function: str) -> None:
    armed = folder / f"{point}.{function}"
    if armed.exists():
        armed.with_name(f"{armed.name}.reached").touch()
        await asyncio.Event().wait()
