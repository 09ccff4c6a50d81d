"""Sums on paper: VAT by category, foreign currency, means of payment, read back from the page (fiscal dossier §4.1)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pinkas.paper import (
    SheetKind,
    SheetTender,
    SheetTotals,
    VatRow,
    render,
)
from tests.paper.reading import all_lines
from tests.paper.sheets import (
    EXEMPT_DEALER,
    GOODS,
    NO_VAT,
    SALE,
    TENDERS,
    invoice,
    line,
    of_kind,
    receipt,
)

if TYPE_CHECKING:
    from pinkas.paper import Language, Sheet
    from pinkas.paper.sheet import VatSort

LANGUAGES: list[Language] = ["he", "en"]


@pytest.mark.parametrize("kind", [SheetKind.PROFORMA, SheetKind.QUOTE, SheetKind.CREDIT_INVOICE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exempt_dealer_shows_no_line_of_vat(kind: SheetKind, language: Language) -> None:
    printed = all_lines(render(of_kind(kind, issuer=EXEMPT_DEALER, totals=NO_VAT), language))

    at = next(place for place, found in enumerate(printed) if "100.00" in found)
    assert "10,120.00" in printed[at + 1]
    assert not any(word in found for found in printed for word in ("VAT", "מ״עמ", "%"))
    assert any(found in {"040000005רוטפקסוע", "Exemptdealer040000005"} for found in printed)


def test_a_licensed_dealer_tells_what_is_exempt() -> None:
    printed = _english(invoice(totals=NO_VAT, lines=GOODS))

    assert "AmountexemptfromVAT₪10,120.00" in printed


def test_lines_and_sums_are_told_by_category() -> None:
    lines = (
        line(1, "a", amount=Decimal(1000)),
        line(2, "b", amount=Decimal(500), category="zero"),
        line(3, "c", amount=Decimal(300), category="exempt", details="d"),
        line(4, "e", amount=Decimal(200), category="outside"),
    )
    totals = SheetTotals(
        currency="ILS",
        lines_taxable=Decimal(1000),
        discount=Decimal(100),
        discount_percent=Decimal(10),
        taxable_base=Decimal(900),
        exempt_base=Decimal(1000),
        vat_rows=(
            VatRow(Decimal(18), Decimal(900), Decimal(162)),
            VatRow(Decimal(0), Decimal(500), Decimal(0), "zero"),
            VatRow(Decimal(0), Decimal(300), Decimal(0), "exempt"),
            VatRow(Decimal(0), Decimal(200), Decimal(0), "outside"),
        ),
        vat=Decimal(162),
        total=Decimal(2062),
    )

    english = _english(invoice(lines=lines, totals=totals))
    hebrew = all_lines(render(invoice(lines=lines, totals=totals), "he"))

    at = english.index("1a4250.501,000.00")
    assert english[at : at + 16] == [
        "1a4250.501,000.00",
        "2b4250.50500.00",
        "zero-rated",
        "3c4250.50300.00",
        "d",
        "exemptfromVAT",
        "4e4250.50200.00",
        "outsideVAT",
        "SubtotalsubjecttoVAT₪1,000.00",
        "Discount(10%)-₪100.00",
        "AmountsubjecttoVAT₪900.00",
        "VAT18%₪162.00",
        "Zero-ratedamount₪500.00",
        "AmountexemptfromVAT₪300.00",
        "AmountoutsideVAT₪200.00",
        "Totaltopay₪2,062.00",
    ]
    for expected in ("ספארועישבמ״עמ", "מ״עממרוטפ", "מ״עמהםוחתלץוחמ", "₪500.00ספארועישבמ״עמבםוכס"):
        assert expected in hebrew
    assert "₪300.00מ״עממרוטפםוכס" in hebrew
    assert "₪200.00מ״עמהםוחתלץוחמםוכס" in hebrew


@pytest.mark.parametrize(
    ("category", "english"),
    [("zero", ["Zero-ratedamount₪500.00", "VAT0%₪0.00"]), ("reverse_charge", ["Reverse-chargeamount₪500.00"])],
)
def test_a_document_of_one_category_tells_it_in_its_sums_alone(category: VatSort, english: list[str]) -> None:
    row = VatRow(Decimal(0), Decimal(500), Decimal(0), category)
    totals = SheetTotals(currency="ILS", vat_rows=(row,), total=Decimal(500))

    printed = _english(invoice(lines=(line(1, "a", category=category),), totals=totals))

    at = printed.index("1a4250.501,002.00")
    assert printed[at + 1 :][: len(english) + 1] == [*english, "Totaltopay₪500.00"]


def test_a_reduced_rate_stands_beside_the_standard_one() -> None:
    rows = (
        VatRow(Decimal(20), Decimal(100), Decimal(20)),
        VatRow(Decimal(9), Decimal(50), Decimal("4.5"), "reduced"),
    )
    totals = SheetTotals(currency="EUR", vat_rows=rows, vat=Decimal("24.5"), total=Decimal("174.5"))

    printed = _english(
        invoice(lines=(line(1, "a", currency="EUR"), line(2, "b", currency="EUR", category="reduced")), totals=totals)
    )

    for expected in ("reducedVAT", "AmountsubjecttoVAT9%€50.00", "VAT9%€4.50", "TotalVAT€24.50"):
        assert expected in printed


def test_a_document_in_foreign_currency_also_tells_the_books_own() -> None:
    totals = dataclasses.replace(
        SALE,
        currency="USD",
        book_currency="ILS",
        book_rate=Decimal("3.6512"),
        book_vat=Decimal("6651.03"),
        book_total=Decimal("43601.17"),
    )

    english = _english(invoice(lines=GOODS, totals=totals))
    hebrew = all_lines(render(invoice(lines=GOODS, totals=totals), "he"))

    at = english.index("Totaltopay$11,941.60")
    assert english[at + 1 : at + 4] == ["Rate3.6512", "VATin₪₪6,651.03", "Totalin₪₪43,601.17"]
    at = hebrew.index("$11,941.60םולשתלכ״הס")
    assert hebrew[at + 1 : at + 4] == ["3.6512רעש", "₪6,651.03₪־במ״עמ", "₪43,601.17₪־בכ״הס"]


def test_a_receipt_in_foreign_currency_tells_its_rate_and_shekels() -> None:
    totals = SheetTotals(
        currency="ILS",
        paid=Decimal(90),
        withheld=Decimal(10),
        total_paid=Decimal(100),
        receipt_currency="USD",
        receipt_rate=Decimal("3.6512"),
        total_paid_converted=Decimal("365.12"),
    )
    transfer = SheetTender("transfer", Decimal(90), "USD", rate=Decimal("3.6512"), account="IL620108000000099999999")

    printed = _english(receipt(tenders=(transfer,), totals=totals))

    for expected in (
        "BanktransferIL620108000000099999999$90.00",
        "Paid$90.00",
        "Taxwithheldatsource$10.00",
        "Totalreceived$100.00",
        "Rate3.6512",
        "Totalin₪₪365.12",
    ):
        assert expected in printed


def test_instalments_stand_one_to_a_row_each_with_its_date() -> None:
    first = dataclasses.replace(TENDERS[1], label="Visa", amount=Decimal("394.12"), instalments=3)
    paid = tuple(
        dataclasses.replace(first, instalment=place, due_date=dt.date(2026, 8 + place, 2)) for place in (1, 2, 3)
    )

    english = _english(receipt(tenders=paid))
    hebrew = all_lines(render(receipt(tenders=paid), "he"))

    at = english.index("Creditcard·Visaendingin45802Sep2026₪394.12")
    assert english[at + 1 : at + 6] == [
        "Instalment1of3",
        "Creditcard·Visaendingin45802Oct2026₪394.12",
        "Instalment2of3",
        "Creditcard·Visaendingin45802Nov2026₪394.12",
        "Instalment3of3",
    ]
    assert "₪394.1202/10/20264580־בםייתסמVisa·יארשאסיטרכ" in hebrew
    assert "3ךותמ2םולשת" in hebrew


@pytest.mark.parametrize(
    ("kind", "hebrew", "english"),
    [
        ("voucher", "רבוש", "Voucher"),
        ("promissory_note", "בוחרטש", "Promissorynote"),
        ("standing_order", "עבקתארוה", "Standingorder"),
        ("offset", "זוזיק", "Offset"),
    ],
)
def test_rarer_means_of_payment_have_their_names(kind: str, hebrew: str, english: str) -> None:
    sheet = receipt(tenders=(SheetTender(kind, Decimal(5), "ILS"),))  # type: ignore[arg-type]

    assert f"{english}₪5.00" in _english(sheet)
    assert f"₪5.00{hebrew}" in all_lines(render(sheet, "he"))


def _english(sheet: Sheet) -> list[str]:
    return all_lines(render(sheet, "en"))
