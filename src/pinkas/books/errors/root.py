"""What every refusal and every failure of the books is."""

from __future__ import annotations

from typing import ClassVar


class PinkasError(Exception):
    """The root; its message is for the person who gets it."""

    code: ClassVar[str] = "error"


class Refusal(PinkasError):
    """The request cannot be done as asked; nothing was written."""

    code = "refused"


class Contention(PinkasError):
    """The facts kept changing under the decision; nothing was written, the same request may be sent again."""

    code = "contention"

    def __init__(self) -> None:
        super().__init__("the books were too busy to take this; send it again")
