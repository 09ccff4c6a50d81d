"""A new document may be decided on remembered facts; what changed meanwhile is never decided on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pinkas.actions.contacts import remove_contact, save_contact
from pinkas.actions.desk import Caller, Desk, Once
from pinkas.actions.drafts import save_draft
from pinkas.actions.familiar import Familiar
from pinkas.books.contact import Contact
from pinkas.books.document import Party, StoredDocument
from pinkas.books.draft import DocumentOrder
from pinkas.books.errors import ClassMismatch, IdempotencyConflict, InvalidValue
from pinkas.books.lines import LineOrder
from pinkas.books.terms import TermsRule
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

DAY = dt.date(2026, 8, 4)


@pytest.fixture
def caller(house: House, request: pytest.FixtureRequest) -> Caller:
    """A business of the test's own, with a contact who pays ten days later."""
    number = f"{sum(map(ord, request.node.name)):09d}"
    caller = caller_of(house.open_business(number))
    house.run(save_contact(house.desk, caller, "ruth", Contact(terms_rule=TermsRule.DAYS, terms_days=10)))
    return caller


def _order(**other: Any) -> DocumentOrder:
    said: dict[str, Any] = {"key": None, "kind": "tax_invoice", "series": 98, "date": DAY, "contact_key": "ruth"}
    return DocumentOrder(**{**said, "party": Party(), "class_number": 3, "channel": "api",
                            "lines": (LineOrder(name="x"),), **other})  # fmt: skip


def _draft(house: House, caller: Caller, **other: Any) -> StoredDocument:
    return house.run(save_draft(house.desk, caller, _order(**other))).record


def _elsewhere(house: House) -> Desk:
    """Another worker's desk on the same books."""
    return replace(house.desk, familiar=Familiar())


def test_the_second_document_of_a_contact_needs_no_read(
    house: House, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _draft(house, caller)
    monkeypatch.setattr(house.desk.store, "row", None)
    monkeypatch.setattr(house.desk.store, "value", None)
    second = _draft(house, caller)
    assert (second.number, second.contact_key, second.class_name) == (first.number + 1, "ruth", first.class_name)


def test_terms_changed_elsewhere_count_at_once(house: House, caller: Caller) -> None:
    assert _draft(house, caller).document.due_date == dt.date(2026, 8, 14)
    changed = Contact(terms_rule=TermsRule.DAYS, terms_days=20)
    house.run(save_contact(_elsewhere(house), caller, "ruth", changed))
    assert _draft(house, caller).document.due_date == dt.date(2026, 8, 24)


def test_a_contact_removed_elsewhere_is_gone_at_once(house: House, caller: Caller) -> None:
    house.run(save_contact(house.desk, caller, "noa", Contact()))
    with pytest.raises(InvalidValue):  # refused, but she is known now, and has no document that would hold her
        _draft(house, caller, contact_key="noa", discount_percent=Decimal(-1))
    assert house.desk.familiar.facts(caller.business, _order(contact_key="noa")) is not None
    house.run(remove_contact(_elsewhere(house), caller, "noa"))
    with pytest.raises(InvalidValue, match="names no contact"):
        _draft(house, caller, contact_key="noa")


def test_a_class_changed_behind_our_back_counts_at_once(house: House, caller: Caller, owner_dsn: str) -> None:
    _draft(house, caller)
    with psycopg.connect(owner_dsn) as owner:
        change = "update books.transaction_class set {} where business_id = %s and number = 3"
        owner.execute(change.format("name = 'שם חדש'"), [caller.business])
    assert _draft(house, caller).class_name == "שם חדש"
    with psycopg.connect(owner_dsn) as owner:
        owner.execute(change.format("sort = 'expenses'"), [caller.business])
    with pytest.raises(ClassMismatch):
        _draft(house, caller)


def test_a_repeated_request_is_known_again_without_a_read_before_it(house: House, caller: Caller) -> None:
    once = Once(key="k", route="POST/documents", body_hash=b"x" * 32, status=201)
    _draft(house, caller)
    first, again = (house.run(save_draft(house.desk, caller, _order(), once=once)) for _ in range(2))
    assert (first.created, again.replayed, again.record.key) == (True, True, first.record.key)
    other = replace(once, body_hash=b"y" * 32)
    with pytest.raises(IdempotencyConflict):
        house.run(save_draft(house.desk, caller, _order(), once=other))
    # The key was used for another request: that is told before what else is wrong with this one.
    with pytest.raises(IdempotencyConflict):
        house.run(save_draft(house.desk, caller, _order(discount_percent=Decimal(-1)), once=other))


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch, house: House, caller: Caller) -> None:
    monkeypatch.setattr("pinkas.actions.familiar._MOST", 3)
    memory, facts = Familiar(), _facts_of(house, caller)
    for number in range(5):
        memory.remember(caller.business, _order(class_number=number), facts)
    assert [memory.facts(caller.business, _order(class_number=number)) is None for number in range(5)] == [
        True, True, False, False, False,
    ]  # fmt: skip


def _facts_of(house: House, caller: Caller) -> Any:
    """What is remembered of Ruth's invoices."""
    _draft(house, caller)
    return house.desk.familiar.facts(caller.business, _order())
