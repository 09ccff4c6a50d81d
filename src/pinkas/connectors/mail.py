"""Which road mail takes: through an SMTP server when one is set, into a folder otherwise."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pinkas.actions.ports import Mailbox, Mailer
from pinkas.connectors.outbox import Outbox
from pinkas.connectors.smtp import SmtpMailer, SmtpServer

#: The sender of kept mail when none is set: a domain that never exists (RFC 2606).
NO_SENDER: Final = Mailbox(None, "no-reply@pinkas.invalid")


@dataclass(frozen=True, slots=True)
class MailRoad:
    """The road of one installation: its folder for kept mail, its sender, and its server, if any."""

    folder: Path
    sender: Mailbox = NO_SENDER
    server: SmtpServer | None = None

    @property
    def sentence(self) -> str:
        """What is said of mail at the start."""
        if self.server is None:
            return f"Mail: kept as .eml files in {self.folder}; set PINKAS_SMTP_HOST to send it"
        return f"Mail: sent through {self.server.host}:{self.server.port}"

    def open(self) -> Mailer:
        """The mailer; nothing is connected or written before the first message."""
        if self.server is None:
            return Outbox(self.folder, self.sender)
        return SmtpMailer(self.server, self.sender)

    def to_plain(self) -> dict[str, Any]:
        """The road as plain JSON, the password included: for a worker's private ears only."""
        return {**dataclasses.asdict(self), "folder": str(self.folder)}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> MailRoad:
        """The road that `to_plain` told."""
        server = plain["server"]
        return cls(
            folder=Path(plain["folder"]),
            sender=Mailbox(**plain["sender"]),
            server=None if server is None else SmtpServer(**server),
        )
