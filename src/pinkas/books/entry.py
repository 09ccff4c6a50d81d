"""Balanced double entries, and the entry each kind of document posts (DESIGN §5)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from pinkas.books import chart
from pinkas.books.document import Document, VatTotal
from pinkas.books.money import ONE, ZERO
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.vat import VatCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One side of an entry: debits positive, credits negative, in the book currency's minor unit.

    VAT reports read `vat_category` and `vat_rate` (percent), never accounts.
    """

    account: str
    contact: int = chart.WALK_IN
    amount: Decimal
    currency: str
    currency_amount: Decimal
    rate: Decimal = ONE
    vat_category: VatCategory | None = None
    vat_rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A balanced entry; an unbalanced one cannot be made. Dates are civil dates of the business's zone."""

    document_date: dt.date
    tax_date: dt.date
    posting_date: dt.date
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        """Debits equal credits, and nothing is posted twice as zero."""
        if sum((posting.amount for posting in self.postings), ZERO) != 0:
            raise ValueError("an entry must balance")
        if any(posting.amount == 0 for posting in self.postings):
            raise ValueError("a posting of nothing")

    @property
    def total(self) -> Decimal:
        """The sum of the debits."""
        return sum((posting.amount for posting in self.postings if posting.amount > 0), ZERO)


def document_entry(document: Document) -> Entry | None:
    """The entry a document posts at issue, None when it posts none or moves no money at all.

    Tax invoice: customer to income by class and output VAT. Receipt: till per tender and tax withheld to customer.
    Invoice-receipt: both, the rest (if any) on the customer. Credit and refund: the reverse of invoice and receipt.
    Donation receipt: till to donations.
    """
    if not document.facts.posts:
        return None
    contact = document.contact or chart.WALK_IN
    currency = document.currency
    postings = [*_sale(document), *_payment(document)]
    rest = -sum((posting.amount for posting in postings), ZERO)
    other = chart.DONATIONS if document.facts.open_side is None else chart.RECEIVABLE
    balancing = Posting(account=other, contact=contact, amount=rest, currency=currency, currency_amount=rest)
    postings = [posting for posting in (balancing, *postings) if posting.amount != 0]
    if not postings:
        return None
    if document.facts.sign < 0:
        postings = [_negated(posting) for posting in postings]
    return Entry(
        document_date=document.date,
        tax_date=document.date,
        posting_date=document.date,
        postings=tuple(postings),
    )


def _sale(document: Document) -> list[Posting]:
    """Credits of what was sold: income by class, output VAT, both by category and rate; and what a till rounded."""
    sides = [
        (account, amount, part)
        for part in document.vat_totals
        for account, amount in (
            *((chart.income(number), -base) for number, base in _by_class(document, part)),
            (chart.OUTPUT_VAT, -part.vat),
        )
    ]
    postings = [
        Posting(
            account=account,
            amount=amount,
            currency=document.currency,
            currency_amount=amount,
            vat_category=part.category,
            vat_rate=part.rate,
        )
        for account, amount, part in sides
    ]
    rounded = -(document.cash_rounding or ZERO)
    postings.append(
        Posting(account=chart.ROUNDING, amount=rounded, currency=document.currency, currency_amount=rounded)
    )
    return postings


def _by_class(document: Document, part: VatTotal) -> list[tuple[int, Decimal]]:
    """What of a part's base falls to which class: to those its lines name, and the rest to the document's."""
    own: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for line in document.lines:
        bears = line.vat in {VatCategory.STANDARD, VatCategory.REDUCED}
        rate = (document.vat_rate if bears else ZERO) if line.vat_rate is None else line.vat_rate
        if line.class_number is not None and (line.vat, rate) == (part.category, part.rate):
            own[line.class_number] += line.net
    rest = part.base - sum(own.values(), ZERO)
    return [(document.class_number, rest), *sorted(own.items())]


def _payment(document: Document) -> list[Posting]:
    """Debits of what was paid: the till by kind of tender and currency, and the tax withheld by the customer."""
    sums: dict[tuple[str, str, Decimal], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for tender in document.tenders:
        into = sums[chart.till(TENDER_TYPES[tender.type].kind), tender.currency, tender.rate]
        into[0] += tender.book_amount
        into[1] += tender.amount
    postings = [
        Posting(account=account, amount=book, currency=currency, currency_amount=own, rate=rate)
        for (account, currency, rate), (book, own) in sums.items()
    ]
    drawer = sum((posting.amount for posting in postings), ZERO)
    postings.append(
        Posting(
            account=chart.ROUNDING,
            amount=document.received_book - drawer,
            currency=document.receipt_currency,
            currency_amount=ZERO,
        )
    )
    postings.append(
        Posting(
            account=chart.WITHHELD,
            amount=document.withheld_book,
            currency=document.receipt_currency,
            currency_amount=document.withheld,
            rate=document.receipt_rate,
        )
    )
    return postings


def reversal(entry: Entry, day: dt.date, posted_on: dt.date) -> Entry:
    """The exact reverse of an entry, under the date of the cancellation and posted on the first open day from it.

    It counts for the VAT, and in the journal, no sooner than what it takes back: the months before never had that.
    """
    return Entry(
        document_date=day,
        tax_date=max(day, entry.tax_date),
        posting_date=max(posted_on, entry.posting_date),
        postings=tuple(_negated(posting) for posting in entry.postings),
    )


def _negated(posting: Posting) -> Posting:
    return replace(posting, amount=-posting.amount, currency_amount=-posting.currency_amount)


def simple_entry(day: dt.date, posted_on: dt.date, currency: str, *sides: tuple[str, int, Decimal]) -> Entry:
    """An entry in the book currency, of (account, contact, amount) sides; those of nothing are left out."""
    return Entry(
        document_date=day,
        tax_date=day,
        posting_date=posted_on,
        postings=tuple(
            Posting(account=account, contact=contact, amount=amount, currency=currency, currency_amount=amount)
            for account, contact, amount in sides
            if amount
        ),
    )
