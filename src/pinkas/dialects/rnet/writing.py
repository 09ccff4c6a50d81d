"""Wire values to JSON bytes: every property in the vendor's order, decimals with all their places, dates in their form.

One pass: per model, zone and choice of properties, a text template with the names in place and one writer per property,
made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache, partial
from json.encoder import encode_basestring
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec

from pinkas.books.money import half_up
from pinkas.dialects.rnet.fields import Form, Property, Wire, properties
from pinkas.dialects.rnet.times import NEVER, due_text, local_text, utc_text

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal
    from uuid import UUID
    from zoneinfo import ZoneInfo

Content = Wire | Iterable[Wire] | Mapping[str, object]
"""What an answer can hold: an object, a bare array of them, or an error's members."""

#: What a property holds that is never null, though nothing is known of it.
_NEVER: Final = f'"{NEVER}"'


def encode(content: Content, *, zone: ZoneInfo, without: frozenset[str] = frozenset()) -> bytes:
    """The JSON of a wire value or a list of them; properties named in `without` are left out of the outermost."""
    if isinstance(content, Wire):
        return _writer(type(content), zone, without)(content).encode()
    if isinstance(content, Mapping):
        return msgspec.json.encode(content)
    return ("[" + ",".join([_writer(type(item), zone, without)(item) for item in content]) + "]").encode()


@lru_cache(maxsize=4096)
def decimal_text(value: Decimal, places: int) -> str:
    """A number with exactly `places` fraction digits, half up where it has more: `500.0000`; zero has no sign."""
    text = f"{half_up(value, places):f}"
    return text.lstrip("-") if not value or not text.strip("-0.") else text


@cache
def _writer(wire: type[Wire], zone: ZoneInfo, without: frozenset[str] = frozenset()) -> Callable[[Wire], str]:
    table = [each for each in properties(wire) if each.name not in without]
    # What is always null stands in the template itself.
    told = [each for each in table if each.form is not Form.NOTHING]
    template = "{" + ",".join(f'"{each.name}":{"%s" if each in told else "null"}' for each in table) + "}"
    writers = [(_property_writer(each, zone), _NEVER if each.form is Form.LOCAL_OR_NEVER else "null") for each in told]
    pick = attrgetter(*(each.name for each in told))
    # Of one name attrgetter gives the bare value.
    members = cast("Callable[[Wire], tuple[Any, ...]]", pick if len(told) > 1 else lambda value: (pick(value),))

    def write(value: Wire) -> str:
        return template % tuple(
            [
                absent if member is None else writer(member)
                for member, (writer, absent) in zip(members(value), writers, strict=True)
            ]
        )

    return write


def _property_writer(known: Property, zone: ZoneInfo) -> Callable[[Any], str]:
    if known.form is Form.LIST and known.item is not None:
        return partial(_array, _writer(known.item, zone))
    if known.form is Form.GUIDS:
        return partial(_array, _guid)
    return _writer(known.item, zone) if known.item is not None else _scalar_writer(known, zone)


def _scalar_writer(known: Property, zone: ZoneInfo) -> Callable[[Any], str]:
    writers: dict[Form, Callable[[Any], str]] = {
        Form.GUID: _guid,
        Form.TEXT: encode_basestring,
        Form.INTEGER: str,
        Form.FLAG: _flag,
        Form.DECIMAL: partial(decimal_text, places=known.places),
        Form.LOCAL: _local,
        Form.LOCAL_OR_NEVER: _local,
        Form.UTC: lambda moment: f'"{utc_text(moment)}"',
        Form.DUE: lambda day: f'"{due_text(day, zone)}"',
        Form.DAY: lambda day: f'"{day.isoformat()}T00:00:00"',
    }
    return writers[known.form]


def _array(write: Callable[[Any], str], items: Iterable[object]) -> str:
    return "[" + ",".join([write(item) for item in items]) + "]"


def _guid(value: UUID) -> str:
    return f'"{value}"'


def _flag(value: bool) -> str:  # noqa: FBT001 - the value itself, not a switch
    return "true" if value else "false"


def _local(value: dt.datetime) -> str:
    return f'"{local_text(value)}"'
