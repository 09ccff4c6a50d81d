"""Goods and services of the catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from pinkas.books.errors import InvalidValue
from pinkas.books.members import check_bounds, trimmed
from pinkas.books.money import check_amount, check_currency
from pinkas.books.references import Reference

PRICE_LISTS = (1, 2, 3, 4)
MOST_PICTURES: Final = 3
#: The groups a till sells under, and whether VAT is charged there.
TAX_GROUPS: Final[Mapping[str, bool]] = {"standard": True, "reduced": True, "zero": False, "exempt": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What is known of a product. Prices have up to six places, quantities five; `sale_priceN` is price list N.

    `stocked` goods are counted; what was never given a stock is taken for a service.
    """

    name: str | None = None
    description: str | None = None
    name_english: str | None = None
    description_english: str | None = None
    comments: str | None = None
    serial_number: str | None = None
    catalog_number: str | None = None
    supplier_catalog_number1: str | None = None
    supplier_catalog_number2: str | None = None
    supplier_catalog_number3: str | None = None
    active: bool = True
    warranty: str | None = None
    purchase_price: Decimal | None = None
    sale_price1: Decimal | None = None
    sale_price2: Decimal | None = None
    sale_price3: Decimal | None = None
    sale_price4: Decimal | None = None
    charge_vat: bool = True
    currency: str
    price_includes_vat: bool = False
    unit: str | None = None
    category: str | None = None
    least_stock: Decimal | None = None
    most_stock: Decimal | None = None
    barcode: str | None = None
    stocked: bool = False
    #: What tills and shops say besides; null is unsaid.
    inventory_number: str | None = None
    model_number: str | None = None
    item_type: int | None = None
    group_code: str | None = None
    #: The serial of the department it is sold in.
    department: int | None = None
    #: What the till prints for it.
    register_name: str | None = None
    #: The VAT category it is sold under: `charge_vat` says the same in fewer words.
    tax_group: str | None = None
    measure_unit: int | None = None
    forbid_supplies: bool | None = None
    forbid_sales: bool | None = None
    forbid_refund: bool | None = None

    def __post_init__(self) -> None:
        """Refuse what the books cannot hold. Raises InvalidValue naming `product.<field>`."""
        for field in ("purchase_price", "sale_price1", "sale_price2", "sale_price3", "sale_price4"):
            price: Decimal | None = getattr(self, field)
            if price is not None:
                check_amount(f"product.{field}", price, places=6)
        for field in ("least_stock", "most_stock"):
            quantity: Decimal | None = getattr(self, field)
            if quantity is not None:
                check_amount(f"product.{field}", quantity, places=5, negative=True)
        check_currency("product.currency", self.currency)
        if self.tax_group is not None:
            if self.tax_group not in TAX_GROUPS:
                raise InvalidValue("product.tax_group", f"must be one of {', '.join(TAX_GROUPS)}")
            if TAX_GROUPS[self.tax_group] is not self.charge_vat:
                raise InvalidValue("product.tax_group", "must bear VAT where the product does, and only there")

    def sale_price(self, price_list: int) -> Decimal | None:
        """The price on one of the four lists; a list without one falls back to the first."""
        if price_list not in PRICE_LISTS:
            raise InvalidValue("price_list", "must be between 1 and 4")
        price: Decimal | None = getattr(self, f"sale_price{price_list}")
        return self.sale_price1 if price is None else price


@dataclass(frozen=True, slots=True)
class StorePrice:
    """What a product costs in one store (its serial), where that is not the first price list; up to six places."""

    store: int
    price: Decimal

    def __post_init__(self) -> None:
        """Raises InvalidValue naming `product.store_price`."""
        check_amount("product.store_price", self.price, places=6)


@dataclass(frozen=True, slots=True)
class PictureMark:
    """One of a product's pictures, by its hash in hexadecimal."""

    number: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What lies beside a product's card and is part of its content: names elsewhere, prices by store, pictures.

    References stand by scheme and value, prices by store, pictures by number.
    """

    references: tuple[Reference, ...] = ()
    prices: tuple[StorePrice, ...] = ()
    pictures: tuple[PictureMark, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not (self.references or self.prices or self.pictures)


NOTHING_BESIDE: Final = Beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProduct:
    """A product as the books hold it now. `in_stock` is over all stores, None when nothing ever moved.

    `beside` is filled where it was asked for.
    """

    serial: int
    key: str
    uuid: UUID
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    in_stock: Decimal | None
    product: Product
    deleted: bool = False
    beside: Beside = NOTHING_BESIDE


def counts(product: Product, given: Decimal | None, before: StoredProduct | None) -> bool:
    """Whether a product is goods that are counted: it was once given a stock, a least or a most.

    `given` is the stock its saver named. One that only repeats what the books hold gives nothing: whoever sends back
    what they read does not turn a service that was sold into goods.
    """
    if before is not None and before.product.stocked:
        return True
    repeated = before is not None and given == before.in_stock
    return product.least_stock is not None or product.most_stock is not None or (given is not None and not repeated)


#: What tills and shops alone say of a product.
TILL_FIELDS: Final = (
    "inventory_number", "model_number", "item_type", "group_code", "department", "register_name", "tax_group",
    "measure_unit", "forbid_supplies", "forbid_sales", "forbid_refund",
)  # fmt: skip


def kept(before: Product, wanted: Product, fields: Collection[str]) -> Product:
    """What is wanted, but for the fields that stay as they are; a tax group only as long as VAT is charged as there."""
    staying = {field: getattr(before, field) for field in fields}
    if wanted.charge_vat is not before.charge_vat:
        staying.pop("tax_group", None)
    return replace(wanted, **staying)


#: What is one product's alone.
OWN_NAMES: Final = ("inventory_number", "barcode")
#: What else products are found by.
_FOUND_BY: Final = frozenset({*OWN_NAMES, "model_number", "catalog_number", "group_code"})
#: The types of item that no stock is kept of (as tills number them).
TYPES_WITHOUT_STOCK: Final = frozenset({3, 5, 7, 9})
#: The one of them that a service has where nobody said which.
SERVICE_TYPE: Final = 3


def changed(before: Product, members: Mapping[str, Any]) -> Product:
    """The product with some members changed. A tax group says whether VAT is charged, a type whether stock is kept.

    Whoever says only whether stock is kept gets a type that says so too: tills go by it, and move no services.

    Raises InvalidValue for what the books cannot hold, ValueError for a member that is none.
    """
    unknown = members.keys() - Product.__dataclass_fields__.keys()
    if unknown:
        raise ValueError(f"no members to change: {', '.join(sorted(unknown))}")
    check_bounds(members, _FOUND_BY)
    said = trimmed(members, OWN_NAMES)
    if said.get("tax_group") in TAX_GROUPS:
        said["charge_vat"] = TAX_GROUPS[said["tax_group"]]
    elif "tax_group" not in said and said.get("charge_vat", before.charge_vat) is not before.charge_vat:
        said["tax_group"] = None
    if said.get("item_type") not in {None, before.item_type} and "stocked" not in said:
        said["stocked"] = said["item_type"] not in TYPES_WITHOUT_STOCK
    elif "item_type" not in said and said.get("stocked") is (before.item_type in TYPES_WITHOUT_STOCK):
        said["item_type"] = None if said["stocked"] else SERVICE_TYPE
    return replace(before, **said)
