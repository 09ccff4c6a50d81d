"""CardCom's interface, version 11 (exchange formats dossier, section 4.3).

Cards are charged by token, with our reference as `ExternalUniqTranId`, under which the charge can be looked up. Numbers
are taken on its own page alone; refunds name the charge they give back and cannot be looked up.
"""

from __future__ import annotations

from decimal import Decimal
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
    PageOperation,
    PageOrder,
    Refunds,
)
from pinkas.books.charge import Credit
from pinkas.connectors.cards.https import Wire, text

NAME: Final = "cardcom"
URL: Final = "https://secure.cardcom.solutions/api/v11"
_COINS: Final = {"ILS": 1, "USD": 2}
_OPERATIONS: Final = {
    PageOperation.CHARGE: "ChargeOnly",
    PageOperation.CHARGE_AND_TOKEN: "ChargeAndCreateToken",
    PageOperation.TOKEN: "CreateTokenOnly",
}
#: A page for a token alone charges nothing, and must bear a sum all the same.
_TOKEN_ONLY_SUM: Final = Decimal(1)
#: Below are the card company's codes, from there on the gateway's own, about the request and who sent it.
_OWN_CODES_FROM: Final = 600
#: Our reference was used before: what became of it then is not said.
_SAME_REFERENCE: Final = 608
#: A check without a charge; no answer to what we ask.
_CHECKED_ONLY: Final = frozenset({700, 701})


class CardCom:
    """One business's terminal."""

    name = NAME
    abilities = Abilities(
        tokenises=False,
        charges_numbers=False,
        looks_up_charges=True,
        refunds=Refunds.BY_REFERENCE,
        has_pages=True,
        credits=frozenset({Credit.REGULAR, Credit.INSTALMENTS}),
    )

    def __init__(self, wire: Wire, account: GatewayAccount, *, url: str | None = None) -> None:
        self._wire = wire
        self._account = account
        self._url = (url or URL).rstrip("/")

    async def tokenise(self, card: Card) -> CardAnswer:
        """Only its own page takes numbers."""
        del card
        return CardAnswer(state=CardState.REFUSED, message="this gateway takes card numbers on its own page only")

    async def charge(self, order: GatewayCharge) -> CardAnswer:
        """`Transactions/Transaction`: unknown members are refused, so that what is not needed is left out."""
        if not isinstance(order.means, CardToken):
            return CardAnswer(state=CardState.REFUSED, message="this gateway charges tokens only")
        body: dict[str, Any] = {
            **self._terminal(),
            "Amount": order.amount,
            "Token": order.means.token,
            "CardExpirationMMYY": order.means.expiry,
            "ISOCoinId": _COINS[order.currency],
            "ExternalUniqTranId": order.reference,
        }
        if order.payments > 1:
            body["NumOfPayments"] = order.payments
        if order.means.security_code:
            body["CVV2"] = order.means.security_code
        return _told(await self._post("Transactions/Transaction", body))

    async def look_up(self, reference: str) -> CardAnswer | None:
        """`Transactions/GetTransactionByExternalUniqTran`.

        How it says that it knows of none is nowhere documented, and wrong credentials must not pass for that: what is
        no transaction stays unknown.
        """
        body = {**self._terminal(), "ExternalUniqTranId": reference}
        answer = await self._post("Transactions/GetTransactionByExternalUniqTran", body)
        if isinstance(answer, CardAnswer) or _transaction(answer) is None:
            return CardAnswer(state=CardState.UNKNOWN)
        return _told(answer)

    async def refund(self, order: GatewayCharge) -> CardAnswer:
        """`Transactions/RefundByTransactionId`, in part or in whole; it alone wants the second password."""
        body = {
            "ApiName": self._account.user or "",
            "ApiPassword": self._account.password or "",
            "TransactionId": int(order.gives_back) if order.gives_back and order.gives_back.isdecimal() else 0,
            "PartialSum": order.amount,
            "AllowMultipleRefunds": True,
        }
        return _told(await self._post("Transactions/RefundByTransactionId", body), reference="NewTranzactionId")

    async def start_page(self, order: PageOrder) -> HostedPage | CardAnswer:
        """`LowProfile/Create`."""
        body = {
            **self._terminal(),
            "Operation": _OPERATIONS[order.operation],
            "ReturnValue": order.reference,
            "Amount": _TOKEN_ONLY_SUM if order.amount is None else order.amount,
            "ISOCoinId": _COINS[order.currency],
            "Language": order.language,
            "SuccessRedirectUrl": order.success_url,
            "FailedRedirectUrl": order.failure_url,
        }
        if order.notify_url is not None:
            body["WebHookUrl"] = order.notify_url
        answer = await self._post("LowProfile/Create", body)
        if isinstance(answer, CardAnswer):
            return answer
        page_id, url = text(answer.get("LowProfileId")), text(answer.get("Url"), 2000)
        if answer.get("ResponseCode") != 0 or page_id is None or url is None:
            return CardAnswer(
                state=CardState.REFUSED,
                code=text(answer.get("ResponseCode")),
                message=text(answer.get("Description")) or "the card gateway opened no page",
            )
        return HostedPage(page_id, url)

    async def page_result(self, page_id: str) -> CardAnswer | None:
        """`LowProfile/GetLpResult`: its parts are null until the holder has filled the page in."""
        answer = await self._post("LowProfile/GetLpResult", {**self._terminal(), "LowProfileId": page_id})
        if isinstance(answer, CardAnswer):
            return CardAnswer(state=CardState.UNKNOWN, message=answer.message)
        done, token = answer.get("TranzactionInfo"), answer.get("TokenInfo")
        if not isinstance(done, dict) and not isinstance(token, dict):
            return None
        told = _told(done) if isinstance(done, dict) else CardAnswer(state=CardState.APPROVED)
        found = token if isinstance(token, dict) and told.state is CardState.APPROVED else {}
        return CardAnswer(
            state=told.state,
            reference=told.reference,
            code=told.code,
            message=told.message,
            token=text(found.get("Token")),
            expiry=_expiry(found),
            last_four=_last_four(done if isinstance(done, dict) else {}),
        )

    def _terminal(self) -> dict[str, Any]:
        return {"TerminalNumber": int(self._account.terminal or 0), "ApiName": self._account.user or ""}

    async def _post(self, call: str, body: dict[str, Any]) -> dict[str, Any] | CardAnswer:
        return await self._wire.post(f"{self._url}/{call}", body)


