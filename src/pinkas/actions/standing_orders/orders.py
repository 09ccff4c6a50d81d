"""Saving, removing and finding standing orders, and what became of their occurrences."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from pinkas.actions.cards.gateways import open_gateway
from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.books.card_token import check_token
from pinkas.books.daybook import standing_order_content
from pinkas.books.errors import ClassMismatch, Contention, InvalidValue, UnknownRecord
from pinkas.books.ground import no_rate
from pinkas.books.kinds import KINDS
from pinkas.books.standing_order import Run, StandingOrder, StoredStandingOrder, month_after
from pinkas.storage import decisions, reference, standing_orders
from pinkas.storage.standing_orders import OrderFacts

SORT: Final = "standing order"


async def save_standing_order(
    desk: Desk,
    caller: Caller,
    key: str | None,
    wanted: StandingOrder,
    contact_key: str,
    *,
    once: Once | None = None,
    must_exist: bool = False,
) -> Saved[StoredStandingOrder]:
    """Create the order, or replace the one under the same key; whom `wanted` is for, `contact_key` says.

    Occurrences before the day it is made, or made active again, are never issued; what was begun stays. Nor is one of
    a month for which an order of this key and contact, removed since, has issued. Raises UnknownRecord when
    `must_exist` and there is none; InvalidValue, ClassMismatch.
    """
    uuid = new_uuid()
    key = key or str(uuid)
    async for _ in Tries():
        facts = await standing_orders.facts(
            desk.store,
            caller.business,
            once=once_name(caller, once),
            key=key,
            contact_key=contact_key,
            class_number=wanted.class_number,
        )
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await _by_serial(desk, caller, facts.once.serial), replayed=True)
        if facts.existing is None and must_exist:
            raise UnknownRecord(SORT, key)
        order = await _fitting(desk, caller, wanted, contact_key, facts)
        stored = _saved(desk, caller, key, uuid, order, contact_key, facts)
        item = write_item(
            caller,
            "standing order saved",
            stored.updated_at,
            standing_order_content(key, stored.uuid, stored.version, stored.begins_on, order),
            once=once,
            expect=[
                _expected(facts.existing, key),
                {"sort": "settings", "version": facts.settings.version},
                *_stays(facts),
            ],
            standing_order=standing_orders.order_item(
                stored, new=facts.existing is None, login=caller.login, due_at=due_at(stored.next_date, caller.zone)
            ),
        )
        answer = await desk.store.write("save_standing_order_v1", item)
        if check_outcome(answer.outcome):
            if answer.outcome == "replayed":
                return Saved(await _by_serial(desk, caller, answer.serial), replayed=True)
            return Saved(replace(stored, serial=answer.serial), created=facts.existing is None)
    raise Contention


async def remove_standing_order(desk: Desk, caller: Caller, key: str, *, once: Once | None = None) -> bool:
    """Remove an order: it issues no more, what it issued stays; True when this very request did so before.

    One that is being worked at is finished. Raises UnknownRecord.
    """
    async for _ in Tries():
        facts = await standing_orders.facts(desk.store, caller.business, once=once_name(caller, once), key=key)
        if once is not None and once.replays(facts.once):
            return True
        existing = facts.existing
        if existing is None:
            raise UnknownRecord(SORT, key)
        now = desk.clock.now()
        gone = replace(
            existing,
            version=existing.version + 1,
            deleted=True,
            next_date=None,
            updated_at=now,
            updated_by=caller.actor,
        )
        item = write_item(
            caller,
            "standing order removed",
            now,
            standing_order_content(key, gone.uuid, gone.version, gone.begins_on, gone.order, deleted=True),
            once=once,
            expect=[_expected(existing, key)],
            standing_order=standing_orders.order_item(gone, new=False, login=caller.login, due_at=None),
        )
        outcome = (await desk.store.write("save_standing_order_v1", item)).outcome
        if check_outcome(outcome):
            return outcome == "replayed"
    raise Contention


async def standing_order(desk: Desk, caller: Caller, key: str) -> StoredStandingOrder:
    """The order under this key. Raises UnknownRecord."""
    found = await standing_orders.by_key(desk.store, caller.business, key)
    if found is None:
        raise UnknownRecord(SORT, key)
    return found


async def list_standing_orders(
    desk: Desk, caller: Caller, *, offset: int, limit: int
) -> tuple[int, list[StoredStandingOrder]]:
    """The total and one page, oldest first."""
    return await standing_orders.page(desk.store, caller.business, offset=offset, limit=limit)


async def list_runs(
    desk: Desk, caller: Caller, key: str, *, offset: int, limit: int
) -> tuple[StoredStandingOrder, int, list[Run]]:
    """The order under this key, how many occurrences of it were begun, and those of one page.

    Orders that were removed from the key count, and one of them is given where there is no other. Raises UnknownRecord.
    """
    order = await standing_orders.last_of_key(desk.store, caller.business, key)
    if order is None:
        raise UnknownRecord(SORT, key)
    total, rows = await standing_orders.runs(desk.store, caller.business, key, offset=offset, limit=limit)
    return order, total, rows


def due_at(day: dt.date | None, zone: ZoneInfo) -> dt.datetime | None:
    """The instant a day begins in a zone, in UTC; None for no day."""
    return None if day is None else dt.datetime.combine(day, dt.time.min, zone).astimezone(dt.UTC)


async def _fitting(
    desk: Desk, caller: Caller, wanted: StandingOrder, contact_key: str, facts: OrderFacts
) -> StandingOrder:
    """The order with its contact. Raises InvalidValue, ClassMismatch for what could never be issued."""
    contact = facts.contact
    if contact is None:
        raise InvalidValue("order.contact", f"names no contact: {contact_key!r}")
    needed = KINDS[wanted.kind].class_sort
    if facts.class_sort != needed:
        every = await decisions.classes(desk.store, caller.business)
        raise ClassMismatch(wanted.class_number, needed, [one.number for one in every if one.sort == needed])
    if wanted.charges and wanted.card_token is None and contact.card_token is None:
        raise InvalidValue("order.card_token", "must be given: a card is charged, and the contact has none saved")
    held = None if facts.existing is None else facts.existing.order.card_token
    check_token("order.card_token", wanted.card_token, held=held)
    wanted.check_currencies(caller.currency_on(caller.today(desk.clock)))
    if wanted.active:
        await _check_rates(desk, caller, wanted)
    return replace(wanted, contact=contact.serial)


async def _check_rates(desk: Desk, caller: Caller, wanted: StandingOrder) -> None:
    """Refuse an order in a currency that has no rate yet: every document of it would fail. Raises InvalidValue."""
    today = caller.today(desk.clock)
    books = caller.currency_on(today)
    needed = wanted.without_rate(books)
    if not needed:
        return
    found = await reference.newest_rates(desk.store, books, sorted(set(needed.values())), today)
    loaded = {one.currency for one in found if one.rate is not None}
    for field, currency in needed.items():
        if currency not in loaded:
            raise InvalidValue(field, no_rate(currency, today))
    if wanted.charges and wanted.currency is not None:
        gateway = await open_gateway(desk, caller.business)
        if wanted.currency not in gateway.abilities.currencies:
            raise InvalidValue("order.amount_currency", "is not taken by this card gateway")


def _saved(
    desk: Desk, caller: Caller, key: str, uuid: UUID, order: StandingOrder, contact_key: str, facts: OrderFacts
) -> StoredStandingOrder:
    """The order as it will stand, its serial still open when it is new."""
    now, today, existing = desk.clock.now(), caller.today(desk.clock), facts.existing
    goes_on = existing is not None and (existing.order.active or not order.active)
    begins_on = existing.begins_on if existing is not None and goes_on else today
    if facts.issued_before is not None:
        begins_on = max(begins_on, month_after(facts.issued_before))
    stored = StoredStandingOrder(
        serial=existing.serial if existing else 0,
        key=key,
        uuid=existing.uuid if existing else uuid,
        version=existing.version + 1 if existing else 1,
        created_at=existing.created_at if existing else now,
        created_by=existing.created_by if existing else caller.actor,
        updated_at=now,
        updated_by=caller.actor,
        contact_key=contact_key,
        begins_on=begins_on,
        runs=existing.runs if existing else 0,
        last_date=existing.last_date if existing else None,
        pending=existing.pending if existing else None,
        waiting=existing.waiting if existing else None,
        order=order,
    )
    return replace(stored, next_date=stored.due_next())


def _expected(existing: StoredStandingOrder | None, key: str) -> dict[str, object]:
    return {"sort": "no standing order", "key": key} if existing is None else unchanged(existing)


def unchanged(stored: StoredStandingOrder) -> dict[str, object]:
    """What a decision about an order was made on."""
    return {
        "sort": SORT,
        "serial": stored.serial,
        "version": stored.version,
        "runs": stored.runs,
        "pending": stored.pending,
    }


def _stays(facts: OrderFacts) -> list[dict[str, object]]:
    contact = facts.contact
    return [] if contact is None else [{"sort": "contact", "serial": contact.serial, "version": contact.version}]


async def _by_serial(desk: Desk, caller: Caller, serial: int) -> StoredStandingOrder:
    found = await standing_orders.by_serial(desk.store, caller.business, serial)
    if found is None:
        raise UnknownRecord(SORT, str(serial))
    return found
