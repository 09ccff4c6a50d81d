"""A business asked over R-NET, in this process: the real router, keys and books, without a socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from starlette.types import Message

from pinkas.actions.desk import Caller
from pinkas.actions.key_making import GivenKey, add_key
from pinkas.actions.keys import Keys, KeySort
from pinkas.actions.shops import furnish, save_part
from pinkas.books.shop import Store, Till
from pinkas.dialects.rnet.routing import RnetRouter
from pinkas.dialects.rnet.server import rnet_router
from pinkas.testing.books import caller_of
from pinkas.testing.house import House
from tests.wire.caspit.asgi import Reply

_numbers = count(1)


@dataclass
class Counter:
    """A shop with stores `1` and `3` (Haifa, with till 21), and a key of its own."""

    house: House
    caller: Caller
    key: str
    router: RnetRouter = field(repr=False)

    def ask(self, verb: str, target: str, body: object = None, **headers: str) -> Reply:
        """The reply to one request; a body that is not bytes goes as JSON, decimals with their digits."""
        return self.house.run(self._asked(verb, target, body, headers))

    def ask_at_once(self, verb: str, target: str, bodies: Sequence[object]) -> list[Reply]:
        """The replies to requests that all come at the same time."""

        async def every() -> list[Reply]:
            return await asyncio.gather(*(self._asked(verb, target, body, {}) for body in bodies))

        return self.house.run(every())

    async def _asked(self, verb: str, target: str, body: object, headers: Mapping[str, str]) -> Reply:
        raw, _, query = target.encode().partition(b"?")
        sent = body if isinstance(body, bytes) else b"" if body is None else _json(body)
        named = {"x-api-key": self.key} | {name.replace("_", "-"): value for name, value in headers.items()}
        scope = {
            "type": "http", "method": verb, "path": unquote_to_bytes(raw).decode("utf-8", "replace"), "raw_path": raw,
            "query_string": query, "root_path": "", "client": ("192.0.2.7", 5000),
            "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
        }  # fmt: skip
        return await _asked(self.router, scope, sent)

    def get(self, path: str, **query: object) -> Any:
        """The JSON of a 200."""
        reply = self.ask("GET", "/v1/" + path + asked(query))
        assert reply.status == 200, reply.body
        return json.loads(reply.body, parse_float=Decimal)

    def post(self, path: str, body: object, **query: object) -> Any:
        """The JSON of a 200."""
        reply = self.ask("POST", "/v1/" + path + asked(query), body)
        assert reply.status == 200, reply.body
        return json.loads(reply.body, parse_float=Decimal)


def asked(query: Mapping[str, object]) -> str:
    """A query string."""
    return "?" + "&".join(f"{name}={quote(str(value))}" for name, value in query.items()) if query else ""


def open_counter(house: House) -> Counter:
    """Another business with its shop and a key."""
    number = next(_numbers)
    business = house.open_business(f"{530000000 + number * 10}")
    caller = caller_of(business, house.add_user(f"till-{number}", "s3cret-word", business))
    key = f"counter-key-{number}"
    return house.run(_open(house, caller, key))


async def _open(house: House, caller: Caller, key: str) -> Counter:
    desk = house.desk
    await furnish(desk, caller)
    saved = await save_part(desk, caller, Store, "3", {"name": "חיפה", "erp_code": "H"})
    await save_part(desk, caller, Till, None, {"number": 21, "store_serial": saved.record.serial})
    await add_key(desk, caller, KeySort.OPAQUE, given=GivenKey(key=key))
    return Counter(house, caller, key, rnet_router(desk, Keys(desk)))


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, default=str).encode()


async def _asked(router: RnetRouter, scope: dict[str, Any], body: bytes) -> Reply:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await router.handle(scope, receive, send)
    start, *rest = sent
    headers = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Reply(start["status"], headers, b"".join(message["body"] for message in rest))
