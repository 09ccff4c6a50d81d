"""Logos: good ones print, bad ones are refused when they are handed in, each with a sentence that helps."""

from __future__ import annotations

import dataclasses
import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from PIL import Image

from pinkas.paper import Logo, PaperError, check_logo, render
from pinkas.paper.logo import MOST_BYTES, MOST_PIXELS
from tests.paper.sheets import ISSUER, invoice

if TYPE_CHECKING:
    from pinkas.paper import Language

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 20 10">{}</svg>'
SQUARE = '<rect width="20" height="10" fill="#00ff00"/>'


def _picture(form: str, mode: str = "RGB", size: tuple[int, int] = (200, 100), **options: Any) -> bytes:
    drawn = io.BytesIO()
    Image.new(mode, size, "#00ff00" if mode in {"RGB", "RGBA", "P"} else 1).save(drawn, form, **options)
    return drawn.getvalue()


def _svg(inner: str) -> bytes:
    return SVG.format(inner).encode()


def _green(page: Image.Image) -> tuple[int, int, int, int] | None:
    """The box, in points from the upper left corner, of what is purely green."""
    red, green, blue = page.convert("RGB").split()
    mask = Image.new("L", page.size)
    mask.putdata(
        [255 * (r < 90 and g > 200 and b < 90) for r, g, b in zip(*map(_data, (red, green, blue)), strict=True)]
    )
    return mask.getbbox()


def _data(band: Image.Image) -> bytes:
    return band.tobytes()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (_picture("PNG"), "image/png"),
        (_picture("PNG", "RGBA"), "image/png"),
        (_picture("PNG", "P"), "image/png"),
        (_picture("JPEG", quality=95), "image/jpeg"),
        (_picture("JPEG", quality=95, progressive=True), "image/jpeg"),
        (_svg(SQUARE), "image/svg+xml"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n' + _svg(SQUARE), "image/svg+xml"),
        (_svg(f'<defs><g id="a">{SQUARE}</g></defs><use xlink:href="#a"/>'), "image/svg+xml"),
        (_svg('<style>.a{fill:#00ff00}</style><rect class="a" width="20" height="10"/>'), "image/svg+xml"),
    ],
)
@pytest.mark.parametrize("language", ["he", "en"])
def test_a_logo_prints_in_the_corner_across_from_the_name(data: bytes, media_type: str, language: Language) -> None:
    logo = check_logo(data)

    pdf = render(invoice(issuer=dataclasses.replace(ISSUER, logo=logo)), language)

    assert logo == Logo(data, media_type)  # type: ignore[arg-type]
    box = _green(pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil())
    assert box is not None
    left, top, right, bottom = box
    assert abs((right - left) / (bottom - top) - 2) < 0.1
    assert top >= 40
    assert bottom <= 44 + 62
    if language == "he":
        assert left in range(49, 53)
    else:
        assert right in range(543, 547)


