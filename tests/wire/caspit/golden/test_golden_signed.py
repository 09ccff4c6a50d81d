"""Computerised documents: signed once, the same bytes for everybody, mailed signed, and what cannot be signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import psycopg
import pypdfium2
import pytest
from cryptography import x509

from pinkas.actions import papers
from pinkas.actions.ports import KeyFile
from pinkas.books.errors import CannotSign
from pinkas.connectors.signing import make_demo_key_file
from pinkas.connectors.signing.certificates import read_key_file
from pinkas.testing.house import House
from pinkas.testing.mail import RecordingMailer
from tests.connectors.signatures import holds
from tests.wire.ext.asking import ext

from .shop import PASSWORD, Reply, Shop
from .test_golden_papers import english, mark

NOON = dt.datetime(2026, 8, 4, 9, 0, tzinfo=dt.UTC)


@cache
def key_file() -> KeyFile:
    return make_demo_key_file("Signing shop", now=NOON, password="s3cret", days=30)


@cache
def leaf() -> x509.Certificate:
    return read_key_file(key_file()).leaf


def certify(shop: Shop, file: KeyFile, **members: object) -> Reply:
    sent = {"Certificate": base64_of(file), "Password": file.password, **members}
    return ext(shop, "PUT", "signature", sent)


def base64_of(file: KeyFile) -> str:
    import base64  # noqa: PLC0415 - here alone

    return base64.b64encode(file.data).decode()


@pytest.fixture
def signing(shop: Shop) -> Shop:
    """A shop with a certificate, and an invoice in draft."""
    assert certify(shop, key_file()).status == 200
    shop.invoice("inv-1", CustomerBusinessName="Alon", CustomerEmail="dana@alon.example")
    return shop


@pytest.fixture
def post(operated: House) -> Iterator[RecordingMailer]:
    operated.mailer.reset()
    yield operated.mailer
    operated.mailer.reset()


def print_signed(shop: Shop, key: str = "inv-1", query: str = "") -> Reply:
    return shop.ask("PRINT", f"Documents/{key}?createSignedPdf=true{query}")


def pdf(shop: Shop, query: str = "") -> Reply:
    return shop.get(f"Pdf/inv-1{query}")


def words(answer: Reply) -> str:
    paper = pypdfium2.PdfDocument(answer.body)
    text: str = paper[0].get_textpage().get_text_bounded()
    paper.close()
    return text


def is_signed(answer: Reply) -> bool:
    return b"/ETSI.CAdES.detached" in answer.body


def colleague(shop: Shop) -> str:
    """Another user's token."""
    name = f"colleague-{shop.business}"
    shop.house.add_user(name, PASSWORD, shop.business)
    token: str = shop.send("GET", f"/api/v1/Token?user={name}&pwd={PASSWORD}&osekMorshe={shop.tax_number}").json
    return token


def hand_outs(owner_dsn: str, shop: Shop) -> list[tuple[Any, ...]]:
    with psycopg.connect(owner_dsn) as owner:
        return owner.execute(
            "select language, computerised from books.hand_out where business_id = %s", [shop.business]
        ).fetchall()


def test_it_is_signed_once_and_the_same_for_everybody(signing: Shop, owner_dsn: str) -> None:
    assert print_signed(signing).status == 200
    assert signing.document("inv-1")["Status"] == 2

    first = pdf(signing)
    signing.house.clock.move(minutes=20)
    signing.log_in()
    again = pdf(signing)
    others = signing.send("GET", f"/api/v1/Pdf/inv-1?token={colleague(signing)}")

    assert mark(first) == "original"
    assert "מסמך ממוחשב" in words(first)
    assert "חתימת הדגמה" in words(first)
    assert "חתימה:" not in words(first)  # no line to sign on
    assert holds(first.body, leaf())
    assert b"<pdfaid:part>3</pdfaid:part>" in first.body
    assert first.body == again.body == others.body
    assert hand_outs(owner_dsn, signing) == [("he", True)]


def test_its_original_is_in_one_language_and_the_other_is_a_copy(signing: Shop) -> None:
    answer = print_signed(signing, query="&lan=1")
    assert answer.headers["location"].endswith("&lan=1")
    original, copy = pdf(signing, "?lan=1"), pdf(signing)
    assert (mark(original), english(original), is_signed(original)) == ("original", True, True)
    assert (mark(copy), english(copy), is_signed(copy)) == ("copy", False, False)
    assert {"ממוחשב", "Computerised", "Demo"} <= set(words(original).split())


