"""Goods out and in, and how a document goes on with the lines of an earlier one (DESIGN §4 "Made from").

What an earlier document moved is not moved again; what was credited is not credited again. Lines are matched by
product, or by name where they name none; nothing else is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pinkas.books.document import Document, Line, LineBase
from pinkas.books.errors import OverCredited
from pinkas.books.kinds import KINDS
from pinkas.books.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMove:
    """Goods in (positive) or out of a store (the document's own where None), five places."""

    product: int
    quantity: Decimal
    line: int | None = None
    store: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A line of a named document; `used` is how much of it other issued documents have gone on with already."""

    document: int
    key: str
    kind: str
    version: int
    line: int
    product_serial: int | None
    name: str | None
    quantity: Decimal
    used: Decimal


def based(document: Document, lines: Sequence[SourceLine]) -> Document:
    """The document with the bases of its lines found, each source line used at most for what is left of it.

    Raises OverCredited when a credit takes back more of a product than its invoice sold and was not credited yet.
    """
    if not lines:
        return document
    left: dict[tuple[int, int], Decimal] = {
        (one.document, one.line): max(one.quantity - one.used, ZERO) for one in lines
    }
    # Those that moved the goods come first: a quote or proforma named beside a delivery note must not hide it.
    in_order = sorted(lines, key=lambda one: KINDS[one.kind].stock == 0)
    found = []
    for line in document.lines:
        bases, missing = _bases(line, in_order, left)
        if missing and document.facts.credits and line.product_serial is not None:
            raise OverCredited(lines[0].key, line.number, line.quantity - missing)
        found.append(replace(line, bases=tuple(bases) or None))
    return replace(document, lines=tuple(found))


def _bases(
    line: Line, lines: Sequence[SourceLine], left: dict[tuple[int, int], Decimal]
) -> tuple[list[LineBase], Decimal]:
    """The bases of one line, taken out of what is `left`, and how much found none."""
    need = max(line.quantity, ZERO)
    bases = []
    for source in lines:
        if not _matches(line, source):
            continue
        taken = min(need, left[source.document, source.line])
        if taken > 0:
            left[source.document, source.line] -= taken
            need -= taken
            bases.append(LineBase(document=source.document, line=source.line, quantity=taken))
    return bases, need


def _matches(line: Line, source: SourceLine) -> bool:
    if line.product_serial is not None or source.product_serial is not None:
        return line.product_serial == source.product_serial
    return line.name is not None and line.name == source.name


def document_moves(document: Document, lines: Sequence[SourceLine]) -> tuple[StockMove, ...]:
    """What issuing a document moves: its product lines, less what the documents it goes on with have moved already."""
    direction = document.facts.stock
    if not direction:
        return ()
    moved_before = {one.document for one in lines if KINDS[one.kind].stock == direction}
    moves = []
    for line in document.lines:
        if line.product_serial is None:
            continue
        before = sum((base.quantity for base in line.bases or () if base.document in moved_before), ZERO)
        quantity = direction * (line.quantity - before)
        if quantity:
            moves.append(StockMove(product=line.product_serial, quantity=quantity, line=line.number))
    return tuple(moves)


def reversed_moves(moves: Sequence[StockMove]) -> tuple[StockMove, ...]:
    """The same goods the other way."""
    return tuple(replace(move, quantity=-move.quantity) for move in moves)
