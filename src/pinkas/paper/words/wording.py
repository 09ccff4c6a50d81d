"""What every language must have a word for; a label without a translation cannot exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinkas.paper.sheet import Registration, SheetState, TenderKind, VatSort


@dataclass(frozen=True, slots=True)
class Unfiscalised:
    """The plain sentence of a paper that no fiscal device or service knows of, on sales and on mere payments."""

    sale: str
    payment: str


@dataclass(frozen=True, slots=True)
class FiscalWords:
    """What the numbers a fiscal device or service gave are called."""

    device: str
    receipt: str
    sale_number: str
    issuer_code: str
    service_code: str
    scan: str


@dataclass(frozen=True, slots=True)
class Words:
    """Every label of a sheet in one language; a field without a translation cannot exist."""

    direction: Literal["rtl", "ltr"]
    states: Mapping[SheetState, str]
    cancelled: str
    computerised: str
    demo_signature: str
    registrations: Mapping[Registration, str]
    tax_numbers: Mapping[str, str]
    vat_number: str
    responsible_person: str
    supplier: str
    number_sign: str
    phone: str
    date: str
    issue_date: str
    tax_event_date: str
    due_date: str
    valid_until: str
    allocation_number: str
    approval_number: str
    source: str
    source_credited: str
    source_debited: str
    party_to: str
    party_credited: str
    party_delivered_to: str
    party_quoted: str
    party_received_from: str
    party_paid_to: str
    party_donor: str
    party_tax_number: str
    party_id_number: str
    party_contact: str
    line_number: str
    catalog_number: str
    description: str
    quantity: str
    unit: str
    unit_price: str
    unit_price_with_vat: str
    line_discount: str
    amount: str
    vat_free: str
    vat_marks: Mapping[VatSort, str]
    vat_bases: Mapping[VatSort, str]
    rate: str
    subtotal: str
    subtotal_taxable: str
    discount: str
    rounding: str
    exempt_base: str
    vat: str
    total_vat: str
    cash_rounding: str
    total: str
    total_before_vat: str
    total_to_pay: str
    total_credit: str
    paid: str
    withheld: str
    total_received: str
    total_refunded: str
    total_donated: str
    total_in: str
    vat_in: str
    payments: str
    tender: str
    tenders: Mapping[TenderKind, str]
    bank: str
    branch: str
    account: str
    tender_number: str
    card_ending: str
    tender_date: str
    instalment: str
    instalment_of: str
    pays: str
    pays_refunded: str
    document: str
    settled: str
    refunded: str
    comments: str
    in_words: str
    vat_reason: str
    payment_method: str
    reason: str
    reason_credited: str
    reason_debited: str
    reason_refunded: str
    donation: str
    donation_approval: str
    remark_no_deduction: str
    signature: str
    compiled_by: str
    received_by: str
    not_fiscalised: Mapping[str, Unfiscalised]
    fiscal_marks: FiscalWords
    receiver_name: str
    receiver_signature: str
    approval_signature: str
    approval_date: str
    issued_by: str
    page: str
    page_of: str
