"""The order in which mixed texts stand on the page, from left to right, brackets by the shape they are drawn in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pinkas.paper import PartyBox, SheetTotals, VatRow, render
from tests.paper.reading import all_lines
from tests.paper.sheets import ISSUER, invoice, line, receipt


def _stands(pdf: bytes, expected: str) -> bool:
    """Whether a line of the page holds the text, given from left to right; spaces do not count."""
    return any(expected.replace(" ", "") in printed for printed in all_lines(pdf))


@pytest.mark.parametrize(
    ("text", "left_to_right"),
    [
        ("שלום עולם", "םלוע םולש"),
        ('אלון בע"מ', 'מ"עב ןולא'),
        ("אלון בע״מ", "מ״עב ןולא"),
        ("הובלה (קומה 3)", "(3 המוק) הלבוה"),
        ("[א] {ב} (ג)", "(ג) {ב} [א]"),
        ("3 < 5 > א", "א < 5 > 3"),
        ("מסך LG 27 שחור", "רוחש LG 27 ךסמ"),
        ("מסך LG (black) שחור", "רוחש LG (black) ךסמ"),
        ("לוח USB-C 7-in-1", "USB-C 7-in-1 חול"),
        ("הנחה 12.5% לחבר", "רבחל 12.5% החנה"),
        ("מחיר 1,234.50 ₪ נטו", "וטנ ₪ 1,234.50 ריחמ"),
        ("מחיר ₪100 נטו", "וטנ ₪100 ריחמ"),
        ('"כל-בו" 24/7', '24/7 "וב-לכ"'),
        ("Oak board (משוח)", "Oak board (חושמ)"),
        ("Call +972-4-8376543, ext. 7!", "Call +972-4-8376543, ext. 7!"),
        ("+972-4-8376543", "+972-4-8376543"),
        ("Дуб (дерево) дуб", "Дуб (дерево) дуб"),
    ],
)
def test_a_text_stands_in_its_own_order_on_sheets_of_both_directions(text: str, left_to_right: str) -> None:
    sheet = invoice(lines=(line(name=text),))

    assert _stands(render(sheet, "he"), left_to_right)
    assert _stands(render(sheet, "en"), left_to_right)


def test_amounts_bear_their_sign_at_the_left_in_hebrew() -> None:
    printed = all_lines(render(invoice(), "he"))

    assert "₪38,681.27םולשתלכ״הס" in printed
    assert "₪-330.00(1%)החנה" in printed
    assert "₪5,880.5718%מ״עמ" in printed


def test_amounts_bear_their_sign_at_the_left_in_english() -> None:
    printed = all_lines(render(invoice(), "en"))

    assert "Totaltopay₪38,681.27" in printed
    assert "Discount(1%)-₪330.00" in printed
    assert "VAT18%₪5,880.57" in printed


def test_columns_run_from_the_right_in_hebrew_and_from_the_left_in_english() -> None:
    sheet = invoice(lines=(line(7, "oak", catalog_number="AL", discount=Decimal("3.5")),))

    assert "1,002.003.50250.504oakAL7" in all_lines(render(sheet, "he"))
    assert "7ALoak4250.503.501,002.00" in all_lines(render(sheet, "en"))


@pytest.mark.parametrize("hostile", ["\u202e", "\u202d", "\u202b", "\u2067", "\u200f", "\u2066", "\u061c", "\u2069"])
def test_signs_that_set_direction_do_not_turn_a_text_or_its_neighbour(hostile: str) -> None:
    sheet = invoice(lines=(line(1, f"{hostile}abc{hostile}123", catalog_number=f"Z{hostile}9"),))

    assert "1,002.00250.504abc123Z91" in all_lines(render(sheet, "he"))
    assert "1Z9abc1234250.501,002.00" in all_lines(render(sheet, "en"))


def test_a_name_that_ends_in_digits_does_not_swap_with_the_words_beside_it() -> None:
    sheet = receipt(issued_by="John 3")

    assert any(found.endswith("05/08/202610:03·John3י״עקפוה") for found in all_lines(render(sheet, "he")))


def test_an_address_reads_in_the_order_of_its_own_language() -> None:
    sheet = invoice(party=PartyBox(name="x", city="חיפה", postal_code="3463501"), issuer=ISSUER)

    for language in ("he", "en"):
        printed = "\n".join(all_lines(render(sheet, language)))  # type: ignore[arg-type]
        assert "3463501הפיח" in printed
        assert "הפיח,12לצרה" in printed


def test_a_currency_of_letters_keeps_them_in_order() -> None:
    totals = SheetTotals(
        currency="CHF", total=Decimal("-1234.5"), vat_rows=(VatRow(Decimal(0), Decimal(7), Decimal(0)),)
    )
    sheet = invoice(totals=totals)

    assert "CHF-1,234.50םולשתלכ״הס" in all_lines(render(sheet, "he"))
    assert "TotaltopayCHF-1,234.50" in all_lines(render(sheet, "en"))


def test_a_percent_stands_at_the_right_of_its_figure() -> None:
    taxed = VatRow(Decimal("17.5"), base=Decimal(1), vat=Decimal(2))
    totals = SheetTotals(currency="ILS", vat_rows=(taxed,), total=Decimal(3))

    assert "₪2.0017.5%מ״עמ" in all_lines(render(invoice(totals=totals), "he"))
