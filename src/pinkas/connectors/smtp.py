"""Mail through an SMTP server: one connection and one attempt for each message, to all recipients or to none.

Until the message itself is handed over, whatever fails is a definite refusal. Afterwards only the server's own answer
is believed: when it does not come, nobody can tell whether the message went. Nothing here logs passwords, texts or
whole addresses.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from dataclasses import dataclass, field
from typing import Final, Literal, cast

import aiosmtplib
import structlog
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from pinkas.actions.ports import Delivery, DeliveryState, Mailbox, Message
from pinkas.books.mail_address import masked
from pinkas.connectors.letter import compose

_log = structlog.get_logger("pinkas.mail")

Security = Literal["none", "starttls", "tls"]

#: Where a server listens for each sort of security, unless told otherwise.
PORTS: Final[dict[Security, int]] = {"none": 25, "starttls": 587, "tls": 465}

#: A server that answers each command just in time is still left after so many times the time-out.
_CONVERSATION_TIMEOUTS: Final = 4
#: The message may take longer than any other answer: it has to travel, and is looked at before it is accepted.
_SLOWEST_BYTES_PER_S: Final = 20_000
_QUIT_TIMEOUT_S: Final = 2

_START_INPUT: Final = 354
_CLOSING: Final = 421
_DOT_FIRST = re.compile(rb"(?m)^\.")
_REPLY_CHARACTERS_READ: Final = 1000
_REPLY_CHARACTERS_MAX: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """A mail server and how to speak with it; the time-out, in seconds, is for each answer."""

    host: str
    port: int
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout_s: int = 30


class SmtpMailer:
    """Hands messages to one server. Certificates are verified, by the system's authorities unless `tls` differs."""

    def __init__(self, server: SmtpServer, sender: Mailbox, *, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._sender = sender
        self._tls = tls
        if tls is None and server.security != "none":
            self._tls = ssl.create_default_context()

    @property
    def sender(self) -> Mailbox:
        """From whom mail leaves this installation."""
        return self._sender

    async def send(self, message: Message) -> Delivery:
        """Send to all recipients or to none; see `Mailer`."""
        letter = compose(message)
        client = SMTP(
            hostname=self._server.host,
            port=self._server.port,
            timeout=self._server.timeout_s,
            use_tls=self._server.security == "tls",
            start_tls=self._server.security == "starttls",
            tls_context=self._tls,
            username=self._server.user,
            password=self._server.password,
            # The machine's own name is nobody's business, and asking for it can take longer than any time-out.
            local_hostname=message.sender.domain,
        )
        try:
            delivery = await self._converse(client, message, letter)
        finally:
            _break_off(client)
        log = _log.info if delivery.state is DeliveryState.ACCEPTED else _log.warning
        log(
            "mail",
            message_id=message.message_id,
            state=delivery.state,
            recipients=len(message.recipients),
            detail=delivery.detail,
        )
        return delivery

    async def _converse(self, client: SMTP, message: Message, letter: bytes) -> Delivery:
        try:
            async with asyncio.timeout(self._server.timeout_s * _CONVERSATION_TIMEOUTS):
                await client.connect()
                delivery = await self._agree(client, message)
        except (SMTPException, OSError, ValueError) as error:
            return self._refusal(error)
        if delivery is None:
            delivery = await self._hand_over(client, letter)
        if delivery.state is not DeliveryState.UNKNOWN:
            with contextlib.suppress(SMTPException, OSError):
                await client.quit(timeout=_QUIT_TIMEOUT_S)
        return delivery

    async def _agree(self, client: SMTP, message: Message) -> Delivery | None:
        """Name sender and recipients, and ask to hand over the message; a refusal when the server takes not all."""
        await client.mail(message.sender.address)
        refused: dict[str, SMTPResponseException] = {}
        for recipient in message.recipients:
            try:
                await client.rcpt(recipient)
            except aiosmtplib.SMTPRecipientRefused as error:
                refused[recipient] = error
                if error.code == _CLOSING:
                    break
            except (aiosmtplib.SMTPServerDisconnected, TimeoutError):
                if not refused:
                    raise
                break
        if refused:
            replies = "; ".join(f"{masked(recipient)}: {self._reply(error)}" for recipient, error in refused.items())
            return Delivery(
                state=DeliveryState.REFUSED,
                detail=_line(f"the mail server does not take {replies}"),
                recipients=tuple(refused),
                temporary=all(_is_temporary(error.code) for error in refused.values()),
            )
        response = await client.execute_command(b"DATA")
        if response.code != _START_INPUT:
            raise aiosmtplib.SMTPDataError(response.code, response.message)
        return None

    async def _hand_over(self, client: SMTP, letter: bytes) -> Delivery:
        """Send the message itself, which the library's own `data` would do in one step with asking for it."""
        protocol = client.protocol
        if protocol is None:
            return self._refusal(aiosmtplib.SMTPServerDisconnected("Connection lost"))
        try:
            protocol.write(_DOT_FIRST.sub(b"..", letter) + b".\r\n")
        except (SMTPException, OSError) as error:  # closed before: not a byte of it went
            return self._refusal(error)
        patience_s = self._server.timeout_s + len(letter) // _SLOWEST_BYTES_PER_S
        try:
            response = await protocol.read_response(timeout=patience_s)
        except (SMTPException, OSError) as error:
            return self._unknown(str(error))
        reply = self._reply(SMTPResponseException(response.code, response.message))
        match response.code // 100:
            case 2:
                return Delivery(state=DeliveryState.ACCEPTED, detail=reply)
            case 4 | 5:
                return Delivery(
                    state=DeliveryState.REFUSED,
                    detail=_line(f"the mail server refused the message: {reply}"),
                    temporary=_is_temporary(response.code),
                )
            case _:
                return self._unknown(reply)

    def _refusal(self, error: Exception) -> Delivery:
        """What went wrong before the message was handed over, in words for whoever set up or uses the mail."""
        name, temporary = f"{self._server.host}:{self._server.port}", True
        if isinstance(error, SMTPResponseException):
            temporary, reply = _is_temporary(error.code), self._reply(error)
            match error:
                case aiosmtplib.SMTPAuthenticationError():
                    reason = f"the mail server refused the user or the password: {reply}"
                case aiosmtplib.SMTPSenderRefused():
                    reason = f"the mail server refused the sender {masked(error.sender)}: {reply}"
                case _:
                    reason = f"the mail server refused: {reply}"
        elif _is_distrust(error):
            reason, temporary = f"the certificate of the mail server {name} is not trusted: {error}", False
        elif isinstance(error, TimeoutError):
            reason = f"the mail server {name} did not answer in time"
        elif isinstance(error, aiosmtplib.SMTPConnectError | aiosmtplib.SMTPServerDisconnected | OSError):
            reason = f"no connection to the mail server {name}: {error}"
        else:  # it lacks an extension we were told to use: no STARTTLS, no AUTH
            reason, temporary = f"the mail server {name} cannot be used: {error}", False
        return Delivery(state=DeliveryState.REFUSED, detail=self._without_password(_line(reason)), temporary=temporary)

    def _unknown(self, why: str) -> Delivery:
        return Delivery(
            state=DeliveryState.UNKNOWN,
            detail=_line(f"the mail server did not say whether it took the message: {self._without_password(why)}"),
        )

    def _reply(self, error: SMTPResponseException) -> str:
        """The server's reply as one short line that holds no secret and no whole address."""
        return self._without_password(_line(f"{error.code} {error.message}"))

    def _without_password(self, text: str) -> str:
        return text.replace(self._server.password, "[redacted]") if self._server.password else text


def _line(text: str) -> str:
    flat = " ".join("".join(c if c.isprintable() else " " for c in text[:_REPLY_CHARACTERS_READ]).split())
    return masked(flat)[:_REPLY_CHARACTERS_MAX]


def _is_temporary(code: int) -> bool:
    return code // 100 == 4


def _is_distrust(error: BaseException | None) -> bool:
    """Whether a certificate was the reason, at the bottom of what the library made of it."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__
    return False


def _break_off(client: SMTP) -> None:
    """Leave at once: what was not sent yet must not go out after the outcome has been told."""
    if client.transport is not None:
        cast("asyncio.WriteTransport", client.transport).abort()
    client.close()
