"""What the fiscal service may answer, and what each answer means; messages as they are signed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.etree import ElementTree as ET

import pytest

from pinkas.actions.ports import UnusableCertificate
from pinkas.actions.ports.fiscal_service import FiscalReply, FiscalRuling, NoFiscalService
from pinkas.books.errors import InvalidValue, NotAvailable
from pinkas.books.fiscal import FiscalNumber, FiscalRecord, issuer_code, signed_text
from pinkas.connectors.fiscal_al import FiscalAlClient
from pinkas.connectors.fiscal_al.signing import signed_message
from pinkas.connectors.fiscal_al.xml import BrokenAnswerError, element, read, text
from pinkas.connectors.signing.certificates import make_demo_key_file
from pinkas.testing.clock import MovableClock
from tests.conftest import NOON
from tests.wire.icash.albania.shop import KEY

FILE = make_demo_key_file("L12345678A", now=NOON, key=KEY)
RECORD = FiscalRecord(
    number=FiscalNumber(ordinal=7, year=2026), tax_number="L12345678A", issued_at="2026-08-04T11:00:00+02:00",
    business_unit="bb1", operator="oo1", software="ss1", total=Decimal("-12.30"), signature="00", issuer_code="A" * 32,
)  # fmt: skip
ROW = (
    '<Einvoice Amount="{}" DocNumber="1/2026" DueDateTime="{}" EIC="e-1" PartyType="{}" RecDateTime="{}"'
    ' Status="PAID"/>'
)
DAY = "2026-08-04T11:00:00+02:00"


class Answers(ThreadingHTTPServer):
    """Answers everything with the same."""

    daemon_threads = True
    block_on_close = False
    status = 200
    content = b""


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(answering.status)
            self.send_header("content-length", str(len(answering.content)))
            self.end_headers()
            self.wfile.write(answering.content)

        def log_message(self, *_: object) -> None:
            pass

    answering = Answers(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=answering.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield answering
    answering.shutdown()
    answering.server_close()
    thread.join()


def client(answers: Answers) -> FiscalAlClient:
    return FiscalAlClient(f"http://127.0.0.1:{answers.server_address[1]}/", MovableClock(NOON))


def told(answers: Answers, status: int, content: str) -> object:
    """What a list with this answer comes to."""
    answers.status, answers.content = status, content.encode()
    return asyncio.run(client(answers).einvoices("SELLER", FILE, timeout_s=10))


@pytest.mark.parametrize(
    ("status", "content", "ruling"),
    [
        (200, "", FiscalRuling.UNKNOWN),
        (200, "<html>", FiscalRuling.UNKNOWN),
        (200, "<!DOCTYPE a><E><B/></E>", FiscalRuling.UNKNOWN),
        (200, "{}", FiscalRuling.UNKNOWN),
        (500, "<E><Fault><faultstring>x</faultstring></Fault></E>", FiscalRuling.UNKNOWN),
        (500, "<E><Fault><faultstring>no  such\nthing</faultstring><detail><code>58</code></detail></Fault></E>",
         FiscalRuling.REFUSED),
        (200, "<E><Fault><detail><code>58</code></detail></Fault></E>", FiscalRuling.REFUSED),
        (503, "<E><B/></E>", FiscalRuling.NOT_SENT),
        (429, "", FiscalRuling.NOT_SENT),
        (502, "<E><B/></E>", FiscalRuling.UNKNOWN),
        (200, "<E>" + ROW.format("x", DAY, "SELLER", DAY) + "</E>", FiscalRuling.UNKNOWN),
        (200, "<E>" + ROW.format("NaN", DAY, "SELLER", DAY) + "</E>", FiscalRuling.UNKNOWN),
        (200, "<E>" + ROW.format("1e99", DAY, "SELLER", DAY) + "</E>", FiscalRuling.UNKNOWN),
        (200, "<E>" + ROW.format("1", "2026-08-04T11:00:00", "SELLER", DAY) + "</E>", FiscalRuling.UNKNOWN),
        (200, "<E>" + ROW.format("1", DAY, "OTHER", DAY) + "</E>", FiscalRuling.UNKNOWN),
        (200, "<E><Einvoice/></E>", FiscalRuling.UNKNOWN),
    ],
)  # fmt: skip
def test_answers_of_the_service(answers: Answers, status: int, content: str, ruling: FiscalRuling) -> None:
    reply = told(answers, status, content)
    assert isinstance(reply, FiscalReply)
    assert reply.ruling is ruling
    if "no  such" in content:
        assert (reply.code, reply.detail) == ("58", "no such thing")


def test_a_list_is_read(answers: Answers) -> None:
    (one,) = told(answers, 200, f"<s:E xmlns:s='x'><s:B>{ROW.format('5.5', DAY, 'SELLER', DAY)}</s:B></s:E>")  # type: ignore[misc]  # a list
    assert (one.code, one.amount, one.order_number, one.status) == ("e-1", Decimal("5.5"), "1", "PAID")
    assert told(answers, 200, "<E><B/></E>") == []


@pytest.mark.parametrize(
    ("status", "content", "ruling"),
    [
        (200, '{"fic":"f-1"}', FiscalRuling.REGISTERED), (200, "", FiscalRuling.NOT_FOUND),
        (200, "null", FiscalRuling.NOT_FOUND), (200, '{"iic":"x"}', FiscalRuling.NOT_FOUND),
        (404, "", FiscalRuling.NOT_FOUND), (200, "[1]", FiscalRuling.UNKNOWN), (200, "<html>", FiscalRuling.UNKNOWN),
        (500, '{"fic":"f-1"}', FiscalRuling.UNKNOWN),
    ],
)  # fmt: skip
def test_answers_of_the_look_up(answers: Answers, status: int, content: str, ruling: FiscalRuling) -> None:
    answers.status, answers.content = status, content.encode()
    assert asyncio.run(client(answers).look_up(RECORD, timeout_s=10)).ruling is ruling


def test_nobody_there() -> None:
    gone = FiscalAlClient("http://127.0.0.1:9", MovableClock(NOON))
    assert asyncio.run(gone.look_up(RECORD, timeout_s=10)).ruling is FiscalRuling.NOT_SENT
    none = NoFiscalService()
    assert asyncio.run(none.look_up(RECORD, timeout_s=1)).ruling is FiscalRuling.NOT_SENT
    with pytest.raises(NotAvailable):
        asyncio.run(none.sign(FILE, "x"))


def test_what_is_written_is_canonical() -> None:
    """Texts that need care come out as a canonicaliser would write them, and so their digest is right."""
    odd = 'a<b>&"c"\r\n\t\x00\x1b😀ë'
    written = element("A", {"z": odd, "b": 1, "none": None}, text(odd), element("B"), namespace="urn:x")
    assert written == ET.canonicalize(written)
    assert list(ET.fromstring(written).attrib) == ["b", "z"]  # noqa: S314 - ours
    assert read(written.encode()).attributes["b"] == "1"
    message = signed_message("GetEinvoicesRequest", "urn:x", "1", element("P", None, text(odd)), FILE)
    assert message == ET.canonicalize(message)


def test_what_is_read_expands_nothing() -> None:
    with pytest.raises(BrokenAnswerError):
        read(b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>')
    with pytest.raises(BrokenAnswerError):
        read(b"<a>" + b"<b/>" * 200_001 + b"</a>")


def test_a_key_that_is_no_rsa_key() -> None:
    with pytest.raises(UnusableCertificate, match="must have an RSA key"):
        signed_message("A", "urn:x", "1", "", make_demo_key_file("x", now=NOON))


def test_what_is_signed_and_scanned() -> None:
    said = signed_text(
        number=RECORD.number, tax_number=RECORD.tax_number, issued_at=RECORD.issued_at, business_unit="bb1",
        software="ss1", total=RECORD.total,
    )  # fmt: skip
    assert said == "L12345678A|2026-08-04T11:00:00+02:00|7/2026|bb1||ss1|-12.30"
    assert issuer_code(b"") == "D41D8CD98F00B204E9800998ECF8427E"
    assert RECORD.link("https://h") == (
        f"https://h/invoice-check/#/verify?iic={'A' * 32}&tin=L12345678A&crtd=2026-08-04T11:00:00%2B02:00&ord=7&bu=bb1"
        "&sw=ss1&prc=-12.30"
    )
    with pytest.raises(InvalidValue):
        FiscalRecord(
            number=RECORD.number, tax_number="x", issued_at=DAY, business_unit="b b", operator="o", software="s",
            total=Decimal(1), signature="", issuer_code="",
        )  # fmt: skip
