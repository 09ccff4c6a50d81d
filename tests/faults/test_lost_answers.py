"""An answer that never arrives is asked for again: one effect, one number, whatever was lost."""

from __future__ import annotations

import itertools
import random
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pinkas.storage.embedded import Cluster
from pinkas.storage.embedded.processes import wait_until
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House
from tests.conftest import NOON
from tests.faults.cutting import Cut, Wire
from tests.faults.serving import TAX_NUMBERS, Server
from tests.folders import passing_folder
from tests.properties.asking import mark_of
from tests.properties.inspection import inspect_books
from tests.properties.integrator import BASE, Answer, Integrator, body_of

PASSWORD = "lost and found"
_tax_numbers = itertools.count(520_000_000)
SALE = {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductName": "מדף", "UnitPrice": 100}]}
PATIENCE = 12
#: Writers that come while the first call waits; more than one call's worth.
SHARING = 24
WAIT_S = 10.0
GATHER_S = 0.4
CASH = {"TrxTypeId": 2, "TrxCodeNumber": 2, "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 50}]}
PAID = {**CASH, "RelatedDocuments": [{"DocumentId": "issued"}]}


class Shop:
    """A house whose database hangs on a wire, and somebody who asks."""

    def __init__(self, house: House, wire: Wire, owner: psycopg.Connection, caller: Integrator, business: int) -> None:
        self.house, self.wire, self.owner, self.caller, self.business = house, wire, owner, caller, business

    def call(self, verb: str, path: str, body: object = None, *, key: str | None = None) -> Answer:
        return self.caller.call(verb, path, body, key=key)

    def lines(self) -> int:
        """How many lines the daybook of whole books has."""
        return inspect_books(self.owner, self.business)

    @contextmanager
    def watcher(self, cluster: Cluster) -> Iterator[psycopg.Connection]:
        """The database's administrator, who sees what waits."""
        name = self.owner.info.dbname
        with psycopg.connect(cluster.dsn("admin"), dbname=name, autocommit=True) as connection:
            yield connection

    def beside(self, *calls: tuple[Any, ...]) -> list[Answer]:
        """Several calls at once, each on a connection of its own."""
        answers: list[Answer | None] = [None] * len(calls)

        def ask(place: int) -> None:
            with Integrator(self.house.port, self.caller.token) as caller:
                answers[place] = caller.call(*calls[place])

        threads = [threading.Thread(target=ask, args=[place]) for place in range(len(calls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert None not in answers
        return [answer for answer in answers if answer is not None]


@pytest.fixture
def shop(connection: dict[str, Any], owner_dsn: str, tmp_path: Path) -> Iterator[Shop]:
    """A fresh business with a draft, an issued invoice and a receipt's draft for it."""
    clock = MovableClock(NOON)
    with (
        passing_folder() as folder,
        Wire(connection, folder) as wire,
        House(wire.connection, tmp_path / "master.key", clock) as house,
        psycopg.connect(owner_dsn, autocommit=True) as owner,
    ):
        tax_number, user = str(next(_tax_numbers)), f"user {next(_tax_numbers)}"
        business = house.open_business(tax_number)
        house.add_user(user, PASSWORD, business)
        caller = Integrator(house.port)
        caller.log_in(user, PASSWORD, tax_number)
        shop = Shop(house, wire, owner, caller, business)
        for name in ("draft", "issued", "cancelled"):
            assert shop.call("POST", "Documents", {"DocumentId": name, **SALE}).status == 201
        for name in ("issued", "cancelled"):
            assert shop.call("POST", f"PrintDocument/{name}").status == 200
        assert shop.call("POST", "Documents", {"DocumentId": "cash", **PAID}).status == 201
        assert shop.call("POST", "Contacts", {"ContactId": "old", "BusinessName": "א"}).status == 201
        yield shop
        shop.caller.close()


def _status(name: str) -> Callable[[Shop], object]:
    return lambda shop: shop.call("GET", f"Documents/{name}").json.get("Status")


#: What is asked (verb, path, body, Idempotency-Key) → its daybook line's verb, what shows the effect, and its value.
LOST: dict[str, tuple[tuple[str, str, object, str | None], str, Callable[[Shop], object], object]] = {
    "a contact": (
        ("POST", "Contacts", {"ContactId": "new", "BusinessName": "א"}, None),
        "contact saved",
        lambda shop: shop.call("GET", "Contacts/new").status,
        200,
    ),
    "a contact removed": (
        ("DELETE", "Contacts/old", None, "key"),
        "contact removed",
        lambda shop: shop.call("GET", "Contacts/old").status,
        404,
    ),
    "a document with its key": (
        ("POST", "Documents", {"DocumentId": "new", **SALE}, None),
        "draft written",
        _status("new"),
        0,
    ),
    "a document with a key in its header": (
        ("POST", "Documents", SALE, "key"),
        "draft written",
        lambda shop: len(shop.caller.whole_list("Documents")),
        5,
    ),
    "an edit": (
        ("PUT", "Documents", {"DocumentId": "draft", **SALE, "Comments": "new"}, "key"),
        "draft written",
        lambda shop: shop.call("GET", "Documents/draft").json["Comments"],
        "new",
    ),
    "a print": (("POST", "PrintDocument/draft", None, None), "document issued", _status("draft"), 2),
    "a receipt's print": (
        ("PRINT", "Documents/cash", None, None),
        "document issued",
        lambda shop: [one["DocumentSum"] for one in shop.call("GET", "Documents/issued").json["RelatedDocuments"]],
        [50],
    ),
    "a draft's cancellation": (("POST", "CancelDocument/draft", None, "key"), "draft voided", _status("draft"), 3),
    "a cancellation": (
        ("POST", "CancelDocument/cancelled", None, "key"),
        "document cancelled",
        _status("cancelled"),
        3,
    ),
    "an original": (
        ("GET", "Pdf/issued", None, None),
        "original handed out",
        lambda shop: shop.call("POST", "CancelDocument/issued").text.rpartition(": ")[2],
        "its original was handed out; issue a credit",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("when", list(Cut))
def test_cut_off_and_asked_again(shop: Shop, lost: str, when: Cut) -> None:
    asked, verb, effect, done = LOST[lost]
    before = shop.lines()
    shop.wire.cut(when, f'"verb":"{verb}"'.encode())
    verb_, path, body, key = asked
    refused = shop.call(verb_, path, body, key=key)
    assert refused.status == 503, refused.text
    assert shop.wire.cuts == 1
    assert shop.lines() == before + (when is Cut.AFTER_COMMIT)
    again = shop.call(verb_, path, body, key=key)
    assert again.status in {200, 201, 204}, again.text
    assert again.replayed == (when is Cut.AFTER_COMMIT and key is not None)
    assert effect(shop) == done
    if lost in {"a contact", "a document with its key"} and when is Cut.AFTER_COMMIT:
        assert shop.lines() == before + 2  # the second one wrote the same over the first
    else:
        assert shop.lines() == before + 1
    if lost == "an original":
        assert mark_of(again.body) == "original"


@pytest.mark.parametrize("when", list(Cut))
def test_several_that_share_a_call_are_cut_off_together(shop: Shop, when: Cut, cluster: Cluster) -> None:
    documents = [("POST", "Documents", {"DocumentId": f"shared-{number}", **SALE}) for number in range(SHARING)]
    answers: list[Answer] = []
    with shop.watcher(cluster) as watcher, ThreadPoolExecutor(2) as threads:
        with shop.owner.transaction():
            # The first call waits for the business's first lock, which is ours; the others gather behind it.
            shop.owner.execute("select from books.head where business_id = %s for update", [shop.business])
            first = threads.submit(shop.beside, documents[0])
            assert wait_until(lambda: len(_waiting(watcher)) == 1, WAIT_S)
            shop.wire.cut(when, b'"verb":"draft written"')
            others = threads.submit(shop.beside, *documents[1:])
            wait_until(lambda: shop.wire.cuts == 1, GATHER_S)
        answers = [*first.result(), *others.result()]
    assert shop.wire.cuts == 1
    lost = sum(answer.status == 503 for answer in answers)
    assert lost >= 2, "they did not share a call"
    assert lost + sum(answer.status == 201 for answer in answers) == SHARING
    again = shop.beside(*documents)
    assert {answer.status for answer in again} == {201}
    numbers = [one["Number"] for one in shop.caller.whole_list("Documents", trxTypeId=1)]
    assert sorted(numbers) == [f"98/{100001 + place}" for place in range(3 + SHARING)]
    shop.lines()


RST = struct.pack("ii", 1, 0)


def hang_up(port: int, token: str, verb: str, path: str, body: object, key: str | None, *, after_s: float) -> None:
    """Send a whole request and go away without reading, rudely every other time."""
    sent = b"" if body is None else body_of(body).encode()
    fields = {"Host": "localhost", "Caspit-Token": token, "Content-Type": "application/json", "Idempotency-Key": key}
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    head = "\r\n".join([f"{verb} {BASE}/{path} HTTP/1.1", *lines, f"Content-Length: {len(sent)}", "", ""])
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(head.encode() + sent)
        threading.Event().wait(after_s)
        if after_s > 0.002:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)


def test_callers_that_hang_up_and_ask_again(server: Server) -> None:
    server.start()
    with server.log_in(TAX_NUMBERS[0]) as caller:
        token = caller.token
        for number in range(PATIENCE):
            assert caller.call("POST", "Documents", {"DocumentId": f"sale-{number}", **SALE}).status == 201
            assert caller.call("POST", f"PrintDocument/sale-{number}").status == 200
            paid = {**CASH, "DocumentId": f"cash-{number}", "RelatedDocuments": [{"DocumentId": f"sale-{number}"}]}
            assert caller.call("POST", "Documents", paid).status == 201
            assert caller.call("POST", "Documents", {"DocumentId": f"draft-{number}", **SALE}).status == 201
    asked: list[tuple[str, str, object, str | None]] = []
    for number in range(PATIENCE):
        asked += [
            ("POST", "Documents", {"DocumentId": f"keyed-{number}", **SALE}, None),
            ("POST", "Documents", SALE, f"key-{number}"),
            ("POST", "Documents", {"DocumentId": f"both-{number}", **CASH}, f"both-{number}"),
            ("POST", f"PrintDocument/draft-{number}", None, f"print-{number}"),
            ("POST", f"PrintDocument/cash-{number}", None, None),
            ("POST", "Contacts", {"ContactId": f"c-{number}", "BusinessName": "א"}, f"c-{number}"),
        ]

    def lose_and_ask(one: tuple[str, str, object, str | None]) -> bool:
        verb, path, body, key = one
        hang_up(server.port, token, verb, path, body, key, after_s=random.choice([0, 0.001, 0.004, 0.01]))  # noqa: S311 - no secret
        with Integrator(server.port, token) as patient:
            answer = patient.call(verb, path, body, key=key)
        assert answer.status in {200, 201}, answer.text
        return answer.replayed

    with ThreadPoolExecutor(12) as threads:
        replayed = sum(threads.map(lose_and_ask, asked))
    with server.log_in(TAX_NUMBERS[0]) as caller:
        documents = caller.whole_list("Documents")
        paid_sums = [
            [related["DocumentSum"] for related in one["RelatedDocuments"]]
            for one in documents
            if one["DocumentId"].startswith("sale-")
        ]
        assert caller.call("GET", "Contacts").json["TotalCount"] == PATIENCE
    assert len(documents) == 6 * PATIENCE
    assert paid_sums == [[50]] * PATIENCE
    assert replayed >= PATIENCE  # of four asked for with a key, most had been done before anybody listened
    server.check_books()


def _waiting(watcher: psycopg.Connection) -> list[int]:
    rows = watcher.execute(
        "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    )
    return [row[0] for row in rows]


def test_ended_by_an_administrator_while_writing(shop: Shop, cluster: Cluster) -> None:
    before = shop.lines()
    documents = [("POST", "Documents", {"DocumentId": f"ended-{number}", **SALE}) for number in range(SHARING)]
    with shop.watcher(cluster) as watcher, ThreadPoolExecutor(2) as threads:
        with shop.owner.transaction():
            shop.owner.execute("select from books.head where business_id = %s for update", [shop.business])
            first = threads.submit(shop.beside, documents[0])
            assert wait_until(lambda: len(_waiting(watcher)) == 1, WAIT_S)
            alone = _waiting(watcher)
            others = threads.submit(shop.beside, *documents[1:])
            # The first one is ended; the call that the others share comes next, and is ended too.
            watcher.execute("select pg_terminate_backend(%s)", [alone[0]])
            assert wait_until(lambda: _waiting(watcher) not in ([], alone), WAIT_S)
            wait_until(lambda: False, GATHER_S)
            for pid in _waiting(watcher):
                watcher.execute("select pg_terminate_backend(%s)", [pid])
        answers = [*first.result(), *others.result()]
    assert answers[0].status == 503
    assert {answer.status for answer in answers} <= {201, 503}
    done = sum(answer.status == 201 for answer in answers)
    assert shop.lines() == before + done
    again = shop.beside(*documents)
    assert {answer.status for answer in again} == {201}
    assert len(shop.caller.whole_list("Documents")) == 4 + SHARING


def test_a_database_that_takes_its_leave_is_away_not_a_fault_of_ours(shop: Shop) -> None:
    for _ in range(3):
        leaving = shop.wire.say_farewell()
        assert leaving
        refused = shop.call("POST", "Documents", {"DocumentId": "late", **SALE})
        assert refused.status == 503, refused.text
        for pair in leaving:
            pair.close()
        assert wait_until(lambda: shop.call("POST", "Documents", {"DocumentId": "late", **SALE}).status == 201, 10)
    shop.lines()
