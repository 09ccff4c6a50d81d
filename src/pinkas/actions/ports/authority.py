"""The tax authority: requests for allocation numbers, decisions about held ones, and the token they are made with.

Answers are outcomes, never exceptions: what a server or a network does is part of the work (fiscal dossier §3).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal, Protocol
from uuid import UUID

from pinkas.books.errors import NotAvailable

_NOT_JOINED: Final = "this installation does not reach the tax authority"

Environment = Literal["tsandbox", "production"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """How a business is known to the authority: its application there, the operator, and where it is called.

    Hosts are origins without a path; paths stand below `/shaam/{environment}/`.
    """

    client_id: str
    client_secret: str = field(repr=False)
    environment: Environment
    login_host: str
    host: str
    lookup_host: str
    approval_path: str
    lookup_path: str
    decision_path: str
    software_number: int
    vat_number: int
    union_vat_number: int | None = None
    user_id: int | None = None
    user_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Both halves of a token, with the seconds that each holds as the authority said; None where it did not."""

    access: str = field(repr=False)
    access_seconds: int | None = None
    refresh: str | None = field(default=None, repr=False)
    refresh_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTrouble:
    """No token. `final`: the login itself is over, and a person must authorise again."""

    detail: str
    final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestItem:
    """A line of a request; amounts at two places. `category` begins with 1 for goods, 2 for services."""

    index: int
    catalog_id: str | None
    category: int
    description: str
    unit: str | None
    quantity: Decimal
    unit_price: Decimal
    discount: Decimal
    total: Decimal
    vat_rate: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequest:
    """What the authority is told of a document; amounts in shekels at two places, `discount` as a positive amount."""

    invoice_id: UUID
    invoice_type: int
    reference: str
    customer_number: int
    customer_name: str | None
    invoice_date: dt.date
    issued_on: dt.date
    branch: str | None
    before_discount: Decimal
    discount: Decimal
    net: Decimal
    vat: Decimal
    total: Decimal
    action: int | None = None
    items: tuple[RequestItem, ...] = ()


class Ruling(StrEnum):
    """How a call ended."""

    APPROVED = "approved"
    #: Not given now, or held since before: a person decides.
    HELD = "held"
    #: Something in the request cannot be: sent again as it is, it would end the same.
    REFUSED = "refused"
    #: Nothing is known of this document there.
    NOT_FOUND = "not found"
    #: A decision was taken over.
    ACCEPTED = "accepted"
    #: A decision was taken over before; which one is not said, nor who told it.
    DECIDED = "decided"
    #: The token was not taken; nothing was recorded.
    UNAUTHORISED = "unauthorised"
    #: Surely not recorded: no connection, or a server that says it failed before it looked.
    NOT_SENT = "not sent"
    #: It may have been recorded: looked up, never sent again blindly.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The outcome of one call; `detail` is one line to keep and show, without secrets."""

    ruling: Ruling
    number: str | None = None
    code: str | None = None
    detail: str = ""


class TaxAuthority(Protocol):
    """The authority's interface, each call by one attempt within `timeout_s` seconds."""

    def authorise_url(self, application: Application, *, redirect_uri: str, state: str) -> str:
        """Where a person authorises the application in a browser."""

    async def exchange(
        self, application: Application, code: str, redirect_uri: str, *, timeout_s: float
    ) -> Tokens | TokenTrouble:
        """The token for a code that the authority sent back."""

    async def refresh(self, application: Application, refresh_token: str, *, timeout_s: float) -> Tokens | TokenTrouble:
        """The next token; `refresh_token` is used up by it."""

    async def approve(
        self, application: Application, token: str, request: ApprovalRequest, *, timeout_s: float
    ) -> Reply:
        """Ask for a number."""

    async def look_up(self, application: Application, token: str, invoice_id: UUID, *, timeout_s: float) -> Reply:
        """How an earlier request stands."""

    async def decide(
        self, application: Application, token: str, invoice_id: UUID, decision: str, *, timeout_s: float
    ) -> Reply:
        """Tell what was decided about a held request: `Cancel`, `Continue` or `FurtherObjection`."""


class NoTaxAuthority:
    """A desk that reaches no authority: nothing is ever sent."""

    def authorise_url(self, application: Application, *, redirect_uri: str, state: str) -> str:
        """There is nowhere to go. Raises NotAvailable."""
        del application, redirect_uri, state
        raise NotAvailable(_NOT_JOINED)

    async def exchange(
        self, application: Application, code: str, redirect_uri: str, *, timeout_s: float
    ) -> Tokens | TokenTrouble:
        """No token."""
        del application, code, redirect_uri, timeout_s
        return TokenTrouble(detail=_NOT_JOINED, final=False)

    async def refresh(self, application: Application, refresh_token: str, *, timeout_s: float) -> Tokens | TokenTrouble:
        """No token."""
        del application, refresh_token, timeout_s
        return TokenTrouble(detail=_NOT_JOINED, final=False)

    async def approve(
        self, application: Application, token: str, request: ApprovalRequest, *, timeout_s: float
    ) -> Reply:
        """Not sent."""
        del application, token, request, timeout_s
        return Reply(ruling=Ruling.NOT_SENT, detail=_NOT_JOINED)

    async def look_up(self, application: Application, token: str, invoice_id: UUID, *, timeout_s: float) -> Reply:
        """Not sent."""
        del application, token, invoice_id, timeout_s
        return Reply(ruling=Ruling.NOT_SENT, detail=_NOT_JOINED)

    async def decide(
        self, application: Application, token: str, invoice_id: UUID, decision: str, *, timeout_s: float
    ) -> Reply:
        """Not sent."""
        del application, token, invoice_id, decision, timeout_s
        return Reply(ruling=Ruling.NOT_SENT, detail=_NOT_JOINED)
