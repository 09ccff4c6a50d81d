"""No route shows one business's records to another, or lets it touch them; no wrong body of a write does anything.

Routes come from the router's own table: one that is added is tried here without another word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from pinkas.dialects.rnet.fields import Form, Property, Wire, properties
from pinkas.dialects.rnet.routing import RnetRouter, Route
from pinkas.dialects.rnet.wire import Customer, Transaction
from pinkas.dialects.rnet.wire_inventory import InventoryDocument, InventoryLine
from pinkas.dialects.rnet.wire_orders import SalesOrder
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

from .counter import asked
from .haifa import BELT, BOOK, Haifa, cash, line, open_haifa

#: Stands in every name of the victim's.
SECRET = "חסוי"
#: Every parameter of every route that names a record, and what windows must say.
NAMING = ("id", "item_id", "store_id", "store_code", "barcode_number", "group_code", "name_contains")
WINDOW = {"from_date": "2000-01-01", "to_date": "2199-01-01", "date_modified": "2000-01-01"}
WRITES: dict[str, tuple[type[Wire], dict[str, Any]]] = {
    "transactions": (
        Transaction,
        {
            "TransactionType": 0, "Register": {"Code": "21"}, "Store": {"Code": "3"},
            "Customer": {"CustomerNo": "5077"}, "Seller": {"UserNo": "12"}, "Discount": {"Perc": 5},
            "DiscountEntries": [{"Total": 1}],
            "ItemEntries": [line(BOOK) | {"Discount": {"Perc": 1}}], "CashTenders": cash(1), "CHTenders": cash(1),
            "CCTenders": cash(1), "CustomTenders": [{"Amount": 1, "Tender": {"TenderID": 100}}],
        },
    ),
    "customers": (Customer, {"CustomerNo": "7001", "Club": {"ClubCode": 6}, "Address": {"City": "Acre"},
                             "FormatPrice": {"ERPCode": "P"}}),
    "sales_orders": (
        SalesOrder,
        {"Register": {"Code": "21"}, "Customer": {"CustomerNo": "5077"}, "Lines": [line(BOOK) | {"Discount": {}}],
         "Store": {"Code": "3"}, "Discount": {"Perc": 1}},
    ),
    "inventory/documents": (InventoryDocument, {"Type": 0, "DocStatus": 0}),
    "inventory/document_lines": (InventoryLine, {"Qty": 1}),
}  # fmt: skip


@pytest.fixture(scope="module")
def victim(house: House) -> Haifa:
    """A shop with a record of every sort."""
    shop = open_haifa(house)
    shop.post("customers", {"CustomerNo": "5077", "LastName": SECRET, "Email": "secret@example.com"})
    shop.sell(line(BELT), CashTenders=cash(80), TransactionERPCode=f"E-{SECRET}", Note=SECRET,
              Customer={"CustomerNo": "5077"})  # fmt: skip
    shop.post("sales_orders", {"Register": {"Code": "21"}, "Customer": {"CustomerNo": "5077"}, "ERPCode": "S-1",
                               "Note": SECRET, "Lines": [line(BELT)]})  # fmt: skip
    store = shop.get("stores")[1]["StoreID"]
    made = shop.post("inventory/documents", {"StoreID": store, "Type": 0, "DocStatus": 0, "Note": SECRET})
    item = shop.get(f"items/barcode/{BELT}")["ItemID"]
    shop.post("inventory/document_lines", [{"DocId": made["ID"], "ItemID": item, "Qty": 5}])
    return shop


@pytest.fixture(scope="module")
def stranger(house: House, victim: Haifa) -> Haifa:
    """Another shop, which sells nothing of the victim's barcodes but a belt of its own."""
    return open_haifa(house)


