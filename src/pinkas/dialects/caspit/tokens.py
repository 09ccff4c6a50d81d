"""Token: user, password and business for ten sliding minutes (dossier sections 2 and 9.1)."""

from __future__ import annotations

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import log_in
from pinkas.dialects.caspit import operations
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import CaspitTokenRequest


def add_routes(router: CaspitRouter, desk: Desk) -> None:
    """Both ways to a token. The answer is a JSON string, quotes and all."""

    @router.on("GET", "Token", says=operations.GET_TOKEN)
    async def get_token(call: Call) -> Answer:
        user, password = call.required("user"), call.required("pwd")
        return await _token(call, user, password, call.text("osekMorshe"), None)

    @router.on("POST", "Token", says=operations.POST_TOKEN)
    async def post_token(call: Call) -> Answer:
        sent = await call.body(CaspitTokenRequest)
        return await _token(call, sent.UserName or "", sent.Password or "", sent.OsekMorsheNumber, sent.BusinessId)

    async def _token(call: Call, user: str, password: str, number: str | None, business: str | None) -> Answer:
        return ok(await log_in(desk, user, password, number, business_id=business, address=call.address or ""))
