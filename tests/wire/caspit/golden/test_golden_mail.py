"""Mailing documents: what is sent, to whom and once, and what is told when it was not."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pypdfium2
import pytest

from pinkas.actions import papers
from pinkas.actions.businesses import Profile, open_business
from pinkas.actions.issuing import cancel_document
from pinkas.actions.ports import Delivery, DeliveryState, Mailbox, Message
from pinkas.storage.documents import by_key
from pinkas.storage.pool import Answer, DatabaseUnavailableError, Store
from pinkas.testing.books import caller_of
from pinkas.testing.house import House
from pinkas.testing.mail import RecordingMailer

from .shop import Reply, Shop
from .test_golden_papers import mark

REFUSED = Delivery(state=DeliveryState.REFUSED, detail="the mail server does not take d***@example.com: 550 nobody")
UNKNOWN = Delivery(state=DeliveryState.UNKNOWN, detail="the mail server did not say whether it took the message: lost")
MAY_HAVE_GONE = (
    "The mail may have gone: the mail server did not say whether it took the message: lost; it is not sent again by "
    "itself: look at the list of mailings, and ask who should have it."
)


@pytest.fixture
def post(operated: House) -> Iterator[RecordingMailer]:
    """The house's mailer, empty."""
    operated.mailer.reset()
    yield operated.mailer
    operated.mailer.reset()


@pytest.fixture
def printed(shop: Shop) -> Shop:
    shop.invoice("inv-1", CustomerBusinessName='נגריית אלון בע"מ', CustomerEmail="office@alon.example")
    shop.print("inv-1")
    return shop


def mail(shop: Shop, target: str = "inv-1", *, key: str | None = None, **details: str) -> Reply:
    headers = {} if key is None else {"Idempotency_Key": key}
    return shop.ask("POST", f"EmailDocument/{target}", details, **headers)


def mailings(shop: Shop, query: str = "") -> list[dict[str, Any]]:
    answer = shop.send("GET", f"/ext/v1/mailings?token={shop.token}&{query}")
    assert answer.status == 200, answer.text
    rows: list[dict[str, Any]] = answer.json["Results"]
    return rows


def states(shop: Shop) -> list[str]:
    return [row["State"] for row in mailings(shop)]


def mark_of(pdf: bytes) -> str:
    return mark(Reply(200, {}, pdf))


def text_of(pdf: bytes) -> str:
    paper = pypdfium2.PdfDocument(pdf)
    text: str = paper[0].get_textpage().get_text_bounded()
    paper.close()
    return text


# --- what is sent ---------------------------------------------------------------------------------------------------


def test_the_whole_message(printed: Shop, post: RecordingMailer) -> None:
    assert mail(printed).text == '"Document sent to: office@alon.example"'
    (message,) = post.sent
    assert message.sender == Mailbox("עסק לדוגמה", "books@pinkas.invalid")
    assert (message.to, message.cc, message.bcc) == (("office@alon.example",), (), ())
    assert message.reply_to is None
    assert message.subject == "חשבונית מס 98/100001 מאת עסק לדוגמה"
    assert message.body == (
        'לכבוד נגריית אלון בע"מ,\n'
        "שלום רב,\n"
        "\n"
        "מצורפת חשבונית מס מספר 98/100001 מתאריך 04/08/2026, על סך 1,180.00 ₪.\n"
        "מועד התשלום: 30/09/2026.\n"
        "\n"
        "נשמח לעמוד לרשותך בכל שאלה.\n"
        "\n"
        "בברכה,\n"
        "עסק לדוגמה\n"
        "\n"
        "לתשומת לבך: המסמך המצורף הוא העתק נאמן למקור.\n"
    )
    assert message.attachment_name == "חשבונית מס 98/100001.pdf"
    assert mark_of(message.attachment) == "copy"
    assert message.sent_at == dt.datetime(2026, 8, 4, 9, 0, tzinfo=dt.UTC)
    (row,) = mailings(printed)
    assert message.message_id == f"{row['MailingId']}@pinkas.invalid"


def test_in_english(shop: Shop, post: RecordingMailer) -> None:
    shop.receipt("rec-1", 500, CustomerBusinessName="Alon", ReceiptCurrencySymbol="$", ReceiptRate=3.5)
    shop.print("rec-1")
    assert mail(shop, "rec-1?lan=English", To="dana@example.com").status == 200
    (message,) = post.sent
    assert message.subject == "Receipt 98/300001 from עסק לדוגמה"
    assert "Please find attached receipt 98/300001 of 4 Aug 2026, for $142.86.\n" in message.body
    assert "Payment is due" not in message.body
    assert message.body.endswith("Please note: the attached document is a true copy of the original.\n")
    assert message.attachment_name == "Receipt 98/300001.pdf"
    assert "Copy" in text_of(message.attachment)


