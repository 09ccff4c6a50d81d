"""The accounts a person may post to: those with a role, income and expense by class, the till by kind of tender."""

from __future__ import annotations

from typing import Final

from pinkas.books import chart
from pinkas.books.errors import InvalidValue
from pinkas.books.kinds import ClassSort
from pinkas.books.tenders import TENDER_TYPES
from pinkas.storage.vouchers import Facts

#: Accounts that are kept by contact.
BY_CONTACT: Final = (chart.RECEIVABLE, "payable")

_NAMED: Final = frozenset(chart.NAMED_ACCOUNTS) | {chart.till(tender.kind) for tender in TENDER_TYPES.values()}


def check_account(field: str, account: str | None, facts: Facts) -> str:
    """The account, when the business has it. Raises InvalidValue."""
    if not account:
        raise InvalidValue(field, "is required")
    if account in _NAMED:
        return account
    for one in facts.classes:
        if account == chart.income(one.number) and one.sort == ClassSort.INCOME:
            return account
        if account == chart.expense(one.number) and one.sort == ClassSort.EXPENSES:
            return account
    raise InvalidValue(field, f"names no account of this business: {account[:60]!r}")


def check_contact(field: str, key: str, facts: Facts) -> str:
    """The contact's key, when the business has it. Raises InvalidValue."""
    if all(one.key != key for one in facts.contacts):
        raise InvalidValue(field, f"names no contact of this business: {key[:60]!r}")
    return key
