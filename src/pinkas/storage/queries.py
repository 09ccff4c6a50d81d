"""Named SQL: loads `sql/<noun>.sql` and gives each `-- name:` its text. SQL is written as SQL, nowhere else."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Final

_NAME: Final = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


@cache
def queries(noun: str) -> dict[str, str]:
    """The queries of one noun by name."""
    text = (resources.files("pinkas.storage") / "sql" / f"{noun}.sql").read_text(encoding="utf-8")
    pieces = _NAME.split(text)
    return dict(zip(pieces[1::2], (piece.strip() for piece in pieces[2::2]), strict=True))
