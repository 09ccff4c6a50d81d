"""Deposits: payments leave the till for the bank, cheques and cards whole, cash in any part; and the entry of one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from pinkas.books import chart
from pinkas.books.entry import Entry, Posting
from pinkas.books.errors import InvalidValue
from pinkas.books.kinds import KINDS
from pinkas.books.money import HUNDRED, ONE, ZERO, check_amount, product, to_cents
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.vat import TOLERANCE, VatCategory

MOST_LINES: Final = 500


class DepositType(StrEnum):
    """What a deposit consists of."""

    CASH = "cash"
    CHEQUES = "cheques"
    CARDS = "cards"
    OTHER = "other"
    MIXED = "mixed"


_TYPE_OF_KIND: Final = {"cash": DepositType.CASH, "cheque": DepositType.CHEQUES, "card": DepositType.CARDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """A line of the till as it stands: what was received, and how much of it live deposits took.

    `amount` and `deposited` are in `currency`, `book_amount` and `deposited_book` in the book currency. `document` is
    the key of the document that received it, `kind` that one's; `stands` while it is issued and not cancelled.
    """

    uuid: UUID
    serial: int
    type: str
    date: dt.date
    due_date: dt.date | None
    amount: Decimal
    currency: str
    rate: Decimal
    book_amount: Decimal
    deposited: Decimal
    deposited_book: Decimal
    document: str
    kind: str
    stands: bool
    bounced: bool
    #: The keys of the live deposits that took of it.
    deposits: tuple[str, ...] = ()

    @property
    def tender(self) -> str:
        """The kind of tender: whose till account holds it."""
        return TENDER_TYPES[self.type].kind

    @property
    def left(self) -> Decimal:
        """What still lies in the till, in the line's currency."""
        return self.amount - self.deposited


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositPart:
    """What a deposit takes of one line, in the line's currency and in the book currency.

    `day` is the day under which the deposited line is found: the payment's own date, or else the deposit's.
    """

    till_line: int
    amount: Decimal
    book_amount: Decimal
    day: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A deposit: all its lines in one currency. `total` is their sum in it, fees are in the book currency."""

    date: dt.date
    bank_account: str | None
    type: DepositType
    currency: str
    total: Decimal
    fee: Decimal
    fee_vat: Decimal
    details: str | None
    parts: tuple[DepositPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """What the acquirer or bank kept, and the VAT on it; `deductible` when the business may have that VAT back."""

    fee: Decimal
    vat: Decimal
    vat_rate: Decimal
    deductible: bool

    def __post_init__(self) -> None:
        """Refuse what is no sum, and more VAT than the fee bears."""
        check_amount("deposit.fee", self.fee)
        check_amount("deposit.fee_vat", self.vat)
        if self.vat > self.fee:
            raise InvalidValue("deposit.fee_vat", "must not be more than the fee")
        most = to_cents(product(self.fee, self.vat_rate) / HUNDRED)
        if self.vat > most + TOLERANCE:
            raise InvalidValue(
                "deposit.fee_vat",
                f"must not be more than {most:f}, {self.vat_rate:f}% of Fee, give or take {TOLERANCE:f}",
            )


def take_part(place: int, line: HeldLine, asked: Decimal | None, day: dt.date) -> DepositPart:
    """What a deposit dated `day` takes of a line; all that is left of it unless said. Raises InvalidValue."""
    at = f"deposit.lines[{place}]"
    _check_depositable(at, line, day)
    amount = line.left if asked is None else asked
    check_amount(f"{at}.amount", amount)
    if amount <= 0:
        raise InvalidValue(f"{at}.amount", "must be greater than 0")
    if amount > line.left:
        raise InvalidValue(f"{at}.amount", f"must not be more than {line.left:f}, what lies in the till of it")
    if amount != line.amount and line.tender != "cash":
        raise InvalidValue(f"{at}.amount", f"must be {line.amount:f}: only cash may be deposited in parts")
    left_book = line.book_amount - line.deposited_book
    # Each part is rounded by itself, and the last one takes what the others left: together they are the line.
    book = left_book if amount == line.left else min(to_cents(product(amount, line.rate)), left_book)
    return DepositPart(till_line=line.serial, amount=amount, book_amount=book, day=line.due_date or day)


def _check_depositable(at: str, line: HeldLine, day: dt.date) -> None:
    """Refuse what cannot go to the bank, saying why."""
    field = f"{at}.line"
    if not TENDER_TYPES[line.type].in_till:
        raise InvalidValue(field, "is a voucher: it lies in no till and cannot be deposited")
    if KINDS[line.kind].sign < 0:
        raise InvalidValue(field, f"is money given back by document {line.document!r} and cannot be deposited")
    if not line.stands:
        raise InvalidValue(field, f"belongs to document {line.document!r}, which is cancelled")
    if line.bounced:
        raise InvalidValue(field, "is a cheque that bounced and cannot be deposited")
    if line.left <= 0:
        taken = ", ".join(map(repr, line.deposits))
        raise InvalidValue(field, f"is deposited already, by deposit {taken}" if taken else "comes to nothing")
    if day < line.date:
        raise InvalidValue("deposit.date", f"must not be before {line.date}, when a line of it was received")


def type_of(lines: Sequence[HeldLine]) -> DepositType:
    """What a deposit of these lines is."""
    kinds = {line.tender for line in lines}
    if len(kinds) > 1:
        return DepositType.MIXED
    return _TYPE_OF_KIND.get(kinds.pop(), DepositType.OTHER)


def check_currency(lines: Sequence[HeldLine]) -> str:
    """The one currency of the lines. Raises InvalidValue."""
    currencies = sorted({line.currency for line in lines})
    if len(currencies) > 1:
        raise InvalidValue("deposit.lines", f"must be in one currency: they are in {' and '.join(currencies)}")
    return currencies[0]


def deposit_entry(
    deposit: Deposit, lines: Sequence[HeldLine], fees: Fees, *, posted_on: dt.date, book_currency: str
) -> Entry:
    """The entry: bank, acquirer's fee and the VAT on it to the till, by kind of tender (DESIGN §5).

    What the bank took is taken off what it got. A business that charges no VAT has the fee's VAT as a cost. Raises
    InvalidValue where it comes to nothing, or to less than the fees.
    """
    sums: dict[tuple[str, str, Decimal], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for part, line in zip(deposit.parts, lines, strict=True):
        for account, sign in ((chart.BANK, 1), (chart.till(line.tender), -1)):
            into = sums[account, line.currency, line.rate]
            into[0] += sign * part.book_amount
            into[1] += sign * part.amount
    kept = sums[chart.BANK, book_currency, ONE]
    kept[0] -= fees.fee + fees.vat
    kept[1] -= fees.fee + fees.vat
    postings = [
        Posting(account=account, amount=book, currency=currency, currency_amount=own, rate=rate)
        for (account, currency, rate), (book, own) in sums.items()
        if book
    ]
    postings[1:1] = _fee_postings(fees, book_currency)
    total = sum((part.book_amount for part in deposit.parts), ZERO)
    if not total:
        raise InvalidValue("deposit.lines", "must come to more than 0")
    if fees.fee + fees.vat > total:
        raise InvalidValue("deposit.fee", f"must not be more, with its VAT, than {total:f}, what is deposited")
    return Entry(document_date=deposit.date, tax_date=deposit.date, posting_date=posted_on, postings=tuple(postings))


def _fee_postings(fees: Fees, currency: str) -> list[Posting]:
    cost, vat = (fees.fee, fees.vat) if fees.deductible else (fees.fee + fees.vat, ZERO)
    return [
        Posting(
            account=account,
            amount=amount,
            currency=currency,
            currency_amount=amount,
            vat_category=VatCategory.STANDARD if vat else None,
            vat_rate=fees.vat_rate if vat else None,
        )
        for account, amount in ((chart.ACQUIRER_FEES, cost), (chart.INPUT_VAT, vat))
        if amount
    ]
