"""The machine: random verbs over the public API, answers foretold by the auditor, books inspected every time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from pinkas.storage.verify import verify_business
from tests.properties import orders
from tests.properties.asking import Asking, Body, differences, mark_of
from tests.properties.auditor import (
    DRAFT,
    INVOICE,
    INVOICE_RECEIPT,
    PRINTED,
    RECEIPT,
    RECEIVES,
    SELLS,
    Verdict,
)
from tests.properties.integrator import at

TOKEN_LIFE = dt.timedelta(minutes=10)
KEY_LIFE = dt.timedelta(days=29)

GOOD = {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductName": "x", "UnitPrice": Decimal(10)}]}
#: Calls on documents and contacts that are not there.
STRANGERS = {
    "printing what is not there": ("POST", "PrintDocument/nobody", None),
    "cancelling what is not there": ("POST", "CancelDocument/nobody", None),
    "fetching what is not there": ("GET", "Pdf/nobody", None),
    "editing what is not there": ("PUT", "Documents", {"DocumentId": "nobody", "TrxTypeId": 1, "TrxCodeNumber": 3}),
    "showing what is not there": ("GET", "Documents/nobody", None),
    "showing whom nobody knows": ("GET", "Contacts/nobody", None),
}
MISTAKES = sorted([*orders.MISTAKES, *STRANGERS])
WHICH = st.integers(0, 60)
ONCE = st.sampled_from(["", "", "once"])


class Books(Asking):
    """One business's life."""

    def pick(self, which: int, among: str) -> str:
        """A document: of those with something open, of the drafts, of the printed ones, or any."""
        papers = self.auditor.papers
        found = {
            "open": self.auditor.open_documents(),
            "drafts": [key for key, paper in papers.items() if paper.status == DRAFT],
            "printed": [key for key, paper in papers.items() if paper.status == PRINTED],
            "any": [],
        }[among] or list(papers)
        return found[which % len(found)]

    @initialize(cards=st.tuples(orders.CARDS, orders.CARDS))
    def begin(self, cards: tuple[Body, Body]) -> None:
        for key, card in zip(orders.CONTACTS, cards, strict=False):
            self.save_contact(key, card, put=False, once="")
        self.write({**GOOD, "DocumentId": "doc/0", "CustomerId": "c-1"}, "")

    # --- contacts ---------------------------------------------------------------------------------------------------

    @rule(key=st.sampled_from(orders.CONTACTS), card=orders.CARDS, put=st.booleans(), once=ONCE)
    def save_contact(self, key: str, card: Body, put: bool, once: str) -> None:  # noqa: FBT001 - drawn
        if put:
            answer = self.once(once, "PUT", at("Contacts", key), card)
        else:
            answer = self.once(once, "POST", "Contacts", {"ContactId": key, **card})
        if self.agree(answer, self.auditor.save_card(key, card, must_exist=put)):
            wrong = differences(self.auditor.show_card(key), answer.json, key)
            assert not wrong, "; ".join(wrong)
            assert self.caller.call("GET", at("Contacts", key)).body == answer.body

    @rule(key=st.sampled_from(orders.CONTACTS), once=ONCE)
    def remove_contact(self, key: str, once: str) -> None:
        if self.agree(self.once(once, "DELETE", at("Contacts", key)), self.auditor.remove_card(key)):
            self.deeds["a contact removed"] += 1

    # --- writing documents ------------------------------------------------------------------------------------------

    def write(self, body: Body, once: str, *, put: bool = False) -> str | None:
        """Send a document; its key, or None when it was refused."""
        answer = self.once(once, "PUT" if put else "POST", "Documents", body)
        key = body.get("DocumentId") or (answer.json["DocumentId"] if answer.status < 300 else "")
        if not self.agree(answer, self.auditor.write(key, body, put=put)):
            return None
        self.agree_document(answer, key)
        return key

    def new_key(self, *, keyless: bool) -> Body:
        return {} if keyless else {"DocumentId": f"doc/{next(self.names)} א"}

    @rule(
        order=orders.SALES | orders.SALES | orders.SALES | orders.EMPTY,
        customer=st.sampled_from(["c-1", None, "c-2"]),
        payment=st.none() | orders.PAYMENTS,
        keyless=st.booleans(),
        printed=st.booleans(),
        once=ONCE,
    )
    def sell(
        self, order: Body, customer: str | None, payment: Body | None, keyless: bool, printed: bool, once: str  # noqa: FBT001 - drawn
    ) -> None:  # fmt: skip
        kind = INVOICE if payment is None else INVOICE_RECEIPT
        said = {**self.new_key(keyless=keyless), "TrxTypeId": kind, "TrxCodeNumber": 3, "CustomerId": customer}
        total = self.auditor.total_of({**said, **orders.resolved(order, self.auditor.today, Decimal(0))})
        key = self.write({**said, **orders.resolved({**order, **(payment or {})}, self.auditor.today, total)}, once)
        if key is not None and printed:
            self.print(key, "POST", "")

    @rule(
        payment=orders.PAYMENTS,
        whiches=st.lists(WHICH, max_size=3),
        among=st.sampled_from(["open", "open", "any"]),
        sums=st.lists(orders.SOURCE_SUMS, min_size=3, max_size=3),
        stranger=st.sampled_from([False, False, False, True]),
        printed=st.booleans(),
        once=ONCE,
    )
    def receive(
        self, payment: Body, whiches: list[int], among: str, sums: list[Decimal | None], stranger: bool,  # noqa: FBT001 - drawn
        printed: bool, once: str,  # noqa: FBT001 - drawn
    ) -> None:  # fmt: skip
        sources = list(dict.fromkeys(self.pick(which, among) for which in whiches))
        papers = [self.auditor.papers[key] for key in sources]
        customer = "c-2" if stranger or not papers else papers[0].customer
        if among == "open":
            sources = [paper.key for paper in papers if paper.customer == customer or stranger]
        due = sum(paper.open for paper in papers) or 100_00
        body = {**self.new_key(keyless=False), "TrxTypeId": RECEIPT, "TrxCodeNumber": 2, "CustomerId": customer}
        body |= orders.resolved(payment, self.auditor.today, Decimal(due) / 100)
        if sources:
            body["RelatedDocuments"] = self.related(sources, sums)
        key = self.write(body, once)
        if key is not None and printed:
            self.print(key, "POST", "")

    @rule(
        sales=st.lists(orders.SALES, min_size=1, max_size=2),
        payments=st.lists(orders.PAYMENTS, min_size=1, max_size=2),
        limit=orders.SOURCE_SUMS,
        then=st.lists(st.sampled_from(["cancel the sale", "cancel the receipt", "fetch"]), max_size=3),
    )
    def trade(self, sales: list[Body], payments: list[Body], limit: Decimal | None, then: list[str]) -> None:
        """Sales, printed, and what usually follows: somebody pays, and somebody changes their mind."""
        said = {"TrxTypeId": INVOICE, "TrxCodeNumber": 3, "CustomerId": "c-1"}
        bodies = [orders.resolved(sale, self.auditor.today, Decimal(0)) for sale in sales]
        written = [self.write({**self.new_key(keyless=False), **said, **body}, "") for body in bodies]
        sold = [key for key in written if key is not None]
        for key in sold:
            self.print(key, "POST", "")
        due = Decimal(sum(self.auditor.papers[key].total for key in sold)) / 100
        said = {"TrxTypeId": RECEIPT, "TrxCodeNumber": 2, "CustomerId": "c-1"}
        said["RelatedDocuments"] = self.related(sold, [limit, None])
        receipts = []
        for payment in payments:
            body = orders.resolved(payment, self.auditor.today, due)
            receipts += [self.write({**self.new_key(keyless=False), **said, **body}, "")]
            if receipts[-1] is not None:
                self.print(receipts[-1], "PRINT", "")
        for deed in then:
            if deed == "cancel the receipt":
                self.cancel_paper(receipts[-1] or "nobody", "")
            elif deed == "cancel the sale":
                self.cancel_paper(sold[0] if sold else "nobody", "")
            elif sold:
                self.fetch_paper(sold[0], 0)

    def related(self, sources: list[str], sums: list[Decimal | None]) -> list[Body]:
        return [
            {"DocumentId": key, "DocumentSum": limit, "DocumentRelation": 1}
            for key, limit in zip(sources, sums, strict=False)
        ]

    @rule(
        which=WHICH,
        among=st.sampled_from(["drafts", "drafts", "drafts", "any"]),
        order=orders.SALES,
        payment=orders.PAYMENTS,
        customer=st.sampled_from(["same", "same", None, "c-1"]),
        whiches=st.none() | st.lists(WHICH, max_size=2),
        sums=st.lists(orders.SOURCE_SUMS, min_size=2, max_size=2),
        change=st.sampled_from(["", "", "unsaid", "", "branch", "type"]),
        put=st.booleans(),
        once=ONCE,
    )
    def edit(
        self, which: int, among: str, order: Body, payment: Body, customer: str | None, whiches: list[int] | None,
        sums: list[Decimal | None], change: str, put: bool, once: str,  # noqa: FBT001 - drawn
    ) -> None:  # fmt: skip
        key = self.pick(which, among)
        paper = self.auditor.papers[key]
        kind = paper.type if change != "type" else INVOICE_RECEIPT if paper.type == INVOICE else INVOICE
        said: Body = {"DocumentId": key, "TrxTypeId": kind, "TrxCodeNumber": 3 if kind in SELLS else 2}
        said["CustomerId"] = paper.customer if customer == "same" else customer
        parts = {**(order if kind in SELLS else {}), **(payment if kind in RECEIVES else {})}
        bare = orders.resolved(parts, self.auditor.today, Decimal(0))
        amount = self.auditor.total_of({**said, **bare}) if kind in SELLS else Decimal(100)
        body = {**said, **orders.resolved(parts, self.auditor.today, amount)}
        body["DocumentNumberBranch"] = {"branch": paper.branch + 1, "unsaid": None}.get(change, paper.branch)
        if whiches is not None and kind == RECEIPT:
            sources = list(dict.fromkeys(self.pick(one, "open") for one in whiches))
            body["RelatedDocuments"] = self.related(sources, sums)
        if self.write(body, once, put=put) is not None:
            self.deeds["a draft edited" if put else "a draft posted over"] += 1

    @rule(mistake=st.sampled_from(MISTAKES), put=st.booleans(), lenient=st.booleans(), once=ONCE)
    def mistake(self, mistake: str, put: bool, lenient: bool, once: str) -> None:  # noqa: FBT001 - drawn
        if mistake in STRANGERS:
            verb, path, body = STRANGERS[mistake]
            self.agree(self.ask(verb, path, body), Verdict(404, {"nobody was not found"}))
            return
        spoil, word = orders.MISTAKES[mistake]
        body = spoil(GOOD)
        drafts = [
            paper.key for paper in self.auditor.papers.values() if paper.type == INVOICE and paper.status == DRAFT
        ]
        # Over a draft the frozen type and branch would be refused first.
        if put and drafts and body["TrxTypeId"] != INVOICE_RECEIPT and "DocumentNumberBranch" not in body:
            body = {"DocumentId": drafts[0], **body}
        status = "OK" if lenient else None
        code = f"mistake-{next(self.names)}" if once else None
        answer = self.ask("POST", "Documents", body, key=code, inCaseOfErrorReturnHttpCode=status)
        assert answer.status == (200 if lenient else 400)
        assert word in answer.text

    # --- printing, cancelling, fetching -----------------------------------------------------------------------------

    @rule(
        which=WHICH,
        among=st.sampled_from(["drafts", "drafts", "any"]),
        way=st.sampled_from(["POST", "PRINT", "number"]),
        once=ONCE,
    )
    def print_document(self, which: int, among: str, way: str, once: str) -> None:
        self.print(self.pick(which, among), way, once)

    def print(self, key: str, way: str, once: str) -> None:
        paper = self.auditor.papers[key]
        draft = paper.status == DRAFT
        if way == "number":
            number = f"{paper.branch:02d}/{paper.number}"
            answer = self.once(once, "POST", "PrintDocument", documentNumber=number, trxTypeId=paper.type, writes=draft)
        else:
            path = at("PrintDocument" if way == "POST" else "Documents", key)
            answer = self.once(once, way, path, writes=draft)
        if self.agree(answer, self.auditor.print(key)):
            assert answer.json == answer.headers["location"]
            assert f"/api/v1{at('/Pdf', key)}?token={self.caller.token}" in answer.json
            self.deeds["printed" if draft else "printed again"] += 1
            paid = [amount for amount in paper.settles.values() if amount]
            self.deeds[f"a receipt that settled {len(paid)}"] += draft and paper.type == RECEIPT
            self.deeds["a receipt with a rest"] += draft and bool(paid) and paper.open > 0

    @rule(which=WHICH, among=st.sampled_from(["printed", "drafts", "any"]), once=ONCE)
    def cancel(self, which: int, among: str, once: str) -> None:
        self.cancel_paper(self.pick(which, among), once)

    def cancel_paper(self, key: str, once: str) -> None:
        paper = self.auditor.papers.get(key)
        released = paper is not None and any(paper.settles.values())
        answer = self.once(once, "POST", at("CancelDocument", key))
        if self.agree(answer, self.auditor.cancel(key)) and paper is not None:
            self.agree_document(answer, key)
            self.deeds["cancelled" if paper.issued else "voided"] += 1
            self.deeds["a settlement released"] += released

    @rule(which=WHICH, among=st.sampled_from(["printed", "printed", "any"]), language=st.sampled_from([0, 1]))
    def fetch(self, which: int, among: str, language: int) -> None:
        self.fetch_paper(self.pick(which, among), language)

    def fetch_paper(self, key: str, language: int) -> None:
        answer = self.ask("GET", at("Pdf", key), lan=language)
        verdict, paper = self.auditor.fetch(key, language)
        assert self.agree(answer, verdict)
        assert mark_of(answer.body) == ("original" if paper == "again" else paper)
        if paper == "original":
            self.originals[key] = answer.body
        if paper == "again":
            assert answer.body == self.originals[key]
        self.deeds[f"a paper: {paper}"] += 1

    # --- time, lists and repetition ---------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 9, 11]), days=st.sampled_from([0, 0, 1, 31, 200]))
    def wait(self, minutes: int, days: int) -> None:
        self.house.clock.move(days=days, minutes=minutes)
        self.auditor.now = self.house.clock.at
        alive = self.house.clock.at - self.token_used < TOKEN_LIFE
        assert self.ask("GET", "Documents").status == (200 if alive else 401)
        if not alive:
            self.log_in()
            self.deeds["a token expired"] += 1

    @rule()
    def prove_the_books(self) -> None:
        """`pinkas verify` finds them whole as well."""
        finding = self.house.run(verify_business(self.house.desk.store, self.business))
        assert finding is None, str(finding)

    @precondition(lambda self: self.asked_before)
    @rule(which=st.integers(0, 1000))
    def ask_again_much_later(self, which: int) -> None:
        (verb, path, body, query), key, first, asked_at = self.asked_before[which % len(self.asked_before)]
        if self.auditor.now - asked_at >= KEY_LIFE:
            return
        answer = self.ask(verb, path, body, key=key, **query)
        assert (answer.status, answer.replayed) == (first.status, True)
        if path == "Documents":
            document = first.json["DocumentId"]
            assert answer.headers.get("location") == first.headers.get("location")
            self.agree_document(answer, document)
        self.deeds["repeated much later"] += 1

    @rule(
        customer=st.none() | st.sampled_from(orders.CONTACTS),
        kind=st.none() | st.sampled_from([1, 2, 7, 9]),
        only_open=st.booleans(),
        days=st.none() | st.tuples(st.integers(-70, 0), st.integers(0, 70)),
    )
    def list_documents(
        self,
        customer: str | None,
        kind: int | None,
        only_open: bool,  # noqa: FBT001 - drawn
        days: tuple[int, int] | None,
    ) -> None:
        today = self.auditor.today
        start, end = (str(today + dt.timedelta(days=day)) for day in days) if days else (None, None)
        found = self.caller.whole_list(
            "Documents", CustomerId=customer, trxTypeId=kind, onlyOpenDocuments=only_open, datStart=start, datEnd=end
        )
        expected = [
            key
            for key, paper in self.auditor.papers.items()
            if (customer is None or (paper.customer == customer and customer in self.auditor.cards))
            and (kind is None or paper.type == kind)
            and (not only_open or key in self.auditor.open_documents())
            and (start is None or end is None or start <= paper.shows["Date"][:10] <= end)
        ]
        assert [one["DocumentId"] for one in found] == expected
