"""What people do at the till: R-NET over the books that Caspit writes into as well."""

from __future__ import annotations

import copy
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.properties.arithmetic import Body, exact, money
from tests.properties.asking import START, Asking, differences
from tests.properties.integrator import Answer, body_of
from tests.properties.recording import CARD, CASH, CHEQUE, Money, Tills
from tests.properties.records import (
    ADVANCE,
    CREDIT,
    DEBIT,
    DELIVERY,
    GOODS_IN,
    INVOICE,
    INVOICE_RECEIPT,
    PRINTED,
    PROFORMA,
    RECEIPT,
    REFUND,
    TILL_RECEIPT,
    TILL_RETURN,
)
from tests.properties.till_figures import Happening, LegalPaper, TillLine, reckon
from tests.tills.tongues import TILL, Programs, Shop, equip
from tests.wire.rnet.invariants import check

#: The books' names of the kinds that tills and shop systems issue.
KINDS = {
    "tax_invoice": INVOICE, "invoice_receipt": INVOICE_RECEIPT, "receipt": RECEIPT, "credit_invoice": CREDIT,
    "refund": REFUND, "delivery_note": DELIVERY, "till_receipt": TILL_RECEIPT, "till_return": TILL_RETURN,
    "goods_in": GOODS_IN, "proforma": PROFORMA, "debit_note": DEBIT, "advance_invoice": ADVANCE,
}  # fmt: skip
LISTS = {CASH: "CashTenders", CHEQUE: "CHTenders", CARD: "CCTenders"}
WHICH = st.integers(0, 60)
_PERCENTS = st.sampled_from(["10", "7.5", "33.33", "0.5"])
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "goods": st.integers(0, 2),
            "Qty": st.sampled_from(["1", "2", "3", "1", "0.5", "1.25", "2.375"]),
            "Price": st.sampled_from(["59.90", "33.33", "0.99", "10.25", "100", "9.995", "236"]),
        },
        optional={"Perc": _PERCENTS, "Amount": st.just("0.25")},
    ),
    min_size=1,
    max_size=3,
)
WHOLES = st.sampled_from([{}, {}, {"Perc": "7"}, {"Perc": "12.5"}, {"Amount": "0.10"}, {"Amount": "0.03"}])
CUSTOMERS = st.sampled_from([None, None, "c-1", "c-1", "c-2"])
MEANS = st.sampled_from([CASH, CASH, CHEQUE, CARD])
WHICHES = st.lists(WHICH, min_size=1, max_size=3)
SHARES = st.lists(st.sampled_from([1, 1, 2, 3]), min_size=3, max_size=3)
PAYING = st.sampled_from(["all", "all", "half", "nothing", "round", "round"])


