"""An Albanian shop whose sales are told to the stand-in of the fiscal service."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
import json
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from pinkas.actions.businesses import Profile, caller_of_business, open_business
from pinkas.actions.desk import Caller
from pinkas.actions.fiscal.settings import FiscalSettings, fiscal_settings, set_fiscal
from pinkas.actions.fiscal.telling import standing_of, tell_waiting
from pinkas.actions.shops import furnish
from pinkas.connectors.signing.certificates import make_demo_key_file
from pinkas.storage import fiscal
from pinkas.storage.fiscal import Standing
from pinkas.testing.fiscal_service import FiscalStandIn, Registered
from pinkas.testing.house import House
from tests.wire.icash.system import Reply, System, another_system

UNIT, OPERATOR, SOFTWARE, TILL = "bb123bb123", "oo123oo123", "ss123ss123", "cc123cc123"
CLIENT = "K71234567B"
PARTNER: dict[str, Any] = {
    "ContragentName": "Klienti sh.p.k.", "ContragentType": "CLIENT", "ContragentCountryCode": "AL",
    "ContragentCityName": "Durrës", "ContragentAddress": "Rruga e Provës 10", "ContragentTaxNum": CLIENT,
    "ContragentVatRegistered": 1, "ContragentAlbaniaTaxNumType": "NUIS",
}  # fmt: skip
ITEM: dict[str, Any] = {
    "SaleItemInventoryID": "000156", "SaleItemName": "Kafe 1 kg", "SaleItemCashRegisterName": "KAFE",
    "SaleItemType": "PRODUCT", "SaleItemPrimaryMeasureUnitID": 1, "SaleItemTaxGroupID": 1, "SaleItemSellPrice": "1200",
}  # fmt: skip
_numbers = itertools.count(12345678)

#: A key made for these tests, the same in every run: what is signed with it is known beforehand.
_P = int(
    "e69565daeb71bd636eeebe22745308fdda6d1c5df21060d0430a2807049b1eff"
    "65db65be49149e58da35eb6eb552d055eae3912b42e97519759292fd25e16f3a"
    "5b3c9d7ff29622ff8a80d587300ca7c1a3609d53b2d8ea08e33e3cee74a259d8"
    "af44d16c913b4d4050022d67ef63850a29034d01c29b809101965f7500ae844f",
    16,
)
_Q = int(
    "e5b150e5aa0873103e5a509eb5003c44b707be964d4b877ff15a88a6ec42cd41"
    "7aab156c0523488859724b3c8384d4773e245d7680db203e95e5411f64f13ed4"
    "d4062193f1cbf058e9a9352af66028832ec2feecbca744e259320d0ed2d332a8"
    "165d233ed5738983562454b43f0b2d84f8bf32a64e9ced24010d57ed092f523d",
    16,
)
_PUBLIC = rsa.RSAPublicNumbers(65537, _P * _Q)
_D = pow(65537, -1, (_P - 1) * (_Q - 1))
KEY = rsa.RSAPrivateNumbers(
    _P, _Q, _D, rsa.rsa_crt_dmp1(_D, _P), rsa.rsa_crt_dmq1(_D, _Q), rsa.rsa_crt_iqmp(_P, _Q), _PUBLIC
).private_key()


def open_shop(house: House, *, name: str = "Shembull sh.p.k.", joined: bool = True, tax_number: str = "") -> System:
    """A business with a partner (1), an item (1), and its codes and certificate where it is `joined`."""
    tax_number = tax_number or f"L{next(_numbers)}A"
    profile = Profile(legal_name=name, address1="Rruga e Shembullit 5", city="Tiranë", registration="company")

    async def open_() -> Caller:
        business = await open_business(house.desk, tax_number, profile, country="AL")
        caller = await caller_of_business(house.desk, business, actor="opening")
        await furnish(house.desk, caller)
        return caller

    system = another_system(house, house.run(open_()), user=1)
    system.done("add-contragent", **PARTNER)
    system.done("add-sale-item", **ITEM)
    if joined:
        house.run(set_fiscal(house.desk, system.caller, codes(tax_number, house.clock.at)))
    return system


def codes(tax_number: str, now: dt.datetime) -> FiscalSettings:
    """What a business settles, with a certificate of its own."""
    file = make_demo_key_file(tax_number, now=now, key=KEY)
    return FiscalSettings(
        active=True,
        environment="test",
        business_unit=UNIT,
        operator=OPERATOR,
        software=SOFTWARE,
        till_codes=((1, TILL),),
        certificate=base64.b64encode(file.data).decode(),
    )


def change(house: House, system: System, **said: Any) -> None:
    """Settle something else."""
    before = house.run(fiscal_settings(house.desk, system.caller.business))
    house.run(set_fiscal(house.desk, system.caller, replace(before, **said)))


def row(quantity: object = 2, price: object = "1200.00", **said: object) -> dict[str, object]:
    """A row of coffee."""
    return {"SaleItemID": 1, "Qty": quantity, "SaleItemSinglePrice": price, **said}


def paid(amount: object = "2400.00", kind: int = 1) -> dict[str, object]:
    """A payment."""
    return {"PayTypeID": kind, "PaymentSum": amount}


def sale(reference: int, **said: Any) -> dict[str, Any]:
    """The arguments of a whole sale: two kilos of coffee at 1200.00, paid in cash."""
    rows, payments = said.pop("rows", [row()]), said.pop("payments", [paid()])
    return {
        "FiscalType": "AL", "OperationType": "Sell", "CashRegisterID": "1", "StoreID": 1, "ImportSource": "Shop 1",
        "ImportRefID": reference, "ContragentID": 1, "OperationSaleItems": json.dumps(rows),
        "OperationPayments": json.dumps(payments), **said,
    }  # fmt: skip


def sell(system: System, reference: int, **said: Any) -> Reply:
    """Send one."""
    return system.call("new-complete-operation", **sale(reference, **said))


def standing(house: House, system: System, operation: int = 1) -> Standing:
    """How an operation's first document stands."""

    async def read() -> Standing | None:
        documents = await fiscal.documents_of(house.desk.store, system.caller.business, operation)
        return await standing_of(house.desk, system.caller, documents[0])

    found = house.run(read())
    assert found is not None
    return found


def keep(house: House) -> None:
    """One round of the keeper, when all that waits is due."""
    house.clock.move(minutes=120)
    house.run(tell_waiting(house.desk))


def told_of(service: FiscalStandIn, system: System) -> list[Registered]:
    """What the service took of a business, in order."""
    return [taken for taken in service.invoices.values() if taken.seller == system.caller.tax_number]
