"""Which currency books are kept in, by country and date; and what a changeover makes of balances (DESIGN §5).

Bulgaria changed from the lev to the euro on 2026-01-01 at 1 EUR = 1.95583 BGN, for good: amounts are divided by the
full rate and rounded half up to two places, and no inverse rate is used (fiscal dossier §7). Documents keep the
currency of their date for ever; balances are numbers in the currency of now.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pinkas.books import chart
from pinkas.books.entry import Entry, Posting
from pinkas.books.errors import InvalidValue, PeriodClosed
from pinkas.books.kinds import KINDS, OpenSide
from pinkas.books.money import ONE, ZERO, half_up, to_cents
from pinkas.books.settlement import Settlement
from pinkas.books.tenders import TENDER_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Changeover:
    """From `day` on books are kept in `after` instead of `before`; `rate` is what one `after` costs in `before`."""

    day: dt.date
    before: str
    after: str
    rate: Decimal

    def converted(self, amount: Decimal) -> Decimal:
        """An amount of before in the currency after: divided by the full rate, half up to two places."""
        return to_cents(amount / self.rate)


_CHANGEOVERS: Final = {
    "BG": Changeover(day=dt.date(2026, 1, 1), before="BGN", after="EUR", rate=Decimal("1.95583")),
}


def changeover(country: str, currency: str) -> Changeover | None:
    """The changeover of books that are kept in `currency` now; None where there is none."""
    found = _CHANGEOVERS.get(country)
    return found if found is not None and found.after == currency else None


def book_currency(country: str, currency: str, day: dt.date) -> str:
    """The currency in which books of a country, kept in `currency` now, are kept on a day."""
    found = changeover(country, currency)
    return currency if found is None or day >= found.day else found.before


def fixed_rates(country: str, currency: str, day: dt.date) -> Mapping[str, Decimal]:
    """What the law fixed a unit of another currency at on a day, in the book currency of that day.

    That of the currency that is gone is for showing alone, at six places: amounts are divided (`in_books`).
    """
    found = changeover(country, currency)
    if found is None:
        return {}
    return {found.before: half_up(ONE / found.rate, 6)} if day >= found.day else {found.after: found.rate}


def check_reached(country: str, currency: str, today: dt.date, day: dt.date) -> None:
    """Refuse a day on which the books will be kept in another currency than today. Raises InvalidValue."""
    found = changeover(country, currency)
    if found is not None and today < found.day <= day:
        said = f"must be before {found.day}, when the books change over from {found.before} to {found.after}"
        raise InvalidValue("date", said)


def check_kept(country: str, currency: str, day: dt.date, posted_on: dt.date) -> None:
    """Refuse what is dated before a changeover and would be posted after it: its amounts are of another currency.

    Raises PeriodClosed.
    """
    found = changeover(country, currency)
    if found is not None and day < found.day <= posted_on:
        said = f"the books changed over from {found.before} to {found.after} on {found.day}"
        raise PeriodClosed(day, found.day - dt.timedelta(days=1), because=said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account stands at, in the currency before; debits positive."""

    account: str
    contact: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocument:
    """A document that leaves something to be settled, or something that can pay, in the currency before."""

    serial: int
    kind: str
    contact: int
    open_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTender:
    """A payment that lies in the till: what it came to, and how much of that deposits took, in the currency before."""

    kind: str
    type: str
    book_amount: Decimal
    deposited_book: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """What a changeover posts, and what it takes off open amounts; no entry where nothing stood anywhere."""

    entry: Entry | None
    settlements: tuple[Settlement, ...]


def restate(
    change: Changeover, balances: Iterable[Balance], documents: Iterable[OpenDocument], held: Iterable[HeldTender]
) -> Restatement:
    """Every balance, open amount and payment in the till as a number of the currency after.

    Each open document and each payment is converted by itself, so that what is paid or deposited later leaves no cent
    behind, and so is the rest of each balance; what all of that is off by lies on the account of rounding.
    """
    documents = tuple(documents)
    stands: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
    for one in balances:
        # Who a balance was opened with stays as their card says it: the account is restated as a whole.
        contact = chart.WALK_IN if one.account == chart.OPENING_BALANCES else one.contact
        stands[one.account, contact] += one.amount
    before, after = _parts(change, documents, held)
    postings = []
    for place in sorted(stands.keys() | before.keys()):
        rest = change.converted(stands[place] - before.get(place, ZERO))
        amount = rest + after.get(place, ZERO) - stands[place]
        postings.append(_posting(change, *place, amount))
    postings.append(_posting(change, chart.ROUNDING, chart.WALK_IN, -sum((one.amount for one in postings), ZERO)))
    standing = tuple(one for one in postings if one.amount)
    entry = None
    if standing:
        entry = Entry(document_date=change.day, tax_date=change.day, posting_date=change.day, postings=standing)
    return Restatement(entry=entry, settlements=tuple(_settlements(change, documents)))


_Parts = dict[tuple[str, int], Decimal]


def _parts(change: Changeover, documents: Iterable[OpenDocument], held: Iterable[HeldTender]) -> tuple[_Parts, _Parts]:
    """What of each balance is converted part by part: before and after."""
    before: _Parts = defaultdict(lambda: ZERO)
    after: _Parts = defaultdict(lambda: ZERO)
    for one in documents:
        kind = KINDS[one.kind]
        if not kind.posts:
            continue
        sign = 1 if kind.open_side is OpenSide.DEBT else -1
        before[chart.RECEIVABLE, one.contact] += sign * one.open_amount
        after[chart.RECEIVABLE, one.contact] += sign * change.converted(one.open_amount)
    for tender in held:
        account = chart.till(TENDER_TYPES[tender.type].kind)
        sign = KINDS[tender.kind].sign
        before[account, chart.WALK_IN] += sign * (tender.book_amount - tender.deposited_book)
        converted = change.converted(tender.book_amount) - change.converted(tender.deposited_book)
        after[account, chart.WALK_IN] += sign * converted
    return before, after


def _settlements(change: Changeover, documents: Iterable[OpenDocument]) -> Iterable[Settlement]:
    for one in documents:
        less = one.open_amount - change.converted(one.open_amount)
        if less:
            debt = KINDS[one.kind].open_side is OpenSide.DEBT
            yield Settlement(paid=one.serial if debt else None, paying=None if debt else one.serial, amount=less)


def _posting(change: Changeover, account: str, contact: int, amount: Decimal) -> Posting:
    return Posting(account=account, contact=contact, amount=amount, currency=change.after, currency_amount=amount)
