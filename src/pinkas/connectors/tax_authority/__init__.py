"""Our client of the tax authority's open interface: allocation numbers, and the long-time token (fiscal dossier §3)."""

from pinkas.connectors.tax_authority.client import ShaamClient

__all__ = ["ShaamClient"]
