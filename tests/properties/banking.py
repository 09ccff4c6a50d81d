"""The auditor's till, line by line: what lies in it, and what deposits took to the bank (DESIGN 5, dossier 9.9)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from tests.properties.arithmetic import TILL, Body, cents, exact, money
from tests.properties.bills import Bills
from tests.properties.ledger import WALK_IN
from tests.properties.records import PRINTED, RECEIVES, REFUND, Paper, Verdict
from tests.properties.vouchers import CASH

#: A payment by its paper and its place on it.
Name = tuple[str, int]
TYPES_OF_DEPOSITS = {"cash": "cash", "cheque": "cheques", "card": "cards"}
#: A voucher is no money.
VOUCHER = 11


@dataclass
class Part:
    """What a deposit took of a payment: hundredths of its currency, and agorot."""

    name: Name
    amount: int
    book: int


@dataclass
class Deposit:
    """A deposit, in agorot but for its total, which is in the currency of its lines."""

    key: str
    number: int
    day: dt.date
    type: str
    total: int
    fee: int
    vat: int
    parts: list[Part]
    sides: list[tuple[str, int, int]] = field(default_factory=list)
    posted: dt.date | None = None
    cancelled: dt.date | None = None


class Banking(Bills):
    """The till's lines, and deposits."""

    def __init__(self, now: dt.datetime) -> None:
        super().__init__(now)
        self.deposits: dict[str, Deposit] = {}

    # --- the till ---------------------------------------------------------------------------------------------------

    def tender(self, name: Name) -> Body:
        """A payment as its paper shows it."""
        tender: Body = self.papers[name[0]].shows["ReceiptLines"][name[1] - 1]
        return tender

    def taken(self, name: Name) -> tuple[int, int]:
        """What live deposits took of a payment, in its currency and in ours."""
        parts = [part for one in self.live() for part in one.parts if part.name == name]
        return sum(part.amount for part in parts), sum(part.book for part in parts)

    def live(self) -> list[Deposit]:
        """The deposits that stand."""
        return [one for one in self.deposits.values() if one.cancelled is None]

    def till_lines(self) -> list[Name]:
        """The payments of standing papers that are money and did not bounce."""
        return [
            (key, place)
            for key, paper in self.papers.items()
            if paper.type in RECEIVES and paper.status == PRINTED
            for place, line in enumerate(paper.shows["ReceiptLines"], start=1)
            if line["PaymentTypeId"] != VOUCHER and (key, place) not in self.bounced
        ]

    def show_till(self) -> Counter[tuple[object, ...]]:
        """What Kupa lists as not deposited: paper, type of payment, what is left of it."""
        found: Counter[tuple[object, ...]] = Counter()
        for name in self.till_lines():
            left = self._amount(name) - self.taken(name)[0]
            way = -1 if self.papers[name[0]].type == REFUND else 1
            if left or not self._amount(name):
                found[self._shown(name, way * left)] += 1
        return found

    def show_deposited(self) -> Counter[tuple[object, ...]]:
        """What Kupa lists as deposited, a row for each part."""
        return Counter(
            (*self._shown(part.name, part.amount), str(one.number)) for one in self.live() for part in one.parts
        )

    def _shown(self, name: Name, amount: int) -> tuple[object, ...]:
        paper = self.papers[name[0]]
        return paper.type, f"{paper.branch:02d}/{paper.number}", self.tender(name)["PaymentTypeId"], money(amount)

    def _amount(self, name: Name) -> int:
        return cents(self.tender(name)["Payment"])

    # --- deposits ---------------------------------------------------------------------------------------------------

    def deposit(self, key: str, body: Body, lines: list[tuple[Name, object]]) -> Verdict:
        """POST a deposit of these payments, each whole (None) or so much of it."""
        day = dt.date.fromisoformat(body["Date"]) if body.get("Date") else self.today
        wrong: set[str] = set()
        parts = [self._part(name, asked, day, wrong) for name, asked in lines]
        if len({name for name, _ in lines}) < len(lines):
            wrong.add("names a line that another one names already")
        if len({self.tender(name)["CurrencySymbol"] for name, _ in lines}) > 1:
            wrong.add("must be in one currency")
        kinds = {TILL[self.tender(name)["PaymentTypeId"]] for name, _ in lines}
        found = "mixed" if len(kinds) > 1 else TYPES_OF_DEPOSITS.get(next(iter(kinds)), "other")
        if body.get("DepositType") not in {None, found}:
            wrong.add("that is what its lines are")
        fee, vat = cents(exact(body.get("Fee"))), cents(exact(body.get("FeeVat")))
        total = sum(part.book for part in parts)
        if vat > fee:
            wrong.add("must not be more than the fee")
        if fee + vat > total:
            wrong.add("what is deposited")
        if not total:
            wrong.add("must come to more than 0")
        sides: Counter[str] = Counter({"bank": total - fee - vat, "acquirer-fees": fee, "input-vat": vat})
        for part in parts:
            sides[f"till:{TILL[self.tender(part.name)['PaymentTypeId']]}"] -= part.book
        if -sides[CASH] > max(self.accounts[CASH, WALK_IN], 0):
            wrong.add("in cash")
        if wrong:
            return Verdict(400, wrong)
        self.lines += 1
        one = Deposit(key, len(self.deposits) + 1, day, found, sum(part.amount for part in parts), fee, vat, parts)
        one.sides = [(account, WALK_IN, amount) for account, amount in sides.items()]
        one.posted = self.first_open(day)
        self.deposits[key] = one
        self.book(one.sides, day)
        return Verdict(201)

    def _part(self, name: Name, asked: object, day: dt.date, wrong: set[str]) -> Part:
        paper, tender = self.papers[name[0]], self.tender(name)
        amount, book = self._amount(name), paper.parts[name[1] - 1]
        gone, gone_book = self.taken(name)
        left, left_book = amount - gone, book - gone_book
        wrong |= self._why_not_deposited(name, left, day)
        wanted = left if asked is None else cents(exact(asked))
        if wanted <= 0:
            wrong.add("must be greater than 0")
        if wanted > left:
            wrong.add("what lies in the till of it")
        if wanted != amount and TILL[tender["PaymentTypeId"]] != "cash":
            wrong.add("only cash may be deposited in parts")
        mine = left_book if wanted == left else min(cents(money(wanted) * Fraction(tender["Rate"])), left_book)
        return Part(name, wanted, mine)

    def _why_not_deposited(self, name: Name, left: int, day: dt.date) -> set[str]:
        paper: Paper = self.papers[name[0]]
        wrong = set()
        if self.tender(name)["PaymentTypeId"] == VOUCHER:
            wrong.add("it lies in no till")
        if paper.type == REFUND:
            wrong.add("is money given back")
        if paper.status != PRINTED:
            wrong.add("which is cancelled")
        if name in self.bounced:
            wrong.add("is a cheque that bounced")
        if left <= 0:
            wrong |= {"is deposited already", "comes to nothing"}
        if day < paper.day:
            wrong.add("when a line of it was received")
        return wrong

    def undeposit(self, key: str) -> Verdict:
        """POST .../cancel."""
        one = self.deposits.get(key)
        if one is None:
            return Verdict(404, {key})
        if one.cancelled is not None:
            return Verdict(400, {"is cancelled already"})
        if any(part.name in self.bounced for part in one.parts):
            return Verdict(400, {"came back from the bank since"})
        self.lines += 1
        one.cancelled = max(self.today, one.day)
        self.book([(account, contact, -amount) for account, contact, amount in one.sides], one.cancelled)
        return Verdict(200)

    def show_deposit(self, key: str) -> Body:
        """What a deposit looks like."""
        one = self.deposits[key]
        return {
            "DepositId": key, "Number": one.number, "Date": f"{one.day}T00:00:00", "DepositType": one.type,
            "Total": money(one.total), "Fee": money(one.fee), "FeeVat": money(one.vat),
            "CancelledDate": f"{one.cancelled}T00:00:00" if one.cancelled else None,
        }  # fmt: skip

    def non_cash(self) -> Counter[str]:
        """What the accounts of the till hold, cash apart, which people put in and take out."""
        return Counter(
            {
                account: amount
                for (account, _), amount in self.accounts.items()
                if account.startswith("till:") and account not in {CASH, "till:voucher"} and amount
            }
        )

    @staticmethod
    def sums_of_till(rows: list[Body]) -> Counter[str]:
        """What a list of the till comes to, in agorot by account, cash apart."""
        sums: Counter[str] = Counter()
        for row in rows:
            sums[f"till:{TILL[row['PaymentTypeId']]}"] += cents(exact(row["Payment"]) * exact(row["Rate"]))
        return Counter({account: amount for account, amount in sums.items() if amount and account != CASH})

    # --- what depends on it -----------------------------------------------------------------------------------------

    def held_in(self, cheque: Name) -> str:
        """Where a cheque is when it bounces."""
        return "bank" if self.taken(cheque)[0] else "till:cheque"

    def there_since(self, cheque: Name) -> tuple[dt.date, dt.date | None]:
        """Since when a cheque lies where it is, and when that was posted."""
        took = next((one for one in self.live() if any(part.name == cheque for part in one.parts)), None)
        return super().there_since(cheque) if took is None else (took.day, took.posted)

    def is_deposited(self, key: str) -> bool:
        """Whether a payment of a paper lies in the bank."""
        return any(part.name[0] == key for one in self.live() for part in one.parts)
