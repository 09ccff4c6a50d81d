"""XML as it is signed: written in canonical form from the start, and answers read into plain elements.

Canonical (exclusive XML canonicalisation 1.0): UTF-8, no declaration, attributes in order, every element with an end
tag, nothing between elements. What is written so needs no canonicaliser to be signed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_ELEMENTS: Final = 200_000


class BrokenAnswerError(Exception):
    """An answer that is no XML we read."""


@dataclass(slots=True)
class Element:
    """An element that was read: its name without the namespace, attributes, text and children."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def find(self, name: str) -> Element | None:
        """The first element of this name at any depth, itself included."""
        return next(iter(self.find_all(name)), None)

    def find_all(self, name: str) -> list[Element]:
        """All elements of this name, in document order."""
        found: list[Element] = []
        pending = [self]
        while pending:
            one = pending.pop()
            if one.name == name:
                found.append(one)
            pending.extend(reversed(one.children))
        return found


def element(name: str, attributes: dict[str, object | None] | None = None, *inside: str, namespace: str = "") -> str:
    """An element in canonical form; attributes of None are left out. `inside` is written already, or `text`."""
    said = {key: value for key, value in (attributes or {}).items() if value is not None}
    written = [f' xmlns="{_attribute(namespace)}"'] if namespace else []
    written += [f' {key}="{_attribute(str(said[key]))}"' for key in sorted(said)]
    return f"<{name}{''.join(written)}>{''.join(inside)}</{name}>"


def text(value: str) -> str:
    """A text as it stands between tags."""
    value = _FORBIDDEN.sub(" ", value)
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")


def _attribute(value: str) -> str:
    value = _FORBIDDEN.sub(" ", value)
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("\t", "&#x9;"), ("\n", "&#xA;")):
        value = value.replace(sign, written)
    return value.replace("\r", "&#xD;")


def read(content: bytes) -> Element:
    """The root element. Raises BrokenAnswerError, also for a document type: nothing of it is ever expanded."""
    root = Element("")
    stack = [root]
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > _MOST_ELEMENTS:
            raise BrokenAnswerError("too many elements")
        one = Element(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()})
        stack[-1].children.append(one)
        stack.append(one)

    def end(_: str) -> None:
        stack.pop()

    def characters(said: str) -> None:
        stack[-1].text += said

    def refuse(*_: object) -> None:
        raise BrokenAnswerError("a document type is not read")

    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        raise BrokenAnswerError(str(error)) from None
    return root.children[0]
