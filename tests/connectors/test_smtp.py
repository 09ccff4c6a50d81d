"""Whole conversations with a mail server over the loopback, the good ones and each way they end early."""

from __future__ import annotations

import asyncio
import email
import ssl
from collections.abc import Mapping
from dataclasses import replace
from email import policy

import pytest
from structlog.testing import capture_logs

from pinkas.actions.ports import Delivery, DeliveryState, Message
from pinkas.connectors.smtp import Security, SmtpMailer, SmtpServer
from tests.connectors.messages import SENDER, message
from tests.connectors.post_office import DROP, SILENCE, PostOffice, certificates

ACCEPTED, REFUSED, UNKNOWN = DeliveryState.ACCEPTED, DeliveryState.REFUSED, DeliveryState.UNKNOWN

TWO = ("dana@example.com", "avi@example.com")


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's side and the client's."""
    return certificates(tmp_path_factory.mktemp("certificates"))


def deliver(
    office: PostOffice,
    sent: Message,
    *,
    security: Security = "none",
    login: tuple[str, str] | None = None,
    tls: ssl.SSLContext | None = None,
    timeout_s: float = 5,
) -> Delivery:
    """One message through one server."""

    async def story() -> Delivery:
        async with office.open():
            user, password = login or (None, None)
            server = SmtpServer(
                host="127.0.0.1", port=office.port, security=security, user=user, password=password,
                timeout_s=timeout_s,  # type: ignore[arg-type]  # tests do not wait for whole seconds
            )  # fmt: skip
            return await SmtpMailer(server, SENDER, tls=tls).send(sent)

    return asyncio.run(story())


def refusal(replies: Mapping[str, str], *, to: tuple[str, ...] = TWO) -> tuple[PostOffice, Delivery]:
    office = PostOffice(replies)
    delivery = deliver(office, message(to=to))
    assert office.messages == []
    return office, delivery


def test_a_message_arrives_whole_at_everybody_and_hidden_ones_stay_hidden() -> None:
    office = PostOffice()
    body = "Dear Dana,\n.\n..two dots\n.one\n"
    delivery = deliver(office, message(to=TWO, cc=(TWO[0],), bcc=("hidden@example.org",), body=body))
    assert delivery == Delivery(state=ACCEPTED, detail="250 queued as 7")
    assert office.envelope == [
        "<books@hadar.example>", "<dana@example.com>", "<avi@example.com>", "<hidden@example.org>",
    ]  # fmt: skip
    assert office.commands[0] == "EHLO hadar.example"
    assert office.commands[-1] == "QUIT"
    (letter,) = office.messages
    assert b"hidden@example.org" not in letter
    text = email.message_from_bytes(letter, policy=policy.default).get_body(("plain",))
    assert text is not None
    assert text.get_content() == body.replace("\n", "\r\n")


def test_starttls_hides_all_but_the_greeting_and_then_logs_in(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    office = PostOffice(tls=tls[0], extensions=("AUTH PLAIN",))
    delivery = deliver(office, message(), security="starttls", login=("hadar", "s3cret-pass"), tls=tls[1])
    assert delivery.state is ACCEPTED
    assert office.commands[:3] == ["EHLO hadar.example", "STARTTLS", "EHLO hadar.example"]
    assert office.logins == [b"\0hadar\0s3cret-pass"]


def test_tls_from_the_first_byte(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    office = PostOffice(tls=tls[0], from_first_byte=True)
    assert deliver(office, message(), security="tls", tls=tls[1]).state is ACCEPTED
    assert len(office.messages) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_not_believed(
    security: Security, tls: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    office = PostOffice(tls=tls[0], from_first_byte=security == "tls", extensions=("AUTH PLAIN",))
    delivery = deliver(office, message(), security=security, login=("hadar", "s3cret-pass"))
    assert (delivery.state, delivery.temporary) == (REFUSED, False)
    assert "is not trusted" in delivery.detail
    assert office.logins == []


def test_a_server_without_starttls_gets_neither_password_nor_message() -> None:
    office = PostOffice(extensions=("AUTH PLAIN",))
    delivery = deliver(office, message(), security="starttls", login=("hadar", "s3cret-pass"))
    assert (delivery.state, delivery.temporary) == (REFUSED, False)
    assert "STARTTLS" in delivery.detail
    assert (office.logins, office.messages) == ([], [])


def test_a_wrong_password_is_said_and_not_shown() -> None:
    office = PostOffice({"AUTH": "535 s3cret-pass is wrong for hadar@example.com"}, extensions=("AUTH PLAIN",))
    with capture_logs() as logged:
        delivery = deliver(office, message(), login=("hadar", "s3cret-pass"))
    assert delivery == Delivery(
        state=REFUSED,
        detail="the mail server refused the user or the password: 535 [redacted] is wrong for h***@example.com",
    )
    assert "s3cret" not in str(logged)
    assert "dana" not in str(logged)
    assert [line["state"] for line in logged] == ["refused"]


def test_one_refused_recipient_stops_the_message_to_all() -> None:
    office, delivery = refusal({"RCPT TO:<avi@": "550 no such user avi@example.com"})
    assert delivery == Delivery(
        state=REFUSED,
        detail="the mail server does not take a***@example.com: 550 no such user a***@example.com",
        recipients=("avi@example.com",),
    )
    assert "DATA" not in office.commands
    assert office.commands[-1] == "QUIT"


def test_every_refused_recipient_is_named_and_a_full_box_is_full_for_now() -> None:
    _, delivery = refusal({"RCPT": "452 mailbox full"})
    assert (delivery.recipients, delivery.temporary) == (TWO, True)


def test_a_recipient_refused_before_the_line_breaks_is_still_named() -> None:
    _, delivery = refusal({"RCPT TO:<dana@": "550 no such user", "RCPT TO:<avi@": DROP})
    assert (delivery.state, delivery.recipients) == (REFUSED, ("dana@example.com",))


def test_a_server_that_closes_at_a_recipient_is_left() -> None:
    office, delivery = refusal({"RCPT": "421 too many connections"})
    assert (delivery.recipients, delivery.temporary) == (("dana@example.com",), True)
    assert [command[:4] for command in office.commands] == ["EHLO", "MAIL", "RCPT"]


@pytest.mark.parametrize(
    ("replies", "detail", "temporary"),
    [
        ({"MAIL": "550 not you"}, "the mail server refused the sender b***@hadar.example: 550 not you", False),
        ({"MAIL": "451 later"}, "the mail server refused the sender b***@hadar.example: 451 later", True),
        ({"DATA": "554 no"}, "the mail server refused: 554 no", False),
        ({"greeting": "421 closed for today"}, "the mail server refused: 421 closed for today", True),
        ({"greeting": DROP}, "no connection to the mail server", True),
        ({"EHLO": DROP}, "no connection to the mail server", True),
        ({"MAIL": DROP}, "no connection to the mail server", True),
        ({"RCPT": DROP}, "no connection to the mail server", True),
        ({"DATA": DROP}, "no connection to the mail server", True),
        ({"MAIL": "gibberish"}, "the mail server refused: -1 Malformed", False),
    ],
)
def test_whatever_fails_before_the_message_is_a_definite_refusal(
    replies: dict[str, str],
    detail: str,
    temporary: bool,  # noqa: FBT001 - a table's column
) -> None:
    _, delivery = refusal(replies)
    assert delivery.state is REFUSED
    assert delivery.detail.startswith(detail)
    assert (delivery.temporary, delivery.recipients) == (temporary, ())


@pytest.mark.parametrize("reply", ["552 too big", "451 try again"])
def test_a_message_refused_after_it_was_sent_was_refused(reply: str) -> None:
    office = PostOffice({".": reply})
    delivery = deliver(office, message())
    assert delivery == Delivery(
        state=REFUSED, detail=f"the mail server refused the message: {reply}", temporary=reply[0] == "4"
    )
    assert len(office.messages) == 1


@pytest.mark.parametrize("reply", [DROP, "gibberish", "354 and now?"])
def test_without_a_clear_answer_to_the_message_nobody_knows(reply: str) -> None:
    office = PostOffice({".": reply})
    with capture_logs() as logged:
        delivery = deliver(office, message())
    assert delivery.state is UNKNOWN
    assert delivery.detail.startswith("the mail server did not say whether it took the message")
    assert len(office.messages) == 1
    assert [line["log_level"] for line in logged] == ["warning"]


def test_a_server_that_falls_silent_is_left_with_the_outcome_the_moment_allows() -> None:
    before = deliver(PostOffice({"MAIL": SILENCE}), message(), timeout_s=0.2)
    assert (before.state, before.temporary) == (REFUSED, True)
    assert before.detail.endswith("did not answer in time")
    greeting = deliver(PostOffice({"greeting": SILENCE}), message(), timeout_s=0.2)
    assert greeting.state is REFUSED
    after = deliver(PostOffice({".": SILENCE}), message(), timeout_s=0.2)
    assert after.state is UNKNOWN


def test_losing_the_farewell_changes_nothing() -> None:
    assert deliver(PostOffice({"QUIT": DROP}), message()).state is ACCEPTED
    assert deliver(PostOffice({"QUIT": "500 what"}), message()).state is ACCEPTED


def test_a_server_that_is_not_there() -> None:
    async def story() -> Delivery:
        office = PostOffice()
        async with office.open():
            pass
        return await SmtpMailer(SmtpServer(host="127.0.0.1", port=office.port, security="none"), SENDER).send(message())

    delivery = asyncio.run(story())
    assert (delivery.state, delivery.temporary) == (REFUSED, True)
    assert delivery.detail.startswith("no connection to the mail server 127.0.0.1:")


def test_two_messages_at_once_have_a_connection_each() -> None:
    async def story() -> tuple[list[Delivery], PostOffice]:
        async with PostOffice().open() as office:
            mailer = SmtpMailer(SmtpServer(host="127.0.0.1", port=office.port, security="none"), SENDER)
            first, second = message(), replace(message(), to=("avi@example.com",))
            return list(await asyncio.gather(mailer.send(first), mailer.send(second))), office

    deliveries, office = asyncio.run(story())
    assert [delivery.state for delivery in deliveries] == [ACCEPTED, ACCEPTED]
    assert len(office.messages) == 2


def test_the_password_is_in_no_repr() -> None:
    assert "s3cret" not in repr(SmtpServer(host="h", port=25, user="u", password="s3cret"))
