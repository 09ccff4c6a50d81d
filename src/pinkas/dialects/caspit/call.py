"""One request, as a handler sees it: typed parameters, the token, the body as a model, addresses to answer with.

Every method that reads raises `WireError`, `CallError` or `NotServed` with what the caller should get; a handler need
not look. Names of parameters match in any letter case; those in the path come before those in the query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, TypeVar, overload
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pinkas.dialects.caspit.answers import CallError, unsupported_media_type
from pinkas.dialects.caspit.binding import MediaTypeError, WireError, bind
from pinkas.dialects.caspit.envelope import MAX_PAGE_SIZE, PAGE_SIZE, Paging
from pinkas.dialects.caspit.negotiation import Form, form_of
from pinkas.dialects.caspit.scalars import UnreadableError, read_date, read_flag, read_integer
from pinkas.dialects.caspit.status_names import STATUS_NAMES
from pinkas.dialects.http import Query, first_header, query_string, receive_body

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from starlette.types import Receive, Scope

    from pinkas.actions.desk import Caller
    from pinkas.actions.throttle import Throttle
    from pinkas.dialects.caspit.fields import Wire

MAX_BODY_BYTES: Final = 2 * 1024 * 1024
#: For routes whose bodies hold a scan: 500 KB of it are 700 KB of Base64, and clients scan more than they should.
MAX_SCAN_BODY_BYTES: Final = 5 * 1024 * 1024
ERROR_STATUS_PARAMETER: Final = "inCaseOfErrorReturnHttpCode"
TOKEN_HEADER: Final = "Caspit-Token"  # noqa: S105 - a name, not a secret
JERUSALEM: Final = ZoneInfo("Asia/Jerusalem")

_HOST = re.compile(r"[A-Za-z0-9._\-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")
_STATUSES = {name.lower(): status for name, status in STATUS_NAMES.items()}

W = TypeVar("W", bound="Wire")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Surface:
    """Where this wire is served: the base path, the zone of its civil times, and the address the world knows it by.

    Without `public_url` addresses in answers are made from the request's Host.
    """

    base: str = "/api/v1"
    zone: ZoneInfo = JERUSALEM
    public_url: str | None = None
    #: Counts the requests of each token, where that is switched on.
    throttle: Throttle | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What the address of a request says: the steps of its path below the base, their values by name, the query.

    And what its route says of bodies.
    """

    path: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    query: Query = field(default_factory=Query)
    #: The largest body that the route takes.
    max_body: int = MAX_BODY_BYTES


