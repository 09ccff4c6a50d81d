"""A business's logo: a picture checked once, so that no document fails over it later.

PNG and JPEG are wrapped in an SVG of the same size, because the template receives data as text alone.
"""

from __future__ import annotations

import base64
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from xml.parsers import expat

from pinkas.paper.errors import PaperError
from pinkas.paper.press import typeset

if TYPE_CHECKING:
    from collections.abc import Mapping

MediaType = Literal["image/png", "image/jpeg", "image/svg+xml"]

MOST_BYTES = 512 * 1024
MOST_PIXELS = 2_000
MOST_ELEMENTS = 4_000
MOST_USES = 50
DEEPEST = 50

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_JPEG_END = b"\xff\xd9"
_BARE_JPEG_MARKERS = {0x01, *range(0xD0, 0xD9)}
_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_SVG_NAMESPACE = "http://www.w3.org/2000/svg"
_EMBEDDED = re.compile(r"\s*data:image/(png|jpe?g);base64,", re.IGNORECASE)
_REFUSED_ELEMENTS = {
    "script": "scripts",
    "foreignObject": "foreign content",
    "filter": "filters",
    "text": "text (turn it into outlines)",
}


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture whose form is sound; `check_logo` makes one of bytes that came from outside."""

    data: bytes
    media_type: MediaType

    def __post_init__(self) -> None:
        if len(self.data) > MOST_BYTES:
            raise PaperError(f"The logo is {len(self.data):,} bytes; the largest allowed is {MOST_BYTES:,}.")
        if self.media_type != _media_type(self.data):
            raise PaperError(f"The logo is not a picture of type {self.media_type}.")
        if self.media_type == "image/svg+xml":
            _SvgInspection().inspect(self.data)
        else:
            _size(self.data)

    def as_svg(self) -> str:
        """The picture as the text of an SVG."""
        if self.media_type == "image/svg+xml":
            return self.data.decode("utf-8-sig")
        width, height = _size(self.data)
        encoded = base64.b64encode(self.data).decode()
        return (
            f'<svg xmlns="{_SVG_NAMESPACE}" width="{width}" height="{height}">'
            f'<image width="{width}" height="{height}" href="data:{self.media_type};base64,{encoded}"/></svg>'
        )


def check_logo(data: bytes) -> Logo:
    """The bytes as a logo that will print; PaperError says what is wrong with them."""
    logo = Logo(data, _media_type(data))
    try:
        if logo.media_type != "image/svg+xml":
            # A damaged picture inside an SVG is silently left out, so it is also tried by itself.
            typeset("picture.typ", {"bytes": list(data)})
        typeset("picture.typ", {"svg": logo.as_svg(), "alt": ""})
    except PaperError:
        hint = " A JPEG must be in RGB colours, not in CMYK." if logo.media_type == "image/jpeg" else ""
        raise PaperError(f"The logo is damaged: it could not be read as a picture.{hint}") from None
    return logo


def _media_type(data: bytes) -> MediaType:
    if data.startswith(_PNG):
        return "image/png"
    if data.startswith(_JPEG):
        return "image/jpeg"
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return "image/svg+xml"
    raise PaperError("The logo must be a PNG, JPEG or SVG picture.")


def _size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, as the picture's header tells them."""
    width, height = _png_size(data) if data.startswith(_PNG) else _jpeg_size(data)
    if not 0 < width <= MOST_PIXELS or not 0 < height <= MOST_PIXELS:
        raise PaperError(
            f"The logo is {width:,} by {height:,} pixels; the largest allowed is {MOST_PIXELS:,} each way."
        )
    return width, height


def _png_size(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR" or len(data) < 24:
        raise PaperError("The logo is a damaged PNG: it has no header.")
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _JPEG_FRAMES and data.find(_JPEG_END, at) > 0:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        if marker == 0xFF:
            at += 1
        elif marker in _BARE_JPEG_MARKERS:
            at += 2
        else:
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    raise PaperError("The logo is a damaged JPEG: it has no frame or no end.")


class _SvgInspection:
    """Reads an SVG once and refuses what could reach outside it, run away, or not print as it looks."""

    def __init__(self) -> None:
        self._elements = 0
        self._open: list[str | None] = []
        self._uses: list[tuple[str, tuple[str, ...]]] = []

    def inspect(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = lambda _: self._open.pop()
        try:
            data.decode("utf-8-sig")
            parser.Parse(data, True)  # noqa: FBT003 - the parser takes no name for it
        except (expat.ExpatError, UnicodeDecodeError):
            raise PaperError("The logo is not a sound SVG in UTF-8.") from None
        holders = {holder for _, within in self._uses for holder in within}
        if len(self._uses) > MOST_USES or any(target in holders for target, _ in self._uses):
            raise PaperError("The logo repeats parts of itself too deeply; save it as PNG.")

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        if has_subset:
            raise PaperError("The logo declares entities of its own; save it as a plain SVG or PNG.")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        self._elements += 1
        if self._elements == 1 and (namespace, tag) != (_SVG_NAMESPACE, "svg"):
            raise PaperError("The logo must be a PNG, JPEG or SVG picture.")
        self._open.append(attributes.get("id"))
        if self._elements > MOST_ELEMENTS or len(self._open) > DEEPEST:
            raise PaperError("The logo has too many parts; simplify it or save it as PNG.")
        if tag in _REFUSED_ELEMENTS:
            raise PaperError(f"The logo uses {_REFUSED_ELEMENTS[tag]}; save it as a plain SVG or PNG.")
        for attribute, value in attributes.items():
            if attribute.rpartition(" ")[2] == "href":
                self._refer(tag, value)

    def _refer(self, tag: str, target: str) -> None:
        if tag == "use":
            self._uses.append((target.strip().removeprefix("#"), tuple(held for held in self._open if held)))
        elif tag == "image" and not _EMBEDDED.match(target):
            raise PaperError("The logo refers to a picture outside itself; embed it or save it as PNG.")
