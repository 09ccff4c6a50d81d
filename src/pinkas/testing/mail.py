"""A mailer that sends nothing and remembers everything."""

from __future__ import annotations

import asyncio
import threading
from typing import Final

from pinkas.actions.ports import Delivery, DeliveryState, Mailbox, Message

_HELD_SECONDS: Final = 30


class RecordingMailer:
    """Keeps each message in `sent` and answers `delivery`; both may be changed by a test, from any thread.

    Between `hold` and `release` a message that arrives sets `arrived` and waits: it is on its way.
    """

    def __init__(self) -> None:
        self.sender = Mailbox(None, "books@pinkas.invalid")
        self.arrived = threading.Event()
        self._passing = threading.Event()
        self.reset()

    def reset(self) -> None:
        """As new: nothing sent, everything accepted, nothing held."""
        self.sent: list[Message] = []
        self.delivery = Delivery(state=DeliveryState.ACCEPTED, detail="250 taken")
        self.release()
        self.arrived.clear()

    def hold(self) -> None:
        """Let what comes now wait."""
        self.arrived.clear()
        self._passing.clear()

    def release(self) -> None:
        """Let it pass."""
        self._passing.set()

    async def send(self, message: Message) -> Delivery:
        """Keep the message, and answer as told."""
        self.sent.append(message)
        self.arrived.set()
        await asyncio.to_thread(self._passing.wait, _HELD_SECONDS)
        return self.delivery
