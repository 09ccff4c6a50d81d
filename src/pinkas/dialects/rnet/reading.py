"""JSON bytes to wire values: names in any letter case and older spellings, numbers exact, all problems told at once.

Unknown properties are not looked at, nor are those the server makes itself. Numbers in quotes are numbers, as .NET
takes them; one with more places than the books hold is rounded half up to them, one too large is refused. Of a name
sent twice the last counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from uuid import UUID

from pinkas.dialects.jsontext import BrokenTextError, parse_json
from pinkas.dialects.rnet.fields import Form, Property, Wire, properties
from pinkas.dialects.rnet.times import UnreadableTime, read_due, read_instant, read_local
from pinkas.dialects.text import FORBIDDEN_CHARACTERS, echo

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

W = TypeVar("W", bound=Wire)

#: More lines or tenders than this in one body are refused.
MAX_LIST_ITEMS: Final = 1000
#: Sentences told of one body; further problems are counted by nobody.
MAX_PROBLEMS: Final = 50
MAX_TEXT: Final = 4000
MAX_INTEGER: Final = 2**31 - 1
#: Digits before the point that the vendor's SQL money type holds.
MAX_WHOLE_DIGITS: Final = 15

_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,6})?", re.ASCII | re.IGNORECASE)
_GUID: Final = re.compile(r"\{?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})\}?", re.IGNORECASE | re.ASCII)
_MAX_NUMBER_TEXT: Final = 100
_WIDE: Final = Context(prec=40, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}
_NOBODY: Final = UUID(int=0)
_NUMERIC: Final = (int, Decimal)


class UnreadableBody(Exception):
    """A body that is not what its call takes; `state` holds the sentences by path, empty when it is no JSON at all."""

    def __init__(self, message: str, state: dict[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.message, self.state = message, state or {}


class UnreadableValue(Exception):
    """A value that is not valid for its property; `rule` says which rule it breaks, where it has the right form."""

    def __init__(self, value: object, rule: str = "") -> None:
        super().__init__(rule)
        self.value, self.rule = value, rule

    def about(self, name: str) -> str:
        """The sentence for the caller. What was sent is repeated only where it is short and plain."""
        if self.rule:
            return f"The field {name} {self.rule}."
        if isinstance(self.value, dict | list):
            return f"The value is not valid for {name}."
        return f"The value '{echo(self.value)}' is not valid for {name}."


@dataclass(slots=True)
class Problems:
    """The sentences found so far, by path, in the order found."""

    found: dict[str, list[str]] = dataclass_field(default_factory=dict)
    count: int = 0

    def add(self, path: str, sentence: str) -> None:
        """Note a problem, unless there are too many already."""
        if self.count < MAX_PROBLEMS:
            self.count += 1
            self.found.setdefault(path, []).append(sentence)

    def refuse(self) -> None:
        """Raise them, if there are any."""
        if self.found:
            raise UnreadableBody("The request is invalid.", self.found)


#: Reads a mapping, at a path of the body, into one model. What cannot be read is left out and noted.
_Reader = Callable[[dict[str, Any], str, Problems], Wire]


def read_object(wire: type[W], body: bytes, *, zone: ZoneInfo) -> W:
    """One object of a body. Raises UnreadableBody."""
    value = _parsed(body)
    if not isinstance(value, dict):
        raise UnreadableBody("The body must be a JSON object.")
    problems = Problems()
    found = _reader(wire, zone)(value, "", problems)
    problems.refuse()
    return cast("W", found)


def read_leniently(wire: type[W], body: bytes, *, zone: ZoneInfo) -> W | None:
    """As much of the object of a body as can be read; None when it is no object."""
    try:
        value = _parsed(body)
    except UnreadableBody:
        return None
    return cast("W", _reader(wire, zone)(value, "", Problems())) if isinstance(value, dict) else None


def read_array(wire: type[W], body: bytes, *, zone: ZoneInfo, most: int = MAX_LIST_ITEMS) -> list[W]:
    """The objects of a body that is an array, `most` at most; one bare object counts as one. Raises UnreadableBody."""
    value = _parsed(body)
    items = [value] if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise UnreadableBody("The body must be a JSON array.")
    if len(items) > most:
        raise UnreadableBody(f"The body must hold at most {most} items.")
    problems = Problems()
    reader = _reader(wire, zone)
    found = [_item(reader, item, f"[{place}]", problems) for place, item in enumerate(items)]
    problems.refuse()
    return cast("list[W]", found)


def _parsed(body: bytes) -> object:
    if not body.strip():
        raise UnreadableBody("A body is required.")
    try:
        value = parse_json(body)
    except BrokenTextError as error:
        raise UnreadableBody(str(error)) from None
    if value is None:
        raise UnreadableBody("A body is required.")
    return value


@cache
def _reader(wire: type[Wire], zone: ZoneInfo) -> _Reader:
    slots: dict[str, tuple[str, Callable[[object, str, Problems], object]]] = {}
    for known in properties(wire):
        if known.servers or known.form is Form.NOTHING:
            continue
        slot = (known.name, _slot(known, zone))
        for name in (*known.also, known.name):
            slots[name.lower()] = slot

    def read(source: dict[str, Any], path: str, problems: Problems) -> Wire:
        values: dict[str, Any] = {}
        for name, sent in source.items():
            if sent is None or (slot := slots.get(name.lower())) is None:
                continue
            proper, reader = slot
            value = reader(sent, f"{path}.{proper}" if path else proper, problems)
            if value is not None:
                values[proper] = value
        return wire(**values)

    return read


def _slot(known: Property, zone: ZoneInfo) -> Callable[[object, str, Problems], object]:
    if known.item is not None:
        inner = _reader(known.item, zone)
        return partial(_items, inner) if known.form is Form.LIST else partial(_item, inner)
    return partial(_scalar, _scalar_reader(known, zone), known.name)


def _item(reader: _Reader, sent: object, path: str, problems: Problems) -> Wire | None:
    if isinstance(sent, dict):
        return reader(sent, path, problems)
    problems.add(path, f"The value is not valid for {path.rpartition('.')[2]}.")
    return None


def _items(reader: _Reader, sent: object, path: str, problems: Problems) -> tuple[Wire | None, ...] | None:
    if not isinstance(sent, list):
        problems.add(path, f"The value is not valid for {path.rpartition('.')[2]}.")
        return None
    if len(sent) > MAX_LIST_ITEMS:
        problems.add(path, f"The field {path.rpartition('.')[2]} must hold at most {MAX_LIST_ITEMS} items.")
        return None
    return tuple(_item(reader, item, f"{path}[{place}]", problems) for place, item in enumerate(sent))


def _scalar(read: Callable[[object], object], name: str, sent: object, path: str, problems: Problems) -> object:
    try:
        return read(sent)
    except UnreadableValue as error:
        problems.add(path, error.about(name))
    except UnreadableTime as error:
        rule = "must be a date from the year 1753 on, and before 2200" if error.beyond else ""
        problems.add(path, UnreadableValue(sent, rule).about(name))
    return None


def _scalar_reader(known: Property, zone: ZoneInfo) -> Callable[[object], object]:
    readers: dict[Form, Callable[[object], object]] = {
        Form.GUID: read_guid,
        Form.TEXT: partial(read_text, most=MAX_TEXT if known.most is None else known.most),
        Form.INTEGER: read_integer,
        Form.FLAG: read_flag,
        Form.DECIMAL: partial(read_decimal, places=known.held),
        Form.LOCAL: _dated(partial(read_local, zone=zone)),
        Form.LOCAL_OR_NEVER: _dated(partial(read_local, zone=zone)),
        Form.UTC: _dated(partial(read_instant, zone=zone)),
        Form.DUE: _dated(partial(read_due, zone=zone)),
        Form.DAY: _dated(partial(read_due, zone=zone)),
    }
    return readers[known.form]


# --- single values, of bodies and of query strings -----------------------------------------------------------------


def read_guid(value: object) -> UUID | None:
    """A GUID in any letter case, with dashes or without, in braces or not; the all-zero one and "" are none."""
    if not isinstance(value, str):
        raise UnreadableValue(value)
    text = value.strip()
    if not text:
        return None
    if not (found := _GUID.fullmatch(text)):
        raise UnreadableValue(value)
    guid = UUID(found[1])
    return None if guid == _NOBODY else guid


def read_text(value: object, *, most: int = MAX_TEXT) -> str:
    """A text as it came, its blanks kept; numbers and booleans become their JSON text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value) if isinstance(value, _NUMERIC) else value
    if not isinstance(text, str):
        raise UnreadableValue(value)
    if not text.isprintable() and FORBIDDEN_CHARACTERS.search(text):
        raise UnreadableValue(value, "must not contain control characters or broken Unicode")
    if len(text) > most:
        raise UnreadableValue(value, f"must be a string with a maximum length of {most}")
    return text


