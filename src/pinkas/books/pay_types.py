"""Means of payment as tills and shops number them, each with the tender of the books it stands for (`tenders`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pinkas.books.tenders import TENDER_TYPES


@dataclass(frozen=True, slots=True)
class Means:
    """One means of payment. `type` is a tender of the books, or `WITHHELD`."""

    number: int
    name: str
    name_hebrew: str | None
    type: str
    erp_code: str | None = None


#: Tax a customer withheld: no tender, it never lies in the till; tills see it as a means like others (DESIGN §5).
WITHHELD: Final = "withheld"

#: What every business has. 1 to 3 are the tills' own (R-NET dossier §6.6); what else the books know and tills have no
#: number for stands from 900 on, out of the way of a business's own, which begin at 100.
BUILT_IN_MEANS: Final = (
    Means(1, "Cash", "מזומן", "cash"),
    Means(2, "Check", "המחאה", "cheque"),
    Means(3, "Credit Card", "כרטיס אשראי", "card:other"),
    Means(900, "Tax Withheld", "ניכוי מס במקור", WITHHELD),
    Means(901, "Bank Transfer", "העברה בנקאית", "transfer"),
    Means(902, "Standing Order", "הוראת קבע", "standing-order"),
    Means(903, "Voucher", "שובר", "voucher"),
    Means(904, "Promissory Note", "שטר חוב", "promissory-note"),
    Means(905, "Online Payment", "תשלום מקוון", "online"),
    Means(906, "Foreign Transfer", "העברה מחו״ל", "foreign-transfer"),
    Means(907, "Payment App", "אפליקציית תשלום", "app"),
    Means(908, "Offset", "קיזוז", "offset"),
    Means(909, "Other", "אחר", "other"),
)

#: The languages of labels, and which of them the people of a country read.
LANGUAGES: Final = ("bg", "sq", "he", "en")
LANGUAGE_OF_COUNTRY: Final = {"IL": "he", "BG": "bg", "AL": "sq"}


@dataclass(frozen=True, slots=True)
class PayType:
    """A way to pay at a shop system's operation; `labels` by language, `type` a tender of the books."""

    number: int
    type: str
    labels: dict[str, str]

    def label(self, country: str) -> str:
        """What the people of a country call it; elsewhere in English."""
        return self.labels[LANGUAGE_OF_COUNTRY.get(country, "en")]


def _pay_type(number: int, tender: str, *labels: str) -> PayType:
    return PayType(number, tender, dict(zip(LANGUAGES, labels, strict=True)))


#: 1 to 3 are documented (iCash dossier §6.6); 4 and 5 are ours.
PAY_TYPES: Final = {
    one.number: one
    for one in (
        _pay_type(1, "cash", "В брой", "Para në dorë", "מזומן", "Cash"),
        _pay_type(2, "card:other", "Карта", "Kartë", "כרטיס אשראי", "Card"),
        _pay_type(3, "cheque", "Чек", "Çek", "המחאה", "Cheque"),
        _pay_type(4, "transfer", "Банков превод", "Transfertë bankare", "העברה בנקאית", "Bank transfer"),
        _pay_type(5, "voucher", "Ваучер", "Kupon", "שובר", "Voucher"),
    )
}

#: The pay type of each tender of the books: what has none of its own is paid like its kind.
PAY_TYPE_OF_TENDER_KIND: Final = {"cash": 1, "card": 2, "cheque": 3, "transfer": 4, "voucher": 5, "app": 2, "other": 4}

#: What is not paid, and does not say how it is to be, is to be paid by bank transfer.
UNPAID: Final = 4


def pay_type_of(tender: str) -> int:
    """The pay type of a tender of the books; what is none of them (tax withheld) is paid like a transfer."""
    known = TENDER_TYPES.get(tender)
    return UNPAID if known is None else PAY_TYPE_OF_TENDER_KIND[known.kind]
