"""The token for the tax authority's interface: stored, refreshed by one worker at a time, rotated before it is used.

A refresh token is good for one refresh. What the authority gives in exchange is written down before anything is asked
with it, and whoever waited for the same turn finds it there.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec
import structlog

from pinkas.actions.allocation.settings import TaxAuthoritySettings, application_of, tax_authority_settings
from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, once_name, write_item
from pinkas.actions.logbook import Level, record_log
from pinkas.actions.ports import Application, Tokens, TokenTrouble
from pinkas.books.daybook import authority_token_content
from pinkas.books.errors import AuthorityFailed, Contention, InvalidValue, NotAvailable, UnknownRecord
from pinkas.storage import allocations, settings
from pinkas.storage.allocations import TokenRow
from pinkas.storage.pool import DatabaseUnavailableError

_log = structlog.get_logger("pinkas.tax_authority")

#: A token is refreshed so long before it ends, so that the call it is fetched for still finds it good.
_AHEAD: Final = dt.timedelta(seconds=30)
#: What the authority gives when it does not say (fiscal dossier §3.2).
_ACCESS_SECONDS: Final = 601
_REFRESH_SECONDS: Final = 7_776_000
_REFRESH_TIMEOUT_S: Final = 10.0
#: How long somebody may take to authorise in the browser.
_STATE_HOLDS: Final = dt.timedelta(minutes=30)
_SAVE_TRIES: Final = 4
#: The login of a keeper.
_NOBODY: Final = 0
_LONGEST_TOKEN: Final = 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityToken:
    """Both halves with the moments until which they hold; None where nobody said. Raises InvalidValue."""

    access: str = field(repr=False)
    access_until: dt.datetime | None = None
    refresh: str | None = field(default=None, repr=False)
    refresh_until: dt.datetime | None = None
    #: Why it cannot be refreshed any more; the authority's to say.
    ended: str | None = None

    def __post_init__(self) -> None:
        """Refuse what could not stand in a header."""
        for name in ("access", "refresh"):
            text = getattr(self, name)
            if text is not None and (not text.isascii() or not text.isprintable() or len(text) > _LONGEST_TOKEN):
                raise InvalidValue(f"{name}_token", "must be a token as the tax authority gives it")
        if not self.access.strip():
            raise InvalidValue("access_token", "is required")
        for name in ("access_until", "refresh_until"):
            moment = getattr(self, name)
            if moment is not None and moment.utcoffset() is None:
                raise InvalidValue(name, "must have a time zone")

    def is_good(self, now: dt.datetime) -> bool:
        """Whether the access half will hold for a call."""
        return self.access_until is not None and self.access_until > now + _AHEAD


async def stored_token(desk: Desk, caller: Caller) -> AuthorityToken | None:
    """The token as it lies, however old."""
    return _opened(desk, caller, await allocations.token(desk.store, caller.business))


async def store_token(
    desk: Desk, caller: Caller, token: AuthorityToken, *, once: Once | None = None
) -> Saved[AuthorityToken]:
    """Keep a token that was got elsewhere."""
    async for _ in Tries():
        facts = await settings.facts(desk.store, caller.business, once=once_name(caller, once))
        held = await allocations.token(desk.store, caller.business)
        if once is not None and once.replays(facts.once):
            return Saved(_opened(desk, caller, held) or token, replayed=True)
        outcome = await _write(desk, caller, token, held, once)
        if check_outcome(outcome):
            return Saved(token, created=held is None, replayed=outcome == "replayed")
    raise Contention


async def fresh_token(desk: Desk, caller: Caller) -> AuthorityToken:
    """The token, refreshed when it is stale and the business has its application set up.

    When the refresh fails, the stale one: its dates say so. Raises UnknownRecord when none was ever stored.
    """
    token = await stored_token(desk, caller)
    if token is None:
        raise UnknownRecord("authority token", "OpenAPIToken")
    if token.is_good(desk.clock.now()) or token.refresh is None:
        return token
    said = await tax_authority_settings(desk, caller)
    try:
        return await good_token(desk, caller, application_of(said, caller))
    except (AuthorityFailed, NotAvailable):
        return token


async def good_token(
    desk: Desk, caller: Caller, application: Application, *, instead_of: str | None = None
) -> AuthorityToken:
    """A token that holds for a call; `instead_of` is one that the authority would not take.

    Raises AuthorityFailed with what a person should do.
    """
    token = await stored_token(desk, caller)
    if token is not None and token.access != instead_of and token.is_good(desk.clock.now()):
        return token
    async with desk.turns.of(caller.business), allocations.token_turn(desk.store, caller.business):
        held = await allocations.token(desk.store, caller.business)
        token = _opened(desk, caller, held)
        if token is not None and token.access != instead_of and token.is_good(desk.clock.now()):
            return token  # whoever had the turn before refreshed it
        if held is None or token is None or token.refresh is None:
            raise AuthorityFailed("the business must authorise Pinkas at the tax authority first", unknown=False)
        if token.ended is not None:
            raise AuthorityFailed(token.ended, unknown=False)
        said = await desk.authority.refresh(application, token.refresh, timeout_s=_REFRESH_TIMEOUT_S)
        if not isinstance(said, TokenTrouble):
            return await _rotated(desk, caller, held, token, said)
    if not said.final:
        raise AuthorityFailed(said.detail, unknown=False)
    ended = f"{said.detail}; authorise again at the tax authority"
    await _end(desk, caller, held, ended)
    raise AuthorityFailed(ended, unknown=False)


async def _end(desk: Desk, caller: Caller, held: TokenRow, ended: str) -> None:
    """Keep that the token is over, and tell whoever looks into the business's log, once."""
    logins = await allocations.end_token(desk.store, caller.business, held.version, ended)
    if logins is None:
        return
    _log.warning("the tax authority refreshes a token no more", business=caller.business)
    for login in {*logins, caller.login} - {_NOBODY}:
        said = f"Allocation numbers cannot be asked for: {ended}."
        await record_log(desk, replace(caller, login=login), Level.WARNING, said)


