"""The auditor of invoices made of what a till sold abroad: they take its place, and post and move nothing twice."""

from __future__ import annotations

from tests.properties.arithmetic import money
from tests.properties.recording import Tills
from tests.properties.records import CANCELLED, INVOICE, INVOICE_RECEIPT, PRINTED, TILL_RECEIPT, Paper


class PapersMade(Tills):
    """Invoices made of tills' receipts."""

    def sources(self) -> list[tuple[int, Paper]]:
        """What an invoice may be made of, each with its transaction's serial."""
        return [
            (one.serial, self.papers[key])
            for one in self.happened
            for key in one.papers
            if (self.papers[key].type, self.papers[key].status) == (TILL_RECEIPT, PRINTED)
            and not self.papers[key].superseded
        ]

    def has_settled(self, paper: Paper) -> bool:
        """Whether anything of it is owed, or somebody settles it."""
        return bool(self.open_of(paper) or self.partners(paper.key))

    def replace(self, key: str, source: Paper, customer: str) -> Paper:
        """The invoice takes its source's place: what is open, what was settled, nothing else."""
        self.lines += 1
        kind = INVOICE if self.open_of(source) else INVOICE_RECEIPT
        standing = [(one, amount) for one, amount in self.links.items() if amount and one.paid == source.key]
        paper = self._paper(key, kind, customer, [])
        self._say(paper, self.parts[source.key], own=False)
        paper.paid = source.paid
        paper.shows |= {"Payment": money(source.paid)}
        paper.names = [(source.key, None)]
        self.papers[key], self.made[key] = paper, source.key
        for link, amount in standing:
            self.link(link.paying, link.paid, link.made_by, -amount)
            self.link(link.paying, key, link.made_by, amount)
        source.superseded = True
        return paper

    def cancellable(self) -> list[Paper]:
        """Invoices made of a till's sale that nothing hangs on."""
        return [
            self.papers[key] for key in self.made
            if self.papers[key].type in {INVOICE, INVOICE_RECEIPT} and self.papers[key].status == PRINTED
            and not self.partners(key) and not self.followers(key)
        ]  # fmt: skip

    def cancel_made(self, key: str) -> None:
        """It gives its source its place back."""
        self.lines += 1
        self.papers[key].status = CANCELLED
        self.papers[self.made[key]].superseded = False
