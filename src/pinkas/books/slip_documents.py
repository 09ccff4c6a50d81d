"""The documents a slip issues (DESIGN §4 "A till transaction may be several documents").

In Israel: a sale that is paid is an invoice-receipt; one that is not a tax invoice, with a receipt for what was paid of
it; what comes back a credit invoice for each invoice it was sold with, and money given back a refund. Elsewhere a till
receipt and a till return, each with its own payments. What they settle is `slip_settling`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from pinkas.books.document import Document, Line, LineBase, Party, Source, Tender
from pinkas.books.money import ONE, ZERO, half_up
from pinkas.books.shares import largest_remainder
from pinkas.books.slip import Slip, SlipKind, SlipLine, SlipLineOrder, SlipTender
from pinkas.books.slip_papers import LegalPaper
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.vat import VatCategory

#: What a till's tender of this type says: the customer withheld tax, which lies in no till.
WITHHELD: Final = "withheld"
#: A bank's code has fewer digits.
_LONGEST_BANK: Final = 9
#: Goods without money.
_MOVING: Final = {SlipKind.DELIVERY: "delivery_note", SlipKind.SUPPLY: "goods_in"}
_BEARS_VAT: Final = frozenset({VatCategory.STANDARD, VatCategory.REDUCED})


@dataclass(frozen=True, slots=True)
class TillKinds:
    """The kinds of document a country's tills issue; `together`: sales and returns bear their own payments."""

    paid: str
    unpaid: str
    back: str
    together: bool


_ELSEWHERE: Final = TillKinds("till_receipt", "till_receipt", "till_return", together=True)
_KINDS: Final = {"IL": TillKinds("invoice_receipt", "tax_invoice", "credit_invoice", together=False)}


