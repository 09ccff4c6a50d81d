"""Deposits: the till's payments go to the bank, once; cancelled, they lie in the till again (DESIGN §5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.repeats import unchanged
from pinkas.actions.vouchers.cash import TILL
from pinkas.actions.vouchers.posting import LARGEST_DETAILS, LARGEST_KEY, words
from pinkas.books.currency import check_kept, check_reached
from pinkas.books.daybook import deposit_cancellation_content, deposit_content, voucher_content
from pinkas.books.deposit import (
    MOST_LINES,
    Deposit,
    DepositPart,
    Fees,
    HeldLine,
    check_currency,
    deposit_entry,
    take_part,
    type_of,
)
from pinkas.books.entry import Entry, reversal
from pinkas.books.errors import AlreadyReversed, Contention, InvalidValue, TillTooLow, UnknownRecord
from pinkas.books.money import ZERO, check_amount
from pinkas.books.period import first_open
from pinkas.books.vat import standard_rate
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage import deposits
from pinkas.storage.deposits import CancelFacts, Facts, StoredDeposit

LONGEST_ACCOUNT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOrder:
    """A line of the till, by its uuid as text; of cash perhaps only an `amount` of it, in the line's currency."""

    line: str | None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositOrder:
    """A deposit as asked for; without a date, today's. `type` is checked where it is said. Fees: book currency."""

    key: str | None = None
    date: dt.date | None = None
    bank_account: str | None = None
    type: str | None = None
    fee: Decimal = ZERO
    fee_vat: Decimal = ZERO
    details: str | None = None
    lines: tuple[LineOrder, ...]


async def make_deposit(
    desk: Desk, caller: Caller, order: DepositOrder, *, once: Once | None = None
) -> Saved[StoredDeposit]:
    """Deposit lines of the till. What comes late for a closed period is posted into the first open one.

    The same under the caller's own key changes nothing. Raises InvalidValue, TillTooLow.
    """
    uuid, voucher_uuid = new_uuid(), new_uuid()
    key = order.key or str(uuid)
    if len(key) > LARGEST_KEY:
        raise InvalidValue("deposit.key", f"must be a string with a maximum length of {LARGEST_KEY}")
    _check_sums(order)
    named = _named(order)
    async for _ in Tries():
        facts, existing = await deposits.facts(
            desk.store, caller.business, key, list(named), once=once_name(caller, once)
        )
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await _by_serial(desk, caller, facts.once.serial), replayed=True)
        if existing is not None:
            standing = _same(await _by_serial(desk, caller, existing), order)
            return await unchanged(desk, caller, once, standing, existing)
        deposit, entry = _decided(desk, caller, order, facts)
        item = _make_item(desk, caller, (key, uuid, voucher_uuid), deposit, entry, facts, once)
        answer = await desk.store.write("make_deposit_v1", item)
        if check_outcome(answer.outcome):
            replayed = answer.outcome == "replayed"
            return Saved(await _by_serial(desk, caller, answer.serial), created=not replayed, replayed=replayed)
    raise Contention


async def cancel_deposit(desk: Desk, caller: Caller, key: str, *, once: Once | None = None) -> Saved[StoredDeposit]:
    """Cancel a deposit, once: the reverse of its entry, dated today; its lines lie in the till again.

    Raises UnknownRecord, AlreadyReversed, and InvalidValue when a cheque of it came back from the bank.
    """
    uuid = new_uuid()
    async for _ in Tries():
        facts = await deposits.cancel_facts(desk.store, caller.business, key, once=once_name(caller, once))
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await _by_serial(desk, caller, facts.once.serial), replayed=True)
        if facts.serial is None:
            raise UnknownRecord("deposit", key)
        stored = await _by_serial(desk, caller, facts.serial)
        if stored.cancelled_by is not None:
            raise AlreadyReversed(f"deposit {key!r} is cancelled")
        answer = await desk.store.write("cancel_deposit_v1", _cancel_item(desk, caller, stored, facts, uuid, once))
        if check_outcome(answer.outcome):
            replayed = answer.outcome == "replayed"
            return Saved(await _by_serial(desk, caller, answer.serial), replayed=replayed)
    raise Contention


