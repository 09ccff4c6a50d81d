"""Payments of expenses: as callers order them, as they are planned, and as they are posted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pinkas.actions.desk import Caller, Desk, new_uuid
from pinkas.books import chart
from pinkas.books.currency import changeover, check_kept
from pinkas.books.daybook.expenses import payment_content
from pinkas.books.errors import InvalidValue, TillTooLow
from pinkas.books.expense import LONGEST_KEY, Expense, ExpensePayment, StoredExpense
from pinkas.books.expense_entries import cash_taken, payment_entry
from pinkas.books.money import ZERO
from pinkas.books.period import first_open
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage.expenses import ExpenseFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrder:
    """What a caller says of a payment; without a date it is of the expense's, without a tender a transfer."""

    key: str | None = None
    date: dt.date | None = None
    details: str | None = None
    paid: Decimal | None = None
    withheld: Decimal | None = None
    tender: str | None = None
    bank_account: str | None = None


def payments_of(
    orders: Sequence[PaymentOrder], day: dt.date, before: Sequence[ExpensePayment] = ()
) -> tuple[ExpensePayment, ...]:
    """The payments that these orders describe.

    One that names itself by no key is the same as one of before that says the same and is named by no other order;
    else it gets a key of its own. Raises InvalidValue.
    """
    named = {order.key for order in orders if order.key}
    unnamed = [one for one in before if one.key not in named]
    made = []
    for place, order in enumerate(orders):
        if order.key is not None and len(order.key) > LONGEST_KEY:
            raise InvalidValue(
                f"expense.payments[{place}].payment_key", f"must be a string with a maximum length of {LONGEST_KEY}"
            )
        one = ExpensePayment(
            key=order.key or "",
            date=order.date or day,
            details=order.details or None,
            paid=order.paid or ZERO,
            withheld=order.withheld or ZERO,
            tender=order.tender or "transfer",
            bank_account=order.bank_account or None,
        )
        if not one.key:
            same = next((other for other in unnamed if replace(other, key="") == one), None)
            if same is not None:
                unnamed.remove(same)
            one = replace(one, key=str(new_uuid()) if same is None else same.key)
        made.append(one)
    return tuple(made)


def added(orders: Sequence[PaymentOrder], existing: StoredExpense) -> list[ExpensePayment]:
    """Of the payments ordered for a permanent expense, those that it has not yet. Raises InvalidValue.

    A payment that was posted stays as it is: under its key it must say what it said.
    """
    before = {one.payment.key: one.payment for one in existing.payments}
    fresh = []
    for place, one in enumerate(payments_of(orders, existing.expense.date, tuple(before.values()))):
        stands = before.get(one.key)
        if stands is None:
            fresh.append(one)
        elif stands != one:
            raise InvalidValue(
                f"expense.payments[{place}].payment_key", f"names a payment posted with other contents: {one.key!r}"
            )
    return fresh


def most_paid(caller: Caller, existing: StoredExpense, fresh: Sequence[ExpensePayment]) -> Decimal:
    """What all payments of an expense may come to: its total.

    Paid after a changeover, what was left of it then counts in the currency since, beside what was paid before.
    """
    total, change = existing.expense.total, changeover(caller.country, caller.currency)
    if change is None or existing.expense.date >= change.day or any(one.date < change.day for one in fresh):
        return total
    before = sum(
        (one.payment.settled for one in existing.payments if one.reversed_by is None and one.payment.date < change.day),
        ZERO,
    )
    return before + change.converted(total - before)


def names_of(orders: Sequence[PaymentOrder] | None) -> list[str]:
    """The keys that these orders name their payments by."""
    return [order.key for order in orders or () if order.key]


def own_expected(
    orders: Sequence[PaymentOrder] | None, facts: ExpenseFacts, existing: StoredExpense | None
) -> list[Mapping[str, Any]]:
    """What must hold for these keys to be the expense's own: no two payments of a business bear one.

    Raises InvalidValue for those that payments of other expenses have.
    """
    for place, order in enumerate(orders or ()):
        if order.key in facts.taken:
            raise InvalidValue(
                f"expense.payments[{place}].payment_key",
                f"names a payment of another expense, {facts.taken[order.key]!r}: {order.key!r}",
            )
    serial = None if existing is None else existing.serial
    return [{"sort": "own payment", "key": key, "serial": serial} for key in names_of(orders)]


def cash_expected(facts: ExpenseFacts, payments: Iterable[ExpensePayment]) -> tuple[Mapping[str, Any], ...]:
    """What must hold for these payments to be made, those in cash from the till. Raises TillTooLow."""
    taken = cash_taken(list(payments))
    if taken <= 0:
        return ()
    if taken > facts.cash:
        raise TillTooLow(facts.cash)
    return ({"sort": "balance at least", "key": chart.till("cash"), "amount": taken},)


def posted_payments(
    desk: Desk,
    caller: Caller,
    key: str,
    expense: Expense,
    facts: ExpenseFacts,
    numbered: Iterable[tuple[int, ExpensePayment]],
) -> list[Mapping[str, Any]]:
    """The parts of an item that post these payments of the expense under `key`, each a voucher of its own."""
    now = desk.clock.now()
    parts: list[Mapping[str, Any]] = []
    for number, one in numbered:
        uuid = new_uuid()
        voucher = Voucher(
            kind=VoucherKind.EXPENSE_PAYMENT, date=one.date, details=one.details, reference=expense.reference
        )
        closed = facts.settings.closed_through
        posted_on = first_open(one.date, closed)
        check_kept(caller.country, caller.currency, one.date, posted_on)
        entry = payment_entry(one, expense.contact, closed, caller.currency_on(posted_on))
        parts.append({
            "number": number, "key": one.key, "date": one.date, "body": one, "recorded_at": now,
            "recorded_by": caller.actor,
            "voucher": voucher_part(voucher, str(uuid), uuid, entry),
            "content": payment_content(key, number, one, str(uuid), uuid, voucher, entry).hex(),
        })  # fmt: skip
    return parts


def voucher_part(voucher: Voucher, key: str, uuid: object, entry: object) -> Mapping[str, Any]:
    """A voucher as a write function takes it."""
    said = {field: getattr(voucher, field) for field in Voucher.__dataclass_fields__}
    return {"key": key, "uuid": uuid, **said, "entry": entry}
