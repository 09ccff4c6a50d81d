"""Many clients at once, each remembering what it was promised: a document created, a document printed."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.faults.serving import TAX_NUMBERS, Server
from tests.properties.integrator import Answer, Integrator, at

CLIENTS = 32
CREATE, PRINT = "create", "print"
BROKEN = (OSError, http.client.HTTPException)
PAUSE_S = 0.05


@dataclass(slots=True)
class Promise:
    """One document that a client wants created, then printed. Every other one bears a key only in its header."""

    client: int
    turn: int
    tax_number: str
    asked: str = ""
    done: dict[str, Answer] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.client}-{self.turn}"

    @property
    def keyed(self) -> bool:
        return self.turn % 2 == 0

    @property
    def document(self) -> str:
        return f"k-{self.name}" if self.keyed else str(self.done[CREATE].json["DocumentId"])

    @property
    def open(self) -> bool:
        """Asked for, and never answered."""
        return bool(self.asked) and self.asked not in self.done

    def ask(self, caller: Integrator, deed: str) -> Answer:
        """The same request each time it is asked."""
        self.asked = deed
        if deed == PRINT:
            return caller.call("POST", at("PrintDocument", self.document), key=f"print-{self.name}")
        price = Decimal(100 + self.turn)
        body: dict[str, Any] = {
            "TrxTypeId": 1,
            "TrxCodeNumber": 3,
            "CustomerBusinessName": self.name,
            "DocumentLines": [{"ProductName": "מדף", "UnitPrice": price}],
        }
        if self.keyed:
            return caller.call("POST", "Documents", {"DocumentId": f"k-{self.name}", **body})
        return caller.call("POST", "Documents", body, key=f"create-{self.name}")

    def keep(self, deed: str, answer: Answer) -> None:
        assert answer.status == (201 if deed == CREATE else 200), f"{self.name} {deed}: {answer.status} {answer.text}"
        self.done[deed] = answer


class Crowd:
    """Clients that create and print until told to go home; a stubborn one asks again what was not answered."""

    def __init__(
        self, server: Server, *, clients: int = CLIENTS, stubborn: bool = False, businesses: Sequence[str] = TAX_NUMBERS
    ) -> None:
        self.promises: list[Promise] = []
        self.broken: Counter[str] = Counter()
        self.failures: list[BaseException] = []
        self._stubborn = stubborn
        self._over = threading.Event()
        self._server = server
        self._tokens = {number: _token(server, number) for number in businesses}
        self._first_turn = 0
        self._clients = clients
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        """Let them in; their turns go on from where they were."""
        self._over.clear()
        self._first_turn += 10_000
        self._threads = [
            threading.Thread(target=self._come, args=(client,), name=f"client {client}", daemon=True)
            for client in range(self._clients)
        ]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Send them home, and raise what went wrong with any of them."""
        self._over.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), f"{thread.name} was never answered"
        for failure in self.failures:
            raise failure

    def _come(self, client: int) -> None:
        number = list(self._tokens)[client % len(self._tokens)]
        turn = self._first_turn
        caller = Integrator(self._server.port, self._tokens[number])
        try:
            while not self._over.is_set():
                turn += 1
                promise = Promise(client, turn, number)
                self.promises.append(promise)
                if not all(self._get(caller, promise, deed) for deed in (CREATE, PRINT)):
                    return
        except BaseException as failure:  # noqa: BLE001 - raised again by whoever sends them home
            self.failures.append(failure)
        finally:
            caller.close()

    def _get(self, caller: Integrator, promise: Promise, deed: str) -> bool:
        while True:
            try:
                answer = promise.ask(caller, deed)
            except BROKEN:
                self.broken["connection"] += 1
                caller.close()
            else:
                if answer.status != 503:
                    promise.keep(deed, answer)
                    return True
                self.broken["503"] += 1
            if not self._stubborn or self._over.is_set():
                return False
            time.sleep(PAUSE_S)

    # --- afterwards -------------------------------------------------------------------------------------------------

    def ask_again(self) -> Counter[str]:
        """Ask once more for whatever was never answered; what each of those turned out to have been.

        A promise that was only to be printed, or never got that far, is left as it is.
        """
        found: Counter[str] = Counter()
        callers = {number: Integrator(self._server.port, token) for number, token in self._tokens.items()}
        for promise in [promise for promise in self.promises if promise.open]:
            answer = promise.ask(callers[promise.tax_number], promise.asked)
            promise.keep(promise.asked, answer)
            found["done already" if answer.replayed else "done now"] += 1
        for caller in callers.values():
            caller.close()
        return found

    def check(self) -> int:
        """Every promise is kept, as it was given, and nothing else is there; how many documents there are."""
        for number, token in self._tokens.items():
            with Integrator(self._server.port, token) as caller:
                stored = {one["DocumentId"]: one for one in caller.whole_list("Documents")}
            promises = [one for one in self.promises if one.tax_number == number and CREATE in one.done]
            assert set(stored) == {one.document for one in promises}
            assert len(stored) == len(promises)
            for promise in promises:
                promised, found = promise.done[CREATE].json, stored[promise.document]
                assert found["Number"] == promised["Number"]
                assert found["Total"] == promised["Total"]
                assert found["CustomerBusinessName"] == promise.name
                assert found["Status"] == (2 if PRINT in promise.done else 0)
        return sum(CREATE in one.done for one in self.promises)


def _token(server: Server, tax_number: str) -> str:
    with server.log_in(tax_number) as caller:
        return caller.token
