"""An entry as movements of at most two debits and two credits, each balanced: the form older ledgers load.

Nothing is lost or added: per account and contact the movements sum to what the entry posts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pinkas.books import chart
from pinkas.books.entry import Entry, Posting
from pinkas.books.money import ZERO, to_cents

MOST_SIDES: Final = 2


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


def movements(entry: Entry) -> list[Movement]:
    """The movements of an entry, in the order of its postings."""
    return _of_postings(entry.postings)


def sale_and_payment(entry: Entry, contact: int) -> list[Movement]:
    """The movements of an entry that sold and was paid at once: the sale to the customer, then the payment by them.

    The customer stands in both; what the one owes the other pays, so their account is left as the entry leaves it.
    """
    sold = [posting for posting in entry.postings if _is_sale(posting)]
    paid = [posting for posting in entry.postings if not _is_sale(posting) and posting.account != chart.RECEIVABLE]
    return [
        movement for part in (sold, paid) if part for movement in _of_postings((*_on_account(part, contact), *part))
    ]


def _is_sale(posting: Posting) -> bool:
    return posting.account == chart.OUTPUT_VAT or posting.account.startswith("income:")


def _on_account(part: Sequence[Posting], contact: int) -> tuple[Posting, ...]:
    """The customer's side of a part: none when it comes to nothing."""
    rest = -sum((posting.amount for posting in part), ZERO)
    if not rest:
        return ()
    return (
        Posting(
            account=chart.RECEIVABLE,
            contact=contact,
            amount=rest,
            currency=part[0].currency,
            currency_amount=-sum((posting.currency_amount for posting in part), ZERO)
            if len({posting.currency for posting in part}) == 1
            else rest,
        ),
    )


def _of_postings(postings: Iterable[Posting]) -> list[Movement]:
    debits: list[Posting] = []
    credit_sides: list[Posting] = []
    for posting in postings:
        (debits if posting.amount > 0 else credit_sides).append(posting)
    if len(debits) <= MOST_SIDES and len(credit_sides) <= MOST_SIDES:
        return [Movement(debits=tuple(map(_whole, debits)), credits=tuple(map(_whole, credit_sides)))]
    return _split(debits, credit_sides)


def _whole(posting: Posting) -> MovementSide:
    return _part(posting, ZERO, abs(posting.amount))


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


def _split(debits: Sequence[Posting], credit_sides: Sequence[Posting]) -> list[Movement]:
    """Debits are met by credits in order; neighbours share a movement while it is not too wide."""
    found: list[Movement] = []
    pairs: list[tuple[int, int, Decimal]] = []
    told_debits, told_credits = [ZERO] * len(debits), [ZERO] * len(credit_sides)
    at_debit = at_credit = 0
    met_debits, met_credits = list(told_debits), list(told_credits)

    def close() -> None:
        if pairs:
            found.append(
                Movement(
                    debits=_sides(debits, told_debits, ((debit, amount) for debit, _, amount in pairs)),
                    credits=_sides(credit_sides, told_credits, ((credit, amount) for _, credit, amount in pairs)),
                )
            )
            pairs.clear()

    while at_debit < len(debits):
        amount = min(
            debits[at_debit].amount - met_debits[at_debit], -credit_sides[at_credit].amount - met_credits[at_credit]
        )
        wide = {one for one, _, _ in pairs} | {at_debit}, {one for _, one, _ in pairs} | {at_credit}
        if max(map(len, wide)) > MOST_SIDES:
            close()
        pairs.append((at_debit, at_credit, amount))
        met_debits[at_debit] += amount
        met_credits[at_credit] += amount
        debit_done = met_debits[at_debit] == debits[at_debit].amount
        credit_done = met_credits[at_credit] == -credit_sides[at_credit].amount
        at_debit, at_credit = at_debit + debit_done, at_credit + credit_done
    close()
    return found


def _sides(
    postings: Sequence[Posting], told: list[Decimal], parts: Iterable[tuple[int, Decimal]]
) -> tuple[MovementSide, ...]:
    sums: dict[int, Decimal] = {}
    for place, amount in parts:
        sums[place] = sums.get(place, ZERO) + amount
    sides = []
    for place, amount in sums.items():
        sides.append(_part(postings[place], told[place], amount))
        told[place] += amount
    return tuple(sides)
