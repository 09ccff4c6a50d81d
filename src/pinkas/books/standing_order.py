"""Standing orders: a document issued again and again, monthly or yearly, on an anchored day of the month.

Every occurrence is computed from the anchor (DESIGN §6): the 31st stays the 31st, a shorter month lends its last day,
and no later one is shifted by it. A calendar month is issued for at most once, however the day is changed meanwhile.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from pinkas.books.charge import CHARGED_CURRENCIES
from pinkas.books.currency import Changeover
from pinkas.books.document import LARGEST_LINE_COUNT, check_rate
from pinkas.books.errors import InvalidValue
from pinkas.books.lines import LineOrder
from pinkas.books.money import check_amount, check_currency
from pinkas.books.tenders import TENDER_TYPES

#: The channel of the documents they issue.
CHANNEL: Final = "standing-order"
#: How often, in months.
INTERVALS: Final = (1, 2, 3, 6, 12)
#: What they issue: an invoice-receipt is issued for a card that was charged.
KINDS_ISSUED: Final = ("tax_invoice", "proforma", "invoice_receipt")
MOST_OCCURRENCES: Final = 9999
#: Dates after this year are not looked for.
_LAST_YEAR: Final = 9990


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrder:
    """What is issued, to whom (a contact's serial) and when.

    `amount` is a fixed gross in units of `currency` (None for the book's), VAT taken out of it by the rate of each
    document's day; with lines, which name their own currencies, it is None. `count` is how many documents the order
    issues in all. `end` is the last day on which one may fall.
    """

    contact: int
    active: bool = True
    start: dt.date
    end: dt.date | None = None
    day: int
    interval: int = 1
    count: int | None = None
    kind: str
    mail: bool = False
    class_number: int
    note: str | None = None
    comments: str | None = None
    lines: tuple[LineOrder, ...] = ()
    amount: Decimal | None = None
    currency: str | None = None
    tender: str | None = None
    card_token: str | None = None
    card_expiry: str | None = None
    card_holder_id: str | None = None
    bank: int | None = None
    bank_branch: str | None = None
    bank_account: str | None = None

    def __post_init__(self) -> None:
        """Refuse what could never be issued."""
        if self.kind not in KINDS_ISSUED:
            raise InvalidValue("order.kind", f"must be one of {', '.join(KINDS_ISSUED)}")
        if self.interval not in INTERVALS:
            raise InvalidValue("order.interval", f"must be one of {', '.join(map(str, INTERVALS))}")
        if not 1 <= self.day <= 31:
            raise InvalidValue("order.day", "must be between 1 and 31")
        if self.start.year > _LAST_YEAR:
            raise InvalidValue("order.start", f"must not be after {_LAST_YEAR}")
        if self.end is not None and self.end < self.start:
            raise InvalidValue("order.end", "must not be before the first day")
        if self.count is not None and not 1 <= self.count <= MOST_OCCURRENCES:
            raise InvalidValue("order.count", f"must be between 1 and {MOST_OCCURRENCES}")
        self._check_contents()
        if self.tender is not None and self.tender not in TENDER_TYPES:
            raise InvalidValue("order.tender", f"names no type of payment: {self.tender!r}")
        if self.charges and self.tender is not None and not self.tender.startswith("card:"):
            raise InvalidValue("order.tender", "must be a card where a card is charged")

    def _check_contents(self) -> None:
        if (self.amount is None) == (not self.lines):
            raise InvalidValue("order.amount", "must be given, or lines; not both")
        if self.amount is not None:
            check_amount("order.amount", self.amount)
            if not self.amount:
                raise InvalidValue("order.amount", "must be greater than 0")
        if self.currency is not None:
            check_currency("order.amount_currency", self.currency)
        if len(self.lines) > LARGEST_LINE_COUNT:
            raise InvalidValue("order.lines", f"must be at most {LARGEST_LINE_COUNT}")
        for place, line in enumerate(self.lines):
            _check_line(f"order.lines[{place}]", line)

    @property
    def charges(self) -> bool:
        """Whether a card is charged each time."""
        return self.kind == "invoice_receipt"

    def check_currencies(self, book: str) -> None:
        """Refuse a currency beside lines, and a charge in one that no card is charged in. Raises InvalidValue.

        Only what is saved, or about to be issued, is looked at: the books may hold such an order from before.
        """
        if self.currency in {None, book}:
            return
        at = "order.amount_currency"
        if self.lines:
            raise InvalidValue(at, "must not be said beside lines: each line names its own")
        if self.charges and self.currency not in CHARGED_CURRENCIES:
            raise InvalidValue(at, f"is not taken by cards: they are charged in {' and '.join(CHARGED_CURRENCIES)}")

    def restated(self, change: Changeover) -> StandingOrder:
        """The same order after a changeover: its figures were in the currency before, line by line."""

        def figure(amount: Decimal | None) -> Decimal | None:
            return None if amount is None else change.converted(amount)

        gone = {None, change.before}
        lines = tuple(
            replace(line, unit_price=figure(line.unit_price), discount=figure(line.discount), currency=None, rate=None)
            if line.currency in gone
            else line
            for line in self.lines
        )
        if self.currency not in gone:
            return replace(self, lines=lines)
        return replace(self, lines=lines, amount=figure(self.amount), currency=None)

    def without_rate(self, book: str) -> dict[str, str]:
        """The currencies that each document's day must bring a rate for, by the field that names them."""
        named = {f"order.lines[{place}].currency": line for place, line in enumerate(self.lines) if line.rate is None}
        said = {field: line.currency for field, line in named.items()} | {"order.amount_currency": self.currency}
        return {field: currency for field, currency in said.items() if currency not in {None, book}}


def _check_line(at: str, line: LineOrder) -> None:
    check_amount(f"{at}.quantity", line.quantity, places=5, negative=True)
    for field, value, places in (("unit_price", line.unit_price, 6), ("discount", line.discount, 2)):
        if value is not None:
            check_amount(f"{at}.{field}", value, places=places, negative=True)
    if line.rate is not None:
        check_rate(f"{at}.rate", line.rate)
    if line.currency is not None:
        check_currency(f"{at}.currency", line.currency)


def occurrence(order: StandingOrder, index: int) -> dt.date:
    """The date of the occurrence at `index`, from 0: the first is on the anchored day, on or after the start."""
    first = _month(order.start)
    if _on_day(first, order.day) < order.start:
        first += 1
    return _on_day(first + index * order.interval, order.day)


def next_occurrence(order: StandingOrder, *, begins_on: dt.date, issued: int, last: dt.date | None) -> dt.date | None:
    """When it is due next: not before `begins_on`, in a month after that of the `last` one; None when never again.

    `issued` occurrences, the last of them on `last`, were begun so far.
    """
    if not order.active or (order.count is not None and issued >= order.count):
        return None
    earliest = max(begins_on, order.start)
    month = _month(earliest) if last is None else max(_month(earliest), _month(last) + 1)
    index = max(0, -(-(month - _month(occurrence(order, 0))) // order.interval))
    day = occurrence(order, index)
    if day < earliest:
        day = occurrence(order, index + 1)
    if day.year > _LAST_YEAR or (order.end is not None and day > order.end):
        return None
    return day


def month_after(day: dt.date) -> dt.date:
    """The first day of the month after that of a day."""
    return _on_day(_month(day) + 1, 1)


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _on_day(month: int, day: int) -> dt.date:
    """The day of a counted month, or the month's last one."""
    year, number = divmod(month, 12)
    return dt.date(year, number + 1, min(day, monthrange(year, number + 1)[1]))


class Outcome(StrEnum):
    """How an attempt at an occurrence ended."""

    #: The document is issued, and mailed where that was wanted.
    ISSUED = "issued"
    #: Nothing was issued: refused by the books, or the card was declined.
    FAILED = "failed"
    #: Issued, and the mail was refused, or had nowhere to go.
    NOT_MAILED = "not_mailed"
    #: Issued, and nobody knows whether the mail went: it is not sent again.
    MAIL_UNKNOWN = "mail_unknown"


#: What may be tried again.
RETRIED: Final = frozenset({Outcome.FAILED, Outcome.NOT_MAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStandingOrder:
    """A standing order as the books hold it now.

    `begins_on` is the day it was made, or made active again, and no sooner than the month after the last for which an
    order of the same key and contact, removed before, has issued: earlier occurrences are not issued afterwards. `runs`
    is how many were begun, the last of them of the day `last_date`; `pending` the number of one that is being worked
    at, and `waiting` what it waits for.
    """

    serial: int
    key: str
    uuid: UUID
    version: int
    deleted: bool = False
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    contact_key: str
    begins_on: dt.date
    runs: int = 0
    last_date: dt.date | None = None
    pending: int | None = None
    waiting: str | None = None
    next_date: dt.date | None = None
    order: StandingOrder

    def due_next(self) -> dt.date | None:
        """When the next occurrence falls, computed anew."""
        return next_occurrence(self.order, begins_on=self.begins_on, issued=self.runs, last=self.last_date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An occurrence that was begun: the `number`-th of its order, of the day `date`; its document's key is the uuid."""

    serial: int
    order: int
    number: int
    date: dt.date
    uuid: UUID
    #: The latest attempt at it, from 1, and how that ended; None while it is being worked at.
    attempt: int
    begun_at: dt.datetime
    outcome: Outcome | None = None
    detail: str | None = None
    ended_at: dt.datetime | None = None
    #: What one that is being worked at waits for.
    waiting: str | None = None
    #: The document as it stands, if there is one.
    document_key: str | None = None
    document_series: int | None = None
    document_number: int | None = None
    document_run: str | None = None
