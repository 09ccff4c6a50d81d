"""Every paper is PDF/A-3: read by its own structure, and by a reader that did not write it."""

from __future__ import annotations

import dataclasses
import io
import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from pinkas.paper import Logo, PaperError, check_logo, render
from pinkas.paper.lettering import REPLACEMENT
from tests.paper.reading import read
from tests.paper.sheets import ISSUER, invoice, line

if TYPE_CHECKING:
    from pinkas.paper import Language

LANGUAGES: list[Language] = ["he", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_is_archivable_and_says_what_it_is(language: Language) -> None:
    pdf = render(invoice(number="98/7"), language)

    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert b"/GTS_PDFA1" in pdf  # the output intent, with its colour profile
    assert b"/DestOutputProfile" in pdf
    assert b"/Encrypt" not in pdf
    assert b"/JavaScript" not in pdf
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_dict()["Title"].endswith("98/7")
    assert document.get_metadata_dict()["Author"] == 'נגריית אלון בע"מ'
    assert re.search(rb"/Lang\s*\(%s\b" % language.encode(), pdf)


def test_every_letter_comes_with_its_font() -> None:
    page = pypdfium2.PdfDocument(render(invoice(), "he"))[0]

    fonts = [raw.FPDFTextObj_GetFont(found.raw) for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])]

    assert fonts
    assert all(raw.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts)


def test_a_sign_the_fonts_lack_is_replaced_by_one_that_is_seen() -> None:
    pdf = render(invoice(lines=(line(1, "茶 oolong τσάι 😀"),), comments="\u3000北京"), "en")

    printed = "".join("".join(page.lines) for page in read(pdf))
    assert f"{REPLACEMENT}oolong" in printed
    assert printed.count(REPLACEMENT) == 1 + 4 + 1 + 2


def test_a_logo_in_printers_colours_is_refused_and_one_kept_from_before_is_printed_all_the_same() -> None:
    picture = io.BytesIO()
    Image.new("CMYK", (20, 20)).save(picture, "JPEG")

    with pytest.raises(PaperError, match="not in CMYK"):
        check_logo(picture.getvalue())
    kept = dataclasses.replace(ISSUER, logo=Logo(picture.getvalue(), "image/jpeg"))
    pdf = render(invoice(issuer=kept), "he")
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert b"pdfaid" not in pdf


def test_a_paper_signed_for_trying_says_so() -> None:
    signed = invoice(computerised=True, demo_signature=True)

    assert "Demosignature" in "".join("".join(page.lines) for page in read(render(signed, "en")))
    assert "המגדהתמיתח" in "".join("".join(page.lines) for page in read(render(signed, "he")))
