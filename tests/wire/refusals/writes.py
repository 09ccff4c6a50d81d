"""Every call that takes a body: where it goes, its model, and a body of it that nothing is wrong with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from pinkas.actions.standing_orders.schedule import run_due
from pinkas.dialects.caspit import authority_token, wire, wire_cards, wire_debits, wire_expenses
from pinkas.dialects.caspit.extensions import (
    allocations,
    business,
    card_gateway,
    cash,
    charges,
    cheques,
    classes,
    closings,
    deposits,
    differences,
    first_numbers,
    journal_files,
    mail_texts,
    operation_papers,
    payers,
    product_cards,
    rates,
    shop_parts,
    signature,
    stock,
    tax_authority,
    vat,
    vouchers,
)
from pinkas.dialects.caspit.fields import Wire
from pinkas.testing.authority import Authority
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import PASSWORD, USER, Reply, Shop
from tests.wire.ext.asking import ext
from tests.wire.ext.authority_shop import HELD, join, open_numbered, sell


@dataclass(frozen=True)
class Write:
    """One call; `{cheque}` and `{charge}` in its target stand for those of `books`.

    An optional body may be missing. What is not `keyed` does the same each time and reads no Idempotency-Key.
    """

    verb: str
    pattern: str
    target: str
    model: type[Wire]
    sound: dict[str, Any]
    optional: bool = False
    bare_list: bool = False
    keyed: bool = True
    #: The longest body that is read, bytes.
    largest: int = 2 << 20


_SHELF = [{"ProductName": "מדף", "UnitPrice": 10, "Qty": 1}]
_SALE = {"TrxTypeId": 7, "TrxCodeNumber": 3}
_GOODS = {"Name": "מדף", "CatalogNumber": "A-1", "SalePrice1": 10}
_SIDES = [{"Account": "bank", "Debit": 10}, {"Account": "equity", "Credit": 10}]
_MAIL = {"Subject": "מסמך", "Body": "שלום", "To": "dana@example.com"}
_MONTHLY = {"ContactId": "c", "StartDate": "2026-09-01", "TrxTypeId": 1, "TrxCodeNumber": 3}
_RATE = {"Date": "2026-08-01", "CurrencyCode": "USD", "Rate": 3.5}

WRITES: dict[str, Write] = {
    "a token": Write(
        "POST", "token", "api/v1/Token", wire.CaspitTokenRequest, {"UserName": "clerk", "Password": PASSWORD},
        keyed=False,
    ),
    "a new contact": Write(
        "POST", "contacts", "api/v1/Contacts", wire.CaspitContact, {"ContactId": "fresh", "BusinessName": "לקוח"},
    ),
    "a changed contact": Write(
        "PUT", "contacts/{id}", "api/v1/Contacts/c", wire.CaspitContact, {"BusinessName": "לקוח"},
    ),
    "a new document": Write(
        "POST", "documents", "api/v1/Documents", wire.CaspitDocument,
        {
            "DocumentId": "fresh", **_SALE, "DocumentLines": _SHELF,
            "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 11.8}],
        },
    ),
    "a changed draft": Write(
        "PUT", "documents", "api/v1/Documents", wire.CaspitDocument,
        {"DocumentId": "both", **_SALE, "DocumentLines": [{"UnitPrice": 10}]},
    ),
    "a mail": Write(
        "POST", "emaildocument/{id}", "api/v1/EmailDocument/inv", wire.EmailDetails, _MAIL, optional=True,
    ),
    "a mail by verb": Write(
        "EMAIL", "documents/{id}", "api/v1/Documents/inv", wire.EmailDetails, _MAIL, optional=True,
    ),
    "a new product": Write(
        "POST", "products", "api/v1/Products", wire.CaspitProduct, {"ProductId": "fresh", **_GOODS},
    ),
    "a changed product": Write("PUT", "products/{id}", "api/v1/Products/p", wire.CaspitProduct, _GOODS),
    "a registration": Write(
        "PUT", "registration", "ext/v1/registration", business.DatedRegistration,
        {"ValidFrom": "2026-09-01", "Registration": "company"},
    ),
    "a card": Write(
        "POST", "creditcard", "api/v1/CreditCard", wire_cards.CaspitCreditCard,
        {"CCNumber": "4580000000000000", "CCExpDate": "1230", "CVV": "123", "ContactId": "c"},
    ),
    "a charge": Write(
        "POST", "chargecreditcard", "api/v1/ChargeCreditCard", wire_cards.CaspitCreditCharge,
        {"CCNumber": "4580000000000000", "CCExpDate": "1230", "Amount": 10},
    ),
    "a card gateway": Write(
        "PUT", "card-gateway", "ext/v1/card-gateway", card_gateway.CardGateway, {"Gateway": "sandbox", "User": "a"},
    ),
    "a settled charge": Write(
        "POST", "charges/{id}/settle", "ext/v1/charges/{charge}/settle", charges.ChargeFound,
        {"State": "approved", "ReferenceNumber": "77-1", "Details": "x"},
    ),
    "a number by hand": Write(
        "POST", "allocations/{id}", "ext/v1/allocations/numbered", allocations.GivenNumber,
        {"AllocationNumber": "123456789"},
    ),
    "the tax authority": Write(
        "PUT", "tax-authority", "ext/v1/tax-authority", tax_authority.TaxAuthority,
        {"UserName": "רות", "UserId": 123456782, "SoftwareNumber": 7},
    ),
    "the authority's token": Write(
        "POST", "openapitoken", "api/v1/OpenAPIToken", authority_token.OpenAPIToken,
        {"AccessToken": "abc", "AccessTokenValidDate": "2026-08-04T12:10:01", "RefreshToken": "def"},
    ),
    "terms": Write("PUT", "terms", "ext/v1/terms", business.DefaultTerms, {"PaymentTerms": 4, "PaymentTermsDays": 9}),
    "how files are written": Write(
        "PUT", "hashavshevet-settings", "ext/v1/hashavshevet-settings", journal_files.HashavshevetSettings,
        {"Hebrew": "visual", "Types": [{"Name": "receipt", "Code": "kb"}]},
    ),
    "a class": Write(
        "PUT", "trx-codes/{number}", "ext/v1/trx-codes/777", classes.OwnTrxCode,
        {"TrxCode": "ייעוץ", "TrxCodeType": 1, "VatClass": "standard"},
    ),
    "a first number": Write(
        "PUT", "first-numbers", "ext/v1/first-numbers", first_numbers.FirstNumber,
        {"TrxTypeId": 16, "DocumentNumberBranch": 7, "Number": 500},
    ),
    "a payer": Write("PUT", "contacts/{id}/payer", "ext/v1/contacts/c/payer", payers.Payer, {"ContactId": "d"}),
    "a product's card": Write(
        "PUT", "products/{id}/card", "ext/v1/products/p/card", product_cards.ProductCard,
        {
            "InventoryNumber": "0007", "TaxGroup": "standard", "Department": "", "ErpCode": "E",
            "StorePrices": [{"Store": "1", "SalePrice": 5}], "Pictures": [{"Number": 1, "Picture": "cGljdHVyZQ=="}],
        },
    ),
    "a mail's text": Write(
        "PUT", "mail-texts/{trxTypeId}/{lan}", "ext/v1/mail-texts/1/0", mail_texts.MailTextBody,
        {"Subject": "מסמך", "Body": "שלום"},
    ),
    "rates": Write(
        "POST", "exchange-rates", "ext/v1/exchange-rates", rates.SentRates, {"Rates": [_RATE]},
        bare_list=True,
    ),
    "an entry": Write(
        "POST", "entries", "ext/v1/entries", vouchers.Entry,
        {"EntryId": "fresh", "Date": "2026-08-01", "Details": "שכירות", "Reference": "7", "Lines": _SIDES},
    ),
    "a reversal": Write(
        "POST", "entries/{id}/reverse", "ext/v1/entries/e/reverse", vouchers.Reversal, {"Date": "2026-08-02"},
        optional=True,
    ),
    "opening balances": Write(
        "POST", "opening-balances", "ext/v1/opening-balances", vouchers.OpeningBalances,
        {"EntryId": "fresh-opening", "Lines": [{"Account": "bank", "Amount": 10}]},
    ),
    "cash": Write(
        "POST", "cash", "ext/v1/cash", cash.CashMovement, {"CashId": "fresh-cash", "Kind": "in", "Amount": 10},
    ),
    "an operation's document": Write(
        "POST", "operations/{id}/document", "ext/v1/operations/1/document", operation_papers.OperationPaper,
        {"Type": "INVOICE", "CustomerId": "c", "Advances": [{"DocumentSerial": 1, "Amount": 10}]},
    ),
    "a deposit": Write(
        "POST", "deposits", "ext/v1/deposits", deposits.Deposit,
        {"DepositId": "fresh-deposit", "Date": "2026-08-04", "Lines": [{"CaspitKupaLineId": "{cheque}"}]},
    ),
    "VAT periods": Write(
        "PUT", "vat-settings", "ext/v1/vat-settings", vat.VatSettings, {"Months": 2, "ValidFrom": "2027-01-01"},
    ),
    "a bounced cheque": Write(
        "POST", "cheques/{id}/bounce", "ext/v1/cheques/{cheque}/bounce", cheques.Bounce,
        {"Date": "2026-08-04", "BankCharge": 10}, optional=True,
    ),
    "a standing order": Write(
        "POST", "preauthorizeddebits", "api/v1/PreAuthorizedDebits", wire_debits.CaspitPreAuthorizedDebit,
        {"PreAuthorizedDebitId": "fresh-debit", **_MONTHLY, "DocumentLines": _SHELF},
    ),
    "a changed standing order": Write(
        "PUT", "preauthorizeddebits/{id}", "api/v1/PreAuthorizedDebits/debit", wire_debits.CaspitPreAuthorizedDebit,
        {**_MONTHLY, "DocumentLines": _SHELF},
    ),
    "an expense": Write(
        "POST", "expenses", "api/v1/Expenses", wire_expenses.CaspitExpense,
        {
            "ExpenseId": "fresh-expense", "Date": "2026-08-03", "TrxCodeNumber": 3100, "Total": 118,
            "Payments": [{"ExpensePaymentId": "fresh", "TotalPaid": 10}],
        },
        largest=5 << 20,
    ),
    "an expense's reversal": Write(
        "POST", "expenses/{id}/reverse", "ext/v1/expenses/posted/reverse", vouchers.Reversal, {"Date": "2026-08-04"},
        optional=True,
    ),
    "a difference": Write(
        "POST", "differences", "ext/v1/differences", differences.Difference,
        {"DifferenceId": "fresh-difference", "DocumentId": "inv", "Kind": "rounding", "Amount": 0.01},
    ),
    "a signature": Write(
        "PUT", "signature", "ext/v1/signature", signature.SignatureBody, {"TaxOfficeNotifiedOn": "2026-01-15"},
    ),
    "stock": Write(
        "POST", "stock", "ext/v1/stock", stock.StockMovement,
        {"StockId": "fresh-stock", "ProductId": "p", "Kind": "in", "Quantity": 1},
    ),
    "a store": Write(
        "PUT", "stores/{key}", "ext/v1/stores/3", shop_parts.ShopStore, {"Name": "הרצל 5", "FirstNumber": "1000000001"},
    ),
    "a till": Write(
        "PUT", "tills/{key}", "ext/v1/tills/21", shop_parts.ShopTill, {"Store": "1", "Name": "קופה", "Hardware": True},
    ),
    "one of the staff": Write(
        "PUT", "staff/{key}", "ext/v1/staff/12", shop_parts.ShopStaff, {"UserName": "dana", "Login": "clerk"},
    ),
    "a department": Write(
        "PUT", "departments/{key}", "ext/v1/departments/7", shop_parts.ShopDepartment,
        {"Name": "ירקות", "TrxCodeNumber": 3},
    ),
    "a club": Write("PUT", "clubs/{key}", "ext/v1/clubs/1", shop_parts.ShopClub, {"Name": "חברים"}),
    "a price list": Write(
        "PUT", "price-lists/{key}", "ext/v1/price-lists/2", shop_parts.ShopPriceList, {"Name": "סיטונאי"},
    ),
    "a means of payment": Write(
        "PUT", "tenders/{key}", "ext/v1/tenders/100", shop_parts.ShopTender, {"Name": "Gift", "Type": "voucher"},
    ),
    "a bank account": Write(
        "PUT", "bank-accounts/{key}", "ext/v1/bank-accounts/main", shop_parts.ShopBankAccount,
        {"BankName": "БНБ", "Iban": "BG80BNBG96611020345678", "Currency": "EUR"},
    ),
    "a closing": Write(
        "POST", "closings", "ext/v1/closings", closings.Closing, {"ClosingId": "fresh-closing", "Store": "1"},
    ),
}  # fmt: skip

#: Deeds on the record that the path names; whatever body comes with them is not looked at.
BODILESS = {
    ("DELETE", "contacts/{id}"),
    ("DELETE", "products/{id}"),
    ("DELETE", "expenses/{id}"),
    ("POST", "expenses/{id}/post"),
    ("DELETE", "mail-texts/{trxTypeId}/{lan}"),
    ("POST", "printdocument/{id}"),
    ("PRINT", "documents/{id}"),
    ("POST", "canceldocument/{id}"),
    *(("POST", f"allocations/{{id}}/{deed}") for deed in ("ask", "continue", "cancel", "reverse-charge", "object")),
    ("POST", "periods/{id}/{deed}"),
    ("POST", "deposits/{id}/cancel"),
    ("POST", "papers/{id}/cancel"),
    ("POST", "vat-periods/{id}/file"),
    ("POST", "charges/{id}/look-up"),
    ("POST", "card-pages/{id}/notify"),
    # Its body leads to a gateway: tests/connectors/cards.
    ("POST", "card-pages"),
    ("DELETE", "preauthorizeddebits/{id}"),
    ("POST", "debits/{id}/runs/{occurrence}/retry"),
    ("POST", "generatedeferredpaymentsinvoices"),
}

#: One sound target for each of these, done in this order after all WRITES, and one for which its key does not stand.
DEEDS: dict[tuple[str, str], tuple[str, str]] = {
    **{
        ("POST", f"allocations/{{id}}/{deed}"): (f"ext/v1/allocations/{deed}/{deed}", f"ext/v1/allocations/inv/{deed}")
        for deed in ("ask", "continue", "cancel", "reverse-charge", "object")
    },
    ("POST", "charges/{id}/look-up"): ("ext/v1/charges/{lost}/look-up", "ext/v1/charges/other/look-up"),
    ("POST", "generatedeferredpaymentsinvoices"): (
        "api/v1/GenerateDeferredPaymentsInvoices",
        "api/v1/GenerateDeferredPaymentsInvoices?endDate=2026-08-01",
    ),
    ("DELETE", "contacts/{id}"): ("api/v1/Contacts/gone", "api/v1/Contacts/d"),
    ("DELETE", "preauthorizeddebits/{id}"): ("api/v1/PreAuthorizedDebits/gone", "api/v1/PreAuthorizedDebits/debit"),
    ("POST", "debits/{id}/runs/{occurrence}/retry"): (
        "ext/v1/debits/unmailed/runs/1/retry",
        "ext/v1/debits/late/runs/1/retry",
    ),
    ("DELETE", "expenses/{id}"): ("ext/v1/expenses/gone", "ext/v1/expenses/planned"),
    ("POST", "expenses/{id}/post"): ("ext/v1/expenses/planned/post", "ext/v1/expenses/posted/post"),
    ("DELETE", "products/{id}"): ("api/v1/Products/gone", "api/v1/Products/p"),
    ("DELETE", "mail-texts/{trxTypeId}/{lan}"): ("ext/v1/mail-texts/1/0", "ext/v1/mail-texts/1/1"),
    ("POST", "printdocument/{id}"): ("api/v1/PrintDocument/draft", "api/v1/PrintDocument/mistake"),
    ("PRINT", "documents/{id}"): ("api/v1/Documents/mistake", "api/v1/Documents/draft"),
    ("POST", "canceldocument/{id}"): ("api/v1/CancelDocument/mistake", "api/v1/CancelDocument/draft"),
    ("POST", "papers/{id}/cancel"): ("ext/v1/papers/spare/cancel", "ext/v1/papers/draft/cancel"),
    ("POST", "periods/{id}/{deed}"): ("ext/v1/periods/2026-01/close", "ext/v1/periods/2026-02/close"),
    ("POST", "deposits/{id}/cancel"): ("ext/v1/deposits/gone/cancel", "ext/v1/deposits/kept/cancel"),
    ("POST", "vat-periods/{id}/file"): ("ext/v1/vat-periods/2026-01/file", "ext/v1/vat-periods/2026-02/file"),
}

#: What no answer may tell.
LEAKS = ("Traceback", ".py", "select ", "insert ", "asyncpg", "psycopg", 'relation "', "constraint")


@dataclass
class Books:
    """A business with one record of each sort, and somebody who may do everything."""

    shop: Shop
    cheque: str
    #: Two charges of unknown outcome: one to settle and one to look up, in whatever order that is done.
    charge: str
    lost: str

    def ask(self, verb: str, target: str, body: bytes | None = None, **headers: str) -> Reply:
        """One call, its target without the first slash."""
        fields = {"Caspit-Token": self.shop.token, **({} if body is None else {"Content-Type": "application/json"})}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        filled = f"/{target}".replace("{cheque}", self.cheque).replace("{charge}", self.charge)
        filled = filled.replace("{lost}", self.lost)
        return self.shop.send(verb, filled, (body or b"").replace(b"{cheque}", self.cheque.encode()), fields)

    def write(self, write: Write, body: bytes, **headers: str) -> Reply:
        return self.ask(write.verb, write.target, body, **headers)


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    """The tax authority's stand-in, which holds what is asked for the dealer of `HELD`."""
    with Authority() as open_authority:
        open_authority.holds.add(int(HELD))
        open_authority.take("abc")
        yield open_authority


