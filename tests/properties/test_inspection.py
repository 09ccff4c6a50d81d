"""The inspection sees each thing it says it sees: books are tampered with behind every lock, one record at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest

from pinkas.storage.embedded import Cluster
from pinkas.testing.house import House
from tests.properties.asking import PASSWORD, USER
from tests.properties.inspection import CHECKS, inspect_books
from tests.properties.machine import Books

ORDER = {"DocumentLines": [{"ProductName": "מדף", "UnitPrice": Decimal(100)}]}
CASH = {"ReceiptLines": [{"PaymentTypeId": 1, "share": 100}], "whole": 100}

ONE_MORE = "update books.posting set amount = amount + 1 where entry_serial = 1 and number = 1"
#: The rule that is broken → how.
TAMPERING = {
    "an entry's debits": ONE_MORE,
    "debits equal credits overall": ONE_MORE,
    "balances are the sums": "update books.balance set amount = amount + 0.01 where account = 'output-vat'",
    "a document's total is": "update books.document set rounding = rounding + 0.01 where serial = 2",
    "a document's sums are": "update books.document_line set net = net + 0.01 where document_serial = 2",
    "posts what it says to its customer": "update books.posting set contact = 2 where account = 'receivable'",
    "posts its net to its class": "update books.posting set account = 'income:4' where account = 'income:3'",
    "legal numbers run without gap": "update books.series set last_number = last_number + 1",
    "exactly one legal number": "delete from books.legal_number where document_serial = 1",
    "numbers rise": "update books.legal_number set document_serial = -document_serial where document_serial < 3;"
    " update books.legal_number set document_serial = 3 + document_serial where document_serial < 0",
    "a draft stands in the drafts": "delete from books.draft",
    "what is open": "update books.document_index set open_amount = open_amount + 0.01 where serial = 2",
    "no pair of documents": "update books.settlement set amount = -amount",
    "a cancellation posts": "update books.posting set currency_amount = 7 where entry_serial ="
    " (select max(entry_serial) from books.cancellation) and number = 1",
    "whose original left the house": "update books.hand_out set pdf = 'forged'",
    "the daybook tells": "update books.document_index set state = 'issued', face = 0, open_amount = 0 where serial = 1",
    "serials, till numbers": "update books.register set last_sequence = last_sequence + 1",
    "each transaction is one document": "update books.document set transaction_serial = 1",
    "the counters count": "update books.tally set records = records + 1 where sort = 'contact'",
}
CHAIN = {
    "does not follow": "update books.daybook set actor = 'somebody else' where position = 3",
    "stands where": "delete from books.daybook where position = 3",
    "the head is not the last line": "delete from books.daybook where position ="
    " (select position from books.head where business_id = %(business)s)",
}


@pytest.fixture(scope="module")
def admin(house: House, cluster: Cluster, owner_dsn: str) -> Iterator[psycopg.Connection]:
    """The administrator, for whom no trigger and no foreign key holds."""
    house.add_user(USER, PASSWORD, operator=True)
    with psycopg.connect(owner_dsn) as owner:
        name = owner.info.dbname
    with psycopg.connect(cluster.dsn("admin"), dbname=name, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        yield connection


def _live(house: House, admin: psycopg.Connection) -> Books:
    """A draft; a sale that is paid, its receipt; a sale handed out; one cancelled."""
    books = Books(house, admin, Counter())
    books.begin(({"BusinessName": "א"}, {"BusinessName": "ב"}))
    books.trade([ORDER], [{**CASH, "whole": 40}], None, [])
    books.trade([ORDER], [], None, ["fetch"])
    books.trade([ORDER], [], None, ["cancel the sale"])
    books.teardown()
    return books


def _tamper(admin: psycopg.Connection, statements: str, business: int) -> None:
    for statement in statements.split(";"):
        word = "and" if " where " in statement else "where"
        done = admin.execute(f"{statement} {word} business_id = %(business)s", {"business": business})
        assert done.rowcount > 0, statement


@pytest.mark.parametrize("rule", [*TAMPERING, *CHAIN])
def test_what_is_broken_is_named(rule: str, house: House, admin: psycopg.Connection) -> None:
    books = _live(house, admin)
    assert inspect_books(admin, books.business) == books.auditor.lines
    with admin.transaction():
        _tamper(admin, {**TAMPERING, **CHAIN}[rule], books.business)
    with pytest.raises(AssertionError, match=rule):
        inspect_books(admin, books.business)


def test_every_rule_is_broken_once() -> None:
    assert [check for check in CHECKS if not any(rule in check for rule in TAMPERING)] == []
