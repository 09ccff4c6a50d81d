"""The kinds of document a sheet can be, as data: what it is called and which parts it has.

A new kind is a new member and a new row. What a kind does in the books is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Language = Literal["he", "en"]


class SheetKind(StrEnum):
    """The documents a business hands out; the values are ours, no wire's."""

    TAX_INVOICE = "tax_invoice"
    RECEIPT = "receipt"
    INVOICE_RECEIPT = "invoice_receipt"
    PROFORMA = "proforma"
    CREDIT_INVOICE = "credit_invoice"
    REFUND = "refund"
    DELIVERY_NOTE = "delivery_note"
    QUOTE = "quote"
    DONATION_RECEIPT = "donation_receipt"


PartyWord = Literal[
    "party_to",
    "party_credited",
    "party_delivered_to",
    "party_quoted",
    "party_received_from",
    "party_paid_to",
    "party_donor",
]
PartyNumberWord = Literal["party_tax_number", "party_id_number"]
TotalWord = Literal["total_to_pay", "total", "total_credit"]
PaidWord = Literal["total_received", "total_refunded", "total_donated"]
DueWord = Literal["due_date", "valid_until"]
AllocationWord = Literal["allocation_number", "approval_number"]
SourceWord = Literal["source", "source_credited"]
PaysWord = Literal["pays", "pays_refunded"]
SettledWord = Literal["settled", "refunded"]
ReasonWord = Literal["reason", "reason_credited", "reason_refunded"]
RemarkWord = Literal["remark_no_deduction"]
SignWord = Literal["receiver_name", "receiver_signature", "approval_signature", "approval_date"]


@dataclass(frozen=True, slots=True)
class KindRow:
    """How a kind looks: its titles, whom it addresses, its tables, and the words that differ from kind to kind.

    A kind without a word for `due` shows no such date. One that claims no VAT shows its goods before VAT, and
    without prices when it was given none. `signs` are the lines that the other side fills in by hand.
    """

    titles: Mapping[Language, str]
    party: PartyWord
    has_lines: bool
    has_tenders: bool
    total: TotalWord = "total"
    paid: PaidWord = "total_received"
    party_number: PartyNumberWord = "party_tax_number"
    due: DueWord | None = None
    allocation: AllocationWord = "allocation_number"
    source: SourceWord = "source"
    pays: PaysWord = "pays"
    settled: SettledWord = "settled"
    reason: ReasonWord = "reason"
    remark: RemarkWord | None = None
    claims_vat: bool = True
    is_donation: bool = False
    signs: tuple[SignWord, ...] = ()


def _titles(hebrew: str, english: str) -> dict[Language, str]:
    return {"he": hebrew, "en": english}


KINDS: Mapping[SheetKind, KindRow] = {
    SheetKind.TAX_INVOICE: KindRow(
        _titles("חשבונית מס", "Tax Invoice"),
        "party_to",
        has_lines=True,
        has_tenders=False,
        total="total_to_pay",
        due="due_date",
    ),
    SheetKind.RECEIPT: KindRow(_titles("קבלה", "Receipt"), "party_received_from", has_lines=False, has_tenders=True),
    SheetKind.INVOICE_RECEIPT: KindRow(
        _titles("חשבונית מס / קבלה", "Tax Invoice / Receipt"),
        "party_to",
        has_lines=True,
        has_tenders=True,
        due="due_date",
    ),
    SheetKind.PROFORMA: KindRow(
        _titles("חשבונית עסקה", "Proforma Invoice"),
        "party_to",
        has_lines=True,
        has_tenders=False,
        total="total_to_pay",
        due="due_date",
        allocation="approval_number",
        remark="remark_no_deduction",
    ),
    SheetKind.CREDIT_INVOICE: KindRow(
        _titles("חשבונית זיכוי", "Credit Invoice"),
        "party_credited",
        has_lines=True,
        has_tenders=False,
        total="total_credit",
        source="source_credited",
        reason="reason_credited",
    ),
    SheetKind.REFUND: KindRow(
        _titles("תעודת החזר", "Refund"),
        "party_paid_to",
        has_lines=False,
        has_tenders=True,
        paid="total_refunded",
        pays="pays_refunded",
        settled="refunded",
        reason="reason_refunded",
    ),
    SheetKind.DELIVERY_NOTE: KindRow(
        _titles("תעודת משלוח", "Delivery Note"),
        "party_delivered_to",
        has_lines=True,
        has_tenders=False,
        claims_vat=False,
        signs=("receiver_name", "receiver_signature"),
    ),
    SheetKind.QUOTE: KindRow(
        _titles("הצעת מחיר", "Quote"),
        "party_quoted",
        has_lines=True,
        has_tenders=False,
        due="valid_until",
        signs=("approval_signature", "approval_date"),
    ),
    SheetKind.DONATION_RECEIPT: KindRow(
        _titles("קבלה לתרומה", "Donation Receipt"),
        "party_donor",
        has_lines=False,
        has_tenders=True,
        paid="total_donated",
        party_number="party_id_number",
        is_donation=True,
    ),
}
