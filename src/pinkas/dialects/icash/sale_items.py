"""Items: `add-sale-item`, `get-sale-items` and what is on hand of one (dossier §6.10, §6.11, §6.22)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from pinkas.actions.product_changes import ProductChange, change_product
from pinkas.actions.searching import on_hand, search_products
from pinkas.actions.shops import shop_of
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.books.measures import MEASURES, measure_named
from pinkas.books.money import HUNDRED, ZERO, half_up
from pinkas.books.product import Product, StoredProduct
from pinkas.books.tax_groups import TAX_GROUPS, TaxGroup, group_rate, tax_group
from pinkas.books.vat import VatCategory
from pinkas.dialects.icash.arguments import Argument, Said, choice, decimal, flag, integer, listed, string
from pinkas.dialects.icash.figures import fixed, number
from pinkas.dialects.icash.methods import Call, Method, page_of
from pinkas.storage.products import ProductFilter

_EDITED: Final = "EditSaleItemID"
_LONGEST_INVENTORY_ID: Final = 20
_NET, _GROSS = "SaleItemSellPriceWithoutVat", "SaleItemSellPrice"
_GROUP: Final = "SaleItemTaxGroupID"
_UNIT: Final = "SaleItemPrimaryMeasureUnitID"
#: The books' field of each argument that is one and nothing more.
FIELDS: Final = {
    "SaleItemBarcode": "barcode",
    "SaleItemInventoryID": "inventory_number",
    "SaleItemName": "name",
    "SaleItemCashRegisterName": "register_name",
    "SaleItemForbidSupplements": "forbid_supplies",
    "SaleItemForbidSales": "forbid_sales",
    "SaleItemForbidRefund": "forbid_refund",
    "SaleItemComment": "comments",
}
_LONGEST_COMMENT: Final = 2000
_ARGUMENTS: Final = (
    Argument(_EDITED, integer()),
    Argument("SaleItemBarcode", string(20)),
    Argument("SaleItemInventoryID", string(_LONGEST_INVENTORY_ID), required=True),
    Argument("SaleItemName", string(100), required=True),
    Argument("SaleItemCashRegisterName", string(100), required=True),
    Argument("SaleItemType", choice("PRODUCT", "SERVICE"), default="PRODUCT"),
    Argument(_UNIT, integer(), required=True),
    Argument(_GROUP, integer(), required=True),
    Argument(_NET, decimal(14, 6), required=True, instead=_GROSS),
    Argument(_GROSS, decimal(14, 6)),
    Argument("SaleItemForbidSupplements", flag, default=False),
    Argument("SaleItemForbidSales", flag, default=False),
    Argument("SaleItemForbidRefund", flag, default=False),
    Argument("SaleItemComment", string(_LONGEST_COMMENT)),
    Argument("SaleItemSaleItemGroupID", integer()),
)

_ORDERS: Final = {
    "StoreID": "serial",
    "SaleItemID": "serial",
    "SaleItemInventoryID": "inventory_number",
    "SaleItemBarcode": "barcode",
    "SaleItemName": "name",
    "SaleItemType": "stocked",
    "SaleItemCashRegisterName": "register_name",
    "SaleItemStatus": "deleted",
}
_FILTERS: Final = (
    Argument("StoreID", integer(), sortable=True),
    Argument("SaleItemID", integer(), sortable=True),
    Argument("SaleItemInventoryID", string(_LONGEST_INVENTORY_ID), sortable=True),
    Argument("SaleItemBarcode", string(20), sortable=True),
    Argument("SaleItemName", string(100), sortable=True),
    Argument("SaleItemType", choice("PRODUCT", "SERVICE"), sortable=True),
    Argument("SaleItemCashRegisterName", string(100), sortable=True),
    Argument("SaleItemStatus", choice("Normal", "Deleted"), default="Normal", sortable=True),
)


def members(said: Said, country: str) -> dict[str, Any]:
    """What the call says of a card: of one that is changed, what was not sent stays; sent empty, it goes.

    The price without VAT wins where both are sent (dossier §6.10). Raises InvalidValue for no unit or group of ours.
    """
    new = said[_EDITED] is None
    values: dict[str, Any] = {field: said[name] for name, field in FIELDS.items() if new or name in said.sent}
    group = tax_group(country, said[_GROUP])
    if group is None:
        raise InvalidValue("tax_group", "names no tax group")
    if said[_UNIT] not in MEASURES:
        raise InvalidValue("measure_unit", "names no unit")
    values |= {
        "tax_group": group.category.value,
        "charge_vat": group.category in {VatCategory.STANDARD, VatCategory.REDUCED},
        "measure_unit": said[_UNIT],
        "unit": MEASURES[said[_UNIT]].label(country),
        "sale_price1": said[_GROSS] if said[_NET] is None else said[_NET],
        "price_includes_vat": said[_NET] is None,
    }
    if new or "SaleItemType" in said.sent:
        values["stocked"] = said["SaleItemType"] == "PRODUCT"
    if new or "SaleItemSaleItemGroupID" in said.sent:
        group_id = said["SaleItemSaleItemGroupID"]
        values["group_code"] = None if group_id is None else str(group_id)
    return values


def inventory_id(stored: StoredProduct) -> str:
    """The stock number, or for what has none its key as far as it fits: by either it can be asked for."""
    if stored.product.inventory_number is not None:
        return stored.product.inventory_number
    return stored.key if len(stored.key) <= _LONGEST_INVENTORY_ID else ""


def group_of_product(country: str, card: Product) -> TaxGroup:
    """The tax group an item is sold under; what nobody put in one is of the standard group, or exempt."""
    category = card.tax_group or (VatCategory.STANDARD if card.charge_vat else VatCategory.EXEMPT)
    groups = TAX_GROUPS[country]
    return next((group for group in groups if group.category == category), groups[0])


def price_with_vat(stored: StoredProduct, country: str, day: dt.date, store: int | None) -> Decimal:
    """What an item costs with VAT, six places: in the store, where a price of its own was set for it."""
    card = stored.product
    price = next((one.price for one in stored.beside.prices if one.store == store), card.sale_price1) or ZERO
    if card.price_includes_vat:
        return price
    return half_up(price * (HUNDRED + group_rate(country, group_of_product(country, card), day)) / HUNDRED, 6)


async def _add(call: Call) -> dict[str, Any]:
    change = ProductChange(members=members(call.said, call.caller.country))
    saved = await change_product(call.desk, call.caller, call.said[_EDITED], change, once=call.once())
    call.replayed = saved.replayed
    return {"SaleItemID": saved.record.serial}


async def _list(call: Call) -> dict[str, Any]:
    said = call.said
    store = said["StoreID"]
    if store is not None and (await shop_of(call.desk, call.caller.business)).store(store) is None:
        raise UnknownRecord("store", str(store))
    kind = said["SaleItemType"]
    wanted = ProductFilter(
        serial=said["SaleItemID"],
        inventory_number=said["SaleItemInventoryID"],
        barcode=said["SaleItemBarcode"],
        name=said["SaleItemName"],
        register_name=said["SaleItemCashRegisterName"],
        stocked=None if kind is None else kind == "PRODUCT",
        deleted=said["SaleItemStatus"] == "Deleted",
    )
    page = page_of(said, _ORDERS, "SaleItemID")
    total, found = await search_products(call.desk, call.caller, wanted, page)
    country, today = call.caller.country, call.caller.today(call.desk.clock)
    return {"TotalRecords": total, "Data": [row(stored, country, today, store) for stored in found]}


def row(stored: StoredProduct, country: str, day: dt.date, store: int | None) -> dict[str, Any]:
    """An item as the list shows it; its barcode under the page's name and under its own."""
    card = stored.product
    return {
        "SaleItemID": stored.serial,
        "SaleItemBarcodeBarcode": card.barcode or "",
        "SaleItemBarcode": card.barcode or "",
        "SaleItemInventoryID": inventory_id(stored),
        "SaleItemName": card.name or "",
        "SaleItemCashRegisterName": card.register_name or card.name or "",
        "SaleItemType": "PRODUCT" if card.stocked else "SERVICE",
        "SaleItemPrimaryMeasureUnitID": card.measure_unit or measure_named(card.unit).number,
        "SaleItemTaxGroupID": group_of_product(country, card).number,
        "SaleItemSellPrice": fixed(price_with_vat(stored, country, day, store), 6),
        "SaleItemForbidSupplements": int(card.forbid_supplies or False),
        "SaleItemForbidSales": int(card.forbid_sales or False),
        "SaleItemForbidRefund": int(card.forbid_refund or False),
        "SaleItemComment": card.comments or "",
        "SaleItemSaleItemGroupID": int(card.group_code) if card.group_code and card.group_code.isdecimal() else 0,
        "SaleItemStatus": "Deleted" if stored.deleted else "Normal",
    }


async def _quantity(call: Call) -> dict[str, Any]:
    said = call.said
    name, store = said["SaleItemInventoryID"], said["StoreID"]
    if (await shop_of(call.desk, call.caller.business)).store(store) is None:
        raise UnknownRecord("store", str(store))
    held = await on_hand(call.desk, call.caller, name, store)
    return {"SaleItemInventoryID": name, "StoreID": store, "Qty": number(held)}


_NAMES: Final = {field: name for name, field in FIELDS.items()} | {
    "product": _EDITED,
    "tax_group": _GROUP,
    "measure_unit": _UNIT,
    "stocked": "SaleItemType",
    "sale_price1": _GROSS,
}
METHODS: Final = (
    Method(name="add-sale-item", arguments=_ARGUMENTS, work=_add, names=_NAMES, writes=True),
    Method(name="get-sale-items", arguments=listed(*_FILTERS), work=_list),
    Method(
        name="get-sale-item-qty",
        arguments=(
            Argument("SaleItemInventoryID", string(_LONGEST_INVENTORY_ID), required=True),
            Argument("StoreID", integer(), required=True),
        ),
        work=_quantity,
        names={"inventory_number": "SaleItemInventoryID"},
    ),
)
