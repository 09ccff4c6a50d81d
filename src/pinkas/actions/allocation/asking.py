"""Asking for an allocation number: the intent is durable before anything is sent, the ruling after (DESIGN §7).

A document is issued first and stays issued. It is asked for in the same call, for a few seconds at most; what is not
answered then a keeper asks later. What nobody knows the fate of is looked up, never sent again blindly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from pinkas.actions.allocation.requests import request_of
from pinkas.actions.allocation.settings import application_of, tax_authority_settings
from pinkas.actions.allocation.steps import record_step, step_of, step_of_reply
from pinkas.actions.allocation.token import AuthorityToken, good_token
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.drafts import find_document
from pinkas.actions.ports import Application, Reply, Ruling
from pinkas.books.allocation import AllocationState, StepKind
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import AuthorityFailed, NotAvailable
from pinkas.storage import allocations
from pinkas.storage.allocations import Standing
from pinkas.storage.documents import by_serial
from pinkas.storage.pool import DatabaseUnavailableError

_log = structlog.get_logger("pinkas.tax_authority")

#: How long whoever issues a document waits for each answer, and how long a keeper does.
AT_ONCE_S: Final = 4.0
KEEPING_S: Final = 20.0
#: Longer than all the calls of one attempt together: after that whoever began it is gone.
_CLAIM: Final = dt.timedelta(seconds=90)
_FIRST_WAIT: Final = dt.timedelta(seconds=15)
_LONGEST_WAIT: Final = dt.timedelta(hours=1)
_DOUBLINGS: Final = 10
_MOST_AT_ONCE: Final = 50
_SENT: Final = frozenset({StepKind.ASKED, StepKind.UNKNOWN})
#: What a look-up can tell of a request; anything else it says is about the look-up.
_SEEN: Final = frozenset({Ruling.APPROVED, Ruling.HELD})


async def ask_at_once(desk: Desk, caller: Caller, stored: StoredDocument) -> StoredDocument:
    """Ask for the number of a document just issued. Whatever happens it stays issued; the keeper goes on."""
    try:
        await ask(desk, caller, stored.serial, timeout_s=AT_ONCE_S)
    except Exception as error:  # noqa: BLE001 - the document is issued, and must not be answered as if it were not
        _log.error("an allocation number waits", document=stored.serial, reason=type(error).__name__)
        return stored
    return await find_document(desk, caller, by_serial(stored.serial))


async def ask_waiting(desk: Desk) -> int:
    """One round of a keeper: every request whose time has come, of every business; how many there were."""
    rows = await allocations.waiting(desk.store, desk.clock.now(), limit=_MOST_AT_ONCE)
    for row in rows:
        caller = Caller(
            business=row.business_id, tax_number=row.tax_number, country=row.country, zone=ZoneInfo(row.zone),
            currency=row.currency, login=0, actor="allocation keeper", operator=False,
        )  # fmt: skip
        try:
            await ask(desk, caller, row.document_serial, timeout_s=KEEPING_S)
        except DatabaseUnavailableError:
            raise
        except Exception:  # noqa: BLE001 - what is wrong with one request must not hold up the others
            _log.exception("an allocation number was not asked for", business=row.business_id)
    return len(rows)


async def ask(desk: Desk, caller: Caller, document: int, *, timeout_s: float) -> None:
    """One attempt at a waiting request; nothing happens while somebody else is at it."""
    now = desk.clock.now()
    claimed = await allocations.claim(desk.store, caller.business, document, until=now + _CLAIM, now=now)
    if claimed is None:
        return
    trouble: str | None = None
    try:
        trouble = await _attempt(desk, caller, document, timeout_s)
    except (AuthorityFailed, NotAvailable) as error:
        trouble = str(error)
    wait = min(_FIRST_WAIT * 2 ** min(claimed.attempts - 1, _DOUBLINGS), _LONGEST_WAIT)
    await allocations.release(desk.store, caller.business, document, next_at=desk.clock.now() + wait, trouble=trouble)


@dataclass(slots=True)
class Line:
    """A line to the authority: the application, and the token that it takes just now."""

    desk: Desk
    caller: Caller
    application: Application
    token: AuthorityToken
    timeout_s: float

    async def call(self, send: Callable[[str], Awaitable[Reply]]) -> Reply:
        """One call; a token that was not taken is refreshed once, for nothing was recorded under it."""
        reply = await send(self.token.access)
        if reply.ruling is Ruling.UNAUTHORISED:
            self.token = await good_token(self.desk, self.caller, self.application, instead_of=self.token.access)
            reply = await send(self.token.access)
        return reply


async def open_line(desk: Desk, caller: Caller, *, timeout_s: float) -> Line:
    """A line with a token that holds. Raises NotAvailable, AuthorityFailed."""
    application = application_of(await tax_authority_settings(desk, caller), caller)
    return Line(desk, caller, application, await good_token(desk, caller, application), timeout_s)


async def _attempt(desk: Desk, caller: Caller, document: int, timeout_s: float) -> str | None:
    """Look up or ask, and write down the ruling; what is the trouble when there was none."""
    said = await tax_authority_settings(desk, caller)
    line = await open_line(desk, caller, timeout_s=timeout_s)
    stored = await find_document(desk, caller, by_serial(document))
    standing = await allocations.standing(desk.store, caller.business, document)
    if stored.state is not State.ISSUED or standing is None:
        return f"the document is {stored.state}"
    if standing.kind in _SENT:
        reply = await _look_up(line, stored)
        if reply.ruling in _SEEN:
            return await _ruled(desk, caller, stored, standing, reply)
        if reply.ruling is not Ruling.NOT_FOUND:
            return reply.detail
    else:
        asked = step_of(stored, StepKind.ASKED, AllocationState.PENDING)
        later = desk.clock.now() + _CLAIM
        if not await record_step(desk, caller, asked, standing, action=standing.action, next_at=later):
            return None  # somebody else has written what happened
    request = request_of(stored, caller.zone, action=standing.action, sends_items=said.sends_items)
    reply = await line.call(lambda token: desk.authority.approve(line.application, token, request, timeout_s=timeout_s))
    standing = await allocations.standing(desk.store, caller.business, document) or standing
    if reply.ruling is Ruling.UNKNOWN:
        seen = await _look_up(line, stored)
        if seen.ruling in _SEEN:
            reply = seen
    return await _ruled(desk, caller, stored, standing, reply)


async def look_again(
    desk: Desk, caller: Caller, stored: StoredDocument, standing: Standing, *, timeout_s: float
) -> None:
    """Look up a held request that something may have become of: a hearing, or a decision told elsewhere.

    Only an approval is written down: whatever else it is, it stays held. Raises NotAvailable, AuthorityFailed.
    """
    line = await open_line(desk, caller, timeout_s=timeout_s)
    reply = await _look_up(line, stored)
    if reply.ruling is Ruling.APPROVED:
        await _ruled(desk, caller, stored, standing, reply)
    elif reply.ruling not in {Ruling.HELD, Ruling.NOT_FOUND}:
        raise AuthorityFailed(reply.detail, unknown=reply.ruling is Ruling.UNKNOWN)


async def _look_up(line: Line, stored: StoredDocument) -> Reply:
    return await line.call(
        lambda token: line.desk.authority.look_up(line.application, token, stored.uuid, timeout_s=line.timeout_s)
    )


async def _ruled(desk: Desk, caller: Caller, stored: StoredDocument, standing: Standing, reply: Reply) -> str | None:
    """Write down what was ruled; a fate that stays unknown is written once."""
    step = step_of_reply(stored, reply, standing.action)
    if step is None or (standing.kind == StepKind.UNKNOWN and step.kind is StepKind.UNKNOWN):
        return reply.detail
    if not await record_step(desk, caller, step, standing, action=standing.action):
        _log.error("a ruling came too late", document=stored.key, ruling=reply.ruling)
    return None if step.kind is StepKind.APPROVED else reply.detail
