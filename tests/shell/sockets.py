"""Raw HTTP for tests: bytes out, answers in, nothing helped along."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import uvicorn

from pinkas.shell.protocol import HEAD_LIMIT_BYTES, VerbProtocol
from tests.shell.little_app import create

TIMEOUT_S = 20


@dataclass(frozen=True)
class Answer:
    status: int
    fields: dict[str, str]
    body: bytes

    @property
    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(self.body)
        return facts


class Client:
    """One connection."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self.sock.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.sock.close()

    def send(self, *parts: bytes, pause_s: float = 0.002) -> "Client":
        for number, part in enumerate(parts):
            if number:
                time.sleep(pause_s)
            self.sock.sendall(part)
        return self

    def answer(self) -> Answer:
        line = self._file.readline()
        if not line:
            raise EOFError("the server closed the connection without an answer")
        fields = {}
        while (field := self._file.readline()) != b"\r\n":
            name, _, value = field.decode().partition(":")
            fields[name.lower()] = value.strip()
        return Answer(int(line.split()[1]), fields, self._body(fields))

    def _body(self, fields: dict[str, str]) -> bytes:
        if "content-length" in fields:
            return self._file.read(int(fields["content-length"]))
        body = b""
        while size := int(self._file.readline(), 16):
            body += self._file.read(size)
            self._file.readline()
        self._file.readline()
        return body

    def closed(self) -> bool:
        """Wait for the server to close; anything it still says is a failure."""
        return self._file.read() == b""


@contextmanager
def serving(**patience: float) -> Iterator[uvicorn.Server]:
    """The little app behind our protocol, in a thread; `patience` overrides the protocols' times."""
    keep_alive_s = patience.pop("keep_alive_s", 20)
    successor = type("Successor", (VerbProtocol.successor_class,), dict(patience))
    protocol = type("Protocol", (VerbProtocol,), {**patience, "successor_class": successor})
    config = uvicorn.Config(
        create({}),
        loop="uvloop",
        http=protocol,
        ws="none",
        interface="asgi3",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=HEAD_LIMIT_BYTES,
    )
    config.timeout_keep_alive = keep_alive_s  # type: ignore[assignment]
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    server.port = listener.getsockname()[1]  # type: ignore[attr-defined]
    thread.start()
    until(lambda: server.started)
    try:
        yield server
    finally:
        server.should_exit = True
        thread.join(TIMEOUT_S)
        assert not thread.is_alive()
        assert not server.server_state.connections
        assert not server.server_state.tasks


def until(happened: Any, seconds: float = TIMEOUT_S) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.01)
