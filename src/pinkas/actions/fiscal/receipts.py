"""What the paper of a document shows of the fiscal service: both codes and the code to scan, where there are any."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from pinkas.actions.businesses import caller_of_business
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.fiscal.settings import fiscal_settings
from pinkas.actions.fiscal.telling import AT_ONCE_S, standing_of, tell
from pinkas.actions.ports.fiscal import FiscalReceipt
from pinkas.books.document import StoredDocument
from pinkas.books.fiscal import FISCAL_KINDS
from pinkas.storage import fiscal
from pinkas.storage.pool import DatabaseUnavailableError

_log = structlog.get_logger("pinkas.fiscal")


@dataclass(frozen=True, slots=True)
class ServiceReceipts:
    """The fiscal service as papers see it (`FiscalDevice`)."""

    desk: Desk

    @property
    def configured(self) -> bool:
        """Whether this installation reaches one."""
        return self.desk.fiscal_service.configured

    async def receipt_of(self, business: int, document: StoredDocument) -> FiscalReceipt | None:
        """Both codes of an issued document; one that the service was not told of yet is told of now.

        Without the service's code it shows the issuer's own alone: it is on its way. None where it is not fiscalised.
        """
        if document.document.kind not in FISCAL_KINDS:
            return None
        settings = await fiscal_settings(self.desk, business)
        if settings.business_unit is None:
            return None
        caller = await caller_of_business(self.desk, business, actor="fiscal keeper")
        if settings.active and self.configured:
            await _tell_now(self.desk, caller, document.serial)
        standing = await standing_of(self.desk, caller, document.serial)
        if standing is None or standing.record is None or not standing.is_told:
            return None
        return FiscalReceipt(
            issuer_code=standing.record.issuer_code,
            service_code=standing.service_code or "",
            link=standing.record.link(settings.verify_host),
        )


async def _tell_now(desk: Desk, caller: Caller, document: int) -> None:
    """Tell of a document that waits, unless that was tried and is not due again; no trouble keeps the paper back."""
    now = desk.clock.now()
    try:
        for queued in await fiscal.enqueue(desk.store, caller.business, [document], now):
            standing = await fiscal.standing(desk.store, caller.business, queued)
            if standing is not None and standing.waits and standing.next_at <= now:
                await tell(desk, caller, queued, timeout_s=AT_ONCE_S)
    except DatabaseUnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - the paper says how it stands
        _log.error("a document waits to be told of", document=document, reason=type(error).__name__)


def with_receipts(desk: Desk) -> Desk:
    """The same desk, whose papers show what the fiscal service told."""
    return replace(desk, fiscal=ServiceReceipts(desk))
