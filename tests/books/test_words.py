"""Amounts in words: the grammar of each language, row by row, and no two amounts alike."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinkas.books.errors import InvalidValue
from pinkas.books.language import LANGUAGES, Language, language_of
from pinkas.books.words import amount_in_words

BULGARIAN_EUROS = [
    ("0", "нула евро и нула цента"),
    ("0.01", "нула евро и един цент"),
    ("0.02", "нула евро и два цента"),
    ("0.21", "нула евро и двадесет и един цента"),
    ("1", "едно евро и нула цента"),
    ("2", "две евро и нула цента"),
    ("11.11", "единадесет евро и единадесет цента"),
    ("12.12", "дванадесет евро и дванадесет цента"),
    ("18.00", "осемнадесет евро и нула цента"),
    ("21.01", "двадесет и едно евро и един цент"),
    ("100", "сто евро и нула цента"),
    ("101", "сто и едно евро и нула цента"),
    ("111", "сто и единадесет евро и нула цента"),
    ("120", "сто и двадесет евро и нула цента"),
    ("136.80", "сто тридесет и шест евро и осемдесет цента"),
    ("234", "двеста тридесет и четири евро и нула цента"),
    ("300.40", "триста евро и четиридесет цента"),
    ("1000", "хиляда евро и нула цента"),
    ("1002.02", "хиляда и две евро и два цента"),
    ("-18", "минус осемнадесет евро и нула цента"),
]
BULGARIAN_LEVA = [
    ("0.01", "нула лева и една стотинка"),
    ("0.02", "нула лева и две стотинки"),
    ("1.21", "един лев и двадесет и една стотинки"),
    ("2.22", "два лева и двадесет и две стотинки"),
    ("21", "двадесет и един лева и нула стотинки"),
    ("400.50", "четиристотин лева и петдесет стотинки"),
    ("1000", "хиляда лева и нула стотинки"),
    ("1001", "хиляда и един лева и нула стотинки"),
    ("1016", "хиляда и шестнадесет лева и нула стотинки"),
    ("1035", "хиляда тридесет и пет лева и нула стотинки"),
    ("1200", "хиляда и двеста лева и нула стотинки"),
    ("1234", "хиляда двеста тридесет и четири лева и нула стотинки"),
    ("2000", "две хиляди лева и нула стотинки"),
    ("2001", "две хиляди и един лева и нула стотинки"),
    ("2120", "две хиляди сто и двадесет лева и нула стотинки"),
    ("21000", "двадесет и една хиляди лева и нула стотинки"),
    ("22003", "двадесет и две хиляди и три лева и нула стотинки"),
    ("120000", "сто и двадесет хиляди лева и нула стотинки"),
    ("121500", "сто двадесет и една хиляди и петстотин лева и нула стотинки"),
    ("1000000", "един милион лева и нула стотинки"),
    ("1000001", "един милион и един лева и нула стотинки"),
    ("1001000", "един милион и хиляда лева и нула стотинки"),
    ("1100000", "един милион и сто хиляди лева и нула стотинки"),
    ("2000000", "два милиона лева и нула стотинки"),
    ("21000000", "двадесет и един милиона лева и нула стотинки"),
    (
        "1234567.89",
        "един милион двеста тридесет и четири хиляди петстотин шестдесет и седем лева и осемдесет и девет стотинки",
    ),
    (
        "999999999999.99",
        "деветстотин деветдесет и девет милиарда деветстотин деветдесет и девет милиона деветстотин деветдесет и девет "
        "хиляди деветстотин деветдесет и девет лева и деветдесет и девет стотинки",
    ),
]
ALBANIAN_LEKE = [
    ("0", "zero lekë"),
    ("0.01", "zero lekë e një qindarkë"),
    ("0.03", "zero lekë e tri qindarka"),
    ("0.23", "zero lekë e njëzet e tri qindarka"),
    ("1", "një lek"),
    ("2", "dy lekë"),
    ("3", "tre lekë"),
    ("10", "dhjetë lekë"),
    ("11", "njëmbëdhjetë lekë"),
    ("13", "trembëdhjetë lekë"),
    ("20", "njëzet lekë"),
    ("21", "njëzet e një lekë"),
    ("40", "dyzet lekë"),
    ("100", "njëqind lekë"),
    ("101", "njëqind e një lekë"),
    ("111", "njëqind e njëmbëdhjetë lekë"),
    ("200", "dyqind lekë"),
    ("345.50", "treqind e dyzet e pesë lekë e pesëdhjetë qindarka"),
    ("1000", "një mijë lekë"),
    ("1234", "një mijë e dyqind e tridhjetë e katër lekë"),
    ("2000", "dy mijë lekë"),
    ("2001", "dy mijë e një lekë"),
    ("2500", "dy mijë e pesëqind lekë"),
    ("3000", "tre mijë lekë"),
    ("21000", "njëzet e një mijë lekë"),
    ("1000000", "një milion lekë"),
    ("2000000", "dy milionë lekë"),
    ("1102003", "një milion e njëqind e dy mijë e tre lekë"),
    ("3000000000", "tre miliardë lekë"),
    ("-7", "minus shtatë lekë"),
]
ALBANIAN_EUROS = [
    ("0", "zero euro e zero centë"),
    ("1.01", "një euro e një cent"),
    ("3.03", "tre euro e tre centë"),
    ("18", "tetëmbëdhjetë euro e zero centë"),
    ("136.80", "njëqind e tridhjetë e gjashtë euro e tetëdhjetë centë"),
]
HEBREW_SHEKELS = [
    ("0", "אפס שקלים ואפס אגורות"),
    ("0.01", "אפס שקלים ואגורה אחת"),
    ("0.02", "אפס שקלים ושתי אגורות"),
    ("1", "שקל אחד ואפס אגורות"),
    ("2.03", "שני שקלים ושלוש אגורות"),
    ("3.10", "שלושה שקלים ועשר אגורות"),
    ("8.08", "שמונה שקלים ושמונה אגורות"),
    ("10.11", "עשרה שקלים ואחת עשרה אגורות"),
    ("11.12", "אחד עשר שקלים ושתים עשרה אגורות"),
    ("12.15", "שנים עשר שקלים וחמש עשרה אגורות"),
    ("16.20", "שישה עשר שקלים ועשרים אגורות"),
    ("21.21", "עשרים ואחד שקלים ועשרים ואחת אגורות"),
    ("22.22", "עשרים ושניים שקלים ועשרים ושתיים אגורות"),
    ("100", "מאה שקלים ואפס אגורות"),
    ("101", "מאה ואחד שקלים ואפס אגורות"),
    ("111", "מאה ואחד עשר שקלים ואפס אגורות"),
    ("121", "מאה עשרים ואחד שקלים ואפס אגורות"),
    ("200", "מאתיים שקלים ואפס אגורות"),
    ("300", "שלוש מאות שקלים ואפס אגורות"),
    ("999.99", "תשע מאות תשעים ותשעה שקלים ותשעים ותשע אגורות"),
    ("1000", "אלף שקלים ואפס אגורות"),
    ("1200", "אלף ומאתיים שקלים ואפס אגורות"),
    ("1234.56", "אלף מאתיים שלושים וארבעה שקלים וחמישים ושש אגורות"),
    ("2000", "אלפיים שקלים ואפס אגורות"),
    ("2001", "אלפיים ואחד שקלים ואפס אגורות"),
    ("3000", "שלושת אלפים שקלים ואפס אגורות"),
    ("6005", "ששת אלפים וחמישה שקלים ואפס אגורות"),
    ("10000", "עשרת אלפים שקלים ואפס אגורות"),
    ("11000", "אחד עשר אלף שקלים ואפס אגורות"),
    ("21000", "עשרים ואחד אלף שקלים ואפס אגורות"),
    ("103000", "מאה ושלושה אלף שקלים ואפס אגורות"),
    ("121500", "מאה עשרים ואחד אלף וחמש מאות שקלים ואפס אגורות"),
    ("1000000", "מיליון שקלים ואפס אגורות"),
    ("1003000", "מיליון ושלושת אלפים שקלים ואפס אגורות"),
    ("2000000", "שני מיליון שקלים ואפס אגורות"),
    ("2000000000", "שני מיליארד שקלים ואפס אגורות"),
    ("-2", "מינוס שני שקלים ואפס אגורות"),
]
HEBREW_DOLLARS = [
    ("1.01", "דולר אחד וסנט אחד"),
    ("2.02", "שני דולרים ושני סנטים"),
    ("5.55", "חמישה דולרים וחמישים וחמישה סנטים"),
]
HEBREW_EUROS = [("1", "אירו אחד ואפס סנטים"), ("2", "שני אירו ואפס סנטים"), ("4.20", "ארבעה אירו ועשרים סנטים")]
ENGLISH_EUROS = [
    ("0", "zero euros and zero cents"),
    ("1.01", "one euro and one cent"),
    ("2", "two euros and zero cents"),
    ("11", "eleven euros and zero cents"),
    ("21.40", "twenty-one euros and forty cents"),
    ("101", "one hundred and one euros and zero cents"),
    ("111", "one hundred and eleven euros and zero cents"),
    ("1000", "one thousand euros and zero cents"),
    ("1001", "one thousand and one euros and zero cents"),
    ("1100", "one thousand one hundred euros and zero cents"),
    ("2000", "two thousand euros and zero cents"),
    ("21000", "twenty-one thousand euros and zero cents"),
    ("1000000", "one million euros and zero cents"),
    ("1000015", "one million and fifteen euros and zero cents"),
    ("2345678.90",
     "two million three hundred and forty-five thousand six hundred and seventy-eight euros and ninety cents"),
    ("-3", "minus three euros and zero cents"),
]  # fmt: skip
OTHERS = [
    ("he", "BGN", "1.02", "לב בולגרי אחד ושתי סטוטינקות"),
    ("he", "ALL", "2", "שני לקים אלבניים"),
    ("bg", "ILS", "2.01", "два шекела и една агора"),
    ("bg", "USD", "1.02", "един долар и два цента"),
    ("bg", "ALL", "21.02", "двадесет и един лека и две киндарки"),
    ("sq", "USD", "3.50", "tre dollarë e pesëdhjetë centë"),
    ("sq", "BGN", "3.03", "tre leva e tri stotinka"),
    ("sq", "ILS", "1.03", "një shekel e tri agora"),
    ("en", "ILS", "1.02", "one shekel and two agorot"),
    ("en", "BGN", "2.01", "two leva and one stotinka"),
    ("en", "ALL", "5", "five lekë"),
    ("en", "USD", "1.00", "one dollar and zero cents"),
    ("en", "GBP", "5.20", "GBP five, 20/100"),
    ("bg", "GBP", "21.05", "GBP двадесет и едно, 05/100"),
    ("he", "AUD", "5", "AUD חמש, 00/100"),
    ("sq", "GBP", "0.99", "GBP zero, 99/100"),
]
ROWS = [
    *(("bg", "EUR", *row) for row in BULGARIAN_EUROS),
    *(("bg", "BGN", *row) for row in BULGARIAN_LEVA),
    *(("sq", "ALL", *row) for row in ALBANIAN_LEKE),
    *(("sq", "EUR", *row) for row in ALBANIAN_EUROS),
    *(("he", "ILS", *row) for row in HEBREW_SHEKELS),
    *(("he", "USD", *row) for row in HEBREW_DOLLARS),
    *(("he", "EUR", *row) for row in HEBREW_EUROS),
    *(("en", "EUR", *row) for row in ENGLISH_EUROS),
    *OTHERS,
]


@pytest.mark.parametrize(("language", "currency", "amount", "expected"), ROWS)
def test_an_amount_is_said_as_the_language_says_it(
    language: Language, currency: str, amount: str, expected: str
) -> None:
    assert amount_in_words(Decimal(amount), currency, language) == expected


@pytest.mark.parametrize("amount", ["1000000000000", "-1000000000000", "0.001", "NaN", "Infinity"])
def test_what_the_books_cannot_hold_is_not_said(amount: str) -> None:
    with pytest.raises(InvalidValue, match="to be said in words"):
        amount_in_words(Decimal(amount), "EUR", "bg")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_whole_numbers_sound_alike(language: Language) -> None:
    numbers = [
        *range(3100),
        *(1000 * n for n in range(4, 3100)),
        *(1_000_000 * n + k for n in (1, 2, 3, 21, 100) for k in range(1, 130)),
    ]
    assert len({amount_in_words(Decimal(number), "EUR", language) for number in set(numbers)}) == len(set(numbers))


CENTS = st.integers(min_value=-(10**14) + 1, max_value=10**14 - 1)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(CENTS, min_size=2, max_size=40, unique=True),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["EUR", "ALL", "BGN", "GBP"]),
)
def test_distinct_amounts_have_distinct_words(amounts: list[int], language: Language, currency: str) -> None:
    said = {amount_in_words(Decimal(cents).scaleb(-2), currency, language) for cents in amounts}
    assert len(said) == len(amounts)
    assert all(text == " ".join(text.split()) for text in said)


def test_a_country_has_its_language() -> None:
    assert [language_of(country) for country in ("IL", "BG", "AL", "DE")] == ["he", "bg", "sq", "en"]
