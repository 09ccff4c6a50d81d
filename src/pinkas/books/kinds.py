"""What each kind of document does, as data. What a kind is called on a wire is that dialect's table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ClassSort(StrEnum):
    """The three sorts of transaction class a business keeps."""

    INCOME = "income"
    RECEIPTS = "receipts"
    EXPENSES = "expenses"


class OpenSide(StrEnum):
    """Whether a document leaves something to be paid, or something that can pay."""

    DEBT = "debt"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document."""

    name: str
    #: The first legal number of an empty series, unless the business chose another.
    first_number: int
    #: Carries goods and services, and so VAT.
    sells: bool
    #: Carries payments.
    receives: bool
    class_sort: ClassSort
    open_side: OpenSide


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("tax_invoice", 100001, sells=True, receives=False,
             class_sort=ClassSort.INCOME, open_side=OpenSide.DEBT),
        Kind("invoice_receipt", 200001, sells=True, receives=True,
             class_sort=ClassSort.INCOME, open_side=OpenSide.DEBT),
        Kind("receipt", 300001, sells=False, receives=True,
             class_sort=ClassSort.RECEIPTS, open_side=OpenSide.CREDIT),
    )
}  # fmt: skip
