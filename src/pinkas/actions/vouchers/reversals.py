"""Reversing a voucher: the exact reverse under a later date, once. A bounced cheque and a reversal stay as they are."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name
from pinkas.actions.vouchers.cash import TILL, enough_cash
from pinkas.actions.vouchers.posting import Plan, voucher_item
from pinkas.actions.vouchers.reading import voucher_by_serial
from pinkas.books.currency import check_kept
from pinkas.books.entry import reversal
from pinkas.books.errors import AlreadyReversed, Contention, InvalidValue, UnknownRecord
from pinkas.books.money import ZERO
from pinkas.books.period import check_open
from pinkas.books.settlement import released
from pinkas.books.stock import reversed_moves
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage import expenses, vouchers
from pinkas.storage.vouchers import Facts, NamedVoucher

_STAYS: Final = {
    VoucherKind.BOUNCED_CHEQUE: "a bounced cheque stays bounced; a new payment is a new receipt",
    VoucherKind.DEPOSIT: "cancel the deposit that it names",
    VoucherKind.REVERSAL: "a reversal stays; post anew what should stand",
    VoucherKind.CHANGEOVER: "what the books changed over to stays",
}


async def reverse_voucher(
    desk: Desk, caller: Caller, key: str, date: dt.date | None = None, *, once: Once | None = None
) -> Saved[NamedVoucher]:
    """Reverse a voucher: its entry, what it settled, the goods it moved; without a date, today.

    The voucher may lie in a closed period, its reversal may not. Raises UnknownRecord, AlreadyReversed, InvalidValue,
    PeriodClosed, TillTooLow.
    """
    uuid = new_uuid()
    async for _ in Tries():
        facts, found = await vouchers.facts(desk.store, caller.business, key, once=once_name(caller, once))
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await voucher_by_serial(desk, caller, facts.once.serial), replayed=True)
        if found is None:
            raise UnknownRecord("voucher", key)
        await _refuse_paid_expense(desk, caller, found)
        plan = _plan(found, facts, date, caller, caller.today(desk.clock))
        item = voucher_item(desk, caller, plan, str(uuid), uuid, facts.settings.version, once)
        answer = await desk.store.write("post_voucher_v1", item)
        if check_outcome(answer.outcome):
            replayed = answer.outcome == "replayed"
            stored = await voucher_by_serial(desk, caller, answer.serial)
            return Saved(stored, created=not replayed, replayed=replayed)
    raise Contention


async def _refuse_paid_expense(desk: Desk, caller: Caller, found: NamedVoucher) -> None:
    """Refuse to reverse an expense while a payment of it stands, naming what to reverse first. Raises InvalidValue."""
    if found.stored.voucher.kind is not VoucherKind.EXPENSE:
        return
    standing = await expenses.standing_payment(desk.store, caller.business, found.stored.serial)
    if standing is not None:
        raise InvalidValue(
            "entry.key",
            f"names an expense whose payment {standing.key!r} stands: reverse entry {standing.entry!r} first",
        )


def _plan(found: NamedVoucher, facts: Facts, date: dt.date | None, caller: Caller, today: dt.date) -> Plan:
    stored = found.stored
    if stored.voucher.kind in _STAYS:
        raise InvalidValue("entry.key", f"must be a voucher that can be reversed: {_STAYS[stored.voucher.kind]}")
    if stored.reversed_by is not None:
        raise AlreadyReversed(f"entry {stored.key!r} is reversed")
    day = max(today, stored.voucher.date) if date is None else date
    if day < stored.voucher.date:
        raise InvalidValue("entry.date", f"must not be before {stored.voucher.date}, the date of what it reverses")
    expect: list[dict[str, Any]] = [{"sort": "standing voucher", "serial": stored.serial}]
    if stored.entry is not None:
        check_open(day, facts.settings.closed_through)
        check_kept(caller.country, caller.currency, stored.entry.posting_date, day)
        if stored.voucher.kind is VoucherKind.EXPENSE:
            expect.append({"sort": "unpaid expense", "serial": stored.serial})
        if stored.voucher.kind in {VoucherKind.CASH, VoucherKind.EXPENSE_PAYMENT}:
            taken = sum((one.amount for one in stored.entry.postings if one.account == TILL), ZERO)
            expect.extend(enough_cash(facts, taken))
    return Plan(
        voucher=Voucher(
            kind=VoucherKind.REVERSAL,
            date=day,
            details=stored.voucher.details,
            reference=stored.key,
            document_serial=stored.voucher.document_serial,
            reverses=stored.serial,
        ),
        entry=None if stored.entry is None else reversal(stored.entry, day, day),
        settlements=released(stored.settlements),
        moves=reversed_moves(stored.moves),
        expect=tuple(expect),
    )
