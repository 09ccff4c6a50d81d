"""Items: those changed between two dates, one by its barcode, the variants of a model (R-NET dossier section 9.2)."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeVar

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.shops import shop_of
from pinkas.books.money import HUNDRED, ZERO, half_up
from pinkas.books.product import Product, StoredProduct
from pinkas.books.references import Scheme, value_of
from pinkas.books.shop import Shop, by_serial
from pinkas.books.slip_composing import price_with_vat
from pinkas.books.tax_groups import reduced_rates
from pinkas.books.vat import standard_rate
from pinkas.dialects.rnet import wire
from pinkas.dialects.rnet.answers import Answer, CallError, not_found, ok
from pinkas.dialects.rnet.call import Call
from pinkas.dialects.rnet.routing import RnetRouter
from pinkas.dialects.rnet.shop_views import department_of
from pinkas.dialects.rnet.times import as_instant
from pinkas.dialects.rnet.wire_items import ListedItem, ModelItem
from pinkas.storage import products
from pinkas.storage.catalogue import FoundProduct
from pinkas.storage.products import ProductFilter

#: Items read at once; with their pictures, which weigh up to three megabytes each item.
_PAGE: Final = 500
_PAGE_WITH_PICTURES: Final = 10
#: A page beyond this many is never reached: the offset would.
_MOST_ITEMS: Final = 1_000_000

L = TypeVar("L", bound=ListedItem)


def add_routes(router: RnetRouter, desk: Desk) -> None:
    """`items`, `items/barcode/{barcode}` and `items/model/{model}`."""

    @router.on("GET", "items")
    async def items(call: Call) -> Answer:
        wanted = ProductFilter(
            name=call.text("name_contains"),
            barcode_part=call.text("barcode_contains"),
            group_code=call.text("group_code"),
            changed_from=_moment(call, "from_date"),
            changed_before=_moment(call, "to_date", whole_day=True),
        )
        pictured = call.flag("include_pic", default=False)
        return ok(_matching(desk, call.caller, wanted, ListedItem, pictured=pictured))

    @router.on("GET", "items/barcode/{barcode}")
    async def by_barcode(call: Call) -> Answer:
        pictured = call.flag("include_pic", default=False)
        wanted = ProductFilter(barcode=call.required("barcode"))
        async for page in _matching(desk, call.caller, wanted, ListedItem, pictured=pictured):
            if page:
                return ok(page[0])
        raise CallError(not_found("Item"))

    @router.on("GET", "items/model/{model}")
    async def by_model(call: Call) -> Answer:
        pictured = call.flag("include_pic", default=False)
        wanted = ProductFilter(model_number=call.required("model"))
        return ok(_matching(desk, call.caller, wanted, ModelItem, pictured=pictured))


def _moment(call: Call, name: str, *, whole_day: bool = False) -> dt.datetime:
    """An instant that must be said. A bare date ends a window with that whole day, where it ends one."""
    text = call.required(name)
    local = call.moment(name)
    if local is None:
        raise ValueError("a required parameter is there")
    if whole_day and ":" not in text:
        local += dt.timedelta(days=1)
    return as_instant(local, call.caller.zone)


async def _matching(
    desk: Desk, caller: Caller, wanted: ProductFilter, shape: type[L], *, pictured: bool
) -> AsyncIterator[list[L]]:
    """The items that match, a page at a time, as they were entered."""
    shop = await shop_of(desk, caller.business)
    size = _PAGE_WITH_PICTURES if pictured else _PAGE
    for offset in range(0, _MOST_ITEMS, size):
        _, found = await products.search(desk.store, caller.business, wanted, offset=offset, limit=size)
        pictures: Mapping[int, Mapping[int, bytes]] = {}
        if pictured and found:
            pictures = await products.pictures(desk.store, caller.business, [one.serial for one in found])
        yield [
            _listed(one, shape, pictures.get(one.serial, {}), caller, caller.today(desk.clock), shop) for one in found
        ]
        if len(found) < size:
            return


def _listed(
    stored: StoredProduct, shape: type[L], pictures: Mapping[int, bytes], caller: Caller, day: dt.date, shop: Shop
) -> L:
    product = stored.product
    rate = vat_of(product, caller.country, day)
    cost = product.purchase_price
    with_vat = None if cost is None else half_up(cost * (HUNDRED + rate) / HUNDRED, 4)
    priced = product.sale_price1 is not None and product.currency == caller.currency
    said: dict[str, Any] = {**_pictures(pictures), **_beside(shape, product, shop)}
    return shape(
        GrossCost=None if with_vat is None else half_up(with_vat * HUNDRED / (HUNDRED + rate), 2),
        Cost=with_vat,
        ItemID=stored.uuid,
        Name=product.name,
        BarcodeNumber=product.barcode,
        ModelNumber=product.model_number,
        Description=product.description,
        GeneralPrice=price_with_vat(product, 1, rate) if priced else None,
        ERPCode=value_of(stored.beside.references, Scheme.ERP_CODE),
        **said,
    )


def vat_of(product: Product, country: str, day: dt.date) -> Decimal:
    """The VAT an item bears on a day, in percent."""
    if not product.charge_vat:
        return ZERO
    reduced: Sequence[Decimal] = reduced_rates(country, day) if product.tax_group == "reduced" else ()
    return reduced[0] if reduced else standard_rate(country, day)


def item_in_line(stored: StoredProduct | FoundProduct) -> wire.Item:
    """An item as lines show it: mostly empty (section 5.13)."""
    product = stored.product
    return wire.Item(
        ItemID=stored.uuid,
        Name=product.name,
        BarcodeNumber=product.barcode,
        ModelNumber=product.model_number,
        Description=product.description,
        ItemType=product.item_type or 0,
    )


def _pictures(pictures: Mapping[int, bytes]) -> dict[str, str]:
    return {f"Pic{number}": base64.b64encode(picture).decode("ascii") for number, picture in pictures.items()}


def _beside(shape: type[ListedItem], product: Product, shop: Shop) -> dict[str, wire.Department]:
    if shape is not ModelItem or product.department is None:
        return {}
    department = by_serial(shop.departments, product.department)
    return {} if department is None else {"Department": department_of(department)}
