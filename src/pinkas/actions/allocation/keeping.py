"""The keeper of requests for allocation numbers: what was not answered at once is asked for, or looked up, later."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from pinkas.actions.allocation.asking import ask_waiting
from pinkas.actions.desk import Desk
from pinkas.storage.pool import DatabaseUnavailableError

_log = structlog.get_logger("pinkas.tax_authority")
_LOOK_EVERY_S: Final = 15


async def keep_asking(desk: Desk) -> None:
    """Look again and again for requests whose time has come; of several workers one at a time has each."""
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        try:
            await ask_waiting(desk)
        except DatabaseUnavailableError as error:
            _log.warning("allocation numbers wait", reason=str(error))
        except Exception:  # noqa: BLE001 - a fault of one round must not end all later ones
            _log.exception("a round of allocation numbers failed")
