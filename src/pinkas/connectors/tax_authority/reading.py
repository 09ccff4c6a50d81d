"""What the authority answers, as outcomes: its HTTP statuses and its codes 431 to 463 (fiscal dossier §3.3)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from pinkas.actions.ports import Reply, Ruling, Tokens, TokenTrouble

_LONGEST_DETAIL: Final = 300
#: Refused before, and a decision was sent since.
_DECIDED: Final = "462"
#: Not given now (460), or refused before, whether or not a decision was sent since (461, 462): a person decides.
_HELD: Final = frozenset({"460", "461", _DECIDED})
#: No held invoice of this id.
_NOTHING_HELD: Final = "463"
#: Statuses of a server, or of what stands before it, that failed before it looked at the request.
_NOT_LOOKED_AT: Final = frozenset({429, 503})

#: What a status means where the body says nothing.
_STATUSES: Final = {
    400: "the request was not understood",
    401: "the token was not taken",
    403: "the application has no permission for this service",
    404: "there is no such service",
    406: "the application has no permission for this VAT number",
    422: "the request does not fit the schema",
}


def tokens(status: int, content: bytes) -> Tokens | TokenTrouble:
    """A token, or why there is none. `invalid_grant` is final: the login is over."""
    said = _object(content)
    access, refresh = said.get("access_token"), said.get("refresh_token")
    if status == 200 and isinstance(access, str) and access:
        return Tokens(
            access=access,
            access_seconds=_seconds(said.get("expires_in")),
            refresh=refresh if isinstance(refresh, str) and refresh else None,
            refresh_seconds=_seconds(said.get("refresh_token_expires_in")),
        )
    reason = said.get("error")
    named = f": {reason[:60]}" if isinstance(reason, str) else ""
    return TokenTrouble(detail=f"the tax authority gave no token ({status}{named})", final=_is_over(status, reason))


def _is_over(status: int, reason: object) -> bool:
    return status in {400, 401} and reason == "invalid_grant"


def approval(status: int, content: bytes) -> Reply:
    """The outcome of a request for a number."""
    said = _object(content)
    number = _number(said)
    if status == 200 and said.get("approved") is True and number is not None:
        return Reply(ruling=Ruling.APPROVED, number=number, detail="approved")
    return _refusal(status, said)


def details(status: int, content: bytes) -> Reply:
    """How an earlier request stands: what it says of the invoice may lie in `message`, or beside it."""
    said = _object(content)
    inner = said.get("message")
    invoice = inner if isinstance(inner, dict) and "errors" not in inner else said
    number = _number(invoice)
    if status == 404:
        return Reply(ruling=Ruling.NOT_FOUND, code="404", detail="the tax authority knows no such request")
    if status == 200 and number is not None:
        return Reply(ruling=Ruling.APPROVED, number=number, detail="approved")
    if status == 200 and _errors(said) and not _codes(said) & _HELD:
        return Reply(ruling=Ruling.NOT_FOUND, code=_first(said), detail=_told(said))
    return _refusal(status, said)


def decision(status: int, content: bytes) -> Reply:
    """The outcome of a decision."""
    said = _object(content)
    if status == 200 and not _errors(said):
        return Reply(ruling=Ruling.ACCEPTED, detail="decision accepted")
    if _DECIDED in _codes(said):
        return Reply(ruling=Ruling.DECIDED, code=_DECIDED, detail=_told(said))
    if _NOTHING_HELD in _codes(said):
        return Reply(ruling=Ruling.NOT_FOUND, code=_NOTHING_HELD, detail=_told(said))
    return _refusal(status, said)


def _refusal(status: int, said: dict[str, Any]) -> Reply:
    if status == 401:
        return Reply(ruling=Ruling.UNAUTHORISED, code="401", detail=_STATUSES[401])
    if status in _NOT_LOOKED_AT:
        return Reply(ruling=Ruling.NOT_SENT, code=str(status), detail=f"the tax authority is busy ({status})")
    if status >= 500 or (status == 200 and not _errors(said)):
        # It may have been recorded before something broke.
        return Reply(ruling=Ruling.UNKNOWN, code=str(status), detail=f"the tax authority failed ({status})")
    ruling = Ruling.HELD if _codes(said) & _HELD else Ruling.REFUSED
    return Reply(
        ruling=ruling,
        code=_first(said) or str(status),
        detail=_told(said) or _STATUSES.get(status, f"the tax authority refused ({status})"),
    )


def _object(content: bytes) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return said if isinstance(said, dict) else {}


def _number(said: dict[str, Any]) -> str | None:
    """The confirmation number; the older interface writes a number, and 0 is none."""
    number = said.get("confirmation_number", said.get("Confirmation_Number"))
    text = str(number).strip() if isinstance(number, str | int) and not isinstance(number, bool) else ""
    return text if text.isascii() and text.isdigit() and text.strip("0") else None


def _errors(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Every error said; the older interface wraps several lists in a list."""
    found: list[dict[str, Any]] = []
    pending: list[Any] = [said.get("message"), said.get("errors")]
    while pending:
        one = pending.pop(0)
        if isinstance(one, list):
            pending = [*one, *pending]
        elif isinstance(one, dict):
            if "errors" in one:
                pending.insert(0, one["errors"])
            elif "code" in one:
                found.append(one)
    return found


def _codes(said: dict[str, Any]) -> set[str]:
    return {str(one.get("code")) for one in _errors(said)}


def _first(said: dict[str, Any]) -> str | None:
    """The code to keep: that of a hold before any other."""
    codes = [str(one.get("code"))[:20] for one in _errors(said)]
    return next((code for code in codes if code in _HELD), codes[0] if codes else None)


def _told(said: dict[str, Any]) -> str:
    texts = [" ".join(str(one.get("message") or one.get("code")).split()) for one in _errors(said)]
    return "; ".join(texts)[:_LONGEST_DETAIL]


def _seconds(value: object) -> int | None:
    """A duration in whole seconds, as a number or a text."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None
