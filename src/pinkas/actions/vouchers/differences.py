"""Rounding and exchange differences: what is left open of a document, given up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pinkas.actions.desk import Caller, Desk, Once, Saved
from pinkas.actions.vouchers.posting import LARGEST_DETAILS, Asked, Plan, positive, post, posted_sides, words
from pinkas.books import chart
from pinkas.books.currency import check_reached
from pinkas.books.document import State
from pinkas.books.entry import simple_entry
from pinkas.books.errors import InvalidValue
from pinkas.books.kinds import KINDS, OpenSide
from pinkas.books.money import ZERO
from pinkas.books.period import check_open
from pinkas.books.settlement import Settlement
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage.vouchers import Facts, NamedDocument, NamedVoucher

#: The account that takes each kind of difference.
DIFFERENCE_ACCOUNTS: Final = {"rounding": chart.ROUNDING, "exchange": chart.EXCHANGE_DIFFERENCES}


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceOrder:
    """What to give up of a document: an amount in the book currency, or all that is open; without a date, today."""

    key: str | None = None
    document: str | None
    amount: Decimal | None = None
    kind: str
    date: dt.date | None = None
    details: str | None = None


async def write_off(
    desk: Desk, caller: Caller, order: DifferenceOrder, *, once: Once | None = None
) -> Saved[NamedVoucher]:
    """Give up what is left open of a debt, or of a credit the other way. Raises InvalidValue, PeriodClosed."""
    account = DIFFERENCE_ACCOUNTS.get(order.kind)
    if account is None:
        raise InvalidValue("difference.kind", f"must be one of {', '.join(DIFFERENCE_ACCOUNTS)}")
    if not order.document:
        raise InvalidValue("difference.document", "is required")
    amount = None if order.amount is None else positive("difference.amount", order.amount)
    details = words("difference", "details", order.details, LARGEST_DETAILS)
    day = order.date or caller.today(desk.clock)

    def decide(facts: Facts) -> Plan:
        document, still = _open(facts.document, order.document)
        if amount is not None and amount > still:
            raise InvalidValue("difference.amount", f"must be at most the {still:f} that is open")
        check_open(day, facts.settings.closed_through)
        check_reached(caller.country, caller.currency, caller.today(desk.clock), day)
        debt = KINDS[document.kind].open_side is OpenSide.DEBT
        given_up = still if amount is None else amount
        lost = given_up if debt else -given_up
        return Plan(
            voucher=Voucher(kind=VoucherKind.DIFFERENCE, date=day, details=details, document_serial=document.serial),
            entry=simple_entry(
                day,
                day,
                caller.currency_on(day),
                (account, chart.WALK_IN, lost),
                (chart.RECEIVABLE, document.contact or chart.WALK_IN, -lost),
            ),
            settlements=(
                Settlement(
                    paid=document.serial if debt else None,
                    paying=None if debt else document.serial,
                    amount=given_up,
                ),
            ),
            expect=({"sort": "document", "serial": document.serial, "version": document.version},),
        )

    def same(found: NamedVoucher) -> bool:
        stored = found.stored.voucher
        if (stored.kind, stored.details, found.document) != (VoucherKind.DIFFERENCE, details, order.document):
            return False
        return (
            order.date in {None, stored.date}
            and amount in {None, found.stored.settlements[0].amount}
            and posted_sides(found)[0][0] == account
        )

    asked = Asked(field="difference.key", key=order.key, document=order.document)
    return await post(desk, caller, asked, decide, same, once=once)


def _open(document: NamedDocument | None, name: str | None) -> tuple[NamedDocument, Decimal]:
    """The document and what is open of it. Raises InvalidValue."""
    if document is None:
        raise InvalidValue("difference.document", f"names no document of this business: {name!r}")
    if document.state != State.ISSUED:
        raise InvalidValue("difference.document", f"must be issued: {name!r} is {document.state}")
    kind = KINDS[document.kind]
    still = document.open_amount or ZERO
    if kind.open_side is None or not kind.posts or not still:
        raise InvalidValue("difference.document", f"must leave something open: {name!r} does not")
    return document, still


def difference_kind(found: NamedVoucher) -> str:
    """Which kind a stored difference is."""
    account = posted_sides(found)[0][0]
    return next(name for name, one in DIFFERENCE_ACCOUNTS.items() if one == account)
