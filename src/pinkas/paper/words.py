"""The words printed on a sheet, in each language; the titles of the kinds stand in `kinds`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinkas.paper.kinds import Language
    from pinkas.paper.sheet import Registration, SheetState, TenderKind, VatSort

_GERSHAYIM = "\u05f4"

# What the tax authority asks on an invoice it gave no allocation number; these very words, in any language.
NO_INPUT_TAX = "אין לנכות מס תשומות בגין חשבונית זו"
SELF_INVOICE = "בגין חשבונית זו לקוח חייב לדווח חשבונית עצמית"
# What stands below them on a sheet in English.
IN_ENGLISH = {
    NO_INPUT_TAX: "Input tax may not be deducted by this invoice",
    SELF_INVOICE: "The customer must report a self-invoice for this invoice",
}
# What a document must say that is signed and sent by computer (bookkeeping rules, section 18B), in any language.
COMPUTERISED = "מסמך ממוחשב"
AWAITS_ALLOCATION = {"he": "ממתין למספר הקצאה", "en": "Awaiting its allocation number"}


@dataclass(frozen=True, slots=True)
class Words:
    """Every label of a sheet in one language; a field without a translation cannot exist."""

    direction: Literal["rtl", "ltr"]
    states: Mapping[SheetState, str]
    cancelled: str
    computerised: tuple[str, ...]
    demo_signature: str
    registrations: Mapping[Registration, str]
    phone: str
    date: str
    due_date: str
    valid_until: str
    allocation_number: str
    approval_number: str
    source: str
    source_credited: str
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
    reason: str
    reason_credited: str
    reason_refunded: str
    donation: str
    donation_approval: str
    remark_no_deduction: str
    signature: str
    receiver_name: str
    receiver_signature: str
    approval_signature: str
    approval_date: str
    issued_by: str
    page: str
    page_of: str


def _quoted(text: str) -> str:
    """Hebrew abbreviations bear the gershayim sign, which a straight quote only imitates."""
    return text.replace('"', _GERSHAYIM)


HEBREW = Words(
    direction="rtl",
    states={"draft": "טיוטה", "original": "מקור", "copy": "העתק", "true_copy": "העתק נאמן למקור"},
    cancelled="מבוטל",
    computerised=(COMPUTERISED,),
    demo_signature="חתימת הדגמה",
    registrations={
        "licensed_dealer": "עוסק מורשה",
        "exempt_dealer": "עוסק פטור",
        "company": "ח.פ.",
        "non_profit": _quoted('מלכ"ר'),
    },
    phone="טל׳",
    date="תאריך",
    due_date="לתשלום עד",
    valid_until="בתוקף עד",
    allocation_number="מספר הקצאה:",
    approval_number="מספר אישור:",
    source="על סמך",
    source_credited="זיכוי בגין",
    party_to="לכבוד",
    party_credited="לכבוד",
    party_delivered_to="לכבוד",
    party_quoted="לכבוד",
    party_received_from="התקבל מאת",
    party_paid_to="הוחזר אל",
    party_donor="התורם",
    party_tax_number="ח.פ. / ע.מ.",
    party_id_number="ת.ז. / ח.פ.",
    party_contact="לידי",
    line_number="#",
    catalog_number=_quoted('מק"ט'),
    description="תיאור",
    quantity="כמות",
    unit="יחידה",
    unit_price="מחיר יחידה",
    unit_price_with_vat=_quoted('מחיר כולל מע"מ'),
    line_discount="הנחה",
    amount="סכום",
    vat_free=_quoted('ללא מע"מ'),
    vat_marks={
        "standard": "",
        "reduced": _quoted('מע"מ מופחת'),
        "zero": _quoted('מע"מ בשיעור אפס'),
        "exempt": _quoted('פטור ממע"מ'),
        "outside": _quoted('מחוץ לתחום המע"מ'),
        "reverse_charge": "חיוב עצמי",
    },
    vat_bases={
        "standard": _quoted('סכום חייב במע"מ'),
        "reduced": _quoted('סכום חייב במע"מ'),
        "zero": _quoted('סכום במע"מ בשיעור אפס'),
        "exempt": _quoted('סכום פטור ממע"מ'),
        "outside": _quoted('סכום מחוץ לתחום המע"מ'),
        "reverse_charge": "סכום בחיוב עצמי",
    },
    rate="שער",
    subtotal="סכום ביניים",
    subtotal_taxable=_quoted('סכום ביניים חייב במע"מ'),
    discount="הנחה",
    rounding="עיגול",
    exempt_base=_quoted('סכום ללא מע"מ'),
    vat=_quoted('מע"מ'),
    total_vat=_quoted('סה"כ מע"מ'),
    cash_rounding="עיגול אגורות",
    total=_quoted('סה"כ'),
    total_before_vat=_quoted('סה"כ לפני מע"מ'),
    total_to_pay=_quoted('סה"כ לתשלום'),
    total_credit=_quoted('סה"כ זיכוי'),
    paid="שולם",
    withheld="ניכוי מס במקור",
    total_received=_quoted('סה"כ התקבל'),
    total_refunded=_quoted('סה"כ הוחזר'),
    total_donated=_quoted('סה"כ תרומה'),
    total_in=_quoted('סה"כ ב־'),
    vat_in=_quoted('מע"מ ב־'),
    payments="פירוט אמצעי התשלום",
    tender="אמצעי תשלום",
    tenders={
        "cash": "מזומן",
        "cheque": "שיק",
        "card": "כרטיס אשראי",
        "transfer": "העברה בנקאית",
        "app": "אפליקציית תשלום",
        "voucher": "שובר",
        "standing_order": "הוראת קבע",
        "promissory_note": "שטר חוב",
        "offset": "קיזוז",
        "other": "אחר",
    },
    bank="בנק",
    branch="סניף",
    account="חשבון",
    tender_number="מספר",
    card_ending="מסתיים ב־",
    tender_date="תאריך פירעון",
    instalment="תשלום",
    instalment_of="מתוך",
    pays="בגין",
    pays_refunded="החזר בגין",
    document="מסמך",
    settled="סכום שנפרע",
    refunded="סכום שהוחזר",
    comments="הערות",
    reason="עבור",
    reason_credited="סיבת הזיכוי",
    reason_refunded="סיבת ההחזר",
    donation="תרומה",
    donation_approval="אישור מוסד ציבורי",
    remark_no_deduction="אין לנכות מס תשומות על פי מסמך זה",
    signature="חתימה",
    receiver_name="שם המקבל",
    receiver_signature="חתימת המקבל",
    approval_signature="אישור הלקוח: שם וחתימה",
    approval_date="תאריך",
    issued_by=_quoted('הופק ע"י'),
    page="עמוד",
    page_of="מתוך",
)

ENGLISH = Words(
    direction="ltr",
    states={"draft": "Draft", "original": "Original", "copy": "Copy", "true_copy": "True copy of the original"},
    cancelled="Cancelled",
    computerised=(COMPUTERISED, "Computerised document"),
    demo_signature="Demo signature",
    registrations={
        "licensed_dealer": "Licensed dealer",
        "exempt_dealer": "Exempt dealer",
        "company": "Company no.",
        "non_profit": "Non-profit no.",
    },
    phone="Tel.",
    date="Date",
    due_date="Payment due",
    valid_until="Valid until",
    allocation_number="Allocation number:",
    approval_number="Approval number:",
    source="Based on",
    source_credited="Credit for",
    party_to="Bill to",
    party_credited="Credit to",
    party_delivered_to="Deliver to",
    party_quoted="Prepared for",
    party_received_from="Received from",
    party_paid_to="Refunded to",
    party_donor="Donor",
    party_tax_number="Tax no.",
    party_id_number="ID / Tax no.",
    party_contact="Attn.",
    line_number="#",
    catalog_number="Item no.",
    description="Description",
    quantity="Qty",
    unit="Unit",
    unit_price="Unit price",
    unit_price_with_vat="Price incl. VAT",
    line_discount="Discount",
    amount="Amount",
    vat_free="no VAT",
    vat_marks={
        "standard": "",
        "reduced": "reduced VAT",
        "zero": "zero-rated",
        "exempt": "exempt from VAT",
        "outside": "outside VAT",
        "reverse_charge": "reverse charge",
    },
    vat_bases={
        "standard": "Amount subject to VAT",
        "reduced": "Amount subject to VAT",
        "zero": "Zero-rated amount",
        "exempt": "Amount exempt from VAT",
        "outside": "Amount outside VAT",
        "reverse_charge": "Reverse-charge amount",
    },
    rate="Rate",
    subtotal="Subtotal",
    subtotal_taxable="Subtotal subject to VAT",
    discount="Discount",
    rounding="Rounding",
    exempt_base="Amount without VAT",
    vat="VAT",
    total_vat="Total VAT",
    cash_rounding="Cash rounding",
    total="Total",
    total_before_vat="Total before VAT",
    total_to_pay="Total to pay",
    total_credit="Total credit",
    paid="Paid",
    withheld="Tax withheld at source",
    total_received="Total received",
    total_refunded="Total refunded",
    total_donated="Total donated",
    total_in="Total in ",
    vat_in="VAT in ",
    payments="Payments",
    tender="Method",
    tenders={
        "cash": "Cash",
        "cheque": "Cheque",
        "card": "Credit card",
        "transfer": "Bank transfer",
        "app": "Payment app",
        "voucher": "Voucher",
        "standing_order": "Standing order",
        "promissory_note": "Promissory note",
        "offset": "Offset",
        "other": "Other",
    },
    bank="Bank",
    branch="Branch",
    account="Account",
    tender_number="Number",
    card_ending="ending in ",
    tender_date="Due date",
    instalment="Instalment",
    instalment_of="of",
    pays="In settlement of",
    pays_refunded="Refund of",
    document="Document",
    settled="Amount settled",
    refunded="Amount refunded",
    comments="Notes",
    reason="For",
    reason_credited="Reason for the credit",
    reason_refunded="Reason for the refund",
    donation="Donation",
    donation_approval="Approval as a public institution",
    remark_no_deduction="Input tax cannot be deducted by this document",
    signature="Signature",
    receiver_name="Receiver's name",
    receiver_signature="Receiver's signature",
    approval_signature="Customer's approval: name and signature",
    approval_date="Date",
    issued_by="Issued by",
    page="Page",
    page_of="of",
)

WORDS: Mapping[Language, Words] = {"he": HEBREW, "en": ENGLISH}
