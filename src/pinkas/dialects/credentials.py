"""How a program's key comes with an HTTP request: as a bearer token, in a header of its own, or as a user's name."""

from __future__ import annotations

import base64
import binascii
from typing import Final

_LONGEST: Final = 400


def presented_key(authorization: str | None, x_api_key: str | None) -> str | None:
    """The key in `x-api-key`, or else in `Authorization` as Bearer or as the user name of Basic; None without one."""
    if x_api_key is not None:
        return x_api_key.strip() or None
    scheme, _, rest = (authorization or "").strip().partition(" ")
    rest = rest.strip()
    if scheme.lower() == "bearer":
        return rest or None
    if scheme.lower() == "basic" and len(rest) <= _LONGEST:
        try:
            user = base64.b64decode(rest, validate=True).partition(b":")[0]
        except (binascii.Error, ValueError):
            return None
        return user.decode("latin-1") or None
    return None
