"""What a tax administration is told of documents, in the database: the queue, how each stands, electronic invoices."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import msgspec

from pinkas.books.fiscal import FISCAL_KINDS, STATE_OF, TILL_KINDS, EinvoiceTerms, FiscalKind, FiscalRecord, FiscalState
from pinkas.storage.pool import Store, encode
from pinkas.storage.queries import queries

_SQL: Final = queries("fiscal")
#: A number as the administration has it (`FiscalNumber.written`), and one as law has it.
_NUMBER: Final = re.compile(r"(\d{1,18})/(\d{4})(?:/([A-Za-z0-9]{1,20}))?", re.ASCII)
_LEGAL: Final = re.compile(r"\d{1,18}", re.ASCII)
#: What sells, and so may be corrected.
_SOLD: Final = ("till_receipt", "tax_invoice", "invoice_receipt")
#: What electronic invoices may be sorted by.
EINVOICE_ORDERS: Final = {
    "serial": "serial", "code": "code", "party_type": "party_type", "status": "status",
    "seller_number": "seller_number", "order_number": "order_number", "received_at": "received_at",
}  # fmt: skip


class LastStep(msgspec.Struct, frozen=True):
    """The last thing that was asked or answered."""

    kind: FiscalKind
    code: str | None
    detail: str | None
    recorded_at: dt.datetime


class Standing(msgspec.Struct, frozen=True):
    """How a document stands: its queue, its last step with what was signed last, the same of its electronic form."""

    waits: bool
    attempts: int
    next_at: dt.datetime
    trouble: str | None
    version: int | None
    last: LastStep | None
    record: FiscalRecord | None
    einvoice_last: LastStep | None
    einvoice: EinvoiceTerms | None

    @property
    def state(self) -> FiscalState:
        """In one word."""
        return FiscalState.NOT_FISCALISED if self.last is None else STATE_OF[self.last.kind]

    @property
    def is_told(self) -> bool:
        """Whether its codes may be shown: it was taken, or is on its way; what was refused is as if never told."""
        return self.state in {FiscalState.PENDING, FiscalState.FISCALISED, FiscalState.UNKNOWN}

    @property
    def service_code(self) -> str | None:
        """The administration's own code, once it gave one."""
        fiscalised = self.last is not None and self.last.kind is FiscalKind.FISCALISED
        return self.last.code if fiscalised and self.last is not None else None

    @property
    def einvoice_code(self) -> str | None:
        """The code of its electronic form, once there is one."""
        last = self.einvoice_last
        return last.code if last is not None and last.kind is FiscalKind.EINVOICE_REGISTERED else None


class Facts(msgspec.Struct, frozen=True):
    """What telling of a document needs besides it: `register` and `seller` are serials, `remarks` what a till kept."""

    register: int
    seller: int | None
    at_till: bool
    happened_at: dt.datetime
    recorded_at: dt.datetime
    remarks: tuple[tuple[str, str], ...]
    name: str
    address: str | None
    city: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EinvoiceRow:
    """An electronic invoice as its service last told of it; `document` and `transaction` of one of our own."""

    serial: int
    code: str
    party_type: str
    document_number: str
    order_number: str
    received_at: dt.datetime
    due_at: dt.datetime
    status: str
    amount: Decimal
    seller_number: str
    document: int | None
    transaction: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EinvoiceFilter:
    """Which electronic invoices; None means "any". `received_to` is where they end, not included."""

    code: str | None = None
    party_types: tuple[str, ...] | None = None
    statuses: tuple[str, ...] | None = None
    seller_number: str | None = None
    order_number: str | None = None
    received_from: dt.datetime | None = None
    received_to: dt.datetime | None = None


_DECODE: Final = msgspec.json.Decoder(Standing)
_DECODE_FACTS: Final = msgspec.json.Decoder(Facts)


async def enqueue(store: Store, business: int, documents: Sequence[int], now: dt.datetime) -> list[int]:
    """Queue those of the documents that are to be told of; the serials of those that are in the queue now."""
    found: list[int] = await store.value(_SQL["enqueue"], business, documents, FISCAL_KINDS, TILL_KINDS, now)
    return found


async def watched(store: Store) -> list[int]:
    """The businesses whose documents are noticed as they are issued."""
    return [row["business_id"] for row in await store.rows(_SQL["watched"])]


async def notice(store: Store, business: int, now: dt.datetime, *, most: int) -> bool:
    """Queue what the daybook's next lines issued; whether there were any."""
    row = await store.row(_SQL["noticed"], business, most)
    if row is None or row["through"] == row["since"]:
        return False
    if row["documents"]:
        await enqueue(store, business, row["documents"], now)
    await store.execute(_SQL["notice"], business, row["since"], row["through"])
    return True