def guids(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every GUID that stands in an answer, with the name it stands under."""
    if isinstance(value, dict):
        for inner, each in value.items():
            yield from guids(each, inner)
    elif isinstance(value, list):
        for each in value:
            yield from guids(each, name)
    elif isinstance(value, str) and len(value) == 36 and value.count("-") == 4 and not value.startswith("00000000-"):
        yield name, value


def shown_to(shop: Haifa) -> dict[str, str]:
    """One GUID of each name under which the shop was ever shown one."""
    paths = ("transactions", "customers", "items", "stores", "registers", "users", "clubs", "price_lists",
             "sales_orders", "inventory", "inventory/documents")  # fmt: skip
    seen = [shop.get(path, **WINDOW) for path in paths]
    return {name: guid for each in seen for name, guid in guids(each)}


def state(owner_dsn: str, business: int) -> dict[str, Any]:
    """Every row of a business's books, table by table."""
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        tables = connection.execute(
            "select table_name from information_schema.columns where table_schema = 'books'"
            " and column_name = 'business_id' order by 1"
        ).fetchall()
        return {
            table: connection.execute(
                f"select md5(string_agg(t::text, '' order by t::text)) from books.{table} t where business_id = %s",
                [business],
            ).fetchone()
            for (table,) in tables
        }


def routes(router: RnetRouter, *verbs: str) -> list[Route]:
    return [route for route in router.table() if route.verb in verbs]


def test_nothing_is_shown_to_a_stranger(victim: Haifa, stranger: Haifa) -> None:
    theirs = set(shown_to(victim).values())
    assert len(theirs) > 12
    names = [*theirs, f"E-{SECRET}", "S-1", "21-1", SECRET]
    for route in routes(stranger.router, "GET"):
        parameters = [step for step in route.steps if step.startswith("{")]
        for name in names:
            path = "/v1/" + "/".join(name.replace("/", "%2F") if step in parameters else step for step in route.steps)
            queries = [{}] if parameters else [{parameter: name} for parameter in NAMING]
            for query in queries:
                reply = stranger.ask("GET", path + asked(WINDOW | query))
                assert reply.status in {200, 400, 404}, (path, query, reply.body)
                shown = {} if reply.status != 200 else dict(guids(reply.json))
                assert not set(shown.values()) & theirs, (path, query)
                assert SECRET.encode() not in reply.body or reply.status == 400, (path, query)


#: The wire's names of records, and the name under which such a one was shown where it is another.
NAMES = {
    "StoreID": "", "RegisterID": "", "UserID": "", "CustomerID": "", "ItemID": "", "ClubID": "", "PriceID": "",
    "ReturnTEntryID": "TransactionEntryID", "VoidTransactionID": "TransactionID", "TransactionID": "", "XID": "",
    "ParentTransactionEntry": "TransactionEntryID", "DocId": "ID", "ID": "", "ToStoreID": "StoreID",
    "SalesOrderID": "", "SalesOrderLineID": "", "TransactionEntryID": "", "TenderEntryID": "",
}  # fmt: skip
_HOLDERS = {"StoreID": "Store", "RegisterID": "Register", "UserID": "Seller", "CustomerID": "Customer",
            "ClubID": "Club", "PriceID": "FormatPrice"}  # fmt: skip


def _with(body: dict[str, Any], name: str, guid: str) -> dict[str, Any]:
    changed = dict(body) | {name: guid}
    if name in _HOLDERS:
        changed[_HOLDERS[name]] = {name: guid}
    for lines in ("ItemEntries", "Lines"):
        if lines in body:
            first = dict(body[lines][0]) | {name: guid}
            changed[lines] = [first | ({"Item": {"ItemID": guid}} if name == "ItemID" else {})]
    return changed


def test_nothing_of_a_victims_is_touched(victim: Haifa, owner_dsn: str, house: House) -> None:
    # A stranger of its own: what it may call by the victim's names (its own sales) it is rightly shown afterwards.
    stranger = open_haifa(house)
    before = state(owner_dsn, victim.caller.business)
    theirs = shown_to(victim)
    for route in routes(stranger.router, "POST"):
        wire, body = WRITES[route.pattern]
        for name, shown in NAMES.items():
            guid = theirs.get(shown or name) or theirs["TransactionID"]
            sent = _with(body, name, guid)
            reply = stranger.ask("POST", "/v1/" + route.pattern, [sent] if wire is InventoryLine else sent)
            assert reply.status in {200, 400, 404, 409}, (route.pattern, name, reply.body)
            assert SECRET.encode() not in reply.body, (route.pattern, name)
    for route in routes(stranger.router, "DELETE"):
        for guid in theirs.values():
            reply = stranger.ask("DELETE", f"/v1/{route.pattern}?id={guid}&ItemID={guid}")
            assert reply.status in {400, 404}, (route.pattern, reply.body)
    assert state(owner_dsn, victim.caller.business) == before
    for shop in (victim, stranger):
        assert house.run(verify_business(house.desk.store, shop.caller.business)) is None


# --- wrong bodies --------------------------------------------------------------------------------------------------

WRONG: dict[Form, tuple[str, ...]] = {
    Form.GUID: ('"x"', "7", "{}", "[]", "true", "NaN", '"5b0f6f0e-0d0b-4a52-9d57-7d0c2f6a1e0"'),
    Form.TEXT: ("{}", "[1]", '"\\u0000"', '"a\\u001bb"', '"\\ud800"', "NaN", f'"{"x" * 5000}"'),
    Form.INTEGER: ('"x"', "1.5", "1e99", "{}", "[]", "NaN", "Infinity", "9" * 400, "true"),
    Form.FLAG: ('"maybe"', "{}", "[]", "7", "NaN"),
    Form.DECIMAL: ('"x"', '"1,5"', "{}", "[]", "NaN", "-Infinity", "1e400", "9" * 400, "false"),
    Form.LOCAL: ('"soon"', "7", "{}", '"2026-13-01"', '"0001-01-01T00:00:00"', '"9999-12-31"', "NaN"),
    Form.UTC: ('"soon"', "7", "[]", '"2026-02-30 00:00:00Z"', "NaN"),
    Form.DUE: ('"soon"', "7", "{}", '"2026-02-30"', "NaN"),
    Form.DAY: ('"soon"', "7", "{}", '"2026-02-30"', "NaN"),
    Form.OBJECT: ('"x"', "7", "[]", "NaN", "true"),
    Form.LIST: ('"x"', "7", "{}", "[7]", "[null]", "NaN", "[" + ",".join(["{}"] * 1001) + "]"),
}


def mistakes(wire: type[Wire], sound: dict[str, Any]) -> Iterator[tuple[Property, str]]:
    """Bodies with one thing wrong in them, however deep it lies."""
    for known in properties(wire):
        if known.servers or known.form is Form.NOTHING:
            continue
        for wrong in WRONG[known.form]:
            if known.most is not None and len(wrong) < known.most:
                continue  # a printed text may be longer than others
            yield known, _raw(sound, known.name, wrong)
        inner = sound.get(known.name)
        if known.item is not None and inner:
            first = inner[0] if isinstance(inner, list) else inner
            for deeper, text in mistakes(known.item, first):
                yield deeper, _raw(sound, known.name, f"[{text}]" if isinstance(inner, list) else text)


def _raw(sound: dict[str, Any], name: str, text: str) -> str:
    members = {key: json.dumps(value, ensure_ascii=False) for key, value in sound.items()} | {name: text}
    return "{" + ",".join(f'"{key}":{value}' for key, value in members.items()) + "}"


def test_wrong_bodies_are_named_and_do_nothing(stranger: Haifa, owner_dsn: str) -> None:
    before = state(owner_dsn, stranger.caller.business)
    for route in routes(stranger.router, "POST"):
        wire, sound = WRITES[route.pattern]
        for known, text in mistakes(wire, sound):
            body = f"[{text}]" if wire is InventoryLine else text
            reply = stranger.ask("POST", "/v1/" + route.pattern, body.encode())
            told = (route.pattern, known.name, text[:80], reply.body)
            assert reply.status == 400, told
            assert any(known.name in path for path in reply.json.get("ModelState", {})), told
        for text in ("", "null", "7", '"x"', "{", "[[[", "\x00", '{"a":' * 50 + "1" + "}" * 50, "\xff"):
            reply = stranger.ask("POST", "/v1/" + route.pattern, text.encode("latin-1"))
            assert (reply.status, "Message" in reply.json) == (400, True), (route.pattern, text)
        large = stranger.ask("POST", "/v1/" + route.pattern, b'{"Note":"' + b"x" * 2_100_000 + b'"}')
        assert large.status == 413
        typed = stranger.ask("POST", "/v1/" + route.pattern, b"{}", content_type="text/plain")
        assert typed.status == 415
    assert state(owner_dsn, stranger.caller.business) == before


def test_every_write_is_tried(stranger: Haifa) -> None:
    assert {route.pattern for route in routes(stranger.router, "POST")} == set(WRITES)


def test_a_password_is_nowhere(stranger: Haifa, owner_dsn: str) -> None:
    for form in ("hunter2-secret", {"deep": "hunter2-secret"}, ["hunter2-secret"]):
        user = {"UserNo": "12", "Password": form}
        sale = stranger.sell(line(BOOK), CashTenders=cash(40), Seller=user, Modifier=user)
        assert (sale["Seller"]["Password"], sale["Modifier"]["Password"]) == (None, None)
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname in ('books', 'directory')"
        ).fetchall()
        for schema, table in tables:
            found = connection.execute(
                f"select count(*) from {schema}.{table} t where t::text like '%hunter2%'"
            ).fetchone()
            assert found == (0,), table
