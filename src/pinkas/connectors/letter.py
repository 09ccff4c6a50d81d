"""A message as the bytes of a mail (RFC 5322, MIME): plain text, for Hebrew also HTML from right to left, and the PDF.

Every line is ASCII and short, so no server needs an extension to carry it. It is built with the older half of the
standard library's email package on purpose: that one writes headers as they are given, while the newer one parses and
folds them anew, differently from one Python to the next.
"""

from __future__ import annotations

import re
import unicodedata
from email.charset import QP, Charset
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, formataddr
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from pinkas.actions.ports import Mailbox, Message

_WIRE: Final = compat32.clone(linesep="\r\n", max_line_length=76)

_RIGHT_TO_LEFT_MARK = "\u200f"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
#: Links and addresses are Latin in any language, and say nothing of the text's own.
_LATIN_WORD = re.compile(r"\S*(?:://|@)\S*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_UNFIT_FOR_FILE = re.compile(r"[/\\:*?\"<>|]+")
_UNFIT_FOR_ASCII = re.compile(r"[^A-Za-z0-9._]+")


def compose(message: Message, *, show_bcc: bool = False) -> bytes:
    """The whole mail, its lines ending in CR LF. Hidden recipients stand in it only when `show_bcc`."""
    mail = MIMEMultipart("mixed")
    mail["From"] = _mailbox(message.sender)
    if message.reply_to is not None:
        mail["Reply-To"] = message.reply_to
    mail["To"] = ", ".join(message.to)
    if message.cc:
        mail["Cc"] = ", ".join(message.cc)
    if message.bcc and show_bcc:
        mail["Bcc"] = ", ".join(message.bcc)
    mail["Subject"] = _header_text(message.subject, "Subject")
    mail["Date"] = format_datetime(message.sent_at)
    mail["Message-ID"] = f"<{message.message_id}>"
    mail.attach(_texts(_LINE_END.sub("\n", message.body)))
    mail.attach(_pdf(message))
    return mail.as_bytes(policy=_WIRE)


def runs_right_to_left(text: str) -> bool:
    """Whether most letters of the text belong to a script written from right to left."""
    letters = [unicodedata.bidirectional(character) for character in _LATIN_WORD.sub("", text)]
    return sum(letter in _RIGHT_TO_LEFT for letter in letters) > letters.count("L")


def _header_text(text: str, header: str) -> str:
    """The text as that header carries it: encoded when it is not ASCII, or would be taken for something encoded."""
    if text.isascii() and "=?" not in text:
        return text
    return Header(text, "utf-8", maxlinelen=_WIRE.max_line_length, header_name=header).encode()


def _mailbox(sender: Mailbox) -> str:
    if sender.name is None:
        return sender.address
    encoded = _header_text(sender.name, "From")
    return formataddr((sender.name, sender.address)) if encoded == sender.name else f"{encoded} <{sender.address}>"


def _texts(body: str) -> MIMEBase:
    if not runs_right_to_left(body):
        return _text(body, "plain")
    both = MIMEMultipart("alternative")
    both.attach(_text("\n".join(_marked(line) for line in body.split("\n")), "plain"))
    both.attach(_text(_html(body), "html"))
    return both


def _text(text: str, sort: str) -> MIMEBase:
    """A text part: what is mostly ASCII stays readable on the wire, the rest is base64 of lines ending in CR LF."""
    charset = Charset("utf-8")  # its own encoding of bodies is base64
    if text.isascii():
        charset.body_encoding = QP
    part = MIMENonMultipart("text", sort)
    part.set_payload(text if text.isascii() else text.replace("\n", "\r\n"), charset)
    return part


def _marked(line: str) -> str:
    """The line of a right-to-left text, with a mark before it when its first letter would turn it round.

    A reader of plain text takes each line's direction from its first letter: "PayPal - תשלום" would run the other way.
    A line without any right-to-left letter (a link) stays untouched.
    """
    directions = [unicodedata.bidirectional(character) for character in line]
    first = next((direction for direction in directions if direction in {*_RIGHT_TO_LEFT, "L"}), "")
    return _RIGHT_TO_LEFT_MARK + line if first == "L" and not _RIGHT_TO_LEFT.isdisjoint(directions) else line


def _html(body: str) -> str:
    """The same text as a page from right to left; nothing in it is taken for markup."""
    lines = escape(body).split("\n")
    return (
        '<!DOCTYPE html>\n<html dir="rtl">\n<head><meta charset="utf-8"></head>\n'
        '<body dir="rtl" style="text-align: right">\n<div dir="rtl">\n'
        + "<br>\n".join(lines)
        + "\n</div>\n</body>\n</html>\n"
    )


def _pdf(message: Message) -> MIMEApplication:
    """The attachment, its name twice: in ASCII for old readers, whole as RFC 2231 has it for the rest."""
    name = _UNFIT_FOR_FILE.sub("-", message.attachment_name).strip() or "document.pdf"
    plain = _ascii_name(name)
    part = MIMEApplication(message.attachment, "pdf", name=plain)
    whole = f'filename="{plain}"' if name == plain else f"filename*=utf-8''{quote(name, safe='')}"
    part["Content-Disposition"] = f"attachment; {whole}"
    return part


def _ascii_name(name: str) -> str:
    stem = _UNFIT_FOR_ASCII.sub("-", name.removesuffix(".pdf")).strip("-.")
    if name != f"{stem}.pdf" and not name.isascii():
        stem = f"document-{stem}" if stem else "document"
    return f"{stem or 'document'}.pdf"
