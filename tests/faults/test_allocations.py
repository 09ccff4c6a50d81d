"""Allocation numbers, and a server that dies while it asks: one number each, and no request is sent twice."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pinkas.storage.embedded import processes
from pinkas.testing.authority import Authority
from pinkas.testing.faults import FOLDER, Point, arm, disarm
from tests.faults.crowd import BROKEN
from tests.faults.serving import TAX_NUMBERS, Server, copied
from tests.folders import passing_folder
from tests.properties.integrator import Integrator
from tests.wire.ext.authority_shop import DEALER, settings

WAIT_S = 30.0
SALE = {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductName": "מדף", "UnitPrice": 9000}]}


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


def test_killed_while_it_asks(faulty: tuple[Server, Path]) -> None:
    server, points = faulty
    with Authority(late=1, late_s=20) as authority:
        server.start(**{FOLDER: str(points)})
        with server.log_in(TAX_NUMBERS[0]) as caller:
            token = caller.token
            assert caller.call("PUT", "/ext/v1/tax-authority", settings(authority)).status == 200
            access, _ = authority.grant()
            body = {"AccessToken": access, "AccessTokenValidDate": "2199-01-01T00:00:00"}
            assert caller.call("POST", "OpenAPIToken", body).status == 200
            for key in ("issued", "intended", "in-flight"):
                assert (
                    caller.call("POST", "Documents", {"DocumentId": key, "CustomerOsekMorshe": DEALER, **SALE}).status
                    == 201
                )
        reached = arm(points, Point.AFTER_COMMIT, "issue_v2")
        threads = [printed(server, token, "issued", reached.exists)]
        disarm(points)
        reached = arm(points, Point.AFTER_COMMIT, "record_allocation_v1")
        threads.append(printed(server, token, "intended", reached.exists))
        disarm(points)
        threads.append(printed(server, token, "in-flight", lambda: bool(authority.approved)))
        server.kill(server.everything())
        for thread in threads:
            thread.join(WAIT_S)
        server.wait()
        server.start(**{FOLDER: str(points)})
        with Integrator(server.port, token) as caller:
            assert [standing(caller, key) for key in ("issued", "intended", "in-flight")] == ["pending"] * 3
            with server.behind() as owner:  # whoever was at it is gone for long enough
                owner.execute("update books.allocation set claimed_until = null")
            for key in ("issued", "intended", "in-flight"):
                assert caller.call("POST", f"/ext/v1/allocations/{key}/ask").json["State"] == "approved"
        told = Counter(body["invoice_id"] for name, body in authority.calls if name == "Approval")
        assert list(told.values()) == [1, 1, 1]
        assert set(told) == set(authority.approved)
        assert [name for name, _ in authority.calls] == ["Approval", "Approval", "details", "Approval", "details"]
    server.check_books()


def standing(caller: Integrator, key: str) -> str:
    """How a document stands to its number."""
    said: str = caller.call("GET", f"/ext/v1/allocations/{key}").json["State"]
    return said


def printed(server: Server, token: str, key: str, until: Callable[[], bool]) -> threading.Thread:
    """A print that is never answered; returns when the server has come so far."""

    def ask() -> None:
        with Integrator(server.port, token) as caller:
            try:
                answer = caller.call("POST", f"PrintDocument/{key}")
            except BROKEN:
                return
            raise AssertionError(f"{key} was answered: {answer}")

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    assert processes.wait_until(until, WAIT_S), key
    return thread
