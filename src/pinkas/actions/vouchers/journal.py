"""Entries by hand, and opening balances: dated by the caller, refused in a closed period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pinkas.actions.desk import Caller, Desk, Once, Saved
from pinkas.actions.vouchers.accounts import BY_CONTACT, check_account, check_contact
from pinkas.actions.vouchers.posting import (
    LARGEST_DETAILS,
    LARGEST_REFERENCE,
    Asked,
    Plan,
    Side,
    contacts_expected,
    entry_of,
    positive,
    post,
    posted_sides,
    words,
)
from pinkas.books import chart
from pinkas.books.contact import ContactType
from pinkas.books.currency import check_reached
from pinkas.books.errors import InvalidValue
from pinkas.books.money import ZERO, check_amount
from pinkas.books.period import check_open
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage.vouchers import Facts, NamedVoucher

MOST_LINES: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One side of an entry by hand: a debit or a credit, in the book currency. `contact` is a contact's key."""

    account: str | None
    contact: str | None = None
    debit: Decimal | None = None
    credit: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalOrder:
    """An entry as a person writes it; without a date, today's."""

    key: str | None = None
    date: dt.date | None = None
    details: str | None = None
    reference: str | None = None
    lines: tuple[JournalLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """What an account, or a contact's debt, began with: a debit positive."""

    account: str | None = None
    contact: str | None = None
    amount: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningOrder:
    """Opening balances, balanced by the account of that name; without a date, today's."""

    key: str | None = None
    date: dt.date | None = None
    details: str | None = None
    lines: tuple[OpeningLine, ...]


async def post_entry(
    desk: Desk, caller: Caller, order: JournalOrder, *, once: Once | None = None
) -> Saved[NamedVoucher]:
    """Post an entry by hand. Raises InvalidValue, PeriodClosed."""
    if not 2 <= len(order.lines) <= MOST_LINES:
        raise InvalidValue("entry.lines", f"must be between 2 and {MOST_LINES}")
    sides = [_side(f"entry.lines[{place}]", line) for place, line in enumerate(order.lines)]
    debits = sum((amount for _, _, amount in sides if amount > 0), ZERO)
    credits_ = -sum((amount for _, _, amount in sides if amount < 0), ZERO)
    if debits != credits_:
        raise InvalidValue("entry.lines", f"must balance: debits are {debits:f}, credits {credits_:f}")
    voucher = Voucher(
        kind=VoucherKind.JOURNAL,
        date=order.date or caller.today(desk.clock),
        details=words("entry", "details", order.details, LARGEST_DETAILS),
        reference=words("entry", "reference", order.reference, LARGEST_REFERENCE),
    )

    def decide(facts: Facts) -> Plan:
        for place, (account, contact, _) in enumerate(sides):
            check_account(f"entry.lines[{place}].account", account, facts)
            if contact is not None:
                check_contact(f"entry.lines[{place}].contact", contact, facts)
        return _plan(facts, caller, voucher, sides, caller.today(desk.clock))

    asked = Asked(field="entry.key", key=order.key, contacts=_contacts(sides))
    return await post(desk, caller, asked, decide, lambda found: _same(found, voucher, order.date, sides), once=once)


async def post_opening_balances(
    desk: Desk, caller: Caller, order: OpeningOrder, *, once: Once | None = None
) -> Saved[NamedVoucher]:
    """Post what the books began with; a contact's line is what shows as their opening balance, a supplier's a payable.

    Raises InvalidValue, PeriodClosed.
    """
    if not 1 <= len(order.lines) <= MOST_LINES:
        raise InvalidValue("opening.lines", f"must be between 1 and {MOST_LINES}")
    sides = _opening_sides(order)
    voucher = Voucher(
        kind=VoucherKind.OPENING_BALANCE,
        date=order.date or caller.today(desk.clock),
        details=words("opening", "details", order.details, LARGEST_DETAILS),
    )

    def decide(facts: Facts) -> Plan:
        for place, line in enumerate(order.lines):
            if line.contact:
                check_contact(f"opening.lines[{place}].contact", line.contact, facts)
            else:
                check_account(f"opening.lines[{place}].account", line.account, facts)
        suppliers = {one.key for one in facts.contacts if one.type is ContactType.SUPPLIER}
        return _plan(
            facts,
            caller,
            voucher,
            [
                (chart.PAYABLE if account == chart.RECEIVABLE and contact in suppliers else account, contact, amount)
                for account, contact, amount in sides
            ],
            caller.today(desk.clock),
        )

    asked = Asked(field="opening.key", key=order.key, contacts=_contacts(sides))
    return await post(desk, caller, asked, decide, lambda found: _same(found, voucher, order.date, sides), once=once)


def _side(at: str, line: JournalLine) -> Side:
    given = [(name, value) for name, value in (("debit", line.debit), ("credit", line.credit)) if value]
    if len(given) != 1:
        raise InvalidValue(f"{at}.debit", "or the credit must be given, and not both")
    name, value = given[0]
    amount = positive(f"{at}.{name}", value)
    if line.contact and line.account not in BY_CONTACT:
        raise InvalidValue(f"{at}.contact", f"belongs to the accounts {' and '.join(BY_CONTACT)} only")
    return line.account or "", line.contact or None, amount if name == "debit" else -amount


def _opening_sides(order: OpeningOrder) -> list[Side]:
    """Each line, a contact's with its own counterpart, and one counterpart for all accounts."""
    sides: list[Side] = []
    rest = ZERO
    for place, line in enumerate(order.lines):
        at = f"opening.lines[{place}]"
        if bool(line.account) == bool(line.contact):
            raise InvalidValue(f"{at}.account", "or a contact must be given, and not both")
        if line.account == chart.OPENING_BALANCES:
            raise InvalidValue(f"{at}.account", "must be another: this one balances the others")
        if line.amount is None:
            raise InvalidValue(f"{at}.amount", "is required")
        check_amount(f"{at}.amount", line.amount, negative=True)
        if line.amount == 0:
            raise InvalidValue(f"{at}.amount", "must not be 0")
        if line.contact:
            sides.append((chart.RECEIVABLE, line.contact, line.amount))
            sides.append((chart.OPENING_BALANCES, line.contact, -line.amount))
        else:
            sides.append((line.account or "", None, line.amount))
            rest += line.amount
    return [*sides, (chart.OPENING_BALANCES, None, -rest)] if rest else sides


def _contacts(sides: list[Side]) -> tuple[str, ...]:
    return tuple({contact: None for _, contact, _ in sides if contact is not None})


def _plan(facts: Facts, caller: Caller, voucher: Voucher, sides: list[Side], today: dt.date) -> Plan:
    check_open(voucher.date, facts.settings.closed_through)
    check_reached(caller.country, caller.currency, today, voucher.date)
    entry = entry_of(sides, facts, voucher.date, voucher.date, caller.currency_on(voucher.date))
    return Plan(voucher=voucher, entry=entry, expect=contacts_expected(facts))


def _same(found: NamedVoucher, voucher: Voucher, date: dt.date | None, sides: list[Side]) -> bool:
    """Whether a stored voucher is what the request would write."""
    stored = found.stored.voucher
    said = (stored.kind, stored.details, stored.reference) == (voucher.kind, voucher.details, voucher.reference)
    # A contact's opening balance lies on one of these two, as they were customer or supplier when it was posted.
    one_of_two = {chart.PAYABLE: chart.RECEIVABLE} if voucher.kind is VoucherKind.OPENING_BALANCE else {}
    posted = [
        (account if contact is None else one_of_two.get(account, account), contact, amount)
        for account, contact, amount in posted_sides(found)
    ]
    return said and date in {None, stored.date} and posted == sides
