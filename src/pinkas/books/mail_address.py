"""Mail addresses as people write them, read into the plain form a mail server takes. Pure: nothing is looked up.

The local part must be ASCII (RFC 5321 without quoted strings); a domain in other letters becomes its `xn--` form.
"""

from __future__ import annotations

import re
from typing import Final

from pinkas.books.errors import InvalidValue

ADDRESSES_MAX: Final = 20
ADDRESS_CHARACTERS_MAX: Final = 254
TEXT_CHARACTERS_MAX: Final = 10_000

_LOCAL_CHARACTERS_MAX: Final = 64
_SHOWN_CHARACTERS: Final = 60

#: Signs of direction and the byte order mark, which come along when Hebrew is copied; nothing of an address.
_MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_TOKEN = re.compile(
    rf'"(?P<quoted>(?:[^"\\]|\\.)*)"|<(?P<angle>[^<>"]*)>|(?P<cut>[,;])|(?P<blank>[\s{_MARKS}]+)'
    rf'|(?P<word>[^\s,;<>"{_MARKS}]+)|(?P<stray>.)',
    re.DOTALL,
)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}")
#: Letters that the two versions of IDNA read differently: the same text could name two domains.
_AMBIGUOUS = re.compile("[\u00df\u03c2\u200c\u200d]")
_ADDRESS_IN_TEXT = re.compile(r"(?P<first>[^\s<>@\"',;:()\[\]])[^\s<>@\"',;:()\[\]]*@(?P<domain>[\w.-]+)")


def addresses(text: str, field: str = "to") -> tuple[str, ...]:
    """The addresses in the text, in order and each once, split on commas, semicolons and blanks.

    Display names (`Dana <dana@example.com>`) are left out. Nothing in the text: no addresses. Raises InvalidValue,
    naming `field`, for anything that is no address and for more than twenty.
    """
    if len(text) > TEXT_CHARACTERS_MAX:
        raise InvalidValue(field, f"must be at most {TEXT_CHARACTERS_MAX} characters")
    found: dict[str, None] = {}
    for written in _written(text, field):
        found[address(written, field)] = None
        if len(found) > ADDRESSES_MAX:
            raise InvalidValue(field, f"must hold at most {ADDRESSES_MAX} addresses")
    return tuple(found)


def _written(text: str, field: str) -> list[str]:
    """What stands in the text as an address, unchecked, without the display names."""
    found: list[str] = []
    waiting: list[str] = []  # words that are addresses, unless an address in angle brackets makes them its name
    for token in _TOKEN.finditer(text):
        sort, value = token.lastgroup, token.group()
        if sort in {"word", "quoted"}:
            waiting.append(value)
        elif sort == "angle":
            inside = token["angle"].strip()
            # Before `<b@x.com>`, `a@x.com` is an address of its own, and `b@x.com` its name.
            found += [word for word in waiting if "@" in word and word[0] != '"' and word.lower() != inside.lower()]
            found.append(inside)
            waiting.clear()
        elif sort == "cut":
            found += waiting
            waiting.clear()
        elif sort == "stray":
            raise InvalidValue(field, f"has {value} without its pair")
    return found + waiting


def address(text: str, field: str = "to") -> str:
    """The one address in its plain ASCII form, the domain in small letters. Raises InvalidValue naming `field`."""
    local, at, domain = text.rpartition("@")
    if not at or len(local) > _LOCAL_CHARACTERS_MAX or not _LOCAL.fullmatch(local):
        raise InvalidValue(field, f"{_shown(text)} is not a mail address")
    plain = f"{local}@{_plain_domain(domain, text, field)}"
    if len(plain) > ADDRESS_CHARACTERS_MAX:
        raise InvalidValue(field, f"{_shown(text)} is longer than {ADDRESS_CHARACTERS_MAX} characters")
    return plain


def _plain_domain(domain: str, text: str, field: str) -> str:
    if len(domain) > ADDRESS_CHARACTERS_MAX:
        raise InvalidValue(field, f"{_shown(text)} is longer than {ADDRESS_CHARACTERS_MAX} characters")
    if _AMBIGUOUS.search(domain):
        raise InvalidValue(field, f"{_shown(text)} has a domain that can be read in two ways; write its xn-- form")
    try:
        plain = domain.lower() if domain.isascii() else domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        plain = ""
    if not _DOMAIN.fullmatch(plain):
        raise InvalidValue(field, f"{_shown(text)} is not a mail address")
    return plain


def is_address(text: str) -> bool:
    """Whether the text is one address, in its plain form already."""
    try:
        return address(text) == text
    except InvalidValue:
        return False


def masked(text: str) -> str:
    """The text with each address in it hidden but for its first letter and its domain: `d***@example.com`."""
    return _ADDRESS_IN_TEXT.sub(r"\g<first>***@\g<domain>", text)


def _shown(text: str) -> str:
    """The text as an error may quote it: short, and without invisible characters."""
    visible = "".join(character if character.isprintable() else "?" for character in text)
    return f"'{visible[:_SHOWN_CHARACTERS]}{'…' if len(visible) > _SHOWN_CHARACTERS else ''}'"
