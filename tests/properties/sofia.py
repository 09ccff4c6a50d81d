"""A Bulgarian shop: a till and a shop's system, papers made of what they sold, and Caspit's lists of all that."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from pinkas.storage.verify import verify_business
from tests.properties.arithmetic import Body
from tests.properties.asking import START
from tests.properties.integrator import at
from tests.properties.papers_made import PapersMade
from tests.properties.systems import Systems
from tests.properties.tilling import WHICH


class Sofia(Systems):
    """One shop."""

    COUNTRY = "BG"
    auditor: PapersMade

    def new_auditor(self) -> PapersMade:
        return PapersMade(START, self.COUNTRY)

    @initialize()
    def begin(self) -> None:
        """Two customers, goods with and without VAT, and a service."""
        for key in ("c-1", "c-2"):
            card = {"BusinessName": key}
            answer = self.ask("POST", "Contacts", {"ContactId": key, **card})
            assert self.agree(answer, self.auditor.save_card(key, card))
        for key, bears in (("g-1", True), ("g-2", True), ("g-3", False)):
            product: Body = {"Name": key, "SalePrice1": 10, "ChargeVat": bears}
            product |= {} if key == "g-2" else {"QtyInStock": 5}
            answer = self.ask("POST", "Products", {"ProductId": key, **product})
            assert self.agree(answer, self.auditor.save_goods(key, product))

    @rule(whiches=st.lists(WHICH, min_size=1, max_size=4))
    def make_invoices(self, whiches: list[int]) -> None:
        """Invoices of what was sold, each asked for twice."""
        auditor = self.auditor
        for which in whiches:
            found = [one for one in auditor.sources() if one[1].customer or not auditor.has_settled(one[1])]
            if not found:
                return
            serial, source = found[which % len(found)]
            customer = source.customer or "c-1"
            body = {"Type": "INVOICE", "CustomerId": customer, "VatReason": "чл. 113"}
            told = [self.ask("POST", f"/ext/v1/operations/{serial}/document", body) for _ in range(2)]
            assert [answer.status for answer in told] == [200, 200], told[0].text
            assert told[0].body == told[1].body
            shown = told[0].json
            paper = auditor.replace(shown["DocumentId"], source, customer)
            assert [shown[name] * 100 for name in ("Total", "Vat", "OpenAmount")] == [
                paper.total, paper.sums.vat, auditor.open_of(paper),
            ]  # fmt: skip
            self.deeds["an invoice of a till's sale"] += 1

    @rule(which=WHICH)
    def cancel_paper(self, which: int) -> None:
        """An invoice made of a till's sale is cancelled: the till's paper is there again."""
        found = self.auditor.cancellable()
        if not found:
            return
        paper = found[which % len(found)]
        answer = self.ask("POST", at("CancelDocument", paper.key))
        assert answer.status == 200, answer.text
        self.auditor.cancel_made(paper.key)
        self.deeds["an invoice of a till's sale cancelled"] += 1

    @invariant()
    def one_more_list_agrees(self) -> None:
        self.turn += 1
        (self.agree_till_list if self.turn % 2 else self.agree_system_list)()

    @rule()
    def prove_the_books(self) -> None:
        finding = self.house.run(verify_business(self.house.desk.store, self.business))
        assert finding is None, str(finding)
