"""A whole sale in one call: recorded, told, answered; sent again; in another currency; on account; corrected."""

from __future__ import annotations

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from pinkas.actions.desk import new_uuid
from pinkas.actions.fiscal.telling import tell_waiting
from pinkas.actions.operations.completing import CompleteOrder, CompleteRow, complete_operation
from pinkas.actions.papers import document_pdf
from pinkas.actions.ports.fiscal_service import NoFiscalService
from pinkas.actions.till_orders import TillLineOrder, TillOrder, TillTenderOrder
from pinkas.actions.tills import record_transaction
from pinkas.books.fiscal import FiscalState
from pinkas.books.references import RecordName
from pinkas.books.slip import SlipKind, SlipTender
from pinkas.storage import transactions
from pinkas.storage.documents import by_serial
from pinkas.storage.transactions import StoredTransaction
from pinkas.storage.verify import verify_business
from pinkas.testing.fiscal_service import FiscalStandIn
from pinkas.testing.house import House
from tests.wire.icash.system import System, another_system, open_system

from .shop import KEY, change, keep, open_shop, paid, row, sale, sell, standing, told_of


def recorded(house: House, system: System, serial: int) -> StoredTransaction:
    found = house.run(transactions.by_serial(house.desk.store, system.caller.business, serial))
    assert found is not None
    return found


def whole(house: House, system: System) -> None:
    assert house.run(verify_business(house.desk.store, system.caller.business)) is None


def invoice(service: FiscalStandIn) -> ET.Element:
    """The last invoice that was told."""
    message = ET.fromstring(service.messages[-1])  # noqa: S314 - Pinkas wrote it
    found = message.find("{*}Invoice")
    assert found is not None
    return found


def paper(house: House, system: System, document: int) -> str:
    """The text of a document's paper, in Albanian."""
    _, pdf = house.run(document_pdf(house.desk, system.caller, by_serial(document), "sq"))
    with pypdfium2.PdfDocument(pdf) as opened:
        return "".join(page.get_textpage().get_text_bounded() for page in opened)


def test_a_sale_is_recorded_told_and_answered(house: House, shop: System, service: FiscalStandIn) -> None:
    answer = sell(shop, 7, OperationComment="porosia 7").data
    tax_number = shop.caller.tax_number
    ((code, taken),) = service.invoices.items()
    assert list(answer.items()) == [
        ("OperationID", 1), ("OperationFiskBonUUID", taken.code), ("DocumentAlbaniaFiscNum", "1/2026/cc123cc123"),
        ("DocumentAlbaniaIIC", code), ("ServerError", ""),
    ]  # fmt: skip
    # The issuer's code is the MD5 of a signature of the invoice's facts, in this order.
    signature = bytes.fromhex(taken.attributes["IICSignature"])
    facts = f"{tax_number}|2026-08-04T11:00:00+02:00|1/2026/cc123cc123|bb123bb123|cc123cc123|ss123ss123|2400.00"
    KEY.public_key().verify(signature, facts.encode(), padding.PKCS1v15(), hashes.SHA256())
    assert code == hashlib.md5(signature).hexdigest().upper()  # noqa: S324 - the law's own choice
    told = invoice(service).attrib
    assert {name: told[name] for name in ("TotPriceWoVAT", "TotVATAmt", "TypeOfInv", "OperatorCode")} == {
        "TotPriceWoVAT": "2000.00", "TotVATAmt": "400.00", "TypeOfInv": "CASH", "OperatorCode": "oo123oo123",
    }  # fmt: skip
    sold = recorded(house, shop, 1)
    assert [(one.kind, f"{one.document.total}", f"{one.document.vat}") for one in sold.documents] == [
        ("till_receipt", "2400.00", "400.00")
    ]
    assert shop.call("get-sale-item-qty", SaleItemInventoryID="000156", StoreID=1).data["Qty"] == -2
    text = paper(house, shop, sold.documents[0].serial)
    assert code in text
    assert taken.code in text
    found = standing(house, shop)
    assert found.record is not None
    assert found.record.link("https://efiskalizimi-app-test.tatime.gov.al") == (
        f"https://efiskalizimi-app-test.tatime.gov.al/invoice-check/#/verify?iic={code}&tin={tax_number}"
        "&crtd=2026-08-04T11:00:00%2B02:00&ord=1&bu=bb123bb123&cr=cc123cc123&sw=ss123ss123&prc=2400.00"
    )
    whole(house, shop)


