"""XML beside JSON: whether an answer says the same in both, and a body in either."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from pinkas.dialects.caspit.fields import Wire, model_of

NAMESPACE = "http://www.caspit.biz/2013/03"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
STRINGS = "http://schemas.microsoft.com/2003/10/Serialization/"
_NIL, _TYPE = f"{{{INSTANCE}}}nil", f"{{{INSTANCE}}}type"
_ESCAPED = re.compile(r"_x([0-9A-F]{4,8})_")


def compare(xml: bytes, value: Any) -> None:
    """The document says what the JSON value says, the same members with the same values, in DataContract's form."""
    root = ET.fromstring(xml)  # noqa: S314 - our own answer
    if isinstance(value, str):
        assert (root.tag, root.text or "") == (f"{{{STRINGS}}}string", value)
    elif isinstance(value, list):
        assert root.tag == _named("ArrayOfCaspitBase")
        _rows(root, value)
    elif "Message" in value and root.tag == "Error":
        _error(root, value)
    else:
        assert root.tag.startswith(f"{{{NAMESPACE}}}")
        _members(root, value)


def _named(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _error(element: ET.Element, value: dict[str, Any]) -> None:
    assert len(element) == len(value)
    for child, (name, said) in zip(element, value.items(), strict=True):
        assert _ESCAPED.sub(lambda found: chr(int(found[1], 16)), child.tag) == (name or "body")
        if isinstance(said, dict):
            _error(child, said)
        else:
            assert child.text == (" ".join(said) if isinstance(said, list) else said)


def _members(element: ET.Element, value: dict[str, Any]) -> None:
    names = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]
    assert sorted(names) == sorted(value)
    for name, child in zip(names, element, strict=True):
        try:
            _same(child, name, value[name])
        except AssertionError as error:
            error.add_note(name)
            raise


def _same(element: ET.Element, name: str, value: Any) -> None:
    text = element.text or ""
    if value is None:
        assert element.get(_NIL) == "true"
        assert not text
        return
    assert element.get(_NIL) is None
    match value:
        case list():
            _rows(element, value) if name == "Results" else _items(element, value)
        case bool():
            assert text == ("true" if value else "false")
        case int():
            assert text == str(value)
        case Decimal():
            assert Decimal(text) == value
            assert re.fullmatch(r"-?\d+\.\d{4,}", text)
        case _:
            assert text == value


def _rows(element: ET.Element, rows: list[dict[str, Any]]) -> None:
    assert [row.tag for row in element] == [_named("CaspitBase")] * len(rows)
    for row, value in zip(element, rows, strict=True):
        assert row.get(_TYPE)
        _members(row, value)


def _items(element: ET.Element, items: list[dict[str, Any]]) -> None:
    assert len({item.tag for item in element}) <= 1
    for item, value in zip(element, items, strict=True):
        assert item.get(_TYPE) is None
        _members(item, value)


def body_of(wire: type[Wire], members: dict[str, Any]) -> bytes:
    """A body in XML that says what a JSON one says, in whatever order its members were given."""
    root = ET.Element(_named(model_of(wire).name))
    _fill(root, wire, members)
    return bytes(ET.tostring(root, encoding="utf-8"))


def _fill(element: ET.Element, wire: type[Wire], members: dict[str, Any]) -> None:
    fields = {field.name: field for field in model_of(wire).fields}
    for name, value in members.items():
        child = ET.SubElement(element, _named(name))
        item = fields[name].item if name in fields else None
        if value is None:
            child.set(_NIL, "true")
        elif item is not None:
            for one in value:
                _fill(ET.SubElement(child, _named(model_of(item).name)), item, one)
        else:
            child.text = str(value).lower() if isinstance(value, bool) else str(value)
