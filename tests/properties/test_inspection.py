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
from tests.properties.inspection import CHECKS, inspect_books, inspect_now
from tests.properties.machine import Books
from tests.properties.records import INVOICE
from tests.properties.shopping import CARDS, CASH, GOODS, LISTED, ORDER

ALL = [Decimal(1)] * 6
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
    "credited for what its standing credits": "update books.document_index set credited = 0.01 where serial = 2",
    "gone on with beyond": "update books.document_line_base set quantity = quantity + 100",
    "a proforma is replaced": "update books.document_index set superseded = not superseded where kind = 'proforma'",
    "stock is the sum": "update books.stock set quantity = quantity + 1",
    "moves no more than it says": "update books.stock_move set quantity = 1000 where document_serial is not null",
    "into a closed period": "update books.entry set posting_date = '2026-07-31' where serial = 1",
    "serials, till numbers": "update books.register set last_sequence = last_sequence + 1",
    "a line of the till says": "update books.till_line set deposited = 0 where deposited > 0",
    "an expense and its payments": "update books.expense set state = 'temporary'",
    "a standing order has one": "update books.standing_order set runs = runs + 1",
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


@pytest.fixture(scope="module")
def lived_in(house: House, admin: psycopg.Connection) -> Books:
    """Books with something of everything in them."""
    return _live(house, admin)


def _live(house: House, admin: psycopg.Connection) -> Books:
    """A draft; expense, deposit, standing order; sales paid, handed out, cancelled, and one from quote to refund."""
    books = Books(house, admin, Counter())
    books.begin(CARDS, GOODS)
    books.change_periods(1, "close", "")
    books.live("paid twice", ORDER, [{**CASH, "whole": 40}], ALL[:2], None, [])
    books.sell(ORDER, "c-1", INVOICE, None, keyless=False, printed=True, once="")
    books.fetch(3, "any", 0)
    books.sell(ORDER, "c-1", INVOICE, None, keyless=False, printed=True, once="")
    books.cancel(-1, "any", "")
    books.live("asked for, paid, invoiced", LISTED, [CASH, CASH], ALL, None, [])
    books.buy({"TrxCodeNumber": 3100, "Total": Decimal(118)}, "c-2", [(50, 0, 9)], None, posted=True, once="")
    books.sell(ORDER, "c-1", INVOICE, CASH, keyless=False, printed=True, once="")
    books.make_deposit([(books.depositable()[-1], Decimal("0.50"))], {}, "")
    books.agree_on_order("s-1", {"ContactId": "c-2", "TrxTypeId": 1, "Amount": Decimal(59), "start": 0}, "", "")
    books.run_orders(1, 31)
    books.end_order("s-1", "")
    books.teardown()
    return books


def _tamper(admin: psycopg.Connection, statements: str, business: int) -> None:
    for statement in statements.split(";"):
        word = "and" if " where " in statement else "where"
        done = admin.execute(f"{statement} {word} business_id = %(business)s", {"business": business})
        assert done.rowcount > 0, statement


@pytest.mark.parametrize("rule", [*TAMPERING, *CHAIN])
def test_what_is_broken_is_named(rule: str, lived_in: Books, admin: psycopg.Connection) -> None:
    """Each in a transaction that is taken back, so that the next one finds the books whole again."""
    assert inspect_books(admin, lived_in.business) == lived_in.auditor.lines
    with admin.transaction(force_rollback=True):
        _tamper(admin, {**TAMPERING, **CHAIN}[rule], lived_in.business)
        with pytest.raises(AssertionError, match=rule):
            inspect_now(admin, lived_in.business)


def test_every_rule_is_broken_once() -> None:
    assert [check for check in CHECKS if not any(rule in check for rule in TAMPERING)] == []
