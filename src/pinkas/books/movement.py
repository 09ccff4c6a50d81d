"""An entry as movements of at most two debits and two credits, each balanced: the form older ledgers load.

Nothing is lost or added: per account and contact the movements sum to what the entry posts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from pinkas.books import chart
from pinkas.books.entry import Entry, Posting
from pinkas.books.money import ZERO, to_cents
from pinkas.books.vat import VatCategory

MOST_SIDES: Final = 2
_TAXED: Final = (VatCategory.STANDARD, VatCategory.REDUCED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementSide:
    """One account's part of a movement; amounts positive, in the book currency and in the posting's own."""

    account: str
    contact: int
    amount: Decimal
    currency: str
    currency_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One or two debits and as many credits, of the same sum. An unbalanced one cannot be made."""

    debits: tuple[MovementSide, ...]
    credits: tuple[MovementSide, ...]

    def __post_init__(self) -> None:
        """Balanced, and no wider than what takes it."""
        if not 1 <= len(self.debits) <= MOST_SIDES or not 1 <= len(self.credits) <= MOST_SIDES:
            raise ValueError("a movement has one or two debits and one or two credits")
        if sum((one.amount for one in self.debits), ZERO) != sum((one.amount for one in self.credits), ZERO):
            raise ValueError("a movement must balance")


def movements(entry: Entry, *, largest: Decimal, free: frozenset[str] = frozenset()) -> list[Movement]:
    """The movements of an entry, in the order of its postings, no side of one above `largest`.

    Income without VAT is told apart (`income:3:exempt`), but for the accounts in `free`, which hold nothing else.
    """
    return _of_postings(entry.postings, largest, free)


def sale_and_payment(
    entry: Entry, contact: int, *, largest: Decimal, free: frozenset[str] = frozenset()
) -> list[Movement]:
    """The movements of an entry that sold and was paid at once: the sale to the customer, then the payment by them.

    The customer stands in both; what the one owes the other pays, so their account is left as the entry leaves it.
    """
    sold = [posting for posting in entry.postings if _is_sale(posting)]
    paid = [posting for posting in entry.postings if not _is_sale(posting) and posting.account != chart.RECEIVABLE]
    return [
        movement
        for part in (sold, paid)
        if part
        for movement in _of_postings((*_on_account(part, contact), *part), largest, free)
    ]


def _is_sale(posting: Posting) -> bool:
    return posting.account == chart.OUTPUT_VAT or posting.account.startswith("income:")


def _on_account(part: Sequence[Posting], contact: int) -> tuple[Posting, ...]:
    """The customer's side of a part, in its one currency or else in the book's: none when it comes to nothing."""
    rest = -sum((posting.amount for posting in part), ZERO)
    if not rest:
        return ()
    currency, own = part[0].currency, -sum((posting.currency_amount for posting in part), ZERO)
    if len({posting.currency for posting in part}) > 1:
        currency = next(posting.currency for posting in part if posting.currency_amount == posting.amount)
        own = rest
    return (Posting(account=chart.RECEIVABLE, contact=contact, amount=rest, currency=currency, currency_amount=own),)


def _of_postings(postings: Iterable[Posting], largest: Decimal, free: frozenset[str]) -> list[Movement]:
    sides = _netted([_told_apart(posting, free) for posting in postings])
    debits = [side for side in sides if side.amount > 0]
    credit_sides = [side for side in sides if side.amount < 0]
    if not debits:
        return []
    return [_in_one_currency(movement) for movement in _split(debits, credit_sides, largest)]


def _told_apart(posting: Posting, free: frozenset[str]) -> Posting:
    """Income that bears no VAT on an account of its own: whoever reckons VAT from accounts must see it."""
    bears_none = posting.vat_category is not None and posting.vat_category not in _TAXED
    if bears_none and posting.account.startswith("income:") and posting.account not in free:
        return replace(posting, account=f"{posting.account}:exempt")
    return posting


def _netted(postings: Sequence[Posting]) -> list[Posting]:
    """An account that is debited and credited at once moves by the difference: it never stands on both sides."""
    both = {
        (one.account, one.contact)
        for one in postings
        for other in postings
        if (one.account, one.contact) == (other.account, other.contact) and one.amount > 0 > other.amount
    }
    if not both:
        return list(postings)
    kept = [posting for posting in postings if (posting.account, posting.contact) not in both]
    for account, contact in sorted(both):
        mine = [posting for posting in postings if (posting.account, posting.contact) == (account, contact)]
        rest = sum((posting.amount for posting in mine), ZERO)
        if rest:
            own = sum((posting.currency_amount for posting in mine), ZERO)
            kept.append(replace(mine[0], amount=rest, currency_amount=own))
    return kept