def test_under_one_key_paper_and_signature_are_two_requests(signing: Shop) -> None:
    keyed = {"Idempotency-Key": "print-1"}
    assert signing.ask("PRINT", "Documents/inv-1?createSignedPdf=true", **keyed).status == 200
    again = signing.ask("PRINT", "Documents/inv-1?createSignedPdf=true", **keyed)
    assert (again.status, again.headers["idempotency-replayed"]) == (200, "true")
    assert signing.ask("PRINT", "Documents/inv-1", **keyed).status == 409


def test_what_left_the_house_is_not_cancelled(signing: Shop) -> None:
    print_signed(signing)
    refused = signing.ask("POST", "CancelDocument/inv-1")
    assert refused.text == "Document inv-1 cannot be cancelled: its original was handed out; issue a credit"


def test_a_cancelled_offer_is_not_given_as_its_original(signing: Shop) -> None:
    line = [{"ProductName": "מדף", "UnitPrice": 10, "Qty": 1}]
    quote = {"DocumentId": "quote-1", "TrxTypeId": 16, "TrxCodeNumber": 3, "DocumentLines": line}
    assert signing.ask("POST", "Documents", quote).status == 201
    assert print_signed(signing, "quote-1").status == 200
    assert is_signed(signing.get("Pdf/quote-1"))
    assert signing.ask("POST", "CancelDocument/quote-1").status == 200
    gone = signing.get("Pdf/quote-1")
    assert (mark(gone), "מבוטל" in words(gone), is_signed(gone)) == ("copy", True, False)


def test_one_printed_on_paper_becomes_computerised_while_no_original_has_left(signing: Shop) -> None:
    signing.print("inv-1")
    assert print_signed(signing).status == 200
    assert is_signed(pdf(signing))

    signing.invoice("inv-2")
    signing.print("inv-2")
    on_paper = signing.get("Pdf/inv-2")
    assert print_signed(signing, "inv-2").status == 200  # the print logic is skipped, still success
    assert signing.get("Pdf/inv-2").body == on_paper.body
    assert (mark(on_paper), is_signed(on_paper)) == ("original", False)
    signing.house.clock.move(minutes=11)
    signing.log_in()
    assert mark(signing.get("Pdf/inv-2")) == "copy"


def test_of_many_who_ask_at_once_all_get_the_one_original(signing: Shop, owner_dsn: str) -> None:
    signing.print("inv-1")
    token = signing.token

    def ask(turn: int) -> bytes:
        twin = Shop(signing.house, signing.tax_number, signing.business, token)
        try:
            assert print_signed(twin).status == 200
            assert turn >= 0
            return pdf(twin).body
        finally:
            twin.close()

    with ThreadPoolExecutor(6) as pool:
        got = set(pool.map(ask, range(6)))
    assert len(got) == 1
    assert holds(got.pop(), leaf())
    assert hand_outs(owner_dsn, signing) == [("he", True)]


def test_one_that_was_issued_and_not_signed_is_signed_when_asked_for(
    signing: Shop, monkeypatch: pytest.MonkeyPatch, owner_dsn: str
) -> None:
    async def fail(*_: object) -> bytes:
        raise CannotSign("the time-stamping authority did not stamp it: ConnectError", passing=True)

    with monkeypatch.context() as broken:
        broken.setattr(papers, "sign", fail)
        answer = print_signed(signing)
        assert (answer.status, answer.text) == (
            503,
            "Document 'inv-1' is issued, its original not signed yet: the time-stamping authority did not stamp it: "
            "ConnectError; print it again.",
        )
        assert pdf(signing).status == 503  # no original on paper instead: it was issued as a computerised document
        assert mark(pdf(signing, "?lan=1")) == "copy"
    assert signing.document("inv-1")["Status"] == 2
    assert hand_outs(owner_dsn, signing) == []
    assert is_signed(pdf(signing))
    assert hand_outs(owner_dsn, signing) == [("he", True)]


def test_while_it_must_wait_there_is_a_copy_and_no_mail(
    signing: Shop, monkeypatch: pytest.MonkeyPatch, post: RecordingMailer
) -> None:
    with monkeypatch.context() as waiting:
        waiting.setattr(papers, "original_waits", lambda _: "document 'inv-1' waits for its number")
        assert print_signed(signing).status == 200
        waits = pdf(signing)
        assert (mark(waits), is_signed(waits)) == ("copy", False)
    signed = pdf(signing)
    assert (mark(signed), is_signed(signed)) == ("original", True)
    assert post.sent == []


