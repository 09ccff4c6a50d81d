"""Mail, a server that dies and a mail server that falls silent: nothing goes twice, and no answer says too much."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pinkas.storage.embedded import processes
from pinkas.testing.faults import FOLDER, Point, arm, disarm
from tests.connectors.post_office import DROP, PostOffice
from tests.faults.crowd import BROKEN
from tests.faults.serving import TAX_NUMBERS, Server, copied
from tests.folders import passing_folder
from tests.properties.integrator import Answer, Integrator

WAIT_S = 30.0
SALE = {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductName": "מדף", "UnitPrice": 100}]}
TO = {"To": "dana@example.com", "BCC": "hidden@example.com", "Body": "a secret of the house"}


@contextmanager
def opened(office: PostOffice) -> Iterator[PostOffice]:
    """The office at work, in a thread of its own."""
    ready, ended = threading.Event(), threading.Event()

    async def work() -> None:
        async with office.open():
            ready.set()
            await asyncio.to_thread(ended.wait)

    thread = threading.Thread(target=lambda: asyncio.run(work()), daemon=True)
    thread.start()
    assert ready.wait(WAIT_S)
    try:
        yield office
    finally:
        ended.set()
        thread.join(WAIT_S)


def through(office: PostOffice, points: Path) -> dict[str, str]:
    """The settings of a server whose mail goes through the office."""
    return {
        FOLDER: str(points),
        "PINKAS_SMTP_HOST": "127.0.0.1",
        "PINKAS_SMTP_PORT": str(office.port),
        "PINKAS_SMTP_SECURITY": "none",
        "PINKAS_MAIL_FROM": "books@hadar.example",
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


def written(caller: Integrator, *keys: str) -> None:
    for key in keys:
        assert caller.call("POST", "Documents", {"DocumentId": key, **SALE}).status == 201


def mail(caller: Integrator, document: str) -> Answer:
    """Mail a document, each under one key of its own."""
    return caller.call("POST", f"EmailDocument/{document}", TO, key=f"mail-{document}")


def states(server: Server) -> dict[str, tuple[str, str]]:
    """Per document: how its mailing stands in the books, and to whom it was to go."""
    with server.behind() as owner:
        rows: list[Any] = owner.execute(
            "select i.key, coalesce(o.outcome, 'intended'), array_to_string(m.recipients, ' ') from books.mailing m"
            " join books.document_index i on (i.business_id, i.serial) = (m.business_id, m.document_serial)"
            " left join books.mailing_outcome o on (o.business_id, o.mailing_serial) = (m.business_id, m.serial)"
        ).fetchall()
    assert len(rows) == len({key for key, *_ in rows})
    return {key: (state, to) for key, state, to in rows}


BOTH = "dana@example.com hidden@example.com"


def test_killed_around_the_sending(faulty: tuple[Server, Path]) -> None:
    server, points = faulty
    with opened(PostOffice()) as office:
        settings = through(office, points)
        server.start(**settings)
        with server.log_in(TAX_NUMBERS[0]) as caller:
            token = caller.token
            written(caller, "before-intent", "after-intent", "before-outcome", "after-outcome")
            threads = [
                stand_still(server, token, points, point, function, document)
                for document, point, function in (
                    ("before-intent", Point.BEFORE_CALL, "intend_mailing_v1"),
                    ("after-intent", Point.AFTER_COMMIT, "intend_mailing_v1"),
                    ("before-outcome", Point.BEFORE_CALL, "record_mailing_v1"),
                    ("after-outcome", Point.AFTER_COMMIT, "record_mailing_v1"),
                )
            ]
        assert len(office.messages) == 2  # of the last two documents
        server.kill(server.everything())
        for thread in threads:
            thread.join(WAIT_S)
        server.wait()
        server.start(**settings)
        assert len(office.messages) == 2  # nothing is sent by itself
        assert states(server) == {
            "after-intent": ("intended", BOTH),
            "before-outcome": ("intended", BOTH),
            "after-outcome": ("accepted", BOTH),
        }
        with server.log_in(TAX_NUMBERS[0]) as caller:
            answers = {
                document: mail(caller, document)
                for document in ("before-intent", "after-intent", "before-outcome", "after-outcome")
            }
        assert {document: (answer.status, answer.replayed) for document, answer in answers.items()} == {
            "before-intent": (200, False),  # nothing had happened
            "after-intent": (502, False),
            "before-outcome": (502, False),
            "after-outcome": (200, True),
        }
        assert "may have gone" in answers["after-intent"].text
        assert len(office.messages) == 3
        assert states(server)["before-intent"] == ("accepted", BOTH)
    server.check_books()
    assert f"Mail: sent through 127.0.0.1:{office.port}" in server.said
    told = "\n".join(server.said)
    assert "dana@example.com" not in told
    assert "hidden@example.com" not in told
    assert "a secret of the house" not in told


def stand_still(
    server: Server, token: str, points: Path, point: Point, function: str, document: str
) -> threading.Thread:
    """Mail a document and leave its worker standing at the point; others pass again."""

    def ask() -> None:
        with Integrator(server.port, token) as caller:
            try:
                answer = mail(caller, document)
            except BROKEN:
                return
            raise AssertionError(f"{document} was answered: {answer}")

    reached = arm(points, point, function)
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    assert processes.wait_until(reached.exists, WAIT_S)
    disarm(points)
    return thread


def test_the_mail_server_goes_silent_and_many_ask_at_once(faulty: tuple[Server, Path]) -> None:
    server, points = faulty
    with opened(PostOffice(replies={".": DROP})) as office:
        server.start(**through(office, points))
        with server.log_in(TAX_NUMBERS[0]) as caller:
            written(caller, "lost", "raced", "refused")
            answers = [mail(caller, "lost") for _ in range(2)]
            assert [answer.status for answer in answers] == [502, 502]
            assert answers[0].text.startswith("The mail may have gone: the mail server did not say whether it took ")
            assert answers[0].text == answers[1].text
            assert len(office.messages) == 1

            office.replies = {}
            raced = at_once(server, caller.token, "raced")
            assert raced[200, False] == 1
            assert set(raced) <= {(200, False), (200, True), (502, False)}
            assert len(office.messages) == 2

            office.replies = {"RCPT TO:<hidden": "550 nobody here"}
            answers = [mail(caller, "refused") for _ in range(2)]
            assert [answer.status for answer in answers] == [400, 400]
            assert "h***@example.com: 550 nobody here; to try again use another Idempotency-Key" in answers[1].text
            assert len(office.messages) == 2
        assert states(server) == {
            "lost": ("unknown", BOTH), "raced": ("accepted", BOTH), "refused": ("refused", BOTH),
        }  # fmt: skip
    server.check_books()
    assert "@example.com" not in "\n".join(server.said).replace("h***@example.com", "")


def at_once(server: Server, token: str, document: str, callers: int = 8) -> Counter[tuple[int, bool]]:
    """The same request from several callers in one moment."""
    start = threading.Barrier(callers)

    def ask(_: int) -> tuple[int, bool]:
        with Integrator(server.port, token) as caller:
            start.wait(WAIT_S)
            answer = mail(caller, document)
            return answer.status, answer.replayed

    with ThreadPoolExecutor(callers) as threads:
        return Counter(threads.map(ask, range(callers)))