@pytest.fixture(scope="module")
def books(house: House, authority: Authority) -> Iterator[Books]:
    """The records that the writes and readings name."""
    house.add_user(USER, PASSWORD, operator=True)
    shop = open_numbered(house)
    house.add_user("clerk", PASSWORD, shop.business)
    for key in ("c", "d", "gone"):
        shop.contact(key)
    for key in ("p", "gone"):
        shop.ask("POST", "Products", {"ProductId": key, **_GOODS})
    for key in ("posted", "planned", "gone"):
        expense = {"ExpenseId": key, "Date": "2026-08-03", "TrxCodeNumber": 3100, "Total": 118}
        assert shop.ask("POST", "Expenses", expense).status == 201
    assert ext(shop, "POST", "expenses/posted/post").status == 200
    for key in ("draft", "mistake", "spare"):
        shop.invoice(key, CustomerId="c")
    shop.invoice("both", TrxTypeId=7)
    shop.invoice("numbered", CustomerOsekMorshe="513579243")
    assert shop.print("numbered").status == 200
    for key in ("inv", "paid"):
        shop.invoice(key, CustomerId="c")
        assert shop.print(key).status == 200
    cheque = [{"PaymentTypeId": 2, "Payment": 5, "CheckNumber": "1", "AccountNumber": "2", "BankId": 12}]
    shop.receipt("rec", ReceiptLines=cheque, CustomerId="c", RelatedDocuments=[{"DocumentId": "paid"}])
    assert shop.print("rec").status == 200
    coins = [{"PaymentTypeId": 1, "Payment": 3}, {"PaymentTypeId": 1, "Payment": 4}]
    shop.receipt("coins", ReceiptLines=coins, CustomerId="c")
    assert shop.print("coins").status == 200
    for key, line in zip(("gone", "kept"), shop.get("Kupa").json["Results"][1:], strict=True):
        said = {"DepositId": key, "Lines": [{"CaspitKupaLineId": line["CaspitKupaLineId"]}]}
        assert ext(shop, "POST", "deposits", said).status == 201
    assert ext(shop, "POST", "entries", {"EntryId": "e", "Date": "2026-08-01", "Lines": _SIDES}).status == 201
    for key in ("debit", "gone"):
        shop.ask("POST", "PreAuthorizedDebits", {"PreAuthorizedDebitId": key, **_MONTHLY, "Amount": 118})
    for key in ("unmailed", "late"):  # due today, and there is no address to mail to
        due = {**_MONTHLY, "Amount": 118, "StartDate": "2026-08-04", "SendByEmail": True}
        shop.ask("POST", "PreAuthorizedDebits", {"PreAuthorizedDebitId": key, **due})
    house.run(run_due(house.desk))
    lost = {"CCNumber": "4580000000005041", "CCExpDate": "1230", "Amount": 10}
    assert [shop.ask("POST", "ChargeCreditCard", lost).status for _ in range(2)] == [502, 502]
    charge, other = (row["ChargeId"] for row in ext(shop, "GET", "charges").json["Results"])
    # The law wants a number for `ask`, and nobody asks yet; the others are held.
    assert sell(shop, "ask", 9000).status == 200
    join(shop, authority)
    with pytest.MonkeyPatch.context() as patient:  # a busy machine answers late, and then they would be in doubt
        patient.setattr("pinkas.actions.allocation.asking.AT_ONCE_S", 60.0)
        for key in ("continue", "cancel", "reverse-charge", "object"):
            assert sell(shop, key, 9000, HELD).status == 200
    yield Books(shop, shop.get("Kupa").json["Results"][0]["CaspitKupaLineId"], charge, other)
    shop.close()


def refused(reply: Reply, member: str | None, said: str) -> None:
    """A 4xx in the wire's own shape, naming the field when it is about one, and telling nothing of our insides."""
    assert 400 <= reply.status < 500, f"{said}: {reply.status} {reply.text[:300]}"
    for leak in LEAKS:
        assert leak not in reply.text, f"{said}: {reply.text[:300]}"
    if reply.headers["content-type"].startswith("text/plain"):
        assert reply.text.strip(), said
        return
    answer = reply.json
    assert answer["Message"], said
    if member is not None:
        state = answer.get("ModelState", {})
        assert any(path.rpartition(".")[2].partition("[")[0] == member for path in state), f"{said}: {reply.text[:300]}"
