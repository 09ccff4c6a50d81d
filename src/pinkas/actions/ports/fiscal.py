"""Fiscal devices and services: who records a sale where the law wants a machine or an authority to.

None ships with us. Where none is configured nothing is fiscalised, and every paper of a Bulgarian or Albanian business
says so plainly (fiscal dossier §7, §8).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from pinkas.books.document import StoredDocument

#: What an operator is told where nobody fiscalises.
NOT_FISCALISED: Final = "No fiscal device is configured: sales are not fiscalised, and the papers say so."
#: Where the law wants sales fiscalised.
FISCAL_COUNTRIES: Final = frozenset({"BG", "AL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalReceipt:
    """What a device or service told of a document; what it does not know is empty.

    A device tells its own number (that of its fiscal memory), the receipt's or storno's, and the unique sale number; a
    service answers the issuer's code (NSLF, IIC) with its own (NIVF, FIC) and has a `link` to verify the document.
    """

    device: str = ""
    receipt: str = ""
    sale_number: str = ""
    issuer_code: str = ""
    service_code: str = ""
    link: str = ""


class FiscalDevice(Protocol):
    """Records sales and payments in the way the law of their country asks."""

    @property
    def configured(self) -> bool:
        """Whether there is a device or service at all."""
        ...

    async def receipt_of(self, business: int, document: StoredDocument) -> FiscalReceipt | None:
        """The fiscal receipt of an issued document, or the storno of one that takes back.

        It is printed the first time it is asked for, and told again ever after. None where the document is not
        fiscalised; no trouble of a device's ever keeps a paper back.
        """
        ...


@dataclass(frozen=True, slots=True)
class NoFiscalDevice:
    """There is none: nothing is fiscalised."""

    @property
    def configured(self) -> bool:
        """Never."""
        return False

    async def receipt_of(self, _business: int, _document: StoredDocument) -> FiscalReceipt | None:
        """Nobody fiscalised it."""
        return None
