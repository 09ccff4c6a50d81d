"""Asking the API as one business's program, and holding every answer against the auditor's.

What is asked and answered is noted, so that a run prints as a story: who did what on which day, and what came of it.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import psycopg
import pypdfium2
from hypothesis import currently_in_test_context, note
from hypothesis.stateful import RuleBasedStateMachine, invariant

from pinkas.testing.house import House
from tests.properties.arithmetic import Body
from tests.properties.auditor import Auditor
from tests.properties.inspection import balances, inspect_books, stock
from tests.properties.integrator import Answer, Integrator, at, body_of
from tests.properties.records import Verdict

START = dt.datetime(2026, 8, 4, 9, 0, tzinfo=dt.UTC)
USER, PASSWORD = "auditor", "auditor's password"

_tax_numbers = itertools.count(500_000_000)

MARKS = {"draft": {"טיוטה", "Draft"}, "original": {"מקור", "Original"}, "copy": {"העתק", "Copy"}}


def mark_of(pdf: bytes) -> str:
    """What a paper calls itself, in either of its languages."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        words = set(document[0].get_textpage().get_text_bounded().split())
    finally:
        document.close()
    return ", ".join(name for name, marks in MARKS.items() if marks & words)


def differences(expected: Any, got: Any, path: str = "") -> list[str]:
    """Where an answer is not as foretold: members compared by value, lists in length and order."""
    if isinstance(expected, dict):
        return [one for name in expected for one in differences(expected[name], got.get(name), f"{path}.{name}")]
    if isinstance(expected, list):
        if not isinstance(got, list) or len(got) != len(expected):
            return [f"{path} has {got!r}, the auditor {expected!r}"]
        return [
            one
            for place, (mine, theirs) in enumerate(zip(expected, got, strict=True))
            for one in differences(mine, theirs, f"{path}[{place}]")
        ]
    if isinstance(expected, Fraction):
        same = isinstance(got, int | Decimal) and Fraction(got) == expected
        return [] if same else [f"{path} is {got}, the auditor has {float(expected)}"]
    return [] if got == expected else [f"{path} is {got!r}, the auditor has {expected!r}"]


class Asking(RuleBasedStateMachine):
    """One business, its program, its auditor, and the bookkeeping between them."""

    def __init__(self, house: House, owner: psycopg.Connection, deeds: Counter[str]) -> None:
        super().__init__()
        self.house, self.owner, self.deeds = house, owner, deeds
        self.tax_number = str(next(_tax_numbers))
        house.clock.at = START
        self.auditor = self.new_auditor()
        self.business = self.open_business()
        self.caller = Integrator(house.port)
        self.log_in()
        self.names = itertools.count(1)
        self.steps = itertools.count(1)
        self.asked_before: list[tuple[tuple[Any, ...], str, Answer, dt.datetime]] = []
        self.originals: dict[str, bytes] = {}
        self.said: dict[str, Body] = {}
        self.bought: dict[str, Body] = {}
        self.turn = 0

    def new_auditor(self) -> Auditor:
        return Auditor(START)

    def open_business(self) -> int:
        return self.house.open_business(self.tax_number)

    def log_in(self) -> None:
        self.caller.log_in(USER, PASSWORD, self.tax_number)
        self.token_used = self.house.clock.at

    def teardown(self) -> None:
        self.caller.close()

    # --- asking -----------------------------------------------------------------------------------------------------

    def ask(self, verb: str, path: str, body: Body | None = None, *, key: str | None = None, **query: Any) -> Answer:
        answer = self.caller.call(verb, path, body, key=key, **query)
        said = "" if answer.status < 300 else f": {answer.text[:200]}"
        line = (
            f"{next(self.steps):>4}. {self.auditor.now:%d.%m.%Y %H:%M} {verb} {path}"
            + "".join(f" {name}={value}" for name, value in query.items() if value is not None)
            + (f" Idempotency-Key={key}" if key else "")
            + (f" {body_of(body)}" if body is not None else "")
            + f" → {answer.status}{said}"
        )
        if currently_in_test_context():
            note(line)
        return answer

    def once(
        self, once: str, verb: str, path: str, body: Body | None = None, *, other: str = "",
        **query: Any,
    ) -> Answer:  # fmt: skip
        """Ask for a write; with a key, ask again: the same answer. And ask for something else (at `other`) under it.

        What was refused is not remembered.
        """
        if not once:
            return self.ask(verb, path, body, **query)
        key = f"key-{next(self.names)}"
        first = self.ask(verb, path, body, key=key, **query)
        second = self.ask(verb, path, body, key=key, **query)
        assert second.status == first.status
        assert second.body == first.body
        assert second.headers.get("location") == first.headers.get("location")
        assert not first.replayed
        assert second.replayed == (first.status < 300)
        if second.replayed:
            changed = (
                None if body is None else {**body, "BusinessName": "other", "Comments": "other", "Details": "other"}
            )
            elsewhere = other or (path if body is not None or query else f"{path}-other")
            asked = {**query, "documentNumber": "98/1"} if query else {}
            assert self.ask(verb, elsewhere, changed, key=key, **asked).status == 409
            self.asked_before.append(((verb, path, body, query), key, first, self.auditor.now))
        return first

    def agree(self, answer: Answer, verdict: Verdict) -> bool:
        """Whether it was done; the status, and the reason of a refusal, are as foretold."""
        assert answer.status == verdict.status, f"{answer.status} {answer.text}; the auditor: {verdict}"
        if answer.status >= 400:
            found = [word for word in verdict.words if word in answer.text]
            assert found, f"{answer.text}; the auditor: {verdict.words}"
            self.deeds[f"refused: {found[0].rpartition(chr(39))[2].strip()}"] += 1
        return answer.status < 400

    def agree_document(self, answer: Answer, key: str) -> None:
        """The answer is what the auditor has, and what GET says from now on."""
        wrong = differences(self.auditor.show(key), answer.json, key)
        assert not wrong, "; ".join(wrong)
        assert self.caller.call("GET", at("Documents", key)).body == answer.body

    # --- after every step -------------------------------------------------------------------------------------------

    @invariant()
    def everything_agrees(self) -> None:
        self.token_used = self.house.clock.at
        papers = self.caller.whole_list("Documents")
        assert [one["DocumentId"] for one in papers] == self.auditor.listed()
        cards = self.caller.whole_list("Contacts")
        assert {one["ContactId"] for one in cards} == set(self.auditor.cards)
        goods = self.caller.whole_list("Products")
        assert {one["ProductId"] for one in goods} == set(self.auditor.goods)
        wrong = [
            *(one for got in papers for one in _of(self.auditor.show, got, "DocumentId")),
            *(one for got in cards for one in _of(self.auditor.show_card, got, "ContactId")),
            *(one for got in goods for one in _of(self.auditor.show_goods, got, "ProductId")),
        ]
        assert not wrong, "; ".join(wrong)
        still_open = self.caller.whole_list("Documents", onlyOpenDocuments="true")
        assert [one["DocumentId"] for one in still_open] == self.auditor.open_documents()

    @invariant()
    def the_books_are_whole(self) -> None:
        assert inspect_books(self.owner, self.business) == self.auditor.lines
        assert balances(self.owner, self.business) == self.auditor.balances()
        assert stock(self.owner, self.business) == self.auditor.stock


def _of(show: Callable[[str], Body], got: Body, name: str) -> list[str]:
    return differences(show(got[name]), got, got[name])
