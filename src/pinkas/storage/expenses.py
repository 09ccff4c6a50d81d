"""Expenses in the database: reads that cost one round-trip, with the versions the write re-checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import msgspec

from pinkas.books.chart import TransactionClass
from pinkas.books.expense import Expense, ExpensePayment, ExpenseState, StoredExpense
from pinkas.storage.decisions import ONCE_SQL, SETTINGS_SQL, ReplayFacts, SettingsFacts
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("expenses")
_STORED: Final = _SQL["stored"]
_BY_SERIAL: Final = _STORED.replace("{picked}", "array[$2::bigint]")
_BY_KEY: Final = _STORED.replace("{picked}", _SQL["by_key"])
_OF_PAGE: Final = _STORED.replace("{picked}", "p.serials")
PAGE_SQL: Final = _SQL["page"].replace("{stored}", _OF_PAGE)
_OF_CONTACT: Final = _SQL["of_contact"].replace("{stored}", _OF_PAGE)
PAYMENTS_SQL: Final = _SQL["payments"].replace("{payment}", _SQL["payment"])
_FACTS: Final = (
    _SQL["facts"]
    .replace("{once}", ONCE_SQL)
    .replace("{settings}", SETTINGS_SQL)
    .replace("{stored}", _STORED.replace("{picked}", _SQL["by_key"].replace("$2", "$4")))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseFilter:
    """What a list of expenses or payments is narrowed to; dates inclusive. `state` is of expenses alone."""

    from_date: dt.date | None = None
    to_date: dt.date | None = None
    state: ExpenseState | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self.from_date is None and self.to_date is None and self.state is None


class SupplierFacts(msgspec.Struct, frozen=True):
    """The supplier of an expense, as its decision sees them."""

    key: str
    serial: int
    version: int
    class_number: int | None
    is_domestic: bool


class ExpenseFacts(msgspec.Struct, frozen=True):
    """What a decision about an expense is made on. `cash` is what lies in the till in cash.

    `taken` names, of the keys its payments are to have, those that payments of other expenses have, and these expenses.
    """

    once: ReplayFacts | None
    settings: SettingsFacts
    classes: tuple[TransactionClass, ...]
    cash: Decimal
    supplier: SupplierFacts | None
    taken: dict[str, str]

    def class_of(self, number: int) -> TransactionClass | None:
        """The class of this number."""
        return next((one for one in self.classes if one.number == number), None)


class PaymentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A payment with the identity of its expense."""

    number: int
    payment: ExpensePayment
    recorded_at: dt.datetime
    recorded_by: str
    entry: str | None
    reversed_by: str | None
    expense_key: str
    expense_serial: int
    state: ExpenseState
    expense: Expense
    contact_key: str | None
    class_name: str | None


class StandingPayment(msgspec.Struct, frozen=True):
    """A payment that keeps its expense from being reversed: its own key, and that of what it posted."""

    expense_key: str
    key: str
    entry: str


_DECODE: Final = msgspec.json.Decoder(StoredExpense)
_DECODE_FACTS: Final = msgspec.json.Decoder(ExpenseFacts)
_DECODE_PAYMENT: Final = msgspec.json.Decoder(PaymentRow)


async def by_serial(store: Store, business: int, serial: int) -> StoredExpense | None:
    """The expense with this serial."""
    return _one(await store.value(_BY_SERIAL, business, serial))


async def by_key(store: Store, business: int, key: str) -> StoredExpense | None:
    """The expense under this key."""
    return _one(await store.value(_BY_KEY, business, key))


async def image(store: Store, business: int, serial: int) -> bytes | None:
    """The scan of an expense."""
    content: bytes | None = await store.value(_SQL["image"], business, serial)
    return content


async def of_contact(store: Store, business: int, key: str, *, limit: int) -> list[StoredExpense] | None:
    """The newest expenses of a contact, oldest first; None when there is no such contact."""
    rows = await store.value(_OF_CONTACT, business, key, limit)
    return None if rows is None else [_DECODE.decode(text) for text in rows]


async def page(
    store: Store, business: int, wanted: ExpenseFilter, *, offset: int, limit: int
) -> tuple[int, list[StoredExpense]]:
    """How many expenses there are, and those of one page, oldest first."""
    if wanted.everything:
        row = await store.row(PAGE_SQL, business, offset, limit)
    else:
        sql, values = filtered_sql(wanted)
        row = await store.row(sql, business, offset, limit, *values)
    return row[0], [_DECODE.decode(text) for text in row[1]]


def filtered_sql(wanted: ExpenseFilter) -> tuple[str, list[object]]:
    """The query of a narrowed list, and its further values."""
    filters, values = _dates(wanted, "from_date", "to_date")
    if wanted.state is not None:
        filters += f" {_SQL[wanted.state.value]}"
    return _SQL["page_filtered"].replace("{filters}", filters).replace("{stored}", _OF_PAGE), values


async def payments(
    store: Store, business: int, wanted: ExpenseFilter, *, offset: int, limit: int
) -> tuple[int, list[PaymentRow]]:
    """How many payments there are, and those of one page, in the order of their expenses."""
    if wanted.everything:
        row = await store.row(PAYMENTS_SQL, business, offset, limit)
    else:
        sql, values = filtered_payments_sql(wanted)
        row = await store.row(sql, business, offset, limit, *values)
    return row[0], [_DECODE_PAYMENT.decode(text) for text in row[1]]


def filtered_payments_sql(wanted: ExpenseFilter) -> tuple[str, list[object]]:
    """The query of a narrowed list of payments, and its further values."""
    filters, values = _dates(wanted, "paid_from_date", "paid_to_date")
    return (
        _SQL["payments_filtered"].replace("{filters}", filters).replace("{payment}", _SQL["payment"]),
        values,
    )


def _dates(wanted: ExpenseFilter, first: str, last: str) -> tuple[str, list[object]]:
    parts: list[str] = []
    values: list[object] = []
    for name, value in ((first, wanted.from_date), (last, wanted.to_date)):
        if value is not None:
            values.append(value)
            parts.append(_SQL[name].replace("{value}", f"${3 + len(values)}"))
    return " ".join(parts), values


async def facts(
    store: Store,
    business: int,
    key: str,
    *,
    supplier: str | None,
    once: tuple[str, str] | None,
    payments: Sequence[str] = (),
) -> tuple[ExpenseFacts, StoredExpense | None]:
    """The facts for a decision about an expense, and the one under its key; `once` is (credential, key).

    `payments` are the keys that it names payments of its by.
    """
    credential, once_key = once or (None, None)
    row: Any = await store.row(_FACTS, business, credential, once_key, key, supplier, list(payments))
    return _DECODE_FACTS.decode(row[0]), _one(row[1])


async def standing_payment(store: Store, business: int, voucher: int) -> StandingPayment | None:
    """A payment that stands of the expense which this voucher made permanent."""
    text = await store.value(_SQL["standing_payment"], business, voucher)
    return None if text is None else msgspec.json.decode(text, type=StandingPayment)


async def temporary_until(store: Store, business: int, day: dt.date, *, limit: int) -> list[str]:
    """The keys of temporary expenses dated up to a day, oldest first."""
    return [row[0] for row in await store.rows(_SQL["temporary_until"], business, day, limit)]


def _one(text: str | None) -> StoredExpense | None:
    return None if text is None else _DECODE.decode(text)
