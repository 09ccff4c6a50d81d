"""What a proof found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """The first record that is not whole, and how."""

    record: str
    fault: str

    def __str__(self) -> str:
        """One sentence for the person who asked."""
        return f"{self.record}: {self.fault}"


class NotWholeError(Exception):
    """Found something; carries it."""

    def __init__(self, record: str, fault: str) -> None:
        super().__init__(record, fault)
        self.finding = Finding(record, fault)
