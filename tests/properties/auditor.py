"""An auditor who keeps books of his own, by hand, and says beforehand what the server must answer.

Nothing here or in the modules below comes from the server's code: the arithmetic is the Caspit dossier's section 10, in
whole agorot and exact fractions, the rules are sections 4 and 5 of DESIGN.md. One auditor follows one business.
"""

from __future__ import annotations

from tests.properties.agreements import Agreements
from tests.properties.arithmetic import Body, money
from tests.properties.records import RECEIPT, REFUND


class Auditor(Agreements):
    """The whole auditor; each noun has a module of its own."""

    def show(self, key: str) -> Body:
        """What a document looks like."""
        paper = self.papers[key]
        named = [name for name, _ in paper.names]
        sources = [(name, self.between(key, name) if paper.issued else limit, 1) for name, limit in paper.names]
        after = self.partners(key) | {
            follower.key for follower in self.followers(key) if follower.type not in {RECEIPT, REFUND}
        }
        followers = [(name, self.between(key, name), 2) for name in self.papers if name in after - set(named)]
        return {
            "DocumentId": key, "TrxTypeId": paper.type, "DocumentNumberBranch": paper.branch,
            "Number": f"{paper.branch:02d}/{paper.number}", "Status": paper.status, **paper.shows,
            "RelatedDocuments": [
                {"DocumentId": name, "DocumentSum": None if sum_ is None else money(sum_), "DocumentRelation": relation}
                for name, sum_, relation in [*sources, *followers]
            ],
        }  # fmt: skip
