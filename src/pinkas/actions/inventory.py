"""Papers about goods: saving, removing and finding them, and what the stores hold.

A paper is addressed by its uuid, the caller's own where it chose one. Saving again what is there changes nothing and
succeeds, also once its goods have moved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final
from uuid import UUID

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.repeats import unchanged
from pinkas.books.daybook import inventory_document_content, inventory_moves_content, with_effect
from pinkas.books.errors import Contention, InvalidValue, RecordInUse, UnknownRecord
from pinkas.books.inventory import (
    LARGEST_LINES,
    WITHOUT_STOCK,
    InventoryDocument,
    InventoryKind,
    InventoryLineOrder,
    InventoryState,
    StoredInventoryDocument,
    moved,
    with_header,
    with_lines,
    without_line,
)
from pinkas.storage import inventory
from pinkas.storage.inventory import Facts, GoodsAsked, GoodsCard, GoodsOnHand

SORT: Final = "inventory document"
#: Papers or products read at once.
PAGE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryOrder:
    """A paper as it is sent, without its lines. None leaves what stands; a new one needs its kind and store."""

    uuid: UUID | None = None
    kind: InventoryKind | None = None
    state: InventoryState | None = None
    store: UUID | None = None
    to_store: UUID | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsOrder:
    """A line as it is sent, its product by uuid. None leaves what stands."""

    product: UUID
    kind: InventoryKind | None = None
    state: InventoryState | None = None
    quantity: Decimal | None = None
    sent: Decimal | None = None
    unit_quantity: Decimal | None = None
    ordered: Decimal | None = None


async def save_document(
    desk: Desk, caller: Caller, order: InventoryOrder, *, once: Once | None = None
) -> Saved[StoredInventoryDocument]:
    """Write a new paper, or change the one with this uuid; its goods move when its state says so.

    Raises InvalidValue, also for a change of one that is closed.
    """
    stores = [uuid for uuid in (order.store, order.to_store) if uuid is not None]

    def decide(facts: Facts) -> InventoryDocument:
        store, to_store = (_store(facts, name, getattr(order, name)) for name in ("store", "to_store"))
        if facts.existing is not None:
            return with_header(
                facts.existing.document,
                kind=order.kind,
                state=order.state,
                store=store,
                to_store=to_store,
                note=order.note,
            )
        if store is None:
            raise InvalidValue("inventory.store", "is required")
        if order.kind is None:
            raise InvalidValue("inventory.kind", "is required")
        return InventoryDocument(
            kind=order.kind,
            state=order.state or InventoryState.OPEN,
            store=store,
            to_store=to_store,
            note=order.note,
        )

    return await _save(desk, caller, order.uuid or new_uuid(), decide, stores=stores, once=once)


async def save_lines(
    desk: Desk, caller: Caller, uuid: UUID, orders: Sequence[GoodsOrder], *, once: Once | None = None
) -> Saved[StoredInventoryDocument]:
    """Add lines to a paper, or change those of products it has. Raises UnknownRecord, InvalidValue."""
    if not 1 <= len(orders) <= LARGEST_LINES:
        raise InvalidValue("lines", f"must be between 1 and {LARGEST_LINES}")

    def decide(facts: Facts) -> InventoryDocument:
        before = _existing(facts, uuid)
        known = {product.uuid: product for product in facts.products}
        lines = []
        for place, order in enumerate(orders):
            product = known.get(order.product)
            if product is None or (product.deleted and before.document.line_of(product.serial) is None):
                raise InvalidValue(f"lines[{place}].product", f"names no item of this business: {order.product}")
            said = {name: getattr(order, name) for name in InventoryLineOrder.__slots__ if name != "product"}
            lines.append(InventoryLineOrder(product=product.serial, **said))
        return with_lines(before.document, lines)

    return await _save(desk, caller, uuid, decide, products=[order.product for order in orders], once=once)


async def remove_line(desk: Desk, caller: Caller, uuid: UUID, product: UUID, *, once: Once | None = None) -> bool:
    """Take a product's line off a paper; True when this very request did so before.

    Raises UnknownRecord, InvalidValue for goods that moved.
    """

    def decide(facts: Facts) -> InventoryDocument:
        before = _existing(facts, uuid).document
        serial = next((one.serial for one in facts.products if one.uuid == product), None)
        if serial is None or before.line_of(serial) is None:
            raise UnknownRecord(f"line of {SORT} {uuid}", str(product))
        return without_line(before, serial)

    return (await _save(desk, caller, uuid, decide, products=[product], once=once)).replayed


async def remove_document(desk: Desk, caller: Caller, uuid: UUID, *, once: Once | None = None) -> bool:
    """Remove a paper whose goods have not moved; True when this very request did so before.

    Raises UnknownRecord, RecordInUse.
    """
    async for _ in Tries():
        facts = await inventory.facts(desk.store, caller.business, uuid, once=once_name(caller, once))
        if once is not None and once.replays(facts.once):
            return True
        existing = _existing(facts, uuid)
        document = existing.document
        if document.has_moved or document.is_closed:
            raise RecordInUse(SORT, str(uuid), "the stock, which it has updated")
        gone = _next(existing, caller, desk.clock.now(), document)
        answer = await _write(desk, caller, "inventory document removed", gone, existing, once=once, deleted=True)
        if answer is not None:
            return answer[0] == "replayed"
    raise Contention


async def document_by_uuid(desk: Desk, caller: Caller, uuid: UUID) -> StoredInventoryDocument:
    """The paper with this uuid, with its lines. Raises UnknownRecord."""
    found = await inventory.by_uuid(desk.store, caller.business, uuid)
    if found is None:
        raise UnknownRecord(SORT, str(uuid))
    return found


async def documents_created(
    desk: Desk, caller: Caller, start: dt.datetime, end: dt.datetime
) -> AsyncIterator[list[StoredInventoryDocument]]:
    """The papers recorded from `start` until before `end` (civil times of the business), in pages, without lines."""
    begins, ends = (local.replace(tzinfo=caller.zone).astimezone(dt.UTC) for local in (start, end))
    first = 0
    while True:
        page = await inventory.created_between(desk.store, caller.business, begins, ends, first=first, limit=PAGE)
        yield page
        if len(page) < PAGE:
            return
        begins, first = page[-1].created_at, page[-1].serial + 1


async def cards_of(desk: Desk, caller: Caller, document: InventoryDocument) -> dict[int, GoodsCard]:
    """The products on a paper's lines, by serial."""
    return await inventory.cards(desk.store, caller.business, [line.product for line in document.lines])


