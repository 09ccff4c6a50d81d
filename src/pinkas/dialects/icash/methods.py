"""What a method is, and how a call of one is served (dossier §3).

In this order: required arguments, then key, signature and nonce, then the session, then what the arguments hold, then
the work. Every reply the API forms is HTTP 200, whatever its `status` says; only a method nobody knows is 404, and who
asks too often for this installation gets 429.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pinkas.actions.desk import Caller, Desk, Once
from pinkas.actions.searching import Page
from pinkas.actions.shops import shop_of
from pinkas.books.errors import NotPermitted
from pinkas.dialects.icash.arguments import Argument, CallRefused, Said, check_presence, read_arguments, string, wrong
from pinkas.dialects.icash.authentication import Gate
from pinkas.dialects.icash.failures import Names, failure_text
from pinkas.dialects.icash.form import Form
from pinkas.dialects.icash.replies import Reply, failure, success

#: What every call bears (dossier §2.2); `ses` every one but `login`.
SIGNED: Final = tuple(Argument(name, string(200), required=True) for name in ("api_key", "nonce", "signature"))
SESSION: Final = Argument("ses", string(200), required=True)
#: What does not make another call of one that is sent again.
_OF_THE_SENDING: Final = frozenset({"api_key", "nonce", "signature", "ses"})
_LONGEST_KEY: Final = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A call as it came: its form, who sent it from where, and the Idempotency-Key it bore."""

    form: Form
    address: str
    idempotency_key: str | None = None


@dataclass(slots=True, kw_only=True)
class Call:
    """A call that was found good: who asks, and what. `replayed` is set where the answer is one given before."""

    desk: Desk
    caller: Caller
    said: Said
    method: str
    incoming: Incoming
    replayed: bool = False

    def once(self) -> Once | None:
        """The Idempotency-Key with the arguments it came with; the sending's own fields do not count."""
        key = self.incoming.idempotency_key
        if key is None:
            return None
        if not (key.isascii() and key.isprintable() and len(key) <= _LONGEST_KEY):
            raise wrong("Idempotency-Key")
        sent = self.incoming.form.fields.items()
        fields = sorted((name, value.texts) for name, value in sent if name not in _OF_THE_SENDING)
        body = self.desk.keyring.body_hash(repr(fields).encode())
        return Once(key=key, route=f"POST {self.method}", body_hash=body, status=200)


#: Whose businesses most methods are for.
ALL_COUNTRIES: Final = frozenset({"IL", "BG", "AL"})
Work = Callable[[Call], Awaitable[Any]]
#: Raises CallRefused for arguments that must be there because of what others say.
Presence = Callable[[Form], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: its arguments in the order of its page, and the work. `names` are the books' fields by argument.

    `presence` checks what the table cannot say; what `writes` is refused to who may only look (dossier §8.1).
    `countries` are those whose businesses it is for (dossier §5).
    """

    name: str
    arguments: tuple[Argument, ...] = ()
    work: Work
    names: Names = field(default_factory=dict)
    presence: Presence | None = None
    writes: bool = False
    countries: frozenset[str] = ALL_COUNTRIES


def page_of(said: Said, orders: Mapping[str, str], usual: str) -> Page:
    """The page a list method is asked for; `orders` are the storage's words by argument, `usual` the one unsaid."""
    return Page(
        order=orders[said["sort"] or usual],
        descending=said["order"] == "DESC",
        offset=said["offset"],
        limit=said["count"],
    )


async def serve(method: Method, incoming: Incoming, gate: Gate) -> Reply:
    """The reply to a call of a method."""
    caller: Caller | None = None
    try:
        check_presence((*SIGNED, SESSION, *method.arguments), incoming.form)
        if method.presence is not None:
            method.presence(incoming.form)
        caller = await gate.enter(incoming.form, address=incoming.address)
        if wait_s := _wait(gate.desk, caller):
            return _too_many(incoming, wait_s)
        _check_country(method, caller)
        if method.writes:
            await _check_may_write(gate.desk, caller)
        said = read_arguments(method.arguments, incoming.form)
        call = Call(desk=gate.desk, caller=caller, said=said, method=method.name, incoming=incoming)
        data = await method.work(call)
    except Exception as error:  # noqa: BLE001 - the one place that answers whatever a method raises
        return await _failed(error, method.name, incoming, gate, names=method.names, caller=caller)
    return success(incoming.form.text("nonce"), data, replayed=call.replayed)


def _wait(desk: Desk, caller: Caller) -> int:
    """How many seconds a key that asks more often than this installation allows must wait; 0 for the others."""
    return 0 if desk.throttle is None else desk.throttle.take(f"{caller.business}/{caller.credential}")


def _too_many(incoming: Incoming, wait_s: int) -> Reply:
    text = f"Too many requests; try again in {wait_s} seconds"
    return failure(incoming.form.text("nonce"), text, status=429, headers=((b"retry-after", str(wait_s).encode()),))


def _check_country(method: Method, caller: Caller) -> None:
    """Raises NotPermitted for a method that the caller's country has not."""
    if caller.country not in method.countries:
        raise NotPermitted(f"{method.name} is not served for businesses of {caller.country}")


async def _check_may_write(desk: Desk, caller: Caller) -> None:
    """Raises NotPermitted for an auditor, who sees everything and changes nothing."""
    seller = (await shop_of(desk, caller.business)).seller(caller.staff)
    if seller is None or seller.role == "auditor" or not seller.active:
        raise NotPermitted("This user may not change anything")


#: The one method that opens a session and so has none: its name, and what it must be told.
LOGIN: Final = "login"
_LOGIN_TABLE: Final = (*SIGNED, *(Argument(name, string(20), required=True) for name in ("WareHouseID", "UserID")))


async def serve_login(incoming: Incoming, gate: Gate) -> Reply:
    """The reply to `login` (dossier §6.1): whatever does not fit its key is an authentication error."""
    try:
        check_presence(_LOGIN_TABLE, incoming.form)
        session = await gate.log_in(incoming.form, address=incoming.address)
    except Exception as error:  # noqa: BLE001 - as above
        return await _failed(error, LOGIN, incoming, gate)
    return success(incoming.form.text("nonce"), {"session_id": session})


async def _failed(
    error: Exception,
    method: str,
    incoming: Incoming,
    gate: Gate,
    *,
    names: Names | None = None,
    caller: Caller | None = None,
) -> Reply:
    if isinstance(error, CallRefused):
        text = str(error)
    else:
        text = await failure_text(error, names or {}, method=method, desk=gate.desk, caller=caller)
    return failure(incoming.form.text("nonce"), text)
