"""What tills and shops know of a product, which the vendor's own model leaves out: `/ext/v1/products/{id}/card`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.product_changes import ProductChange, change_product
from pinkas.actions.products import product_by_key, product_by_serial, product_pictures
from pinkas.actions.sessions import Sessions
from pinkas.actions.shops import shop_of
from pinkas.books.measures import MEASURES
from pinkas.books.money import check_amount
from pinkas.books.product import MOST_PICTURES, TAX_GROUPS, StoredProduct
from pinkas.books.references import Scheme, value_of
from pinkas.books.shop import Shop, by_key, by_serial
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.extensions.operations import read, replaced
from pinkas.dialects.caspit.fields import Rules, Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, REQUIRED, S20, S50, S100, Blob, Integer, Price, YesNo

_TYPE = Rules(lowest=0, highest=999)
_UNIT = Rules(lowest=1, highest=len(MEASURES))
_PICTURE = Rules(max_length=500 * 1024)
_SEVERAL = Rules(max_items=MOST_PICTURES)


class PriceInStore(Wire, frozen=True, kw_only=True):
    """What a product costs in one store."""

    Store: Annotated[S50, REQUIRED] = None
    SalePrice: Annotated[Price, REQUIRED] = None


class ProductPicture(Wire, frozen=True, kw_only=True):
    """One of three pictures."""

    Number: Annotated[Integer, REQUIRED, Rules(lowest=1, highest=MOST_PICTURES)] = None
    Picture: Annotated[Blob, REQUIRED, _PICTURE] = None


class ProductCard(Wire, frozen=True, kw_only=True):
    """What is left out stays, an empty text clears; a list that is sent is all there is."""

    trims: ClassVar[bool] = True

    ProductId: Annotated[S50, READ_ONLY] = None
    Number: Annotated[Integer, READ_ONLY] = None
    Guid: Annotated[S50, READ_ONLY] = None
    InventoryNumber: S20 = None
    ModelNumber: S50 = None
    ErpCode: S100 = None
    ItemType: Annotated[Integer, _TYPE] = None
    GroupCode: S50 = None
    Department: S50 = None
    RegisterName: S100 = None
    TaxGroup: S20 = None
    MeasureUnit: Annotated[Integer, _UNIT] = None
    ForbidSupplies: YesNo = None
    ForbidSales: YesNo = None
    ForbidRefund: YesNo = None
    StorePrices: list[PriceInStore] | None = None
    Pictures: Annotated[list[ProductPicture] | None, _SEVERAL] = None


#: The books' field of each member that is one.
_FIELDS: Final = {
    "InventoryNumber": "inventory_number",
    "ModelNumber": "model_number",
    "ItemType": "item_type",
    "GroupCode": "group_code",
    "RegisterName": "register_name",
    "TaxGroup": "tax_group",
    "MeasureUnit": "measure_unit",
    "ForbidSupplies": "forbid_supplies",
    "ForbidSales": "forbid_sales",
    "ForbidRefund": "forbid_refund",
}

#: What the books' fields are called here.
_MEMBERS: Final = {
    **{field: member for member, field in _FIELDS.items()},
    "erp_code": "ErpCode",
    "product.stocked": "ItemType",
    "product.store_price": "StorePrices",
    "product.pictures": "Pictures",
}


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The two calls on products' cards."""

    @router.on("GET", "Products/{id}/card", says=read("What tills and shops know of a product", ProductCard))
    async def show_card(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        found = await product_by_key(desk, caller, call.id)
        return ok(await _shown(desk, caller, await product_by_serial(desk, caller, found.serial)))

    @router.on(
        "PUT",
        "Products/{id}/card",
        error_status=True,
        says=replaced("Save what tills and shops know of a product", ProductCard, ProductCard),
    )
    async def save_card(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(ProductCard)
        once = await once_of(call, desk, status=200)
        serial = (await product_by_key(desk, caller, call.id)).serial
        held = await product_by_serial(desk, caller, serial)
        change = _change(sent, held, await shop_of(desk, caller.business))
        with members(**_MEMBERS):
            saved = await change_product(desk, caller, serial, change, once=once)
        return saved_answer(200, await _shown(desk, caller, saved.record), replayed=saved.replayed)


def _change(sent: ProductCard, held: StoredProduct, shop: Shop) -> ProductChange:
    """What a body says, by the books' names. Raises WireError."""
    if sent.TaxGroup and sent.TaxGroup not in TAX_GROUPS:
        raise _unknown("TaxGroup", f"one of {', '.join(TAX_GROUPS)}")
    said: dict[str, Any] = {field: getattr(sent, member) for member, field in _FIELDS.items()}
    if sent.Department is not None:
        said["department"] = _serial("Department", sent.Department, shop.departments) if sent.Department else ""
    prices = {}
    if sent.StorePrices is not None:
        prices = dict.fromkeys(one.store for one in held.beside.prices)
        for place, one in enumerate(sent.StorePrices):
            if one.SalePrice is not None:
                check_amount(f"StorePrices[{place}].SalePrice", one.SalePrice, places=6)
            prices[_serial(f"StorePrices[{place}].Store", one.Store or "", shop.stores)] = one.SalePrice
    pictures: dict[int, bytes | None] = {}
    if sent.Pictures is not None:
        pictures = dict.fromkeys(one.number for one in held.beside.pictures)
        pictures |= {one.Number: one.Picture for one in sent.Pictures if one.Number is not None}
    return ProductChange(
        members={field: None if value == "" else value for field, value in said.items() if value is not None},
        references={} if sent.ErpCode is None else {Scheme.ERP_CODE.value: sent.ErpCode},
        prices=prices,
        pictures=pictures,
    )


def _serial(member: str, key: str, kept: Any) -> int:
    found = by_key(kept, key)
    if found is None:
        raise _unknown(member, "the id of one of the shop's")
    return int(found.serial)


def _unknown(member: str, what: str) -> WireError:
    return WireError({member: [f"The field {member.rpartition('.')[2]} must be {what}."]})


async def _shown(desk: Desk, caller: Caller, stored: StoredProduct) -> ProductCard:
    """The card with its pictures."""
    shop = await shop_of(desk, caller.business)
    product, beside = stored.product, stored.beside
    pictures: Mapping[int, bytes] = {}
    if beside.pictures:
        pictures = await product_pictures(desk, caller, stored.serial)
    department = None if product.department is None else by_serial(shop.departments, product.department)
    stores = {store.serial: store.key for store in shop.stores}
    return ProductCard(
        ProductId=stored.key,
        Number=stored.serial,
        Guid=str(stored.uuid),
        ErpCode=value_of(beside.references, Scheme.ERP_CODE),
        Department=None if department is None else department.key,
        StorePrices=[PriceInStore(Store=stores[one.store], SalePrice=one.price) for one in beside.prices],
        Pictures=[ProductPicture(Number=number, Picture=picture) for number, picture in sorted(pictures.items())],
        **{member: getattr(product, field) for member, field in _FIELDS.items()},
    )
