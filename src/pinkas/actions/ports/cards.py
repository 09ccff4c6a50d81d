"""Card gateways: what one can do, what it is asked, and how it answers.

Full numbers and security codes live in `Card` and `CardToken` for the length of a call; no `repr` shows them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from pinkas.books.charge import CHARGED_CURRENCIES, ChargeState, Credit
from pinkas.books.errors import NotAvailable


class CardState(StrEnum):
    """How a call to a gateway ended."""

    #: The card company agreed: done.
    APPROVED = "approved"
    #: The card company said no; nothing was charged.
    DECLINED = "declined"
    #: Nothing was done for another reason: our request, our credentials, a gateway that cannot be reached.
    REFUSED = "refused"
    #: It may have been done: looked up, or settled by a person, and never blindly repeated.
    UNKNOWN = "unknown"

    @property
    def charge_state(self) -> ChargeState:
        """The same of a charge."""
        return ChargeState(self.value)


class Refunds(StrEnum):
    """What a gateway needs for giving money back."""

    NONE = "none"
    #: A card or its token, as for a charge.
    BY_CARD = "by card"
    #: The gateway's reference of the charge that is given back.
    BY_REFERENCE = "by reference"


class PageOperation(StrEnum):
    """What a gateway's own page is for."""

    CHARGE = "charge"
    CHARGE_AND_TOKEN = "charge-and-token"  # noqa: S105 - an operation, no secret
    TOKEN = "token"  # noqa: S105 - an operation, no secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What a gateway can do."""

    #: Turns a number into a token without a page of its own.
    tokenises: bool = True
    #: Charges a number that no token stands for.
    charges_numbers: bool = True
    looks_up_charges: bool = False
    looks_up_refunds: bool = False
    refunds: Refunds = Refunds.NONE
    has_pages: bool = False
    credits: frozenset[Credit] = frozenset(Credit)
    currencies: frozenset[str] = frozenset(CHARGED_CURRENCIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card as its holder typed it: digits alone, expiry MMYY."""

    number: str = field(repr=False)
    expiry: str
    holder_id: str | None = field(default=None, repr=False)
    security_code: str | None = field(default=None, repr=False)

    @property
    def last_four(self) -> str:
        """All that may be kept of the number."""
        return self.number[-4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardToken:
    """What stands for a card at its gateway."""

    token: str = field(repr=False)
    expiry: str
    holder_id: str | None = field(default=None, repr=False)
    security_code: str | None = field(default=None, repr=False)
    last_four: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayCharge:
    """What is asked of a gateway. `reference` is ours; `gives_back` the gateway's own of the charge a refund undoes."""

    reference: str
    means: Card | CardToken | None
    amount: Decimal
    currency: str
    credit: Credit = Credit.REGULAR
    payments: int = 1
    gives_back: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAnswer:
    """How a call ended. `reference` is the gateway's, `code` as it was sent; `message` is a line for people."""

    state: CardState
    reference: str | None = None
    code: str | None = None
    message: str | None = None
    token: str | None = field(default=None, repr=False)
    last_four: str | None = None
    #: MMYY.
    expiry: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOrder:
    """A page that a gateway is to show a card holder. `amount` is None where only a token is wanted."""

    reference: str
    operation: PageOperation
    amount: Decimal | None
    currency: str
    language: str
    success_url: str
    failure_url: str
    notify_url: str | None = None


@dataclass(frozen=True, slots=True)
class HostedPage:
    """A page that waits for its card holder."""

    page_id: str
    url: str


class CardGateway(Protocol):
    """One business's way to its clearing house. No method raises for what a gateway or a network does."""

    @property
    def name(self) -> str:
        """The name it is chosen by."""

    @property
    def abilities(self) -> Abilities:
        """What it can do; nothing else is asked of it."""

    async def tokenise(self, card: Card) -> CardAnswer:
        """A token for a card."""

    async def charge(self, order: GatewayCharge) -> CardAnswer:
        """One attempt to charge."""

    async def refund(self, order: GatewayCharge) -> CardAnswer:
        """One attempt to give back."""

    async def look_up(self, reference: str) -> CardAnswer | None:
        """What became of the charge or refund under our reference; None when the gateway surely knows of none."""

    async def start_page(self, order: PageOrder) -> HostedPage | CardAnswer:
        """A page, or why there is none."""

    async def page_result(self, page_id: str) -> CardAnswer | None:
        """What became of a page; None while nobody has filled it in."""


class Memory(Protocol):
    """What a simulated gateway remembers between calls, whichever worker takes them."""

    async def remember(self, reference: str, answer: str) -> None:
        """Keep an answer under a reference; the first one stays."""

    async def recall(self, reference: str) -> str | None:
        """The answer kept under a reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayAccount:
    """With what a business signs in to its gateway."""

    terminal: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class Gateways(Protocol):
    """The gateways an installation knows, by name."""

    @property
    def default(self) -> str:
        """The one that serves where a business has chosen none."""

    @property
    def names(self) -> tuple[str, ...]:
        """What may be chosen."""

    def check(self, name: str, account: GatewayAccount) -> None:
        """Raises InvalidValue naming `gateway`, `terminal`, `user` or `password`."""

    def open(self, name: str, account: GatewayAccount, *, memory: Memory, mark: Callable[[bytes], str]) -> CardGateway:
        """The gateway of this name; `mark` is a keyed hash. Nothing is connected before the first call."""

    async def close(self) -> None:
        """End what connections there are."""


class NoGateways:
    """Where cards are not served."""

    default = ""
    names: tuple[str, ...] = ()

    def check(self, name: str, account: GatewayAccount) -> None:
        """Raises NotAvailable."""
        del name, account
        raise NotAvailable("cards are not served here")

    def open(self, name: str, account: GatewayAccount, *, memory: Memory, mark: Callable[[bytes], str]) -> CardGateway:
        """Raises NotAvailable."""
        del name, account, memory, mark
        raise NotAvailable("cards are not served here")

    async def close(self) -> None:
        """There is nothing to end."""