def till_kinds(country: str) -> TillKinds:
    """What a country's tills issue."""
    return _KINDS.get(country, _ELSEWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TillGround:
    """What the documents of a transaction have in common."""

    country: str
    currency: str
    series: int
    day: dt.date
    due_date: dt.date
    contact: int | None
    party: Party
    sale_class: int
    receipt_class: int
    standard_rate: Decimal
    channel: str


def plan_documents(
    slip: Slip, papers: Sequence[LegalPaper], orders: Sequence[SlipLineOrder], ground: TillGround
) -> tuple[Slip, tuple[Document, ...]]:
    """The documents of a slip, those of its papers first in their order, and the slip that knows its lines' places."""
    if slip.kind is SlipKind.PAYMENT:
        return slip, (_money(slip.tenders, ground),)
    placed = _placed(slip, papers)
    moving = _MOVING.get(slip.kind)
    if moving is not None:
        # What was delivered and comes back comes in.
        kinds = [_MOVING[SlipKind.SUPPLY] if paper.back else moving for paper in papers]
        return placed, tuple(
            _goods(kind, paper, placed, orders, ground, ()) for kind, paper in zip(kinds, papers, strict=True)
        )
    return placed, tuple(_sale_documents(placed, papers, orders, ground))


def _sale_documents(
    slip: Slip, papers: Sequence[LegalPaper], orders: Sequence[SlipLineOrder], ground: TillGround
) -> list[Document]:
    kinds = till_kinds(ground.country)
    paid = sum((tender.amount for tender in slip.tenders), ZERO)
    received = slip.tenders if paid > 0 else ()
    given = slip.tenders if paid < 0 else ()
    alone = len(papers) == 1
    purse = papers[_purse(papers)] if kinds.together and given else None
    if purse is not None and -paid > purse.total:
        purse = None
    documents = []
    for paper in papers:
        if paper.back:
            own = given if paper is purse else ()
            documents.append(_goods(kinds.back, paper, slip, orders, ground, own))
            continue
        whole = alone and received and paid == paper.total
        kind = kinds.paid if whole else kinds.unpaid
        documents.append(_goods(kind, paper, slip, orders, ground, received if whole or kinds.together else ()))
    if slip.tenders and not any(document.paid_book for document in documents):
        documents.append(_money(slip.tenders, ground))
    return documents


def _purse(papers: Sequence[LegalPaper]) -> int:
    """Which return the money given back lies on: the largest."""
    return max(range(len(papers)), key=lambda place: papers[place].total if papers[place].back else -ONE)


def _placed(slip: Slip, papers: Sequence[LegalPaper]) -> Slip:
    """The slip with every line told which line of which document it became."""
    at = {
        place: (document, line)
        for document, paper in enumerate(papers)
        for line, place in enumerate(paper.places, start=1)
    }
    lines = tuple(replace(line, document=at[place][0], line=at[place][1]) for place, line in enumerate(slip.lines))
    return replace(slip, lines=lines)


def _goods(
    kind: str,
    paper: LegalPaper,
    slip: Slip,
    orders: Sequence[SlipLineOrder],
    ground: TillGround,
    tenders: Sequence[SlipTender],
) -> Document:
    rates = [part.rate for part in paper.parts if part.category is VatCategory.STANDARD]
    rate = rates[0] if rates else ground.standard_rate
    taxed = [part for part in paper.parts if part.category in _BEARS_VAT and part.rate]
    taxable = sum((part.base for part in taxed), ZERO)
    exempt = sum((part.base for part in paper.parts), ZERO) - taxable
    money, withheld = _tenders(tenders, ground)
    source = () if paper.source is None else (Source(document=paper.source.serial),)
    return Document(
        kind=kind,
        series=ground.series,
        date=ground.day,
        due_date=ground.due_date,
        contact=ground.contact,
        party=ground.party,
        class_number=ground.sale_class,
        comments=slip.note or None,
        note=_texts([slip.lines[place] for place in paper.places]),
        currency=ground.currency,
        lines=_lines(paper, slip, orders, ground, rate),
        discount=ZERO,
        discount_percent=ZERO,
        round_total=False,
        rounding=ZERO,
        vat_rate=rate,
        vat_totals=paper.parts,
        taxable_lines=taxable,
        taxable_base=taxable,
        exempt_base=exempt,
        net=taxable + exempt,
        vat=sum((part.vat for part in paper.parts), ZERO),
        total=paper.total,
        tenders=money,
        receipt_currency=ground.currency,
        receipt_rate=ONE,
        received=_sum(money),
        withheld=withheld,
        received_book=_sum(money),
        withheld_book=withheld,
        sources=source,
        channel=ground.channel,
        cash_rounding=paper.cash_rounding or None,
    )


def _lines(
    paper: LegalPaper, slip: Slip, orders: Sequence[SlipLineOrder], ground: TillGround, rate: Decimal
) -> tuple[Line, ...]:
    """The lines in law: what each has of its part's base, in the minor unit, so that they add up to it."""
    net: dict[int, Decimal] = {}
    for part in paper.parts:
        same = [at for at in paper.places if (slip.lines[at].vat, slip.lines[at].rate) == (part.category, part.rate)]
        shares = largest_remainder(part.base, [abs(slip.lines[at].figures.before_tax) for at in same], 2)
        net.update(zip(same, shares, strict=True))
    return tuple(
        _line(slip.lines[at], orders[at], number, net.get(at, ZERO), ground, rate)
        for number, at in enumerate(paper.places, start=1)
    )


def _line(line: SlipLine, order: SlipLineOrder, number: int, net: Decimal, ground: TillGround, rate: Decimal) -> Line:
    quantity = abs(line.quantity)
    sold = order.returns
    item = None if order.item is None else order.item.product
    bases = None if sold is None else (LineBase(document=sold.document, line=sold.line, quantity=quantity),)
    chosen = order.class_number if sold is None else sold.class_number
    return Line(
        number=number,
        product=order.product_key if sold is None else sold.product_key,
        catalog_number=item.catalog_number if item is not None else None if sold is None else sold.catalog_number,
        name=line.name,
        details=line.note,
        unit_price=half_up(net / quantity, 6),
        quantity=quantity,
        currency=ground.currency,
        vat=line.vat,
        net=net,
        product_serial=line.product,
        unit=item.unit if item is not None else None if sold is None else sold.unit,
        goods=item.stocked if item is not None else None if sold is None else sold.goods,
        bases=bases,
        vat_rate=None if line.rate == rate or line.vat not in _BEARS_VAT else line.rate,
        vat_reason=order.vat_reason,
        class_number=None if chosen == ground.sale_class else chosen,
    )


def _texts(lines: Sequence[SlipLine]) -> str | None:
    return ", ".join(text for line in lines if (text := line.name))[:1000] or None


def _money(tenders: Sequence[SlipTender], ground: TillGround) -> Document:
    """A receipt for what was paid, or a refund of what was given back."""
    kind = "receipt" if tenders[0].amount > 0 else "refund"
    money, withheld = _tenders(tenders, ground)
    return Document(
        kind=kind,
        series=ground.series,
        date=ground.day,
        due_date=ground.day,
        contact=ground.contact,
        party=ground.party,
        class_number=ground.receipt_class,
        comments=None,
        note=None,
        currency=ground.currency,
        lines=(),
        discount=ZERO,
        discount_percent=ZERO,
        round_total=False,
        rounding=ZERO,
        vat_rate=ground.standard_rate,
        vat_totals=(),
        taxable_lines=ZERO,
        taxable_base=ZERO,
        exempt_base=ZERO,
        net=ZERO,
        vat=ZERO,
        total=ZERO,
        tenders=money,
        receipt_currency=ground.currency,
        receipt_rate=ONE,
        received=_sum(money),
        withheld=withheld,
        received_book=_sum(money),
        withheld_book=withheld,
        sources=(),
        channel=ground.channel,
    )


def _sum(money: Sequence[Tender]) -> Decimal:
    return sum((tender.book_amount for tender in money), ZERO)


def _tenders(tenders: Sequence[SlipTender], ground: TillGround) -> tuple[tuple[Tender, ...], Decimal]:
    """The payments as a document has them, an instalment each, and the tax withheld among them."""
    money: list[Tender] = []
    for one in tenders:
        if one.type == WITHHELD:
            continue
        for due_date, amount in _instalments(one, ground.day):
            money.append(
                Tender(
                    number=len(money) + 1,
                    type=one.type,
                    **_particulars(one),
                    due_date=due_date,
                    amount=amount,
                    currency=ground.currency,
                    book_amount=amount,
                )
            )
    return tuple(money), sum((abs(one.amount) for one in tenders if one.type == WITHHELD), ZERO)


def _particulars(tender: SlipTender) -> dict[str, Any]:
    """Of a card its last digits, when it ends, and the voucher; of all else the account, the branch and the number."""
    if TENDER_TYPES[tender.type].kind == "card":
        return {"account": tender.number, "branch": tender.card_expiry, "cheque_number": tender.authorisation}
    known = tender.bank is not None and tender.bank.isdecimal() and len(tender.bank) < _LONGEST_BANK
    return {
        "account": tender.account, "branch": tender.branch, "bank": int(tender.bank or 0) if known else None,
        "cheque_number": tender.number,
    }  # fmt: skip


def _instalments(tender: SlipTender, day: dt.date) -> list[tuple[dt.date | None, Decimal]]:
    """When how much of a tender is due: at once, on a cheque's date, or month by month of a card's instalments."""
    amount = abs(tender.amount)
    if tender.payments == 1:
        return [(tender.due_date or (day if tender.type == "cheque" else None), amount)]
    each = tender.next_payments or half_up(amount / tender.payments, 2)
    first = amount - each * (tender.payments - 1)
    if first <= 0 or each <= 0:
        return [(tender.due_date, amount)]
    return [(_months_on(day, place), first if place == 0 else each) for place in range(tender.payments)]


def _months_on(day: dt.date, months: int) -> dt.date:
    """So many months after a day, from that day itself: the last of a shorter month."""
    month = day.month - 1 + months
    first = dt.date(day.year + month // 12, month % 12 + 1, 1)
    following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + dt.timedelta(days=day.day - 1), following - dt.timedelta(days=1))
