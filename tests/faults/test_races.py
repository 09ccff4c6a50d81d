"""Two workers, many writers, the same things wanted at once: one order of events, as if there had been no race."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.faults.serving import TAX_NUMBERS, Server, copied
from tests.folders import passing_folder
from tests.properties.asking import mark_of
from tests.properties.integrator import Answer, Integrator

WRITERS = 32
EACH = 12
ROUNDS = 20
WAIT_S = 30.0
BUSINESS = 1
SALE = {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductName": "מדף", "UnitPrice": 100}]}
Call = tuple[Any, ...]


@pytest.fixture(scope="module")
def server(made_books: Path) -> Iterator[Server]:
    """One server for all races, each of which uses names of its own."""
    with passing_folder() as folder:
        one = Server(copied(made_books, folder))
        one.start()
        try:
            yield one
            one.check_books()
        finally:
            one.clear()


@pytest.fixture
def caller(server: Server) -> Iterator[Integrator]:
    with server.log_in(TAX_NUMBERS[0]) as caller:
        yield caller


class Racers:
    """Callers with connections of their own that start at the same moment."""

    def __init__(self, server: Server, token: str, count: int) -> None:
        self._callers = [Integrator(server.port, token) for _ in range(count)]
        for one in self._callers:
            assert one.call("GET", "Contacts", pageSize=1).status == 200  # connected before the race
        self._threads = ThreadPoolExecutor(count)

    def run(self, *calls: Call) -> list[Answer]:
        start = threading.Barrier(len(calls))

        def ask(caller: Integrator, call: Call) -> Answer:
            start.wait(WAIT_S)
            return caller.call(*call)

        return list(self._threads.map(ask, self._callers, calls))

    def close(self) -> None:
        self._threads.shutdown()
        for one in self._callers:
            one.close()


@pytest.fixture
def racers(server: Server, caller: Integrator) -> Iterator[Callable[[int], Racers]]:
    made: list[Racers] = []

    def make(count: int) -> Racers:
        made.append(Racers(server, caller.token, count))
        return made[-1]

    yield make
    for one in made:
        one.close()


def deadlocks(server: Server) -> int:
    with server.behind() as owner:
        row = owner.execute("select deadlocks from pg_stat_database where datname = current_database()").fetchone()
        assert row is not None
        return int(row[0])


def running(answers: list[str], branch: str) -> list[int]:
    return sorted(int(number.removeprefix(f"{branch}/")) for number in answers if number.startswith(f"{branch}/"))


# --- numbers --------------------------------------------------------------------------------------------------------


def test_many_writers_on_one_series(server: Server, caller: Integrator) -> None:
    def write(writer: int) -> list[str]:
        with Integrator(server.port, caller.token) as one:
            answers = [one.call("POST", "Documents", {**SALE, "DocumentNumberBranch": 11}) for _ in range(EACH)]
            assert {answer.status for answer in answers} == {201}, writer
            printed = [one.call("POST", f"PrintDocument/{answer.json['DocumentId']}").status for answer in answers]
            assert set(printed) == {200}
            return [answer.json["Number"] for answer in answers]

    with ThreadPoolExecutor(WRITERS) as threads:
        numbers = [number for some in threads.map(write, range(WRITERS)) for number in some]
    assert running(numbers, "11") == list(range(100001, 100001 + WRITERS * EACH))
    assert deadlocks(server) == 0


def test_many_writers_on_many_series_of_many_businesses(server: Server) -> None:
    callers = {number: server.log_in(number) for number in TAX_NUMBERS}

    def write(writer: int) -> list[tuple[str, str]]:
        found = []
        for turn in range(EACH):
            # Each goes round the businesses from another one on, so that shared calls hold several in any order.
            number = TAX_NUMBERS[(writer + turn * (1 if writer % 2 else -1)) % len(TAX_NUMBERS)]
            with Integrator(server.port, callers[number].token) as one:
                answer = one.call("POST", "Documents", {**SALE, "DocumentNumberBranch": 20 + turn % 3})
                assert answer.status == 201, answer.text
                assert one.call("POST", f"PrintDocument/{answer.json['DocumentId']}").status == 200
                found.append((number, answer.json["Number"]))
        return found

    with ThreadPoolExecutor(WRITERS) as threads:
        found = [one for some in threads.map(write, range(WRITERS)) for one in some]
    assert len(found) == len(set(found)) == WRITERS * EACH
    for number, one in callers.items():
        for branch in ("20", "21", "22"):
            given = running([said for tax_number, said in found if tax_number == number], branch)
            assert given == list(range(100001, 100001 + len(given)))
            assert given
        one.close()
    assert deadlocks(server) == 0


# --- two receipts, one invoice --------------------------------------------------------------------------------------


def test_two_receipts_for_one_invoice(caller: Integrator, racers: Callable[[int], Racers]) -> None:
    assert caller.call("POST", "Contacts", {"ContactId": "racer", "BusinessName": "א"}).status == 201
    two = racers(2)
    owed = Decimal(0)
    winners: Counter[int] = Counter()
    for number in range(ROUNDS):
        invoice = f"race-{number}"
        sale = {"DocumentId": invoice, "CustomerId": "racer", **SALE}  # 118.00 with VAT
        assert caller.call("POST", "Documents", sale).status == 201
        assert caller.call("POST", f"PrintDocument/{invoice}").status == 200
        for receipt, sum_ in ((f"{invoice}-a", 100), (f"{invoice}-b", 70)):
            body = {
                "DocumentId": receipt, "TrxTypeId": 2, "TrxCodeNumber": 2, "CustomerId": "racer",
                "ReceiptLines": [{"PaymentTypeId": 1, "Payment": sum_}],
                "RelatedDocuments": [{"DocumentId": invoice}],
            }  # fmt: skip
            assert caller.call("POST", "Documents", body).status == 201
        answers = two.run(("POST", f"PrintDocument/{invoice}-a"), ("PRINT", f"Documents/{invoice}-b"))
        assert [answer.status for answer in answers] == [200, 200]
        settled = {
            one["DocumentId"]: one["DocumentSum"]
            for one in caller.call("GET", f"Documents/{invoice}").json["RelatedDocuments"]
        }
        assert settled in ({f"{invoice}-a": 100, f"{invoice}-b": 18}, {f"{invoice}-a": 48, f"{invoice}-b": 70})
        winners[settled[f"{invoice}-a"]] += 1
        still_open = caller.whole_list("Documents", CustomerId="racer", onlyOpenDocuments="true")
        assert invoice not in {one["DocumentId"] for one in still_open}
        owed += 118 - 170
        assert caller.call("GET", "Contacts/racer").json["Balance"] == -owed
    assert winners.total() == ROUNDS


# --- print against everything ---------------------------------------------------------------------------------------


def edit(key: str) -> Call:
    line = {"ProductName": "אחרת", "UnitPrice": 200}
    return "PUT", "Documents", {**SALE, "DocumentId": key, "Comments": "edited", "DocumentLines": [line]}


def draft(caller: Integrator, key: str) -> None:
    assert caller.call("POST", "Documents", {"DocumentId": key, "Comments": "first", **SALE}).status == 201


def test_print_against_edit(caller: Integrator, racers: Callable[[int], Racers]) -> None:
    two = racers(2)
    seen: Counter[str] = Counter()
    for number in range(2 * ROUNDS):
        key = f"edit-{number}"
        draft(caller, key)
        calls = [("POST", f"PrintDocument/{key}"), edit(key)]
        printed, edited = two.run(*calls) if number % 2 else reversed(two.run(*reversed(calls)))
        assert printed.status == 200, printed.text
        assert edited.status in {200, 400}, edited.text
        document = caller.call("GET", f"Documents/{key}").json
        content = document["Comments"], document["DocumentLines"][0]["ProductName"], document["Total"]
        if edited.status == 200:
            assert content == ("edited", "אחרת", 236)
            assert edited.json["Status"] == 0
        else:
            assert "exists in Caspit" in edited.text
            assert content == ("first", "מדף", 118)
        assert document["Status"] == 2
        paper = text_of(caller.call("GET", f"Pdf/{key}", lan=1).body)
        assert ("236.00" in paper, "edited" in paper) == (content[2] == 236, content[0] == "edited")
        seen["edited" if edited.status == 200 else "refused"] += 1
    assert seen.total() == 2 * ROUNDS


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[0].get_textpage().get_text_bounded())
    finally:
        document.close()


def test_print_against_print(server: Server, caller: Integrator, racers: Callable[[int], Racers]) -> None:
    eight = racers(8)
    for number in range(ROUNDS):
        key = f"twice-{number}"
        draft(caller, key)
        answers = eight.run(*[("POST", f"PrintDocument/{key}") for _ in range(8)])
        assert {answer.status for answer in answers} == {200}
    with server.behind() as owner:
        issued = owner.execute(
            "select count(*), count(distinct d.serial) from books.daybook b join books.document_index d"
            " on d.business_id = b.business_id and d.serial = b.serial where b.business_id = 1 and b.sort = 'document'"
            " and b.verb = 'document issued' and d.key like 'twice-%'"
        ).fetchone()
    assert issued == (ROUNDS, ROUNDS)


def test_print_against_cancel(caller: Integrator, racers: Callable[[int], Racers]) -> None:
    two = racers(2)
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        key = f"cancel-{number}"
        draft(caller, key)
        printed, cancelled = two.run(("POST", f"PrintDocument/{key}"), ("POST", f"CancelDocument/{key}"))
        assert (printed.status, cancelled.status) == (200, 200), (printed.text, cancelled.text)
        assert caller.call("GET", f"Documents/{key}").json["Status"] == 3
        paper = mark_of(caller.call("GET", f"Pdf/{key}").body)
        seen[paper] += 1
    assert set(seen) <= {"draft", "copy"}  # a void draft stays one; of a cancelled document there is no original


def test_many_fetch_the_first_paper(server: Server, caller: Integrator, racers: Callable[[int], Racers]) -> None:
    eight = racers(8)
    for number in range(ROUNDS // 2):
        key = f"paper-{number}"
        draft(caller, key)
        assert caller.call("POST", f"PrintDocument/{key}").status == 200
        answers = eight.run(*[("GET", f"Pdf/{key}") for _ in range(8)])
        assert {answer.status for answer in answers} == {200}
        originals = {answer.body for answer in answers if mark_of(answer.body) == "original"}
        assert len(originals) == 1
        assert {mark_of(answer.body) for answer in answers} <= {"original", "copy"}
        assert caller.call("GET", f"Pdf/{key}").body in originals  # its taker may have it again
    with server.behind() as owner:
        taken = owner.execute(
            "select count(*) from books.hand_out h join books.document_index d using (business_id)"
            " where h.document_serial = d.serial and d.business_id = 1 and d.key like 'paper-%'"
        ).fetchone()
    assert taken == (ROUNDS // 2,)


def test_fetch_against_cancel(caller: Integrator, racers: Callable[[int], Racers]) -> None:
    two = racers(2)
    for number in range(ROUNDS):
        key = f"taken-{number}"
        draft(caller, key)
        assert caller.call("POST", f"PrintDocument/{key}").status == 200
        fetched, cancelled = two.run(("GET", f"Pdf/{key}"), ("POST", f"CancelDocument/{key}"))
        status = caller.call("GET", f"Documents/{key}").json["Status"]
        assert (mark_of(fetched.body), cancelled.status, status) in {("original", 400, 2), ("copy", 200, 3)}
