"""The auditor's ledger: accounts, who settled whose debt, and which months are closed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction

from tests.properties.arithmetic import Sold, money
from tests.properties.records import (
    ASKS,
    CANCELLED,
    CREDIT,
    CREDITS,
    PRINTED,
    WORDLESS,
    Card,
    Goods,
    Link,
    Paper,
    Verdict,
    Voucher,
)

WALK_IN = 0


class Ledger:
    """Everything the auditor remembers of one business. One verb of the API is one line of the daybook."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.cards: dict[str, Card] = {}
        self.goods: dict[str, Goods] = {}
        self.papers: dict[str, Paper] = {}
        self.accounts: Counter[tuple[str, int]] = Counter()
        self.links: Counter[Link] = Counter()
        self.vouchers: dict[str, Voucher] = {}
        self.stock: dict[int, Fraction] = {}
        #: Turnover and VAT by tax date, in agorot: what a VAT return is made of.
        self.taxes: Counter[tuple[dt.date, str]] = Counter()
        self.closed_through: dt.date | None = None
        self.lines = 1  # of the daybook; the first opened the business

    @property
    def today(self) -> dt.date:
        """Jerusalem's date; the stories keep to hours at which it is also that of UTC."""
        return self.now.date()

    # --- accounts ---------------------------------------------------------------------------------------------------

    def post(self, *sides: tuple[str, int, int]) -> None:
        """Add (account, contact, agorot) sides, which come to nothing."""
        assert sum(amount for _, _, amount in sides) == 0
        for account, contact, amount in sides:
            self.accounts[account, contact] += amount

    def tax(self, day: dt.date, **figures: int) -> None:
        """Count turnover or VAT under a tax date: sales_taxed, sales_free, output_vat, input_vat or its equipment."""
        for name, amount in figures.items():
            self.taxes[day, name] += amount

    def balances(self) -> dict[tuple[str, int], Fraction]:
        """Every account that is not empty, in shekels."""
        return {name: money(amount) for name, amount in self.accounts.items() if amount}

    # --- who settles whom -------------------------------------------------------------------------------------------

    def link(self, paying: str | None, paid: str | None, made_by: str, amount: int) -> None:
        """Settle so much of `paid` by `paying`."""
        self.links[Link(paying, paid, made_by)] += amount

    def open_of(self, paper: Paper) -> int:
        """What is still to be paid of a debt, or still free of a credit."""
        if not paper.issued or paper.status == CANCELLED or paper.superseded:
            return 0
        if paper.type in CREDITS:
            return paper.face - sum(amount for link, amount in self.links.items() if link.paying == paper.key)
        return paper.face - sum(amount for link, amount in self.links.items() if link.paid == paper.key)

    def between(self, one: str, other: str) -> int:
        """What either settles of the other."""
        return sum(amount for link, amount in self.links.items() if {link.paying, link.paid} == {one, other})

    def partners(self, key: str) -> set[str]:
        """Those that settle this paper, or are settled by it."""
        sums: Counter[str] = Counter()
        for link, amount in self.links.items():
            if key in {link.paying, link.paid}:
                other = link.paid if link.paying == key else link.paying
                if other is not None:
                    sums[other] += amount
        return {other for other, amount in sums.items() if amount}

    def followers(self, key: str) -> list[Paper]:
        """The standing papers that name this one."""
        return [
            paper
            for paper in self.papers.values()
            if paper.status == PRINTED and any(name == key for name, _ in paper.names)
        ]

    def taken_back(self, paper: Paper) -> Sold:
        """What standing credits have taken back of a sale."""
        taken = Sold()
        for credit in self.followers(paper.key):
            if credit.type == CREDIT:
                taken.taxable += credit.sums.taxable
                taken.exempt += credit.sums.exempt
                taken.vat += credit.sums.vat
        return taken

    def release(self, made_by: str) -> None:
        """Undo what this document or voucher settled."""
        for link in [link for link in self.links if link.made_by == made_by]:
            del self.links[link]

    def listed(self) -> list[str]:
        """What Caspit lists, oldest first: tills issue papers that it has no word for."""
        return [key for key, paper in self.papers.items() if paper.type not in WORDLESS]

    def open_documents(self) -> list[str]:
        """What `onlyOpenDocuments` lists, oldest first."""
        return [key for key in self.listed() if self.papers[key].type in ASKS and self.open_of(self.papers[key]) > 0]

    # --- periods ----------------------------------------------------------------------------------------------------

    def close(self, year: int, month: int) -> Verdict:
        """Close a month and everything before it."""
        end = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
        if self.closed_through is None or self.closed_through < end:
            self.closed_through = end
            self.lines += 1
        return Verdict(200)

    def reopen(self, year: int, month: int) -> Verdict:
        """Open a month and everything after it."""
        before = dt.date(year, month, 1) - dt.timedelta(days=1)
        if self.closed_through is not None and self.closed_through > before:
            self.closed_through = before
            self.lines += 1
        return Verdict(200)

    def first_open(self, day: dt.date) -> dt.date:
        """The day itself, or the first one after it that takes postings."""
        closed = self.closed_through
        return day if closed is None or day > closed else closed + dt.timedelta(days=1)

    def is_closed(self, day: dt.date) -> bool:
        """Whether a day takes no posting any more."""
        return self.closed_through is not None and day <= self.closed_through
