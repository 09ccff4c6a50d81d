"""The auditor of what tills and shop systems record: which papers it becomes, and where its money goes (DESIGN §4)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from tests.properties.arithmetic import Body, Sold, money
from tests.properties.auditor import Auditor
from tests.properties.records import (
    ADVANCE,
    CREDIT,
    CREDITS,
    DEBIT,
    DELIVERY,
    FIRST_NUMBER,
    GOODS_IN,
    INVOICE,
    INVOICE_RECEIPT,
    PRINTED,
    PROFORMA,
    RECEIPT,
    REFUND,
    TILL_RECEIPT,
    TILL_RETURN,
    WORDLESS,
    Line,
    Paper,
)
from tests.properties.till_figures import Happening, LegalPaper, TillLine, in_law, minus

SERIES = {"IL": 21, "BG": 1}
#: Caspit's words for what a till takes.
CASH, CHEQUE, CARD = 1, 2, 8
ACCOUNTS = {CASH: "till:cash", CHEQUE: "till:cheque", CARD: "till:card"}
STANDARD = {"IL": Fraction(18), "BG": Fraction(20)}
#: Papers of the Bulgarian VAT law share one run.
SHARED_RUN = {INVOICE, INVOICE_RECEIPT, CREDIT, DEBIT, ADVANCE}
Money = list[tuple[int, int]]
#: What tills and shop systems call what others wrote.
TILL_WORDS = {
    TILL_RECEIPT: 0,
    TILL_RETURN: 0,
    INVOICE: 0,
    INVOICE_RECEIPT: 0,
    CREDIT: 0,
    RECEIPT: 14,
    REFUND: 14,
    DELIVERY: 16,
}
SYSTEM_WORDS = {
    INVOICE: ("INVOICE", "NORMAL"), INVOICE_RECEIPT: ("INVOICE", "NORMAL"), CREDIT: ("INVOICE", "CREDIT"),
    DEBIT: ("INVOICE", "DEBIT"), ADVANCE: ("INVOICE", "ADVANCE"), PROFORMA: ("PROFORMA", "NORMAL"),
}  # fmt: skip


@dataclass
class Gross(Sold):
    """What a till's paper comes to; `cash` was added by rounding."""

    cash: int = 0

    @property
    def total(self) -> int:
        return self.taxable + self.exempt + self.vat + self.cash


