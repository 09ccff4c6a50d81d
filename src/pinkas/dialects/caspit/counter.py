"""What every route does at the counter: who calls, whether it was asked before, and how a write is answered."""

from __future__ import annotations

import re
from typing import Final

from pinkas.actions.desk import Caller, Desk, Once
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.answers import Answer, CallError, invalid_token, message, too_many_requests
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.codec import Content

_IDEMPOTENCY_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_MAX_TOKEN: Final = 200
#: What in an address makes another request of the same body.
_NAMING: Final = ("id", "key", "documentNumber", "trxTypeId", "businessId", "endDate", "AlreadySent")


async def caller_of(call: Call, sessions: Sessions) -> Caller:
    """Whose token the call bears; answers the vendor's 401 otherwise. The call restarts the token's ten minutes.

    429 for a token that asks more often than this installation allows.
    """
    token = call.token
    caller = None
    if token and len(token) <= _MAX_TOKEN:
        caller = await sessions.caller(token)
    if caller is None:
        raise CallError(invalid_token(token))
    call.caller = caller
    throttle = call.surface.throttle
    if throttle is not None and (wait_s := throttle.take(token or "")):
        raise CallError(too_many_requests(throttle.per_minute, wait_s))
    return caller


async def once_of(call: Call, desk: Desk, *, status: int) -> Once | None:
    """The call's Idempotency-Key, with what makes it this call and no other."""
    key = call.idempotency_key
    if key is None:
        return None
    if not _IDEMPOTENCY_KEY.fullmatch(key):
        raise CallError(message("Idempotency-Key must be 1 to 255 visible ASCII characters"))
    route = "/".join([call.method, *(step.lower() for step in call.path[:1]), *call.path[1:]])
    named = "&".join(f"{name}={call.text(name)}" for name in _NAMING if call.text(name))
    body = await call.raw_body()
    return Once(key=key, route=route, body_hash=desk.keyring.body_hash(named.encode() + b"\0" + body), status=status)


def saved_answer(status: int, content: Content | None, *, at: str | None = None, replayed: bool = False) -> Answer:
    """The answer to a write: status, the record as it now stands, where it is, and whether this was a repetition."""
    headers: tuple[tuple[str, str], ...] = ()
    if at is not None:
        headers += (("location", at),)
    if replayed:
        headers += (("idempotency-replayed", "true"),)
    return Answer(status, content, headers=headers)
