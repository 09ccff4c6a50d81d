"""The public API under random verbs, against an auditor of its own; longer with PINKAS_PROVE=1 (`make prove`).

That the machine can fail is proved too: each sabotage of the server must be found, in fewer steps than the machine has.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from pinkas.actions import desk, issuing
from pinkas.books import document, terms, totals
from pinkas.dialects.caspit import quirks
from pinkas.storage import decisions
from pinkas.testing.house import House
from tests.properties.asking import PASSWORD, USER
from tests.properties.machine import MISTAKES, Books

PROVING = os.environ.get("PINKAS_PROVE") == "1"

#: The normal run is the same every time. The long one is new every time, and prints what reproduces it.
BUDGET = settings(
    max_examples=3000 if PROVING else 40,
    stateful_step_count=50 if PROVING else 25,
    derandomize=not PROVING,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
#: To find a fault is enough; nobody reads the story of one we made.
HUNT = settings(BUDGET, max_examples=60, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False)

#: What the machine can come across, and does in the story below; a random run must meet most of it.
DEEDS = (
    "printed", "printed again", "a draft edited", "a draft posted over", "voided", "cancelled",
    "a receipt that settled 0", "a receipt that settled 1", "a receipt that settled 2", "a receipt with a rest",
    "a settlement released", "a paper: draft", "a paper: original", "a paper: again", "a paper: copy",
    "a contact removed", "a token expired", "repeated much later", "refused: pays it",
    "refused: original was handed out", "refused: exists in Caspit", "refused: DocumentNumberBranch",
    "refused: TrxTypeId", "refused: is used by", "refused: is not one that a receipt pays",
    "refused: belongs to another customer", "refused: not issued", "refused: Rebate", "refused: CustomerId",
    "refused: has no ",
)  # fmt: skip
MOST_DEEDS = 20

ORDER = {"DocumentLines": [{"ProductName": "מדף", "UnitPrice": Decimal("49.90"), "Qty": Decimal(3)}]}
CASH = {"ReceiptLines": [{"PaymentTypeId": 1, "share": 100}], "whole": 100}
TOO_MUCH = {**CASH, "whole": 130}


@pytest.fixture(scope="module")
def owner(house: House, owner_dsn: str) -> Iterator[psycopg.Connection]:
    house.add_user(USER, PASSWORD, operator=True)
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        yield connection


def test_every_answer_is_as_the_auditor_foretells(house: House, owner: psycopg.Connection) -> None:
    deeds: Counter[str] = Counter()
    run_state_machine_as_test(lambda: Books(house, owner, deeds), settings=BUDGET)
    assert sum(deeds[deed] > 0 for deed in DEEDS) >= MOST_DEEDS, deeds


def test_one_story_with_every_deed(house: House, owner: psycopg.Connection) -> None:
    books = Books(house, owner, Counter())
    books.begin(({"BusinessName": "א"}, {"BusinessName": "ב"}))
    chapters: list[Callable[[], None]] = [
        lambda: books.trade([ORDER, ORDER], [TOO_MUCH, CASH], None, ["cancel the sale"]),
        lambda: books.trade([ORDER], [CASH], None, ["cancel the sale", "cancel the receipt", "cancel the sale"]),
        lambda: books.trade([ORDER], [TOO_MUCH], Decimal(5), ["fetch", "fetch", "cancel the sale"]),
        lambda: books.sell(ORDER, None, CASH, keyless=True, printed=True, once="once"),
        lambda: books.sell({"DocumentLines": []}, "c-1", None, keyless=False, printed=True, once=""),
        lambda: books.sell({**ORDER, "Rebate": Decimal(500)}, None, None, keyless=False, printed=False, once=""),
        lambda: books.sell(ORDER, "c-2", None, keyless=False, printed=False, once=""),
        lambda: books.receive(CASH, [0], "drafts", [None], stranger=False, printed=True, once=""),
        lambda: books.receive(CASH, [4], "any", [None], stranger=False, printed=True, once=""),
        lambda: books.receive(CASH, [0], "drafts", [None], stranger=True, printed=False, once=""),
        *(
            partial(books.edit, 0, among, ORDER, CASH, "same", None, [], change, put=put, once="once")
            for among, change, put in (
                ("drafts", "", True), ("drafts", "", False), ("drafts", "type", True), ("drafts", "branch", False),
                ("printed", "", True),
            )
        ),
        lambda: books.print_document(0, "printed", "number", "once"),
        lambda: books.fetch(0, "drafts", 0),
        lambda: books.fetch(2, "any", 1),
        lambda: books.cancel(0, "drafts", "once"),
        lambda: books.wait(11, 31),
        lambda: books.fetch(2, "any", 1),
        lambda: books.remove_contact("c-1", ""),
        lambda: books.save_contact("c-3", {"BusinessName": "ג"}, put=False, once=""),
        lambda: books.save_contact("לקוח 3/א", {"BusinessName": "ד"}, put=False, once="once"),
        lambda: books.remove_contact("לקוח 3/א", "once"),
        lambda: books.sell(ORDER, "לקוח 3/א", None, keyless=False, printed=False, once=""),
        lambda: books.ask_again_much_later(len(books.asked_before) - 1),
        books.prove_the_books,
    ]  # fmt: skip
    for tell in chapters:
        tell()
        books.everything_agrees()
        books.the_books_are_whole()
    books.teardown()
    assert [deed for deed in DEEDS if not books.deeds[deed]] == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_refused_and_write_nothing(mistake: str, house: House, owner: psycopg.Connection) -> None:
    books = Books(house, owner, Counter())
    books.begin(({"BusinessName": "א"}, {"BusinessName": "ב"}))
    for put, lenient, once in ((False, False, ""), (True, True, "once")):
        books.mistake(mistake, put, lenient, once)
        books.everything_agrees()
        books.the_books_are_whole()
    books.teardown()


def _half_even(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


def _pay_without_limit(settle: Callable[..., Any]) -> Callable[..., Any]:
    def settle_all(said: document.Document, sources: Any) -> Any:
        return settle(replace(said, sources=tuple(replace(one, amount=None) for one in said.sources)), sources)

    return settle_all


def _release_nothing(issue_facts: Callable[..., Any]) -> Callable[..., Any]:
    async def forgetful(*args: Any, **named: Any) -> Any:
        facts, stored = await issue_facts(*args, **named)
        return type(facts)(
            **{field: getattr(facts, field) for field in facts.__struct_fields__} | {"settles": ()}
        ), stored

    return forgetful


def _say_less(issue_content: Callable[..., bytes]) -> Callable[..., bytes]:
    return lambda key, uuid, said, entry, _settlements: issue_content(key, uuid, said, entry, ())


#: A fault → where it is made, and how the right thing becomes the wrong one.
SABOTAGES: dict[str, tuple[object, str, Callable[[Any], Any]]] = {
    "half an agora to even": (totals, "to_cents", lambda _: _half_even),
    "payments beyond what was asked": (issuing, "settle", _pay_without_limit),
    "a cancelled receipt goes on paying": (decisions, "issue_facts", _release_nothing),
    "what was handed out or paid can be cancelled": (issuing, "_check_cancellable", lambda _: lambda *_: None),
    "tax withheld pays nothing": (document.Document, "paid_book", lambda _: property(lambda self: self.received_book)),
    "debts shown as credits": (quirks, "balance", lambda _: lambda one: one.contact.opening_balance + one.receivable),
    "everything due at once": (terms.Terms, "due", lambda _: lambda _self, day: day),
    "idempotency keys forgotten": (desk.Once, "replays", lambda _: lambda *_: False),
    "a daybook line that says less than was done": (issuing, "issue_content", _say_less),
}


@pytest.mark.parametrize("fault", SABOTAGES)
def test_the_machine_finds(
    fault: str, house: House, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, name, spoil = SABOTAGES[fault]
    monkeypatch.setattr(where, name, spoil(getattr(where, name)))
    with pytest.raises(AssertionError):
        run_state_machine_as_test(lambda: Books(house, owner, Counter()), settings=HUNT)
