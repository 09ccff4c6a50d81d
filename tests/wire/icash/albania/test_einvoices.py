"""Electronic invoices: sent once, fetched as paper, listed as the service tells of them."""

from __future__ import annotations

import base64
from typing import Any

import pypdfium2
import pytest

from pinkas.actions.fiscal import einvoices
from pinkas.storage.verify import verify_business
from pinkas.testing.fiscal_service import FiscalStandIn
from pinkas.testing.house import House
from tests.wire.icash.system import Reply, System, another_system

from .shop import CLIENT, PARTNER, open_shop, paid, row, sell, standing

BOUGHT: dict[str, str] = {
    "seller": "M99999999Z", "number": "41/2026", "amount": "600.00", "received": "2026-07-01T08:30:00+02:00",
    "due": "2026-07-31T00:00:00+02:00",
}  # fmt: skip


def generate(system: System, operation: int, **said: Any) -> Reply:
    return system.call(
        "generate-einvoice", **{"OperationID": operation, "EinvoiceType": 380, "BusinessProcessType": "P1", **said}
    )


def sent(system: System, operation: int) -> str:
    answer = generate(system, operation).data
    assert list(answer["einvoice"]) == ["EIC", "ServerError"]
    assert answer["einvoice"]["ServerError"] == ""
    code: str = answer["einvoice"]["EIC"]
    return code


def download(system: System, code: str) -> Any:
    answer = system.call("download-einvoice", EIC=code).data
    assert list(answer) == ["einvoice"]
    return answer["einvoice"]


def test_an_invoice_is_sent_once(house: House, shop: System, service: FiscalStandIn) -> None:
    number = sell(shop, 1).data["DocumentAlbaniaFiscNum"]
    code = sent(shop, 1)
    assert generate(shop, 1, DocumentAlbaniaFiscNum=number).data == {"einvoice": {"EIC": code, "ServerError": ""}}
    assert service.calls == ["RegisterInvoiceRequest", "RegisterEinvoiceRequest"]
    (one,) = service.einvoices.values()
    assert (one.number, one.buyer, one.amount) == (number, CLIENT, "2400.00")
    asked = {"OperationID": 1, "EinvoiceType": 380, "BusinessProcessType": "P1"}
    for replayed in (None, "true"):
        reply = shop.call("generate-einvoice", headers={"Idempotency-Key": "e-1"}, **asked)
        assert (reply.data["einvoice"]["EIC"], reply.headers.get("idempotency-replayed")) == (code, replayed)
    other = shop.call("generate-einvoice", headers={"Idempotency-Key": "e-1"}, **{**asked, "EinvoiceType": 388})
    assert "Idempotency-Key" in other.error or "idempotency" in other.error.lower()
    # What was not fiscalised yet is told of first.
    service.fail("busy")
    sell(shop, 2)
    sent(shop, 2)
    assert standing(house, shop, 2).service_code
    assert house.run(verify_business(house.desk.store, shop.caller.business)) is None


def test_every_type_and_process_of_the_page(shop: System) -> None:
    sell(shop, 1)
    code = sent(shop, 1)
    debits = (380, 80, 84, 82, 383, 386, 393, 395, 575, 623, 780, 385, 389, 388, 384)
    for kind in debits:
        assert generate(shop, 1, EinvoiceType=kind).data["einvoice"]["EIC"] == code
    for process in range(1, 13):
        assert generate(shop, 1, BusinessProcessType=f"P{process}").data["einvoice"]["EIC"] == code
    for kind in (381, 81, 83, 396, 532, 1, "380 ", "x", -380, "0380"):
        reply = generate(shop, 1, EinvoiceType=kind)
        assert reply.json["status"] == (kind == "380 "), kind
    back = {"OperationAlbaniaIsCorrective": "1", "FiskBonRcpNum": "1/2026/cc123cc123"}
    assert sell(shop, 2, rows=[row(-1)], payments=[paid(1200)], **back).data["ServerError"] == ""
    assert generate(shop, 2).error == "Wrong value for EinvoiceType"
    assert generate(shop, 2, EinvoiceType=381).data["einvoice"]["EIC"]


def test_what_cannot_be_sent_is_said(house: House, shop: System, service: FiscalStandIn) -> None:
    sell(shop, 1)
    for name, values in {
        "OperationID": [9, "x"], "DocumentAlbaniaFiscNum": ["2/2026", "x" * 61],
        "BusinessProcessType": ["P0", "P13", "p1"],
    }.items():  # fmt: skip
        for value in values:
            assert generate(shop, 1, **{name: value}).error == f"Wrong value for {name}"
    for name in ("OperationID", "EinvoiceType", "BusinessProcessType"):
        assert generate(shop, 1, **{name: None}).error == f"Missing value for {name}"
    service.fail("refuse:41")
    assert generate(shop, 1).data == {"einvoice": {"EIC": "", "ServerError": "41 the buyer has no number"}}
    service.fail("busy")
    assert generate(shop, 1).data["einvoice"] == {"EIC": "", "ServerError": "503 the fiscal service is busy (503)"}
    assert sent(shop, 1)
    service.fail("refuse:30")
    sell(shop, 2)
    service.fail("refuse:30")
    told = "the invoice is not fiscalised: the operator is not known"
    assert generate(shop, 2).data["einvoice"] == {"EIC": "", "ServerError": told}
    auditor = another_system(house, shop.caller, user=4)
    assert generate(auditor, 1).error == "This user may not change anything"
    alone = open_shop(house, joined=False)
    sell(alone, 1)
    assert generate(alone, 1).error == "The business tells no fiscal service of its sales: nothing is set up"


