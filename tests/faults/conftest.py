"""A server to be ill-treated: `pinkas serve` in a copy of a data folder made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.serving import Server, copied, make_books
from tests.folders import passing_folder


@pytest.fixture(scope="session")
def made_books() -> Iterator[Path]:
    """A stopped data folder with four businesses."""
    with passing_folder() as folder:
        make_books(folder / "data")
        yield folder / "data"


@pytest.fixture
def server(made_books: Path) -> Iterator[Server]:
    """A server not yet started, with two workers and a durable database of its own."""
    with passing_folder() as folder:
        one = Server(copied(made_books, folder))
        try:
            yield one
        finally:
            one.clear()
