"""One POST of JSON to a gateway, and what a failure of it means for money.

What surely never left us is *refused*; whatever may have arrived is *unknown*. Nothing sent or answered is logged.
"""

from __future__ import annotations

from typing import Any, Final

import httpx2
import msgspec
import structlog

from pinkas.actions.ports.cards import CardAnswer, CardState

_log = structlog.get_logger("pinkas.cards")

CONNECT_S: Final = 10.0
#: How long a gateway may think; card companies take half a minute at times.
ANSWER_S: Final = 45.0
_MOST_BYTES: Final = 256 << 10
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_NO_ANSWER: Final = "the card gateway gave no answer that can be understood: the card may have been charged"
#: The request was not taken in: nothing happened.
_NOT_TAKEN: Final = frozenset({400, 401, 403, 404, 405, 413, 415, 422, 429})


class Wire:
    """The connections to all gateways of a worker; made at the first call.

    Certificates are checked, redirects are not followed, nothing in the environment leads the way elsewhere, and no
    connection is used twice: on one that died meanwhile nobody could tell whether a charge arrived.
    """

    def __init__(self, *, answer_s: float = ANSWER_S) -> None:
        self._answer_s = answer_s
        self._client: httpx2.AsyncClient | None = None

    async def post(self, url: str, body: dict[str, Any]) -> dict[str, Any] | CardAnswer:
        """The object that was answered, or why there is none."""
        if self._client is None:
            self._client = httpx2.AsyncClient(
                timeout=httpx2.Timeout(self._answer_s, connect=CONNECT_S),
                limits=httpx2.Limits(max_connections=50, max_keepalive_connections=0),
                trust_env=False,
                follow_redirects=False,
            )
        try:
            return await self._exchange(self._client, url, body)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol) as error:
            return self._failed(url, CardState.REFUSED, "the card gateway cannot be reached: nothing was sent", error)
        except (httpx2.HTTPError, ValueError) as error:
            return self._failed(url, CardState.UNKNOWN, _NO_ANSWER, error)

    async def close(self) -> None:
        """End all connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _exchange(
        self, client: httpx2.AsyncClient, url: str, body: dict[str, Any]
    ) -> dict[str, Any] | CardAnswer:
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        async with client.stream("POST", url, content=_ENCODER.encode(body), headers=headers) as response:
            if response.status_code in _NOT_TAKEN:
                text = f"the card gateway refused the request (HTTP {response.status_code})"
                return CardAnswer(state=CardState.REFUSED, message=text)
            if not response.is_success:
                raise ValueError(f"HTTP {response.status_code}")
            content = b""
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > _MOST_BYTES:
                    raise ValueError("an endless answer")
        return msgspec.json.decode(content, type=dict[str, Any])

    @staticmethod
    def _failed(url: str, state: CardState, message: str, error: Exception) -> CardAnswer:
        # The error's class alone: its text may quote what was sent.
        _log.warning("card gateway", call=url.rpartition("/")[2], state=state, error=type(error).__name__)
        return CardAnswer(state=state, message=message)


def text(value: object, most: int = 200) -> str | None:
    """A member of an answer as text; None when it is absent, empty or no plain value."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip()[:most] or None
