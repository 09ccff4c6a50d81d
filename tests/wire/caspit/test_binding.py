"""Bodies, as literal bytes, and what the models hold after reading them; or every sentence the caller gets."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinkas.dialects.caspit.binding import MediaTypeError, WireError, bind, read_answer, read_page
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.wire import (
    CaspitContact,
    CaspitDocument,
    CaspitReceiptLine,
    CaspitTokenRequest,
    EmailDetails,
)

JERUSALEM = ZoneInfo("Asia/Jerusalem")
FORM = "application/x-www-form-urlencoded"


def document(body: bytes | str | dict[str, Any], content_type: str | None = None) -> CaspitDocument:
    """A document of the two required members and those given."""
    if isinstance(body, dict):
        body = json.dumps({"TrxTypeId": 1, "TrxCodeNumber": 3} | body)
    sent = body.encode() if isinstance(body, str) else body
    return bind(CaspitDocument, sent, content_type=content_type, zone=JERUSALEM)


def read_or_refused(wire: type[Wire], body: bytes, content_type: str | None = None) -> Wire | dict[str, list[str]]:
    """What came of a body: nothing but a model or a refusal that says something."""
    try:
        return bind(wire, body, content_type=content_type, zone=JERUSALEM)
    except WireError as error:
        return error.model_state


def problems(body: bytes | str | dict[str, Any], content_type: str | None = None) -> dict[str, list[str]]:
    with pytest.raises(WireError) as caught:
        document(body, content_type)
    return caught.value.model_state


def test_a_document_is_read_with_its_lines() -> None:
    read = document(
        '{"DocumentId":"ord-7741","TrxTypeId":7,"TrxCodeNumber":3,"Date":"2026-08-05","RountTotal":true,'
        '"DocumentLines":[{"ProductName":"מדף אלון","UnitPrice":84.745763,"Qty":4,"ChargeVAT":false}],'
        '"ReceiptLines":[{"PaymentTypeId":9,"PaymentDate":"2026-08-04T21:00:00Z","Payment":1180.00}],'
        '"RelatedDocuments":[{"DocumentId":"q-1","DocumentRelation":1,"DocumentSum":10.5}]}'
    )
    assert (read.DocumentId, read.TrxTypeId, read.Date, read.RountTotal) == ("ord-7741", 7, date(2026, 8, 5), True)
    assert read.DocumentLines is not None
    assert read.ReceiptLines is not None
    assert read.RelatedDocuments is not None
    line, payment, related = read.DocumentLines[0], read.ReceiptLines[0], read.RelatedDocuments[0]
    assert (line.ProductName, line.UnitPrice, line.Qty, line.ChargeVAT) == (
        "מדף אלון",
        Decimal("84.745763"),
        Decimal(4),
        False,
    )
    assert (payment.PaymentDate, str(payment.Payment)) == (date(2026, 8, 5), "1180.00")
    assert (related.DocumentId, related.DocumentSum) == ("q-1", Decimal("10.5"))


def test_names_match_in_any_case_and_unknown_ones_are_ignored() -> None:
    read = document(
        b'{"documentid":"a","TRXTYPEID":1,"trxCodeNumber":3,"IncludeVAT":true,"Language":{"a":[1]},"ID":"x"}'
    )
    assert read == CaspitDocument(DocumentId="a", TrxTypeId=1, TrxCodeNumber=3)


def test_null_and_absent_are_the_same() -> None:
    nulls = {"DocumentId": None, "Date": None, "DocumentLines": None, "Rebate": None, "RountTotal": None}
    assert document(nulls) == document({})


@pytest.mark.parametrize(
    "body",
    [
        b'{"TrxTypeId":1,"TrxCodeNumber":3,"Comments":"first","Comments":"last"}',
        b'{"TrxTypeId":1,"TrxCodeNumber":3,"Comments":"first","COMMENTS":"last"}',
        b'{"TrxTypeId":1,"TrxCodeNumber":3,"comments":null,"Comments":"last"}',
    ],
)
def test_of_a_name_given_twice_the_last_counts(body: bytes) -> None:
    assert document(body).Comments == "last"


def test_a_later_null_wipes_an_earlier_value() -> None:
    assert document(b'{"TrxTypeId":1,"TrxCodeNumber":3,"Comments":"first","comments":null}').Comments is None


def test_what_the_server_sets_is_not_even_looked_at() -> None:
    read = document(
        {"Total": "nonsense", "Status": 2, "RowVersion": 7, "vat": [], "UserCreated": "x" * 99, "DateCreated": "never"}
    )
    assert read == document({})


def test_what_lines_compute_is_not_looked_at_either() -> None:
    read = document({"DocumentLines": [{"ExtendedPrice": 33.333333333333336, "VAT": "x", "UnitPrice": 5}]})
    assert read.DocumentLines is not None
    assert (read.DocumentLines[0].ExtendedPrice, read.DocumentLines[0].UnitPrice) == (None, Decimal(5))


def test_scalars_may_come_in_other_json_types() -> None:
    read = document(
        {
            "TrxTypeId": "7",
            "TrxCodeNumber": 3.0,
            "DocumentId": 123,
            "Rebate": "12.5",
            "RountTotal": "True",
            "DueDate": "09/30/2026",
            "RebatePercent": "",
        }
    )
    assert (read.TrxTypeId, read.TrxCodeNumber, read.DocumentId) == (7, 3, "123")
    assert (read.Rebate, read.RountTotal, read.DueDate) == (Decimal("12.5"), True, date(2026, 9, 30))
    assert read.RebatePercent is None


def test_document_texts_are_trimmed_and_contact_texts_are_not() -> None:
    read = document({"CustomerCity": " חיפה ", "DocumentLines": [{"ProductName": "\tמדף\n"}]})
    assert read.CustomerCity == "חיפה"
    assert read.DocumentLines is not None
    assert read.DocumentLines[0].ProductName == "מדף"
    contact = bind(CaspitContact, '{"City":" חיפה "}'.encode(), zone=JERUSALEM)
    assert contact.City == " חיפה "


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({}, None),
        ({"Details": None}, None),
        ({"Details": ""}, ""),
        ({"Details": " "}, " "),
        ({"Details": "\t \n"}, " "),
    ],
)
def test_document_details_tell_blank_from_empty(sent: dict[str, Any], read: str | None) -> None:
    assert document(sent).Details == read


@pytest.mark.parametrize("sent", ["", " ", "\n"])
def test_a_lines_blank_details_are_an_empty_text(sent: str) -> None:
    read = document({"DocumentLines": [{"Details": sent}, {}]})
    assert read.DocumentLines is not None
    assert [line.Details for line in read.DocumentLines] == ["", None]


def test_every_problem_is_told_by_its_path() -> None:
    found = problems(
        {
            "TrxTypeId": "seven",
            "TrxCodeNumber": None,
            "DocumentId": "x" * 51,
            "Comments": "a\x00b",
            "Date": "2026-02-30",
            "DueDate": "1066-10-14",
            "DocumentNumberBranch": 2**31,
            "DocumentLines": [{"UnitPrice": 1}, {"UnitPrice": "abc", "Qty": "abc"}],
            "ReceiptLines": [{"Payment": 10}],
            "RelatedDocuments": [{"DocumentSum": 1e20}, 5],
        }
    )
    assert found == {
        "doc.TrxTypeId": ["The value 'seven' is not valid for TrxTypeId."],
        "doc.DocumentId": ["The field DocumentId must be a string with a maximum length of 50."],
        "doc.Comments": ["The field Comments must not contain control characters or broken Unicode."],
        "doc.Date": ["The value '2026-02-30' is not valid for Date."],
        "doc.DueDate": ["The field DueDate must be a date between the years 1900 and 2200."],
        "doc.DocumentNumberBranch": ["The value '2147483648' is not valid for DocumentNumberBranch."],
        "doc.DocumentLines[1].UnitPrice": ["The value 'abc' is not valid for UnitPrice."],
        "doc.DocumentLines[1].Qty": ["The value 'abc' is not valid for Qty."],
        "doc.ReceiptLines[0].PaymentTypeId": ["The PaymentTypeId field is required."],
        "doc.RelatedDocuments[0].DocumentSum": [
            "The field DocumentSum must be between -999999999999999 and 999999999999999."
        ],
        "doc.RelatedDocuments[1]": ["The value is not valid for RelatedDocuments."],
        "doc.TrxCodeNumber": ["The TrxCodeNumber field is required."],
    }


@pytest.mark.parametrize(
    ("wire", "field", "longest"),
    [
        (CaspitDocument, "DocumentId", 50),
        (CaspitDocument, "CustomerBusinessName", 200),
        (CaspitDocument, "CustomerOsekMorshe", 20),
        (CaspitDocument, "CustomerCountry", 100),
        (CaspitDocument, "MobilePhone", 100),
        (CaspitDocument, "Details", 1000),
        (CaspitDocument, "Comments", 5000),
        (CaspitContact, "ContactId", 50),
        (CaspitContact, "BusinessName", 200),
        (CaspitContact, "OsekMorshe", 20),
        (CaspitContact, "Country", 20),
        (CaspitContact, "Phone", 25),
        (CaspitContact, "Comments1", 500),
        (CaspitContact, "Comments3", 2000),
        (CaspitContact, "CVV", 4),
        (CaspitContact, "CCNumber", 60),
        (CaspitTokenRequest, "BusinessId", 50),
    ],
)
def test_lengths_are_the_documented_ones(wire: type[Wire], field: str, longest: int) -> None:
    needed = {"TrxTypeId": 1, "TrxCodeNumber": 3, "UserName": "u", "Password": "p"}
    just = bind(wire, json.dumps(needed | {field: "א" * longest}).encode(), zone=JERUSALEM)
    assert getattr(just, field) == "א" * longest
    with pytest.raises(WireError) as caught:
        bind(wire, json.dumps(needed | {field: "א" * (longest + 1)}).encode(), zone=JERUSALEM)
    sentence = f"The field {field} must be a string with a maximum length of {longest}."
    assert caught.value.model_state == {f"{wire.prefix}.{field}": [sentence]}


def test_a_contacts_type_has_a_range() -> None:
    with pytest.raises(WireError) as caught:
        bind(CaspitContact, b'{"ContactType":3}', zone=JERUSALEM)
    assert caught.value.model_state == {"contact.ContactType": ["The field ContactType must be between 0 and 2."]}
    assert bind(CaspitContact, b'{"ContactType":2}', zone=JERUSALEM).ContactType == 2


@pytest.mark.parametrize("body", [b"", b"  \r\n", b"null"])
@pytest.mark.parametrize("content_type", [None, "application/json"])
def test_an_empty_body_is_refused(body: bytes, content_type: str | None) -> None:
    assert problems(body, content_type) == {"doc": ["A body is required."]}


def test_an_empty_form_is_refused() -> None:
    assert problems(b" ", FORM) == {"doc": ["A body is required."]}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{"DocumentId":"secret-key"', "The body is not valid JSON at line 1, position 27."),
        (b'{"DocumentId":\n"secret-key",}', "The body is not valid JSON at line 2, position 14."),
        (b"{'DocumentId':'secret-key'}", "The body is not valid JSON at line 1, position 2."),
        (b"secret-key", "The body is not valid JSON at line 1, position 1."),
        (b'{"DocumentId":"\xe9secret-key"}', "The body is not valid UTF-8 at byte 15."),
        (b'"secret-key"', "The body must be a JSON object."),
        (b'["secret-key"]', "The body must be a JSON object."),
        (b"7", "The body must be a JSON object."),
    ],
)
def test_broken_json_is_told_where_and_not_repeated(body: bytes, sentence: str) -> None:
    assert problems(body) == {"doc": [sentence]}


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (b"NaN", "The value 'NaN' is not valid for UnitPrice."),
        (b"-Infinity", "The value '-Infinity' is not valid for UnitPrice."),
        (b"1e99999999999999999999", "The value '1e99999999999999999999' is not valid for UnitPrice."),
        (b"9" * 5000, "The value '" + "9" * 50 + "...' is not valid for UnitPrice."),
        (b"1e999999", "The field UnitPrice must be between -999999999999999 and 999999999999999."),
        (b"9" * 29, "The field UnitPrice must be between -999999999999999 and 999999999999999."),
        (b'"\\ud800"', "The value '?' is not valid for UnitPrice."),
    ],
)
def test_numbers_beyond_keeping_are_refused_by_name(number: bytes, sentence: str) -> None:
    body = b'{"TrxTypeId":1,"TrxCodeNumber":3,"DocumentLines":[{"UnitPrice":' + number + b"}]}"
    assert problems(body) == {"doc.DocumentLines[0].UnitPrice": [sentence]}


@pytest.mark.parametrize(
    ("number", "read"), [(b"0." + b"1" * 29, "0.111111"), (b"84.74576271186440", "84.745763"), (b"1e-400", "0")]
)
def test_numbers_longer_than_the_wire_keeps_are_rounded(number: bytes, read: str) -> None:
    body = b'{"TrxTypeId":1,"TrxCodeNumber":3,"DocumentLines":[{"UnitPrice":' + number + b"}]}"
    (line,) = document(body).DocumentLines or []
    assert line.UnitPrice == Decimal(read)


@pytest.mark.parametrize("text", [rb"\ud800", rb"a\udc00b", rb"\ud800\ud800", rb"\u0000", rb"\u001b", rb"\uffff"])
def test_characters_beyond_keeping_are_refused_by_name(text: bytes) -> None:
    body = b'{"TrxTypeId":1,"TrxCodeNumber":3,"CustomerCity":"' + text + b'"}'
    sentence = "The field CustomerCity must not contain control characters or broken Unicode."
    assert problems(body) == {"doc.CustomerCity": [sentence]}


def test_a_surrogate_pair_is_one_character_and_raw_line_ends_are_taken() -> None:
    body = b'\xef\xbb\xbf{"TrxTypeId":1,"TrxCodeNumber":3,"Comments":"\\ud83d\\udc4d a\r\n\tb"}'
    assert document(body).Comments == "👍 a\r\n\tb"


def test_thirty_two_levels_are_read_and_no_more() -> None:
    def nested(levels: int) -> bytes:
        return b'{"TrxTypeId":1,"TrxCodeNumber":3,"Other":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"

    assert document(nested(32)).TrxTypeId == 1
    for levels in (33, 500, 100_000):
        assert problems(nested(levels)) == {"doc": ["The body is nested more than 32 levels deep."]}
    assert problems(b"[" * 100_000) == {"doc": ["The body is nested more than 32 levels deep."]}


def test_many_lines_are_not_deep() -> None:
    read = document({"DocumentLines": [{"Qty": n} for n in range(1000)]})
    assert read.DocumentLines is not None
    assert read.DocumentLines[999].Qty == 999


def test_more_than_a_thousand_lines_are_refused() -> None:
    found = problems({"DocumentLines": [{"Qty": "x"}] * 1001})
    assert found == {"doc.DocumentLines": ["The field DocumentLines must hold at most 1000 items."]}


def test_lines_must_be_an_array_of_objects() -> None:
    assert problems({"DocumentLines": {"Qty": 1}}) == {
        "doc.DocumentLines": ["The value is not valid for DocumentLines."]
    }
    assert problems({"DocumentLines": "Qty"}) == {
        "doc.DocumentLines": ["The value 'Qty' is not valid for DocumentLines."]
    }
    assert problems({"ReceiptLines": [None]}) == {"doc.ReceiptLines[0]": ["The value is not valid for ReceiptLines."]}


def test_no_more_than_a_hundred_problems_are_told() -> None:
    found = problems({"DocumentLines": [{"Qty": "x"}] * 1000})
    assert len(found) == 100
    assert list(found)[-1] == "doc.DocumentLines[99].Qty"


@pytest.mark.parametrize("name", ["OsekMorshe", "OsekMorsheNumber", "osekmorshe"])
def test_a_token_request_comes_as_a_form_under_either_name(name: str) -> None:
    body = f"UserName=ruth&Password=s3cret%2B+%D7%90&{name}=514000008".encode()
    read = bind(CaspitTokenRequest, body, content_type=FORM + "; charset=UTF-8", zone=JERUSALEM)
    assert (read.UserName, read.Password, read.OsekMorsheNumber) == ("ruth", "s3cret+ א", "514000008")


def test_a_synonyms_null_does_not_wipe_out_the_proper_name() -> None:
    body = b'{"UserName":"u","Password":"p","OsekMorsheNumber":"514000008","OsekMorshe":null}'
    assert bind(CaspitTokenRequest, body, zone=JERUSALEM).OsekMorsheNumber == "514000008"


def test_missing_credentials_are_required() -> None:
    with pytest.raises(WireError) as caught:
        bind(CaspitTokenRequest, b"UserName=&OsekMorshe=1", content_type=FORM, zone=JERUSALEM)
    assert caught.value.model_state == {
        "request.UserName": ["The UserName field is required."],
        "request.Password": ["The Password field is required."],
    }


def test_any_model_may_come_as_a_flat_form() -> None:
    read = document(b"documentid=a%2Fb&TrxTypeId=1&TrxCodeNumber=3&Rebate=12.5&Date=2026-08-05&RountTotal=true", FORM)
    assert (read.DocumentId, read.Rebate, read.Date, read.RountTotal) == (
        "a/b",
        Decimal("12.5"),
        date(2026, 8, 5),
        True,
    )


def test_of_a_form_field_given_twice_the_last_counts() -> None:
    assert document(b"TrxTypeId=1&TrxCodeNumber=3&Comments=a&Comments=b", FORM).Comments == "b"


def test_json_under_the_form_type_is_read_as_json() -> None:
    assert document(b' {"TrxTypeId":1,"TrxCodeNumber":3,"Comments":"a&b=c"}', FORM).Comments == "a&b=c"


def test_a_form_that_is_not_utf_8_or_too_wide_is_refused() -> None:
    assert problems(b"Comments=%e9", FORM) == {"doc": ["The body is not valid UTF-8."]}
    assert problems(b"Comments=\xe9", FORM) == {"doc": ["The body is not valid UTF-8."]}
    assert problems(b"a=1&" * 1001, FORM) == {"doc": ["The body has more than 1000 fields."]}


@pytest.mark.parametrize("content_type", [None, "", "application/json", "text/json", "Application/JSON; charset=utf-8"])
def test_json_is_known_by_its_types_and_assumed_without_one(content_type: str | None) -> None:
    assert document(b'{"TrxTypeId":1,"TrxCodeNumber":3}', content_type).TrxTypeId == 1


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "application/octet-stream"])
def test_other_types_are_not_read(content_type: str) -> None:
    with pytest.raises(MediaTypeError, match=content_type.partition(";")[0]):
        document(b'{"TrxTypeId":1,"TrxCodeNumber":3}', content_type)


def test_secrets_are_neither_echoed_nor_shown() -> None:
    with pytest.raises(WireError) as caught:
        bind(CaspitContact, b'{"CCNumber":NaN,"CCExpDate":"0223456"}', zone=JERUSALEM)
    assert caught.value.model_state["contact.CCNumber"] == ["The value is not valid for CCNumber."]
    assert "0223456" not in str(caught.value)
    request = CaspitTokenRequest(UserName="ruth", Password="s3cret")
    assert repr(request) == "CaspitTokenRequest(UserName='ruth', Password=***)"
    assert "12-345" not in repr(CaspitReceiptLine(AccountNumber="12-345", Number=1))


def test_a_client_reads_all_a_server_writes() -> None:
    body = (
        b'{"ContactId":" k ","Number":41,"Balance":-1180.123456,"BusinessName":"' + b"x" * 300 + b'","ContactType":9,'
        b'"DateCreated":"2026-03-01T09:12:44.07","UserCreated":"ruth"}'
    )
    read = read_answer(CaspitContact, body, zone=JERUSALEM)
    assert (read.ContactId, read.Number, read.Balance, read.ContactType) == (" k ", 41, Decimal("-1180.123456"), 9)
    assert (read.BusinessName, read.UserCreated) == ("x" * 300, "ruth")
    assert read.DateCreated == datetime(2026, 3, 1, 7, 12, 44, 70000, UTC)


def test_a_client_reads_a_page_of_any_model() -> None:
    body = b'{"CurrentPage":1,"TotalCount":112,"PrevPageUrl":null,"Results":[{"DocumentId":"a","Total":5.0}]}'
    page = read_page(CaspitDocument, body, zone=JERUSALEM)
    assert (page.CurrentPage, page.TotalCount, page.NextPageUrl) == (1, 112, None)
    assert page.Results == [CaspitDocument(DocumentId="a", Total=Decimal("5.0"))]
    with pytest.raises(WireError) as caught:
        read_page(CaspitContact, b'{"Results":[{"Number":"x"}]}', zone=JERUSALEM)
    assert caught.value.model_state == {"CaspitResponse.Results[0].Number": ["The value 'x' is not valid for Number."]}
    with pytest.raises(WireError):
        read_answer(EmailDetails, b"<html>", zone=JERUSALEM)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
a_body = st.dictionaries(
    st.sampled_from([*CaspitDocument.__struct_fields__, "documentlines", "details", "Other"]),
    anything
    | st.lists(st.dictionaries(st.sampled_from(["Qty", "UnitPrice", "Details", "Payment"]), anything), max_size=3),
)


@given(a_body)
def test_no_json_breaks_the_binder(body: dict[str, Any]) -> None:
    assert read_or_refused(CaspitDocument, json.dumps(body).encode())


@pytest.mark.parametrize("wire", [CaspitDocument, CaspitContact, CaspitTokenRequest, EmailDetails])
@pytest.mark.parametrize("content_type", [None, "application/json", FORM])
@given(body=st.binary(max_size=200))
def test_no_bytes_break_the_binder(wire: type[Wire], content_type: str | None, body: bytes) -> None:
    assert read_or_refused(wire, body, content_type)


@given(st.data())
def test_no_cut_or_changed_document_breaks_the_binder(data: st.DataObject) -> None:
    whole = bytearray(
        '{"TrxTypeId":7,"TrxCodeNumber":3,"Date":"2026-08-05T00:00:00","Comments":"\\u05d0 \\ud83d\\udc4d תודה",'
        '"DocumentLines":[{"UnitPrice":250.0,"Qty":4e0,"ChargeVAT":true,"Details":null}]}'.encode()
    )
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert read_or_refused(CaspitDocument, bytes(whole[: data.draw(st.integers(0, len(whole)))]))
