"""`pinkas serve`: the port, the database, the demo, the workers - in this order, and back in reverse."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final, Self

from pinkas.actions.desk import Desk
from pinkas.actions.ports import SystemClock
from pinkas.connectors.cards.gateways import CardGateways
from pinkas.shell import demo
from pinkas.shell.app import worker_settings
from pinkas.shell.config import Settings
from pinkas.shell.database import Database, database
from pinkas.shell.keys import installation_keyring
from pinkas.shell.proving import heads_file
from pinkas.shell.supervisor import bind, run_workers
from pinkas.storage.keyring import Keyring
from pinkas.storage.pool import open_store

Say = Callable[[str], None]

LOOK_EVERY_S: Final = 1.0
#: So many deaths of the database within so many seconds, and serving ends.
MOST_DEATHS: Final = 4
DEATHS_WITHIN_S: Final = 300.0


def serve(settings: Settings, *, with_demo: bool, say: Say) -> int:
    """Serve until told to stop; gives the exit code. Raises the one-sentence errors of its parts.

    When our own database dies under us (killed for memory, say), the workers are stopped, it is started again, and
    serving goes on over the same port; clients wait meanwhile. Several deaths in a short time end it.
    """
    deaths: deque[float] = deque(maxlen=MOST_DEATHS)
    listener = bind(settings.host, settings.port)
    try:
        if not _is_loopback(settings.host):
            say(f"Warning: {settings.host} can be reached from outside; put a TLS proxy in front of it.")
        while True:
            with database(settings, say, join=False) as found:
                asyncio.run(_prepare(settings, found.server, with_demo=with_demo))
                with _Watch(found) as watch:
                    code = _run(settings, listener.dup(), found, say, with_demo=with_demo)
            if not watch.died:
                return code
            deaths.append(time.monotonic())
            if len(deaths) == MOST_DEATHS and deaths[-1] - deaths[0] < DEATHS_WITHIN_S:
                say("The database died several times in a short while; look into its log before starting Pinkas again.")
                return 1
            say("The database died; it is started again.")
    finally:
        listener.close()


def _run(settings: Settings, listener: socket.socket, found: Database, say: Say, *, with_demo: bool) -> int:
    port = listener.getsockname()[1]
    return run_workers(
        listener,
        count=settings.workers,
        app_factory="pinkas.shell.app:create_worker_app",
        settings=worker_settings(
            found.server,
            key_file=settings.key_file,
            heads_file=heads_file(settings),
            public_url=settings.public_url,
            mail=settings.mail_road,
            signing=settings.signing_road,
            gateway_urls=settings.gateway_urls,
            fiscal_urls=settings.fiscal_urls,
            rate_limit=None if settings.rate_limit is None else (settings.rate_limit, settings.data / "requests"),
            session_minutes=settings.session_minutes,
        ),
        on_ready=lambda: _announce(settings, port, say, with_demo=with_demo),
        announce=say,
        trusted_proxies=[one.strip() for one in settings.trusted_proxies.split(",") if one.strip()],
        log_level=settings.log_level,
    )


class _Watch:
    """Looks every second whether the database still runs; when not, stops this process's serving as a person would."""

    def __init__(self, found: Database) -> None:
        self.died = False
        self._found = found
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="database watch", daemon=True)

    def _look(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            if not self._found.alive():
                self.died = True
                os.kill(os.getpid(), signal.SIGTERM)
                return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


async def _prepare(settings: Settings, server: dict[str, Any], *, with_demo: bool) -> None:
    """The master key, and the demo's books, before anyone is served."""
    store = await open_store(server, readers=2, writers=2)
    try:
        keyring = await installation_keyring(settings, store)
    finally:
        await store.close()
    if with_demo:
        await _make_demo(settings, server, keyring)


async def _make_demo(settings: Settings, server: dict[str, Any], keyring: Keyring) -> None:
    """The demo's books, of which nobody was told yet: no write waits for the disk.

    A making that is cut short is gone on with at the next start, and the first write after it flushes them all.
    """
    settled = {**server.get("server_settings", {}), "synchronous_commit": "off"}
    store = await open_store({**server, "server_settings": settled}, readers=2, writers=2)
    try:
        mailer, signatures = settings.mail_road.open(), settings.signing_road.open()
        await demo.make_demo(
            Desk(store, SystemClock(), keyring, mailer, gateways=CardGateways(), signatures=signatures)
        )
    finally:
        await store.close()


def _announce(settings: Settings, port: int, say: Say, *, with_demo: bool) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    base = settings.public_url or f"http://{host}:{port}"
    say(f"Pinkas serves on {base} - Caspit API: {base}/api/v1")
    say(settings.mail_road.sentence)
    if with_demo:
        for sentence in demo.CREDENTIALS:
            say(sentence)


def _is_loopback(host: str) -> bool:
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
        return all(ipaddress.ip_address(str(address).partition("%")[0]).is_loopback for address in found)
    except (OSError, ValueError):
        return False