def test_a_logo_of_any_shape_stays_in_its_box() -> None:
    for size in ((1900, 10), (10, 1900)):
        logo = check_logo(_picture("PNG", size=size))
        pdf = render(invoice(issuer=dataclasses.replace(ISSUER, logo=logo)), "en")
        box = _green(pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil())
        assert box is not None
        left, top, right, bottom = box
        assert right - left <= 2 * 130 + 2
        assert bottom - top <= 2 * 60 + 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The logo must be a PNG, JPEG or SVG picture."),
        (b"hello", "The logo must be a PNG, JPEG or SVG picture."),
        (b"GIF89a" + bytes(40), "The logo must be a PNG, JPEG or SVG picture."),
        (b"%PDF-1.7", "The logo must be a PNG, JPEG or SVG picture."),
        (b"<html></html>", "The logo must be a PNG, JPEG or SVG picture."),
        (_svg(SQUARE)[:-4], "The logo is not a sound SVG in UTF-8."),
        (b"<svg></svg>", "The logo must be a PNG, JPEG or SVG picture."),
        (_svg("<g>"), "The logo is not a sound SVG in UTF-8."),
        (_svg("").replace(b"viewBox", b'width="0" viewBox'), "The logo is damaged: it could not be read as a picture."),
        (_svg("\u00e9").decode().encode("latin-1"), "The logo is not a sound SVG in UTF-8."),
        (_picture("PNG")[:60], "The logo is damaged: it could not be read as a picture."),
        (_picture("PNG")[:20], "The logo is a damaged PNG: it has no header."),
        (_picture("JPEG")[:200], "The logo is a damaged JPEG: it has no frame or no end."),
        (b"\xff\xd8\xff", "The logo is a damaged JPEG: it has no frame or no end."),
        (_picture("PNG").ljust(MOST_BYTES + 1), "The logo is 524,289 bytes; the largest allowed is 524,288."),
        (_picture("PNG", size=(3000, 2)), "The logo is 3,000 by 2 pixels; the largest allowed is 2,000 each way."),
        (_picture("JPEG", size=(2, 3000)), "The logo is 2 by 3,000 pixels; the largest allowed is 2,000 each way."),
        (_svg("<script>1</script>"), "The logo uses scripts; save it as a plain SVG or PNG."),
        (_svg("<filter/>"), "The logo uses filters; save it as a plain SVG or PNG."),
        (_svg("<text>a</text>"), "The logo uses text (turn it into outlines); save it as a plain SVG or PNG."),
        (_svg("<foreignObject/>"), "The logo uses foreign content; save it as a plain SVG or PNG."),
        (
            _svg('<image href="file:///etc/hostname" width="5" height="5"/>'),
            "The logo refers to a picture outside itself; embed it or save it as PNG.",
        ),
        (
            _svg('<image xlink:href="data:image/svg+xml;base64,PHN2Zy8+" width="5" height="5"/>'),
            "The logo refers to a picture outside itself; embed it or save it as PNG.",
        ),
        (
            b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + _svg("&b;"),
            "The logo declares entities of its own; save it as a plain SVG or PNG.",
        ),
        (_svg("<g>" * 60 + "</g>" * 60), "The logo has too many parts; simplify it or save it as PNG."),
        (_svg("<g/>" * 5000), "The logo has too many parts; simplify it or save it as PNG."),
        (_svg('<use href="#a"/>' * 51), "The logo repeats parts of itself too deeply; save it as PNG."),
        (
            _svg('<g id="a"><use href="#b"/></g><g id="b"/><use href="#a"/>'),
            "The logo repeats parts of itself too deeply; save it as PNG.",
        ),
        (_svg('<g id="a"><use href="#a"/></g>'), "The logo repeats parts of itself too deeply; save it as PNG."),
    ],
)
def test_a_bad_logo_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(PaperError) as caught:
        check_logo(data)

    assert str(caught.value) == sentence


def test_a_png_whose_pixels_are_damaged_is_refused() -> None:
    good = _picture("PNG")
    at = good.index(b"IDAT") + 12
    damaged = good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]

    with pytest.raises(PaperError, match=r"^The logo is damaged"):
        check_logo(damaged)


def test_a_png_that_claims_to_be_huge_is_not_unpacked() -> None:
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))

    with pytest.raises(PaperError, match=r"^The logo is 100,000 by 100,000 pixels"):
        check_logo(b"\x89PNG\r\n\x1a\n" + chunk)


def test_a_logo_of_the_wrong_name_is_refused() -> None:
    with pytest.raises(PaperError, match=r"^The logo is not a picture of type image/jpeg\.$"):
        Logo(_picture("PNG"), "image/jpeg")


def test_the_largest_logo_allowed_is_taken() -> None:
    assert check_logo(_picture("PNG", size=(MOST_PIXELS, MOST_PIXELS))).media_type == "image/png"


def test_a_sheet_with_a_logo_is_the_same_bytes_again() -> None:
    sheet = invoice(issuer=dataclasses.replace(ISSUER, logo=check_logo(_picture("PNG"))))

    assert render(sheet, "he") == render(sheet, "he")
