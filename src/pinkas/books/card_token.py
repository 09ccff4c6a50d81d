"""Tokens: what stands for a card at its gateway, and is never the card's own number."""

from __future__ import annotations

from typing import Final

from pinkas.books.errors import InvalidValue

#: How many digits a card's number has (ISO/IEC 7812).
_DIGITS: Final = range(12, 20)


def is_card_number(text: str) -> bool:
    """Whether a text can be a card's number: 12 to 19 digits, however they are set apart, the last checks the others.

    ISO/IEC 7812, annex B.
    """
    digits = "".join(sign for sign in text if sign.isalnum())
    if not digits.isdecimal() or len(digits) not in _DIGITS:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def check_token(field: str, token: str | None, *, held: str | None = None) -> None:
    """Refuse a card's number where a token belongs, but for what is held there already. Raises InvalidValue."""
    if token is not None and token != held and is_card_number(token):
        raise InvalidValue(field, "must be a token: a card's number is kept nowhere")
