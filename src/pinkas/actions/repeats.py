"""Idempotency keys for work that is done in several steps, each of which happens once by its own nature.

The key is remembered after the last step: who repeats a request that broke off half-way goes on where it broke off.
"""

from __future__ import annotations

from pinkas.actions.desk import Caller, Desk, Once, check_outcome, write_item
from pinkas.storage.once import seen


async def served_before(desk: Desk, caller: Caller, once: Once | None) -> int | None:
    """The number that this very request was answered with; None when it was not served. Raises IdempotencyConflict."""
    if once is None:
        return None
    found = await seen(desk.store, caller.business, caller.credential, once.key)
    return found.serial if found is not None and once.replays(found) else None


async def remember_served(desk: Desk, caller: Caller, once: Once | None, number: int) -> None:
    """Remember the request with the number it is answered with. Raises IdempotencyConflict."""
    if once is None:
        return
    item = write_item(caller, "remembered", desk.clock.now(), b"", once=once, expect=[], serial=number)
    check_outcome((await desk.store.write("remember_v1", item)).outcome)
