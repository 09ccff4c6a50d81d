"""Papers about goods: all six calls, both spellings of the last (R-NET dossier section 9.5).

How a number of the wire is read stands in `TYPES` and `STATUSES`; what each kind moves in `books.inventory.MOVES_OF`.
Goods move when a paper's DocStatus becomes 7, or a line's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pinkas.actions.inventory import (
    GoodsOrder,
    InventoryOrder,
    cards_of,
    document_by_uuid,
    documents_created,
    remove_document,
    remove_line,
    save_document,
    save_lines,
)
from pinkas.actions.shops import shop_of
from pinkas.books.errors import InvalidValue
from pinkas.books.inventory import InventoryKind, InventoryState, StoredInventoryDocument
from pinkas.dialects.rnet.answers import Answer, CallError, invalid, not_found, ok
from pinkas.dialects.rnet.inventory import stock_item
from pinkas.dialects.rnet.wire import Store
from pinkas.dialects.rnet.wire_inventory import InventoryDocument, InventoryLine

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from pinkas.actions.desk import Caller, Desk
    from pinkas.books.shop import Shop
    from pinkas.dialects.rnet.call import Call
    from pinkas.dialects.rnet.routing import RnetRouter
    from pinkas.storage.inventory import GoodsCard

#: `Type`: 0 and 1 are documented, 3 is an example's; 4 to 7 stood on lines of an older page.
TYPES: Final = {
    0: InventoryKind.DELIVERY_NOTE,
    1: InventoryKind.INVOICE,
    3: InventoryKind.TRANSFER,
    4: InventoryKind.TRANSFERRED,
    5: InventoryKind.RECEIVED,
    6: InventoryKind.ORDERED,
    7: InventoryKind.RECOMMENDED,
}
#: `DocStatus`; 8 is not used.
STATUSES: Final = {
    0: InventoryState.OPEN,
    1: InventoryState.PARTLY_APPROVED,
    2: InventoryState.CLOSED,
    3: InventoryState.TRANSFERRED,
    4: InventoryState.RECEIVED,
    5: InventoryState.RECOMMENDED,
    6: InventoryState.SAVED,
    7: InventoryState.STOCK_UPDATED,
    9: InventoryState.APPROVED,
    10: InventoryState.NOT_APPROVED,
    11: InventoryState.PARTLY_SUPPLIED,
}
_TYPE_OF: Final = {kind: number for number, kind in TYPES.items()}
_STATUS_OF: Final = {state: number for number, state in STATUSES.items()}

#: The books' field names by this wire's.
_MEMBERS: Final = {
    "store": "StoreID", "to_store": "ToStoreID", "kind": "Type", "state": "DocStatus", "note": "Note",
    "line": "ItemID", "product": "ItemID", "quantity": "Qty", "sent": "SentQty",
    "unit_quantity": "UOMQty", "ordered": "OrderedQty",
}  # fmt: skip
#: What is about a whole paper or all its lines: the property it is told under, and who it is about.
_WHOLE: Final = {"inventory": ("ID", "The document"), "lines": ("DocStatus", "The lines")}
_OF_A_LINE: Final = re.compile(r"lines(\[\d+\])\.?(\w*)")


def add_routes(router: RnetRouter, desk: Desk) -> None:
    """The calls on papers about goods."""
    _add_reads(router, desk)
    _add_writes(router, desk)
    _add_removals(router, desk)


def _add_reads(router: RnetRouter, desk: Desk) -> None:
    @router.on("GET", "inventory/documents")
    async def list_documents(call: Call) -> Answer:
        shop = await shop_of(desk, call.caller.business)
        if (uuid := call.guid("ID")) is not None:
            return ok([to_wire(await document_by_uuid(desk, call.caller, uuid), shop, call.caller.zone)])
        pages = documents_created(desk, call.caller, *_window(call))
        return ok([to_wire(one, shop, call.caller.zone) for one in page] async for page in pages)

    @router.on("GET", "inventory/document_lines")
    async def list_lines(call: Call) -> Answer:
        uuid, item = _guid(call, "id"), call.guid("item_id")
        lines = await _lines(desk, call.caller, await document_by_uuid(desk, call.caller, uuid))
        return ok([line for line in lines if item in {None, line.ItemID}])


def _add_writes(router: RnetRouter, desk: Desk) -> None:
    @router.on("POST", "inventory/documents")
    async def post_document(call: Call) -> Answer:
        order = to_order(await call.body(InventoryDocument))
        try:
            saved = await save_document(desk, call.caller, order, once=await call.once())
        except InvalidValue as error:
            raise CallError(_invalid(error)) from None
        shop = await shop_of(desk, call.caller.business)
        return ok(to_wire(saved.record, shop, call.caller.zone), headers=_replayed(saved.replayed))

    @router.on("POST", "inventory/document_lines")
    async def post_lines(call: Call) -> Answer:
        sent = await call.array(InventoryLine)
        uuid = _one_document(sent)
        orders = [_line_order(place, line) for place, line in enumerate(sent)]
        try:
            saved = await save_lines(desk, call.caller, uuid, orders, once=await call.once())
        except InvalidValue as error:
            raise CallError(_invalid(error)) from None
        lines = {line.ItemID: line for line in await _lines(desk, call.caller, saved.record)}
        return ok([lines[order.product] for order in orders if order.product in lines],
                  headers=_replayed(saved.replayed))  # fmt: skip


def _add_removals(router: RnetRouter, desk: Desk) -> None:
    @router.on("DELETE", "inventory/documents")
    async def delete_document(call: Call) -> Answer:
        uuid = _guid(call, "id")
        replayed = await remove_document(desk, call.caller, uuid, once=await call.once())
        return Answer(204, headers=_replayed(replayed))

    async def delete_line(call: Call) -> Answer:
        uuid, item = _guid(call, "ID"), _guid(call, "ItemID")
        try:
            replayed = await remove_line(desk, call.caller, uuid, item, once=await call.once())
        except InvalidValue as error:
            raise CallError(_invalid(error)) from None
        return Answer(204, headers=_replayed(replayed))

    # The vendor's page spells the last in its own way; both are served.
    router.add("DELETE", "inventory/documents_lines", delete_line)
    router.add("DELETE", "inventory/document_lines", delete_line)


def _window(call: Call) -> tuple[dt.datetime, dt.datetime]:
    """The civil times asked for; the window is half-open."""
    missing = [name for name in ("from_date", "to_date") if call.text(name) is None]
    if missing:
        raise CallError(invalid({name: [f"The {name} field is required."] for name in missing}))
    start, end = (call.moment(name, month_first=True) for name in ("from_date", "to_date"))
    if start is None or end is None:
        raise ValueError("required parameters are there")
    return start, end


# --- from the wire -------------------------------------------------------------------------------------------------


def to_order(sent: InventoryDocument) -> InventoryOrder:
    """The books' words for a paper that was sent."""
    return InventoryOrder(
        uuid=sent.ID,
        kind=_meaning("Type", sent.Type, TYPES),
        state=_meaning("DocStatus", sent.DocStatus, STATUSES),
        store=sent.StoreID,
        to_store=sent.ToStoreID,
        note=sent.Note,
    )


