"""The public API under random verbs, against an auditor of its own; longer with PINKAS_PROVE=1 (`make prove`).

That the machine can fail is proved too: each sabotage of the server must be found, by the story it is told or else by
hunting, in fewer steps than the machine has.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from pinkas.actions import desk, issuing, vat
from pinkas.actions.cards import charging
from pinkas.actions.standing_orders import steps
from pinkas.actions.vouchers import cash, cheques, reversals
from pinkas.books import document, draft, expense_entries, standing_order, terms, totals
from pinkas.dialects.caspit import quirks
from pinkas.storage import decisions
from pinkas.testing.house import House
from tests.properties.asking import PASSWORD, USER
from tests.properties.machine import LIVES, MISTAKES, Books
from tests.properties.shopping import CARDS, GOODS, tell, tell_everything
from tests.properties.spending import of_money

PROVING = os.environ.get("PINKAS_PROVE") == "1"

#: The normal run is the same every time. The long one is new every time, and prints what reproduces it.
BUDGET = settings(
    max_examples=3000 if PROVING else 32,
    stateful_step_count=50 if PROVING else 25,
    derandomize=not PROVING,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
#: To find a fault is enough; nobody reads the story of one we made.
HUNT = settings(BUDGET, max_examples=60, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False)

#: What the machine can come across, and does in the stories below; a random run must meet most of it.
DEEDS = (
    "printed", "printed again", "a draft edited", "a draft posted over", "voided", "cancelled",
    "a receipt that settled 0", "a receipt that settled 1", "a receipt that settled 2", "a receipt with a rest",
    "a settlement released", "a paper: draft", "a paper: original", "a paper: again", "a paper: copy",
    "a contact removed", "a token expired", "repeated much later", "refused: pays it",
    "refused: original was handed out", "refused: exists in Caspit", "refused: DocumentNumberBranch",
    "refused: TrxTypeId", "refused: is used by", "refused: is not one that a receipt pays",
    "refused: belongs to another customer", "refused: not issued", "refused: Rebate", "refused: CustomerId",
    "refused: has no", *(f"a life: {life}" for life in LIVES), "1 went on as 9", "15 went on as 1",
    "goods were not moved twice", "goods moved back", "a credit cancelled", "a refund", "a refund of a credit",
    "a donation", "refused: may still be credited", "refused: credits it", "refused: refunds it",
    "refused: pays out of it", "refused: was made from it", "refused: is not one it can be made from",
    "refused: is replaced by an invoice already", "a product saved", "a product removed", "a month: close",
    "a month: reopen", "refused: is closed", "a voucher: journal", "a voucher: opening_balance", "a voucher: cash",
    "a voucher: stock", "a voucher: difference", "a voucher: bounced_cheque", "a voucher: reversal", "posted late",
    "somebody else pays", "a cheque opened a debt again", "refused: in cash", "refused: depends on it",
    "refused: is reversed already", "refused: bounced already", "refused: must be a voucher that can be reversed",
)  # fmt: skip
DEEDS_OF_MONEY = (
    "an expense saved again", "an expense made permanent", "an expense claimed later", "private use",
    "VAT of equipment", "tax withheld from a supplier", "an expense paid later", "an expense reversed",
    "an expense thrown away", "a deposit", "a deposit of a part", "a deposit with a fee", "a deposit cancelled",
    "refused: took a payment of it to the bank", "refused: is deposited already",
    "refused: came back from the bank since", "refused: which is more than the total",
    "refused: stands: reverse entry", "a charge approved", "a charge declined", "a charge unknown",
    "a charge looked up", "a charge given back", "refused: is more than may still be given back", "a standing order",
    "issued by a standing order", "a standing order that failed", "a card charged by a standing order", "two runners",
    "a standing order ended", "a return filed", "differences since it was filed", "periods of another length",
    "refused: must be over", "refused: a period was filed",
)  # fmt: skip
MOST_DEEDS = 34
MOST_DEEDS_OF_MONEY = 14


@pytest.fixture(scope="module")
def owner(house: House, owner_dsn: str) -> Iterator[psycopg.Connection]:
    house.add_user(USER, PASSWORD, operator=True)
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        yield connection


def test_every_answer_is_as_the_auditor_foretells(house: House, owner: psycopg.Connection) -> None:
    deeds: Counter[str] = Counter()
    run_state_machine_as_test(lambda: Books(house, owner, deeds), settings=BUDGET)
    assert sum(deeds[deed] > 0 for deed in DEEDS) >= MOST_DEEDS, deeds
    assert sum(deeds[deed] > 0 for deed in DEEDS_OF_MONEY) >= MOST_DEEDS_OF_MONEY, deeds


def test_a_story_of_money(house: House, owner: psycopg.Connection) -> None:
    books = Books(house, owner, Counter())
    tell(books, [lambda: books.begin(CARDS, GOODS), *of_money(books), books.prove_the_books])
    assert [deed for deed in DEEDS_OF_MONEY if not books.deeds[deed]] == []


def test_one_story_with_every_deed(house: House, owner: psycopg.Connection) -> None:
    books = Books(house, owner, Counter())
    tell_everything(books)
    assert [deed for deed in DEEDS if not books.deeds[deed]] == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_refused_and_write_nothing(mistake: str, house: House, owner: psycopg.Connection) -> None:
    books = Books(house, owner, Counter())
    books.begin(CARDS, GOODS)
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


async def _today(desk: Any, caller: Any, _stored: Any, _run: Any) -> dt.date:
    day: dt.date = caller.today(desk.clock)
    return day


async def _any_charge(*_: Any) -> None:
    return None


#: A fault → where it is made, and how the right thing becomes the wrong one.
SABOTAGES: dict[str, tuple[object, str, Callable[[Any], Any]]] = {
    "half an agora to even": (totals, "to_cents", lambda _: _half_even),
    "payments beyond what was asked": (issuing, "settle", _pay_without_limit),
    "a cancelled receipt goes on paying": (decisions, "issue_facts", _release_nothing),
    "what was handed out or paid can be cancelled": (issuing, "_check_cancellable", lambda _: lambda *_: None),
    "tax withheld pays nothing": (document.Document, "paid_book", lambda _: property(lambda self: self.received_book)),
    "debts shown as credits": (quirks, "balance", lambda _: lambda one: one.contact.opening_balance + one.receivable),
    "everything due at once": (terms.Terms, "due", lambda _: lambda _self, day: day),
    "an over-credit let through": (issuing, "check_credited", lambda _: lambda *_: None),
    "goods delivered leave again when invoiced": (
        issuing,
        "document_moves",
        lambda moves: lambda said, _: moves(said, ()),
    ),
    "a proforma counted in the balance": (quirks, "balance", lambda _: lambda one: -one.receivable - one.proformas),
    "a proforma asked for beside its invoice": (issuing, "replaced", lambda _: lambda *_: ()),
    "papers dated in a closed month": (draft, "check_open", lambda _: lambda *_: None),
    "a bounced cheque leaves the invoice paid": (cheques, "_reopened", lambda _: lambda _: ()),
    "cash late is posted on its own day": (cash, "first_open", lambda _: lambda day, _: day),
    "a reversal settles on": (reversals, "released", lambda _: lambda _: ()),
    "idempotency keys forgotten": (desk.Once, "replays", lambda _: lambda *_: False),
    "a daybook line that says less than was done": (issuing, "issue_content", _say_less),
}


#: The same of money that goes without a customer's paper.
SABOTAGES_OF_MONEY: dict[str, tuple[object, str, Callable[[Any], Any]]] = {
    "VAT claimed later is claimed at once": (expense_entries, "tax_date", lambda _: lambda one: one.date),
    "all VAT comes back": (expense_entries, "SHARES", lambda shares: dict.fromkeys(shares, Fraction(1))),
    "private use forgotten": (expense_entries, "_part", lambda _: lambda amount, _percent: amount),
    "a deposited cheque bounces from the till": (cheques, "_held_in", lambda _: lambda _cheque: "till:cheque"),
    "a filed return moves on": (
        vat,
        "_made",
        lambda made: lambda period, filing, now: made(period, filing and replace(filing, figures=now), now),
    ),
    "a short month shifts the ones after": (
        standing_order,
        "_on_day",
        lambda on_day: lambda month, day: on_day(month, min(day, 28)),
    ),
    "a late standing order bears today's date": (steps, "_day", lambda _: _today),
    "more is given back than was paid": (charging, "_given_back", lambda _: _any_charge),
}


@pytest.mark.parametrize("fault", SABOTAGES_OF_MONEY)
def test_the_story_of_money_finds(
    fault: str, house: House, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, name, spoil = SABOTAGES_OF_MONEY[fault]
    monkeypatch.setattr(where, name, spoil(getattr(where, name)))
    books = Books(house, owner, Counter())
    with pytest.raises(AssertionError):
        tell(books, [lambda: books.begin(CARDS, GOODS), *of_money(books)], every=9)


@pytest.mark.parametrize("fault", SABOTAGES)
def test_the_machine_finds(
    fault: str, house: House, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, name, spoil = SABOTAGES[fault]
    monkeypatch.setattr(where, name, spoil(getattr(where, name)))

    def look() -> None:
        if not PROVING:  # the story is shorter than a hunt, and meets most of them
            tell_everything(Books(house, owner, Counter()), every=5)
        run_state_machine_as_test(lambda: Books(house, owner, Counter()), settings=HUNT)

    with pytest.raises(AssertionError):
        look()
