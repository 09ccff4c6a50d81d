"""The machine: random verbs over the public API, answers foretold by the auditor, books inspected every time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from pinkas.storage.verify import verify_business
from tests.properties import orders
from tests.properties.arithmetic import Body
from tests.properties.records import (
    CREDIT,
    DELIVERY,
    DRAFT,
    INVOICE,
    INVOICE_RECEIPT,
    PROFORMA,
    QUOTE,
    RECEIPT,
    REFUND,
    SELLS,
    TYPES,
    Verdict,
)
from tests.properties.selling import ONCE
from tests.properties.subscribing import Subscribing

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
#: Lives of a sale, as its papers follow one another.
LIVES = {
    "paid twice": [INVOICE, RECEIPT, RECEIPT],
    "quoted, delivered, invoiced": [QUOTE, DELIVERY, INVOICE, RECEIPT],
    "asked for, paid, invoiced": [QUOTE, PROFORMA, RECEIPT, INVOICE, CREDIT, REFUND],
    "asked for, paid": [PROFORMA, RECEIPT],
    "delivered, asked for, paid at once": [DELIVERY, PROFORMA, INVOICE_RECEIPT],
    "credited, and paid back": [INVOICE, RECEIPT, CREDIT, REFUND],
    "credited in parts": [INVOICE, CREDIT, CREDIT, CREDIT],
    "paid out of a credit": [INVOICE, RECEIPT, CREDIT, INVOICE, RECEIPT],
}


class Books(Subscribing):
    """One business's life."""

    @initialize(cards=st.tuples(orders.CARDS, orders.CARDS), products=st.tuples(orders.PRODUCTS, orders.PRODUCTS))
    def begin(self, cards: tuple[Body, Body], products: tuple[Body, Body]) -> None:
        for key, card in zip(orders.CONTACTS, cards, strict=False):
            self.save_contact(key, card, put=False, once="")
        for key, product in zip(orders.GOODS, products, strict=False):
            self.save_product(key, product, put=False, once="")
        self.add_classes()
        self.write({**GOOD, "DocumentId": "doc/0", "CustomerId": "c-1"}, "")

    @rule(
        life=st.sampled_from(sorted(LIVES)),
        order=orders.SALES,
        payments=st.lists(orders.PAYMENTS, min_size=3, max_size=3),
        shares=st.lists(orders.SHARES, min_size=6, max_size=6),
        limit=orders.SOURCE_SUMS,
        then=st.lists(
            st.tuples(st.sampled_from(["cancel", "cancel", "cancel", "bounce", "fetch"]), st.integers(0, 5)), max_size=4
        ),
    )
    def live(
        self, life: str, order: Body, payments: list[Body], shares: list[Decimal], limit: Decimal | None,
        then: list[tuple[str, int]],
    ) -> None:  # fmt: skip
        """One sale from its first paper to its last; and somebody changes their mind."""
        told: list[str] = []
        left = list(payments)
        for kind, share in zip(LIVES[life], shares, strict=False):
            key = self.write(
                {**self.new_key(keyless=False), **self.next_paper(kind, told, order, left, share, limit)}, ""
            )
            if key is None or not self.print(key, "POST", ""):
                break
            told.append(key)
        self.deeds[f"a life: {life}"] += len(told) == len(LIVES[life])
        for deed, which in then if told else []:
            key = told[-1 - which % len(told)]
            if deed == "cancel":
                self.cancel_paper(key, "")
            elif deed == "bounce":
                self.bounce_one([one for one in self.cheques() if one[0] in told], which)
            else:
                self.fetch_paper(key, 0)

    def next_paper(
        self, kind: int, told: list[str], order: Body, payments: list[Body], share: Decimal, limit: Decimal | None
    ) -> Body:
        """The next paper of a life: after the one it may follow, and paying with what is free."""
        papers, today = self.auditor.papers, self.auditor.today
        sellers = [key for key in told if papers[key].type in SELLS]
        if kind in {RECEIPT, REFUND}:
            debts = [key for key in told if self.auditor.open_of(papers[key]) > 0]
            if kind == REFUND:
                debts = [key for key in debts if papers[key].type in {CREDIT, RECEIPT}]
            body = self.pay({"CustomerId": "c-1"}, kind, debts, [limit] * 9, payments.pop(0))
            return {name: body[name] for name in body if name != "DocumentId"}
        if kind == CREDIT:
            sellers = [key for key in sellers if papers[key].type in {INVOICE, INVOICE_RECEIPT}]
        if not sellers or (kind == INVOICE and papers[sellers[-1]].type == CREDIT):
            fresh = {"TrxTypeId": kind, "TrxCodeNumber": 3, "CustomerId": "c-1"}
            return {**fresh, **orders.resolved(order, today, Decimal(0))}
        body = self.after(sellers[-1], kind, share) | {"RelatedDocuments": self.related(sellers[-1:], [None])}
        if kind == INVOICE_RECEIPT:
            body |= orders.resolved(payments.pop(0), today, self.auditor.total_of(body))
        return body

    @rule(mistake=st.sampled_from(MISTAKES), put=st.booleans(), lenient=st.booleans(), once=ONCE)
    def mistake(self, mistake: str, put: bool, lenient: bool, once: str) -> None:  # noqa: FBT001 - drawn
        if mistake in STRANGERS:
            verb, path, body = STRANGERS[mistake]
            self.agree(self.ask(verb, path, body), Verdict(404, {"nobody was not found"}))
            return
        if self.auditor.is_closed(self.auditor.today):
            return  # that would be refused first
        spoil, word = orders.MISTAKES[mistake]
        body = spoil(GOOD)
        drafts = [
            key
            for key, paper in self.auditor.papers.items()
            if (paper.type, paper.status) == (INVOICE, DRAFT) and not self.auditor.is_closed(paper.day)
        ]
        # Over a draft the frozen type and branch would be refused first.
        if put and drafts and body["TrxTypeId"] != INVOICE_RECEIPT and "DocumentNumberBranch" not in body:
            body = {"DocumentId": drafts[0], **body}
        status = "OK" if lenient else None
        code = f"mistake-{next(self.names)}" if once else None
        answer = self.ask("POST", "Documents", body, key=code, inCaseOfErrorReturnHttpCode=status)
        assert answer.status == (200 if lenient else 400)
        assert word in answer.text

    # --- after every step -------------------------------------------------------------------------------------------

    def agree_all(self) -> None:
        """Every list but those that are looked at all the time."""
        for look in self.looks():
            look()

    def looks(self) -> list[Callable[[], None]]:
        """Who compares which list."""
        vat = [partial(self.agree_vat, self.month(before)) for before in (0, 1)]
        return [
            self.agree_till, self.agree_bills, vat[0], self.agree_deposits, self.agree_charges, self.agree_orders,
            vat[1],
        ]  # fmt: skip

    @invariant()
    def one_more_list_agrees(self) -> None:
        """The lists in turn, one after each step."""
        looks = self.looks()
        self.turn += 1
        looks[self.turn % len(looks)]()

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
        kind=st.none() | st.sampled_from(TYPES),
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
