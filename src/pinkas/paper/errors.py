"""What can go wrong with a paper; each message is one sentence for the person who asked for it.

PaperError          a value, picture or sheet that cannot be put on paper
└── PaperBusy       too many sheets are waiting already; safe to ask again
"""

from __future__ import annotations


class PaperError(Exception):
    """A value, picture or sheet that cannot be put on paper."""


class PaperBusy(PaperError):
    """Too many sheets are waiting to be typeset; ask again in a moment."""

    def __init__(self) -> None:
        super().__init__("Too many documents are being prepared at this moment; please try again shortly.")
