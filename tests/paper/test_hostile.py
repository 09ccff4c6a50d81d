"""Whatever a text holds, it is printed letter for letter, inside its place, and turns nothing else."""

from __future__ import annotations

import dataclasses
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinkas.paper import (
    FiscalMarks,
    Letterhead,
    PartyBox,
    SheetAccount,
    SheetKind,
    SheetReference,
    SheetTender,
    render,
)
from pinkas.paper import sheet as sheet_module
from pinkas.paper.geometry import CELL_INSET, CONTENT_WIDTH, MARGIN_SIDE, PAGE_WIDTH
from pinkas.paper.view import view
from tests.paper.reading import all_lines, assert_nothing_overlaps, assert_on_the_page, read, signs
from tests.paper.sheets import CUSTOMER, ISSUER, TENDERS, invoice, invoice_receipt, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinkas.paper import Language, Sheet

MARKUP = "#[*_`$@]<\\>{"
ENDLESS = "Ж" * 255
SPECIAL = "#let x = 1 $a$ [b] @c <d> \\ *e* _f_ `g` // h /* i */ https://k.example/?l=m&n=o#p {\"q\":1} 'r' ~ -- ---"
CURRENCY_FIELDS = {"currency", "receipt_currency", "book_currency"}
DONATION_FIELDS = {"donation_approval"}
CUT_FIELDS = {"card_last_four"}  # never more than four signs of it are printed
UNPRINTED_FIELDS = {"link"}  # it becomes a code to scan
ABROAD_FIELDS = {"vat_number", "responsible_person", "received_by"}


def _everything(field: str = "") -> Sheet:
    """An invoice-receipt in which every part of a sheet appears, or a donation receipt for what it alone shows."""
    return invoice_receipt(
        kind=SheetKind.DONATION_RECEIPT if field in DONATION_FIELDS else SheetKind.INVOICE_RECEIPT,
        # Its foot has no sign of the hostile text.
        issuer=dataclasses.replace(ISSUER, name="אלון", country="BG" if field in ABROAD_FIELDS else "IL"),
        party=CUSTOMER,
        lines=(line(1, "oak", catalog_number="AL", details="x", discount=Decimal(1)), line(2, "ash")),
        tenders=TENDERS,
        pays=(SheetReference("12", label="y", amount=Decimal(5)),),
        sources=(SheetReference("13", label="z"),),
        comments="c",
        allocation_number="123456789",
        issued_by="d",
        in_words="e",
        vat_reason="f",
        payment_method="g",
        account=SheetAccount("h", "i", "j"),
        fiscal=FiscalMarks("k", "l", "m", "n", "o"),
    )


def _text_fields() -> Iterator[tuple[str, str]]:
    """Each field of the sheet's values that holds text, by the name of its class."""
    for name, value in vars(sheet_module).items():
        if dataclasses.is_dataclass(value) and value.__module__ == sheet_module.__name__:
            hints = get_type_hints(value, vars(sheet_module) | _names())
            for field in dataclasses.fields(value):
                texts = hints[field.name] in {str, str | None, tuple[str, ...]}
                is_code = (name, field.name) == ("Letterhead", "country")
                if texts and not is_code and field.name not in CURRENCY_FIELDS | CUT_FIELDS | UNPRINTED_FIELDS:
                    yield name, field.name


def _names() -> dict[str, Any]:
    """The names that the module only knows while types are checked."""
    import datetime as dt  # noqa: PLC0415 - stands in for the module's own

    from pinkas.paper import Logo  # noqa: PLC0415

    return {"dt": dt, "Logo": Logo, "SheetKind": SheetKind}


def _with(sheet: Sheet, owner: str, field: str, text: str) -> Sheet:
    """The sheet with the text in one field of its first value of that class."""

    def put(value: Any) -> Any:
        if type(value).__name__ == owner:
            old = getattr(value, field)
            return dataclasses.replace(value, **{field: (text,) if isinstance(old, tuple) else text})
        return value

    sheet = put(sheet)
    changes: dict[str, Any] = {}
    for part in dataclasses.fields(sheet):
        held = getattr(sheet, part.name)
        changes[part.name] = (put(held[0]), *held[1:]) if isinstance(held, tuple) and held else put(held)
    return dataclasses.replace(sheet, **changes)


FIELDS = list(_text_fields())
LANGUAGES: list[Language] = ["he", "en"]


def test_the_fields_of_text_are_all_found() -> None:
    assert len(FIELDS) == 50
    assert {("Sheet", "comments"), ("Letterhead", "address"), ("SheetTender", "bank")} <= set(FIELDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("owner", "field"), FIELDS)
def test_a_hostile_text_stays_in_its_place_letter_for_letter(owner: str, field: str, language: Language) -> None:
    plain = _with(_everything(field), owner, field, "")
    text = f"\u202e{SPECIAL}\u202c {ENDLESS}\u2066"

    pdf = render(_with(plain, owner, field, text), language)

    for page in read(pdf):
        assert_on_the_page(page)
        assert_nothing_overlaps(page)
    added = signs(pdf) - signs(render(plain, language))
    missing = _folded(Counter(f"{SPECIAL}{ENDLESS}".replace(" ", ""))) - _folded(added)
    assert not missing


