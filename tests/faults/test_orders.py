"""Two callers who both read before either wrote, in a known order: the second decides again on what the first left.

The test holds the business's head row, the first lock of every write, until both wait for it one behind the other; so
the second one's decision is stale for certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pinkas.storage.embedded.processes import wait_until
from tests.faults.serving import TAX_NUMBERS, Server, copied
from tests.folders import passing_folder
from tests.properties.asking import mark_of
from tests.properties.inspection import inspect_books
from tests.properties.integrator import Answer, Integrator

WAIT_S = 30.0
SHARED_S = 0.5
SALE = {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductName": "מדף", "UnitPrice": 100}]}
OTHER = {**SALE, "Comments": "other", "DocumentLines": [{"ProductName": "אחרת", "UnitPrice": 200}]}
Call = tuple[Any, ...]

#: The write function behind each deed.
SORTS = {
    "print": "issue", "cash": "issue", "more": "issue", "edit": "draft", "edit back": "draft", "void": "draft",
    "new": "draft", "new other": "draft", "keyless": "draft", "keyless other": "draft", "for contact": "draft",
    "cancel": "cancel", "fetch": "hand out", "remove": "contact", "terms": "contact",
}  # fmt: skip


@dataclass
class Scene:
    """One business, its names made unique by `turn`."""

    server: Server
    caller: Integrator
    holder: psycopg.Connection
    watcher: psycopg.Connection
    turn: int

    def key(self, name: str) -> str:
        return f"{name}-{self.turn}"

    def document(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.caller.call("GET", f"Documents/{self.key(name)}").json
        return found

    def prepare(self) -> None:
        """A draft, an issued invoice, two receipts' drafts that pay it, a contact without documents."""
        for name in ("draft", "invoice"):
            assert self.caller.call("POST", "Documents", {"DocumentId": self.key(name), **SALE}).status == 201
        assert self.caller.call("POST", f"PrintDocument/{self.key('invoice')}").status == 200
        for name, paid in (("cash", 100), ("more", 70)):
            receipt = {
                "DocumentId": self.key(name), "TrxTypeId": 2, "TrxCodeNumber": 2,
                "ReceiptLines": [{"PaymentTypeId": 1, "Payment": paid}],
                "RelatedDocuments": [{"DocumentId": self.key("invoice")}],
            }  # fmt: skip
            assert self.caller.call("POST", "Documents", receipt).status == 201
        contact = {"ContactId": self.key("contact"), "BusinessName": "א", "PaymentTerms": 1}
        assert self.caller.call("POST", "Contacts", contact).status == 201

    def call(self, deed: str) -> Call:
        key = self.key
        return {
            "print": ("POST", f"PrintDocument/{key('draft')}"),
            "edit": ("PUT", "Documents", {"DocumentId": key("draft"), **OTHER}),
            "edit back": ("POST", "Documents", {"DocumentId": key("draft"), **SALE}),
            "void": ("POST", f"CancelDocument/{key('draft')}"),
            "cancel": ("POST", f"CancelDocument/{key('invoice')}"),
            "fetch": ("GET", f"Pdf/{key('invoice')}"),
            "cash": ("POST", f"PrintDocument/{key('cash')}"),
            "more": ("POST", f"PrintDocument/{key('more')}"),
            "new": ("POST", "Documents", {"DocumentId": key("new"), **SALE}),
            "keyless": ("POST", "Documents", SALE),
            "keyless other": ("POST", "Documents", OTHER),
            "new other": ("POST", "Documents", {"DocumentId": key("new"), **OTHER}),
            "for contact": ("POST", "Documents", {"DocumentId": key("new"), "CustomerId": key("contact"), **SALE}),
            "remove": ("DELETE", f"Contacts/{key('contact')}"),
            "terms": ("PUT", f"Contacts/{key('contact')}", {"BusinessName": "ב", "PaymentTerms": 2}),
        }[deed]  # fmt: skip

    def waiting(self) -> int:
        row = self.watcher.execute(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and usename = 'pinkas_server'"
        ).fetchone()
        assert row is not None
        return int(row[0])

    def in_order(self, first: str, second: str, *, key: str | None = None) -> tuple[Answer, Answer]:
        """Both have read and wait to write, `first` ahead; then they are let go. `key`: both bear it."""

        def ask(deed: str) -> Answer:
            with Integrator(self.server.port, self.caller.token) as caller:
                return caller.call(*self.call(deed), key=key)

        with ThreadPoolExecutor(2) as threads:
            with self.holder.transaction():
                self.holder.execute("select from books.head where business_id = 1 for update")
                asked = []
                for place, deed in enumerate((first, second), start=1):
                    asked.append(threads.submit(ask, deed))
                    # Two writes of one sort may share a worker's call: the second waits there, having read as well.
                    seen = wait_until(lambda count=place: self.waiting() == count, WAIT_S if place == 1 else SHARED_S)
                    assert seen or SORTS[first] == SORTS[second], deed
            return asked[0].result(WAIT_S), asked[1].result(WAIT_S)


