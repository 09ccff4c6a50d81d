"""Changing some of what a product's card says, and making one of what is known: how tills and shops keep a catalogue.

What is not named stays as it is, whoever wrote it; a name that must be one product's alone is refused where another
has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from pinkas.actions.card_names import CardNames, names_given
from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.products import new_product, product_by_serial
from pinkas.books.daybook import product_content
from pinkas.books.errors import Contention, InvalidValue, UnknownRecord
from pinkas.books.product import (
    MOST_PICTURES,
    OWN_NAMES,
    Beside,
    PictureMark,
    Product,
    StoredProduct,
    StorePrice,
    changed,
)
from pinkas.books.references import changed as changed_references
from pinkas.storage import products
from pinkas.storage.products import SaveFacts

LARGEST_PICTURE: Final = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChange:
    """What a caller says of a product: members by the field of `Product`, and what lies beside its card.

    References by scheme, prices by the store's serial, pictures by number (1 to 3); None takes one away. `key` and
    `uuid` are what a new product is called.
    """

    members: Mapping[str, Any]
    references: Mapping[str, str | None] = field(default_factory=dict)
    prices: Mapping[int, Decimal | None] = field(default_factory=dict)
    pictures: Mapping[int, bytes | None] = field(default_factory=dict)
    key: str | None = None
    uuid: UUID | None = None

    def __post_init__(self) -> None:
        """Refuse pictures that are too many or too large. Raises InvalidValue naming `product.pictures`."""
        if not all(1 <= number <= MOST_PICTURES for number in self.pictures):
            raise InvalidValue("product.pictures", f"must be numbered from 1 to {MOST_PICTURES}")
        if any(picture is not None and len(picture) > LARGEST_PICTURE for picture in self.pictures.values()):
            raise InvalidValue("product.pictures", f"must have at most {LARGEST_PICTURE} bytes each")


async def change_product(
    desk: Desk, caller: Caller, serial: int | None, change: ProductChange, *, once: Once | None = None
) -> Saved[StoredProduct]:
    """Change the product with this serial, or make one where it is None; a new one is priced in the book currency.

    Raises UnknownRecord, InvalidValue for what the books cannot hold, a store there is not, or what another product is
    called (a reference by its scheme in words, such as `erp_code`).
    """
    uuid = change.uuid or new_uuid()
    key = change.key or str(uuid)
    names = names_given("product", OWN_NAMES, change.members, change.references)
    if serial is None:
        names = CardNames("product", {**names.given, "uuid": str(uuid), "key": key})
    async for _ in Tries():
        facts = await products.change_facts(
            desk.store,
            caller.business,
            once=once_name(caller, once),
            serial=serial,
            names=names.given,
            stores=list(change.prices),
        )
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await product_by_serial(desk, caller, facts.once.serial), replayed=True)
        existing = facts.existing
        if existing is None and serial is not None:
            raise UnknownRecord("product", str(serial))
        new_names = names.new_to(_held(existing))
        new_names.check(facts.taken)
        stored = _changed(desk, caller, change, facts, key, uuid)
        item = write_item(
            caller,
            "product saved",
            stored.updated_at,
            product_content(stored.key, stored.uuid, stored.version, stored.product, beside=stored.beside),
            once=once,
            expect=[*_stands(existing), *new_names.expected(serial)],
            product=products.product_item(stored, new=existing is None, deleted=False),
            **_beside_item(change, stored.beside),
            count=None,
        )
        answer = await desk.store.write("save_product_v2", item)
        if check_outcome(answer.outcome):
            if answer.outcome == "replayed":
                return Saved(await product_by_serial(desk, caller, answer.serial), replayed=True)
            return Saved(replace(stored, serial=answer.serial), created=existing is None)
    raise Contention


def _changed(
    desk: Desk, caller: Caller, change: ProductChange, facts: SaveFacts, key: str, uuid: UUID
) -> StoredProduct:
    """The product as it will be. What is in stock stays goods."""
    unknown = sorted({store for store, price in change.prices.items() if price is not None} - {*facts.stores})
    if unknown:
        raise InvalidValue("product.store_price", f"names no store of this business: {unknown[0]}")
    now, existing = desk.clock.now(), facts.existing
    if existing is None:
        card = changed(Product(currency=caller.currency_on(caller.today(desk.clock))), change.members)
        return replace(new_product(caller, key, uuid, now, None, card), beside=_beside(change, Beside()))
    card = changed(existing.product, change.members)
    if existing.product.stocked and not card.stocked and existing.in_stock:
        raise InvalidValue("product.stocked", f"cannot end while there are {existing.in_stock.normalize():f} in stock")
    return replace(
        existing,
        version=existing.version + 1,
        updated_at=now,
        updated_by=caller.actor,
        product=card,
        beside=_beside(change, existing.beside),
    )


def _beside(change: ProductChange, before: Beside) -> Beside:
    prices = {one.store: one.price for one in before.prices} | dict(change.prices)
    marks = {one.number: one.sha256 for one in before.pictures} | {
        number: None if picture is None else hashlib.sha256(picture).hexdigest()
        for number, picture in change.pictures.items()
    }
    return Beside(
        references=changed_references(before.references, change.references),
        prices=tuple(StorePrice(store, price) for store, price in sorted(prices.items()) if price is not None),
        pictures=tuple(PictureMark(number, mark) for number, mark in sorted(marks.items()) if mark is not None),
    )


def _beside_item(change: ProductChange, beside: Beside) -> dict[str, Any]:
    """The parts of the item that change."""
    return {
        "references": beside.references if change.references else None,
        "prices": beside.prices if change.prices else None,
        "pictures": [
            {"number": number, "picture": None if picture is None else picture.hex()}
            for number, picture in change.pictures.items()
        ]
        or None,
    }


def _held(existing: StoredProduct | None) -> Mapping[str, str | None]:
    """The names a product has already."""
    if existing is None:
        return {}
    fields = {field: getattr(existing.product, field) for field in OWN_NAMES}
    return fields | {one.scheme: one.value for one in existing.beside.references}


def _stands(existing: StoredProduct | None) -> list[dict[str, Any]]:
    return [] if existing is None else [{"sort": "product", "serial": existing.serial, "version": existing.version}]