def _in_one_currency(movement: Movement) -> Movement:
    """Both sides in the currency of the one that has another; where that is not to be said, none has."""
    for given, other in ((movement.debits, movement.credits), (movement.credits, movement.debits)):
        currencies = {side.currency for side in given}
        if len(currencies) == 1 and any(side.currency_amount != side.amount for side in given):
            if {side.currency for side in other} == currencies:
                return movement
            currency = currencies.pop()
            own = sum((side.currency_amount for side in given), ZERO)
            shared = _shared(own, [side.amount for side in other])
            told = tuple(
                replace(side, currency=currency, currency_amount=part) for side, part in zip(other, shared, strict=True)
            )
            return replace(movement, credits=told) if given is movement.debits else replace(movement, debits=told)
    return movement


def _shared(whole: Decimal, amounts: Sequence[Decimal]) -> list[Decimal]:
    """`whole` in proportion to the amounts, the parts exact."""
    total, told, before = sum(amounts, ZERO), ZERO, ZERO
    parts = []
    for amount in amounts:
        told += amount
        upto = to_cents(whole * told / total)
        parts.append(upto - before)
        before = upto
    return parts


def _part(posting: Posting, before: Decimal, amount: Decimal) -> MovementSide:
    """`amount` of a posting of which `before` is told already; its own currency in proportion, the parts exact."""
    whole, own = abs(posting.amount), abs(posting.currency_amount)

    def upto(told: Decimal) -> Decimal:
        return to_cents(own * told / whole)

    return MovementSide(
        account=posting.account,
        contact=posting.contact,
        amount=amount,
        currency=posting.currency,
        currency_amount=upto(before + amount) - upto(before),
    )


@dataclass(slots=True)
class _Meeting:
    """Debits and credits that meet in order; neighbours share a movement while it is neither too wide nor too large."""

    debits: Sequence[Posting]
    credits: Sequence[Posting]
    largest: Decimal
    pairs: list[tuple[int, int, Decimal]] = field(default_factory=list)
    found: list[Movement] = field(default_factory=list)
    told: tuple[dict[int, Decimal], dict[int, Decimal]] = field(default_factory=lambda: ({}, {}))

    def add(self, debit: int, credit: int, amount: Decimal) -> None:
        """Let so much of a debit meet a credit."""
        wide = max(len({one[side] for one in self.pairs} | {(debit, credit)[side]}) for side in (0, 1))
        large = max(
            sum((one[2] for one in self.pairs if one[side] == (debit, credit)[side]), amount) for side in (0, 1)
        )
        if wide > MOST_SIDES or large > self.largest:
            self.close()
        self.pairs.append((debit, credit, amount))

    def close(self) -> None:
        """What has met so far is a movement."""
        if self.pairs:
            self.found.append(Movement(debits=self._sides(0, self.debits), credits=self._sides(1, self.credits)))
            self.pairs.clear()

    def _sides(self, side: int, postings: Sequence[Posting]) -> tuple[MovementSide, ...]:
        sums: dict[int, Decimal] = {}
        for pair in self.pairs:
            place = int(pair[side])
            sums[place] = sums.get(place, ZERO) + pair[2]
        sides = []
        for place, amount in sums.items():
            before = self.told[side].get(place, ZERO)
            sides.append(_part(postings[place], before, amount))
            self.told[side][place] = before + amount
        return tuple(sides)


def _split(debits: Sequence[Posting], credit_sides: Sequence[Posting], largest: Decimal) -> list[Movement]:
    """Debits are met by credits in order, no more at once than a field holds."""
    meeting = _Meeting(debits, credit_sides, largest)
    left_debits = [posting.amount for posting in debits]
    left_credits = [-posting.amount for posting in credit_sides]
    at_debit = at_credit = 0
    while at_debit < len(debits):
        amount = min(left_debits[at_debit], left_credits[at_credit], largest)
        meeting.add(at_debit, at_credit, amount)
        left_debits[at_debit] -= amount
        left_credits[at_credit] -= amount
        at_debit, at_credit = at_debit + (not left_debits[at_debit]), at_credit + (not left_credits[at_credit])
    meeting.close()
    return meeting.found
