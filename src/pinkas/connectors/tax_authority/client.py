"""The calls themselves: one attempt each, over a connection opened for it, every ending turned into an outcome."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import httpx2
import msgspec
import structlog

from pinkas.actions.ports import Application, ApprovalRequest, Reply, Ruling, Tokens, TokenTrouble
from pinkas.connectors.tax_authority import reading
from pinkas.connectors.tax_authority.writing import approval_body, decision_body, lookup_body

_log = structlog.get_logger("pinkas.tax_authority")

_LARGEST_ANSWER: Final = 1 << 20
_CONNECT_S: Final = 3.0
_JSON: Final = msgspec.json.Encoder(decimal_format="number")
#: Ways to fail before a byte of the request was sent.
_NOT_SENT: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)


class ShaamClient:
    """The authority over HTTPS."""

    def authorise_url(self, application: Application, *, redirect_uri: str, state: str) -> str:
        """Where a person authorises the application (§3.2); the scope is literally `scope`."""
        asked = {
            "response_type": "code",
            "client_id": application.client_id,
            "scope": "scope",
            "state": state,
            "redirect_uri": redirect_uri,
        }
        return f"{_login(application)}/authorize?{urlencode(asked)}"

    async def exchange(
        self, application: Application, code: str, redirect_uri: str, *, timeout_s: float
    ) -> Tokens | TokenTrouble:
        """The token for a code; the application says who it is in the header."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        secret = httpx2.BasicAuth(application.client_id, application.client_secret)
        return await self._token(application, form, secret, timeout_s)

    async def refresh(self, application: Application, refresh_token: str, *, timeout_s: float) -> Tokens | TokenTrouble:
        """The next token; the application says who it is in the body."""
        form = {
            "grant_type": "refresh_token",
            "client_id": application.client_id,
            "client_secret": application.client_secret,
            "refresh_token": refresh_token,
        }
        return await self._token(application, form, httpx2.Auth(), timeout_s)

    async def _token(
        self, application: Application, form: dict[str, str], secret: httpx2.Auth, timeout_s: float
    ) -> Tokens | TokenTrouble:
        try:
            async with _client(timeout_s) as client:
                answer = await client.post(f"{_login(application)}/token", data=form, auth=secret)
        except httpx2.HTTPError as error:
            return TokenTrouble(
                detail=f"the tax authority's login did not answer ({type(error).__name__})", final=False
            )
        return reading.tokens(answer.status_code, answer.content[:_LARGEST_ANSWER])

    async def approve(
        self, application: Application, token: str, request: ApprovalRequest, *, timeout_s: float
    ) -> Reply:
        """Ask for a number (`Invoices/v2/Approval`)."""
        body = approval_body(application, request)
        answer = await self._call(application, application.host, application.approval_path, token, body, timeout_s)
        return answer if isinstance(answer, Reply) else reading.approval(*answer)

    async def look_up(self, application: Application, token: str, invoice_id: UUID, *, timeout_s: float) -> Reply:
        """How an earlier request stands (`invoice-information/v2/details`); asking by our own id is our reading."""
        body = lookup_body(application, str(invoice_id))
        host, path = application.lookup_host, application.lookup_path
        answer = await self._call(application, host, path, token, body, timeout_s)
        return answer if isinstance(answer, Reply) else reading.details(*answer)

    async def decide(
        self, application: Application, token: str, invoice_id: UUID, decision: str, *, timeout_s: float
    ) -> Reply:
        """Tell a decision (`InvoiceDecisionApi/v1`)."""
        path = f"{application.decision_path.strip('/')}/{decision}"
        body = decision_body(application, str(invoice_id))
        answer = await self._call(application, application.host, path, token, body, timeout_s)
        return answer if isinstance(answer, Reply) else reading.decision(*answer)

    async def _call(
        self, application: Application, host: str, path: str, token: str, body: dict[str, Any], timeout_s: float
    ) -> Reply | tuple[int, bytes]:
        address = f"{host}/shaam/{application.environment}/{path.strip('/')}"
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        try:
            async with asyncio.timeout(timeout_s), _client(timeout_s) as client:
                answer = await client.post(address, content=_JSON.encode(body), headers=headers)
        except _NOT_SENT as error:
            return Reply(ruling=Ruling.NOT_SENT, detail=f"the tax authority cannot be reached ({type(error).__name__})")
        except (httpx2.HTTPError, TimeoutError) as error:
            _log.warning("the tax authority's answer is unknown", path=path, reason=type(error).__name__)
            return Reply(ruling=Ruling.UNKNOWN, detail=f"the tax authority did not answer ({type(error).__name__})")
        return answer.status_code, answer.content[:_LARGEST_ANSWER]


def _client(timeout_s: float) -> httpx2.AsyncClient:
    timeout = httpx2.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s))
    # Never through a redirect: the token would go with it.
    return httpx2.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False)


def _login(application: Application) -> str:
    return f"{application.login_host}/shaam/{application.environment}/longtimetoken/oauth2"
