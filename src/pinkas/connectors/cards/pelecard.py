"""Pelecard's services (exchange formats dossier, section 4.2): card to token, charge at once or in instalments.

All values are strings and amounts agorot. There is no look-up by our reference and no refund: an unknown outcome waits
for a person, who finds it at the terminal under our paramX.
"""

from __future__ import annotations

from typing import Any, Final

from pinkas.actions.ports.cards import (
    Abilities,
    Card,
    CardAnswer,
    CardState,
    CardToken,
    GatewayAccount,
    GatewayCharge,
    HostedPage,
    PageOrder,
    Refunds,
)
from pinkas.books.charge import Credit
from pinkas.connectors.cards.https import Wire, text

NAME: Final = "pelecard"
URL: Final = "https://gateway20.pelecard.biz/services"
SHOP: Final = "001"
_CURRENCIES: Final = {"ILS": "1", "USD": "2"}
_CODE_DIGITS: Final = 3
#: The card company's own codes; those of 500 and more are the gateway's, about the request and who sent it.
_CARD_COMPANY: Final = range(1, 200)
_GATEWAY: Final = range(500, 1000)


class Pelecard:
    """One business's terminal."""

    name = NAME
    abilities = Abilities(refunds=Refunds.NONE, credits=frozenset({Credit.REGULAR, Credit.INSTALMENTS}))

    def __init__(self, wire: Wire, account: GatewayAccount, *, url: str | None = None) -> None:
        self._wire = wire
        self._account = account
        self._url = (url or URL).rstrip("/")

    async def tokenise(self, card: Card) -> CardAnswer:
        """`ConvertToToken`."""
        answer = await self._post(
            "ConvertToToken",
            {"creditCard": card.number, "creditCardDateMmYy": card.expiry, "addFourDigits": "false"},
        )
        if isinstance(answer, CardAnswer):
            return answer
        result = _result(answer)
        token = text(result.get("Token"))
        told = _told(answer, reference=None)
        if told.state is CardState.APPROVED and token is None:
            return CardAnswer(state=CardState.UNKNOWN, message="the card gateway answered without a token")
        return CardAnswer(
            state=told.state,
            code=told.code,
            message=told.message,
            token=token if told.state is CardState.APPROVED else None,
            last_four=card.last_four,
            expiry=card.expiry,
        )

    async def charge(self, order: GatewayCharge) -> CardAnswer:
        """`DebitRegularType`, or `DebitPaymentsType` for instalments."""
        agorot = int(order.amount * 100)
        call, members = "DebitRegularType", _means(order.means)
        if order.credit is Credit.INSTALMENTS:
            first, _ = instalments(agorot, order.payments)
            call = "DebitPaymentsType"
            members |= {"paymentsNumber": str(order.payments), "firstPayment": str(first)}
        answer = await self._post(
            call,
            {
                **members,
                "total": str(agorot),
                "currency": _CURRENCIES[order.currency],
                "authorizationNumber": "",
                "paramX": order.reference,
            },
        )
        if isinstance(answer, CardAnswer):
            return answer
        return _told(answer, reference=text(_result(answer).get("PelecardTransactionId")))

    async def refund(self, order: GatewayCharge) -> CardAnswer:
        """It gives nothing back here."""
        del order
        return CardAnswer(state=CardState.REFUSED, message="this gateway gives nothing back over its interface")

    async def look_up(self, reference: str) -> CardAnswer | None:
        """It cannot be asked."""
        del reference
        return CardAnswer(state=CardState.UNKNOWN)

    async def start_page(self, order: PageOrder) -> HostedPage | CardAnswer:
        """Its pages are not served."""
        del order
        return CardAnswer(state=CardState.REFUSED, message="this gateway takes card numbers directly")

    async def page_result(self, page_id: str) -> CardAnswer | None:
        """Its pages are not served."""
        del page_id
        return None

    async def _post(self, call: str, members: dict[str, str]) -> dict[str, Any] | CardAnswer:
        signed = {
            "terminalNumber": self._account.terminal or "",
            "user": self._account.user or "",
            "password": self._account.password or "",
            "shopNumber": SHOP,
        }
        return await self._wire.post(f"{self._url}/{call}", {**signed, **members})


def instalments(total: int, payments: int) -> tuple[int, int]:
    """The first instalment and each of the others, in agorot: what does not divide goes on the first."""
    fixed = total // payments
    return total - fixed * (payments - 1), fixed


def _means(means: Card | CardToken | None) -> dict[str, str]:
    return {
        "creditCard": means.number if isinstance(means, Card) else "",
        "token": means.token if isinstance(means, CardToken) else "",
        "creditCardDateMmYy": "" if means is None else means.expiry,
        "cvv2": "" if means is None else means.security_code or "",
        "id": "" if means is None else means.holder_id or "",
    }


def _result(answer: dict[str, Any]) -> dict[str, Any]:
    found = answer.get("ResultData")
    return found if isinstance(found, dict) else {}


def _told(answer: dict[str, Any], *, reference: str | None) -> CardAnswer:
    """What the status code says; one that nobody documents may have charged."""
    code = text(answer.get("StatusCode"), 10)
    number = int(code) if code is not None and code.isdecimal() and len(code) <= _CODE_DIGITS else None
    if number == 0:
        state = CardState.APPROVED
    elif number in _CARD_COMPANY:
        state = CardState.DECLINED
    elif number in _GATEWAY:
        state = CardState.REFUSED
    else:
        state = CardState.UNKNOWN
    return CardAnswer(state=state, reference=reference, code=code, message=text(answer.get("ErrorMessage")))
