"""Closing a store's day at the till. It posts nothing: the money stays in the till until a deposit takes it."""

from __future__ import annotations

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.repeats import unchanged
from pinkas.books.closing import StoredClosing
from pinkas.books.daybook import closing_content
from pinkas.books.errors import Contention, InvalidValue, UnknownRecord
from pinkas.books.shop import LONGEST_KEY
from pinkas.storage import closings
from pinkas.storage.pool import encode


async def close_day(
    desk: Desk, caller: Caller, store: str, *, key: str | None = None, once: Once | None = None
) -> Saved[StoredClosing]:
    """Close the day of the store with this key: all its sales and payments since its last closing belong to this one.

    A closing under its own `key` is made once: again, it is shown. Raises UnknownRecord, InvalidValue, Contention.
    """
    if key is not None and not 1 <= len(key) <= LONGEST_KEY:
        raise InvalidValue("key", f"must be between 1 and {LONGEST_KEY} characters")
    async for _ in Tries():
        facts = await closings.facts(desk.store, caller.business, store, once=once_name(caller, once))
        if once is not None and facts.once is not None and once.replays(facts.once):
            return Saved(await closing_of(desk, caller, facts.once.serial), replayed=True)
        if facts.store is None:
            raise UnknownRecord("store", store)
        held = None if key is None else await closings.closing(desk.store, caller.business, key=key)
        if held is not None:
            if held.store != store:
                raise InvalidValue("key", f"is that of a closing of store {held.store}")
            return await unchanged(desk, caller, once, held, held.serial)
        after, through = facts.store.through_position, facts.position
        figures = encode(await closings.figures(desk.store.value, caller.business, facts.store.serial, after, through))
        uuid, sequence = new_uuid(), facts.store.sequence + 1
        named = key or str(uuid)
        item = write_item(
            caller,
            "day closed",
            desk.clock.now(),
            closing_content(named, uuid, facts.store.serial, sequence, after, through, figures),
            once=once,
            expect=[{"sort": "no closing", "key": named}],
            closing={
                "key": named,
                "uuid": uuid,
                "store_serial": facts.store.serial,
                "sequence": sequence,
                "after_position": after,
                "through_position": through,
                "figures": figures,
            },
        )
        answer = await desk.store.write("close_day_v1", item)
        if check_outcome(answer.outcome):
            found = await closing_of(desk, caller, answer.serial)
            return Saved(found, created=answer.outcome == "done", replayed=answer.outcome == "replayed")
    raise Contention


async def closing_of(desk: Desk, caller: Caller, serial: int) -> StoredClosing:
    """The closing with this serial. Raises UnknownRecord."""
    found = await closings.closing(desk.store, caller.business, serial=serial)
    if found is None:
        raise UnknownRecord("closing", str(serial))
    return found


async def list_closings(
    desk: Desk, caller: Caller, store: str | None = None, *, offset: int = 0, limit: int = 100
) -> tuple[int, list[StoredClosing]]:
    """How many closings there are, of one store or all, and a page of them, the last first."""
    return await closings.closings(desk.store, caller.business, store, offset=offset, limit=limit)
