"""A place of its own for each launcher test, in the reach of every user, with nothing left behind afterwards."""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pinkas.storage.embedded import Cluster, location, processes, start
from tests.folders import open_folder

# A supervising process: starts the database, says so, and stops it when its standard input ends.
HOLDER = """
import sys
from pathlib import Path
from pinkas.storage.embedded import start
with start(Path(sys.argv[1]), progress=lambda _: None, durable={durable}) as cluster:
    print(cluster.pid, flush=True)
    {then}
    sys.stdin.read()
"""


@pytest.fixture
def place() -> Iterator[Path]:
    folder = open_folder()
    yield folder
    homes = [folder]
    homes += [Path(pointer.read_text().strip()) for pointer in folder.rglob(location.POINTER)]
    for home in homes:
        for cluster in (*home.rglob("postgres"), *home.rglob("postgres.new.*")):
            assert processes.clear_leftovers(cluster)
    for home in homes:
        shutil.rmtree(home, ignore_errors=True)
    with contextlib.suppress(OSError):
        location.SYSTEM_FOLDER.rmdir()


@pytest.fixture
def fresh(place: Path) -> Path:
    """A data folder that is not there yet."""
    return place / "data"


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    folder = open_folder()
    start(folder / "data", progress=lambda _: None, durable=False).stop()
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def data(place: Path, made: Path) -> Path:
    """A data folder with a stopped database, whose making is then not waited for in each test."""
    subprocess.run(["/bin/cp", "-a", made, place], check=True)
    return place / made.name


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def begin(place: Path, said: list[str]) -> Iterator[Callable[..., Cluster]]:
    assert place.exists()  # what stands in it is stopped before it is removed
    running: list[Cluster] = []

    def begin(data: Path, *, durable: bool = False) -> Cluster:
        running.append(start(data, progress=said.append, durable=durable))
        return running[-1]

    yield begin
    for cluster in running:
        cluster.stop()


@pytest.fixture
def hold() -> Iterator[Callable[..., tuple[subprocess.Popen[str], int]]]:
    holders: list[subprocess.Popen[str]] = []

    def hold(
        data: Path, *, then: str = "", durable: bool = False, prefix: tuple[str, ...] = ()
    ) -> tuple[subprocess.Popen[str], int]:
        script = HOLDER.format(then=then, durable=durable)
        holder = subprocess.Popen(
            [*prefix, sys.executable, "-c", script, data],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        holders.append(holder)
        assert holder.stdout is not None
        return holder, int(holder.stdout.readline())

    yield hold
    for holder in holders:
        holder.kill()
        holder.communicate()


@pytest.fixture
def killed(hold: Callable[..., tuple[subprocess.Popen[str], int]]) -> Callable[..., int]:
    def killed(data: Path, **options: Any) -> int:
        """Starts a database from a process that is then killed; gives the orphan's number."""
        holder, pid = hold(data, **options)
        holder.kill()
        holder.wait()
        return pid

    return killed


@pytest.fixture
def query() -> Callable[..., Any]:
    def query(cluster: Cluster, sql: str, role: str = "admin", parameters: tuple[object, ...] = ()) -> Any:
        with psycopg.connect(cluster.dsn(role), autocommit=True) as connection:
            done = connection.execute(sql, parameters)
            row = done.fetchone() if done.description else None
            return row and row[0]

    return query
