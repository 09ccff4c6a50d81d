"""Mail: a message, the outcome of sending it, and who sends."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from pinkas.books.errors import InvalidValue
from pinkas.books.mail_address import is_address

SUBJECT_CHARACTERS_MAX: Final = 500
BODY_CHARACTERS_MAX: Final = 100_000
NAME_CHARACTERS_MAX: Final = 150
ATTACHMENT_BYTES_MAX: Final = 15 << 20
RECIPIENTS_MAX: Final = 60

_MESSAGE_ID = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,253}")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address with the name shown beside it, if any. Raises InvalidValue naming `sender`."""

    name: str | None
    address: str

    def __post_init__(self) -> None:
        """Refuse what could break out of a header."""
        if self.name is not None:
            _check_line("sender", self.name, NAME_CHARACTERS_MAX)
        _check_address("sender", self.address)

    @property
    def domain(self) -> str:
        """What stands after the @: the right half of the message ids made for this sender."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail with its PDF, valid once it exists. `repr` shows neither texts nor addresses.

    Addresses are in their plain form (`books.mail_address`); `reply_to` is the business's own, when it has one.
    `message_id` is `left@right` without angle brackets, chosen by whoever stores the intent, so that a message of
    unknown fate can be looked for; `sent_at` is aware. Raises InvalidValue naming the field.
    """

    sender: Mailbox = field(repr=False)
    to: tuple[str, ...] = field(repr=False)
    cc: tuple[str, ...] = field(default=(), repr=False)
    bcc: tuple[str, ...] = field(default=(), repr=False)
    reply_to: str | None = field(default=None, repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    attachment_name: str = field(repr=False)
    attachment: bytes = field(repr=False)
    message_id: str
    sent_at: dt.datetime

    def __post_init__(self) -> None:
        """Refuse what a mail cannot hold, above all line breaks in what becomes a header."""
        for name in ("to", "cc", "bcc"):
            for one in getattr(self, name):
                _check_address(name, one)
        if not self.to:
            raise InvalidValue("to", "must name at least one address")
        if len(self.recipients) > RECIPIENTS_MAX:
            raise InvalidValue("to", f"must be at most {RECIPIENTS_MAX} addresses, those of cc and bcc included")
        if self.reply_to is not None:
            _check_address("reply_to", self.reply_to)
        _check_line("subject", self.subject, SUBJECT_CHARACTERS_MAX)
        _check_text("body", self.body, BODY_CHARACTERS_MAX)
        _check_line("attachment_name", self.attachment_name, NAME_CHARACTERS_MAX)
        if len(self.attachment) > ATTACHMENT_BYTES_MAX:
            raise InvalidValue("attachment", f"must be at most {ATTACHMENT_BYTES_MAX >> 20} MB")
        if not _MESSAGE_ID.fullmatch(self.message_id):
            raise InvalidValue("message_id", "must be letters and digits around one @")
        if self.sent_at.utcoffset() is None:
            raise InvalidValue("sent_at", "must have a time zone")

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody who gets it, each once: the envelope."""
        return tuple(dict.fromkeys((*self.to, *self.cc, *self.bcc)))


class DeliveryState(StrEnum):
    """How an attempt to send ended."""

    #: Taken over by the mail server (or kept as a file): done, never to be repeated.
    ACCEPTED = "accepted"
    #: Definitely not sent, to nobody.
    REFUSED = "refused"
    #: The connection ended after the message was handed over: it may have gone. Looked up by a person, never repeated.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The outcome of one attempt. `detail` is one line to store, log and show; addresses in it are masked."""

    state: DeliveryState
    #: Accepted: the server's reply, or the kept file's name. Otherwise the reason, as a sentence without its full stop.
    detail: str
    #: Refused: the recipients the server would not take, in full; empty when it was not about them.
    recipients: tuple[str, ...] = field(default=(), repr=False)
    #: Refused: the same message may be taken another time (a busy server, no connection).
    temporary: bool = False


class Mailer(Protocol):
    """Sends mail, each message by one attempt."""

    @property
    def sender(self) -> Mailbox:
        """From whom mail leaves this installation; without a name, the business's stands there."""

    async def send(self, message: Message) -> Delivery:
        """Send to all recipients or to none. Never raises for what a server or a disk does; that is the outcome.

        When the task is cancelled meanwhile, the fate of the message is unknown.
        """


def _check_address(name: str, text: str) -> None:
    if not is_address(text):
        raise InvalidValue(name, "must be a plain mail address")


def _check_line(name: str, text: str, characters_max: int) -> None:
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
        raise InvalidValue(name, "must not hold line breaks or control characters")
    if len(text) > characters_max:
        raise InvalidValue(name, f"must be at most {characters_max} characters")


def _check_text(name: str, text: str, characters_max: int) -> None:
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\r\n\t" for character in text):
        raise InvalidValue(name, "must not hold control characters")
    if len(text) > characters_max:
        raise InvalidValue(name, f"must be at most {characters_max} characters")
