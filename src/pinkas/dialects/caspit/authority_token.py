"""The tax authority's token: `GET OpenAPIToken` and `POST OpenAPIToken` (dossier sections 8.14 and 9.10)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pinkas.actions.allocation.token import AuthorityToken, fresh_token, store_token
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.books.errors import InvalidValue
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation
from pinkas.dialects.caspit.fields import Rules, Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import REQUIRED, SECRET, Instant

_S8000 = Annotated[str | None, Rules(max_length=8000)]
_MEMBERS = {
    "access_token": "AccessToken", "refresh_token": "RefreshToken", "access_until": "AccessTokenValidDate",
    "refresh_until": "RefreshTokenValidDate",
}  # fmt: skip


class OpenAPIToken(Wire, frozen=True, kw_only=True):
    """Both halves of the tax authority's token, and until when each holds (dossier §8.14). The lengths are ours."""

    prefix: ClassVar[str] = "token"

    AccessToken: Annotated[_S8000, REQUIRED, SECRET] = None
    AccessTokenValidDate: Instant = None
    RefreshToken: Annotated[_S8000, SECRET] = None
    RefreshTokenValidDate: Instant = None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """Both calls on the token."""

    @router.on(
        "GET",
        "OpenAPIToken",
        says=Operation(
            summary="The tax authority's token",
            says="Refreshed before it is shown when it is stale and the business has its application set up; a stale "
            "one that could not be refreshed is shown with its own dates.",
            answers=(Answers(200, OpenAPIToken),),
            errors=((404, "None was stored."),),
        ),
    )
    async def show_token(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(_to_wire(await fresh_token(desk, caller)))

    @router.on(
        "POST",
        "OpenAPIToken",
        error_status=True,
        says=Operation(
            summary="Store a token of the tax authority that was got elsewhere",
            says="It takes the place of the one before. Without AccessTokenValidDate it is refreshed at its first use.",
            body=OpenAPIToken,
            answers=(Answers(200, OpenAPIToken),),
        ),
    )
    async def keep_token(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(OpenAPIToken)
        once = await once_of(call, desk, status=200)
        try:
            token = AuthorityToken(
                access=sent.AccessToken or "",
                access_until=sent.AccessTokenValidDate,
                refresh=sent.RefreshToken or None,
                refresh_until=sent.RefreshTokenValidDate,
            )
        except InvalidValue as error:
            member = _MEMBERS[error.field]
            raise WireError({f"token.{member}": [f"The field {member} {error.reason}."]}) from None
        saved = await store_token(desk, caller, token, once=once)
        return saved_answer(200, _to_wire(saved.record), replayed=saved.replayed)


def _to_wire(token: AuthorityToken) -> OpenAPIToken:
    return OpenAPIToken(
        AccessToken=token.access,
        AccessTokenValidDate=token.access_until,
        RefreshToken=token.refresh,
        RefreshTokenValidDate=token.refresh_until,
    )
