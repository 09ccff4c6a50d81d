"""Papers made from what a till has recorded already: they post and move nothing it did (DESIGN §4 "Made from").

An invoice takes the place of a till receipt, a credit note of a till return: what is still to be paid, and what others
paid of it, goes over to them. An advance invoice only moves income to the customer's advances; a final invoice deducts
advances, one negative line per advance and rate, and never more than is left of each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from pinkas.books import chart
from pinkas.books.document import Document, Line, LineBase, Party, Source, VatTotal
from pinkas.books.entry import Entry, Posting
from pinkas.books.errors import InvalidValue
from pinkas.books.money import HUNDRED, ZERO, to_cents
from pinkas.books.settlement import Settlement, left_open, standing
from pinkas.books.slip_papers import in_order
from pinkas.books.slip_settling import placeholder

#: The document being made, in its settlements.
_NEW: Final = placeholder(0)
#: What each paper may be made from; a pro forma from anything a till sold.
MADE_OF: Final = {
    "invoice": "till_receipt",
    "credit": "till_return",
    "debit": "till_receipt",
    "advance": "till_receipt",
    "proforma": "till_receipt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOrder:
    """A paper as ordered. `what` is one of `MADE_OF`; `corrects` the serial of the invoice a credit or debit names.

    `advances` are serials of advance invoices, each with at most how much of it (with VAT), None for all that fits.
    """

    what: str
    date: dt.date
    due_date: dt.date | None = None
    party: Party
    contact: int | None
    corrects: int | None = None
    advances: tuple[tuple[int, Decimal | None], ...] = ()
    comments: str | None = None
    means: int | None = None
    bank_account: int | None = None
    accepted_by: str | None = None
    vat_reason: str | None = None
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """An advance invoice with what is left of it: its parts less earlier deductions and credits."""

    serial: int
    key: str
    written: str
    contact: int | None
    parts: tuple[VatTotal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """What a final invoice takes off for one advance, positive, by category and rate."""

    advance: Advance
    parts: tuple[VatTotal, ...]

    @property
    def total(self) -> Decimal:
        """With VAT."""
        return _sum(self.parts)


def kind_of(order: PaperOrder, source: Document, *, paid: bool) -> str:
    """The kind of document that the order makes of a source; `paid` says whether nothing is left to pay of it."""
    if order.what == "invoice":
        return "invoice_receipt" if paid and source.total else "tax_invoice"
    return {"credit": "credit_invoice", "debit": "debit_note", "advance": "advance_invoice"}.get(order.what, order.what)


def make_paper(
    order: PaperOrder, serial: int, source: Document, kind: str, series: int, deductions: Sequence[Deduction]
) -> Document:
    """The document: what its source says, for this customer, less the advances. Raises InvalidValue."""
    if order.date < source.date:
        raise InvalidValue("date", f"must not be before {source.date}: that is when it happened")
    parts = _less(source.vat_totals, deductions)
    taxed = [part for part in parts if part.rate]
    taxable = sum((part.base for part in taxed), ZERO)
    net = sum((part.base for part in parts), ZERO)
    vat = sum((part.vat for part in parts), ZERO)
    total = net + vat + (source.cash_rounding or ZERO)
    takes_over = kind != "proforma"
    if takes_over and total < source.paid_book:
        raise InvalidValue("advances", f"must leave at least {source.paid_book}, which was paid already")
    sources = [Source(document=serial)]
    if order.corrects is not None:
        sources.append(Source(document=order.corrects))
    sources += [Source(document=one.advance.serial, amount=one.total) for one in deductions]
    return replace(
        source,
        kind=kind,
        series=series,
        date=order.date,
        due_date=order.due_date or order.date,
        contact=order.contact,
        party=order.party,
        comments=order.comments,
        lines=(
            *(
                replace(line, bases=(LineBase(document=serial, line=line.number, quantity=line.quantity),))
                for line in source.lines
            ),
            *_deducting(len(source.lines), source, deductions),
        ),
        vat_totals=parts,
        taxable_lines=taxable,
        taxable_base=taxable,
        exempt_base=net - taxable,
        net=net,
        vat=vat,
        total=total,
        tenders=(),
        received=source.received if takes_over else ZERO,
        withheld=source.withheld if takes_over else ZERO,
        received_book=source.received_book if takes_over else ZERO,
        withheld_book=source.withheld_book if takes_over else ZERO,
        sources=tuple(sources),
        channel=order.channel,
        means=order.means,
        bank_account=order.bank_account,
        accepted_by=order.accepted_by,
        vat_reason=order.vat_reason,
    )


def left_of(
    parts: Sequence[VatTotal],
    credited: Sequence[VatTotal],
    deducted: Sequence[tuple[str, Decimal, Decimal]],
    whole: Decimal,
) -> tuple[VatTotal, ...]:
    """What is left of an advance after credits and deductions, these each (category, rate, base), in their order.

    `whole` is what is left of it with VAT: deductions were rounded one by one, and the parts are brought to it.
    """
    left = {(str(part.category), part.rate): part for part in parts}
    for one in credited:
        part = left.get((str(one.category), one.rate))
        if part is not None:
            left[str(one.category), one.rate] = replace(part, base=part.base - one.base, vat=part.vat - one.vat)
    for category, rate, base in deducted:
        part = left[category, rate]
        vat = _vat_of(base, part)
        left[category, rate] = replace(part, base=part.base - base, vat=part.vat - vat)
    found = [replace(part, vat=max(part.vat, ZERO)) for part in left.values() if part.base > 0]
    off = whole - sum((part.base + part.vat for part in found), ZERO)
    if off and found:
        largest = max(range(len(found)), key=lambda place: found[place].vat)
        found[largest] = replace(found[largest], vat=max(found[largest].vat + off, ZERO))
    return tuple(found)


def deduct(advance: Advance, at_most: Decimal | None, room: Sequence[VatTotal]) -> Deduction:
    """As much of an advance as was asked for (with VAT), or all of it that there is room for, part by part.

    Raises InvalidValue when nothing of it is left, a final invoice has nothing of its rates, or more is asked for than
    is left of it or than there is room for.
    """
    fitting = []
    for part in advance.parts:
        fits = next((one for one in room if (one.category, one.rate) == (part.category, part.rate)), None)
        base = min(part.base, ZERO if fits is None else fits.base)
        if fits is not None and base > 0:
            fitting.append(replace(part, base=base, vat=min(_vat_of(base, part), fits.vat)))
    if not fitting:
        raise InvalidValue("advances", f"cannot be deducted: nothing that fits is left of {advance.written}")
    if at_most is None:
        return Deduction(advance=advance, parts=tuple(fitting))
    left, most = _sum(advance.parts), _sum(fitting)
    if at_most > left:
        raise InvalidValue("advances", f"must be at most {left}: that is what is left of {advance.written}")
    if at_most > most:
        raise InvalidValue("advances", f"must be at most {most}: that is what fits the invoice of {advance.written}")
    return Deduction(advance=advance, parts=_up_to(fitting, at_most))


def _up_to(parts: Sequence[VatTotal], rest: Decimal) -> tuple[VatTotal, ...]:
    """The parts as far as they come to that much with VAT, the last one split by its rate."""
    taken = []
    for part in parts:
        base, vat = part.base, part.vat
        if rest < base + vat:
            base = min(rest - min(to_cents(rest * part.rate / (HUNDRED + part.rate)), vat), base)
            vat = rest - base
        if base:
            taken.append(replace(part, base=base, vat=vat))
        rest -= base + vat
    return tuple(taken)


def _sum(parts: Sequence[VatTotal]) -> Decimal:
    return sum((part.base + part.vat for part in parts), ZERO)


def _vat_of(base: Decimal, part: VatTotal) -> Decimal:
    """The VAT of some of a part's base: the rest of it where that is all."""
    return part.vat if base == part.base else min(to_cents(base * part.rate / HUNDRED), part.vat)


