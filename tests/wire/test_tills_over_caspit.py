"""What an Israeli till sold over R-NET, as Caspit shows it and works on with it, and what R-NET then says of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

from .ext.asking import ext
from .rnet.haifa import cash
from .rnet.invariants import check
from .tongues import ADA, BOOK, LAMP, Tongues, add_operator, back, line, open_tongues

D = Decimal
LINE = ("ProductId", "ProductName", "UnitPrice", "Qty", "ExtendedPrice", "ChargeVAT")
TENDER = ("BankId", "BranchOrValidTo", "AccountNumber", "CheckNumber", "PaymentDate")
FIGURES = ("TotalBeforeVAT", "Vat", "Total", "Payment", "TaxDeduction", "TotalPayment", "RebateRounding")


@pytest.fixture(scope="module", autouse=True)
def operator(house: House) -> None:
    add_operator(house)


@pytest.fixture
def shop(house: House) -> Tongues:
    """A shop of each test's own: its numbers begin with it."""
    return open_tongues(house, "IL")


@pytest.fixture(autouse=True)
def noon(clock: MovableClock) -> MovableClock:
    return clock


@pytest.fixture(autouse=True)
def whole(shop: Tongues) -> Any:
    """Whatever a test did, the books are whole and R-NET's invariants hold of all it shows."""
    yield
    shop.whole()
    for one in shop.transactions().values():
        check(one, gross=False)


class New:
    """The documents that came since."""

    def __init__(self, shop: Tongues) -> None:
        self.shop, self.before = shop, set(shop.caspit_documents())

    @property
    def documents(self) -> list[dict[str, Any]]:
        return [one for key, one in self.shop.caspit_documents().items() if key not in self.before]


def figures(document: dict[str, Any]) -> list[str]:
    return [str(D(document[name])) for name in FIGURES]


def tender(each: dict[str, Any]) -> tuple[Any, ...]:
    return (each["PaymentTypeId"], str(each["Payment"]), *(each[name] for name in TENDER))


def related(document: dict[str, Any]) -> list[tuple[str, Decimal, int]]:
    return [(each["DocumentNumber"], each["DocumentSum"], each["DocumentRelation"])
            for each in document["RelatedDocuments"]]  # fmt: skip


def number_of(shop: Tongues, sale: Any) -> str:
    """The legal number of what a till sold."""
    number: str = shop.paper(shop.operation(sale["TransactionID"]), "INVOICE")["Number"]
    return number


def postings(shop: Tongues, document: dict[str, Any]) -> list[tuple[str, str | None, Decimal]]:
    """Account, VAT category and amount, debits positive, by account."""
    sql = """select p.account, p.vat_category, p.amount from books.document_index i
        join books.document d on d.business_id = i.business_id and d.serial = i.serial
        join books.posting p on p.business_id = d.business_id and p.entry_serial = d.entry_serial
        where i.business_id = $1 and i.key = $2 and p.account <> 'receivable' order by p.account, p.vat_category"""
    rows = shop.house.run(shop.house.desk.store.rows(sql, shop.caller.business, document["DocumentId"]))
    return [(row["account"], row["vat_category"], row["amount"]) for row in rows]


def owed(shop: Tongues) -> Decimal:
    found: Decimal = -shop.caspit.balance("c1")
    return found


def again(shop: Tongues, sold: Any) -> Any:
    return shop.rnet.get("transactions", id=sold["TransactionID"])


