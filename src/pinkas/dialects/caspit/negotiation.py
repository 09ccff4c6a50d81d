"""Which form an answer takes, JSON or XML: chosen from the request's Accept as ASP.NET chooses (dossier section 4).

The best quality wins; of equals what is named before what a range covers, and JSON before XML. Nobody who asks for
nothing we have is refused: such callers get JSON, as those without an Accept do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_ACCEPT_BYTES = 1024
"""An Accept is read so far and no further; what is cut off in the middle counts for nothing."""

_QUALITY: Final = re.compile(r"0(?:\.\d{0,9})?|1(?:\.0{0,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of answers: its name in an Accept, the Content-Type it is sent under, and whether it is XML."""

    name: str
    media_type: str
    xml: bool


#: In the order in which the vendor's platform offers them.
FORMS: Final = tuple(
    Form(name, f"{name}; charset=utf-8", name.endswith("/xml"))
    for name in ("application/json", "text/json", "application/xml", "text/xml")
)
JSON_FORM: Final = FORMS[0]


def form_of(headers: Iterable[tuple[bytes, bytes]]) -> Form:
    """The form that a request's headers ask for."""
    accepts = [value for name, value in headers if name == b"accept"]
    if not accepts:
        return JSON_FORM
    accept = accepts[0] if len(accepts) == 1 else b",".join(accepts)
    return chosen(accept[:MAX_ACCEPT_BYTES])


@lru_cache(maxsize=256)  # clients send the same few again and again
def chosen(accept: bytes) -> Form:
    """The form that an Accept's value asks for.

    >>> chosen(b"text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8").name
    'application/xml'
    """
    ranges = [_range(part) for part in accept.decode("latin-1").split(",")]
    wanted = {name: (quality, -place) for place, (name, quality) in reversed(list(enumerate(ranges))) if name}
    best, best_rank = JSON_FORM, (0, 0, 0, 0)
    for form in FORMS:
        quality, exactness, place = _standing(form, wanted)
        # Of one format's two names the one listed first; of two formats JSON, whatever was listed first.
        rank = (quality, exactness, 0 if form.xml else 1, place)
        if quality and rank > best_rank:
            best, best_rank = form, rank
    return best


def _standing(form: Form, wanted: dict[str, tuple[int, int]]) -> tuple[int, int, int]:
    """Quality, how exactly the form is named, and where; the most exact range speaks for it."""
    for exactness, name in ((2, form.name), (1, form.name.partition("/")[0] + "/*"), (0, "*/*")):
        if name in wanted:
            quality, place = wanted[name]
            return quality, exactness, place if exactness == 2 else 0
    return 0, 0, 0


def _range(part: str) -> tuple[str, int]:
    """A media range and its quality in billionths; no name for what cannot be read."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = "1"
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            quality = value.strip()
    if not _QUALITY.fullmatch(quality):
        return "", 0
    whole, _, fraction = quality.partition(".")
    return name, int(whole) * 10**9 + int(fraction.ljust(9, "0") if fraction else 0)
