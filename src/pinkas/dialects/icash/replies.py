"""The envelope: compact JSON, `nonce` as text, then `status`, then `data` or `error_message` (dossier §3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import msgspec

from pinkas.dialects.http import RawHeaders

KIND: Final = b"application/json; charset=utf-8"
#: A nonce is repeated to its sender no further than this.
MOST_ECHOED: Final = 200
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it goes out. `status` is HTTP's."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ()

    def raw_headers(self) -> RawHeaders:
        """Every header field."""
        length = str(len(self.body)).encode()
        fixed = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
        return [(b"content-type", KIND), (b"content-length", length), *fixed, *self.headers]


def success(nonce: str, data: Any, *, replayed: bool = False) -> Reply:
    """What a method gave, `replayed` when it was given before."""
    body = _ENCODER.encode({"nonce": nonce[:MOST_ECHOED], "status": 1, "data": data})
    return Reply(body, headers=((b"idempotency-replayed", b"true"),) if replayed else ())


def failure(nonce: str, text: str, *, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Reply:
    """Why there is nothing to give."""
    body = _ENCODER.encode({"nonce": nonce[:MOST_ECHOED], "status": 0, "error_message": text})
    return Reply(body, status, headers)
