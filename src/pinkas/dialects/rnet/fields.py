"""What one line in `wire` can say about a property, and the table read from those lines.

Order and form of every property are data: the reader and the writer work from this table alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

import msgspec


class Form(Enum):
    """The forms a property takes on this wire (R-NET dossier section 3)."""

    GUID = auto()
    TEXT = auto()
    INTEGER = auto()
    FLAG = auto()
    #: Decimals; each is written with all the places of its kind.
    DECIMAL = auto()
    #: A civil time of the business's zone, no offset, up to three fraction digits.
    LOCAL = auto()
    #: The same, whose absence is written as the first instant of the year 1.
    LOCAL_OR_NEVER = auto()
    #: An instant: blank between date and time, whole seconds, Z.
    UTC = auto()
    #: A civil date: the instant of its local midnight, written like UTC.
    DUE = auto()
    #: A civil date as a local time at 00:00.
    DAY = auto()
    OBJECT = auto()
    LIST = auto()
    GUIDS = auto()
    #: Always null; what is sent is dropped unread.
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Places:
    """How many fraction digits a decimal has on the wire, and how many of those that are sent the books hold."""

    count: int
    held: int | None = None


@dataclass(frozen=True, slots=True)
class Most:
    """How many characters a text may have, where it is not as many as usual."""

    count: int


@dataclass(frozen=True, slots=True)
class Also:
    """Other names under which a property is read: older spellings, and those of sister pages."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark on a property; see SERVERS and KEPT."""

    name: str


#: The server's own: whatever a caller sends there is not looked at, be it right, wrong or unreadable.
SERVERS: Final = Marked("servers")


#: What means nothing to the books: kept as it came and given back.
KEPT: Final = Marked("kept")


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """A wire value. Absent and null are the same thing here; a collection is never null."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a model; `item` is the model of a nested object or of a list's items."""

    name: str
    form: Form
    places: int
    #: Fraction digits that are read.
    held: int
    #: Characters a text may have; None for the usual number.
    most: int | None
    also: tuple[str, ...]
    servers: bool
    kept: bool
    item: type[Wire] | None


@cache
def properties(wire: type[Wire]) -> tuple[Property, ...]:
    """The table of a wire type, in the wire's order."""
    hints = get_type_hints(wire, include_extras=True)
    return tuple(_property(name, hints[name]) for name in wire.__struct_fields__)


def _property(name: str, hint: Any) -> Property:
    bare, *extras = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    form = next((extra for extra in extras if isinstance(extra, Form)), None)
    inner = next((option for option in _options(bare) if isinstance(option, type) and issubclass(option, Wire)), None)
    if form is None:
        form = Form.LIST if get_origin(bare) is tuple else Form.OBJECT
    places = next((extra for extra in extras if isinstance(extra, Places)), Places(0))
    return Property(
        name,
        form,
        places.count,
        places.count if places.held is None else places.held,
        next((extra.count for extra in extras if isinstance(extra, Most)), None),
        next((extra.names for extra in extras if isinstance(extra, Also)), ()),
        SERVERS in extras,
        KEPT in extras,
        inner,
    )


def _options(bare: Any) -> tuple[Any, ...]:
    """The types a hint is made of: of `Store | None`, of `tuple[Line, ...]`, of `Line` alone."""
    return get_args(bare) or (bare,)
