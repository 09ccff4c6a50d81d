"""What a document leaves open, and how a receipt pays the documents it names. Nothing is matched by guess."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pinkas.books.document import Document, State
from pinkas.books.errors import NotSettleable
from pinkas.books.kinds import KINDS, OpenSide
from pinkas.books.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """A document that another names, as the books hold it at the moment of decision."""

    serial: int
    key: str
    kind: str
    state: State
    contact: int | None
    #: None until issued.
    open_amount: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """`amount` of the document `paid` is settled, in the book currency."""

    paid: int
    amount: Decimal


def left_open(document: Document) -> Decimal:
    """What the document leaves open by itself at issue: the rest to be paid of a sale, all of a receipt."""
    if document.facts.open_side is OpenSide.DEBT:
        return max(document.total - document.paid_book, ZERO)
    return document.paid_book


def check_source(document: Document, source: SourceFacts) -> None:
    """Refuse a source that a receipt could never pay, whatever its state: another kind or another customer's."""
    if KINDS[source.kind].open_side is not OpenSide.DEBT:
        raise NotSettleable(source.key, "is not one that a receipt pays")
    if source.contact != document.contact:
        raise NotSettleable(source.key, "belongs to another customer")


def settle(document: Document, sources: Sequence[SourceFacts]) -> tuple[Settlement, ...]:
    """Pay the named documents in order, each at most what is open and what was asked, up to the sum paid.

    Raises NotSettleable when a named document is a draft, void or cancelled.
    """
    if document.facts.open_side is not OpenSide.CREDIT:
        return ()
    rest = document.paid_book
    facts = {source.serial: source for source in sources}
    settled: dict[int, Decimal] = {}
    for named in document.sources:
        source = facts[named.document]
        check_source(document, source)
        if source.state is not State.ISSUED or source.open_amount is None:
            raise NotSettleable(source.key, f"is {source.state.value}, not issued")
        still_open = source.open_amount - settled.get(source.serial, ZERO)
        amount = min(rest, still_open if named.amount is None else min(still_open, named.amount))
        if amount > 0:
            settled[source.serial] = settled.get(source.serial, ZERO) + amount
            rest -= amount
    return tuple(Settlement(paid=serial, amount=amount) for serial, amount in settled.items())
