"""What people do with papers: selling, going on with an earlier paper, crediting, editing, printing, cancelling."""

from __future__ import annotations

import copy
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.properties import orders
from tests.properties.arithmetic import Body
from tests.properties.asking import Asking, mark_of
from tests.properties.integrator import at
from tests.properties.records import (
    CREDIT,
    DELIVERY,
    DRAFT,
    FOLLOWS,
    INVOICE,
    INVOICE_RECEIPT,
    PRINTED,
    PROFORMA,
    QUOTE,
    RECEIPT,
    RECEIVES,
    SALES,
    SELLS,
)

WHICH = st.integers(0, 60)
ONCE = st.sampled_from(["", "", "once"])
#: Kinds that sell, those that post most often.
KINDS = st.sampled_from([INVOICE, INVOICE, INVOICE, PROFORMA, DELIVERY, QUOTE, CREDIT])
GOES_ON = (INVOICE, INVOICE_RECEIPT, PROFORMA, DELIVERY, CREDIT)


class Selling(Asking):
    """Papers, from the first draft to the last copy."""

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

    def write(self, body: Body, once: str, *, put: bool = False) -> str | None:
        """Send a document; its key, or None when it was refused."""
        answer = self.once(once, "PUT" if put else "POST", "Documents", body)
        key = body.get("DocumentId") or (answer.json["DocumentId"] if answer.status < 300 else "")
        if not self.agree(answer, self.auditor.write(key, body, put=put)):
            return None
        self.agree_document(answer, key)
        self.said[key] = body
        return str(key)

    def new_key(self, *, keyless: bool) -> Body:
        """A key nobody has used, or none."""
        return {} if keyless else {"DocumentId": f"doc/{next(self.names)} א"}

    def related(self, sources: list[str], sums: list[Decimal | None]) -> list[Body]:
        """Sources as they are sent."""
        return [
            {"DocumentId": key, "DocumentSum": limit, "DocumentRelation": 1}
            for key, limit in zip(sources, sums, strict=False)
        ]

    @rule(
        order=orders.SALES | orders.SALES | orders.SALES | orders.EMPTY,
        customer=st.sampled_from(["c-1", None, "c-2"]),
        kind=KINDS,
        payment=st.none() | orders.PAYMENTS,
        keyless=st.booleans(),
        printed=st.booleans(),
        once=ONCE,
    )
    def sell(
        self, order: Body, customer: str | None, kind: int, payment: Body | None, keyless: bool, printed: bool,  # noqa: FBT001 - drawn
        once: str,
    ) -> None:  # fmt: skip
        kind = kind if payment is None else INVOICE_RECEIPT
        said = {**self.new_key(keyless=keyless), "TrxTypeId": kind, "TrxCodeNumber": 3, "CustomerId": customer}
        total = self.auditor.total_of({**said, **orders.resolved(order, self.auditor.today, Decimal(0))})
        key = self.write({**said, **orders.resolved({**order, **(payment or {})}, self.auditor.today, total)}, once)
        if key is not None and printed:
            self.print(key, "POST", "")

    @rule(
        which=st.integers(0, 200),
        kind=st.none() | st.none() | st.none() | st.sampled_from(GOES_ON),
        share=orders.SHARES,
        payment=orders.PAYMENTS,
        besides=st.none() | st.none() | WHICH,
        customer=st.sampled_from(["same", "same", "same", "c-2"]),
        printed=st.sampled_from([True, True, False]),
        once=ONCE,
    )
    def go_on(
        self, which: int, kind: int | None, share: Decimal, payment: Body, besides: int | None, customer: str,
        printed: bool, once: str,  # noqa: FBT001 - drawn
    ) -> None:  # fmt: skip
        """Make a paper out of an earlier one, of all it says or of a share of it; perhaps of a second one as well."""
        papers = self.auditor.papers
        selling = [key for key, paper in papers.items() if paper.type in SELLS and key in self.said]
        ways = [
            (key, after)
            for key in selling
            if papers[key].status == PRINTED
            for after in GOES_ON
            if papers[key].type in FOLLOWS[after]
        ]
        source, after = ways[which % len(ways)] if ways else (selling[which % len(selling)], INVOICE)
        if kind is not None:
            source, after = selling[which % len(selling)], kind
        kind, sources = after, [source]
        if besides is not None:
            sources = list(dict.fromkeys([*sources, selling[besides % len(selling)]]))
        body = self.after(source, kind, share)
        body["RelatedDocuments"] = self.related(sources, [None, None])
        if customer != "same":
            body["CustomerId"] = customer
        if kind in RECEIVES:
            total = self.auditor.total_of(body)
            body |= orders.resolved(payment, self.auditor.today, total)
        key = self.write({**self.new_key(keyless=False), **body}, once)
        if key is not None and printed and self.print(key, "POST", ""):
            self.deeds[f"{papers[source].type} went on as {kind}"] += 1
            self.deeds["goods were not moved twice"] += any(
                line.goods and line.bases for line in papers[key].lines if kind in SALES
            )

    def after(self, source: str, kind: int, share: Decimal) -> Body:
        """The next paper: the source's lines, so much of each."""
        body = copy.deepcopy(self.said[source])
        kept = ("DocumentLines", "CustomerId", "TrxCodeNumber", "RebatePercent", "RountTotal", "VatRate")
        kept += ("Rebate",) if share == 1 else ()
        body = {name: body[name] for name in kept if name in body and not (name == "VatRate" and kind == CREDIT)}
        for line in body["DocumentLines"]:
            line["Qty"] = (line.get("Qty", Decimal(1)) * share).quantize(Decimal("0.00001"))
        return {"TrxCodeNumber": 3, **body, "TrxTypeId": kind}

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

    # --- printing, cancelling, fetching -----------------------------------------------------------------------------

    @rule(
        which=WHICH,
        among=st.sampled_from(["drafts", "drafts", "any"]),
        way=st.sampled_from(["POST", "PRINT", "number"]),
        once=ONCE,
    )
    def print_document(self, which: int, among: str, way: str, once: str) -> None:
        self.print(self.pick(which, among), way, once)

    def print(self, key: str, way: str, once: str) -> bool:
        """Print a document; whether it was done."""
        paper = self.auditor.papers[key]
        draft = paper.status == DRAFT
        if way == "number":
            number = f"{paper.branch:02d}/{paper.number}"
            answer = self.once(once, "POST", "PrintDocument", documentNumber=number, trxTypeId=paper.type)
        else:
            path = at("PrintDocument" if way == "POST" else "Documents", key)
            answer = self.once(once, way, path)
        if not self.agree(answer, self.auditor.print(key)):
            return False
        assert answer.json == answer.headers["location"]
        assert f"/api/v1{at('/Pdf', key)}?token={self.caller.token}" in answer.json
        self.deeds["printed" if draft else "printed again"] += 1
        settled = {link.paid for link, amount in self.auditor.links.items() if link.made_by == key and amount}
        self.deeds[f"a receipt that settled {len(settled)}"] += draft and paper.type == RECEIPT
        self.deeds["a receipt with a rest"] += draft and bool(settled) and self.auditor.open_of(paper) > 0
        return True

    @rule(which=WHICH, among=st.sampled_from(["printed", "drafts", "any"]), once=ONCE)
    def cancel(self, which: int, among: str, once: str) -> None:
        self.cancel_paper(self.pick(which, among), once)

    def cancel_paper(self, key: str, once: str) -> None:
        """Cancel a document, if that can be."""
        paper = self.auditor.papers.get(key)
        released = any(link.made_by == key and amount for link, amount in self.auditor.links.items())
        answer = self.once(once, "POST", at("CancelDocument", key))
        if self.agree(answer, self.auditor.cancel(key)) and paper is not None:
            self.agree_document(answer, key)
            self.deeds["cancelled" if paper.issued else "voided"] += 1
            self.deeds["a settlement released"] += released
            self.deeds["a credit cancelled"] += paper.issued and paper.type == CREDIT
            self.deeds["goods moved back"] += bool(paper.moves)

    @rule(which=WHICH, among=st.sampled_from(["printed", "printed", "any"]), language=st.sampled_from([0, 1]))
    def fetch(self, which: int, among: str, language: int) -> None:
        self.fetch_paper(self.pick(which, among), language)

    def fetch_paper(self, key: str, language: int) -> None:
        """Get a document's PDF."""
        answer = self.ask("GET", at("Pdf", key), lan=language)
        verdict, paper = self.auditor.fetch(key, language)
        assert self.agree(answer, verdict)
        assert mark_of(answer.body) == ("original" if paper == "again" else paper)
        if paper == "original":
            self.originals[key] = answer.body
        if paper == "again":
            assert answer.body == self.originals[key]
        self.deeds[f"a paper: {paper}"] += 1
