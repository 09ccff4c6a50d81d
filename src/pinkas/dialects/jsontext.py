"""JSON bytes to plain Python values, numbers exact.

The fast reader (msgspec) takes nearly every body. What it refuses is read a second time by the standard library, for
two reasons: Json.NET accepts raw line ends inside strings, and a number or half a character that cannot be kept should
be refused by its field's name, not as "broken JSON".
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation

import msgspec

from pinkas.dialects.text import NotANumber

MAX_NESTING = 32
_LONGEST_INTEGER = 400
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_fast = msgspec.json.Decoder(float_hook=Decimal).decode


class BrokenTextError(Exception):
    """Not JSON, or nested too deep; the message says where and repeats nothing of the body."""


def parse_json(body: bytes) -> object:
    """The value a JSON text stands for; of a member named twice the last counts. Numbers are int or Decimal."""
    body = body.removeprefix(_BYTE_ORDER_MARK)
    try:
        value: object = _fast(body)
    except RecursionError:
        raise BrokenTextError(too_deep()) from None
    except (ValueError, ArithmeticError):
        value = _second_reading(body)
    if body.count(b"{") + body.count(b"[") > MAX_NESTING and _deeper_than(MAX_NESTING, value):
        raise BrokenTextError(too_deep())
    return value


def _second_reading(body: bytes) -> object:
    try:
        text = body.decode("utf-8")
        return json.loads(text, parse_float=_float, parse_int=_integer, parse_constant=NotANumber, strict=False)
    except UnicodeDecodeError as error:
        raise BrokenTextError(f"The body is not valid UTF-8 at byte {error.start}.") from None
    except json.JSONDecodeError as error:
        raise BrokenTextError(f"The body is not valid JSON at line {error.lineno}, position {error.colno}.") from None
    except RecursionError:
        raise BrokenTextError(too_deep()) from None


def _float(text: str) -> Decimal | NotANumber:
    try:
        return Decimal(text)
    except InvalidOperation:
        return NotANumber(text)


def _integer(text: str) -> int | NotANumber:
    return int(text) if len(text) <= _LONGEST_INTEGER else NotANumber(text)


def too_deep() -> str:
    """The sentence for a body nested too deep."""
    return f"The body is nested more than {MAX_NESTING} levels deep."


def _deeper_than(limit: int, value: object) -> bool:
    layer = [value]
    for _ in range(limit):
        layer = [inner for outer in layer for inner in _inside(outer)]
        if not layer:
            return False
    return True


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return [inner for inner in value.values() if isinstance(inner, dict | list)]
    if isinstance(value, list):
        return [inner for inner in value if isinstance(inner, dict | list)]
    return []
