"""A cheque that came back from the bank: the customer owes again, and what it had paid stands open again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name
from pinkas.actions.vouchers.posting import LARGEST_DETAILS, Plan, voucher_item, words
from pinkas.actions.vouchers.reading import voucher_by_serial
from pinkas.books import chart
from pinkas.books.currency import check_kept
from pinkas.books.document import State
from pinkas.books.entry import Entry, Posting
from pinkas.books.errors import AlreadyReversed, Contention, InvalidValue, UnknownRecord
from pinkas.books.kinds import KINDS, OpenSide
from pinkas.books.money import ZERO, check_amount
from pinkas.books.period import first_open
from pinkas.books.settlement import Settlement
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage import vouchers
from pinkas.storage.vouchers import ChequeFacts, NamedVoucher, ReceivedCheque


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceOrder:
    """That a cheque bounced, and what the bank took for it; without a date, today, or once it was there to bounce."""

    date: dt.date | None = None
    bank_charge: Decimal = ZERO
    details: str | None = None


async def bounce_cheque(
    desk: Desk, caller: Caller, cheque: str, order: BounceOrder, *, once: Once | None = None
) -> Saved[NamedVoucher]:
    """Bounce the cheque of a till line, named by its uuid; once. Late ones are posted into the first open period.

    Raises UnknownRecord, InvalidValue, AlreadyReversed.
    """
    check_amount("cheque.bank_charge", order.bank_charge)
    voucher_uuid = new_uuid()
    async for _ in Tries():
        facts = await vouchers.cheque_facts(desk.store, caller.business, _uuid(cheque), once=once_name(caller, once))
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await voucher_by_serial(desk, caller, facts.once.serial), replayed=True)
        plan = _plan(desk, caller, cheque, order, facts)
        key = str(voucher_uuid)
        item = voucher_item(desk, caller, plan, key, voucher_uuid, facts.settings.version, once)
        answer = await desk.store.write("post_voucher_v1", item)
        if check_outcome(answer.outcome):
            replayed = answer.outcome == "replayed"
            stored = await voucher_by_serial(desk, caller, answer.serial)
            return Saved(stored, created=not replayed, replayed=replayed)
    raise Contention


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise UnknownRecord("cheque", text) from None


def _plan(desk: Desk, caller: Caller, name: str, order: BounceOrder, facts: ChequeFacts) -> Plan:
    cheque = facts.cheque
    if cheque is None:
        raise UnknownRecord("cheque", name)
    document = cheque.document
    if TENDER_TYPES[cheque.type].kind != "cheque" or KINDS[document.kind].sign < 0 or not cheque.book_amount:
        raise InvalidValue("cheque.key", "must be a cheque that was received")
    if document.state != State.ISSUED:
        raise InvalidValue("cheque.key", f"must be a cheque of a document that stands: {document.key!r} is cancelled")
    if cheque.bounced:
        raise AlreadyReversed("the cheque bounced")
    day, posted_on = _days(cheque, order.date, caller.today(desk.clock), facts.settings.closed_through)
    check_kept(caller.country, caller.currency, cheque.received, posted_on)
    deposit = [] if cheque.deposit is None else [{"sort": "standing voucher", "serial": cheque.deposit.voucher}]
    return Plan(
        voucher=Voucher(
            kind=VoucherKind.BOUNCED_CHEQUE,
            date=day,
            details=words("cheque", "details", order.details, LARGEST_DETAILS),
            document_serial=document.serial,
            till_line=cheque.serial,
        ),
        entry=Entry(
            document_date=day,
            tax_date=day,
            posting_date=posted_on,
            postings=_postings(cheque, order.bank_charge, caller.currency_on(posted_on)),
        ),
        settlements=_reopened(cheque),
        expect=(
            {"sort": "till line", "serial": cheque.serial, "deposited": cheque.deposited},
            {"sort": "document", "serial": document.serial, "version": document.version},
            *deposit,
        ),
    )


def _days(
    cheque: ReceivedCheque, said: dt.date | None, today: dt.date, closed_through: dt.date | None
) -> tuple[dt.date, dt.date]:
    """The day it bounces on and the one it is posted on: no sooner than it was taken in, and to the bank."""
    deposit = cheque.deposit
    since = cheque.received if deposit is None else deposit.date
    day = max(today, since) if said is None else said
    if day < since:
        happened = "received" if deposit is None else "deposited"
        raise InvalidValue("cheque.date", f"must not be before {since}, when the cheque was {happened}")
    posted_on = first_open(day, closed_through)
    return day, posted_on if deposit is None else max(posted_on, deposit.posting_date)


def _postings(cheque: ReceivedCheque, charge: Decimal, currency: str) -> tuple[Posting, ...]:
    document = cheque.document
    # A donor never owed what they gave: a donation is taken back where it was posted.
    owed = chart.DONATIONS if KINDS[document.kind].open_side is None else chart.RECEIVABLE

    def posting(account: str, amount: Decimal, **more: Any) -> Posting:
        own: dict[str, Any] = {"currency": currency, "currency_amount": amount} | more
        return Posting(account=account, amount=amount, **own)

    postings = (
        posting(owed, cheque.book_amount, contact=document.contact or chart.WALK_IN),
        posting(
            _held_in(cheque),
            -cheque.book_amount,
            currency=cheque.currency,
            currency_amount=-cheque.amount,
            rate=cheque.rate,
        ),
    )
    charged = (posting(chart.BANK_CHARGES, charge), posting(chart.BANK, -charge)) if charge else ()
    return postings + charged


def _held_in(cheque: ReceivedCheque) -> str:
    """The account that holds the cheque: the till until a deposit takes it to the bank."""
    return chart.BANK if cheque.deposited else chart.till(TENDER_TYPES[cheque.type].kind)


def _reopened(cheque: ReceivedCheque) -> tuple[Settlement, ...]:
    """What is open again: what the cheque's money paid, the latest first, which the receipt then has no more.

    Money that a refund has given back since stays given; the customer owes that in their balance alone.
    An invoice and receipt in one stands open by the cheque.
    """
    document, side = cheque.document, KINDS[cheque.document.kind].open_side
    still = document.open_amount or ZERO
    if side is None:
        return ()
    if side is OpenSide.DEBT:
        back = min(cheque.book_amount, (document.total or ZERO) - still)
        return (Settlement(paid=document.serial, amount=-back),) if back > 0 else ()
    rows = []
    left = cheque.book_amount
    for one in cheque.settled:
        amount = min(one.amount, left)
        if amount > 0:
            rows.append(Settlement(paid=one.paid, amount=-amount, paying=document.serial))
            left -= amount
    taken = min(cheque.book_amount, still - sum((row.amount for row in rows), ZERO))
    if taken > 0:
        rows.append(Settlement(paid=None, amount=taken, paying=document.serial))
    return tuple(rows)
