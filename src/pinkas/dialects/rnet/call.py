"""One request, as a handler sees it: typed parameters, who asks, the body as wire values.

Every method that reads raises `CallError` or `NotServed` with what the caller should get; a handler need not look.
Names of parameters match in any letter case; those in the path come before those in the query.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final, TypeVar

from pinkas.actions.desk import Once
from pinkas.dialects.http import Query, first_header, receive_body
from pinkas.dialects.rnet.answers import CallError, failure, invalid
from pinkas.dialects.rnet.fields import Wire
from pinkas.dialects.rnet.reading import (
    UnreadableBody,
    UnreadableValue,
    read_array,
    read_flag,
    read_guid,
    read_integer,
    read_leniently,
    read_object,
)
from pinkas.dialects.rnet.times import UnreadableTime, read_local
from pinkas.dialects.text import echo

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from starlette.types import Receive, Scope

    from pinkas.actions.desk import Caller

MAX_BODY_BYTES: Final = 2 * 1024 * 1024
KEY_HEADER: Final = "x-api-key"
_IDEMPOTENCY_KEY: Final = re.compile(r"[!-~]{1,255}")
_UTF8: Final = frozenset({"", "utf-8", "utf8", "us-ascii"})

W = TypeVar("W", bound=Wire)
T = TypeVar("T")


class Call:
    """A request that found its route. Made by the router, one per request."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        *,
        path: tuple[str, ...],
        values: Mapping[str, str],
        query: Query,
        body_hash: Callable[[bytes], bytes],
    ) -> None:
        self.method: str = scope["method"]
        self.path = path
        self.query = query
        self._scope = scope
        self._receive = receive
        self._body_hash = body_hash
        self._values = {name.lower(): value for name, value in values.items()}
        self._body: bytes | None = None
        #: Who asks; None until the router has let them in.
        self.admitted: Caller | None = None

    # --- who asks --------------------------------------------------------------------------------------------------

    @property
    def caller(self) -> Caller:
        """Who asks."""
        if self.admitted is None:
            raise RuntimeError("a handler was reached before its caller was known")
        return self.admitted

    @property
    def key(self) -> str | None:
        """The key as sent: as Bearer, in x-api-key, or as the user name of HTTP Basic, in this order."""
        scheme, _, sent = (self.header("Authorization") or "").partition(" ")
        if scheme.lower() == "bearer" and sent.strip():
            return sent.strip()
        if key := (self.header(KEY_HEADER) or "").strip():
            return key
        return _user_name(sent.strip()) if scheme.lower() == "basic" else None

    @property
    def address(self) -> str:
        """The caller's network address."""
        client = self._scope.get("client")
        return client[0] if client else ""

    def header(self, name: str) -> str | None:
        """The first header of this name; None when absent or empty."""
        return first_header(self._scope, name)

    # --- parameters ------------------------------------------------------------------------------------------------

    def text(self, name: str) -> str | None:
        """A parameter as sent; None when absent or empty."""
        return self._values.get(name.lower()) or self.query.first(name) or None

    def required(self, name: str) -> str:
        """A parameter that must be given."""
        if (value := self.text(name)) is None:
            raise CallError(invalid({name: [f"The {name} field is required."]}))
        return value

    def integer(self, name: str) -> int | None:
        """A 32-bit whole number."""
        return self._read(name, read_integer)

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false, in any case, or 1 or 0."""
        value = self._read(name, read_flag)
        return default if value is None else value

    def guid(self, name: str) -> UUID | None:
        """A GUID in any letter case; None when it was not sent. The all-zero one is refused as none."""
        value = self._read(name, read_guid)
        if value is None and self.text(name) is not None:
            raise CallError(invalid({name: [UnreadableValue(self.text(name)).about(name)]}))
        return value

    def moment(self, name: str, *, month_first: bool = False) -> dt.datetime | None:
        """A civil time of the business's zone; see `times.read_local`."""
        return self._read(name, lambda sent: read_local(sent, self.caller.zone, month_first=month_first))

    def _read(self, name: str, read: Callable[[str], T | None]) -> T | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return read(text)
        except (UnreadableValue, UnreadableTime):
            raise CallError(invalid({name: [UnreadableValue(text).about(name)]})) from None

    # --- the body --------------------------------------------------------------------------------------------------

    async def body(self, wire: type[W]) -> W:
        """The body read as one object."""
        content = await self.raw_body()
        try:
            return read_object(wire, content, zone=self.caller.zone)
        except UnreadableBody as error:
            raise CallError(invalid(error.state, message=error.message)) from None

    async def lenient_body(self, wire: type[W]) -> W | None:
        """As much of the body as can be read; None when it is no object."""
        return read_leniently(wire, await self.raw_body(), zone=self.caller.zone)

    async def array(self, wire: type[W]) -> list[W]:
        """The body read as an array of objects; one bare object counts as one."""
        content = await self.raw_body()
        try:
            return read_array(wire, content, zone=self.caller.zone)
        except UnreadableBody as error:
            raise CallError(invalid(error.state, message=error.message)) from None

    async def raw_body(self) -> bytes:
        """The body's bytes, at most 2 MiB of JSON in UTF-8; read once and kept."""
        if self._body is None:
            self._check_media_type()
            self._body = await receive_body(self._scope, self._receive, MAX_BODY_BYTES)
        return self._body

    def _check_media_type(self) -> None:
        sent = self.header("Content-Type") or "application/json"
        media_type, _, parameters = sent.partition(";")
        kind = media_type.strip().lower()
        charset = re.search(r"charset\s*=\s*\"?([^\s;\"]*)", parameters, re.IGNORECASE)
        json = kind in {"application/json", "text/json"} or kind.endswith("+json")
        if not json or (charset and charset[1].lower() not in _UTF8):
            raise CallError(
                failure(f"The request entity's media type '{echo(sent)}' is not supported for this resource.", 415)
            )

    async def once(self) -> Once | None:
        """The request's Idempotency-Key with what it came with; None without one."""
        key = self.header("Idempotency-Key")
        if key is None:
            return None
        if not _IDEMPOTENCY_KEY.fullmatch(key):
            raise CallError(failure("Idempotency-Key must be 1 to 255 visible ASCII characters.", 400))
        body = await self.raw_body()
        pairs = sorted((name.lower(), value) for name, value in self.query.pairs)
        asked = self._body_hash(repr(pairs).encode() + b"\0" + body)
        return Once(key=key, route="/".join((self.method, "v1", *self.path)).lower(), body_hash=asked, status=200)


def _user_name(encoded: str) -> str | None:
    """The user name of HTTP Basic."""
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0] or None
    except (binascii.Error, ValueError):
        return None
