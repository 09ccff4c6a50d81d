"""Hard sheets: long, wide, of many scripts. Nothing overlaps, nothing leaves the page, no figure is broken."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pinkas.paper import PartyBox, SheetKind, SheetReference, SheetTotals, VatRow, render
from tests.paper.reading import all_lines, assert_nothing_overlaps, assert_on_the_page, read
from tests.paper.sheets import DELIVERED, TENDERS, invoice, invoice_receipt, line, lines, of_kind, receipt

if TYPE_CHECKING:
    from pinkas.paper import Language, Sheet

LANGUAGES: list[Language] = ["he", "en"]

RUSSIAN = PartyBox(
    name="ООО «Дуб и сыновья» (2019)",
    tax_number="513333332",
    contact_person="Иван Петров",
    address=("ул. Ленина, д. 5/7, кв. 12",),
    city="Хайфа",
    postal_code="3463501",
    country="Израиль",
    phone="+972-4-8376543",
)

NAMES = (
    'Доска дубовая (40 мм) "люкс"',
    "מסך LG-27 (שחור) / USB-C [חדש]",
    "ייעוץ 'א' – \"ב\" 50% (סעיף 2.1/ג)",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
)


@pytest.mark.parametrize("kind", SheetKind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_kind_overlaps_itself_or_leaves_the_page(kind: SheetKind, language: Language) -> None:
    many = tuple(dataclasses.replace(one, instalment=1, instalments=36) for one in TENDERS)
    full = of_kind(
        kind,
        state="true_copy",
        cancelled=True,
        computerised=True,
        allocation_number="20260805123456112233445566",
        allocation_remark="אין לנכות מס תשומות בגין חשבונית זו",
        reason="reason (סיבה) " * 30,
        sources=DELIVERED,
        tenders=many,
        comments="הערה (note) 12/2026\n" * 4,
        number="98/123456789",
        issued_by="רות כהן־ברנשטיין (Ruth)",
    )

    for page in read(render(full, language)):
        assert_on_the_page(page)
        assert_nothing_overlaps(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_several_scripts_stand_in_their_own_order(language: Language) -> None:
    goods = tuple(line(at, name) for at, name in enumerate(NAMES, start=1))

    (page,) = read(render(invoice(party=RUSSIAN, lines=goods), language))

    assert_on_the_page(page)
    assert_nothing_overlaps(page)
    for expected in ("ООО«Дубисыновья»(2019)", "ул.Ленина,д.5/7,кв.12", "Хайфа3463501", "Израиль"):
        assert expected in page.lines
    printed = "\n".join(page.lines)
    for expected in (
        'Доскадубовая(40мм)"люкс"',
        "[שדח]USB-C/(רוחש)LG-27ךסמ",
        "(ג/2.1ףיעס)50%\"ב\"–'א'ץועיי",
        {"he": "ИванПетровידיל", "en": "Attn.ИванПетров"}[language],
        {"he": "+972-4-8376543׳לט", "en": "Tel.+972-4-8376543"}[language],
    ):
        assert expected in printed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "figure",
    ["1234567890.12", "99999999999.99", "-99999999999.99", "999999999999.99", "12345678901234.56"],
)
def test_a_figure_of_many_digits_is_never_broken(figure: str, language: Language) -> None:
    value = Decimal(figure)
    goods = tuple(
        line(
            at,
            "מדף אלון",
            amount=value,
            unit_price=value,
            quantity=Decimal("1234567.12345"),
            discount=value,
            catalog_number="AL-1234567890",
            unit="יח׳",
        )
        for at in (1, 2)
    )
    totals = SheetTotals(
        currency="ILS",
        lines_taxable=value,
        discount=value,
        vat_rows=(VatRow(Decimal(18), value, value),),
        vat=value,
        total=value,
        paid=value,
        withheld=value,
        total_paid=value,
    )
    tenders = tuple(dataclasses.replace(one, amount=value) for one in TENDERS)
    pays = (SheetReference("98/100012", SheetKind.TAX_INVOICE, date=dt.date(2026, 7, 1), amount=value),)

    pages = read(render(invoice_receipt(lines=goods, totals=totals, tenders=tenders, pays=pays), language))

    for page in pages:
        assert_on_the_page(page)
        assert_nothing_overlaps(page)
    printed = "\n".join(found for page in pages for found in page.lines)
    # Three in each line of goods, one in each tender and reference, six in the two boxes of sums, and the discount.
    assert len(re.findall(re.escape(f"{abs(value):,}"), printed)) == 3 * 2 + 3 + 1 + 7 + 1
    assert printed.count("1,234,567.12345") == 2


def _height_of_zero(amount: str) -> float:
    value = Decimal(amount)
    (page,) = read(render(invoice(lines=(line(1, "Ж", amount=value, unit_price=value),)), "en"))
    (row,) = {glyph.line for glyph in page.glyphs if glyph.sign == "Ж"}
    (height,) = {glyph.top - glyph.bottom for glyph in page.glyphs if (glyph.line, glyph.sign) == (row, "0")}
    return round(height, 1)


def test_figures_are_set_smaller_only_where_they_must_be() -> None:
    assert _height_of_zero("10.00") == 6.6
    assert _height_of_zero("120000000000.00") == 6.6


def test_figures_set_smaller_stand_on_the_line_of_their_row() -> None:
    value = Decimal("12345678901234.56")
    goods = line(1, "x", amount=value, unit_price=value, discount=value, quantity=Decimal("1234567.12345"))

    assert "1x1,234,567.1234512,345,678,901,234.5612,345,678,901,234.5612,345,678,901,234.56" in all_lines(
        render(invoice(lines=(goods,)), "en")
    )


def _sums_pages(sheet: Sheet) -> list[int]:
    words = ("Subtotal", "Discount(1%)", "AmountsubjecttoVAT", "VAT18%", "Totaltopay")
    return [
        place for place, page in enumerate(read(render(sheet, "en"))) for found in page.lines if found.startswith(words)
    ]


@pytest.mark.parametrize("count", range(16, 27))
def test_the_sums_are_never_torn_apart(count: int) -> None:
    found = _sums_pages(invoice(lines=lines(count)))

    assert len(found) == 5
    assert len(set(found)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_thousand_lines_are_all_there_under_their_heads(language: Language) -> None:
    pages = read(render(invoice(lines=lines(1000)), language))

    head = {"he": "(₪)םוכסהדיחיריחמתומכרואיתט״קמ#", "en": "#Itemno.DescriptionQtyUnitpriceAmount(₪)"}[language]
    numbered = {"he": "{of}ךותמ{n}דומע", "en": "Page{n}of{of}"}[language]
    goods = [found for page in pages for found in page.lines if "AL-" in found]
    assert len(goods) == 1000
    for place, page in enumerate(pages, start=1):
        assert any(numbered.format(n=place, of=len(pages)) in found for found in page.lines)
        assert page.lines.count(head) == any("AL-" in found for found in page.lines)
    for page in (pages[0], pages[-1]):
        assert_on_the_page(page)
        assert_nothing_overlaps(page)


def test_many_payments_go_on_over_the_page() -> None:
    for page in read(render(receipt(tenders=TENDERS * 20), "en")):
        assert_on_the_page(page)
        assert_nothing_overlaps(page)
