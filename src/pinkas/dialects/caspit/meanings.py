"""What members mean and what their numbers stand for, for the reference (dossier sections 7 and 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pinkas.dialects.caspit.names import KIND_OF_TRX_TYPE, SYMBOLS, TENDER_OF_PAYMENT_TYPE

_PAYMENTS: Final = {number: tender.replace("-", " ") for number, tender in TENDER_OF_PAYMENT_TYPE.items()}

#: Numbers of enumerations, by member, or by model and member where they differ.
CHOICES: Final[Mapping[str, Mapping[int, str]]] = {
    "TrxTypeId": {number: kind.replace("_", " ") for number, kind in KIND_OF_TRX_TYPE.items()},
    "PaymentTypeId": _PAYMENTS,
    "PreferredPaymentTypeId": {0: "none", **_PAYMENTS},
    "ContactType": {0: "customer", 1: "supplier", 2: "both"},
    "TrxCodeType": {1: "income", 2: "receipts", 3: "expenses"},
    "PaymentTerms": {
        0: "the business's", 1: "immediate", 2: "end of month", 3: "end of month plus days", 4: "days",
    },
    "DocumentRelation": {1: "the source of this document", 2: "came after this document"},
    "DocumentSource": {3: "created by API"},
    "CreditType": {1: "one payment", 6: "credit", 8: "instalments"},
    "CaspitDocument.Status": {0: "draft", 2: "printed, final", 3: "cancelled"},
    "CaspitExpense.Status": {0: "temporary store", 2: "permanent store"},
    "CaspitExpense.Flag": {0: "none", 11: "blocks the move to the permanent store"},
}  # fmt: skip

_CURRENCIES: Final = ", ".join(SYMBOLS)

#: Members in words, by model; under "*" those that mean the same everywhere.
MEMBERS: Final[Mapping[str, Mapping[str, str]]] = {
    "*": {
        "DateCreated": "When it was first written, local time; the server's.",
        "UserCreated": "Who wrote it first; the server's.",
        "DateUpdated": "When it was last written, local time; the server's.",
        "UserUpdated": "Who wrote it last; the server's.",
        "ContactId": "The contact's key, chosen by the caller.",
        "CustomerId": "The ContactId of the customer.",
        "DocumentId": "The document's key, chosen by the caller; made by the server when empty.",
        "OsekMorshe": "Tax number, as text: zeros in front count.",
        "CurrencySymbol": f"One of {_CURRENCIES}.",
        "TrxCodeNumber": "The class it is booked under.",
        "AllocationNumber": "The tax authority's allocation number; its last nine digits are what people quote.",
    },
}
