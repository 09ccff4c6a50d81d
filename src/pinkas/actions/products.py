"""Saving, removing and finding goods and services of the catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.books.daybook import first_stock_content, product_content, with_effect
from pinkas.books.errors import Contention, UnknownRecord
from pinkas.books.money import check_amount
from pinkas.books.product import Product, StoredProduct, counts, kept
from pinkas.storage import products


async def save_product(
    desk: Desk,
    caller: Caller,
    key: str | None,
    wanted: Product,
    *,
    in_stock: Decimal | None = None,
    once: Once | None = None,
    must_exist: bool = False,
    keep: Collection[str] = (),
) -> Saved[StoredProduct]:
    """Create the product, or replace the one under the same key but for the fields to `keep`.

    `in_stock` is the stock a new product begins with; later it is what moved, whatever is given here. Whether it is
    counted (`stocked`) is found, not taken from `wanted`. Raises UnknownRecord when `must_exist` and there is none,
    InvalidValue for what the books cannot hold.
    """
    if in_stock is not None:
        check_amount("product.in_stock", in_stock, places=5, negative=True)
    uuid = new_uuid()
    key = key or str(uuid)
    async for _ in Tries():
        facts = await products.save_facts(desk.store, caller.business, once=once_name(caller, once), key=key)
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await _replayed(desk, caller, facts.once.serial), replayed=True)
        existing = facts.existing
        if existing is None and must_exist:
            raise UnknownRecord("product", key)
        now = desk.clock.now()
        first = None if existing is not None else in_stock or None
        said = replace(wanted, stocked=counts(wanted, in_stock, existing))
        if existing is not None:
            said = kept(existing.product, said, keep)
        stored = (
            new_product(caller, key, uuid, now, first, said)
            if existing is None
            else replace(existing, version=existing.version + 1, updated_at=now, updated_by=caller.actor, product=said)
        )
        card = product_content(key, stored.uuid, stored.version, stored.product, beside=stored.beside)
        item = write_item(
            caller,
            "product saved",
            now,
            card if first is None else with_effect(card, first_stock_content(first)),
            once=once,
            expect=[_expected(existing, key)],
            product=products.product_item(stored, new=existing is None, deleted=False),
            count=None
            if first is None
            else {"date": caller.today(desk.clock), "quantity": first, "beside": f"\\x{card.hex()}"},
        )
        answer = await desk.store.write("save_product_v2", item)
        if check_outcome(answer.outcome):
            if answer.outcome == "replayed":
                return Saved(await _replayed(desk, caller, answer.serial), replayed=True)
            return Saved(replace(stored, serial=answer.serial), created=existing is None)
    raise Contention


async def remove_product(desk: Desk, caller: Caller, key: str, *, once: Once | None = None) -> bool:
    """Take a product out of the catalogue; True when this very request did so before.

    Documents keep what they say of it, and its key is free for another. Raises UnknownRecord.
    """
    async for _ in Tries():
        facts = await products.save_facts(desk.store, caller.business, once=once_name(caller, once), key=key)
        if once is not None and once.replays(facts.once):
            return True
        existing = facts.existing
        if existing is None:
            raise UnknownRecord("product", key)
        now = desk.clock.now()
        gone = replace(existing, version=existing.version + 1, updated_at=now, updated_by=caller.actor)
        item = write_item(
            caller,
            "product removed",
            now,
            product_content(key, gone.uuid, gone.version, gone.product, deleted=True),
            once=once,
            expect=[_expected(existing, key)],
            product=products.product_item(gone, new=False, deleted=True),
            references=(),
            prices=(),
            pictures=[{"number": mark.number, "picture": None} for mark in existing.beside.pictures],
            count=None,
        )
        outcome = (await desk.store.write("save_product_v2", item)).outcome
        if check_outcome(outcome):
            return outcome == "replayed"
    raise Contention


async def product_by_key(desk: Desk, caller: Caller, key: str) -> StoredProduct:
    """The product under this key. Raises UnknownRecord."""
    return _known(await products.by_key(desk.store, caller.business, key), key)


async def product_by_serial(desk: Desk, caller: Caller, serial: int) -> StoredProduct:
    """The product with this serial and what lies beside its card. Raises UnknownRecord, for a removed one too."""
    found = (await products.by_serials(desk.store, caller.business, [serial])).get(serial)
    return _known(None if found is None or found.deleted else found, str(serial))


async def product_pictures(desk: Desk, caller: Caller, serial: int) -> Mapping[int, bytes]:
    """The pictures of a product by their number."""
    return (await products.pictures(desk.store, caller.business, [serial])).get(serial, {})


async def list_products(
    desk: Desk, caller: Caller, *, offset: int, limit: int, catalog_number: str | None = None
) -> tuple[int, list[StoredProduct]]:
    """The total and one page, oldest first; with `catalog_number` only those with exactly that one."""
    return await products.page(desk.store, caller.business, offset=offset, limit=limit, catalog_number=catalog_number)


def new_product(
    caller: Caller, key: str, uuid: UUID, now: dt.datetime, first: Decimal | None, product: Product
) -> StoredProduct:
    """A product as it begins, its serial still open."""
    return StoredProduct(
        serial=0,
        key=key,
        uuid=uuid,
        version=1,
        created_at=now,
        created_by=caller.actor,
        updated_at=now,
        updated_by=caller.actor,
        in_stock=first,
        product=product,
    )


def _expected(existing: StoredProduct | None, key: str) -> dict[str, object]:
    if existing is None:
        return {"sort": "no product", "key": key}
    return {"sort": "product", "serial": existing.serial, "version": existing.version}


def _known(found: StoredProduct | None, name: str) -> StoredProduct:
    if found is None:
        raise UnknownRecord("product", name)
    return found


async def _replayed(desk: Desk, caller: Caller, serial: int) -> StoredProduct:
    return _known(await products.by_serial(desk.store, caller.business, serial), str(serial))
