"""What a tax administration was told of stays: it is corrected by a credit, never cancelled."""

from __future__ import annotations

from pinkas.actions.desk import Caller, Desk
from pinkas.books.document import StoredDocument
from pinkas.books.errors import CancellationBlocked
from pinkas.books.fiscal import SERVICE_COUNTRY
from pinkas.storage import fiscal


async def check_not_told(desk: Desk, caller: Caller, stored: StoredDocument) -> list[dict[str, object]]:
    """The facts that a cancellation relies on: that nobody tells of the document meanwhile. Raises CancellationBlocked.

    One that was refused, or that nobody was told of, may be cancelled.
    """
    if caller.country != SERVICE_COUNTRY:
        return []
    told = await fiscal.told_as(desk.store, caller.business, stored.serial)
    standing = None if told is None else await fiscal.standing(desk.store, caller.business, told)
    if standing is not None and standing.is_told:
        instead = stored.document.facts.corrected_by
        said = "the tax administration was told of it" + ("" if instead is None else f"; issue {instead}")
        raise CancellationBlocked(stored.key, said)
    version = None if standing is None else standing.version
    return [{"sort": "fiscal", "serial": stored.serial if told is None else told, "version": version}]
