"""What a shop is made of: a list of each sort, and saving one under its id.

`/ext/v1/stores`, `tills`, `staff`, `departments`, `clubs`, `price-lists`, `tenders`, `bank-accounts`.
"""

from __future__ import annotations

from typing import Final

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.shops import save_part, shop_of
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Parameter
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.extensions.operations import listed, replaced
from pinkas.dialects.caspit.extensions.shop_parts import PARTS, PartOnWire, all_of, said_of, to_wire
from pinkas.dialects.caspit.routing import CaspitRouter

_SAVED: Final = (
    "Adds one, or changes what is said of the one that is there: what is left out stays, an empty text clears."
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """Two calls on each part of a shop."""
    for on in PARTS:
        _add_list(router, desk, sessions, on)
        _add_save(router, desk, sessions, on)


def _add_list(router: CaspitRouter, desk: Desk, sessions: Sessions, on: PartOnWire) -> None:
    @router.on("GET", on.path, says=listed(f"Every {on.summary}", on.model))
    async def show(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        rows = all_of(on, await shop_of(desk, caller.business))
        return ok(envelope(call, paging, rows[paging.offset : paging.offset + paging.size], total=len(rows)))


def _add_save(router: CaspitRouter, desk: Desk, sessions: Sessions, on: PartOnWire) -> None:
    key = Parameter("key", f"The {on.key}.")

    @router.on(
        "PUT",
        f"{on.path}/{{key}}",
        error_status=True,
        says=replaced(f"Save a {on.summary}", on.model, on.model, _SAVED, key),
    )
    async def save(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(on.model)
        once = await once_of(call, desk, status=200)
        said = said_of(on, sent, await shop_of(desk, caller.business))
        login = getattr(sent, "Login", None)
        names = {field: member for member, field in on.members.items()}
        with members(key=on.key, login="Login", **names):
            saved = await save_part(desk, caller, on.part, call.text("key"), said, login=login, once=once)
        shown = to_wire(on, saved.record, await shop_of(desk, caller.business))
        return saved_answer(200, shown, replayed=saved.replayed)
