"""What a handler gives back, and the vendor's error bodies (dossier section 3) as functions.

An `Answer` is a value; `render` makes its status, headers and bytes. Two error shapes exist on this wire: a plain text
(business messages and the token error), and ASP.NET's object with `Message` and `ModelState` (what cannot be read).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from pinkas.dialects.caspit.codec import Content, encode
from pinkas.dialects.caspit.negotiation import JSON_FORM, Form
from pinkas.dialects.caspit.xmlcodec import encode_xml
from pinkas.dialects.text import echo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from pinkas.dialects.http import NotServed

JSON: Final = "application/json; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"
PDF: Final = "application/pdf"
MAX_TOKEN_ECHO = 200
BODILESS_STATUSES: Final = frozenset({204, 205, 304})
"""Chosen by a caller for its errors, they leave the error without its text: HTTP allows them none."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what goes with it. Content that is bytes, or of the text type, is sent as it is; None is no body.

    All other content is sent in the form the caller takes.
    """

    status: int
    content: Content | bytes | None = None
    media_type: str = JSON
    headers: Headers = ()
    #: The caller's own status for errors does not take the place of this one.
    keeps_status: bool = False


class CallError(Exception):
    """The call cannot be served; `answer` says why. For leaving a handler from deep inside."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


# --- success -------------------------------------------------------------------------------------------------------


def ok(content: Content | None = None, *, headers: Headers = ()) -> Answer:
    """200 with a model, a bare array of models, or a JSON string."""
    return Answer(200, content, headers=headers)


def created(content: Content | None, *, at: str) -> Answer:
    """201 with the stored object, and where to find it."""
    return Answer(201, content, headers=(("location", at),))


def no_content() -> Answer:
    """204."""
    return Answer(204)


def file(content: bytes, media_type: str, *, name: str | None = None) -> Answer:
    """200 with a file; with a name, to be saved under it."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}" if name is not None else None
    return Answer(200, content, media_type, (("content-disposition", disposition),) if disposition else ())


# --- errors --------------------------------------------------------------------------------------------------------


def message(text: str, status: int = 400) -> Answer:
    """A business message as plain text (shape 1)."""
    return Answer(status, text, TEXT)


def http_error(text: str, status: int, *, headers: Headers = ()) -> Answer:
    """ASP.NET's error object with its Message alone (shape 2)."""
    return Answer(status, {"Message": text}, headers=headers)


def model_state(errors: Mapping[str, Sequence[str]]) -> Answer:
    """400 for what cannot be read: sentences by parameter and field path (shape 2)."""
    return Answer(400, {"Message": "The request is invalid.", "ModelState": errors})


def invalid_token(token: str | None) -> Answer:
    """401 for an unknown, expired or absent token: the vendor's text, misspelling and all, repeating the token."""
    shown = "".join(letter for letter in (token or "")[:MAX_TOKEN_ECHO] if letter.isprintable())
    return message(f'Invalid token. Could be timeout or non-extisting token: "{shown}"', 401)


def too_many_requests(per_minute: int, retry_after_s: int) -> Answer:
    """429 for a token that asked too often."""
    wait = "1 second" if retry_after_s == 1 else f"{retry_after_s} seconds"
    text = f"More than {per_minute} requests a minute came with this token. Send it again in {wait}."
    return http_error(text, 429, headers=(("retry-after", str(retry_after_s)),))


def unhandled(log_id: int | str) -> Answer:
    """500 for a fault of ours; GET Log knows the id."""
    return http_error(f"An error has occurred. Log id: {log_id}", 500)


def unsupported_media_type(media_type: str) -> Answer:
    """415, in ASP.NET's words."""
    return http_error(f"The request entity's media type '{echo(media_type)}' is not supported for this resource.", 415)


def not_served(error: NotServed) -> Answer:
    """What no dialect takes, in ASP.NET's words."""
    if error.status == 415:
        return unsupported_media_type(error.text)
    if error.parameter is not None:
        return model_state({error.parameter: [error.text]})
    # Closing spares us reading the rest of a body too large.
    return http_error(error.text, error.status, headers=(("connection", "close"),) if error.status == 413 else ())


# --- bytes ---------------------------------------------------------------------------------------------------------


def encoded(content: Content, form: Form, zone: ZoneInfo) -> bytes:
    """The bytes of a content in a form; times in it are written in `zone`'s time."""
    return encode_xml(content, zone=zone) if form.xml else encode(content, zone=zone)


def render(answer: Answer, zone: ZoneInfo, form: Form = JSON_FORM) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """The headers and the body of an answer, in the form the caller takes where it has forms."""
    media_type = answer.media_type
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    content = answer.content
    if answer.status in BODILESS_STATUSES - {205}:
        return headers, b""
    if content is None or answer.status in BODILESS_STATUSES:
        return [*headers, (b"content-length", b"0")], b""
    if isinstance(content, bytes):
        body = content
    elif isinstance(content, str) and answer.media_type == TEXT:
        body = content.encode()
    elif media_type == JSON:
        body, media_type = encoded(content, form, zone), form.media_type
    else:
        body = encode(content, zone=zone)
    headers.append((b"content-type", media_type.encode("latin-1")))
    headers.append((b"content-length", str(len(body)).encode("ascii")))
    return headers, body