async def _rotated(desk: Desk, caller: Caller, held: TokenRow, before: AuthorityToken, said: Tokens) -> AuthorityToken:
    """Write the new token down before it is used: the old refresh half is worth nothing any more."""
    token = _dated(said, desk.clock.now(), before)
    for attempt in range(_SAVE_TRIES):
        try:
            outcome = await _write(desk, caller, token, held, None)
        except DatabaseUnavailableError:
            if attempt + 1 == _SAVE_TRIES:
                _log.error("a refreshed token of the tax authority was lost: authorise again", business=caller.business)
                raise
            await asyncio.sleep(0.25 * 2**attempt)
            continue
        if check_outcome(outcome):
            return token
        held = await allocations.token(desk.store, caller.business) or held  # somebody stored one meanwhile
    raise Contention


# --- authorising ----------------------------------------------------------------------------------------------------


async def authorise_url(desk: Desk, caller: Caller, *, own_address: str) -> str:
    """Where a person authorises Pinkas for this business. Raises NotAvailable."""
    said = await tax_authority_settings(desk, caller)
    until = desk.clock.now() + _STATE_HOLDS
    payload = f"{caller.business}.{int(until.timestamp())}"
    state = f"{payload}.{desk.keyring.sign(_state_bytes(payload))}"
    packed = base64.urlsafe_b64encode(state.encode()).decode()
    return desk.authority.authorise_url(
        application_of(said, caller), redirect_uri=_redirect(said, own_address), state=packed
    )


def business_of_state(desk: Desk, state: str) -> int:
    """The business that a state of ours was made for. Raises InvalidValue for one that is none, or is too old."""
    try:
        payload, _, signature = base64.urlsafe_b64decode(state.encode()).decode("ascii").rpartition(".")
        business, until = (int(part) for part in payload.split("."))
    except (ValueError, UnicodeError):
        raise InvalidValue("state", "is none that was given out here") from None
    if not desk.keyring.signed(_state_bytes(payload), signature):
        raise InvalidValue("state", "is none that was given out here")
    if desk.clock.now().timestamp() > until:
        raise InvalidValue("state", "is too old: begin again")
    return business


async def finish_authorising(desk: Desk, caller: Caller, code: str, *, own_address: str) -> AuthorityToken:
    """Exchange the authority's code for the first token, and keep it. Raises AuthorityFailed."""
    said = await tax_authority_settings(desk, caller)
    given = await desk.authority.exchange(
        application_of(said, caller), code, _redirect(said, own_address), timeout_s=_REFRESH_TIMEOUT_S
    )
    if isinstance(given, TokenTrouble):
        raise AuthorityFailed(given.detail, unknown=False)
    return (await store_token(desk, caller, _dated(given, desk.clock.now(), None))).record


def _redirect(said: TaxAuthoritySettings, own_address: str) -> str:
    return said.redirect_uri or own_address


def _state_bytes(payload: str) -> bytes:
    return b"tax authority\0" + payload.encode()


# --- as it lies -----------------------------------------------------------------------------------------------------


def _dated(said: Tokens, now: dt.datetime, before: AuthorityToken | None) -> AuthorityToken:
    access = dt.timedelta(seconds=_ACCESS_SECONDS if said.access_seconds is None else said.access_seconds)
    if said.refresh is None:  # no rotation: the one of before goes on
        kept = (None, None) if before is None else (before.refresh, before.refresh_until)
        return AuthorityToken(access=said.access, access_until=now + access, refresh=kept[0], refresh_until=kept[1])
    holds = dt.timedelta(seconds=_REFRESH_SECONDS if said.refresh_seconds is None else said.refresh_seconds)
    return AuthorityToken(
        access=said.access, access_until=now + access, refresh=said.refresh, refresh_until=now + holds
    )


def _place(business: int) -> str:
    return f"authority_token/sealed/{business}"


def _opened(desk: Desk, caller: Caller, held: TokenRow | None) -> AuthorityToken | None:
    if held is None:
        return None
    access, refresh = msgspec.json.decode(
        desk.keyring.unseal(_place(caller.business), held.sealed), type=tuple[str, str | None]
    )
    return AuthorityToken(
        access=access,
        access_until=held.access_until,
        refresh=refresh,
        refresh_until=held.refresh_until,
        ended=held.ended,
    )


async def _write(desk: Desk, caller: Caller, token: AuthorityToken, held: TokenRow | None, once: Once | None) -> str:
    version = 1 if held is None else held.version + 1
    sealed = desk.keyring.seal(_place(caller.business), msgspec.json.encode((token.access, token.refresh)))
    item = write_item(
        caller,
        "authority token stored",
        desk.clock.now(),
        authority_token_content(version, sealed, token.access_until, token.refresh_until),
        once=once,
        expect=[],
        token={
            "version": version,
            "sealed": sealed.hex(),
            "access_until": token.access_until,
            "refresh_until": token.refresh_until,
        },
    )
    return (await desk.store.write("store_authority_token_v1", item)).outcome
