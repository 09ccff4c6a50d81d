"""What a shop is made of: reading all of it, and saving a store, a till, one of the staff, a department and so on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, TypeVar

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.repeats import unchanged
from pinkas.books.daybook import part_content
from pinkas.books.errors import Contention, InvalidValue, UnknownRecord
from pinkas.books.shop import Kept, Shop, Staff, Store, Till, by_key, by_serial
from pinkas.books.shop_rules import ShopGround, parts_of, renumbered, saved
from pinkas.storage import shops
from pinkas.storage.directory import fold
from pinkas.storage.shops import ShopFacts

K = TypeVar("K", bound=Kept)

#: The people a business begins with, by language: user name, role, and what they are called.
FIRST_STAFF: Final = {
    "IL": (("manager", "admin", "מנהל"), ("seller", "user", "מוכר"), ("accountant", "user", "הנהלת חשבונות"),
           ("auditor", "auditor", "מבקר")),
    "BG": (("manager", "admin", "Управител"), ("seller", "user", "Продавач"), ("accountant", "user", "Счетоводител"),
           ("auditor", "auditor", "Одитор")),
    "AL": (("manager", "admin", "Menaxher"), ("seller", "user", "Shitës"), ("accountant", "user", "Kontabilist"),
           ("auditor", "auditor", "Auditues")),
}  # fmt: skip


async def shop_of(desk: Desk, business: int) -> Shop:
    """Everything a business's shop is made of, in one round-trip; what a worker knows already is not sent again."""
    known = desk.familiar.shop(business)
    found = await shops.shop(desk.store, business, known)
    if found is not known:
        desk.familiar.remember_shop(business, found)
    return found


async def part(desk: Desk, caller: Caller, sort: type[K], key: str) -> K:
    """One part of the shop by its key. Raises UnknownRecord."""
    found = by_key(parts_of(await shop_of(desk, caller.business), sort), key)
    if found is None:
        raise UnknownRecord(shops.TABLES[sort][1], key)
    return found


async def save_part(
    desk: Desk,
    caller: Caller,
    sort: type[K],
    key: str | None,
    said: Mapping[str, Any],
    *,
    login: str | None = None,
    once: Once | None = None,
) -> Saved[K]:
    """Save a part of the shop: a new one, or what was said of the one under this key (see `books.shop_rules.saved`).

    `login`, of staff, is the name of the login they enter with; empty for none. What is so already is not written.
    Raises InvalidValue, Contention.
    """
    async for _ in Tries():
        facts = await shops.facts(
            desk.store, caller.business, login=fold(login) if login else None, once=once_name(caller, once)
        )
        if once is not None and facts.once is not None and once.replays(facts.once):
            return Saved(_written(facts.shop, sort, facts.once.serial), replayed=True)
        held = None if key is None else by_key(parts_of(facts.shop, sort), key)
        wanted = saved(_ground(desk, caller, facts), sort, key, {**said, **_login(facts, login)})
        if wanted == held:
            return await unchanged(desk, caller, once, wanted, wanted.serial)
        answer = await desk.store.write("shop_v1", _item(desk, caller, facts, wanted, held, once))
        if check_outcome(answer.outcome):
            desk.familiar.forget_shop(caller.business)
            found = _written(await shop_of(desk, caller.business), sort, answer.serial)
            return Saved(found, created=held is None, replayed=answer.outcome == "replayed")
    raise Contention


async def furnish(desk: Desk, caller: Caller) -> None:
    """Give a business that was just opened what its shop begins with: a till if it has none, and four people.

    What came with it gets a line of its own, so that all of it is proved. Doing it again changes nothing.
    """
    shop = await shop_of(desk, caller.business)
    for store in shop.stores:
        if not store.version:
            await save_part(desk, caller, Store, store.key, {})
    for till in shop.tills:
        if not till.version:
            await save_part(desk, caller, Till, till.key, {})
    if all(till.api for till in shop.tills):
        await save_part(desk, caller, Till, None, {})
    for place, (user_name, role, called) in enumerate(FIRST_STAFF[caller.country], start=1):
        if not shop.staff:
            said = {"number": str(place), "user_name": user_name, "role": role, "first_name": called}
            await save_part(desk, caller, Staff, str(place), said)


def _ground(desk: Desk, caller: Caller, facts: ShopFacts) -> ShopGround:
    by = caller.staff
    if by is None:
        by = caller.staff
    if by is None and caller.login:
        by = next((one.serial for one in facts.shop.staff if one.login_id == caller.login), None)
    return ShopGround(
        shop=facts.shop,
        country=caller.country,
        income_classes=facts.income_classes,
        used_tills=facts.used_tills,
        now=desk.clock.now(),
        uuid=new_uuid(),
        by=by,
    )


def _login(facts: ShopFacts, login: str | None) -> dict[str, object]:
    if login is None:
        return {}
    if login and facts.login_id is None:
        raise InvalidValue("login", "must be a login that may enter the business")
    return {"login_id": facts.login_id if login else ""}


def _written(shop: Shop, sort: type[K], serial: int) -> K:
    found = by_serial(parts_of(shop, sort), serial)
    if found is None:
        raise UnknownRecord(shops.TABLES[sort][1], str(serial))
    return found


def _numbered_otherwise(shop: Shop, held: Kept | None, wanted: Kept) -> list[int]:
    """The tills whose sales would be numbered otherwise: each must have none, and still none as it is written."""
    if isinstance(wanted, Till) and isinstance(held, Till) and renumbered(held, wanted):
        return [held.serial]
    if isinstance(wanted, Store) and isinstance(held, Store) and wanted.first_number != held.first_number:
        return [till.serial for till in shop.tills if till.store_serial == held.serial]
    return []


def _item(
    desk: Desk, caller: Caller, facts: ShopFacts, wanted: Kept, held: Kept | None, once: Once | None
) -> Mapping[str, Any]:
    table, sort = shops.TABLES[type(wanted)]
    expect: list[dict[str, Any]] = [{"sort": "settings", "version": facts.shop.settings}]
    expect += [{"sort": "unused till", "serial": serial} for serial in _numbered_otherwise(facts.shop, held, wanted)]
    columns = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
    serial, version = columns.pop("serial"), columns.pop("version")
    return write_item(
        caller,
        f"{sort} saved",
        desk.clock.now(),
        part_content(wanted),
        once=once,
        expect=expect,
        part={"table": table, "sort": sort, "serial": serial or None, "version": version, "fields": columns},
    )
