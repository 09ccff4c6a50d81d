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


PartyWord = Literal["party_to", "party_received_from", "party_paid_to", "party_donor"]
TotalWord = Literal["total_to_pay", "total", "total_credit"]
PaidWord = Literal["total_received", "total_refunded", "total_donated"]


@dataclass(frozen=True, slots=True)
class KindRow:
    """How a kind looks: its titles, whom it addresses, its tables and the words of its two sums."""

    titles: Mapping[Language, str]
    party: PartyWord
    has_lines: bool
    has_tenders: bool
    total: TotalWord = "total"
    paid: PaidWord = "total_received"


def _titles(hebrew: str, english: str) -> dict[Language, str]:
    return {"he": hebrew, "en": english}


KINDS: Mapping[SheetKind, KindRow] = {
    SheetKind.TAX_INVOICE: KindRow(
        _titles("חשבונית מס", "Tax Invoice"), "party_to", has_lines=True, has_tenders=False, total="total_to_pay"
    ),
    SheetKind.RECEIPT: KindRow(_titles("קבלה", "Receipt"), "party_received_from", has_lines=False, has_tenders=True),
    SheetKind.INVOICE_RECEIPT: KindRow(
        _titles("חשבונית מס / קבלה", "Tax Invoice / Receipt"), "party_to", has_lines=True, has_tenders=True
    ),
    SheetKind.PROFORMA: KindRow(
        _titles("חשבונית עסקה", "Proforma Invoice"),
        "party_to",
        has_lines=True,
        has_tenders=False,
        total="total_to_pay",
    ),
    SheetKind.CREDIT_INVOICE: KindRow(
        _titles("חשבונית זיכוי", "Credit Invoice"),
        "party_to",
        has_lines=True,
        has_tenders=False,
        total="total_credit",
    ),
    SheetKind.REFUND: KindRow(
        _titles("תעודת החזר", "Refund"),
        "party_paid_to",
        has_lines=False,
        has_tenders=True,
        paid="total_refunded",
    ),
    SheetKind.DELIVERY_NOTE: KindRow(
        _titles("תעודת משלוח", "Delivery Note"), "party_to", has_lines=True, has_tenders=False
    ),
    SheetKind.QUOTE: KindRow(_titles("הצעת מחיר", "Quote"), "party_to", has_lines=True, has_tenders=False),
    SheetKind.DONATION_RECEIPT: KindRow(
        _titles("קבלה לתרומה", "Donation Receipt"),
        "party_donor",
        has_lines=False,
        has_tenders=True,
        paid="total_donated",
    ),
}
