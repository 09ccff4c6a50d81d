"""Israeli identity numbers: nine digits, the last of which checks the others (fiscal dossier §6)."""

from __future__ import annotations

_DIGITS = 9


def is_israeli_number(text: str | None) -> bool:
    """Whether a text is a dealer's, a company's or a person's number: nine digits (leading zeros may be missing)."""
    digits = (text or "").strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > _DIGITS or not digits.strip("0"):
        return False
    total = 0
    for place, digit in enumerate(digits.zfill(_DIGITS)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
