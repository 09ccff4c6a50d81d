"""What a till says that means nothing to the books: kept with its transaction as texts by name, and given back.

Which properties these are, stands in the wire types (`KEPT`). What is only the usual value is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final
from uuid import UUID

from pinkas.dialects.rnet.fields import Form, Property, Wire, properties

_READ: Final[dict[Form, Callable[[str], Any]]] = {
    Form.TEXT: str,
    Form.INTEGER: int,
    Form.FLAG: lambda text: text == str(True),
    Form.GUID: UUID,
    Form.DECIMAL: Decimal,
}


def kept_of(sent: Wire) -> tuple[tuple[str, str], ...]:
    """What is kept of a body, by name."""
    usual = _usual(type(sent))
    values = ((known.name, getattr(sent, known.name)) for known in _kept(type(sent)))
    return tuple((name, str(value)) for name, value in values if value not in {None, "", usual[name]})


def given_back(wire: type[Wire], remarks: Mapping[str, str]) -> dict[str, Any]:
    """The properties of a model that were kept."""
    return {known.name: _READ[known.form](remarks[known.name]) for known in _kept(wire) if known.name in remarks}


@cache
def _kept(wire: type[Wire]) -> tuple[Property, ...]:
    return tuple(known for known in properties(wire) if known.kept)


@cache
def _usual(wire: type[Wire]) -> Mapping[str, Any]:
    nothing = wire()
    return {known.name: getattr(nothing, known.name) for known in _kept(wire)}