class Tilling(Asking):
    """The till and the shop's system."""

    COUNTRY = "IL"
    auditor: Tills

    def new_auditor(self) -> Tills:
        return Tills(START, self.COUNTRY)

    def open_business(self) -> int:
        business = self.house.open_business(self.tax_number, country=self.COUNTRY)
        self.shop: Shop = self.house.run(equip(self.house.desk, business, self.tax_number))
        self.programs = Programs(self.house.port, self.shop)
        self.register = self.one("select serial from books.register where business_id = %s and number = %s", TILL)
        self.auditor.lines = self.one("select position from books.head where business_id = %s")
        return business

    def teardown(self) -> None:
        super().teardown()
        self.programs.close()

    # --- asking -----------------------------------------------------------------------------------------------------

    def one(self, sql: str, *values: object) -> Any:
        """One value out of the business's rows."""
        row = self.owner.execute(sql, [self.shop.business, *values]).fetchone()
        assert row is not None, sql
        return row[0]

    def tell(self, line: str, answer: Answer) -> Answer:
        """Note what was said and answered."""
        if currently_in_test_context():
            said = answer.text[:300] if answer.status >= 400 or '"status":0' in answer.text[:40] else ""
            note(f"{next(self.steps):>4}. {self.auditor.now:%d.%m.%Y %H:%M} {line} → {answer.status} {said}")
        return answer

    def at_till(self, body: Body) -> Answer:
        return self.tell(f"till {body_of(body)}", self.programs.till("POST", "transactions", body))

    def in_system(self, method: str, **said: object) -> Any:
        """What a good call of the shop's system gave."""
        answer = self.tell(f"system {method} {said}", self.programs.system(method, **said))
        assert answer.json["status"] == 1, answer.text
        return answer.json["data"]

    def goods(self, which: int) -> int:
        """Goods that are in the catalogue, by number."""
        found = list(self.auditor.goods.values())
        return found[which % len(found)].number

    def customer(self, key: str | None) -> str | None:
        """A customer who is there."""
        return key if key in self.auditor.cards else None

    def whose(self, key: str | None) -> Body:
        """A customer as a till names one."""
        if key is None:
            return {}
        uuid = self.one("select uuid::text from books.contact where business_id = %s and key = %s", key)
        return {"Customer": {"CustomerID": uuid}}

    def sold(self, said: list[Body], whole: Body, customer: str | None, way: int = 1) -> list[TillLine]:
        """Lines as they were drawn, reckoned."""
        lines = []
        for one in said:
            number = self.goods(one["goods"])
            line = TillLine(
                number, way * exact(one["Qty"]), exact(one["Price"]), self.auditor.rate_of(number, customer)
            )
            line.percent = exact(one.get("Perc"))
            line.amount = exact(one.get("Amount")) if "Perc" not in one else Fraction(0)
            lines.append(line)
        reckon(lines, exact(whole.get("Perc")), exact(whole.get("Amount")))
        return lines

    def sent(self, said: list[Body], way: int = 1) -> list[Body]:
        """The same as a till sends them."""
        lines = []
        for one in said:
            uuid = self.one(
                "select uuid::text from books.product where business_id = %s and serial = %s", self.goods(one["goods"])
            )
            line: Body = {"Item": {"ItemID": uuid}, "Qty": way * Decimal(one["Qty"]), "Price": Decimal(one["Price"])}
            off = {name: Decimal(one[name]) for name in ("Perc", "Amount") if name in one}
            if off:
                line["Discount"] = {"Perc": off["Perc"]} if "Perc" in off else off
            lines.append(line)
        return lines

    @staticmethod
    def paid(tenders: Money) -> Body:
        """Payments as a till sends them."""
        body: Body = {}
        for type_, amount in tenders:
            body.setdefault(LISTS[type_], []).append({"Amount": Decimal(amount) / 100})
        return body

    def new_papers(self) -> list[tuple[str, int]]:
        """The papers that were issued since, by key and kind."""
        rows = self.owner.execute(
            "select key, kind from books.document_index where business_id = %s order by serial offset %s",
            [self.business, len(self.auditor.papers)],
        )
        return [(key, KINDS[kind]) for key, kind in rows]

    # --- sales ------------------------------------------------------------------------------------------------------

    @rule(
        said=LINES, whole=WHOLES, customer=CUSTOMERS, paying=PAYING, means=MEANS, other=st.none() | MEANS,
        loose=st.sampled_from([False] * 7 + [True]),
    )  # fmt: skip
    def sell_at_till(
        self, said: list[Body], whole: Body, customer: str | None, paying: str, means: int, other: int | None,
        loose: bool,  # noqa: FBT001 - drawn
    ) -> None:  # fmt: skip
        """A sale, or (loose) goods taken back of which nobody knows the sale."""
        if not self.auditor.goods:
            return
        named = self.customer(customer)
        buyer = self.auditor.payer_of(named)
        way = -1 if loose else 1
        lines = self.sold(said, whole, buyer, way)
        papers = self.auditor.fresh_papers(lines)
        tenders = self.tenders(papers, paying, means, other, buyer)
        body = {
            "TransactionType": 0, "Register": {"Code": str(TILL)}, "ItemEntries": self.sent(said, way),
            **({"Discount": {name: Decimal(value) for name, value in whole.items()}} if whole else {}),
            **self.whose(named), **self.paid(tenders),
        }  # fmt: skip
        self.happen(body, lines, papers, tenders, buyer)
        self.deeds[f"a till's {'return without a sale' if loose else 'sale'} paid: {paying}"] += 1

    def tenders(self, papers: list[LegalPaper], paying: str, means: int, other: int | None, buyer: str | None) -> Money:
        """What is paid: in one means or two, rounded in cash, in part or not at all by somebody who may owe."""
        due = sum(paper.due for paper in papers)
        if paying == "round" and buyer is None:
            rounded = (abs(due) + 5) // 10 * 10 * (1 if due > 0 else -1)
            if rounded:
                last = papers[-1]
                last.cash += (rounded - due) * (-1 if last.back else 1)
                return [(CASH, rounded)]
        amount = due // 2 if paying == "half" and buyer is not None else due
        amount = 0 if paying == "nothing" and buyer is not None else amount
        if not amount:
            return []
        if other is not None and abs(amount) > 1 and other != means:
            return sorted(
                [(means, amount - amount // 3), (other, amount // 3)], key=lambda one: list(LISTS).index(one[0])
            )
        return [(means, amount)]

    def happen(
        self, body: Body, lines: list[TillLine], papers: list[LegalPaper], tenders: Money, buyer: str | None
    ) -> None:
        """A transaction of the till is asked for, and is what was foretold in all it says."""
        body = {"TransactionID": str(uuid4()), "XID": str(uuid4()), **body}
        answer = self.at_till(body)
        assert answer.status == 200, answer.text
        found = self.new_papers()
        kinds = self.auditor.kinds(papers, sum(amount for _, amount in tenders))
        assert [kind for _, kind in found] == [kind for kind, _ in kinds]
        due = sum(paper.due for paper in papers)
        happening = self.happening(answer, 0, due, lines, body)
        self.auditor.record(happening, papers, tenders, buyer, [key for key, _ in found])
        self.agree_till_answer(answer, happening, gross=True)

    def happening(self, answer: Answer, kind: int, total: int, lines: list[TillLine], body: Body | None) -> Happening:
        """What the till made of it, its number and grand total foretold."""
        auditor, shown = self.auditor, answer.json
        auditor.till_number += 1
        auditor.grand_total += max(total, 0) if kind == 0 else 0
        for line, entry in zip(lines, shown["ItemEntries"], strict=True):
            line.entry = entry["TransactionEntryID"]
        serial = self.one("select serial from books.transaction where business_id = %s and uuid = %s",
                          shown["TransactionID"])  # fmt: skip
        rounding = money(total) - sum((line.figures.total for line in lines), Fraction(0)) if kind == 0 else Fraction(0)
        return Happening(
            shown["TransactionID"], auditor.till_number, kind, total, [], lines, auditor.grand_total, serial, body,
            rounding,
        )  # fmt: skip

    def agree_till_answer(self, answer: Answer, one: Happening, *, gross: bool) -> None:
        """The till is told what was foretold, and every invariant of its wire holds."""
        shown = answer.json
        expected: Body = {
            "TransactionNo": f"{TILL}-{one.number}", "TransactionType": one.type, "Status": 1,
            "PGT": money(one.grand_total),
        }  # fmt: skip
        if one.type == 0:
            expected |= {"Total": money(one.total), "Rounding": one.rounding}
        if one.type != 14:
            expected["ItemEntries"] = [line.figures.shown() for line in one.lines]
        wrong = differences(expected, shown)
        assert not wrong, "; ".join(wrong)
        check(shown, gross=gross)
        assert self.programs.till("GET", "transactions", id=one.id).body == answer.body

    def returnable(self) -> list[TillLine]:
        """Sold lines of standing papers of which something is left."""
        auditor = self.auditor
        return [
            line for line in auditor.sold_lines
            if auditor.papers[line.paper].status == PRINTED and line.quantity > auditor.returned(line)
        ]  # fmt: skip

    @precondition(lambda self: self.returnable())
    @rule(
        whiches=WHICHES, shares=SHARES,
        exchange=st.none() | LINES, paying=PAYING, means=MEANS,
    )  # fmt: skip
    def take_back(
        self, whiches: list[int], shares: list[int], exchange: list[Body] | None, paying: str, means: int
    ) -> None:
        """Goods that were sold come back, whole or in parts, perhaps for others."""
        auditor, found = self.auditor, self.returnable()
        first = found[whiches[0] % len(found)]
        owner = auditor.papers[first.paper].customer
        chosen = {id(one): one for one in (found[which % len(found)] for which in whiches)}
        sold = [one for one in chosen.values() if auditor.papers[one.paper].customer == owner]
        named = self.customer(owner)
        if auditor.payer_of(named) != owner or (exchange and not auditor.goods):
            return
        lines, sent = [], []
        for line, share in zip(sold, shares, strict=False):
            left = line.quantity - auditor.returned(line)
            some = Fraction(int(left * 1000 / share), 1000) or left
            lines.append(auditor.bring_back(line, some))
            sent.append({"Qty": -Decimal(some.numerator) / some.denominator, "ReturnTEntryID": line.entry})
        fresh = self.sold(exchange, {}, owner) if exchange else []
        papers = auditor.fresh_papers([*lines, *fresh])
        tenders = self.tenders(papers, "all" if paying == "round" else paying, means, None, owner)
        body = {
            "TransactionType": 0, "Register": {"Code": str(TILL)}, **self.whose(named), **self.paid(tenders),
            "ItemEntries": [*sent, *(self.sent(exchange) if exchange else [])],
        }  # fmt: skip
        self.happen(body, [*lines, *fresh], papers, tenders, owner)
        self.deeds["an exchange" if exchange else "goods taken back"] += 1
        self.deeds["goods taken back in parts"] += any(
            line.quantity + one.quantity for line, one in zip(sold, lines, strict=False)
        )

    @precondition(lambda self: self.returnable())
    @rule(which=WHICH)
    def void(self, which: int) -> None:
        """A whole sale is taken back by its id."""
        auditor, found = self.auditor, self.returnable()
        first = found[which % len(found)]
        one = next(each for each in auditor.happened if first in each.lines)
        sold = [line for line in one.lines if line.quantity > auditor.returned(line) and line.quantity > 0]
        owner = auditor.papers[first.paper].customer
        named = self.customer(owner)
        if auditor.payer_of(named) != owner:
            return
        lines = [auditor.bring_back(line, line.quantity - auditor.returned(line)) for line in sold]
        papers = auditor.fresh_papers(lines)
        tenders: Money = [(CASH, sum(paper.due for paper in papers))]
        if not tenders[0][1]:
            return
        body = {
            "TransactionType": 0, "Register": {"Code": str(TILL)}, "VoidTransactionID": one.id, **self.whose(named),
            **self.paid(tenders),
        }  # fmt: skip
        self.happen(body, lines, papers, tenders, owner)
        self.deeds["a sale voided"] += 1

    @rule(customer=st.sampled_from(["c-1", "c-2"]), amount=st.sampled_from([5000, 123, 100000, -5000, -7]), means=MEANS)
    def pay_at_till(self, customer: str, amount: int, means: int) -> None:
        """A customer pays, or is given money, and buys nothing."""
        named = self.customer(customer)
        buyer = self.auditor.payer_of(named)
        if buyer is None:
            return
        tenders = [(means, amount)]
        body = {
            "TransactionID": str(uuid4()), "TransactionType": 14, "Register": {"Code": str(TILL)}, "ItemEntries": [],
            **self.whose(named), **self.paid(tenders),
        }  # fmt: skip
        answer = self.at_till(body)
        assert answer.status == 200, answer.text
        ((key, kind),) = self.new_papers()
        assert kind == (RECEIPT if amount > 0 else REFUND)
        happening = self.happening(answer, 14, amount, [], body)
        self.auditor.record_money(happening, tenders, buyer, key)
        self.agree_till_answer(answer, happening, gross=True)
        self.deeds["a payment at the till" if amount > 0 else "money given back at the till"] += 1

    @rule(said=LINES, customer=CUSTOMERS)
    def deliver(self, said: list[Body], customer: str | None) -> None:
        """Goods leave without money."""
        if not self.auditor.goods:
            return
        named = self.customer(customer)
        buyer = self.auditor.payer_of(named)
        body = {
            "TransactionID": str(uuid4()), "TransactionType": 16, "Register": {"Code": str(TILL)},
            "ItemEntries": self.sent(said), **self.whose(named),
        }  # fmt: skip
        lines = self.sold(said, {}, buyer)
        answer = self.at_till(body)
        assert answer.status == 200, answer.text
        ((key, kind),) = self.new_papers()
        assert kind == DELIVERY
        happening = self.happening(answer, 16, 0, lines, body)
        self.auditor.record_goods(happening, buyer, key, DELIVERY)
        self.agree_till_answer(answer, happening, gross=True)
        self.deeds["a delivery at the till"] += 1

    @precondition(lambda self: self.auditor.happened)
    @rule(which=WHICH, by=st.sampled_from(["TransactionID", "XID"]))
    def say_again(self, which: int, by: str) -> None:
        """A till sends again what it sent: it is told the same, and nothing happens."""
        sent = [one for one in self.auditor.happened if one.body is not None and by in one.body]
        if not sent:
            return
        one = sent[which % len(sent)]
        body = copy.deepcopy(one.body or {})
        if by == "XID":
            body["TransactionID"] = str(uuid4())
        answer = self.at_till(body)
        assert (answer.status, answer.json["TransactionID"]) == (200, one.id), answer.text
        assert answer.body == self.programs.till("GET", "transactions", id=one.id).body
        self.deeds["said again"] += 1
