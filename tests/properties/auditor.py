"""An auditor who keeps books of his own, by hand, and says beforehand what the server must answer.

Nothing here comes from the server's code: the arithmetic is the Caspit dossier's section 10, in whole agorot and exact
fractions, the rules are sections 4 and 5 of DESIGN.md. One auditor follows one business.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

INVOICE, RECEIPT, INVOICE_RECEIPT = 1, 2, 7
DRAFT, PRINTED, CANCELLED = 0, 2, 3
SELLS, RECEIVES = {INVOICE, INVOICE_RECEIPT}, {RECEIPT, INVOICE_RECEIPT}
FIRST_NUMBER = {INVOICE: 100001, INVOICE_RECEIPT: 200001, RECEIPT: 300001}
CLASSES = {INVOICE: (3, 4), INVOICE_RECEIPT: (3, 4), RECEIPT: (2,)}
VAT_SINCE = (("2025-01-01", 18), ("2015-10-01", 17), ("2013-06-02", 18), ("2012-09-01", 17), ("2010-01-01", 16))
KEPT = ("OpenBalance",)
REFETCH = dt.timedelta(minutes=10)

Body = dict[str, Any]


def exact(value: object, default: object = 0) -> Fraction:
    """A number as sent, whole."""
    return Fraction(str(default if value is None else value))


def kept(value: Fraction, places: int) -> Fraction:
    """Rounded to so many places, half away from zero."""
    size = Fraction(int((abs(value) * 10**places * 2 + 1) // 2), 10**places)
    return size if value >= 0 else -size


def cents(value: Fraction) -> int:
    """Whole agorot."""
    return int(kept(value, 2) * 100)


def money(agorot: int) -> Fraction:
    return Fraction(agorot, 100)


@dataclass
class Verdict:
    """The status to come, and for a refusal the words of which it must show one."""

    status: int
    words: set[str] = field(default_factory=set)


@dataclass
class Card:
    """A contact. `owed` is what invoices less payments come to, in agorot."""

    number: int
    said: Body
    owed: int = 0


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
    total: int = 0
    paid: int = 0
    names: list[tuple[str, int | None]] = field(default_factory=list)
    settles: dict[str, int] = field(default_factory=dict)
    open: int = 0
    taken_at: dt.datetime | None = None
    taken_in: int = 0


class Auditor:
    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.cards: dict[str, Card] = {}
        self.papers: dict[str, Paper] = {}
        self.lines = 1  # of the daybook; the first opened the business
        self._cards_ever = 0
        self._last_numbers: dict[tuple[int, int], int] = {}

    @property
    def today(self) -> dt.date:
        """Jerusalem's date; the stories keep to hours at which it is also that of UTC."""
        return self.now.date()

    # --- contacts ---------------------------------------------------------------------------------------------------

    def save_card(self, key: str, body: Body, *, must_exist: bool = False) -> Verdict:
        card = self.cards.get(key)
        if card is None and must_exist:
            return Verdict(404, {key})
        self.lines += 1
        if card is None:
            self._cards_ever += 1
            card = self.cards[key] = Card(self._cards_ever, {})
        kept = {name: card.said[name] for name in KEPT if body.get(name) is None and name in card.said}
        card.said = {**body, **kept}
        return Verdict(200 if must_exist else 201)

    def remove_card(self, key: str) -> Verdict:
        if key not in self.cards:
            return Verdict(404, {key})
        if any(paper.customer == key for paper in self.papers.values()):
            return Verdict(400, {"is used by"})
        self.lines += 1
        del self.cards[key]
        return Verdict(204)

    def show_card(self, key: str) -> Body:
        card = self.cards[key]
        opening = exact(card.said.get("OpenBalance"))
        balance = opening - money(card.owed)  # a customer's debt is negative
        return {
            "ContactId": key, "Number": card.number, "OpenBalance": opening, "Balance": balance,
            "BalanceInvoiceIska": balance, **{
                name: card.said.get(name) or nothing
                for name, nothing in (("BusinessName", None), ("InvoiceComment", None), ("ContactType", 0),
                                      ("PaymentTerms", 0), ("PaymentTermsDays", 0))
            },
        }  # fmt: skip

    # --- documents --------------------------------------------------------------------------------------------------

    def write(self, key: str, body: Body, *, put: bool = False) -> Verdict:
        """POST (also over a draft) or PUT."""
        paper, kind = self.papers.get(key), body["TrxTypeId"]
        if paper is None and put:
            return Verdict(404, {key})
        branch = body.get("DocumentNumberBranch")
        if branch is None:
            branch = paper.branch if paper else 98
        wrong = self._why_not_written(paper, branch, body)
        dated = paper.shows["Date"][:10] if paper else self.today.isoformat()
        shows, total, paid = self._figures({**body, "Date": body.get("Date") or dated}, kind, wrong, put=put)
        if wrong:
            return Verdict(400, wrong)
        self.lines += 1
        if paper is None:
            last = self._last_numbers.get((branch, kind), FIRST_NUMBER[kind] - 1)
            self._last_numbers[branch, kind] = last + 1
            paper = self.papers[key] = Paper(key, kind, branch, last + 1)
            if kind in SELLS and shows["CustomerId"] and not shows["Comments"]:
                shows["Comments"] = self.cards[shows["CustomerId"]].said.get("InvoiceComment") or None
        named = body.get("RelatedDocuments")
        if named is not None:
            sums = [(one["DocumentId"], cents(exact(one.get("DocumentSum")))) for one in named]
            paper.names = [(source, limit or None) for source, limit in sums]
        paper.customer, paper.shows, paper.total, paper.paid = body.get("CustomerId"), shows, total, paid
        return Verdict(200 if put else 201)

    def _why_not_written(self, paper: Paper | None, branch: int, body: Body) -> set[str]:
        wrong, kind, customer = set(), body["TrxTypeId"], body.get("CustomerId")
        if paper is not None and paper.status != DRAFT:
            wrong.add("exists in Caspit")
        if paper is not None and paper.type != kind:
            wrong.add("TrxTypeId")
        if paper is not None and paper.branch != branch:
            wrong.add("DocumentNumberBranch")
        if body["TrxCodeNumber"] not in CLASSES[kind]:
            wrong.add("TrxCodeNumber")
        if customer is not None and customer not in self.cards:
            wrong.add("CustomerId")
        for one in body.get("RelatedDocuments") or []:
            wrong |= self._why_not_named(kind, one["DocumentId"], customer)
        return wrong

    def _why_not_named(self, kind: int, source: str, customer: str | None) -> set[str]:
        paper = self.papers.get(source)
        if kind in SELLS or paper is None:
            return {"RelatedDocuments"}
        if paper.type == RECEIPT:
            return {"is not one that a receipt pays"}
        return {"belongs to another customer"} if paper.customer != customer else set()

    def _figures(self, body: Body, kind: int, wrong: set[str], *, put: bool) -> tuple[Body, int, int]:
        day = dt.date.fromisoformat(body["Date"])
        rate = exact(body.get("VatRate"), next(vat for since, vat in VAT_SINCE if day.isoformat() >= since))
        lines, tenders = body.get("DocumentLines") or [], body.get("ReceiptLines") or []
        if lines and kind not in SELLS:
            wrong.add("DocumentLines")
        if kind not in RECEIVES and (tenders or body.get("Payment") or body.get("TaxDeduction")):
            wrong |= {"ReceiptLines", "Payment", "TaxDeduction"}
        sold, line_nets = self._sold(body, lines, rate, wrong) if kind in SELLS else ({}, [])
        received, paid = self._received(body, tenders, wrong)
        total = sold.get("Total", 0)
        if kind in SELLS and paid > total:
            wrong.add("Payment")
        names = ("TotalLinesChargeVAT", "Rebate", "RebateRounding", "TotalBeforeVATChargeVAT", "TotalNoChargeVat",
                 "TotalBeforeVAT", "Vat", "Total")  # fmt: skip
        shows = {
            "Date": f"{day}T00:00:00", "DueDate": f"{self._due(body, day)}T00:00:00", "VatRate": rate,
            "CustomerId": body.get("CustomerId"), "CustomerBusinessName": body.get("CustomerBusinessName"),
            "Comments": body.get("Comments") or None, "TrxCodeNumber": body["TrxCodeNumber"],
            "RebatePercent": exact(body.get("RebatePercent")), "RountTotal": bool(body.get("RountTotal")),
            **{name: money(sold.get(name, 0)) for name in names}, **received,
            "EffectiveTotal": money(total) if kind in SELLS else received["TotalPayment"],
            "DocumentLines": [
                {"Number": place, "ExtendedPrice": money(net), "ProductName": line["ProductName"],
                 "Details": (line.get("Details") or "").strip() or (None if put else line["ProductName"])}
                for place, (line, net) in enumerate(zip(lines, line_nets, strict=kind in SELLS), start=1)
            ],
            "ReceiptLines": [
                {"Number": place, "PaymentTypeId": one["PaymentTypeId"], "Payment": exact(one["Payment"])}
                for place, one in enumerate(tenders, start=1)
            ],
        }  # fmt: skip
        return shows, total, paid

    def _sold(self, body: Body, lines: list[Body], rate: Fraction, wrong: set[str]) -> tuple[dict[str, int], list[int]]:
        nets = [
            cents(kept(exact(one["UnitPrice"]), 6) * exact(one.get("Qty"), 1) * exact(one.get("Rate"), 1))
            - cents(exact(one.get("Rebate")))
            for one in lines
        ]
        taxed = [one.get("ChargeVAT") is not False for one in lines]
        taxable = sum(net for net, vat in zip(nets, taxed, strict=True) if vat)
        exempt = sum(nets) - taxable
        rebate, percent = cents(exact(body.get("Rebate"))), exact(body.get("RebatePercent"))
        if not rebate and percent:
            rebate = cents(money(taxable) * percent / 100)
        base, rounding = taxable - rebate, 0
        if rebate > max(taxable, 0) or rebate < 0:
            wrong.add("Rebate")
        if base < 0 or exempt < 0:
            wrong |= {"TotalBeforeVATChargeVAT", "TotalNoChargeVat", "Total"}
        vat = cents(money(base) * rate / 100)
        gross = (base + exempt + vat) // 100 * 100 - exempt
        if body.get("RountTotal") and gross > 0:
            vat = cents(money(gross) * rate / (100 + rate))
            base, rounding = gross - vat, base - (gross - vat)
        return {
            "TotalLinesChargeVAT": taxable, "Rebate": rebate, "RebateRounding": rounding,
            "TotalBeforeVATChargeVAT": base, "TotalNoChargeVat": exempt, "TotalBeforeVAT": base + exempt, "Vat": vat,
            "Total": base + exempt + vat,
        }, nets  # fmt: skip

    def _received(self, body: Body, tenders: list[Body], wrong: set[str]) -> tuple[Body, int]:
        rate = exact(body.get("ReceiptRate"), 1)
        drawer = sum(cents(exact(one["Payment"]) * exact(one.get("Rate"), 1)) for one in tenders)
        payment = cents(exact(body.get("Payment"))) or (cents(money(drawer) / rate) if tenders else 0)
        withheld = cents(exact(body.get("TaxDeduction")))
        said = cents(exact(body.get("Payment")))
        in_shekels = cents(money(payment) * rate) if said or not tenders else drawer, cents(money(withheld) * rate)
        foreign = rate != 1 or any(exact(one.get("Rate"), 1) != 1 for one in tenders)
        if abs(in_shekels[0] - drawer) > (5 if foreign else 0):
            wrong.add("Payment")
        return {
            "Payment": money(payment), "TaxDeduction": money(withheld), "TotalPayment": money(payment + withheld),
            "ReceiptRate": rate, "ReceiptCurrencySymbol": body.get("ReceiptCurrencySymbol") or "₪",
            "PaymentNIS": money(in_shekels[0]), "TaxDeductionNIS": money(in_shekels[1]),
            "TotalPaymentNIS": money(sum(in_shekels)),
        }, sum(in_shekels)  # fmt: skip

    def _due(self, body: Body, day: dt.date) -> dt.date:
        if body.get("DueDate"):
            return dt.date.fromisoformat(body["DueDate"])
        card = self.cards.get(body.get("CustomerId") or "")
        rule, days = (card.said.get("PaymentTerms"), card.said.get("PaymentTermsDays")) if card else (None, None)
        if not rule:
            rule, days = 3, 30
        start = day.replace(day=monthrange(day.year, day.month)[1]) if rule in {2, 3} else day
        return start + dt.timedelta(days=days or 0) if rule in {3, 4} else start

    def total_of(self, body: Body) -> Decimal:
        """What a sale comes to, be it written or not."""
        _, total, _ = self._figures({"Date": self.today.isoformat(), **body}, INVOICE_RECEIPT, set(), put=False)
        return Decimal(total) / 100

    # --- print, cancel, fetch ---------------------------------------------------------------------------------------

    def print(self, key: str) -> Verdict:
        paper = self.papers.get(key)
        if paper is None:
            return Verdict(404, {key})
        if paper.status != DRAFT:
            return Verdict(200)
        wrong = set()
        if not (paper.shows["DocumentLines"] if paper.type in SELLS else paper.paid):
            wrong.add("has no ")
        if paper.type == INVOICE_RECEIPT and paper.total and not paper.paid:
            wrong.add("has no ")
        sources = [self.papers[name] for name, _ in paper.names]
        if any(source.customer != paper.customer for source in sources):
            wrong.add("belongs to another customer")
        if any(source.status != PRINTED for source in sources):
            wrong.add("not issued")
        if wrong:
            return Verdict(400, wrong)
        self.lines += 1
        rest = paper.paid
        for source, (_, limit) in zip(sources, paper.names, strict=True):
            amount = min(rest, source.open, source.open if limit is None else limit)
            rest, source.open = rest - amount, source.open - amount
            paper.settles[source.key] = paper.settles.get(source.key, 0) + amount
        paper.open = paper.total - paper.paid if paper.type in SELLS else rest
        paper.status, paper.issued = PRINTED, True
        self._owe(paper, paper.total - paper.paid)
        return Verdict(200)

    def cancel(self, key: str) -> Verdict:
        paper = self.papers.get(key)
        if paper is None:
            return Verdict(404, {key})
        if paper.status == CANCELLED:
            return Verdict(400, {"cancelled"})
        wrong = {"pays it"} if self.payers(key) else set()
        if paper.taken_at is not None:
            wrong.add("original was handed out")
        if wrong:
            return Verdict(400, wrong)
        self.lines += 1
        if paper.status == PRINTED:
            for source, amount in paper.settles.items():
                self.papers[source].open += amount
            paper.settles = dict.fromkeys(paper.settles, 0)
            self._owe(paper, paper.paid - paper.total)
        paper.status, paper.open = CANCELLED, 0
        return Verdict(200)

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

    def _owe(self, paper: Paper, amount: int) -> None:
        if paper.customer is not None:
            self.cards[paper.customer].owed += amount

    # --- what everything looks like ---------------------------------------------------------------------------------

    def payers(self, key: str) -> list[tuple[Paper, int]]:
        found = [(paper, paper.settles.get(key, 0)) for paper in self.papers.values()]
        return [(paper, amount) for paper, amount in found if amount]

    def show(self, key: str) -> Body:
        paper = self.papers[key]
        sources = [(name, paper.settles.get(name, 0) if paper.issued else limit, 1) for name, limit in paper.names]
        followers = [(payer.key, amount, 2) for payer, amount in self.payers(key)]
        return {
            "DocumentId": key, "TrxTypeId": paper.type, "DocumentNumberBranch": paper.branch,
            "Number": f"{paper.branch:02d}/{paper.number}", "Status": paper.status, **paper.shows,
            "RelatedDocuments": [
                {"DocumentId": name, "DocumentSum": None if sum_ is None else money(sum_), "DocumentRelation": relation}
                for name, sum_, relation in [*sources, *followers]
            ],
        }  # fmt: skip

    def open_documents(self) -> list[str]:
        """What `onlyOpenDocuments` lists, oldest first."""
        return [paper.key for paper in self.papers.values() if paper.type in SELLS and paper.open > 0]
