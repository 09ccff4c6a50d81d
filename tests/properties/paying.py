"""What people do with money: receipts of every sort, refunds, donations."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.properties import orders
from tests.properties.arithmetic import Body
from tests.properties.records import CREDIT, CREDITS, DONATION, RECEIPT, REFUND
from tests.properties.selling import ONCE, WHICH, Selling


class Paying(Selling):
    """Receipts, refunds, donations."""

    def pay(self, body: Body, kind: int, sources: list[str], sums: list[Decimal | None], payment: Body) -> Body:
        """A paper of payments for these sources, as it will be sent."""
        due = sum(self.auditor.open_of(self.auditor.papers[key]) for key in sources) or 100_00
        body = {**self.new_key(keyless=False), "TrxTypeId": kind, "TrxCodeNumber": 2, **body}
        body |= orders.resolved(payment, self.auditor.today, Decimal(due) / 100)
        return body | ({"RelatedDocuments": self.related(sources, sums)} if sources else {})

    @rule(
        payment=orders.PAYMENTS,
        whiches=st.lists(WHICH, max_size=3),
        among=st.sampled_from(["open", "open", "any"]),
        out_of=st.none() | WHICH,
        sums=st.lists(orders.SOURCE_SUMS, min_size=4, max_size=4),
        stranger=st.sampled_from([False, False, False, True]),
        printed=st.booleans(),
        once=ONCE,
    )
    def receive(
        self, payment: Body, whiches: list[int], among: str, out_of: int | None, sums: list[Decimal | None],
        stranger: bool, printed: bool, once: str,  # noqa: FBT001 - drawn
    ) -> None:  # fmt: skip
        sources = list(dict.fromkeys(self.pick(which, among) for which in whiches))
        papers = [self.auditor.papers[key] for key in sources]
        customer = "c-2" if stranger or not papers else papers[0].customer
        if among == "open":
            sources = [paper.key for paper in papers if paper.customer == customer or stranger]
        free = [key for key in self.free_credits() if self.auditor.papers[key].customer == customer]
        if out_of is not None and free:
            sources.insert(0, free[out_of % len(free)])
        body = self.pay({"CustomerId": customer}, RECEIPT, list(dict.fromkeys(sources)), sums, payment)
        key = self.write(body, once)
        if key is not None and printed:
            self.print(key, "POST", "")

    def free_credits(self) -> list[str]:
        """Receipts and credits of which something is left to pay with."""
        papers = self.auditor.papers
        return [key for key, paper in papers.items() if paper.type in CREDITS and self.auditor.open_of(paper) > 0]

    @rule(
        payment=orders.PAYMENTS,
        whiches=st.lists(WHICH, max_size=2),
        among=st.sampled_from(["free", "free", "free", "any"]),
        kind=st.sampled_from([REFUND, REFUND, REFUND, DONATION]),
        sums=st.lists(orders.SOURCE_SUMS, min_size=2, max_size=2),
        printed=st.sampled_from([True, True, False]),
        once=ONCE,
    )
    def refund(
        self, payment: Body, whiches: list[int], among: str, kind: int, sums: list[Decimal | None], printed: bool,  # noqa: FBT001 - drawn
        once: str,
    ) -> None:  # fmt: skip
        """Give money back, or (made from nothing) thank for a donation."""
        found = self.free_credits() if among == "free" else list(self.auditor.papers)
        sources = list(dict.fromkeys(found[which % len(found)] for which in whiches)) if found else []
        customer = self.auditor.papers[sources[0]].customer if sources else "c-1"
        if kind == DONATION and among == "free":
            sources = []
        key = self.write(self.pay({"CustomerId": customer}, kind, sources, sums, payment), once)
        if key is not None and printed and self.print(key, "POST", ""):
            self.deeds["a donation" if kind == DONATION else "a refund"] += 1
            self.deeds["a refund of a credit"] += any(self.auditor.papers[one].type == CREDIT for one in sources)
