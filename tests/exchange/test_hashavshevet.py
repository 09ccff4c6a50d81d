"""Records of Hashavshevet's files: every position as the sources give it, every length, both orders of Hebrew."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from pinkas.books.entry import Entry, Posting
from pinkas.books.errors import InvalidValue
from pinkas.books.movement import Movement, movements, sale_and_payment
from pinkas.books.vat import VatCategory
from pinkas.exchange.hashavshevet import heshin
from pinkas.exchange.hashavshevet.movein import (
    FLEXIBLE_LENGTH,
    LARGEST,
    Moved,
    detailed_line,
    flexible_line,
    movein_prm,
    opening_record,
)
from pinkas.exchange.hashavshevet.settings import FileSettings
from pinkas.exchange.hashavshevet.text import TooLongError, clean, visual

DAY = dt.date(2026, 8, 5)
D = Decimal


def posting(account: str, amount: str, contact: int = 0, **more: object) -> Posting:
    own: dict[str, object] = {"currency": "ILS", "currency_amount": Decimal(amount)}
    return Posting(account=account, contact=contact, amount=Decimal(amount), **(own | more))  # type: ignore[arg-type]


def entry(*postings: Posting) -> Entry:
    return Entry(document_date=DAY, tax_date=DAY, posting_date=DAY, postings=postings)


INVOICE = entry(posting("receivable", "1180", 41), posting("income:3", "-1000"), posting("output-vat", "-180"))


def moved(movement: Movement, **more: object) -> Moved:
    said: dict[str, object] = {
        "kind": "tax_invoice", "number": "100014", "date": DAY, "value_date": dt.date(2026, 9, 30),
        "details": 'נגריית אלון בע"מ',
    }  # fmt: skip
    return Moved(movement=movement, **(said | more))  # type: ignore[arg-type]


def test_an_invoice_in_the_detailed_layout() -> None:
    line = detailed_line(FileSettings(), "ILS")(moved(movements(INVOICE, largest=LARGEST)[0]))
    assert len(line) == 180
    assert line[178:] == b"\r\n"
    text = line.decode("windows-1255")
    fields = [(1, 3), (4, 8), (9, 14), (15, 19), (20, 25), (26, 28), (29, 50), (51, 58), (59, 66), (67, 74), (75, 82)]
    assert [text[first - 1 : last] for first, last in fields] == [
        " לח", "00014", "050826", "     ", "300926", "ILS", "נגריית אלון בע''מ".ljust(22),
        "C41     ", "        ", "I3      ", "VATOUT  ",
    ]  # fmt: skip
    amounts = [text[first - 1 : first + 11] for first in range(83, 179, 12)]
    assert amounts == [
        "     1180.00", " " * 12, "     1000.00", "      180.00",
        "        0.00", " " * 12, "        0.00", "        0.00",
    ]  # fmt: skip


def test_the_opening_record_counts_up_to_three_digits() -> None:
    assert opening_record(FileSettings(), 50) == b" 50" + b" " * 175 + b"\r\n"
    assert opening_record(FileSettings(), 999)[:3] == b"999"
    assert opening_record(FileSettings(), 1000)[:3] == b"  0"


def test_the_flexible_layout_is_what_its_prm_says() -> None:
    settings = FileSettings()
    said = moved(
        movements(INVOICE, largest=LARGEST)[0], tax_number="514000008", allocation_number="20260805123456789012345"
    )
    line = flexible_line(settings, "ILS")(said)
    assert len(line) == FLEXIBLE_LENGTH + 2
    text = line.decode("windows-1255")
    first, *rest = movein_prm(settings).decode("ascii").split("\r\n")[:-1]
    assert int(first) == len(line)
    assert len(rest) == 34
    places = [tuple(map(int, one.split(" ;")[0].split())) for one in rest]
    read = {number: text[a - 1 : b].strip() for number, (a, b) in enumerate(places, 2) if a}
    assert read == {
        2: "לח", 3: "100014", 4: "", 5: "05/08/26", 6: "30/09/26", 8: "1", 9: "נגריית אלון בע''מ",
        10: "C41", 11: "", 12: "I3", 13: "VATOUT", 14: "1180.00", 15: "", 16: "1000.00", 17: "180.00",
        18: "0.00", 19: "", 20: "0.00", 21: "0.00", 29: "514000008", 35: "20260805123456789012345",
    }  # fmt: skip
    assert rest[5] == "0 0 ;costing code"


def test_the_ways_to_write_a_prm() -> None:
    assert movein_prm(FileSettings(prm_length="one")).startswith(f"{FLEXIBLE_LENGTH + 1}\r\n1 3 ;".encode())
    assert movein_prm(FileSettings(prm_length="none", prm_separator="tab")).startswith(
        f"{FLEXIBLE_LENGTH}\r\n1\t3\t;".encode()
    )


def test_the_full_account_record_stands_where_the_reference_does() -> None:
    settings = FileSettings()
    lines = heshin.heshin_prm(settings).decode("ascii").split("\r\n")[:-1]
    assert lines[0] == "1546"
    assert len(lines) == 69
    places = {number: tuple(map(int, one.split(" ;")[0].split())) for number, one in enumerate(lines[1:], 2)}
    reference = {
        2: (1, 15), 3: (16, 65), 4: (66, 74), 6: (80, 109), 7: (110, 139), 9: (155, 174), 10: (175, 179),
        24: (0, 0), 25: (341, 390), 30: (427, 435), 31: (436, 437), 33: (443, 462), 38: (495, 544), 42: (614, 614),
        50: (712, 741), 55: (1030, 1279), 62: (1388, 1391), 64: (1401, 1411), 69: (1495, 1544),
    }  # fmt: skip
    assert {number: places[number] for number in reference} == reference
    account = heshin.Account(
        key="C41", name='נגריית אלון בע"מ', sort="100", phone="04-8000000", address="הרצל 12", city="חיפה",
        postal_code="3303112", tax_number="514000008", bank=12, branch="600", bank_account="123456",
        email="dana@example.com", mobile="050-0000000",
    )  # fmt: skip
    line = heshin.heshin_line(settings, account)
    assert len(line) == 1546
    text = line.decode("windows-1255")
    read = {number: text[places[number][0] - 1 : places[number][1]].strip() for number in (2, 3, 4, 7, 9, 10, 30, 31)}
    assert read == {
        2: "C41", 3: "נגריית אלון בע''מ", 4: "100", 7: "הרצל 12", 9: "חיפה", 10: "33031", 30: "514000008", 31: "12",
    }  # fmt: skip
    assert text[1279:1391].strip() == ""  # no card ever
    assert len(heshin.heshin_line(FileSettings(heshin_layout="short"), account)) == 362


def test_what_other_programs_may_want_otherwise() -> None:
    movement = movements(INVOICE, largest=LARGEST)[0]
    settings = FileSettings(
        encoding="cp862", hebrew="visual", decimals="implied", currency="1", types={"tax_invoice": ""},
        accounts={"income:3": "4000"}, customer_key="1{number:05}",
    )  # fmt: skip
    text = detailed_line(settings, "ILS")(moved(movement)).decode("cp862")
    assert text[:3] == "   "
    assert text[28:50] == "מ''עב ןולא תיירגנ".ljust(22)
    assert text[50:74] == "100041          4000    "
    assert text[82:94] == "      118000"


@pytest.mark.parametrize(("logical", "seen"), [
    ("שלום 123", "123 םולש"), ("מידה 2.50 (מטר)", "(רטמ) 2.50 הדימ"), ("חברת Acme Ltd בעם", "םעב Acme Ltd תרבח"),
    ("Acme 12", "Acme 12"),
        ("חשבון ABC 123 (א) 45%", "45% (א) ABC 123 ןובשח"),
])  # fmt: skip
def test_visual_hebrew(logical: str, seen: str) -> None:
    assert visual(logical) == seen


def test_text_that_no_file_may_hold() -> None:
    assert clean('א\r\nב\t"ג" 漢€\u202e', "windows-1255") == "א ב ''ג'' €"
    assert clean("€ ₪", "cp862") == ""


def test_a_wide_entry_is_split_into_balanced_movements() -> None:
    wide = entry(
        posting("till:cash", "100"), posting("till:cheque", "50"), posting("till:card", "25.01"),
        posting("tax-withheld-by-customers", "4.99"), posting("receivable", "-180", 7),
    )  # fmt: skip
    found = movements(wide, largest=LARGEST)
    assert [([s.amount for s in one.debits], [s.amount for s in one.credits]) for one in found] == [
        ([100, 50], [150]), ([Decimal("25.01"), Decimal("4.99")], [30]),
    ]  # fmt: skip


def test_a_currency_split_over_movements_loses_no_cent() -> None:
    wide = entry(
        posting("till:cash", "100", currency="USD", currency_amount=Decimal("33.33")),
        posting("a", "-33.33"), posting("b", "-33.33"), posting("c", "-33.34"),
    )  # fmt: skip
    parts = [side.currency_amount for one in movements(wide, largest=LARGEST) for side in one.debits]
    assert sum(parts) == Decimal("33.33")
    assert len(parts) == 2


def test_an_invoice_paid_at_once_is_a_sale_and_a_payment() -> None:
    paid = entry(posting("till:card", "1180"), posting("income:3", "-1000"), posting("output-vat", "-180"))
    sale, payment = sale_and_payment(paid, 41, largest=LARGEST)
    assert [(side.account, side.contact, side.amount) for side in (*sale.debits, *sale.credits)] == [
        ("receivable", 41, 1180), ("income:3", 0, 1000), ("output-vat", 0, 180),
    ]  # fmt: skip
    assert [(side.account, side.contact, side.amount) for side in (*payment.debits, *payment.credits)] == [
        ("till:card", 0, 1180), ("receivable", 41, 1180),
    ]  # fmt: skip


def test_a_key_that_would_be_cut_is_refused() -> None:
    settings = FileSettings(accounts={"income:3": "INCOME-OF-SALES"})
    with pytest.raises(TooLongError):
        detailed_line(settings, "ILS")(moved(movements(INVOICE, largest=LARGEST)[0]))
    for wrong in ({"accounts": {"bank": "a b"}}, {"customer_key": "no number"}, {"customer_sort": "x"},
                  {"supplier_key": "C{number}"}, {"types": {"receipt": "abcd"}}, {"currency": "shekel"}):  # fmt: skip
        with pytest.raises(InvalidValue):
            FileSettings(**wrong)  # type: ignore[arg-type]


def told(found: list[Movement]) -> list[tuple[list[tuple[str, Decimal]], list[tuple[str, Decimal]]]]:
    return [
        ([(s.account, s.amount) for s in one.debits], [(s.account, s.amount) for s in one.credits]) for one in found
    ]


def test_what_bears_no_vat_stands_apart_unless_its_class_bears_none() -> None:
    free = {"vat_category": VatCategory.EXEMPT, "vat_rate": Decimal(0)}
    taxed = {"vat_category": VatCategory.STANDARD, "vat_rate": Decimal(18)}
    mixed = entry(
        posting("receivable", "128", 7), posting("income:3", "-99.99", **taxed), posting("output-vat", "-18", **taxed),
        posting("income:3", "-10.01", **free),
    )  # fmt: skip
    assert told(movements(mixed, largest=LARGEST)) == [
        ([("receivable", D("117.99"))], [("income:3", D("99.99")), ("output-vat", D(18))]),
        ([("receivable", D("10.01"))], [("income:3:exempt", D("10.01"))]),
    ]
    exempt = entry(posting("receivable", "10", 7), posting("income:4", "-10", **free))
    assert told(movements(exempt, largest=LARGEST, free=frozenset({"income:4"}))) == [
        ([("receivable", D(10))], [("income:4", D(10))])
    ]
    assert FileSettings().key_of("income:3:exempt", 0) == "X3"


def test_an_account_never_stands_on_both_sides() -> None:
    twice = entry(posting("bank", "5"), posting("bank", "-3"), posting("cash-movements", "-2"))
    assert told(movements(twice, largest=LARGEST)) == [([("bank", D(2))], [("cash-movements", D(2))])]
    assert movements(entry(posting("bank", "5"), posting("bank", "-5")), largest=LARGEST) == []


def test_a_sum_too_large_for_a_field_is_several_movements() -> None:
    large = entry(posting("receivable", "2500000000", 7), posting("income:3", "-2500000000"))
    found = movements(large, largest=LARGEST)
    assert [one.debits[0].amount for one in found] == [LARGEST, LARGEST, D("500000000.02")]


def test_both_sides_are_in_the_currency_of_one() -> None:
    received = entry(
        posting("till:transfer", "185", currency="USD", currency_amount=D(50)), posting("receivable", "-185", 7)
    )
    line = detailed_line(FileSettings(), "ILS")(moved(movements(received, largest=LARGEST)[0])).decode("windows-1255")
    assert (line[25:28], line[130:142].strip(), line[154:166].strip()) == ("USD", "50.00", "50.00")
    mixed = entry(
        posting("till:transfer", "185", currency="USD", currency_amount=D(50)), posting("till:cash", "5"),
        posting("receivable", "-190", 7),
    )  # fmt: skip
    line = detailed_line(FileSettings(), "ILS")(moved(movements(mixed, largest=LARGEST)[0])).decode("windows-1255")
    assert (line[25:28], line[130:142].strip(), line[154:166].strip()) == ("ILS", "0.00", "0.00")


@pytest.mark.parametrize("wrong", [
    {"types": {"nonsense": "ab"}}, {"accounts": {"nonsens:3": "A"}}, {"currency": "$$$$"},
])  # fmt: skip
def test_settings_that_name_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        FileSettings(**wrong)