def test_several_addresses_as_people_write_them(printed: Shop, post: RecordingMailer) -> None:
    answer = mail(
        printed,
        To='"Levi, Dana" <dana@example.com>; dan@example.com',
        CC="dana@example.com  books@EXAMPLE.com",
        BCC="boss@example.com",
    )
    assert answer.json == "Document sent to: dana@example.com, dan@example.com, books@example.com"
    assert post.sent[0].recipients == ("dana@example.com", "dan@example.com", "books@example.com", "boss@example.com")
    assert post.sent[0].bcc == ("boss@example.com",)


@pytest.mark.parametrize(
    ("said", "subject", "body"),
    [
        ({}, "OWN 98/100001", "own inv-1"),
        ({"Subject": " ", "Body": ""}, "OWN 98/100001", "own inv-1"),
        ({"Subject": "{document_type}: {total}"}, "Tax Invoice: ₪1,180.00", "own inv-1"),
        ({"Body": "{customer_name} {unknown} {due_date}"}, "OWN 98/100001", "Alon {unknown} 30 Sep 2026"),
    ],
)
def test_the_callers_words_then_the_businesss(
    shop: Shop, post: RecordingMailer, said: dict[str, str], subject: str, body: str
) -> None:
    own = b'{"Subject":"OWN {document_number}","Body":"own {document_id}"}'
    fields = {"Content-Type": "application/json", "Caspit-Token": shop.token}
    assert shop.send("PUT", "/ext/v1/mail-texts/1/1", own, fields).status == 200
    shop.invoice("inv-1", CustomerBusinessName="Alon")
    assert mail(shop, "inv-1?lan=1", To="dana@example.com", **said).status == 200
    assert post.sent[0].subject == subject
    assert post.sent[0].body == f"{body}\n\nPlease note: the attached document is a true copy of the original.\n"


def test_the_businesss_own_text_is_for_one_type_and_language(printed: Shop, post: RecordingMailer) -> None:
    fields = {"Content-Type": "application/json", "Caspit-Token": printed.token}
    for path in ("1/1", "2/0"):
        own = b'{"Subject":"other","Body":"other"}'
        assert printed.send("PUT", f"/ext/v1/mail-texts/{path}", own, fields).status == 200
    mail(printed)
    assert post.sent[0].subject == "חשבונית מס 98/100001 מאת עסק לדוגמה"


@pytest.mark.parametrize(
    ("email", "reply_to"),
    [("office@hadar.example", "office@hadar.example"), ("a@x.example, b@x.example", "a@x.example"), ("ask us", None)],
)
def test_answers_go_to_the_business(
    operated: House, shop: Shop, post: RecordingMailer, email: str, reply_to: str | None
) -> None:
    number = str(int(shop.tax_number) + 50_000_000)
    profile = Profile(legal_name="מחסני הדר", name_english="Hadar Stores", email=email)
    hadar = Shop(operated, number, operated.run(open_business(operated.desk, number, profile)))
    hadar.log_in()
    hadar.invoice("inv-1")
    assert mail(hadar, "inv-1?lan=1", To="dana@example.com").status == 200
    hadar.close()
    assert post.sent[0].reply_to == reply_to
    assert post.sent[0].sender.name == "Hadar Stores"
    assert post.sent[0].subject == "Tax Invoice 98/100001 from Hadar Stores"


# --- what becomes of the document -----------------------------------------------------------------------------------


def test_a_draft_is_printed_first(shop: Shop, post: RecordingMailer) -> None:
    shop.contact("c")
    shop.invoice("inv-1", CustomerId="c")
    assert mail(shop, To="dana@example.com").status == 200
    assert (shop.document("inv-1")["Status"], shop.balance("c")) == (2, -1180)
    assert mark_of(post.sent[0].attachment) == "copy"


@pytest.mark.parametrize(
    "details", [{"To": "dana"}, {}, {"To": "d@example.com", "Subject": "a\nb"}, {"To": "d@example.com", "BCC": "<"}]
)
def test_a_mail_that_cannot_be_sent_prints_nothing(shop: Shop, post: RecordingMailer, details: dict[str, str]) -> None:
    shop.invoice("inv-1")
    assert mail(shop, **details).status == 400
    assert shop.document("inv-1")["Status"] == 0
    assert (post.sent, mailings(shop)) == ([], [])


def test_the_customers_address_is_named_when_it_is_none(shop: Shop, post: RecordingMailer) -> None:
    shop.invoice("inv-1", CustomerEmail="ask Dana")
    assert mail(shop).json["ModelState"] == {
        "doc.CustomerEmail": ["The field CustomerEmail 'ask' is not a mail address."]
    }
    assert post.sent == []


