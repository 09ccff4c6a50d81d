"""What the books' words are called on this wire (dossier section 7), as tables. Ids we do not serve yet are absent."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from pinkas.books.contact import ContactType
from pinkas.books.document import State
from pinkas.books.kinds import ClassSort
from pinkas.books.terms import TermsRule


def _inverse(table: dict[int, str]) -> MappingProxyType[str, int]:
    return MappingProxyType({name: wire_id for wire_id, name in table.items()})


KIND_OF_TRX_TYPE: Final = {
    1: "tax_invoice", 2: "receipt", 6: "proforma", 7: "invoice_receipt", 9: "credit_invoice", 13: "refund",
    15: "delivery_note", 16: "quote", 19: "donation_receipt",
}  # fmt: skip
TRX_TYPE_OF_KIND: Final = _inverse(KIND_OF_TRX_TYPE)

#: TrxCodeType by sort of class (proposed by the dossier, section 8.15).
TRX_CODE_TYPES: Final = {ClassSort.INCOME: 1, ClassSort.RECEIPTS: 2, ClassSort.EXPENSES: 3}

STATUS_OF_STATE: Final = {State.DRAFT: 0, State.ISSUED: 2, State.CANCELLED: 3, State.VOID: 3}

CONTACT_TYPES: Final = (ContactType.CUSTOMER, ContactType.SUPPLIER, ContactType.BOTH)

#: 1, 2, 3-8, 9, 12 and 16 are known; the names behind the others are ours (the dossier knows only that 17 exist).
TENDER_OF_PAYMENT_TYPE: Final = {
    1: "cash",
    2: "cheque",
    3: "card:isracard",
    4: "card:visa",
    5: "card:mastercard",
    6: "card:diners",
    7: "card:amex",
    8: "card:other",
    9: "transfer",
    10: "standing-order",
    11: "voucher",
    12: "other",
    13: "promissory-note",
    14: "online",
    15: "foreign-transfer",
    16: "app",
    17: "offset",
}
PAYMENT_TYPE_OF_TENDER: Final = _inverse(TENDER_OF_PAYMENT_TYPE)

CURRENCY_OF_SYMBOL: Final = {
    "₪": "ILS", "$": "USD", "£": "GBP", "€": "EUR", "A$": "AUD",
    # Seen in none of the vendor's lists, harmless to accept:
    "NIS": "ILS", "ILS": "ILS", "USD": "USD", "GBP": "GBP", "EUR": "EUR", "AUD": "AUD",
    # Those of books the vendor never kept: they are written by their codes.
    "BGN": "BGN", "ЛВ": "BGN", "ЛВ.": "BGN", "ALL": "ALL",
}  # fmt: skip
SYMBOLS: Final = ("$", "£", "₪", "€", "A$")
SYMBOL_OF_CURRENCY: Final = {CURRENCY_OF_SYMBOL[symbol]: symbol for symbol in SYMBOLS}

#: Proposed by the dossier; 0 stands for "the business's default" both ways.
TERMS_OF_CODE: Final = {
    1: TermsRule.IMMEDIATE,
    2: TermsRule.END_OF_MONTH,
    3: TermsRule.END_OF_MONTH_PLUS,
    4: TermsRule.DAYS,
}
CODE_OF_TERMS: Final = {rule: code for code, rule in TERMS_OF_CODE.items()}

LANGUAGES: Final = {"hebrew": 0, "english": 1}
#: What a document was mailed in; the last two are ours, and what papers of Bulgaria and Albania are in unless asked.
LANGUAGE_CODES: Final = {"he": 0, "en": 1, "bg": 2, "sq": 3}

#: DocumentSource of documents created by API.
SOURCE_API: Final = 3
#: DocumentRelation: the other is this one's source; or it came after (the second is our proposal).
RELATION_SOURCE: Final = 1
RELATION_FOLLOWING: Final = 2

#: What the books call a class sort, in the wire's sentences.
CLASS_WORDS: Final = {"income": "an Income", "receipts": "a Receipt", "expenses": "an Expense"}
