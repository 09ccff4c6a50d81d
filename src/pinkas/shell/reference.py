"""`/docs`: the API's reference, readable in a browser without any network but this server's."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from importlib import resources
from importlib.metadata import version
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pinkas.dialects.caspit.openapi import openapi
from pinkas.dialects.caspit.routing import CaspitRouter

_TYPES: Final = {
    "page.js": "text/javascript; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
}
#: Nothing is fetched from anywhere else; the page's own styles are set by its script.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: Whoever may ask for the description may ask for it from a page of theirs.
_VERBS: Final = "GET, HEAD, OPTIONS"
_ANYBODY: Final = {"Access-Control-Allow-Origin": "*"}
_PREFLIGHT: Final = {
    **_ANYBODY,
    "Allow": _VERBS,
    "Access-Control-Allow-Methods": _VERBS,
    "Access-Control-Allow-Headers": "Accept, Content-Type, Caspit-Token",
    "Access-Control-Max-Age": "86400",
}
_HEADERS: Final = {
    **_ANYBODY,
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")

INTRODUCTION: Final = """
Pinkas speaks the API that business tools already use: change the base URL and go on. `/api/v1` is the vendor's
surface, `/ext/v1` what the books can do besides.

**To begin:** `POST /api/v1/Token` with user, password and tax number gives a token (ten minutes, each call restarts
them); put it in the header `Caspit-Token` with *Authorize*. The demo (`pinkas serve --demo`) is user `demo`, password
`demodemo`, tax number `123456782`.

**Everywhere:** names of paths, parameters and members match in any letter case, unknown ones are ignored, absent and
null are the same. JSON or XML by `Content-Type` and `Accept`. Every write takes an `Idempotency-Key`. Dates are local,
without offset.

**Other tongues, the same books:** tills that speak R-NET find them at `/v1` (or `/dev`), with a key in `x-api-key`;
what is served there is described in `docs/rnet.md`.

**Two verbs that OpenAPI cannot say:** `EMAIL /api/v1/Documents/{id}` does what `POST /api/v1/EmailDocument/{id}` does,
and `PRINT /api/v1/Documents/{id}` what `POST /api/v1/PrintDocument/{id}` does, with the same bodies, answers and
parameters, but that PRINT does not look at `inCaseOfErrorReturnHttpCode`.
"""


def reference_routes(routers: Iterable[CaspitRouter], *, server: str) -> list[Route]:
    """The page, the description it reads, and its files."""
    description = _ENCODER.encode(describe(routers, server=server))

    async def page(request: Request) -> Response:
        del request
        return Response(_file("page.html"), media_type="text/html; charset=utf-8", headers=_HEADERS)

    async def described(request: Request) -> Response:
        del request
        return Response(description, media_type="application/json", headers=_ANYBODY)

    async def file(request: Request) -> Response:
        name = request.path_params["name"].lower()
        if name not in _TYPES:
            return Response("Not found", status_code=404, media_type="text/plain", headers=_ANYBODY)
        return Response(
            _file(name), headers={"Content-Type": _TYPES[name], "Cache-Control": "max-age=86400", **_HEADERS}
        )

    return [_route("/docs", page), _route("/docs/openapi.json", described), _route("/docs/{name}", file)]


def _route(path: str, asked: Callable[[Request], Awaitable[Response]]) -> Route:
    """A route that is read, in any letter case; OPTIONS says that anybody may."""

    async def answered(request: Request) -> Response:
        return Response(headers=_PREFLIGHT) if request.method == "OPTIONS" else await asked(request)

    route = Route(path, answered, methods=["GET", "OPTIONS"])
    route.path_regex = re.compile(route.path_regex.pattern, re.IGNORECASE)
    return route


def describe(routers: Iterable[CaspitRouter], *, server: str) -> dict[str, Any]:
    """The OpenAPI 3.1 description of the whole server."""
    return openapi(routers, title="Pinkas", version=version("pinkas"), server=server, introduction=INTRODUCTION.strip())


@cache
def _file(name: str) -> bytes:
    return (resources.files("pinkas.shell") / "docs" / name).read_bytes()
