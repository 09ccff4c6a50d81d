"""The books of a business change over to another currency: once, by themselves, before anything is dated in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinkas.actions.desk import Caller, Desk, Tries, check_outcome, new_uuid, write_item
from pinkas.books.currency import Changeover, Restatement, changeover, restate
from pinkas.books.daybook import voucher_content
from pinkas.books.errors import Contention
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage import currency


async def keep_currency(desk: Desk, caller: Caller) -> bool:
    """Change the books over where their day has come and nobody has done it; whether this very call did.

    Whoever may write for a business calls it first, so no entry ever stands in the wrong currency. It costs nothing
    where a country never changed its currency, and one look-up a process elsewhere. Raises Contention.
    """
    change = changeover(caller.country, caller.currency)
    if change is None or caller.today(desk.clock) < change.day or desk.familiar.has_changed_over(caller.business):
        return False
    made = not await currency.is_done(desk.store, caller.business) and await _change_over(desk, caller, change)
    desk.familiar.remember_changeover(caller.business)
    return made


async def _change_over(desk: Desk, caller: Caller, change: Changeover) -> bool:
    async for _ in Tries():
        facts = await currency.facts(desk.store, caller.business)
        if facts.done:
            return False
        restated = restate(change, facts.balances, facts.documents, facts.held)
        voucher = Voucher(
            kind=VoucherKind.CHANGEOVER, date=change.day, details=f"1 {change.after} = {change.rate} {change.before}"
        )
        answer = await desk.store.write("change_over_v1", _item(desk, caller, change, voucher, restated, facts))
        if check_outcome(answer.outcome):
            return True
    raise Contention


def _item(
    desk: Desk, caller: Caller, change: Changeover, voucher: Voucher, restated: Restatement, facts: currency.Facts
) -> Mapping[str, Any]:
    uuid = new_uuid()
    said = {field: getattr(voucher, field) for field in Voucher.__dataclass_fields__}
    return write_item(
        caller,
        "voucher posted",
        desk.clock.now(),
        voucher_content(str(uuid), uuid, voucher, restated.entry, restated.settlements, ()),
        once=None,
        expect=[{"sort": "position", "version": facts.position}],
        changeover=change,
        voucher={
            "key": str(uuid),
            "uuid": uuid,
            **said,
            "entry": restated.entry,
            "settlements": restated.settlements,
            "moves": (),
        },
    )
