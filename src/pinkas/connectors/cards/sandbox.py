"""The built-in gateway: no money moves, and every outcome a real one has can be asked for by a documented card.

Its tokens are keyed marks that reveal nothing of a number; what it charged it remembers in the database, so that every
worker finds it. docs/card-gateways.md lists the cards; they pass the check digit, and the code is in their last digits.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from typing import Final

import msgspec

from pinkas.actions.cards.numbers import passes_check_digit
from pinkas.actions.ports.cards import (
    Abilities,
    Card,
    CardAnswer,
    CardState,
    CardToken,
    GatewayCharge,
    HostedPage,
    Memory,
    PageOrder,
    Refunds,
)

NAME: Final = "sandbox"
APPROVED: Final = "4580000000000000"
#: Cards that the card company does not take, with its codes.
DECLINED: Final = {
    "4580000000000034": ("003", "call the card company"),
    "4580000000000042": ("004", "the card company declined"),
    "4580000000000067": ("006", "the identity number or the security code is wrong"),
    "4580000000000331": ("033", "the card number is wrong"),
    "4580000000000364": ("036", "the card has expired"),
    "4580000000000398": ("039", "the check digit is wrong"),
}
#: Charged, but the answer comes too late.
SLOW: Final = "4580000000004085"
#: Charged, but the answer is lost.
LOST: Final = "4580000000005041"
#: Neither charged nor answered.
NEVER_ARRIVED: Final = "4580000000004044"
_TROUBLE: Final = (SLOW, LOST, NEVER_ARRIVED)
#: What the card company says of a number that cannot be a card's.
_WRONG_NUMBER: Final = ("033", "the card number is wrong")
_MARK_CHARACTERS: Final = 24


class Sandbox:
    """The sandbox of one business. `patience_s` is how long it keeps a caller waiting who asked for a time-out."""

    name = NAME
    abilities = Abilities(looks_up_charges=True, looks_up_refunds=True, refunds=Refunds.BY_CARD)

    def __init__(self, memory: Memory, mark: Callable[[bytes], str], *, patience_s: float) -> None:
        self._memory = memory
        self._mark = mark
        self._patience_s = patience_s

    async def tokenise(self, card: Card) -> CardAnswer:
        """A token for whatever passes the check digit; the documented cards are taken here, and tell when charged."""
        if not passes_check_digit(card.number):
            return CardAnswer(state=CardState.DECLINED, code=_WRONG_NUMBER[0], message=_WRONG_NUMBER[1])
        return CardAnswer(
            state=CardState.APPROVED,
            code="000",
            message="saved in the sandbox",
            token=self._token(card.number),
            last_four=card.last_four,
            expiry=card.expiry,
        )

    async def charge(self, order: GatewayCharge) -> CardAnswer:
        """Approve, but for the documented cards."""
        number = self._number(order.means)
        if number is None:
            return CardAnswer(state=CardState.REFUSED, message="the sandbox made no such token")
        if not passes_check_digit(number):
            return await self._remembered(order, *_WRONG_NUMBER)
        if number in DECLINED:
            return await self._remembered(order, *DECLINED[number])
        if number == NEVER_ARRIVED:
            return CardAnswer(state=CardState.UNKNOWN, message="the sandbox gave no answer")
        answer = await self._remembered(order, "000", "approved in the sandbox: no money moved")
        if number in _TROUBLE:
            await asyncio.sleep(self._patience_s if number == SLOW else 0)
            return CardAnswer(state=CardState.UNKNOWN, message="the sandbox gave no answer")
        return answer

    async def refund(self, order: GatewayCharge) -> CardAnswer:
        """As a charge."""
        return await self.charge(order)

    async def look_up(self, reference: str) -> CardAnswer | None:
        """What was remembered."""
        kept = await self._memory.recall(reference)
        return None if kept is None else msgspec.json.decode(kept, type=CardAnswer)

    async def start_page(self, order: PageOrder) -> HostedPage | CardAnswer:
        """There are none."""
        del order
        return CardAnswer(state=CardState.REFUSED, message="the sandbox has no page of its own")

    async def page_result(self, page_id: str) -> CardAnswer | None:
        """There are none."""
        del page_id
        return None

    async def _remembered(self, order: GatewayCharge, code: str, message: str) -> CardAnswer:
        """The answer under the order's reference: the first one it was given, however often it comes."""
        fresh = CardAnswer(
            state=CardState.APPROVED if code == "000" else CardState.DECLINED,
            reference=f"SB-{order.reference}",
            code=code,
            message=message,
            last_four=None if order.means is None else order.means.last_four,
        )
        await self._memory.remember(order.reference, msgspec.json.encode(fresh).decode())
        return await self.look_up(order.reference) or fresh

    def _token(self, number: str) -> str:
        """The documented cards have marks of their own number; others a mark that says it was made here."""
        mark = self._mark(b"number" + number.encode())[:_MARK_CHARACTERS]
        return f"SBX-{mark}{self._seal(mark)}"

    def _seal(self, mark: str) -> str:
        return self._mark(b"seal" + mark.encode())[:8]

    def _number(self, means: Card | CardToken | None) -> str | None:
        """The number behind the means of payment: its own, a documented one, or any good one; None for no card."""
        if isinstance(means, Card):
            return means.number
        token = "" if means is None else means.token
        mark, seal = token[4 : 4 + _MARK_CHARACTERS], token[4 + _MARK_CHARACTERS :]
        if not token.startswith("SBX-") or not hmac.compare_digest(seal.encode(), self._seal(mark).encode()):
            return None
        known = (*DECLINED, *_TROUBLE)
        return next((number for number in known if self._token(number) == token), APPROVED)
