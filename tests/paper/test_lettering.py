"""Texts made harmless, isolated and fitted, seen before they reach the page."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from pinkas.paper import render
from pinkas.paper.face import CAUTION, FONTS, STYLES, Style, width
from pinkas.paper.lettering import (
    BREAK_HERE,
    elided,
    figure,
    fitted,
    flowing,
    is_plain,
    joined,
    label,
    lines_of,
    one_line,
    shown,
)
from tests.paper.reading import read
from tests.paper.sheets import invoice

BODY = STYLES["body"]
DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


def test_signs_that_set_direction_vanish() -> None:
    assert one_line(f"a{DIRECTION}b") == "ab"


def test_control_signs_vanish_and_line_ends_become_spaces() -> None:
    assert one_line("a\x00\x1f\x7f\x80b\tc\r\nd\x85e\u2029f") == "ab c d e f"


def test_lines_are_told_apart_by_every_kind_of_line_end() -> None:
    assert lines_of("\na\r\nb\rc\u2028d\n\n\n\n\ne\n") == ["a", "b", "c", "d", "", "e"]


def test_joiners_that_shape_letters_stay() -> None:
    assert one_line("می\u200cخواهم क\u200dष") == "می\u200cخواهم क\u200dष"


def test_hebrew_keeps_its_vowels() -> None:
    assert one_line("בְּרֵאשִׁית שָּׁלוֹם") == "בְּרֵאשִׁית שָּׁלוֹם"


def test_marks_the_fonts_lack_vanish_rather_than_print_a_box() -> None:
    assert one_line("בְּרֵאשִׁ֖ית ❤️ é") == "בְּרֵאשִׁית ❤ é"


def test_marks_past_the_fourth_on_one_letter_vanish() -> None:
    assert one_line("a" + "\u0301" * 9 + "b\u0301") == "a" + "\u0301" * 4 + "b\u0301"


@pytest.mark.parametrize("text", ["plain", "שלום", "12%"])
def test_a_text_is_isolated_and_nothing_stays_nothing(text: str) -> None:
    assert shown(text) == f"\u2068{text}\u2069"
    assert not shown(" \u202e ")


def test_bare_digits_need_no_isolate_but_signed_ones_do() -> None:
    assert figure("1,234.50") == "1,234.50"
    assert figure("-1,234.50") == "\u2066-1,234.50\u2069"
    assert figure("10%") == "\u206610%\u2069"
    assert figure("1,23") == "\u20661,23\u2069"


def test_texts_that_read_as_one_are_ordered_by_the_first_strong_letter() -> None:
    assert flowing(", ", ["12", "הרצל", "A"]) == "\u2067\u206812\u2069, \u2068הרצל\u2069, \u2068A\u2069\u2069"
    assert flowing(", ", ["12", "", "A"]) == "\u2066\u206812\u2069, \u2068A\u2069\u2069"
    assert not flowing(", ", ["", " "])


def test_empty_parts_leave_no_separator() -> None:
    assert joined(" · ", [shown(""), shown("a"), label("b")]) == "\u2068a\u2069 · b"


def test_a_word_that_fits_is_left_alone() -> None:
    assert fitted(shown("short words of many letters together"), BODY, 60) == shown(
        "short words of many letters together"
    )


def test_a_word_too_long_is_broken_after_punctuation_near_the_end_of_the_line() -> None:
    broken = fitted(label("aaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbb"), BODY, 120)

    assert broken.split(BREAK_HERE) == ["aaaaaaaaaaaaaaaaaaaa/", "bbbbbbbbbbbbbbb"]


def test_a_letter_is_never_parted_from_its_marks() -> None:
    broken = fitted(label("שָׁ" * 80), BODY, 50)

    assert len(broken.split(BREAK_HERE)) > 5
    assert all(unicodedata.category(piece[0]) == "Lo" for piece in broken.split(BREAK_HERE))


def test_a_text_cut_short_ends_in_an_ellipsis_within_its_room() -> None:
    cut = elided("א" * 300, BODY, 100)

    assert cut.endswith("א…\u2069")
    assert width(cut, BODY) <= 100
    assert elided("אב", BODY, 100) == shown("אב")


@settings(deadline=None)  # the first width asked for reads the fonts
@given(st.text(max_size=120), st.floats(min_value=12, max_value=300))
def test_any_text_fits_any_room_and_loses_nothing(text: str, room: float) -> None:
    clean = one_line(text)
    broken = fitted(shown(text), BODY, room)

    assert not set(clean) & set(DIRECTION)
    assert not {unicodedata.category(sign) for sign in clean} & {"Cc", "Cs"}
    assert broken.replace(BREAK_HERE, "") == shown(text)
    for piece in broken.replace(BREAK_HERE, " ").split(" "):
        assert len(piece.strip("\u2068\u2069")) <= 1 or width(piece, BODY) <= room * CAUTION + 1e-6 or _marked(piece)


def _marked(piece: str) -> bool:
    """A letter with its marks is never parted, however narrow the room."""
    letters = [sign for sign in piece.strip("\u2068\u2069") if width(sign, BODY)]
    return len(letters) <= 1


@settings(deadline=None)
@given(st.text(max_size=80))
def test_making_harmless_twice_changes_nothing(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert lines_of("\n".join(lines_of(text))) == lines_of(text)


@pytest.mark.parametrize("weight", [400, 500, 700])
@pytest.mark.parametrize(
    "text", ["שרברבות כל-בו", "The quick brown fox", "Съешь же ещё", "1,234,567.89", "₪ € £ $ %", "AVAWATo."]
)
def test_widths_are_those_of_the_font_or_a_little_more(text: str, weight: int) -> None:
    name = {400: "Regular", 500: "Medium", 700: "Bold"}[weight]
    font = ImageFont.truetype(FONTS / f"Rubik-{name}.ttf", 1000)

    assert font.getlength(text) * 0.95 <= width(text, Style(1000, weight)) * 1.03
    assert width(text, Style(1000, weight)) <= font.getlength(text) * 1.2


def test_a_line_is_set_no_wider_than_was_reckoned() -> None:
    text = "נגריית אלון (חיפה) Alon Carpentry, AVATAR 1,234.50 Съешь"

    (page,) = read(render(invoice(comments=text), "he"))

    comment = [glyph for glyph in page.glyphs if glyph.sign == "ъ"]
    inked = [glyph for glyph in page.glyphs if glyph.line == comment[0].line]
    span = max(glyph.right for glyph in inked) - min(glyph.left for glyph in inked)
    assert 0.9 * width(text, BODY) <= span <= width(text, BODY)


def test_the_fonts_hold_the_letters_a_sheet_needs() -> None:
    needed = {
        *map(chr, range(0x21, 0x7F)),
        *map(chr, range(0x5D0, 0x5EB)),
        *map(chr, range(0x5B0, 0x5BD)),
        *map(chr, range(0x410, 0x450)),
        *"₪€£$%׳״־…–—·°×",
        *"éàüßçñäöåø",
    }
    for name in ("Regular", "Medium", "Bold"):
        font = ImageFont.truetype(FONTS / f"Rubik-{name}.ttf", 40)
        missing = bytes(font.getmask("\uffff"))
        assert not {sign for sign in needed if bytes(font.getmask(sign)) == missing}


@pytest.mark.parametrize(("text", "plain"), [("a אב Я ₪ \u05f4", True), ("שָׁ", False), ("é", False), ("سلام", False)])
def test_letters_of_known_width_are_told_apart(text: str, *, plain: bool) -> None:
    assert is_plain(shown(text)) is plain