def test_a_sale_paid_in_every_way_is_an_invoice_receipt(shop: Tongues) -> None:
    new = New(shop)
    sale = shop.sell(
        line(LAMP, 2, 118, Discount={"Perc": 10}), line(BOOK, 1, 50, EntryDescription="ספר"), Customer=ADA,
        CHTenders=[{"Amount": 100, "No": "77", "CHBankNo": "12", "CHBranchNo": "600", "CHAccountNo": "123456",
                    "CHDueDate": "2026-09-30 21:00:00Z"}],
        CCTenders=[{"Amount": 90, "No": "4321", "CCExpDate": "0928", "CCPayments": 3, "CCFirstPayment": 40,
                    "CCNextPayments": 25, "CCAuthNo": "1234567"}],
        CashTenders=cash("72.40"),
        CustomTenders=[],
    )  # fmt: skip
    (shown,) = new.documents
    assert figures(shown) == ["230.0", "32.4", "262.4", "262.4", "0.0", "262.4", "0.0"]
    assert (shown["TrxTypeId"], shown["Number"], shown["CustomerId"]) == (7, "21/200001", "c1")
    assert (shown["Date"], shown["Status"], shown["TrxCodeNumber"]) == ("2026-08-04T00:00:00", 2, 3)
    lines = [[str(each[name]) for name in LINE] for each in shown["DocumentLines"]]
    assert lines == [
        ["lamp", "lamp", "90.0", "2.0", "180.0", "True"], ["book", "book", "50.0", "1.0", "50.0", "False"],
    ]  # fmt: skip
    money = [
        (1, "72.4", None, None, None, None, None),
        (2, "100.0", 12, "600", "123456", "77", "2026-10-01T00:00:00"),
        (8, "40.0", None, "0928", "4321", "1234567", "2026-08-04T00:00:00"),
        (8, "25.0", None, "0928", "4321", "1234567", "2026-09-04T00:00:00"),
        (8, "25.0", None, "0928", "4321", "1234567", "2026-10-04T00:00:00"),
    ]
    assert [tender(each) for each in shown["ReceiptLines"]] == money
    kupa = [each for each in shop.caspit.get("Kupa").json["Results"] if each["DocumentNumber"] == "21/200001"]
    assert sorted(map(tender, kupa), key=str) == sorted(money, key=str)
    assert {(each["TrxTypeId"], each["CustomerId"], each["CustomerBusinessName"]) for each in kupa} == {
        (7, "c1", "Ада")
    }
    check(again(shop, sale), paid=True)


def test_what_is_not_paid_in_full_is_an_invoice_and_a_receipt(shop: Tongues) -> None:
    new, before = New(shop), owed(shop)
    shop.sell(line(LAMP, 2, 118), Customer=ADA, CashTenders=cash(100))
    invoice, receipt = new.documents
    assert (invoice["TrxTypeId"], figures(invoice)) == (1, ["200.0", "36.0", "236.0", "0.0", "0.0", "0.0", "0.0"])
    assert (receipt["TrxTypeId"], figures(receipt)) == (2, ["0.0", "0.0", "0.0", "100.0", "0.0", "100.0", "0.0"])
    assert related(receipt) == [(invoice["Number"], D(100), 1)]
    assert related(invoice) == [(receipt["Number"], D(100), 2)]
    assert invoice["DocumentId"] in shop.caspit.get("Documents?onlyOpenDocuments=true&pageSize=100").keys
    assert owed(shop) - before == 136


def test_returns_and_exchanges(shop: Tongues) -> None:
    """Three lamps and a book, paid: a lamp back for money, one for three books and 32, one for three on account."""
    sale = shop.sell(line(LAMP, 3, 118), line(BOOK, 1, 50), Customer=ADA, CashTenders=cash(404))
    new, before, stock = New(shop), owed(shop), shop.on_hand()
    shop.sell(back(sale, 0, -1), Customer=ADA, CashTenders=cash(-118))
    credit, refund = new.documents
    assert (credit["TrxTypeId"], figures(credit)[:3], figures(refund)[3:6]) == (
        9, ["100.0", "18.0", "118.0"], ["118.0", "0.0", "118.0"],
    )  # fmt: skip
    assert related(refund) == [(credit["Number"], D(118), 1)]
    assert [number for number, _, kind in related(credit) if kind == 1] == [number_of(shop, sale)]
    new = New(shop)
    shop.sell(back(sale, 0, -1), line(BOOK, 3, 50), Customer=ADA, CashTenders=cash(32))
    credit, invoice, receipt = new.documents
    assert [each["TrxTypeId"] for each in new.documents] == [9, 1, 2]
    assert related(invoice) == [(credit["Number"], D(118), 2), (receipt["Number"], D(32), 2)]
    assert related(receipt) == [(invoice["Number"], D(32), 1)]
    new = New(shop)
    shop.sell(back(sale, 0, -1), line(BOOK, 3, 50), Customer=ADA)
    credit, invoice = new.documents
    assert [str(each["Total"]) for each in (credit, invoice)] == ["118.0", "150.0"]
    left = shop.on_hand()
    assert (owed(shop) - before, left[LAMP] - stock[LAMP], left[BOOK] - stock[BOOK]) == (32, 3, -6)
    assert [str(each["QtyReturn"]) for each in again(shop, sale)["ItemEntries"]] == ["3.000", "None"]


