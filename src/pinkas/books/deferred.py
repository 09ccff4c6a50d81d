"""Deferred payments (Caspit dossier §9.10): what falls due later of a receipt, and is invoiced when it does.

The receipt is issued at once, the tax invoice only as each payment falls due, and only for money that pays nothing
else: what a receipt has settled is taken from its earliest payments first, so that the latest are what is left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID

from pinkas.books.money import ZERO, product, to_cents

if TYPE_CHECKING:
    from pinkas.books.document import Document

#: The channel of the invoices that deferred payments get.
CHANNEL: Final = "deferred-payment"


def invoices_payment(document: Document, source_kind: str) -> bool:
    """Whether the document invoices a payment of a receipt: such an invoice names the receipt, and it pays it."""
    return document.channel == CHANNEL and document.kind == "tax_invoice" and source_kind == "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A line of a receipt, in the book currency. `invoiced` is what its own invoice took, None while it has none."""

    uuid: UUID
    number: int
    due_date: dt.date | None
    amount: Decimal
    bounced: bool = False
    invoiced: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An issued receipt with its payments. `open_amount` is what pays nothing yet, `withheld` the tax withheld."""

    key: str
    date: dt.date
    open_amount: Decimal
    withheld: Decimal
    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Falling:
    """A payment that has fallen due and is to be invoiced: the invoice's gross, and its own day."""

    payment: Payment
    gross: Decimal
    due_date: dt.date


def falling_due(receipt: Receipt, until: dt.date) -> tuple[Falling, ...]:
    """What of a receipt is to be invoiced by a day, in the order of due dates.

    Each payment bears its share of the tax withheld: what the customer kept back for the authority was paid for goods
    or services too. A cheque that bounced is never invoiced, nor what was not deferred.
    """
    shares = _with_withheld(receipt)
    standing = [one for one in _by_due(receipt.date, receipt.payments) if not one.bounced]
    room = {one.number: shares[one.number] - (one.invoiced or ZERO) for one in standing}
    spent = max(sum(room.values(), ZERO) - receipt.open_amount, ZERO)
    left = receipt.open_amount
    found = []
    for one in standing:
        used = min(room[one.number], spent)
        spent -= used
        gross = min(room[one.number] - used, left)
        if gross <= 0:
            continue
        left -= gross
        due = one.due_date
        if one.invoiced is None and due is not None and receipt.date < due <= until:
            found.append(Falling(payment=one, gross=gross, due_date=due))
    return tuple(found)


def _with_withheld(receipt: Receipt) -> dict[int, Decimal]:
    """Each payment with its share of the tax withheld, in proportion, the agorot so that the sum is exact."""
    received = sum((one.amount for one in receipt.payments), ZERO)
    upto, given = ZERO, ZERO
    shares = {}
    for one in _by_due(receipt.date, receipt.payments):
        upto += one.amount
        share = to_cents(product(receipt.withheld, upto) / received) - given if received else ZERO
        given += share
        shares[one.number] = one.amount + share
    return shares


def _by_due(day: dt.date, payments: Sequence[Payment]) -> list[Payment]:
    return sorted(payments, key=lambda one: (one.due_date or day, one.number))
