"""What the laws of Bulgaria and Albania ask of a document, read back from the page (fiscal dossier §7, §8)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pypdfium2
import pytest

from pinkas.books.language import LANGUAGES, Language
from pinkas.paper import FiscalMarks, SheetKind, SheetReference, SheetTotals, VatRow, papers_of, render
from tests.paper.abroad import COFFEE, INVOICE, RECIPIENT, SUPPLIER, albanian, bulgarian
from tests.paper.reading import all_lines, assert_nothing_overlaps, assert_on_the_page, read

UNFISCALISED = "Продажбатанеерегистриранаиотчетеначрезфискалноустройство"


def _missing(asked: tuple[str, ...], printed: list[str]) -> list[str]:
    return [text for text in asked if text not in printed]


def test_a_bulgarian_invoice_tells_all_that_article_114_asks() -> None:
    printed = all_lines(render(bulgarian(), "bg"))

    asked = (
        "Доставчик", "ПримерООД", "ЕИК203912345·ДДС№BG203912345·МОЛПетърПримеров", "ФАКТУРА№0000000398", "Оригинал",
        "ПолучателДатанаиздаване03.11.2026", "Данъчносъбитие02.11.2026", "Срокзаплащане17.11.2026", "ЕИК000000025",
        "ДДС№BG000000025", "МОЛАннаКлиентова", "1Кафеназърна1кг6бр.20,006,00114,00", "ДДС20%", "ДДС9%",
        "обратноначисляване", "Данъчнаоснова20%114,00€", "ДДС20%22,80€", "Данъчнаоснова9%31,00€", "ДДС9%2,79€",
        "ОбщоДДС25,59€", "Обратноначисляване1200,00€", "Сумазаплащане1370,59€", "Словом",
        "хилядатристаиседемдесетевроипетдесетидеветцента", "ОснованиезанулеваставкаилиненачисляваненаДДС",
        "чл.21,ал.2отЗДДС", "Начиннаплащане", "Банковпревод",
        "Примернабанка·IBANBG80BNBG96611020345678·BICBNBGBGSD", UNFISCALISED,
        "Съставил:МарияКасиероваПолучил:АннаКлиентова", "ПримерООД·Фактура0000000398Стр.1от1",
    )  # fmt: skip
    assert _missing(asked, printed) == []


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (
            SheetKind.CREDIT_INVOICE,
            ("КРЕДИТНОИЗВЕСТИЕ№0000000398", "Основаниезаиздаваненаизвестието", "Дефект", "Общасума1370,59€"),
        ),
        (SheetKind.DEBIT_NOTE, ("ДЕБИТНОИЗВЕСТИЕ№0000000398", "Основаниезаиздаваненаизвестието", "Дефект")),
        (SheetKind.TILL_RETURN, ("Основаниезавръщането", "Дефект", "Вброй20,00€", "Общовърнато20,00€")),
    ],
)
def test_what_corrects_an_invoice_names_it_and_the_reason(kind: SheetKind, asked: tuple[str, ...]) -> None:
    printed = all_lines(render(bulgarian(kind, sources=(INVOICE,), reason="Дефект"), "bg"))

    assert _missing((*asked, UNFISCALISED), printed) == []
    assert any("КъмФактура0000000392(03.11.2026)" in line for line in printed)


def test_the_other_bulgarian_documents_bear_their_titles() -> None:
    titles = {
        SheetKind.INVOICE_RECEIPT: "ФАКТУРА№0000000398",
        SheetKind.PROFORMA: "ПРОФОРМАФАКТУРА№0000000398",
        SheetKind.ADVANCE_INVOICE: "ФАКТУРАЗААВАНСОВОПЛАЩАНЕ",
        SheetKind.TILL_RECEIPT: "БЕЛЕЖКАЗАПРОДАЖБА",
        SheetKind.QUOTE: "ОФЕРТА№0000000398",
        SheetKind.DELIVERY_NOTE: "СТОКОВАРАЗПИСКА№0000000398",
        SheetKind.RECEIPT: "РАЗПИСКАЗАПОЛУЧЕНАСУМА",
        SheetKind.REFUND: "РАЗПИСКАЗАВЪРНАТАСУМА",
    }
    for kind, title in titles.items():
        printed = all_lines(render(bulgarian(kind), "bg"))
        assert any(line.startswith(title) for line in printed), kind
        # What neither sells nor receives needs no fiscal device, and says nothing of one.
        told = [line for line in printed if line.endswith("чрезфискалноустройство")]
        assert len(told) == (kind not in {SheetKind.PROFORMA, SheetKind.QUOTE, SheetKind.DELIVERY_NOTE}), kind


def test_states_are_told_in_each_language() -> None:
    states = [("draft", "Чернова", "Projekt"), ("original", "Оригинал", "Origjinal"), ("copy", "Копие", "KOPJE")]
    for state, in_bulgarian, in_albanian in states:
        assert in_bulgarian in all_lines(render(bulgarian(state=state), "bg"))
        assert in_albanian in all_lines(render(albanian(state=state), "sq"))


def test_an_invoice_at_zero_rate_names_the_ground_and_what_it_was_made_from() -> None:
    totals = SheetTotals(
        currency="EUR", taxable_base=Decimal(0), vat_rows=(VatRow(Decimal(0), Decimal(114), Decimal(0), "zero"),),
        total=Decimal(114),
    )  # fmt: skip
    sold = SheetReference("01/57", SheetKind.TILL_RECEIPT, date=dt.date(2026, 11, 1))
    sheet = bulgarian(lines=(COFFEE,), totals=totals, sources=(sold,), vat_reason="чл. 28 от ЗДДС", due_date=None)

    printed = all_lines(render(sheet, "bg"))

    asked = ("Основаснулеваставка114,00€", "ДДС0%0,00€", "Сумазаплащане114,00€", "чл.28отЗДДС")
    assert _missing(asked, printed) == []
    assert any("КъмБележказапродажба" in line for line in printed)


def test_a_document_of_the_changeover_shows_its_total_in_both_currencies() -> None:
    totals = SheetTotals(
        currency="BGN",
        lines_taxable=Decimal(114),
        taxable_base=Decimal(114),
        vat_rows=(VatRow(Decimal(20), Decimal(114), Decimal("22.80")),),
        vat=Decimal("22.80"),
        total=Decimal("136.80"),
        book_currency="EUR",
        book_rate=Decimal("1.95583"),
        book_total=Decimal("69.94"),
    )
    printed = all_lines(render(bulgarian(lines=(dataclasses.replace(COFFEE, currency="BGN"),), totals=totals), "bg"))

    assert _missing(("Сумазаплащане136,80лв.", "Курс1,95583", "Общов€69,94€"), printed) == []


def test_what_a_fiscal_device_told_stands_in_place_of_the_sentence() -> None:
    marks = FiscalMarks(device="DY123456", receipt="0004512", sale_number="DY123456-0001-0000123")
    printed = all_lines(render(bulgarian(SheetKind.TILL_RECEIPT, fiscal=marks, not_fiscalised=False), "bg"))

    asked = ("Фискалноустройство№DY123456", "Фискаленбон№0004512", "УНПDY123456-0001-0000123")
    assert _missing(asked, printed) == []
    assert UNFISCALISED not in printed


def test_an_albanian_copy_shows_its_codes_again_and_the_code_to_scan() -> None:
    pdf = render(albanian(state="copy"), "sq")

    asked = (
        "Furnizuesi", "NIPTL12345678A", "FATURËNr.42/2026", "KOPJE", "NIPTK98765432B", "TVSH20%2000,00lekë",
        "TVSH10%150,00lekë", "TVSH6%60,00lekë", "TVSHgjithsej2210,00lekë", "Përt'upaguar14710,00lekë", "Mefjalë",
        "katërmbëdhjetëmijëeshtatëqindedhjetëlekë", "NSLF7C2DD86CA9B7A2C1F0E4A5B60D11E2F3",
        "NIVF2b1c8d5e-7f60-4d0f-9f2e-0a6d3d5b7c11", "Hartoi:ArbenKolaMorinëdorëzim",
    )  # fmt: skip
    assert _missing(asked, all_lines(pdf)) == []
    page = pypdfium2.PdfDocument(pdf)[0]
    paths = [one for one in page.get_objects(max_depth=3) if one.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    assert max(top - bottom for _, bottom, _, top in (one.get_bounds() for one in paths)) > 80


def test_an_albanian_document_that_is_not_fiscalised_says_so() -> None:
    sheet = albanian(SheetKind.CREDIT_INVOICE, fiscal=None, not_fiscalised=True)

    assert "Kydokumentnukështëfiskalizuar" in all_lines(render(sheet, "sq"))
    assert "NOTËKREDITINr.42/2026" in all_lines(render(sheet, "sq"))


def test_other_languages_of_a_bulgarian_business_keep_its_law() -> None:
    in_english = all_lines(render(bulgarian(SheetKind.DEBIT_NOTE), "en"))
    asked = (
        "Supplier", "EIK203912345·VATno.BG203912345·ResponsiblepersonПетърПримеров", "DebitNote0000000398",
        "EIK000000025", "Dateoftaxevent2Nov2026", "Totaltopay€1,370.59", "GroundforchargingnoVAT",
        "Thissalewasnotregisteredbyafiscaldevice", "Compiledby:МарияКасиероваReceivedby:АннаКлиентова",
    )  # fmt: skip
    assert _missing(asked, in_english) == []
    in_hebrew = all_lines(render(bulgarian(SheetKind.DEBIT_NOTE), "he"))
    asked = (
        "קפסה", "0000000398בויחתעדוה", "BICBNBGBGSD·IBANBG80BNBG96611020345678·Примернабанка",
        "ילקסיפרישכמבהמשרנאלהריכמה", "€1,370.59םולשתלכ״הס",
    )  # fmt: skip
    assert _missing(asked, in_hebrew) == []


def test_a_signed_document_bears_the_words_of_its_own_law() -> None:
    assert "Електронендокумент" in all_lines(render(bulgarian(computerised=True), "bg"))
    assert not any("בשחוממ" in line for line in all_lines(render(bulgarian(computerised=True), "en")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_overlaps_on_any_paper_of_theirs(language: Language) -> None:
    issuer = dataclasses.replace(SUPPLIER, responsible_person="Максимилиана Константинова-Александрова " * 3)
    party = dataclasses.replace(RECIPIENT, responsible_person="Б" * 200)
    own = language in {"bg", "sq"}
    for kind in papers_of("BG") if own else (SheetKind.DEBIT_NOTE, SheetKind.TILL_RETURN):
        full = bulgarian(
            kind, issuer=issuer, party=party, state="true_copy", cancelled=True, sources=(INVOICE,) * 3,
            reason="основание " * 30, comments="забележка " * 40, received_by="Александър " * 20,
            in_words="деветстотин деветдесет и девет милиарда " * 4, number="0000000398",
        )  # fmt: skip
        for page in (*read(render(full, language)), *read(render(albanian(kind), language))):
            assert_on_the_page(page)
            assert_nothing_overlaps(page)


def test_each_country_has_its_papers() -> None:
    abroad = {SheetKind.TILL_RECEIPT, SheetKind.TILL_RETURN}
    assert papers_of("IL") == set(SheetKind) - abroad
    assert papers_of("BG") == papers_of("AL") == set(SheetKind) - {SheetKind.DONATION_RECEIPT}