def test_a_payment_is_a_receipt_of_nothing_by_name(shop: Tongues) -> None:
    new, before = New(shop), owed(shop)
    shop.sell(TransactionType=14, Customer=ADA, CashTenders=cash(60))
    (receipt,) = new.documents
    assert (receipt["TrxTypeId"], receipt["TrxCodeNumber"], related(receipt), owed(shop) - before) == (2, 2, [], -60)


@pytest.mark.parametrize(
    ("price", "figured"),
    [
        ("59.92", ["50.78", "9.14", "59.9", "59.9", "0.0", "59.9", "0.02"]),
        ("59.88", ["50.75", "9.13", "59.9", "59.9", "0.0", "59.9", "-0.02"]),
    ],
)
def test_rounded_cash_is_a_rebate_the_other_way_round(shop: Tongues, price: str, figured: list[str]) -> None:
    new = New(shop)
    sale = shop.sell(line(LAMP, 1, price), CashTenders=cash("59.90"))
    (shown,) = new.documents
    assert (figures(shown), shown["CustomerId"]) == (figured, None)
    assert sale["Rounding"] == -shown["RebateRounding"]


def test_tax_withheld_lies_in_no_till(shop: Tongues) -> None:
    new = New(shop)
    shop.sell(line(LAMP, 1, 118), Customer=ADA, CashTenders=cash(98),
              CustomTenders=[{"Amount": 20, "Tender": {"TenderID": 900}}])  # fmt: skip
    (shown,) = new.documents
    assert figures(shown) == ["100.0", "18.0", "118.0", "98.0", "20.0", "118.0", "0.0"]
    assert [tender(each)[:2] for each in shown["ReceiptLines"]] == [(1, "98.0")]
    kupa = shop.caspit.get("Kupa?pageSize=100").json["Results"]
    assert [str(each["Payment"]) for each in kupa if each["DocumentNumber"] == shown["Number"]] == ["98.0"]


def test_departments_post_to_their_own_classes(shop: Tongues) -> None:
    """A lamp in class 3; a plant of a department in class 31, with VAT, and its pot free of it."""
    assert ext(shop.caspit, "PUT", "trx-codes/31", {"TrxCode": "צמחים", "TrxCodeType": 1}).status in {200, 201}
    assert ext(shop.caspit, "PUT", "departments/P", {"Name": "צמחים", "TrxCodeNumber": 31}).status in {200, 201}
    for key, charge in (("plant", True), ("pot", False)):
        product = {"ProductId": key, "Name": key, "Barcode": key, "SalePrice1": 59, "IsPriceIncludeVat": True,
                   "ChargeVAT": charge}  # fmt: skip
        assert shop.caspit.ask("POST", "Products", product).status == 201
        card = ext(shop.caspit, "PUT", f"products/{key}/card", {"Department": "P"})
        assert card.status in {200, 204}, card.text
    new = New(shop)
    goods = [{"Item": {"BarcodeNumber": key}, "Qty": 1, "Price": 59} for key in ("plant", "pot")]
    shop.sell(line(LAMP, 1, 118), *goods, CashTenders=cash(236))
    (shown,) = new.documents
    assert figures(shown)[:3] == ["209.0", "27.0", "236.0"]
    assert (shown["TotalBeforeVATChargeVAT"], shown["TotalNoChargeVat"]) == (150, 59)
    assert postings(shop, shown) == [
        ("income:3", "standard", -100), ("income:31", "exempt", -59), ("income:31", "standard", -50),
        ("output-vat", "standard", -27), ("till:cash", None, 236),
    ]  # fmt: skip


