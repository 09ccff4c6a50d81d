"""The application that joins it all: one worker's desk, its dialects, and /healthz."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from pinkas.actions.allocation.keeping import keep_asking
from pinkas.actions.cards.keeping import keep_charges
from pinkas.actions.desk import Desk
from pinkas.actions.fiscal.keeping import keep_telling
from pinkas.actions.fiscal.receipts import with_receipts
from pinkas.actions.keys import SESSION_LIFETIME, Keys
from pinkas.actions.ports import SystemClock
from pinkas.actions.sessions import Sessions
from pinkas.actions.standing_orders.schedule import keep_standing_orders
from pinkas.connectors.cards.gateways import CardGateways
from pinkas.connectors.fiscal_al import open_service
from pinkas.connectors.mail import MailRoad
from pinkas.connectors.signing import SigningRoad
from pinkas.connectors.tax_authority import ShaamClient
from pinkas.dialects.caspit.extensions.server import extensions_router
from pinkas.dialects.caspit.server import caspit_router
from pinkas.dialects.icash.server import icash_router
from pinkas.dialects.rnet.server import rnet_router
from pinkas.shell.counting import open_throttle
from pinkas.shell.reference import reference_routes
from pinkas.storage.heads import HeadsError, append_heads
from pinkas.storage.keyring import open_keyring
from pinkas.storage.pool import DatabaseUnavailableError, open_store

_log = structlog.get_logger("pinkas")
_LOOK_FOR_DAY_S: Final = 3600


class PinkasApp(Starlette):
    """The application. What a dialect serves goes straight to its router.

    The router needs nothing of Starlette's layers, which would cost a read of one document a tenth of its time.
    """

    dialects: tuple[BaseRoute, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the application's life."""
        for dialect in self.dialects:
            if dialect.matches(scope)[0] is Match.FULL:
                await dialect.handle(scope, receive, send)
                return
        await super().__call__(scope, receive, send)


def create_app(
    open_desk: Callable[[], Awaitable[Desk]],
    *,
    public_url: str | None = None,
    heads_file: Path | None = None,
    on_schedule: bool = False,
    session_lifetime: dt.timedelta = SESSION_LIFETIME,
) -> PinkasApp:
    """The ASGI application; its desk is opened when the server starts, and its store closed when it stops.

    With `heads_file`, every business's head is signed into it once a day; `on_schedule` it also does by itself
    what falls due: standing orders, and charges, allocation numbers and fiscal codes whose outcome is not known.
    `session_lifetime` is how long a session of a signed key lasts unused.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: PinkasApp) -> AsyncIterator[None]:
        desk = await open_desk()
        sessions = Sessions(desk)
        keys = Keys(desk, session_lifetime=session_lifetime)
        app.state.desk, app.state.keys = desk, keys
        routers = (
            caspit_router(desk, sessions, public_url=public_url),
            extensions_router(desk, sessions, public_url=public_url),
        )
        app.dialects = (*routers, rnet_router(desk, keys), icash_router(desk, keys))
        app.router.routes.extend(reference_routes(routers, server=public_url or "/"))
        keepers = [asyncio.create_task(sessions.keep()), asyncio.create_task(keys.keep())]
        if on_schedule:
            works = (keep_charges(desk), keep_asking(desk), keep_standing_orders(desk), keep_telling(desk))
            keepers.extend(asyncio.create_task(work) for work in works)
        if heads_file is not None:
            keepers.append(asyncio.create_task(_sign_heads(desk, heads_file)))
        try:
            yield
        finally:
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)
            await desk.gateways.close()
            await desk.store.close()

    return PinkasApp(routes=[Route("/healthz", _healthz, methods=["GET"])], lifespan=lifespan)


async def _sign_heads(desk: Desk, path: Path) -> None:
    """Look every hour whether a day has passed; the file's lock lets one worker of them all write."""
    while True:
        try:
            await append_heads(path, desk.store, desk.keyring, desk.clock.now())
        except (OSError, HeadsError, DatabaseUnavailableError) as error:
            _log.error("heads not signed", reason=str(error))
        await asyncio.sleep(_LOOK_FOR_DAY_S)


async def _healthz(request: Request) -> JSONResponse:
    """200 when this worker can read the books."""
    desk: Desk = request.app.state.desk
    try:
        await asyncio.wait_for(desk.store.value("select 1"), timeout=5)
    except (DatabaseUnavailableError, TimeoutError):
        return JSONResponse({"status": "unavailable"}, status_code=503)
    return JSONResponse({"status": "ok"})


def worker_settings(
    server: Mapping[str, Any],
    *,
    key_file: Path,
    heads_file: Path,
    public_url: str | None,
    mail: MailRoad,
    signing: SigningRoad | None = None,
    gateway_urls: Mapping[str, str] | None = None,
    fiscal_urls: tuple[str, str | None] | None = None,
    rate_limit: tuple[int, Path] | None = None,
    session_minutes: int | None = None,
) -> dict[str, Any]:
    """What a worker process must be told, as plain JSON; it holds passwords.

    `fiscal_urls`: where the Albanian tax administration's services are, and where invoices are looked up, if elsewhere.
    `rate_limit`: how many requests a minute a token may make, and the file in which the workers count them.
    `session_minutes`: how long a session of a signed key lasts unused.
    """
    return {
        "database": dict(server),
        "key_file": str(key_file),
        "heads_file": str(heads_file),
        "public_url": public_url,
        "mail": mail.to_plain(),
        "signing": (signing or SigningRoad()).to_plain(),
        "gateway_urls": dict(gateway_urls or {}),
        "fiscal_urls": None if fiscal_urls is None else list(fiscal_urls),
        "rate_limit": None if rate_limit is None else [rate_limit[0], str(rate_limit[1])],
        "session_minutes": session_minutes,
    }


def create_worker_app(settings: dict[str, Any]) -> PinkasApp:
    """The application of a worker process, from what `worker_settings` says."""

    async def open_desk() -> Desk:
        keyring = open_keyring(Path(settings["key_file"]), create=False)
        mailer = MailRoad.from_plain(settings["mail"]).open()
        signatures = SigningRoad.from_plain(settings["signing"]).open()
        gateways = CardGateways(settings["gateway_urls"])
        clock, throttle = SystemClock(), None
        if limit := settings.get("rate_limit"):
            throttle = open_throttle(Path(limit[1]), limit[0], clock, keyring)
        desk = Desk(
            await open_store(settings["database"]),
            clock,
            keyring,
            mailer,
            gateways=gateways,
            throttle=throttle,
            authority=ShaamClient(),
            signatures=signatures,
            fiscal_service=open_service(settings.get("fiscal_urls"), clock),
        )
        return with_receipts(desk)

    minutes = settings.get("session_minutes")
    return create_app(
        open_desk,
        public_url=settings["public_url"],
        heads_file=Path(settings["heads_file"]),
        on_schedule=True,
        session_lifetime=SESSION_LIFETIME if minutes is None else dt.timedelta(minutes=minutes),
    )
