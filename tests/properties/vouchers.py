"""The auditor's vouchers: entries by hand, opening balances, cash, differences, stock counted, cheques that bounced."""

from __future__ import annotations

import datetime as dt

from tests.properties.arithmetic import Body, cents, exact
from tests.properties.issuing import Issuing
from tests.properties.ledger import WALK_IN
from tests.properties.records import (
    CREDITS,
    DEBTS,
    DONATION,
    INVOICE_RECEIPT,
    POSTS,
    PRINTED,
    TURNED,
    Paper,
    Verdict,
    Voucher,
)

CASH = "till:cash"
#: The account on the other side, and which way cash goes.
MOVEMENTS = {
    "in": ("cash-movements", 1), "out": ("cash-movements", -1),
    "shortage": ("till-differences", -1), "overage": ("till-differences", 1),
}  # fmt: skip
VAT_ACCOUNTS = {"output-vat", "input-vat", "input-vat-equipment"}
DIFFERENCES = {"rounding": "rounding", "exchange": "exchange-differences"}


class Vouchers(Issuing):
    """Whatever posts without being a document."""

    def __init__(self, now: dt.datetime) -> None:
        super().__init__(now)
        self.bounced: set[tuple[str, int]] = set()

    def book(self, sides: list[tuple[str, int, int]], taxed: dt.date) -> None:
        """Post sides; what they put on the accounts of VAT counts under that tax date."""
        self.post(*sides)
        for account, _, amount in sides:
            if account in VAT_ACCOUNTS:
                self.tax(taxed, **{account.replace("-", "_"): -amount if account == "output-vat" else amount})

    def enter_voucher(self, voucher: Voucher) -> Verdict:
        self.lines += 1
        self.vouchers[voucher.key] = voucher
        self.book(voucher.sides, voucher.taxed or voucher.day)
        voucher.posted = max(voucher.posted or voucher.day, self.first_open(voucher.day))
        for paying, paid, amount in voucher.links:
            self.link(paying, paid, voucher.key, amount)
        for goods, quantity in voucher.moves.items():
            self.move(goods, quantity)
        return Verdict(201)

    def _day(self, body: Body) -> dt.date:
        return dt.date.fromisoformat(body["Date"]) if body.get("Date") else self.today

    def enter(self, key: str, body: Body) -> Verdict:
        """POST an entry by hand."""
        sides, wrong = [], set()
        for line in body["Lines"]:
            card = self.cards.get(line.get("ContactId") or "")
            if line.get("ContactId") and card is None:
                wrong.add("names no contact")
            amount = cents(exact(line.get("Debit"))) - cents(exact(line.get("Credit")))
            sides.append((line["Account"], card.number if card else WALK_IN, amount))
        if sum(amount for _, _, amount in sides):
            wrong.add("must balance")
        if self.is_closed(self._day(body)):
            wrong.add("is closed")
        return Verdict(400, wrong) if wrong else self.enter_voucher(Voucher(key, "journal", self._day(body), sides))

    def open_books(self, key: str, body: Body) -> Verdict:
        """POST opening balances, each contact's with a counterpart of its own."""
        sides, wrong = [], set()
        for line in body["Lines"]:
            card = self.cards.get(line.get("ContactId") or "")
            if line.get("ContactId") and card is None:
                wrong.add("names no contact")
            amount, number = cents(exact(line["Amount"])), card.number if card else WALK_IN
            account = line.get("Account") or (self.side_of(card) if card else "receivable")
            sides += [(account, number, amount), ("opening-balances", number, -amount)]
        if self.is_closed(self._day(body)):
            wrong.add("is closed")
        return (
            Verdict(400, wrong)
            if wrong
            else self.enter_voucher(Voucher(key, "opening_balance", self._day(body), sides))
        )

    def move_cash(self, key: str, body: Body) -> Verdict:
        """POST cash in, out, missing or too much; late is never too late."""
        other, way = MOVEMENTS[body["Kind"]]
        amount = way * cents(exact(body["Amount"]))
        if -amount > max(self.accounts[CASH, WALK_IN], 0):
            return Verdict(400, {"in cash"})
        sides = [(CASH, WALK_IN, amount), (other, WALK_IN, -amount)]
        return self.enter_voucher(Voucher(key, "cash", self._day(body), sides))

    def move_stock(self, key: str, body: Body) -> Verdict:
        """POST what was counted, came or went."""
        goods = self.goods.get(body["ProductId"])
        if goods is None:
            return Verdict(400, {"names no product"})
        said = exact(body["Quantity"])
        held = self.stock.get(goods.number, exact(0))
        change = {"count": said - held, "in": said, "out": -said}[body["Kind"]]
        return self.enter_voucher(
            Voucher(key, "stock", self._day(body), moves={goods.number: change} if change else {})
        )

    def give_up(self, key: str, body: Body) -> Verdict:
        """POST a difference: what is open of a debt is lost, of a credit won."""
        paper = self.papers.get(body["DocumentId"])
        if paper is None:
            return Verdict(400, {"names no document"})
        if paper.status != PRINTED:
            return Verdict(400, {"must be issued"})
        still = self.open_of(paper)
        if paper.type not in POSTS or paper.type not in DEBTS | CREDITS or not still:
            return Verdict(400, {"must leave something open"})
        amount = cents(exact(body["Amount"])) if body.get("Amount") else still
        if amount > still:
            return Verdict(400, {"must be at most"})
        if self.is_closed(self._day(body)):
            return Verdict(400, {"is closed"})
        debt = paper.type in DEBTS
        lost = amount if debt else -amount
        sides = [(DIFFERENCES[body["Kind"]], WALK_IN, lost), ("receivable", self.contact_of(paper), -lost)]
        links = [(None, paper.key, amount) if debt else (paper.key, None, amount)]
        return self.enter_voucher(Voucher(key, "difference", self._day(body), sides, links))

    def contact_of(self, paper: Paper) -> int:
        """The number a paper posts to its customer under."""
        card = self.cards.get(paper.customer or "")
        return WALK_IN if card is None else card.number

    # --- cheques ----------------------------------------------------------------------------------------------------

    def bounce(self, key: str, name: tuple[str, int], body: Body) -> Verdict:
        """Bounce the cheque that is so-manieth among a paper's payments."""
        paper, amount = self.papers[name[0]], self.papers[name[0]].parts[name[1] - 1]
        if paper.shows["ReceiptLines"][name[1] - 1]["PaymentTypeId"] != 2 or paper.type in TURNED or not amount:
            return Verdict(400, {"must be a cheque that was received"})
        if paper.status != PRINTED:
            return Verdict(400, {"must be a cheque of a document that stands"})
        if name in self.bounced:
            return Verdict(400, {"bounced already"})
        self.bounced.add(name)
        owed = "donations" if paper.type == DONATION else "receivable"
        charge = cents(exact(body.get("BankCharge")))
        sides = [(owed, self.contact_of(paper), amount), (self.held_in(name), WALK_IN, -amount),
                 ("bank-charges", WALK_IN, charge), ("bank", WALK_IN, -charge)]  # fmt: skip
        since, posted = self.there_since(name)
        day, links = max(self._day(body), since), self._reopened(paper, amount)
        return self.enter_voucher(Voucher(key, "bounced_cheque", day, sides, links, of=paper.key, posted=posted))

    def there_since(self, cheque: tuple[str, int]) -> tuple[dt.date, dt.date | None]:
        """Since when a cheque lies where it is, and when that was posted: since it was received."""
        return self.papers[cheque[0]].day, None

    @staticmethod
    def held_in(cheque: tuple[str, int]) -> str:
        """The account that holds a cheque: the till."""
        del cheque
        return "till:cheque"

    def _reopened(self, paper: Paper, amount: int) -> list[tuple[str | None, str | None, int]]:
        """What is owed again: what the receipt paid, the latest first; then what it still had to pay with."""
        still = self.open_of(paper)
        if paper.type == DONATION:
            return []
        if paper.type == INVOICE_RECEIPT:
            return [(None, paper.key, -min(amount, paper.total - still))] if paper.total > still else []
        rows: list[tuple[str | None, str | None, int]] = []
        left = amount
        for debt, gave in self._gave(paper.key).items():
            back = min(gave, left)
            if back > 0:
                rows.append((paper.key, debt, -back))
                left -= back
        taken = min(amount, still - sum(part for *_, part in rows))
        return [*rows, (paper.key, None, taken)] if taken > 0 else rows

    def _gave(self, key: str) -> dict[str, int]:
        """What a receipt itself paid, the latest first, less what bounced since."""
        found = [link for link in self.links if link.paying == key and link.paid is not None]
        gave: dict[str, int] = {}
        for link in reversed(found):
            if link.made_by == key:
                gave[str(link.paid)] = sum(
                    self.links[one]
                    for one in found
                    if one.paid == link.paid and (one.made_by == key or one.made_by in self.vouchers)
                )
        return gave

    def kept_by(self, voucher: Voucher) -> set[str]:
        """Why a voucher must stay, for the sake of another."""
        del voucher
        return set()

    # --- reversals --------------------------------------------------------------------------------------------------

    def reverse(self, name: str, key: str) -> Verdict:
        """Reverse a voucher, once, under today's date."""
        voucher = self.vouchers.get(name)
        if voucher is None:
            return Verdict(404, {name})
        if holds := self.kept_by(voucher):
            return Verdict(400, holds)
        if voucher.kind in {"bounced_cheque", "reversal"}:
            return Verdict(400, {"must be a voucher that can be reversed"})
        if voucher.reversed:
            return Verdict(400, {"is reversed already"})
        day = max(self.today, voucher.day)
        wrong = {"is closed"} if voucher.sides and self.is_closed(day) else set()
        into = sum(amount for account, _, amount in voucher.sides if account == CASH)
        if voucher.kind in {"cash", "expense_payment"} and into > max(self.accounts[CASH, WALK_IN], 0):
            wrong.add("in cash")
        if wrong:
            return Verdict(400, wrong)
        voucher.reversed = True
        sides = [(account, contact, -amount) for account, contact, amount in voucher.sides]
        links = [(paying, paid, -amount) for paying, paid, amount in voucher.links]
        moves = {goods: -quantity for goods, quantity in voucher.moves.items()}
        taxed = max(day, voucher.taxed or voucher.day)
        return self.enter_voucher(
            Voucher(key, "reversal", day, sides, links, moves, taxed=taxed, posted=voucher.posted)
        )
