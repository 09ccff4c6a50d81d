"""Tampering with requests for allocation numbers and the authority's token, and the record that verify then names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pinkas.storage.verify import verify_business
from pinkas.testing.authority import Authority
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import PASSWORD, USER, Shop
from tests.wire.ext.asking import ext
from tests.wire.ext.authority_shop import HELD, join, open_numbered, sell

from .test_verify import _after as after


@pytest.fixture(scope="module")
def shop(house: House) -> Iterator[Shop]:
    """A business with a request approved, one held and continued, and one given by hand that nobody had asked for."""
    house.add_user(USER, PASSWORD, operator=True)
    with Authority() as authority:
        authority.holds.add(int(HELD))
        opened = open_numbered(house)
        sell(opened, "by-hand", 9000)
        ext(opened, "POST", "allocations/by-hand", {"AllocationNumber": "123456789"})
        join(opened, authority)
        sell(opened, "approved", 9000)
        sell(opened, "held", 9000, HELD)
        assert ext(opened, "POST", "allocations/held/continue").json["State"] == "continued"
        yield opened
        opened.close()


TAMPERINGS = {
    "another number": (
        "update books.allocation_step set number = '987654321' where kind = 'by_hand'", "allocation step",
    ),
    "another number where it is shown": (
        "update books.document_index set allocation_number = '987654321' where key = 'approved'",
        "the allocation of document approved",
    ),
    "an invoice that waits no more": (
        "update books.document_index set allocation_state = 'approved' where key = 'held'",
        "the allocation of document held",
    ),
    "a number for who has none": (
        "update books.document_index set allocation_number = '1' where key = 'held'", "the allocation of document held",
    ),
    "a ruling turned round": (
        "update books.allocation_step set state = 'approved' where kind = 'held'", "allocation step",
    ),
    "a decision unsaid": ("delete from books.allocation_step where kind = 'deciding'", "allocation step"),
    "a step that nobody took": (
        "insert into books.allocation_step select business_id, 99, document_serial, 'approved', 'continued', request,"
        " null, null, null, recorded_at, recorded_by from books.allocation_step where kind = 'continued'",
        "the daybook of allocation",
    ),
    "it was never due": ("update books.allocation set at_issue = false", "document 'approved'"),
    "it was due": ("update books.allocation set at_issue = true", "document 'by-hand'"),
    "another token": ("update books.authority_token set sealed = 'x'", "the authority's token"),
    "a token that holds longer": (
        "update books.authority_token set access_until = access_until + interval '1 day'", "the authority's token",
    ),
    "a token's version": ("update books.authority_token set version = 7", "the authority's token"),
    "no token": ("delete from books.authority_token", "the authority's token"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, shop: Shop, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(after(connection, shop.business, statement))
    assert finding is not None
    assert finding.record.startswith(record), str(finding)


def test_untouched_books_are_whole(house: House, shop: Shop) -> None:
    assert house.run(verify_business(house.desk.store, shop.business)) is None


@pytest.mark.parametrize(
    "statement",
    [
        "update books.allocation_step set number = '1'",
        "delete from books.allocation_step",
        "delete from books.allocation",
        "delete from books.authority_token",
    ],
)
def test_the_restricted_role_may_not_tamper(house: House, shop: Shop, statement: str) -> None:
    with pytest.raises(Exception, match="permission denied"):
        house.run(house.desk.store.execute(statement))