class Call:
    """A request that found its route. Made by the router, one per request."""

    def __init__(self, scope: Scope, receive: Receive, surface: Surface, target: Target) -> None:
        self.method: str = scope["method"]
        self.surface = surface
        self.query = target.query
        self.path = target.path
        self._max_body = target.max_body
        self._scope = scope
        self._receive = receive
        self._values = {name.lower(): value for name, value in target.values.items()}
        self._body: bytes | None = None
        #: Whose token the call bears, once that was looked up: a fault is logged for them.
        self.caller: Caller | None = None

    # --- parameters ------------------------------------------------------------------------------------------------

    def sent(self, name: str) -> bool:
        """Whether the parameter was given at all, be it empty."""
        return name.lower() in self._values or self.query.first(name) is not None

    def text(self, name: str) -> str | None:
        """A parameter as sent; None when absent or empty."""
        return self._values.get(name.lower()) or self.query.first(name) or None

    def required(self, name: str) -> str:
        """A parameter that must be given."""
        if (value := self.text(name)) is None:
            raise WireError({name: [f"The {name} field is required."]})
        return value

    @property
    def id(self) -> str:
        """The {id} of the path, or of the query; required here, `text("id")` where it may be absent."""
        return self.required("id")

    @overload
    def integer(self, name: str) -> int | None: ...
    @overload
    def integer(self, name: str, default: int) -> int: ...
    def integer(self, name: str, default: int | None = None) -> int | None:
        """A 32-bit whole number."""
        value = self._read(name, read_integer)
        return default if value is None else value

    def date(self, name: str) -> date | None:
        """A civil date in any of the forms of dossier section 6."""
        return self._read(name, lambda text: read_date(text, zone=self.surface.zone))

    @overload
    def flag(self, name: str) -> bool | None: ...
    @overload
    def flag(self, name: str, *, default: bool) -> bool: ...
    def flag(self, name: str, *, default: bool | None = None) -> bool | None:
        """True or false, in any case, or 1 or 0."""
        value = self._read(name, read_flag)
        return default if value is None else value

    @overload
    def choice(self, name: str, names: Mapping[str, int]) -> int | None: ...
    @overload
    def choice(self, name: str, names: Mapping[str, int], default: int) -> int: ...
    def choice(self, name: str, names: Mapping[str, int], default: int | None = None) -> int | None:
        """A .NET enumeration: any number, or one of `names` (written in lower case) in any case."""
        text = (self.text(name) or "").strip().lower()
        value = names[text] if text in names else self.integer(name)
        return default if value is None else value

    def _read(self, name: str, read: Callable[[str], T | None]) -> T | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return read(text)
        except UnreadableError as error:
            raise WireError({name: [error.about(name)]}) from None

    def paging(self, *, sizable: bool = False) -> Paging:
        """The page asked for; `pageSize` counts where the list is `sizable`, and no further than 500."""
        page = self.integer("page", 0)
        if page < 0:
            raise WireError({"page": [UnreadableError(page).about("page")]})
        size = self.integer("pageSize", PAGE_SIZE) if sizable else PAGE_SIZE
        if size < 1:
            raise WireError({"pageSize": [UnreadableError(size).about("pageSize")]})
        return Paging(page, min(size, MAX_PAGE_SIZE))

    # --- who asks, and how -----------------------------------------------------------------------------------------

    def header(self, name: str) -> str | None:
        """The first header of this name; None when absent or empty."""
        return first_header(self._scope, name)

    @property
    def token(self) -> str | None:
        """The token as sent: the query's before the header's."""
        return self.query.first("token") or self.header(TOKEN_HEADER)

    @property
    def idempotency_key(self) -> str | None:
        """The `Idempotency-Key` header."""
        return self.header("Idempotency-Key")

    @property
    def form(self) -> Form:
        """The form that answers take; the router sees to it, unless a handler keeps answers as bytes."""
        return form_of(self._scope["headers"])

    @property
    def address(self) -> str | None:
        """The caller's network address."""
        client = self._scope.get("client")
        return client[0] if client else None

    @property
    def error_status(self) -> int | None:
        """The status the caller wants handled errors to have; None when not asked for.

        A number from 200 to 599 or a .NET name. The 1xx numbers, which .NET would take, cannot end an answer.
        """
        if not self.query.pairs:
            return None  # it never stands in a path
        status = self.choice(ERROR_STATUS_PARAMETER, _STATUSES)
        if status is not None and not 200 <= status <= 599:
            raise WireError({ERROR_STATUS_PARAMETER: [UnreadableError(status).about(ERROR_STATUS_PARAMETER)]})
        return status

    # --- the body --------------------------------------------------------------------------------------------------

    async def body(self, wire: type[W]) -> W:
        """The body read into a model."""
        content = await self.raw_body()
        try:
            return bind(wire, content, content_type=self.header("Content-Type"), zone=self.surface.zone)
        except MediaTypeError as error:
            raise CallError(unsupported_media_type(error.media_type)) from None

    async def optional_body(self, wire: type[W]) -> W | None:
        """The body read into a model, or None when there is none."""
        return await self.body(wire) if (await self.raw_body()).strip() else None

    async def raw_body(self) -> bytes:
        """The body's bytes, at most 2 MiB (more where the route says so); read once and kept."""
        if self._body is None:
            self._body = await receive_body(self._scope, self._receive, self._max_body)
        return self._body

    # --- addresses -------------------------------------------------------------------------------------------------

    @cached_property
    def origin(self) -> str:
        """Scheme and host as the caller sees them, with the path a proxy put us under: no slash at the end."""
        if self.surface.public_url:
            return self.surface.public_url.rstrip("/")
        host = self.header("Host") or ""
        if not _is_host(host):
            name, port = self._scope.get("server") or ("localhost", None)
            host = f"{name}:{port}" if port else name
        below = self._scope.get("root_path")
        return f"{self._scope.get('scheme', 'http')}://{host}{quote(below) if below else ''}"

    def link(self, *path: str, **parameters: str) -> str:
        """An absolute address under the base path: `link("contacts", key)`, `link("Pdf", key, token=...)`."""
        steps = "/".join(map(_quoted, path))
        query = query_string(tuple(parameters.items())) if parameters else ""
        return f"{self.origin}{self.surface.base}/{steps}" + (f"?{query}" if query else "")

    def page_url(self, page: int) -> str:
        """This call's address with another page number: its own parameters as sent, then page and token."""
        token = (("token", self.token),) if self.token else ()
        pairs = (*self.query.but("page", "token"), ("page", str(page)), *token)
        steps = (self.path[0].lower(), *self.path[1:])
        return f"{self.link(*steps)}?{query_string(pairs)}"


@lru_cache(maxsize=1024)  # routes, and keys that are linked to as they are read
def _quoted(step: str) -> str:
    return quote(step, safe="")


@lru_cache(maxsize=256)
def _is_host(host: str) -> bool:
    return _HOST.fullmatch(host) is not None
