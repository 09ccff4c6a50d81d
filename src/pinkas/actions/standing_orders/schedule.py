"""The schedule of standing orders: what is due is worked at once, however many workers look, and whenever they crash.

Our own rows are the schedule: each order says when somebody has to look at it. A worker takes an occurrence for a while
(`LEASE`); one that it did not end by then, another goes on with. What was missed while nothing ran is issued in order.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog

from pinkas.actions.changeover import keep_currency
from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.logbook import Level, record_log
from pinkas.actions.standing_orders import steps
from pinkas.actions.standing_orders.orders import SORT, due_at, standing_order, unchanged
from pinkas.actions.standing_orders.steps import ChargeDeclinedError, Ended, WaitsError
from pinkas.books.daybook import occurrence_content, outcome_content, retry_content
from pinkas.books.errors import Contention, NotRetried, PinkasError, UnknownRecord
from pinkas.books.standing_order import RETRIED, Outcome, Run, StoredStandingOrder
from pinkas.paper import PaperBusy
from pinkas.storage import settings, standing_orders
from pinkas.storage.pool import DatabaseUnavailableError
from pinkas.storage.standing_orders import DueOrder

_log = structlog.get_logger("pinkas.standing_orders")

#: Who writes when nobody asked at that moment.
ACTOR: Final = "standing order"
#: How long a worker has an occurrence for itself.
LEASE: Final = dt.timedelta(minutes=5)
#: How long until an occurrence that waits for something is looked at again.
LOOK_AGAIN: Final = dt.timedelta(minutes=10)
#: The most that one sweep works at.
SWEEP: Final = 200
#: How often a worker looks.
EVERY_S: Final = 60


async def keep_standing_orders(desk: Desk, *, every_s: float = EVERY_S) -> None:
    """Run until cancelled: look every minute what is due. What goes wrong is logged, and looked at the next time."""
    while True:
        try:
            await run_due(desk)
        except DatabaseUnavailableError as error:
            _log.warning("standing orders not looked at", reason=str(error))
        except Exception as error:  # noqa: BLE001 - nobody else would look for this worker's life
            _log.error("standing orders not looked at", exc_info=error)
        await asyncio.sleep(every_s)


async def run_due(desk: Desk, *, most: int = SWEEP, until: dt.date | None = None) -> int:
    """Work at what is due by now, the longest due first, and not at occurrences after `until`; how many ended.

    An order with several missed occurrences is worked at again and again, each in its turn. Raises
    DatabaseUnavailableError; a fault at one order is logged, and the others are worked at.
    """
    ended = 0
    passed: set[tuple[int, int]] = set()
    for _ in range(most):
        rows = await standing_orders.due(desk.store, desk.clock.now(), limit=1 + len(passed))
        row = next((row for row in rows if (row.business_id, row.serial) not in passed), None)
        if row is None:
            break
        try:
            done = await _work_at(desk, row, until)
        except DatabaseUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - one order's fault does not stop the others
            _log.error("a standing order met a fault", business=row.business_id, order=row.serial, exc_info=error)
            done = False
        if done:
            ended += 1
        else:
            passed.add((row.business_id, row.serial))
    return ended


async def retry_run(
    desk: Desk, caller: Caller, key: str, number: int, *, once: Once | None = None
) -> Saved[tuple[StoredStandingOrder, Run]]:
    """Try an occurrence again that failed, or whose mail was refused; what became of it.

    Raises UnknownRecord, NotRetried for one that went well, may have, or is being worked at.
    """
    stored = await standing_order(desk, caller, key)
    run = await standing_orders.run_of(desk.store, caller.business, stored.serial, number)
    if run is None:
        raise UnknownRecord("occurrence", f"{key}/{number}")
    facts = await settings.facts(desk.store, caller.business, once=once_name(caller, once))
    if once is not None and once.replays(facts.once):
        return Saved((stored, run), replayed=True)
    if stored.pending is not None:
        raise NotRetried(key, number, "cannot be tried now: an occurrence of this order is being worked at")
    if run.outcome not in RETRIED:
        raise NotRetried(key, number, f"is not tried again: it is {run.outcome}")
    now = desk.clock.now()
    run = replace(run, attempt=run.attempt + 1, begun_at=now, outcome=None)
    answer = await _begin(
        desk,
        caller,
        "standing order occurrence retried",
        stored,
        run,
        {"deed": "retry", "serial": run.serial},
        retry_content(run.serial, run.attempt),
        once=once,
    )
    if answer is None:
        raise Contention
    stored = replace(stored, pending=number)
    await _finish(desk, _on_behalf(caller), caller.login, stored, run)
    found = await standing_orders.run_of(desk.store, caller.business, stored.serial, number)
    return Saved((await standing_order(desk, caller, key), found or run))


# --- one occurrence -------------------------------------------------------------------------------------------------


async def _work_at(desk: Desk, row: DueOrder, until: dt.date | None) -> bool:
    """Begin what is due of an order, or go on with it; whether it came to an end."""
    caller = Caller(
        business=row.business_id,
        tax_number=row.tax_number,
        country=row.country,
        zone=ZoneInfo(row.zone),
        currency=row.currency,
        login=0,
        actor=ACTOR,
        operator=False,
    )
    await keep_currency(desk, caller)
    stored = await standing_orders.by_serial(desk.store, caller.business, row.serial)
    if stored is None:
        return False
    if stored.pending is not None:
        run = await standing_orders.run_of(desk.store, caller.business, stored.serial, stored.pending)
        begun = (
            None
            if run is None
            else await _begin(desk, caller, "", stored, run, {"deed": "again", "serial": run.serial}, b"")
        )
    else:
        begun = await _begin_next(desk, caller, stored, until)
        stored = await standing_orders.by_serial(desk.store, caller.business, row.serial)
    if begun is None or stored is None:
        return False
    return await _finish(desk, caller, row.login, stored, begun)


async def _begin_next(desk: Desk, caller: Caller, stored: StoredStandingOrder, until: dt.date | None) -> Run | None:
    """Begin the next occurrence; None when another worker did, or there is none by then."""
    day = stored.next_date
    if day is None or (until is not None and day > until):
        return None
    run = Run(
        serial=0,
        order=stored.serial,
        number=stored.runs + 1,
        date=day,
        uuid=new_uuid(),
        attempt=1,
        begun_at=desk.clock.now(),
    )
    content = occurrence_content(stored.serial, run.number, day, run.uuid)
    what = {"deed": "begin", "date": day, "uuid": run.uuid}
    return await _begin(desk, caller, "standing order occurrence begun", stored, run, what, content)


async def _begin(
    desk: Desk,
    caller: Caller,
    verb: str,
    stored: StoredStandingOrder,
    run: Run,
    what: Mapping[str, Any],
    content: bytes,
    *,
    once: Once | None = None,
) -> Run | None:
    """Take an occurrence to work at; None when somebody else has it."""
    now = desk.clock.now()
    item = write_item(
        caller,
        verb,
        now,
        content,
        once=once,
        expect=[unchanged(stored)],
        run={
            "order": stored.serial,
            "number": run.number,
            "attempt": run.attempt,
            "lease_until": now + LEASE,
            **what,
        },
    )
    answer = await desk.store.write("begin_standing_order_v1", item)
    return replace(run, serial=answer.serial) if check_outcome(answer.outcome) else None


async def _finish(desk: Desk, caller: Caller, login: int, stored: StoredStandingOrder, run: Run) -> bool:
    """Go through the steps, and write down how it ended; False when it is to be looked at again."""
    document: int | None = None
    try:
        paper = await steps.drafted(desk, caller, stored, run)
        document = paper.serial
        if stored.order.charges:
            paper = await steps.charged(desk, caller, stored, run, paper)
        await steps.issued(desk, caller, stored, paper)
        ended = await steps.mailed(desk, caller, stored, run, paper.serial)
    except WaitsError as error:
        await _postpone(desk, caller, stored, run, str(error))
        return False
    except (Contention, PaperBusy, DatabaseUnavailableError) as error:
        _log.warning("an occurrence is gone on with later", order=stored.serial, reason=str(error))
        return False
    except (ChargeDeclinedError, PinkasError) as error:
        ended = Ended(Outcome.FAILED, str(error), document)
    except Exception as error:  # noqa: BLE001 - one order's fault does not stop the others
        _log.error("an occurrence met a fault", order=stored.serial, number=run.number, exc_info=error)
        await _postpone(desk, caller, stored, run, "a fault of the server; it is tried again")
        return False
    await _end(desk, caller, stored, run, ended)
    if ended.outcome is not Outcome.ISSUED:
        said = f"Occurrence {run.number} of {SORT} {stored.key!r} is {ended.outcome}: {ended.detail}."
        await record_log(desk, replace(caller, login=login), Level.WARNING, said)
    return True


async def _postpone(desk: Desk, caller: Caller, stored: StoredStandingOrder, run: Run, waits_for: str) -> None:
    """Say what an occurrence waits for; it stays begun."""
    now = desk.clock.now()
    end = {"outcome": None, "detail": waits_for, "due_at": now + LOOK_AGAIN}
    await _write_end(desk, caller, stored, run, now, b"", [], end)


async def _end(desk: Desk, caller: Caller, stored: StoredStandingOrder, run: Run, ended: Ended) -> None:
    """Write down how an attempt ended, and when its order is due next."""
    async for _ in Tries():
        found = await standing_orders.by_serial(desk.store, caller.business, stored.serial)
        if found is None:
            return
        upcoming = None if found.deleted else found.due_next()
        now = desk.clock.now()
        content = outcome_content(run.serial, run.attempt, ended.outcome, ended.detail, ended.document)
        end = {
            "outcome": ended.outcome,
            "detail": ended.detail,
            "document": ended.document,
            "next_date": upcoming,
            "due_at": due_at(upcoming, caller.zone),
        }
        if await _write_end(desk, caller, found, run, now, content, [unchanged(found)], end):
            return
    _log.warning("an occurrence is ended later", order=stored.serial, number=run.number)


async def _write_end(
    desk: Desk,
    caller: Caller,
    stored: StoredStandingOrder,
    run: Run,
    now: dt.datetime,
    content: bytes,
    expect: list[dict[str, Any]],
    end: Mapping[str, Any],
) -> bool:
    item = write_item(
        caller,
        "standing order occurrence ended",
        now,
        content,
        once=None,
        expect=expect,
        end={"order": stored.serial, "run": run.serial, "number": run.number, "attempt": run.attempt, **end},
    )
    return check_outcome((await desk.store.write("end_standing_order_v1", item)).outcome)


def _on_behalf(caller: Caller) -> Caller:
    """Whoever asked for it, the steps are the schedule's own: another worker may have to go on with them."""
    return replace(caller, login=0, actor=ACTOR, operator=False)
