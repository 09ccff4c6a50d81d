"""Bodies and errors as examples for the reference; the demo (`pinkas serve --demo`) takes the bodies as they are.

Those that must name something only their reader knows (a line of the till, a charge) name it in a way that is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from pinkas.dialects.caspit.binding import bind
from pinkas.dialects.caspit.call import JERUSALEM
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.xmlcodec import encode_xml

Json = dict[str, Any]

_NIL: Final = re.compile(rb'<\w+ i:nil="true"\s*/>')
_MONTHLY: Final = {"ProductName": "תחזוקה חודשית", "UnitPrice": 450, "Qty": 1}

#: By the model's name.
BODIES: Final[Mapping[str, Json]] = {
    "CaspitTokenRequest": {"UserName": "demo", "Password": "demodemo", "OsekMorsheNumber": "123456782"},
    "CaspitContact": {
        "ContactId": "example-1", "ContactType": 0, "BusinessName": "מאפיית השחר", "OsekMorshe": "514000009",
        "Name": "נועה פרץ", "Address1": "אלנבי 40", "City": "תל אביב-יפו", "Phone": "03-5550100",
        "Email": "noa@example.com", "PaymentTerms": 3, "PaymentTermsDays": 30,
    },
    "CaspitDocument": {
        "DocumentId": "example-1", "TrxTypeId": 7, "TrxCodeNumber": 3, "CustomerId": "5077",
        "CustomerBusinessName": 'נגריית אלון בע"מ', "CustomerEmail": "dana@example.com", "Comments": "תודה",
        "DocumentLines": [{"ProductName": "מדף אלון מלא", "UnitPrice": 250, "Qty": 4}],
        "ReceiptLines": [{"PaymentTypeId": 9, "PaymentDate": "2026-08-05", "Payment": 1180}],
    },
    "CaspitProduct": {
        "ProductId": "example-1", "Name": "שרפרף", "NameEnglish": "Stool", "CatalogNumber": "ST-1", "SalePrice1": 180,
        "ChargeVat": True, "Status": True, "UnitName": "יח'", "QtyInStock": 12,
    },
    "CaspitExpense": {
        "ExpenseId": "example-1", "Date": "2026-08-03", "TrxCodeNumber": 3100, "SupplierName": "כלי הצפון",
        "OsekMorshe": "510000003", "Details": "מברגים", "Reference": "4411", "Total": 118, "VatRate": 18,
        "Payments": [{"ExpensePaymentId": "example-1-1", "TotalPaid": 118, "PaymentMethodNumber": "9"}],
    },
    "EmailDetails": {"To": "dana@example.com", "Subject": "המסמך שלכם", "Body": "המסמך מצורף. תודה!"},
    "CaspitCreditCard": {"CCNumber": "4580000000000000", "CCExpDate": "1230", "CVV": "123", "ContactId": "5077"},
    "CaspitCreditCharge": {
        "CCNumber": "4580000000000000", "CCExpDate": "1230", "CVV": "123", "Amount": 118, "CurrencySymbol": "₪",
        "CreditType": 1, "NumPayments": 1,
    },
    "OpenAPIToken": {
        "AccessToken": "abc", "AccessTokenValidDate": "2026-08-04T12:10:01", "RefreshToken": "def",
        "RefreshTokenValidDate": "2026-11-02T12:00:01",
    },
    "CaspitPreAuthorizedDebit": {
        "PreAuthorizedDebitId": "example-1", "ContactId": "5077", "StartDate": "2027-01-01", "DayInMonth": 1,
        "Interval": 1, "TrxTypeId": 6, "TrxCodeNumber": 3, "DocumentLines": [_MONTHLY],
    },
    "ReportSource": {"report": "Stock", "parameterValues": {}},
    "DocumentRequest": {"format": "PDF", "useCache": True},
    "MailTextBody": {"Subject": "המסמך שלכם", "Body": "המסמך מצורף. תודה!"},
    "DatedRegistration": {"ValidFrom": "2027-01-01", "Registration": "company"},
    "DefaultTerms": {"PaymentTerms": 3, "PaymentTermsDays": 30},
    "OwnTrxCode": {"TrxCode": "ייעוץ", "TrxCodeType": 1, "VatClass": "standard"},
    "FirstNumber": {"TrxTypeId": 16, "DocumentNumberBranch": 7, "Number": 500},
    "Payer": {"ContactId": "cust-cafe"},
    "SentRates": {"Rates": [{"Date": "2026-08-03", "CurrencyCode": "USD", "Rate": 3.5}]},
    "Entry": {
        "EntryId": "example-entry", "Date": "2026-08-03", "Details": "הון בעלים",
        "Lines": [{"Account": "bank", "Debit": 1000}, {"Account": "equity", "Credit": 1000}],
    },
    "Reversal": {"Date": "2026-08-31"},
    "OpeningBalances": {
        "EntryId": "example-opening", "Date": "2026-01-01",
        "Lines": [{"Account": "bank", "Amount": 1000}, {"ContactId": "5077", "Amount": 250}],
    },
    "CashMovement": {"CashId": "example-cash", "Kind": "in", "Amount": 50, "Details": "עודף לקופה"},
    "Bounce": {"BankCharge": 15, "Details": "אין כיסוי"},
    "Deposit": {
        "DepositId": "example-deposit", "BankAccountName": "ראשי",
        "Lines": [{"CaspitKupaLineId": "a CaspitKupaLineId of GET Kupa"}],
    },
    "VatSettings": {"Months": 2, "ValidFrom": "2027-01-01"},
    "Difference": {
        "DifferenceId": "example-difference", "DocumentId": "demo-goods-1", "Kind": "rounding", "Amount": 0.01,
    },
    "ProductCard": {
        "InventoryNumber": "0080", "ModelNumber": "OAK-80", "ErpCode": "ERP-80", "ItemType": 0,
        "RegisterName": "מדף 80", "TaxGroup": "standard", "StorePrices": [{"Store": "1", "SalePrice": 240}],
    },
    "OperationPaper": {"Type": "INVOICE", "CustomerId": "5077", "PayTypeId": 4, "AcceptedBy": "Анна Клиентова"},
    "DeductedAdvance": {"DocumentSerial": 17, "Amount": 120},
    "StockMovement": {"StockId": "example-stock", "ProductId": "shelf", "Kind": "count", "Quantity": 58},
    "HashavshevetSettings": {"Hebrew": "visual", "Types": [{"Name": "receipt", "Code": "kb"}]},
    "CardGateway": {"Gateway": "sandbox", "User": "demo"},
    "CardPage": {"Operation": "token", "ContactId": "5077", "Language": "he"},
    "ChargeFound": {"State": "approved", "ReferenceNumber": "77-1", "Details": "הסולק אישר בטלפון"},
    "GivenNumber": {"AllocationNumber": "123456789"},
    "TaxAuthority": {"UserName": "רות", "UserId": 123456782, "SoftwareNumber": 7},
    "ShopStore": {"Name": "סניף חיפה", "Address": "הרצל 5", "City": "חיפה", "PriceListNum": 2},
    "ShopTill": {"Store": "3", "Name": "קופה ראשית", "Hardware": True, "FiscalDevice": "50123456"},
    "ShopStaff": {"UserName": "noam", "FirstName": "דנה", "LastName": "כהן", "Role": "user"},
    "ShopDepartment": {"Name": "ירקות", "TrxCodeNumber": 3},
    "ShopClub": {"Name": "מועדון לקוחות"},
    "ShopPriceList": {"Name": "סיטונאי"},
    "ShopTender": {"TenderNumber": 150, "Name": "Gift Card", "NameHebrew": "תו קנייה", "Type": "voucher"},
    "ShopBankAccount": {"BankName": "לאומי", "Iban": "IL620108000000099999999", "Currency": "ILS"},
    "Closing": {"ClosingId": "example-closing", "Store": "3"},
    "SignatureBody": {"Level": "secured", "TaxOfficeNotifiedOn": "2026-01-15"},
}  # fmt: skip

#: What goes wrong, by status: a text, or an object where members are told apart.
ERRORS: Final[Mapping[str, str | Json]] = {
    "400": {
        "Message": "The request is invalid.", "ModelState": {"doc.TrxTypeId": ["The TrxTypeId field is required."]},
    },
    "401": 'Invalid token. Could be timeout or non-extisting token: "9C41E07B"',
    "404": {"Message": "Contact cust-1007 was not found."},
    "409": {"Message": "The Idempotency-Key was used with another request."},
    "413": {"Message": "The request body is larger than 2097152 bytes."},
    "415": {"Message": "The request entity's media type 'application/pdf' is not supported for this resource."},
    "429": {"Message": "More than 600 requests a minute came with this token. Send it again in 12 seconds."},
    "500": {"Message": "An error has occurred. Log id: 12345"},
    "503": {"Message": "The server is too busy or its database is away; send it again."},
}  # fmt: skip


def in_xml(wire: type[Wire], body: Json) -> str:
    """An example body in XML: the members it says, and no others."""
    model = bind(wire, json.dumps(body).encode(), content_type="application/json", zone=JERUSALEM)
    return _NIL.sub(b"", encode_xml(model, zone=JERUSALEM)).decode()
