"""No method gives one business's records to another, or lets it touch them: every method, every stranger's name."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from pinkas.actions.keys import Keys
from pinkas.dialects.icash.arguments import Argument
from pinkas.dialects.icash.methods import Method
from pinkas.dialects.icash.server import icash_router
from pinkas.testing.house import House

from .system import System, open_system
from .test_cards import ITEM, PARTNER
from .test_documents import paper
from .test_operations import SALE, opened, row

SECRET = "Тайна"
#: What fits an argument and names nobody's record.
PLAIN = {
    "ContragentName": "x", "ContragentType": "CLIENT", "ContragentCountryCode": "BG", "ContragentCityName": "x",
    "ContragentTaxNum": "1", "ContragentVatRegistered": "0", "SaleItemInventoryID": "fresh", "SaleItemName": "x",
    "SaleItemCashRegisterName": "x", "SaleItemPrimaryMeasureUnitID": "1", "SaleItemTaxGroupID": "1",
    "SaleItemSellPriceWithoutVat": "1", "ImportSource": "Shop 1", "OperationType": "Sell", "CashRegisterID": "1",
    "StoreID": "1", "Qty": "1", "SaleItemSinglePrice": "1", "Discount": "1", "PayTypeID": "1", "PaymentSum": "0.01",
    "ServiceIssuedSumSum": "1", "ServiceIssuedSumType": "Debit",
}  # fmt: skip
#: Arguments that name a record, and the victim's name for one that the stranger has none of.
NAMING = {
    "EditContragentID": "6", "ContragentID": "6", "EditSaleItemID": "6", "SaleItemID": "6", "OperationID": "6",
    "OperationSaleItemID": "6", "DocumentID": "2", "CashRegisterID": "9", "StoreID": "9", "SaleItemInventoryID": "T-6",
    "DocumentOperationID": "6", "DocumentContragentID": "6", "OperationContragentID": "6", "ImportRefID": "T-6",
    "DocumentStoreID": "9", "OperationStoreID": "9", "ContragentBarcode": "290006", "ContragentTaxNum": "90006",
    "SaleItemBarcode": "380006", "SaleItemName": SECRET, "ContragentName": SECRET, "SaleItemCashRegisterName": SECRET,
}  # fmt: skip


@pytest.fixture(scope="module")
def both(house: House) -> tuple[System, System]:
    """A victim with six of everything, and a stranger with one: what they share are the serials below."""
    victim, stranger = open_system(house, name=SECRET), open_system(house)
    for system, count in ((victim, 6), (stranger, 1)):
        for place in range(1, count + 1):
            text = SECRET if system is victim else "x"
            item = {"SaleItemInventoryID": f"T-{place}", "SaleItemName": text, "SaleItemCashRegisterName": text}
            partner = {"ContragentName": text, "ContragentTaxNum": f"9000{place}", "ContragentBarcode": f"29000{place}"}
            barcode = {"SaleItemBarcode": f"38000{place}", "SaleItemComment": text}
            system.done("add-sale-item", **{**ITEM, **item, **barcode})
            system.done("add-contragent", **{**PARTNER, **partner})
        for place in range(1, count + 1):
            operation = opened(system, ContragentID=1, Comment=text, ImportRefID=f"T-{place}")
            row(system, operation, 1, 24)
    for system in (victim, stranger):
        system.done("print-operation", OperationID=1, PayTypeID=1)
    assert paper(house, victim, 1, "invoice", comments=SECRET) == 2
    return victim, stranger


def asked(method: Method, argument: Argument) -> dict[str, Any]:
    """The least that the method wants, with a stranger's name for one of the victim's records."""
    said = {each.name: PLAIN.get(each.name) or NAMING[each.name] for each in method.arguments if each.required}
    said = {name: "1" if name in NAMING and name not in PLAIN else value for name, value in said.items()}
    return {**said, argument.name: NAMING[argument.name]}


def test_every_method_keeps_strangers_out(house: House, both: tuple[System, System], owner_dsn: str) -> None:
    victim, stranger = both
    # Those that write last: they give the stranger records of its own under the same words.
    every = icash_router(house.desk, Keys(house.desk)).methods.values()
    served = [method for method in every if victim.caller.country in method.countries]
    methods = sorted(served, key=lambda method: method.writes)
    tried = 0
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        before = _dump(owner, victim)
        for method in methods:
            for argument in method.arguments:
                if argument.name not in NAMING or (method.writes and NAMING[argument.name] == SECRET):
                    continue
                tried += 1
                reply = stranger.call(method.name, **asked(method, argument))
                assert SECRET not in reply.body.decode(), (method.name, argument.name)
                if reply.json["status"]:
                    _check_harmless(method, argument, reply.data)
                else:
                    assert reply.error.startswith("Wrong value for "), (method.name, argument.name, reply.error)
            if not method.arguments:
                tried += 1
                assert SECRET not in stranger.call(method.name).body.decode(), method.name
        assert _dump(owner, victim) == before
    assert tried > 40


def _check_harmless(method: Method, argument: Argument, data: Any) -> None:
    """A filter that found nothing, or a new record of the stranger's own under a name both may use."""
    if isinstance(data, dict) and "TotalRecords" in data:
        assert data == {"TotalRecords": 0, "Data": []}, (method.name, argument.name)
    else:
        own = {"ContragentTaxNum", "ContragentBarcode", "SaleItemInventoryID", "SaleItemBarcode", "ImportRefID"}
        assert argument.name in own, (method.name, argument.name)


def _dump(owner: psycopg.Connection, victim: System) -> dict[str, list[Any]]:
    """Everything the victim's books hold."""
    tables = [name for (name,) in owner.execute(
        "select table_name from information_schema.columns where table_schema = 'books' and column_name = 'business_id'"
        " order by 1").fetchall()]  # fmt: skip
    return {
        table: owner.execute(
            f"select t::text from books.{table} t where business_id = %s order by 1", (victim.caller.business,)
        ).fetchall()
        for table in tables
    }


def test_a_key_opens_its_own_business_alone(both: tuple[System, System]) -> None:
    """Neither the tenant's number nor another's session or user brings anybody into other books."""
    victim, stranger = both
    for said in ({"WareHouseID": victim.number}, {"api_key": victim.key}):
        assert stranger.call("get-stores", **said).error == "Authentication Error"
    assert stranger.call("get-stores", ses=victim.ses).error == "Session expired"
    assert stranger.call("get-stores", UserID=2).data[0]["value"] != SECRET


def test_the_operations_of_both_have_one_reference(both: tuple[System, System]) -> None:
    """What a system calls an operation is its own business's: the same words name another elsewhere."""
    victim, stranger = both
    said = {**SALE, "ImportRefID": "T-1"}
    assert victim.call("new-operation", **said).data["OperationID"] == 1
    assert stranger.call("new-operation", **said).data["OperationID"] == 1
    assert stranger.call("new-operation", **said, Comment="x").data["OperationID"] == 1
