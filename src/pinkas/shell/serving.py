"""`pinkas serve`: the port, the database, the demo, the workers - in this order, and back in reverse."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

from pinkas.actions.desk import Desk
from pinkas.actions.ports import SystemClock
from pinkas.shell import demo
from pinkas.shell.app import worker_settings
from pinkas.shell.config import Settings
from pinkas.shell.database import database
from pinkas.shell.keys import installation_keyring
from pinkas.shell.proving import heads_file
from pinkas.shell.supervisor import bind, run_workers
from pinkas.storage.pool import open_store

Say = Callable[[str], None]


def serve(settings: Settings, *, with_demo: bool, say: Say) -> int:
    """Serve until told to stop; gives the exit code. Raises the one-sentence errors of its parts."""
    listener = bind(settings.host, settings.port)
    try:
        if not _is_loopback(settings.host):
            say(f"Warning: {settings.host} can be reached from outside; put a TLS proxy in front of it.")
        with database(settings, say, join=False) as found:
            asyncio.run(_prepare(settings, found.server, with_demo=with_demo))
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
                ),
                on_ready=lambda: _announce(settings, port, say, with_demo=with_demo),
                announce=say,
                trusted_proxies=[one.strip() for one in settings.trusted_proxies.split(",") if one.strip()],
                log_level=settings.log_level,
            )
    finally:
        listener.close()


async def _prepare(settings: Settings, server: dict[str, Any], *, with_demo: bool) -> None:
    """The master key, and the demo's books, before anyone is served."""
    store = await open_store(server, readers=2, writers=2)
    try:
        keyring = await installation_keyring(settings, store)
        if with_demo:
            await demo.make_demo(Desk(store, SystemClock(), keyring))
    finally:
        await store.close()


def _announce(settings: Settings, port: int, say: Say, *, with_demo: bool) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    base = settings.public_url or f"http://{host}:{port}"
    say(f"Pinkas serves on {base} - Caspit API: {base}/api/v1")
    if with_demo:
        say(f"Demo: user {demo.USER}, password {demo.PASSWORD}, tax number {demo.TAX_NUMBER} (or {demo.ALIAS})")


def _is_loopback(host: str) -> bool:
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
        return all(ipaddress.ip_address(str(address).partition("%")[0]).is_loopback for address in found)
    except (OSError, ValueError):
        return False
