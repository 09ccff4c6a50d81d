"""What the stores hold: `inventory` with its filters, and one item by its barcode (R-NET dossier section 9.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from pinkas.actions.inventory import goods_by_barcode, goods_on_hand
from pinkas.books.money import half_up
from pinkas.dialects.rnet.answers import Answer, CallError, invalid, ok
from pinkas.dialects.rnet.reading import UnreadableValue, read_integer
from pinkas.dialects.rnet.times import as_instant
from pinkas.dialects.rnet.wire_inventory import (
    BarcodeInventory,
    Inventory,
    NestedStock,
    StockItem,
    StockStore,
    StoreStock,
)
from pinkas.storage.inventory import GoodsAsked, GoodsCard, GoodsOnHand, OnHand

if TYPE_CHECKING:
    import datetime as dt

    from pinkas.actions.desk import Desk
    from pinkas.dialects.rnet.call import Call
    from pinkas.dialects.rnet.routing import RnetRouter

#: Items on a page where only the page's number is said, and at most.
USUAL_PAGE: Final = 100
LARGEST_PAGE: Final = 10_000
#: The places of a quantity here: rows are rounded to them, and their total is that of the rows.
_PLACES: Final = 3


def add_routes(router: RnetRouter, desk: Desk) -> None:
    """The calls on what the stores hold."""

    @router.on("GET", "inventory")
    async def list_inventory(call: Call) -> Answer:
        asked = _asked(call)
        totals_only = call.flag("totals_only", default=False)
        pages = goods_on_hand(desk, call.caller, asked)
        return ok([inventory_of(goods, totals_only=totals_only) for goods in page] async for page in pages)

    @router.on("GET", "inventory/barcode/{barcode}")
    async def inventory_by_barcode(call: Call) -> Answer:
        totals_only = call.flag("totals_only", default=False)
        return ok(barcode_inventory_of(await goods_by_barcode(desk, call.caller, call.required("barcode")),
                                       totals_only=totals_only))  # fmt: skip


def _asked(call: Call) -> GoodsAsked:
    """What the parameters ask for. `page_number` counts from 1; without it and `page_size` everything is shown."""
    call.required("date_modified")
    since = call.moment("date_modified")
    offset, limit = _page(call)
    return GoodsAsked(
        since=None if since is None else _midnight(call, since),
        or_card=call.flag("include_item_changes", default=False),
        product=call.guid("item_id"),
        barcode=call.text("barcode_number"),
        model_number=call.text("model_number"),
        groups=_words(call, "group_code"),
        without_types=_types(call),
        inactive=call.flag("include_inactive", default=False),
        store=call.guid("store_id"),
        store_codes=_words(call, "store_code"),
        offset=offset,
        limit=limit,
    )


def _midnight(call: Call, since: dt.datetime) -> dt.datetime:
    """The instant of a civil time of the business's zone."""
    return as_instant(since, call.caller.zone)


def _page(call: Call) -> tuple[int, int | None]:
    """How many items to leave out, and how many to show at most."""
    number, size = call.integer("page_number"), call.integer("page_size")
    if number is None and size is None:
        return 0, None
    number, size = 1 if number is None else number, USUAL_PAGE if size is None else size
    if number < 1:
        raise CallError(invalid({"page_number": ["The field page_number must be at least 1."]}))
    if not 1 <= size <= LARGEST_PAGE:
        raise CallError(invalid({"page_size": [f"The field page_size must be between 1 and {LARGEST_PAGE}."]}))
    return (number - 1) * size, size


def _words(call: Call, name: str) -> tuple[str, ...] | None:
    """The words of a list with commas; None when it is not there."""
    sent = call.text(name)
    return None if sent is None else tuple(word.strip() for word in sent.split(",") if word.strip())


def _types(call: Call) -> tuple[int, ...]:
    """The types of items to leave out."""
    name = "excluded_item_types"
    try:
        numbers = [read_integer(word) for word in _words(call, name) or ()]
    except UnreadableValue as error:
        raise CallError(invalid({name: [error.about(name)]})) from None
    return tuple(number for number in numbers if number is not None)


# --- the two shapes ------------------------------------------------------------------------------------------------


def inventory_of(goods: GoodsOnHand, *, totals_only: bool) -> Inventory:
    """An item of the list; its rows are left out when only totals are wanted."""
    rows = () if totals_only else goods.stores
    return Inventory(
        Item=stock_item(goods),
        storesInventory=tuple(
            StoreStock(OnHand=_shown(row), StoreId=row.uuid, StoreName=row.name, Code=row.code, ERPCode=row.erp_code)
            for row in rows
        ),
        TotalOnHand=_total(goods),
    )


def barcode_inventory_of(goods: GoodsOnHand, *, totals_only: bool) -> BarcodeInventory:
    """An item by its barcode."""
    rows = () if totals_only else goods.stores
    return BarcodeInventory(
        Item=stock_item(goods),
        storesInventory=tuple(
            NestedStock(Store=StockStore(StoreId=row.uuid, StoreName=row.name, Code=row.code), OnHand=_shown(row))
            for row in rows
        ),
        TotalOnHand=_total(goods),
    )


def stock_item(card: GoodsCard) -> StockItem:
    """The part of an item that inventory shows."""
    return StockItem(
        ItemID=card.uuid,
        Name=card.name,
        BarcodeNumber=card.barcode,
        ModelNumber=card.model_number,
        Description=card.description,
        ERPCode=card.erp_code,
    )


def _shown(row: OnHand) -> Decimal:
    return half_up(row.on_hand, _PLACES)


def _total(goods: GoodsOnHand) -> Decimal:
    """The sum of the rows as they are shown, whether they are or not."""
    return sum((_shown(row) for row in goods.stores), Decimal(0))
