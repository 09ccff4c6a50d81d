"""Making expenses permanent, which posts them and what was paid of them; and reversing what was posted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name
from pinkas.actions.expense_payments import cash_expected, posted_payments, voucher_part
from pinkas.actions.expenses import expense_by_key, expense_by_serial, expense_item
from pinkas.actions.repeats import unchanged
from pinkas.actions.vouchers.reversals import reverse_voucher
from pinkas.books.chart import TransactionClass
from pinkas.books.currency import check_kept, check_reached
from pinkas.books.daybook.expenses import posting_content
from pinkas.books.errors import Contention, InvalidValue, Refusal, UnknownRecord
from pinkas.books.expense import (
    CLASS_OF_SUPPLIER,
    ExpenseState,
    StoredExpense,
    check_payments,
    check_postable,
    tax_date,
)
from pinkas.books.expense_entries import expense_entry
from pinkas.books.kinds import ClassSort
from pinkas.books.period import first_open
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage import expenses
from pinkas.storage.expenses import ExpenseFacts

#: One run of `post_until` takes no more; the next goes on.
MOST_AT_ONCE: Final = 10_000


async def post_expense(
    desk: Desk, caller: Caller, key: str, *, portion: int | None = None, once: Once | None = None
) -> Saved[StoredExpense]:
    """Make an expense permanent, once: what it says is posted, and each of its payments; `created` tells whether now.

    `portion` is the number of a run that began before; without one the expense is a run of its own. Raises
    UnknownRecord, InvalidValue, PeriodClosed, TillTooLow.
    """
    async for _ in Tries():
        facts, existing = await expenses.facts(
            desk.store, caller.business, key, supplier=None, once=once_name(caller, once)
        )
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await expense_by_serial(desk, caller, facts.once.serial), replayed=True)
        if existing is None:
            raise UnknownRecord("expense", key)
        if existing.state is ExpenseState.REVERSED:
            raise InvalidValue("expense.key", "names an expense that was reversed; write what is right under another")
        if existing.state is ExpenseState.PERMANENT:
            return await unchanged(desk, caller, once, existing, existing.serial)
        item = _posting(desk, caller, facts, existing, portion, once)
        answer = await desk.store.write("write_expense_v1", item)
        if check_outcome(answer.outcome):
            replayed = answer.outcome == "replayed"
            return Saved(await expense_by_serial(desk, caller, answer.serial), created=not replayed, replayed=replayed)
    raise Contention


async def post_until(
    desk: Desk, caller: Caller, day: dt.date, told: Callable[[str, StoredExpense | Refusal], None]
) -> tuple[int, int]:
    """Make every temporary expense dated up to a day permanent, oldest first, all in one portion.

    What cannot be is left as it is. `told` hears of each, with what it became or why it did not; gives how many became
    permanent, and how many did not.
    """
    posted = refused = 0
    portion = None
    for key in await expenses.temporary_until(desk.store, caller.business, day, limit=MOST_AT_ONCE):
        try:
            stored = (await post_expense(desk, caller, key, portion=portion)).record
        except Refusal as error:
            refused += 1
            told(key, error)
        else:
            posted += 1
            portion = stored.portion
            told(key, stored)
    return posted, refused


async def reverse_expense(
    desk: Desk, caller: Caller, key: str, date: dt.date | None = None, *, once: Once | None = None
) -> Saved[StoredExpense]:
    """Post the exact reverse of a permanent expense, once, under a later day or today.

    Raises UnknownRecord, AlreadyReversed, PeriodClosed, and InvalidValue while a payment of it stands.
    """
    stored = await expense_by_key(desk, caller, key)
    if stored.entry is None:
        raise InvalidValue("expense.key", "names a temporary expense: delete it, or make it permanent first")
    saved = await reverse_voucher(desk, caller, stored.entry, date, once=once)
    return Saved(await expense_by_serial(desk, caller, stored.serial), created=saved.created, replayed=saved.replayed)


def _posting(
    desk: Desk,
    caller: Caller,
    facts: ExpenseFacts,
    existing: StoredExpense,
    portion: int | None,
    once: Once | None,
) -> Mapping[str, Any]:
    """The item that makes a temporary expense permanent."""
    of_class = _class(facts, existing)
    check_postable(existing.expense, facts.settings.closed_through)
    claimed = tax_date(existing.expense)
    expense = replace(existing.expense, class_number=of_class.number, vat_period=claimed.year * 100 + claimed.month)
    payments = [one.payment for one in existing.payments]
    check_payments(expense.total, payments)
    posted_on = first_open(expense.date, facts.settings.closed_through)
    check_kept(caller.country, caller.currency, expense.date, posted_on)
    check_reached(caller.country, caller.currency, caller.today(desk.clock), posted_on)
    entry = expense_entry(
        expense,
        of_class,
        facts.settings.closed_through,
        caller.currency_on(posted_on),
        deducts=facts.settings.charges_vat(expense.date),
    )
    uuid = new_uuid()
    voucher = Voucher(kind=VoucherKind.EXPENSE, date=expense.date, details=expense.details, reference=expense.reference)
    return expense_item(
        desk,
        caller,
        "expense posted",
        posting_content(existing.key, expense, str(uuid), uuid, voucher, entry),
        facts,
        existing,
        expense,
        key=existing.key,
        uuid=existing.uuid,
        once=once,
        state=ExpenseState.PERMANENT,
        expect=cash_expected(facts, payments),
        posting={"voucher": voucher_part(voucher, str(uuid), uuid, entry), "portion": portion},
        paid=posted_payments(desk, caller, existing.key, expense, facts, enumerate(payments, start=1)),
    )


def _class(facts: ExpenseFacts, existing: StoredExpense) -> TransactionClass:
    """The class that an expense is posted under: its own, or that of its supplier's card. Raises InvalidValue."""
    number = existing.expense.class_number
    if number == CLASS_OF_SUPPLIER:
        if facts.supplier is None:
            raise InvalidValue(
                "expense.class_number", f"is {number}, the class of the supplier's card: name a supplier, or a class"
            )
        if facts.supplier.class_number in {None, CLASS_OF_SUPPLIER}:
            raise InvalidValue(
                "expense.class_number",
                f"is {number}, the class of the supplier's card, and the card of {facts.supplier.key!r} has none",
            )
        number = facts.supplier.class_number or number
    found = facts.class_of(number)
    if found is None or found.sort is not ClassSort.EXPENSES:
        raise InvalidValue("expense.class_number", f"comes to {number}, which is no class of expenses")
    return found