def _less(parts: Sequence[VatTotal], deductions: Sequence[Deduction]) -> tuple[VatTotal, ...]:
    left = {(part.category, part.rate): part for part in parts}
    for one in deductions:
        for part in one.parts:
            at = (part.category, part.rate)
            left[at] = replace(left[at], base=left[at].base - part.base, vat=left[at].vat - part.vat)
    return in_order(list(left.values()))


def _deducting(count: int, source: Document, deductions: Sequence[Deduction]) -> list[Line]:
    """One negative line for each advance and rate."""
    every = [(one, part) for one in deductions for part in one.parts]
    return [
        Line(
            number=count + place,
            name=one.advance.written,
            unit_price=part.base,
            quantity=Decimal(-1),
            currency=source.currency,
            vat=part.category,
            net=-part.base,
            bases=(LineBase(document=one.advance.serial, line=1, quantity=Decimal(1)),),
            vat_rate=None if part.rate == source.vat_rate or not part.rate else part.rate,
        )
        for place, (one, part) in enumerate(every, start=1)
    ]


def paper_entry(document: Document, deductions: Sequence[Deduction]) -> Entry | None:
    """What the paper posts that its source did not: income that is an advance so far, and advances deducted."""
    contact, currency = document.contact or chart.WALK_IN, document.currency
    postings: list[Posting] = []

    def post(account: str, amount: Decimal, part: VatTotal | None, of: int = chart.WALK_IN) -> None:
        if amount:
            postings.append(
                Posting(
                    account=account,
                    contact=of,
                    amount=amount,
                    currency=currency,
                    currency_amount=amount,
                    vat_category=None if part is None else part.category,
                    vat_rate=None if part is None else part.rate,
                )
            )

    if document.kind == "advance_invoice":
        # Both sides bear the tags: what was reported of it stays reported.
        for part in document.vat_totals:
            post(chart.income(document.class_number), part.base, part)
            post(chart.CUSTOMER_ADVANCES, -part.base, part, contact)
    for one in deductions:
        for part in one.parts:
            post(chart.CUSTOMER_ADVANCES, part.base, part, contact)
            post(chart.OUTPUT_VAT, part.vat, part)
        post(chart.RECEIVABLE, -one.total, None, contact)
    if not postings:
        return None
    day = document.date
    return Entry(document_date=day, tax_date=day, posting_date=day, postings=tuple(postings))


def take_over(
    document: Document, settled: Sequence[Settlement], corrected: tuple[int, Decimal] | None
) -> tuple[tuple[Settlement, ...], Decimal]:
    """What moves from the source to the paper made of it, and what that leaves open of the paper.

    `corrected` is the invoice a credit names, with what is open of it: what is left of the credit pays it.
    """
    rest = left_open(document)
    moved: list[Settlement] = []
    credit = document.facts.credits
    for one in standing(settled):
        moved.append(replace(one, amount=-one.amount))
        amount = min(rest, one.amount)
        if amount > 0:
            fresh = replace(one, paying=_NEW) if credit else replace(one, paid=_NEW)
            moved.append(replace(fresh, amount=amount))
            rest -= amount
    if credit and corrected is not None:
        amount = min(rest, corrected[1])
        if amount > 0:
            moved.append(Settlement(paid=corrected[0], amount=amount, paying=_NEW, made_by=_NEW))
            rest -= amount
    return tuple(moved), rest