def test_a_delivery_note_is_billed_over_caspit_and_moves_once(shop: Tongues) -> None:
    new, stock, before = New(shop), shop.on_hand(), owed(shop)
    note = shop.sell(line(LAMP, 2, 118), TransactionType=16, Customer=ADA)
    (paper,) = new.documents
    assert (paper["TrxTypeId"], owed(shop) - before, stock[LAMP] - shop.on_hand()[LAMP]) == (15, 0, 2)
    lines = [{"ProductId": "lamp", "UnitPrice": 100, "Qty": 2}]
    bill = shop.issue("bill", 1, CustomerId="c1", RelatedDocuments=[{"DocumentId": paper["DocumentId"]}],
                      DocumentLines=lines)  # fmt: skip
    assert (owed(shop) - before, stock[LAMP] - shop.on_hand()[LAMP]) == (236, 2)
    billed = next(each for each in shop.transactions().values() if each["TransactionNo"].startswith("998-"))
    assert (again(shop, note)["SummaryInvoiceTransactionId"], str(billed["Total"])) == (
        billed["TransactionID"], "236.0000",
    )  # fmt: skip
    assert related(bill) == [(paper["Number"], D(0), 1)]


def test_a_deposited_cheque_that_bounces(shop: Tongues) -> None:
    new, before = New(shop), owed(shop)
    sale = shop.sell(line(LAMP, 1, 118), Customer=ADA, CHTenders=[{"Amount": 118, "No": "9", "CHBankNo": "12"}])
    (shown,) = new.documents
    (lying,) = [each for each in shop.caspit.get("Kupa?pageSize=100").json["Results"]
                if each["DocumentNumber"] == shown["Number"]]  # fmt: skip
    named = {"CaspitKupaLineId": lying["CaspitKupaLineId"]}
    deposit = ext(shop.caspit, "POST", "deposits", {"DepositId": "cheques", "Lines": [named]})
    assert (deposit.status, deposit.json["Total"], deposit.json["DepositType"]) == (201, 118, "cheques")
    blocked = shop.caspit.ask("POST", f"CancelDocument/{shown['DocumentId']}")
    assert (blocked.status, "cannot be cancelled" in blocked.text) == (400, True)
    bounced = ext(shop.caspit, "POST", f"cheques/{named['CaspitKupaLineId']}/bounce", {"BankCharge": 10})
    assert (bounced.status, owed(shop) - before) == (201, 118)
    seen = again(shop, sale)
    assert (seen["Status"], [str(each["Amount"]) for each in seen["CHTenders"]], seen["Total"]) == (
        1, ["118.0000"], 118,
    )  # fmt: skip
    assert seen["Customer"]["BalanceDoe"] == owed(shop)


def test_cancelling_one_document_of_a_sale_and_then_the_other(shop: Tongues) -> None:
    new, before, stock = New(shop), owed(shop), shop.on_hand()
    sale = shop.sell(line(LAMP, 2, 118), Customer=ADA, CashTenders=cash(100))
    invoice, receipt = new.documents

    def cancel(document: dict[str, Any]) -> tuple[int, int, int]:
        """Status of the header, of its line, of its payment."""
        assert shop.caspit.ask("POST", f"CancelDocument/{document['DocumentId']}").status == 200
        seen = again(shop, sale)
        assert (str(seen["Total"]), str(seen["Tax"]), seen["TransactionNo"]) == (
            "236.0000", "36.0000", sale["TransactionNo"],
        )  # fmt: skip
        return seen["Status"], seen["ItemEntries"][0]["Status"], seen["CashTenders"][0]["Status"]

    assert cancel(receipt) == (1, 1, 0)
    assert owed(shop) - before == 236
    assert cancel(invoice) == (0, 0, 0)
    assert (owed(shop), shop.on_hand()) == (before, stock)
    assert {each["Status"] for each in new.documents} == {3}


