"""The kinds of document a sheet can be, as data: what it is called and which parts it has.

A new kind is a new member and a new row. What a kind does in the books is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

from pinkas.books.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where the papers are those of Israel's law; elsewhere they name supplier, recipient and date of the tax event.
HOME: Final = "IL"


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
    DEBIT_NOTE = "debit_note"
    ADVANCE_INVOICE = "advance_invoice"
    TILL_RECEIPT = "till_receipt"
    TILL_RETURN = "till_return"


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
SourceWord = Literal["source", "source_credited", "source_debited"]
PaysWord = Literal["pays", "pays_refunded"]
SettledWord = Literal["settled", "refunded"]
ReasonWord = Literal["reason", "reason_credited", "reason_debited", "reason_refunded"]
RemarkWord = Literal["remark_no_deduction"]
FiscalWord = Literal["sale", "payment"]
SignWord = Literal["receiver_name", "receiver_signature", "approval_signature", "approval_date"]


@dataclass(frozen=True, slots=True)
class KindRow:
    """How a kind looks: its titles, whom it addresses, its tables, and the words that differ from kind to kind.

    A kind without a word for `due` shows no such date. One that claims no VAT shows its goods before VAT, and
    without prices when it was given none. `signs` are the lines that the other side fills in by hand. `fiscal` is what
    a fiscal device would have recorded by it; `countries` are those whose businesses hand it out, None where all do.
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
    fiscal: FiscalWord | None = None
    countries: frozenset[str] | None = None
    signs: tuple[SignWord, ...] = ()


def _titles(hebrew: str, english: str, bulgarian: str, albanian: str) -> dict[Language, str]:
    return {"he": hebrew, "en": english, "bg": bulgarian, "sq": albanian}


_ABROAD: Final = frozenset({"BG", "AL"})

KINDS: Mapping[SheetKind, KindRow] = {
    SheetKind.TAX_INVOICE: KindRow(
        _titles("חשבונית מס", "Tax Invoice", "Фактура", "Faturë"),
        "party_to",
        has_lines=True,
        has_tenders=False,
        total="total_to_pay",
        due="due_date",
        fiscal="sale",
    ),
    SheetKind.RECEIPT: KindRow(
        _titles("קבלה", "Receipt", "Разписка за получена сума", "Dëftesë arkëtimi"),
        "party_received_from",
        has_lines=False,
        has_tenders=True,
        fiscal="payment",
    ),
    SheetKind.INVOICE_RECEIPT: KindRow(
        _titles("חשבונית מס / קבלה", "Tax Invoice / Receipt", "Фактура", "Faturë"),
        "party_to",
        has_lines=True,
        has_tenders=True,
        due="due_date",
        fiscal="sale",
    ),
    SheetKind.PROFORMA: KindRow(
        _titles("חשבונית עסקה", "Proforma Invoice", "Проформа фактура", "Faturë proforma"),
        "party_to",
        has_lines=True,
        has_tenders=False,
        total="total_to_pay",
        due="due_date",
        allocation="approval_number",
        remark="remark_no_deduction",
    ),
    SheetKind.CREDIT_INVOICE: KindRow(
        _titles("חשבונית זיכוי", "Credit Invoice", "Кредитно известие", "Notë krediti"),
        "party_credited",
        has_lines=True,
        has_tenders=False,
        total="total_credit",
        source="source_credited",
        reason="reason_credited",
        fiscal="sale",
    ),
    SheetKind.REFUND: KindRow(
        _titles("תעודת החזר", "Refund", "Разписка за върната сума", "Dëftesë rimbursimi"),
        "party_paid_to",
        has_lines=False,
        has_tenders=True,
        paid="total_refunded",
        pays="pays_refunded",
        settled="refunded",
        reason="reason_refunded",
        fiscal="payment",
    ),
    SheetKind.DELIVERY_NOTE: KindRow(
        _titles("תעודת משלוח", "Delivery Note", "Стокова разписка", "Fletëdërgesë"),
        "party_delivered_to",
        has_lines=True,
        has_tenders=False,
        claims_vat=False,
        signs=("receiver_name", "receiver_signature"),
    ),
    SheetKind.QUOTE: KindRow(
        _titles("הצעת מחיר", "Quote", "Оферта", "Ofertë"),
        "party_quoted",
        has_lines=True,
        has_tenders=False,
        due="valid_until",
        signs=("approval_signature", "approval_date"),
    ),
    SheetKind.DONATION_RECEIPT: KindRow(
        _titles("קבלה לתרומה", "Donation Receipt", "Разписка за дарение", "Dëftesë dhurimi"),
        "party_donor",
        has_lines=False,
        has_tenders=True,
        paid="total_donated",
        party_number="party_id_number",
        is_donation=True,
        countries=frozenset({HOME}),
    ),
    SheetKind.DEBIT_NOTE: KindRow(
        _titles("הודעת חיוב", "Debit Note", "Дебитно известие", "Notë debiti"),
        "party_to",
        has_lines=True,
        has_tenders=False,
        total="total_to_pay",
        due="due_date",
        source="source_debited",
        reason="reason_debited",
        fiscal="sale",
    ),
    SheetKind.ADVANCE_INVOICE: KindRow(
        _titles("חשבונית מקדמה", "Advance Invoice", "Фактура за авансово плащане", "Faturë për parapagim"),
        "party_to",
        has_lines=True,
        has_tenders=False,
        total="total_to_pay",
        due="due_date",
        fiscal="sale",
    ),
    SheetKind.TILL_RECEIPT: KindRow(
        _titles("תעודת מכירה", "Sales Slip", "Бележка за продажба", "Dëftesë shitjeje"),
        "party_to",
        has_lines=True,
        has_tenders=True,
        fiscal="sale",
        countries=_ABROAD,
    ),
    SheetKind.TILL_RETURN: KindRow(
        _titles("תעודת החזרת סחורה", "Return Slip", "Бележка за върната стока", "Dëftesë kthimi malli"),
        "party_to",
        has_lines=True,
        has_tenders=True,
        paid="total_refunded",
        reason="reason_refunded",
        fiscal="sale",
        countries=_ABROAD,
    ),
}


def papers_of(country: str) -> frozenset[SheetKind]:
    """The kinds that businesses of a country hand out: no till receipts in Israel, gifts to charities only there."""
    return frozenset(kind for kind, row in KINDS.items() if row.countries is None or country in row.countries)