async def watch(store: Store, business: int, *, active: bool) -> None:
    """Notice what is issued from now on, or nothing any more."""
    await store.execute(_SQL["watch" if active else "unwatch"], business)


async def claim(
    store: Store, business: int, document: int, *, until: dt.datetime, now: dt.datetime, again: bool = False
) -> int | None:
    """Take a document; how often it was taken, or None when somebody else has it, or it waits for nothing.

    With `again` also one that waits no more.
    """
    attempts: int | None = await store.value(_SQL["claim"], business, document, until, now, again)
    return attempts


async def release(store: Store, business: int, document: int, *, next_at: dt.datetime, trouble: str | None) -> None:
    """Give a document back."""
    await store.execute(_SQL["release"], business, document, next_at, trouble)


async def waiting(store: Store, now: dt.datetime, *, limit: int) -> list[tuple[int, int]]:
    """(business, document) of those whose time has come."""
    return [(row["business_id"], row["document_serial"]) for row in await store.rows(_SQL["waiting"], now, limit)]


async def told_as(store: Store, business: int, document: int) -> int | None:
    """The document as which this one is told: itself, or the till's of which it was made; None when neither is."""
    found: int | None = await store.value(_SQL["told_as"], business, document, TILL_KINDS)
    return found


async def standing(store: Store, business: int, document: int) -> Standing | None:
    """How a document stands; None when it was never queued."""
    text = await store.value(_SQL["standing"], business, document)
    return None if text is None else _DECODE.decode(text)


async def facts(store: Store, business: int, document: int) -> Facts | None:
    """What telling of an issued document needs besides it."""
    text = await store.value(_SQL["facts"], business, document)
    return None if text is None else _DECODE_FACTS.decode(text)


async def documents_of(store: Store, business: int, transaction: int) -> list[int]:
    """The documents of a transaction that are told of."""
    found: list[int] = await store.value(_SQL["documents_of"], business, transaction, FISCAL_KINDS)
    return found


async def ordinals(store: Store, business: int, year: int, till_code: str, document: int) -> tuple[int, int | None]:
    """The last number of a year and till, and the document's own there."""
    row = await store.row(_SQL["ordinals"], business, year, till_code, document)
    return row["last"], row["own"]


async def sold_under(store: Store, business: int, number: str) -> int | None:
    """The serial of the transaction whose sale bears a number: the administration's, else a legal one."""
    if fiscal := _NUMBER.fullmatch(number):
        ordinal, year, till_code = fiscal.groups()
        named: int | None = await store.value(_SQL["sold_under"], business, int(ordinal), int(year), till_code or "")
        return named
    if not _LEGAL.fullmatch(number):
        return None
    found: int | None = await store.value(_SQL["sold_as"], business, int(number), _SOLD)
    return found


async def of_einvoice(store: Store, business: int, code: str) -> int | None:
    """The document that was sent under an electronic invoice's code."""
    found: int | None = await store.value(_SQL["of_einvoice"], business, code)
    return found


async def states(store: Store, business: int) -> dict[FiscalState, int]:
    """How many queued documents stand how."""
    rows = {row["kind"]: row["documents"] for row in await store.rows(_SQL["states"], business)}
    counted = {FiscalState.NOT_FISCALISED: rows.get("", 0)}
    return counted | {state: rows.get(kind.value, 0) for kind, state in STATE_OF.items()}


async def refused(store: Store, business: int, *, most: int) -> list[int]:
    """The documents that the administration refused."""
    return [row["document_serial"] for row in await store.rows(_SQL["refused"], business, most)]


async def remember_einvoices(store: Store, business: int, told: Sequence[dict[str, Any]]) -> None:
    """Keep what the service told of electronic invoices."""
    if told:
        await store.execute(_SQL["remember_einvoices"], business, encode(told))


async def einvoices(
    store: Store, business: int, wanted: EinvoiceFilter, *, order: str, descending: bool, offset: int, limit: int
) -> tuple[int, list[EinvoiceRow]]:
    """How many electronic invoices match, and those of one page."""
    way = "desc" if descending else "asc"
    values = (
        business, wanted.code, wanted.party_types, wanted.statuses, wanted.seller_number, wanted.order_number,
        wanted.received_from, wanted.received_to,
    )  # fmt: skip
    sql = _SQL["einvoices"].replace("{order}", f"x.{EINVOICE_ORDERS[order]} {way}, x.serial {way}")
    total: int = await store.value(_SQL["einvoice_count"], *values)
    rows = await store.rows(sql, *values, offset, limit)
    return total, [EinvoiceRow(**row) for row in rows]
