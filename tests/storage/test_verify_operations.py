"""What an owner does to operations behind our back, and what `verify` then says of them."""

from __future__ import annotations

import psycopg
import pytest

from pinkas.storage.verify import verify_business
from pinkas.testing.house import House
from tests.wire.icash.system import System, open_system
from tests.wire.icash.test_cards import ITEM
from tests.wire.icash.test_operations import opened, row

OPERATION = "operation with serial 2"
ANY = "where business_id = {business} and serial = 2"
TAMPERINGS = {
    "a changed price": (
        "update books.operation set body = replace(body::text, '24.5', '2.5')::json " + ANY,
        OPERATION,
    ),
    "a row that is gone": (
        "update books.operation set body = (body::jsonb || '{{\"rows\": []}}')::json " + ANY,
        OPERATION,
    ),
    "what is no operation": ('update books.operation set body = \'{{"type": "gift"}}\' ' + ANY, OPERATION),
    "another store than it says": ("update books.operation set source = 'another' " + ANY, OPERATION),
    "a removed one": (
        "delete from books.operation_part where business_id = {business} and operation_serial = 2;"
        "delete from books.operation " + ANY,
        OPERATION,
    ),
    "a version too many": ("update books.operation set version = 9 " + ANY, OPERATION),
    "another hand": ("update books.operation set updated_by = 'nobody' " + ANY, "who last changed operation 2"),
    "a row's serial that is gone": (
        "delete from books.operation_part where business_id = {business} and operation_serial = 2 and number = 1",
        "the rows and payments of operation 2",
    ),
    "a count of rows": (
        "update books.serial_counter set last_serial = 7 where business_id = {business} and sort = 'operation_row'",
        "the count of operation_row",
    ),
    "goods called services": (
        "update books.document_index set services = true where business_id = {business}",
        "whether document",
    ),
    "a reserved serial given up": (
        "update books.head set transactions = 1 where business_id = {business}",
        "the count of transactions",
    ),
}


@pytest.fixture(scope="module")
def system(house: House) -> System:
    """One operation that is finished, and one that is still built, with rows removed and a payment."""
    system = open_system(house)
    system.done("add-sale-item", **ITEM)
    for _ in range(2):
        operation = opened(system)
        row(system, operation, 1, "24.5")
        system.done("del-operation-sale-item", OperationSaleItemID=row(system, operation, 2, 1))
        system.done("add-operation-payment", OperationID=operation, PayTypeID=1, PaymentSum="4.50")
        if operation == 1:
            system.done("print-operation", OperationID=1, PayTypeID=2)
    assert house.run(verify_business(house.desk.store, system.caller.business)) is None
    return system


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, system: System, owner_dsn: str, what: str) -> None:
    statement, record = TAMPERINGS[what]
    business = system.caller.business
    tables = ("operation", "operation_part", "serial_counter", "head", "document_index")
    with psycopg.connect(owner_dsn.replace("pinkas_owner", "pinkas_admin"), autocommit=True) as admin:
        admin.execute("set session_replication_role = replica")
        for table in tables:
            admin.execute(f"create temp table kept_{table} as select * from books.{table}")
        try:
            admin.execute(statement.format(business=business))
            finding = house.run(verify_business(house.desk.store, business))
        finally:
            for table in tables:
                admin.execute(f"delete from books.{table}; insert into books.{table} select * from kept_{table}")
    assert finding is not None
    assert finding.record.startswith(record), str(finding)
    assert house.run(verify_business(house.desk.store, business)) is None
