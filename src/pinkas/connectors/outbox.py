"""The mailer without a mail server: each message is kept as an `.eml` file, which any mail program opens.

A file is either whole or not there: it is written aside, flushed to the disk and renamed. Hidden recipients stand in
it as `Bcc`, for there is no envelope beside it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import re
import tempfile
from pathlib import Path
from typing import Final

import structlog

from pinkas.actions.ports import Delivery, DeliveryState, Mailbox, Message
from pinkas.connectors.letter import compose

_log = structlog.get_logger("pinkas.mail")

_FOLDER_MODE: Final = 0o700
_UNFIT_FOR_FILE = re.compile(r"[^A-Za-z0-9@._+-]+")
_ID_CHARACTERS_MAX: Final = 120


class Outbox:
    """Keeps messages in a folder of mode 700, as files of mode 600 named by instant and message id."""

    def __init__(self, folder: Path, sender: Mailbox) -> None:
        self._folder = folder
        self._sender = sender

    @property
    def sender(self) -> Mailbox:
        """From whom the kept mail says it comes."""
        return self._sender

    async def send(self, message: Message) -> Delivery:
        """Keep the message; the same message kept again is the same file."""
        name = _file_name(message)
        letter = compose(message, show_bcc=True)
        try:
            delivery = await asyncio.to_thread(_keep, self._folder, name, letter)
        except OSError as error:
            delivery = Delivery(
                state=DeliveryState.REFUSED,
                detail=f"the message cannot be kept in {self._folder}: {error.strerror}",
                temporary=True,
            )
        _log.info("mail kept", message_id=message.message_id, state=delivery.state, detail=delivery.detail)
        return delivery


def _file_name(message: Message) -> str:
    instant = message.sent_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return f"{instant}-{_UNFIT_FOR_FILE.sub('_', message.message_id)[:_ID_CHARACTERS_MAX]}.eml"


def _keep(folder: Path, name: str, letter: bytes) -> Delivery:
    """Write the file so that it is whole or absent. Raises OSError when it is certainly absent."""
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(_FOLDER_MODE)
    descriptor, written = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")  # mode 600 from birth
    aside = Path(written)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(letter)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder / name)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    try:
        _flush_folder(folder)
    except OSError as error:
        return Delivery(state=DeliveryState.UNKNOWN, detail=f"{name} may be lost if power fails: {error.strerror}")
    return Delivery(state=DeliveryState.ACCEPTED, detail=f"kept as {name}")


def _flush_folder(folder: Path) -> None:
    """A rename survives a power failure only once its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