async def deposit_by_key(desk: Desk, caller: Caller, key: str) -> StoredDeposit:
    """The deposit under this key. Raises UnknownRecord."""
    found = await deposits.by_key(desk.store, caller.business, key)
    if found is None:
        raise UnknownRecord("deposit", key)
    return found


async def list_deposits(
    desk: Desk,
    caller: Caller,
    *,
    from_date: dt.date | None = None,
    to_date: dt.date | None = None,
    number: int | None = None,
    cancelled_too: bool = True,
    offset: int,
    limit: int,
) -> tuple[int, list[StoredDeposit]]:
    """How many deposits there are (dated in those days, with that number), and those of one page, oldest first."""
    return await deposits.page(
        desk.store,
        caller.business,
        from_date=from_date,
        to_date=to_date,
        number=number,
        cancelled_too=cancelled_too,
        offset=offset,
        limit=limit,
    )


async def _by_serial(desk: Desk, caller: Caller, serial: int) -> StoredDeposit:
    found = await deposits.by_serial(desk.store, caller.business, serial)
    if found is None:
        raise UnknownRecord("deposit", str(serial))
    return found


# --- making ---------------------------------------------------------------------------------------------------------


def _check_sums(order: DepositOrder) -> None:
    """Raises InvalidValue for what is no sum, be there a deposit under its key or not."""
    check_amount("deposit.fee", order.fee)
    check_amount("deposit.fee_vat", order.fee_vat)
    for place, line in enumerate(order.lines):
        if line.amount is not None:
            check_amount(f"deposit.lines[{place}].amount", line.amount)


def _named(order: DepositOrder) -> dict[UUID, int]:
    """The lines named, each by its place. Raises InvalidValue for none, too many, or one named twice."""
    if not 1 <= len(order.lines) <= MOST_LINES:
        raise InvalidValue("deposit.lines", f"must be between 1 and {MOST_LINES}")
    named: dict[UUID, int] = {}
    for place, line in enumerate(order.lines):
        at = f"deposit.lines[{place}].line"
        if not line.line:
            raise InvalidValue(at, "is required")
        try:
            uuid = UUID(line.line)
        except ValueError:
            raise InvalidValue(at, f"names no line of the till: {line.line[:60]!r}") from None
        if uuid in named:
            raise InvalidValue(at, "names a line that another one names already")
        named[uuid] = place
    return named


def _decided(desk: Desk, caller: Caller, order: DepositOrder, facts: Facts) -> tuple[Deposit, Entry]:
    day = order.date or caller.today(desk.clock)
    lines = _held(order, facts)
    parts = tuple(
        take_part(place, line, asked.amount, day)
        for place, (line, asked) in enumerate(zip(lines, order.lines, strict=True))
    )
    found = type_of(lines)
    if order.type and order.type.lower() != found:
        raise InvalidValue("deposit.type", f"must be {found}: that is what its lines are")
    fees = Fees(
        fee=order.fee,
        vat=order.fee_vat,
        vat_rate=standard_rate(caller.country, day),
        deductible=facts.settings.charges_vat(day),
    )
    deposit = Deposit(
        date=day,
        bank_account=words("deposit", "bank_account", order.bank_account, LONGEST_ACCOUNT),
        type=found,
        currency=check_currency(lines),
        total=sum((part.amount for part in parts), ZERO),
        fee=order.fee,
        fee_vat=order.fee_vat,
        details=words("deposit", "details", order.details, LARGEST_DETAILS),
        parts=parts,
    )
    posted_on = first_open(day, facts.settings.closed_through)
    check_kept(caller.country, caller.currency, day, posted_on)
    check_reached(caller.country, caller.currency, caller.today(desk.clock), posted_on)
    return deposit, deposit_entry(
        deposit, lines, fees, posted_on=posted_on, book_currency=caller.currency_on(posted_on)
    )


def _held(order: DepositOrder, facts: Facts) -> list[HeldLine]:
    """The lines as they stand, in the order asked. Raises InvalidValue for one that the business has not."""
    known = {line.uuid: line for line in facts.lines}
    held = []
    for place, asked in enumerate(order.lines):
        line = known.get(UUID(asked.line or ""))
        if line is None:
            raise InvalidValue(f"deposit.lines[{place}].line", f"names no line of the till: {asked.line!r}")
        held.append(line)
    return held


