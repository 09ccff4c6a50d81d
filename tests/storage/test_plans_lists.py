"""Lists of open documents, of the till, of balances and rates read their indexes, and little of them.

As in `test_plans`, queries are caught as the storage sends them and explained for their own values and as the generic
plan; here they are run too, and the rows they had to look at are counted.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Caller
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import issue_document
from pinkas.books.contact import Contact
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder, TenderOrder
from pinkas.books.kinds import KINDS
from pinkas.books.lines import LineOrder
from pinkas.storage import balances, documents, reference, till
from pinkas.storage.documents import DocumentFilter, by_key
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from . import test_plans
from .test_plans import Caught, Query

#: Each a tax invoice, a receipt and a proforma; of the two that ask for money one in fifty is open.
COPIES = 4000
EVERY_KIND = tuple(KINDS)
DAY = dt.date(2026, 8, 4)

#: As there, but only what these lists read, and what that refers to.
_READ = ("contact", "document_index", "legal_number", "transaction", "entry", "document", "till_line")
COPIED = {table: test_plans.COPIED[table] for table in _READ} | {
    "document_index": "'serial', t.serial + 3 * g, 'key', t.key || g, 'uuid', gen_random_uuid(),"
    " 'contact_serial', t.contact_serial + g % 800, 'date', t.date - g % 1000,"
    " 'open_amount', case when g % 50 = 0 then t.open_amount else 0 * t.face end,"
    " 'superseded', t.kind = 'proforma' and g % 50 <> 0",
    "till_line": "'serial', t.serial + g, 'uuid', gen_random_uuid(), 'document_serial', t.document_serial + 3 * g,"
    " 'date', t.date - g % 1000",
}


async def _seed(house: House, caller: Caller) -> None:
    await save_contact(house.desk, caller, "c", Contact(tax_number="300000000", email="c@example.com"))
    common: dict[str, Any] = {"series": 98, "contact_key": "c", "party": Party(name="x"), "channel": "api"}
    lines = (LineOrder(unit_price=Decimal(10)),)
    tenders = (TenderOrder(type="cheque", amount=Decimal(5), cheque_number="7"),)
    for order in (
        DocumentOrder(key="inv", kind="tax_invoice", class_number=3, lines=lines, **common),
        DocumentOrder(key="rec", kind="receipt", class_number=2, tenders=tenders, **common),
        DocumentOrder(key="pro", kind="proforma", class_number=3, lines=lines, **common),
    ):
        await save_draft(house.desk, caller, order)
        await issue_document(house.desk, caller, by_key(str(order.key)))


@pytest.fixture(scope="module")
def owner(house: House, owner_dsn: str) -> Iterator[psycopg.Connection]:
    """The database as its owner: a business with 12,000 documents, and rates of eight years."""
    house.run(_seed(house, caller_of(house.open_business("514000009"))))
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        for table, changes in COPIED.items():
            connection.execute(
                f"insert into books.{table} ({test_plans._columns(connection, table)})"  # noqa: SLF001 - a sister's
                f" select {test_plans._columns(connection, table, 'c.')}"  # noqa: SLF001 - as above
                f" from books.{table} t, generate_series(1, {COPIES}) g,"
                f" jsonb_populate_record(t, jsonb_build_object({changes})) c"
            )
        connection.execute(
            "insert into books.balance select business_id, 'receivable', serial, 5 from books.contact where serial > 1;"
            "insert into books.tally as t select business_id, 'contact', '', serial / 1024, count(*)"
            " from books.contact group by 1, 4"
            " on conflict (business_id, sort, kind, block) do update set records = excluded.records;"
            "insert into directory.exchange_rate select 'ILS', c, date '2018-08-04' + g, 3 + g * 0.0001, now()"
            " from unnest('{USD,EUR,GBP}'::text[]) c, generate_series(1, 2922) g;"
            "analyze"
        )
        yield connection


def _open(**filters: Any) -> Query:
    wanted = DocumentFilter(kinds=filters.pop("kinds", EVERY_KIND), only_open=True, **filters)
    return lambda store: documents.page(store, 1, wanted, offset=0, limit=50)


def _till(**days: Any) -> Query:
    return lambda store: till.page(store, 1, offset=0, limit=50, **days)


#: What is asked, the indexes it must use (alternatives parted by a bar), the tables it must not read through, and how
#: many rows of any of them it may look at.
LISTS: dict[str, tuple[Query, set[str], set[str], int]] = {
    "open documents": (_open(), {"document_open"}, {"document_index", "legal_number"}, 400),
    "open invoices": (_open(kinds=("tax_invoice",)), {"document_open"}, {"document_index", "legal_number"}, 400),
    "open documents of a month": (
        _open(from_date=DAY - dt.timedelta(days=30)),
        {"document_open|document_by_date"},
        {"document_index", "legal_number"},
        800,
    ),
    "a customer's open documents": (
        _open(contact_key="c33"),
        {"contact_key", "document_by_contact|document_open|document_open_of_contact"},
        {"document_index", "contact"},
        400,
    ),
    "the till of a week": (
        _till(from_date=DAY - dt.timedelta(days=6), to_date=DAY),
        {"till_line_in_till"},
        {"till_line", "document", "document_index", "legal_number"},
        200,
    ),
    "a till line's document": (_till(), {"till_line_pkey", "document_pkey"}, {"document", "document_index"}, 10_000),
    "balances": (
        lambda store: balances.page(store, 1, offset=3500, limit=50),
        {"contact_pkey", "balance_pkey", "document_standing_proforma"},
        {"contact", "document_index"},
        1100,
    ),
    "a contact's documents": (
        lambda store: documents.of_contact(store, 1, "c33", EVERY_KIND, limit=500),
        {"contact_key", "document_by_contact"},
        {"contact", "document_index", "document"},
        100,
    ),
    "last numbers": (
        lambda store: reference.last_documents(store, 1, EVERY_KIND),
        {"document_by_kind", "legal_number_business_id_document_serial_key"},
        {"document_index", "legal_number"},
        9,
    ),
    "newest rates": (
        lambda store: reference.newest_rates(store, "ILS", ["USD", "EUR", "AUD"], DAY),
        {"exchange_rate_pkey"},
        {"exchange_rate"},
        3,
    ),
}


def _runs(owner: psycopg.Connection, caught: Caught) -> Iterator[list[dict[str, Any]]]:
    """The nodes of the plan for these values, and of the generic one, as they ran."""
    with psycopg.RawCursor(owner) as cursor:
        for mode in ("force_custom_plan", "force_generic_plan"):
            cursor.execute(f"set plan_cache_mode = {mode}")
            cursor.execute(b"prepare asked as " + caught.sql.encode())
            values = ", ".join(psycopg.sql.Literal(value).as_string(owner) for value in caught.values)
            (found,) = cursor.execute(f"explain (analyze, format json) execute asked({values})").fetchone() or ()
            cursor.execute("deallocate asked")
            plans = found if isinstance(found, list) else json.loads(found)
            yield list(test_plans._nodes(plans[0]["Plan"]))  # noqa: SLF001 - a sister's


def _looked_at(node: dict[str, Any]) -> int:
    """Rows a scan had in its hands, all its loops together."""
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + removed) * node["Actual Loops"])


@pytest.mark.parametrize("name", LISTS)
def test_a_list_reads_its_indexes_and_few_pages(owner: psycopg.Connection, name: str) -> None:
    query, claimed, guarded, most = LISTS[name]
    for nodes in _runs(owner, test_plans._caught(query)):  # noqa: SLF001 - a sister's
        scans = [node for node in nodes if node.get("Relation Name") in guarded]
        assert scans
        assert [node["Relation Name"] for node in scans if node["Node Type"] == "Seq Scan"] == []
        assert max(_looked_at(node) for node in scans) <= most
        used = {node["Index Name"] for node in nodes if "Index Name" in node}
        for index in claimed:
            assert used & set(index.split("|")), (index, used)


def test_of_a_contacts_documents_the_newest_are_given_oldest_first(owner: psycopg.Connection, house: House) -> None:
    found = house.run(documents.of_contact(house.desk.store, 1, "c33", ("receipt",), limit=4))
    serials = owner.execute(
        "select serial from books.document_index where business_id = 1 and kind = 'receipt' and contact_serial = 34"
        " order by serial"
    ).fetchall()
    assert len(serials) == 5
    assert [one.serial for one in found or []] == [serial for (serial,) in serials[-4:]]
    assert house.run(documents.of_contact(house.desk.store, 1, "nobody", EVERY_KIND, limit=4)) is None


def test_a_cheque_that_came_back_lies_no_more_in_the_till(owner: psycopg.Connection, house: House) -> None:
    """Unless the voucher that says so was reversed; its cheque is counted once, cancelled receipt or not."""

    def lying() -> tuple[int, list[int]]:
        total, lines = house.run(till.page(house.desk.store, 1, to_date=dt.date(2023, 11, 12), offset=0, limit=50))
        return total, [line.number for line in lines]

    total, numbers = lying()
    assert (total, numbers) == (len(numbers), sorted(numbers))
    assert total > 9
    lines = owner.execute(
        "select t.serial, t.document_serial from books.till_line t join books.legal_number n"
        " on n.business_id = 1 and n.document_serial = t.document_serial"
        " where t.business_id = 1 and n.number = any(%s) order by t.serial",
        [numbers[:3]],
    ).fetchall()
    owner.execute(
        "insert into books.cancellation (business_id, document_serial, date, recorded_at, recorded_by)"
        " values (1, %s, '2026-08-04', now(), 'ruth')",
        [lines[0][1]],
    )
    vouchers = "insert into books.voucher (business_id, serial, key, uuid, kind, date, till_line, reverses, position,"
    vouchers += (
        " recorded_at, recorded_by) values (1, %s, %s, gen_random_uuid(), %s, '2026-08-04', %s, %s, %s, now(), 'x')"
    )
    for serial, (kind, line, reverses) in enumerate(
        (
            ("bounced_cheque", lines[0][0], None),
            ("bounced_cheque", lines[1][0], None),
            ("bounced_cheque", lines[2][0], None),
            ("reversal", None, 3),
        ),
        start=1,
    ):
        owner.execute(vouchers, [serial, str(serial), kind, line, reverses, 900_000 + serial])
    assert lying() == (total - 2, numbers[2:])