def _line_order(place: int, sent: InventoryLine) -> GoodsOrder:
    if sent.ItemID is None:
        raise CallError(invalid({f"[{place}].ItemID": ["The ItemID field is required."]}))
    return GoodsOrder(
        product=sent.ItemID,
        kind=_meaning(f"[{place}].Type", sent.Type, TYPES),
        state=_meaning(f"[{place}].DocStatus", sent.DocStatus, STATUSES),
        quantity=sent.Qty,
        sent=sent.SentQty,
        unit_quantity=sent.UOMQty,
        ordered=sent.OrderedQty,
    )


def _meaning(path: str, number: int | None, table: Mapping[int, InventoryKind | InventoryState]) -> Any:
    """What a number of the wire means, None for none."""
    if number is None or number in table:
        return None if number is None else table[number]
    name = path.rpartition(".")[2]
    known = ", ".join(str(one) for one in table)
    raise CallError(invalid({path: [f"The field {name} must be one of {known}."]}))


def _one_document(sent: list[InventoryLine]) -> UUID:
    """The paper that every line names."""
    if not sent:
        raise CallError(invalid({}, message="The body must hold at least one line."))
    for place, line in enumerate(sent):
        if line.DocId is None:
            raise CallError(invalid({f"[{place}].DocId": ["The DocId field is required."]}))
        if line.DocId != sent[0].DocId:
            raise CallError(invalid({f"[{place}].DocId": ["The field DocId must be the same in every line."]}))
    return _known(sent[0].DocId)