def _transaction(answer: dict[str, Any], member: str = "TranzactionId") -> str | None:
    found = text(answer.get(member))
    return None if found == "0" else found


def _told(answer: dict[str, Any] | CardAnswer, *, reference: str = "TranzactionId") -> CardAnswer:
    """What the response code says; one without a meaning for a charge leaves it unknown."""
    if isinstance(answer, CardAnswer):
        return answer
    code = answer.get("ResponseCode")
    if isinstance(code, bool) or not isinstance(code, int) or code in _CHECKED_ONLY or code == _SAME_REFERENCE:
        state = CardState.UNKNOWN
    elif code == 0:
        state = CardState.APPROVED
    else:
        state = CardState.DECLINED if 0 < code < _OWN_CODES_FROM else CardState.REFUSED
    return CardAnswer(
        state=state,
        reference=_transaction(answer, reference),
        code=text(code, 10),
        message=text(answer.get("Description")),
        last_four=_last_four(answer),
    )


def _expiry(token: dict[str, Any]) -> str | None:
    month, year = text(token.get("CardMonth")), text(token.get("CardYear"))
    if month is None or year is None or not (month + year).isdecimal():
        return None
    return f"{int(month):02d}{year[-2:]:0>2}"


def _last_four(answer: dict[str, Any]) -> str | None:
    """The last four digits, where they are told; no leading zero of theirs is lost in a number."""
    found = text(answer.get("Last4CardDigitsString")) or text(answer.get("Last4CardDigits"))
    return f"{found:0>4}"[-4:] if found is not None and found.isdecimal() else None
