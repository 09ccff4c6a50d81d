"""The means of payment the books know. A tender's `kind` decides its till account; its type is what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class TenderType:
    """One type of tender."""

    name: str
    kind: str
    #: A voucher is a liability, not money in the till.
    in_till: bool = True


TENDER_TYPES: Final = {
    tender.name: tender
    for tender in (
        TenderType("cash", "cash"),
        TenderType("cheque", "cheque"),
        TenderType("card:isracard", "card"),
        TenderType("card:visa", "card"),
        TenderType("card:mastercard", "card"),
        TenderType("card:diners", "card"),
        TenderType("card:amex", "card"),
        TenderType("card:other", "card"),
        TenderType("transfer", "transfer"),
        TenderType("standing-order", "transfer"),
        TenderType("voucher", "voucher", in_till=False),
        TenderType("other", "other"),
        TenderType("promissory-note", "other"),
        TenderType("online", "other"),
        TenderType("foreign-transfer", "transfer"),
        TenderType("app", "app"),
        TenderType("offset", "other"),
    )
}
