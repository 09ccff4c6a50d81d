"""Drafts of several businesses written in one call of the database's function: each as if it had come alone."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from typing import Any

from pinkas.actions.desk import Once, Saved
from pinkas.actions.drafts import save_draft
from pinkas.books.document import Party, StoredDocument
from pinkas.books.draft import DocumentOrder
from pinkas.books.errors import NotADraft
from pinkas.books.lines import LineOrder
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House


def _order(key: str | None = None) -> DocumentOrder:
    return DocumentOrder(
        key=key, kind="tax_invoice", series=98, party=Party(name="x"), class_number=3, channel="api",
        lines=(LineOrder(name="x"),),
    )  # fmt: skip


def _together(house: House, *writes: Coroutine[Any, Any, Saved[StoredDocument]]) -> list[Any]:
    """What each says when they wait at the same time, and so share calls."""

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*writes, return_exceptions=True)

    return house.run(all_of_them())


def test_numbers_of_every_business_run_without_gap_and_the_daybooks_prove_themselves(house: House) -> None:
    callers = [caller_of(house.open_business(f"51400001{place}")) for place in range(3)]
    turns = [callers[place % 3] for place in range(60)]
    saved = _together(house, *(save_draft(house.desk, caller, _order()) for caller in turns))
    for caller in callers:
        numbers = [one.record.number for one, of in zip(saved, turns, strict=True) if of is caller]
        assert sorted(numbers) == list(range(100001, 100021))
        assert house.run(verify_business(house.desk.store, caller.business)) is None


def test_one_new_key_sent_twice_is_one_document(house: House) -> None:
    caller = caller_of(house.open_business("514000025"))
    others = (save_draft(house.desk, caller, _order(f"other-{place}")) for place in range(6))
    twice = (save_draft(house.desk, caller, _order("twice")) for _ in range(2))
    saved = _together(house, *twice, *others)
    assert Counter(one.created for one in saved) == {True: 7, False: 1}
    assert saved[0].record.number == saved[1].record.number
    assert sorted({one.record.number for one in saved}) == list(range(100001, 100008))
    assert house.run(verify_business(house.desk.store, caller.business)) is None


def test_one_idempotency_key_sent_twice_is_one_document(house: House) -> None:
    caller = caller_of(house.open_business("514000033"))
    once = Once(key="k", route="POST/documents", body_hash=b"x" * 32, status=201)
    saved = _together(house, *(save_draft(house.desk, caller, _order(), once=once) for _ in range(4)))
    assert Counter(one.replayed for one in saved) == {False: 1, True: 3}
    assert {one.record.number for one in saved} == {100001}


def test_two_edits_of_one_draft_both_count(house: House) -> None:
    caller = caller_of(house.open_business("514000041"))
    house.run(save_draft(house.desk, caller, _order("edited")))
    saved = _together(house, *(save_draft(house.desk, caller, _order("edited")) for _ in range(2)))
    assert not any(isinstance(one, NotADraft) for one in saved)
    assert sorted(one.record.version for one in saved) == [2, 3]
