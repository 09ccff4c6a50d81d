"""What reports read of the books: one query each, or two that see the same books.

Amounts are in the book currency; debits and what came in are positive unless a field says otherwise.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("reports")
#: Two questions to the same books, whatever is written between them.
_ONE_SIGHT: Final[dict[str, Any]] = {"isolation": "repeatable_read", "readonly": True}
#: Sums over everything a business ever posted are made in memory: on disk they take half as long again.
_ROOM: Final = "set local work_mem = '64MB'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The business a report is of; `registrations` are its changes, (valid from, registration), oldest first."""

    legal_name: str
    name_english: str | None
    registration: str
    tax_number: str
    address1: str | None
    address2: str | None
    city: str | None
    postal_code: str | None
    address1_english: str | None
    city_english: str | None
    phone: str | None
    email: str | None
    website: str | None
    logo_type: str | None
    logo: bytes | None
    registrations: tuple[tuple[dt.date, str], ...]


@dataclass(frozen=True, slots=True)
class ContactName:
    """A contact as reports name it."""

    serial: int
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class AccountSums:
    """An account over some days: what it stood at before, and what was debited and credited."""

    account: str
    opening: Decimal
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True, slots=True)
class Movement:
    """What one entry did to an account, and what posted it: a document, its cancellation, or a voucher."""

    posting_date: dt.date
    document_date: dt.date
    amount: Decimal
    kind: str | None
    cancels: bool
    series: int | None
    number: int | None
    run: str | None
    voucher_kind: str | None
    voucher: int | None
    details: str | None
    reference: str | None
    contact: str | None


@dataclass(frozen=True, slots=True)
class AgedDebt:
    """What a contact owes, by days since it fell due; `unallocated` is what was paid and belongs to nothing yet."""

    contact: int
    key: str | None
    name: str | None
    current: Decimal
    days_30: Decimal
    days_60: Decimal
    days_90: Decimal
    older: Decimal
    unallocated: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class VatSum:
    """What was posted under a category and rate to an account; credits positive."""

    account: str
    category: str | None
    rate: Decimal | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class JournalDocument:
    """A document, or the cancellation of one (amounts reversed); amounts are None of drafts and voids."""

    date: dt.date
    kind: str
    series: int
    number: int
    run: str
    contact: str | None
    name: str | None
    state: str
    net: Decimal | None
    vat: Decimal | None
    total: Decimal | None
    received: Decimal | None
    withheld: Decimal | None
    posts: bool


@dataclass(frozen=True, slots=True)
class HeldTender:
    """A tender in the till, or all the cash in one currency; `amount` is in its own, `book_amount` in the books'."""

    date: dt.date | None
    series: int | None
    number: int | None
    run: str | None
    type: str
    currency: str
    contact: str | None
    bank: int | None
    branch: str | None
    account: str | None
    cheque_number: str | None
    due_date: dt.date | None
    amount: Decimal
    book_amount: Decimal


@dataclass(frozen=True, slots=True)
class ProductSales:
    """What was sold of a product, net of VAT and of the lines' own discounts."""

    key: str | None
    catalog_number: str | None
    name: str | None
    quantity: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class CustomerSales:
    """What a customer bought; `by_hand`: what was posted to income without a document."""

    key: str | None
    name: str | None
    by_hand: bool
    documents: int
    net: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class ExpenseSums:
    """What an expense account was debited and credited."""

    account: str
    entries: int
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True, slots=True)
class StockLine:
    """A product's moves until a day; `purchase_price` is in `currency`."""

    key: str
    catalog_number: str | None
    name: str
    unit: str | None
    brought: Decimal
    taken: Decimal
    quantity: Decimal
    purchase_price: Decimal | None
    currency: str
    least_stock: Decimal | None


async def issuer(store: Store, business: int) -> Issuer:
    """The business as its papers name it."""
    row: dict[str, Any] = dict(await store.row(_SQL["letterhead"], business))
    changes = [json.loads(text) for text in row.pop("registrations")]
    told = tuple((dt.date.fromisoformat(one["valid_from"]), str(one["registration"])) for one in changes)
    return Issuer(**row, registrations=told)


