"""A whole server in a thread of this process: real HTTP, real PostgreSQL, a clock one can move."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

import uvicorn

from pinkas.actions.businesses import Profile, add_user, open_business
from pinkas.actions.desk import Desk
from pinkas.actions.fiscal.receipts import with_receipts
from pinkas.actions.ports import Signatures
from pinkas.actions.ports.fiscal_service import FiscalService, NoFiscalService
from pinkas.connectors.cards.gateways import CardGateways
from pinkas.connectors.signing import KeptSignatures, SigningRoad
from pinkas.connectors.tax_authority import ShaamClient
from pinkas.shell.app import create_app
from pinkas.shell.protocol import VerbProtocol
from pinkas.storage.keyring import open_keyring
from pinkas.storage.pool import open_store
from pinkas.testing.clock import MovableClock
from pinkas.testing.mail import RecordingMailer

T = TypeVar("T")

_START_SECONDS = 30


class House:
    """A server over one database. Use it as a context manager.

    `url` is where it listens; `mailer` keeps what was mailed; `run` executes a coroutine on its loop, with `desk`, for
    what no API offers.
    """

    def __init__(self, connection: Mapping[str, Any], key_file: Path, clock: MovableClock, *, port: int = 0) -> None:
        self.clock = clock
        self.mailer = RecordingMailer()
        self.gateways = CardGateways(sandbox_patience_s=0)
        #: Without a certificate of the installation's; businesses may have their own.
        self.signatures: Signatures = KeptSignatures(SigningRoad())
        #: None, unless a test says otherwise before the house opens.
        self.fiscal_service: FiscalService = NoFiscalService()
        self._connection = connection
        self._key_file = key_file
        # With the protocol named asyncio sends small packets at once; unnamed, every answer waits 40 ms for an ACK.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self._socket.listen()
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.desk: Desk
        self._loop: asyncio.AbstractEventLoop
        app = create_app(self._open_desk)
        config = uvicorn.Config(app, http=VerbProtocol, loop="asyncio", log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="house", daemon=True)

    async def _open_desk(self) -> Desk:
        keyring = open_keyring(self._key_file, create=True)
        store = await open_store(self._connection, readers=4, writers=2)
        desk = Desk(
            store,
            self.clock,
            keyring,
            self.mailer,
            gateways=self.gateways,
            authority=ShaamClient(),
            signatures=self.signatures,
            fiscal_service=self.fiscal_service,
        )
        self.desk = with_receipts(desk)
        return self.desk

    def _serve(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve(sockets=[self._socket])

        asyncio.run(serve())

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = threading.Event()
        for _ in range(_START_SECONDS * 100):
            if self._server.started or not self._thread.is_alive():
                break
            deadline.wait(0.01)
        if not self._server.started:
            raise RuntimeError("the house did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(_START_SECONDS)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Execute on the server's loop, and wait."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def open_business(self, tax_number: str, *, name: str = "עסק לדוגמה", country: str = "IL") -> int:
        """Open a business with the house's desk."""
        return self.run(open_business(self.desk, tax_number, Profile(legal_name=name), country=country))

    def add_user(self, name: str, password: str, *businesses: int, operator: bool = False) -> int:
        """Add a person who may enter the businesses."""
        return self.run(add_user(self.desk, name, password, businesses, operator=operator))
