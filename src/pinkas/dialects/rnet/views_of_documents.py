"""A document that no till wrote, as tills see it: its lines, its payments and its discount.

Documents count everything positive in every kind; here what comes back or is given back is negative. The legal totals
lie on the lines at four places (`books.four_places`), so that they sum to what the law says of the document.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from pinkas.books.four_places import line_figures, line_rate, line_uuid
from pinkas.books.kinds import KINDS
from pinkas.books.money import half_up
from pinkas.books.slip import Discount, Figures, SlipTender, negated
from pinkas.books.tenders import TENDER_TYPES
from pinkas.dialects.rnet.tenders import withheld_tender

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinkas.books.document import Tender
    from pinkas.storage.transactions import IssuedDocument

_CARD_DIGITS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A line of a document with the sign tills give it; `price` is with VAT, before discounts."""

    number: int
    uuid: UUID
    product: int | None
    name: str | None
    note: str | None
    quantity: Decimal
    price: Decimal
    figures: Figures
    rate: Decimal


def document_lines(issued: IssuedDocument) -> Iterator[DocumentLine]:
    """The lines of a document. One of no quantity, which tills do not have, counts as one piece."""
    document = issued.document
    back = document.facts.sells and document.facts.sign < 0
    for line, figures in zip(document.lines, line_figures(document), strict=True):
        quantity = line.quantity or Decimal(1)
        signed = negated(figures) if back else figures
        yield DocumentLine(
            number=line.number,
            uuid=line_uuid(issued.uuid, line.number),
            product=line.product_serial,
            name=line.name or line.details,
            note=line.details if line.name else None,
            quantity=-quantity if back else quantity,
            price=half_up(figures.before_discount / quantity, 4),
            figures=signed,
            rate=line_rate(document, line),
        )


def discount_of(issued: IssuedDocument) -> Discount | None:
    """The discount on the whole, with VAT as tills tell it: the percentage, or what it comes to."""
    document = issued.document
    if not document.discount or not document.lines:
        return None
    if document.discount_percent:
        return Discount(percent=document.discount_percent)
    return Discount(amount=sum((abs(one.share) for one in line_figures(document)), Decimal(0)))


def tenders_of(issued: IssuedDocument) -> Iterator[SlipTender]:
    """The payments of a document, and the tax that was withheld from it as one more.

    One that comes to nothing, which other wires may send, is no payment to a till.
    """
    document = issued.document
    sign = KINDS[document.kind].sign
    uuids = issued.tender_uuids
    for place, tender in enumerate(document.tenders):
        if not tender.book_amount:
            continue
        uuid = uuids[place] if place < len(uuids) else uuid5(issued.uuid, f"tender {place + 1}")
        yield _tender(tender, uuid, sign, document.date)
    if document.withheld_book:
        yield withheld_tender(uuid5(issued.uuid, "withheld"), sign * document.withheld_book)


def _tender(tender: Tender, uuid: UUID, sign: int, day: dt.date) -> SlipTender:
    """A payment; of a card the account holds the last digits and the branch when it ends."""
    kind = TENDER_TYPES[tender.type].kind
    card = kind == "card"
    account = tender.account
    return SlipTender(
        uuid=uuid,
        type=tender.type,
        amount=sign * tender.book_amount,
        number=_last_four(account) if card else tender.cheque_number,
        bank=None if card or tender.bank is None else str(tender.bank),
        branch=None if card else tender.branch,
        account=None if card else account,
        due_date=tender.due_date or (day if kind == "cheque" else None),
        card_expiry=_expiry(tender.branch) if card else None,
    )


def _last_four(account: str | None) -> str | None:
    digits = "".join(sign for sign in account or "" if sign.isdecimal())
    return digits[-_CARD_DIGITS:] or None


def _expiry(text: str | None) -> str | None:
    """When a card ends, as MMyy; None for a text that says it otherwise."""
    digits = "".join(sign for sign in text or "" if sign.isdecimal())
    if len(digits) not in {4, 6}:
        return None
    return digits[:2] + digits[-2:]
