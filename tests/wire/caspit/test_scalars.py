"""Each way to write a number, a flag, a date or a text, as literal values."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinkas.dialects.caspit.scalars import (
    FORBIDDEN_CHARACTERS,
    NotANumber,
    UnreadableError,
    bytes_json,
    date_json,
    decimal_json,
    echo,
    flag_json,
    moment_json,
    read_bytes,
    read_date,
    read_decimal,
    read_flag,
    read_integer,
    read_moment,
    read_text,
    text_json,
)

JERUSALEM = ZoneInfo("Asia/Jerusalem")


def refusal(read: object, value: object, **options: object) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(value, **options)  # type: ignore[operator]
    return caught.value.about("X")


def read_or_refused(read: Callable[[], object]) -> str:
    """What came of a value: nothing but a value or a refusal that is a sentence."""
    try:
        return f"It is {read()!r}."
    except UnreadableError as error:
        return error.about("X")


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("12.5", "12.5"),
        (Decimal("12.50"), "12.50"),
        (7, "7"),
        ("-0.01", "-0.01"),
        ("+3", "3"),
        (".5", "0.5"),
        ("5.", "5"),
        (" 12.5 ", "12.5"),
        (Decimal("1E+3"), "1000"),
        ("1e3", "1000"),
        (Decimal("12.500000000000"), "12.5"),
        (Decimal("1E-4"), "0.0001"),
        ("999999999999999.9999", "999999999999999.9999"),
        (-999999999999999, "-999999999999999"),
    ],
)
def test_a_decimal_is_read_exactly(sent: object, read: str) -> None:
    assert read_decimal(sent, places=4) == Decimal(read)


@pytest.mark.parametrize("sent", ["", "   "])
def test_an_empty_text_is_no_number_no_flag_and_no_date(sent: str) -> None:
    assert read_decimal(sent, places=4) is None
    assert read_integer(sent) is None
    assert read_flag(sent) is None
    assert read_date(sent, zone=JERUSALEM) is None
    assert read_bytes(sent) is None


def test_a_decimal_keeps_the_digits_it_came_with() -> None:
    assert str(read_decimal(Decimal("12.50"), places=4)) == "12.50"
    assert str(read_decimal(Decimal("1E+3"), places=4)) == "1000.0000"


@pytest.mark.parametrize("zero", [Decimal("-0.0"), Decimal("0E+999999"), "-0", 0, Decimal("0E-999999")])
def test_every_zero_is_the_plain_one(zero: object) -> None:
    read = read_decimal(zero, places=4)
    assert str(read) == "0"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ("abc", "The value 'abc' is not valid for X."),
        ("1,180.00", "The value '1,180.00' is not valid for X."),
        ("NaN", "The value 'NaN' is not valid for X."),
        ("Infinity", "The value 'Infinity' is not valid for X."),
        ("0x10", "The value '0x10' is not valid for X."),
        ("١٢", "The value '١٢' is not valid for X."),
        ("1_000", "The value '1_000' is not valid for X."),
        (NotANumber("-Infinity"), "The value '-Infinity' is not valid for X."),
        (True, "The value 'True' is not valid for X."),
        ({"a": 1}, "The value is not valid for X."),
        ([1], "The value is not valid for X."),
        ("1" * 101, "The value '" + "1" * 50 + "...' is not valid for X."),
        (10**15, "The field X must be between -999999999999999 and 999999999999999."),
        ("999999999999999.99995", "The field X must be between -999999999999999 and 999999999999999."),
        (Decimal("1E+999999"), "The field X must be between -999999999999999 and 999999999999999."),
        ("1e999999", "The field X must be between -999999999999999 and 999999999999999."),
        (
            Decimal(-12345678901234567890123456789),
            "The field X must be between -999999999999999 and 999999999999999.",
        ),
    ],
)
def test_a_decimal_that_cannot_be_kept_is_refused(sent: object, sentence: str) -> None:
    assert refusal(read_decimal, sent, places=4) == sentence


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (Decimal("84.74576271186440"), "84.7458"),  # 100 / 1.18 as a script writes it
        (Decimal("0.30000000000000004"), "0.3"),
        ("1.23444", "1.2344"),
        ("1.23445", "1.2345"),
        ("-1.23445", "-1.2345"),
        ("1.234449999999999999999999999999999999999999", "1.2344"),
        (Decimal("1." + "0" * 40 + "1"), "1"),
        ("999999999999999.99994", "999999999999999.9999"),
        (Decimal("0.00004"), "0"),
        (Decimal("-0.00004"), "0"),
        (Decimal("1E-999999"), "0"),
    ],
)
def test_digits_beyond_the_places_are_rounded_half_up(sent: object, read: str) -> None:
    number = read_decimal(sent, places=4)
    assert number == Decimal(read)
    assert "-0" not in str(number) or number < 0


def test_places_differ_by_field() -> None:
    assert read_decimal("84.745763", places=6) == Decimal("84.745763")
    assert read_decimal("84.745763", places=5) == Decimal("84.74576")


@pytest.mark.parametrize("sent", [7, "7", Decimal("7.0"), "7.0", " 7 ", Decimal("0.7E+1")])
def test_an_integer_may_come_as_text_or_with_a_point(sent: object) -> None:
    read = read_integer(sent)
    assert read == 7
    assert type(read) is int


@pytest.mark.parametrize(
    "sent",
    ["x", "7.5", Decimal("7.5"), 2**31, -(2**31), "99999999999", Decimal("1E+999999"), True, [], {}, NotANumber("NaN")],
)
def test_what_is_no_32_bit_integer_is_refused(sent: object) -> None:
    assert refusal(read_integer, sent).endswith("is not valid for X.")


@pytest.mark.parametrize("sent", [True, "true", "True", "TRUE", " true ", 1, "1", Decimal("1.0")])
def test_ways_to_say_true(sent: object) -> None:
    assert read_flag(sent) is True


@pytest.mark.parametrize("sent", [False, "false", "False", 0, "0", Decimal("0.0")])
def test_ways_to_say_false(sent: object) -> None:
    assert read_flag(sent) is False


@pytest.mark.parametrize("sent", ["yes", "2", 2, -1, [], {}, Decimal("0.5"), NotANumber("NaN")])
def test_what_is_no_flag_is_refused(sent: object) -> None:
    assert refusal(read_flag, sent).endswith("is not valid for X.")


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2026-08-05", date(2026, 8, 5)),
        ("2026-8-5", date(2026, 8, 5)),
        ("2026-08-05T00:00:00", date(2026, 8, 5)),
        ("2026-08-05T23:59", date(2026, 8, 5)),
        ("2026-08-05 23:59:59.9999999", date(2026, 8, 5)),
        ("2026-08-04T21:00:00.000Z", date(2026, 8, 5)),
        ("2026-08-04T20:59:59z", date(2026, 8, 4)),
        ("2026-01-04T22:00:00Z", date(2026, 1, 5)),
        ("2026-08-05T23:30:00+02:00", date(2026, 8, 6)),
        ("2026-08-05T23:30:00+0200", date(2026, 8, 6)),
        ("2026-08-05T01:00:00-05:30", date(2026, 8, 5)),
        ("08/05/2026", date(2026, 8, 5)),
        ("8/5/2026 10:30:00", date(2026, 8, 5)),
        ("/Date(1785877200000)/", date(2026, 8, 5)),
        ("/Date(1785877200000+0300)/", date(2026, 8, 5)),
        (" 2026-08-05 ", date(2026, 8, 5)),
        ("2024-02-29", date(2024, 2, 29)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2200-12-31", date(2200, 12, 31)),
    ],
)
def test_a_date_is_read_in_all_its_forms(sent: str, read: date) -> None:
    assert read_date(sent, zone=JERUSALEM) == read


@pytest.mark.parametrize(
    "sent",
    [
        "2026-02-30",
        "2023-02-29",
        "2026-13-01",
        "25/12/2026",
        "20260805",
        "2026-W32-3",
        "2026-08-05T24:00:00",
        "2026-08-05T10:61:00",
        "2026-08-05T10:00:00+99:00",
        "2026-08-05Z",
        "yesterday",
        "٢٠٢٦-٠٨-٠٥",
        "2026-08-05T10:00:00.1234567890123",
        "/Date(999999999999999)/",
        "0001-01-01T00:00:00Z",
        20260805,
        True,
        [],
        {},
        "2026-08-05" + " " * 50 + "x",
    ],
)
def test_an_impossible_date_is_refused(sent: object) -> None:
    assert "is not valid for X." in refusal(read_date, sent, zone=ZoneInfo("America/New_York"))


@pytest.mark.parametrize("sent", ["1899-12-31", "2201-01-01", "0001-01-01T00:00:00", "9999-12-31"])
def test_years_outside_1900_to_2200_are_refused(sent: str) -> None:
    assert refusal(read_date, sent, zone=JERUSALEM) == "The field X must be a date between the years 1900 and 2200."


def test_a_time_without_offset_is_the_zones_own() -> None:
    assert read_moment("2026-08-05T10:03:21.127", zone=JERUSALEM) == datetime(2026, 8, 5, 7, 3, 21, 127000, UTC)
    assert read_moment("2026-08-05T10:03:21.127Z", zone=JERUSALEM) == datetime(2026, 8, 5, 10, 3, 21, 127000, UTC)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Ruth", "Ruth"),
        (123, "123"),
        (Decimal("1.50"), "1.50"),
        (True, "true"),
        ("שורה\r\n\tשנייה", "שורה\r\n\tשנייה"),
        ("דוא\u200fל 👍", "דוא\u200fל 👍"),
        ("", ""),
        ("  kept  ", "  kept  "),
    ],
)
def test_a_text_is_kept_as_sent(sent: object, read: str) -> None:
    assert read_text(sent) == read


@pytest.mark.parametrize(
    ("sent", "kept", "read"),
    [
        ("  a b \n", False, "a b"),
        ("\u00a0a\u2003", False, "a"),
        ("   ", False, ""),
        ("   ", True, " "),
        ("", True, ""),
    ],
)
def test_trimming_can_keep_that_something_blank_was_sent(sent: str, *, kept: bool, read: str) -> None:
    assert read_text(sent, trim=True, keep_blank=kept) == read


def test_length_is_counted_after_trimming() -> None:
    assert read_text(" " + "a" * 50 + " ", max_length=50, trim=True) == "a" * 50
    sentence = "The field X must be a string with a maximum length of 50."
    assert refusal(read_text, "a" * 51, max_length=50) == sentence
    assert refusal(read_text, 10**60, max_length=50) == sentence


@pytest.mark.parametrize("bad", ["\x00", "\x01", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_characters_nobody_can_store_are_refused(bad: str) -> None:
    sentence = "The field X must not contain control characters or broken Unicode."
    assert refusal(read_text, f"a{bad}b") == sentence
    assert refusal(read_text, f"ab{bad}", trim=True) == sentence


def test_what_is_no_text_is_refused() -> None:
    for sent in ([1], {"a": 1}):
        assert refusal(read_text, sent) == "The value is not valid for X."
    assert refusal(read_text, NotANumber("NaN")) == "The value 'NaN' is not valid for X."


def test_bytes_are_base64() -> None:
    assert read_bytes("AAAAAAAAB9E=") == b"\x00\x00\x00\x00\x00\x00\x07\xd1"
    assert refusal(read_bytes, "no!") == "The field X must be a Base64 text."
    assert refusal(read_bytes, "AAAA", max_length=2) == "The field X must hold at most 2 bytes."
    assert refusal(read_bytes, 5) == "The value '5' is not valid for X."
    assert bytes_json(b"\x00\x00\x00\x00\x00\x00\x07\xd1") == '"AAAAAAAAB9E="'


def test_an_echo_is_short_and_harmless() -> None:
    assert echo("a" * 60) == "a" * 50 + "..."
    assert echo("a\r\nb\x00\u202e") == "a??b??"


def test_a_secret_is_not_echoed() -> None:
    assert (
        UnreadableError("4580000000000000", None).about("CCNumber", secret=True)
        == "The value is not valid for CCNumber."
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1180", "1180.0"),
        ("12.50", "12.5"),
        ("0", "0.0"),
        ("0.00", "0.0"),
        ("-0", "0.0"),
        ("-0.000", "0.0"),
        ("-550", "-550.0"),
        ("-0.010", "-0.01"),
        ("100", "100.0"),
        ("1E+3", "1000.0"),
        ("1.5E+3", "1500.0"),
        ("1E-7", "0.0000001"),
        ("0E-8", "0.0"),
        ("84.745763", "84.745763"),
        ("999999999999999.9999", "999999999999999.9999"),
    ],
)
def test_a_decimal_is_written_with_one_fraction_digit_and_none_to_spare(value: str, text: str) -> None:
    assert decimal_json(Decimal(value)) == text


@pytest.mark.parametrize("value", ["NaN", "sNaN12", "Infinity", "-Infinity"])
def test_what_json_cannot_say_is_never_written(value: str) -> None:
    with pytest.raises(ValueError, match="not finite"):
        decimal_json(Decimal(value))


def test_dates_and_times_are_written_local_and_without_offset() -> None:
    assert date_json(date(2026, 8, 5)) == '"2026-08-05T00:00:00"'
    assert moment_json(datetime(2024, 5, 5, 10, 54, 1, 340000, UTC), JERUSALEM) == '"2024-05-05T13:54:01.34"'
    assert moment_json(datetime(2024, 1, 5, 10, 54, 10, 0, UTC), JERUSALEM) == '"2024-01-05T12:54:10"'
    assert moment_json(datetime(2024, 5, 5, 13, 54, 1, 7), JERUSALEM) == '"2024-05-05T13:54:01.000007"'  # noqa: DTZ001


def test_flags_and_texts_are_written_as_json() -> None:
    assert [flag_json(value) for value in (True, False)] == ["true", "false"]
    assert text_json('נגריית אלון בע"מ\n\\/') == '"נגריית אלון בע\\"מ\\n\\\\/"'


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=6))
def test_any_decimal_survives_the_wire(value: Decimal) -> None:
    text = decimal_json(value)
    assert read_decimal(text, places=6) == value
    assert "E" not in text
    assert text.split(".")[1] == "0" or text[-1] != "0"


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_any_date_survives_the_wire(value: date) -> None:
    assert read_date(date_json(value).strip('"'), zone=JERUSALEM) == value


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 12, 30)))  # noqa: DTZ001
def test_any_instant_survives_the_wire_but_for_the_hour_that_comes_twice(naive: datetime) -> None:
    value = naive.replace(tzinfo=UTC)
    read = read_moment(moment_json(value, JERUSALEM).strip('"'), zone=JERUSALEM)
    assert read is not None
    local = value.astimezone(JERUSALEM)
    assert read == value or (local.fold and value - read.astimezone(UTC) == timedelta(hours=1))


@given(st.text())
def test_any_text_is_kept_or_refused_for_its_characters(value: str) -> None:
    if FORBIDDEN_CHARACTERS.search(value):
        assert "control characters" in refusal(read_text, value)
    else:
        assert read_text(value) == value


@given(
    st.one_of(
        st.text(max_size=60),
        st.integers(),
        st.decimals(allow_nan=False, allow_infinity=False),
        st.booleans(),
        st.lists(st.integers(), max_size=2),
        st.dictionaries(st.text(), st.integers(), max_size=2),
        st.from_regex(r"\d{1,5}-\d{1,3}-\d{1,3}(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?", fullmatch=True),
    )
)
def test_no_value_breaks_a_reader(value: object) -> None:
    for read in (
        lambda: read_text(value, max_length=10, trim=True, keep_blank=True),
        lambda: read_integer(value),
        lambda: read_decimal(value, places=4),
        lambda: read_flag(value),
        lambda: read_date(value, zone=JERUSALEM),
        lambda: read_moment(value, zone=JERUSALEM),
        lambda: read_bytes(value, max_length=10),
    ):
        assert read_or_refused(read).endswith(".")