def _folded(counts: Counter[str]) -> Counter[str]:
    """Brackets of a pair counted as one sign: readers disagree which of a mirrored pair to report."""
    folded: Counter[str] = Counter()
    for sign, count in counts.items():
        folded[sign.translate(str.maketrans(")]}>", "([{<"))] += count
    return folded


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("owner", "field"), FIELDS)
def test_markup_is_printed_as_it_was_written(owner: str, field: str, language: Language) -> None:
    pdf = render(_with(_everything(field), owner, field, MARKUP), language)

    assert any(MARKUP in printed for printed in all_lines(pdf))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_endless_word_stays_in_its_column(language: Language) -> None:
    sheet = invoice(lines=(line(1, "Ж" * 255, catalog_number="Я" * 255), line(2, "x")))
    widths = next(part for part in view(sheet, language)["sections"] if part["sort"] == "table")["widths"]
    assert sum(widths) == pytest.approx(CONTENT_WIDTH)
    starts = [MARGIN_SIDE + sum(widths[:place]) for place in range(len(widths))]
    places = {"Я": (starts[1], starts[2]), "Ж": (starts[2], starts[3])}

    for sign, (left, right) in places.items():
        found = [glyph for page in read(render(sheet, language)) for glyph in page.glyphs if glyph.sign == sign]
        assert len(found) == 255
        first, last = min(glyph.left for glyph in found), max(glyph.right for glyph in found)
        if language == "he":
            first, last = PAGE_WIDTH - last, PAGE_WIDTH - first
        assert first >= left + CELL_INSET - 1
        assert last <= right - CELL_INSET + 1


def test_a_long_address_is_cut_where_a_reader_would_cut_it() -> None:
    website = "https://alon.example/" + "x" * 60 + "/" + "y" * 80

    printed = all_lines(render(invoice(issuer=dataclasses.replace(ISSUER, website=website)), "en"))

    assert any(found.endswith("https://alon.example/") for found in printed)
    assert "x" * 60 + "/" in printed
    assert "y" * 80 in printed


@pytest.mark.parametrize(
    "text",
    ["\x00a\x07b\x1bc\x7fd\x9be", "a\ud800b\udfffc d e", "abc\ufeffd\u00ade", "ab\U000e0041cde", "abcde\uffff\ufdd0"],
)
def test_signs_that_print_nothing_are_dropped(text: str) -> None:
    pdf = render(invoice(comments=f"<{text}>"), "en")

    assert "<abcde>" in all_lines(pdf)


@pytest.mark.parametrize("text", ["😀🇮🇱👩‍👩‍👧", "日本語", "ᚠᛇᚻ", "\ue000", "\U0010ffff", "क्षि", "﷽"])
def test_signs_without_a_glyph_do_not_stop_the_sheet(text: str) -> None:
    pdf = render(invoice(party=PartyBox(name=f"before {text} after")), "he")

    printed = "\n".join(all_lines(pdf))
    assert "before" in printed
    assert "after" in printed


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(), max_size=60), st.sampled_from(LANGUAGES))
def test_no_text_at_all_stops_a_sheet(text: str, language: Language) -> None:
    sheet = invoice(party=PartyBox(name=text), comments=text, lines=(line(1, text, details=text),), number=text)

    for page in read(render(sheet, language)):
        for glyph in page.glyphs:
            assert glyph.left >= MARGIN_SIDE - 4
            assert glyph.right <= page.width - MARGIN_SIDE + 4


def test_marks_piled_on_a_letter_do_not_climb_over_the_lines_above() -> None:
    (page,) = read(render(invoice(comments="ж" + "\u0301" * 200), "he"))

    letter = next(glyph for glyph in page.glyphs if glyph.sign == "ж")

    # Above the comment's title the right half of the page is empty: the sums stand at the left.
    edges = (letter.left - 40, letter.top + 30, 0, page.height - letter.top - 80)
    above = page.source.render(scale=4, crop=edges, grayscale=True).to_pil()
    assert above.getextrema() == (255, 255)


def test_lines_of_a_comment_are_kept_and_empty_ones_bounded() -> None:
    printed = all_lines(render(invoice(comments="\r\n\nfirst\r\nsecond" + "\n" * 5000 + "third\u2028fourth\n"), "en"))

    at = printed.index("first")
    assert printed[at : at + 4] == ["first", "second", "third", "fourth"]


def test_a_line_break_inside_a_name_is_a_space() -> None:
    assert "onetwothree" in all_lines(render(invoice(party=PartyBox(name="one\ntwo\t three")), "en"))


def test_a_whole_card_number_is_never_printed() -> None:
    tender = SheetTender("card", Decimal(1), "ILS", card_last_four="4580458045807777")

    printed = "\n".join(all_lines(render(invoice_receipt(tenders=(tender,)), "en")))

    assert "endingin7777" in printed
    assert "4580" not in printed


def test_a_text_of_many_pages_goes_on_over_them() -> None:
    details = " ".join(["מילה"] * 3000)
    issuer = Letterhead("x", "company", "1")

    pages = read(render(invoice(issuer=issuer, lines=(line(1, "a", details=details),)), "he"))

    assert len(pages) > 1
    for page in pages:
        assert_on_the_page(page)
        assert_nothing_overlaps(page)
    assert sum(glyph.sign == "ה" for page in pages for glyph in page.glyphs) >= 3000