def _make_item(
    desk: Desk,
    caller: Caller,
    named: tuple[str, UUID, UUID],
    deposit: Deposit,
    entry: Entry,
    facts: Facts,
    once: Once | None,
) -> Mapping[str, Any]:
    key, uuid, voucher_uuid = named
    voucher = Voucher(kind=VoucherKind.DEPOSIT, date=deposit.date, details=deposit.details, reference=key)
    cash = -sum((one.amount for one in entry.postings if one.account == TILL), ZERO)
    if cash > facts.cash:
        raise TillTooLow(facts.cash)
    held = {line.serial: line.deposited for line in facts.lines}
    return write_item(
        caller,
        "deposit made",
        desk.clock.now(),
        deposit_content(key, uuid, deposit, voucher_content(str(voucher_uuid), voucher_uuid, voucher, entry, (), ())),
        once=once,
        expect=[
            {"sort": "settings", "version": facts.settings.version},
            {"sort": "no deposit", "key": key},
            *({"sort": "till line", "serial": one, "deposited": much} for one, much in held.items()),
            *([{"sort": "balance at least", "key": TILL, "amount": cash}] if cash else []),
        ],
        deposit={"key": key, "uuid": uuid, **{name: getattr(deposit, name) for name in Deposit.__dataclass_fields__}},
        voucher=_voucher_row(voucher, voucher_uuid, entry),
    )


def _voucher_row(voucher: Voucher, uuid: UUID, entry: Entry) -> Mapping[str, Any]:
    """The voucher that posts; its key is its own, so that the caller's keys of deposits and entries do not meet."""
    said = {field: getattr(voucher, field) for field in Voucher.__dataclass_fields__}
    return {"key": str(uuid), "uuid": uuid, **said, "entry": entry}


def _same(stored: StoredDeposit, order: DepositOrder) -> StoredDeposit:
    """What stands under the caller's key already, if that is what is asked. Raises InvalidValue."""
    found = stored.deposit
    said = (found.bank_account, found.details, found.fee, found.fee_vat)
    asked = (order.bank_account or None, order.details or None, order.fee, order.fee_vat)
    same = (
        said == asked
        and order.date in {None, found.date}
        and (order.type or found.type).lower() == found.type
        and [UUID(line.line or "") for line in order.lines] == list(stored.lines)
        and all(_fits(line, part) for line, part in zip(order.lines, found.parts, strict=True))
    )
    if not same:
        raise InvalidValue("deposit.key", f"names a deposit that was made with other contents already: {stored.key!r}")
    return stored


def _fits(line: LineOrder, part: DepositPart) -> bool:
    return line.amount is None or line.amount == part.amount


# --- cancelling -----------------------------------------------------------------------------------------------------


def _cancel_item(
    desk: Desk, caller: Caller, stored: StoredDeposit, facts: CancelFacts, uuid: UUID, once: Once | None
) -> Mapping[str, Any]:
    if facts.entry is None or facts.serial is None or facts.voucher is None:
        raise UnknownRecord("deposit", stored.key)
    if any(line.bounced for line in facts.lines):
        raise InvalidValue("deposit.key", "names a deposit that stays: a cheque of it came back from the bank since")
    day = max(caller.today(desk.clock), stored.deposit.date)
    posted_on = first_open(day, facts.settings.closed_through)
    check_kept(caller.country, caller.currency, facts.entry.posting_date, posted_on)
    entry = reversal(facts.entry, day, posted_on)
    voucher = Voucher(
        kind=VoucherKind.REVERSAL,
        date=day,
        details=stored.deposit.details,
        reference=stored.key,
        reverses=facts.voucher,
    )
    posted = voucher_content(str(uuid), uuid, voucher, entry, (), ())
    return write_item(
        caller,
        "deposit cancelled",
        desk.clock.now(),
        deposit_cancellation_content(facts.serial, posted),
        once=once,
        expect=[
            {"sort": "settings", "version": facts.settings.version},
            {"sort": "standing voucher", "serial": facts.voucher},
            *({"sort": "till line", "serial": line.serial, "deposited": line.deposited} for line in facts.lines),
        ],
        deposit=facts.serial,
        voucher=_voucher_row(voucher, uuid, entry),
    )
