"""Wire values to JSON bytes: every documented member in the vendor's order, numbers and dates in the vendor's form.

One pass: per model and zone, a text template with the member names in place and one writer per member, made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, cast

import msgspec

from pinkas.dialects.caspit.fields import Field, Kind, Wire, model_of
from pinkas.dialects.caspit.scalars import (
    bytes_json,
    date_json,
    decimal_json,
    flag_json,
    moment_json,
    text_json,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Content = Wire | Iterable[Wire] | Mapping[str, object] | str
"""What an answer can hold: a model, a bare array of models, an error's members, or a JSON string."""

_SIMPLE_WRITERS: dict[Kind, Callable[..., str]] = {
    Kind.TEXT: text_json,
    Kind.INTEGER: int.__repr__,
    Kind.DECIMAL: decimal_json,
    Kind.FLAG: flag_json,
    Kind.DATE: date_json,
    Kind.BYTES: bytes_json,
}


def encode(content: Content, *, zone: ZoneInfo) -> bytes:
    """The JSON of a model, an array of models, a plain mapping or a text; aware times are written in `zone`'s time."""
    if isinstance(content, Wire):
        return _writer(type(content), zone)(content).encode()
    if isinstance(content, str):
        return text_json(content).encode()
    if isinstance(content, Mapping):
        return msgspec.json.encode(content)
    return _array(zone, content).encode()


def _array(zone: ZoneInfo, items: Iterable[Wire]) -> str:
    return "[" + ",".join([_writer(type(item), zone)(item) for item in items]) + "]"


@cache
def _writer(wire: type[Wire], zone: ZoneInfo) -> Callable[[Wire], str]:
    fields = model_of(wire).fields
    template = "{" + ",".join(f'"{field.name}":%s' for field in fields) + "}"
    writers = tuple(_field_writer(field, zone) for field in fields)
    pick = attrgetter(*(field.name for field in fields))
    # Of one name attrgetter gives the bare value.
    members = cast("Callable[[Wire], tuple[object, ...]]", pick if len(fields) > 1 else lambda value: (pick(value),))

    def write(value: Wire) -> str:
        return template % tuple(
            [
                "null" if member is None else writer(member)
                for member, writer in zip(members(value), writers, strict=True)
            ]
        )

    return write


def _field_writer(field: Field, zone: ZoneInfo) -> Callable[..., str]:
    if field.kind is Kind.LIST:
        return partial(_array, zone)
    if field.kind is Kind.MOMENT:
        return partial(moment_json, zone=zone)
    return _SIMPLE_WRITERS[field.kind]
