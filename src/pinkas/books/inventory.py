"""Papers about goods between a shop's stores and its suppliers: delivery notes, suppliers' invoices, transfers.

They post nothing. Their goods move once, when a paper's state becomes `stock_updated`, or a single line's; what moved
stays as it is, and a mistake is corrected by another paper. What each kind moves is the table `MOVES_OF`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from pinkas.books.errors import InvalidValue
from pinkas.books.money import ZERO, check_amount
from pinkas.books.stock import StockMove

LARGEST_LINES: Final = 1000
LARGEST_NOTE: Final = 500
#: Types of items that carry no stock, as tills number them (R-NET dossier §6.4).
WITHOUT_STOCK: Final = frozenset({3, 5, 7, 9})


class InventoryKind(StrEnum):
    """What a paper or a line of it is about (R-NET dossier §9.5). Papers are of the first three."""

    DELIVERY_NOTE = "delivery_note"
    INVOICE = "invoice"
    TRANSFER = "transfer"
    TRANSFERRED = "transferred"
    RECEIVED = "received"
    ORDERED = "ordered"
    RECOMMENDED = "recommended"


class InventoryState(StrEnum):
    """How far a paper or a line of it is."""

    OPEN = "open"
    PARTLY_APPROVED = "partly_approved"
    CLOSED = "closed"
    TRANSFERRED = "transferred"
    RECEIVED = "received"
    RECOMMENDED = "recommended"
    SAVED = "saved"
    STOCK_UPDATED = "stock_updated"
    APPROVED = "approved"
    NOT_APPROVED = "not_approved"
    PARTLY_SUPPLIED = "partly_supplied"


@dataclass(frozen=True, slots=True)
class Movement:
    """Whether goods leave the paper's store, and where they arrive: a field of the paper, or nowhere."""

    leaves: bool
    arrives: str


