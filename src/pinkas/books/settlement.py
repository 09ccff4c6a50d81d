"""What a document leaves open, and what pays what (DESIGN §4 "Settlement"). Nothing is matched by guess.

A settlement joins a document that pays (a receipt, a credit) with one that is paid (an invoice, a proforma, a refund).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pinkas.books.deferred import invoices_payment
from pinkas.books.document import Document, State
from pinkas.books.errors import InvalidValue, NotSettleable, OverCredited
from pinkas.books.kinds import KINDS, OpenSide
from pinkas.books.money import HUNDRED, ZERO, half_up, to_cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """`amount` of the document `paid` is settled by `paying`, in the book currency; a release is negative.

    `paying` None is the document (or voucher) that the settlement belongs to, as `made_by` None says of its maker: the
    one with whose cancellation it is released. `paid` is None where a voucher takes a credit away.
    """

    paid: int | None
    amount: Decimal
    paying: int | None = None
    made_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncredited:
    """What live credits have not taken back yet of an invoice: its taxable base, its VAT, what bears none."""

    base: Decimal
    vat: Decimal
    exempt: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """A document that another names, as the books hold it at the moment of decision."""

    serial: int
    key: str
    kind: str
    state: State
    contact: int | None
    date: dt.date
    vat_rate: Decimal
    #: None until issued.
    open_amount: Decimal | None
    total: Decimal | None
    credited: Decimal
    superseded: bool
    #: The settlements that stand on it, `paying` always said, `made_by` None where a voucher took some back.
    settled: tuple[Settlement, ...]
    #: Of issued invoices alone.
    uncredited: Uncredited | None = None


def left_open(document: Document) -> Decimal:
    """What the document leaves to be settled by itself at issue.

    The rest to be paid of a sale or proforma, all of a receipt, credit or refund, nothing of the others.
    """
    kind = document.facts
    if kind.open_side is None:
        return ZERO
    return max(document.total - document.paid_book, ZERO) if kind.sells else document.paid_book


def check_source(document: Document, source: SourceFacts) -> None:
    """Refuse a source that could never be one, whatever its state: of another kind, or another customer's."""
    if source.kind not in document.facts.follows and not invoices_payment(document, source.kind):
        paying = document.kind == "receipt"
        raise NotSettleable(
            source.key, "is not one that a receipt pays" if paying else "is not one it can be made from"
        )
    if not document.facts.posts or source.contact == document.contact:
        return
    if not _made_from(document, source):
        raise NotSettleable(source.key, "belongs to another customer")
    if source.settled:
        raise NotSettleable(source.key, "was paid by another customer")


def check_sources(document: Document, sources: Sequence[SourceFacts]) -> None:
    """Refuse sources that do not go together: a credit names one invoice, and bears its VAT rate.

    Raises NotSettleable, InvalidValue.
    """
    for source in sources:
        check_source(document, source)
    if document.facts.credits and sources:
        if len(sources) > 1:
            raise InvalidValue("sources", "must name one invoice: a credit belongs to one")
        if document.vat_rate != sources[0].vat_rate and document.taxable_base:
            raise InvalidValue("vat_rate", f"must be {sources[0].vat_rate.normalize():f}, as on the invoice it credits")


def check_credited(document: Document, sources: Sequence[SourceFacts]) -> None:
    """Refuse to credit more than was invoiced and not credited yet, in all or of either part. Raises OverCredited."""
    if not document.facts.credits:
        return
    for source in sources:
        left = source.uncredited
        if left is None or source.total is None:
            continue
        if document.total > source.total - source.credited:
            raise OverCredited(source.key, None, source.total - source.credited)
        if document.taxable_base > left.base:
            raise OverCredited(source.key, None, left.base, part="its lines that carry VAT")
        if document.exempt_base > left.exempt:
            raise OverCredited(source.key, None, left.exempt, part="its lines without VAT")


def fitted(document: Document, sources: Sequence[SourceFacts]) -> Document:
    """A credit with VAT that never comes to more than its invoice's, and with the last part exactly to it.

    Rounded once a document, the parts of an invoice need not add up to it: the credit that completes its base bears
    what is left of its VAT, and no credit bears more (DESIGN §4 "Made from").
    """
    left = sources[0].uncredited if document.facts.credits and sources else None
    if left is None or not 0 < document.taxable_base <= left.base:  # more than is left is refused when it is issued
        return document
    vat = left.vat if document.taxable_base == left.base else min(_unfitted_vat(document), left.vat)
    # Where there are several rates, the largest part bears what is fitted.
    bearing = max((part for part in document.vat_totals if part.rate), key=lambda part: part.base, default=None)
    parts = tuple(
        replace(part, vat=part.vat + vat - document.vat) if part is bearing else part for part in document.vat_totals
    )
    return replace(document, vat=vat, total=document.net + vat, vat_totals=parts)


def _unfitted_vat(document: Document) -> Decimal:
    """The VAT on a document's base, which a draft may not bear: it was fitted while another credit stood."""
    base, exempt = document.taxable_base, document.exempt_base
    taxed = [part for part in document.vat_totals if part.rate]
    if len(taxed) > 1:
        return document.vat if document.rounding else sum((to_cents(one.base * one.rate / 100) for one in taxed), ZERO)
    gross = base * (HUNDRED + (taxed[0].rate if taxed else document.vat_rate)) / HUNDRED
    if document.rounding:  # the total was fixed without agorot, VAT taken out of it
        return half_up(gross + exempt, 0) - exempt - base
    return to_cents(gross - base)


