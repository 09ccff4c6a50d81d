"""From an HTTP request to a handler: routes under /v1 and /dev in any letter case, ids in path or query.

The router is a Starlette route that claims everything under its bases. It lets nobody reach a handler whose key it does
not know, answers OPTIONS, puts the cross-origin headers on every answer, and turns errors into this wire's bodies.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match, NoMatchFound

from pinkas.dialects.http import (
    NotServed,
    decoded_steps,
    parse_query,
    preflight_headers,
    send_answer,
    standing_headers,
    steps_below,
    verbs_said,
)
from pinkas.dialects.rnet.answers import Answer, CallError, Pages, failure, not_served, render
from pinkas.dialects.rnet.call import Call
from pinkas.dialects.rnet.fields import Wire
from pinkas.dialects.rnet.writing import encode
from pinkas.dialects.text import echo

if TYPE_CHECKING:
    from starlette.datastructures import URLPath
    from starlette.types import Receive, Scope, Send

    from pinkas.actions.desk import Caller

#: Where this wire is served; the second is how old pages of the vendor's write it.
BASES: Final = ("v1", "dev")

Handler = Callable[[Call], Awaitable[Answer]]
Admit = Callable[[Call], Awaitable["Caller"]]
FailureHandler = Callable[[Call, Exception], Awaitable[Answer]]

_STANDING: Final = standing_headers("Idempotency-Replayed, Retry-After")
_ALLOWED_HEADERS: Final = "Authorization, x-api-key, Content-Type, Accept, Idempotency-Key"
_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Route:
    """A verb at a pattern: `inventory/barcode/{barcode}`; words match in any letter case."""

    verb: str
    steps: tuple[str, ...]
    handler: Handler

    @property
    def pattern(self) -> str:
        """The pattern as it was registered."""
        return "/".join(self.steps)

    def values(self, path: tuple[str, ...]) -> dict[str, str] | None:
        """The parameters that this pattern finds in a path; None: no match."""
        if len(path) != len(self.steps):
            return None
        values = {}
        for step, given in zip(self.steps, path, strict=True):
            if step.startswith("{"):
                if not given:
                    return None
                values[step.strip("{}")] = given
            elif given.lower() != step:
                return None
        return values


class RnetRouter(BaseRoute):
    """Serves the handlers registered with `on` or `add`; give it to Starlette as one of its routes.

    `admit` says who asks, or raises; `on_failure` answers whatever a handler raises beyond CallError; `body_hash` is
    what is kept of a body that came with an Idempotency-Key.
    """

    def __init__(self, *, admit: Admit, on_failure: FailureHandler, body_hash: Callable[[bytes], bytes]) -> None:
        self._admit = admit
        self._on_failure = on_failure
        self._body_hash = body_hash
        self._routes: list[Route] = []

    def on(self, verb: str, pattern: str) -> Callable[[Handler], Handler]:
        """Register the decorated handler; see `add`."""

        def register(handler: Handler) -> Handler:
            self.add(verb, pattern, handler)
            return handler

        return register

    def add(self, verb: str, pattern: str, handler: Handler) -> None:
        """Register a handler for `transactions`, `transactions/no/{no}` ... below the bases. GET answers HEAD too."""
        steps = tuple(word if word[0] == "{" else word.lower() for word in pattern.split("/") if word)
        self._routes.append(Route(verb.upper(), steps, handler))

    def table(self) -> tuple[Route, ...]:
        """Every route, in the order of registration."""
        return tuple(self._routes)

    # --- Starlette's side ------------------------------------------------------------------------------------------

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Claim every HTTP request under the bases."""
        mine = scope["type"] == "http" and _steps(scope) is not None
        return (Match.FULL if mine else Match.NONE), {}

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Nothing here has a name: no answer bears an address."""
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        fault: Exception | None = None
        zone = _UTC
        try:
            answer, zone = await self._answer(scope, receive)
            headers, body = render(answer, zone)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - answered here, then raised on for the server to report
            fault = error
            answer = failure("An error has occurred.", 500)
            headers, body = render(answer, zone)
        if isinstance(answer.content, AsyncIterator):
            await _send_pages(answer, answer.content, zone, scope, send)
        else:
            await send_answer(scope, send, answer.status, [*headers, *_STANDING], body)
        if fault is not None:
            raise fault

    # --- finding the handler and calling it ------------------------------------------------------------------------

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[Answer, ZoneInfo]:
        try:
            path = decoded_steps(_steps(scope) or [], scope)
            query = parse_query(scope.get("query_string", b""))
            found = self._find(scope, path)
        except NotServed as error:
            return not_served(error), _UTC
        except CallError as error:
            return error.answer, _UTC
        if isinstance(found, Answer):
            return found, _UTC
        route, values = found
        call = Call(scope, receive, path=path, values=values, query=query, body_hash=self._body_hash)
        answer = await self._served(route, call)
        return answer, _UTC if call.admitted is None else call.admitted.zone

    def _find(self, scope: Scope, path: tuple[str, ...]) -> tuple[Route, dict[str, str]] | Answer:
        """The route at an address; an answer for OPTIONS. CallError: 404 or 405."""
        here = [(route, values) for route in self._routes if (values := route.values(path)) is not None]
        if not here:
            raise CallError(failure("No HTTP resource was found that matches the request URI.", 404))
        verb = scope["method"]
        verbs = verbs_said(route.verb for route, _ in here)
        if verb == "OPTIONS":
            return Answer(200, headers=preflight_headers(scope, verbs, _ALLOWED_HEADERS))
        wanted = "GET" if verb == "HEAD" else verb
        for route, values in here:
            if route.verb == wanted:
                return route, values
        text = f"The requested resource does not support http method '{echo(verb)}'."
        raise CallError(failure(text, 405, headers=(("allow", verbs),)))

    async def _served(self, route: Route, call: Call) -> Answer:
        try:
            call.admitted = await self._admit(call)
            return await _begun(await route.handler(call))
        except CallError as error:
            return error.answer
        except NotServed as error:
            return not_served(error)
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - the one place that answers whatever a handler raises
            return await self._on_failure(call, error)


async def _begun(answer: Answer) -> Answer:
    """The answer, its first pages read: what fails there can still be told, and one page alone is a plain array."""
    pages = answer.content
    if not isinstance(pages, AsyncIterator):
        return answer
    first, second = await anext(pages, None), await anext(pages, None)
    if first is None or second is None:
        return replace(answer, content=first or [])
    return replace(answer, content=_again(first, second, pages))


async def _again(first: Sequence[Wire], second: Sequence[Wire], rest: Pages) -> AsyncIterator[Sequence[Wire]]:
    yield first
    yield second
    async for page in rest:
        yield page


async def _send_pages(answer: Answer, pages: Pages, zone: ZoneInfo, scope: Scope, send: Send) -> None:
    """Send an array page by page. What fails now breaks the connection: half a list must not look whole."""
    headers, _ = render(answer, zone)
    await send({"type": "http.response.start", "status": answer.status, "headers": [*headers, *_STANDING]})
    mark = b"["
    async for page in pages:
        if scope["method"] == "HEAD":
            break
        inside = encode(page, zone=zone, without=answer.without)[1:-1]
        if inside:
            await send({"type": "http.response.body", "body": mark + inside, "more_body": True})
            mark = b","
    closing = b"]" if mark == b"," else b"[]"
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else closing})


def _steps(scope: Scope) -> list[bytes] | None:
    """The still encoded parts of the path below one of the bases; None when it is below none."""
    for base in BASES:
        steps = steps_below(scope, (base,))
        if steps is not None:
            return steps
    return None
