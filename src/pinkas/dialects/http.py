"""HTTP as every dialect meets it: the address as it stands on the request line, the body within its limits, the answer.

The address is read raw, so that an encoded slash inside an id survives. What cannot be read raises `NotServed`, which
each dialect says in its own words. Nothing here knows a vendor, a route, or who asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, unquote_to_bytes

from starlette.requests import ClientDisconnect

from pinkas.dialects.text import FORBIDDEN_CHARACTERS, echo

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.types import Receive, Scope, Send

MAX_PATH_BYTES = 2048
MAX_QUERY_BYTES = 8192
MAX_PARAMETERS = 100
#: A body too large is read off and thrown away up to here, or its sender would meet a reset and never see the answer.
MAX_DISCARDED_BYTES = 16 * 1024 * 1024
#: Header fields of an answer, as the server's protocol wants them.
RawHeaders = list[tuple[bytes, bytes]]

#: Further headers a page of another origin may send us: they mean nothing here, and refusing them helps nobody.
_FURTHER_HEADERS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~\-]+(?:[ \t]*,[ \t]*[A-Za-z0-9!#$%&'*+.^_`|~\-]+){0,30}")
_MAX_FURTHER: Final = 500


class NotServed(Exception):
    """A request that no dialect takes: its status, a sentence, and the parameter it is about, where it is about one."""

    def __init__(self, status: int, text: str, *, parameter: str | None = None) -> None:
        super().__init__(text)
        self.status, self.text, self.parameter = status, text, parameter


# --- the address ---------------------------------------------------------------------------------------------------


def raw_path(scope: Scope) -> bytes:
    """The path as it came, percent-encoded."""
    raw: bytes | None = scope.get("raw_path")
    return raw if raw is not None else quote(scope["path"]).encode("ascii")


def steps_below(scope: Scope, base: Sequence[str]) -> list[bytes] | None:
    """The still encoded parts of the path below a base (lower case words); None when it is not below it."""
    steps = raw_path(scope).removeprefix(scope.get("root_path", "").encode()).strip(b"/").split(b"/")
    below = len(base)
    if [unquote(step.decode("latin-1")).lower() for step in steps[:below]] != list(base):
        return None
    while len(steps) > below and not steps[below]:
        del steps[below]
    return steps[below:]


def decoded_steps(steps: Iterable[bytes], scope: Scope) -> tuple[str, ...]:
    """The parts of a path as text. NotServed: too long, not UTF-8, control characters."""
    if len(raw_path(scope)) > MAX_PATH_BYTES:
        raise NotServed(414, f"The path is longer than {MAX_PATH_BYTES} bytes.")
    path = tuple(decode(step) for step in steps)
    if not all(map(str.isprintable, path)) and any(FORBIDDEN_CHARACTERS.search(step) for step in path):
        raise NotServed(400, "The request's address holds control characters.")
    return path


def decode(percent_encoded: bytes) -> str:
    """Percent-decoded text. NotServed when it is not UTF-8."""
    try:
        return unquote_to_bytes(percent_encoded).decode("utf-8")
    except UnicodeDecodeError:
        raise NotServed(400, "The request's address is not valid UTF-8.") from None


@dataclass(frozen=True)
class Query:
    """The parameters as sent, decoded, in their order. Names match in any letter case; of several values the first.

    (.NET binds a simple parameter to the first of several values; bodies differ, there the last one counts.)
    """

    pairs: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _first(self) -> dict[str, str]:
        return {name.lower(): value for name, value in reversed(self.pairs)}

    def first(self, name: str) -> str | None:
        """The first value under this name; None when it was not sent."""
        return self._first.get(name.lower())

    def but(self, *names: str) -> tuple[tuple[str, str], ...]:
        """The pairs under other names."""
        left_out = {name.lower() for name in names}
        return tuple(pair for pair in self.pairs if pair[0].lower() not in left_out)


_NOTHING_ASKED = Query()


def parse_query(raw: bytes) -> Query:
    """Read a raw query string. NotServed when it is too long, not UTF-8, or holds control characters."""
    if not raw:
        return _NOTHING_ASKED
    if len(raw) > MAX_QUERY_BYTES:
        raise NotServed(414, f"The query string is longer than {MAX_QUERY_BYTES} bytes.")
    parts = [part for part in raw.split(b"&") if part]
    if len(parts) > MAX_PARAMETERS:
        raise NotServed(400, f"The query string has more than {MAX_PARAMETERS} parameters.")
    return Query(tuple(_pair(part) for part in parts))


def _pair(part: bytes) -> tuple[str, str]:
    name, _, value = part.partition(b"=")
    decoded = decode(name.replace(b"+", b" ")), decode(value.replace(b"+", b" "))
    for text in decoded:
        if FORBIDDEN_CHARACTERS.search(text):
            shown = echo(decoded[0])
            raise NotServed(400, f"The value is not valid for {shown}.", parameter=shown)
    return decoded


def query_string(pairs: tuple[tuple[str, str], ...]) -> str:
    """The pairs percent-encoded, slashes too."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


