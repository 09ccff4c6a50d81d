"""Our client of the Albanian tax administration's services: fiscalisation, and electronic invoices (fiscal dossier §8).

The shapes of the messages follow the administration's public schemas as far as they are known here; they were tried
against the stand-in that ships with Pinkas, never against the administration.
"""

from __future__ import annotations

from collections.abc import Sequence

from pinkas.actions.ports import Clock
from pinkas.actions.ports.fiscal_service import FiscalService, NoFiscalService
from pinkas.connectors.fiscal_al.client import FiscalAlClient

__all__ = ["FiscalAlClient", "open_service"]


def open_service(urls: Sequence[str | None] | None, clock: Clock) -> FiscalService:
    """The services at (their origin, where invoices are looked up if elsewhere); without an origin there is none."""
    if urls is None or urls[0] is None:
        return NoFiscalService()
    return FiscalAlClient(urls[0], clock, check_url=urls[1])
