"""The schema as text: `python -m pinkas.storage.dump` writes storage/schema.sql from a fresh database.

A test compares the two, so that a migration nobody wrote down is noticed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from pinkas.storage import embedded
from pinkas.storage.migrate import migrate

SCHEMA_FILE: Final = Path(__file__).with_name("schema.sql")
#: What differs from one run or release of pg_dump to the next and says nothing of the schema.
_NOISE: Final = re.compile(r"^(-- Dumped .*|\\(un)?restrict .*|SET .*|SELECT pg_catalog\.set_config.*)\n", re.MULTILINE)


def schema_of(dsn: str) -> str:
    """The schema of a database, without what changes by itself."""
    done = subprocess.run(  # noqa: S603 - a program of ours with arguments of ours
        [embedded.client_program("pg_dump"), "--schema-only", "--no-owner", f"--dbname={dsn}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return re.sub(r"\n{3,}", "\n\n", _NOISE.sub("", done.stdout)).strip() + "\n"


def main() -> None:
    """Write the file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded.start(Path(folder) / "data", progress=lambda _: None, durable=False) as running,
    ):
        migrate(running.dsn("owner"))
        SCHEMA_FILE.write_text(schema_of(running.dsn("owner")), encoding="utf-8")
    sys.stderr.write(f"wrote {SCHEMA_FILE}\n")


if __name__ == "__main__":
    main()
