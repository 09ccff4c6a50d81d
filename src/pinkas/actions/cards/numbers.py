"""Card numbers: what one is, its expiry, and texts of others cleaned of them."""

from __future__ import annotations

import re
from typing import Final

from stdnum import luhn

from pinkas.books.errors import InvalidValue

MESSAGE_CHARACTERS: Final = 300
_NUMBER: Final = re.compile(r"[0-9]{12,19}")
#: Caspit dossier section 8.11: "0223", "02/23", "022023" and "02/2023" are February 2023.
_EXPIRY: Final = re.compile(r"(0[1-9]|1[0-2])/?(?:20)?([0-9]{2})")
_RUN: Final = re.compile(r"(?<![0-9])(?:[0-9][ -]?){11,18}[0-9](?![0-9])")


def card_number(text: str) -> str:
    """The digits of a number as typed, blanks and hyphens left out. Raises InvalidValue, which never repeats it.

    Whether the number can be a card's at all is for the gateway to say: it has a code for that.
    """
    digits = re.sub(r"[ -]", "", text)
    if not _NUMBER.fullmatch(digits):
        raise InvalidValue("card_number", "must be a card number of 12 to 19 digits")
    return digits


def card_expiry(text: str) -> str:
    """The expiry as MMYY. Raises InvalidValue."""
    found = _EXPIRY.fullmatch(text.strip())
    if found is None:
        raise InvalidValue("card_expiry", "must be a month and a year, MMYY")
    return found[1] + found[2]


def passes_check_digit(number: str) -> bool:
    """Whether a number's last digit fits the others (ISO/IEC 7812)."""
    return bool(luhn.is_valid(number))


def cleaned(text: str | None) -> str | None:
    """A gateway's text as it may be kept: one line, short, no card number in it."""
    if text is None:
        return None
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return _RUN.sub("[card]", line)[:MESSAGE_CHARACTERS] or None
