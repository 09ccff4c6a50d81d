"""Killed at any moment, in parts or whole: what was acknowledged is there, and once; the books are whole."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pinkas.storage.embedded import processes
from pinkas.testing.faults import FOLDER, Point, arm, disarm
from tests.faults.crowd import BROKEN, CLIENTS, Crowd
from tests.faults.serving import TAX_NUMBERS, Server, copied, gone
from tests.folders import passing_folder
from tests.properties.integrator import Answer, Integrator

#: Write function → verb, path and body.
Asked = dict[str, tuple[str, str, dict[str, Any] | None]]

ROUNDS = 3
REACHED_S = 30.0


def test_everything_killed_at_random_moments(server: Server) -> None:
    server.start()
    crowd = Crowd(server)
    found: Counter[str] = Counter()
    for _ in range(ROUNDS):
        crowd.begin()
        time.sleep(random.randint(30, 100) / 100)  # noqa: S311 - no secret
        pids = server.everything()
        random.shuffle(pids)
        server.kill(pids)
        crowd.end()
        assert gone(pids) == []
        server.wait()
        server.start()
        found += crowd.ask_again()
        documents = crowd.check()
    server.check_books()
    assert crowd.broken["connection"] >= CLIENTS
    assert found.total() >= CLIENTS
    assert documents > found.total()


def test_a_worker_killed(server: Server) -> None:
    server.start()
    crowd = Crowd(server, stubborn=True)
    crowd.begin()
    for _ in range(2):
        time.sleep(0.5)
        doomed = server.workers()[0]
        server.kill([doomed])
        assert processes.wait_until(lambda gone=doomed: gone not in server.workers() and len(server.workers()) == 2, 10)
    time.sleep(0.5)
    crowd.end()
    crowd.ask_again()
    assert crowd.broken["connection"] >= 2
    assert crowd.check() > CLIENTS
    assert sum("it was killed by SIGKILL" in line for line in server.said) == 2
    server.check_books()


def test_the_database_killed(server: Server) -> None:
    server.start()
    crowd = Crowd(server, stubborn=True)
    crowd.begin()
    time.sleep(0.5)
    postmaster = server.database()[0]
    server.kill([postmaster])
    assert processes.wait_until(lambda: server.database()[:1] not in ([], [postmaster]), 20), server.said
    time.sleep(1.5)
    crowd.end()
    crowd.ask_again()
    assert crowd.broken.total() >= 1
    assert crowd.check() > CLIENTS
    server.check_books()
    assert server.stop() == 0


def test_told_to_stop_under_load(server: Server) -> None:
    server.start()
    crowd = Crowd(server)
    crowd.begin()
    time.sleep(0.7)
    pids = server.everything()
    assert server.stop() == 0
    crowd.end()
    assert gone(pids) == []
    server.start()
    found = crowd.ask_again()
    assert crowd.check() > CLIENTS
    assert crowd.broken.total() >= CLIENTS  # everybody was turned away in the end
    assert found["done already"] == 0  # whatever was taken in was answered
    server.check_books()


class Deeds:
    """One of each sort of write, all under way at once; each may be asked again, word for word."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.turn = 0
        with server.log_in(TAX_NUMBERS[0]) as caller:
            self.token = caller.token

    def prepare(self, turn: int) -> Asked:
        """What the deeds need, and the deeds: write function → verb, path and body."""
        self.turn = turn
        sale = {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductName": "מדף", "UnitPrice": 100}]}
        cash = {"TrxTypeId": 2, "TrxCodeNumber": 2, "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 100}]}
        with Integrator(self.server.port, self.token) as caller:
            for name in ("paid", "cancelled", "taken"):
                assert caller.call("POST", "Documents", {"DocumentId": f"{name}-{turn}", **sale}).status == 201
                assert caller.call("POST", f"PrintDocument/{name}-{turn}").status == 200
            cash |= {"RelatedDocuments": [{"DocumentId": f"paid-{turn}"}]}
            assert caller.call("POST", "Documents", {"DocumentId": f"cash-{turn}", **cash}).status == 201
        return {
            "save_contact_v3": ("POST", "Contacts", {"ContactId": f"c-{turn}", "BusinessName": "א"}),
            "save_draft_v2": ("POST", "Documents", {"DocumentId": f"new-{turn}", **sale}),
            "issue_v2": ("POST", f"PrintDocument/cash-{turn}", None),
            "cancel_v2": ("POST", f"CancelDocument/cancelled-{turn}", None),
            "hand_out_v1": ("GET", f"Pdf/taken-{turn}", None),
        }

    def begin(self, deeds: Asked) -> list[threading.Thread]:
        """Ask for all of them at once; nobody waits for an answer that will not come."""

        def ask(function: str) -> None:
            with Integrator(self.server.port, self.token) as caller:
                try:
                    answer = caller.call(*deeds[function], key=f"{function}-{self.turn}")
                except BROKEN:
                    return
                raise AssertionError(f"{function} was answered: {answer}")

        threads = [threading.Thread(target=ask, args=[function], daemon=True) for function in deeds]
        for thread in threads:
            thread.start()
        return threads

    def shown(self, turn: int) -> list[object]:
        """Where everything stands: the contact, the new document, the cash and what it pays, the cancelled one."""
        with Integrator(self.server.port, self.token) as caller:
            contact = caller.call("GET", f"Contacts/c-{turn}").status
            new = caller.call("GET", f"Documents/new-{turn}").status
            cash = caller.call("GET", f"Documents/cash-{turn}").json["Status"]
            pays = [one["DocumentSum"] for one in caller.call("GET", f"Documents/paid-{turn}").json["RelatedDocuments"]]
            cancelled = caller.call("GET", f"Documents/cancelled-{turn}").json["Status"]
        return [contact, new, cash, pays, cancelled]

    def ask_again(self, deeds: Asked) -> dict[str, Answer]:
        with Integrator(self.server.port, self.token) as caller:
            return {function: caller.call(*deed, key=f"{function}-{self.turn}") for function, deed in deeds.items()}


BEFORE: list[object] = [404, 404, 0, [], 2]
AFTER: list[object] = [200, 200, 2, [100], 3]


@pytest.fixture
def faulty(made_books: Path) -> Iterator[tuple[Server, Path]]:
    """A server that can be stopped at named points, and the folder in which they are named."""
    with passing_folder() as folder:
        points = folder / "points"
        points.mkdir()
        one = Server(copied(made_books, folder), program=(sys.executable, "-m", "tests.faults.faulty_pinkas"))
        one.start(**{FOLDER: str(points)})
        try:
            yield one, points
        finally:
            one.clear()


def test_everything_killed_at_named_points(faulty: tuple[Server, Path]) -> None:
    server, points = faulty
    deeds = Deeds(server)
    kills = 0
    for turn, (point, left) in enumerate([(Point.BEFORE_CALL, BEFORE), (None, BEFORE), (Point.AFTER_COMMIT, AFTER)]):
        asked = deeds.prepare(turn)
        if point is None:  # inside the call: the test holds the business's head row, the first lock of every write
            _kill_inside_the_call(server, deeds, asked)
        else:
            reached = [arm(points, point, function) for function in asked]
            threads = deeds.begin(asked)
            assert processes.wait_until(lambda files=reached: all(file.exists() for file in files), REACHED_S)
            server.kill(server.everything())
            for thread in threads:
                thread.join(REACHED_S)
        kills += len(asked)
        server.wait()
        disarm(points)
        server.start(**{FOLDER: str(points)})
        assert deeds.shown(turn) == left, point
        answers = deeds.ask_again(asked)
        assert {function: answer.status for function, answer in answers.items()} == {
            "save_contact_v3": 201, "save_draft_v2": 201, "issue_v2": 200, "cancel_v2": 200, "hand_out_v1": 200,
        }  # fmt: skip
        replayed = {function for function, answer in answers.items() if answer.replayed}
        assert replayed == (set(asked) - {"hand_out_v1"} if left is AFTER else set())
        assert deeds.shown(turn) == AFTER
    assert kills == 15
    server.check_books()


def _kill_inside_the_call(server: Server, deeds: Deeds, asked: Asked) -> None:
    with server.behind() as holder, server.behind("admin") as watcher:
        holder.execute("begin")
        holder.execute("select from books.head where business_id = 1 for update")
        threads = deeds.begin(asked)

        def waiting() -> int:
            row = watcher.execute(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and usename = 'pinkas_server'"
            ).fetchone()
            return 0 if row is None else int(row[0])

        # A worker has four connections to write with; should all five come to one, the last waits in that worker.
        assert processes.wait_until(lambda: waiting() >= len(asked) - 1, REACHED_S), waiting()
        server.kill(server.everything())
        for thread in threads:
            thread.join(REACHED_S)
