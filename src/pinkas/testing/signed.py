"""Reads a signed PDF by its bytes alone: what the signature covers, and the signature itself, for any verifier."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_BYTE_RANGE: Final = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


@dataclass(frozen=True, slots=True)
class SignedPart:
    """The one signature of a PDF: the bytes it covers, and the CMS container (DER)."""

    covered: bytes
    container: bytes
    whole: bool


def signed_part(pdf: bytes) -> SignedPart:
    """The PDF's only signature; `whole` when nothing but the container is outside of what it covers.

    Raises ValueError when there is not exactly one.
    """
    (found,) = _BYTE_RANGE.finditer(pdf)
    start, first, second, last = (int(number) for number in found.groups())
    container = bytes.fromhex(pdf[first + 1 : second - 1].decode("ascii"))
    length = int.from_bytes(container[2:4], "big") + 4  # a long-form DER sequence; zeros fill the rest
    return SignedPart(
        covered=pdf[start:first] + pdf[second : second + last],
        container=container[:length],
        whole=start == 0 and second + last == len(pdf) and container[:2] == b"\x30\x82",
    )
