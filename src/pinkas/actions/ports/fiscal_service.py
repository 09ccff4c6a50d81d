"""The service of a tax administration that every sale is told to, and that carries electronic invoices (dossier §8).

Answers are outcomes, never exceptions: what a server or a network does is part of the work.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, Protocol

from pinkas.actions.ports.signer import KeyFile, UnusableCertificate
from pinkas.books.errors import NotAvailable
from pinkas.books.money import ONE

if TYPE_CHECKING:
    from pinkas.books.document import Document
    from pinkas.books.fiscal import EinvoiceTerms, FiscalRecord

_NOT_JOINED: Final = "this installation does not reach a fiscal service"

PartyType = Literal["SELLER", "BUYER"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalSeller:
    """Who issues, as the administration knows them."""

    name: str
    address: str
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalInvoice:
    """What the administration is told of a document.

    `corrects` is the issuer's code and moment of the invoice it takes back or corrects. `currency` is what was agreed
    in, at `rate` of the book currency a unit; the document itself is in the book currency.
    """

    record: FiscalRecord
    document: Document
    seller: FiscalSeller
    corrects: tuple[str, str] | None = None
    currency: str
    rate: Decimal = ONE
    supply_from: dt.date | None = None
    supply_to: dt.date | None = None
    #: It is sent later than it was issued, for the service could not be reached.
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalEinvoice:
    """An invoice on its electronic way: what it is sent as, and the administration's code of it."""

    invoice: FiscalInvoice
    terms: EinvoiceTerms
    service_code: str


class FiscalRuling(StrEnum):
    """How a call ended."""

    REGISTERED = "registered"
    #: Something in it cannot be: sent again as it is, it would end the same.
    REFUSED = "refused"
    #: Nothing is known of it there.
    NOT_FOUND = "not found"
    #: Surely not recorded: no connection, or a server that says it failed before it looked.
    NOT_SENT = "not sent"
    #: It may have been recorded: looked up, never sent again blindly.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalReply:
    """The outcome of one call: the service's own code, or its error's; `detail` is a line to keep and show."""

    ruling: FiscalRuling
    code: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEinvoice:
    """An electronic invoice as the service tells of it."""

    code: str
    party_type: PartyType
    document_number: str
    order_number: str
    received_at: dt.datetime
    due_at: dt.datetime
    status: str
    amount: Decimal
    seller_number: str


class FiscalService(Protocol):
    """The service, each call by one attempt within `timeout_s` seconds; `key_file` is the business's certificate."""

    @property
    def configured(self) -> bool:
        """Whether there is one at all."""
        ...

    async def sign(self, key_file: KeyFile, text: str) -> bytes:
        """A text's signature (RSA, SHA-256). Raises UnusableCertificate, NotAvailable."""
        ...

    async def register(self, invoice: FiscalInvoice, key_file: KeyFile, *, timeout_s: float) -> FiscalReply:
        """Tell of an invoice."""
        ...

    async def look_up(self, record: FiscalRecord, *, timeout_s: float) -> FiscalReply:
        """Whether an invoice was taken, and under which code."""
        ...

    async def register_einvoice(self, einvoice: FiscalEinvoice, key_file: KeyFile, *, timeout_s: float) -> FiscalReply:
        """Send an invoice to its buyer."""
        ...

    async def einvoices(
        self, party_type: PartyType, key_file: KeyFile, *, code: str | None = None, timeout_s: float
    ) -> list[ToldEinvoice] | FiscalReply:
        """The electronic invoices that the certificate's business sold or bought, or the one with a code."""
        ...

    async def einvoice_pdf(self, code: str, key_file: KeyFile, *, timeout_s: float) -> bytes | FiscalReply:
        """The paper of an electronic invoice."""
        ...


class NoFiscalService:
    """A desk that reaches none: nothing is ever sent, and nothing signed."""

    configured = False

    async def sign(self, key_file: KeyFile, text: str) -> bytes:
        """There is nobody to sign for. Raises NotAvailable."""
        del key_file, text
        raise NotAvailable(_NOT_JOINED)

    async def register(self, invoice: FiscalInvoice, key_file: KeyFile, *, timeout_s: float) -> FiscalReply:
        """Not sent."""
        del invoice, key_file, timeout_s
        return FiscalReply(ruling=FiscalRuling.NOT_SENT, detail=_NOT_JOINED)

    async def look_up(self, record: FiscalRecord, *, timeout_s: float) -> FiscalReply:
        """Not sent."""
        del record, timeout_s
        return FiscalReply(ruling=FiscalRuling.NOT_SENT, detail=_NOT_JOINED)

    async def register_einvoice(self, einvoice: FiscalEinvoice, key_file: KeyFile, *, timeout_s: float) -> FiscalReply:
        """Not sent."""
        del einvoice, key_file, timeout_s
        return FiscalReply(ruling=FiscalRuling.NOT_SENT, detail=_NOT_JOINED)

    async def einvoices(
        self, party_type: PartyType, key_file: KeyFile, *, code: str | None = None, timeout_s: float
    ) -> list[ToldEinvoice] | FiscalReply:
        """Not sent."""
        del party_type, key_file, code, timeout_s
        return FiscalReply(ruling=FiscalRuling.NOT_SENT, detail=_NOT_JOINED)

    async def einvoice_pdf(self, code: str, key_file: KeyFile, *, timeout_s: float) -> bytes | FiscalReply:
        """Not sent."""
        del code, key_file, timeout_s
        return FiscalReply(ruling=FiscalRuling.NOT_SENT, detail=_NOT_JOINED)


__all__ = [
    "FiscalEinvoice",
    "FiscalInvoice",
    "FiscalReply",
    "FiscalRuling",
    "FiscalSeller",
    "FiscalService",
    "KeyFile",
    "NoFiscalService",
    "PartyType",
    "ToldEinvoice",
    "UnusableCertificate",
]
