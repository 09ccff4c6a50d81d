"""Asks an ASGI application one literal question: what stands on the request line goes in byte by byte."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    app: ASGIApp,
    verb: str,
    target: str | bytes,
    *,
    headers: dict[str, str] | None = None,
    body: bytes | list[bytes] = b"",
    gone: bool = False,
    **scope: Any,
) -> Reply | None:
    """The reply, or None when the application sent nothing; `gone`: the caller hangs up instead of ending the body."""
    chunks = [body] if isinstance(body, bytes) else list(body)
    raw, _, query = (target.encode() if isinstance(target, str) else target).partition(b"?")
    asked = {
        "type": "http",
        "method": verb,
        "path": unquote_to_bytes(raw).decode("utf-8", "replace"),
        "raw_path": raw,
        "query_string": query,
        "root_path": "",
        "scheme": "https",
        "server": ("127.0.0.1", 8080),
        "client": ("10.0.0.9", 5000),
        "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in ({"host": "HOST"} | (headers or {})).items()],
    } | scope
    sent: list[Message] = []

    async def receive() -> Message:
        if not chunks:
            if not gone:
                await asyncio.Event().wait()
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks) or gone}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(_run(app, asked, receive, send))
    if not sent:
        return None
    start, *rest = sent
    names = [name.decode() for name, _ in start["headers"]]
    assert len(names) == len(set(names)), f"a header was sent twice: {names}"
    received = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Reply(start["status"], received, b"".join(message["body"] for message in rest))


async def _run(app: ASGIApp, scope: Any, receive: Any, send: Any) -> None:
    await app(scope, receive, send)


def answered(app: ASGIApp, verb: str, target: str | bytes, **more: Any) -> Reply:
    """The reply, which must come."""
    reply = ask(app, verb, target, **more)
    assert reply is not None
    return reply
