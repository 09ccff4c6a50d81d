"""A document mailed: the intent, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class MailingState(StrEnum):
    """What is known of a mailing; only `accepted` is sent. An unknown one may have gone: nobody repeats it blindly."""

    INTENDED = "intended"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """The intent to send a document's PDF to all recipients (copies included), stored before anything is sent."""

    uuid: UUID
    document: int
    recipients: tuple[str, ...]
    language: str
    subject: str
    pdf_sha256: bytes