class Tills(Auditor):
    """Transactions of tills beside everything else."""

    def __init__(self, now: dt.datetime, country: str) -> None:
        super().__init__(now)
        self.country = country
        self.happened: list[Happening] = []
        self.sold_lines: list[TillLine] = []
        #: Base and VAT of tills' papers by rate.
        self.parts: dict[str, LegalPaper] = {}
        self.together: dict[str, Happening] = {}
        #: A paper made of a till's → that.
        self.made: dict[str, str] = {}
        self.till_number = self.grand_total = self.closings = 0

    # --- what it will come to ---------------------------------------------------------------------------------------

    def rate_of(self, number: int, customer: str | None) -> tuple[bool, Fraction]:
        """Whether goods bear VAT when sold to this customer, and how much."""
        card = self.cards.get(customer or "")
        goods = next(one for one in self.goods.values() if one.number == number)
        free = goods.said.get("ChargeVat") is False or (card is not None and card.said.get("ChargeVAT") is False)
        return (False, Fraction(0)) if free else (True, STANDARD[self.country])

    def returned(self, line: TillLine) -> Fraction:
        """How much of a sold line has come back and stands."""
        backs = (one for happening in self.happened for one in happening.lines if one.source is line)
        return sum((-one.quantity for one in backs if self.papers[one.paper].status == PRINTED), Fraction(0))

    def fresh_papers(self, lines: list[TillLine]) -> list[LegalPaper]:
        """The papers of lines whose figures are known, what comes back first."""
        order = list(self.papers)
        named: dict[str, list[TillLine]] = {}
        for line in lines:
            if line.source is not None:
                named.setdefault(line.source.paper, []).append(line)
        papers = [self._credited(key, named[key]) for key in sorted(named, key=order.index)]
        loose = [line for line in lines if line.source is None and line.quantity < 0]
        out = [line for line in lines if line.quantity > 0]
        papers += [LegalPaper(back=True, lines=loose, parts=in_law(loose))] if loose else []
        papers += [LegalPaper(back=False, lines=out, parts=in_law(out))] if out else []
        return papers

    def bring_back(self, sold: TillLine, quantity: Fraction) -> TillLine:
        """So much of a sold line on its way back."""
        before = self.returned(sold)
        line = TillLine(sold.goods, -quantity, sold.price, sold.rate, source=sold)
        line.figures = minus(sold.gone(before), sold.gone(before + quantity))
        return line

    def left_of(self, key: str) -> tuple[dict[tuple[bool, Fraction], tuple[int, int]], int]:
        """Base and VAT of a paper that was not credited yet, by rate; and what is left of it in all."""
        left = dict(self.parts[key].parts)
        total = self.parts[key].total
        for credit in self.followers(key):
            if credit.type not in {CREDIT, TILL_RETURN}:
                continue
            total -= credit.total
            for rate, (base, vat) in self.parts[credit.key].parts.items():
                left[rate] = (left[rate][0] - base, left[rate][1] - vat)
        return left, total

    def _credited(self, key: str, lines: list[TillLine]) -> LegalPaper:
        left, total = self.left_of(key)
        mine = [one for one in self.sold_lines if one.paper == key]
        back = {id(line.source): -line.quantity for line in lines}
        if all(one.quantity - self.returned(one) == back.get(id(one), 0) for one in mine):
            parts = {rate: one for rate, one in left.items() if any(one)}
            rest = total - sum(base + vat for base, vat in parts.values())
            return LegalPaper(back=True, lines=lines, parts=parts, source=key, cash=rest)
        parts = {}
        for rate in dict.fromkeys(line.rate for line in lines):
            before = after = before_tax = after_tax = Fraction(0)
            for line in lines:
                if line.rate == rate and line.source is not None:
                    was = line.source.gone(self.returned(line.source))
                    before, before_tax = before + was.total, before_tax + was.tax
                    after, after_tax = after + was.total - line.figures.total, after_tax + was.tax - line.figures.tax
            gross = _cents(after) - _cents(before)
            vat = min(_cents(after_tax) - _cents(before_tax), left[rate][1], gross)
            parts[rate] = (min(gross - vat, left[rate][0]), vat)
        return LegalPaper(back=True, lines=lines, parts=parts, source=key)

    def kinds(self, papers: list[LegalPaper], paid: int) -> list[tuple[int, bool]]:
        """The papers a transaction issues: their types, and whether the money lies on them."""
        if self.country != "IL":
            return self._kinds_abroad(papers, paid)
        whole = len(papers) == 1 and paid > 0 and paid == papers[0].total
        found = [(CREDIT, False) if paper.back else (INVOICE_RECEIPT if whole else INVOICE, whole) for paper in papers]
        if paid and not whole:
            found.append((RECEIPT if paid > 0 else REFUND, True))
        return found

    @staticmethod
    def _kinds_abroad(papers: list[LegalPaper], paid: int) -> list[tuple[int, bool]]:
        backs = [place for place, paper in enumerate(papers) if paper.back]
        purse = max(backs, key=lambda place: papers[place].total, default=None) if paid < 0 else None
        if purse is not None and -paid > papers[purse].total:
            purse = None
        found = [
            (TILL_RETURN, place == purse) if paper.back else (TILL_RECEIPT, paid > 0)
            for place, paper in enumerate(papers)
        ]
        if paid and not any(has for _, has in found):
            found.append((RECEIPT if paid > 0 else REFUND, True))
        return found

    # --- writing it down --------------------------------------------------------------------------------------------

    def record(
        self, happening: Happening, papers: list[LegalPaper], tenders: Money, customer: str | None, keys: list[str]
    ) -> None:
        """A sale, or what came back: its papers under the keys they were given."""
        self.lines += 1
        paid = sum(amount for _, amount in tenders)
        issued = []
        for place, (key, (kind, has)) in enumerate(zip(keys, self.kinds(papers, paid), strict=True)):
            paper = self._paper(key, kind, customer, tenders if has else [])
            if place < len(papers):
                self._say(paper, papers[place])
            self._issue(paper, happening)
            issued.append(paper)
        self._settle_together(issued, papers)
        self._remember(happening)

    def record_money(self, happening: Happening, tenders: Money, customer: str, key: str) -> None:
        """A payment, or money given back, alone."""
        self.lines += 1
        kind = RECEIPT if tenders[0][1] > 0 else REFUND
        self._issue(self._paper(key, kind, customer, tenders), happening)
        self._remember(happening)

    def record_goods(self, happening: Happening, customer: str | None, key: str, kind: int) -> None:
        """Goods without money: delivered, or (GOODS_IN) come in."""
        self.lines += 1
        paper = self._paper(key, kind, customer, [])
        self._say(paper, LegalPaper(back=False, lines=happening.lines, parts=in_law(happening.lines)))
        self._issue(paper, happening)
        self._remember(happening)

    def _remember(self, happening: Happening) -> None:
        self.happened.append(happening)
        self.sold_lines += [line for line in happening.lines if line.quantity > 0 and happening.type == 0]

    def next_number(self, kind: int) -> int:
        """The next legal number of a kind at the till."""
        run = -1 if self.country == "BG" and kind in SHARED_RUN else kind
        first = FIRST_NUMBER.get(kind, 1) if self.country == "IL" else 1
        at = SERIES[self.country], run
        self._last_numbers[at] = self._last_numbers.get(at, first - 1) + 1
        return self._last_numbers[at]

    def _paper(self, key: str, kind: int, customer: str | None, tenders: Money) -> Paper:
        paper = Paper(key, kind, SERIES[self.country], self.next_number(kind), PRINTED, issued=True, customer=customer)
        paper.parts = [abs(amount) for _, amount in tenders]
        paper.paid = sum(paper.parts)
        paper.tills = Counter()
        for type_, amount in tenders:
            paper.tills[ACCOUNTS[type_]] += abs(amount)
        symbol = "₪" if self.country == "IL" else "€"
        paper.shows = {
            "Date": f"{self.today}T00:00:00", "VatRate": STANDARD[self.country], "CustomerId": customer,
            "TrxCodeNumber": 2 if kind in {RECEIPT, REFUND} else 3, "Payment": money(paper.paid),
            "ReceiptLines": [
                {"Number": place, "PaymentTypeId": type_, "Payment": money(abs(amount)), "Rate": Fraction(1),
                 "CurrencySymbol": symbol}
                for place, (type_, amount) in enumerate(tenders, start=1)
            ],
        }  # fmt: skip
        return paper

    def _say(self, paper: Paper, legal: LegalPaper, *, own: bool = True) -> None:
        taxable = sum(base for (taxed, rate), (base, _) in legal.parts.items() if taxed and rate)
        net = sum(base for base, _ in legal.parts.values())
        vat = sum(vat for _, vat in legal.parts.values())
        paper.sums = Gross(taxable=taxable, exempt=net - taxable, vat=vat, cash=legal.cash)
        paper.tills["rounding"] -= legal.cash
        paper.shows |= {
            "TotalBeforeVATChargeVAT": money(taxable), "TotalNoChargeVat": money(net - taxable),
            "TotalBeforeVAT": money(net), "Vat": money(vat), "Total": money(paper.total),
        }  # fmt: skip
        paper.names = [(legal.source, None)] if legal.source else []
        self.parts[paper.key] = legal
        if not own:
            return
        for place, line in enumerate(legal.lines, start=1):
            line.paper, line.place = paper.key, place
            bases = {(line.source.paper, line.source.place): -line.quantity} if line.source else {}
            paper.lines.append(Line(line.goods, None, abs(line.quantity), bases))
            way = 1 if paper.type in {CREDIT, TILL_RETURN, GOODS_IN} else -1
            paper.moves[line.goods] = paper.moves.get(line.goods, Fraction(0)) + way * abs(line.quantity)

    def _issue(self, paper: Paper, happening: Happening) -> None:
        self.papers[paper.key] = paper
        self.together[paper.key] = happening
        happening.papers.append(paper.key)
        if paper.type not in {DELIVERY, GOODS_IN}:
            self._post(paper, 1)
        for goods, quantity in paper.moves.items():
            self.move(goods, quantity)

    def _settle_together(self, issued: list[Paper], legal: list[LegalPaper]) -> None:
        credits_ = [paper for paper in issued if paper.type in CREDITS - {RECEIPT}]
        sales = [paper for paper in issued if paper.type in {INVOICE, INVOICE_RECEIPT, TILL_RECEIPT}]
        for refund in (paper for paper in issued if paper.type == REFUND):
            for credit in credits_:
                self._pay(credit, refund, refund)
        for sale in sales:
            for credit in credits_:
                self._pay(credit, sale, credit)
        for sale in sales:
            for receipt in (paper for paper in issued if paper.type == RECEIPT):
                self._pay(receipt, sale, receipt)
        for paper, one in zip(issued, legal, strict=False):
            if one.source is not None:
                self._pay(paper, self.papers[one.source], paper)

    def _pay(self, paying: Paper, paid: Paper, by: Paper) -> None:
        if amount := min(self.open_of(paying), self.open_of(paid)):
            self.link(paying.key, paid.key, by.key, amount)

    # --- papers made of what a till sold ------------------------------------------------------------------------------

    def sales(self) -> list[Happening]:
        """Sales that stand and were not replaced."""
        found = []
        for one in self.happened:
            key = self.sale_paper(one)
            if key and self.papers[key].status == PRINTED and not self.papers[key].superseded:
                found.append(one)
        return found

    def sale_paper(self, one: Happening) -> str:
        """The paper of what left with a transaction."""
        kinds = {INVOICE, INVOICE_RECEIPT, TILL_RECEIPT}
        return next((key for key in one.papers if self.papers[key].type in kinds and one.type == 0), "")

    def make(self, key: str, kind: int, source: Paper, customer: str) -> None:
        """A pro forma of a sale, unless there is one: it posts and moves nothing."""
        if any(self.made.get(one) == source.key and self.papers[one].type == kind for one in self.papers):
            return
        self.lines += 1
        paper = self._paper(key, kind, customer, [])
        self._say(paper, self.parts[source.key], own=False)
        paper.names = [(source.key, None)]
        self.papers[key] = paper
        self.made[key] = source.key

    # --- cancelling -------------------------------------------------------------------------------------------------

    def _beside(self, key: str) -> set[str]:
        happening = self.together.get(key)
        return set(happening.papers) - {key} if happening else set()

    def _why_not_cancelled(self, paper: Paper) -> set[str]:
        """What the papers of one transaction settle among themselves blocks nothing."""
        beside = self._beside(paper.key)
        own = {link: self.links.pop(link) for link in list(self.links) if self._within(link.made_by, link, beside)}
        try:
            return super()._why_not_cancelled(paper)
        finally:
            self.links.update(own)

    @staticmethod
    def _within(maker: str, link: object, beside: set[str]) -> bool:
        del link
        return maker in beside

    def release(self, made_by: str) -> None:
        """What it settled, and what others of its transaction settled of it."""
        super().release(made_by)
        beside = self._beside(made_by)
        for link in [one for one in self.links if one.made_by in beside and made_by in {one.paying, one.paid}]:
            del self.links[link]

    # --- what it looks like -----------------------------------------------------------------------------------------

    def show_to_till(self) -> list[tuple[object, ...]]:
        """Name (a till's own), type, total and status of every transaction that tills have a word for."""
        found: list[tuple[object, ...]] = []
        for one in self.happened:
            if one.type in TILL_WORDS.values():
                stands = any(self.papers[key].status == PRINTED for key in one.papers)
                total = self._goods_total(one) if one.type == 16 else money(one.total)
                found.append((one.id, one.type, total, int(stands)))
        for key, paper in self.papers.items():
            if key not in self.together and key not in self.made and paper.issued and paper.type in TILL_WORDS:
                total = money(paper.paid if paper.type in {RECEIPT, REFUND} else paper.total)
                way = -1 if paper.type in {CREDIT, REFUND} else 1
                found.append(("", TILL_WORDS[paper.type], way * total, int(paper.status == PRINTED)))
        return found

    @staticmethod
    def _goods_total(one: Happening) -> Fraction:
        return money(sum(base + vat for base, vat in in_law(one.lines).values()))

    def show_to_system(self) -> list[tuple[object, ...]]:
        """Type, number, total, status and customer's number of every document that shop systems have a word for."""
        found = []
        for paper in self.papers.values():
            if paper.issued and paper.type in SYSTEM_WORDS:
                card = self.cards.get(paper.customer or "")
                status = "NORMAL" if paper.status == PRINTED else "DELETED"
                found.append((*SYSTEM_WORDS[paper.type], paper.number, money(paper.total), status,
                              0 if card is None else card.number))  # fmt: skip
        return found

    def show(self, key: str) -> Body:
        """What a document looks like in Caspit."""
        shown = super().show(key)
        paper = self.papers[key]
        if key in self.together and paper.type in {RECEIPT, REFUND}:  # what it settled comes as if it had named it
            mine = {side for one in self.links if one.made_by == key for side in (one.paying, one.paid)}
            for related in shown["RelatedDocuments"]:
                related["DocumentRelation"] = 1 if related["DocumentId"] in mine else related["DocumentRelation"]
            shown["RelatedDocuments"].sort(key=lambda one: one["DocumentRelation"])
        related = shown["RelatedDocuments"]
        shown["RelatedDocuments"] = [one for one in related if self.papers[one["DocumentId"]].type not in WORDLESS]
        if self.country == "BG":
            number = f"{paper.number:010d}" if paper.type in SHARED_RUN else str(paper.number)
            shown["Number"] = f"{paper.branch:02d}/{number}"
        return shown


def _cents(value: Fraction) -> int:
    return int((abs(value) * 200 + 1) // 2) * (1 if value >= 0 else -1)
