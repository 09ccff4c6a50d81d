"""Whole sheets: what stands on each kind in each language, over how many pages, and always the same bytes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from pinkas.paper import (
    Letterhead,
    PartyBox,
    SheetKind,
    SheetReference,
    SheetTender,
    SheetTotals,
    VatRow,
    render,
)
from pinkas.paper.geometry import MARGIN_SIDE
from tests.paper.reading import all_lines, read
from tests.paper.sheets import ISSUER, SETTLED, TOTALS, invoice, invoice_receipt, line, lines, receipt

if TYPE_CHECKING:
    from pinkas.paper import Language, Sheet

LANGUAGES: list[Language] = ["he", "en"]


@pytest.mark.parametrize(
    ("kind", "hebrew", "english"),
    [
        (SheetKind.TAX_INVOICE, "סמ תינובשח", "Tax Invoice"),
        (SheetKind.RECEIPT, "הלבק", "Receipt"),
        (SheetKind.INVOICE_RECEIPT, "הלבק / סמ תינובשח", "Tax Invoice / Receipt"),
        (SheetKind.PROFORMA, "הקסע תינובשח", "Proforma Invoice"),
        (SheetKind.CREDIT_INVOICE, "יוכיז תינובשח", "Credit Invoice"),
        (SheetKind.REFUND, "רזחה תדועת", "Refund"),
        (SheetKind.DELIVERY_NOTE, "חולשמ תדועת", "Delivery Note"),
        (SheetKind.QUOTE, "ריחמ תעצה", "Quote"),
        (SheetKind.DONATION_RECEIPT, "המורתל הלבק", "Donation Receipt"),
    ],
)
def test_each_kind_bears_its_title_and_number(kind: SheetKind, hebrew: str, english: str) -> None:
    sheet = invoice_receipt(kind=kind, number="98/7")

    assert f"98/7{hebrew}".replace(" ", "") in all_lines(render(sheet, "he"))
    assert f"{english}98/7".replace(" ", "") in all_lines(render(sheet, "en"))


@pytest.mark.parametrize(
    ("state", "hebrew", "english"),
    [("draft", "הטויט", "Draft"), ("original", "רוקמ", "Original"), ("copy", "קתעה", "Copy")],
)
def test_the_mark_says_what_this_sheet_is(state: str, hebrew: str, english: str) -> None:
    sheet = invoice(state=state)
    marks = {"he": ("רוקמ", "קתעה", "הטויט"), "en": ("Original", "Copy", "Draft")}

    for language, mark in (("he", hebrew), ("en", english)):
        printed = all_lines(render(sheet, language))  # type: ignore[arg-type]
        assert [found for found in printed if found in marks[language]] == [mark]


def test_a_draft_bears_a_watermark_on_each_page_and_an_original_none() -> None:
    draft = invoice(state="draft", lines=lines(60))

    assert [page.watermark for page in read(render(draft, "en"))] == ["Draft"] * 3
    assert sorted(read(render(draft, "he"))[0].watermark) == sorted("טיוטה")
    assert not read(render(invoice(), "he"))[0].watermark
    assert not read(render(invoice(state="copy"), "he"))[0].watermark


def test_a_cancelled_sheet_says_so_beside_its_mark_and_across_the_page() -> None:
    english = render(invoice(state="copy", cancelled=True), "en")

    assert "CopyCancelled" in all_lines(english)
    assert read(english)[0].watermark == "Cancelled"
    assert "לטובמקתעה" in all_lines(render(invoice(state="copy", cancelled=True), "he"))


def test_a_computerised_document_bears_the_words_of_the_law_and_no_line_to_sign() -> None:
    signed, unsigned = (all_lines(render(invoice(computerised=way), "he")) for way in (True, False))

    assert "בשחוממךמסמ" in signed
    assert not any("המיתח" in found for found in signed)
    assert not any("בשחוממ" in found for found in unsigned)
    assert any("המיתח" in found for found in unsigned)


def test_a_computerised_document_in_english_bears_the_words_of_the_law_in_hebrew_too() -> None:
    signed, unsigned = (all_lines(render(invoice(computerised=way), "en")) for way in (True, False))

    assert [line for line in signed if line in {"בשחוממךמסמ", "Computeriseddocument"}] == [
        "בשחוממךמסמ",
        "Computeriseddocument",
    ]
    assert "בשחוממךמסמ" not in unsigned
    assert all_lines(render(invoice(computerised=True), "he")).count("בשחוממךמסמ") == 1


def test_an_invoice_tells_who_to_whom_when_and_how_much_in_hebrew() -> None:
    source = SheetReference("98/400007", SheetKind.PROFORMA, date=dt.date(2026, 7, 30))

    printed = "\n".join(all_lines(render(invoice(sources=(source,), allocation_number="112233445"), "he")))

    for expected in (
        'מ"עבןולאתיירגנ',
        "AlonCarpentryLtd.",
        "514000008.פ.ח",
        "www.alon.example·office@alon.example·04-8123456׳לט",
        'מ"עב(2019)"למרכה"ןולמ',
        "513333332.מ.ע/.פ.ח",
        "05/08/2026ךיראת",
        "30/09/2026דעםולשתל",
        "112233445:האצקהרפסמ",
        "הקסעתינובשחךמסלע",
        "(30/07/2026)98/400007",
        "₪33,000.00מ״עמבבייחםייניבםוכס",
        "₪-330.00(1%)החנה",
        "₪-0.17לוגיע",
        "₪32,669.83מ״עמבבייחםוכס",
        "₪5,880.5718%מ״עמ",
        "₪130.87מ״עמאללםוכס",
        "₪38,681.27םולשתלכ״הס",
        "05/08/202610:03·ןהכתורי״עקפוה",
    ):
        assert expected in printed


def test_a_receipt_tells_each_payment_the_tax_withheld_and_what_it_settles() -> None:
    printed = all_lines(render(receipt(), "en"))

    for expected in (
        "Receivedfrom" + "Date5Aug2026",
        "MethodBankBranchAccountNumberDuedateAmount",
        "Cheque1253211882250001231Sep2026₪20,000.00",
        "Creditcard·הזיוendingin45802Sep2026₪10,000.00",
        "Cash₪4,167.50",
        "Paid₪34,167.50",
        "Taxwithheldatsource₪4,513.77",
        "Totalreceived₪38,681.27",
        "Insettlementof",
        "TaxInvoice98/100012(1Jul2026)₪30,000.00",
        "החיתפתרתי77₪8,681.27",
    ):
        assert expected in printed
    assert not any("VAT" in found for found in printed)


def test_a_receipt_in_hebrew_runs_from_the_right() -> None:
    printed = all_lines(render(receipt(), "he"))

    for expected in (
        "תאמלבקתה",
        "םוכסןועריפךיראתרפסמןובשחףינסקנבםולשתיעצמא",
        "₪20,000.0001/09/2026500012311882253212קיש",
        "₪10,000.0002/09/20264580־בםייתסמהזיו·יארשאסיטרכ",
        "₪4,513.77רוקמבסמיוכינ",
        "₪38,681.27לבקתהכ״הס",
    ):
        assert any(expected in found for found in printed), expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invoice_receipt_holds_both_tables_and_both_sums(language: Language) -> None:
    printed = all_lines(render(invoice_receipt(), language))

    assert sum("38,681.27" in found for found in printed) == 2
    assert any("AL-10" in found for found in printed)
    assert any("5000123" in found for found in printed)


def test_columns_that_nobody_needs_are_left_out() -> None:
    printed = all_lines(render(receipt(tenders=(SheetTender("cash", Decimal(5), "ILS"),)), "en"))

    assert "MethodAmount" in printed
    assert "#DescriptionQtyUnitpriceAmount(₪)" in all_lines(render(invoice(lines=(line(),)), "en"))


def test_a_line_without_vat_is_told_from_the_others_only_when_there_are_others() -> None:
    taxed, free = line(1), line(2, vat_free=True)

    assert "noVAT" in all_lines(render(invoice(lines=(taxed, free)), "en"))
    assert "noVAT" not in all_lines(render(invoice(lines=(free,)), "en"))


def test_vat_of_several_rates_is_shown_rate_by_rate_and_in_sum() -> None:
    totals = SheetTotals(
        currency="ILS",
        vat_rows=(
            VatRow(Decimal(18), Decimal(100), Decimal(18)),
            VatRow(Decimal("7.5"), Decimal(200), Decimal(15)),
        ),
        vat=Decimal(33),
        cash_rounding=Decimal("-0.03"),
        total=Decimal("332.97"),
    )

    printed = all_lines(render(invoice(totals=totals), "en"))

    at = printed.index("AmountsubjecttoVAT18%₪100.00")
    assert printed[at : at + 7] == [
        "AmountsubjecttoVAT18%₪100.00",
        "VAT18%₪18.00",
        "AmountsubjecttoVAT7.5%₪200.00",
        "VAT7.5%₪15.00",
        "TotalVAT₪33.00",
        "Cashrounding-₪0.03",
        "Totaltopay₪332.97",
    ]


def test_prices_that_include_vat_say_so() -> None:
    assert any("PriceinclVAT" in found.replace(".", "") for found in _english(invoice(prices_include_vat=True)))
    assert not any("incl" in found for found in _english(invoice()))


def test_foreign_currency_is_shown_with_its_rate_and_the_sum_in_the_documents_own() -> None:
    totals = dataclasses.replace(
        TOTALS,
        withheld=Decimal(0),
        total_paid=Decimal(100),
        receipt_currency="USD",
        receipt_rate=Decimal("3.6512"),
        total_paid_converted=Decimal("365.12"),
    )
    dollars = SheetTender("transfer", Decimal(100), "USD", rate=Decimal("3.6512"))
    goods = line(1, unit_price=Decimal("0.333333"), currency="USD", rate=Decimal("3.6512"))

    printed = _english(invoice_receipt(lines=(goods,), tenders=(dollars,), totals=totals))

    for expected in (
        "1ןולאףדמ4$0.3333331,002.00",
        "Rate3.6512",
        "Banktransfer$100.00",
        "Totalreceived$100.00",
        "Totalin₪₪365.12",
    ):
        assert expected in printed


def test_the_english_name_leads_on_english_sheets_only() -> None:
    assert _english(invoice())[:2] == ["AlonCarpentryLtd.", 'מ"עבןולאתיירגנ']
    assert all_lines(render(invoice(), "he"))[:2] == ['מ"עבןולאתיירגנ', "AlonCarpentryLtd."]
    assert _english(invoice(issuer=dataclasses.replace(ISSUER, name_english="")))[0] == 'מ"עבןולאתיירגנ'


def _english(sheet: Sheet) -> list[str]:
    return all_lines(render(sheet, "en"))


@pytest.mark.parametrize("party", [PartyBox(), PartyBox(name=" "), PartyBox(address=("", ""))])
def test_a_passer_by_has_no_box(party: PartyBox) -> None:
    printed = _english(invoice(party=party))

    assert not any("Billto" in found for found in printed)
    assert "Date5Aug2026" in printed


def test_a_sheet_with_nothing_but_what_it_must_have_is_set() -> None:
    bare = invoice(
        kind=SheetKind.INVOICE_RECEIPT,
        issuer=Letterhead("", "exempt_dealer", ""),
        party=PartyBox(),
        lines=(),
        number="",
        totals=SheetTotals(currency="ILS"),
        due_date=None,
        issued_by="",
        produced_at=None,
    )

    assert "Total₪0.00" in _english(bare)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sixty_lines_run_over_three_pages_that_count_themselves(language: Language) -> None:
    pages = read(render(invoice(lines=lines(60)), language))
    head = {"he": "ריחמתומכרואית", "en": "DescriptionQtyUnitprice"}[language]
    foot = {"he": "{m}ךותמ{n}דומע", "en": "Page{n}of{m}"}[language]

    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert any(foot.format(n=number, m=3) in found for found in page.lines)
    for page in pages[:2]:
        assert any(head in found.replace("הדיחי", "") for found in page.lines)
    goods = [found for page in pages for found in page.lines if re.search(r"AL-\d+", found)]
    assert len(goods) == 60


def test_a_single_page_counts_itself_too() -> None:
    assert any("1ךותמ1דומע" in found for found in all_lines(render(invoice(), "he")))
    assert any("Page1of1" in found for found in _english(invoice()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "amount", ["9999999999999999.99", "-9999999999999999.99", "0.01", "123456789012345678901234567890"]
)
def test_amounts_of_any_size_stay_on_the_page_and_apart(amount: str, language: Language) -> None:
    figure = Decimal(amount)
    totals = SheetTotals(currency="ILS", vat_rows=(VatRow(figure, figure, figure),), total=figure, total_paid=figure)
    goods = line(1, quantity=figure, unit_price=figure, amount=figure, discount=figure, catalog_number="AL-123456")
    tender = dataclasses.replace(receipt().tenders[0], amount=figure)

    pages = read(render(invoice_receipt(lines=(goods,), totals=totals, tenders=(tender,)), language))

    for page in pages:
        assert min(glyph.left for glyph in page.glyphs) >= MARGIN_SIDE - 1
        assert max(glyph.right for glyph in page.glyphs) <= page.width - MARGIN_SIDE + 1
        for glyph in page.glyphs:
            assert not [other for other in page.glyphs if other is not glyph and glyph.overlaps(other, slack=1.2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_decimal_points_of_a_column_stand_below_one_another(language: Language) -> None:
    amounts = ["1.11", "-22.20", "1234567.89", "40.00"]
    sheet = invoice(lines=tuple(line(at, "x", amount=Decimal(amount)) for at, amount in enumerate(amounts)))

    (page,) = read(render(sheet, language))

    points = [glyph for glyph in page.glyphs if glyph.sign == "."]
    column = {round(point.left, 1) for point in points if point.line < 560}
    ends = max if language == "en" else min
    assert sum(abs(point.left - ends(column)) < 0.3 for point in points) >= len(amounts)


def test_the_file_tells_its_title_author_and_moment() -> None:
    told = pypdfium2.PdfDocument(render(invoice(), "he")).get_metadata_dict()

    assert told["Title"] == "חשבונית מס 98/100014"
    assert told["Author"] == 'נגריית אלון בע"מ'
    assert told["CreationDate"].startswith("D:20260805070321")


def test_only_our_own_fonts_are_in_the_file() -> None:
    fonts = set(re.findall(rb"/BaseFont/[A-Z]{6}\+([\w-]+)", render(invoice(), "he")))

    assert fonts == {b"Rubik-Regular", b"Rubik-Medium", b"Rubik-Bold"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_sheet_is_the_same_bytes_again(language: Language) -> None:
    first = render(invoice(), language)
    render(receipt(), language)

    assert render(invoice(), language) == first


def test_the_same_sheet_is_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib; from pinkas.paper import render; from tests.paper.sheets import invoice_receipt;"
        "print(hashlib.sha256(render(invoice_receipt(), 'he')).hexdigest())"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "SOURCE_DATE_EPOCH": "1"}

    said = subprocess.run([sys.executable, "-c", script], env=elsewhere, check=True, capture_output=True, text=True)

    assert said.stdout.strip() == hashlib.sha256(render(invoice_receipt(), "he")).hexdigest()


def test_threads_set_their_own_sheets() -> None:
    numbers = [f"98/{number}" for number in range(24)]
    alone = [render(invoice(number=number), "he") for number in numbers]

    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(lambda number: render(invoice(number=number), "he"), numbers))

    assert together == alone
    assert len(set(together)) == len(numbers)


def test_what_a_receipt_settles_may_come_without_sums() -> None:
    settled = tuple(dataclasses.replace(reference, amount=None) for reference in SETTLED)

    printed = _english(receipt(pays=settled))

    assert "TaxInvoice98/100012(1Jul2026)" in printed
    assert "Document" in printed