@pytest.mark.parametrize("fault", ["late", "lost", "broken", "deaf"])
def test_an_invoice_whose_fate_is_unknown_is_looked_for(
    house: House, shop: System, service: FiscalStandIn, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    sell(shop, 1)
    if fault == "late":
        monkeypatch.setattr(einvoices, "KEEPING_S", 2.0)
        service.late_s = 20.0
    service.fail(fault)
    answer = generate(shop, 1).data["einvoice"]
    if fault == "deaf":  # not there, though nobody said so: it is looked for again before it is sent again
        assert answer == {"EIC": "", "ServerError": "the fiscal service did not answer (RemoteProtocolError)"}
        answer = generate(shop, 1, BusinessProcessType="P7").data["einvoice"]
    assert list(service.einvoices) == [answer["EIC"]]
    expected = ["RegisterInvoiceRequest", "RegisterEinvoiceRequest", "GetEinvoicesRequest"]
    assert service.calls == expected + (["GetEinvoicesRequest", "RegisterEinvoiceRequest"] if fault == "deaf" else [])
    assert house.run(verify_business(house.desk.store, shop.caller.business)) is None


def test_the_paper_of_what_was_sold_and_bought(house: House, shop: System, service: FiscalStandIn) -> None:
    answer = sell(shop, 1).data
    code = sent(shop, 1)
    found = download(shop, code)
    assert (found["status"], list(found["einvoice_data"])) == ("ok", ["EIC", "ServerError", "PDF_data"])
    for mark in ("original", "copy"):
        with pypdfium2.PdfDocument(base64.b64decode(download(shop, code)["einvoice_data"]["PDF_data"])) as opened:
            text = opened[0].get_textpage().get_text_bounded()
        assert answer["DocumentAlbaniaIIC"] in text, mark
        assert answer["OperationFiskBonUUID"] in text, mark
    auditor = another_system(house, shop.caller, user=4)
    assert download(auditor, code)["status"] == "ok"
    bought = service.deliver(buyer=shop.caller.tax_number, **BOUGHT)
    data = {"EIC": bought, "ServerError": "", "PDF_data": base64.b64encode(b"%PDF-1.7 stand-in").decode()}
    assert download(shop, bought) == {"status": "ok", "einvoice_data": data}
    assert shop.call("download-einvoice", EIC="b0b").error == "Wrong value for EIC"
    assert shop.call("download-einvoice", EIC="x' or 1=1").error == "Wrong value for EIC"
    assert shop.call("download-einvoice").error == "Missing value for EIC"


def test_the_list_as_the_service_tells_it(house: House, shop: System, service: FiscalStandIn) -> None:
    own = shop.caller.tax_number
    sell(shop, 1)
    sold = sent(shop, 1)
    bought = service.deliver(buyer=own, **BOUGHT)
    listed = shop.call("einvoices-list").data
    assert listed["TotalRecords"] == 2
    assert list(listed["Data"][0].items()) == [
        ("AlbaniaEinvoiceInfoID", 1), ("ID", sold), ("DocNumber", "1/2026/cc123cc123"),
        ("RecDateTime", "2026-08-04T11:00:00+02:00"), ("DueDateTime", listed["Data"][0]["DueDateTime"]),
        ("Status", "DELIVERED"), ("Amount", "2400.00"), ("EIC", sold), ("PartyType", "SELLER"), ("SellerTin", own),
        ("OrderNumber", "1"), ("DocumentID", 1), ("OperationID", 1),
    ]  # fmt: skip
    row_of_bought = listed["Data"][1]
    assert (row_of_bought["DueDateTime"], row_of_bought["DocumentID"]) == ("2026-07-31T00:00:00+02:00", 0)
    service.einvoices[sold].status = "PAID"
    for said, codes in {
        (("AlbaniaEinvoiceInfoEIC", bought),): [bought],
        (("AlbaniaEinvoiceInfoPartyType", "BUYER"),): [bought],
        (("AlbaniaEinvoiceInfoPartyType", "BUYER,SELLER"),): [sold, bought],
        (("AlbaniaEinvoiceInfoStatus", "PAID"),): [sold],
        (("AlbaniaEinvoiceInfoStatus", "All,REFUSED"),): [sold, bought],
        (("AlbaniaEinvoiceInfoStatus", "ACCEPTED,PARTIALLY_PAID"),): [],
        (("AlbaniaEinvoiceInfoSellerTin", "M99999999Z"),): [bought],
        (("AlbaniaEinvoiceOrderNumber", "41"),): [bought],
        (("DateFrom", "2026-08-04"),): [sold],
        (("DateTo", "2026-07-01"),): [bought],
        (("DateFrom", "2026-07-01T06:30:00+00:00"), ("DateTo", "2026-07-01T08:30:00+02:00")): [bought],
        (("DateFrom", "2026-07-01T08:30:01+02:00"), ("DateTo", "2026-08-03")): [],
        (("sort", "DateFrom"),): [bought, sold],
        (("sort", "AlbaniaEinvoiceInfoID"), ("order", "DESC")): [bought, sold],
        (("offset", "1"), ("count", "1")): [bought],
    }.items():
        data = shop.call("einvoices-list", **dict(said)).data
        assert [one["ID"] for one in data["Data"]] == codes, said
        assert data["TotalRecords"] == (2 if said[0][0] in {"offset", "sort"} else len(codes)), said
    for name, value in {
        "AlbaniaEinvoiceInfoEIC": "x" * 41, "AlbaniaEinvoiceInfoPartyType": "seller",
        "AlbaniaEinvoiceInfoStatus": "NEW",
        "AlbaniaEinvoiceInfoSellerTin": "x" * 21, "AlbaniaEinvoiceOrderNumber": "x" * 11, "DateFrom": "04.08.2026",
        "DateTo": "2026-08-04T11:00:00", "sort": "DocNumber", "order": "asc", "offset": "-1", "count": "0",
    }.items():  # fmt: skip
        assert shop.call("einvoices-list", **{name: value}).error == f"Wrong value for {name}", name
    change_of_mind = shop.call("einvoices-list", DateFrom="0001-01-01T00:00:00+00:00")
    assert change_of_mind.error == "Wrong value for DateFrom"
    alone = open_shop(house, joined=False)
    assert alone.call("einvoices-list").error == "The business tells no fiscal service of its sales: nothing is set up"


def test_no_older_list_passes_for_todays(house: House, shop: System, stand_in: FiscalStandIn) -> None:
    sell(shop, 1)
    sent(shop, 1)
    assert shop.call("einvoices-list").data["TotalRecords"] == 1
    client: Any = house.desk.fiscal_service
    url, client._url = client._url, "http://127.0.0.1:9"  # noqa: SLF001 - nobody listens there
    try:
        assert shop.call("einvoices-list").error == "The fiscal service cannot be reached (ConnectError)"
        told = download(shop, "4f7c4a3e-0000-4000-8000-000000000000")
        assert (told["status"], told["einvoice_data"]["PDF_data"]) == ("error", "")
        assert told["einvoice_data"]["ServerError"] == "the fiscal service cannot be reached (ConnectError)"
    finally:
        client._url = url  # noqa: SLF001 - as above


def test_strangers_see_and_touch_nothing(house: House, shop: System, service: FiscalStandIn) -> None:
    stranger = open_shop(house, name="I huaj")
    sell(shop, 1)
    number = sell(shop, 2).data["DocumentAlbaniaFiscNum"]
    code = sent(shop, 2)
    assert shop.call("einvoices-list").data["TotalRecords"] == 1
    assert generate(stranger, 2).error == "Wrong value for OperationID"
    assert stranger.call("download-einvoice", EIC=code).error == "Wrong value for EIC"
    for said in ({}, {"AlbaniaEinvoiceInfoEIC": code}):
        assert stranger.call("einvoices-list", **said).data == {"TotalRecords": 0, "Data": []}
    back = {"OperationAlbaniaIsCorrective": 1, "rows": [row(-1)], "payments": [paid(1200)]}
    assert sell(stranger, 1, FiskBonRcpNum=number, **back).error == "Wrong value for FiskBonRcpNum"
    for _ in range(2):
        shop.done("add-contragent", **{**PARTNER, "ContragentTaxNum": f"K0000000{_}B", "ContragentName": "Tjetër"})
    shop.done("add-sale-item", SaleItemInventoryID="X", SaleItemName="X", SaleItemCashRegisterName="X",
              SaleItemPrimaryMeasureUnitID=1, SaleItemTaxGroupID=1, SaleItemSellPrice=1)  # fmt: skip
    assert sell(stranger, 1, ContragentID=3).error == "Wrong value for ContragentID"
    assert sell(stranger, 1, rows=[row(1, 1, SaleItemID=2)]).error == "Wrong value for OperationSaleItems"
    assert sell(stranger, 1, CashRegisterID="9").error == "Wrong value for CashRegisterID"
    assert sell(stranger, 2).data["OperationID"] == 1  # the other's second, under the same name, is not its own
