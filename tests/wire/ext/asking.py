"""Calls under /ext/v1 with a shop's own token."""

from __future__ import annotations

import json

from tests.wire.caspit.golden.shop import Reply, Shop


def ext(shop: Shop, verb: str, target: str, body: object = None, **headers: str) -> Reply:
    """One call, its body as JSON."""
    fields = {"Caspit-Token": shop.token} | {name.replace("_", "-"): value for name, value in headers.items()}
    content = b""
    if body is not None:
        fields.setdefault("Content-Type", "application/json")
        content = json.dumps(body, default=str).encode()
    return shop.send(verb, f"/ext/v1/{target}", content, fields)
