"""The auditor reads drafts: what a document says when it is written or edited, and why it is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tests.properties.arithmetic import (
    Body,
    Sold,
    cents,
    due_date,
    exact,
    line_net,
    money,
    received,
    sold,
    standard_rate,
)
from tests.properties.catalogue import Catalogue
from tests.properties.records import (
    CREDIT,
    DRAFT,
    FIRST_NUMBER,
    FOLLOWS,
    INVOICE_RECEIPT,
    POSTS,
    PROFORMA,
    RECEIPT,
    RECEIVES,
    SALES,
    SELLS,
    Goods,
    Line,
    Paper,
    Verdict,
)

PARTS = ("DocumentLines", "ReceiptLines", "Payment", "TaxDeduction")


class Writing(Catalogue):
    """POST and PUT of documents."""

    def __init__(self, now: dt.datetime) -> None:
        super().__init__(now)
        self._last_numbers: dict[tuple[int, int], int] = {}

    def write(self, key: str, body: Body, *, put: bool = False) -> Verdict:
        """POST (also over a draft) or PUT."""
        before, kind = self.papers.get(key), body["TrxTypeId"]
        if before is None and put:
            return Verdict(404, {key})
        branch = body.get("DocumentNumberBranch")
        if branch is None:
            branch = before.branch if before else 98
        wrong = self._why_not_written(before, branch, body)
        fresh = Paper(key, kind, branch, before.number if before else 0)
        named = body.get("RelatedDocuments")
        if named is not None:
            sums = [(one["DocumentId"], cents(exact(one.get("DocumentSum")))) for one in named]
            fresh.names = [(source, limit or None) for source, limit in sums]
        elif before is not None:
            fresh.names = before.names
        fresh.customer = self.payer_of(body.get("CustomerId"), [name for name, _ in fresh.names])
        dated = before.shows["Date"][:10] if before else self.today.isoformat()
        if before is not None and body.get("Date") not in {None, dated} and self._sends_back_rate(before, body):
            body = {**body, "VatRate": None}
        self._compose(fresh, {**body, "Date": body.get("Date") or dated}, wrong, put=put)
        if self.is_closed(fresh.day) or (before is not None and self.is_closed(before.day)):
            wrong.add("is closed")
        if wrong:
            return Verdict(400, wrong)
        self.lines += 1
        if before is None:
            last = self._last_numbers.get((branch, kind), FIRST_NUMBER[kind] - 1)
            fresh.number = self._last_numbers[branch, kind] = last + 1
            if kind in SELLS and fresh.customer and not fresh.shows["Comments"]:
                fresh.shows["Comments"] = self.cards[fresh.customer].said.get("InvoiceComment") or None
        self.papers[key] = fresh
        return Verdict(200 if put else 201)

    @staticmethod
    def _sends_back_rate(before: Paper, body: Body) -> bool:
        """Whether the rate is the law's of the day that the draft was dated, and goes with it."""
        rate = body.get("VatRate")
        return rate is not None and exact(rate) == before.shows["VatRate"] == standard_rate(before.day)

    def total_of(self, body: Body) -> Decimal:
        """What a sale comes to, be it written or not."""
        paper = Paper(
            "", body.get("TrxTypeId") or INVOICE_RECEIPT, 98, 0, customer=self.payer_of(body.get("CustomerId"))
        )
        self._compose(paper, {"Date": self.today.isoformat(), **body, "ReceiptLines": []}, set(), put=False)
        return Decimal(paper.total) / 100

    # --- why not ----------------------------------------------------------------------------------------------------

    def _why_not_written(self, before: Paper | None, branch: int, body: Body) -> set[str]:
        wrong, kind, customer = set(), body["TrxTypeId"], body.get("CustomerId")
        if before is not None and before.status != DRAFT:
            wrong.add("exists in Caspit")
        if before is not None and before.type != kind:
            wrong.add("TrxTypeId")
        if before is not None and before.branch != branch:
            wrong.add("DocumentNumberBranch")
        if body["TrxCodeNumber"] not in ((3, 4) if kind in SELLS else (2,)):
            wrong.add("TrxCodeNumber")
        if customer is not None and customer not in self.cards:
            wrong.add("CustomerId")
        if kind not in SELLS and body.get("DocumentLines"):
            wrong.add("DocumentLines")
        if kind not in RECEIVES and any(body.get(part) for part in PARTS[1:]):
            wrong |= set(PARTS[1:])
        return wrong

    def why_not_named(self, paper: Paper) -> set[str]:
        """What forbids a paper those it names: the wrong type, customer or rate; all may change until it is printed."""
        wrong, kind = set(), paper.type
        if kind == CREDIT and len(paper.names) > 1:
            wrong.add("must name one invoice")
        for name, _ in paper.names:
            source = self.papers.get(name)
            if source is None:
                wrong.add("RelatedDocuments")
            elif source.type not in FOLLOWS[kind]:
                wrong.add("is not one that a receipt pays" if kind == RECEIPT else "is not one it can be made from")
            elif kind in POSTS and source.customer != paper.customer:
                # Going on with a paper may be for another customer; paying and crediting it may not.
                if kind not in SALES:
                    wrong.add("belongs to another customer")
                elif source.type == PROFORMA and any(
                    amount for link, amount in self.links.items() if link.paid == name and link.paying is not None
                ):
                    wrong.add("was paid by another customer")
            if source is not None and kind == CREDIT and paper.shows["VatRate"] != source.shows["VatRate"]:
                wrong |= {"as on the invoice it credits"} if paper.sums.taxable else set()
        return wrong

    def fitted(self, paper: Paper, sources: list[Paper]) -> Sold:
        """The sums; a credit never bears more VAT than is left of its invoice's, and the last one bears all that is."""
        sums = replace(paper.own)
        if paper.type != CREDIT or not sources or not sources[0].issued:
            return sums
        sold, taken = sources[0].sums, self.taken_back(sources[0])
        base, vat = sold.taxable - taken.taxable, sold.vat - taken.vat
        if 0 < sums.taxable <= base:
            sums.vat = vat if sums.taxable == base else min(sums.vat, vat)
        return sums

    def say_sums(self, paper: Paper, sums: Sold) -> None:
        """Put the sums of a sale on the paper."""
        paper.sums = sums
        paper.shows |= sums.show()
        if paper.type in SELLS:
            paper.shows["EffectiveTotal"] = money(sums.total)

    # --- what it says -----------------------------------------------------------------------------------------------

    def _compose(self, paper: Paper, body: Body, wrong: set[str], *, put: bool) -> None:
        kind, day = paper.type, dt.date.fromisoformat(body["Date"])
        credited = [self.papers[name] for name, _ in paper.names if name in self.papers] if kind == CREDIT else []
        usual = credited[0].shows["VatRate"] if len(credited) == 1 else standard_rate(day)
        rate = exact(body.get("VatRate"), usual)
        card = self.cards.get(paper.customer or "")
        terms = (card.said.get("PaymentTerms"), card.said.get("PaymentTermsDays")) if card else (None, None)
        paper.shows = {
            "Date": f"{day}T00:00:00", "DueDate": f"{body.get('DueDate') or due_date(day, *terms)}T00:00:00",
            "VatRate": rate, "CustomerId": paper.customer, "CustomerBusinessName": body.get("CustomerBusinessName"),
            "Comments": body.get("Comments") or None, "TrxCodeNumber": body["TrxCodeNumber"],
            "RebatePercent": exact(body.get("RebatePercent")), "RountTotal": bool(body.get("RountTotal")),
        }  # fmt: skip
        paid = received(body)
        wrong |= paid.wrong
        paper.paid, paper.tills, paper.parts = paid.paid, paid.accounts, paid.parts
        paper.shows |= paid.shows | {"EffectiveTotal": paid.shows["TotalPayment"]}
        self._compose_lines(paper, body, rate, wrong, put=put)
        if kind in SELLS and paper.paid > paper.total:
            wrong.add("Payment")
        wrong |= self.why_not_named(paper)
        self.say_sums(paper, self.fitted(paper, credited))

    def _compose_lines(self, paper: Paper, body: Body, rate: Fraction, wrong: set[str], *, put: bool) -> None:
        lines = body.get("DocumentLines") or [] if paper.type in SELLS else []
        known = [self.goods.get(line.get("ProductId") or "") for line in lines]
        card = self.cards.get(paper.customer or "")
        prices = (card.said.get("PriceListNum") if card else None) or 1
        nets, taxed = [], []
        paper.lines, shown = [], []
        free = body["TrxCodeNumber"] == 4 or (card is not None and card.said.get("ChargeVAT") is False)
        for place, (line, goods) in enumerate(zip(lines, known, strict=True), start=1):
            price = exact(line.get("UnitPrice"))
            if line.get("UnitPrice") is None and goods is not None:
                price = self.price_of(goods, prices, rate)
            nets.append(line_net(line, price))
            bears = line.get("ChargeVAT")
            untaxed = free or (goods is not None and goods.said.get("ChargeVat") is False)
            taxed.append(not untaxed if bears is None else bears)
            name, details = _texts(line, goods, put=put or "gross" in body)
            paper.lines.append(Line(goods.number if goods else None, name, exact(line.get("Qty"), 1)))
            shown.append({"Number": place, "ExtendedPrice": money(nets[-1]), "ProductName": name, "Details": details,
                          "ProductId": line.get("ProductId"), "ChargeVAT": taxed[-1]})  # fmt: skip
        sums = sold(body, nets, taxed, rate)
        if body.get("gross") is not None and taxed[0]:
            sums.vat = body["gross"] - sums.taxable
        if paper.type in SELLS:
            wrong |= sums.wrong
        paper.own = sums
        self.say_sums(paper, sums)
        paper.shows["DocumentLines"] = shown


def _texts(line: Body, goods: Goods | None, *, put: bool) -> tuple[str | None, str | None]:
    """Name and details; a new line without details repeats its name, one named by the catalogue is described by it."""
    name, details = line.get("ProductName"), (line.get("Details") or "").strip()
    if name is None and goods is not None:
        return goods.said.get("Name"), details or goods.said.get("Description") or goods.said.get("Name")
    return name, details or (None if put else name)
