"""Runs SQL files of this package on the migration's raw cursor: no parameter syntax is seen in them."""

from __future__ import annotations

from importlib import resources

from alembic import op


def run(*names: str) -> None:
    """Execute files named relative to `pinkas/storage`, in order."""
    cursor = op.get_bind().connection.cursor()
    for name in names:
        cursor.execute((resources.files("pinkas.storage") / name).read_text(encoding="utf-8").encode())
