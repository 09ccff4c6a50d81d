"""Every worker writes back when sessions were last used: without deadlock, and through a database that is away."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Mapping

import psycopg
import pytest

from pinkas.actions import sessions as under_test
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.storage import directory
from pinkas.storage.pool import DatabaseUnavailableError, Store
from pinkas.testing.house import House

USER, PASSWORD, TAX_NUMBER = "keeper", "keeper's password", "530000012"
SESSIONS, ROUNDS, WORKERS = 40, 60, 4


@pytest.fixture(scope="module")
def tokens(house: House) -> list[str]:
    business = house.open_business(TAX_NUMBER)
    house.add_user(USER, PASSWORD, business)

    async def log_in() -> list[str]:
        return [
            await under_test.log_in(house.desk, USER, PASSWORD, TAX_NUMBER, address="here") for _ in range(SESSIONS)
        ]

    return house.run(log_in())


def test_workers_write_back_the_same_sessions_in_any_order(house: House, tokens: list[str], owner_dsn: str) -> None:
    hashes = [house.desk.keyring.token_hash(token) for token in tokens]

    async def write_back(at: dt.datetime) -> None:
        shuffled = [random.sample(hashes, len(hashes)) for _ in range(WORKERS)]
        await asyncio.gather(
            *[directory.touch_sessions(house.desk.store, dict.fromkeys(some, at)) for some in shuffled]
        )

    start = house.clock.now()
    for turn in range(1, ROUNDS + 1):
        house.run(write_back(start + dt.timedelta(seconds=turn)))
    with psycopg.connect(owner_dsn) as owner:
        used = owner.execute("select min(used_at), max(used_at) from directory.session").fetchone()
        dead = owner.execute("select deadlocks from pg_stat_database where datname = current_database()").fetchone()
    assert used == (start + dt.timedelta(seconds=ROUNDS),) * 2
    assert dead == (0,)


def test_a_window_is_written_back_when_the_database_is_there_again(
    house: House, tokens: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    faithful = directory.touch_sessions
    refusals = iter([DatabaseUnavailableError("away"), ValueError("something unforeseen")])

    async def touch(store: Store, used: Mapping[bytes, dt.datetime]) -> None:
        for refusal in refusals:
            raise refusal
        await faithful(store, used)

    monkeypatch.setattr(directory, "touch_sessions", touch)
    monkeypatch.setattr(under_test, "WRITE_BACK_EVERY", dt.timedelta(milliseconds=10))
    house.clock.move(minutes=5)

    async def use_and_keep(desk: Desk) -> dt.datetime | None:
        worker = Sessions(desk)
        assert await worker.caller(tokens[0]) is not None
        keeper = asyncio.create_task(worker.keep())
        await asyncio.sleep(0.2)
        row = await directory.session(desk.store, desk.keyring.token_hash(tokens[0]))
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        return None if row is None else row.used_at

    assert house.run(use_and_keep(house.desk)) == house.clock.now()
