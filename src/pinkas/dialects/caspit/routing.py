"""From an HTTP request to a handler, the way ASP.NET routes: controller names in any letter case, ids in path or query.

The router is a Starlette route that claims everything under its base path. It reads the raw path, so that an encoded
slash inside an id survives; answers OPTIONS; puts the cross-origin headers on every answer; turns errors into the
vendor's bodies, with the status the caller asked for where the endpoint has that parameter (dossier sections 1, 3).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, NoMatchFound

from pinkas.dialects.caspit.answers import Answer, CallError, http_error, model_state, not_served, render
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import MAX_BODY_BYTES, Call, Surface, Target
from pinkas.dialects.caspit.describing import Operation
from pinkas.dialects.caspit.negotiation import form_of
from pinkas.dialects.http import (
    NotServed,
    Query,
    decoded_steps,
    parse_query,
    preflight_headers,
    raw_path,
    standing_headers,
    steps_below,
    verbs_said,
)
from pinkas.dialects.text import echo

if TYPE_CHECKING:
    from starlette.datastructures import URLPath
    from starlette.types import Message, Receive, Scope, Send

MAX_ECHOED_PATH = 300

Handler = Callable[[Call], Awaitable[Answer | Response]]
FailureHandler = Callable[[Call, Exception], Awaitable[Answer]]

_FIXED_HEADERS: Final = standing_headers(
    "Location, Content-Disposition, Idempotency-Replayed, Retry-After, Pinkas-Warning"
)
_ALLOWED_HEADERS: Final = "Caspit-Token, Content-Type, Accept, Idempotency-Key"
#: A token that is none, a body too large, too many requests: whoever reads the status must not take them for success.
_KEEP_THEIR_STATUS: Final = frozenset({401, 413, 429})


@dataclass(frozen=True, slots=True)
class _Step:
    """One part of a pattern: a word, or a parameter that may be missing."""

    word: str
    parameter: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class _Route:
    verb: str
    steps: tuple[_Step, ...]
    handler: Handler
    error_status: bool
    says: Operation | None = None
    max_body: int = MAX_BODY_BYTES

    def values(self, path: tuple[str, ...], query: Query) -> dict[str, str] | None:
        """The parameters this pattern finds in a path and, for those the path lacks, in the query; None: no match."""
        if len(path) > len(self.steps):
            return None
        values: dict[str, str] = {}
        for index, step in enumerate(self.steps):
            given = path[index] if index < len(path) else None
            if not step.parameter:
                if given is None or given.lower() != step.word:
                    return None
            elif given := given or query.first(step.word):
                values[step.word] = given
            elif not step.optional:
                return None
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTold:
    """A route as the reference tells it: the pattern as it was registered, below the base path."""

    verb: str
    base: str
    pattern: str
    error_status: bool
    says: Operation | None


class CaspitRouter(BaseRoute):
    """Serves the handlers registered with `on` or `add`; give it to Starlette as one of its routes.

    `on_failure` answers what a handler raises beyond WireError and CallError: the books' errors, and faults. An error
    it raises itself is answered 500 and raised on, for the server to report.
    """

    def __init__(self, *, on_failure: FailureHandler, surface: Surface | None = None) -> None:
        self.surface = surface or Surface()
        self._on_failure = on_failure
        self._base = tuple(word.lower() for word in self.surface.base.split("/") if word)
        self._below = "".join(f"/{word}" for word in self._base).encode() + b"/"
        self._routes: dict[str, list[_Route]] = {}
        self._told: list[RouteTold] = []

    def on(
        self,
        verb: str,
        pattern: str,
        *,
        error_status: bool = False,
        says: Operation | None = None,
        max_body: int = MAX_BODY_BYTES,
    ) -> Callable[[Handler], Handler]:
        """Register the decorated handler; see `add`."""

        def register(handler: Handler) -> Handler:
            self.add(verb, pattern, handler, error_status=error_status, says=says, max_body=max_body)
            return handler

        return register

    def add(
        self,
        verb: str,
        pattern: str,
        handler: Handler,
        *,
        error_status: bool = False,
        says: Operation | None = None,
        max_body: int = MAX_BODY_BYTES,
    ) -> None:
        """Register a handler for `Contacts`, `Contacts/{id}`, `Pdf/{id?}` ...: `{name?}` may be missing.

        `error_status`: the endpoint has the parameter inCaseOfErrorReturnHttpCode. `says`: what the reference tells of
        it. `max_body`: the largest body it takes, bytes. GET answers HEAD too.
        """
        words = [word for word in pattern.split("/") if word]
        steps = tuple(
            _Step(word.strip("{?}") if word[0] == "{" else word.lower(), word[0] == "{", word.endswith("?}"))
            for word in words
        )
        self._routes.setdefault(steps[0].word, []).append(
            _Route(verb.upper(), steps, handler, error_status, says, max_body)
        )
        self._told.append(
            RouteTold(verb=verb.upper(), base=self.surface.base, pattern=pattern, error_status=error_status, says=says)
        )

    def table(self) -> tuple[RouteTold, ...]:
        """Every route, in the order of registration."""
        return tuple(self._told)

    # --- Starlette's side ------------------------------------------------------------------------------------------

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Claim every HTTP request under the base path."""
        mine = scope["type"] == "http" and self._raw_steps(scope) is not None
        return (Match.FULL if mine else Match.NONE), {}

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Handlers make addresses with `Call.link`; nothing here has a name."""
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        fault: Exception | None = None
        try:
            reply = await self._reply(scope, receive)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - answered here, then raised on below
            fault, reply = error, http_error("An error has occurred.", 500)
        await _send(reply, self.surface, scope, receive, send)
        if fault is not None:
            raise fault

    # --- finding the handler ---------------------------------------------------------------------------------------

    def _raw_steps(self, scope: Scope) -> list[bytes] | None:
        """The still encoded parts of the path below the base; None when it is not below the base."""
        path = raw_path(scope).removeprefix(scope.get("root_path", "").encode())
        if path.startswith(self._below) and path[len(self._below) : len(self._below) + 1] not in {b"", b"/"}:
            return path[len(self._below) :].rstrip(b"/").split(b"/")  # as nearly everybody writes it
        return steps_below(scope, self._base)

    async def _reply(self, scope: Scope, receive: Receive) -> Answer | Response:
        try:
            query = parse_query(scope.get("query_string", b""))
            path = decoded_steps(self._raw_steps(scope) or [], scope)
            route, values = self._find(scope, path, query)
        except NotServed as error:
            return not_served(error)
        except CallError as error:
            return error.answer
        if route is None:
            routes = self._routes[path[0].lower()]
            return self._preflight(_at(routes, path, query) or routes, scope)
        call = Call(scope, receive, self.surface, Target(path, values, query, route.max_body))
        return await self._served(route, call)

    def _find(self, scope: Scope, path: tuple[str, ...], query: Query) -> tuple[_Route | None, dict[str, str]]:
        """The route that finds most of its parameters; None for OPTIONS. CallError: 404 or 405."""
        routes = self._routes.get(path[0].lower(), []) if path else []
        verb = scope["method"]
        if routes and verb == "OPTIONS":
            return None, {}
        wanted = "GET" if verb == "HEAD" else verb
        candidates = [route for route in routes if route.verb == wanted]
        found = [(route, values) for route in candidates if (values := route.values(path, query)) is not None]
        if found:
            return max(found, key=lambda each: len(each[1]))
        # A verb that the controller never has is told so wherever it was tried.
        here = _at(routes, path, query) or ([] if candidates else routes)
        if not here:
            raise CallError(self._not_found(scope))
        text = f"The requested resource does not support http method '{echo(verb)}'."
        raise CallError(http_error(text, 405, headers=(("allow", _verbs(here)),)))

    def _not_found(self, scope: Scope) -> Answer:
        # Without the query: it may hold a token.
        origin = Call(scope, _no_body, self.surface, Target()).origin
        address = origin + raw_path(scope)[:MAX_ECHOED_PATH].decode("ascii", "replace")
        return http_error(f"No HTTP resource was found that matches the request URI '{address}'.", 404)

    def _preflight(self, here: list[_Route], scope: Scope) -> Answer:
        verbs = _verbs(here)
        return Answer(200, headers=preflight_headers(scope, verbs, _ALLOWED_HEADERS))

    # --- calling it ------------------------------------------------------------------------------------------------

    async def _served(self, route: _Route, call: Call) -> Answer | Response:
        wanted = None
        try:
            wanted = call.error_status if route.error_status else None
            reply = await route.handler(call)
        except WireError as error:
            reply = model_state(error.model_state)
        except CallError as error:
            reply = error.answer
        except NotServed as error:
            reply = not_served(error)
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - the one place that answers whatever a handler raises
            reply = await self._on_failure(call, error)
        return _as_wanted(reply, wanted)


def _at(routes: list[_Route], path: tuple[str, ...], query: Query) -> list[_Route]:
    """The routes at an address, whatever the verb."""
    return [route for route in routes if route.values(path, query) is not None]


def _as_wanted(reply: Answer | Response, wanted: int | None) -> Answer | Response:
    """The caller's own status for a handled error; what no handler decided, or an answer insists on, keeps its own."""
    if wanted is None or isinstance(reply, Response) or not 400 <= reply.status < 500:
        return reply
    if reply.keeps_status or reply.status in _KEEP_THEIR_STATUS:
        return reply
    return replace(reply, status=wanted)


def _verbs(routes: list[_Route]) -> str:
    return verbs_said(route.verb for route in routes)


async def _no_body() -> Message:
    raise ClientDisconnect


async def _send(reply: Answer | Response, surface: Surface, scope: Scope, receive: Receive, send: Send) -> None:
    """Send what a handler gave, with the headers every answer has; for HEAD without the body."""
    head_only = scope["method"] == "HEAD"

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message["headers"]}
            extra = [header for header in _FIXED_HEADERS if header[0] not in present]
            message = {**message, "headers": [*message["headers"], *extra]}
        elif head_only:
            message = {**message, "body": b""}
        await send(message)

    if isinstance(reply, Response):
        await reply(scope, receive, send_on)
        return
    headers, body = render(reply, surface.zone, form_of(scope["headers"]))
    await send_on({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send_on({"type": "http.response.body", "body": body})
