"""The chart of accounts: a few roles, income by class, till by tender; and the classes a business starts with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from pinkas.books.kinds import ClassSort
from pinkas.books.vat import VatCategory

RECEIVABLE: Final = "receivable"
OUTPUT_VAT: Final = "output-vat"
WITHHELD: Final = "tax-withheld-by-customers"
ROUNDING: Final = "rounding"
EXCHANGE_DIFFERENCES: Final = "exchange-differences"
DONATIONS: Final = "donations"
#: What customers paid ahead for what they have not got yet.
CUSTOMER_ADVANCES: Final = "customer-advances"
OPENING_BALANCES: Final = "opening-balances"
BANK: Final = "bank"
BANK_CHARGES: Final = "bank-charges"
CASH_MOVEMENTS: Final = "cash-movements"
TILL_DIFFERENCES: Final = "till-differences"
PAYABLE: Final = "payable"
INPUT_VAT: Final = "input-vat"
INPUT_VAT_EQUIPMENT: Final = "input-vat-equipment"
#: What a business withheld from its suppliers and owes the tax authority.
WITHHELD_PAYABLE: Final = "tax-withheld-payable"
#: The share of an expense that the law does not recognise.
PRIVATE_USE: Final = "private-use"
ACQUIRER_FEES: Final = "acquirer-fees"
#: What was paid with the business's own cards and the bank has not taken yet.
COMPANY_CARDS: Final = "company-cards"
#: Accounts a person may post to by name; besides them income, expense and till accounts, by number and kind.
NAMED_ACCOUNTS: Final = (
    RECEIVABLE, OUTPUT_VAT, WITHHELD, ROUNDING, EXCHANGE_DIFFERENCES, DONATIONS, CUSTOMER_ADVANCES, OPENING_BALANCES,
    BANK, BANK_CHARGES, CASH_MOVEMENTS, TILL_DIFFERENCES, PAYABLE, INPUT_VAT, "equity", PRIVATE_USE,
    INPUT_VAT_EQUIPMENT, WITHHELD_PAYABLE, ACQUIRER_FEES, COMPANY_CARDS,
)  # fmt: skip
#: The contact that stands for nobody in particular: documents that name no contact post here.
WALK_IN: Final = 0


def income(number: int) -> str:
    """The income account of a class."""
    return f"income:{number}"


def expense(number: int) -> str:
    """The expense account of a class."""
    return f"expense:{number}"


def till(tender_kind: str) -> str:
    """The till's account for one kind of tender (`cash`, `cheque`, `card`, ...)."""
    return f"till:{tender_kind}"


class InputVat(StrEnum):
    """How much of an expense's VAT the law lets a business recover (fiscal dossier §1.1)."""

    FULL = "full"
    TWO_THIRDS = "two_thirds"
    ONE_THIRD = "one_third"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TransactionClass:
    """A class: what a document or expense is booked under, and how it stands to VAT.

    Of expenses: `recoverable` is the share of input VAT, None for all of it; `is_equipment` whether they buy equipment
    and fixed assets, whose input VAT is reported apart, None for not.
    """

    number: int
    name: str
    sort: ClassSort
    vat: VatCategory
    recoverable: InputVat | None = None
    is_equipment: bool | None = None

    @property
    def input_vat(self) -> InputVat:
        """The share of input VAT that is recovered."""
        return self.recoverable or InputVat.FULL

    @property
    def equipment(self) -> bool:
        """Whether it is a class of equipment."""
        return bool(self.is_equipment)


_DEFAULT_CLASSES: Final = (
    TransactionClass(2, "קבלות", ClassSort.RECEIPTS, VatCategory.OUTSIDE),
    TransactionClass(3, "מכירות/הכנסות", ClassSort.INCOME, VatCategory.STANDARD),
    TransactionClass(4, 'הכנסות/מכירות פטורות ממע"מ', ClassSort.INCOME, VatCategory.EXEMPT),
    TransactionClass(60, "הוצאות ללא סיווג", ClassSort.EXPENSES, VatCategory.STANDARD),
    TransactionClass(3040, "ביגוד מקצועי", ClassSort.EXPENSES, VatCategory.STANDARD),
    TransactionClass(3100, "הוצאות כלליות", ClassSort.EXPENSES, VatCategory.STANDARD),
)

#: The names of these classes in the language of a country's books; the first are Israel's.
_CLASS_NAMES: Final = {
    "BG": (
        "Постъпления", "Приходи от продажби", "Освободени продажби", "Разходи без класификация", "Работно облекло",
        "Общи разходи",
    ),
    "AL": (
        "Arkëtime", "Të ardhura nga shitjet", "Shitje të përjashtuara", "Shpenzime të paklasifikuara", "Veshje pune",
        "Shpenzime të përgjithshme",
    ),
}  # fmt: skip


def default_classes(country: str) -> tuple[TransactionClass, ...]:
    """The classes a business of a country starts with: the same numbers everywhere, in the country's language."""
    names = _CLASS_NAMES.get(country)
    if names is None:
        return _DEFAULT_CLASSES
    return tuple(replace(one, name=name) for one, name in zip(_DEFAULT_CLASSES, names, strict=True))
