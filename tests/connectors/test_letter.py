"""The mail on the wire, read back by a parser that knows nothing of how it was made."""

from __future__ import annotations

import datetime as dt
import email
from dataclasses import replace
from email import policy
from email.header import decode_header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinkas.actions.ports import Mailbox
from pinkas.books.errors import InvalidValue
from pinkas.connectors.letter import compose, runs_right_to_left
from tests.connectors.messages import HEBREW_BODY, PDF, SENDER, message


def read(letter: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(letter, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    assert all(part.defects == [] for part in parsed.walk())
    return parsed


def part(letter: EmailMessage, sort: str) -> str:
    found = letter.get_body(preferencelist=(sort,))
    assert found is not None
    content = found.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def test_a_hebrew_invoice_reads_as_it_was_written() -> None:
    letter = read(compose(message(cc=("a@x.example",), bcc=("b@x.example",), reply_to="office@hadar.example")))
    assert letter["Subject"] == "חשבונית מס 98/100001 מאת מחסני הדר"
    assert letter["From"].addresses[0].display_name == "מחסני הדר"
    assert letter["From"].addresses[0].addr_spec == "books@hadar.example"
    assert (letter["To"], letter["Cc"], letter["Reply-To"]) == (
        "dana@example.com",
        "a@x.example",
        "office@hadar.example",
    )
    assert letter["Bcc"] is None
    assert letter["Date"].datetime == dt.datetime(2026, 8, 4, 9, 0, tzinfo=dt.UTC)
    assert letter["Message-ID"] == "<019237a1-0000-7000-8000-000000000001@hadar.example>"
    assert part(letter, "plain") == HEBREW_BODY.replace("PayPal", "\u200fPayPal")
    (pdf,) = letter.iter_attachments()
    assert (pdf.get_content_type(), pdf.get_content()) == ("application/pdf", PDF)
    assert pdf.get_filename() == "חשבונית מס 98-100001.pdf"
    assert pdf.get_param("name") == "document-98-100001.pdf"


def test_hebrew_also_goes_as_html_from_right_to_left_and_nothing_in_it_is_markup() -> None:
    page = part(read(compose(message())), "html")
    assert '<div dir="rtl">' in page
    assert "מחסני הדר &amp; בניו &lt;3<br>" in page


def test_english_goes_as_plain_readable_text_alone() -> None:
    body = "Dear Dana,\n\nPlease find attached quote 12 = 118.00.\n" + "x" * 3000 + "\n"
    letter = compose(message(subject="Quote 12", body=body, attachment_name="Quote 12.pdf"))
    assert b"\r\nSubject: Quote 12\r\n" in letter
    assert b"Please find attached quote 12 =3D 118.00.\r\n" in letter
    read_back = read(letter)
    assert part(read_back, "plain") == body
    assert read_back.get_body(preferencelist=("html",)) is None
    assert [one.get_filename() for one in read_back.iter_attachments()] == ["Quote 12.pdf"]


def test_every_line_is_short_ascii_and_ends_as_a_servers_line_does() -> None:
    many = tuple(f"customer.number.{at}@a-rather-long-domain.example" for at in range(20))
    letter = compose(message(to=many, subject="חשבונית " * 60, sender=replace(SENDER, name="ארוך מאוד, בע״מ " * 9)))
    assert letter.isascii()
    assert letter.endswith(b"\r\n")
    lines = letter.split(b"\r\n")
    assert max(len(line) for line in lines) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    back = read(letter)
    assert [one.addr_spec for one in back["To"].addresses] == list(many)
    assert str(back["Subject"]).strip() == ("חשבונית " * 60).strip()
    (name, charset), _ = decode_header(email.message_from_bytes(letter)["From"])
    assert name.decode(str(charset)) == "ארוך מאוד, בע״מ " * 9
    assert back["From"].addresses[0].addr_spec == "books@hadar.example"


@given(
    name=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=150),
    subject=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200),
)
def test_no_name_or_subject_changes_who_sends_or_adds_a_header(name: str, subject: str) -> None:
    letter = compose(message(sender=Mailbox(name, "books@hadar.example"), subject=subject))
    back = email.message_from_bytes(letter, policy=policy.default)
    assert [one.addr_spec for one in back["From"].addresses] == ["books@hadar.example"]
    assert back.keys() == [
        "Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID",
    ]  # fmt: skip


def test_a_subject_that_looks_encoded_stays_what_it_says() -> None:
    assert read(compose(message(subject="=?utf-8?b?eA==?=")))["Subject"] == "=?utf-8?b?eA==?="


@pytest.mark.parametrize("bad", ["a\r\nBcc: x@evil.example", "a\nb", "a\rb", "a\0b", "a\ud800b", "a\u2028b", "a\x85b"])
@pytest.mark.parametrize("name", ["subject", "attachment_name"])
def test_what_breaks_a_header_is_refused_by_name(name: str, bad: str) -> None:
    with pytest.raises(InvalidValue, match="line breaks or control characters") as refused:
        message(**{name: bad})
    assert refused.value.field == name


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"to": ("a@x.example\r\nBcc: b@x.example",)}, "to"),
        ({"to": ()}, "to"),
        ({"cc": ("Dana <a@x.example>",)}, "cc"),
        ({"bcc": ("a@x.example,b@x.example",)}, "bcc"),
        ({"bcc": tuple(f"a{at}@x.example" for at in range(60))}, "to"),
        ({"reply_to": "a@x.example\n"}, "reply_to"),
        ({"body": "a\0b"}, "body"),
        ({"body": "a\udc00b"}, "body"),
        ({"body": "a" * 100_001}, "body"),
        ({"subject": "a" * 501}, "subject"),
        ({"attachment": bytes((15 << 20) + 1)}, "attachment"),
        ({"message_id": "a>\r\nX: y@hadar.example"}, "message_id"),
        ({"sent_at": dt.datetime(2026, 8, 4, 9, 0)}, "sent_at"),  # noqa: DTZ001 - the bad value
    ],
)
def test_a_message_that_cannot_be_sent_cannot_be_made(changes: dict[str, object], name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        message(**changes)
    assert refused.value.field == name


def test_a_senders_name_cannot_break_out_either() -> None:
    with pytest.raises(InvalidValue, match="line breaks"):
        Mailbox("a\r\nBcc: x@evil.example", "books@hadar.example")


def test_a_message_shows_nobody_when_it_is_logged() -> None:
    shown = repr(message(bcc=("secret@x.example",)))
    assert "example.com" not in shown
    assert "secret" not in shown
    assert "%PDF" not in shown
    assert "חשבונית" not in shown


@pytest.mark.parametrize(
    ("text", "hebrew"),
    [
        ("שלום https://pay.example/a/very/long/link/that/is/latin", True),
        ("Dear ישראל, please find attached the invoice", False),
        ("שלומות Dana", True),
        ("118.00", False),
        ("", False),
    ],
)
def test_the_direction_is_that_of_most_letters(text: str, hebrew: bool) -> None:  # noqa: FBT001 - a table's column
    assert runs_right_to_left(text) is hebrew


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("קבלה.pdf", "document.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ("Invoice 02/200130.pdf", "Invoice-02-200130.pdf"),
        ('a";b.pdf', "a-b.pdf"),
        ("", "document.pdf"),
    ],
)
def test_the_attachments_plain_name_is_safe_anywhere(name: str, plain: str) -> None:
    (pdf,) = read(compose(message(attachment_name=name))).iter_attachments()
    assert pdf.get_param("name") == plain
    assert not set("/\\:") & set(pdf.get_filename() or "/")
