"""Cash put into the till and taken out, and what a count of the drawer found too little or too much."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pinkas.actions.desk import Caller, Desk, Once, Saved
from pinkas.actions.vouchers.posting import (
    LARGEST_DETAILS,
    Asked,
    Plan,
    Side,
    entry_of,
    positive,
    post,
    posted_sides,
    words,
)
from pinkas.books import chart
from pinkas.books.currency import check_kept, check_reached
from pinkas.books.errors import InvalidValue, TillTooLow
from pinkas.books.period import first_open
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage.vouchers import Facts, NamedVoucher

TILL: Final = chart.till("cash")
#: Per kind: the account on the other side, and which way cash goes.
CASH_KINDS: Final = {
    "in": (chart.CASH_MOVEMENTS, 1),
    "out": (chart.CASH_MOVEMENTS, -1),
    "shortage": (chart.TILL_DIFFERENCES, -1),
    "overage": (chart.TILL_DIFFERENCES, 1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CashOrder:
    """Cash in or out of the till, in the book currency; without a date, today."""

    key: str | None = None
    date: dt.date | None = None
    kind: str
    amount: Decimal | None
    details: str | None = None


async def move_cash(desk: Desk, caller: Caller, order: CashOrder, *, once: Once | None = None) -> Saved[NamedVoucher]:
    """Move cash. What comes late for a closed period is posted into the first open one, with its own date kept.

    Raises InvalidValue, TillTooLow.
    """
    if order.kind not in CASH_KINDS:
        raise InvalidValue("cash.kind", f"must be one of {', '.join(CASH_KINDS)}")
    other, sign = CASH_KINDS[order.kind]
    amount = positive("cash.amount", order.amount)
    sides: list[Side] = [(TILL, None, sign * amount), (other, None, -sign * amount)]
    voucher = Voucher(
        kind=VoucherKind.CASH,
        date=order.date or caller.today(desk.clock),
        details=words("cash", "details", order.details, LARGEST_DETAILS),
    )

    def decide(facts: Facts) -> Plan:
        posted_on = first_open(voucher.date, facts.settings.closed_through)
        check_kept(caller.country, caller.currency, voucher.date, posted_on)
        check_reached(caller.country, caller.currency, caller.today(desk.clock), posted_on)
        entry = entry_of(sides, facts, voucher.date, posted_on, caller.currency_on(posted_on))
        return Plan(voucher=voucher, entry=entry, expect=enough_cash(facts, -sign * amount))

    def same(found: NamedVoucher) -> bool:
        stored = found.stored.voucher
        said = (stored.kind, stored.details) == (voucher.kind, voucher.details)
        return said and order.date in {None, stored.date} and posted_sides(found) == sides

    return await post(desk, caller, Asked(field="cash.key", key=order.key), decide, same, once=once)


def enough_cash(facts: Facts, taken: Decimal) -> tuple[dict[str, object], ...]:
    """What must hold for `taken` to leave the till, cash put in being less than nothing. Raises TillTooLow."""
    if taken <= 0:
        return ()
    if taken > facts.cash:
        raise TillTooLow(facts.cash)
    return ({"sort": "balance at least", "key": TILL, "amount": taken},)


def cash_kind(found: NamedVoucher) -> tuple[str, Decimal]:
    """Which kind a stored movement is, and its amount."""
    sides = posted_sides(found)
    into, other = sides[0][2], sides[1][0]
    sign = 1 if into > 0 else -1
    kind = next(name for name, (account, way) in CASH_KINDS.items() if (account, way) == (other, sign))
    return kind, abs(into)
