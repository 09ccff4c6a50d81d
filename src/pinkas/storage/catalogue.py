"""What a sale needs of the catalogue: the products of as many names as it has lines, in one round-trip."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec

from pinkas.books.ground import CatalogueItem
from pinkas.books.product import Product
from pinkas.books.references import RecordName, Scheme
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_FOUND: Final = queries("catalogue")["found"]
#: The names of the books that are references, and their schemes.
_SCHEMES: Final = {
    "erp_code": Scheme.ERP_CODE.value,
    "exchange_id": Scheme.EXCHANGE_ID.value,
    "import": Scheme.IMPORT.value,
}
#: What a product may be asked for by.
NAMES: Final = frozenset({"uuid", "key", "barcode", "inventory_number", "serial", *_SCHEMES})


class FoundProduct(msgspec.Struct, frozen=True):
    """A product that was named. `store_price` is what it costs in the store asked about, where that is set apart."""

    serial: int
    key: str
    uuid: UUID
    version: int
    product: Product
    store_price: Decimal | None

    @property
    def item(self) -> CatalogueItem:
        """As a composition takes it."""
        return CatalogueItem(serial=self.serial, version=self.version, product=self.product)

    def price(self, price_list: int = 1) -> Decimal | None:
        """What it costs in that store; elsewhere by a price list."""
        return self.product.sale_price(price_list) if self.store_price is None else self.store_price


_DECODE: Final = msgspec.json.Decoder(FoundProduct)


async def find(
    store: Store, business: int, names: Sequence[RecordName], *, in_store: int | None = None
) -> list[FoundProduct | None]:
    """The live products of these names, in their order; None for one that names none. `by` is one of `NAMES`."""
    rows = await store.rows(_FOUND, business, *named_by(names), in_store)
    found: list[FoundProduct | None] = [None] * len(names)
    for place, text in rows:
        found[place - 1] = _DECODE.decode(text)
    return found


def named_by(names: Sequence[RecordName]) -> tuple[list[str], list[str]]:
    """What each name is, and it itself, as queries take them."""
    return [_SCHEMES.get(name.by, name.by) for name in names], [_value(name) for name in names]


def _value(name: RecordName) -> str:
    return str(UUID(name.value)) if name.by == "uuid" else name.value
