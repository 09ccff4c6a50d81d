"""What people do without a document: entries by hand, cash, differences, stock counted, bounced cheques, reversals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.properties import orders
from tests.properties.arithmetic import Body
from tests.properties.inspection import tender
from tests.properties.integrator import Answer, at
from tests.properties.keeping import Keeping
from tests.properties.records import PRINTED, RECEIVES, Verdict
from tests.properties.selling import ONCE, WHICH

EXT = "/ext/v1"
#: What each route calls the key of what it posts.
KEYS = {
    "entries": "EntryId", "opening-balances": "EntryId", "cash": "CashId", "stock": "StockId",
    "differences": "DifferenceId",
}  # fmt: skip


class Vouching(Keeping):
    """Vouchers."""

    def agree_voucher(self, answer: Answer, verdict: Verdict, name: str) -> bool:
        """Whether it was posted, into the first day that takes postings, as foretold."""
        if not self.agree(answer, verdict):
            return False
        voucher = self.auditor.vouchers[name]
        posted = voucher.posted if voucher.sides else None
        assert answer.json["PostingDate"] == (f"{posted}T00:00:00" if posted else None)
        assert answer.json["Date"] == f"{voucher.day}T00:00:00"
        self.deeds[f"a voucher: {voucher.kind}"] += 1
        self.deeds["posted late"] += posted not in {None, voucher.day}
        return True

    @rule(voucher=orders.VOUCHERS, which=WHICH, day=st.sampled_from([None, None, 0, -40]), once=ONCE)
    def post_voucher(self, voucher: tuple[str, Body], which: int, day: int | None, once: str) -> None:
        route, body = voucher
        name = f"v-{next(self.names)}"
        if day is not None:
            body = {**body, "Date": (self.auditor.today + dt.timedelta(days=day)).isoformat()}
        if route == "differences":
            body = {**body, "DocumentId": self.pick(which, "open" if which % 4 else "any")}
        foretell = {
            "entries": self.auditor.enter, "opening-balances": self.auditor.open_books, "cash": self.auditor.move_cash,
            "stock": self.auditor.move_stock, "differences": self.auditor.give_up,
        }[route]  # fmt: skip
        answer = self.once(once, "POST", f"{EXT}/{route}", {KEYS[route]: name, **body})
        if self.agree_voucher(answer, foretell(name, body), name):
            again = self.ask("POST", f"{EXT}/{route}", {KEYS[route]: name, **body})
            assert (again.status, again.json[KEYS[route]]) == (200, name)

    @precondition(lambda self: self.cheques())
    @rule(which=WHICH, charge=st.sampled_from([None, Decimal("12.50")]), once=ONCE)
    def bounce(self, which: int, charge: Decimal | None, once: str) -> None:
        self.bounce_one(self.cheques(), which, charge, once)

    def bounce_one(
        self, cheques: list[tuple[str, int]], which: int, charge: Decimal | None = None, once: str = ""
    ) -> None:
        """Bounce one of these, if there are any."""
        if not cheques:
            return
        document, number = cheques[which % len(cheques)]
        body: Body = {"BankCharge": charge} if charge else {}
        line = tender(self.owner, self.business, document, number)
        answer = self.once(once, "POST", at(f"{EXT}/cheques", str(line)) + "/bounce", body)
        name = answer.json["EntryId"] if answer.status < 300 else ""
        if self.agree_voucher(answer, self.auditor.bounce(name, (document, number), body), name):
            self.deeds["a cheque opened a debt again"] += bool(self.auditor.vouchers[name].links)

    def cheques(self) -> list[tuple[str, int]]:
        """Cheques (and what stands beside them) of the papers that were printed, by document and place."""
        return [
            (key, place)
            for key, paper in self.auditor.papers.items()
            if paper.type in RECEIVES and paper.issued
            for place, line in enumerate(paper.shows["ReceiptLines"], start=1)
            if line["PaymentTypeId"] == 2 or (paper.status == PRINTED and place == 1 and len(key) % 5 == 0)
        ]

    @precondition(lambda self: self.auditor.vouchers)
    @rule(which=WHICH, once=ONCE)
    def reverse(self, which: int, once: str) -> None:
        names = list(self.auditor.vouchers)
        name = names[which % len(names)]
        answer = self.once(once, "POST", at(f"{EXT}/entries", name) + "/reverse", {})
        key = answer.json["EntryId"] if answer.status < 300 else ""
        self.agree_voucher(answer, self.auditor.reverse(name, key), key)
