"""The content of a transaction of a till: what the till said, and every document it issued, with what those did."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from pinkas.books import canon
from pinkas.books.daybook.contents import DOCUMENT
from pinkas.books.daybook.fields import ENTRY, MONEY, MOVES, NOTHING, PRICE, QUANTITY, RATE, REFERENCES, SETTLEMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from pinkas.books.document import Document
    from pinkas.books.entry import Entry
    from pinkas.books.references import Reference
    from pinkas.books.settlement import Settlement
    from pinkas.books.slip import Slip
    from pinkas.books.stock import StockMove

_FOUR: Final = canon.decimal(4)
_ONE_PLACE: Final = canon.decimal(5)


def _uuid(value: UUID | None) -> bytes:
    return canon.text(None) if value is None else canon.uuid(value)


def _instant(value: dt.datetime | None) -> bytes:
    return canon.text(None) if value is None else canon.instant(value)


def _remarks(value: Sequence[tuple[str, str]]) -> bytes:
    return canon.several(lambda one: canon.text(one[0]) + canon.text(one[1]))(value)


_FIGURES = canon.record([
    ("before_discount", _FOUR), ("line_discount", _FOUR), ("share", _FOUR), ("total", _FOUR), ("before_tax", _FOUR),
    ("tax", _FOUR),
])  # fmt: skip
_DISCOUNT = canon.record([("percent", RATE), ("amount", _FOUR), ("reason", canon.text)])
_LINE = canon.record([
    ("number", canon.integer), ("uuid", canon.uuid), ("sort", _ONE_PLACE), ("product", canon.integer),
    ("name", canon.text), ("note", canon.text), ("quantity", QUANTITY), ("price", PRICE), ("cost", _FOUR),
    ("line_percent", RATE), ("share_percent", RATE), ("figures", _FIGURES), ("vat", canon.text), ("rate", RATE),
    ("department", canon.integer), ("unit_type", canon.integer), ("unit_quantity", QUANTITY), ("parent", _uuid),
    ("returns", _uuid), ("remarks", _remarks), ("document", canon.integer), ("line", canon.integer),
], [("discount", _DISCOUNT)])  # fmt: skip
_TENDER = canon.record([
    ("uuid", canon.uuid), ("type", canon.text), ("means", canon.integer), ("amount", MONEY), ("at", _instant),
    ("number", canon.text), ("bank", canon.text), ("branch", canon.text), ("account", canon.text),
    ("due_date", canon.date), ("place", canon.integer), ("series", canon.integer), ("holder_id", canon.text),
    ("card_brand", canon.integer), ("card_expiry", canon.text), ("authorisation", canon.text),
    ("payments", canon.integer), ("first_payment", MONEY), ("next_payments", MONEY),
])  # fmt: skip
SLIP = canon.record([
    ("kind", canon.text), ("lines", canon.several(_LINE)), ("tenders", canon.several(_TENDER)), ("total", MONEY),
    ("rounding", _FOUR), ("note", canon.text), ("email", canon.text), ("voids", _uuid), ("remarks", _remarks),
], [("discount", _DISCOUNT)])  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionHead:
    """Who, where and when; `register` (0 a virtual one), `contact`, `seller` and `modifier` are serials."""

    uuid: UUID
    register: int
    local_time: dt.datetime
    happened_at: dt.datetime
    total: Decimal
    contact: int | None
    seller: int | None
    modifier: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedWith:
    """A document that the transaction issued; `face` is what it leaves to be settled, before anything settles it."""

    key: str
    uuid: UUID
    document: Document
    entry: Entry | None
    moves: Sequence[StockMove]
    face: Decimal
    waits: bool


def transaction_content(
    head: TransactionHead,
    slip: Slip | None,
    references: Sequence[Reference],
    issued: Sequence[IssuedWith],
    settlements: Sequence[Settlement],
) -> bytes:
    """The content of a line that records a transaction; -1, -2 ... in its settlements are the documents it issued."""
    return canon.digest(
        canon.uuid(head.uuid),
        canon.integer(head.register),
        canon.text(head.local_time.isoformat(timespec="milliseconds")),
        canon.instant(head.happened_at),
        MONEY(head.total),
        canon.integer(head.contact),
        canon.integer(head.seller),
        canon.integer(head.modifier),
        NOTHING if slip is None else SLIP(slip),
        REFERENCES(references),
        *(part for one in issued for part in _issued(one)),
        SETTLEMENTS(settlements),
    )


def _issued(one: IssuedWith) -> tuple[bytes, ...]:
    return (
        canon.text(one.key),
        canon.uuid(one.uuid),
        DOCUMENT(one.document),
        NOTHING if one.entry is None else ENTRY(one.entry),
        MOVES(one.moves),
        MONEY(one.face),
        canon.flag(one.waits),
    )
