"""Wire values to XML bytes in .NET's DataContract form (dossier section 4), from the same tables as the JSON.

Inherited members come first, then a model's own, each in ordinal order; null is `i:nil`, never left out; rows of a page
and of a bare array are `CaspitBase` elements that say their type; errors are written as Web API writes its HttpError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Final, cast

from pinkas.dialects.caspit.fields import Field, Kind, Wire, model_of
from pinkas.dialects.caspit.scalars import bytes_xml, date_xml, decimal_xml, flag_json, moment_xml, text_xml

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from pinkas.dialects.caspit.codec import Content

NAMESPACE: Final = "http://www.caspit.biz/2013/03"
INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
STRINGS: Final = "http://schemas.microsoft.com/2003/10/Serialization/"
BASE: Final = "CaspitBase"
_DECLARED: Final = f'xmlns:i="{INSTANCE}" xmlns="{NAMESPACE}"'
_NO_NAME_LETTER: Final = re.compile(r"[^A-Za-z0-9_.\-]|^[0-9.\-]|_(?=x[0-9A-Fa-f]{4}_)")

_SIMPLE_WRITERS: dict[Kind, Callable[..., str]] = {
    Kind.TEXT: text_xml,
    Kind.INTEGER: int.__repr__,
    Kind.DECIMAL: decimal_xml,
    Kind.FLAG: flag_json,
    Kind.DATE: date_xml,
    Kind.BYTES: bytes_xml,
}


def encode_xml(content: Content, *, zone: ZoneInfo) -> bytes:
    """The XML of a model, an array of models, an error's members or a text; aware times in `zone`'s time."""
    if isinstance(content, Wire):
        name = model_of(type(content)).name
        text = f"<{name} {_DECLARED}>{_writer(type(content), zone)(content)}</{name}>"
    elif isinstance(content, str):
        text = f'<string xmlns="{STRINGS}">{text_xml(content)}</string>'
    elif isinstance(content, Mapping):
        text = f"<Error>{_error(content)}</Error>"
    else:
        text = f"<ArrayOf{BASE} {_DECLARED}>{_rows(zone, content)}</ArrayOf{BASE}>"
    return text.encode()


def element_name(text: str) -> str:
    """A text as a name of XML, in the manner of .NET's EncodeLocalName: `doc.Lines[0]` is `doc.Lines_x005B_0_x005D_`.

    A body that cannot be read at all, where its model has no name for it, is `body`.
    """
    return _NO_NAME_LETTER.sub(_escaped, text) or "body"


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"_x{code:04X}_" if code <= 0xFFFF else f"_x{code:08X}_"


def _error(members: Mapping[str, object]) -> str:
    return "".join(
        f"<{element_name(name)}>{_error_value(value)}</{element_name(name)}>" for name, value in members.items()
    )


def _error_value(value: object) -> str:
    if isinstance(value, Mapping):
        return _error(value)
    return text_xml(" ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def _rows(zone: ZoneInfo, items: Iterable[Wire]) -> str:
    """Items of any model, each saying which."""
    return "".join(
        [f'<{BASE} i:type="{model_of(type(item)).name}">{_writer(type(item), zone)(item)}</{BASE}>' for item in items]
    )


def _items(name: str, zone: ZoneInfo, items: Iterable[Wire]) -> str:
    """Items of one model, named by it."""
    return "".join([f"<{name}>{_writer(type(item), zone)(item)}</{name}>" for item in items])


@cache
def _writer(wire: type[Wire], zone: ZoneInfo) -> Callable[[Wire], str]:
    """Writes what stands inside the element of a model."""
    fields = model_of(wire).inherited_first
    parts = [
        (f"<{field.name}>", _field_writer(field, zone), f"</{field.name}>", f'<{field.name} i:nil="true"/>')
        for field in fields
    ]
    pick = attrgetter(*(field.name for field in fields))
    # Of one name attrgetter gives the bare value.
    members = cast("Callable[[Wire], tuple[object, ...]]", pick if len(fields) > 1 else lambda value: (pick(value),))

    def write(value: Wire) -> str:
        return "".join(
            [
                absent if member is None else begin + writer(member) + end
                for member, (begin, writer, end, absent) in zip(members(value), parts, strict=True)
            ]
        )

    return write


def _field_writer(field: Field, zone: ZoneInfo) -> Callable[..., str]:
    if field.kind is Kind.LIST:
        return partial(_rows, zone) if field.item in {None, Wire} else partial(_items, model_of(field.item).name, zone)
    if field.kind is Kind.MOMENT:
        return partial(moment_xml, zone=zone)
    return _SIMPLE_WRITERS[field.kind]
