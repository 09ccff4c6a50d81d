"""Which gateway a business's cards go through: an option, its password sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pinkas.actions.desk import Caller, Desk, Once, Saved
from pinkas.actions.options import Option, get_option, set_option
from pinkas.actions.ports.cards import CardGateway, GatewayAccount
from pinkas.books.errors import InvalidValue
from pinkas.storage.charges import SandboxMemory

#: What no answer means where no money was asked for.
NOTHING_CHARGED: Final = "the card gateway gave no answer that can be understood: {}, and nothing was charged"
_LONGEST: Final = {"gateway": 20, "terminal": 20, "user": 100, "password": 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayChoice:
    """The gateway by name, None for the built-in one, and the account there. Raises InvalidValue."""

    gateway: str | None = None
    terminal: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse what no gateway knows."""
        for name, most in _LONGEST.items():
            value = getattr(self, name)
            if value is not None and (not value.strip() or not value.isprintable() or len(value) > most):
                raise InvalidValue(name, f"must be a text of at most {most} characters")

    @property
    def account(self) -> GatewayAccount:
        """With what it is signed in."""
        return GatewayAccount(terminal=self.terminal, user=self.user, password=self.password)


CARD_GATEWAY: Final = Option("card-gateway", GatewayChoice, secrets=("password",))


async def gateway_choice(desk: Desk, caller: Caller) -> GatewayChoice:
    """What the business has chosen."""
    return await get_option(desk, caller.business, CARD_GATEWAY)


async def choose_gateway(
    desk: Desk, caller: Caller, choice: GatewayChoice, *, keep_password: bool = False, once: Once | None = None
) -> Saved[GatewayChoice]:
    """Choose a gateway; charges made before stay with theirs. Raises InvalidValue, Contention.

    `keep_password`: the same gateway's password stays what it is, for it is never shown to be sent back.
    """
    if keep_password:
        held = await gateway_choice(desk, caller)
        if held.gateway == choice.gateway:
            choice = GatewayChoice(
                gateway=choice.gateway, terminal=choice.terminal, user=choice.user, password=held.password
            )
    desk.gateways.check(choice.gateway or desk.gateways.default, choice.account)
    return await set_option(desk, caller, CARD_GATEWAY, choice, once=once)


async def open_gateway(desk: Desk, business: int) -> CardGateway:
    """The business's gateway. Raises NotAvailable where cards are not served."""
    choice = await get_option(desk, business, CARD_GATEWAY)

    def mark(content: bytes) -> str:
        return desk.keyring.sign(b"card\0" + str(business).encode() + b"\0" + content)

    return desk.gateways.open(
        choice.gateway or desk.gateways.default,
        choice.account,
        memory=SandboxMemory(desk.store, business),
        mark=mark,
    )
