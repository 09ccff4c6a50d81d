"""What the numbers of closed sets stand for, for the reference (dossier sections 7 and 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pinkas.dialects.caspit.names import KIND_OF_TRX_TYPE, TENDER_OF_PAYMENT_TYPE, TERMS_OF_CODE

_PAYMENTS: Final = {number: tender.replace("-", " ") for number, tender in TENDER_OF_PAYMENT_TYPE.items()}
_TERMS: Final = {1: "immediate", 2: "end of month", 3: "end of month plus days", 4: "days"}
_TRX_TYPES: Final = {number: kind.replace("_", " ") for number, kind in KIND_OF_TRX_TYPE.items()}
_OF_PAYMENTS: Final = {0: "planned", 2: "posted", 3: "reversed"}

#: Numbers of enumerations, by member, or by model and member where they differ; a text holds its number as digits.
CHOICES: Final[Mapping[str, Mapping[int, str]]] = {
    "TrxTypeId": _TRX_TYPES,
    "CaspitPreAuthorizedDebit.TrxTypeId": {number: _TRX_TYPES[number] for number in (1, 6, 7)},
    "PaymentTypeId": _PAYMENTS,
    "PaymentMethodNumber": _PAYMENTS,
    "PreferredPaymentTypeId": {0: "none", **_PAYMENTS},
    "ContactType": {0: "customer", 1: "supplier", 2: "both"},
    "TrxCodeType": {1: "income", 2: "receipts", 3: "expenses"},
    "PaymentTerms": {0: "the business's", **_TERMS},
    "DefaultTerms.PaymentTerms": {number: _TERMS[number] for number in TERMS_OF_CODE},
    "DocumentRelation": {1: "the source of this document", 2: "came after this document"},
    "DocumentSource": {3: "created by API"},
    "CreditType": {1: "one payment", 6: "credit", 8: "instalments"},
    "CaspitDocument.Status": {0: "draft", 2: "printed, final", 3: "cancelled"},
    "CaspitExpense.Status": {0: "temporary store", 2: "permanent store", 3: "reversed"},
    "CaspitExpensePayment.Status": _OF_PAYMENTS,
    "CaspitExpensePaymentFull.Status": _OF_PAYMENTS,
    "CaspitExpense.Flag": {
        0: "none", **{mark: f"mark {mark}" for mark in range(1, 11)}, 11: "blocks the move to the permanent store",
    },
}  # fmt: skip


def choices_of(model: str, member: str) -> Mapping[int, str] | None:
    """What the numbers of a member stand for; None where they count or measure."""
    return CHOICES.get(f"{model}.{member}") or CHOICES.get(member)
