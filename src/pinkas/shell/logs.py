"""One road for every log line: structlog over the standard library, JSON for machines, colours for a terminal.

Whatever is logged, by us or by a library, passes `redact`, the only place that decides what a log may hold: no
tokens, passwords, card numbers or national ids.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, TextIO

import structlog
from starlette.requests import ClientDisconnect
from stdnum import luhn

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

REDACTED = "[redacted]"
CARD = "[card]"
NATIONAL_ID = "[national id]"

_LONGEST_TEXT = 32_000
_DEEPEST = 8
_PLAIN_KEYS = frozenset({"timestamp", "level", "logger"})

_HIDDEN_NAMES = (
    r"pass(?:word|wd|phrase)|pwd|secret|token|cvv|cvc|cc[-_]?number|card[-_]?number|authorization|cookie"
    r"|api[-_]?key|idempotency[-_]?key|master[-_]?key|private[-_]?key|holder[-_]?tz|national[-_]?id|osek[-_]?morshe"
    r"|session[-_]?id|\bses\b|(?:acct|account)[-_]?number|iban"
)
_SECRET_KEY = re.compile(_HIDDEN_NAMES, re.IGNORECASE)
_SECRET_PAIR = re.compile(
    rf"""(?P<key>(?:{_HIDDEN_NAMES})[\w-]{{0,30}}["']?\s*(?:=>|[=:]|%3[ad])\s*)"""
    r"""(?:"(?:\\.|[^"\\])*(?:"|\Z)|'(?:\\.|[^'\\])*(?:'|\Z)"""
    r"""|(?:(?:bearer|basic|digest|negotiate)\s+)?[^\s&"',;<>)}\]]+)""",
    re.IGNORECASE,
)
_SECRET_ELEMENT = re.compile(
    rf"(?P<open><(?:[\w.-]{{1,30}}:)?[\w-]{{0,30}}?(?:{_HIDDEN_NAMES})[\w-]{{0,30}}>)[^<]+", re.IGNORECASE
)
_URL_PASSWORD = re.compile(r"(?P<user>://[^\s:/@]{0,200}:)\S{1,500}@")
_ROW_DETAIL = re.compile(r"(?P<label>\bDETAIL:\s*)[^\n]+")
_NUMBER = re.compile(
    r"(?P<uuid>(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f]))"
    r"|(?P<run>(?<!\d)\d{13,19}(?!\d))"
    r"|(?P<amex>(?<!\d)\d{4}(?P<a>[ -])\d{6}(?P=a)\d{4,5}(?!\d))"
    r"|(?P<fours>(?<!\d)\d{4}(?P<f>[ -])\d{4}(?P=f)\d{4}(?P=f)\d{1,7}(?!\d))(?P<fifth>(?P=f)\d{3}(?!\d))?"
    r"|(?P<id>(?<![\w.])\d{9}(?!\w|\.\d))",
    re.IGNORECASE,
)


def redact_text(text: str) -> str:
    """Give the text without what a log may not hold: secrets by the name before them, numbers by their check digit.

    Text beyond 32,000 characters is cut. A PostgreSQL DETAIL line goes as a whole, for it quotes rows.
    """
    if len(text) > _LONGEST_TEXT:
        text = text[:_LONGEST_TEXT] + "…"
    text = _SECRET_ELEMENT.sub(rf"\g<open>{REDACTED}", text)
    text = _SECRET_PAIR.sub(rf"\g<key>{REDACTED}", text)
    text = _URL_PASSWORD.sub(rf"\g<user>{REDACTED}@", text)
    text = _ROW_DETAIL.sub(rf"\g<label>{REDACTED}", text)
    return _without_numbers(text)


def _without_numbers(text: str) -> str:
    shown: list[str] = []
    copied = at = 0
    while found := _NUMBER.search(text, at):
        mask, end = _mask(found)
        if mask:
            shown += [text[copied : found.start()], mask]
            copied = at = end
        else:  # a card may begin inside what looked like one: "2026 4111 1111 1111 1111"
            at = found.end() if found["uuid"] else found.start() + 1
    return "".join([*shown, text[copied:]])


def _mask(found: re.Match[str]) -> tuple[str, int]:
    """Give what to show instead of this number, and where the number ends; nothing when it is an ordinary one."""
    if found["uuid"]:
        return "", 0
    if found["id"]:  # the Israeli id's check digit is Luhn's, over nine digits
        return (NATIONAL_ID, found.end()) if luhn.is_valid(found["id"]) else ("", 0)
    if luhn.is_valid(re.sub(r"\D", "", found.group())):
        return CARD, found.end()
    if found["fifth"] and luhn.is_valid(re.sub(r"\D", "", found["fours"])):
        return CARD, found.end("fours")
    return "", 0


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Take secrets out of one log event: the structlog processor that stands before every renderer."""
    return {key: value if key in _PLAIN_KEYS else _redact_field(key, value, 0) for key, value in event.items()}


def _redact_field(key: object, value: object, depth: int) -> object:
    name = key.decode("latin-1") if isinstance(key, bytes) else str(key)
    if _SECRET_KEY.search(name) and value is not None and not isinstance(value, bool):
        return REDACTED
    return _redact_value(value, depth)


def _redact_value(value: object, depth: int) -> object:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        shown = redact_text(str(value))
        return value if shown == str(value) else shown
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return _redact_inside(value, depth) if depth < _DEEPEST else "[too deep to show]"
    if isinstance(value, bytes | bytearray):
        return redact_text(value.decode("utf-8", "replace"))
    return redact_text(str(value))  # also any object: a renderer would print it in its own words


def _redact_inside(value: Mapping[Any, Any] | Collection[Any], depth: int) -> object:
    if isinstance(value, Mapping):
        return {redact_text(str(key)): _redact_field(key, item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str | bytes):
        # A name and a value side by side, as servers carry header fields.
        return [_redact_value(value[0], depth + 1), _redact_field(value[0], value[1], depth + 1)]
    return [_redact_value(item, depth + 1) for item in value]


def set_up_logs(*, level: str = "info", stream: TextIO | None = None, pretty: bool | None = None) -> None:
    """Send every log line of this process to the stream (stderr unless told otherwise).

    Lines are JSON, or coloured text when the stream is a terminal; `pretty` decides instead when given.
    """
    out = sys.stderr if stream is None else stream
    if pretty is None:
        pretty = out.isatty()
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _without_colour_twin],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redact,
                _renderer(pretty=pretty),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    _quieten_server()


def _renderer(*, pretty: bool) -> Processor:
    if pretty:
        # Plain: the other formatters print local variables, and those hold whatever the request held.
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _without_colour_twin(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.pop("color_message", None)  # uvicorn says each of its lines twice
    return event


def _quieten_server() -> None:
    """Let uvicorn speak through the same handler, and only of what went wrong; access lines are not written."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = name != "uvicorn.access"
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_no_hang_up)


def _is_no_hang_up(record: logging.LogRecord) -> bool:
    """A client that goes away while it sends is no fault of ours; uvicorn would show a traceback of it."""
    return record.exc_info is None or not isinstance(record.exc_info[1], ClientDisconnect)