#: What moves when the stock is updated, by the kind of the paper. The kinds of lines move nothing of their own.
MOVES_OF: Final[Mapping[InventoryKind, Movement]] = {
    InventoryKind.DELIVERY_NOTE: Movement(leaves=False, arrives="store"),
    InventoryKind.INVOICE: Movement(leaves=False, arrives="store"),
    InventoryKind.TRANSFER: Movement(leaves=True, arrives="to_store"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryLine:
    """So much of a product. Quantities have five places; `moved` once they are in the stock.

    `quantity` is what arrived, `sent` what left, each where only the other is said the same; what was `ordered` and
    how much it is in another unit (`unit_quantity`) are kept and move nothing.
    """

    number: int
    product: int
    kind: InventoryKind | None = None
    state: InventoryState = InventoryState.OPEN
    quantity: Decimal | None = None
    sent: Decimal | None = None
    unit_quantity: Decimal | None = None
    ordered: Decimal | None = None
    moved: bool = False

    def __post_init__(self) -> None:
        """Refuse what the books cannot hold. Raises InvalidValue naming `line.<field>`."""
        for field in ("quantity", "sent", "unit_quantity", "ordered"):
            value: Decimal | None = getattr(self, field)
            if value is not None:
                check_amount(f"line.{field}", value, places=5, negative=True)

    @property
    def arrived(self) -> Decimal:
        """What arrives."""
        return self.quantity or self.sent or ZERO

    @property
    def left(self) -> Decimal:
        """What leaves."""
        return self.sent or self.quantity or ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryDocument:
    """A paper about goods: at `store`, or from there to `to_store` (serials)."""

    kind: InventoryKind
    state: InventoryState = InventoryState.OPEN
    store: int
    to_store: int | None = None
    note: str | None = None
    lines: tuple[InventoryLine, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a paper of no kind, and a transfer from nowhere to nowhere. Raises InvalidValue."""
        if self.kind not in MOVES_OF:
            raise InvalidValue("inventory.kind", "is a kind of line, not of document")
        if self.kind is InventoryKind.TRANSFER and self.to_store is None:
            raise InvalidValue("inventory.to_store", "is required of a transfer")
        if self.kind is not InventoryKind.TRANSFER and self.to_store is not None:
            raise InvalidValue("inventory.to_store", "must be left out: only a transfer goes to another store")
        if self.to_store == self.store:
            raise InvalidValue("inventory.to_store", "must be another store than the first")
        if self.note is not None and len(self.note) > LARGEST_NOTE:
            raise InvalidValue("inventory.note", f"must be a string with a maximum length of {LARGEST_NOTE}")
        if len(self.lines) > LARGEST_LINES:
            raise InvalidValue("lines", f"must be at most {LARGEST_LINES}")

    @property
    def has_moved(self) -> bool:
        """Whether some of its goods are in the stock."""
        return any(line.moved for line in self.lines)

    @property
    def is_closed(self) -> bool:
        """Whether its stock is updated. One without lines yet has nothing to update, whatever its state says."""
        return self.state is InventoryState.STOCK_UPDATED and bool(self.lines)

    def line_of(self, product: int) -> InventoryLine | None:
        """The line of a product."""
        return next((line for line in self.lines if line.product == product), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredInventoryDocument:
    """A paper as the books hold it now."""

    serial: int
    uuid: UUID
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    document: InventoryDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryLineOrder:
    """A line as it is sent: None leaves what stands."""

    product: int
    kind: InventoryKind | None = None
    state: InventoryState | None = None
    quantity: Decimal | None = None
    sent: Decimal | None = None
    unit_quantity: Decimal | None = None
    ordered: Decimal | None = None


def with_header(
    before: InventoryDocument,
    *,
    kind: InventoryKind | None = None,
    state: InventoryState | None = None,
    store: int | None = None,
    to_store: int | None = None,
    note: str | None = None,
) -> InventoryDocument:
    """The paper with what is not None said anew. Raises InvalidValue for a change of one whose goods moved."""
    after = replace(
        before,
        kind=kind or before.kind,
        state=state or before.state,
        store=before.store if store is None else store,
        to_store=before.to_store if to_store is None else to_store,
        note=before.note if note is None else note,
    )
    if after != before:
        check_open(before)
        if before.has_moved and (after.kind, after.store, after.to_store) != (
            before.kind, before.store, before.to_store,
        ):  # fmt: skip
            raise InvalidValue("inventory", "has moved goods already: its kind and stores stay; make another document")
    return after


def with_lines(before: InventoryDocument, orders: Sequence[InventoryLineOrder]) -> InventoryDocument:
    """The paper with lines added, or changed where their product has one. Raises InvalidValue naming `lines[n]`."""
    lines = {line.product: line for line in before.lines}
    named: set[int] = set()
    number = max((line.number for line in before.lines), default=0)
    for place, order in enumerate(orders):
        if order.product in named:
            raise InvalidValue(f"lines[{place}].product", "is named twice")
        named.add(order.product)
        held = lines.get(order.product)
        if held is None:
            number += 1
            held = InventoryLine(number=number, product=order.product)
        try:
            wanted = _ordered(held, order, in_stock=before.state is InventoryState.STOCK_UPDATED)
        except InvalidValue as error:
            raise InvalidValue(f"lines[{place}].{error.field.rpartition('.')[2]}", error.reason) from None
        if held.moved and wanted != held:
            raise InvalidValue(f"lines[{place}]", "is in the stock already; correct it by another document")
        lines[order.product] = wanted
    after = replace(before, lines=tuple(sorted(lines.values(), key=lambda line: line.number)))
    if after != before:
        check_open(before)
    return after


def _ordered(held: InventoryLine, order: InventoryLineOrder, *, in_stock: bool) -> InventoryLine:
    """A line with what is said of it; on a paper whose stock is updated it is updated too."""
    said = {
        field: value
        for field in ("kind", "state", "quantity", "sent", "unit_quantity", "ordered")
        if (value := getattr(order, field)) is not None
    }
    wanted = replace(held, **said)
    if in_stock and wanted.state is not InventoryState.NOT_APPROVED:
        wanted = replace(wanted, state=InventoryState.STOCK_UPDATED)
    return wanted


def without_line(before: InventoryDocument, product: int) -> InventoryDocument:
    """The paper without a product's line, which it must have. Raises InvalidValue for one whose goods moved."""
    line = before.line_of(product)
    check_open(before)
    if line is not None and line.moved:
        raise InvalidValue("line", "is in the stock already; correct it by another document")
    return replace(before, lines=tuple(one for one in before.lines if one.product != product))


def check_open(document: InventoryDocument) -> None:
    """Raises InvalidValue for a paper whose stock is updated."""
    if document.is_closed:
        raise InvalidValue("inventory", "has updated the stock and is closed; correct it by another document")


def moved(
    document: InventoryDocument, carried: frozenset[int]
) -> tuple[InventoryDocument, tuple[InventoryLine, ...], tuple[StockMove, ...]]:
    """The paper once what is due has moved, the lines that moved now, and their moves.

    Due is every line that its own state, or the paper's, says is in the stock, unless it was not approved; `carried`
    are the serials of products that carry stock. Raises InvalidValue for a transfer in which more arrives than left.
    """
    everything = document.state is InventoryState.STOCK_UPDATED
    lines, due = [], []
    for line in document.lines:
        after = line
        if everything and line.state is not InventoryState.NOT_APPROVED:
            after = replace(line, state=InventoryState.STOCK_UPDATED)
        wanted = after.state is InventoryState.STOCK_UPDATED and line.product in carried
        if wanted and not line.moved and (line.arrived or line.left):
            after = replace(after, moved=True)
            due.append(after)
        lines.append(after)
    return replace(document, lines=tuple(lines)), tuple(due), moves_of(document, due)


def moves_of(document: InventoryDocument, lines: Sequence[InventoryLine]) -> tuple[StockMove, ...]:
    """What lines of a paper move: first what leaves, then what arrives. Raises InvalidValue."""
    movement = MOVES_OF[document.kind]
    out = []
    if movement.leaves:
        for line in lines:
            if not 0 <= line.arrived <= line.left:
                raise InvalidValue(
                    "lines", f"must not let more arrive than was sent, nor less than 0: line {line.number}"
                )
            out.append(StockMove(product=line.product, quantity=-line.left, line=line.number, store=document.store))
    where: int | None = getattr(document, movement.arrives)
    arrive = [StockMove(product=line.product, quantity=line.arrived, line=line.number, store=where) for line in lines]
    return (*out, *arrive)
