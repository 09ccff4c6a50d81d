"""What the documents of one transaction settle: one another first, then what they credit (DESIGN §4 "Settlement").

Money given back takes the credit, the credit pays what is bought beside it, money received the rest of that; what is
left of a credit pays the document it credits as far as that is open. Documents of the transaction are named by -1, -2
... in their order, until the database gives them serials.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pinkas.books.settlement import Settlement, left_open

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from pinkas.books.document import Document
    from pinkas.books.slip_papers import LegalPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was settled, and what each document leaves open: before, and after it.

    `credits` is (place of the document, serial of what it credits).
    """

    settlements: tuple[Settlement, ...]
    faces: tuple[Decimal, ...]
    open_amounts: tuple[Decimal, ...]
    credits: tuple[tuple[int, int], ...]


def placeholder(place: int) -> int:
    """The name of the transaction's own document at a place, counted from 0."""
    return -place - 1


def settle_slip(documents: Sequence[Document], papers: Sequence[LegalPaper]) -> Settled:
    """What the documents of a slip settle; its papers are the first of them, in their order."""
    faces = [left_open(document) for document in documents]
    left = list(faces)
    made: list[Settlement] = []

    def settle(paying: int, paid: int, by: int) -> None:
        amount = min(left[paying], left[paid])
        if amount > 0:
            left[paying] -= amount
            left[paid] -= amount
            made.append(
                Settlement(paid=placeholder(paid), amount=amount, paying=placeholder(paying), made_by=placeholder(by))
            )

    for paying, paid, by in _pairs(documents):
        settle(paying, paid, by)
    credited = []
    for place, paper in enumerate(papers):
        if paper.source is None or not documents[place].facts.credits:
            continue
        credited.append((place, paper.source.serial))
        amount = min(left[place], paper.source.open_amount or left[place] * 0)
        if amount > 0:
            left[place] -= amount
            own = placeholder(place)
            made.append(Settlement(paid=paper.source.serial, amount=amount, paying=own, made_by=own))
    return Settled(settlements=tuple(made), faces=tuple(faces), open_amounts=tuple(left), credits=tuple(credited))


def _pairs(documents: Sequence[Document]) -> list[tuple[int, int, int]]:
    """(paying, paid, whose settlement it is) of every two that may settle one another, in order."""
    credits_, sales, refunds, receipts = [], [], [], []
    for place, document in enumerate(documents):
        facts = document.facts
        if facts.credits:
            credits_.append(place)
        elif facts.sells and facts.posts:
            sales.append(place)
        elif document.kind == "refund":
            refunds.append(place)
        elif document.kind == "receipt":
            receipts.append(place)
    return [
        *((credit, refund, refund) for refund in refunds for credit in credits_),
        *((credit, sale, credit) for sale in sales for credit in credits_),
        *((receipt, sale, receipt) for sale in sales for receipt in receipts),
    ]