def read_integer(value: object) -> int | None:
    """A 32-bit whole number; nothing for an empty text."""
    number = _number(value)
    if number is None:
        return None
    if not -MAX_INTEGER <= number <= MAX_INTEGER or number != (whole := int(number)):
        raise UnreadableValue(value)
    return whole


def read_decimal(value: object, *, places: int) -> Decimal | None:
    """A number, rounded half up to `places` fraction digits; nothing for an empty text."""
    number = _number(value)
    if number is None:
        return None
    if number.adjusted() >= MAX_WHOLE_DIGITS and number:
        most = "9" * MAX_WHOLE_DIGITS
        raise UnreadableValue(value, f"must be between -{most} and {most}")
    return number.quantize(Decimal(1).scaleb(-places), context=_WIDE) if number else Decimal(0)


def read_flag(value: object) -> bool | None:
    """True or false: the JSON words, "true" in any case, 1 and 0; nothing for an empty text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, _NUMERIC) and value in (0, 1):
        return value == 1
    if not isinstance(value, str):
        raise UnreadableValue(value)
    word = value.strip().lower()
    if not word:
        return None
    if word not in _FLAGS:
        raise UnreadableValue(value)
    return _FLAGS[word]


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool):
        raise UnreadableValue(value)
    if isinstance(value, _NUMERIC):
        return Decimal(value)
    if not isinstance(value, str):
        raise UnreadableValue(value)
    text = value.strip()
    if not text:
        return None
    if len(text) > _MAX_NUMBER_TEXT or not _NUMBER.fullmatch(text):
        raise UnreadableValue(value)
    return Decimal(text)


def _dated(read: Callable[[str], object]) -> Callable[[object], object]:
    def read_dated(value: object) -> object:
        if not isinstance(value, str):
            raise UnreadableValue(value)
        return read(value) if value.strip() else None

    return read_dated