@pytest.mark.parametrize("first", ["the desk", "the till"])
def test_never_more_comes_back_than_was_sold(shop: Tongues, first: str) -> None:
    """Three lamps on account: two credited and one returned, or two returned and one credited; no fourth by either."""
    new, before, stock = New(shop), owed(shop), shop.on_hand()
    sale = shop.sell(line(LAMP, 3, 118), Customer=ADA)
    (invoice,) = new.documents

    def credit(quantity: int) -> int:
        key = f"credit-{quantity}-{len(shop.caspit_documents())}"
        lines = [{"ProductId": "lamp", "UnitPrice": 100, "Qty": quantity}]
        body = {"DocumentId": key, "TrxTypeId": 9, "TrxCodeNumber": 3, "CustomerId": "c1", "DocumentLines": lines,
                "RelatedDocuments": [{"DocumentId": invoice["DocumentId"]}]}  # fmt: skip
        assert shop.caspit.ask("POST", "Documents", body).status == 201
        return shop.caspit.print(key).status

    def take_back(quantity: int) -> int:
        body = {"TransactionType": 0, "Register": {"Code": "21"}, "Customer": ADA,
                "ItemEntries": [back(sale, 0, -quantity)]}  # fmt: skip
        return shop.rnet.ask("POST", "/v1/transactions", body).status

    one, other = (credit, take_back) if first == "the desk" else (take_back, credit)
    assert [one(2), other(2), other(1), one(1), other(1)] == [200, 400, 200, 400, 400]
    assert str(again(shop, sale)["ItemEntries"][0]["QtyReturn"]) == "3.000"
    assert (owed(shop), shop.on_hand()) == (before, stock)


def test_a_paying_customer_on_the_card(shop: Tongues) -> None:
    """What Ada takes is charged to whoever pays for her, in every tongue."""
    assert shop.caspit.contact("payer").status == 201
    assert ext(shop.caspit, "PUT", "contacts/c1/payer", {"ContactId": "payer"}).status == 200
    new, before = New(shop), owed(shop)
    sale = shop.sell(line(LAMP, 1, 118), Customer=ADA)
    (shown,) = new.documents
    assert (shown["CustomerId"], sale["Customer"]["FirstName"], str(sale["Customer"]["BalanceDoe"])) == (
        "payer", "לקוח payer", "118.0000",
    )  # fmt: skip
    assert (owed(shop), shop.caspit.balance("payer")) == (before, -118)
    (there,) = [each for each in shop.icash_documents().values() if each["DocumentContragentID"] not in {0, 1}]
    assert there["DocumentTotalPrice"] == "118.00"
    assert ext(shop.caspit, "PUT", "contacts/c1/payer", {"ContactId": None}).status == 200


def test_what_was_sold_in_dollars_is_shown_in_the_books_currency(shop: Tongues) -> None:
    lines = [{"ProductName": "x", "UnitPrice": 100, "Qty": 2, "CurrencySymbol": "$", "Rate": "3.5"}]
    money = [{"PaymentTypeId": 1, "Payment": 236, "CurrencySymbol": "$", "Rate": "3.5"}]
    shop.issue("usd", 7, CustomerId="c1", DocumentLines=lines, ReceiptCurrencySymbol="$", ReceiptRate="3.5",
               ReceiptLines=money)  # fmt: skip
    shown = max(
        (each for each in shop.transactions().values() if each["TransactionNo"].startswith("998-")),
        key=lambda each: int(each["TransactionNo"][4:]),
    )
    assert [str(shown[name]) for name in ("Total", "Tax", "TotalBeforeTax")] == ["826.0000", "126.0000", "700.0000"]
    assert [str(each["Amount"]) for each in shown["CashTenders"]] == ["826.0000"]
    check(shown, gross=False, paid=True)
