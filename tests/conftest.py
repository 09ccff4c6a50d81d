"""One real PostgreSQL a run; each module gets a fresh database, cloned from a migrated template."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher

from pinkas.storage import embedded
from pinkas.storage.embedded import Cluster
from pinkas.storage.migrate import migrate
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House
from tests.folders import passing_folder

#: When tests begin, unless they move the clock: a Tuesday noon in Jerusalem.
NOON = dt.datetime(2026, 8, 4, 9, 0, tzinfo=dt.UTC)

_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def light_hashing() -> Iterator[None]:
    """Passwords hashed lightly in this process: a thousand logins at full weight are half a minute of nothing else."""
    light = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pinkas.actions.sessions._HASHER", light)
        patch.setattr("pinkas.actions.sessions._NOBODY", light.hash("nobody"))
        yield


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The run's PostgreSQL, not durable, its database migrated: the template of every other."""
    with (
        passing_folder() as folder,
        embedded.start(folder / "data", progress=lambda _: None, durable=False) as running,
    ):
        migrate(running.dsn("owner"))
        yield running


@pytest.fixture(scope="module")
def connection(cluster: Cluster) -> Iterator[dict[str, Any]]:
    """asyncpg's keywords for the module's own database, as the restricted role."""
    name = f"module_{next(_numbers)}"
    with psycopg.connect(cluster.dsn("admin"), dbname="postgres", autocommit=True) as admin:
        admin.execute(f"create database {name} template {cluster.database} owner pinkas_owner")
        yield {**cluster.connect_kwargs("server"), "database": name}
        admin.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def owner_dsn(cluster: Cluster, connection: dict[str, Any]) -> str:
    """The module's database as its owner, for looking behind the scenes and for tampering."""
    return cluster.dsn("owner").replace(f"/{cluster.database}?", f"/{connection['database']}?")


@pytest.fixture(scope="module")
def house(connection: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server over the module's database, on PINKAS_PORT when that is set."""
    key_file: Path = tmp_path_factory.mktemp("secrets") / "master.key"
    port = int(os.environ.get("PINKAS_PORT", "0"))
    with House(connection, key_file, MovableClock(NOON), port=port) as open_house:
        yield open_house


@pytest.fixture
def clock(house: House) -> Iterator[MovableClock]:
    """The house's clock, at noon again for every test that asks for it."""
    house.clock.at = NOON
    yield house.clock
    house.clock.at = NOON
