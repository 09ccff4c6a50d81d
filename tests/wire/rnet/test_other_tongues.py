"""Documents written over Caspit, seen as transactions of a till; and a till's sale, seen as Caspit's documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from pinkas.actions.key_making import GivenKey, add_key
from pinkas.actions.keys import Keys, KeySort
from pinkas.actions.shops import furnish, save_part
from pinkas.books.shop import Till
from pinkas.dialects.rnet.server import rnet_router
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import PASSWORD, USER, Shop, open_shop

from .counter import Counter
from .haifa import AFTERNOON
from .invariants import check

SUMS = ("Total", "TotalBeforeTax", "Tax", "TotalBeforeDisc", "TaxableTotal", "TaxFreeTotal", "Rounding")


@dataclass
class Both:
    """One business over two tongues."""

    caspit: Shop
    rnet: Counter

    def issue(self, key: str, kind: int, **members: object) -> dict[str, Any]:
        """Issue a document over Caspit; what it says."""
        body = {"DocumentId": key, "TrxTypeId": kind, "TrxCodeNumber": 2 if kind in {2, 13} else 3, **members}
        saved = self.caspit.ask("POST", "Documents", body)
        assert saved.status == 201, saved.text
        printed = self.caspit.print(key)
        assert printed.status in {200, 201, 204}, printed.text
        return self.caspit.document(key)

    def last(self) -> Any:
        """The transaction with the highest number of the till that numbers what comes over Caspit."""
        found = self.rnet.get("transactions")
        return max(found, key=lambda each: int(each["TransactionNo"].rpartition("-")[2]))


@pytest.fixture(scope="module")
def both(house: House) -> Iterator[Both]:
    house.clock.at = AFTERNOON
    house.add_user(USER, PASSWORD, operator=True)
    shop = open_shop(house)
    caller = caller_of(shop.business, tax_number=shop.tax_number)

    async def prepare() -> Counter:
        desk = house.desk
        await furnish(desk, caller)
        await save_part(desk, caller, Till, None, {"number": 21, "store_serial": 1})
        await add_key(desk, caller, KeySort.OPAQUE, given=GivenKey(key="both-tongues"))
        return Counter(house, caller, "both-tongues", rnet_router(desk, Keys(desk)))

    both = Both(shop, house.run(prepare()))
    shop.contact("c1", Email="c1@example.com", Phone="03-5551234")
    # Whose balance one test alone moves.
    shop.contact("own", Email="own@example.com")
    yield both
    shop.close()
    assert house.run(verify_business(house.desk.store, shop.business)) is None


def sums(shown: dict[str, Any]) -> list[str]:
    return [str(shown[name]) for name in SUMS]


LINES = [
    {"ProductName": "מדף", "UnitPrice": "33.33", "Qty": 3, "Rebate": "0.99"},
    {"ProductName": "ספר", "UnitPrice": "10.01", "Qty": "2.5", "ChargeVAT": False},
    {"ProductName": "כיסא", "UnitPrice": "17.17", "Qty": 1},
]


def test_an_invoice_is_a_sale_on_account(both: Both) -> None:
    told = both.issue("i1", 1, CustomerId="own", DocumentLines=LINES, RebatePercent=7, Comments="תודה")
    shown = both.last()
    check(shown, gross=False)
    assert shown["Total"] == told["Total"]
    assert (shown["TransactionType"], shown["SaleTime"], shown["Note"]) == (0, "2026-03-11T00:00:00", "תודה")
    assert (shown["Tax"], shown["TaxableTotal"], shown["TaxFreeTotal"]) == (
        told["Vat"], told["TotalBeforeVATChargeVAT"], told["TotalNoChargeVat"],
    )  # fmt: skip
    assert [(str(each["Qty"]), each["EntryDescription"], str(each["TaxRate"])) for each in shown["ItemEntries"]] == [
        ("3.000", "מדף", "18.000"), ("2.500", "ספר", "0.000"), ("1.000", "כיסא", "18.000"),
    ]  # fmt: skip
    assert (shown["Discount"]["Perc"], len(shown["DiscountEntries"])) == (7, 1)
    assert shown["Customer"]["FirstName"] == "לקוח own"
    assert shown["Customer"]["BalanceDoe"] == told["Total"]
    assert shown["TransactionNo"].startswith(f"{shown['Register']['Code']}-")
    assert shown["Register"]["Code"] == "998"


def test_an_invoice_receipt_is_paid_in_all_its_ways(both: Both) -> None:
    money = [
        {"PaymentTypeId": 2, "Payment": 100, "BankId": 12, "BranchOrValidTo": "600", "AccountNumber": "123456",
         "CheckNumber": "77", "PaymentDate": "2026-06-01"},
        {"PaymentTypeId": 4, "Payment": 50, "AccountNumber": "4321", "BranchOrValidTo": "0927"},
        {"PaymentTypeId": 1, "Payment": "51.05"},
        {"PaymentTypeId": 16, "Payment": 30},
    ]  # fmt: skip
    told = both.issue("ir1", 7, CustomerId="c1", ReceiptLines=money, TaxDeduction="4.95", DocumentLines=[
        {"ProductName": "מדף", "UnitPrice": 200, "Qty": 1},
    ])  # fmt: skip
    assert told["Total"] == 236
    shown = both.last()
    check(shown, gross=False, paid=True)
    (cheque,), (card,), (coins,) = shown["CHTenders"], shown["CCTenders"], shown["CashTenders"]
    assert [cheque[name] for name in ("No", "CHBankNo", "CHBranchNo", "CHAccountNo", "CHDueDate")] == [
        "77", "12", "600", "123456", "2026-05-31 21:00:00Z",
    ]  # fmt: skip
    assert (card["No"], card["CCExpDate"], str(coins["Amount"])) == ("4321", "0927", "51.0500")
    assert [(each["Tender"]["TenderName"], str(each["Amount"])) for each in shown["CustomTenders"]] == [
        ("Payment App", "30.0000"), ("Tax Withheld", "4.9500"),
    ]  # fmt: skip


def test_a_receipt_and_a_refund_are_payments_both_ways(both: Both) -> None:
    both.issue("r1", 2, CustomerId="c1", TaxDeduction=20, ReceiptLines=[{"PaymentTypeId": 9, "Payment": 300}])
    shown = both.last()
    check(shown, gross=False)
    assert (shown["TransactionType"], str(shown["Total"]), len(shown["CustomTenders"])) == (14, "320.0000", 2)
    both.issue("rf1", 13, CustomerId="c1", ReceiptLines=[{"PaymentTypeId": 1, "Payment": 20}])
    back = both.last()
    check(back, gross=False)
    assert (back["TransactionType"], sums(back)[:2], str(back["CashTenders"][0]["Amount"])) == (
        14, ["-20.0000", "-20.0000"], "-20.0000",
    )  # fmt: skip
    assert back["PGT"] == shown["PGT"]


def test_a_credit_names_the_lines_it_takes_back(both: Both) -> None:
    both.issue("i2", 1, CustomerId="c1", DocumentLines=LINES)
    sold = both.last()
    both.issue("cr1", 9, CustomerId="c1", DocumentLines=LINES, RelatedDocuments=[{"DocumentId": "i2"}])
    back = both.last()
    check(back, gross=False)
    assert [back[name] for name in SUMS] == [-sold[name] for name in SUMS]
    assert [each["ReturnTEntryID"] for each in back["ItemEntries"]] == [
        each["TransactionEntryID"] for each in sold["ItemEntries"]
    ]
    seen = both.rnet.get("transactions", id=sold["TransactionID"])
    assert [str(each["QtyReturn"]) for each in seen["ItemEntries"]] == ["3.000", "2.500", "1.000"]


def test_a_till_takes_back_what_caspit_sold(both: Both) -> None:
    both.issue("i3", 1, CustomerId="c1", DocumentLines=LINES)
    sold = both.last()
    entry = sold["ItemEntries"][0]
    back = both.rnet.post("transactions", {
        "TransactionType": 0, "Register": {"Code": "21"}, "Customer": {"CustomerID": sold["Customer"]["CustomerID"]},
        "ItemEntries": [{"Qty": -1, "ReturnTEntryID": entry["TransactionEntryID"]}],
    })  # fmt: skip
    check(back, gross=False)
    assert str(back["ItemEntries"][0]["Qty"]) == "-1.000"
    credit = [each for each in both.caspit.get("Documents?trxTypeId=9").json["Results"] if each["DocumentId"] != "cr1"]
    assert [str(each["Total"]) for each in credit] == ["38.94"]
    assert [each["DocumentId"] for each in credit[0]["RelatedDocuments"]] == ["i3"]


def test_a_delivery_note_names_the_sale_that_billed_it(both: Both) -> None:
    both.issue("d1", 15, CustomerId="c1", DocumentLines=[{"ProductName": "מדף", "UnitPrice": 10, "Qty": 2}])
    note = both.last()
    check(note, gross=False)
    assert (note["TransactionType"], note["SummaryInvoiceTransactionId"], note["ZNo"]) == (16, None, None)
    both.issue("i4", 1, CustomerId="c1", RelatedDocuments=[{"DocumentId": "d1"}],
               DocumentLines=[{"ProductName": "מדף", "UnitPrice": 10, "Qty": 2}])  # fmt: skip
    billed = both.last()
    seen = both.rnet.get("transactions", id=note["TransactionID"])
    assert seen["SummaryInvoiceTransactionId"] == billed["TransactionID"]
    assert {each["ReturnTEntryID"] for each in billed["ItemEntries"]} == {None}


def test_what_tills_have_no_word_for_is_not_there(both: Both) -> None:
    before = len(both.rnet.get("transactions"))
    lines = [{"ProductName": "מדף", "UnitPrice": 10, "Qty": 2}]
    both.issue("p1", 6, CustomerId="c1", DocumentLines=lines)
    both.issue("q1", 16, CustomerId="c1", DocumentLines=lines)
    both.caspit.invoice("draft-1")
    assert len(both.rnet.get("transactions")) == before


def test_what_is_cancelled_keeps_its_figures(both: Both) -> None:
    both.issue("i5", 1, CustomerId="c1", DocumentLines=LINES)
    sold = both.last()
    cancelled = both.caspit.ask("POST", "CancelDocument/i5")
    assert cancelled.status < 300, cancelled.text
    seen = both.rnet.get("transactions", id=sold["TransactionID"])
    assert (seen["Status"], {each["Status"] for each in seen["ItemEntries"]}) == (0, {0})
    assert [seen[name] for name in SUMS] == [sold[name] for name in SUMS]


def test_a_sale_of_a_till_is_documents_of_caspit(both: Both) -> None:
    lines = [{"Item": {"ERPCode": "none"}, "Qty": 1}]
    assert both.rnet.ask("POST", "/v1/transactions", {"TransactionType": 0, "Register": {"Code": "21"},
                                                      "ItemEntries": lines}).status == 400  # fmt: skip
    product = {"ProductId": "p", "Name": "מדף", "Barcode": "7290000000017", "SalePrice1": "59.90",
               "IsPriceIncludeVat": True}  # fmt: skip
    assert both.caspit.ask("POST", "Products", product).status == 201
    sale = both.rnet.post("transactions", {
        "TransactionType": 0, "Register": {"Code": "21"}, "Customer": {"Address": {"PhoneNo": "035551234"}},
        "ItemEntries": [{"Item": {"BarcodeNumber": "7290000000017"}, "Qty": 2, "Discount": {"Perc": 10}}],
        "CHTenders": [{"Amount": "100.00", "No": "5", "CHBankNo": "12", "CHDueDate": "2026-05-31 21:00:00Z"}],
        "CCTenders": [{"Amount": "7.82", "No": "4321"}],
    })  # fmt: skip
    check(sale, paid=True)
    (document,) = [
        each for each in both.caspit.get("Documents?trxTypeId=7").json["Results"] if each["DocumentId"] != "ir1"
    ]
    assert [str(document[name]) for name in ("Total", "Vat", "TotalBeforeVAT", "Payment", "VatRate")] == [
        "107.82", "16.45", "91.37", "107.82", "18.0",
    ]  # fmt: skip
    assert (document["CustomerId"], document["Date"]) == ("c1", "2026-03-11T00:00:00")
    paid = [(each["PaymentTypeId"], str(each["Payment"]), each["PaymentDate"]) for each in document["ReceiptLines"]]
    assert paid == [(2, "100.0", "2026-06-01T00:00:00"), (8, "7.82", None)]


def test_the_day_is_the_documents_own(both: Both) -> None:
    both.issue("i6", 1, CustomerId="c1", Date="2026-02-10", DocumentLines=LINES)
    found = both.rnet.get("transactions", from_date="2026-02-10", to_date="2026-02-10 00:00:00.001")
    assert [each["SaleTime"] for each in found] == ["2026-02-10T00:00:00"]
    check(found[0], gross=False)