def _guid(call: Call, name: str) -> UUID:
    call.required(name)
    return _known(call.guid(name))


def _known(uuid: UUID | None) -> UUID:
    if uuid is None:
        raise CallError(not_found("Inventory document"))
    return uuid


def _invalid(error: InvalidValue) -> Answer:
    """The answer to a value the books refuse, by this wire's path."""
    if error.field in _WHOLE:
        path, subject = _WHOLE[error.field]
        return invalid({path: [f"{subject} {error.reason}."]})
    if found := _OF_A_LINE.fullmatch(error.field):
        path = f"{found[1]}.{_MEMBERS.get(found[2] or 'line', found[2])}"
    else:
        name = error.field.rpartition(".")[2]
        path = _MEMBERS.get(name, name)
    return invalid({path: [f"The field {path.rpartition('.')[2]} {error.reason}."]})


# --- to the wire ---------------------------------------------------------------------------------------------------


def to_wire(stored: StoredInventoryDocument, shop: Shop, zone: ZoneInfo) -> InventoryDocument:
    """A stored paper, without its lines."""
    document = stored.document
    store, to_store = _store(shop, document.store), _store(shop, document.to_store)
    return InventoryDocument(
        ID=stored.uuid,
        StoreID=None if store is None else store.StoreID,
        Store=store,
        ToStoreID=None if to_store is None else to_store.StoreID,
        ToStore=to_store,
        Type=_TYPE_OF[document.kind],
        DocStatus=_STATUS_OF[document.state],
        Note=document.note,
        DateCreated=stored.created_at.astimezone(zone),
        DateModified=stored.updated_at.astimezone(zone),
    )


def _store(shop: Shop, serial: int | None) -> Store | None:
    """A store inside a paper, where its Status is null (R-NET dossier section 3)."""
    found = None if serial is None else shop.store(serial)
    if found is None:
        return None
    return Store(StoreID=found.uuid, Code=found.key, ERPCode=found.erp_code, StoreName=found.name)


async def _lines(desk: Desk, caller: Caller, stored: StoredInventoryDocument) -> list[InventoryLine]:
    """A paper's lines, in the order they came."""
    cards: dict[int, GoodsCard] = await cards_of(desk, caller, stored.document)
    return [
        InventoryLine(
            DocId=stored.uuid,
            ItemID=cards[line.product].uuid,
            Item=stock_item(cards[line.product]),
            Qty=line.quantity,
            SentQty=line.sent,
            UOMQty=line.unit_quantity,
            OrderedQty=line.ordered,
            Type=None if line.kind is None else _TYPE_OF[line.kind],
            DocStatus=_STATUS_OF[line.state],
        )
        for line in stored.document.lines
    ]


def _replayed(replayed: bool) -> tuple[tuple[str, str], ...]:  # noqa: FBT001 - the value itself, not a switch
    return (("idempotency-replayed", "true"),) if replayed else ()