def test_the_same_sale_again_is_the_same_operation(house: House, shop: System, service: FiscalStandIn) -> None:
    first = sell(shop, 7)
    again = sell(shop, 7, rows=[row(9, "1.00")], payments=[])
    assert again.json["data"] == first.json["data"]
    assert "idempotency-replayed" not in again.headers
    with ThreadPoolExecutor(4) as pool:  # each through a connection and a key of its own
        systems = [another_system(house, shop.caller, user=1) for _ in range(4)]
        answers = [reply.data for reply in pool.map(lambda system: sell(system, 8), systems)]
    assert {answer["OperationID"] for answer in answers} == {2}
    assert (len(service.invoices), sell(shop, 7, ImportSource="Shop 2").data["OperationID"]) == (2, 3)
    keyed = {"Idempotency-Key": "k-1"}
    for replayed in (None, "true"):
        reply = shop.call("new-complete-operation", headers=keyed, **sale(9))
        assert (reply.data["OperationID"], reply.headers.get("idempotency-replayed")) == (4, replayed)
    assert [taken.attributes["InvOrdNum"] for taken in service.invoices.values()] == ["1", "2", "3", "4"]
    whole(house, shop)


def test_another_currency_is_booked_in_lek(house: House, shop: System, service: FiscalStandIn) -> None:
    """3 × 9.99 euro at 97.35: 972.5265 a piece, 2917.58 in all; paid to the cent, whatever converting rounds."""
    euro = {"OperationAlbaniaCurrencyCode": "EUR", "OperationAlbaniaCurrencyRate": "97.35"}
    answer = sell(shop, 1, rows=[row(3, "9.99", OperationSaleItemCurrencyCode="EUR")],
                  payments=[paid("10.00"), paid("19.97", 2)], **euro).data  # fmt: skip
    assert answer["ServerError"] == ""
    document = recorded(house, shop, 1).documents[0].document
    assert [f"{tender.amount}" for tender in document.tenders] == ["973.50", "1944.08"]
    assert (f"{document.total}", document.currency) == ("2917.58", "ALL")
    assert (found := invoice(service).find("{*}Currency")) is not None
    assert found.attrib == {"Code": "EUR", "ExRate": "97.35"}
    # A row may be priced in lek.
    mixed = sell(shop, 2, rows=[row(1, "100", OperationSaleItemCurrencyCode="ALL"), row(1, "1")], payments=[], **euro)
    assert f"{recorded(house, shop, mixed.data['OperationID']).total}" == "197.35"
    whole(house, shop)


def test_on_account_and_with_discount_and_reverse_charge(house: House, shop: System, service: FiscalStandIn) -> None:
    said = {
        "OperationNextPayDate": "30.09.2026", "OperationAlbaniaSupplyFromDate": "01.07.2026",
        "OperationAlbaniaSupplyToDate": "31.07.2026", "OperationAlbaniaReverseCharge": 1, "OperationDocVod": 1,
    }  # fmt: skip
    answer = sell(shop, 1, rows=[row(2, "1000", SaleItemDiscount="12.50")], payments=[], **said).data
    sold = recorded(house, shop, answer["OperationID"])
    document = sold.documents[0].document
    assert (f"{document.total}", f"{document.vat}", sold.documents[0].open_amount) == ("1750.00", "0.00", Decimal(1750))
    assert document.due_date.isoformat() == "2026-09-30"
    told = invoice(service)
    attributes = {name: told.attrib.get(name) for name in ("TypeOfInv", "PayDeadline", "IsReverseCharge", "TotVATAmt")}
    assert attributes == {
        "TypeOfInv": "NONCASH", "PayDeadline": "2026-09-30", "IsReverseCharge": "true", "TotVATAmt": "0.00",
    }  # fmt: skip
    assert (supplied := told.find("{*}SupplyDateOrPeriod")) is not None
    assert supplied.attrib == {"Start": "2026-07-01", "End": "2026-07-31"}
    part = sell(shop, 2, payments=[paid("400", 4)]).data
    assert recorded(house, shop, part["OperationID"]).documents[0].open_amount == Decimal(2000)
    whole(house, shop)


