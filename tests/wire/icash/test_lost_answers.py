"""A shop's system whose answer never came sends its call again: one effect, whatever was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from pinkas.storage.pool import Answer, DatabaseUnavailableError, Store
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

from .system import System
from .test_cards import ITEM, PARTNER
from .test_operations import SALE, opened, row, shop

BUSY = "The server is too busy or its database is away; send it again."


@contextmanager
def losing(store: Store, when: str) -> Iterator[None]:
    """The next write is lost before it reaches the database, or its answer on the way back."""
    faithful, armed = store.write, [True]

    async def write(function: str, item: Mapping[str, Any], *, blob: bytes | None = None) -> Answer:
        lost = armed and armed.pop()
        if lost and when == "before":
            raise DatabaseUnavailableError("cut")
        answer = await faithful(function, item, blob=blob)
        if lost:
            raise DatabaseUnavailableError("cut")
        return answer

    store.write = write  # type: ignore[method-assign]
    try:
        yield
    finally:
        del store.write  # type: ignore[method-assign]
        assert not armed


def building(system: System) -> dict[str, Any]:
    operation = opened(system)
    return {"OperationID": operation, "row": row(system, operation, 2)}


#: Each writing method, with what it is asked; None where the call has a name of its own and needs no key.
CALLS: dict[str, tuple[Callable[[System], dict[str, Any]], str | None]] = {
    "new-operation": (lambda _: {**SALE, "ImportRefID": "lost"}, None),
    "new-operation without a reference": (lambda _: SALE, "k-1"),
    "add-operation-sale-item": (
        lambda s: {"OperationID": building(s)["OperationID"], "SaleItemID": 1, "Qty": 1, "SaleItemSinglePrice": 5},
        "k-2",
    ),
    "del-operation-sale-item": (lambda s: {"OperationSaleItemID": building(s)["row"]}, "k-3"),
    "set-operation-discount": (lambda s: {"OperationID": building(s)["OperationID"], "Discount": 5}, None),
    "add-operation-payment": (
        lambda s: {"OperationID": building(s)["OperationID"], "PayTypeID": 1, "PaymentSum": 7},
        "k-4",
    ),
    "print-operation": (lambda s: {"OperationID": building(s)["OperationID"], "PayTypeID": 1}, None),
    "add-contragent": (lambda _: {**PARTNER, "ContragentTaxNum": "000000999", "ContragentBarcode": None}, "k-5"),
    "add-sale-item": (lambda _: {**ITEM, "SaleItemInventoryID": "lost"}, "k-6"),
    "add-cash-register-amount": (
        lambda _: {"ServiceIssuedSumSum": 9, "ServiceIssuedSumType": "Debit", "CashRegisterID": 1},
        "k-7",
    ),
}


@pytest.mark.parametrize("when", ["before", "after"])
def test_each_writing_method_happens_once(house: House, when: str) -> None:
    system = shop(house, "IL")
    for name, (asked, key) in CALLS.items():
        said = asked(system)
        method = name.partition(" ")[0]
        headers = None if key is None else {"Idempotency-Key": key}
        with losing(house.desk.store, when):
            assert system.call(method, headers=headers, **said).error == BUSY, name
        again = [system.call(method, headers=headers, **said) for _ in range(2)]
        if method == "set-operation-discount":
            assert [reply.data for reply in again] == ["OK", "OK"]
        else:
            assert again[0].data == again[1].data, name
        if key is not None:
            assert [reply.headers.get("idempotency-replayed") for reply in again] == [
                "true" if when == "after" else None, "true",
            ], name  # fmt: skip
    every = system.call("operations-list", OperationStatus="TEMP,NORMAL", count=100).data
    # Two from new-operation itself, and one for each of the five methods that work on one.
    assert every["TotalRecords"] == 7
    prices = [one["OperationPrice"] for one in every["Data"]]
    assert prices == ["0.00000", "0.00000", "53.00000", "0.00000", "45.60000", "48.00000", "48.00000"]
    assert [one["OperationPayedSum"] for one in every["Data"]][5:] == ["7.00000", "48.00000"]
    assert system.call("get-sale-item-qty", SaleItemInventoryID="000156", StoreID=1).data["Qty"] == -2
    assert system.call("get-contragents", ContragentTaxNum="000000999").data["TotalRecords"] == 1
    assert system.call("get-sale-items", SaleItemInventoryID="lost").data["TotalRecords"] == 1
    assert house.run(verify_business(house.desk.store, system.caller.business)) is None