@pytest.fixture(scope="module")
def scenes(made_books: Path) -> Iterator[Callable[[], Scene]]:
    with passing_folder() as folder:
        server = Server(copied(made_books, folder))
        try:
            server.start()
            with (
                server.log_in(TAX_NUMBERS[0]) as caller,
                server.behind() as holder,
                server.behind("admin") as watcher,
            ):
                turns = iter(range(1, 1000))
                yield lambda: Scene(server, caller, holder, watcher, next(turns))
            server.check_books()
        finally:
            server.clear()


def _settled(scene: Scene) -> dict[str, int]:
    related = scene.document("invoice")["RelatedDocuments"]
    return {one["DocumentId"].partition("-")[0]: int(one["DocumentSum"]) for one in related}


def _total_and_status(scene: Scene) -> tuple[int, int]:
    draft = scene.document("draft")
    return int(draft["Total"]), draft["Status"]


#: (first, second) → their statuses, a word of the second one's answer, and what then is.
ORDERS: dict[tuple[str, str], tuple[int, int, str, Callable[[Scene], object], object]] = {
    ("print", "edit"): (200, 400, "exists in Caspit", _total_and_status, (118, 2)),
    ("edit", "print"): (200, 200, "Pdf", _total_and_status, (236, 2)),
    ("edit", "edit back"): (200, 201, "", lambda scene: scene.document("draft")["Total"], 118),
    ("print", "void"): (200, 200, "", lambda scene: scene.document("draft")["Status"], 3),
    ("void", "print"): (200, 200, "", lambda scene: scene.document("draft")["Status"], 3),
    ("void", "edit"): (200, 400, "exists in Caspit", lambda scene: scene.document("draft")["Total"], 118),
    ("cash", "more"): (200, 200, "", _settled, {"cash": 100, "more": 18}),
    ("more", "cash"): (200, 200, "", _settled, {"more": 70, "cash": 48}),
    ("cash", "cancel"): (200, 400, "pays it", _settled, {"cash": 100}),
    ("cancel", "cash"): (200, 400, "is cancelled, not issued", lambda scene: scene.document("cash")["Status"], 0),
    ("cash", "fetch"): (200, 200, "", _settled, {"cash": 100}),
    ("fetch", "cancel"): (200, 400, "handed out", lambda scene: scene.document("invoice")["Status"], 2),
    ("cancel", "fetch"): (200, 200, "", lambda scene: scene.document("invoice")["Status"], 3),
    ("new", "new other"): (201, 201, "", lambda scene: scene.document("new")["Total"], 236),
    ("for contact", "remove"): (201, 400, "is used by", lambda scene: scene.document("new")["Status"], 0),
    ("remove", "for contact"): (204, 400, "CustomerId", lambda scene: scene.document("new").get("Status"), None),
    ("terms", "for contact"): (
        200, 201, "", lambda scene: scene.document("new")["DueDate"] >= scene.document("new")["Date"], True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("order", ORDERS, ids=" then ".join)
def test_in_this_order(order: tuple[str, str], scenes: Callable[[], Scene]) -> None:
    first_status, second_status, word, shown, expected = ORDERS[order]
    scene = scenes()
    scene.prepare()
    before = inspect_books(scene.holder, 1)
    first, second = scene.in_order(*order)
    assert (first.status, second.status) == (first_status, second_status), (first.body, second.body)
    if word:
        assert word in second.text
    assert shown(scene) == expected
    for deed, answer in zip(order, (first, second), strict=True):
        if deed == "fetch":
            assert mark_of(answer.body) == ("copy" if order[0] == "cancel" else "original")
    refused = second.status == 400 or order in {("void", "print"), ("cancel", "fetch")}
    assert inspect_books(scene.holder, 1) == before + (1 if refused else 2)


def test_one_new_key_wanted_twice_takes_one_number(scenes: Callable[[], Scene]) -> None:
    scene = scenes()
    scene.prepare()
    first, second = scene.in_order("new", "new other")
    assert first.json["Number"] == second.json["Number"] == scene.document("new")["Number"]


@pytest.mark.parametrize(("first", "second", "statuses"), [
    ("keyless", "keyless", (201, 201)), ("keyless", "keyless other", (201, 409)), ("cash", "cash", (200, 200)),
    ("cash", "cancel", (200, 409)), ("cancel", "cancel", (200, 200)), ("remove", "remove", (204, 204)),
    ("terms", "remove", (200, 409)), ("void", "keyless", (200, 409)),
])  # fmt: skip
def test_one_idempotency_key_at_the_same_moment(
    first: str, second: str, statuses: tuple[int, int], scenes: Callable[[], Scene]
) -> None:
    scene = scenes()
    scene.prepare()
    before = inspect_books(scene.holder, 1)
    answers = scene.in_order(first, second, key=scene.key("key"))
    assert tuple(answer.status for answer in answers) == statuses
    assert [answer.replayed for answer in answers] == [False, first == second]
    if first == second:
        assert answers[0].body == answers[1].body
        assert answers[0].headers.get("location") == answers[1].headers.get("location")
    assert inspect_books(scene.holder, 1) == before + 1
