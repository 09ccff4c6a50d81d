"""Shortcuts to the books for tests that need no wire."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pinkas.actions.desk import Caller


def caller_of(business: int, login: int = 1, *, tax_number: str = "514000009") -> Caller:
    """A caller on an Israeli business's behalf."""
    return Caller(
        business=business,
        tax_number=tax_number,
        country="IL",
        zone=ZoneInfo("Asia/Jerusalem"),
        currency="ILS",
        login=login,
        actor="ruth",
        operator=False,
    )
