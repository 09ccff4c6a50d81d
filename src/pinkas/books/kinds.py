"""What each kind of document does, as data (DESIGN §4). What a kind is called on a wire is that dialect's table."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of document. Amounts are positive in every kind; `sign` is -1 where they go the other way."""

    name: str
    #: The first legal number of an empty series, unless the business chose another.
    first_number: int
    #: Carries goods and services, and so VAT.
    sells: bool = False
    #: Carries payments.
    receives: bool = False
    class_sort: ClassSort = ClassSort.INCOME
    #: What it leaves to be settled; None for what nobody pays and nothing pays with.
    open_side: OpenSide | None = None
    #: Asks the customer for money: it stands in the lists of open documents.
    asks: bool = False
    sign: int = 1
    #: Enters the journal.
    posts: bool = True
    #: Goods leave (-1) or come back (1) with it.
    stock: int = 0
    #: A document of the VAT law, which only those who charge VAT may issue.
    taxes: bool = False
    #: The kinds it may be made from, pay, or credit.
    follows: tuple[str, ...] = ()
    #: What corrects it once its original left the house, in words; None where nothing does.
    corrected_by: str | None = None
    #: Takes back what an earlier document sold, never more than that.
    credits: bool = False
    #: What a till calls the transaction that issues it alone; None where tills have no word for it.
    at_till: str | None = None
    #: The code of the tax authority's uniform structure (formats dossier §2.3); quotes have none.
    uniform_code: int | None = None


_SALES: Final = ("tax_invoice", "invoice_receipt")
_BEFORE_A_SALE: Final = ("quote", "proforma", "delivery_note")

KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind(name="tax_invoice", first_number=100001, sells=True, open_side=OpenSide.DEBT, asks=True, stock=-1,
             taxes=True, follows=_BEFORE_A_SALE, corrected_by="a credit", at_till="sale", uniform_code=305),
        Kind(name="invoice_receipt", first_number=200001, sells=True, receives=True, open_side=OpenSide.DEBT, asks=True,
             stock=-1, taxes=True, follows=_BEFORE_A_SALE, corrected_by="a credit", at_till="sale", uniform_code=320),
        Kind(name="receipt", first_number=300001, receives=True, class_sort=ClassSort.RECEIPTS,
             open_side=OpenSide.CREDIT, follows=(*_SALES, "proforma", "credit_invoice", "receipt"),
             corrected_by="a refund", at_till="payment", uniform_code=400),
        Kind(name="proforma", first_number=400001, sells=True, open_side=OpenSide.DEBT, asks=True, posts=False,
             follows=("quote", "delivery_note"), uniform_code=300),
        Kind(name="credit_invoice", first_number=500001, sells=True, open_side=OpenSide.CREDIT, sign=-1, stock=1,
             credits=True, taxes=True, follows=_SALES, corrected_by="an invoice", at_till="sale", uniform_code=330),
        Kind(name="delivery_note", first_number=600001, sells=True, posts=False, stock=-1, follows=("quote",),
             at_till="delivery", uniform_code=200),
        Kind(name="refund", first_number=700001, receives=True, class_sort=ClassSort.RECEIPTS,
             open_side=OpenSide.DEBT, sign=-1, follows=("credit_invoice", "receipt"), corrected_by="a receipt",
             at_till="payment", uniform_code=410),
        Kind(name="donation_receipt", first_number=800001, receives=True, class_sort=ClassSort.RECEIPTS,
             uniform_code=405),
        Kind(name="quote", first_number=900001, sells=True, posts=False),
        Kind(name="goods_in", first_number=1, sells=True, posts=False, stock=1, at_till="supply"),
        Kind(name="till_receipt", first_number=1, sells=True, receives=True, open_side=OpenSide.DEBT, asks=True,
             stock=-1, corrected_by="a return", at_till="sale"),
        Kind(name="till_return", first_number=1, sells=True, receives=True, open_side=OpenSide.CREDIT, sign=-1, stock=1,
             credits=True, follows=("till_receipt",), corrected_by="a sale", at_till="sale"),
        Kind(name="debit_note", first_number=1, sells=True, open_side=OpenSide.DEBT, asks=True, stock=-1, taxes=True,
             follows=(*_SALES, "till_receipt"), corrected_by="a credit", at_till="sale"),
        Kind(name="advance_invoice", first_number=1, sells=True, open_side=OpenSide.DEBT, asks=True, taxes=True,
             follows=("proforma", "till_receipt"), corrected_by="a credit", at_till="sale"),
    )
}  # fmt: skip
