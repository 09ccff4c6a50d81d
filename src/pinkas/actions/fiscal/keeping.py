"""The keeper of documents that the administration is to be told of: what was not answered at once is told later."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from pinkas.actions.desk import Desk
from pinkas.actions.fiscal.telling import tell_waiting
from pinkas.storage.pool import DatabaseUnavailableError

_log = structlog.get_logger("pinkas.fiscal")
_LOOK_EVERY_S: Final = 15


async def keep_telling(desk: Desk) -> None:
    """Look again and again for documents whose time has come; of several workers one at a time has each."""
    if not desk.fiscal_service.configured:
        return
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        try:
            await tell_waiting(desk)
        except DatabaseUnavailableError as error:
            _log.warning("documents wait to be told of", reason=str(error))
        except Exception:  # noqa: BLE001 - a fault of one round must not end all later ones
            _log.exception("a round of telling failed")
