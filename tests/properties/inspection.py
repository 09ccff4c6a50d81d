"""Looks behind the scenes: everything that must hold in the books of one business, read as their owner.

The checks are statements (`checks`); the daybook's links are recomputed in Python.
"""

from __future__ import annotations

from fractions import Fraction

import psycopg

from pinkas.books.daybook import GENESIS, DaybookLine, link
from tests.properties.checks import CHECKS, WORDS

_ALL = " union all ".join(
    f"select {number}, array(select x::text from ({check.strip()}) x limit 5)"
    for number, check in enumerate(CHECKS.values())
)
for _word, _meaning in WORDS.items():
    _ALL = _ALL.replace(_word, _meaning)


def inspect_books(connection: psycopg.Connection, business: int) -> int:
    """Fail, naming the broken rule and its records, unless these books are whole; gives the daybook's length.

    Call it on an autocommit connection: everything is then read in one snapshot.
    """
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        return inspect_now(connection, business)


def inspect_now(connection: psycopg.Connection, business: int) -> int:
    """The same within a transaction of the caller's."""
    found = connection.execute(_ALL, {"business": business}, prepare=True).fetchall()
    length = _check_chain(connection, business)
    rules = list(CHECKS)
    broken = [f"{rules[number]}: {', '.join(records)}" for number, records in found if records]
    assert not broken, f"business {business} is not whole: " + "; ".join(broken)
    return length


def balances(connection: psycopg.Connection, business: int) -> dict[tuple[str, int], Fraction]:
    """Every account that is not empty, as its postings sum up, by name and contact."""
    rows = connection.execute(
        "select account, contact, sum(amount) from books.posting where business_id = %s group by 1, 2"
        " having sum(amount) <> 0",
        [business],
    )
    return {(account, contact): Fraction(amount) for account, contact, amount in rows}


def stock(connection: psycopg.Connection, business: int) -> dict[int, Fraction]:
    """What is in stock of every product that ever moved, by its number."""
    rows = connection.execute(
        "select product, sum(quantity) from books.stock_move where business_id = %s group by 1", [business]
    )
    return {product: Fraction(quantity) for product, quantity in rows}


def _check_chain(connection: psycopg.Connection, business: int) -> int:
    previous, position = GENESIS, 0
    for row in connection.execute(
        "select position, recorded_at, actor, verb, sort, serial, numbers, content, link from books.daybook"
        " where business_id = %s order by position",
        [business],
    ):
        line = DaybookLine(
            position=row[0], recorded_at=row[1], actor=row[2], verb=row[3], sort=row[4], serial=row[5],
            numbers=tuple(row[6]), content=bytes(row[7]), link=bytes(row[8]),
        )  # fmt: skip
        position += 1
        assert line.position == position, f"daybook line {line.position} stands where {position} should"
        assert line.link == link(business, previous, line), f"daybook line {position} does not follow from the last"
        previous = line.link
    head = connection.execute("select position, link from books.head where business_id = %s", [business]).fetchone()
    assert head is not None
    assert (head[0], bytes(head[1])) == (position, previous), "the head is not the last line"
    return position


def tender(connection: psycopg.Connection, business: int, document: str, number: int) -> str | None:
    """The id of a document's payment in the till."""
    found = connection.execute(
        "select t.uuid from books.till_line t"
        " join books.document_index d on d.business_id = t.business_id and d.serial = t.document_serial"
        " where t.business_id = %s and d.key = %s and t.number = %s",
        [business, document, number],
    ).fetchone()
    return None if found is None else str(found[0])
