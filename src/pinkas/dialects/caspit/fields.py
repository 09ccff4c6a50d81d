"""What one line in `wire` can say about a field, and the table read from those lines.

The binder, the encoder and any other form of the same models (XML, a description for `/docs`) work from this table
alone, so that a member's name, order, length and kind are written once.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, fields
from dataclasses import replace as with_changes
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto
from functools import cache
from inspect import get_annotations
from typing import Annotated, ClassVar, Final, get_args, get_origin, get_type_hints

import msgspec

MAX_LIST_ITEMS: Final = 1000
"""More lines than this in one body are refused."""


class Kind(Enum):
    """The forms a wire value can take; found from the field's Python type."""

    TEXT = auto()
    INTEGER = auto()
    DECIMAL = auto()
    FLAG = auto()
    DATE = auto()
    MOMENT = auto()
    BYTES = auto()
    LIST = auto()


_KINDS: dict[object, Kind] = {
    str: Kind.TEXT,
    int: Kind.INTEGER,
    Decimal: Kind.DECIMAL,
    bool: Kind.FLAG,
    date: Kind.DATE,
    datetime: Kind.MOMENT,
    bytes: Kind.BYTES,
    list: Kind.LIST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is true of a field beside its name and type; rules nested in one annotation add up.

    `max_length` counts characters of a text (bytes of a BYTES field) after trimming; `places` fraction digits.
    `read_only`: the server sets it, and what a caller sends is not looked at. `synonyms` are other names accepted.
    `secret`: never echoed in an error or a repr. `blank_kept`: a text sent blank but not empty is read as one space
    where the model trims, so that "sent blank" and "not sent" stay apart (dossier section 9.11).
    """

    max_length: int | None = None
    required: bool = False
    read_only: bool = False
    places: int = 4
    lowest: int | Decimal | None = None
    highest: int | Decimal | None = None
    synonyms: tuple[str, ...] = ()
    secret: bool = False
    blank_kept: bool = False
    max_items: int = MAX_LIST_ITEMS


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """A wire value. Every member may be None: absent and null are the same on this wire.

    `prefix` is the parameter name the vendor's errors put before a member (`doc.DocumentId`); `trims` says that
    texts lose their outer white space (documents and lines do, dossier section 6). `bare_list` names the member that
    a body stands for which is a list alone. `xml_name` is the model's name on the wire where it is not the class's.
    """

    prefix: ClassVar[str] = ""
    trims: ClassVar[bool] = False
    bare_list: ClassVar[str] = ""
    xml_name: ClassVar[str] = ""

    def __repr__(self) -> str:
        """Members that are set; secrets as stars, so that a log line cannot give them away."""
        shown = (
            f"{field.name}={'***' if field.rules.secret else repr(value)}"
            for field in model_of(type(self)).fields
            if (value := getattr(self, field.name)) is not None
        )
        return f"{type(self).__name__}({', '.join(shown)})"


@dataclass(frozen=True, slots=True)
class Field:
    """One member of a model. `item` is the type of a list's items; `inherited` marks the audit quartet."""

    name: str
    kind: Kind
    rules: Rules
    item: type[Wire] | None
    inherited: bool


@dataclass(frozen=True, slots=True)
class Model:
    """One wire type as a table. `fields` are in JSON order: the model's own, then what it inherits."""

    wire: type[Wire]
    fields: tuple[Field, ...]

    @property
    def name(self) -> str:
        """The vendor's name of the model (its XML root element)."""
        return self.wire.xml_name or self.wire.__name__

    @property
    def inherited_first(self) -> tuple[Field, ...]:
        """The DataContract order: each class's members after its base's, in ordinal order (dossier section 4)."""
        classes = enumerate(self.wire.__mro__)
        depth = {name: place for place, one in classes for name in get_annotations(one)}
        return tuple(sorted(self.fields, key=lambda field: (-depth[field.name], field.name)))


@cache
def model_of(wire: type[Wire]) -> Model:
    """Read the table of a wire type from its annotations."""
    hints = get_type_hints(wire, include_extras=True)
    own = wire.__annotations__
    every = [_field(name, hints[name], inherited=name not in own) for name in wire.__struct_fields__]
    return Model(wire, tuple(sorted(every, key=lambda field: field.inherited)))


def _field(name: str, hint: object, *, inherited: bool) -> Field:
    parts: list[Rules] = []
    if get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        parts = [extra for extra in extras if isinstance(extra, Rules)]
    bare = next(option for option in get_args(hint) if option is not types.NoneType)
    item = get_args(bare)[0] if get_origin(bare) is list else None
    return Field(name, _KINDS[get_origin(bare) or bare], _sum_of(parts), item, inherited)


def _sum_of(parts: list[Rules]) -> Rules:
    total = Rules()
    for part in parts:
        said = {f.name: value for f in fields(Rules) if (value := getattr(part, f.name)) != f.default}
        total = with_changes(total, **said)
    return total