def _made_from(document: Document, source: SourceFacts) -> bool:
    """Whether `source` is continued by the document, rather than paid or credited."""
    return document.facts.sells and not document.facts.credits and source.kind in document.facts.follows


def replaced(document: Document, sources: Iterable[SourceFacts]) -> tuple[int, ...]:
    """The proformas an invoice takes the place of: they close with it."""
    if not (document.facts.sells and document.facts.posts):
        return ()
    return tuple(source.serial for source in sources if source.kind == "proforma")


def settle(serial: int, document: Document, sources: Sequence[SourceFacts]) -> tuple[Settlement, ...]:
    """What the document `serial` settles as it is issued.

    A receipt pays the debts it names, in order, each at most what is open and what was asked, out of the credits it
    names and then out of its own sum. A credit settles its invoice as far as that is open. A refund takes the credits
    it names. An invoice takes over what was paid on the proformas it replaces; what is too much is the payer's again.
    One of a deferred payment is paid by the receipt it names.
    Raises NotSettleable when a named document is a draft, void or cancelled, or a proforma is replaced already.
    """
    for source in sources:
        if source.state is not State.ISSUED or source.open_amount is None:
            raise NotSettleable(source.key, f"is {source.state.value}, not issued")
        if source.superseded and document.facts.sells:
            raise NotSettleable(source.key, "is replaced by an invoice already")
    asked = {named.document: named.amount for named in document.sources}
    if document.kind == "refund":
        return _refunded(serial, document, sources, asked)
    if document.facts.open_side is OpenSide.CREDIT:
        return _paid(document, sources, asked)
    if document.facts.open_side is OpenSide.DEBT and document.facts.posts:
        return _taken_over(serial, document, sources) + _drawn(serial, document, sources, asked)
    return ()


def _limit(source: SourceFacts, asked: dict[int, Decimal | None]) -> Decimal:
    """How much of the source may be settled."""
    still = source.open_amount or ZERO
    limit = asked.get(source.serial)
    return still if limit is None else min(still, limit)


def _paid(
    document: Document, sources: Sequence[SourceFacts], asked: dict[int, Decimal | None]
) -> tuple[Settlement, ...]:
    """What a receipt or credit pays."""
    purses: list[tuple[int | None, Decimal]] = [
        (source.serial, _limit(source, asked)) for source in sources if KINDS[source.kind].open_side is OpenSide.CREDIT
    ]
    purses.append((None, left_open(document)))
    settled = []
    for debt in sources:
        if KINDS[debt.kind].open_side is not OpenSide.DEBT:
            continue
        rest = _limit(debt, asked)
        for place, (paying, money) in enumerate(purses):
            amount = min(rest, money)
            if amount > 0:
                settled.append(Settlement(paid=debt.serial, amount=amount, paying=paying))
                purses[place] = (paying, money - amount)
                rest -= amount
    return tuple(settled)


def _refunded(
    serial: int, document: Document, sources: Sequence[SourceFacts], asked: dict[int, Decimal | None]
) -> tuple[Settlement, ...]:
    rest = left_open(document)
    settled = []
    for source in sources:
        amount = min(rest, _limit(source, asked))
        if amount > 0:
            settled.append(Settlement(paid=serial, amount=amount, paying=source.serial))
            rest -= amount
    return tuple(settled)


def _taken_over(serial: int, document: Document, sources: Sequence[SourceFacts]) -> tuple[Settlement, ...]:
    rest = left_open(document)
    settled = []
    for source in sources:
        if source.kind != "proforma":
            continue
        for one in standing(source.settled):
            settled.append(Settlement(paid=source.serial, amount=-one.amount, paying=one.paying, made_by=one.made_by))
            amount = min(rest, one.amount)
            if amount > 0:
                settled.append(Settlement(paid=serial, amount=amount, paying=one.paying, made_by=one.made_by))
                rest -= amount
    return tuple(settled)


def _drawn(
    serial: int, document: Document, sources: Sequence[SourceFacts], asked: dict[int, Decimal | None]
) -> tuple[Settlement, ...]:
    """What an invoice of a deferred payment takes of its receipt's money."""
    drawn = (
        Settlement(paid=serial, amount=min(left_open(document), _limit(source, asked)), paying=source.serial)
        for source in sources
        if invoices_payment(document, source.kind)
    )
    return tuple(one for one in drawn if one.amount > 0)


def standing(settled: Sequence[Settlement]) -> tuple[Settlement, ...]:
    """What documents settled, less what vouchers (a cheque that bounced) took back of the same payer's."""
    taken: dict[int | None, Decimal] = defaultdict(lambda: ZERO)
    for one in settled:
        if one.made_by is None:
            taken[one.paying] -= one.amount
    standing = []
    for one in settled:
        if one.made_by is not None:
            less = min(one.amount, taken[one.paying])
            taken[one.paying] -= less
            standing.append(replace(one, amount=one.amount - less))
    return tuple(one for one in standing if one.amount)


def own_share(serial: int, settled: Sequence[Settlement]) -> Decimal:
    """How much of the document `serial` itself its settlements use up, on whichever side it stands."""
    return sum((one.amount for one in settled if one.paying is None or one.paid == serial), ZERO)


def released(settled: Sequence[Settlement]) -> tuple[Settlement, ...]:
    """The same settlements undone."""
    return tuple(
        Settlement(paid=one.paid, amount=-one.amount, paying=one.paying, made_by=one.made_by) for one in settled
    )
