"""A document's legal totals over its lines, at the four places tills speak in (DESIGN §4 "Arithmetic").

Only for documents that no till wrote: a till's own figures are in its slip. Base and VAT of each category and rate are
shared out by largest remainder, so that the lines sum exactly to what the law says of the document.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from pinkas.books.money import HUNDRED, ZERO, half_up
from pinkas.books.shares import largest_remainder
from pinkas.books.slip import Figures
from pinkas.books.vat import VatCategory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinkas.books.document import Document, Line, VatTotal

_LINE_BITS = 16


def line_uuid(document: UUID, line: int) -> UUID:
    """The name of a line of a document no till wrote: the document's own, its last sixteen bits the line's number."""
    return UUID(int=(document.int >> _LINE_BITS << _LINE_BITS) | line)


def line_rate(document: Document, line: Line) -> Decimal:
    """The VAT a line bears, in percent."""
    if line.vat_rate is not None:
        return line.vat_rate
    return document.vat_rate if line.vat in {VatCategory.STANDARD, VatCategory.REDUCED} else ZERO


def line_figures(document: Document) -> list[Figures]:
    """What each line of a document comes to, positive whichever way the document goes.

    Sums of `before_tax`, `tax` and `total` are the document's net, VAT and total (what a till rounded apart). A
    discount on the whole is shared over the lines it lies on in proportion to their net.
    """
    base: dict[int, Decimal] = {}
    tax: dict[int, Decimal] = {}
    for part in document.vat_totals:
        places = _places(document, part)
        nets = [document.lines[place].net for place in places]
        bases = _shared(part.base, nets)
        base.update(zip(places, bases, strict=True))
        tax.update(zip(places, _shared(part.vat, bases), strict=True))
    off = _discount(document)
    figures = []
    for place, line in enumerate(document.lines):
        before_tax, vat = base.get(place, line.net), tax.get(place, ZERO)
        gross = (HUNDRED + line_rate(document, line)) / HUNDRED
        own, share = half_up(line.discount * gross, 4), half_up(off[place] * gross, 4)
        total = before_tax + vat
        figures.append(
            Figures(
                before_discount=total + own + share,
                line_discount=own,
                share=share,
                total=total,
                before_tax=before_tax,
                tax=vat,
            )
        )
    return figures


def _places(document: Document, part: VatTotal) -> list[int]:
    """The lines whose part it is; at a rate of zero what bears VAT and an export are the same part."""
    return [
        place
        for place, line in enumerate(document.lines)
        if line_rate(document, line) == part.rate
        and (line.vat is part.category or (line.vat is VatCategory.STANDARD and part.category is VatCategory.ZERO))
    ]


def _discount(document: Document) -> list[Decimal]:
    """The discount on the whole, net, over the lines that bear VAT; nothing over the others."""
    bearing = (VatCategory.STANDARD, VatCategory.REDUCED)
    weights = [line.net if line.vat in bearing else ZERO for line in document.lines]
    if not document.discount or not any(weights):
        return [ZERO] * len(weights)
    return _shared(document.discount, weights)


def _shared(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """The amount over the weights at four places; the weights themselves where that is what they come to."""
    if amount == sum(weights, ZERO):
        return list(weights)
    return largest_remainder(amount, weights, 4)
