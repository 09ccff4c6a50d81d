"""Issued documents as a shop's system sees them, in the database: one round-trip each read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from pinkas.books.document import Line, Party, State
from pinkas.books.kinds import KINDS
from pinkas.books.pay_types import UNPAID, pay_type_of
from pinkas.books.slip import SlipLine
from pinkas.books.tenders import TENDER_TYPES
from pinkas.storage.conditions import Conditions, ordered
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("till_documents")


_PAID_IN: Final = _SQL["paid_in"].replace("{operation}", _SQL["operation"])


def _filled(name: str, *, more: str) -> str:
    text = _SQL[name].replace("{row}", _SQL["row"]).replace("{more}", more)
    return text.replace("{paid_in}", _PAID_IN).replace("{issuer}", _SQL["issuer"])


_PAGE: Final = _filled("page", more="")
_PAGE_IN_ORDER: Final = _filled("page_in_order", more="")
_ONE: Final = _filled("one", more=_SQL["lines"])
#: Most pages end before.
_NEAR: Final = 1_000
#: Series that a number may lie in.
_EVERY_SERIES: Final = ",".join(map(str, range(100)))


def _document(column: str) -> str:
    return _SQL["column"].replace("{column}", column)


_MEANS: Final = _document("means")
#: The pay type of what was paid by each tender of the books.
_PAID_BY: Final = " ".join(f"when '{name}' then {pay_type_of(name)}" for name in TENDER_TYPES)


#: What lists may be sorted by. Proformas come last; of the rest sales, credits, debits and advances.
ORDERS: Final = {
    "serial": "i.serial",
    "proforma": "(i.kind = 'proforma')",
    "correction": "array_position(array['credit_invoice', 'debit_note', 'advance_invoice'], i.kind)",
    "state": "(i.state = 'cancelled')",
    "date": "i.date",
    "contact": "i.contact_serial",
    "number": _SQL["number"],
    "operation": _SQL["operation"],
    "pay_type": "",  # what leads to it is the shop's: `_pay_type`
    "bank_account": _document("bank_account"),
    "services": "i.services",
    "store": _SQL["store"],
}


class ListedDocument(msgspec.Struct, frozen=True):
    """A document as lists show it; amounts are positive in every kind, in its own currency.

    `operation` is the transaction it was issued in or made from, `corrected` what a credit or debit names.
    `before_discount` and `net` are bases without VAT; `discount_percent` what a till took off the whole, as text, and
    `rows_before` what its rows were before that, with VAT, each with its percentage of VAT.
    `means` is how it is to be paid where it says so, `paid_in` the tender that paid most of it. `creator` is a serial
    of staff.
    """

    serial: int
    state: State
    kind: str
    number: int
    store: int
    date: dt.date
    due_date: dt.date
    contact: int | None
    party: Party
    operation: int
    financial: bool
    before_discount: Decimal
    net: Decimal
    total: Decimal
    currency: str
    corrected: int | None
    corrected_date: dt.date | None
    discount_percent: str | None
    rows_before: tuple[tuple[Decimal, Decimal], ...] | None
    means: int | None
    paid_in: str | None
    bank_account: int | None
    accepted_by: str | None
    vat_reason: str | None
    comments: str | None
    created_at: dt.datetime
    created_by: str
    creator: int | None


class Goods(msgspec.Struct, frozen=True):
    """What the catalogue knows now of goods on a document."""

    serial: int
    key: str
    inventory_number: str | None
    barcode: str | None
    stocked: bool
    measure_unit: int | None
    unit: str | None
    tax_group: str | None


class WholeDocument(ListedDocument, frozen=True, kw_only=True):
    """A document with its lines; `slip_lines` are the till's own of it, where one wrote it."""

    vat_rate: Decimal
    lines: tuple[Line, ...]
    slip_lines: tuple[SlipLine, ...] | None
    goods: tuple[Goods, ...]


class Issuer(msgspec.Struct, frozen=True):
    """What documents say of the business."""

    legal_name: str
    address1: str | None
    address2: str | None
    city: str | None
    responsible_person: str | None
    tax_number: str


_DECODE: Final = msgspec.json.Decoder(ListedDocument)
_DECODE_WHOLE: Final = msgspec.json.Decoder(WholeDocument)
_DECODE_ISSUER: Final = msgspec.json.Decoder(Issuer)


class Counted(NamedTuple):
    """How many documents matched what is under a name, when the daybook of the business ended at a position."""

    name: str
    position: int
    total: int


class DocumentPage(NamedTuple):
    """How many documents match, those of one page, and who issued them; `counted` is worth remembering."""

    total: int
    documents: list[ListedDocument]
    issuer: Issuer
    counted: Counted | None


@dataclass(frozen=True, slots=True)
class PageQuery:
    """The query of a page, and the values after its first five; `counts` names what it counts, if it may be told it."""

    sql: str
    values: list[Any]
    counts: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TillDocumentFilter:
    """Which documents a list has: all of what is given holds.

    `kinds` and `states` are those it may have. `means` are the numbers, and `tenders` the types, of a way to pay;
    `unpaid` whether documents that nobody paid and that say nothing count as paid so. `bank_account` 0 is none.
    `ways` is the type of tender behind each of the shop's means, by number, for the order by pay type.
    """

    kinds: Sequence[str]
    states: Sequence[str]
    serial: int | None = None
    store: int | None = None
    number: int | None = None
    runs: Collection[str] = ()
    financial: bool | None = None
    operation: int | None = None
    contact: int | None = None
    from_date: dt.date | None = None
    to_date: dt.date | None = None
    tenders: Collection[str] | None = None
    means: Collection[int] = ()
    unpaid: bool = False
    ways: Mapping[int, str] = field(default_factory=dict)
    bank_account: int | None = None
    source: str | None = None
    reference: str | None = None


