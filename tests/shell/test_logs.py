"""What a log line looks like, and above all what it never holds."""

import io
import json
import logging
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from starlette.requests import ClientDisconnect

from pinkas.shell.logs import redact, redact_text, set_up_logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.handlers, root.level
    uvicorn = logging.getLogger("uvicorn").level
    out = io.StringIO()
    set_up_logs(stream=out)
    yield out
    root.handlers, root.level = before
    logging.getLogger("uvicorn").setLevel(uvicorn)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_time_level_and_name(stream: io.StringIO) -> None:
    structlog.get_logger("pinkas.paper").info("Invoice printed", document="1001", שם="דנה")
    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "Invoice printed",
        "level": "info",
        "logger": "pinkas.paper",
        "document": "1001",
        "שם": "דנה",
    }
    assert "דנה" in stream.getvalue()


def test_a_request_is_known_in_every_line_of_its_context(stream: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(log_id="a1")
    structlog.get_logger("a").info("one")
    logging.getLogger("b").info("two %s", "words")
    assert [(line["log_id"], line["event"]) for line in lines(stream)] == [("a1", "one"), ("a1", "two words")]


def test_a_terminal_gets_text_without_local_variables() -> None:
    out = io.StringIO()
    root = logging.getLogger()
    before = root.handlers, root.level
    try:
        set_up_logs(stream=out, pretty=True)
        kept_nearby = "hush" * 2
        try:
            int(kept_nearby[:0])
        except ValueError:
            structlog.get_logger("a").exception("It failed")
    finally:
        root.handlers, root.level = before
        structlog.reset_defaults()
    assert "It failed" in out.getvalue()
    assert "ValueError: invalid literal" in out.getvalue()
    assert "hushhush" not in out.getvalue()


def test_the_level_decides(stream: io.StringIO) -> None:
    structlog.get_logger("a").debug("unseen")
    assert lines(stream) == []
    set_up_logs(stream=stream, level="debug")
    structlog.get_logger("b").debug("seen")
    assert [line["event"] for line in lines(stream)] == ["seen"]


def test_uvicorn_speaks_through_the_same_door_and_only_of_trouble(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info("Started server process")
    logging.getLogger("uvicorn.access").info("GET /?token=abc")
    logging.getLogger("uvicorn.error").error("Broken: Pwd=hush", extra={"color_message": "Broken: Pwd=hush"})
    assert [(line["event"], line["level"]) for line in lines(stream)] == [("Broken: Pwd=[redacted]", "error")]


def test_a_client_that_hangs_up_is_not_our_error(stream: io.StringIO) -> None:
    for failure in (ClientDisconnect(), ValueError("ours")):
        logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=failure)
    (line,) = lines(stream)
    assert line["exception"] == "ValueError: ours"


def test_a_traceback_is_kept_and_its_secrets_are_not(stream: io.StringIO) -> None:
    def connect(url: str) -> None:
        raise ConnectionError(f"cannot reach {url}")

    try:
        connect("postgresql://books:hu:sh@db:5432/pinkas")
    except ConnectionError:
        structlog.get_logger("a").exception("No database")
    (line,) = lines(stream)
    assert "Traceback (most recent call last)" in line["exception"]
    assert line["exception"].endswith("ConnectionError: cannot reach postgresql://books:[redacted]@db:5432/pinkas")
    assert "hu:sh" not in stream.getvalue()


def test_stderr_is_the_default(capsys: pytest.CaptureFixture[str], stream: io.StringIO) -> None:
    set_up_logs()
    structlog.get_logger("c").warning("hello")
    assert json.loads(capsys.readouterr().err)["event"] == "hello"
    assert sys.stderr is not None


# Keys


@pytest.mark.parametrize(
    "key",
    [
        "password", "Password", "pwd", "Pwd", "user_pwd", "secret", "client_secret", "token", "Token", "Caspit-Token",
        "CCNumberToken", "CVV", "cvv2", "CCNumber", "cc_number", "card_number", "authorization", "Authorization",
        "x-api-key", "api_key", "Idempotency-Key", "idempotency_key", "cookie", "Set-Cookie", "master_key",
        "CCHolderTZ", "holder_tz", "national_id", "OsekMorshe", "BankAcctNumber", "account_number", "IBAN",
        "ses", "session_id",
    ],
)  # fmt: skip
def test_a_secrets_name_hides_its_value_of_any_kind(key: str) -> None:
    for value in ("hush", 7, ["hush"], {"a": "hush"}, b"hush"):
        assert redact(None, "info", {"event": "e", key: value}) == {"event": "e", key: "[redacted]"}


def test_absence_and_truth_are_no_secrets() -> None:
    event = {"event": "e", "token": None, "has_password": True}
    assert redact(None, "info", dict(event)) == event


def test_names_are_found_at_every_depth() -> None:
    event = {"event": "e", "request": {"body": [{"CCNumber": "1", "Details": "ok"}], "deep": ({"pwd": "x"},)}}
    assert redact(None, "info", event) == {
        "event": "e",
        "request": {"body": [{"CCNumber": "[redacted]", "Details": "ok"}], "deep": [{"pwd": "[redacted]"}]},
    }


def test_header_fields_side_by_side_are_redacted() -> None:
    headers = [(b"host", b"x"), (b"caspit-token", b"hush"), ("Authorization", "Bearer hush"), (b"x-api-key", b"hush")]
    shown = redact(None, "info", {"event": "e", "headers": headers})["headers"]
    assert shown == [
        ["host", "x"],
        ["caspit-token", "[redacted]"],
        ["Authorization", "[redacted]"],
        ["x-api-key", "[redacted]"],
    ]


def test_what_nests_without_end_is_cut() -> None:
    loop: dict[str, Any] = {"pwd": "hush"}
    loop["again"] = loop
    shown = json.dumps(redact(None, "info", {"event": "e", "loop": loop}))
    assert "too deep to show" in shown
    assert "hush" not in shown


def test_an_object_is_shown_in_its_own_redacted_words() -> None:
    class Login:
        def __repr__(self) -> str:
            return "Login(user='dana', password='hush')"

    shown = redact(None, "info", {"event": "e", "login": Login(), "n": 5, "x": 1.5})
    assert shown == {"event": "e", "login": "Login(user='dana', password=[redacted])", "n": 5, "x": 1.5}


# Texts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/Token?user=demo&pwd=hush&osekMorshe=1", "/Token?user=demo&pwd=[redacted]&osekMorshe=[redacted]"),
        ("/Documents?token=3fa8-hush&page=2", "/Documents?token=[redacted]&page=2"),
        ("next=%2Fx%3FToken%3Dhush&a=1", "next=%2Fx%3FToken%3D[redacted]&a=1"),
        ('{"Password": "hush hush", "User": "dana"}', '{"Password": [redacted], "User": "dana"}'),
        ('{"Password":"hu\\"sh","User":"dana"}', '{"Password":[redacted],"User":"dana"}'),
        ("{'Token': 'hush', 'a': 1}", "{'Token': [redacted], 'a': 1}"),
        ('{"pwd": "hush without an end', '{"pwd": [redacted]'),
        ("Authorization: Bearer hush.hush.hush", "Authorization: [redacted]"),
        ("Caspit-Token: hush, Accept: */*", "Caspit-Token: [redacted], Accept: */*"),
        ("<Pwd>hush</Pwd><User>dana</User>", "<Pwd>[redacted]</Pwd><User>dana</User>"),
        ("<a:CCNumber>hush</a:CCNumber>", "<a:CCNumber>[redacted]</a:CCNumber>"),
        ("postgresql://me:hu/sh@h:5432/db", "postgresql://me:[redacted]@h:5432/db"),
        ("postgresql:///db?password=hush&host=/run", "postgresql:///db?password=[redacted]&host=/run"),
        ("duplicate\nDETAIL:  Key (email)=(dana@example.com) exists.\nend", "duplicate\nDETAIL:  [redacted]\nend"),
        ("the password is wrong", "the password is wrong"),
        ("http://127.0.0.1:8080/api/v1/Documents?page=1", "http://127.0.0.1:8080/api/v1/Documents?page=1"),
    ],
)  # fmt: skip
def test_a_secret_in_a_text_is_found_by_the_name_before_it(text: str, shown: str) -> None:
    assert redact_text(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("4580458045804580", "[card]"),
        ("paid with 4111111111111111.", "paid with [card]."),
        ("cc4111111111111111x", "cc[card]x"),
        ("4111 1111 1111 1111", "[card]"),
        ("4111-1111-1111-1111 200", "[card] 200"),
        ("2026 4111 1111 1111 1111", "2026 [card]"),
        ("3782 822463 10005", "[card]"),
        ("378282246310005", "[card]"),
        ("6304 0000 0000 0000 000", "[card]"),
        ("two: 4111111111111111 and 5555555555554444", "two: [card] and [card]"),
        ("4111111111111112", "4111111111111112"),
        ("barcode 7290000000017", "barcode 7290000000017"),
        ("41111111111111111111111", "41111111111111111111111"),
        ("id 01990123-4567-7123-8000-123456789012", "id 01990123-4567-7123-8000-123456789012"),
        ("id 123456782, please", "id [national id], please"),
        ("000000018", "[national id]"),
        ("document 123456789", "document 123456789"),
        ("1.123456782", "1.123456782"),
        ("a123456782", "a123456782"),
    ],
)
def test_numbers_of_cards_and_people_are_known_by_their_check_digit(text: str, shown: str) -> None:
    assert redact_text(text) == shown


def test_a_card_number_as_a_number_is_hidden_too() -> None:
    assert redact(None, "info", {"event": "e", "n": 4111111111111111}) == {"event": "e", "n": "[card]"}


def test_a_card_in_bytes_and_in_a_key_is_hidden_too() -> None:
    event = {"event": "e", "body": b"4111111111111111", "by": {"4111111111111111": 1}}
    assert redact(None, "info", event) == {"event": "e", "body": "[card]", "by": {"[card]": 1}}


def test_a_very_long_text_is_cut() -> None:
    assert redact_text("a" * 40_000) == "a" * 32_000 + "…"


@pytest.mark.parametrize(
    "hostile",
    [
        "token",
        "://a:",
        "1 ",
        "<password",
        "4111-",
        'token="',
        "token   ",
        "a",
        "1111 1111 1111 ",
        "pwd\\",
        "=",
        "e" * 9,
    ],
)
def test_no_text_takes_long_to_clean(hostile: str) -> None:
    begun = time.perf_counter()
    redact_text(hostile * (32_000 // len(hostile)))
    assert time.perf_counter() - begun < 1