def test_what_is_cancelled_or_void_is_not_mailed(printed: Shop, post: RecordingMailer) -> None:
    printed.invoice("inv-2")
    for key in ("inv-1", "inv-2"):
        assert printed.ask("POST", f"CancelDocument/{key}").status == 200
        refused = mail(printed, key, To="dana@example.com")
        assert (refused.status, refused.text) == (400, f"Document {key} is מבוטל (cancelled) already")
    assert post.sent == []


def test_what_is_cancelled_at_that_moment_is_not_mailed(
    printed: Shop, post: RecordingMailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    faithful = papers.render_off_loop

    async def render(*sheet: Any) -> bytes:
        await cancel_document(printed.house.desk, caller_of(printed.business), by_key("inv-1"))
        return await faithful(*sheet)

    monkeypatch.setattr(papers, "render_off_loop", render)
    refused = mail(printed, key="k-1")
    assert (refused.status, refused.text) == (400, "Document inv-1 is מבוטל (cancelled) already")
    assert (post.sent, mailings(printed)) == ([], [])


def test_mailing_hands_out_no_original(printed: Shop, post: RecordingMailer) -> None:
    for _ in range(2):
        assert mail(printed).status == 200
    assert mark_of(printed.get("Pdf/inv-1").body) == "original"
    assert [mark_of(message.attachment) for message in post.sent] == ["copy", "copy"]
    assert len({message.message_id for message in post.sent}) == 2
    assert states(printed) == ["accepted", "accepted"]


# --- when it was not sent -------------------------------------------------------------------------------------------


def test_a_refused_mail(printed: Shop, post: RecordingMailer) -> None:
    post.delivery = REFUSED
    answer = mail(printed)
    said = "The mail server does not take d***@example.com: 550 nobody."
    assert (answer.status, answer.headers["content-type"], answer.text) == (400, "text/plain; charset=utf-8", said)
    assert mail(printed, "inv-1?inCaseOfErrorReturnHttpCode=OK").status == 200
    (row, _) = mailings(printed)
    assert (row["State"], row["Detail"]) == ("refused", "the mail server does not take d***@example.com: 550 nobody")


def test_a_refused_mail_under_a_key_needs_another(printed: Shop, post: RecordingMailer) -> None:
    post.delivery = REFUSED
    said = "The mail server does not take d***@example.com: 550 nobody; to try again use another Idempotency-Key."
    assert [mail(printed, key="k-1").text for _ in range(2)] == [said, said]
    post.delivery = Delivery(state=DeliveryState.ACCEPTED, detail="250 taken")
    assert (mail(printed, key="k-1").status, len(post.sent)) == (400, 1)
    assert (mail(printed, key="k-2").status, len(post.sent)) == (200, 2)


def test_a_mail_of_unknown_fate_is_never_sent_again(printed: Shop, post: RecordingMailer) -> None:
    post.delivery = UNKNOWN
    target = "inv-1?inCaseOfErrorReturnHttpCode=200"
    for _ in range(2):
        answer = mail(printed, target, key="k-1")
        assert (answer.status, answer.text) == (502, MAY_HAVE_GONE)
    assert (len(post.sent), states(printed)) == (1, ["unknown"])


def test_a_key_whose_mail_is_on_its_way(printed: Shop, post: RecordingMailer) -> None:
    post.hold()
    first: list[Reply] = []
    other = Shop(printed.house, printed.tax_number, printed.business, printed.token)
    thread = threading.Thread(target=lambda: first.append(mail(other, key="k-1")))
    thread.start()
    assert post.arrived.wait(10)
    meanwhile = mail(printed, key="k-1")
    assert states(printed) == ["intended"]
    post.release()
    thread.join()
    other.close()
    assert meanwhile.status == 502
    assert meanwhile.text.startswith("The mail under this Idempotency-Key is on its way or was broken off, and may ")
    assert (first[0].status, first[0].headers.get("idempotency-replayed")) == (200, None)
    again = mail(printed, key="k-1")
    assert (again.status, again.headers.get("idempotency-replayed")) == (200, "true")
    assert (len(post.sent), states(printed)) == (1, ["accepted"])


def test_one_key_many_times_at_once(printed: Shop, post: RecordingMailer) -> None:
    printed.invoice("inv-2", CustomerEmail="office@alon.example")  # printed by whoever comes first
    answers: list[tuple[int, str | None]] = []
    start = threading.Barrier(6)

    def send() -> None:
        one = Shop(printed.house, printed.tax_number, printed.business, printed.token)
        start.wait(10)
        reply = mail(one, "inv-2", key="k-1")
        one.close()
        answers.append((reply.status, reply.headers.get("idempotency-replayed")))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count((200, None)) == 1
    assert set(answers) <= {(200, None), (200, "true"), (502, None)}
    assert (len(post.sent), states(printed)) == (1, ["accepted"])


def test_an_invoice_that_was_mailed_is_credited_not_cancelled(printed: Shop, post: RecordingMailer) -> None:
    first = mail(printed, key="k-1")
    refused = printed.ask("POST", "CancelDocument/inv-1")
    assert (refused.status, refused.text) == (
        400, "Document inv-1 cannot be cancelled: it was mailed; issue a credit",
    )  # fmt: skip
    again = mail(printed, key="k-1")
    assert (again.status, again.text, again.headers["idempotency-replayed"]) == (200, first.text, "true")
    assert len(post.sent) == 1


@pytest.mark.parametrize(("delivery", "status"), [(None, 502), (REFUSED, 400)])
def test_an_outcome_that_cannot_be_written_down(
    printed: Shop,
    post: RecordingMailer,
    monkeypatch: pytest.MonkeyPatch,
    delivery: Delivery | None,
    status: int,
) -> None:
    faithful = Store.write

    async def write(store: Store, function: str, item: Mapping[str, Any], *, blob: bytes | None = None) -> Answer:
        if function == "record_mailing_v1":
            raise DatabaseUnavailableError("away")
        return await faithful(store, function, item, blob=blob)

    post.delivery = delivery or post.delivery
    with monkeypatch.context() as patched:
        patched.setattr(Store, "write", write)
        answer = mail(printed, key="k-1")
    assert answer.status == status
    assert ("may have gone, but that could not be written down" in answer.text) is (delivery is None)
    assert states(printed) == ["intended"]
    assert (mail(printed, key="k-1").status, len(post.sent)) == (502, 1)


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_list_of_mailings(printed: Shop, post: RecordingMailer) -> None:
    printed.invoice("inv-2", CustomerEmail="b@example.com")
    for key in ("inv-1", "inv-2", "inv-1"):
        mail(printed, key)
        printed.house.clock.move(minutes=1)
    assert [row["DocumentId"] for row in mailings(printed)] == ["inv-1", "inv-2", "inv-1"]
    rows = mailings(printed, "DocumentId=inv-1")
    assert [row["DateIntended"] for row in rows] == ["2026-08-04T12:00:00", "2026-08-04T12:02:00"]
    assert mailings(printed, "page=1") == mailings(printed, "DocumentId=inv-1&page=1") == []
    assert len({row["MailingId"] for row in mailings(printed)} & {_uuid(message) for message in post.sent}) == 3


def _uuid(message: Message) -> str:
    found = re.fullmatch(r"([0-9a-f-]{36})@pinkas\.invalid", message.message_id)
    assert found
    return found[1]


def test_a_strangers_mailings_and_texts_are_not_shown(operated: House, printed: Shop, post: RecordingMailer) -> None:
    mail(printed, BCC="boss@example.com")
    number = str(int(printed.tax_number) + 60_000_000)
    stranger = Shop(operated, number, operated.open_business(number))
    stranger.log_in()
    assert mailings(stranger) == mailings(stranger, "DocumentId=inv-1") == []
    own = b'{"Subject":"mine","Body":"mine"}'
    fields = {"Content-Type": "application/json", "Caspit-Token": stranger.token}
    assert stranger.send("PUT", "/ext/v1/mail-texts/1/0", own, fields).status == 200
    assert printed.send("GET", f"/ext/v1/mail-texts/1/0?token={printed.token}").json["IsOwn"] is False
    assert mail(stranger, To="dana@example.com").status == 404
    stranger.close()
    assert len(post.sent) == 1


def test_a_text_under_a_key(printed: Shop) -> None:
    own = b'{"Subject":"mine","Body":"mine"}'
    fields = {"Content-Type": "application/json", "Caspit-Token": printed.token, "Idempotency-Key": "t-1"}
    answers = [printed.send("PUT", "/ext/v1/mail-texts/1/0", own, fields) for _ in range(2)]
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true"]
    assert answers[0].text == answers[1].text
    fields["Idempotency-Key"] = "t-2"
    dropped = [printed.send("DELETE", "/ext/v1/mail-texts/1/0", b"", fields) for _ in range(2)]
    assert [(one.status, one.headers.get("idempotency-replayed")) for one in dropped] == [(204, None), (204, "true")]
    assert printed.send("GET", f"/ext/v1/mail-texts/1/0?token={printed.token}").json["IsOwn"] is False
