"""Our client of the Albanian tax administration's services: fiscalisation, and electronic invoices (fiscal dossier §8).

The shapes of the messages follow the administration's public schemas as far as they are known here; they were tried
against the stand-in that ships with Pinkas, never against the administration.
"""

from pinkas.connectors.fiscal_al.client import FiscalAlClient

__all__ = ["FiscalAlClient"]
