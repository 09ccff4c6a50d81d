"""The gateways this installation knows: the sandbox, where none is chosen, and the real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pinkas.actions.ports.cards import CardGateway, GatewayAccount, Memory
from pinkas.books.errors import InvalidValue
from pinkas.connectors.cards import cardcom, pelecard, sandbox
from pinkas.connectors.cards.cardcom import CardCom
from pinkas.connectors.cards.https import ANSWER_S, Wire
from pinkas.connectors.cards.pelecard import Pelecard
from pinkas.connectors.cards.sandbox import Sandbox

SANDBOX_PATIENCE_S: Final = 5.0
#: What each gateway's account must hold; CardCom's password is for refunds alone.
_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    sandbox.NAME: (),
    pelecard.NAME: ("terminal", "user", "password"),
    cardcom.NAME: ("terminal", "user"),
}
_MOST_TERMINAL_DIGITS: Final = 10


class CardGateways:
    """All of them. `urls` are base addresses by gateway, where an operator wants others than the documented ones."""

    default: str = sandbox.NAME
    names: tuple[str, ...] = tuple(_NEEDED)

    def __init__(
        self,
        urls: Mapping[str, str] | None = None,
        *,
        sandbox_patience_s: float = SANDBOX_PATIENCE_S,
        answer_s: float = ANSWER_S,
    ) -> None:
        self.urls = dict(urls or {})
        self._patience_s = sandbox_patience_s
        self._wire = Wire(answer_s=answer_s)

    def check(self, name: str, account: GatewayAccount) -> None:
        """Raises InvalidValue naming `gateway`, `terminal`, `user` or `password`."""
        if name not in _NEEDED:
            raise InvalidValue("gateway", f"must be one of {', '.join(self.names)}")
        for part in _NEEDED[name]:
            if not getattr(account, part):
                raise InvalidValue(part, f"must be said for {name}")
        terminal = account.terminal or ""
        if name != sandbox.NAME and not (terminal.isdecimal() and len(terminal) <= _MOST_TERMINAL_DIGITS):
            raise InvalidValue("terminal", "must be the terminal's number")

    def open(self, name: str, account: GatewayAccount, *, memory: Memory, mark: Callable[[bytes], str]) -> CardGateway:
        """The gateway of this name. Raises InvalidValue for an account that does not do."""
        self.check(name, account)
        if name == pelecard.NAME:
            return Pelecard(self._wire, account, url=self.urls.get(name))
        if name == cardcom.NAME:
            return CardCom(self._wire, account, url=self.urls.get(name))
        return Sandbox(memory, mark, patience_s=self._patience_s)

    async def close(self) -> None:
        """End all connections."""
        await self._wire.close()
