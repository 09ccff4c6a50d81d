"""A query string as Caspit reads it: names in any letter case, the first value of a name given twice.

.NET binds a simple parameter to the first of several values; bodies differ, there the last one counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote_to_bytes

from pinkas.dialects.caspit.answers import CallError, http_error, model_state
from pinkas.dialects.caspit.scalars import FORBIDDEN_CHARACTERS, echo

MAX_QUERY_BYTES = 8192
MAX_PARAMETERS = 100


@dataclass(frozen=True)
class Query:
    """The parameters as sent, decoded, in their order."""

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
    """Read a raw query string; CallError when it is too long, not UTF-8, or holds control characters."""
    if not raw:
        return _NOTHING_ASKED
    if len(raw) > MAX_QUERY_BYTES:
        raise CallError(http_error(f"The query string is longer than {MAX_QUERY_BYTES} bytes.", 414))
    parts = [part for part in raw.split(b"&") if part]
    if len(parts) > MAX_PARAMETERS:
        raise CallError(http_error(f"The query string has more than {MAX_PARAMETERS} parameters.", 400))
    return Query(tuple(_pair(part) for part in parts))


def _pair(part: bytes) -> tuple[str, str]:
    name, _, value = part.partition(b"=")
    decoded = decode(name.replace(b"+", b" ")), decode(value.replace(b"+", b" "))
    for text in decoded:
        if FORBIDDEN_CHARACTERS.search(text):
            shown = echo(decoded[0])
            raise CallError(model_state({shown: [f"The value is not valid for {shown}."]}))
    return decoded


def decode(percent_encoded: bytes) -> str:
    """Percent-decoded text; CallError when it is not UTF-8."""
    try:
        return unquote_to_bytes(percent_encoded).decode("utf-8")
    except UnicodeDecodeError:
        raise CallError(http_error("The request's address is not valid UTF-8.", 400)) from None


def query_string(pairs: tuple[tuple[str, str], ...]) -> str:
    """The pairs percent-encoded, slashes too."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
