"""The gateways this installation knows: the sandbox, where none is chosen, and the real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pinkas.actions.ports.cards import CardGateway, GatewayAccount, Memory
from pinkas.books.errors import InvalidValue
from pinkas.connectors.cards import sandbox
from pinkas.connectors.cards.sandbox import Sandbox

SANDBOX_PATIENCE_S: Final = 5.0


class CardGateways:
    """All of them. `urls` are base addresses by gateway, where an operator wants others than the documented ones."""

    default: str = sandbox.NAME

    def __init__(
        self, urls: Mapping[str, str] | None = None, *, sandbox_patience_s: float = SANDBOX_PATIENCE_S
    ) -> None:
        self.urls = dict(urls or {})
        self._patience_s = sandbox_patience_s

    @property
    def names(self) -> tuple[str, ...]:
        """What may be chosen."""
        return (sandbox.NAME,)

    def check(self, name: str, account: GatewayAccount) -> None:
        """Raises InvalidValue naming `gateway`, `terminal`, `user` or `password`."""
        del account
        if name not in self.names:
            raise InvalidValue("gateway", f"must be one of {', '.join(self.names)}")

    def open(self, name: str, account: GatewayAccount, *, memory: Memory, mark: Callable[[bytes], str]) -> CardGateway:
        """The gateway of this name. Raises InvalidValue for one that is not known any more."""
        self.check(name, account)
        return Sandbox(memory, mark, patience_s=self._patience_s)

    async def close(self) -> None:
        """End what connections there are."""
