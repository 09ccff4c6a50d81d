"""The words printed on a sheet, in each language; the titles of the kinds stand in `kinds`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinkas.paper.kinds import Language
    from pinkas.paper.sheet import Registration, SheetState, TenderKind

_GERSHAYIM = "\u05f4"


@dataclass(frozen=True, slots=True)
class Words:
    """Every label of a sheet in one language; a field without a translation cannot exist."""

    direction: Literal["rtl", "ltr"]
    states: Mapping[SheetState, str]
    cancelled: str
    computerised: str
    registrations: Mapping[Registration, str]
    phone: str
    date: str
    due_date: str
    allocation_number: str
    source: str
    party_to: str
    party_received_from: str
    party_paid_to: str
    party_donor: str
    party_tax_number: str
    party_contact: str
    line_number: str
    catalog_number: str
    description: str
    quantity: str
    unit_price: str
    unit_price_with_vat: str
    line_discount: str
    amount: str
    vat_free: str
    rate: str
    subtotal: str
    discount: str
    rounding: str
    exempt_base: str
    taxable_base: str
    vat: str
    total_vat: str
    cash_rounding: str
    total: str
    total_to_pay: str
    total_credit: str
    paid: str
    withheld: str
    total_received: str
    total_refunded: str
    total_donated: str
    converted: str
    payments: str
    tender: str
    tenders: Mapping[TenderKind, str]
    bank: str
    branch: str
    account: str
    tender_number: str
    card_ending: str
    tender_date: str
    pays: str
    document: str
    settled: str
    comments: str
    signature: str
    issued_by: str
    page: str
    page_of: str


def _quoted(text: str) -> str:
    """Hebrew abbreviations bear the gershayim sign, which a straight quote only imitates."""
    return text.replace('"', _GERSHAYIM)


HEBREW = Words(
    direction="rtl",
    states={"draft": "טיוטה", "original": "מקור", "copy": "העתק"},
    cancelled="מבוטל",
    computerised="מסמך ממוחשב",
    registrations={
        "licensed_dealer": "עוסק מורשה",
        "exempt_dealer": "עוסק פטור",
        "company": "ח.פ.",
        "non_profit": _quoted('מלכ"ר'),
    },
    phone="טל׳",
    date="תאריך",
    due_date="לתשלום עד",
    allocation_number="מספר הקצאה",
    source="על סמך",
    party_to="לכבוד",
    party_received_from="התקבל מאת",
    party_paid_to="הוחזר אל",
    party_donor="התורם",
    party_tax_number="ח.פ. / ע.מ.",
    party_contact="לידי",
    line_number="#",
    catalog_number=_quoted('מק"ט'),
    description="תיאור",
    quantity="כמות",
    unit_price="מחיר יחידה",
    unit_price_with_vat=_quoted('מחיר כולל מע"מ'),
    line_discount="הנחה",
    amount="סכום",
    vat_free=_quoted('ללא מע"מ'),
    rate="שער",
    subtotal="סכום ביניים",
    discount="הנחה",
    rounding="עיגול",
    exempt_base=_quoted('סכום ללא מע"מ'),
    taxable_base=_quoted('סכום חייב במע"מ'),
    vat=_quoted('מע"מ'),
    total_vat=_quoted('סה"כ מע"מ'),
    cash_rounding="עיגול אגורות",
    total=_quoted('סה"כ'),
    total_to_pay=_quoted('סה"כ לתשלום'),
    total_credit=_quoted('סה"כ זיכוי'),
    paid="שולם",
    withheld="ניכוי מס במקור",
    total_received=_quoted('סה"כ התקבל'),
    total_refunded=_quoted('סה"כ הוחזר'),
    total_donated=_quoted('סה"כ תרומה'),
    converted="במטבע המסמך",
    payments="פירוט אמצעי התשלום",
    tender="אמצעי תשלום",
    tenders={
        "cash": "מזומן",
        "cheque": "שיק",
        "card": "כרטיס אשראי",
        "transfer": "העברה בנקאית",
        "app": "אפליקציית תשלום",
        "other": "אחר",
    },
    bank="בנק",
    branch="סניף",
    account="חשבון",
    tender_number="מספר",
    card_ending="מסתיים ב־",
    tender_date="תאריך פירעון",
    pays="בגין",
    document="מסמך",
    settled="סכום שנפרע",
    comments="הערות",
    signature="חתימה",
    issued_by=_quoted('הופק ע"י'),
    page="עמוד",
    page_of="מתוך",
)

ENGLISH = Words(
    direction="ltr",
    states={"draft": "Draft", "original": "Original", "copy": "Copy"},
    cancelled="Cancelled",
    computerised="Computerised document",
    registrations={
        "licensed_dealer": "Licensed dealer",
        "exempt_dealer": "Exempt dealer",
        "company": "Company no.",
        "non_profit": "Non-profit no.",
    },
    phone="Tel.",
    date="Date",
    due_date="Payment due",
    allocation_number="Allocation number",
    source="Based on",
    party_to="Bill to",
    party_received_from="Received from",
    party_paid_to="Refunded to",
    party_donor="Donor",
    party_tax_number="Tax no.",
    party_contact="Attn.",
    line_number="#",
    catalog_number="Item no.",
    description="Description",
    quantity="Qty",
    unit_price="Unit price",
    unit_price_with_vat="Price incl. VAT",
    line_discount="Discount",
    amount="Amount",
    vat_free="no VAT",
    rate="Rate",
    subtotal="Subtotal",
    discount="Discount",
    rounding="Rounding",
    exempt_base="Amount without VAT",
    taxable_base="Amount subject to VAT",
    vat="VAT",
    total_vat="Total VAT",
    cash_rounding="Cash rounding",
    total="Total",
    total_to_pay="Total to pay",
    total_credit="Total credit",
    paid="Paid",
    withheld="Tax withheld at source",
    total_received="Total received",
    total_refunded="Total refunded",
    total_donated="Total donated",
    converted="In document currency",
    payments="Payments",
    tender="Method",
    tenders={
        "cash": "Cash",
        "cheque": "Cheque",
        "card": "Credit card",
        "transfer": "Bank transfer",
        "app": "Payment app",
        "other": "Other",
    },
    bank="Bank",
    branch="Branch",
    account="Account",
    tender_number="Number",
    card_ending="ending in ",
    tender_date="Due date",
    pays="In settlement of",
    document="Document",
    settled="Amount settled",
    comments="Notes",
    signature="Signature",
    issued_by="Issued by",
    page="Page",
    page_of="of",
)

WORDS: Mapping[Language, Words] = {"he": HEBREW, "en": ENGLISH}
