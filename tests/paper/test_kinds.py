"""What the law and custom ask of each kind of document, read back from the page (fiscal dossier §3.3, §4.1)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pinkas.paper import (
    NO_INPUT_TAX,
    SELF_INVOICE,
    SheetKind,
    SheetReference,
    render,
)
from tests.paper.reading import all_lines, read
from tests.paper.sheets import (
    DELIVERED,
    ISSUER,
    donation_receipt,
    goods_only,
    invoice,
    of_kind,
    receipt,
    sale,
)

if TYPE_CHECKING:
    from pinkas.paper import Language, Sheet
    from pinkas.paper.sheet import SheetState

LANGUAGES: list[Language] = ["he", "en"]
ALLOCATED = "20260805123456112233445"

# Each as it stands on the page, from left to right and without spaces.
HEBREW = {
    SheetKind.TAX_INVOICE: (
        "98/100014סמתינובשח", "05/08/2026ךיראתדובכל", "30/09/2026דעםולשתל", "513333332.מ.ע/.פ.ח",
        "(₪)םוכסהדיחיריחמהדיחיתומכרואית#", '100.0040.00ג"ק2.5(M6)םיגרב2', "₪10,120.00מ״עמבבייחםוכס",
        "₪1,821.6018%מ״עמ", "₪11,941.60םולשתלכ״הס", "המיתח",
    ),
    SheetKind.RECEIPT: (
        "98/300001הלבק", "05/08/2026ךיראתתאמלבקתה", "₪20,000.0001/09/2026500012311882253212קיש",
        "₪4,513.77רוקמבסמיוכינ", "₪38,681.27לבקתהכ״הס", "₪30,000.00(01/07/2026)98/100012סמתינובשח",
    ),
    SheetKind.INVOICE_RECEIPT: (
        "98/200001הלבק/סמתינובשח", "₪5,880.5718%מ״עמ", "₪38,681.27כ״הס", "₪4,167.50ןמוזמ", "₪38,681.27לבקתהכ״הס",
    ),
    SheetKind.PROFORMA: (
        "98/100014הקסעתינובשח", "30/09/2026דעםולשתל", "הזךמסמיפלעתומושתסמתוכנלןיא", "₪1,821.6018%מ״עמ",
        "₪11,941.60םולשתלכ״הס",
    ),
    SheetKind.CREDIT_INVOICE: (
        "98/500001יוכיזתינובשח", "(01/07/2026)98/100014סמתינובשחןיגביוכיז", "יוכיזהתביס", "(םיפדמ2)הרוחסתרזחה",
        "₪10,120.00מ״עמבבייחםוכס", "₪1,821.6018%מ״עמ", "₪11,941.60יוכיזכ״הס",
    ),
    SheetKind.REFUND: (
        "98/300001רזחהתדועת", "05/08/2026ךיראתלארזחוה", "רזחההתביס", "הקסעלוטיב", "₪360.00ןמוזמ", "₪360.00רזחוהכ״הס",
        "ןיגברזחה", "רזחוהשםוכסךמסמ", "₪360.00(01/08/2026)98/500001יוכיזתינובשח",
    ),
    SheetKind.DELIVERY_NOTE: (
        "98/100014חולשמתדועת", "10,020.00250.50׳חי40ןולאףדמ1", "₪10,120.00מ״עמינפלכ״הס", "לבקמהתמיתחלבקמהםש",
    ),
    SheetKind.QUOTE: (
        "98/100014ריחמתעצה", "30/09/2026דעףקותב", "₪1,821.6018%מ״עמ", "₪11,941.60כ״הס", "ךיראתהמיתחוםש:חוקלהרושיא",
    ),
    SheetKind.DONATION_RECEIPT: (
        "98/300001המורתלהלבק", "580000008ר״כלמ", "05/08/2026ךיראתםרותה", "513333332.פ.ח/.ז.ת", "רובע",
        "(2026)תוגלמןרק–המורת", "₪360.00ןמוזמ", "₪360.00המורתכ״הס", "הסנכהסמתדוקפל46ףיעסיפלרושיאדסומל",
    ),
    SheetKind.DEBIT_NOTE: ("98/100014בויחתעדוה", "30/09/2026דעםולשתל", "₪1,821.6018%מ״עמ", "₪11,941.60םולשתלכ״הס"),
    SheetKind.ADVANCE_INVOICE: ("98/100014המדקמתינובשח", "30/09/2026דעםולשתל", "₪11,941.60םולשתלכ״הס"),
    SheetKind.TILL_RECEIPT: ("98/100014הריכמתדועת", "₪11,941.60כ״הס", "₪360.00ןמוזמ", "₪360.00לבקתהכ״הס"),
    SheetKind.TILL_RETURN: (
        "98/100014הרוחסתרזחהתדועת", "רזחההתביס", "םגפ", "₪11,941.60כ״הס", "₪360.00רזחוהכ״הס",
    ),
}  # fmt: skip

ENGLISH = {
    SheetKind.TAX_INVOICE: (
        "TaxInvoice98/100014", "BilltoDate5Aug2026", "Paymentdue30Sep2026", "Taxno.513333332",
        "#DescriptionQtyUnitUnitpriceAmount(₪)", '2(M6)םיגרב2.5ג"ק40.00100.00', "AmountsubjecttoVAT₪10,120.00",
        "VAT18%₪1,821.60", "Totaltopay₪11,941.60", "Signature",
    ),
    SheetKind.RECEIPT: (
        "Receipt98/300001", "ReceivedfromDate5Aug2026", "Cheque1253211882250001231Sep2026₪20,000.00",
        "Taxwithheldatsource₪4,513.77", "Totalreceived₪38,681.27", "TaxInvoice98/100012(1Jul2026)₪30,000.00",
    ),
    SheetKind.INVOICE_RECEIPT: (
        "TaxInvoice/Receipt98/200001", "VAT18%₪5,880.57", "Total₪38,681.27", "Cash₪4,167.50",
        "Totalreceived₪38,681.27",
    ),
    SheetKind.PROFORMA: (
        "ProformaInvoice98/100014", "Paymentdue30Sep2026", "Inputtaxcannotbedeductedbythisdocument",
        "VAT18%₪1,821.60", "Totaltopay₪11,941.60",
    ),
    SheetKind.CREDIT_INVOICE: (
        "CreditInvoice98/500001", "CreditforTaxInvoice98/100014(1Jul2026)", "Reasonforthecredit",
        "AmountsubjecttoVAT₪10,120.00", "VAT18%₪1,821.60", "Totalcredit₪11,941.60",
    ),
    SheetKind.REFUND: (
        "Refund98/300001", "RefundedtoDate5Aug2026", "Reasonfortherefund", "Cash₪360.00", "Totalrefunded₪360.00",
        "Refundof", "DocumentAmountrefunded", "CreditInvoice98/500001(1Aug2026)₪360.00",
    ),
    SheetKind.DELIVERY_NOTE: (
        "DeliveryNote98/100014", "DelivertoDate5Aug2026", "1ןולאףדמ40׳חי250.5010,020.00",
        "TotalbeforeVAT₪10,120.00", "Receiver'snameReceiver'ssignature",
    ),
    SheetKind.QUOTE: (
        "Quote98/100014", "PreparedforDate5Aug2026", "Validuntil30Sep2026", "Total₪11,941.60",
        "Customer'sapproval:nameandsignatureDate",
    ),
    SheetKind.DONATION_RECEIPT: (
        "DonationReceipt98/300001", "Non-profitno.580000008", "DonorDate5Aug2026", "ID/Taxno.513333332",
        "Donation–(2026)תוגלמןרק", "Cash₪360.00", "Totaldonated₪360.00",
        "הסנכהסמתדוקפל46ףיעסיפלרושיאדסומל",
    ),
    SheetKind.DEBIT_NOTE: ("DebitNote98/100014", "Paymentdue30Sep2026", "VAT18%₪1,821.60", "Totaltopay₪11,941.60"),
    SheetKind.ADVANCE_INVOICE: ("AdvanceInvoice98/100014", "Paymentdue30Sep2026", "Totaltopay₪11,941.60"),
    SheetKind.TILL_RECEIPT: ("SalesSlip98/100014", "Total₪11,941.60", "Cash₪360.00", "Totalreceived₪360.00"),
    SheetKind.TILL_RETURN: (
        "ReturnSlip98/100014", "Reasonfortherefund", "םגפ", "Total₪11,941.60", "Totalrefunded₪360.00",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SheetKind)
def test_each_kind_shows_what_is_asked_of_it(kind: SheetKind) -> None:
    for language, asked in (("he", HEBREW[kind]), ("en", ENGLISH[kind])):
        printed = all_lines(render(of_kind(kind), language))  # type: ignore[arg-type]
        assert [text for text in asked if text not in printed] == []


@pytest.mark.parametrize("kind", SheetKind)
@pytest.mark.parametrize(
    ("state", "hebrew", "english"),
    [
        ("draft", "הטויט", "Draft"),
        ("original", "רוקמ", "Original"),
        ("copy", "קתעה", "Copy"),
        ("true_copy", "רוקמלןמאנקתעה", "Truecopyoftheoriginal"),
    ],
)
def test_each_kind_bears_its_mark_and_the_mark_of_its_cancellation(
    kind: SheetKind, state: SheetState, hebrew: str, english: str
) -> None:
    cancelled = of_kind(kind, state=state, cancelled=True)
    live = dataclasses.replace(cancelled, cancelled=False)

    for language, mark, both in (("he", hebrew, f"לטובמ{hebrew}"), ("en", english, f"{english}Cancelled")):
        marks = {"הטויט", "רוקמ", "קתעה", "רוקמלןמאנקתעה", "Draft", "Original", "Copy", "Truecopyoftheoriginal"}
        assert marks & set(all_lines(render(live, language))) == {mark}  # type: ignore[arg-type]
        assert both in all_lines(render(cancelled, language))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [SheetKind.DELIVERY_NOTE, SheetKind.RECEIPT, SheetKind.REFUND])
@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_without_vat_tell_no_tax(kind: SheetKind, language: Language) -> None:
    printed = "\n".join(all_lines(render(of_kind(kind), language)))

    assert "18%" not in printed
    assert "1,821.60" not in printed
    assert "11,941.60" not in printed


def test_dates_of_payment_stand_only_where_something_is_to_be_paid() -> None:
    for kind in (SheetKind.CREDIT_INVOICE, SheetKind.DELIVERY_NOTE, SheetKind.REFUND, SheetKind.DONATION_RECEIPT):
        assert not any("30Sep2026" in found for found in _english(of_kind(kind, due_date=dt.date(2026, 9, 30))))


def test_a_tax_invoice_names_each_delivery_note_and_its_date() -> None:
    hebrew = all_lines(render(invoice(sources=DELIVERED), "he"))

    assert "Basedon" + "DeliveryNote" in "".join(_english(invoice(sources=DELIVERED)))
    for number, day in (("98/400007", "07/07/2026"), ("98/400008", "08/07/2026")):
        assert any(found.startswith(f"({day}){number}") for found in hebrew)


def test_many_delivery_notes_flow_over_the_whole_width_each_with_its_date() -> None:
    notes = tuple(
        SheetReference(f"98/4000{day:02}", SheetKind.DELIVERY_NOTE, date=dt.date(2026, 7, day)) for day in range(1, 32)
    )

    printed = _english(invoice(sources=notes))
    hebrew = "\n".join(all_lines(render(invoice(sources=notes), "he")))

    at = printed.index("Basedon")
    assert printed[at + 1].startswith("DeliveryNote98/400001(1Jul2026),98/400002(2Jul2026),")
    for day in range(1, 32):
        assert f"98/4000{day:02}({day}Jul2026)" in "\n".join(printed)
        assert f"({day:02}/07/2026)98/4000{day:02}" in hebrew


@pytest.mark.parametrize(
    ("kind", "hebrew", "english"),
    [
        (SheetKind.TAX_INVOICE, ":האצקהרפסמ", "Allocationnumber:"),
        (SheetKind.PROFORMA, ":רושיארפסמ", "Approvalnumber:"),
    ],
)
def test_the_allocation_number_is_whole_and_its_last_nine_digits_stand_out(
    kind: SheetKind, hebrew: str, english: str
) -> None:
    sheet = sale(kind, allocation_number=ALLOCATED)

    pages = {language: read(render(sheet, language))[0] for language in LANGUAGES}

    assert any(f"{ALLOCATED}{hebrew}" in found for found in pages["he"].lines)
    assert f"{english}{ALLOCATED}" in pages["en"].lines
    for page in pages.values():
        digits = [glyph for glyph in page.glyphs if glyph.sign in ALLOCATED]
        found = "".join(glyph.sign for glyph in digits)
        allotted = digits[found.index(ALLOCATED) :][: len(ALLOCATED)]
        heights = [glyph.top - glyph.bottom for glyph in allotted]
        assert min(heights[-9:]) > max(heights[:-9]) * 1.2


@pytest.mark.parametrize("remark", [NO_INPUT_TAX, SELF_INVOICE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_for_an_allocation_number_is_prominent_and_in_the_words_of_the_law(
    remark: str, language: Language
) -> None:
    (page,) = read(render(sale(SheetKind.TAX_INVOICE, allocation_remark=remark), language))

    heights = {
        line: max(glyph.top - glyph.bottom for glyph in page.glyphs if (glyph.line, glyph.sign) == (line, "ב"))
        for line in {glyph.line for glyph in page.glyphs if glyph.sign == "ב"}
    }
    printed = {line: sorted(glyph.sign for glyph in page.glyphs if glyph.line == line) for line in heights}
    (remarked,) = [line for line, letters in printed.items() if letters == sorted(remark.replace(" ", ""))]
    (goods,) = [line for line, letters in printed.items() if "M" in letters]

    assert remark.replace(" ", "")[::-1] in page.lines
    assert heights[remarked] > heights[goods] * 1.2


def test_goods_without_prices_show_quantities_and_no_sums() -> None:
    printed = _english(goods_only())

    assert "#DescriptionQtyUnit" in printed
    assert '2(M6)םיגרב2.5ג"ק' in printed
    assert not any("₪" in found or "0.00" in found or "Total" in found for found in printed)


def test_the_receiver_signs_by_hand_even_where_we_sign_by_computer() -> None:
    assert "Receiver'snameReceiver'ssignature" in _english(goods_only(computerised=True))
    assert "Signature" not in _english(goods_only(computerised=True))


def test_the_approval_for_donations_stands_on_donation_receipts_alone() -> None:
    charity = donation_receipt().issuer

    assert not any("ףיעסיפל" in found for found in _english(receipt(issuer=charity)))
    assert "Approvalasapublicinstitution" not in _english(donation_receipt(issuer=ISSUER))


def test_a_donation_without_a_purpose_is_still_a_donation() -> None:
    printed = _english(donation_receipt(reason=" "))

    assert printed[printed.index("For") + 1] == "Donation"


def test_a_purpose_keeps_its_lines() -> None:
    printed = _english(donation_receipt(reason="books\nfor schools"))

    assert printed[printed.index("For") + 1 :][:2] == ["Donation–books", "forschools"]


def test_prices_on_a_delivery_note_are_summed_as_they_were_given() -> None:
    printed = _english(sale(SheetKind.DELIVERY_NOTE, prices_include_vat=True))

    assert "Total₪11,941.60" in printed
    assert not any("before" in found for found in printed)


def _english(sheet: Sheet) -> list[str]:
    return all_lines(render(sheet, "en"))