async def page(
    store: Store,
    business: int,
    wanted: TillDocumentFilter,
    *,
    order: str = "serial",
    descending: bool = False,
    offset: int,
    limit: int,
    known: Callable[[str], Counted | None] = lambda _: None,
) -> DocumentPage:
    """The documents that match, in an order of `ORDERS`, then oldest first.

    `known` gives what was counted under a name before: it counts again where nothing was written since.
    """
    query = page_query(wanted, order=order, descending=descending)
    values = list(query.values)
    if query.counts is not None:
        before = known(query.counts)
        values += (-1, 0) if before is None else (before.position, before.total)
    sql = query.sql.replace("{reach}", str(_reach(offset + limit)))
    row = await store.row(sql, business, list(wanted.kinds), list(wanted.states), offset, limit, *values)
    counted = None if query.counts is None else Counted(query.counts, row[3], row[0])
    return DocumentPage(row[0], [_DECODE.decode(text) for text in row[1]], _DECODE_ISSUER.decode(row[2]), counted)


async def one(store: Store, business: int, serial: int, kinds: Collection[str]) -> tuple[WholeDocument, Issuer] | None:
    """The document with this serial and who issued it, if it is of these kinds and was issued."""
    row = await store.row(_ONE, business, serial, list(kinds))
    return None if row is None else (_DECODE_WHOLE.decode(row[0]), _DECODE_ISSUER.decode(row[1]))


def _reach(end: int) -> int:
    """One of few numbers that a page's end does not lie beyond."""
    reach = _NEAR
    while reach < end:
        reach *= 8
    return reach


def page_query(wanted: TillDocumentFilter, *, order: str = "serial", descending: bool = False) -> PageQuery:
    """The query of a page; in the order of serials it takes what was counted before as its last two values."""
    conditions = Conditions(first=6)
    conditions.add("and i.serial = ?", wanted.serial)
    conditions.add(f"and {ORDERS['store']} = ?", wanted.store)
    if wanted.number is not None:
        runs = ",".join(f"'{run}'" for run in sorted(wanted.runs))
        numbered = _SQL["numbered"].replace("{runs}", runs).replace("{series}", _EVERY_SERIES)
        conditions.add(f"and {numbered}", wanted.number)
    if wanted.financial is not None:
        conditions.say("and i.services" if wanted.financial else "and not i.services")
    conditions.add(f"and {_SQL['of_operation']}", wanted.operation)
    conditions.add("and i.contact_serial = ?", wanted.contact)
    conditions.add("and i.date >= ?", wanted.from_date)
    conditions.add("and i.date <= ?", wanted.to_date)
    _add_way_to_pay(conditions, wanted)
    conditions.add(f"and coalesce({ORDERS['bank_account']}, 0) = ?", wanted.bank_account)
    _add_source(conditions, wanted)
    if order != "serial":
        by = _pay_type(wanted.ways) if order == "pay_type" else ORDERS[order]
        sql = _PAGE.replace("{order}", ordered(by, "i", descending))
        return PageQuery(sql.replace("{filters}", conditions.sql), conditions.values, None)
    place = 6 + len(conditions.values)
    sql = _PAGE_IN_ORDER.replace("{way}", "desc" if descending else "asc").replace("{filters}", conditions.sql)
    kinds, states = (kind for kind in KINDS if kind in wanted.kinds), (one.value for one in State)
    sql = sql.replace("{kinds}", ",".join(kinds))
    sql = sql.replace("{states}", ",".join(state for state in states if state in wanted.states))
    sql = sql.replace("{known_position}", f"${place}::bigint").replace("{known_total}", f"${place + 1}::bigint")
    counts = repr((wanted.kinds, wanted.states, conditions.sql, conditions.values))
    return PageQuery(sql, conditions.values, counts)


def _pay_type(ways: Mapping[int, str]) -> str:
    """The pay type of a document: by what it says, else by what paid most of it, else to be paid by transfer."""
    said = " ".join(f"when {number} then {pay_type_of(tender)}" for number, tender in sorted(ways.items()))
    by_means = f"case {_MEANS} {said} end, " if said else ""
    return f"coalesce({by_means}case {_PAID_IN} {_PAID_BY} end, {UNPAID})"


def _add_way_to_pay(conditions: Conditions, wanted: TillDocumentFilter) -> None:
    if wanted.tenders is None:
        return
    means = _MEANS
    said = ",".join(map(str, sorted(wanted.means))) or "0"
    otherwise = f"coalesce({_PAID_IN} = any(?), {'true' if wanted.unpaid else 'false'})"
    conditions.add(f"and coalesce({means} in ({said}), {otherwise})", list(wanted.tenders))


def _add_source(conditions: Conditions, wanted: TillDocumentFilter) -> None:
    named = {
        "f.source = (?::text[])[1]": wanted.source,
        "f.source_reference = (?::text[])[2]": wanted.reference,
    }
    said = [fragment for fragment, value in named.items() if value is not None]
    if said:
        sql = _SQL["of_source"].replace("{named}", " and ".join(said))
        conditions.add(f"and {sql}", [wanted.source or "", wanted.reference or ""])
