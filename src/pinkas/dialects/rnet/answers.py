"""What a handler gives back, and the error bodies of this wire (R-NET dossier section 2) as functions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pinkas.dialects.rnet.fields import Wire
from pinkas.dialects.rnet.writing import Content, encode

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from pinkas.dialects.http import NotServed, RawHeaders

Headers = tuple[tuple[str, str], ...]

#: The pages of a bare array.
Pages = AsyncIterator[Sequence[Wire]]

INVALID: Final = "The request is invalid."
_JSON: Final = b"application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what goes with it: an object, a bare array, an error's members, or JSON bytes made already.

    An array of any length comes in pages, which are sent as they are read. `without` names properties that are left
    out of each object.
    """

    status: int
    content: Content | Pages | bytes | None = None
    headers: Headers = ()
    without: frozenset[str] = frozenset()


class CallError(Exception):
    """The call cannot be served; `answer` says why. For leaving a handler from deep inside."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def ok(
    content: Wire | Iterable[Wire] | Pages | bytes, *, without: frozenset[str] = frozenset(), headers: Headers = ()
) -> Answer:
    """200 with one object or a bare array."""
    return Answer(200, content, headers, without)


def failure(message: str, status: int, *, headers: Headers = ()) -> Answer:
    """An error with its Message alone."""
    return Answer(status, {"Message": message}, headers)


def invalid(state: Mapping[str, Sequence[str]], *, message: str = INVALID) -> Answer:
    """400 with sentences by the path of what they are about."""
    return Answer(400, {"Message": message, "ModelState": dict(state)} if state else {"Message": message})


def not_found(sort: str) -> Answer:
    """404; the name asked for is not repeated."""
    return failure(f"{sort} not found.", 404)


def unauthorised() -> Answer:
    """401, whether there was no key or a wrong one."""
    return failure("Authorization has been denied for this request.", 401, headers=(("www-authenticate", "Bearer"),))


def too_many_requests(per_minute: int, retry_after_s: int) -> Answer:
    """429 for a key that asked too often."""
    wait = "1 second" if retry_after_s == 1 else f"{retry_after_s} seconds"
    text = f"More than {per_minute} requests a minute came with this key. Send it again in {wait}."
    return failure(text, 429, headers=(("retry-after", str(retry_after_s)),))


def not_served(error: NotServed) -> Answer:
    """What no dialect takes."""
    if error.status == 415:
        return failure(f"The content encoding '{error.text}' is not supported.", 415)
    if error.parameter is not None:
        return invalid({error.parameter: [error.text]})
    # Closing spares us reading the rest of a body too large.
    return failure(error.text, error.status, headers=(("connection", "close"),) if error.status == 413 else ())


def render(answer: Answer, zone: ZoneInfo) -> tuple[RawHeaders, bytes]:
    """The headers and the body of an answer; `zone` is that of the books, for its due dates."""
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in answer.headers]
    if answer.content is None:
        return [*headers, (b"content-length", b"0")], b""
    body = answer.content
    if isinstance(body, AsyncIterator):
        return [*headers, (b"content-type", _JSON)], b""
    if not isinstance(body, bytes):
        body = encode(body, zone=zone, without=answer.without)
    return [*headers, (b"content-type", _JSON), (b"content-length", str(len(body)).encode("ascii"))], body
