"""Lists and look-ups read indexes, not tables: each filter that claims an index uses it on a populated database.

The queries are caught as the storage sends them, and explained both for their own values and as the generic plan that a
prepared statement may settle on.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Coroutine, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest

from pinkas.actions.contact_changes import ContactChange, change_contact
from pinkas.actions.desk import Caller
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import issue_document
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder, SourceName, TenderOrder
from pinkas.books.lines import LineOrder
from pinkas.books.references import RecordName
from pinkas.storage import contacts, decisions, documents
from pinkas.storage.contacts import ContactFilter
from pinkas.storage.decisions import DraftQuestion
from pinkas.storage.documents import DocumentFilter, by_key, by_number, by_serial
from pinkas.storage.tills import TillQuestion, till_facts
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

COPIES = 1600
#: What may never be read from end to end.
BIG = {
    "document_index", "document", "document_line", "document_vat", "document_source", "legal_number", "contact",
    "draft", "posting", "settlement", "till_line", "reference",
}  # fmt: skip
KINDS = ("tax_invoice", "receipt", "invoice_receipt")

#: Per table, in the order of its keys, what the copy numbered `g` differs in; documents stand three serials apart.
COPIED = {
    "contact": "'serial', t.serial + g, 'key', t.key || g, 'uuid', gen_random_uuid(),"
    " 'tax_number', 300000000 + g, 'email', format('c%s@example.com', g), 'phone', 540000000 + g,"
    " 'customer_number', 5000 + g, 'barcode', 2900000 + g, 'updated_at', t.updated_at + g * interval '1 minute'",
    "reference": "'value', t.value || g, 'serial', t.serial + g",
    "document_index": "'serial', t.serial + 3 * g, 'key', t.key || g, 'uuid', gen_random_uuid(),"
    " 'contact_serial', t.contact_serial + g % 800, 'date', t.date - g % 1000,"
    " 'open_amount', case when g % 20 = 0 then t.open_amount else 0 * t.face end",
    "legal_number": "'number', t.number + g, 'document_serial', t.document_serial + 3 * g",
    "draft": "'serial', t.serial + 3 * g",
    "transaction": "'serial', t.serial + 3 * g, 'uuid', gen_random_uuid(), 'sequence', t.sequence + 3 * g",
    "entry": "'serial', t.serial + 3 * g",
    "posting": "'entry_serial', t.entry_serial + 3 * g",
    "document": "'serial', t.serial + 3 * g, 'transaction_serial', t.transaction_serial + 3 * g,"
    " 'entry_serial', t.entry_serial + 3 * g",
    "document_line": "'document_serial', t.document_serial + 3 * g",
    "document_vat": "'document_serial', t.document_serial + 3 * g",
    "document_source": "'document_serial', t.document_serial + 3 * g, 'document', t.document + 3 * g",
    "till_line": "'serial', t.serial + g, 'uuid', gen_random_uuid(), 'document_serial', t.document_serial + 3 * g",
    "settlement": "'serial', t.serial + g, 'paying', t.paying + 3 * g, 'paid', t.paid + 3 * g",
}


async def _seed(house: House, caller: Caller) -> None:
    """One of each through the verbs, so that the copies have the right shape."""
    numbers = {"tax_number": "300000000", "phone": "540000000", "customer_number": "5000", "barcode": "2900000"}
    card = ContactChange(key="c", members={**numbers, "email": "c@example.com"}, references={"erp-code": "E"})
    await change_contact(house.desk, caller, None, card)
    common: dict[str, Any] = {"series": 98, "contact_key": "c", "party": Party(name="x"), "channel": "api"}
    lines = (LineOrder(unit_price=Decimal(10)),)
    orders = (
        DocumentOrder(key="inv", kind="tax_invoice", class_number=3, lines=lines, **common),
        DocumentOrder(
            key="rec",
            kind="receipt",
            class_number=2,
            tenders=(TenderOrder(type="cash", amount=Decimal(5)),),
            sources=(SourceName(key="inv"),),
            **common,
        ),
        DocumentOrder(key="draft", kind="invoice_receipt", class_number=3, lines=lines, **common),
    )
    for order in orders:
        await save_draft(house.desk, caller, order)
        if order.key != "draft":
            await issue_document(house.desk, caller, by_key(str(order.key)))


@pytest.fixture(scope="module")
def owner(house: House, owner_dsn: str) -> Iterator[psycopg.Connection]:
    """The database as its owner, with two businesses of some thousand records each."""
    for number in ("514000009", "300000007"):
        house.run(_seed(house, caller_of(house.open_business(number))))
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        for table, changes in COPIED.items():
            connection.execute(
                f"insert into books.{table} ({_columns(connection, table)})"
                f" select {_columns(connection, table, 'c.')} from books.{table} t, generate_series(1, {COPIES}) g,"
                f" jsonb_populate_record(t, jsonb_build_object({changes})) c"
            )
        connection.execute(
            "update books.tally t set records = 0;"
            "insert into books.tally as t select business_id, 'document', kind, serial / 1024, count(*)"
            " from books.document_index group by 1, 3, 4"
            " on conflict (business_id, sort, kind, block) do update set records = excluded.records;"
            "insert into books.tally as t select business_id, 'contact', '', serial / 1024, count(*)"
            " from books.contact group by 1, 4"
            " on conflict (business_id, sort, kind, block) do update set records = excluded.records;"
            "analyze"
        )
        yield connection


def _columns(connection: psycopg.Connection, table: str, prefix: str = "") -> str:
    rows = connection.execute(
        "select column_name from information_schema.columns"
        " where table_schema = 'books' and table_name = %s and is_generated = 'NEVER' order by ordinal_position",
        [table],
    ).fetchall()
    return ", ".join(prefix + name for (name,) in rows)


class Caught(Exception):
    def __init__(self, sql: str, values: tuple[object, ...]) -> None:
        super().__init__(sql)
        self.sql, self.values = sql, values


class CatchingStore:
    """Takes a query and goes no further."""

    async def value(self, sql: str, *values: object) -> Any:
        raise Caught(sql, values)

    row = rows = value


Query = Callable[[Any], Coroutine[Any, Any, object]]


def _caught(query: Query) -> Caught:
    with pytest.raises(Caught) as found:
        asyncio.run(query(CatchingStore()))
    return found.value


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)


def _plans(owner: psycopg.Connection, caught: Caught) -> Iterator[list[dict[str, Any]]]:
    """The nodes of the plan for these values, and of the generic one."""
    with psycopg.RawCursor(owner) as cursor:
        for mode in ("force_custom_plan", "force_generic_plan"):
            cursor.execute(f"set plan_cache_mode = {mode}")
            cursor.execute(b"prepare asked as " + caught.sql.encode())
            values = ", ".join("null" if value is None else _literal(owner, value) for value in caught.values)
            (found,) = cursor.execute(f"explain (format json) execute asked({values})").fetchone() or ()
            cursor.execute("deallocate asked")
            plans = found if isinstance(found, list) else json.loads(found)
            yield list(_nodes(plans[0]["Plan"]))


def _literal(owner: psycopg.Connection, value: object) -> str:
    return psycopg.sql.Literal(value).as_string(owner)


def _page(**filters: Any) -> Query:
    wanted = DocumentFilter(kinds=filters.pop("kinds", KINDS), **filters)
    return lambda store: documents.page(store, 1, wanted, offset=100, limit=50)


def _facts(store: Any) -> Coroutine[Any, Any, object]:
    names = (SourceName(key="inv7"), SourceName(series=98, number=100009))
    asked = DraftQuestion(
        key="inv5", contact_key="c5", class_number=3, sources=names, products=("p",), currencies=("USD",),
        day=dt.date(2026, 8, 5), currency="ILS",
    )  # fmt: skip
    return decisions.draft_facts(store, 1, asked, once=("login:1", "k"))


def _found(by: str, value: str) -> Query:
    return lambda store: contacts.find(store, 1, RecordName(by, value))


def _till_facts(customer: RecordName) -> Query:
    asked = TillQuestion(
        uuid=UUID(int=7), exchange_id="X", erp_code="E", register=1, sequence=7, store=1, contact=customer,
        products=(RecordName("barcode", "7"),), returns=(UUID(int=8),), voids=UUID(int=9),
    )  # fmt: skip
    return lambda store: till_facts(store, 1, asked, None, once=("login:1", "k"))


QUERIES: dict[str, tuple[Query, set[str]]] = {
    "documents": (_page(), {"document_by_kind|document_index_pkey"}),
    "documents of a type": (_page(kinds=("receipt",)), {"document_by_kind|document_index_pkey"}),
    "documents of a customer": (_page(contact_key="c33"), {"contact_key", "document_by_contact"}),
    "documents by number": (_page(series=98, number=100033), {"legal_number_pkey", "document_index_pkey"}),
    "documents from a date": (_page(from_date=dt.date(2026, 8, 3)), {"document_by_date"}),
    "documents to a date": (_page(to_date=dt.date(2023, 11, 20)), {"document_by_date"}),
    "documents of a week": (
        _page(from_date=dt.date(2025, 8, 3), to_date=dt.date(2025, 8, 9)),
        {"document_by_date"},
    ),
    "open documents": (_page(only_open=True), {"document_open"}),
    "a customer's open documents": (
        _page(contact_key="c33", only_open=True, kinds=("tax_invoice",)),
        {"contact_key", "document_open_of_contact|document_by_contact|document_open"},
    ),
    "a document by key": (
        lambda store: documents.find(store, 1, by_key("inv33")),
        {"document_index_business_id_key_key", "legal_number_business_id_document_serial_key", "document_pkey"},
    ),
    "a document by serial": (lambda store: documents.find(store, 1, by_serial(100)), {"document_index_pkey"}),
    "a document by number": (
        lambda store: documents.find(store, 1, by_number(98, 100033, KINDS)),
        {"legal_number_pkey", "document_index_pkey"},
    ),
    "a draft's facts": (_facts, {"document_index_business_id_key_key", "contact_key", "legal_number_pkey"}),
    "an issue's facts": (
        lambda store: decisions.issue_facts(store, 1, by_key("rec33"), once=None),
        {"document_index_business_id_key_key", "settlement_paying", "posting_pkey"},
    ),
    "a paper's facts": (
        lambda store: documents.paper_facts(
            store, 1, by_key("inv33"), credential="login:1", handed_out_after=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        ),
        {"document_index_business_id_key_key"},
    ),
    "contacts": (lambda store: contacts.page(store, 1, offset=1500, limit=50), {"contact_pkey"}),
    "contacts by mail": (
        lambda store: contacts.page(store, 1, offset=0, limit=50, mail="c33@example.com"),
        {"contact_mail"},
    ),
    "a contact by key": (lambda store: contacts.by_key(store, 1, "c33"), {"contact_key", "contact_pkey"}),
    "a contact by tax number": (
        lambda store: contacts.by_tax_number(store, 1, "300000033"),
        {"contact_tax_number", "contact_pkey"},
    ),
    "a contact by serial": (lambda store: contacts.by_serial(store, 1, 33), {"contact_pkey"}),
    "a contact's facts": (
        lambda store: contacts.save_facts(store, 1, once=("login:1", "k"), key="c33", class_number=3),
        {"contact_key", "document_by_contact"},
    ),
    "a contact's facts for a change": (
        lambda store: contacts.change_facts(
            store, 1, once=None, serial=33, class_number=None,
            names={"customer_number": "5033", "barcode": "1", "tax_number": "1", "erp-code": "E33", "key": "c33"},
        ),
        {
            "contact_pkey", "contact_customer_number", "contact_barcode", "contact_tax_number", "reference_pkey",
            "reference_of_record", "contact_key",
        },
    ),
    **{
        f"a contact by {by}": (_found(by, value), {index, "contact_pkey", "reference_of_record"})
        for by, value, index in (
            ("uuid", "7d2c2f5c-0d3a-4a6f-9a44-6f1a53c1f0aa", "contact_business_id_uuid_key"),
            ("erp_code", "E33", "reference_pkey"),
            ("customer_number", "5033", "contact_customer_number"),
            ("phone", "054-0000033", "contact_phone"),
            ("email", "c33@example.com", "contact_mail"),
            ("barcode", "2900033", "contact_barcode"),
        )
    },
    "customers changed since": (
        lambda store: contacts.changed_since(store, 1, dt.datetime(2026, 8, 5, tzinfo=dt.UTC), limit=50),
        {"contact_updated", "contact_pkey"},
    ),
    "a partner by number": (
        lambda store: contacts.search(store, 1, ContactFilter(tax_number="300000033"), offset=0, limit=10),
        {"contact_tax_number", "contact_pkey"},
    ),
    **{
        f"a till sale's facts, its customer by {name.by}": (_till_facts(name), {index, "contact_pkey"})
        for name, index in (
            (RecordName("uuid", "7d2c2f5c-0d3a-4a6f-9a44-6f1a53c1f0aa"), "contact_business_id_uuid_key"),
            (RecordName("phone", "054-0000033"), "contact_phone"),
            (RecordName("email", "c33@example.com"), "contact_mail"),
            (RecordName("erp_code", "E33"), "reference_pkey"),
        )
    },
    "where customers stand": (
        lambda store: contacts.standings(store, 1, list(range(30, 60)), dt.date(2026, 8, 5)),
        {"document_open_of_contact", "transaction_of_contact", "document_of_transaction"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_uses_its_indexes_and_reads_no_table_through(owner: psycopg.Connection, name: str) -> None:
    query, claimed = QUERIES[name]
    for nodes in _plans(owner, _caught(query)):
        read_through = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
        assert not read_through & BIG
        used = {node["Index Name"] for node in nodes if "Index Name" in node}
        for index in claimed:
            assert used & set(index.split("|")), (index, used)


def test_a_page_far_down_is_the_page_one_would_count_to(owner: psycopg.Connection, house: House) -> None:
    total, rows = house.run(
        documents.page(house.desk.store, 1, DocumentFilter(kinds=("receipt",)), offset=COPIES - 20, limit=50)
    )
    assert total == COPIES + 1
    serials = owner.execute(
        "select serial from books.document_index where business_id = 1 and kind = 'receipt' order by serial offset %s",
        [COPIES - 20],
    ).fetchall()
    assert [row.serial for row in rows] == [serial for (serial,) in serials]
    total, people = house.run(contacts.page(house.desk.store, 1, offset=1500, limit=50))
    assert (total, [one.serial for one in people]) == (COPIES + 1, list(range(1501, 1551)))