def test_a_corrective_invoice_takes_back_what_was_sold(house: House, shop: System, service: FiscalStandIn) -> None:
    first = sell(shop, 1, rows=[row(3, "1200", SaleItemDiscount="10")], payments=[paid("3240")]).data
    back = {
        "OperationAlbaniaIsCorrective": "true", "FiskBonRcpNum": first["DocumentAlbaniaFiscNum"], "StornoType": 1,
        "rows": [row(-1, "1200", SaleItemDiscount="10")], "payments": [paid("-1080")],
    }  # fmt: skip
    answer = sell(shop, 2, **back).data
    assert (answer["DocumentAlbaniaFiscNum"], answer["ServerError"]) == ("2/2026/cc123cc123", "")
    sold = recorded(house, shop, answer["OperationID"])
    assert [(one.kind, f"{one.document.total}") for one in sold.documents] == [("till_return", "1080.00")]
    told = invoice(service)
    assert told.attrib["TotPrice"] == "-1080.00"
    assert (corrected := told.find("{*}CorrectiveInv")) is not None
    assert corrected.attrib["IICRef"] == first["DocumentAlbaniaIIC"]
    # An exchange: one comes back, one of another price leaves, and only the difference is paid.
    swap = {**back, "rows": [row(-1, "1200", SaleItemDiscount="10"), row(1, "2000")], "payments": [paid("920")]}
    assert sell(shop, 3, **swap).data["ServerError"] == ""
    assert sorted(one.kind for one in recorded(house, shop, 3).documents) == ["till_receipt", "till_return"]
    legal = sell(shop, 5, **{**back, "FiskBonRcpNum": "1"}).data  # the receipt's own number does as well
    assert (legal["ServerError"], legal["DocumentAlbaniaFiscNum"]) == ("", "5/2026/cc123cc123")
    for wrong in (
        {"FiskBonRcpNum": "77/2026"},
        {"FiskBonRcpNum": "x"},
        {"FiskBonRcpNum": "9"},
        {"rows": [row(-1, "1300")]},
        {"rows": [row(-2, "1200")]},
    ):
        name = next(iter(wrong)).replace("rows", "OperationSaleItems")
        assert sell(shop, 4, **{**back, **wrong}).error == f"Wrong value for {name}"
    assert sell(shop, 4, rows=[row(-1)]).error == "Wrong value for OperationSaleItems"
    assert sell(shop, 4, **{**back, "FiskBonRcpNum": None}).error == "Missing value for FiskBonRcpNum"
    assert shop.call("get-sale-item-qty", SaleItemInventoryID="000156", StoreID=1).data["Qty"] == -1
    whole(house, shop)


def test_without_a_certificate_or_a_service_nothing_is_pretended(house: House, service: FiscalStandIn) -> None:
    alone = open_shop(house, joined=False)
    answer = sell(alone, 1).data
    assert (answer["OperationFiskBonUUID"], answer["DocumentAlbaniaFiscNum"], answer["DocumentAlbaniaIIC"]) == ("",) * 3
    assert answer["ServerError"] == "the business tells no fiscal service of its sales: nothing is set up"
    text = paper(house, alone, 1)
    assert "NSLF" not in text
    assert "fiskalizuar" in text
    joined = open_shop(house)
    unreached = replace(house.desk, fiscal_service=NoFiscalService())
    order = CompleteOrder(
        source="x", reference="1", store=1, register="1", contact=1, currency="ALL",
        rows=(CompleteRow(product=1, quantity=Decimal(1), price=Decimal(100)),),
    )  # fmt: skip
    saved = house.run(complete_operation(unreached, joined.caller, order, channel="icash")).record
    assert (saved.standing, saved.trouble) == (None, "this installation does not reach a fiscal service")
    assert service.calls == []


def test_what_other_tongues_issue_is_told_too(house: House, shop: System, service: FiscalStandIn) -> None:
    """The keeper notices it, or whoever asks for its paper first; what was issued before the business joined is not."""
    early = open_shop(house, joined=False)

    async def till_sale(system: System) -> int:
        line = TillLineOrder(product=RecordName("serial", "1"), quantity=Decimal(1), price=Decimal(600))
        tender = TillTenderOrder(tender=SlipTender(uuid=new_uuid(), type="cash", amount=Decimal(600)))
        order = TillOrder(
            kind=SlipKind.SALE, register=RecordName("serial", "1"), lines=(line,), tenders=(tender,), channel="rnet"
        )
        return (await record_transaction(house.desk, system.caller, order)).record

    assert [house.run(till_sale(shop)) for _ in range(2)] == [1, 2]
    house.run(till_sale(early))
    assert re.search("NIVF|NSLF", paper(house, shop, 2))  # the second is asked for before the keeper came
    assert len(told_of(service, shop)) == 1
    keep(house)
    assert [standing(house, shop, one).state for one in (1, 2)] == [FiscalState.FISCALISED] * 2
    assert len(told_of(service, shop)) == 2
    house.run(tell_waiting(house.desk))
    assert len(told_of(service, shop)) == 2
    change(house, shop, active=False)
    house.run(till_sale(shop))
    keep(house)
    assert len(told_of(service, shop)) == 2
    whole(house, shop)


