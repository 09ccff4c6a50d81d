"""A fiscal service that fails: the sale stays, nothing is guessed, nothing is told twice, no number is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pinkas.actions.fiscal import telling
from pinkas.actions.fiscal.telling import tell_refused, tell_waiting
from pinkas.actions.issuing import cancel_document
from pinkas.actions.operations.completing import CompleteOrder, CompleteRow, complete_operation
from pinkas.books.errors import CancellationBlocked
from pinkas.books.fiscal import FiscalState
from pinkas.connectors.fiscal_al import FiscalAlClient
from pinkas.storage import fiscal
from pinkas.storage.documents import by_serial
from pinkas.storage.verify import verify_business
from pinkas.testing.fiscal_service import FiscalStandIn
from pinkas.testing.house import House
from tests.wire.icash.system import System

from .shop import change, keep, paid, sell, standing, told_of

WAITS = "the invoice waits to be fiscalised"
#: What the service does, how the sale stands then and what its caller is told, and what was asked of the service until
#: the keeper had looked once.
FAULTS: dict[str, tuple[FiscalState, str, list[str]]] = {
    # Taken, and answered too late or not at all: the look-up finds it at once.
    "late": (FiscalState.FISCALISED, "", ["RegisterInvoiceRequest", "verifyInvoice"]),
    "lost": (FiscalState.FISCALISED, "", ["RegisterInvoiceRequest", "verifyInvoice"]),
    # Nobody can tell at first; it is surely not there only when it was looked up again.
    "deaf": (
        FiscalState.UNKNOWN, "the fiscal service did not answer (RemoteProtocolError)",
        ["RegisterInvoiceRequest", "verifyInvoice", "verifyInvoice", "RegisterInvoiceRequest"],
    ),
    "broken": (FiscalState.FISCALISED, "", ["RegisterInvoiceRequest", "verifyInvoice"]),
    "busy": (
        FiscalState.PENDING, "the fiscal service is busy (503)",
        ["RegisterInvoiceRequest", "verifyInvoice", "RegisterInvoiceRequest"],
    ),
    "refuse:30": (FiscalState.REFUSED, "the operator is not known", ["RegisterInvoiceRequest"]),
}  # fmt: skip


def whole(house: House, system: System) -> None:
    assert house.run(verify_business(house.desk.store, system.caller.business)) is None


@pytest.mark.parametrize("fault", FAULTS)
def test_a_service_that_fails(
    house: House, shop: System, service: FiscalStandIn, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    state, told, asked = FAULTS[fault]
    if fault == "late":
        monkeypatch.setattr(telling, "AT_ONCE_S", 2.0)
        service.late_s = 20.0
    service.fail(fault)
    answer = sell(shop, 1).data
    stands = standing(house, shop)
    assert (stands.state, answer["ServerError"]) == (state, told)
    assert bool(answer["OperationFiskBonUUID"]) == (state is FiscalState.FISCALISED)
    assert sell(shop, 1).data == answer  # asked again it tells the same and asks nobody
    keep(house)
    after = standing(house, shop)
    assert service.calls == asked
    assert after.record == stands.record  # the same number, code and signature, however often it is sent
    if state is FiscalState.REFUSED:
        assert (after.state, len(service.invoices)) == (FiscalState.REFUSED, 0)
    else:
        assert after.record is not None
        assert after.service_code == service.invoices[after.record.issuer_code].code
        assert len(service.invoices) == 1
        assert not after.waits
    house.run(tell_waiting(house.desk))
    assert service.calls == asked
    whole(house, shop)


def test_what_was_refused_is_told_again_when_it_was_put_right(
    house: House, shop: System, service: FiscalStandIn
) -> None:
    service.operators = {"oo999oo999"}
    assert sell(shop, 1).data["ServerError"] == "the operator is not known"
    first = standing(house, shop).record
    assert sell(shop, 2).data["ServerError"] == "the operator is not known"
    change(house, shop, operator="oo999oo999")
    assert house.run(tell_refused(house.desk, shop.caller)) == 2
    second = standing(house, shop).record
    assert first is not None
    assert second is not None
    assert (second.number.written, second.operator) == (first.number.written, "oo999oo999")
    # Without a code of its till a cash sale is refused; under another number it is taken once the till has one.
    change(house, shop, till_codes=())
    assert sell(shop, 3).data["ServerError"] == "a cash invoice needs a TCR code"
    change(house, shop, till_codes=((1, "cc999cc999"),))
    house.run(tell_refused(house.desk, shop.caller))
    third = standing(house, shop, 3).record
    assert third is not None
    assert third.number.written == "1/2026/cc999cc999"
    assert sell(shop, 4, payments=[paid(kind=4)]).data["DocumentAlbaniaFiscNum"] == "2/2026/cc999cc999"
    whole(house, shop)


POINTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {}


def at(name: str) -> Callable[[Callable[[pytest.MonkeyPatch], None]], None]:
    return lambda work: POINTS.setdefault(name, work) and None


@at("before the intent")
def _before(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FiscalAlClient, "sign", _killed)


@at("after the intent, before anything was sent")
def _intended(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FiscalAlClient, "register", _killed)


@at("after the service took it, before that was written")
def _taken(patch: pytest.MonkeyPatch) -> None:
    register = FiscalAlClient.register

    async def register_and_die(*said: Any, **more: Any) -> None:
        await register(*said, **more)
        await _killed()

    patch.setattr(FiscalAlClient, "register", register_and_die)


async def _killed(*_: object, **__: object) -> None:
    """Whoever was at it is gone: no cleaning up, no word of what happened."""
    raise asyncio.CancelledError


@pytest.mark.parametrize("point", POINTS)
def test_killed_between(
    house: House, shop: System, service: FiscalStandIn, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    """The sale is recorded; whoever comes next finds what was intended, and the service has it once."""
    assert sell(shop, 1).data["ServerError"] == ""
    with monkeypatch.context() as patch:
        POINTS[point](patch)
        assert sell(shop, 2).status == 500  # who asked has no answer
    waiting = sell(shop, 2).data
    assert (waiting["OperationID"], waiting["OperationFiskBonUUID"], waiting["ServerError"]) == (2, "", WAITS)
    house.run(tell_waiting(house.desk))
    assert not standing(house, shop, 2).service_code  # still in the hands of who is gone
    keep(house)
    found = standing(house, shop, 2)
    assert found.record is not None
    assert found.service_code == service.invoices[found.record.issuer_code].code
    assert [taken.attributes["InvOrdNum"] for taken in told_of(service, shop)] == ["1", "2"]
    whole(house, shop)


def test_many_tills_at_once_count_without_gaps(house: House, shop: System, service: FiscalStandIn) -> None:
    async def one_sale(number: int) -> None:
        order = CompleteOrder(
            source="till", reference=str(number), store=1, register="1", contact=1, currency="ALL",
            rows=(CompleteRow(product=1, quantity=Decimal(1), price=Decimal(100)),), payments=((1, Decimal(100)),),
        )  # fmt: skip
        await complete_operation(house.desk, shop.caller, order, channel="icash")

    async def all_at_once() -> None:
        await asyncio.gather(*(one_sale(number) for number in range(12)))

    house.run(all_at_once())
    keep(house)
    numbers = sorted(int(taken.attributes["InvOrdNum"]) for taken in told_of(service, shop))
    assert numbers == list(range(1, 13))
    whole(house, shop)


def test_what_was_told_is_not_cancelled(house: House, shop: System, service: FiscalStandIn) -> None:
    """A sale that the administration knows of is credited; one that it refused, or never heard of, may be cancelled."""

    def cancelled(operation: int) -> str:
        (document,) = house.run(fiscal.documents_of(house.desk.store, shop.caller.business, operation))
        return house.run(cancel_document(house.desk, shop.caller, by_serial(document))).record.state

    sell(shop, 1)
    with pytest.raises(CancellationBlocked, match="the tax administration was told of it; issue a return"):
        cancelled(1)
    service.fail("refuse:30")
    sell(shop, 2)
    assert cancelled(2) == "cancelled"
    change(house, shop, active=False)
    sell(shop, 3)
    assert cancelled(3) == "cancelled"
    change(house, shop, active=True)
    assert house.run(tell_refused(house.desk, shop.caller)) == 0
    keep(house)
    assert len(told_of(service, shop)) == 1
    whole(house, shop)
