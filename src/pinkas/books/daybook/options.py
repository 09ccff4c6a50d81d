"""The content of lines that set a business's options."""

from __future__ import annotations

from pinkas.books import canon


def option_content(name: str, version: int, body: str, sealed: bytes | None) -> bytes:
    """The content of a line that sets an option: its exact JSON text, and its secrets as they lie encrypted."""
    return canon.digest(canon.text(name), canon.integer(version), canon.text(body), canon.binary(sealed))