# --- mailed ---------------------------------------------------------------------------------------------------------


def test_a_draft_is_mailed_as_a_computerised_document(signing: Shop, post: RecordingMailer) -> None:
    answer = signing.ask("POST", "EmailDocument/inv-1")
    assert answer.text == '"Document sent to: dana@alon.example"'
    (message,) = post.sent
    assert holds(message.attachment, leaf())
    assert "העתק" not in message.body
    assert pdf(signing).body == message.attachment
    signing.ask("POST", "EmailDocument/inv-1?lan=1")
    in_english = Reply(200, {}, post.sent[1].attachment)
    assert (mark(in_english), is_signed(in_english)) == ("copy", False)
    assert post.sent[1].body.endswith("Please note: the attached document is a true copy of the original.\n")


def test_one_printed_on_paper_is_mailed_signed_until_its_original_left(signing: Shop, post: RecordingMailer) -> None:
    signing.print("inv-1")
    assert signing.ask("POST", "EmailDocument/inv-1").status == 200
    assert holds(post.sent[0].attachment, leaf())

    signing.invoice("inv-2", CustomerEmail="dana@alon.example")
    signing.print("inv-2")
    assert mark(signing.get("Pdf/inv-2")) == "original"
    assert signing.ask("POST", "EmailDocument/inv-2").status == 200
    copy = Reply(200, {}, post.sent[1].attachment)
    assert (mark(copy), is_signed(copy)) == ("copy", False)
    assert "העתק נאמן למקור" in post.sent[1].body


# --- what cannot be signed ------------------------------------------------------------------------------------------


def test_an_expired_certificate(signing: Shop, post: RecordingMailer) -> None:
    signing.house.clock.move(days=31)
    signing.log_in()
    answer = print_signed(signing)
    assert (answer.status, answer.text) == (400, "The signing certificate expired on 2026-09-03.")
    assert signing.document("inv-1")["Status"] == 0
    shown = ext(signing, "GET", "signature").json
    assert shown["Unusable"] == "the certificate expired on 2026-09-03"
    refused = certify(signing, make_demo_key_file("Late", now=NOON, days=30))
    assert refused.json["ModelState"] == {"Certificate": ["The field Certificate expired on 2026-09-03."]}
    early = make_demo_key_file("Early", now=NOON + dt.timedelta(days=60))
    assert certify(signing, early).json["ModelState"] == {
        "Certificate": ["The field Certificate is valid only from 2026-10-02."]
    }
    assert signing.ask("POST", "EmailDocument/inv-1").status == 200  # mailed all the same, as a copy
    assert mark(Reply(200, {}, post.sent[0].attachment)) == "copy"
    assert "העתק נאמן למקור" in post.sent[0].body


def test_what_is_no_certificate_is_refused_and_says_nothing_of_it(shop: Shop) -> None:
    wrong = certify(shop, KeyFile(key_file().data, "silver"))
    assert wrong.json["ModelState"] == {"Password": ["The field Password does not open the certificate."]}
    assert "silver" not in wrong.text
    none = certify(shop, KeyFile(b"no certificate"))
    assert none.json["ModelState"] == {"Certificate": ["The field Certificate is neither PKCS#12 nor PEM."]}
    level = ext(shop, "PUT", "signature", {"Level": "best"})
    assert level.json["ModelState"] == {"Level": ["The field Level must be one of secured, approved."]}


@pytest.mark.parametrize(
    ("level", "way", "warned"), [("secured", 1, True), ("approved", 1, False), ("secured", 9, False)]
)
def test_a_secured_signature_and_cash_are_warned_of(shop: Shop, level: str, way: int, *, warned: bool) -> None:
    certify(shop, key_file(), Level=level)
    shop.receipt("rec-1", 118, ReceiptLines=[{"PaymentTypeId": way, "Payment": 118}])
    answer = print_signed(shop, "rec-1")
    assert answer.status == 200
    assert ("18B(d)" in answer.headers.get("pinkas-warning", "")) == warned
    log = [row["Message"] for row in shop.get("Log").json["Results"]] if warned else []
    assert [message.startswith("Document 'rec-1' was signed; this document is paid in cash") for message in log] == (
        [True] * warned
    )
