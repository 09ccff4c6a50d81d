"""XML answers byte for byte where the vendor shows them, and for every model what its JSON says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pinkas.dialects.caspit.binding import WireError, bind
from pinkas.dialects.caspit.codec import encode
from pinkas.dialects.caspit.extensions.server import extensions_router
from pinkas.dialects.caspit.fields import Kind, Wire, model_of
from pinkas.dialects.caspit.server import caspit_router
from pinkas.dialects.caspit.wire import CaspitContactBalance, CaspitResponse, CaspitVatRate, EmailDetails
from pinkas.dialects.caspit.xmlcodec import element_name, encode_xml

from .xmlform import compare

#: Read for their models: every one of every route is known once these are.
ROUTERS = (caspit_router, extensions_router)
JERUSALEM = ZoneInfo("Asia/Jerusalem")
DECLARED = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://www.caspit.biz/2013/03"'

_VALUES: dict[Kind, Any] = {
    Kind.TEXT: 'א & <ב> "ג"\n',
    Kind.INTEGER: -7,
    Kind.DECIMAL: Decimal("84.745763"),
    Kind.FLAG: False,
    Kind.DATE: date(2026, 8, 5),
    Kind.MOMENT: datetime(2026, 8, 5, 7, 3, 21, 120000, UTC),
    Kind.BYTES: b"\x00\xff" * 40,
}


def models(wire: type[Wire] = Wire) -> Iterator[type[Wire]]:
    """Every model there is that can be sent."""
    for one in wire.__subclasses__():
        if model_of(one).fields:
            yield one
        yield from models(one)


def full(wire: type[Wire]) -> Wire:
    """A value with every member set, its lists with one such item."""
    values = {
        field.name: [full(CaspitVatRate if field.item is Wire else field.item)] if field.item else _VALUES[field.kind]
        for field in model_of(wire).fields
    }
    return wire(**values)


@pytest.mark.parametrize("wire", sorted(set(models()), key=lambda wire: (wire.__name__, wire.__module__)))
def test_every_model_says_in_xml_what_it_says_in_json(wire: type[Wire]) -> None:
    for value in (full(wire), wire()):
        said = json.loads(encode(value, zone=JERUSALEM), parse_float=Decimal)
        compare(encode_xml(value, zone=JERUSALEM), said)
        rows = CaspitResponse(Results=[value, value])
        compare(encode_xml(rows, zone=JERUSALEM), json.loads(encode(rows, zone=JERUSALEM), parse_float=Decimal))
        compare(encode_xml([value], zone=JERUSALEM), [said])


@pytest.mark.parametrize("wire", sorted(set(models()), key=lambda wire: (wire.__name__, wire.__module__)))
def test_every_model_is_read_from_its_own_xml_as_from_its_own_json(wire: type[Wire]) -> None:
    def taken(body: bytes, media_type: str) -> object:
        try:
            return bind(wire, body, content_type=media_type, zone=JERUSALEM)
        except WireError as error:
            return error.model_state

    value = full(wire)
    read = taken(encode_xml(value, zone=JERUSALEM), "application/xml")
    assert read == taken(encode(value, zone=JERUSALEM), "application/json")


def test_inherited_members_come_first_and_each_part_in_ordinal_order() -> None:
    assert encode_xml(CaspitContactBalance(Name="x", Balance=Decimal(-1180)), zone=JERUSALEM).decode() == (
        f"<CaspitContactBalance {DECLARED}>"
        '<DateCreated i:nil="true"/><DateUpdated i:nil="true"/><UserCreated i:nil="true"/><UserUpdated i:nil="true"/>'
        '<Balance>-1180.0000</Balance><BalanceInvoiceIska i:nil="true"/><BusinessName i:nil="true"/>'
        '<ContactId i:nil="true"/><ContactType i:nil="true"/><Name>x</Name><Number i:nil="true"/>'
        '<OpenBalance i:nil="true"/><OsekMorshe i:nil="true"/></CaspitContactBalance>'
    )


class Base(Wire, frozen=True, kw_only=True):
    """The first of three levels; none is a model of the wire."""

    D: int | None = None
    B: int | None = None


class Middle(Base, frozen=True, kw_only=True):
    """Declares B anew, which stays where it was."""

    C: int | None = None
    A: int | None = None
    B: int | None = 5


class Last(Middle, frozen=True, kw_only=True):
    """The last of three levels."""

    AA: int | None = None


def test_of_several_bases_the_first_comes_first() -> None:
    assert "".join(field.name for field in model_of(Last).inherited_first) == "BDACAA"


def test_the_dossiers_sample_of_a_model() -> None:
    sent = EmailDetails(Body="Attached.", Subject="Invoice 98/100001", To="dana@example.com")
    assert encode_xml(sent, zone=JERUSALEM).decode() == (
        f'<EmailDetails {DECLARED}><BCC i:nil="true"/><Body>Attached.</Body><CC i:nil="true"/>'
        "<Subject>Invoice 98/100001</Subject><To>dana@example.com</To></EmailDetails>"
    )


def test_a_page_is_written_in_the_dossiers_order() -> None:
    page = CaspitResponse(
        CurrentPage=0, TotalCount=1, TotalPages=1, Results=[CaspitVatRate(VatRatePercent=Decimal(18))]
    )
    assert encode_xml(page, zone=JERUSALEM).decode() == (
        f'<CaspitResponse {DECLARED}><CurrentPage>0</CurrentPage><NextPageUrl i:nil="true"/><PrevPageUrl i:nil="true"/>'
        '<Results><CaspitBase i:type="CaspitVatRate"><DateCreated i:nil="true"/><DateUpdated i:nil="true"/>'
        '<UserCreated i:nil="true"/><UserUpdated i:nil="true"/><ValidFrom i:nil="true"/>'
        "<VatRatePercent>18.0000</VatRatePercent></CaspitBase></Results>"
        "<TotalCount>1</TotalCount><TotalPages>1</TotalPages></CaspitResponse>"
    )


def test_errors_are_written_as_web_api_writes_them() -> None:
    error = {
        "Message": "No.",
        "ModelState": {"doc.DocumentLines[0].Qty": ["A < b.", "C."], "": ["D."], "1 א💩": ["E."]},
    }
    assert encode_xml(error, zone=JERUSALEM).decode() == (
        "<Error><Message>No.</Message><ModelState>"
        "<doc.DocumentLines_x005B_0_x005D_.Qty>A &lt; b. C.</doc.DocumentLines_x005B_0_x005D_.Qty><body>D.</body>"
        "<_x0031__x0020__x05D0__x0001F4A9_>E.</_x0031__x0020__x05D0__x0001F4A9_></ModelState></Error>"
    )
    assert element_name("a_x0041_b") == "a_x005F_x0041_b"


def test_signs_that_xml_cannot_carry_never_break_an_answer() -> None:
    for code in (*range(0x20), 0x7F, 0x85, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x1F4A9):
        text = f"a{chr(code)}b"
        kept = code in {0x9, 0xA, 0xD, 0x7F, 0x85, 0x1F4A9}
        compare(encode_xml(EmailDetails(To=text), zone=JERUSALEM), {
            "BCC": None, "Body": None, "CC": None, "Subject": None, "To": text if kept else "a\ufffdb",
        })  # fmt: skip
        compare(encode_xml(text, zone=JERUSALEM), text if kept else "a\ufffdb")


@pytest.mark.parametrize(
    ("value", "written"),
    [("0", "0.0000"), ("-0", "0.0000"), ("15835", "15835.0000"), ("12.50000", "12.5000"), ("0.000001", "0.000001"),
     ("-1E+3", "-1000.0000"), ("84.745763", "84.745763")],
)  # fmt: skip
def test_decimals_keep_four_digits_and_lose_none(value: str, written: str) -> None:
    row = CaspitVatRate(VatRatePercent=Decimal(value))
    assert f"<VatRatePercent>{written}</VatRatePercent>" in encode_xml(row, zone=JERUSALEM).decode()
