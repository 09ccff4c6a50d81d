"""A worker's look, again and again, at charges of which something is still to be learnt."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from pinkas.actions.cards.learning import IN_FLIGHT_S, charge_by_serial, learn_more
from pinkas.actions.desk import Caller, Desk
from pinkas.books.errors import PinkasError
from pinkas.storage import charges, directory
from pinkas.storage.pool import DatabaseUnavailableError

_log = structlog.get_logger("pinkas.cards")

LOOK_EVERY_S: Final = 60
_AT_ONCE: Final = 50
#: Of the charges that stay unknown, no more are asked after in a round; the next round goes on from there.
_ROUND: Final = 200


async def keep_charges(desk: Desk) -> None:
    """Look up what is unknown, for ever. Several workers may: what the first one writes stands."""
    after = (0, 0)
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            after = await look_up_round(desk, after)
        except DatabaseUnavailableError as error:
            _log.warning("charges not looked up", reason=str(error))
        except Exception:  # noqa: BLE001 - a keeper outlives whatever one round meets
            _log.exception("charges not looked up")


async def look_up_round(desk: Desk, after: tuple[int, int] = (0, 0)) -> tuple[int, int]:
    """One round over the open charges of all businesses; gives where the next begins."""
    callers = {one.business_id: _server_of(one) for one in await directory.businesses(desk.store)}
    before = desk.clock.now() - dt.timedelta(seconds=IN_FLIGHT_S)
    for _ in range(_ROUND // _AT_ONCE):
        found = await charges.open_ones(desk.store, after, before=before, limit=_AT_ONCE)
        for business, serial in found:
            try:
                await learn_more(desk, callers[business], await charge_by_serial(desk, callers[business], serial))
            except (PinkasError, KeyError) as error:
                _log.warning("charge not looked up", charge=serial, reason=str(error))
        if len(found) < _AT_ONCE:
            return 0, 0
        after = found[-1]
    return after


async def server_at(desk: Desk, tax_number: str) -> Caller | None:
    """This server itself, at the books of the business with this tax number."""
    business = await directory.business_by_tax_number(desk.store, [tax_number])
    found = (one for one in await directory.businesses(desk.store) if one.business_id == business)
    return next(map(_server_of, found), None)


def _server_of(one: directory.BusinessRow) -> Caller:
    return Caller(
        business=one.business_id,
        tax_number=one.tax_number,
        country=one.country,
        zone=ZoneInfo(one.zone),
        currency=one.currency,
        login=0,
        actor="server",
        operator=False,
    )
