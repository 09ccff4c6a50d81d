"""Tampering with what the administration was told and answered, and the record that verify then names."""

from __future__ import annotations

from typing import Any

import pytest

from pinkas.storage.verify import verify_business
from pinkas.testing.fiscal_service import FiscalStandIn
from pinkas.testing.house import House
from tests.storage.test_verify import _after as after
from tests.wire.icash.system import System

from .shop import open_shop, paid, row, sell


@pytest.fixture(scope="module")
def told(house: House, stand_in: FiscalStandIn) -> System:
    """A business with a sale that was fiscalised and sent, one that was refused, and one corrected."""
    shop = open_shop(house)
    sell(shop, 1)
    shop.done("generate-einvoice", OperationID=1, EinvoiceType=380, BusinessProcessType="P1")
    stand_in.fail("refuse:30")
    sell(shop, 2)
    back = {"OperationAlbaniaIsCorrective": 1, "FiskBonRcpNum": "1/2026/cc123cc123"}
    sell(shop, 3, rows=[row(-1)], payments=[paid(1200)], **back)
    return shop


TAMPERINGS = {
    "another code of the administration": (
        "update books.fiscal_step set code = 'x' where kind = 'fiscalised' and document_serial = 1", "fiscal step",
    ),
    "a refusal turned into an answer": (
        "update books.fiscal_step set kind = 'fiscalised' where kind = 'refused'", "fiscal step",
    ),
    "another code of an electronic invoice": (
        "update books.fiscal_step set code = 'x' where kind = 'einvoice_registered'", "fiscal step",
    ),
    "sent as something else": (
        """update books.fiscal_step set einvoice = '{"type": 388, "process": "P1"}' where kind = 'einvoice_asked'""",
        "fiscal step",
    ),
    "another total was signed": (
        "update books.fiscal_step set record = jsonb_set(record::jsonb, '{total}', '1')::json"
        " where kind = 'asked' and document_serial = 1",
        "fiscal step 1",
    ),
    "a code that is not the signature's": (
        "update books.fiscal_step set record = jsonb_set(record::jsonb, '{signature}', to_jsonb('00ff'::text))::json"
        " where kind = 'asked' and document_serial = 1",
        "fiscal step 1",
    ),
    "no record at all": (
        "update books.fiscal_step set record = '{}' where kind = 'asked' and document_serial = 1", "fiscal step 1",
    ),
    "told of another document": (
        "update books.fiscal_step set document_serial = 2 where kind = 'fiscalised' and document_serial = 1",
        "fiscal step",
    ),
    "an answer gone": (
        "delete from books.fiscal_step where kind = 'fiscalised' and document_serial = 1", "fiscal step",
    ),
    "an answer that nobody gave": (
        "insert into books.fiscal_step select business_id, 99, document_serial, 'fiscalised', 'x', null, null, null,"
        " recorded_at, recorded_by from books.fiscal_step where kind = 'refused'",
        "the daybook of fiscal step",
    ),
    "a number changed": ("update books.fiscal_number set ordinal = 9 where ordinal = 3", "the fiscal numbers of"),
    "two numbers exchanged": (
        "update books.fiscal_number set ordinal = ordinal + 10 where ordinal < 3;"
        "update books.fiscal_number set ordinal = 13 - ordinal where ordinal > 10",
        "the fiscal number of document",
    ),
    "a number gone": ("delete from books.fiscal_number where ordinal = 3", "the fiscal number of document"),
    "a number nobody asked under": (
        "insert into books.fiscal_number select business_id, year, 'zz', 1, document_serial from books.fiscal_number"
        " where ordinal = 1",
        "the fiscal number of document",
    ),
    "another certificate": ("update books.option set sealed = 'x' where name = 'fiscal-service'", "option"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, told: System, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(after(connection, told.caller.business, statement))
    assert finding is not None
    assert finding.record.startswith(record), str(finding)


def test_untouched_books_are_whole(house: House, told: System) -> None:
    assert house.run(verify_business(house.desk.store, told.caller.business)) is None


@pytest.mark.parametrize(
    "statement",
    [
        "update books.fiscal_step set code = 'x'",
        "delete from books.fiscal_step",
        "update books.fiscal_number set ordinal = 9",
        "delete from books.fiscal_number",
        "delete from books.fiscal",
    ],
)
def test_the_restricted_role_may_not_tamper(house: House, told: System, statement: str) -> None:
    del told
    with pytest.raises(Exception, match="permission denied"):
        house.run(house.desk.store.execute(statement))
