"""What the auditor writes down: cards, goods, papers, who paid whom; and what he knows of each type of document."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from tests.properties.arithmetic import Body, Sold

INVOICE, RECEIPT, PROFORMA, INVOICE_RECEIPT, CREDIT, REFUND, DELIVERY, QUOTE, DONATION = 1, 2, 6, 7, 9, 13, 15, 16, 19
#: What Caspit has no word for: what tills issue abroad, and some of the papers made of that.
TILL_RECEIPT, TILL_RETURN, DEBIT, ADVANCE, GOODS_IN = 101, 102, 103, 104, 105
WORDLESS = {TILL_RECEIPT, TILL_RETURN, DEBIT, ADVANCE, GOODS_IN}
DRAFT, PRINTED, CANCELLED = 0, 2, 3
TYPES = (INVOICE, RECEIPT, PROFORMA, INVOICE_RECEIPT, CREDIT, REFUND, DELIVERY, QUOTE, DONATION)
SALES = {INVOICE, INVOICE_RECEIPT}
SELLS = {*SALES, PROFORMA, CREDIT, DELIVERY, QUOTE}
RECEIVES = {RECEIPT, INVOICE_RECEIPT, REFUND, DONATION, TILL_RECEIPT, TILL_RETURN}
#: What is owed, and what can pay it.
DEBTS, CREDITS = {*SALES, PROFORMA, REFUND, TILL_RECEIPT, DEBIT, ADVANCE}, {RECEIPT, CREDIT, TILL_RETURN}
ASKS = {*SALES, PROFORMA, TILL_RECEIPT, DEBIT, ADVANCE}
TURNED = {CREDIT, REFUND, TILL_RETURN}
POSTS = {*SALES, RECEIPT, CREDIT, REFUND, DONATION, TILL_RECEIPT, TILL_RETURN, DEBIT, ADVANCE}
#: Papers of the VAT law.
TAXES = {*SALES, CREDIT}
MOVES = {INVOICE: -1, INVOICE_RECEIPT: -1, DELIVERY: -1, CREDIT: 1}
FOLLOWS = {
    INVOICE: {QUOTE, PROFORMA, DELIVERY},
    INVOICE_RECEIPT: {QUOTE, PROFORMA, DELIVERY},
    RECEIPT: {INVOICE, INVOICE_RECEIPT, PROFORMA, CREDIT, RECEIPT},
    PROFORMA: {QUOTE, DELIVERY},
    CREDIT: {INVOICE, INVOICE_RECEIPT},
    DELIVERY: {QUOTE},
    REFUND: {CREDIT, RECEIPT},
    DONATION: set(),
    QUOTE: set(),
}
FIRST_NUMBER = {
    INVOICE: 100001, INVOICE_RECEIPT: 200001, RECEIPT: 300001, PROFORMA: 400001, CREDIT: 500001, DELIVERY: 600001,
    REFUND: 700001, DONATION: 800001, QUOTE: 900001,
}  # fmt: skip


@dataclass
class Verdict:
    """The status to come, and for a refusal the words of which it must show one."""

    status: int
    words: set[str] = field(default_factory=set)


@dataclass
class Card:
    """A contact; what it owes is in the accounts, under its number. `payer` pays for it: its papers are the payer's."""

    number: int
    said: Body
    payer: str | None = None


@dataclass
class Goods:
    """A product; its stock is kept under its number."""

    number: int
    said: Body


@dataclass
class Line:
    """A line of goods or services: its product's number or None, its name, how many; and what it goes on with."""

    goods: int | None
    name: str | None
    quantity: Fraction
    bases: dict[tuple[str, int], Fraction] = field(default_factory=dict)


@dataclass
class Paper:
    """A document: what it shows, and where it stands. Amounts in agorot."""

    key: str
    type: int
    branch: int
    number: int
    status: int = DRAFT
    issued: bool = False
    customer: str | None = None
    shows: Body = field(default_factory=dict)
    #: What its lines come to; and what is said, which for a credit may be less.
    own: Sold = field(default_factory=Sold)
    sums: Sold = field(default_factory=Sold)
    paid: int = 0
    #: Where its payments go, turned round for a refund.
    tills: Counter[str] = field(default_factory=Counter)
    #: Each of its payments, in agorot.
    parts: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    moves: dict[int, Fraction] = field(default_factory=dict)
    names: list[tuple[str, int | None]] = field(default_factory=list)
    superseded: bool = False
    taken_at: dt.datetime | None = None
    taken_in: int = 0

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.shows["Date"][:10])

    @property
    def total(self) -> int:
        return self.sums.total

    @property
    def accounts(self) -> Counter[str]:
        """Where its sums go, turned round for a credit or refund; the customer takes the rest."""
        sold = Counter({f"income:{self.shows['TrxCodeNumber']}": -self.sums.taxable - self.sums.exempt})
        sold["output-vat"] -= self.sums.vat
        sold.update(self.tills)
        return sold

    @property
    def face(self) -> int:
        """What it leaves to be settled by itself."""
        if self.type in {*ASKS, CREDIT, TILL_RETURN}:
            return max(self.total - self.paid, 0)
        return self.paid if self.type in {RECEIPT, REFUND} else 0


@dataclass(frozen=True)
class Link:
    """`paying` settles `paid`; released with whom it was made by. A voucher may stand for a side."""

    paying: str | None
    paid: str | None
    made_by: str


@dataclass
class Voucher:
    """What was posted without a document: its sides, what it settled and moved; and whether that was reversed."""

    key: str
    kind: str
    day: dt.date
    sides: list[tuple[str, int, int]] = field(default_factory=list)
    links: list[tuple[str | None, str | None, int]] = field(default_factory=list)
    moves: dict[int, Fraction] = field(default_factory=dict)
    #: The document whose cheque bounced.
    of: str | None = None
    reversed: bool = False
    #: The tax date, where it is another.
    taxed: dt.date | None = None
    #: The day it is posted on; where it reverses another, not before that one's.
    posted: dt.date | None = None