async def goods_on_hand(desk: Desk, caller: Caller, asked: GoodsAsked) -> AsyncIterator[list[GoodsOnHand]]:
    """Products with what the stores hold of them, in pages; all there are where no limit is asked for."""
    limit = asked.limit
    if limit is not None:
        yield await inventory.goods_on_hand(desk.store, caller.business, asked)
        return
    after = 0
    while True:
        page = await inventory.goods_on_hand(desk.store, caller.business, replace(asked, after=after, limit=PAGE))
        yield page
        if len(page) < PAGE:
            return
        after = page[-1].serial


async def goods_by_barcode(desk: Desk, caller: Caller, barcode: str) -> GoodsOnHand:
    """The product with this barcode, the oldest of several, active or not. Raises UnknownRecord."""
    asked = GoodsAsked(barcode=barcode, inactive=True, limit=1)
    found = await inventory.goods_on_hand(desk.store, caller.business, asked)
    if not found:
        raise UnknownRecord("product", barcode)
    return found[0]


# --- one paper, decided and written --------------------------------------------------------------------------------


async def _save(
    desk: Desk,
    caller: Caller,
    uuid: UUID,
    decide: Callable[[Facts], InventoryDocument],
    *,
    stores: Sequence[UUID] = (),
    products: Sequence[UUID] = (),
    once: Once | None,
) -> Saved[StoredInventoryDocument]:
    """Write what `decide` makes of a paper, with the goods that are due; what is so already is not written."""
    async for _ in Tries():
        facts = await inventory.facts(
            desk.store, caller.business, uuid, stores=stores, products=products, once=once_name(caller, once)
        )
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await _by_serial(desk, caller, facts.once.serial), replayed=True)
        existing = facts.existing
        after = decide(facts)
        if existing is not None and after == existing.document:
            return await unchanged(desk, caller, once, existing, existing.serial)
        stored = _next(existing, caller, desk.clock.now(), after, uuid)
        carried = frozenset(one.serial for one in facts.products if one.item_type not in WITHOUT_STOCK)
        answer = await _write(desk, caller, "inventory document saved", stored, existing, once=once, carried=carried)
        if answer is not None:
            outcome, serial = answer
            found = await _by_serial(desk, caller, serial)
            return Saved(found, created=existing is None and outcome == "done", replayed=outcome == "replayed")
    raise Contention