# --- head and body -------------------------------------------------------------------------------------------------


def first_header(scope: Scope, name: str) -> str | None:
    """The first header of this name; None when absent or empty."""
    wanted = name.lower().encode("latin-1")
    for key, value in scope["headers"]:
        if key == wanted:
            return bytes(value).decode("latin-1") or None
    return None


async def receive_body(scope: Scope, receive: Receive, most: int) -> bytes:
    """The body's bytes, at most `most`. NotServed: 413 for more (then close the connection), 415 for encoded."""
    if encoding := (first_header(scope, "Content-Encoding") or "").strip().lower().replace("identity", ""):
        raise NotServed(415, encoding)
    length = first_header(scope, "Content-Length") or ""
    if length.isdecimal() and int(length[:20]) > MAX_DISCARDED_BYTES:
        raise _too_large(most)
    chunks, size, more = [], 0, True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = event.get("body", b"")
        size += len(chunk)
        if size <= most:
            chunks.append(chunk)
        elif size > MAX_DISCARDED_BYTES:
            break
        more = event.get("more_body", False)
    if size > most:
        raise _too_large(most)
    return b"".join(chunks)


def _too_large(most: int) -> NotServed:
    return NotServed(413, f"The request body is larger than {most} bytes.")


# --- the answer ----------------------------------------------------------------------------------------------------


def verbs_said(verbs: Iterable[str]) -> str:
    """The value of Allow for the verbs that an address has: HEAD goes with GET, and OPTIONS with everything."""
    had = dict.fromkeys(verbs)
    return ", ".join([*had, *(["HEAD"] if "GET" in had else []), "OPTIONS"])


def preflight_headers(scope: Scope, verbs: str, allowed: str) -> tuple[tuple[str, str], ...]:
    """What a page of another origin may do at an address: the verbs, the headers we read, and those it would send."""
    asked = first_header(scope, "Access-Control-Request-Headers") or ""
    fits = len(asked) <= _MAX_FURTHER and _FURTHER_HEADERS.fullmatch(asked) is not None
    known = allowed.lower().split(", ")
    further = [name for name in map(str.strip, asked.split(",")) if fits and name.lower() not in known]
    return (
        ("allow", verbs),
        ("access-control-allow-methods", verbs),
        ("access-control-allow-headers", ", ".join([allowed, *further])),
        ("access-control-max-age", "86400"),
    )


def standing_headers(exposed: str) -> RawHeaders:
    """What every answer of a dialect bears: open to pages of any origin, kept by nobody, taken for nothing else."""
    return [
        (b"access-control-allow-origin", b"*"),
        (b"access-control-expose-headers", exposed.encode("latin-1")),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]


async def send_answer(scope: Scope, send: Send, status: int, headers: RawHeaders, body: bytes) -> None:
    """Send an answer; for HEAD without its body."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
