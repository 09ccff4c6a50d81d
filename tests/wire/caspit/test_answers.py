"""Error bodies in the vendor's words, byte for byte."""

from zoneinfo import ZoneInfo

import pytest

from pinkas.dialects.caspit.answers import (
    Answer,
    http_error,
    invalid_token,
    message,
    model_state,
    ok,
    render,
    unhandled,
    unsupported_media_type,
)
from pinkas.dialects.caspit.status_names import STATUS_NAMES

JERUSALEM = ZoneInfo("Asia/Jerusalem")


@pytest.mark.parametrize(
    ("answer", "status", "media_type", "body"),
    [
        (
            invalid_token("9C41"),
            401,
            b"text/plain; charset=utf-8",
            'Invalid token. Could be timeout or non-extisting token: "9C41"',
        ),
        (
            invalid_token(None),
            401,
            b"text/plain; charset=utf-8",
            'Invalid token. Could be timeout or non-extisting token: ""',
        ),
        (
            invalid_token('"a\r\n\x00b<' + "x" * 300),
            401,
            b"text/plain; charset=utf-8",
            'Invalid token. Could be timeout or non-extisting token: ""ab<' + "x" * 193 + '"',
        ),
        (message("המסמך הודפס"), 400, b"text/plain; charset=utf-8", "המסמך הודפס"),
        (
            model_state({"doc.Date": ["The Date field is required."]}),
            400,
            b"application/json; charset=utf-8",
            '{"Message":"The request is invalid.","ModelState":{"doc.Date":["The Date field is required."]}}',
        ),
        (http_error("No.", 403), 403, b"application/json; charset=utf-8", '{"Message":"No."}'),
        (
            unhandled(12345),
            500,
            b"application/json; charset=utf-8",
            '{"Message":"An error has occurred. Log id: 12345"}',
        ),
        (
            unsupported_media_type("text/plain"),
            415,
            b"application/json; charset=utf-8",
            '{"Message":"The request entity\'s media type \'text/plain\' is not supported for this resource."}',
        ),
        (ok("9C41"), 200, b"application/json; charset=utf-8", '"9C41"'),
    ],
)
def test_answers_are_the_vendors(answer: Answer, status: int, media_type: bytes, body: str) -> None:
    headers, sent = render(answer, JERUSALEM)
    assert (answer.status, sent.decode()) == (status, body)
    assert dict(headers) == {b"content-type": media_type, b"content-length": str(len(sent)).encode()}


def test_an_answer_may_be_empty() -> None:
    assert render(ok(), JERUSALEM) == ([(b"content-length", b"0")], b"")


def test_the_status_names_are_dotnets() -> None:
    assert STATUS_NAMES["OK"] == 200
    assert STATUS_NAMES["BadRequest"] == 400
    assert STATUS_NAMES["HttpVersionNotSupported"] == 505
    assert all(200 <= status <= 505 for status in STATUS_NAMES.values())