async def _write(
    desk: Desk,
    caller: Caller,
    verb: str,
    stored: StoredInventoryDocument,
    existing: StoredInventoryDocument | None,
    *,
    once: Once | None,
    carried: frozenset[int] = frozenset(),
    deleted: bool = False,
) -> tuple[str, int] | None:
    """Write a paper and what it moves; the outcome and its serial, None when it is to be decided again."""
    document, _, moves = (stored.document, (), ()) if deleted else moved(stored.document, carried)
    card = inventory_document_content(stored.uuid, stored.version, document, deleted=deleted)
    item = write_item(
        caller,
        verb,
        stored.updated_at,
        with_effect(card, inventory_moves_content(moves)) if moves else card,
        once=once,
        expect=[
            {"sort": "no inventory document", "key": stored.uuid}
            if existing is None
            else {"sort": SORT, "serial": existing.serial, "version": existing.version}
        ],
        paper=inventory.paper_item(replace(stored, document=document), new=existing is None, deleted=deleted),
        **inventory.changed_lines(() if existing is None else existing.document.lines, document.lines),
        day=caller.today(desk.clock),
        moves=moves,
        beside=f"\\x{card.hex()}",
    )
    answer = await desk.store.write("save_inventory_document_v1", item)
    return (answer.outcome, answer.serial) if check_outcome(answer.outcome) else None


def _next(
    existing: StoredInventoryDocument | None,
    caller: Caller,
    now: dt.datetime,
    document: InventoryDocument,
    uuid: UUID | None = None,
) -> StoredInventoryDocument:
    """The paper's next version; its first, with the serial still open, when there is none."""
    if existing is not None:
        return replace(
            existing, version=existing.version + 1, updated_at=now, updated_by=caller.actor, document=document
        )
    return StoredInventoryDocument(
        serial=0,
        uuid=uuid or new_uuid(),
        version=1,
        created_at=now,
        created_by=caller.actor,
        updated_at=now,
        updated_by=caller.actor,
        document=document,
    )


def _existing(facts: Facts, uuid: UUID) -> StoredInventoryDocument:
    if facts.existing is None:
        raise UnknownRecord(SORT, str(uuid))
    return facts.existing


def _store(facts: Facts, name: str, uuid: UUID | None) -> int | None:
    """The serial of a store that a paper names."""
    if uuid is None:
        return None
    serial = next((one.serial for one in facts.stores if one.uuid == uuid), None)
    if serial is None:
        raise InvalidValue(f"inventory.{name}", f"names no store of this business: {uuid}")
    return serial


async def _by_serial(desk: Desk, caller: Caller, serial: int) -> StoredInventoryDocument:
    found = await inventory.by_serial(desk.store, caller.business, serial)
    if found is None:
        raise UnknownRecord(SORT, str(serial))
    return found