async def class_names(store: Store, business: int) -> dict[int, str]:
    """The business's own words for its classes."""
    return {row["number"]: row["name"] for row in await store.rows(_SQL["classes"], business)}


async def accounts(store: Store, business: int) -> list[str]:
    """Every account that anything was posted to, in order."""
    return [row["account"] for row in await store.rows(_SQL["accounts"], business)]


async def contact(store: Store, business: int, key: str) -> ContactName | None:
    """The contact under a key."""
    row = await store.row(_SQL["contact"], business, key)
    return None if row is None else ContactName(**row)


async def trial_balance(store: Store, business: int, start: dt.date, end: dt.date) -> list[AccountSums]:
    """Every account posted to until `end`, in order."""
    return [AccountSums(**row) for row in await store.rows(_SQL["trial_balance"], business, start, end)]


async def card(
    store: Store, business: int, account: str, of_contact: int | None, start: dt.date, end: dt.date, *, most: int
) -> tuple[Decimal, list[Movement]]:
    """What an account (of one contact) stood at before `start`, and its movements until `end`, in order."""
    async with store.transaction(**_ONE_SIGHT) as books:
        rows = await books.fetch(_SQL["card"], business, account, of_contact, start, end, most)
        opening = await books.fetchval(_SQL["card_opening"], business, account, of_contact, start)
    return Decimal(opening), [Movement(**row) for row in rows]


async def aged_debts(store: Store, business: int, day: dt.date) -> list[AgedDebt]:
    """What every contact owed on a day, those of nothing left out; sums agree with the journal's."""
    async with store.transaction(readonly=True) as books:
        await books.execute(_ROOM)
        rows = await books.fetch(_SQL["aged_debts"], business, day)
    return [AgedDebt(**row) for row in rows]


async def vat(store: Store, business: int, start: dt.date, end: dt.date) -> list[VatSum]:
    """Bases and tax of the days, by tax date."""
    return [VatSum(**row) for row in await store.rows(_SQL["vat"], business, start, end)]


async def documents(store: Store, business: int, start: dt.date, end: dt.date, *, most: int) -> list[JournalDocument]:
    """Documents and cancellations of the days, by kind and number."""
    return [JournalDocument(**row) for row in await store.rows(_SQL["documents"], business, start, end, most)]


async def till(store: Store, business: int, day: dt.date, *, most: int) -> tuple[list[HeldTender], dict[str, Decimal]]:
    """What tenders lay in the till on a day, and what the journal says of each of its accounts."""
    async with store.transaction(**_ONE_SIGHT) as books:
        rows = await books.fetch(_SQL["till_lines"], business, day, most)
        balances = await books.fetch(_SQL["till_balances"], business, day)
    return [HeldTender(**row) for row in rows], {row["account"]: row["amount"] for row in balances}


async def sales_by_product(
    store: Store, business: int, start: dt.date, end: dt.date, *, most: int
) -> tuple[list[ProductSales], Decimal, Decimal]:
    """What was sold by product; the journal's income of documents, and of entries without one."""
    async with store.transaction(**_ONE_SIGHT) as books:
        rows = await books.fetch(_SQL["sales_by_product"], business, start, end, most)
        income = await books.fetchrow(_SQL["income"], business, start, end)
    return [ProductSales(**row) for row in rows], income["documents"], income["others"]


async def sales_by_customer(
    store: Store, business: int, start: dt.date, end: dt.date, *, most: int
) -> list[CustomerSales]:
    """What was sold by customer; what was posted by hand comes last."""
    return [CustomerSales(**row) for row in await store.rows(_SQL["sales_by_customer"], business, start, end, most)]


async def expenses(store: Store, business: int, start: dt.date, end: dt.date) -> list[ExpenseSums]:
    """What the expense accounts took, by account."""
    return [ExpenseSums(**row) for row in await store.rows(_SQL["expenses"], business, start, end)]


async def stock(store: Store, business: int, day: dt.date, *, most: int) -> list[StockLine]:
    """What moves until a day left of each product that ever moved."""
    return [StockLine(**row) for row in await store.rows(_SQL["stock"], business, day, most)]
