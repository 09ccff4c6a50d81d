"""XML bytes to the plain values that a JSON body would have given, by the same tables of fields.

Elements may stand in any order and in any namespace; what is left out, nil or unknown counts as in JSON. A body may be
UTF-8 or UTF-16. Document types (and with them every entity and all they can be made to fetch or to grow into) and
processing instructions are refused where they begin, as the vendor's own reader refuses them.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from pinkas.dialects.caspit.fields import Field, Kind, Wire, model_of
from pinkas.dialects.caspit.xmlcodec import INSTANCE
from pinkas.dialects.jsontext import MAX_NESTING, BrokenTextError, too_deep

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_ELEMENTS = 100_000
"""Far more than the longest document has; each costs us more than its bytes."""

_NIL: Final = f"{INSTANCE} nil"
_TRUE: Final = frozenset({"true", "1"})
#: What a body of another encoding than UTF-8 begins with, and how much of it is a mark.
_BEGINNINGS: Final = (
    (codecs.BOM_UTF8, "utf-8", 3), (codecs.BOM_UTF16_LE, "utf-16-le", 2), (codecs.BOM_UTF16_BE, "utf-16-be", 2),
    (b"<\x00", "utf-16-le", 0), (b"\x00<", "utf-16-be", 0),
)  # fmt: skip
_KNOWN: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be"})
_DECLARED: Final = re.compile(rb"\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9._\-]{1,40})[\"']")
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*\"?([A-Za-z0-9._\-]{1,40})", re.IGNORECASE)
_ZONED_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})", re.ASCII)


class Element:
    """One element: its name without the namespace, whether it is nil, its text, what stands inside it."""

    __slots__ = ("children", "name", "nil", "text")

    def __init__(self, name: str, *, nil: bool) -> None:
        self.name = name
        self.nil = nil
        self.text = ""
        self.children: list[Element] = []


def parse_xml(body: bytes, content_type: str | None = None) -> Element:
    """The root element of a body. Raises BrokenTextError with a sentence that repeats nothing of it."""
    builder = _Builder()
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.ProcessingInstructionHandler = _refuse_instruction
    try:
        parser.Parse(_decoded(body, content_type), True)  # noqa: FBT003 - expat takes no name for it
    except expat.ExpatError as error:
        raise BrokenTextError(
            f"The body is not valid XML at line {error.lineno}, position {error.offset + 1}."
        ) from None
    return builder.root


class _Builder:
    """Makes the tree as expat tells of it, and stops it where it grows beyond measure."""

    def __init__(self) -> None:
        self.root = Element("", nil=True)
        self._open: list[Element] = []
        self._text: list[str] = []
        self._count = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if len(self._open) == MAX_NESTING:
            raise BrokenTextError(too_deep())
        if self._count > MAX_ELEMENTS:
            raise BrokenTextError(f"The body has more than {MAX_ELEMENTS} elements.")
        self._text.clear()  # between elements only blanks mean anything, namely nothing
        nil = bool(attributes) and attributes.get(_NIL, "").strip() in _TRUE
        element = Element(name.rpartition(" ")[2], nil=nil)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, _: str) -> None:
        element = self._open.pop()
        if not element.children:
            element.text = "".join(self._text)
        self._text.clear()

    def characters(self, text: str) -> None:
        self._text.append(text)


def _refuse_document_type(*_: object) -> None:
    raise BrokenTextError("The body must not hold a document type declaration.")


def _refuse_instruction(*_: object) -> None:
    raise BrokenTextError("The body must not hold a processing instruction.")


def _decoded(body: bytes, content_type: str | None) -> str:
    """The text of a body. Its first bytes say whether it is UTF-16, whatever else is said of it.

    Single bytes that call themselves UTF-16 are UTF-8: that is how .NET writes a text it then sends.
    """
    for beginning, encoding, mark in _BEGINNINGS:
        if body.startswith(beginning):
            return _text(body[mark:], encoding)
    said, declared = _CHARSET.search(content_type or ""), _DECLARED.match(body)
    names = {said[1].lower()} if said else {declared[1].decode("ascii").lower()} if declared else set()
    if not names <= _KNOWN:
        raise BrokenTextError("The body's encoding is not supported. Allowed values: utf-8, utf-16")
    return _text(body, "utf-8")


def _text(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).lstrip(" \t\r\n")
    except UnicodeDecodeError as error:
        raise BrokenTextError(f"The body is not valid {encoding[:6].upper()} at byte {error.start}.") from None


# --- to plain values -----------------------------------------------------------------------------------------------


def members_of(root: Element, wire: type[Wire]) -> dict[str, object] | None:
    """What the root says of a model's members, as a JSON object would have held it; None for nil.

    Where the model stands for a bare list, `<ArrayOf...>` is that list. Raises BrokenTextError for a mere text.
    """
    if root.nil:
        return None
    if not root.children and root.text.strip():
        raise BrokenTextError("The body must be an XML element with elements in it.")
    if wire.bare_list and root.name.lower().startswith("arrayof"):
        return {wire.bare_list: _value(root, _fields(wire)[wire.bare_list.lower()])}
    return _members(root, wire)


def _members(element: Element, wire: type[Wire]) -> dict[str, object]:
    fields = _fields(wire)
    return {
        child.name: _value(child, field)
        for child in element.children
        if (field := fields.get(child.name.lower())) is not None
    }


@cache
def _fields(wire: type[Wire]) -> dict[str, Field]:
    """Every member by its name and synonyms in lower case."""
    fields = model_of(wire).fields
    synonyms = {name.lower(): field for field in fields for name in field.rules.synonyms}
    return synonyms | {field.name.lower(): field for field in fields}


def _value(element: Element, field: Field) -> object:
    if element.nil:
        return None
    if field.item is not None:
        is_text = not element.children and element.text.strip()
        return element.text if is_text else [_item(child, field.item) for child in element.children]
    if element.children:
        return {}
    if field.kind is Kind.BYTES:
        return "".join(element.text.split())
    if field.kind is Kind.DATE and (day := _ZONED_DAY.fullmatch(element.text.strip())):
        return day[1]  # a civil date wherever it was written
    return element.text


def _item(element: Element, wire: type[Wire]) -> object:
    if element.nil:
        return None
    return element.text if not element.children and element.text.strip() else _members(element, wire)
