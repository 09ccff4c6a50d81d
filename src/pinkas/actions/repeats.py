"""Idempotency keys of what no write of its own remembers: work in several steps, and success that changed nothing.

Of work in steps, each of which happens once by its own nature, the key is remembered after the last: who repeats a
request that broke off half-way goes on where it broke off. Of a success that changed nothing it is remembered before
the answer: another request under that key is refused, whatever it would have changed.
"""

from __future__ import annotations

from typing import TypeVar

from pinkas.actions.desk import Caller, Desk, Once, Saved, check_outcome, write_item
from pinkas.storage.once import seen

T = TypeVar("T")


async def served_before(desk: Desk, caller: Caller, once: Once | None) -> int | None:
    """The number that this very request was answered with; None when it was not served. Raises IdempotencyConflict."""
    if once is None:
        return None
    found = await seen(desk.store, caller.business, caller.credential, once.key)
    return found.serial if found is not None and once.replays(found) else None


async def remember_served(desk: Desk, caller: Caller, once: Once | None, number: int) -> bool:
    """Remember the request with the number it is answered with; whether another call remembered this very one first.

    Raises IdempotencyConflict.
    """
    if once is None:
        return False
    item = write_item(caller, "remembered", desk.clock.now(), b"", once=once, expect=[], serial=number)
    outcome = (await desk.store.write("remember_v1", item)).outcome
    check_outcome(outcome)
    return outcome == "replayed"


async def unchanged(desk: Desk, caller: Caller, once: Once | None, record: T, serial: int = 0) -> Saved[T]:
    """What a verb answers that found nothing to write: its record as it stands, the request remembered under `serial`.

    `serial` is the one that the verb's own writes are remembered under; 0 where a repetition does not look at it.
    Raises IdempotencyConflict.
    """
    return Saved(record, replayed=await remember_served(desk, caller, once, serial))
