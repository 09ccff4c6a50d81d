"""XML bodies: liberal as the JSON ones, with the same problems told; whatever could do harm is refused at once."""

from __future__ import annotations

import codecs
import contextlib
import json
import time
from decimal import Decimal
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pinkas.dialects.caspit.binding import MediaTypeError, WireError, bind
from pinkas.dialects.caspit.extensions.rates import SentRates
from pinkas.dialects.caspit.fields import Wire, model_of
from pinkas.dialects.caspit.scalars import FORBIDDEN_CHARACTERS
from pinkas.dialects.caspit.wire import CaspitContact, CaspitDocument, CaspitTokenRequest, EmailDetails
from tests.wire.refusals.mistakes import encoded, mistakes
from tests.wire.refusals.writes import WRITES

from .xmlform import body_of

JERUSALEM = ZoneInfo("Asia/Jerusalem")
NAMESPACE = 'xmlns="http://www.caspit.biz/2013/03"'
INSTANCE = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'


def read(body: str | bytes, wire: Any = CaspitContact, content_type: str = "application/xml") -> Any:
    content = body.encode() if isinstance(body, str) else body
    return bind(wire, content, content_type=content_type, zone=JERUSALEM)


def refusal(
    body: str | bytes, wire: Any = CaspitContact, content_type: str = "application/xml"
) -> dict[str, list[str]]:
    with pytest.raises(WireError) as caught:
        read(body, wire, content_type)
    return caught.value.model_state


def taken(body: bytes, wire: Any, content_type: str) -> Any:
    """What is read, or what is said of it. Some mistakes only the books can tell."""
    try:
        return read(body, wire, content_type)
    except WireError as error:
        return error.model_state


#: Ways to write the same contact.
DANA = {
    "as the vendor's own": f"<CaspitContact {INSTANCE} {NAMESPACE}><City>חיפה</City><Name>דנה</Name></CaspitContact>",
    "without a namespace": "<CaspitContact><Name>דנה</Name><City>חיפה</City></CaspitContact>",
    "in another namespace": '<c:Contact xmlns:c="urn:x"><c:Name>דנה</c:Name><City>חיפה</City></c:Contact>',
    "in any letter case": "<contact><NAME>דנה</NAME><city>חיפה</city></contact>",
    "with a declaration": '\n<?xml version="1.0" encoding="UTF-8"?>\n<a><Name>דנה</Name><City>חיפה</City></a>\n',
    "saying UTF-16 of itself": '<?xml version="1.0" encoding="utf-16"?><a><Name>דנה</Name><City>חיפה</City></a>',
    "with members nobody knows": "<a><X><Name>no</Name></X>stray<Name>דנה</Name><City>חיפה</City><Y/></a>",
    "twice, the last counts": "<a><Name>no</Name><City>חיפה</City><Name>דנה</Name></a>",
    "with nil members": f'<a {INSTANCE}><Name>דנה</Name><Fax i:nil="true"/><City>חיפה</City><CVV i:nil=" 1 "/></a>',
    "with nil that is none": f'<a {INSTANCE}><Name i:nil="false">דנה</Name><City nil="true">חיפה</City></a>',
    "as CDATA, with comments": "<a><!-- <Name>no</Name> --><Name><![CDATA[ד]]>נ<!-- -->ה</Name><City>חיפה</City></a>",
    "with character references": "<a><Name>&#1491;&#x5E0;&#1492;</Name><City>חיפה</City></a>",
    "with its type": f'<CaspitBase {INSTANCE} i:type="CaspitContact"><Name>דנה</Name><City>חיפה</City></CaspitBase>',
}


@pytest.mark.parametrize("how", DANA)
def test_the_same_however_it_is_written(how: str) -> None:
    assert read(DANA[how]) == CaspitContact(Name="דנה", City="חיפה")


