"""The dialect as one Starlette route: every method of `/clientapi/v1`, joined to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match, NoMatchFound

from pinkas.actions.desk import Desk
from pinkas.actions.keys import Keys
from pinkas.dialects.http import NotServed, decoded_steps, first_header, receive_body, send_answer, steps_below
from pinkas.dialects.icash import (
    albania,
    cash,
    contragents,
    documents,
    operation_lists,
    operations,
    sale_items,
    shop_lists,
)
from pinkas.dialects.icash.authentication import Gate
from pinkas.dialects.icash.failures import UNKNOWN_METHOD
from pinkas.dialects.icash.form import MAX_BODY_BYTES, MEDIA_TYPE, Form, parse_form
from pinkas.dialects.icash.methods import LOGIN, Incoming, Method, serve, serve_login
from pinkas.dialects.icash.replies import Reply, failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import URLPath
    from starlette.types import Receive, Scope, Send

BASE: Final = "/clientapi/v1"
_BASE_STEPS: Final = ("clientapi", "v1")


class IcashRouter(BaseRoute):
    """Serves the methods of the client API; give it to Starlette as one of its routes."""

    def __init__(self, gate: Gate, methods: Mapping[str, Method]) -> None:
        self._gate = gate
        self.methods = methods

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Claim every HTTP request under the base path."""
        mine = scope["type"] == "http" and steps_below(scope, _BASE_STEPS) is not None
        return (Match.FULL if mine else Match.NONE), {}

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Nothing here has a name: no reply bears an address."""
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        try:
            reply = await self._reply(scope, receive)
        except ClientDisconnect:
            return
        except NotServed as error:
            closing = ((b"connection", b"close"),) if error.status == 413 else ()
            reply = failure("", error.text, status=error.status, headers=closing)
        await send_answer(scope, send, reply.status, reply.raw_headers(), reply.body)

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        steps = decoded_steps(steps_below(scope, _BASE_STEPS) or [], scope)
        name = "/".join(steps)
        method = self.methods.get(name)
        if scope["method"] != "POST":
            if method is None and name != LOGIN:
                return failure("", UNKNOWN_METHOD, status=404)
            return failure("", "Only POST is served", status=405, headers=((b"allow", b"POST"),))
        form = await _form(scope, receive)
        if method is None and name != LOGIN:
            return failure(form.text("nonce"), UNKNOWN_METHOD, status=404)
        client = scope.get("client")
        incoming = Incoming(
            form=form,
            address=client[0] if client else "",
            idempotency_key=first_header(scope, "Idempotency-Key"),
        )
        return await serve_login(incoming, self._gate) if method is None else await serve(method, incoming, self._gate)


async def _form(scope: Scope, receive: Receive) -> Form:
    """The request's form. NotServed: 415 for a body that says it is something else."""
    body = await receive_body(scope, receive, MAX_BODY_BYTES)
    kind, _, more = (first_header(scope, "Content-Type") or MEDIA_TYPE).partition(";")
    charset = more.partition("charset=")[2].strip('" ').lower()
    if kind.strip().lower() != MEDIA_TYPE or charset not in {"", "utf-8", "utf8"}:
        raise NotServed(415, f"Only {MEDIA_TYPE} in UTF-8 is read")
    return parse_form(body)


def icash_router(desk: Desk, keys: Keys) -> IcashRouter:
    """The router of `/clientapi/v1`."""
    methods = (
        *shop_lists.METHODS,
        *documents.METHODS,
        *operations.METHODS,
        *operation_lists.METHODS,
        *contragents.METHODS,
        *sale_items.METHODS,
        *cash.METHODS,
        *albania.METHODS,
    )
    return IcashRouter(Gate(desk, keys), {method.name: method for method in methods})
