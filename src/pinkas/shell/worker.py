"""One process that serves: ``python -m pinkas.shell.worker``, started by the supervisor and by nobody else.

Its orders come as one line of JSON on standard input, never as arguments: they may hold a database's password. The
same pipe is its life line: it ends when the supervisor is gone, however that went, and the worker then stops as if
asked to. Stopping means: accept nothing more, finish every request already received, leave.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import math
import os
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import uvicorn

from pinkas.shell.accepting import Acceptor, Tally
from pinkas.shell.logs import redact_text, set_up_logs
from pinkas.shell.protocol import HEAD_LIMIT_BYTES, VerbProtocol
from pinkas.shell.supervisor import WorkerOrders

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

LIFE_LINE = 0
"""The file descriptor of standard input."""

KEEP_ALIVE_S = 75
"""Longer than the idle time of the usual clients' pools, so that seldom both sides act at the same moment."""

_SETTLE_S = 0.1
_LAST_RESORT_S = 10.0


class Reports:
    """The pipe on which the supervisor hears how this worker is."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = os.dup(descriptor)  # a duplicate is not inherited by programs the app starts
        os.close(descriptor)

    def send(self, **facts: object) -> None:
        """Write one report."""
        # Without a reader the supervisor is gone, and the life line says so as well.
        with contextlib.suppress(OSError):
            os.write(self._descriptor, json.dumps(facts).encode() + b"\n")

    def close(self) -> None:
        """End the reports."""
        os.close(self._descriptor)


class Application:
    """The app as uvicorn calls it; remembers why it did not start."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.failure: BaseException | None = None

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Hand the call on; only a failure to live is kept."""
        if scope["type"] == "lifespan":
            return self._live(scope, receive, send)
        return self._app(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except BaseException as failure:
            self.failure = failure
            raise


class Server(uvicorn.Server):
    """uvicorn's server with our way to accept and to stop."""

    def __init__(self, config: uvicorn.Config, orders: WorkerOrders, reports: Reports) -> None:
        super().__init__(config)
        self._listener = socket.socket(fileno=orders.listen_fd)
        self._tally = Tally(orders.tally_fd)
        self._number = orders.number
        self.reports = reports
        self._acceptor: Acceptor | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Heed SIGTERM and SIGINT; uvicorn would raise them again in the end, so a stop would look like a crash."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.stop)
        loop.add_signal_handler(signal.SIGINT, self.hurry)
        yield

    def stop(self) -> None:
        """Stop accepting now, and leave when the requests in flight are answered.

        May be asked repeatedly: a service manager sends SIGTERM to every process, and so does the supervisor.
        """
        self.should_exit = True
        if self._acceptor is not None:
            self._acceptor.close()

    def hurry(self) -> None:
        """Leave without waiting for anybody."""
        self.stop()
        self.force_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the app, then accept, then say so."""
        await super().startup(sockets)
        self._acceptor = Acceptor(
            self._listener, self._tally, self._number, self.server_state.connections, self._make_protocol
        )
        if self.should_exit:
            self._listener.close()
            return
        self._acceptor.open()
        self.reports.send(ready=True)

    def _make_protocol(self) -> VerbProtocol:
        return VerbProtocol(self.config, self.server_state, self.lifespan.state)

    async def on_tick(self, counter: int) -> bool:
        """Do what falls due ten times a second."""
        if self._acceptor is not None and not self.should_exit:
            self._acceptor.publish()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what has been received, then end the app."""
        # Those accepted last are greeted, and what clients have sent is read, before idle connections are closed.
        await asyncio.sleep(_SETTLE_S)
        await super().shutdown(sockets)


def main() -> int:
    """Serve until told to stop; 0 after a stop, 1 when the app did not start."""
    orders = _read_orders()
    set_up_logs(level=orders.log_level)
    reports = Reports(orders.report_fd)
    threading.Thread(target=_watch_life_line, args=(orders.grace_s,), name="life line", daemon=True).start()
    try:
        app = Application(_load(orders.app_factory)(orders.settings))
    except Exception as failure:  # noqa: BLE001  # whatever it is, the supervisor is told in one sentence
        reports.send(failed=one_sentence(failure))
        return 1
    try:
        Server(configure(app, orders), orders, reports).run(sockets=[])  # none for uvicorn: we accept ourselves
    except SystemExit:  # uvicorn's way to say that the app's start-up failed
        reports.send(failed=one_sentence(app.failure))
        return 1
    return 0


def one_sentence(failure: BaseException | None) -> str:
    """Give a failure's first line, with its kind unless it is one of ours and speaks for itself; no secrets."""
    if failure is None:
        return "it gave no reason"
    line = next(iter(str(failure).strip().splitlines()), "")
    kind = type(failure)
    if line and kind.__module__.partition(".")[0] == "pinkas":
        return redact_text(line)
    return redact_text(f"{kind.__name__}: {line}" if line else kind.__name__)


def _read_orders() -> WorkerOrders:
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(LIFE_LINE, 65536)
        if not part:
            sys.exit("pinkas.shell.worker takes its orders from a supervisor; start the server with: pinkas serve")
        line += part
    return WorkerOrders(**json.loads(line))


def _watch_life_line(grace_s: float) -> None:
    while os.read(LIFE_LINE, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace_s + _LAST_RESORT_S)
    os._exit(1)


def _load(dotted: str) -> Callable[[dict[str, Any]], ASGIApp]:
    module, _, name = dotted.partition(":")
    factory: Callable[[dict[str, Any]], ASGIApp] = getattr(importlib.import_module(module), name)
    return factory


def configure(app: Application, orders: WorkerOrders) -> uvicorn.Config:
    """Say what uvicorn needs to know; it imports, watches, logs and binds nothing by itself."""
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=VerbProtocol,
        ws="none",
        interface="asgi3",
        lifespan="on",
        workers=1,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(orders.trusted_proxies),
        forwarded_allow_ips=list(orders.trusted_proxies),
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=math.ceil(orders.grace_s),
        h11_max_incomplete_event_size=HEAD_LIMIT_BYTES,
    )


if __name__ == "__main__":
    sys.exit(main())
