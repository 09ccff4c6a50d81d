"""Which form a caller gets, by its Accept: ASP.NET's choice, down to what browsers and stock HTTP clients send."""

from __future__ import annotations

import pytest

from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.negotiation import chosen, form_of
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import EmailDetails

from .asgi import answered

JSON, TEXT_JSON, XML, TEXT_XML = "application/json", "text/json", "application/xml", "text/xml"

#: What is sent, and what comes.
ACCEPTS = {
    "": JSON,
    "*/*": JSON,
    "application/json": JSON,
    "application/json, text/plain, */*": JSON,
    "APPLICATION/JSON": JSON,
    "text/json": TEXT_JSON,
    "application/xml": XML,
    "Text/XML": TEXT_XML,
    "application/xml; charset=utf-8": XML,
    "application/*": JSON,
    "text/*": TEXT_JSON,
    "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2": JSON,
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": XML,
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8": XML,
    "application/xml, */*": XML,
    "*/*, text/xml": TEXT_XML,
    "application/*, text/xml;q=0.9": JSON,
    "application/json, application/xml": JSON,
    "application/xml, application/json": JSON,
    "application/xml, text/xml": XML,
    "text/xml, application/xml": TEXT_XML,
    "application/json;q=0.5, application/xml;q=0.6": XML,
    "application/json;q=0.6, application/xml;q=0.5": JSON,
    "application/xml;q=0.500, application/json;q=0.5": JSON,
    "application/json;q=0.001, application/xml;q=0.0009": JSON,
    "application/xml;q=1.0, application/json": JSON,
    "application/xml;q=0, application/json;q=0.1": JSON,
    "application/json;q=0, text/json;q=0, */*": XML,
    "application/xml;q=0": JSON,
    "*/*;q=0": JSON,
    # Nothing we have, and what cannot be read: JSON, never a refusal.
    "text/html": JSON,
    "image/png, application/pdf": JSON,
    "application/xml;q=2": JSON,
    "application/xml;q=-1": JSON,
    "application/xml;q=NaN": JSON,
    "application/xml;q=1e-3": JSON,
    "application/xml;q=": JSON,
    ",,;;q=1,/,": JSON,
    "א": JSON,
    "x" * 900 + ",application/xml": XML,
    "x" * 2000 + ",application/xml": JSON,
}


@pytest.mark.parametrize(("accept", "name"), ACCEPTS.items())
def test_an_accept_chooses_the_form(accept: str, name: str) -> None:
    assert chosen(accept.encode()[:1024]).name == name
    assert form_of([(b"host", b"x"), (b"accept", accept.encode())]).name == name


def test_several_accepts_are_one_and_none_is_json() -> None:
    assert form_of([]).name == JSON
    assert form_of([(b"accept", b"application/json;q=0.1"), (b"accept", b"text/xml;q=0.2")]).name == TEXT_XML


@pytest.mark.parametrize(
    ("accept", "media_type", "body"),
    [
        ("*/*", "application/json; charset=utf-8", b'"x"'),
        ("text/json", "text/json; charset=utf-8", b'"x"'),
        ("text/xml", "text/xml; charset=utf-8", b'<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/">x</string>'),
    ],
)  # fmt: skip
def test_an_answer_says_the_form_it_has(accept: str, media_type: str, body: bytes) -> None:
    router = CaspitRouter(on_failure=_failure)

    @router.on("GET", "Token")
    async def token(_: Call) -> Answer:
        return ok("x")

    reply = answered(router, "GET", "/api/v1/token", headers={"Accept": accept})
    assert (reply.status, reply.headers["content-type"], reply.body) == (200, media_type, body)
    assert reply.headers["content-length"] == str(len(body))


@pytest.mark.parametrize(
    ("verb", "target"), [("GET", "nothing"), ("PATCH", "token"), ("POST", "token"), ("GET", "a%FF")]
)
def test_errors_before_and_in_a_handler_come_in_the_form_too(verb: str, target: str) -> None:
    router = CaspitRouter(on_failure=_failure)

    @router.on("POST", "Token")
    async def token(call: Call) -> Answer:
        return ok(await call.body(EmailDetails))

    reply = answered(router, verb, f"/api/v1/{target}", headers={"Accept": "application/xml"}, body=b"<a")
    assert reply.status in {400, 404, 405}
    assert reply.headers["content-type"] == "application/xml; charset=utf-8"
    assert reply.body.startswith(b"<Error><Message>")


async def _failure(_: Call, error: Exception) -> Answer:
    raise error