@pytest.mark.parametrize(
    "method", ["new-complete-operation", "generate-einvoice", "download-einvoice", "einvoices-list"]
)
def test_only_albanian_businesses_have_these_methods(house: House, method: str) -> None:
    abroad = open_system(house)
    said = {
        **sale(1), "OperationID": 1, "EinvoiceType": 380, "BusinessProcessType": "P1", "EIC": "1",
    }  # fmt: skip
    assert abroad.call(method, **said).error == f"{method} is not served for businesses of BG".replace(
        method, method[:1].upper() + method[1:], 1
    )


def test_new_operation_is_withdrawn(shop: System) -> None:
    said = {"ImportSource": "x", "OperationType": "Sell", "CashRegisterID": 1, "StoreID": 1}
    assert shop.call("new-operation", **said).error == "New-operation is not served for businesses of AL"


def test_an_auditor_sells_nothing(house: House, shop: System) -> None:
    auditor = another_system(house, shop.caller, user=4)
    assert sell(auditor, 1).error == "This user may not change anything"


#: What does not fit, argument by argument.
WRONG: dict[str, list[object]] = {
    "FiscalType": ["BG", "al"], "OperationType": ["ReturnClient", "sell"], "CashRegisterID": ["9", "x", "1" * 21],
    "StoreID": [9, "x", "-1"], "ImportSource": ["x" * 31], "ImportRefID": ["x", "1.5", "9" * 19],
    "ContragentID": [9, 0],
    "StornoType": [3, "x"], "OperationDocVod": [2], "OperationComment": ["x" * 256],
    "OperationAlbaniaCurrencyCode": ["LEK", "all"], "OperationAlbaniaCurrencyRate": ["0", "-1", "2", "1e3", "NaN"],
    "OperationAlbaniaIsCorrective": ["yes"], "OperationAlbaniaReverseCharge": ["true"],
    "OperationSaleItems": [
        "{}", "[", "[]", "[1]", "[{}]", '[{"SaleItemID":1,"Qty":1}]', json.dumps([row(0)]), json.dumps([row("x")]),
        json.dumps([row(1, "-1")]), json.dumps([row(1, [])]), json.dumps([row("1e2")]), json.dumps([row("0.000001")]),
        json.dumps([row(SaleItemDiscount=100)]), json.dumps([row(OperationSaleItemCurrencyCode="USD")]),
        json.dumps([{**row(), "SaleItemID": 9}]), json.dumps([row()] * 1001), '[{"Qty":"\\ud800"}]', "[" * 100_000,
        '[{"SaleItemID":1,"Qty":NaN,"SaleItemSinglePrice":1}]', json.dumps([row("9" * 30)]),
    ],
    "OperationPayments": [
        "{}", "x", json.dumps([paid(0)]), json.dumps([paid(kind=77)]), json.dumps([{"PayTypeID": 1}]),
        json.dumps([paid("2400.001")]), json.dumps([paid("2500")]), json.dumps([paid("1")] * 101),
    ],
    "OperationAlbaniaSupplyFromDate": ["2026-07-01", "31.02.2026"], "OperationAlbaniaSupplyToDate": ["01.07.2026"],
    "OperationNextPayDate": ["1.8.2026", "03.08.2026"],
}  # fmt: skip


def test_what_does_not_fit_is_named_and_nothing_is_written(house: House, shop: System, service: FiscalStandIn) -> None:
    for name, values in WRONG.items():
        for value in values:
            assert sell(shop, 1, **{name: value}).error == f"Wrong value for {name}", (name, str(value)[:60])
    for name in ("FiscalType", "OperationType", "CashRegisterID", "StoreID", "ImportSource", "ImportRefID",
                 "ContragentID", "OperationSaleItems", "OperationPayments"):  # fmt: skip
        for value in (None, ""):
            assert sell(shop, 1, **{name: value}).error == f"Missing value for {name}"
    assert service.calls == []
    assert sell(shop, 1, CashRegisterID="cc123cc123").data["OperationID"] == 1  # by its code at the administration
    by_number = [{"SaleItemInventoryID": "000156", "Qty": "1.5", "SaleItemSinglePrice": 100, "unknown": {"a": [1]}}]
    assert (
        sell(shop, 2, rows=by_number, payments=[paid(150)], OperationAlbaniaIsCorrective="False").data["OperationID"]
        == 2
    )
