"""Cards, and a server that dies around a charge: what reached the gateway is found there, and charged once."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pinkas.storage.embedded import processes
from pinkas.testing.faults import FOLDER, Point, arm, disarm
from tests.faults.crowd import BROKEN
from tests.faults.serving import TAX_NUMBERS, Server, copied
from tests.folders import passing_folder
from tests.properties.integrator import Answer, Integrator

WAIT_S = 30.0
#: Where the server stands still when it is killed, by key; and whether the gateway had been asked by then.
DEATHS = {
    "before-intent": (Point.BEFORE_CALL, "intend_charge_v1", False),
    "after-intent": (Point.AFTER_COMMIT, "intend_charge_v1", False),
    "before-outcome": (Point.BEFORE_CALL, "record_charge_v1", True),
    "after-outcome": (Point.AFTER_COMMIT, "record_charge_v1", True),
}


@pytest.fixture
def faulty(made_books: Path) -> Iterator[tuple[Server, Path]]:
    """A server, not yet started, that can be stopped at named points; and the folder that names them."""
    with passing_folder() as folder:
        points = folder / "points"
        points.mkdir()
        one = Server(copied(made_books, folder), program=(sys.executable, "-m", "tests.faults.faulty_pinkas"))
        try:
            yield one, points
        finally:
            one.clear()


def charge(caller: Integrator, key: str) -> Answer:
    body = {"CCNumber": "4580000000000000", "CCExpDate": "1230", "CVV": "123", "Amount": 100}
    return caller.call("POST", "ChargeCreditCard", body, key=key)


def test_killed_around_a_charge(faulty: tuple[Server, Path]) -> None:
    server, points = faulty
    server.start(**{FOLDER: str(points)})
    with server.log_in(TAX_NUMBERS[0]) as caller:
        token = caller.token
    threads = [stand_still(server, token, points, point, function, key) for key, (point, function, _) in DEATHS.items()]
    assert remembered(server) == 2
    server.kill(server.everything())
    for thread in threads:
        thread.join(WAIT_S)
    server.wait()
    disarm(points)
    server.start(**{FOLDER: str(points)})
    with Integrator(server.port, token) as caller:
        # Nobody says of a charge broken off what became of it before nobody can be sending it any more.
        assert [charge(caller, key).status for key in DEATHS] == [200, 409, 409, 200]
        with server.behind() as owner:
            owner.execute("alter table books.charge disable trigger user")
            owner.execute("update books.charge set recorded_at = recorded_at - interval '10 minutes'")
            owner.execute("alter table books.charge enable trigger user")
        told = {key: charge(caller, key) for key in DEATHS}
    assert {key: (answer.status, answer.json["Success"]) for key, answer in told.items()} == {
        "before-intent": (200, True),
        "after-intent": (400, False),
        "before-outcome": (200, True),
        "after-outcome": (200, True),
    }
    assert told["after-intent"].json["ShvaResponse"] == "the gateway knows of no such charge: nothing was charged"
    assert remembered(server) == 3  # each of those that were to be charged, once
    server.check_books()


def remembered(server: Server) -> int:
    """How many charges the gateway has taken."""
    with server.behind() as owner:
        row = owner.execute("select count(*) from books.sandbox_charge").fetchone()
        return 0 if row is None else int(row[0])


def stand_still(server: Server, token: str, points: Path, point: Point, function: str, key: str) -> threading.Thread:
    """A charge that never ends; returns when the worker has come to the point."""

    def ask() -> None:
        with Integrator(server.port, token) as caller:
            try:
                answer = charge(caller, key)
            except BROKEN:
                return
            raise AssertionError(f"{key} was answered: {answer}")

    reached = arm(points, point, function)
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    assert processes.wait_until(reached.exists, WAIT_S), key
    disarm(points)
    return thread