@pytest.mark.parametrize(
    ("encoding", "mark", "content_type"),
    [
        ("utf-8", codecs.BOM_UTF8, "text/xml"),
        ("utf-8", b"", 'text/xml; charset="UTF-8"'),
        ("utf-16-le", codecs.BOM_UTF16_LE, "application/xml; charset=utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "application/xml"),
        ("utf-16-le", b"", "application/xml;charset=UTF-16LE"),
        ("utf-16-be", b"", "application/xml; charset=utf-8"),
        ("utf-8", b"", "application/vnd.caspit+xml"),
        ("utf-8", b"", ""),
    ],
)
def test_both_encodings_with_and_without_their_mark(encoding: str, mark: bytes, content_type: str) -> None:
    body = mark + '<?xml version="1.0" encoding="utf-16"?><a><Name>דנה</Name></a>'.encode(encoding)
    assert read(body, content_type=content_type).Name == "דנה"


def test_every_lexical_form_of_a_value() -> None:
    written = """<CaspitDocument>
        <TrxTypeId> 7 </TrxTypeId><TrxCodeNumber>+3</TrxCodeNumber><Date>2026-08-05T00:00:00</Date>
        <DueDate>2026-08-05Z</DueDate><VatRate>.5</VatRate><Rebate>
        1.50 </Rebate><RebatePercent>5.</RebatePercent><RountTotal> 1 </RountTotal><Payment/><CustomerId></CustomerId>
        <DocumentLines>
            <CaspitDocumentLine><Qty>-2</Qty><ChargeVAT>TRUE</ChargeVAT></CaspitDocumentLine>
            <AnyName><UnitPrice>1E2</UnitPrice><ChargeVAT>false</ChargeVAT></AnyName>
            <CaspitDocumentLine/>
        </DocumentLines><ReceiptLines/>
    </CaspitDocument>"""
    found = read(written, CaspitDocument)
    assert (found.TrxTypeId, found.TrxCodeNumber, str(found.Date), str(found.DueDate)) == (
        7,
        3,
        "2026-08-05",
        "2026-08-05",
    )
    assert (found.VatRate, found.Rebate, found.RebatePercent) == (Decimal("0.5"), Decimal("1.50"), Decimal(5))
    assert (found.RountTotal, found.Payment, found.CustomerId, found.ReceiptLines) == (True, None, "", [])
    assert [(line.Qty, line.UnitPrice, line.ChargeVAT) for line in found.DocumentLines] == [
        (Decimal(-2), None, True), (None, Decimal("1E2"), False), (None, None, None),
    ]  # fmt: skip
    for day in ("2026-08-05", "2026-08-05+03:00", "2026-08-04T21:00:00Z", "2026-08-05T12:00:00.1234567", "08/05/2026"):
        assert str(read(f"<a><TrxTypeId>1</TrxTypeId><TrxCodeNumber>3</TrxCodeNumber><Date>{day}</Date></a>", CaspitDocument).Date) == "2026-08-05"  # fmt: skip  # noqa: E501 - one line a form


def test_synonyms_and_a_bare_list() -> None:
    sent = "<a><OsekMorshe>514000008</OsekMorshe><Password>p</Password><UserName>u</UserName></a>"
    assert read(sent, CaspitTokenRequest).OsekMorsheNumber == "514000008"
    rate = "<SentRate><Date>2026-08-01</Date><CurrencyCode>USD</CurrencyCode><Rate>3.5</Rate></SentRate>"
    for body in (f"<ArrayOfSentRate {NAMESPACE}>{rate}{rate}</ArrayOfSentRate>", f"<a><Rates>{rate}{rate}</Rates></a>"):
        assert [str(one.Rate) for one in read(body, SentRates).Rates] == ["3.5", "3.5"]


SOUND: dict[str, Any] = {
    "TrxTypeId": 7, "TrxCodeNumber": 3, "DocumentLines": [{"UnitPrice": 10, "Qty": 1}],
    "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 11.8}],
}  # fmt: skip


def test_what_is_wrong_is_told_in_the_same_words_as_of_json() -> None:
    """Every way to get a text of a member wrong; the JSON says it as a text too."""
    tried = 0
    for field, wrong in {
        "Details": ["א" * 1001], "TrxTypeId": ["abc", "1.5", "9" * 40, "NaN"],
        "Rebate": ["1,5", "INF", "1e400", "0x10"],
        "RountTotal": ["maybe", "2"], "Date": ["2026-02-30", "yesterday", "1899-12-31", "2026-13-01"],
        "DocumentLines": ["x"], "CustomerEmail": ["א" * 101],
    }.items():  # fmt: skip
        for value in wrong:
            sent = {**SOUND, field: value}
            written = body_of(CaspitDocument, {name: one for name, one in sent.items() if name != field})
            written = written.replace(b"><", f"><{field}>{value}</{field}><".encode(), 1)
            assert refusal(written, CaspitDocument) == refusal(encoded(sent), CaspitDocument, "application/json"), value
            tried += 1
    assert tried == 17
    lines = {**SOUND, "DocumentLines": [{}] * 1001}
    assert refusal(body_of(CaspitDocument, lines), CaspitDocument) == refusal(
        encoded(lines), CaspitDocument, "text/json"
    )
    nothing = {"doc.TrxTypeId": ["The TrxTypeId field is required."], "doc.TrxCodeNumber": ["The TrxCodeNumber field is required."]}  # fmt: skip  # noqa: E501 - two sentences
    assert refusal("<CaspitDocument/>", CaspitDocument) == nothing
    inside = "<a><TrxTypeId><b>1</b></TrxTypeId><TrxCodeNumber>3</TrxCodeNumber></a>"
    assert refusal(inside, CaspitDocument) == {"doc.TrxTypeId": ["The value is not valid for TrxTypeId."]}
    items = "<a><TrxTypeId>1</TrxTypeId><TrxCodeNumber>3</TrxCodeNumber><DocumentLines>{}</DocumentLines></a>"
    for item in ("<l>5</l>", f"<l {INSTANCE} i:nil='true'/>"):
        assert refusal(items.format(item), CaspitDocument) == {
            "doc.DocumentLines[0]": ["The value is not valid for DocumentLines."]
        }


def _sayable(wire: type[Wire], members: dict[str, Any]) -> bool:
    """Whether a text can say these members: texts, numbers of a sane length, lists of objects where they belong."""
    fields = {field.name: field for field in model_of(wire).fields}
    return all(_is_sayable(fields[name].item, value) for name, value in members.items())


def _is_sayable(item: type[Wire] | None, value: Any) -> bool:
    if item is not None:
        return isinstance(value, list) and all(isinstance(one, dict) and _sayable(item, one) for one in value)
    if isinstance(value, dict | list | float) or (isinstance(value, int) and abs(value) > 10**100):
        return isinstance(value, float) and isfinite(value)
    return not FORBIDDEN_CHARACTERS.search(str(value))


@pytest.mark.parametrize("name", WRITES)
def test_every_mistake_in_every_body_is_told_as_in_json(name: str) -> None:
    write, tried = WRITES[name], 0
    for mistake in mistakes(write.model, write.sound):
        members = json.loads(mistake.body)
        if isinstance(members, dict) and _sayable(write.model, members):
            as_xml = taken(body_of(write.model, members), write.model, "application/xml")
            assert as_xml == taken(mistake.body, write.model, "application/json"), mistake.what
            tried += isinstance(as_xml, dict)
    assert tried


BOMB = (
    '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij"))  # noqa: B905,E501 - the classic
    + "]><CaspitContact><Name>&j;</Name></CaspitContact>"
)  # fmt: skip
DOCTYPE, NOT_XML = "must not hold a document type declaration", "is not valid XML"
#: What is sent, and a part of what is said of it.
HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "a billion laughs": (BOMB, DOCTYPE),
    "a quadratic blow-up": (f'<!DOCTYPE a [<!ENTITY x "{"A" * 50_000}">]><a>{"&x;" * 50_000}</a>', DOCTYPE),
    "a file": ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><Name>&x;</Name></a>', DOCTYPE),
    "an address": ('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>', DOCTYPE),
    "a public identifier": ('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:1/"><a/>', DOCTYPE),
    "a parameter entity": ('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/">%p;]><a/>', DOCTYPE),
    "a harmless document type": ("<!DOCTYPE a><a/>", DOCTYPE),
    "a document type in UTF-16": ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"), DOCTYPE),
    "an entity nobody declared": ("<a><Name>&nbsp;</Name></a>", NOT_XML),
    "a stylesheet": ('<?xml-stylesheet href="http://127.0.0.1:1/"?><a/>', "must not hold a processing instruction"),
    "PHP": ("<a><?php echo 1 ?></a>", "must not hold a processing instruction"),
    "an inclusion": (
        '<a xmlns:x="http://www.w3.org/2001/XInclude"><Name><x:include href="/etc/passwd"/></Name></a>',
        "not valid for Name",
    ),
    "a nest": ("<a>" * 40 + "</a>" * 40, "nested more than 32 levels deep"),
    "a deep nest": ("<a>" * 100_000, "nested more than 32 levels deep"),
    "too many elements": ("<a>" + "<b/>" * 100_001 + "</a>", "more than 100000 elements"),
    "half an element": ("<CaspitContact><Name>x", NOT_XML),
    "crossed elements": ("<a><b></a></b>", NOT_XML),
    "two roots": ("<a/><b/>", NOT_XML),
    "an attribute twice": ("<a x='1' x='2'/>", NOT_XML),
    "a prefix nobody declared": ("<a><i:Name/></a>", NOT_XML),
    "a NUL": ("<a><Name>\x00</Name></a>", NOT_XML),
    "a NUL by reference": ("<a><Name>&#0;</Name></a>", NOT_XML),
    "a control character": ("<a><Name>\x1b</Name></a>", NOT_XML),
    "a control character by reference": ("<a><Name>&#27;</Name></a>", NOT_XML),
    "half a surrogate pair": ("<a><Name>&#xD800;</Name></a>", NOT_XML),
    "no XML": ('{"Name": "x"}', NOT_XML),
    "a mere text": ("<a>דנה</a>", "must be an XML element with elements in it"),
    "no UTF-8": (b"<a><Name>\xff\xfe</Name></a>", "is not valid UTF-8 at byte 9"),
    "half of UTF-16": (codecs.BOM_UTF16_LE + "<a/>".encode("utf-16-le")[:-1], "is not valid UTF-16"),
    "UTF-32": ("<a/>".encode("utf-32"), NOT_XML),
    "UTF-7": ('<?xml version="1.0" encoding="UTF-7"?><a/>', "encoding is not supported"),
    "an encoding that is none": ('<?xml version="1.0" encoding="rot13"?><a/>', "encoding is not supported"),
    "nothing": (b"", "A body is required"),
    "blanks": (b" \r\n", "A body is required"),
    "nil": (f"<a {INSTANCE} i:nil='true'/>", "A body is required"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_could_do_harm_is_refused_at_once(what: str) -> None:
    body, said = HOSTILE[what]
    started = time.process_time()
    found = refusal(body)
    assert time.process_time() - started < 1
    assert [said in sentence for sentences in found.values() for sentence in sentences] == [True]
    assert "passwd" not in str(found)


def test_two_megabytes_of_anything_are_read_in_no_time() -> None:
    size = 2 << 20
    for body in (
        "<a><Name>" + "x" * size + "</Name></a>",
        "<a " + " ".join(f"a{n}=''" for n in range(size // 12)) + "/>",
        "<a><Name>" + "<![CDATA[x]]>" * (size // 13) + "</Name></a>",
        "<a><Name>" + "x<!---->" * (size // 8) + "</Name></a>",
        "<a>" + "x<b/>" * 99_000 + "</a>",
        f"<{'a' * size}/>",
    ):
        started = time.process_time()
        with contextlib.suppress(WireError):
            read(body, EmailDetails)
        assert time.process_time() - started < 3


def test_other_media_types_are_none_of_ours() -> None:
    with pytest.raises(MediaTypeError):
        read("<a/>", content_type="application/pdf")
