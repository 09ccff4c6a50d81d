"""The auditor at the counter: printing, cancelling and handing out, with all that settles, credits and moves goods."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction

from tests.properties.arithmetic import Sold
from tests.properties.ledger import WALK_IN
from tests.properties.records import (
    CANCELLED,
    CREDIT,
    CREDITS,
    DELIVERY,
    DONATION,
    DRAFT,
    MOVES,
    POSTS,
    PRINTED,
    PROFORMA,
    RECEIPT,
    RECEIVES,
    REFUND,
    SALES,
    SELLS,
    TURNED,
    Line,
    Paper,
    Verdict,
)
from tests.properties.writing import Writing

REFETCH = dt.timedelta(minutes=10)
#: What goes on with another paper's lines uses them up; nobody else goes on with those again.
USES = {*SALES, CREDIT}


class Issuing(Writing):
    """Print, cancel, fetch."""

    def print(self, key: str) -> Verdict:
        """Issue a draft; what is none any more stays as it is."""
        paper = self.papers.get(key)
        if paper is None:
            return Verdict(404, {key})
        if paper.status != DRAFT:
            return Verdict(200)
        sources = [self.papers[name] for name, _ in paper.names]
        wrong = self._why_not_printed(paper, sources)
        fitted = self.fitted(paper, sources)
        if paper.type == CREDIT and any(self._over_credits(fitted, one) for one in sources if one.issued):
            wrong.add("may still be credited")
        lines, missing = self._based(paper, sources)
        if missing:
            wrong.add("may still be credited")
        if wrong:
            return Verdict(400, wrong)
        self.lines += 1
        self.say_sums(paper, fitted)
        paper.lines = lines
        paper.status, paper.issued = PRINTED, True
        self._settle(paper, sources)
        self._post(paper, 1)
        paper.moves = self._moves(paper)
        for goods, quantity in paper.moves.items():
            self.move(goods, quantity)
        return Verdict(200)

    def _why_not_printed(self, paper: Paper, sources: list[Paper]) -> set[str]:
        wrong = self.why_not_named(paper)
        said = [(one["ProductName"], one["Details"], one["ExtendedPrice"]) for one in paper.shows["DocumentLines"]]
        if paper.type in SELLS and not any(any(one) for one in said):
            wrong.add("has no ")
        if paper.type in RECEIVES and not paper.paid and (paper.total or paper.type not in SELLS):
            wrong.add("has no ")
        if self.is_closed(paper.day):
            wrong.add("is closed")
        if any(source.status != PRINTED for source in sources):
            wrong.add("not issued")
        if paper.type in SELLS and any(source.superseded for source in sources):
            wrong.add("is replaced by an invoice already")
        return wrong

    def _over_credits(self, credit: Sold, sale: Paper) -> bool:
        """Whether a credit takes back more than was sold and not credited yet, in all or of either part."""
        taken, was = self.taken_back(sale), sale.sums
        return (
            credit.total > was.total - taken.total
            or credit.taxable > was.taxable - taken.taxable
            or credit.exempt > was.exempt - taken.exempt
        )

    # --- goods ------------------------------------------------------------------------------------------------------

    def _based(self, paper: Paper, sources: list[Paper]) -> tuple[list[Line], bool]:
        """The lines joined to those they go on with; and whether a credit takes back goods that were not sold."""
        behind = [
            one
            for source in sources
            for one in [source, *(self.papers[name] for name, _ in source.names if source.type == PROFORMA)]
            if one.issued and source.issued
        ]
        # Those that moved the goods come first: a quote or proforma beside a delivery note must not hide it.
        left = {
            (source.key, place): line.quantity - self._used(source.key, place)
            for source in sorted(behind, key=lambda one: one.type not in MOVES)
            for place, line in enumerate(source.lines, start=1)
        }
        lines, missing = [], False
        for line in paper.lines:
            need, bases = max(line.quantity, Fraction(0)), {}
            for (key, place), rest in left.items():
                source = self.papers[key].lines[place - 1]
                same = source.goods == line.goods if {source.goods, line.goods} != {None} else source.name == line.name
                taken = min(need, max(rest, Fraction(0)))
                if same and (line.goods or line.name is not None) and taken > 0:
                    bases[key, place], need = taken, need - taken
                    left[key, place] = rest - taken
            lines.append(Line(line.goods, line.name, line.quantity, bases))
            missing = missing or bool(left and need and line.goods and paper.type == CREDIT)
        return lines, missing

    def _used(self, key: str, place: int) -> Fraction:
        """How much of a line others have gone on with already."""
        return sum(
            (
                line.bases.get((key, place), Fraction(0))
                for paper in self.papers.values()
                if paper.type in USES and paper.status == PRINTED
                for line in paper.lines
            ),
            Fraction(0),
        )

    def _moves(self, paper: Paper) -> dict[int, Fraction]:
        """What moves: a delivery note's goods have left already when the invoice for them comes."""
        moves: dict[int, Fraction] = {}
        direction = MOVES.get(paper.type, 0)
        for line in paper.lines:
            if line.goods is None or not direction:
                continue
            quantity = line.quantity
            for (key, _), part in line.bases.items():
                if self.papers[key].type == DELIVERY and paper.type in SALES:
                    quantity -= part
            if quantity:
                moves[line.goods] = moves.get(line.goods, Fraction(0)) + direction * quantity
        return moves

    # --- money ------------------------------------------------------------------------------------------------------

    def _post(self, paper: Paper, way: int) -> None:
        """The paper's entry, or (-1) its reverse: what it sold and took in, the rest on its customer."""
        if paper.type not in POSTS:
            return
        done = paper.day if way > 0 else max(paper.day, self.today)
        way = -way if paper.type in TURNED else way
        taxed, free = paper.sums.taxable, paper.sums.exempt
        if not paper.shows["VatRate"]:
            taxed, free = 0, taxed + free
        self.tax(done, sales_taxed=way * taxed, sales_free=way * free, output_vat=way * paper.sums.vat)
        card = self.cards.get(paper.customer or "")
        contact = WALK_IN if card is None else card.number
        sides = [(account, WALK_IN, way * amount) for account, amount in paper.accounts.items()]
        rest = -way * sum(paper.accounts.values())
        self.post(("donations" if paper.type == DONATION else "receivable", contact, rest), *sides)

    def _settle(self, paper: Paper, sources: list[Paper]) -> None:
        limits = {name: limit for name, limit in paper.names}  # noqa: C416 - a name stands once
        still = {source.key: self.open_of(source) for source in sources}
        still |= {key: min(still[key], limit) for key, limit in limits.items() if limit is not None}
        if paper.type in {RECEIPT, CREDIT}:
            purses = {source.key: still[source.key] for source in sources if source.type in CREDITS}
            purses[paper.key] = paper.face
            for debt in (source for source in sources if source.type not in CREDITS):
                for purse, held in purses.items():
                    amount = min(still[debt.key], held)
                    if amount > 0:
                        self.link(purse, debt.key, paper.key, amount)
                        purses[purse] -= amount
                        still[debt.key] -= amount
        elif paper.type == REFUND:
            rest = paper.face
            for source in sources:
                amount = min(rest, still[source.key])
                if amount > 0:
                    self.link(source.key, paper.key, paper.key, amount)
                    rest -= amount
        elif paper.type in SALES:
            self._take_over(paper, [source for source in sources if source.type == PROFORMA])

    def _take_over(self, paper: Paper, replaced: list[Paper]) -> None:
        """What was paid on a proforma pays the invoice that takes its place; what is too much is the payer's again."""
        rest = paper.face
        order = {key: place for place, key in enumerate(self.papers)}
        for source in replaced:
            standing = [(link, amount) for link, amount in self.links.items() if link.paid == source.key and amount]
            bounced = Counter({link.paying: -amount for link, amount in standing if link.made_by in self.vouchers})
            for link, gave in sorted(standing, key=lambda one: order[one[0].paying or ""]):
                if link.made_by in self.vouchers:
                    continue
                amount = gave - min(gave, bounced[link.paying])
                bounced[link.paying] -= gave - amount
                self.link(link.paying, source.key, link.made_by, -amount)
                if taken := min(rest, amount):
                    self.link(link.paying, paper.key, link.made_by, taken)
                    rest -= taken
            source.superseded = True

    # --- cancelling -------------------------------------------------------------------------------------------------

    def cancel(self, key: str) -> Verdict:
        """Void a draft, or undo what an issued paper did."""
        paper = self.papers.get(key)
        if paper is None:
            return Verdict(404, {key})
        if paper.status == CANCELLED:
            return Verdict(400, {"cancelled"})
        wrong = self._why_not_cancelled(paper) if paper.status == PRINTED else set()
        if wrong:
            return Verdict(400, wrong)
        self.lines += 1
        if paper.status == PRINTED:
            self.release(key)
            self._post(paper, -1)
            for goods, quantity in paper.moves.items():
                self.move(goods, -quantity)
            if paper.type in SALES:
                for name, _ in paper.names:
                    self.papers[name].superseded = False
        paper.status = CANCELLED
        return Verdict(200)

    def _why_not_cancelled(self, paper: Paper) -> set[str]:
        wrong = set()
        if self.is_closed(paper.day) and paper.type in POSTS:
            wrong.add("is closed")
        if paper.taken_at is not None and paper.type in POSTS:
            wrong.add("original was handed out")
        for follower in self.followers(paper.key):
            if follower.type not in {RECEIPT, REFUND}:
                wrong.add(f"{follower.key!r} {'credits it' if follower.type == CREDIT else 'was made from it'}")
        for link, amount in self.links.items():
            by_paper = link.made_by != paper.key and link.made_by in self.papers
            if amount and by_paper and paper.key in {link.paying, link.paid}:
                wrong.add(self.blocks(link.made_by, paper))
        if self.is_deposited(paper.key):
            wrong.add("took a payment of it to the bank")
        for voucher in self.vouchers.values():
            touched = {voucher.of} | {side for *sides, _ in voucher.links for side in sides}
            if paper.key in touched and not voucher.reversed and voucher.kind != "reversal":
                wrong.add("that paid it bounced" if voucher.kind == "bounced_cheque" else "depends on it")
        return wrong

    @staticmethod
    def is_deposited(key: str) -> bool:
        """Whether a payment of a paper lies in the bank."""
        del key
        return False

    def blocks(self, maker: str, paper: Paper) -> str:
        """How a refusal names whoever settled something that a cancellation would undo."""
        pays = "pays out of it" if paper.type in CREDITS else "pays it"
        return f"{maker!r} {({RECEIPT: pays, REFUND: 'refunds it', CREDIT: 'credits it'})[self.papers[maker].type]}"

    # --- paper ------------------------------------------------------------------------------------------------------

    def fetch(self, key: str, language: int) -> tuple[Verdict, str]:
        """GET Pdf, and what is then on the paper: draft, original (a fresh one), again (its bytes) or copy."""
        paper = self.papers.get(key)
        if paper is None:
            return Verdict(404, {key}), ""
        if not paper.issued:
            return Verdict(200), "draft"
        if paper.taken_at is None and paper.status == PRINTED:
            paper.taken_at, paper.taken_in = self.now, language
            self.lines += 1
            return Verdict(200), "original"
        again = paper.taken_at is not None and self.now - paper.taken_at < REFETCH and paper.taken_in == language
        return Verdict(200), "again" if again else "copy"
